import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { type Programme, preset } from '@scrip/programme';
import type { Body, Client } from '@scrip/testing';
import { CallTasks } from '../src/call/call-tasks.ts';
import { CallWindows } from '../src/call/call-windows-due.ts';
import { CardsHolderConsumer } from '../src/contact/cards-holder.consumer.ts';
import { contactDecider, contactOf, countMade, noteRoaming } from '../src/contact/contact.decider.ts';
import { messageOf } from './delivered.ts';
import { NotificationsApp } from './notifications-app.ts';
import { type CallToQueue, queueCall } from './queued-call.ts';

const mall = preset('mall-vip');
const contact = { ...mall.contact, triggers: [], templates: [] };
/** Every call is checked, so that the sample can be seen. */
const programme = {
  ...mall,
  contact: { ...mall.contact, ...contact, calls: { ...mall.contact?.calls, sampleBp: 10_000 } },
};

const path = (rest = ''): string => `/notifications/v1/calls${rest}`;
const itemsOf = (body: Body): Body[] => body['items'] as Body[];

describe('call tasks at the desk', () => {
  let app: NotificationsApp;
  let ann: Client;
  let ben: Client;
  let centre: Client;
  let holderId: string;

  beforeAll(async () => {
    app = await NotificationsApp.open('2026-03-04T10:00:00+08:00');
    await app.publish(programme as Programme);
    ann = app.as({ subject: 'ann' });
    ben = app.as({ subject: 'ben' });
    centre = app.as({ subject: 'centre', scopes: ['notifications:call.assign', 'notifications:call.check'] });
    holderId = await app.register();
  });
  afterAll(() => app?.close());

  let queues = 0;
  /** A task in a queue of its own. */
  async function opened(more: object = {}): Promise<{ callId: string; queueKey: string }> {
    queues += 1;
    const queueKey = `shop-${queues}`;
    const body = { holderId, programmeId: programme.id, purpose: 'season-call', queueKey, ...more };
    return { callId: String((await ann.post(path(), body)).ok(201)['callId']), queueKey };
  }

  const queued = (calledId: string, more: Partial<CallToQueue> = {}): Promise<string> =>
    queueCall(app, { holderId: calledId, programmeId: programme.id, programmeVersion: programme.version, ...more });

  it('are taken by one person only, however many ask in the same moment', async () => {
    queues += 1;
    const queueKey = `shop-${queues}`;
    for (let task = 0; task < 3; task += 1) {
      const body = { holderId, programmeId: programme.id, purpose: 'season-call', queueKey };
      (await ann.post(path(), body)).ok(201);
    }
    await app.caughtUp();
    const people = ['one', 'two', 'three', 'four', 'five'].map((subject) => app.as({ subject }));
    const taken = await Promise.all(people.map((person) => person.post(path('/next'), { queueKey })));
    const got = taken.filter(({ status }) => status === 200).map(({ body }) => body['callId']);
    expect(got).toHaveLength(3);
    expect(new Set(got).size).toBe(3);
    for (const one of taken.filter(({ status }) => status !== 200)) one.refused(409, 'queue_empty', { queueKey });
    (await ann.post(path('/next'), { queueKey: 'nobody' })).refused(409, 'queue_empty');
  });

  it('go to somebody else when the time is over, and may be given back before', async () => {
    const { callId } = await opened();
    (await ann.post(path(`/${callId}/claim`), undefined)).ok(200);
    (await ben.post(path(`/${callId}/claim`), undefined)).refused(409, 'call_claimed', { claimedBy: 'ann' });
    const claim = { by: 'ben', at: app.clock.at, untilAt: app.clock.at + 1 };
    expect(await app.part(CallTasks).toTake(callId, app.service(), claim)).toBeUndefined();
    (await ben.post(path(`/${callId}/release`), undefined)).refused(409, 'call_not_yours', { claimedBy: 'ann' });
    app.clock.at += 16 * 60_000;
    (await ben.post(path(`/${callId}/claim`), undefined)).ok(200);
    (await ann.post(path(`/${callId}/outcome`), { outcome: 'reached' })).refused(409, 'call_not_yours');
    (await ben.post(path(`/${callId}/release`), undefined)).ok(200);
    expect((await ben.get(path(`/${callId}`))).ok()).toMatchObject({ state: 'waiting', claimedBy: null });
    expect(await app.typesOf(callId)).toEqual([
      'CallTaskOpened',
      'CallTaskClaimed',
      'CallTaskReleased',
      'CallTaskClaimed',
      'CallTaskReleased',
    ]);
  });

  it('wait for their first moment, and are over after their last', async () => {
    const later = await opened({ earliestAt: '2026-03-05T09:40:00+08:00', latestAt: '2026-03-05T10:00:00+08:00' });
    (await ann.post(path(`/${later.callId}/claim`), undefined)).refused(409, 'call_too_early');
    (await ann.post(path('/next'), { queueKey: later.queueKey })).refused(409, 'queue_empty');
    app.clock.at = Date.parse('2026-03-05T09:45:00+08:00');
    (await ann.post(path('/next'), { queueKey: later.queueKey })).ok(200);
    (await ann.post(path(`/${later.callId}/release`), undefined)).ok(200);
    app.clock.at = Date.parse('2026-03-05T10:00:00+08:00');
    (await ann.post(path(`/${later.callId}/claim`), undefined)).refused(409, 'call_too_late');
    const upside = { earliestAt: '2026-03-06T13:00:00+08:00', latestAt: '2026-03-06T12:00:00+08:00' };
    const body = { holderId, programmeId: programme.id, purpose: 'season-call', ...upside };
    (await ann.post(path(), body)).refused(409, 'call_window_upside_down');
  });

  it('are given to a person, who gets them first', async () => {
    const { callId, queueKey } = await opened();
    (await centre.post(path(`/${callId}/assignment`), { queueKey, assignedTo: 'ben' })).ok(200);
    (await ann.post(path(`/${callId}/claim`), undefined)).refused(409, 'call_assigned', { assignedTo: 'ben' });
    await app.caughtUp();
    expect((await ben.post(path('/next'), { queueKey })).ok(200)).toMatchObject({ callId });
    (await ann.post(path(`/${callId}/assignment`), { queueKey })).refused(403, 'insufficient_scope');
  });

  it('keep what was said in the vault, and its words in no event', async () => {
    const { callId } = await opened();
    (await ann.post(path(`/${callId}/claim`), undefined)).ok(200);
    const said = { outcome: 'reached', note: 'she is in hospital', profile: { mobile: '13900002222' } };
    const key = randomUUID();
    const recorded = (await ann.post(path(`/${callId}/outcome`), said, { key })).ok(201);
    expect(recorded).toMatchObject({ outcome: 'reached', attempt: 1, completedFields: ['mobile'], isSampled: true });
    const again = await ann.post(path(`/${callId}/outcome`), said, { key });
    expect(again).toMatchObject({ status: 201, replayed: true, body: recorded });
    const events = await app.log.readStream(callId);
    expect(events.map(({ event }) => event.type).slice(-2)).toEqual(['CallConnected', 'CallTaskClosed']);
    const facts = JSON.stringify(
      events.map(({ event }) => event.data),
      (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
    );
    expect(facts).not.toMatch(/hospital|139/);
    const note = app.outside.asked.find(({ path: asked }) => asked.endsWith('/notes'));
    expect(note).toMatchObject({ issuerId: 'iss_a', body: { kind: 'call-note', text: 'she is in hospital' } });
    const notes = app.outside.asked.filter(({ path: asked }) => asked.endsWith('/notes'));
    expect(new Set(notes.map(({ key: own }) => own)).size).toBe(1);
  });

  it('say nothing while the vault is away, and can be told again', async () => {
    const { callId } = await opened();
    (await ann.post(path(`/${callId}/claim`), undefined)).ok(200);
    const { answer } = app.outside;
    app.outside.answer = () => ({ status: 503, body: {} });
    const key = randomUUID();
    const said = { outcome: 'reached', note: 'a word' };
    (await ann.post(path(`/${callId}/outcome`), said, { key })).refused(503, 'vault_unavailable');
    app.outside.answer = () => ({ status: 410, body: { code: 'holder_erased' } });
    (await ann.post(path(`/${callId}/outcome`), said, { key })).refused(410, 'holder_erased');
    app.outside.answer = answer;
    (await ann.post(path(`/${callId}/outcome`), said, { key })).ok(201);
  });

  it('plan a second call, and count only those that were answered', async () => {
    const { callId, queueKey } = await opened();
    (await ann.post(path(`/${callId}/claim`), undefined)).ok(200);
    const second = '2026-03-06T19:30:00+08:00';
    const missed = await ann.post(path(`/${callId}/outcome`), { outcome: 'no_answer', secondCallAt: second });
    expect(missed.ok(201)).toMatchObject({ secondCallAt: '2026-03-06T11:30:00.000Z' });
    (await ann.post(path('/next'), { queueKey })).refused(409, 'queue_empty');
    app.clock.at = Date.parse(second);
    (await ann.post(path('/next'), { queueKey })).ok(200);
    const past = { outcome: 'busy', secondCallAt: '2026-03-01T10:00:00+08:00', note: 'later' };
    const before = app.outside.asked.length;
    (await ann.post(path(`/${callId}/outcome`), past)).refused(409, 'second_call_in_past');
    expect(app.outside.asked).toHaveLength(before);
    const unwanted = { outcome: 'refused', secondCallAt: '2026-03-07T10:00:00+08:00' };
    (await ann.post(path(`/${callId}/outcome`), unwanted)).refused(409, 'second_call_unwanted', { outcome: 'refused' });
    (await ann.post(path(`/${callId}/outcome`), { outcome: 'refused' })).ok(201);
    (await ann.post(path(`/${callId}/claim`), undefined)).refused(409, 'call_closed', { reason: 'refused' });
    const types = await app.typesOf(callId);
    expect(types.filter((type) => type === 'CallConnected')).toHaveLength(1);
    expect(types.filter((type) => type === 'CallMissed')).toHaveLength(1);
    const read = (await ann.get(path(`/${callId}`))).ok();
    expect(read).toMatchObject({
      attempts: 2,
      closedFor: 'refused',
      script: { en: expect.stringContaining('season') },
    });
  });

  it('are checked by the centre, never by who called', async () => {
    const { callId, queueKey } = await opened();
    const boss = app.as({ subject: 'ann', scopes: ['notifications:call.check'] });
    (await ann.post(path(`/${callId}/claim`), undefined)).ok(200);
    (await ann.post(path(`/${callId}/outcome`), { outcome: 'wrong_number' })).ok(201);
    const finding = { attempt: 1, finding: 'deviates', remarkCode: 'script_not_kept' };
    (await boss.post(path(`/${callId}/checks`), finding)).refused(403, 'own_call');
    (await centre.post(path(`/${callId}/checks`), { ...finding, attempt: 2 })).refused(409, 'attempt_unknown');
    await app.caughtUp();
    const open = `/notifications/v1/calls-made?check=open&queueKey=${queueKey}`;
    expect(itemsOf((await centre.get(open)).ok())).toHaveLength(1);
    (await centre.post(path(`/${callId}/checks`), finding)).ok(201);
    (await centre.post(path(`/${callId}/checks`), finding)).refused(409, 'call_checked');
    expect(itemsOf((await centre.get(open)).ok())).toHaveLength(0);
    const [checked] = itemsOf((await centre.get(`/notifications/v1/calls-made?queueKey=${queueKey}`)).ok());
    expect(checked).toMatchObject({ finding: 'deviates', checkedBy: 'centre', remarkCode: 'script_not_kept' });
  });

  it('come of outreaches that are calls, once, and count for the year only when somebody was spoken to', async () => {
    const called = await app.register();
    const outreachId = await queued(called, {
      triggerKey: 'promotion-call',
      placeId: 'shop-77',
    });
    const listed = itemsOf((await ann.get(path(`?causeId=${outreachId}`))).ok());
    expect(listed).toMatchObject([{ queueKey: 'shop-77', purpose: 'promotion-call', cause: 'outreach' }]);
    expect(await app.typesOf(outreachId)).toEqual(['OutreachQueued', 'OutreachSent']);
    const callId = String(listed[0]?.['callId']);
    const contactId = contactOf(called);
    (await ann.post(path(`/${callId}/claim`), undefined)).ok(200);
    const again = new Date(app.clock.at + 600_000).toISOString();
    (await ann.post(path(`/${callId}/outcome`), { outcome: 'busy', secondCallAt: again })).ok(201);
    expect(await app.typesOf(contactId)).not.toContain('ContactMade');
    app.clock.at += 600_000;
    (await ann.post(path(`/${callId}/claim`), undefined)).ok(200);
    (await ann.post(path(`/${callId}/outcome`), { outcome: 'reached' })).ok(201);
    expect(await app.typesOf(contactId)).toContain('ContactMade');
  });

  it('wait for the next time of the holder when nobody called in this one, or are over with the reason why there is none', async () => {
    const windows = app.part(CallWindows);
    await app.comesTo('2026-04-01T10:30:00+08:00', windows);
    const windowEndsAt = Date.parse('2026-04-01T11:30:00+08:00');
    const taskOf = async (outreachId: string): Promise<Body> =>
      itemsOf((await ann.get(path(`?causeId=${outreachId}`))).ok())[0] ?? {};
    const waits = await queued(await app.register(), { windowEndsAt });
    const unwilling = await queued(await app.register(), { windowEndsAt, category: 'marketing' });
    const birthday = await queued(await app.register(), {
      windowEndsAt,
      purpose: 'birthday',
      expiresAt: Date.parse('2026-04-02T00:00:00+08:00'),
    });
    const held = await queued(await app.register(), { windowEndsAt });
    const { callId } = await opened({ latestAt: '2026-04-01T11:30:00+08:00' });
    app.clock.at = Date.parse('2026-04-01T11:29:00+08:00');
    (await ann.post(path(`/${String((await taskOf(held))['callId'])}/claim`), undefined)).ok(200);
    expect(await app.comesTo('2026-04-01T11:29:59+08:00', windows)).toHaveLength(0);
    const passed = (await app.comesTo('2026-04-01T11:30:00+08:00', windows)).map((one) => one.callId);
    const theirs = await Promise.all([waits, unwilling, birthday, held].map(taskOf));
    expect([...theirs.map((task) => passed.includes(String(task['callId']))), passed.includes(callId)]).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
    const next = { earliestAt: '2026-04-01T07:00:00.000Z', latestAt: '2026-04-01T09:30:00.000Z' };
    expect(await taskOf(waits)).toMatchObject({ state: 'waiting', ...next });
    // A birthday's own window lasts until noon; after it the ordinary ones of that day are left.
    expect(await taskOf(birthday)).toMatchObject({ state: 'waiting', latestAt: '2026-04-01T04:00:00.000Z' });
    expect(await taskOf(unwilling)).toMatchObject({ state: 'closed', closedFor: 'no_consent' });
    expect(await taskOf(held)).toMatchObject({ state: 'claimed', claimedBy: 'ann' });
    expect((await ann.get(path(`/${callId}`))).ok()).toMatchObject({ state: 'closed', closedFor: 'too_late' });
    expect(await app.comesTo('2026-04-01T11:45:00+08:00', windows)).toHaveLength(1);
    await app.comesTo('2026-04-01T12:00:00+08:00', windows);
    expect(await taskOf(birthday)).toMatchObject(next);
    // The birthday is over with its day, what has no day waits for the next morning.
    await app.comesTo('2026-04-01T17:30:00+08:00', windows);
    await app.comesTo('2026-04-01T20:30:00+08:00', windows);
    expect(await taskOf(birthday)).toMatchObject({ state: 'closed', closedFor: 'too_late' });
    expect(await taskOf(waits)).toMatchObject({ earliestAt: '2026-04-02T01:30:00.000Z' });
  });

  it('are put off or over when they are taken at a moment that leaves no call', async () => {
    app.clock.at = Date.parse('2026-04-02T22:00:00+08:00');
    const placeId = 'shop-night';
    const outreach = await queued(await app.register(), { placeId, windowEndsAt: null });
    const [night] = itemsOf((await ann.get(path(`?causeId=${outreach}`))).ok());
    (await ann.post(path('/next'), { queueKey: placeId })).refused(409, 'queue_empty');
    const callId = String(night?.['callId']);
    expect(await app.typesOf(callId)).toEqual(['CallTaskOpened', 'CallTaskPutOff']);
    (await ann.post(path(`/${callId}/claim`), undefined)).refused(409, 'call_too_early', {
      earliestAt: Date.parse('2026-04-03T09:30:00+08:00'),
    });
    app.clock.at = Date.parse('2026-04-03T10:00:00+08:00');
    const outreachId = await queued(await app.register(), { category: 'marketing' });
    // Where no window limits it, a birthday call is still over with its day.
    const midnight = Date.parse('2026-04-04T00:00:00+08:00');
    const greeting = { purpose: 'birthday', windowEndsAt: null, expiresAt: midnight };
    const birthday = await queued(await app.register(), greeting);
    expect(itemsOf((await ann.get(path(`?causeId=${birthday}`))).ok())).toMatchObject([
      { latestAt: '2026-04-03T16:00:00.000Z', expiresAt: '2026-04-03T16:00:00.000Z' },
    ]);
    const [unwilling] = itemsOf((await ann.get(path(`?causeId=${outreachId}`))).ok());
    (await ann.post(path(`/${String(unwilling?.['callId'])}/claim`), undefined)).refused(409, 'call_closed', {
      reason: 'no_consent',
    });
  });

  it('are over when ten calls of the year were made since they were opened, and no eleventh is opened', async () => {
    const called = await app.register();
    const eleventh = await opened({ holderId: called });
    const contactId = contactOf(called);
    for (let made = 0; made < 10; made += 1) {
      const one = { contactId, holderId: called, outreachId: newId('cal'), channel: 'call', category: 'service' };
      await app.log.execute({
        who: app.service(),
        key: null,
        decider: contactDecider,
        streamId: contactId,
        decide: (state) => countMade(state, { ...one, madeDate: '2026-02-01' }),
      });
    }
    const cap = { reason: 'cap_reached', ruleKey: 'ten-calls', capMax: 10, capUsed: 10 };
    const body = { holderId: called, programmeId: programme.id, purpose: 'season-call' };
    (await ann.post(path(), body)).refused(409, 'call_barred', cap);
    await app.caughtUp();
    (await ann.post(path('/next'), { queueKey: eleventh.queueKey })).refused(409, 'queue_empty');
    await app.caughtUp();
    expect((await ann.get(path(`/${eleventh.callId}`))).ok()).toMatchObject({
      state: 'closed',
      closedFor: 'cap_reached',
    });
  });

  it('of the desk wait for the first time that the policy leaves, within what was asked', async () => {
    app.clock.at = Date.parse('2026-04-03T11:45:00+08:00');
    const called = await app.register();
    const body = { holderId: called, programmeId: programme.id, purpose: 'season-call', queueKey: 'shop-policy' };
    const noon = (await ann.post(path(), body)).ok(201);
    expect(noon).toMatchObject({ earliestAt: '2026-04-03T07:00:00.000Z' });
    expect((await ann.get(path(`/${String(noon['callId'])}`))).ok()).toMatchObject({
      latestAt: '2026-04-03T09:30:00.000Z',
      expiresAt: null,
    });
    (await ann.post(path(), { ...body, latestAt: '2026-04-03T14:00:00+08:00' })).refused(409, 'call_barred', {
      reason: 'too_late',
    });
    (await ann.post(path(), { ...body, category: 'marketing' })).refused(409, 'call_barred', { reason: 'no_consent' });
    // What the desk wants until then is over then, and no other time is looked for.
    const until = (await ann.post(path(), { ...body, latestAt: '2026-04-03T16:00:00+08:00' })).ok(201);
    await app.comesTo('2026-04-03T16:00:00+08:00', app.part(CallWindows));
    expect((await ann.get(path(`/${String(until['callId'])}`))).ok()).toMatchObject({ closedFor: 'too_late' });
  });

  it('plan a second call for the first time that the policy leaves', async () => {
    app.clock.at = Date.parse('2026-04-03T17:00:00+08:00');
    const { callId } = await opened();
    (await ann.post(path(`/${callId}/claim`), undefined)).ok(200);
    const said = { outcome: 'busy', secondCallAt: '2026-04-03T23:00:00+08:00' };
    expect((await ann.post(path(`/${callId}/outcome`), said)).ok(201)).toMatchObject({
      secondCallAt: '2026-04-04T01:30:00.000Z',
    });
    expect((await ann.get(path(`/${callId}`))).ok()).toMatchObject({
      earliestAt: '2026-04-04T01:30:00.000Z',
      latestAt: '2026-04-04T03:30:00.000Z',
    });
  });

  it('say that the number roams, so that the caller asks first whether to go on', async () => {
    app.clock.at = Date.parse('2026-04-07T10:00:00+08:00');
    const asking = { ...mall, id: 'asks-first', contact: { ...contact, roaming: 'askFirst' as const } };
    await app.publish(asking);
    const called = await app.register();
    const roams = async (roaming: boolean): Promise<void> => {
      await app.log.execute({
        who: app.service(),
        key: null,
        decider: contactDecider,
        streamId: contactOf(called),
        decide: (state) => noteRoaming(state, roaming),
      });
    };
    await roams(true);
    const outreachId = await queued(called, { programmeId: asking.id, askFirst: true });
    const [listed] = itemsOf((await ann.get(path(`?causeId=${outreachId}`))).ok());
    expect(listed).toMatchObject({ askFirst: true });
    const callId = String(listed?.['callId']);
    const read = async (): Promise<Body> => (await ann.get(path(`/${callId}`))).ok();
    expect((await read())['script']).toMatchObject({ en: expect.stringMatching(/^Your number is roaming.+season/) });
    expect((await ann.post(path(`/${callId}/claim`), undefined)).ok(200)).toMatchObject({ askFirst: true });
    (await ann.post(path(`/${callId}/release`), undefined)).ok(200);
    // It is back home by the time of the call.
    await roams(false);
    expect((await ann.post(path(`/${callId}/claim`), undefined)).ok(200)).toMatchObject({ askFirst: false });
    expect((await read())['script']).toMatchObject({ en: expect.stringMatching(/^Thank you/) });
  });

  it('are over when the holder died', async () => {
    const gone = await app.register();
    const { callId } = await opened({ holderId: gone });
    const windows = app.part(CallWindows);
    await app.caughtUp();
    const isDue = async () => (await windows.due(app.clock.at, 100)).some((one) => one.callId === callId);
    expect(await isDue()).toBe(false);
    const departed = { holderId: gone, departure: 'died' };
    const message = messageOf('HolderDeparted', gone, departed, { issuerId: 'iss_a', occurredAt: app.clock.at });
    await app.carryOut(app.part(CardsHolderConsumer).onHolderDeparted(departed, message));
    expect(await isDue()).toBe(true);
    await app.comesTo(new Date(app.clock.at).toISOString(), windows);
    expect((await ann.get(path(`/${callId}`))).ok()).toMatchObject({ state: 'closed', closedFor: 'holder_died' });
    expect(await isDue()).toBe(false);
    const body = { holderId: gone, programmeId: programme.id, purpose: 'season-call' };
    (await ann.post(path(), body)).refused(409, 'contact_ended', { reason: 'died' });
  });

  it('are listed in pages, by who has them and what can be called now', async () => {
    app.clock.at = Date.parse('2026-04-02T10:00:00+08:00');
    const mine = await opened();
    (await ben.post(path(`/${mine.callId}/claim`), undefined)).ok(200);
    await app.caughtUp();
    const found = (await ben.get(path(`?queueKey=${mine.queueKey}&who=ben&state=claimed`))).ok();
    expect(itemsOf(found).map((one) => one['callId'])).toEqual([mine.callId]);
    const first = (await ben.get(path('?limit=2'))).ok();
    expect(itemsOf(first)).toHaveLength(2);
    const second = (await ben.get(path(`?limit=2&cursor=${String(first['next'])}`))).ok();
    expect(itemsOf(second).map((one) => one['callId'])).not.toContain(itemsOf(first)[1]?.['callId']);
    (await app.as({ issuerId: 'iss_b' }).get(path(`/${mine.callId}`))).refused(404, 'call_unknown');
  });
});
