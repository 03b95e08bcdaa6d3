import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OrderStory, PAID_AT } from '../../test/order-story.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { distributorOrderDecider, type OrderState } from './distributor-order.decider.ts';
import { deliverOrder, findFault, payOrder, refundOrder } from './fulfil-order.rule.ts';
import { placeOrder, settleOrder } from './place-order.rule.ts';

const NONE: OrderState = distributorOrderDecider.initial;
const refusal = (decision: { kind: string; refusal?: { code: string; detail: object } }) =>
  decision.kind === 'refused' ? [decision.refusal?.code, decision.refusal?.detail] : 'accepted';

describe('placing an order', () => {
  it('of 200 cards of 100 at 95%: 19,000.00 are due (example D1)', () => {
    const { placed } = new OrderStory().places('wholesale', 200, 100);
    expect(placed.terms.placed).toMatchObject({ faceTotalFen: yuan(20_000), dueFen: yuan(19_000), termsVersion: 1 });
  });

  it('of an agent: the market price less the concession is due, rounded once, half up', () => {
    const { placed } = new OrderStory().places('agency', 3, 0.01);
    expect(placed.terms.placed).toMatchObject({ marketTotalFen: 3n, dueFen: 2n });
  });

  it('keeps the terms of its day, whatever is agreed later', () => {
    const story = new OrderStory().places('wholesale', 200, 100);
    const [first] = story.distributorEvents;
    if (first?.type !== 'WholesaleTermsAgreed') throw new Error('the story begins with its terms');
    const later = { ...first.data, termsVersion: 2, lateBpPerDay: 9_999 };
    story.distributorEvents.push({ type: 'WholesaleTermsAgreed', data: later });
    story.pays().delivers(200, at('2025-06-06'));
    expect(story.last).toMatchObject({ penaltyFen: yuan(114) });
  });

  it('is refused by the first of its reasons', () => {
    const story = new OrderStory().places('agency', 1, 1);
    const asked = { orderId: 'ord-1', kind: 'agency' as const, cards: 1, cardFen: yuan(1), at: PAID_AT };
    expect(refusal(placeOrder(story.distributor, story.order, asked))).toEqual(['order_known', { orderId: 'ord-1' }]);
    expect(refusal(placeOrder(story.distributor, NONE, { ...asked, orderId: 'ord-2' }))).toEqual([
      'order_unsettled',
      { unsettledOrderId: 'ord-1' },
    ]);
  });
});

describe('the payment of an order', () => {
  it('is what is due, once', () => {
    const story = new OrderStory().places('wholesale', 200, 100);
    const paying = (amount: number) => ({ paidFen: yuan(amount), bankReference: 'b', at: PAID_AT });
    expect(refusal(payOrder(NONE, paying(1)))).toEqual(['order_unknown', {}]);
    expect(refusal(payOrder(story.order, paying(20_000)))).toEqual([
      'payment_mismatch',
      { paidFen: yuan(20_000), dueFen: yuan(19_000), differenceFen: yuan(1_000) },
    ]);
    expect(refusal(payOrder(story.pays().order, paying(1)))).toEqual(['order_paid', { orderId: 'ord-1' }]);
  });

  it('begins the time of the delivery: whole days, or hours of the clock', () => {
    expect(OrderStory.paid('wholesale').last).toMatchObject({
      deliveryDueAt: at('2025-06-05', '00:00:00'),
      refundDueAt: null,
    });
    expect(OrderStory.paid('agency').last).toMatchObject({
      paidFen: yuan(100_000),
      deliveryDueAt: at('2025-06-02', '09:00:00'),
      refundDueAt: at('2025-06-03', '09:00:00'),
    });
  });
});

describe('a delivery', () => {
  it('of an order of 19,000.00 paid 1 June, within 3 days, on 6 June: 2 days late, 114.00 (example D2)', () => {
    const story = OrderStory.paid('wholesale').delivers(200, at('2025-06-06', '00:00:00'));
    expect(story.last).toMatchObject({ lateDays: 2, penaltyFen: yuan(114), leftCards: 0, owedAfterFen: yuan(114) });
    expect(OrderStory.paid('wholesale').delivers(200, at('2025-06-04', '23:59:59')).last).toMatchObject({
      lateDays: 0,
      penaltyFen: 0n,
    });
  });

  it('in parts is late for the part that is', () => {
    const story = OrderStory.paid('wholesale').delivers(150, at('2025-06-04')).delivers(50, at('2025-06-06'));
    expect(story.last).toMatchObject({ partFen: yuan(4_750), penaltyFen: yuan(28.5), owedAfterFen: yuan(28.5) });
  });

  it('turns what was paid into the value of cards, and names what it cost to sell them', () => {
    const story = OrderStory.paid('wholesale').delivers(200, at('2025-06-06'));
    const event = story.orderEvents.at(-1);
    expect(event && postings(event).map((line) => [line.account, line.amountFen])).toEqual([
      ['liability:distributor:dist-1', yuan(19_000)],
      ['expense:distribution', yuan(1_000)],
      ['expense:penalty', yuan(114)],
      ['liability:recharge-card', yuan(-20_000)],
      ['liability:distributor:dist-1', yuan(-114)],
    ]);
  });

  it('is refused by the first of its reasons', () => {
    const delivery = { cards: 201, at: PAID_AT };
    expect(refusal(deliverOrder(NONE, delivery))).toEqual(['order_unknown', {}]);
    expect(refusal(deliverOrder(new OrderStory().places('wholesale', 200, 100).order, delivery))).toEqual([
      'order_unpaid',
      { dueFen: yuan(19_000) },
    ]);
    expect(refusal(deliverOrder(OrderStory.paid('wholesale').order, delivery))).toEqual([
      'delivery_exceeds_order',
      { askedCards: 201, leftCards: 200 },
    ]);
    const settled = OrderStory.paid('wholesale').delivers(200, PAID_AT).settles(null);
    expect(refusal(deliverOrder(settled.order, delivery))).toEqual(['order_settled', { orderId: 'ord-1' }]);
  });
});

describe('a refund of what an agent did not get', () => {
  it.each([
    { day: '2025-06-03', days: 0, interest: 0 },
    { day: '2025-06-08', days: 5, interest: 141.78 },
  ])('of 100,000 paid 1 June 09:00, on $day 09:00: $interest besides (example D4)', ({ day, days, interest }) => {
    const story = OrderStory.paid('agency').refunds(at(day, '09:00:00'));
    expect(story.last).toMatchObject({
      cards: 1_250,
      refundedFen: yuan(100_000),
      lateDays: days,
      interestFen: yuan(interest),
      owedAfterFen: yuan(interest),
    });
  });

  it('costs nothing where the carrier caused the delay', () => {
    const story = OrderStory.paid('agency').refunds(at('2025-06-08', '09:00:00'), true);
    expect(story.last).toMatchObject({ carrierCaused: true, lateDays: 5, interestFen: 0n });
  });

  it('is of the part that was not delivered', () => {
    const story = OrderStory.paid('agency').delivers(1_000, at('2025-06-02')).refunds(at('2025-06-08', '09:00:00'));
    // 20,000 × 3 × 3.45% × 5 / 365 = 28.3561…
    expect(story.last).toMatchObject({ cards: 250, refundedFen: yuan(20_000), interestFen: yuan(28.35) });
  });

  it('is refused by the first of its reasons', () => {
    const refunding = { carrierCaused: false, bankReference: 'b', at: at('2025-06-03', '08:59:59') };
    expect(refusal(refundOrder(NONE, refunding))).toEqual(['order_unknown', {}]);
    expect(refusal(refundOrder(new OrderStory().places('agency', 1, 1).order, refunding))).toEqual([
      'order_unpaid',
      { dueFen: yuan(0.8) },
    ]);
    expect(refusal(refundOrder(OrderStory.paid('wholesale').order, refunding))).toEqual([
      'refund_not_agreed',
      { kind: 'wholesale' },
    ]);
    const delivered = OrderStory.paid('agency').delivers(1_250, at('2025-06-02'));
    expect(refusal(refundOrder(delivered.order, refunding))).toEqual(['nothing_left', {}]);
    expect(refusal(refundOrder(OrderStory.paid('agency').order, refunding))).toEqual([
      'refund_not_due',
      { refundDueAt: '2025-06-03T01:00:00.000Z' },
    ]);
  });
});

describe('a faulty card', () => {
  it('of 100 that cannot be charged is answered with 1,000.00 (example D3)', () => {
    const story = OrderStory.paid('wholesale').delivers(200, PAID_AT).settles(null).faults(1);
    expect(story.claimEvents).toMatchObject([
      {
        type: 'ClaimOpened',
        data: { amountFen: yuan(1_000), owedBy: 'issuer', partyId: 'dist-1', orderId: 'ord-1' },
      },
    ]);
  });

  it('is refused by the first of its reasons', () => {
    const fault = { claimId: 'clm_1', cards: 2, cause: 'card_value_mismatch' as const };
    expect(refusal(findFault(NONE, fault))).toEqual(['order_unknown', {}]);
    expect(refusal(findFault(OrderStory.paid('agency').order, fault))).toEqual([
      'fault_not_agreed',
      { kind: 'agency' },
    ]);
    const story = OrderStory.paid('wholesale').delivers(2, PAID_AT).faults(1);
    expect(refusal(findFault(story.order, fault))).toEqual([
      'faults_exceed_delivery',
      { askedCards: 2, deliveredCards: 2, faultyCards: 1 },
    ]);
  });
});

describe('settling an order', () => {
  it('pays what is owed besides, and lets an agent order again (example D7)', () => {
    const story = OrderStory.paid('agency').refunds(at('2025-06-08', '09:00:00')).settles();
    expect(story.last).toMatchObject({ paidFen: yuan(141.78), bankReference: 'b-3' });
    expect(story.distributor).toMatchObject({ openOrders: [] });
    const quiet = OrderStory.paid('agency').delivers(1_250, at('2025-06-02')).settles('b-9');
    expect(quiet.last).toMatchObject({ paidFen: 0n, bankReference: null });
  });

  it('is refused by the first of its reasons', () => {
    const without = { bankReference: null };
    expect(refusal(settleOrder(NONE, without))).toEqual(['order_unknown', {}]);
    const unpaid = new OrderStory().places('wholesale', 200, 100);
    expect(refusal(settleOrder(unpaid.order, without))).toEqual(['order_unpaid', { dueFen: yuan(19_000) }]);
    const open = OrderStory.paid('wholesale').delivers(199, at('2025-06-06'));
    expect(refusal(settleOrder(open.order, without))).toEqual(['order_open', { leftCards: 1 }]);
    const owing = open.delivers(1, at('2025-06-06'));
    expect(refusal(settleOrder(owing.order, without))).toEqual(['bank_reference_missing', { owedFen: yuan(114) }]);
    expect(refusal(settleOrder(owing.settles().order, without))).toEqual(['order_settled', { orderId: 'ord-1' }]);
  });
});

describe('any order', () => {
  it('conserves money: however it is delivered and refunded, the parts sum to the payment and nothing is left', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('wholesale' as const, 'agency' as const),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 99_999 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.nat({ max: 20 })), { maxLength: 8 }),
        (kind, cards, cents, deliveries) => {
          const story = new OrderStory().places(kind, cards, cents / 100).pays();
          let left = cards;
          for (const [wanted, day] of deliveries) {
            const part = Math.min(left, wanted);
            if (part > 0) story.delivers(part, PAID_AT + day * 86_400_000);
            left -= part;
          }
          const end = PAID_AT + 30 * 86_400_000;
          if (left > 0 && kind === 'agency') story.refunds(end);
          else if (left > 0) story.delivers(left, end);
          story.settles();
          const journal = new Map<string, bigint>();
          for (const event of story.orderEvents) {
            for (const { account, amountFen } of postings(event)) {
              journal.set(account, (journal.get(account) ?? 0n) + amountFen);
            }
          }
          expect(journal.get('liability:distributor:dist-1') ?? 0n).toBe(0n);
          expect([...journal.values()].reduce((sum, one) => sum + one, 0n)).toBe(0n);
        },
      ),
      { numRuns: 100 },
    );
  });
});
