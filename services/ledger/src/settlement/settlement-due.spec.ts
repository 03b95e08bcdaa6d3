import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toRfc3339 } from '@scrip/calendar';
import { Timers } from '@scrip/chassis';
import { createLogger } from '@scrip/telemetry';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';
import { SettlementDue } from './settlement-due.ts';

/** Business time of these tests, moved by none but them, and never back. */
let now = at('2025-06-14', '09:00:00');
const clock = { now: () => now };
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let finance: Client;
let card: KnownCard;
/** Two workers, as two copies of the service have them. */
let workers: readonly Timers[];
const worker = (): Timers =>
  new Timers(
    [new SettlementDue(ledger.log, ledger.moments)],
    clock,
    createLogger({ service: 'ledger', level: 'fatal' }),
  );

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, clock);
  await ledger.publish('iss_a', apparel());
  finance = openClient(ledger.as(desk('iss_a')));
  card = await ledger.card('sold-to');
  const body = { principalFen: 100_000_000, tender: 'cash' };
  (await finance.post(`/ledger/v1/wallets/${card.walletId}/recharges`, body)).ok(201);
  const merchants = ['shop-1', 'shop-2', 'shop-back', 'shop-wrong', 'shop-down'];
  for (const merchantId of merchants) await sell(merchantId, 1);
  now = at('2025-06-15', '09:00:00');
  for (const merchantId of merchants) {
    (await finance.post(pathOf(merchantId), { throughDate: '2025-06-14' })).ok(201);
  }
  workers = [worker(), worker()];
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const work = () => Promise.all(workers.map((one) => one.tick()));
async function sell(merchantId: string, amountFen: number, occurredAt = now): Promise<string> {
  const body = { cardId: card.cardId, merchantId, amountFen };
  const ask = { occurredAt: toRfc3339(occurredAt) };
  return String((await finance.post(`/ledger/v1/wallets/${card.walletId}/spends`, body, ask)).ok(201)['spendId']);
}
const pathOf = (merchantId: string, rest = ''): string => `/ledger/v1/merchants/${merchantId}/settlements${rest}`;
/** A merchant's settlements after the first, the oldest first, as whoever asks next sees them. */
const settlementsOf = async (merchantId: string): Promise<readonly Body[]> => {
  await ledger.caughtUp();
  return ((await finance.get(pathOf(merchantId, '?order=oldest'))).ok()['items'] as Body[]).slice(1);
};

describe("a merchant's day that is over", () => {
  it('is settled by itself, once, with two workers, as of the moment it was over; not an instant before', async () => {
    now = at('2025-06-15', '10:00:00');
    await sell('shop-1', 10_000);
    await sell('shop-2', 500);
    now = at('2025-06-15', '23:59:59');
    await work();
    expect(await settlementsOf('shop-1')).toEqual([]);
    now = at('2025-06-16', '00:00:02');
    await sell('shop-1', 7);
    await work();
    await work();
    expect(await settlementsOf('shop-1')).toMatchObject([
      { throughDate: '2025-06-15', grossFen: 10_000, feeRateBp: null, settledAt: '2025-06-15T16:00:00.000Z' },
    ]);
    expect(await settlementsOf('shop-2')).toMatchObject([{ throughDate: '2025-06-15', grossFen: 500 }]);
    const [entry] = (await finance.get('/ledger/v1/journal/lines?account=payable:settlement:shop-1')).ok()[
      'items'
    ] as Body[];
    expect(entry).toMatchObject({ amountFen: -10_000, type: 'MerchantSettled', businessDate: '2025-06-16' });
  });

  it('is left to whoever settled it by hand; what comes late of it is in the next, at the same fee', async () => {
    now = at('2025-06-17', '09:00:00');
    await sell('shop-hand', 10_000);
    now = at('2025-06-18', '00:00:00');
    (await finance.post(pathOf('shop-hand'), { throughDate: '2025-06-17', feeRateBp: 60 })).ok(201);
    await ledger.caughtUp();
    await sell('shop-hand', 5_000, at('2025-06-17', '23:00:00'));
    await work();
    expect(await settlementsOf('shop-hand')).toEqual([]);
    now = at('2025-06-19', '00:00:00');
    await work();
    expect(await settlementsOf('shop-hand')).toMatchObject([
      { throughDate: '2025-06-18', grossFen: 5_000, feeRateBp: 60, feeFen: 30, netFen: 4_970 },
    ]);
  });

  it('on which more came back than was sold is carried forward', async () => {
    now = at('2025-06-20', '09:00:00');
    const spendId = await sell('shop-back', 1_000);
    now = at('2025-06-21', '00:00:00');
    await work();
    const returns = `/ledger/v1/wallets/${card.walletId}/spends/${spendId}/returns`;
    (await finance.post(returns, { amountFen: 600 })).ok(201);
    now = at('2025-06-22', '09:00:00');
    await work();
    expect(await settlementsOf('shop-back')).toHaveLength(1);
    await sell('shop-back', 900);
    now = at('2025-06-23', '00:00:00');
    await work();
    expect((await settlementsOf('shop-back')).slice(1)).toMatchObject([
      { throughDate: '2025-06-22', grossFen: 900, returnedFen: 600, netFen: 300 },
    ]);
  });

  it('that was taken back today is not settled again before tomorrow, by a process that just started neither', async () => {
    now = at('2025-06-24', '09:00:00');
    await sell('shop-wrong', 1_000);
    now = at('2025-06-25', '00:00:00');
    await work();
    const [{ settlementId } = {}] = await settlementsOf('shop-wrong');
    now = at('2025-06-25', '09:00:00');
    (await finance.post(pathOf('shop-wrong', `/${String(settlementId)}/reversal`), { reason: 'wrong_fee' })).ok(201);
    await ledger.caughtUp();
    await worker().tick();
    expect(await settlementsOf('shop-wrong')).toMatchObject([{ status: 'reversed' }]);
    now = at('2025-06-26', '00:00:00');
    await work();
    expect((await settlementsOf('shop-wrong')).slice(1)).toMatchObject([
      { status: 'open', throughDate: '2025-06-25', grossFen: 1_000 },
    ]);
  });

  it('that another process settled and finance took back meanwhile is not settled by one that had read it before', async () => {
    now = at('2025-06-26', '09:00:00');
    await sell('shop-wrong', 2_000);
    now = at('2025-06-27', '00:00:00');
    await ledger.caughtUp();
    const slow = new SettlementDue(ledger.log, ledger.moments);
    const read = (await slow.due(now, 10)).find(({ merchantId }) => merchantId === 'shop-wrong');
    await work();
    const settlementId = String((await settlementsOf('shop-wrong')).at(-1)?.['settlementId']);
    (await finance.post(pathOf('shop-wrong', `/${settlementId}/reversal`), { reason: 'wrong_fee' })).ok(201);
    if (!read) throw new Error('the day was not read');
    await slow.carryOut(read);
    expect((await settlementsOf('shop-wrong')).map(({ status }) => status)).toEqual(['reversed', 'open', 'reversed']);
    now = at('2025-06-28', '00:00:00');
    await work();
    expect((await settlementsOf('shop-wrong')).at(-1)).toMatchObject({ status: 'open', grossFen: 2_000 });
  });

  it('is settled by a process that was not there when it ended', async () => {
    now = at('2025-06-28', '09:00:00');
    await sell('shop-down', 300);
    now = at('2025-06-30', '15:00:00');
    await sell('shop-down', 40);
    await ledger.caughtUp();
    await worker().tick();
    await worker().tick();
    expect(await settlementsOf('shop-down')).toMatchObject([{ throughDate: '2025-06-29', grossFen: 300 }]);
  });

  it('is left to finance while no settlement has said the fee', async () => {
    now = at('2025-07-01', '09:00:00');
    await sell('shop-new', 700);
    now = at('2025-07-02', '09:00:00');
    await work();
    await ledger.caughtUp();
    expect((await finance.get(pathOf('shop-new'))).ok()['items']).toEqual([]);
  });
});
