import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Body, type Client, soon, system, type TestSystem } from '@scrip/testing';
import { on, openProgramme, unique, yuan } from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

let whole: TestSystem;

beforeAll(async () => {
  whole = await system();
}, START_MS_MAX);

/** 95% of the face, delivered within three days or 0.3% a day, ten times the face for a faulty card (domain 2.5). */
const WHOLESALE = { payBp: 9_500, deliverWithin: 'P3D', lateBpPerDay: 30, faultTimes: 10 };
/** Refunded after 48 hours or three times the loan rate of 3.45%, 90% of a fee at once (domain 2.5). */
const AGENCY = {
  concessionBp: 2_000,
  deliverWithin: 'PT24H',
  refundAfter: 'PT48H',
  loanRateBp: 345,
  lateTimes: 3,
  feeNowBp: 9_000,
  startsDate: '2025-01-01',
  endsDate: '2025-12-31',
};
/** At a market price of 100 less a fifth, 1,250 cards come to 100,000. */
const AGENCY_ORDER = { kind: 'agency', cards: 1_250, cardFen: yuan(100) };
const WHOLESALE_ORDER = { kind: 'wholesale', cards: 200, cardFen: yuan(100) };

/** The card of a product that is sold from stock. */
const BEARER = { holder: 'bearer', form: 'physical' } as const;
/** Who buys bearer cards for 10,000 yuan is asked who he is (domain 3). */
const BEARER_SALE = { identityFromFen: yuan(10_000) };

/** An agreement of one kind; commands go through the client of whoever brings in history. */
interface Agreement {
  readonly distributorId: string;
  readonly client: Client;
  post(rest: string, body: Body, at: string): Promise<Answer>;
  /** Places and pays an order, and gives what was due. */
  order(orderId: string, order: Body, at: string): Promise<number>;
}

async function agree(kind: 'wholesale' | 'agency'): Promise<Agreement> {
  const client = whole.client('importer');
  const distributorId = unique(kind);
  const path = `/ledger/v1/distributors/${distributorId}`;
  const post = (rest: string, body: Body, at: string) => client.post(`${path}${rest}`, body, { occurredAt: at });
  (await post(`/${kind}-terms`, kind === 'wholesale' ? WHOLESALE : AGENCY, on('2025-05-01'))).ok(201);
  const order = async (orderId: string, asked: Body, at: string): Promise<number> => {
    const due = Number((await post('/orders', { orderId, ...asked }, at)).ok(201)['dueFen']);
    (await post(`/orders/${orderId}/payment`, { amountFen: due, bankReference: unique('bank') }, at)).ok(201);
    return due;
  };
  return { distributorId, client, post, order };
}

describe('wholesale', () => {
  it('D1 200 cards of 100 at 95%: 19,000.00 due', async () => {
    const { post } = await agree('wholesale');
    const placed = await post('/orders', { orderId: 'o-1', ...WHOLESALE_ORDER }, on('2025-06-01'));
    expect(placed.ok(201)).toMatchObject({ dueFen: yuan(19_000) });
  });

  it('D2 D=3, p=0.3%, paid 1 June, delivered 6 June: 2 days late, 114.00', async () => {
    const { post, order } = await agree('wholesale');
    expect(await order('o-1', WHOLESALE_ORDER, on('2025-06-01'))).toBe(yuan(19_000));
    const delivered = await post('/orders/o-1/deliveries', { cards: 200 }, on('2025-06-06'));
    expect(delivered.ok(201)).toMatchObject({ lateDays: 2, penaltyFen: yuan(114), leftCards: 0 });
  });

  it('D3 one card of 100 that cannot be charged: 1,000.00', async () => {
    const { post, order, client, distributorId } = await agree('wholesale');
    await order('o-1', WHOLESALE_ORDER, on('2025-06-01'));
    (await post('/orders/o-1/deliveries', { cards: 200 }, on('2025-06-02'))).ok(201);
    const fault = { cards: 1, cause: 'card_not_chargeable' };
    expect((await post('/orders/o-1/faults', fault, on('2025-07-01'))).ok(201)).toMatchObject({
      claimFen: yuan(1_000),
    });
    const claims = await client.get(`/ledger/v1/claims?partyKind=distributor&partyId=${distributorId}`);
    expect(claims.ok()).toMatchObject({
      items: [{ status: 'open', owedBy: 'issuer', cause: 'card_not_chargeable', amountFen: yuan(1_000) }],
    });
  });
});

describe('agency', () => {
  it('D4 order of 100,000 paid 1 June 09:00, undelivered: refunded 3 June 09:00 100,000 + 0; 8 June 09:00 100,000 + 141.78', async () => {
    for (const [day, interest] of [
      ['2025-06-03', 0],
      ['2025-06-08', 141.78],
    ] as const) {
      const { post, order } = await agree('agency');
      expect(await order('o-1', AGENCY_ORDER, on('2025-06-01', '09:00:00'))).toBe(yuan(100_000));
      const bank = { bankReference: 'b-4' };
      (await post('/orders/o-1/refund', bank, on('2025-06-03', '08:59:59'))).refused(409, 'refund_not_due');
      expect((await post('/orders/o-1/refund', bank, on(day, '09:00:00'))).ok(201)).toMatchObject({
        refundedFen: yuan(100_000),
        interestFen: yuan(interest),
        owedAfterFen: yuan(interest),
      });
    }
  });

  it('D5 fee of 2,000.00 for a month: 1,800.00 now, 200.00 at the end against invoices', async () => {
    const { post } = await agree('agency');
    const fee = { feeMonth: '2025-06', feeFen: yuan(2_000), bankReference: 'b-5' };
    expect((await post('/fees', fee, on('2025-07-01'))).ok(201)).toMatchObject({
      paidFen: yuan(1_800),
      retainedFen: yuan(200),
    });
    const invoice = (invoiceNumber: string, amount: number) =>
      post('/fee-invoices', { invoiceNumber, invoiceDate: '2025-12-20', amountFen: yuan(amount) }, on('2025-12-20'));
    (await invoice('i-1', 1_800)).ok(201);
    const bank = { bankReference: 'b-6' };
    (await post('/fee-releases', bank, on('2025-12-31'))).refused(409, 'term_running');
    (await post('/fee-releases', bank, on('2026-01-01'))).refused(409, 'invoices_missing', { missingFen: yuan(200) });
    (await invoice('i-2', 200)).ok(201);
    const released = await post('/fee-releases', bank, on('2026-01-01'));
    expect(released.ok(201)).toMatchObject({ releasedFen: yuan(200) });
  });

  it('D7 order placed while the last is unsettled: refused; contact letter arrives 1 June: the new contact acts from 6 June', async () => {
    const { post, order } = await agree('agency');
    await order('o-1', AGENCY_ORDER, on('2025-06-01', '09:00:00'));
    const next = () => post('/orders', { orderId: 'o-2', ...AGENCY_ORDER }, on('2025-06-02'));
    (await next()).refused(409, 'order_unsettled', { unsettledOrderId: 'o-1' });
    (await post('/orders/o-1/deliveries', { cards: 1_250 }, on('2025-06-02'))).ok(201);
    (await next()).refused(409, 'order_unsettled');
    (await post('/orders/o-1/settlement', {}, on('2025-06-02'))).ok(201);
    (await next()).ok(201);

    const agent = await agree('agency');
    const letter = (contactId: string, day: string) => agent.post('/contacts', { contactId }, on(day));
    (await letter('person-1', '2025-05-01')).ok(201);
    expect((await letter('person-2', '2025-06-01')).ok(201)).toMatchObject({ actsFromDate: '2025-06-06' });
    const asks = (contactId: string, day: string) =>
      agent.post('/orders', { orderId: 'o-1', contactId, ...AGENCY_ORDER }, on(day));
    (await asks('person-2', '2025-06-05')).refused(409, 'not_the_contact', { contactId: 'person-1' });
    (await asks('person-1', '2025-06-06')).refused(409, 'not_the_contact', { contactId: 'person-2' });
    (await asks('person-2', '2025-06-06')).ok(201);
  });
});

describe('a card of a distributor', () => {
  it('D6 a card sold outside its order’s region: refused at activation; a breach found later opens a claim', async () => {
    const { programmeId } = await openProgramme(whole, 'apparel-recharge', (document) => ({
      ...document,
      storedValue: document.storedValue?.map((product) => ({ ...product, card: BEARER, sale: BEARER_SALE })),
    }));
    const { distributorId, client, post, order } = await agree('wholesale');
    const southern = { kind: 'wholesale', cards: 3, cardFen: yuan(1_000), region: 'south' };
    await order('o-1', southern, on('2025-06-01'));
    const blank = { programmeId, productKey: 'recharge-card', faceFen: yuan(1_000), cards: 3, makerId: 'maker-1' };
    const { batchId } = (await client.post<{ batchId: string }>('/cards/v1/batches', blank)).ok(201);
    const batch = `/cards/v1/batches/${batchId}`;
    await soon('the cards have numbers', async () => (await client.get(batch)).ok()['state'] === 'made' || undefined);
    const note = { branchId: 'warehouse', deliveryReference: 'n-1', firstSerial: 1, lastSerial: 3 };
    (await client.post(`${batch}/receipts`, note)).ok(201);
    const place = { kind: 'distributor', id: distributorId, orderId: 'o-1' };
    const allotment = { from: { kind: 'branch', id: 'warehouse' }, to: place, cards: 3 };
    // Cards hears of the order and its payment from the ledger.
    const allotted = await soon('the order is heard of', async () =>
      (await client.post(`${batch}/allotments`, allotment)).ok(201),
    );
    expect(allotted).toMatchObject({ region: 'south' });
    (await post('/orders/o-1/deliveries', { cards: 3 }, on('2025-06-02'))).ok(201);

    const sell = (region: string) =>
      client.post('/cards/v1/card-sales', {
        place,
        region,
        cards: [{ batchId, ranges: [{ firstSerial: 1, lastSerial: 1 }] }],
        priceFen: yuan(1_000),
        tender: 'cash',
        buyer: { kind: 'person' },
      });
    (await sell('north')).refused(409, 'region_not_allowed', { region: 'north', orderRegion: 'south' });
    const sold = (await sell('south')).ok(201) as { sold: readonly { walletId: string }[] };
    // What it was sold with is on its wallet, and was owed for it since the delivery.
    const path = `/ledger/v1/wallets/${sold.sold[0]?.walletId}`;
    const wallet = await soon('the wallet is loaded', async () => (await client.get(path)).ok());
    expect(wallet).toMatchObject({ principalFen: yuan(1_000) });

    const breach = { cards: 1, soldRegion: 'north', amountFen: yuan(1_000) };
    expect((await post('/orders/o-1/region-breaches', breach, on('2025-07-01'))).ok(201)).toMatchObject({
      region: 'south',
      soldRegion: 'north',
      claimFen: yuan(1_000),
    });
    const claims = await client.get(`/ledger/v1/claims?partyKind=distributor&partyId=${distributorId}`);
    expect(claims.ok()).toMatchObject({
      items: [{ status: 'open', owedBy: 'party', cause: 'sold_outside_region', amountFen: yuan(1_000) }],
    });
  });
});
