/** What is late of a running order as of a moment, and what it costs so far (domain 2.5, D2 and D4). Pure. */
import { type BusinessDate, businessDate, type EpochMs } from '@scrip/calendar';
import { cutShare, type Fen, plus, ZERO_FEN } from '@scrip/money';
import { type CountedOrder, daysLate, lateInterest, leftCards, partOf } from './distributor-order.decider.ts';

/** What being late costs: a share for each day of a delivery, or interest for each day of a refund. */
export type LateTerms =
  | { readonly kind: 'wholesale'; readonly lateBpPerDay: number }
  | {
      readonly kind: 'agency';
      readonly loanRateBp: number;
      /** How many times the loan rate. */
      readonly lateTimes: number;
      /** Days that the loan rate counts a year as. */
      readonly yearDays: number;
    };

/** An order that is paid and not settled, as its row has it. */
export interface RunningOrder extends CountedOrder {
  readonly lateTerms: LateTerms;
  /** First moment at which a delivery is late. */
  readonly deliveryDueAt: EpochMs | null;
  /** When what is not delivered is to be refunded. */
  readonly refundDueAt: EpochMs | null;
  /** Penalties and interest that are recorded and not paid. */
  readonly owedFen: Fen;
}

/** What is late of an order. */
export interface LateOrder {
  /** What should have come: the cards, or of an agency order the money back. */
  readonly of: 'delivery' | 'refund';
  /** The business day it is counted on, as if all that is left came then. */
  readonly asOfDate: BusinessDate;
  /** Last business day in time. */
  readonly dueDate: BusinessDate;
  /** Business days after that day. */
  readonly lateDays: number;
  readonly lateCards: number;
  /** The part of the payment that these cards are. */
  readonly lateFen: Fen;
  /** What a day of a late delivery costs, in basis points; null for a refund, and where a late delivery costs nothing. */
  readonly lateBpPerDay: number | null;
  /** What a year of a late refund costs, in basis points; null for a delivery. */
  readonly lateBpPerYear: number | null;
  /** Days that such a year has; null for a delivery. */
  readonly yearDays: number | null;
  /** Penalty or interest up to that day; owed for good once the delivery or the refund is recorded. */
  readonly penaltyFen: Fen;
  /** With the penalties and interest that are recorded and not paid. */
  readonly owedWithPenaltyFen: Fen;
}

/**
 * What is late of an order as of a moment, with the penalty that the delivery, or the interest that the refund, of all that
 * is left would have then; null while nothing is late. Of an agency order a late delivery costs nothing, its late refund
 * does, unless the carrier caused the delay, which is said with the refund. It is counted anew each time and recorded nowhere.
 */
export function latenessOf(order: RunningOrder, at: EpochMs): LateOrder | null {
  const { lateTerms, deliveryDueAt, refundDueAt, owedFen } = order;
  const lateCards = leftCards(order);
  if (lateCards <= 0) return null;
  const lateFen = partOf(order, lateCards);
  // The moment a refund is due is itself in time.
  const refundDays = refundDueAt === null ? 0 : daysLate(refundDueAt + 1, at);
  const deliveryDays = deliveryDueAt === null ? 0 : daysLate(deliveryDueAt, at);
  const of = refundDays > 0 ? 'refund' : 'delivery';
  const lateDays = of === 'refund' ? refundDays : deliveryDays;
  if (lateDays === 0) return null;
  const lastInTime = of === 'refund' ? (refundDueAt ?? at) : (deliveryDueAt ?? at) - 1;
  const cost = costOf(lateTerms, of, { lateFen, lateDays });
  return {
    of,
    asOfDate: businessDate(at),
    dueDate: businessDate(lastInTime),
    lateDays,
    lateCards,
    lateFen,
    ...cost,
    owedWithPenaltyFen: plus(owedFen, cost.penaltyFen),
  };
}

function costOf(
  terms: LateTerms,
  of: LateOrder['of'],
  { lateFen, lateDays }: { readonly lateFen: Fen; readonly lateDays: number },
): Pick<LateOrder, 'lateBpPerDay' | 'lateBpPerYear' | 'yearDays' | 'penaltyFen'> {
  const none = { lateBpPerDay: null, lateBpPerYear: null, yearDays: null };
  if (terms.kind === 'wholesale') {
    const { lateBpPerDay } = terms;
    return { ...none, lateBpPerDay, penaltyFen: cutShare(lateFen, lateBpPerDay * lateDays) };
  }
  if (of === 'delivery') return { ...none, penaltyFen: ZERO_FEN };
  const { loanRateBp, lateTimes, yearDays } = terms;
  const penaltyFen = lateInterest(lateFen, lateDays, terms);
  return { ...none, lateBpPerYear: loanRateBp * lateTimes, yearDays, penaltyFen };
}
