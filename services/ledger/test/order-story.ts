/** A distributor's orders told by commands, for specs: each step must be accepted. */
import type { ClaimEvent, DistributorEvent, DistributorOrderEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import {
  type AgencyTerms,
  agreeAgency,
  agreeWholesale,
  type DistributorState,
  distributorDecider,
  type WholesaleTerms,
} from '../src/distributor/distributor.decider.ts';
import { distributorOrderDecider, type Order, type OrderState } from '../src/distributor/distributor-order.decider.ts';
import { deliverOrder, findFault, payOrder, refundOrder } from '../src/distributor/fulfil-order.rule.ts';
import { placeOrder, settleOrder } from '../src/distributor/place-order.rule.ts';
import { at, yuan } from './wallet-story.ts';

/** Wholesale as in the domain's examples: 95%, three days, 0.3% a day, ten times the face (domain 2.5, D1 to D3). */
export const WHOLESALE: WholesaleTerms = {
  distributorId: 'dist-1',
  payBp: 9_500,
  deliverWithin: 'P3D',
  lateBpPerDay: 30,
  faultTimes: 10,
  region: null,
};

/** Agency as in the domain's examples: 24 and 48 hours, three times 3.45%, 90% of the fee (domain 2.5, D4 and D5). */
export const AGENCY: AgencyTerms = {
  distributorId: 'dist-1',
  concessionBp: 2_000,
  deliverWithin: 'PT24H',
  refundAfter: 'PT48H',
  loanRateBp: 345,
  lateTimes: 3,
  yearDays: 365,
  feeNowBp: 9_000,
  startsDate: '2025-01-01',
  endsDate: '2025-12-31',
  region: null,
};

/** When the story's orders are placed and paid, where it is not said otherwise. */
export const PAID_AT = at('2025-06-01', '09:00:00');

/** Steps add to the history; the states and events are what has come of it. */
export class OrderStory {
  readonly distributorEvents: DistributorEvent[] = [];
  readonly orderEvents: DistributorOrderEvent[] = [];
  readonly claimEvents: ClaimEvent[] = [];

  constructor({ wholesale = WHOLESALE, agency = AGENCY } = {}) {
    this.distributorEvents.push(...accepted(agreeWholesale(this.distributor, wholesale)));
    this.distributorEvents.push(...accepted(agreeAgency(this.distributor, agency)));
  }

  /** An order that was paid at PAID_AT: of 200 cards of 100 at 95%, or of 1,250 at a market price of 100 less 20%. */
  static paid(kind: 'wholesale' | 'agency', paidAt = PAID_AT): OrderStory {
    return new OrderStory().places(kind, kind === 'wholesale' ? 200 : 1_250, 100).pays(paidAt);
  }

  get distributor(): DistributorState {
    return fold(distributorDecider, this.distributorEvents);
  }

  get order(): OrderState {
    return fold(distributorOrderDecider, this.orderEvents);
  }

  get placed(): Order {
    const { order } = this;
    if (order.status === 'none') throw new Error('the order was placed');
    return order;
  }

  /** The latest fact of the order. */
  get last(): DistributorOrderEvent['data'] {
    const event = this.orderEvents.at(-1);
    if (!event) throw new Error('the order has a fact');
    return event.data;
  }

  places(kind: 'wholesale' | 'agency', cards: number, price: number): this {
    const command = { orderId: 'ord-1', kind, cards, cardFen: yuan(price), at: PAID_AT };
    return this.#facts(placeOrder(this.distributor, this.order, command));
  }

  pays(when = PAID_AT): this {
    const paidFen = this.placed.terms.placed.dueFen;
    return this.#order(payOrder(this.order, { paidFen, bankReference: 'b-1', at: when }));
  }

  delivers(cards: number, when: number): this {
    return this.#order(deliverOrder(this.order, { cards, at: when }));
  }

  refunds(when: number, carrierCaused = false): this {
    return this.#order(refundOrder(this.order, { carrierCaused, bankReference: 'b-2', at: when }));
  }

  faults(cards: number): this {
    const command = { claimId: `clm_${cards}`, cards, cause: 'card_not_chargeable' as const };
    for (const fact of accepted(findFault(this.order, command))) {
      if (fact.of === 'order') this.orderEvents.push(fact.event);
      else this.claimEvents.push(fact.event);
    }
    return this;
  }

  settles(bankReference: string | null = 'b-3'): this {
    return this.#facts(settleOrder(this.order, { bankReference }));
  }

  #facts(decision: ReturnType<typeof placeOrder>): this {
    for (const fact of accepted(decision)) {
      if (fact.of === 'order') this.orderEvents.push(fact.event);
      else this.distributorEvents.push(fact.event);
    }
    return this;
  }

  #order(decision: Decision<DistributorOrderEvent>): this {
    this.orderEvents.push(...accepted(decision));
    return this;
  }
}

function accepted<E>(decision: Decision<E>): readonly E[] {
  if (decision.kind === 'refused') throw new Error(`the story cannot go on: ${decision.refusal.code}`);
  return decision.events;
}
