/** Cases whose holder does not answer: calls end, the holder is written to, the case is closed or goes on under its clocks. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ContactPolicy, type Programme, preset } from '@scrip/programme';
import type { Body, Client } from '@scrip/testing';
import { CallWindows } from '../src/call/call-windows-due.ts';
import { CaseClocks } from '../src/case/case-due.ts';
import { contactDecider, contactOf, noteRoaming } from '../src/contact/contact.decider.ts';
import { OutreachDue } from '../src/outreach/outreach-due.ts';
import { NotificationsApp } from './notifications-app.ts';

const mall = preset('mall-vip');
/** Two calls, the second three hours later; then a text. */
const writing: Programme = {
  ...mall,
  id: 'writing-mall',
  contact: {
    ...mall.contact,
    triggers: [],
    templates: [
      ...(mall.contact?.templates ?? []),
      {
        key: 'unreached',
        variables: { caseId: 'text' },
        text: {
          'zh-CN': '我们未能联系到您，工单{caseId}已处理。',
          en: 'We could not reach you about {caseId}; it is settled.',
        },
      },
    ],
    calls: {
      sampleBp: 0,
      completeProfile: false,
      attemptsMax: 2,
      retryAfter: 'PT3H',
      unreached: { template: 'unreached', channel: 'sms' },
    },
  },
};

/** The same, where nobody is called abroad. */
const homely: Programme = {
  ...writing,
  id: 'homely-mall',
  contact: { ...(writing.contact as ContactPolicy), roaming: 'doNotCall' },
};

describe('a case whose holder does not answer', () => {
  let app: NotificationsApp;
  let desk: Client;

  beforeAll(async () => {
    // A Monday.
    app = await NotificationsApp.open('2026-03-09T10:00:00+08:00');
    await app.publish(mall);
    await app.publish(writing);
    await app.publish(homely);
    desk = app.as();
  });
  afterAll(() => app?.close());

  /** A complaint at a moment, of a holder of its own. */
  async function complaint(moment: string, programmeId: string): Promise<{ caseId: string; holderId: string }> {
    app.clock.at = Date.parse(moment);
    const holderId = await app.register();
    const body = { programmeId, caseKey: 'complaint', topic: 'late-delivery', channel: 'phone', holderId };
    const { caseId } = (await desk.post('/notifications/v1/cases', body)).ok(201);
    return { caseId: String(caseId), holderId };
  }
  async function settle(caseId: string): Promise<void> {
    const steps = [{ step: 'replace-goods', dueAt: new Date(app.clock.at + 86_400_000).toISOString() }];
    (await desk.post(`/notifications/v1/cases/${caseId}/answer`, { steps })).ok(200);
    (await desk.post(`/notifications/v1/cases/${caseId}/completion`, undefined)).ok(200);
  }
  /** From now on the holder's number roams. */
  async function goesAbroad(holderId: string): Promise<void> {
    await app.log.execute({
      who: app.service(),
      key: null,
      decider: contactDecider,
      streamId: contactOf(holderId),
      decide: (state) => noteRoaming(state, true),
    });
  }
  async function askCall(caseId: string): Promise<string> {
    const { callId, earliestAt } = (await desk.post(`/notifications/v1/cases/${caseId}/call-backs`, {})).ok(201);
    app.clock.at = Math.max(app.clock.at, Date.parse(String(earliestAt)));
    return String(callId);
  }
  /** The task is taken and the call made; what was answered. */
  async function call(callId: string, said: object, key: string = randomUUID()): Promise<Body> {
    (await desk.post(`/notifications/v1/calls/${callId}/claim`, undefined)).ok(200);
    return (await desk.post(`/notifications/v1/calls/${callId}/outcome`, said, { key })).ok(201);
  }
  const caseOf = async (caseId: string): Promise<Body> => (await desk.get(`/notifications/v1/cases/${caseId}`)).ok();
  const taskOf = async (callId: string): Promise<Body> => (await desk.get(`/notifications/v1/calls/${callId}`)).ok();
  async function closedAs(caseId: string): Promise<object | undefined> {
    await app.caughtUp();
    const last = (await app.log.readStream(caseId)).at(-1)?.event;
    return last?.type === 'CaseClosed' ? last.data : undefined;
  }

  it('is owed another call until the last one allowed; then it is closed, with its clocks, and the holder is written to once', async () => {
    const { caseId, holderId } = await complaint('2026-03-09T15:00:00+08:00', writing.id);
    await settle(caseId);
    const callId = await askCall(caseId);
    const first = await call(callId, { outcome: 'no_answer' });
    // Three hours later nobody may be called any more until the evening.
    expect(first).toMatchObject({ attempt: 1, secondCallAt: '2026-03-09T11:00:00.000Z' });
    expect(await taskOf(callId)).toMatchObject({ state: 'waiting', attempts: 1 });
    (await desk.post(`/notifications/v1/cases/${caseId}/closing`, {})).refused(409, 'call_back_missing');
    app.clock.at = Date.parse('2026-03-09T19:00:00+08:00');
    (await desk.post(`/notifications/v1/calls/${callId}/claim`, undefined)).ok(200);
    const third = { outcome: 'busy', secondCallAt: '2026-03-10T10:00:00+08:00' };
    const exceeded = { attempts: 2, most: 2 };
    (await desk.post(`/notifications/v1/calls/${callId}/outcome`, third)).refused(409, 'attempts_exceeded', exceeded);
    const key = randomUUID();
    for (const _ of ['once', 'again'])
      (await desk.post(`/notifications/v1/calls/${callId}/outcome`, { outcome: 'busy' }, { key })).ok(201);
    expect(await taskOf(callId)).toMatchObject({ state: 'closed', closedFor: 'not_reached', attempts: 2 });
    expect(await closedAs(caseId)).toMatchObject({
      uncalledFor: 'holder_not_reached',
      closedBy: 'service:notifications',
      followUpCallId: null,
    });
    expect(await caseOf(caseId)).toMatchObject({
      state: 'closed',
      closedAt: '2026-03-09T11:00:00.000Z',
      nextDueAt: null,
      calledBackAt: null,
      unreachedFor: 'holder_not_reached',
    });
    expect(await app.typesOf(caseId)).toEqual([
      'CaseOpened',
      'CaseAnswered',
      'CaseDone',
      'CaseCallBackAsked',
      'CaseHolderUnreached',
      'CaseClosed',
    ]);
    const due = await app.comesTo('2026-03-09T19:00:01+08:00', app.part(OutreachDue));
    expect(due).toHaveLength(1);
    const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok();
    expect(items).toMatchObject([
      { purpose: 'unreached', channel: 'sms', category: 'service', templateKey: 'unreached', variables: { caseId } },
    ]);
  });

  it('and that is not answered yet goes on under its clocks, and is closed by the desk without a call back', async () => {
    const { caseId } = await complaint('2026-03-10T10:00:00+08:00', writing.id);
    const callId = await askCall(caseId);
    await call(callId, { outcome: 'wrong_number' });
    expect(await caseOf(caseId)).toMatchObject({
      state: 'open',
      unreachedFor: 'number_wrong',
      nextDueAt: '2026-03-11T02:00:00.000Z',
    });
    expect(await app.comesTo('2026-03-11T10:00:00+08:00', app.part(CaseClocks))).toHaveLength(1);
    expect(await caseOf(caseId)).toMatchObject({ state: 'open', escalations: 1 });
    const close = () => desk.post(`/notifications/v1/cases/${caseId}/closing`, {});
    (await close()).refused(409, 'case_not_answered');
    await settle(caseId);
    // Whom calls did not reach is not called to be asked how it was either.
    expect((await close()).ok(200)).toMatchObject({ followUp: null });
    expect(await closedAs(caseId)).toMatchObject({ uncalledFor: 'number_wrong' });
    // Opened again it is owed a call back again.
    (await desk.post(`/notifications/v1/cases/${caseId}/reopening`, { reason: 'again' })).ok(200);
    expect(await caseOf(caseId)).toMatchObject({ state: 'open', unreachedFor: null });
    await settle(caseId);
    (await close()).refused(409, 'call_back_missing');
    await call(await askCall(caseId), { outcome: 'reached' });
    expect((await close()).ok(200)).toMatchObject({ followUp: { callId: expect.any(String) } });
  });

  it('is called three times, a day between, where the programme says nothing of it, and nobody is written to', async () => {
    const { caseId, holderId } = await complaint('2026-03-16T10:00:00+08:00', mall.id);
    await settle(caseId);
    const callId = await askCall(caseId);
    for (const day of ['17', '18']) {
      const next = `2026-03-${day}T02:00:00.000Z`;
      expect(await call(callId, { outcome: 'no_answer' })).toMatchObject({ secondCallAt: next });
      app.clock.at = Date.parse(next);
    }
    expect(await call(callId, { outcome: 'no_answer' })).toMatchObject({ attempt: 3, secondCallAt: null });
    expect(await closedAs(caseId)).toMatchObject({ uncalledFor: 'holder_not_reached' });
    const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok();
    expect(items).toEqual([]);
  });

  it('and who does not want to be called needs no call back either', async () => {
    const { caseId } = await complaint('2026-03-23T10:00:00+08:00', mall.id);
    await settle(caseId);
    await call(await askCall(caseId), { outcome: 'refused' });
    expect(await closedAs(caseId)).toMatchObject({ uncalledFor: 'holder_refused' });
  });

  it('and whom the policy lets nobody call again needs no call back either, and is written to', async () => {
    const { caseId, holderId } = await complaint('2026-03-30T10:00:00+08:00', homely.id);
    await settle(caseId);
    const callId = await askCall(caseId);
    (await desk.post(`/notifications/v1/calls/${callId}/claim`, undefined)).ok(200);
    await goesAbroad(holderId);
    const said = { outcome: 'no_answer' };
    const made = (await desk.post(`/notifications/v1/calls/${callId}/outcome`, said)).ok(201);
    expect(made).toMatchObject({ attempt: 1, secondCallAt: null });
    expect(await closedAs(caseId)).toMatchObject({ uncalledFor: 'holder_not_reached' });
    await app.comesTo('2026-03-30T10:00:01+08:00', app.part(OutreachDue));
    const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok();
    expect(items).toMatchObject([{ purpose: 'unreached', channel: 'sms', variables: { caseId } }]);
  });

  it('and whom nobody may call when the task is taken, or when its time is over, needs none either', async () => {
    const taken = await complaint('2026-03-31T10:00:00+08:00', homely.id);
    await settle(taken.caseId);
    const callId = await askCall(taken.caseId);
    await goesAbroad(taken.holderId);
    const barred = { reason: 'roaming' };
    (await desk.post(`/notifications/v1/calls/${callId}/claim`, undefined)).refused(409, 'call_closed', barred);
    expect(await closedAs(taken.caseId)).toMatchObject({ uncalledFor: 'holder_not_reached' });
    const [, , , , unreached] = await app.log.readStream(taken.caseId);
    expect(unreached?.event).toMatchObject({ type: 'CaseHolderUnreached', data: { callId, attempts: 0 } });

    const waiting = await complaint('2026-03-31T10:30:00+08:00', homely.id);
    await settle(waiting.caseId);
    const other = await askCall(waiting.caseId);
    await goesAbroad(waiting.holderId);
    const passed = await app.comesTo('2026-04-01T23:00:00+08:00', app.part(CallWindows));
    expect(passed.map((one) => one.callId)).toContain(other);
    expect(await closedAs(waiting.caseId)).toMatchObject({ uncalledFor: 'holder_not_reached' });
  });

  it('and is asked to be called back anew waits for that call, however the older one ends', async () => {
    const { caseId } = await complaint('2026-04-02T10:00:00+08:00', writing.id);
    await settle(caseId);
    const [older, newer] = [await askCall(caseId), await askCall(caseId)];
    await call(older, { outcome: 'wrong_number' });
    expect(await caseOf(caseId)).toMatchObject({ state: 'done', unreachedFor: null });
    await call(newer, { outcome: 'reached' });
    (await desk.post(`/notifications/v1/cases/${caseId}/closing`, {})).ok(200);
    expect(await closedAs(caseId)).toMatchObject({ uncalledFor: null });
  });
});
