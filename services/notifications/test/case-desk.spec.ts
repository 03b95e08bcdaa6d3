import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import type { Body, Client } from '@scrip/testing';
import { CaseClocks, CompensationPosting } from '../src/case/case-due.ts';
import { CardsHolderConsumer } from '../src/contact/cards-holder.consumer.ts';
import { messageOf } from './delivered.ts';
import { NotificationsApp } from './notifications-app.ts';

const mall = preset('mall-vip');
const path = (rest = ''): string => `/notifications/v1/cases${rest}`;
const itemsOf = (body: Body): Body[] => body['items'] as Body[];

describe('cases at the desk', () => {
  let app: NotificationsApp;
  let desk: Client;
  let manager: Client;
  let holderId: string;

  beforeAll(async () => {
    // A Friday.
    app = await NotificationsApp.open('2026-03-06T18:00:00+08:00');
    await app.publish(mall);
    desk = app.as();
    const scopes = ['notifications:case.approve', 'notifications:authority.service-manager'];
    manager = app.as({ subject: 'manager-1', scopes });
    holderId = await app.register();
  });
  afterAll(() => app?.close());

  async function complaint(more: object = {}): Promise<string> {
    const body = {
      programmeId: mall.id,
      caseKey: 'complaint',
      topic: 'late-delivery',
      channel: 'phone',
      holderId,
      ...more,
    };
    return String((await desk.post(path(), body)).ok(201)['caseId']);
  }
  const planned = (dueAt: string): object => ({ steps: [{ step: 'replace-goods', dueAt }] });
  /** The holder is called back and reached. */
  async function callBack(caseId: string): Promise<void> {
    const asked = (await desk.post(path(`/${caseId}/call-backs`), {})).ok(201);
    const { callId, earliestAt } = asked as { callId: string; earliestAt: string };
    app.clock.at = Math.max(app.clock.at, Date.parse(earliestAt));
    (await desk.post(`/notifications/v1/calls/${callId}/claim`, undefined)).ok(200);
    (await desk.post(`/notifications/v1/calls/${callId}/outcome`, { outcome: 'reached' })).ok(201);
  }
  const read = async (caseId: string): Promise<Body> => (await desk.get(path(`/${caseId}`))).ok();

  it('K3: a complaint of Friday 18:00 without an answer is escalated Saturday 18:00, a plan not done when it is due', async () => {
    app.clock.at = Date.parse('2026-03-06T18:00:00+08:00');
    const caseId = await complaint();
    // That it was taken up is no answer.
    (await desk.post(path(`/${caseId}/acknowledgement`), undefined)).ok(200);
    const clocks = app.part(CaseClocks);
    expect(await app.comesTo('2026-03-07T13:59:59+08:00', clocks)).toHaveLength(0);
    expect(await app.comesTo('2026-03-07T14:00:00+08:00', clocks)).toHaveLength(1);
    expect(await app.comesTo('2026-03-07T17:59:59+08:00', clocks)).toHaveLength(0);
    expect(await app.comesTo('2026-03-07T18:00:00+08:00', clocks)).toHaveLength(1);
    app.clock.at = Date.parse('2026-03-07T20:00:00+08:00');
    // Tuesday 12:00.
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-10T12:00:00+08:00'))).ok(200);
    expect(await app.comesTo('2026-03-10T11:59:59+08:00', clocks)).toHaveLength(1);
    expect(await app.comesTo('2026-03-10T12:30:00+08:00', clocks)).toHaveLength(1);
    expect(await app.comesTo('2026-03-20T12:00:00+08:00', clocks)).toHaveLength(0);
    const events = await app.log.readStream(caseId);
    const said = events.flatMap(({ envelope, event }) =>
      event.type === 'CaseEscalated' || event.type === 'CaseClockWarned'
        ? [[event.type, event.data.clockKey, event.data.role, new Date(envelope.occurredAt).toISOString()]]
        : [],
    );
    expect(said).toEqual([
      ['CaseClockWarned', 'answer', 'service-manager', '2026-03-07T06:00:00.000Z'],
      ['CaseEscalated', 'answer', 'service-manager', '2026-03-07T10:00:00.000Z'],
      ['CaseClockWarned', 'promise', 'service-manager', '2026-03-10T00:00:00.000Z'],
      ['CaseEscalated', 'promise', 'service-manager', '2026-03-10T04:00:00.000Z'],
    ]);
    expect(await read(caseId)).toMatchObject({ state: 'answered', escalations: 2 });
  });

  it('say that they are late with the answer when no timer came before it', async () => {
    app.clock.at = Date.parse('2026-03-06T18:00:00+08:00');
    const caseId = await complaint();
    app.clock.at = Date.parse('2026-03-07T18:00:01+08:00');
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-10T12:00:00+08:00'))).ok(200);
    expect(await app.typesOf(caseId)).toEqual(['CaseOpened', 'CaseEscalated', 'CaseAnswered']);
  });

  it('are answered once, with a plan of days to come', async () => {
    const caseId = await complaint({ note: 'the shoes arrived in two sizes' });
    expect(app.outside.asked.at(-1)).toMatchObject({
      body: { kind: 'case-note', text: 'the shoes arrived in two sizes' },
    });
    (await desk.post(path(`/${caseId}/completion`), undefined)).refused(409, 'case_not_answered');
    // What is refused keeps nothing in the vault.
    const before = app.outside.asked.length;
    const past = { ...planned('2026-03-01T12:00:00+08:00'), note: 'soon' };
    (await desk.post(path(`/${caseId}/answer`), past)).refused(409, 'plan_in_past');
    expect(app.outside.asked).toHaveLength(before);
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-30T12:00:00+08:00'))).ok(200);
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-31T12:00:00+08:00'))).refused(409, 'case_answered');
    (await desk.post(path(`/${caseId}/acknowledgement`), undefined)).refused(409, 'case_acknowledged');
  });

  it('are not closed without what was promised, a call back, and a call on satisfaction follows', async () => {
    const caseId = await complaint();
    const close = (body: object = {}) => desk.post(path(`/${caseId}/closing`), body);
    (await close()).refused(409, 'case_not_answered');
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-30T12:00:00+08:00'))).ok(200);
    (await close()).refused(409, 'case_not_done');
    (await desk.post(path(`/${caseId}/completion`), undefined)).ok(200);
    (await close()).refused(409, 'call_back_missing');
    await callBack(caseId);
    const closed = (await close()).ok(200);
    const week = new Date(app.clock.at + 7 * 86_400_000).toISOString();
    expect(closed).toMatchObject({ followUp: { earliestAt: week } });
    (await close()).refused(409, 'case_closed');
    const { callId } = closed['followUp'] as { callId: string };
    expect((await desk.get(`/notifications/v1/calls/${callId}`)).ok()).toMatchObject({
      cause: 'follow_up',
      causeId: caseId,
    });
    (await desk.post(path(`/${caseId}/satisfaction`), {})).refused(400, 'invalid_request');
    const half = await desk.post(path(`/${caseId}/satisfaction`), { expected: 8 });
    half.refused(409, 'satisfaction_incomplete', { missing: ['perceived'] });
    (await desk.post(path(`/${caseId}/satisfaction`), { expected: 8, perceived: 6 })).ok(201);
    (await desk.post(path(`/${caseId}/satisfaction`), { expected: 8 })).refused(409, 'satisfaction_recorded');
    expect(await read(caseId)).toMatchObject({ state: 'closed', expected: 8, perceived: 6, nextDueAt: null });
  });

  it('have the holder called when the holder may be called, also to ask afterwards', async () => {
    // Called back at night: in the morning. Closed on a Tuesday at noon: asked a week later, when the afternoon begins.
    app.clock.at = Date.parse('2026-03-23T23:00:00+08:00');
    const caseId = await complaint();
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-30T12:00:00+08:00'))).ok(200);
    (await desk.post(path(`/${caseId}/completion`), undefined)).ok(200);
    expect((await desk.post(path(`/${caseId}/call-backs`), {})).ok(201)).toMatchObject({
      earliestAt: '2026-03-24T01:30:00.000Z',
    });
    await callBack(caseId);
    app.clock.at = Date.parse('2026-03-24T12:00:00+08:00');
    expect((await desk.post(path(`/${caseId}/closing`), {})).ok(200)).toMatchObject({
      followUp: { earliestAt: '2026-03-31T07:00:00.000Z' },
    });
  });

  it('of nobody who could be called back are closed without it, and say why', async () => {
    app.clock.at = Date.parse('2026-03-24T15:00:00+08:00');
    const done = async (caseId: string): Promise<void> => {
      (await desk.post(path(`/${caseId}/answer`), planned('2026-03-30T12:00:00+08:00'))).ok(200);
      (await desk.post(path(`/${caseId}/completion`), undefined)).ok(200);
    };
    const uncalled = async (caseId: string): Promise<unknown> => {
      await done(caseId);
      expect((await desk.post(path(`/${caseId}/closing`), {})).ok(200)).toMatchObject({ followUp: null });
      const closed = (await app.log.readStream(caseId)).map(({ event }) => event).at(-1);
      return closed?.type === 'CaseClosed' ? closed.data.uncalledFor : closed?.type;
    };
    const unknown = await complaint({ holderId: undefined });
    (await desk.post(path(`/${unknown}/call-backs`), {})).refused(409, 'holder_missing');
    expect(await uncalled(unknown)).toBe('holder_unknown');
    const gone = await app.register();
    const late = await complaint({ holderId: gone });
    const departed = { holderId: gone, departure: 'died' };
    const at = { issuerId: 'iss_a', occurredAt: app.clock.at };
    const holders = app.part(CardsHolderConsumer);
    await app.carryOut(holders.onHolderDeparted(departed, messageOf('HolderDeparted', gone, departed, at)));
    (await desk.post(path(`/${late}/call-backs`), {})).refused(409, 'contact_ended', { reason: 'died' });
    expect(await uncalled(late)).toBe('holder_died');
  });

  it('of a holder who is another one now have that one called', async () => {
    app.clock.at = Date.parse('2026-03-24T16:00:00+08:00');
    const merged = await app.register();
    const caseId = await complaint({ holderId: merged });
    const people = { proposedBy: 'desk-1', approvedBy: 'manager-1' };
    const data = { holderId: merged, survivorId: holderId, mergeId: newId('mrg'), ...people };
    const message = messageOf('HolderMerged', merged, data, { issuerId: 'iss_a', occurredAt: app.clock.at });
    await app.carryOut(app.part(CardsHolderConsumer).onHolderMerged(data, message));
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-30T12:00:00+08:00'))).ok(200);
    (await desk.post(path(`/${caseId}/completion`), undefined)).ok(200);
    (await desk.post(path(`/${caseId}/closing`), {})).refused(409, 'call_back_missing');
    await callBack(caseId);
    const { followUp } = (await desk.post(path(`/${caseId}/closing`), {})).ok(200) as { followUp: { callId: string } };
    expect((await desk.get(`/notifications/v1/calls/${followUp.callId}`)).ok()).toMatchObject({ holderId });
  });

  it('are opened again with their clocks from the beginning', async () => {
    const caseId = await complaint();
    (await desk.post(path(`/${caseId}/reopening`), { reason: 'again' })).refused(409, 'case_not_closed');
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-30T12:00:00+08:00'))).ok(200);
    (await desk.post(path(`/${caseId}/completion`), undefined)).ok(200);
    await callBack(caseId);
    const { followUp } = (await desk.post(path(`/${caseId}/closing`), {})).ok(200) as { followUp: { callId: string } };
    const reopened = (await desk.post(path(`/${caseId}/reopening`), { reason: 'not_settled' })).ok(200);
    expect(reopened['clocks']).toMatchObject([{ clockKey: 'answer' }]);
    expect((await desk.get(`/notifications/v1/calls/${followUp.callId}`)).ok()).toMatchObject({
      state: 'closed',
      closedFor: 'cancelled',
    });
    expect(await read(caseId)).toMatchObject({ state: 'open', reopened: 1, calledBackAt: null, promisedAt: null });
    (await desk.post(path(`/${caseId}/closing`), {})).refused(409, 'case_not_answered');
  });

  it('make good at most the proved loss, granted by another person with the authority', async () => {
    const caseId = await complaint();
    const propose = (body: object) => desk.post(path(`/${caseId}/compensations`), body);
    const proof = { provedLossFen: 30_000, evidence: 'photo-17' };
    (await propose({ ...proof, amountFen: 30_001 })).refused(409, 'loss_exceeded', { excessFen: 1 });
    const big = { provedLossFen: 9_000_000, evidence: 'photo-17', amountFen: 2_000_001 };
    (await propose(big)).refused(409, 'authority_exceeded', { askedFen: 2_000_001, mostFen: 2_000_000 });
    const { compensationId } = (await propose({ ...proof, amountFen: 30_000 })).ok(201);
    (await propose({ ...proof, amountFen: 1 })).refused(409, 'compensation_open', { compensationId });
    const approval = path(`/${caseId}/compensations/${String(compensationId)}/approval`);
    const own = app.as({ scopes: ['notifications:case.approve', 'notifications:authority.service-manager'] });
    (await own.post(approval, undefined)).refused(403, 'own_proposal');
    const clerk = app.as({
      subject: 'clerk',
      scopes: ['notifications:case.approve', 'notifications:authority.service-desk'],
    });
    (await clerk.post(approval, undefined)).refused(403, 'role_missing', {
      roles: ['service-manager', 'general-manager'],
    });
    (await manager.post(approval, undefined)).ok(201);
    (await manager.post(approval, undefined)).refused(409, 'compensation_decided', { state: 'approved' });
    (await desk.post(path(`/${caseId}/answer`), planned('2026-03-30T12:00:00+08:00'))).ok(200);
    (await desk.post(path(`/${caseId}/completion`), undefined)).ok(200);
    await callBack(caseId);
    (await desk.post(path(`/${caseId}/closing`), {})).refused(409, 'compensation_open', { compensationId });

    const posting = app.part(CompensationPosting);
    const now = new Date(app.clock.at).toISOString();
    const { answer } = app.outside;
    app.outside.answer = () => ({ status: 404, body: { code: 'programme_unknown' } });
    expect(await app.comesTo(now, posting)).toMatchObject([{ outcome: 'later' }]);
    app.outside.answer = () => ({ status: 503, body: { code: 'overloaded' } });
    expect(await app.comesTo(now, posting)).toMatchObject([{ id: compensationId, outcome: 'later' }]);
    const claimId = `clm_${String(compensationId).slice(4)}`;
    // It was paid, and the answer was lost.
    app.outside.answer = () => ({ status: 409, body: { code: 'claim_known', claimId } });
    expect(await app.comesTo(now, posting)).toMatchObject([{ id: compensationId, outcome: 'done' }]);
    expect(await app.comesTo(now, posting)).toEqual([]);
    const asked = app.outside.asked.filter(({ path: one }) => one.includes('compensations'));
    expect(asked.map(({ key }) => key)).toEqual([compensationId, compensationId, compensationId]);
    expect(asked[0]?.body).toMatchObject({ caseId, holderId, amountFen: 30_000, compensationId });
    app.outside.answer = answer;
    const listed = (await desk.get(`/notifications/v1/compensations?caseId=${caseId}`)).ok();
    expect(itemsOf(listed)).toMatchObject([{ state: 'posted', claimId, role: 'service-manager' }]);
    (await propose({ ...proof, amountFen: 1 })).refused(409, 'loss_exceeded', { postedFen: 30_000 });
    (await desk.post(path(`/${caseId}/closing`), {})).ok(200);
  });

  it('can be given another compensation when the ledger refused the first', async () => {
    const caseId = await complaint();
    const wallet = { walletId: 'wal_01HZZZZZZZZZZZZZZZZZZZZZZZ' };
    const proposal = { amountFen: 5_000, provedLossFen: 5_000, evidence: 'photo-18' };
    const first = (await desk.post(path(`/${caseId}/compensations`), { ...proposal, ...wallet })).ok(201);
    const approve = (id: unknown) => manager.post(path(`/${caseId}/compensations/${String(id)}/approval`), undefined);
    (await approve(first['compensationId'])).ok(201);
    const { answer } = app.outside;
    app.outside.answer = () => ({ status: 409, body: { code: 'wallet_closed' } });
    await app.comesTo(new Date(app.clock.at).toISOString(), app.part(CompensationPosting));
    app.outside.answer = answer;
    const second = (await desk.post(path(`/${caseId}/compensations`), proposal)).ok(201);
    const rejection = path(`/${caseId}/compensations/${String(second['compensationId'])}/rejection`);
    (await desk.post(rejection, { reason: 'mistake' })).ok(201);
    (await approve(second['compensationId'])).refused(409, 'compensation_decided', { state: 'rejected' });
    const listed = (await desk.get(`/notifications/v1/compensations?caseId=${caseId}`)).ok();
    expect(itemsOf(listed)).toMatchObject([
      { state: 'rejected', reason: 'mistake' },
      { state: 'refused', reason: 'wallet_closed' },
    ]);
  });

  it('are not given by somebody without the authority for all that was granted on the case', async () => {
    const caseId = await complaint();
    const pay = async (amountFen: number): Promise<string> => {
      const body = { provedLossFen: 9_000_000, evidence: 'photo-19', amountFen };
      return String((await desk.post(path(`/${caseId}/compensations`), body)).ok(201)['compensationId']);
    };
    const approve = (who: Client, id: string) => who.post(path(`/${caseId}/compensations/${id}/approval`), undefined);
    const { answer } = app.outside;
    app.outside.answer = ({ key }) => ({ status: 201, body: { claimId: `clm_${key.slice(4)}` } });
    (await approve(manager, await pay(200_000))).ok(201);
    await app.comesTo(new Date(app.clock.at).toISOString(), app.part(CompensationPosting));
    const second = await pay(1);
    (await approve(manager, second)).refused(403, 'role_missing', { roles: ['general-manager'] });
    const general = app.as({
      subject: 'general',
      scopes: ['notifications:case.approve', 'notifications:authority.general-manager'],
    });
    (await approve(general, second)).ok(201);
    await app.comesTo(new Date(app.clock.at).toISOString(), app.part(CompensationPosting));
    app.outside.answer = answer;
    const most = { provedLossFen: 9_000_000, evidence: 'photo-19', amountFen: 1_800_000 };
    (await desk.post(path(`/${caseId}/compensations`), most)).refused(409, 'authority_exceeded', {
      askedFen: 1_800_000,
      postedFen: 200_001,
      mostFen: 2_000_000,
    });
  });

  it('are counted by kind and topic, and listed by what they wait for', async () => {
    app.clock.at = Date.parse('2026-06-01T10:00:00+08:00');
    const request = { programmeId: mall.id, caseKey: 'service-request', channel: 'desk' };
    for (const topic of ['invoice', 'parking', 'invoice']) (await desk.post(path(), { ...request, topic })).ok(201);
    const late = await complaint({ queueKey: 'shop-9' });
    await app.comesTo('2026-06-03T10:00:00+08:00', app.part(CaseClocks));
    const counts = (await desk.get(path('/counts?from=2026-06-01&to=2026-06-30'))).ok();
    expect(itemsOf(counts)).toEqual([
      {
        kind: 'complaint',
        caseKey: 'complaint',
        topic: 'late-delivery',
        opened: 1,
        closed: 0,
        escalated: 1,
        reopened: 0,
      },
      {
        kind: 'request',
        caseKey: 'service-request',
        topic: 'invoice',
        opened: 2,
        closed: 0,
        escalated: 0,
        reopened: 0,
      },
      {
        kind: 'request',
        caseKey: 'service-request',
        topic: 'parking',
        opened: 1,
        closed: 0,
        escalated: 0,
        reopened: 0,
      },
    ]);
    const listed = (await desk.get(path('?late=true&queueKey=shop-9'))).ok();
    expect(itemsOf(listed).map((one) => one['caseId'])).toEqual([late]);
    // Of those opened in March one was asked about: 8 expected, 6 got.
    expect((await desk.get(path('/counts?from=2026-03-01&to=2026-03-31'))).ok()['satisfaction']).toEqual([
      { kind: 'complaint', rated: 1, expectedMeanHundredths: 800, perceivedMeanHundredths: 600 },
    ]);
    (await desk.get(path('/counts?from=2026-06-30&to=2026-06-01'))).refused(400, 'span_upside_down');
    (await app.as({ issuerId: 'iss_b' }).get(path(`/${late}`))).refused(404, 'case_unknown');
  });
});
