import { describe, expect, it } from '@jest/globals';
import type { BusinessDate } from '@scrip/calendar';
import type { DistributorEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { AGENCY, WHOLESALE } from '../../test/order-story.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { recordFee, releaseFees, takeInvoice } from './agency-fee.rule.ts';
import {
  agreeAgency,
  agreeWholesale,
  distributorDecider,
  NO_CONTRACT,
  OPEN_ORDERS_MAX,
  takeOrder,
} from './distributor.decider.ts';

const more = { renewedFor: null, cityPrices: null, targets: null, ...NO_CONTRACT };
const noTerm = { startsDate: null, endsDate: null, ...more, discountSteps: null };
const wholesale: DistributorEvent = {
  type: 'WholesaleTermsAgreed',
  data: { ...noTerm, ...WHOLESALE, termsVersion: 1 },
};
const agency: DistributorEvent = { type: 'AgencyTermsAgreed', data: { ...more, ...AGENCY, termsVersion: 1 } };
const taken = (orderId: string, kind: 'wholesale' | 'agency'): DistributorEvent => ({
  type: 'DistributorOrderTaken',
  data: { distributorId: 'dist-1', orderId, kind },
});
const closed = (orderId: string): DistributorEvent => ({
  type: 'DistributorOrderClosed',
  data: { distributorId: 'dist-1', orderId, kind: 'agency' },
});
const order = (kind: 'wholesale' | 'agency', orderId = 'new', day = '2025-06-01') => ({ orderId, kind, at: at(day) });

describe('an agreement', () => {
  it('counts the versions of each kind of its terms', () => {
    given(distributorDecider)
      .when((state) => agreeWholesale(state, WHOLESALE))
      .then(wholesale);
    given(distributorDecider, wholesale, agency)
      .when((state) => agreeWholesale(state, { ...WHOLESALE, payBp: 9_400 }))
      .then({ type: 'WholesaleTermsAgreed', data: { ...noTerm, ...WHOLESALE, payBp: 9_400, termsVersion: 2 } });
    given(distributorDecider, wholesale)
      .when((state) => agreeAgency(state, AGENCY))
      .then(agency);
    given(distributorDecider)
      .when((state) => agreeAgency(state, { ...AGENCY, endsDate: '2024-12-31' }))
      .thenRefused('term_ends_before_it_starts', { startsDate: '2025-01-01', endsDate: '2024-12-31' });
  });
});

describe('taking an order', () => {
  it('of an agent waits until the last one is settled (example D7)', () => {
    given(distributorDecider, agency, taken('first', 'agency'))
      .when((state) => takeOrder(state, order('agency')))
      .thenRefused('order_unsettled', { unsettledOrderId: 'first' });
    given(distributorDecider, agency, taken('first', 'agency'), closed('first'))
      .when((state) => takeOrder(state, order('agency')))
      .then(taken('new', 'agency'));
  });

  it('of a distributor waits for nothing', () => {
    given(distributorDecider, wholesale, agency, taken('w', 'wholesale'), taken('a', 'agency'))
      .when((state) => takeOrder(state, order('wholesale')))
      .then(taken('new', 'wholesale'));
  });

  it('is refused by the first of its reasons', () => {
    given(distributorDecider)
      .when((state) => takeOrder(state, order('agency')))
      .thenRefused('distributor_unknown');
    given(distributorDecider, wholesale)
      .when((state) => takeOrder(state, order('agency')))
      .thenRefused('terms_missing', { kind: 'agency' });
    given(distributorDecider, agency, taken('first', 'agency'))
      .when((state) => takeOrder(state, order('agency', 'new', '2026-01-01')))
      .thenRefused('term_over', { startsDate: '2025-01-01', endsDate: '2025-12-31' });
    const many = Array.from({ length: OPEN_ORDERS_MAX }, (_, n) => taken(`w${n}`, 'wholesale'));
    given(distributorDecider, wholesale, ...many)
      .when((state) => takeOrder(state, order('wholesale')))
      .thenRefused('open_orders_exceeded', { openOrders: 200, limit: 200 });
  });
});

describe('an agent’s fee', () => {
  const fee = (feeMonth: string, amount: number) => ({ feeMonth, feeFen: yuan(amount), bankReference: 'b-1' });
  const recorded = (feeMonth: string): DistributorEvent => ({
    type: 'AgencyFeeRecorded',
    data: {
      distributorId: 'dist-1',
      ...fee(feeMonth, 2_000),
      paidFen: yuan(1_800),
      retainedFen: yuan(200),
      feeNowBp: 9_000,
      termsVersion: 1,
    },
  });
  const release = (day = '2026-01-01') => ({ bankReference: 'b-2', at: at(day, '00:00:00') });
  const invoice = (invoiceNumber: string, amount: number) => ({
    invoiceNumber,
    invoiceDate: '2025-12-01' as BusinessDate,
    amountFen: yuan(amount),
  });
  const invoiced = (invoiceNumber: string, amount: number): DistributorEvent => ({
    type: 'AgencyInvoiceTaken',
    data: { distributorId: 'dist-1', ...invoice(invoiceNumber, amount) },
  });

  it('of 2,000.00 is 1,800.00 now and 200.00 at the end against invoices (example D5)', () => {
    given(distributorDecider, agency)
      .when((state) => recordFee(state, fee('2025-06', 2_000)))
      .then(recorded('2025-06'));
    const months = [recorded('2025-06'), recorded('2025-07')];
    const released: DistributorEvent = {
      type: 'AgencyFeesReleased',
      data: {
        distributorId: 'dist-1',
        releasedFen: yuan(400),
        invoicedFen: yuan(4_000),
        bankReference: 'b-2',
        feeMonths: ['2025-06', '2025-07'],
      },
    };
    given(distributorDecider, agency, ...months, invoiced('i-1', 3_000), invoiced('i-2', 1_000))
      .when((state) => releaseFees(state, release()))
      .then(released);
    expect([...months.slice(0, 1), released].map((event) => postings(event))).toMatchObject([
      [
        { account: 'expense:agency-fee', amountFen: yuan(2_000) },
        { account: 'asset:bank', amountFen: yuan(-1_800) },
        { account: 'payable:agency-fee:dist-1', amountFen: yuan(-200) },
      ],
      [
        { account: 'payable:agency-fee:dist-1', amountFen: yuan(400) },
        { account: 'asset:bank', amountFen: yuan(-400) },
      ],
    ]);
    given(distributorDecider, agency, ...months, released)
      .when((state) => recordFee(state, fee('2025-06', 1)))
      .thenRefused('fee_known', { feeMonth: '2025-06' });
  });

  it('of a term that is over is released while the next one runs, and what runs is kept', () => {
    const terms = { ...more, ...AGENCY, renewedFor: 'P1Y', termsVersion: 1 };
    const renewed: DistributorEvent = { type: 'AgencyTermsAgreed', data: terms };
    const bills = [invoiced('i-1', 4_500)];
    const before = given(distributorDecider, renewed, recorded('2025-06'), recorded('2026-03'), ...bills);
    before
      .when((state) => releaseFees(state, release('2025-12-31')))
      .thenRefused('term_running', { endsDate: '2025-12-31' });
    const { decision } = before.when((state) => releaseFees(state, release('2026-04-01')));
    expect(decision).toMatchObject({ events: [{ data: { releasedFen: yuan(200), feeMonths: ['2025-06'] } }] });
    if (decision.kind === 'refused') throw new Error('it was refused');
    const after = given(
      distributorDecider,
      renewed,
      recorded('2025-06'),
      recorded('2026-03'),
      ...bills,
      ...decision.events,
    );
    after
      .when((state) => releaseFees(state, release('2026-12-31')))
      .thenRefused('term_running', { endsDate: '2026-12-31' });
    // 4,500.00 less the 2,000.00 of the first term are left for the second.
    const { decision: second } = after.when((state) => releaseFees(state, release('2027-01-01')));
    expect(second).toMatchObject({ events: [{ data: { invoicedFen: yuan(2_500), feeMonths: ['2026-03'] } }] });
  });

  it('of an odd amount keeps the difference, never a second rounding', () => {
    const { decision } = given(distributorDecider, agency).when((state) => recordFee(state, fee('2025-06', 0.01)));
    expect(decision).toMatchObject({ events: [{ data: { paidFen: 0n, retainedFen: 1n } }] });
  });

  it('is refused by the first of its reasons, and so is its release', () => {
    given(distributorDecider)
      .when((state) => recordFee(state, fee('2025-06', 0)))
      .thenRefused('distributor_unknown');
    given(distributorDecider, wholesale)
      .when((state) => recordFee(state, fee('2025-06', 0)))
      .thenRefused('terms_missing', { kind: 'agency' });
    given(distributorDecider, agency, recorded('2025-06'))
      .when((state) => recordFee(state, fee('2025-06', 0)))
      .thenRefused('fee_known', { feeMonth: '2025-06' });
    given(distributorDecider, agency)
      .when((state) => recordFee(state, fee('2025-06', 0)))
      .thenRefused('amount_not_positive', { askedFen: 0n });
    given(distributorDecider)
      .when((state) => releaseFees(state, release()))
      .thenRefused('distributor_unknown');
    given(distributorDecider, wholesale)
      .when((state) => releaseFees(state, release()))
      .thenRefused('terms_missing', { kind: 'agency' });
    given(distributorDecider, agency)
      .when((state) => releaseFees(state, release('2025-12-31')))
      .thenRefused('nothing_retained');
    given(distributorDecider, agency, recorded('2025-06'))
      .when((state) => releaseFees(state, release('2025-12-31')))
      .thenRefused('term_running', { endsDate: '2025-12-31' });
    given(distributorDecider, agency, invoiced('i-1', 5))
      .when((state) => takeInvoice(state, invoice('i-1', 5)))
      .thenRefused('invoice_known', { invoiceNumber: 'i-1' });
    given(distributorDecider, agency)
      .when((state) => takeInvoice(state, invoice('i-1', 0)))
      .thenRefused('amount_not_positive', { askedFen: 0n });
    given(distributorDecider, agency, recorded('2025-06'), invoiced('i-1', 1_800))
      .when((state) => releaseFees(state, release()))
      .thenRefused('invoices_missing', { feesFen: yuan(2_000), invoicedFen: yuan(1_800), missingFen: yuan(200) });
  });
});
