import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFrom } from '@scrip/event-store';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';

const now = at('2025-06-15', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  for (const issuerId of ['iss_a', 'iss_b']) await ledger.publish(issuerId, apparel());
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

interface Report {
  readonly importId: string;
  readonly lines: readonly { line: number; verdict: string; code?: string }[];
  readonly totals: Readonly<Record<string, { lines: number; principalFen: number; bonusFen: number }>>;
}
const HEADING = 'reference,walletId,principalFen,bonusFen,expiresAt';
const csvOf = (...lines: readonly string[]): string => [HEADING, ...lines].join('\n');
const send = (text: string, ask: { key?: string; dryRun?: boolean; media?: string; client?: Client } = {}) =>
  (ask.client ?? ours).post<Report>(`/ledger/v1/opening-balances${ask.dryRun === true ? '?dryRun=true' : ''}`, text, {
    key: ask.key ?? randomUUID(),
    headers: { 'content-type': ask.media ?? 'text/csv; charset=utf-8' },
  });
const said = ({ lines }: Report): unknown[] => lines.map(({ verdict, code }) => code ?? verdict);
const balanceOf = async ({ walletId }: KnownCard): Promise<unknown> =>
  (await ours.get(`/ledger/v1/wallets/${walletId}`)).ok()['balanceFen'];

describe('a file of opening balances at the door', () => {
  it('is checked by a dry run, loaded line by line, and loaded once', async () => {
    const [one, two] = [await ledger.card('one'), await ledger.card('two')];
    const file = csvOf(
      `a-1,${one.walletId},80000,8000,2027-01-01T00:00:00+08:00`,
      `a-2,${two.walletId},500,0,`,
      `a-3,${idFrom('wal', 'nowhere')},500,0,`,
      `a-2,${two.walletId},500,0,`,
      `a-2,${two.walletId},501,0,`,
      `a-4,${two.walletId},0,0,`,
      `a-5,${two.walletId},1,0,2025-06-15T09:00:00+08:00`,
      `a-6,${two.walletId},x,0,`,
    );
    const expected = [
      'accepted',
      'accepted',
      'wallet_unknown',
      'replayed',
      'reference_reused',
      'amount_not_positive',
      'opening_balance_expired',
      'line_invalid',
    ];
    const dry = (await send(file, { dryRun: true })).ok(200);
    expect(said(dry)).toEqual(expected);
    expect(await balanceOf(one)).toBe(0);

    const key = randomUUID();
    const first = (await send(file, { key })).ok(200);
    expect(said(first)).toEqual(expected);
    expect(first.lines.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(first.totals).toEqual({ ...dry.totals });
    expect(first.totals['accepted']).toEqual({ lines: 2, principalFen: 80_500, bonusFen: 8_000 });
    expect(await balanceOf(one)).toBe(88_000);
    const again = await send(file, { key });
    expect(said(again.ok(200)).slice(0, 2)).toEqual(['replayed', 'replayed']);
    (await send(`${file}\n`, { key })).refused(422, 'idempotency_key_reused');
    // Under another key too, and before the projection has come that far.
    expect(said((await send(file)).ok(200)).slice(0, 5)).toEqual([
      'replayed',
      'replayed',
      'wallet_unknown',
      'replayed',
      'reference_reused',
    ]);
    expect(await balanceOf(one)).toBe(88_000);
    expect(await balanceOf(two)).toBe(500);
  });

  it('can be mended: a line that was refused is loaded under the same reference', async () => {
    const card = await ledger.card('mended');
    expect(said((await send(csvOf(`b-1,${card.walletId},0,0,`))).ok(200))).toEqual(['amount_not_positive']);
    expect(said((await send(csvOf(`b-1,${card.walletId},10,0,`))).ok(200))).toEqual(['accepted']);
  });

  it('shows on the wallet, its statement, the journal and in the list', async () => {
    const card = await ledger.card('shown');
    const line = { reference: 'c-1', walletId: card.walletId, principalFen: 700, bonusFen: 70 };
    const { importId } = (await send(JSON.stringify(line), { media: 'application/x-ndjson' })).ok(200);
    const wallet = (await ours.get(`/ledger/v1/wallets/${card.walletId}`)).ok();
    expect(wallet).toMatchObject({ principalFen: 700, bonusFen: 70, lots: [{ expiresAt: null }] });
    expect((await ours.get(`/ledger/v1/wallets/${card.walletId}/statement`)).ok()).toMatchObject({
      items: [{ type: 'WalletOpeningBalanceLoaded', amountFen: 770, balanceAfterFen: 770 }],
    });
    const lines = await ours.get(`/ledger/v1/journal/lines?walletId=${card.walletId}&account=equity:opening-balance`);
    expect(lines.ok()).toMatchObject({ items: [{ amountFen: 770 }] });
    expect((await ours.get(`/ledger/v1/opening-balances?importId=${importId}`)).ok()).toMatchObject({
      items: [{ reference: 'c-1', walletId: card.walletId, principalFen: 700, bonusFen: 70, expiresAt: null }],
      next: null,
    });
    const spend = { cardId: card.cardId, merchantId: 'shop-1', amountFen: 770 };
    (await ours.post(`/ledger/v1/wallets/${card.walletId}/spends`, spend)).ok(201);
  });

  it('of very many lines is taken in one go, and of too many not at all', async () => {
    const cards = await Promise.all(Array.from({ length: 20 }, (_, n) => ledger.card(`many-${n}`)));
    const line = (n: number): string => `m-${n},${cards[n % cards.length]?.walletId},${n + 1},0,`;
    const report = (await send(csvOf(...Array.from({ length: 1_000 }, (_, n) => line(n))))).ok(200);
    expect(report.totals['accepted']).toEqual({ lines: 1_000, principalFen: 500_500, bonusFen: 0 });
    const balances = await Promise.all(cards.map(balanceOf));
    expect(balances.reduce((sum: number, one) => sum + Number(one), 0)).toBe(500_500);
    const tooMany = csvOf(...Array.from({ length: 10_001 }, (_, n) => line(n)));
    (await send(tooMany)).refused(413, 'too_many_lines', { lines: 10_001, limit: 10_000 });
  });

  it('is refused as a whole where it is none, and belongs to its issuer', async () => {
    (await send('reference\nx')).refused(400, 'csv_heading_invalid', { got: ['reference'] });
    (await send(HEADING)).refused(400, 'file_empty');
    (await send('x', { media: 'text/plain' })).refused(415, 'media_type_not_supported');
    (await ours.post('/ledger/v1/opening-balances', { lines: [] })).refused(400, 'invalid_request');
    const card = await ledger.card('foreign');
    const theirs = openClient(ledger.as(desk('iss_b')));
    expect(said((await send(csvOf(`d-1,${card.walletId},10,0,`), { client: theirs })).ok(200))).toEqual([
      'wallet_unknown',
    ]);
    expect(said((await send(csvOf(`d-1,${card.walletId},10,0,`))).ok(200))).toEqual(['accepted']);
    expect((await theirs.get('/ledger/v1/opening-balances', { after: null })).ok()).toEqual({ items: [], next: null });
  });

  it('is described in the OpenAPI document', async () => {
    const { paths } = (await ours.get('/ledger/openapi.json')).ok() as { paths: Record<string, Record<string, Body>> };
    const { requestBody } = paths['/ledger/v1/opening-balances']?.['post'] ?? {};
    expect(Object.keys((requestBody as { content: object }).content)).toEqual(['text/csv', 'application/x-ndjson']);
  });
});
