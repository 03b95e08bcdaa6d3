import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';

/** Business time of these tests, moved by none but them. */
let now = at('2025-06-15', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let finance: Client;
let card: KnownCard;

const path = '/ledger/v1/journal';
const pathOf = (rest: string): string => `/ledger/v1/wallets/${card.walletId}${rest}`;
const recharge = (amountFen: number) => finance.post(pathOf('/recharges'), { principalFen: amountFen, tender: 'cash' });
const spend = (amountFen: number, occurredAt?: string) =>
  finance.post(
    pathOf('/spends'),
    { cardId: card.cardId, merchantId: 'shop-1', amountFen },
    { ...(occurredAt && { occurredAt }) },
  );
/** Debits less credits of an account in a trial balance. */
const balanceIn = (answer: Body, account: string): unknown =>
  (answer['items'] as Body[]).find((item) => item['account'] === account)?.['balanceFen'];

/**
 * 15 June 09:00 a recharge of 1,000 (+100); 16 June 09:00 a spend of 110; 17 June 09:00 a spend of 55 that happened on
 * 15 June at noon.
 */
beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  const accounts = [
    { account: 'asset:cash:<tender>', code: '1001' },
    { account: 'asset:cash:bank-card', code: '1002.01' },
  ];
  await ledger.publish('iss_a', { ...apparel(), accounts });
  finance = openClient(ledger.as(desk('iss_a')));
  card = await ledger.card('journal');
  (await recharge(100_000)).ok(201);
  now = at('2025-06-16', '09:00:00');
  (await spend(11_000)).ok(201);
  now = at('2025-06-17', '09:00:00');
  (await spend(5_500, '2025-06-15T12:00:00+08:00')).ok(201);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

describe('the trial balance at the door', () => {
  const asked = async (query: string): Promise<Body> => (await finance.get(`${path}/trial-balance?${query}`)).ok();
  const owed = async (query: string): Promise<unknown> => balanceIn(await asked(query), 'payable:merchant:shop-1');

  it('is of a position, or of what the log knew at a time', async () => {
    const { position: head } = await ledger.log.head();
    expect(await asked(`position=${head - 1}`)).toMatchObject({ position: head - 1 });
    expect(await owed(`position=${head - 1}`)).toBe(-11_000);
    expect(await owed(`position=${head - 2}`)).toBeUndefined();
    expect(await owed('recordedUntil=2025-06-16T23:59:59%2B08:00')).toBe(-11_000);
    expect(await owed(`position=${head}`)).toBe(-16_500);
    expect(await asked('position=0')).toMatchObject({ items: [], totals: [], next: null });
  });

  it('is of what had happened by a time, as known now or as known then', async () => {
    expect(await owed('occurredUntil=2025-06-15T23:59:59%2B08:00')).toBe(-5_500);
    expect(
      await owed('occurredUntil=2025-06-15T23:59:59%2B08:00&recordedUntil=2025-06-16T23:59:59%2B08:00'),
    ).toBeUndefined();
    expect(await owed('occurredUntil=2025-06-16T23:59:59%2B08:00')).toBe(-16_500);
    expect(await owed('occurredUntil=2025-06-15T23:59:59%2B08:00&programmeId=apparel-recharge')).toBe(-5_500);
  });

  it('of a moment that has not come is refused with where the log is', async () => {
    const { position: headPosition } = await ledger.log.head();
    const ahead = `${path}/trial-balance?position=${headPosition + 1}`;
    (await finance.get(ahead)).refused(409, 'moment_ahead', { position: headPosition + 1, headPosition });
    const later = `${path}/trial-balance?recordedUntil=2025-06-18T00:00:00%2B08:00`;
    (await finance.get(later)).refused(409, 'moment_ahead', { now: '2025-06-17T01:00:00.000Z' });
    (await finance.get(`${path}/trial-balance?position=1&recordedUntil=2025-06-16T00:00:00Z`)).refused(
      400,
      'moment_ambiguous',
    );
    (await finance.get(`${path}/trial-balance?position=-1`)).refused(400, 'invalid_request');
  });
});

describe("an account's statement at the door", () => {
  const statement = async (query: string): Promise<Body> =>
    (await finance.get(`${path}/accounts/payable:merchant:shop-1/statement?${query}`)).ok();

  it('opens, runs and closes, over the days on which the log took its lines', async () => {
    expect(await statement('order=oldest')).toMatchObject({
      account: 'payable:merchant:shop-1',
      openingFen: 0,
      debitFen: 0,
      creditFen: 16_500,
      closingFen: -16_500,
      items: [
        { amountFen: -11_000, balanceAfterFen: -11_000, businessDate: '2025-06-16' },
        { amountFen: -5_500, balanceAfterFen: -16_500, businessDate: '2025-06-15' },
      ],
      next: null,
    });
    expect(await statement('from=2025-06-17&to=2025-06-17')).toMatchObject({
      openingFen: -11_000,
      closingFen: -16_500,
      items: [{ balanceAfterFen: -16_500 }],
    });
    expect(await statement('to=2025-06-16&programmeId=apparel-recharge')).toMatchObject({
      closingFen: -11_000,
      items: [{ balanceAfterFen: -11_000 }],
    });
    expect(await statement('to=2025-06-14')).toMatchObject({ openingFen: 0, closingFen: 0, items: [] });
  });

  it('comes in pages with the same opening and closing', async () => {
    const first = await statement('limit=1');
    expect(first).toMatchObject({
      closingFen: -16_500,
      items: [{ balanceAfterFen: -16_500 }],
      next: expect.any(String),
    });
    const rest = await statement(`limit=1&cursor=${String(first['next'])}`);
    expect(rest).toMatchObject({ closingFen: -16_500, items: [{ balanceAfterFen: -11_000 }], next: null });
  });

  it('of an account without a line is not there, for another issuer neither', async () => {
    const members = { account: 'payable:merchant:shop-9' };
    (await finance.get(`${path}/accounts/payable:merchant:shop-9/statement`)).refused(404, 'account_unknown', members);
    const theirs = openClient(ledger.as(desk('iss_b')));
    (await theirs.get(`${path}/accounts/payable:merchant:shop-1/statement`)).refused(404, 'account_unknown');
  });
});

describe("a wallet's balance of the past at the door", () => {
  const past = async (query: string): Promise<Body> => (await finance.get(pathOf(`/balance?${query}`))).ok();

  it('is told as it was known then and as it is known now', async () => {
    const { position: head } = await ledger.log.head();
    expect(await past('at=2025-06-15T20:00:00%2B08:00')).toEqual({
      walletId: card.walletId,
      at: '2025-06-15T12:00:00.000Z',
      knownThen: {
        knownAt: '2025-06-15T12:00:00.000Z',
        position: head - 2,
        principalFen: 100_000,
        bonusFen: 10_000,
        balanceFen: 110_000,
      },
      knownNow: {
        knownAt: '2025-06-17T01:00:00.000Z',
        position: head,
        principalFen: 95_000,
        bonusFen: 9_500,
        balanceFen: 104_500,
      },
    });
    expect(await past('at=2025-06-15T11:00:00%2B08:00')).toMatchObject({
      knownThen: { balanceFen: 110_000 },
      knownNow: { balanceFen: 110_000 },
    });
  });

  it('is told as it was known at any other time', async () => {
    const at = 'at=2025-06-16T20:00:00%2B08:00';
    expect(await past(`${at}&knownAt=2025-06-16T21:00:00%2B08:00`)).toMatchObject({ known: { balanceFen: 99_000 } });
    expect(await past(`${at}&knownAt=2025-06-15T21:00:00%2B08:00`)).toMatchObject({ known: { balanceFen: 110_000 } });
    expect(await past('at=2025-06-01T00:00:00Z')).toMatchObject({ knownNow: { balanceFen: 0 } });
  });

  it('of a moment that has not come, or of another issuer, is refused', async () => {
    (await finance.get(pathOf('/balance?at=2025-07-01T00:00:00Z'))).refused(409, 'moment_ahead');
    const theirs = openClient(ledger.as(desk('iss_b')));
    (await theirs.get(pathOf('/balance?at=2025-06-15T00:00:00Z'))).refused(404, 'wallet_unknown');
  });
});

describe('the reserve report at the door', () => {
  it('tells what was outstanding when the quarter was over, and what is to be held of it', async () => {
    const report = '/ledger/v1/reports/reserve';
    const endsAt = '2025-06-30T16:00:00.000Z';
    (await finance.get(`${report}?quarter=2025-Q2&kind=brand`)).refused(409, 'quarter_not_over', { endsAt });
    const before = now;
    now = at('2025-07-01', '00:00:00');
    const told = (await finance.get(`${report}?quarter=2025-Q2&kind=brand`)).ok();
    now = before;
    const outstanding = { principalFen: 85_000, bonusFen: 8_500, outstandingFen: 93_500 };
    expect(told).toEqual({
      quarter: '2025-Q2',
      endsAt,
      kind: 'brand',
      rateBp: 4_000,
      position: (await ledger.log.head()).position,
      total: { ...outstanding, reserveFen: 37_400 },
      items: [{ programmeId: 'apparel-recharge', ...outstanding }],
      next: null,
    });
    for (const query of ['quarter=2025-Q5&kind=brand', 'quarter=2025-Q1&kind=small', 'quarter=2025-Q1']) {
      (await finance.get(`${report}?${query}`)).refused(400, 'invalid_request');
    }
  });
});

describe('the chart at the door', () => {
  it("tells every account, with the codes of a programme's issuer", async () => {
    const plain = (await finance.get(`${path}/chart`)).ok();
    expect(plain['items']).toContainEqual({
      account: 'payable:merchant:<merchant>',
      kind: 'liability',
      normalSide: 'credit',
      name: { 'zh-CN': '应付商户款', en: 'Owed to merchants' },
      holds: expect.any(String),
      code: null,
      single: [],
    });
    const coded = (await finance.get(`${path}/chart?programmeId=apparel-recharge`)).ok();
    expect(coded['items']).toContainEqual(
      expect.objectContaining({ code: '1001', single: [{ account: 'asset:cash:bank-card', code: '1002.01' }] }),
    );
    (await finance.get(`${path}/chart?programmeId=nowhere`)).refused(404, 'programme_unknown');
  });
});
