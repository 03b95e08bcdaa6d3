import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Terms, Timers } from '@scrip/chassis';
import { createLogger } from '@scrip/telemetry';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { ProgrammeTerms } from './programme-terms.ts';
import { WalletDue } from './wallet-due.ts';

let now = at('2025-01-10');
const clock = { now: () => now };
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;
/** Two workers, as two copies of the service have them. */
let workers: readonly Timers[];

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, clock);
  await ledger.publish('iss_a', apparel());
  ours = openClient(ledger.as(desk('iss_a')));
  const logger = createLogger({ service: 'ledger', level: 'fatal' });
  const worker = () => {
    const due = new WalletDue(ledger.log, new ProgrammeTerms(new Terms(ledger.log), ledger.log));
    return new Timers([due], clock, logger);
  };
  workers = [worker(), worker()];
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const work = () => Promise.all(workers.map((worker) => worker.tick()));
const pathOf = (card: KnownCard, rest: string): string => `/ledger/v1/wallets/${card.walletId}${rest}`;
const typesOf = async (card: KnownCard): Promise<readonly string[]> =>
  (await ledger.log.readStream(card.walletId)).map(({ event }) => event.type);
/** What was done is seen by whoever asks next. */
const seen = async (card: KnownCard): Promise<Record<string, unknown>> => {
  await ledger.caughtUp();
  return (await ours.get(pathOf(card, ''))).ok();
};

describe('delayed work', () => {
  it('captures a hold that was made 2025-01-31 10:00 on 2025-02-28 10:00, once, with two workers (example A5)', async () => {
    const card = await ledger.card('held');
    (await ours.post(pathOf(card, '/recharges'), { principalFen: Number(yuan(1_000)), tender: 'cash' })).ok(201);
    now = at('2025-01-31');
    const hold = { cardId: card.cardId, merchantId: 'shop-1', amountFen: Number(yuan(567)) };
    (await ours.post(pathOf(card, '/holds'), hold)).ok(201);
    await ledger.caughtUp();
    now = at('2025-02-28', '09:59:59');
    await work();
    expect(await typesOf(card)).not.toContain('WalletHoldCaptured');
    now = at('2025-02-28', '10:00:00') + 90_000;
    await work();
    const captures = (await ledger.log.readStream(card.walletId)).filter(
      ({ event }) => event.type === 'WalletHoldCaptured',
    );
    expect(captures).toMatchObject([
      {
        envelope: { actor: 'service:ledger', occurredAt: at('2025-02-28', '10:00:00') },
        event: { data: { capturedFen: yuan(567), cause: 'hold_period_over' } },
      },
    ]);
    expect(await seen(card)).toMatchObject({ heldFen: 0, balanceFen: 53_300 });
  });

  it('A6 tells the holder twice and takes breakage after 2027-01-10, once each, with two workers', async () => {
    now = at('2025-01-10');
    const card = await ledger.card('lapsing');
    (await ours.post(pathOf(card, '/recharges'), { principalFen: Number(yuan(1_000)), tender: 'cash' })).ok(201);
    const spend = { cardId: card.cardId, merchantId: 'shop-1', amountFen: Number(yuan(1_000)) };
    (await ours.post(pathOf(card, '/spends'), spend)).ok(201);
    for (const [date, time] of [
      ['2026-12-10', '10:00:00'],
      ['2026-12-11', '10:00:00'],
      ['2027-01-03', '10:00:00'],
      ['2027-01-10', '23:59:59'],
      ['2027-01-11', '00:00:00'],
    ] as const) {
      now = at(date, time);
      await ledger.caughtUp();
      await work();
    }
    const aged = (await ledger.log.readStream(card.walletId)).slice(-3);
    expect(aged.map(({ event, envelope }) => [event.type, envelope.occurredAt])).toEqual([
      ['WalletExpiryNoticed', at('2026-12-11')],
      ['WalletExpiryNoticed', at('2027-01-03')],
      ['WalletBreakageTaken', at('2027-01-11', '00:00:00')],
    ]);
    expect(await seen(card)).toMatchObject({ balanceFen: 0, lots: [] });
  });

  it('finds nothing due of a lot that is empty, nor of a hold that was settled', async () => {
    now = at('2025-01-10');
    const card = await ledger.card('settled');
    (await ours.post(pathOf(card, '/recharges'), { principalFen: Number(yuan(1_000)), tender: 'cash' })).ok(201);
    const hold = { cardId: card.cardId, merchantId: 'shop-1', amountFen: Number(yuan(1_100)) };
    const { holdId } = (await ours.post<{ holdId: string }>(pathOf(card, '/holds'), hold)).ok(201);
    (await ours.post(pathOf(card, `/holds/${holdId}/capture`), {})).ok(201);
    await ledger.caughtUp();
    const before = await typesOf(card);
    now = at('2027-03-01');
    await work();
    expect(await typesOf(card)).toEqual(before);
  });
});

describe('a lot that lapsed to the issuer', () => {
  it('is usable again within the term of the extension, with its breakage reversed, and not after it', async () => {
    now = at('2025-01-10');
    const programme = apparel();
    const [first] = programme.storedValue ?? [];
    if (!first || first.lots.validity === 'none') throw new Error('the preset has a product whose lots expire');
    const validity = { ...first.lots.validity, extension: { term: 'P1Y', feeFen: 0 } };
    await ledger.publish('iss_b', { ...programme, storedValue: [{ ...first, lots: { ...first.lots, validity } }] });
    const theirs = openClient(ledger.as(desk('iss_b')));
    const recharged = async (name: string): Promise<{ path: string; lotId: string; card: KnownCard }> => {
      const card = await ledger.card(name, { issuerId: 'iss_b' });
      const paid = { principalFen: Number(yuan(1_000)), tender: 'cash' };
      const { lotId } = (await theirs.post<{ lotId: string }>(pathOf(card, '/recharges'), paid)).ok(201);
      return { path: pathOf(card, `/lots/${lotId}/extension`), lotId, card };
    };
    const early = await recharged('reactivated');
    const late = await recharged('too-late');
    const balances = async (card: KnownCard) => (await theirs.get(pathOf(card, ''))).ok();
    now = at('2027-01-11', '00:00:00');
    await ledger.caughtUp();
    await work();
    await ledger.caughtUp();
    expect(await balances(early.card)).toMatchObject({ balanceFen: 0, lots: [] });

    now = at('2028-01-10', '23:59:59');
    const answer = (await theirs.post(early.path, undefined)).ok(201);
    expect(answer).toMatchObject({ leftFen: 110_000, reactivatedFen: 110_000, expiresAt: '2029-01-10T16:00:00.000Z' });
    await ledger.caughtUp();
    expect(await balances(early.card)).toMatchObject({
      principalFen: 100_000,
      bonusFen: 10_000,
      availableFen: 110_000,
      lots: [{ lotId: early.lotId, expiresAt: '2029-01-10T16:00:00.000Z' }],
    });
    const statement = (await theirs.get(pathOf(early.card, '/statement?limit=2'))).ok();
    expect(statement).toMatchObject({
      items: [
        { type: 'WalletLotReactivated', amountFen: 110_000, balanceAfterFen: 110_000 },
        { type: 'WalletBreakageTaken', amountFen: -110_000, balanceAfterFen: 0 },
      ],
    });
    const lines = `/ledger/v1/journal/lines?walletId=${early.card.walletId}&account=income:breakage&order=oldest`;
    expect((await theirs.get(lines)).ok()).toMatchObject({ items: [{ amountFen: -110_000 }, { amountFen: 110_000 }] });
    (await theirs.post(early.path, undefined)).refused(409, 'extension_not_longer');

    now = at('2028-01-11', '00:00:00');
    (await theirs.post(late.path, undefined)).refused(409, 'reactivation_period_over', {
      lapsedAt: '2027-01-10T16:00:00.000Z',
      endedAt: '2028-01-10T16:00:00.000Z',
    });

    now = at('2029-01-11', '00:00:00');
    await work();
    await ledger.caughtUp();
    expect(await balances(early.card)).toMatchObject({ balanceFen: 0 });
    expect((await theirs.post(early.path, undefined)).ok(201)).toMatchObject({ reactivatedFen: 110_000 });
  });
});
