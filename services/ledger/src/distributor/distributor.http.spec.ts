import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BusinessDate } from '@scrip/calendar';
import { fen } from '@scrip/money';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { desk, LedgerDoor } from '../../test/ledger-door.ts';
import { AGENCY, WHOLESALE } from '../../test/order-story.ts';
import { at } from '../../test/wallet-story.ts';
import { distributorDecider, distributorStream } from './distributor.decider.ts';

/** Business time of these tests, moved by none but them. */
let now = at('2025-06-01', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const PATH = '/ledger/v1/distributors';
const { distributorId: _wholesaler, ...wholesaleTerms } = WHOLESALE;
const { distributorId: _agent, ...agencyTerms } = AGENCY;
const bank = { bankReference: 'b-1' };

async function place(distributorId: string, orderId: string, order: object): Promise<string> {
  const path = `${PATH}/${distributorId}/orders`;
  const { dueFen } = (await ours.post(path, { orderId, ...order })).ok(201);
  (await ours.post(`${path}/${orderId}/payment`, { amountFen: dueFen, ...bank })).ok(201);
  return `${path}/${orderId}`;
}

describe('wholesale at the door', () => {
  it('an order is due at its discount, late at its penalty, and faulty at ten times the face (examples D1, D2, D3)', async () => {
    now = at('2025-06-01', '09:00:00');
    (await ours.post(`${PATH}/w1/wholesale-terms`, wholesaleTerms)).ok(201);
    const order = { orderId: 'o1', kind: 'wholesale', cards: 200, cardFen: 10_000 };
    const key = randomUUID();
    const placed = await ours.post(`${PATH}/w1/orders`, order, { key });
    expect(placed.ok(201)).toEqual({
      distributorId: 'w1',
      orderId: 'o1',
      cards: 200,
      dueFen: 1_900_000,
      termsVersion: 1,
    });
    expect(await ours.post(`${PATH}/w1/orders`, order, { key })).toMatchObject({ replayed: true, body: placed.body });
    (await ours.post(`${PATH}/w1/orders`, order)).refused(409, 'order_known', { orderId: 'o1' });
    const path = `${PATH}/w1/orders/o1`;
    (await ours.post(`${path}/payment`, { amountFen: 1, ...bank })).refused(409, 'payment_mismatch', {
      dueFen: 1_900_000,
    });
    expect((await ours.post(`${path}/payment`, { amountFen: 1_900_000, ...bank })).ok(201)).toMatchObject({
      deliveryDueAt: '2025-06-04T16:00:00.000Z',
      refundDueAt: null,
    });
    now = at('2025-06-06', '09:00:00');
    expect((await ours.post(`${path}/deliveries`, { cards: 200 })).ok(201)).toMatchObject({
      lateDays: 2,
      penaltyFen: 11_400,
      leftCards: 0,
    });
    const fault = (await ours.post(`${path}/faults`, { cards: 1, cause: 'card_not_chargeable' })).ok(201);
    expect(fault).toMatchObject({ claimFen: 100_000 });
    expect((await ours.get(`/ledger/v1/claims/${String(fault['claimId'])}`)).ok()).toMatchObject({
      status: 'open',
      amountFen: 100_000,
      partyKind: 'distributor',
      partyId: 'w1',
      orderId: 'o1',
    });
    (await ours.post(`${path}/settlement`, {})).refused(409, 'bank_reference_missing', { owedFen: 11_400 });
    expect((await ours.post(`${path}/settlement`, bank)).ok(201)).toMatchObject({ paidFen: 11_400 });
    expect((await ours.get(path)).ok()).toMatchObject({
      status: 'settled',
      deliveredCards: 200,
      faultyCards: 1,
      penaltyFen: 11_400,
      owedFen: 0,
      claimedFen: 100_000,
    });
  });

  it('orders are listed page by page and by status; another issuer has none of them', async () => {
    (await ours.post(`${PATH}/w2/wholesale-terms`, wholesaleTerms)).ok(201);
    for (const orderId of ['a', 'b', 'c']) await place('w2', orderId, { kind: 'wholesale', cards: 1, cardFen: 10_000 });
    const first = (await ours.get(`${PATH}/w2/orders?limit=2&order=oldest`)).ok();
    expect(first).toMatchObject({ items: [{ orderId: 'a', status: 'paid' }, { orderId: 'b' }] });
    const rest = (await ours.get(`${PATH}/w2/orders?limit=2&order=oldest&cursor=${String(first['next'])}`)).ok();
    expect(rest).toMatchObject({ items: [{ orderId: 'c' }], next: null });
    expect((await ours.get(`${PATH}/w2/orders?status=settled`)).ok()).toEqual({ items: [], next: null });
    const theirs = openClient(ledger.as(desk('iss_b')));
    expect((await theirs.get(`${PATH}/w2/orders`)).ok()).toEqual({ items: [], next: null });
    (await theirs.get(`${PATH}/w2/orders/a`)).refused(404, 'order_unknown', { orderId: 'a' });
    (await theirs.get(`${PATH}/w2`)).refused(404, 'distributor_unknown', { distributorId: 'w2' });
    const order = { orderId: 'z', kind: 'wholesale', cards: 1, cardFen: 1 };
    (await theirs.post(`${PATH}/w2/orders`, order)).refused(404, 'distributor_unknown');
    (await theirs.post(`${PATH}/w2/orders/a/deliveries`, { cards: 1 })).refused(404, 'order_unknown');
  });
});

describe('agency at the door', () => {
  it('an order that is not delivered is refunded with interest, and the next waits for its settlement (examples D4, D7)', async () => {
    now = at('2025-06-01', '09:00:00');
    (await ours.post(`${PATH}/a1/agency-terms`, agencyTerms)).ok(201);
    const order = { kind: 'agency', cards: 1_250, cardFen: 10_000 };
    const path = await place('a1', 'o1', order);
    (await ours.post(`${PATH}/a1/orders`, { orderId: 'o2', ...order })).refused(409, 'order_unsettled', {
      unsettledOrderId: 'o1',
    });
    now = at('2025-06-03', '08:59:59');
    (await ours.post(`${path}/refund`, bank)).refused(409, 'refund_not_due', {
      refundDueAt: '2025-06-03T01:00:00.000Z',
    });
    now = at('2025-06-08', '09:00:00');
    expect((await ours.post(`${path}/refund`, bank)).ok(201)).toMatchObject({
      refundedFen: 10_000_000,
      lateDays: 5,
      interestFen: 14_178,
    });
    (await ours.post(`${PATH}/a1/orders`, { orderId: 'o2', ...order })).refused(409, 'order_unsettled');
    (await ours.post(`${path}/settlement`, bank)).ok(201);
    const next = await place('a1', 'o2', order);
    expect((await ours.post(`${next}/deliveries`, { cards: 1_250 })).ok(201)).toMatchObject({ penaltyFen: 0 });
    (await ours.post(`${next}/settlement`, {})).ok(201);
    const balance = (await ours.get('/ledger/v1/journal/trial-balance?limit=200')).ok();
    const accounts = balance['items'] as { account: string; balanceFen: number }[];
    const agent = accounts.filter(({ account }) => account === 'liability:distributor:a1');
    expect(agent).toMatchObject([{ balanceFen: 0 }]);
  });

  it('a fee of 2,000.00 is paid 1,800.00 now and 200.00 when the term is over (example D5)', async () => {
    now = at('2025-06-30', '09:00:00');
    (await ours.post(`${PATH}/a2/agency-terms`, agencyTerms)).ok(201);
    const fee = { feeMonth: '2025-06', feeFen: 200_000, ...bank };
    expect((await ours.post(`${PATH}/a2/fees`, fee)).ok(201)).toMatchObject({ paidFen: 180_000, retainedFen: 20_000 });
    (await ours.post(`${PATH}/a2/fees`, fee)).refused(409, 'fee_known', { feeMonth: '2025-06' });
    (await ours.post(`${PATH}/a2/fee-releases`, bank)).refused(409, 'term_running', { endsDate: '2025-12-31' });
    expect((await ours.get(`${PATH}/a2`)).ok()).toMatchObject({
      wholesale: null,
      agency: { termsVersion: 1, feeNowBp: 9_000, endsDate: '2025-12-31' },
      feesFen: 200_000,
      retainedFen: 20_000,
    });
    now = at('2026-01-01', '09:00:00');
    const invoice = { invoiceNumber: 'i-1', invoiceDate: '2025-12-31', amountFen: 1 };
    (await ours.post(`${PATH}/a2/fee-invoices`, invoice)).ok(201);
    (await ours.post(`${PATH}/a2/fee-invoices`, invoice)).refused(409, 'invoice_known', { invoiceNumber: 'i-1' });
    (await ours.post(`${PATH}/a2/fee-releases`, bank)).refused(409, 'invoices_missing', { missingFen: 199_999 });
    (await ours.post(`${PATH}/a2/fee-invoices`, { ...invoice, invoiceNumber: 'i-2', amountFen: 199_999 })).ok(201);
    const listed = (await ours.get(`${PATH}/a2/fee-invoices?limit=1`)).ok();
    expect(listed).toMatchObject({ items: [invoice], next: expect.any(String) });
    const released = (await ours.post(`${PATH}/a2/fee-releases`, bank)).ok(201);
    expect(released).toMatchObject({ releasedFen: 20_000, feeMonths: ['2025-06'] });
    const after = { feesFen: 200_000, retainedFen: 0, invoicedFen: 200_000 };
    expect((await ours.get(`${PATH}/a2`)).ok()).toMatchObject(after);
    const { items } = (await ours.get(`${PATH}?limit=1`)).ok();
    expect(items).toMatchObject([{ distributorId: 'a1' }]);
  });

  it('takes no invoice twice, however many came since, and a repeat of old counts once', async () => {
    (await ours.post(`${PATH}/a3/agency-terms`, agencyTerms)).ok(201);
    const events = [...Array.from({ length: 501 }, (_, n) => `n-${n}`), 'n-0'].map((invoiceNumber) => ({
      type: 'AgencyInvoiceTaken' as const,
      data: { distributorId: 'a3', invoiceNumber, invoiceDate: '2025-12-31' as BusinessDate, amountFen: fen(1) },
    }));
    await ledger.log.execute({
      who: {
        issuerId: 'iss_a',
        actor: 'desk',
        occurredAt: now,
        correlationId: 'c',
        causationId: null,
        traceparent: null,
      },
      key: null,
      decider: distributorDecider,
      streamId: distributorStream('iss_a', 'a3'),
      decide: () => ({ kind: 'accepted', events }),
    });
    await ledger.caughtUp();
    expect((await ours.get(`${PATH}/a3`)).ok()).toMatchObject({ invoicedFen: 501 });
    const invoice = { invoiceNumber: 'n-1', invoiceDate: '2025-12-31', amountFen: 1 };
    (await ours.post(`${PATH}/a3/fee-invoices`, invoice)).refused(409, 'invoice_known', { invoiceNumber: 'n-1' });
  });

  it('terms of the wrong shape are refused with what was expected', async () => {
    const wrong = [
      { ...agencyTerms, refundAfter: '48h' },
      { ...agencyTerms, endsDate: '2025-02-30' },
      { ...agencyTerms, concessionBp: 10_000 },
    ];
    for (const body of wrong) (await ours.post(`${PATH}/a3/agency-terms`, body)).refused(400, 'invalid_request');
    (await ours.post(`${PATH}/a3/wholesale-terms`, { ...wholesaleTerms, deliverWithin: 'PT72H' })).refused(
      400,
      'invalid_request',
    );
    (await ours.post(`${PATH}/a3/agency-terms`, { ...agencyTerms, endsDate: '2024-01-01' })).refused(
      409,
      'term_ends_before_it_starts',
    );
  });
});
