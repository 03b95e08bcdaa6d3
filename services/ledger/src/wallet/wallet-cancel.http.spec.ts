import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';

let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;
let till: Client;

const TILL = { subject: 'till-1', issuerId: 'iss_a', scopes: 'ledger:spend ledger:hold ledger:recharge ledger:cancel' };

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => at('2025-06-15') });
  await ledger.publish('iss_a', apparel());
  ours = openClient(ledger.as(desk('iss_a')));
  till = openClient(ledger.as(TILL));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const path = (card: KnownCard, rest: string): string => `/ledger/v1/wallets/${card.walletId}/${rest}`;
const recharge = (card: KnownCard, key: string, client = ours) =>
  client.post<{ rechargeId: string }>(path(card, 'recharges'), { principalFen: 100_000, tender: 'cash' }, { key });
const spend = (card: KnownCard, key: string, client = ours) =>
  client.post<{ spendId: string }>(
    path(card, 'spends'),
    { amountFen: 1_000, cardId: card.cardId, merchantId: 'shop-1' },
    { key },
  );
const cancel = (card: KnownCard, kind: string, key: string, more: object = {}, client = ours) =>
  client.post<{ undoneFen: number }>(path(card, 'cancellations'), { kind, idempotencyKey: key, ...more });
const balanceOf = async (card: KnownCard): Promise<unknown> => {
  await ledger.caughtUp();
  return (await ours.get(`/ledger/v1/wallets/${card.walletId}`)).ok()['balanceFen'];
};

describe('a cancellation by key', () => {
  it('undoes what arrived, whatever kind it is of', async () => {
    const card = await ledger.card('arrived');
    (await recharge(card, 'rch-1')).ok(201);
    (await spend(card, 'spd-1')).ok(201);
    expect((await cancel(card, 'spend', 'spd-1')).ok(200)).toMatchObject({ undoneFen: 1_000 });
    const hold = { amountFen: 2_000, cardId: card.cardId, merchantId: 'shop-1' };
    (await ours.post(path(card, 'holds'), hold, { key: 'hold-1' })).ok(201);
    expect((await cancel(card, 'hold', 'hold-1')).ok(200)).toMatchObject({ undoneFen: 2_000 });
    expect((await cancel(card, 'recharge', 'rch-1')).ok(200)).toMatchObject({ undoneFen: 110_000 });
    expect(await balanceOf(card)).toBe(0);
  });

  it('bars what had not arrived for good, however many cancellations come after it', async () => {
    const card = await ledger.card('late');
    (await recharge(card, 'late-rch')).ok(201);
    const barred = (await cancel(card, 'spend', 'late-spd')).ok(200);
    expect(barred).toMatchObject({ undoneFen: 0 });
    for (let later = 0; later < 60; later += 1) (await cancel(card, 'spend', randomUUID())).ok(200);
    (await spend(card, 'late-spd')).refused(409, 'spend_cancelled');
    (await cancel(card, 'recharge', 'late-rch-2')).ok(200);
    (await recharge(card, 'late-rch-2')).refused(409, 'recharge_cancelled');
    expect(await balanceOf(card)).toBe(110_000);
  }, 30_000);

  it('of a till’s key is a back office’s to ask for, with a scope of its own', async () => {
    const card = await ledger.card('of-a-till');
    (await recharge(card, 'till-rch')).ok(201);
    (await spend(card, 'till-spd', till)).ok(201);
    const ofTill = { subject: TILL.subject };
    (await cancel(card, 'spend', 'till-spd', { subject: desk('iss_a').subject }, till)).refused(
      403,
      'insufficient_scope',
      { scope: 'ledger:cancel.any' },
    );
    expect((await cancel(card, 'spend', 'till-spd')).ok(200)).toMatchObject({ undoneFen: 0 });
    expect((await cancel(card, 'spend', 'till-spd', ofTill)).ok(200)).toMatchObject({ undoneFen: 1_000 });
    expect(await balanceOf(card)).toBe(110_000);
  });

  it('of another issuer’s client is refused, whether its request arrived or not, and bars nothing of it', async () => {
    await ledger.publish('iss_b', apparel());
    const card = await ledger.card('of-ours');
    const theirs = await ledger.card('of-theirs', { issuerId: 'iss_b' });
    const foreign = { subject: 'till-b' };
    const back = openClient(ledger.as(desk('iss_b')));
    const theirTill = openClient(ledger.as({ ...TILL, ...foreign, issuerId: 'iss_b' }));
    (await recharge(theirs, 'their-rch', back)).ok(201);
    (await spend(theirs, 'their-spd', theirTill)).ok(201);
    for (const key of ['their-spd', 'their-next']) {
      (await cancel(card, 'spend', key, foreign)).refused(403, 'subject_foreign', foreign);
    }
    (await spend(theirs, 'their-next', theirTill)).ok(201);
    // Of the same subject nothing is known for another route; the subject is foreign all the same.
    (await cancel(card, 'hold', 'their-spd', foreign)).refused(403, 'subject_foreign', foreign);
    expect((await cancel(theirs, 'spend', 'their-spd', foreign, back)).ok(200)).toMatchObject({ undoneFen: 1_000 });
    // A till that is new has no facts: its first request may be lost.
    expect((await cancel(card, 'spend', 'first', { subject: 'till-new' })).ok(200)).toMatchObject({ undoneFen: 0 });
  });

  it('of a recharge and its invoice shut each other out', async () => {
    const card = await ledger.card('invoiced');
    const { rechargeId } = (await recharge(card, 'inv-rch')).ok(201);
    const invoices = path(card, `recharges/${rechargeId}/invoices`);
    const { invoiceId } = (await ours.post<{ invoiceId: string }>(invoices, { invoiceNo: '2431' })).ok(201);
    (await cancel(card, 'recharge', 'inv-rch')).refused(409, 'recharge_invoiced', { rechargeId, invoiceNo: '2431' });
    (await ours.post(`/ledger/v1/invoices/${invoiceId}/void`, { reason: 'red_letter' })).ok(201);
    (await cancel(card, 'recharge', 'inv-rch')).ok(200);
    (await ours.post(invoices, { invoiceNo: '2432' })).refused(409, 'recharge_cancelled', { rechargeId });
  });

  it('of a recharge beside its invoice: one of the two stands', async () => {
    for (let round = 0; round < 20; round += 1) {
      const card = await ledger.card(`beside-${round}`);
      const key = `beside-rch-${round}`;
      const { rechargeId } = (await recharge(card, key)).ok(201);
      const invoices = path(card, `recharges/${rechargeId}/invoices`);
      const answers = await Promise.all([
        cancel(card, 'recharge', key),
        ours.post(invoices, { invoiceNo: `b-${round}` }),
      ]);
      expect(answers.map(({ status }) => status).filter((status) => status < 300)).toHaveLength(1);
    }
  }, 30_000);
});
