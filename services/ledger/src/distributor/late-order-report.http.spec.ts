import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { desk, LedgerDoor } from '../../test/ledger-door.ts';
import { AGENCY, WHOLESALE } from '../../test/order-story.ts';
import { at } from '../../test/wallet-story.ts';

/** Business time of these tests, moved by none but them, and never back. */
let now = at('2025-06-01', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const PATH = '/ledger/v1/distributors';
const REPORT = '/ledger/v1/reports/late-orders';
const { distributorId: _wholesaler, ...wholesaleTerms } = WHOLESALE;
const { distributorId: _agent, ...agencyTerms } = AGENCY;
const bank = { bankReference: 'b-1' };

async function place(distributorId: string, orderId: string, order: object): Promise<string> {
  const path = `${PATH}/${distributorId}/orders`;
  const { dueFen } = (await ours.post(path, { orderId, ...order })).ok(201);
  (await ours.post(`${path}/${orderId}/payment`, { amountFen: dueFen, ...bank })).ok(201);
  return `${path}/${orderId}`;
}
const lateOf = async (path: string) => (await ours.get(path)).ok()['late'];
const report = async (query = '') => (await ours.get(`${REPORT}${query}`)).ok();
const placesIn = ({ items }: Body) =>
  (items as Body[]).map(({ distributorId, orderId }) => `${String(distributorId)}/${String(orderId)}`);

describe('an order that is late', () => {
  it('of wholesale is told of each day with the penalty of what is left; a part that was delivered has its own', async () => {
    (await ours.post(`${PATH}/w1/wholesale-terms`, wholesaleTerms)).ok(201);
    const path = await place('w1', 'o1', { kind: 'wholesale', cards: 200, cardFen: 10_000 });
    now = at('2025-06-04', '23:59:59');
    expect(await lateOf(path)).toBeNull();
    now = at('2025-06-05', '00:00:00');
    const { position } = await ledger.log.head();
    expect(await lateOf(path)).toEqual({
      of: 'delivery',
      asOfDate: '2025-06-05',
      dueDate: '2025-06-04',
      lateDays: 1,
      lateCards: 200,
      lateFen: 1_900_000,
      lateBpPerDay: 30,
      lateBpPerYear: null,
      yearDays: null,
      penaltyFen: 5_700,
      owedWithPenaltyFen: 5_700,
    });
    now = at('2025-06-06', '09:00:00');
    expect(await lateOf(path)).toMatchObject({ lateDays: 2, penaltyFen: 11_400 });
    expect((await ledger.log.head()).position).toBe(position);
    (await ours.post(`${path}/deliveries`, { cards: 150 })).ok(201);
    now = at('2025-06-07', '09:00:00');
    expect((await ours.get(path)).ok()).toMatchObject({
      owedFen: 8_550,
      late: { lateCards: 50, lateFen: 475_000, lateDays: 3, penaltyFen: 4_275, owedWithPenaltyFen: 12_825 },
    });
    expect((await ours.post(`${path}/deliveries`, { cards: 50 })).ok(201)).toMatchObject({ penaltyFen: 4_275 });
    expect((await ours.get(path)).ok()).toMatchObject({ owedFen: 12_825, late: null });
  });

  it('of an agent costs nothing while its delivery is late, and interest once its refund is', async () => {
    now = at('2025-07-01', '09:00:00');
    (await ours.post(`${PATH}/a1/agency-terms`, agencyTerms)).ok(201);
    const path = await place('a1', 'o1', { kind: 'agency', cards: 1_250, cardFen: 10_000 });
    now = at('2025-07-03', '09:00:01');
    expect(await lateOf(path)).toMatchObject({ of: 'delivery', lateDays: 1, lateBpPerDay: null, penaltyFen: 0 });
    now = at('2025-07-08', '09:00:00');
    expect(await lateOf(path)).toEqual({
      of: 'refund',
      asOfDate: '2025-07-08',
      dueDate: '2025-07-03',
      lateDays: 5,
      lateCards: 1_250,
      lateFen: 10_000_000,
      lateBpPerDay: null,
      lateBpPerYear: 1_035,
      yearDays: 365,
      penaltyFen: 14_178,
      owedWithPenaltyFen: 14_178,
    });
    expect((await ours.post(`${path}/refund`, bank)).ok(201)).toMatchObject({ lateDays: 5, interestFen: 14_178 });
    expect((await ours.get(path)).ok()).toMatchObject({ owedFen: 14_178, late: null });
    (await ours.post(`${path}/settlement`, bank)).ok(201);
  });

  it('is in the report of all distributors by when it was due, page by page, and of no other issuer', async () => {
    now = at('2025-08-01', '09:00:00');
    const cards = { kind: 'wholesale', cards: 10, cardFen: 10_000 };
    const delivered = await place('w1', 'delivered', cards);
    (await ours.post(`${delivered}/deliveries`, { cards: 10 })).ok(201);
    await place('a1', 'o2', { kind: 'agency', cards: 10, cardFen: 10_000 });
    await place('w1', 'o2', cards);
    now = at('2025-08-05', '00:00:00');
    await place('w1', 'in-time', cards);
    const first = await report('?limit=1');
    expect(first).toMatchObject({
      items: [{ orderId: 'o2', distributorId: 'a1', late: { of: 'refund', lateDays: 2 } }],
    });
    const rest = await report(`?limit=1&cursor=${String(first['next'])}`);
    expect(rest).toMatchObject({ items: [{ orderId: 'o2', distributorId: 'w1', late: { lateDays: 1 } }], next: null });
    now = at('2025-08-10', '00:00:00');
    expect(placesIn(await report())).toEqual(['a1/o2', 'w1/o2', 'w1/in-time']);
    const theirs = openClient(ledger.as(desk('iss_b')));
    expect((await theirs.get(REPORT)).ok()).toEqual({ items: [], next: null });
  });
});
