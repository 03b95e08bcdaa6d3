/**
 * An order of recharge cards by a distributor (wholesale) or an agent (agency), under the terms of its day: paid in advance,
 * delivered in parts, or refunded; what is late costs what was agreed (domain 2.5).
 */
import { addPeriod, businessDate, daysBetween, type EpochMs, expiryAfter, isDayPeriod } from '@scrip/calendar';
import type { AgencyOrderPlaced, DistributorOrderEvent, WholesaleOrderPlaced } from '@scrip/contracts';
import { type Decider, InvariantError, type Refusal } from '@scrip/decider';
import { cut, type Fen, Fraction, fen, minus, plus, ZERO_FEN } from '@scrip/money';

/** What was agreed for an order. */
export type OrderTerms =
  | { readonly kind: 'wholesale'; readonly placed: WholesaleOrderPlaced }
  | { readonly kind: 'agency'; readonly placed: AgencyOrderPlaced };

/** An order. Plain data, since snapshots keep it as JSON. */
export interface Order {
  readonly status: 'placed' | 'paid' | 'settled';
  readonly terms: OrderTerms;
  /** First moment at which a delivery is late; null until it is paid. */
  readonly deliveryDueAt: EpochMs | null;
  /** When what is not delivered is to be refunded; null until it is paid, and for wholesale. */
  readonly refundDueAt: EpochMs | null;
  readonly deliveredCards: number;
  readonly refundedCards: number;
  /** Cards that were found faulty; a card has one fault. */
  readonly faultyCards: number;
  /** Cards that were found to be sold outside its region; left out: none. */
  readonly breachedCards?: number;
  /** Penalties and interest that are not paid. */
  readonly owedFen: Fen;
}

/** What is known of an order's id: nothing, or an order. */
export type OrderState = { readonly status: 'none' } | Order;

/** The stream of an order; its code is unique for the distributor only. */
export function orderStream(issuerId: string, distributorId: string, orderId: string): string {
  return `ord_${issuerId}.${distributorId}/${orderId}`;
}

/** Nothing is known of the order yet. */
const NO_ORDER: OrderState = { status: 'none' };

/** How an order's stream is folded. */
export const distributorOrderDecider: Decider<OrderState, DistributorOrderEvent> = {
  stream: 'distributor-order',
  initial: NO_ORDER,
  evolve,
};

function evolve(state: OrderState, event: DistributorOrderEvent): OrderState {
  if (event.type === 'WholesaleOrderPlaced') return placed(state, { kind: 'wholesale', placed: event.data });
  if (event.type === 'AgencyOrderPlaced') return placed(state, { kind: 'agency', placed: event.data });
  if (state.status === 'none') throw new InvariantError(`${event.type} comes before its order was placed`);
  switch (event.type) {
    case 'DistributorOrderPaid': {
      const { deliveryDueAt, refundDueAt } = event.data;
      return { ...state, status: 'paid', deliveryDueAt, refundDueAt };
    }
    case 'DistributorOrderDelivered': {
      const { cards, owedAfterFen } = event.data;
      return { ...state, deliveredCards: state.deliveredCards + cards, owedFen: owedAfterFen };
    }
    case 'DistributorOrderRefunded': {
      const { cards, owedAfterFen } = event.data;
      return { ...state, refundedCards: state.refundedCards + cards, owedFen: owedAfterFen };
    }
    case 'DistributorOrderFaultFound':
      return { ...state, faultyCards: state.faultyCards + event.data.cards };
    case 'DistributorOrderRegionBreached':
      return { ...state, breachedCards: (state.breachedCards ?? 0) + event.data.cards };
    case 'DistributorOrderSettled':
      return { ...state, status: 'settled', owedFen: ZERO_FEN };
  }
}

function placed(state: OrderState, terms: OrderTerms): Order {
  if (state.status !== 'none') throw new InvariantError(`${terms.placed.orderId} was placed twice`);
  const nothing = { deliveryDueAt: null, refundDueAt: null, deliveredCards: 0, refundedCards: 0, faultyCards: 0 };
  return { status: 'placed', terms, ...nothing, owedFen: ZERO_FEN };
}

/** What the parts of an order's payment are counted by. */
export interface CountedOrder {
  readonly terms: { readonly placed: { readonly dueFen: Fen; readonly cards: number } };
  readonly deliveredCards: number;
  readonly refundedCards: number;
}

/** Cards that are still to be delivered. */
export function leftCards({ terms, deliveredCards, refundedCards }: CountedOrder): number {
  return terms.placed.cards - deliveredCards - refundedCards;
}

/** At which value a card can be charged: its face value, or its market price. */
export function cardValue(terms: OrderTerms): Fen {
  return terms.kind === 'wholesale' ? terms.placed.faceFen : terms.placed.marketFen;
}

/**
 * The part of the payment that the next cards of an order are: cut to the fen on the running count, so that the last part
 * is a difference and the parts sum to the payment (domain 1).
 */
export function partOf(order: CountedOrder, cards: number): Fen {
  const { dueFen, cards: ordered } = order.terms.placed;
  const before = order.deliveredCards + order.refundedCards;
  const upTo = (count: number): Fen => fen((dueFen * BigInt(count)) / BigInt(ordered));
  return minus(upTo(before + cards), upTo(before));
}

/**
 * First moment at which a delivery is late: a period of days counts whole business days after the one of the payment,
 * one of hours counts from the payment itself (domain 2.5, D2 and D4).
 */
export function deliveryDue(paidAt: EpochMs, deliverWithin: string): EpochMs {
  return isDayPeriod(deliverWithin) ? expiryAfter(paidAt, deliverWithin) : addPeriod(paidAt, deliverWithin);
}

/** Business days from the last one in time to a moment; 0 when that is in time. */
export function daysLate(dueAt: EpochMs, at: EpochMs): number {
  return Math.max(0, daysBetween(businessDate(dueAt - 1), businessDate(at)));
}

/**
 * Interest on a late refund, cut to the fen: so many times the loan rate of a year for the days it is late (domain 2.5, D4:
 * 100,000 × 3 × 3.45% × 5 / 365 = 141.78).
 */
export function lateInterest(
  amountFen: Fen,
  days: number,
  { loanRateBp, lateTimes, yearDays }: Pick<AgencyOrderPlaced, 'loanRateBp' | 'lateTimes' | 'yearDays'>,
): Fen {
  const rate = Fraction.ofBp(loanRateBp * lateTimes).times(Fraction.of(BigInt(days), BigInt(yearDays)));
  return fen(cut(Fraction.of(amountFen).times(rate)));
}

/** What is owed after something more is. */
export function owedAfter({ owedFen }: Order, moreFen: Fen): Fen {
  return plus(owedFen, moreFen);
}

/** No order has this id. */
export const ORDER_UNKNOWN: Refusal = { code: 'order_unknown', detail: {} };
