import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFrom } from '@scrip/event-store';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
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
  await ledger.publish('iss_a', apparel());
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const pathOf = (card: KnownCard, rest = ''): string => `/ledger/v1/wallets/${card.walletId}${rest}`;
async function recharged(name: string): Promise<{ card: KnownCard; rechargeId: string }> {
  const card = await ledger.card(name);
  const paid = await ours.post<{ rechargeId: string }>(pathOf(card, '/recharges'), {
    principalFen: 100_000,
    tender: 'cash',
  });
  return { card, rechargeId: paid.ok(201).rechargeId };
}
const invoice = (card: KnownCard, id: string, invoiceNo: string, key = randomUUID()) =>
  ours.post<{ invoiceId: string }>(pathOf(card, `/recharges/${id}/invoices`), { invoiceNo }, { key });

describe('an invoice at the door', () => {
  it('is issued once a recharge, answers the same under its key, and shows in the list', async () => {
    const { card, rechargeId } = await recharged('once');
    const key = randomUUID();
    const issued = await invoice(card, rechargeId, '2431-1', key);
    expect(issued.ok(201)).toMatchObject({
      rechargeId,
      invoiceNo: '2431-1',
      issueNo: 1,
      amountFen: 100_000,
      taxItem: '601',
    });
    expect(await invoice(card, rechargeId, '2431-1', key)).toMatchObject({ body: issued.body, replayed: true });
    (await invoice(card, rechargeId, '2431-2')).refused(409, 'recharge_invoiced', { invoiceNo: '2431-1' });
    const { invoiceId } = issued.ok();
    (await ours.post(`/ledger/v1/invoices/${invoiceId}/void`, { reason: 'wrong_number' })).ok(201);
    (await ours.post(`/ledger/v1/invoices/${invoiceId}/void`, { reason: 'wrong_number' })).refused(
      409,
      'invoice_voided',
      { invoiceId },
    );
    expect((await invoice(card, rechargeId, '2431-2')).ok(201)).toMatchObject({ invoiceId, issueNo: 2 });
    expect((await ours.get(`/ledger/v1/invoices/${invoiceId}`)).ok()).toMatchObject({
      state: 'issued',
      invoiceNo: '2431-2',
    });
    const listed = `/ledger/v1/invoices?walletId=${card.walletId}&limit=1`;
    const first = (await ours.get(listed)).ok();
    expect(first).toMatchObject({ items: [{ invoiceNo: '2431-2', state: 'issued', voidedAt: null }] });
    expect((await ours.get(`${listed}&cursor=${String(first['next'])}`)).ok()).toMatchObject({
      items: [{ invoiceNo: '2431-1', state: 'voided', voidReason: 'wrong_number' }],
      next: null,
    });
    expect((await ours.get(`/ledger/v1/invoices?invoiceNo=2431-1&state=issued`)).ok()).toMatchObject({ items: [] });
  });

  it('is for no spend, for no unknown recharge, for no recharge of another wallet', async () => {
    const { card, rechargeId } = await recharged('spending');
    const body = { cardId: card.cardId, merchantId: 'shop-1', amountFen: 5_000 };
    const { spendId } = (await ours.post<{ spendId: string }>(pathOf(card, '/spends'), body)).ok(201);
    (await invoice(card, spendId, '1')).refused(409, 'spend_not_invoiceable', { spendId });
    const { holdId } = (await ours.post<{ holdId: string }>(pathOf(card, '/holds'), body)).ok(201);
    (await invoice(card, holdId, '1')).refused(404, 'recharge_unknown');
    (await ours.post(pathOf(card, `/holds/${holdId}/capture`), {})).ok(201);
    (await invoice(card, holdId, '1')).refused(409, 'spend_not_invoiceable', { spendId: holdId });
    (await invoice(card, idFrom('rch', 'none'), '1')).refused(404, 'recharge_unknown');
    const other = await ledger.card('other');
    (await invoice(other, rechargeId, '1')).refused(404, 'recharge_unknown', { rechargeId });
  });

  it('does not exist for another issuer', async () => {
    const { card, rechargeId } = await recharged('theirs');
    const { invoiceId } = (await invoice(card, rechargeId, '7')).ok(201);
    const theirs = openClient(ledger.as(desk('iss_b')));
    (await theirs.post(pathOf(card, `/recharges/${rechargeId}/invoices`), { invoiceNo: '8' })).refused(
      404,
      'wallet_unknown',
    );
    (await theirs.post(`/ledger/v1/invoices/${invoiceId}/void`, { reason: 'mine' })).refused(404, 'invoice_unknown');
    await ledger.caughtUp();
    (await theirs.get(`/ledger/v1/invoices/${invoiceId}`)).refused(404, 'invoice_unknown');
    expect((await theirs.get('/ledger/v1/invoices')).ok()).toEqual({ items: [], next: null });
  });
});
