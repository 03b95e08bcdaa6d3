import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { preset } from '@scrip/programme';
import type { Body, Client } from '@scrip/testing';
import { keepPurchase } from '../src/contact/programme-holder.ts';
import { NotificationsApp } from './notifications-app.ts';

const mall = preset('mall-vip');
const programmeId = mall.id;
const V1 = '/notifications/v1';
const itemsOf = (body: Body): Body[] => body['items'] as Body[];

describe('the service hall', () => {
  let app: NotificationsApp;
  let desk: Client;

  beforeAll(async () => {
    app = await NotificationsApp.open('2026-03-04T10:00:00+08:00');
    await app.publish(mall);
    desk = app.as();
  });
  afterAll(() => app?.close());

  const ticket = async (shop: string): Promise<Body> =>
    (await desk.post(`${V1}/halls/${shop}/tickets`, { programmeId })).ok(201);
  const windowOf = (shop: string, no: number, what: string) =>
    desk.post(`${V1}/halls/${shop}/windows/${no}/${what}`, undefined);

  it('tells a visitor the wait: 40 ahead, 5 windows, 4 minutes each: 32 minutes', async () => {
    for (let no = 1; no <= 5; no += 1) (await windowOf('hall-1', no, 'opening')).ok(200);
    for (let ahead = 0; ahead < 40; ahead += 1) await ticket('hall-1');
    expect(await ticket('hall-1')).toMatchObject({
      ticketNo: 41,
      aheadTickets: 40,
      windows: 5,
      promisedMinutes: 32,
      promisedAt: '2026-03-04T02:32:00.000Z',
    });
    (await windowOf('hall-1', 5, 'closing')).ok(200);
    (await windowOf('hall-1', 5, 'closing')).refused(409, 'window_closed', { windowNo: 5 });
    const hall = (await desk.get(`${V1}/halls/hall-1?programmeId=${programmeId}`)).ok();
    expect(hall).toMatchObject({ openWindows: [1, 2, 3, 4], waiting: 41, promisedMinutes: 41, nextTicketNo: 1 });
  });

  it('owes one small gift to who is called later than promised, once', async () => {
    app.clock.at = Date.parse('2026-03-04T11:00:00+08:00');
    (await windowOf('hall-2', 1, 'opening')).ok(200);
    (await windowOf('hall-2', 1, 'opening')).refused(409, 'window_open');
    const first = await ticket('hall-2');
    const second = await ticket('hall-2');
    expect(second).toMatchObject({ promisedMinutes: 4 });
    expect((await windowOf('hall-2', 1, 'next')).ok(200)).toMatchObject({ ticketNo: 1, isLate: false });
    app.clock.at += 4 * 60_000 + 1_000;
    expect((await windowOf('hall-2', 1, 'next')).ok(200)).toMatchObject({ ticketNo: 2, isLate: true, isGiftDue: true });
    (await windowOf('hall-2', 1, 'next')).refused(409, 'nobody_waiting');
    const gift = (one: Body) => desk.post(`${V1}/halls/hall-2/tickets/${String(one['ticketId'])}/gift`, undefined);
    (await gift(first)).refused(409, 'gift_not_due');
    expect(itemsOf((await desk.get(`${V1}/hall-tickets?owesGift=true`)).ok())).toHaveLength(1);
    (await gift(second)).ok(201);
    (await gift(second)).refused(409, 'gift_given');
    expect(itemsOf((await desk.get(`${V1}/hall-tickets?owesGift=true`)).ok())).toHaveLength(0);
    expect(itemsOf((await desk.get(`${V1}/hall-tickets?late=true&queueKey=hall-2`)).ok())).toMatchObject([
      { ticketNo: 2, windowNo: 1, promisedMinutes: 4 },
    ]);
  });

  it('calls nobody who went away, and begins at 1 the next day', async () => {
    (await windowOf('hall-3', 1, 'opening')).ok(200);
    const gone = await ticket('hall-3');
    await ticket('hall-3');
    const departure = `${V1}/halls/hall-3/tickets/${String(gone['ticketId'])}/departure`;
    (await desk.post(departure, undefined)).ok(200);
    (await desk.post(departure, undefined)).refused(404, 'ticket_unknown');
    expect((await windowOf('hall-3', 1, 'next')).ok(200)).toMatchObject({ ticketNo: 2 });
    app.clock.at = Date.parse('2026-03-05T09:00:00+08:00');
    expect(await ticket('hall-3')).toMatchObject({ ticketNo: 1, windows: 5 });
    (await windowOf('hall-3', 1, 'next')).refused(409, 'window_closed');
  });

  it('lends an umbrella once, and knows who has not brought it back', async () => {
    const holderId = await app.register();
    const lend = (thingNo: string) =>
      desk.post(`${V1}/loans`, { programmeId, queueKey: 'hall-1', thingKey: 'umbrella', thingNo, holderId });
    const lent = (await lend('7')).ok(201);
    expect(lent).toMatchObject({ dueDate: '2026-03-08' });
    (await lend('7')).refused(409, 'thing_out', { loanId: lent['loanId'] });
    const other = (await lend('8')).ok(201);
    const thing = (one: Body, what: string, body?: object) =>
      desk.post(`${V1}/loans/${String(one['thingId'])}/${what}`, body);
    (await thing(other, 'return', { condition: 'damaged' })).ok(200);
    (await thing(other, 'return', {})).refused(409, 'thing_in');
    const overdue = async (date: string) =>
      itemsOf((await desk.get(`${V1}/loans?overdueOn=${date}`)).ok()).map((one) => one['thingNo']);
    expect(await overdue('2026-03-08')).toEqual([]);
    expect(await overdue('2026-03-09')).toEqual(['7']);
    app.clock.at = Date.parse('2026-03-09T09:00:00+08:00');
    (await thing(lent, 'loss')).ok(200);
    (await thing(lent, 'loss')).refused(409, 'thing_missing');
    (await lend('7')).refused(409, 'thing_missing');
    expect((await thing(lent, 'return', {})).ok(200)).toMatchObject({ isLate: true });
    (await lend('7')).ok(201);
    const wheelchair = { programmeId, queueKey: 'hall-1', thingKey: 'wheelchair', thingNo: '1', holderId };
    (await desk.post(`${V1}/loans`, wheelchair)).refused(409, 'thing_not_offered', { thingKey: 'wheelchair' });
  });
});

describe('measures of a time', () => {
  let app: NotificationsApp;
  let desk: Client;

  beforeAll(async () => {
    app = await NotificationsApp.open('2026-03-10T10:00:00+08:00');
    await app.publish(mall);
    desk = app.as();
  });
  afterAll(() => app?.close());

  let receipts = 0;
  async function buys(holderId: string, businessDate: string, paidFen: bigint): Promise<void> {
    receipts += 1;
    const receipt = { receiptId: `r-${receipts}`, businessDate, paidFen: fen(paidFen), placeId: null, dayRank: null };
    await keepPurchase(app.log.pool, { issuerId: 'iss_a', programmeId, holderId }, receipt);
  }

  it('say who left: 200 holders, 6 ask to leave, 2 kept at 1,800: churn 2.0%, 900 each', async () => {
    await app.log.pool.query(
      `INSERT INTO programme_holder (issuer_id, programme_id, holder_id, grade, version, since_date)
       SELECT 'iss_a', $1, 'hld_' || n, 'gold', 1, '2026-01-01' FROM generate_series(1, 200) AS n`,
      [programmeId],
    );
    const closings = [
      { outcome: 'kept', costFen: 100_000 },
      { outcome: 'kept', costFen: 80_000 },
      ...Array.from({ length: 4 }, () => ({ outcome: 'left', costFen: 0 })),
    ];
    for (const closing of closings) {
      const body = { programmeId, holderId: await app.register(), reason: 'moved-house', channel: 'desk' };
      const { caseId } = (await desk.post(`${V1}/retentions`, body)).ok(201);
      const close = (told: object) => desk.post(`${V1}/cases/${String(caseId)}/closing`, told);
      (await close({ outcome: closing.outcome })).refused(409, 'closing_incomplete', { missing: ['cost'] });
      (await close({ ...closing, outcome: 'perhaps' })).refused(409, 'outcome_unknown');
      (await close(closing)).ok(200);
    }
    const report = await desk.get(`${V1}/retentions/report?programmeId=${programmeId}&from=2026-03-01&to=2026-03-31`);
    expect(report.ok()).toEqual({
      holders: 200,
      asked: 6,
      open: 0,
      kept: 2,
      left: 4,
      costFen: 180_000,
      churnBp: 200,
      costPerKeptFen: 90_000,
      reasons: [{ reason: 'moved-house', asked: 6, kept: 2, left: 4, costFen: 180_000 }],
    });
  });

  it('say who came back, complaints per receipt, and growth against the time before', async () => {
    const [ann, ben, cem] = [newId('hld'), newId('hld'), newId('hld')] as const;
    await buys(ann, '2026-02-10', 10_000n);
    await buys(ann, '2026-03-03', 20_000n);
    await buys(ben, '2026-03-04', 10_000n);
    await buys(ben, '2026-03-05', 10_000n);
    await buys(cem, '2026-03-06', 5_000n);
    await buys(cem, '2026-03-06', 5_000n);
    const complaint = { programmeId, caseKey: 'complaint', topic: 'late-delivery', channel: 'phone' };
    (await desk.post(`${V1}/cases`, complaint)).ok(201);
    const measures = `${V1}/measures?programmeId=${programmeId}&from=2026-03-01&to=2026-03-31`;
    expect((await desk.get(measures)).ok()).toMatchObject({
      receipts: 5,
      buyers: 3,
      returningBuyers: 2,
      returnRateBp: 6_667,
      complaints: 1,
      complaintsBp: 2_000,
      spendingFen: 50_000,
      perHeadFen: 16_667,
      compared: { from: '2026-01-29', to: '2026-02-28', buyers: 1, spendingFen: 10_000, perHeadFen: 10_000 },
      spendingGrowthBp: 40_000,
      perHeadGrowthBp: 6_667,
    });
    const nobody = await desk.get(`${measures}&gradeKey=diamond`);
    expect(nobody.ok()).toMatchObject({ buyers: 0, returnRateBp: null, spendingGrowthBp: null });
    (await desk.get(`${measures}&compareFrom=2026-01-01`)).refused(400, 'invalid_request');
  });
});
