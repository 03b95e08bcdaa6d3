import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Terms, Timers } from '@scrip/chassis';
import type { Programme } from '@scrip/programme';
import { createLogger } from '@scrip/telemetry';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { WalletDormancy } from './wallet-dormancy.ts';

/** Business time of these tests, moved by none but them, and never back. */
let now = at('2025-01-10');
const clock = { now: () => now };
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;
/** Two workers, as two copies of the service have them. */
let workers: readonly Timers[];
const worker = (): Timers => {
  const dormancy = new WalletDormancy(ledger.log, new Terms(ledger.log), ledger.moments);
  return new Timers([dormancy], clock, createLogger({ service: 'ledger', level: 'fatal' }));
};

/** Lots that never lapse, so that what is told is about the wallet; dormant after so many months. */
function sleepy(dormantAfterMonths?: number): Programme {
  const programme = apparel();
  const storedValue = programme.storedValue?.map((product) => ({
    ...product,
    lots: { ...product.lots, validity: 'none' as const },
    ...(dormantAfterMonths !== undefined && { dormantAfterMonths }),
  }));
  return { ...programme, ...(storedValue && { storedValue }) };
}

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, clock);
  await ledger.publish('iss_a', sleepy(12));
  await ledger.publish('iss_b', sleepy());
  ours = openClient(ledger.as(desk('iss_a')));
  workers = [worker(), worker()];
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

/** A business day begins, and what is due on it is done. */
async function day(date: string, ...by: readonly Timers[]): Promise<void> {
  now = at(date, '00:00:01');
  await ledger.caughtUp();
  await Promise.all((by.length > 0 ? by : workers).map((one) => one.tick()));
  await ledger.caughtUp();
}
const pathOf = (card: KnownCard, rest = ''): string => `/ledger/v1/wallets/${card.walletId}${rest}`;
const recharge = (card: KnownCard, client = ours) =>
  client.post(pathOf(card, '/recharges'), { principalFen: Number(yuan(1_000)), tender: 'cash' });
const spend = (card: KnownCard) =>
  ours.post(pathOf(card, '/spends'), { cardId: card.cardId, merchantId: 'shop-1', amountFen: 1_000 });
const told = async (card: KnownCard): Promise<readonly string[]> =>
  (await ledger.log.readStream(card.walletId))
    .map(({ event }) => event.type)
    .filter((type) => ['WalletDormancyNoticed', 'WalletFrozen', 'WalletUnfrozen'].includes(type));

describe('a wallet that nobody uses', () => {
  it('is told of once, frozen as dormant once, refuses the till, and is used again once it is unfrozen', async () => {
    now = at('2025-01-10');
    const card = await ledger.card('asleep');
    const used = await ledger.card('used');
    const other = await ledger.card('other-issuer', { issuerId: 'iss_b' });
    for (const known of [card, used]) (await recharge(known)).ok(201);
    (await recharge(other, openClient(ledger.as(desk('iss_b'))))).ok(201);

    await day('2025-12-11');
    expect(await told(card)).toEqual([]);
    await day('2025-12-12');
    await day('2025-12-13');
    expect(await told(card)).toEqual(['WalletDormancyNoticed']);
    expect((await ours.get(pathOf(card))).ok()).toMatchObject({
      frozenFor: null,
      dormantAt: '2026-01-10T16:00:00.000Z',
    });
    (await spend(used)).ok(201);
    await day('2026-01-10');
    expect(await told(card)).toEqual(['WalletDormancyNoticed']);
    await day('2026-01-11');
    expect(await told(card)).toEqual(['WalletDormancyNoticed', 'WalletFrozen']);
    expect(await told(used)).toEqual(['WalletDormancyNoticed']);
    expect(await told(other)).toEqual([]);
    expect((await ours.get(pathOf(used))).ok()).toMatchObject({ frozenFor: null, dormantAt: null });

    (await spend(card)).refused(409, 'wallet_frozen', { cause: 'dormant' });
    (await recharge(card)).refused(409, 'wallet_frozen', { cause: 'dormant' });
    (await ours.post(pathOf(card, '/unfreeze'), {})).ok();
    await day('2026-01-12');
    expect((await spend(card)).ok(201)).toMatchObject({ chargedFen: 1_000 });
    expect(await told(card)).toEqual(['WalletDormancyNoticed', 'WalletFrozen', 'WalletUnfrozen']);
  });

  it('is not frozen where it was used after its holder was told, though the tables do not show it yet', async () => {
    now = at('2026-02-01');
    const card = await ledger.card('just-in-time');
    (await recharge(card)).ok(201);
    await day('2027-01-03');
    expect(await told(card)).toEqual(['WalletDormancyNoticed']);
    const late = new WalletDormancy(ledger.log, new Terms(ledger.log), ledger.moments);
    now = at('2027-02-02', '00:00:00');
    await ledger.caughtUp();
    const due = await late.due(now, 100);
    expect(due.map(({ walletId }) => walletId)).toContain(card.walletId);
    (await spend(card)).ok(201);
    for (const item of due) await late.carryOut(item);
    expect(await told(card)).toEqual(['WalletDormancyNoticed']);
  });

  it('under a term that is new is told 30 days ahead all the same, by a process that just started too', async () => {
    now = at('2027-03-01');
    const card = await ledger.card('new-term', { issuerId: 'iss_b' });
    (await recharge(card, openClient(ledger.as(desk('iss_b'))))).ok(201);
    now = at('2029-06-01');
    await ledger.publish('iss_b', { ...sleepy(6), version: 2, effectiveAt: '2029-06-02T00:00:00+08:00' });
    await day('2029-06-02', worker());
    expect(await told(card)).toEqual(['WalletDormancyNoticed']);
    const theirs = openClient(ledger.as(desk('iss_b')));
    expect((await theirs.get(pathOf(card))).ok()).toMatchObject({ dormantAt: '2029-07-01T16:00:00.000Z' });
    await day('2029-07-01', worker());
    expect(await told(card)).toEqual(['WalletDormancyNoticed']);
    await day('2029-07-02', worker());
    expect(await told(card)).toEqual(['WalletDormancyNoticed', 'WalletFrozen']);
  });

  it('is used by whoever pays offline with the purse on its card', async () => {
    now = at('2029-08-01');
    const card = await ledger.card('offline');
    (await recharge(card)).ok(201);
    const name = { cardId: card.cardId, enterpriseId: 'campus', keyEpoch: 1 };
    const { purseId } = (await ours.post(pathOf(card, '/purses'), name)).ok(201);
    const loads = `/ledger/v1/purses/${String(purseId)}/loads`;
    const { loadId } = (await ours.post(loads, { amountFen: 5_000, loadCounter: 1, spendCounter: 0 })).ok(201);
    (await ours.post(`${loads}/${String(loadId)}/confirm`, undefined)).ok(201);
    now = at('2030-03-01');
    const spent = { ...name, counter: 1, amountFen: 2_000, balanceFen: 3_000, spentAt: '2030-02-20T12:00:00+08:00' };
    const place = { merchantId: 'canteen', terminalId: 'pos-1', macValid: true };
    (await ours.post('/ledger/v1/purse-records', { records: [{ ...spent, ...place }] })).ok(200);
    for (const date of ['2030-07-03', '2030-08-02', '2031-01-21']) await day(date);
    expect(await told(card)).toEqual([]);
    await day('2031-01-22');
    expect(await told(card)).toEqual(['WalletDormancyNoticed']);
  });
});
