/** The rules by which an order is paid, delivered, refunded, and answered for (domain 2.5, D2, D3 and D4). */
import { addPeriod, type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { ClaimEvent, DistributorOrderEvent } from '@scrip/contracts';
import { accept, type Decision, type Refusal, reject } from '@scrip/decider';
import { cutShare, type Fen, fen, minus, ZERO_FEN } from '@scrip/money';
import { openClaim } from '../claim/claim.decider.ts';
import { refuse } from './distributor.decider.ts';
import {
  cardValue,
  daysLate,
  deliveryDue,
  lateInterest,
  leftCards,
  ORDER_UNKNOWN,
  type Order,
  type OrderState,
  owedAfter,
  partOf,
} from './distributor-order.decider.ts';

/** An order was paid. */
export interface PayOrder {
  readonly paidFen: Fen;
  readonly bankReference: string;
  readonly at: EpochMs;
}

/**
 * Records the payment of an order; its delivery is due from here on (domain 2.5, D2 and D4).
 * Refused in this order: `order_unknown`; `order_paid`; `payment_mismatch` with paid, due and difference.
 */
export function payOrder(state: OrderState, command: PayOrder): Decision<DistributorOrderEvent> {
  if (state.status === 'none') return refuse(ORDER_UNKNOWN);
  const { distributorId, orderId, dueFen, deliverWithin } = state.terms.placed;
  if (state.status !== 'placed') return reject('order_paid', { orderId });
  const { paidFen, bankReference, at } = command;
  if (paidFen !== dueFen) {
    return reject('payment_mismatch', { paidFen, dueFen, differenceFen: minus(paidFen, dueFen) });
  }
  const { terms } = state;
  const refundDueAt = terms.kind === 'agency' ? addPeriod(at, terms.placed.refundAfter) : null;
  const due = { deliveryDueAt: deliveryDue(at, deliverWithin), refundDueAt };
  return accept({ type: 'DistributorOrderPaid', data: { distributorId, orderId, paidFen, bankReference, ...due } });
}

/** Cards were handed over. */
export interface DeliverOrder {
  readonly cards: number;
  readonly at: EpochMs;
}

/**
 * Records a delivery of all cards or of a part. A wholesale part that is late costs a share of what was paid for it for each
 * business day, cut to the fen (domain 2.5, D2); an agency part costs nothing, its refund does.
 * Refused in this order: `order_unknown`; `order_unpaid`; `order_settled`; `delivery_exceeds_order` with asked and left.
 */
export function deliverOrder(state: OrderState, { cards, at }: DeliverOrder): Decision<DistributorOrderEvent> {
  const order = underWay(state);
  if ('code' in order) return refuse(order);
  const left = leftCards(order);
  if (cards > left) return reject('delivery_exceeds_order', { askedCards: cards, leftCards: left });
  const { terms } = order;
  const { distributorId, orderId } = terms.placed;
  const partFen = partOf(order, cards);
  const lateDays = daysLate(order.deliveryDueAt ?? at, at);
  const penaltyFen = terms.kind === 'wholesale' ? cutShare(partFen, terms.placed.lateBpPerDay * lateDays) : ZERO_FEN;
  return accept({
    type: 'DistributorOrderDelivered',
    data: {
      distributorId,
      orderId,
      cards,
      leftCards: left - cards,
      valueFen: fen(cardValue(terms) * BigInt(cards)),
      partFen,
      lateDays,
      penaltyFen,
      owedAfterFen: owedAfter(order, penaltyFen),
    },
  });
}

/** What is not delivered was paid back. */
export interface RefundOrder {
  /** Whether the network operator caused the delay. */
  readonly carrierCaused: boolean;
  readonly bankReference: string;
  readonly at: EpochMs;
}

/**
 * Records that what is not delivered of an agency order was paid back. It is due at once when the agreed time is over; each
 * business day later costs interest, unless the carrier caused the delay (domain 2.5, D4).
 * Refused in this order: `order_unknown`; `order_unpaid`; `order_settled`; `refund_not_agreed` (wholesale); `nothing_left`
 * (all is delivered or refunded); `refund_not_due` with the time it is.
 */
export function refundOrder(state: OrderState, command: RefundOrder): Decision<DistributorOrderEvent> {
  const order = underWay(state);
  if ('code' in order) return refuse(order);
  const { terms, refundDueAt } = order;
  const { distributorId, orderId } = terms.placed;
  if (terms.kind !== 'agency' || refundDueAt === null) return reject('refund_not_agreed', { kind: terms.kind });
  const cards = leftCards(order);
  if (cards === 0) return reject('nothing_left');
  const { carrierCaused, bankReference, at } = command;
  if (at < refundDueAt) return reject('refund_not_due', { refundDueAt: toRfc3339(refundDueAt) });
  const refundedFen = partOf(order, cards);
  // The moment it is due is itself in time.
  const lateDays = daysLate(refundDueAt + 1, at);
  const interestFen = carrierCaused ? ZERO_FEN : lateInterest(refundedFen, lateDays, terms.placed);
  const late = { carrierCaused, lateDays, interestFen, bankReference, owedAfterFen: owedAfter(order, interestFen) };
  return accept({ type: 'DistributorOrderRefunded', data: { distributorId, orderId, cards, refundedFen, ...late } });
}

/** Cards of an order are not what was sold. */
export interface FindFault {
  readonly claimId: string;
  readonly cards: number;
  readonly cause: 'card_not_chargeable' | 'card_value_mismatch';
}

/** A fact of the order's stream or of the claim's. */
export type FaultFact =
  | { readonly of: 'order'; readonly event: DistributorOrderEvent }
  | { readonly of: 'claim'; readonly event: ClaimEvent };

/**
 * Opens a claim against the issuer for cards that cannot be charged or have another value: so many times their face value
 * (domain 2.5, D3). An order that was settled is answered for all the same.
 * Refused in this order: `order_unknown`; `fault_not_agreed` (agency); `faults_exceed_delivery` with asked, delivered and
 * those that were found before.
 */
export function findFault(state: OrderState, { claimId, cards, cause }: FindFault): Decision<FaultFact> {
  if (state.status === 'none') return refuse(ORDER_UNKNOWN);
  const { terms, deliveredCards, faultyCards } = state;
  if (terms.kind !== 'wholesale') return reject('fault_not_agreed', { kind: terms.kind });
  if (faultyCards + cards > deliveredCards) {
    return reject('faults_exceed_delivery', { askedCards: cards, deliveredCards, faultyCards });
  }
  const { distributorId, orderId, faceFen, faultTimes } = terms.placed;
  const claimFen = fen(faceFen * BigInt(faultTimes) * BigInt(cards));
  const claim = { claimId, owedBy: 'issuer', partyKind: 'distributor', partyId: distributorId } as const;
  const opened = openClaim(
    { status: 'none' },
    { ...claim, cause, amountFen: claimFen, programmeId: null, walletId: null, orderId },
  );
  if (opened.kind === 'refused') return opened;
  const data = { distributorId, orderId, cards, cause, claimId, claimFen };
  return accept<FaultFact>(
    { of: 'order', event: { type: 'DistributorOrderFaultFound', data } },
    ...opened.events.map((event) => ({ of: 'claim' as const, event })),
  );
}

/** Cards were sold outside the region of their order. */
export interface FindBreach {
  readonly claimId: string;
  readonly cards: number;
  /** Where they were sold, the issuer's own code. */
  readonly soldRegion: string;
  /** What is claimed for all of them. */
  readonly amountFen: Fen;
}

/**
 * Opens a claim against the distributor for cards that were found to be sold outside the region of their order (domain 2.5,
 * D6). An order that was settled is answered for all the same.
 * Refused in this order: `order_unknown`; `region_not_limited`; `region_kept` with the region; `breaches_exceed_delivery`
 * with asked, delivered and those that were found before.
 */
export function findBreach(state: OrderState, command: FindBreach): Decision<FaultFact> {
  if (state.status === 'none') return refuse(ORDER_UNKNOWN);
  const { claimId, cards, soldRegion, amountFen } = command;
  const { terms, deliveredCards, breachedCards = 0 } = state;
  const { distributorId, orderId, region } = terms.placed;
  if (region === null) return reject('region_not_limited', { orderId });
  if (region === soldRegion) return reject('region_kept', { region });
  if (breachedCards + cards > deliveredCards) {
    return reject('breaches_exceed_delivery', { askedCards: cards, deliveredCards, breachedCards });
  }
  const claim = { claimId, owedBy: 'party', partyKind: 'distributor', partyId: distributorId, amountFen } as const;
  const opened = openClaim(
    { status: 'none' },
    { ...claim, cause: 'sold_outside_region', programmeId: null, walletId: null, orderId },
  );
  if (opened.kind === 'refused') return opened;
  const data = { distributorId, orderId, cards, region, soldRegion, claimId, claimFen: amountFen };
  return accept<FaultFact>(
    { of: 'order', event: { type: 'DistributorOrderRegionBreached', data } },
    ...opened.events.map((event) => ({ of: 'claim' as const, event })),
  );
}

/** An order that is paid and not settled, or why it is not: `order_unknown`; `order_unpaid`; `order_settled`. */
function underWay(state: OrderState): Order | Refusal {
  if (state.status === 'none') return ORDER_UNKNOWN;
  const { orderId, dueFen } = state.terms.placed;
  if (state.status === 'placed') return { code: 'order_unpaid', detail: { dueFen } };
  if (state.status === 'settled') return { code: 'order_settled', detail: { orderId } };
  return state;
}
