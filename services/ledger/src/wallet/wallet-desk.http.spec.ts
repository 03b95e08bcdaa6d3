import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Programme } from '@scrip/programme';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';

let now = at('2025-06-15');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;
let checker: Client;

/** With everything that a desk can do with a wallet. */
function generous(): Programme {
  const programme = apparel();
  const [first] = programme.storedValue ?? [];
  if (!first) throw new Error('the preset has a product');
  const product = {
    ...first,
    lots: { ...first.lots, validity: { term: 'P2Y', extension: { term: 'P3Y', feeFen: 0 } } },
    spend: { ...first.spend, signatories: { phonePeriod: 'P7D' } },
    transfer: 'allowed' as const,
    refund: { policy: 'statutory' as const, cashUpToFen: 10_000 },
  };
  return { ...programme, storedValue: [product] };
}

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  await ledger.publish('iss_a', generous());
  ours = openClient(ledger.as(desk('iss_a')));
  checker = openClient(ledger.as({ ...desk('iss_a'), subject: 'checker' }));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const path = (card: KnownCard, rest: string): string => `/ledger/v1/wallets/${card.walletId}/${rest}`;
const loaded = async (name: string, holder = name): Promise<KnownCard & { readonly lotId: string }> => {
  const card = await ledger.card(name, { holder });
  const paid = await ours.post<{ lotId: string }>(path(card, 'recharges'), { principalFen: 100_000, tender: 'cash' });
  (await ours.post(path(card, 'signatories'), { signatoryId: 'sig-1', by: 'writing' })).ok(201);
  return { ...card, lotId: paid.ok(201).lotId };
};
const buying = (card: KnownCard, amountFen: unknown, more: object = {}) =>
  ours.post<{ spendId: string }>(path(card, 'spends'), {
    amountFen,
    cardId: card.cardId,
    merchantId: 'shop-1',
    signatoryId: 'sig-1',
    ...more,
  });
const walletOf = async (card: KnownCard): Promise<Readonly<Record<string, unknown>>> => {
  await ledger.caughtUp();
  return (await ours.get<Record<string, unknown>>(`/ledger/v1/wallets/${card.walletId}`)).ok();
};

/** Every row of the log and of the tables that are made of it; the verdict of a refusal is kept besides, by its key. */
async function everything(): Promise<string> {
  await ledger.caughtUp();
  const hash = createHash('sha256');
  for (const table of ['event', 'wallet_balance', 'wallet_lot', 'wallet_hold', 'wallet_statement', 'journal_line']) {
    const { rows } = await ledger.log.pool.query<{ row: string }>(
      `SELECT t::text AS row FROM ${table} AS t ORDER BY 1`,
    );
    hash.update(`${table}\n${rows.map(({ row }) => row).join('\n')}\n`);
  }
  return hash.digest('hex');
}

describe('at the desk', () => {
  it('value goes to another wallet of the holder, and is refunded from there', async () => {
    const [from, to] = [await loaded('from', 'owner'), await ledger.card('to', { holder: 'owner' })];
    (await ours.post(path(from, 'transfers'), { toWalletId: to.walletId, amountFen: 110_000 })).ok(201);
    const { lots } = await walletOf(to);
    const [lot] = lots as readonly { lotId: string }[];
    const asked = { lotId: lot?.lotId, cause: 'withdrawal', payTo: 'same-name-account' };
    expect((await ours.post(path(to, 'refunds'), asked)).ok(201)).toMatchObject({
      paidFen: 100_000,
      refundedFen: 100_000,
    });
    expect(await walletOf(to)).toMatchObject({ balanceFen: 0 });
  });

  it('a recharge is not paid back while its invoice stands', async () => {
    const card = await loaded('invoiced');
    const [line] = (await ours.get<{ items: { referenceId: string }[] }>(path(card, 'statement'))).ok().items;
    const rechargeId = line?.referenceId;
    (await ours.post(path(card, `recharges/${rechargeId}/invoices`), { invoiceNo: '24' })).ok(201);
    const asked = { lotId: card.lotId, cause: 'issuer', payTo: 'cash' };
    (await ours.post(path(card, 'refunds'), asked)).refused(409, 'recharge_invoiced', { rechargeId, invoiceNo: '24' });
  });

  it('a lot is extended, and a wallet frozen and unfrozen', async () => {
    const card = await loaded('extended');
    expect((await ours.post(path(card, `lots/${card.lotId}/extension`), {})).ok(201)).toMatchObject({ feeFen: 0 });
    (await ours.post(path(card, 'freeze'), { cause: 'court_order' })).ok(200);
    (await buying(card, 100)).refused(409, 'wallet_frozen', { cause: 'court_order' });
    (await ours.post(path(card, 'unfreeze'), {})).ok(200);
    (await buying(card, 100)).ok(201);
  });

  it('a correction needs a second person, by the subject of the token', async () => {
    const card = await loaded('corrected');
    const asked = { direction: 'credit', principalFen: 500, reason: 'migration_error' };
    const propose = () => ours.post<{ adjustmentId: string }>(path(card, 'adjustments'), asked);
    const first = `/ledger/v1/adjustments/${(await propose()).ok(201).adjustmentId}`;
    expect((await ours.post(`${first}/approval`, {})).status).toBe(409);
    (await checker.post(`${first}/approval`, {})).ok(201);
    const second = `/ledger/v1/adjustments/${(await propose()).ok(201).adjustmentId}`;
    (await checker.post(`${second}/rejection`, { reason: 'no_paper' })).ok(201);
    expect(await walletOf(card)).toMatchObject({ balanceFen: 110_500 });
  });

  it('a dispute is credited, keeps its credit in the wallet, and is decided', async () => {
    const card = await loaded('disputed', 'disputer');
    const other = await ledger.card('disputed-to', { holder: 'disputer' });
    const { spendId } = (await buying(card, 10_000)).ok(201);
    const { disputeId } = (
      await ours.post<{ disputeId: string }>(path(card, 'disputes'), { spendId, cause: 'not_received' })
    ).ok(201);
    (await ours.post(path(card, 'transfers'), { toWalletId: other.walletId, amountFen: 110_000 })).refused(
      409,
      'spend_disputed',
      { askedFen: 110_000, availableFen: 110_000, disputedFen: 10_000, missingFen: 10_000 },
    );
    (await ours.post(path(card, `spends/${spendId}/returns`), {})).refused(409, 'spend_disputed', { spendId });
    (await ours.post(path(card, `disputes/${disputeId}/resolution`), { inFavourOf: 'merchant' })).ok(201);
    expect(await walletOf(card)).toMatchObject({ balanceFen: 100_000 });
  });

  it('a hold is raised, and a signatory removed by phone signs again when no paper comes', async () => {
    const card = await loaded('held');
    const hold = { amountFen: 1_000, cardId: card.cardId, merchantId: 'shop-1', signatoryId: 'sig-1' };
    const { holdId } = (await ours.post<{ holdId: string }>(path(card, 'holds'), hold)).ok(201);
    (await ours.post(path(card, `holds/${holdId}/increase`), { addFen: 500 })).ok(201);
    expect(await walletOf(card)).toMatchObject({ heldFen: 1_500 });
    const removed = await ours.request('DELETE', path(card, 'signatories/sig-1?by=phone'));
    expect(removed.ok(200)).toMatchObject({ lapsesAt: '2025-06-22T16:00:00.000Z' });
    (await buying(card, 100)).refused(409, 'signatory_unknown', { signatoryId: 'sig-1' });
    expect(await walletOf(card)).toMatchObject({ signatories: [{ removedUntil: '2025-06-22T16:00:00.000Z' }] });
    now = at('2025-06-23');
    (await buying(card, 100)).ok(201);
  });
});

describe('what is refused', () => {
  it('names the field of an amount that is none, and the currency is not asked for', async () => {
    const card = await loaded('amounts');
    for (const amountFen of [0, -1, 1.5, 2 ** 53, '100', null]) {
      const refused = (await buying(card, amountFen)).refused(400, 'invalid_request');
      const [issue] = refused['issues'] as readonly object[];
      expect(issue).toMatchObject({ path: 'body.amountFen' });
    }
    const asked = (await buying(card, 100, { currency: 'USD' })).refused(400, 'invalid_request');
    expect(JSON.stringify(asked['issues'])).toContain('currency');
  });

  it('leaves the log and every table byte for byte as they were', async () => {
    const card = await loaded('untouched');
    const { cardId } = await ledger.card('of-another');
    const before = await everything();
    (await buying(card, 110_001, { splitTender: false })).refused(409, 'balance_short', { missingFen: 1 });
    (await buying(card, 100, { signatoryId: 'sig-9' })).refused(409, 'signatory_unknown');
    (await buying(card, 0)).refused(400, 'invalid_request');
    (await ours.post(path(card, 'recharges'), { principalFen: 1, tender: 'cash' })).refused(
      409,
      'recharge_below_minimum',
    );
    (await ours.post(path(card, 'replacement-fees'), { cardId })).refused(409, 'card_unknown', { cardId });
    (await ours.post(path(card, 'unfreeze'), {})).refused(409, 'wallet_not_frozen');
    expect(await everything()).toBe(before);
  });
});
