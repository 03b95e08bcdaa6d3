import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preset } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { desk, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';

/** Business time of these tests, moved by none but them, and never back. */
let now = at('2025-05-09', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  await ledger.publish('iss_a', preset('corporate-meal'));
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const CLIENTS = '/ledger/v1/clients';
const REPORT = '/ledger/v1/reports/late-client-refunds';

/** A client whose people give back cards with as much on each, in fen, the deposit of 500 among it. */
async function client(clientId: string, ...creditsFen: readonly number[]): Promise<string> {
  const path = `${CLIENTS}/${clientId}`;
  const terms = { programmeId: 'corporate-meal', productKey: 'meal-card', agentId: 'agent-1' };
  (await ours.post(CLIENTS, { clientId, ...terms })).ok(201);
  const cards = await Promise.all(creditsFen.map((_credit, n) => ledger.card(`${clientId}-${n}`, terms)));
  const lines = cards.map(({ walletId }, n) => ({ walletId, amountFen: (creditsFen[n] ?? 0) - 500, newCard: true }));
  const { billFen } = (await ours.post(`${path}/lists`, { listId: '1', lines, askedBy: 'agent-1' })).ok(201);
  (await ours.post(`${path}/lists/1/payments`, { amountFen: billFen, bankReference: 'b-1' })).ok(201);
  for (const { walletId } of cards) (await ours.post(`${path}/returns`, { walletId, askedBy: 'agent-1' })).ok(201);
  return path;
}
const lateOf = async (path: string) => (await ours.get(path)).ok()['late'];
const report = async (query = '') => (await ours.get(`${REPORT}${query}`)).ok();
const idsIn = ({ items }: Body) => (items as Body[]).map(({ clientId }) => clientId);

describe('a refund that is late', () => {
  it('is told of each day with what it costs so far, and recorded once it is paid: 8,000.00 due 8 June', async () => {
    const path = await client('late-1', 400_000, 400_000);
    now = at('2025-06-01', '10:00:00');
    expect(await lateOf(path)).toBeNull();
    (await ours.post(`${path}/termination`, {})).ok(201);
    now = at('2025-06-08', '23:59:59');
    expect(await lateOf(path)).toBeNull();
    now = at('2025-06-09', '00:00:00');
    const { position } = await ledger.log.head();
    expect(await lateOf(path)).toEqual({
      asOfDate: '2025-06-09',
      dueDate: '2025-06-08',
      lateDays: 1,
      lateBpPerDay: 50,
      lateFen: 800_000,
      penaltyFen: 4_000,
      owedWithPenaltyFen: 804_000,
    });
    now = at('2025-06-11', '10:00:00');
    expect(await lateOf(path)).toMatchObject({ lateDays: 3, penaltyFen: 12_000, owedWithPenaltyFen: 812_000 });
    expect((await ours.get(`${CLIENTS}?status=terminated`)).ok()).toMatchObject({
      items: [{ clientId: 'late-1', owedFen: 800_000, late: { lateDays: 3 } }],
    });
    expect((await ledger.log.head()).position).toBe(position);
    (await ours.post(`${path}/refunds`, { amountFen: 300_000, bankReference: 'b-2' })).ok(201);
    // The part that was paid has its penalty, which has no day of its own; the rest goes on being late.
    expect((await ours.get(path)).ok()).toMatchObject({
      owedFen: 504_500,
      late: { lateFen: 500_000, lateDays: 3, penaltyFen: 7_500, owedWithPenaltyFen: 512_000 },
    });
    (await ours.post(`${path}/refunds`, { bankReference: 'b-3' })).ok(201);
    expect((await ours.get(path)).ok()).toMatchObject({ owedFen: 7_500, late: null });
  });

  it('is in the report, the longest first, page by page; what is in time, paid, or of another issuer is not', async () => {
    for (const clientId of ['late-3', 'late-2']) {
      now += 86_400_000;
      const path = await client(clientId, 100_000);
      (await ours.post(`${path}/termination`, {})).ok(201);
    }
    await client('running', 100_000);
    expect(await report()).toEqual({ items: [], next: null });
    now = at('2025-06-20', '00:00:00');
    expect(idsIn(await report())).toEqual(['late-3']);
    now = at('2025-06-21', '00:00:00');
    const first = await report('?limit=1');
    expect(first).toMatchObject({ items: [{ clientId: 'late-3', late: { dueDate: '2025-06-19', lateDays: 2 } }] });
    const rest = await report(`?limit=1&cursor=${String(first['next'])}`);
    expect(rest).toMatchObject({ items: [{ clientId: 'late-2', late: { lateDays: 1, penaltyFen: 500 } }], next: null });
    const theirs = openClient(ledger.as(desk('iss_b')));
    expect((await theirs.get(REPORT)).ok()).toEqual({ items: [], next: null });
  });
});
