import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFrom } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor, type Role } from '../test/ledger-door.ts';
import { at, yuan } from '../test/wallet-story.ts';

/** Business time of these tests, moved by none but them. */
let now = at('2025-06-15', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;
const as = (role: Role): Client => openClient(ledger.as(role));

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  for (const issuerId of ['iss_a', 'iss_b']) await ledger.publish(issuerId, apparel());
  ours = as(desk('iss_a'));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const fenOf = (amount: number): number => Number(yuan(amount));
const pathOf = (card: KnownCard, rest = ''): string => `/ledger/v1/wallets/${card.walletId}${rest}`;
const recharge = (card: KnownCard, amount: number, ask: Parameters<Client['post']>[2] = {}) =>
  ours.post(pathOf(card, '/recharges'), { principalFen: fenOf(amount), tender: 'cash' }, ask);
const spend = (card: KnownCard, amount: number, more: object = {}, ask: Parameters<Client['post']>[2] = {}) =>
  ours.post(
    pathOf(card, '/spends'),
    { cardId: card.cardId, merchantId: 'shop-1', amountFen: fenOf(amount), ...more },
    ask,
  );

describe('a recharge at the door', () => {
  it('answers with the lot, its bonus and its expiry, and shows in the wallet', async () => {
    const card = await ledger.card('recharged');
    const done = await recharge(card, 1_000, { occurredAt: '2025-01-10T10:00:00+08:00' });
    expect(done.ok(201)).toMatchObject({
      walletId: card.walletId,
      holderId: card.holderId,
      rechargeId: expect.stringMatching(/^rch_/),
      principalFen: 100_000,
      bonusFen: 10_000,
      expiresAt: '2027-01-10T16:00:00.000Z',
      programmeId: 'apparel-recharge',
      programmeVersion: 1,
      balanceAfterFen: 110_000,
    });
    const wallet = (await ours.get(pathOf(card))).ok(200);
    expect(wallet).toMatchObject({
      principalFen: 100_000,
      bonusFen: 10_000,
      balanceFen: 110_000,
      availableFen: 110_000,
    });
    expect(wallet).toMatchObject({ lots: [{ loadedAt: '2025-01-10T02:00:00.000Z' }], cards: [{ state: 'active' }] });
  });

  it('answers the same under the same key, and happens once', async () => {
    const card = await ledger.card('once');
    const key = randomUUID();
    const first = await recharge(card, 1_000, { key });
    const again = await recharge(card, 1_000, { key });
    expect(again).toMatchObject({ status: 201, body: first.body, replayed: true, position: first.position });
    expect((await ours.get(pathOf(card))).ok()).toMatchObject({ balanceFen: 110_000 });
    (await recharge(card, 2_000, { key })).refused(422, 'idempotency_key_reused');
  });

  it('below the minimum is refused with its numbers, the same again under the same key', async () => {
    const card = await ledger.card('little');
    const key = randomUUID();
    const numbers = { askedFen: 99_999, minimumFen: 100_000, missingFen: 1 };
    (await recharge(card, 999.99, { key })).refused(409, 'recharge_below_minimum', numbers);
    const again = await recharge(card, 999.99, { key });
    again.refused(409, 'recharge_below_minimum', numbers);
    expect(again.replayed).toBe(true);
  });

  it('is decided under the version in force when it happened', async () => {
    const second: Programme = structuredClone(apparel());
    const [first] = second.storedValue ?? [];
    if (!first) throw new Error('the preset has a product');
    const changed = { ...first, recharge: { ...first.recharge, bonusRateBp: 2_000 } };
    const issuerId = 'iss_versions';
    await ledger.publish(issuerId, apparel());
    await ledger.publish(issuerId, {
      ...second,
      version: 2,
      effectiveAt: '2025-06-01T00:00:00+08:00',
      storedValue: [changed],
    });
    const card = await ledger.card('versions', { issuerId });
    const theirs = as(desk(issuerId));
    const body = { principalFen: 100_000, tender: 'cash' };
    const before = { occurredAt: '2025-05-31T23:59:59+08:00' };
    const old = (await theirs.post(pathOf(card, '/recharges'), body, before)).ok(201);
    expect(old).toMatchObject({ bonusFen: 10_000, programmeVersion: 1 });
    expect((await theirs.post(pathOf(card, '/recharges'), body)).ok(201)).toMatchObject({
      bonusFen: 20_000,
      programmeVersion: 2,
    });
  });

  it('without terms is refused, and goes through under the same key once they have arrived', async () => {
    const card = await ledger.card('early', { issuerId: 'iss_early' });
    const theirs = as(desk('iss_early'));
    const ask = () => theirs.post(pathOf(card, '/recharges'), { principalFen: 100_000, tender: 'cash' }, { key: 'k1' });
    (await ask()).refused(409, 'programme_unknown', { programmeId: 'apparel-recharge' });
    await ledger.publish('iss_early', apparel());
    (await ask()).ok(201);
    const strange = await ledger.card('strange', { issuerId: 'iss_early', productKey: 'no-such' });
    const asked = await theirs.post(pathOf(strange, '/recharges'), { principalFen: 100_000, tender: 'cash' });
    asked.refused(409, 'product_unknown', { productKey: 'no-such', programmeVersion: 1 });
  });
});

describe('a spend at the door', () => {
  it('says what each lot gave, and shows in the statement with the balance after it', async () => {
    const card = await ledger.card('spent');
    await recharge(card, 1_000, { occurredAt: '2025-01-10T10:00:00+08:00' });
    await recharge(card, 1_000, { occurredAt: '2025-06-01T10:00:00+08:00' });
    const slip = { slipSignature: '2025/0613', bookingId: 'B-7' };
    (await spend(card, 1, { slipSignature: 'a name' })).refused(400, 'invalid_request');
    const done = await spend(card, 1_150, { terminalId: 'till-7', ...slip });
    const answer = done.ok(201);
    expect(answer).toMatchObject({
      askedFen: 115_000,
      chargedFen: 115_000,
      dueFen: 0,
      merchantId: 'shop-1',
      terminalId: 'till-7',
      balanceAfterFen: 105_000,
      ...slip,
    });
    expect(answer['lots']).toMatchObject([
      { principalFen: 100_000, bonusFen: 10_000 },
      { principalFen: 4_545, bonusFen: 455 },
    ]);
    const { items, next } = (await ours.get(pathOf(card, '/statement?limit=2'))).ok(200);
    expect(items).toMatchObject([
      { type: 'WalletSpent', referenceId: answer['spendId'], amountFen: -115_000, balanceAfterFen: 105_000, ...slip },
      { type: 'WalletRecharged', amountFen: 110_000 },
    ]);
    const rest = (await ours.get(pathOf(card, `/statement?limit=2&cursor=${String(next)}`))).ok(200);
    expect(rest).toMatchObject({ items: [{ businessDate: '2025-01-10' }], next: null });
    const narrowed = (await ours.get(pathOf(card, '/statement?from=2025-06-01&to=2025-06-01&order=oldest'))).ok(200);
    expect(narrowed).toMatchObject({ items: [{ type: 'WalletRecharged', businessDate: '2025-06-01' }], next: null });
  });

  it('of more than there is charges what is there, unless the till or the product needs it whole', async () => {
    const card = await ledger.card('short');
    await recharge(card, 1_000);
    const numbers = { askedFen: 115_000, availableFen: 110_000, missingFen: 5_000 };
    (await spend(card, 1_150, { splitTender: false })).refused(409, 'balance_short', numbers);
    expect((await spend(card, 1_150)).ok(201)).toMatchObject({
      chargedFen: 110_000,
      dueFen: 5_000,
      balanceAfterFen: 0,
    });
    const whole = await ledger.card('whole', { productKey: 'recharge-card-whole' });
    await recharge(whole, 1_000);
    (await spend(whole, 1_150, { splitTender: true })).refused(409, 'balance_short', numbers);
  });

  it('with a till’s token goes to the till’s own merchant only', async () => {
    const card = await ledger.card('till');
    await recharge(card, 1_000);
    const scopes = 'ledger:spend ledger:hold';
    const till = as({ subject: 'till-1', issuerId: 'iss_a', merchantId: 'shop-1', scopes });
    const other = as({ subject: 'till-2', issuerId: 'iss_a', merchantId: 'shop-2', scopes });
    const body = { cardId: card.cardId, merchantId: 'shop-1', amountFen: 100 };
    (await other.post(pathOf(card, '/spends'), body)).refused(403, 'merchant_mismatch', { merchantId: 'shop-2' });
    (await other.post(pathOf(card, '/holds'), body)).refused(403, 'merchant_mismatch');
    (await till.post(pathOf(card, '/spends'), body)).ok(201);
    const held = (await till.post(pathOf(card, '/holds'), body)).ok(201);
    const path = pathOf(card, `/holds/${String(held['holdId'])}`);
    (await other.post(`${path}/capture`, {})).refused(403, 'merchant_mismatch');
    (await other.post(`${path}/release`, {})).refused(403, 'merchant_mismatch');
    (await till.get(pathOf(card))).refused(403, 'insufficient_scope');
  });

  it('never takes more than there is, of sixty at once', async () => {
    const card = await ledger.card('hot');
    await recharge(card, 1_000);
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => spend(card, 50, { splitTender: false }, { after: null })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(22);
    for (const answer of answers.filter(({ status }) => status !== 201)) answer.refused(409, 'balance_short');
    expect((await ours.get(pathOf(card))).ok()).toMatchObject({ balanceFen: 0, availableFen: 0 });
  });
});

describe('a hold at the door', () => {
  it('reserves, is captured in part, and is closed then', async () => {
    const card = await ledger.card('held');
    await recharge(card, 1_000);
    const body = { cardId: card.cardId, merchantId: 'shop-1', amountFen: 56_700 };
    const held = (await ours.post(pathOf(card, '/holds'), body)).ok(201);
    expect(held).toMatchObject({
      holdId: expect.stringMatching(/^hold_/),
      balanceAfterFen: 110_000,
      heldAfterFen: 56_700,
    });
    expect((await ours.get(pathOf(card))).ok()).toMatchObject({ heldFen: 56_700, availableFen: 53_300, holds: [{}] });
    const path = pathOf(card, `/holds/${String(held['holdId'])}`);
    (await ours.post(`${path}/capture`, { amountFen: 56_701 })).refused(409, 'capture_exceeds_hold', { excessFen: 1 });
    expect((await ours.post(`${path}/capture`, { amountFen: 50_000 })).ok(201)).toMatchObject({
      capturedFen: 50_000,
      releasedFen: 6_700,
      balanceAfterFen: 60_000,
      heldAfterFen: 0,
    });
    (await ours.post(`${path}/capture`, undefined)).refused(409, 'hold_not_open');
    (await ours.post(`${path}/release`, undefined)).refused(409, 'hold_not_open');
    expect((await ours.get(pathOf(card))).ok()).toMatchObject({ heldFen: 0, availableFen: 60_000, holds: [] });
  });

  it('captured without an amount or body pays all of it; released it pays nothing', async () => {
    const card = await ledger.card('held-twice');
    await recharge(card, 1_000);
    const body = { cardId: card.cardId, merchantId: 'shop-1', amountFen: 10_000 };
    const holds = await Promise.all([1, 2].map(() => ours.post(pathOf(card, '/holds'), body)));
    const [first, second] = holds.map((hold) => pathOf(card, `/holds/${String(hold.ok(201)['holdId'])}`));
    expect((await ours.post(`${first}/capture`, undefined)).ok(201)).toMatchObject({
      capturedFen: 10_000,
      releasedFen: 0,
    });
    expect((await ours.post(`${second}/release`, undefined)).ok(201)).toMatchObject({
      releasedFen: 10_000,
      reason: 'cancelled_by_merchant',
      heldAfterFen: 0,
    });
  });

  it('is captured under the version that it was made under', async () => {
    const issuerId = 'iss_hold';
    const first = apparel();
    const [product, ...others] = first.storedValue ?? [];
    if (!product) throw new Error('the preset has a product');
    await ledger.publish(issuerId, first);
    const card = await ledger.card('hold-version', { issuerId });
    const theirs = as(desk(issuerId));
    (await theirs.post(pathOf(card, '/recharges'), { principalFen: 100_000, tender: 'cash' })).ok(201);
    const body = { cardId: card.cardId, merchantId: 'shop-1', amountFen: 11_000 };
    const held = (await theirs.post(pathOf(card, '/holds'), body)).ok(201);
    const bonusFirst = { ...product, lots: { ...product.lots, burn: 'bonusFirst' as const } };
    await ledger.publish(issuerId, { ...first, version: 2, storedValue: [bonusFirst, ...others] });
    const captured = (await theirs.post(pathOf(card, `/holds/${String(held['holdId'])}/capture`), {})).ok(201);
    expect(captured['lots']).toMatchObject([{ principalFen: 10_000, bonusFen: 1_000 }]);
  });
});

describe('the block of a lost card', () => {
  it('refuses every later spend and gives back what slipped in, and says the same again (example A8)', async () => {
    const card = await ledger.card('lost');
    await recharge(card, 1_000);
    now = at('2025-06-15', '09:59:59');
    (await spend(card, 100)).ok(201);
    now = at('2025-06-15', '10:00:00');
    const slipped = (await spend(card, 50)).ok(201);
    now = at('2025-06-15', '10:00:02');
    const report = { cardId: card.cardId, cardSequence: 1, reportedAt: '2025-06-15T10:00:00+08:00' };
    const key = randomUUID();
    const blocked = await ours.post(pathOf(card, '/card-blocks'), report, { key });
    const answer = {
      walletId: card.walletId,
      cardId: card.cardId,
      state: 'blocked',
      assumedSpends: [{ spendId: slipped['spendId'], amountFen: 5_000 }],
    };
    expect(blocked.ok(200)).toEqual(answer);
    expect((await ours.post(pathOf(card, '/card-blocks'), report, { key })).ok(200)).toEqual(answer);
    expect((await ours.post(pathOf(card, '/card-blocks'), report)).ok(200)).toEqual({ ...answer, assumedSpends: [] });
    (await spend(card, 10)).refused(409, 'card_blocked', { cardId: card.cardId });
    (await spend(card, 10, {}, { occurredAt: '2025-06-15T09:00:00+08:00' })).refused(409, 'card_blocked');
    const wallet = (await ours.get(pathOf(card))).ok();
    expect(wallet).toMatchObject({ balanceFen: 100_000, cards: [{ state: 'blocked' }] });
  });

  it('of a wallet that has not been heard of is refused and can be asked again', async () => {
    const walletId = idFrom('wal', 'heard of later');
    const body = { cardId: idFrom('crd', 'heard of later'), cardSequence: 1, reportedAt: '2025-06-15T10:00:00Z' };
    const ask = () => ours.post(`/ledger/v1/wallets/${walletId}/card-blocks`, body, { key: 'block-1' });
    (await ask()).refused(404, 'wallet_unknown');
    await ledger.card('heard of later');
    (await ask()).ok(200);
  });
});

describe('another issuer’s wallet', () => {
  it('does not exist, for no route', async () => {
    const card = await ledger.card('theirs', { issuerId: 'iss_b', holder: 'shared' });
    const nowhere = { ...card, walletId: idFrom('wal', 'nowhere') };
    for (const wallet of [card, nowhere]) {
      const members = { walletId: wallet.walletId };
      (await ours.get(pathOf(wallet))).refused(404, 'wallet_unknown', members);
      (await ours.get(pathOf(wallet, '/statement'))).refused(404, 'wallet_unknown', members);
      (await recharge(wallet, 1_000)).refused(404, 'wallet_unknown', members);
      (await spend(wallet, 1)).refused(404, 'wallet_unknown', members);
      const hold = { cardId: card.cardId, merchantId: 'shop-1', amountFen: 1 };
      (await ours.post(pathOf(wallet, '/holds'), hold)).refused(404, 'wallet_unknown', members);
      const holdPath = pathOf(wallet, `/holds/${idFrom('hold', 'any')}`);
      (await ours.post(`${holdPath}/capture`, {})).refused(404, 'wallet_unknown', members);
      (await ours.post(`${holdPath}/release`, {})).refused(404, 'wallet_unknown', members);
      const report = { cardId: card.cardId, cardSequence: 1, reportedAt: '2025-06-15T10:00:00Z' };
      (await ours.post(pathOf(wallet, '/card-blocks'), report)).refused(404, 'wallet_unknown', members);
    }
  });

  it('is not in lists, and its lines are not in the journal', async () => {
    const mine = await ledger.card('shared-mine', { holder: 'shared' });
    const { items } = (await ours.get(`/ledger/v1/wallets?holderId=${mine.holderId}`)).ok();
    expect(items).toMatchObject([{ walletId: mine.walletId }]);
    const theirs = as(desk('iss_empty'));
    expect((await theirs.get('/ledger/v1/journal/lines')).ok()).toEqual({ items: [], next: null });
    expect((await theirs.get('/ledger/v1/journal/trial-balance')).ok()).toMatchObject({
      items: [],
      totals: [],
      next: null,
    });
  });
});

describe('the journal at the door', () => {
  it('shows the lines of a wallet page by page, and a trial balance that balances', async () => {
    const card = await ledger.card('journal');
    await recharge(card, 1_000);
    await spend(card, 110, { merchantId: 'shop-of-journal' });
    const path = `/ledger/v1/journal/lines?walletId=${card.walletId}&order=oldest`;
    const first = (await ours.get(`${path}&limit=4`)).ok();
    expect(first['items']).toMatchObject([
      { account: 'asset:cash:cash', amountFen: 100_000, lineNo: 1 },
      { account: 'expense:promotion', amountFen: 10_000, lineNo: 2 },
      { account: 'liability:wallet:principal', amountFen: -100_000, lineNo: 3 },
      { account: 'liability:wallet:bonus', amountFen: -10_000, lineNo: 4 },
    ]);
    const rest = (await ours.get(`${path}&limit=4&cursor=${String(first['next'])}`)).ok();
    expect(rest).toMatchObject({ items: [{}, {}, { account: 'payable:merchant:shop-of-journal' }], next: null });
    const account = (await ours.get('/ledger/v1/journal/lines?account=payable:merchant:shop-of-journal')).ok();
    expect(account).toMatchObject({ items: [{ amountFen: -11_000, walletId: card.walletId }] });
    const balance = (await ours.get('/ledger/v1/journal/trial-balance?limit=1')).ok();
    expect(balance).toMatchObject({ items: [{ account: 'asset:cash:cash' }], next: expect.any(String) });
    const [totals] = balance['totals'] as { debitFen: number; creditFen: number }[];
    expect(totals?.debitFen).toBe(totals?.creditFen);
    const next = (await ours.get(`/ledger/v1/journal/trial-balance?limit=200&cursor=${String(balance['next'])}`)).ok();
    expect(next).toMatchObject({ next: null });
    (await ours.get('/ledger/v1/journal/lines?cursor=!!')).refused(400, 'cursor_invalid');
  });
});

describe('a request of the wrong shape', () => {
  it('is refused with what was expected', async () => {
    const card = await ledger.card('shapes');
    for (const body of [
      { principalFen: 0, tender: 'cash' },
      { principalFen: 1.5, tender: 'cash' },
      { principalFen: 1_000_000_000_001, tender: 'cash' },
      { principalFen: 100_000, tender: 'cash: and more' },
      { principalFen: 100_000, tender: 'cash', bonusFen: 1 },
    ]) {
      (await ours.post(pathOf(card, '/recharges'), body)).refused(400, 'invalid_request');
    }
    const colon = { cardId: card.cardId, merchantId: 'a:b', amountFen: 1 };
    (await ours.post(pathOf(card, '/spends'), colon)).refused(400, 'invalid_request');
    for (const reportedAt of ['2025-06-15T10:00Z', '2025-02-30T10:00:00Z', 'yesterday']) {
      const report = { cardId: card.cardId, cardSequence: 1, reportedAt };
      (await ours.post(pathOf(card, '/card-blocks'), report)).refused(400, 'invalid_request');
    }
    (await ours.get('/ledger/v1/wallets')).refused(400, 'invalid_request');
    (await ours.get(pathOf(card, '/statement?from=2025-02-30'))).refused(400, 'invalid_request');
  });

  it('is described in the OpenAPI document', async () => {
    const document = (await ours.get('/ledger/openapi.json')).ok() as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/ledger/v1/wallets/{walletId}/spends', '/ledger/v1/journal/trial-balance']),
    );
    expect(document.paths['/ledger/v1/wallets/{walletId}/recharges']?.['post']?.responses).toHaveProperty('201');
  });
});

describe('the list of disputes', () => {
  it('shows a till those of its own merchant only', async () => {
    const card = await ledger.card('disputed');
    (await recharge(card, 1_000)).ok(201);
    const { spendId } = (await spend(card, 100)).ok(201) as { spendId: string };
    (await ours.post(pathOf(card, '/disputes'), { spendId, cause: 'not_received' })).ok(201);
    await ledger.caughtUp();
    const listed = async (merchantId: string): Promise<unknown> => {
      const till = as({ subject: 'till', issuerId: 'iss_a', merchantId, scopes: 'ledger:read' });
      return (await till.get('/ledger/v1/disputes?merchantId=shop-1')).ok()['items'];
    };
    expect(await listed('shop-1')).toMatchObject([{ spendId, merchantId: 'shop-1', inFavourOf: null }]);
    expect(await listed('shop-2')).toEqual([]);
  });
});
