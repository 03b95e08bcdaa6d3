/** What is owed to a client and in which order it is paid. Pure. */
import { type BusinessDate, daysBetween } from '@scrip/calendar';
import { cutShare, type Fen, least, minus, plus, sumFen, ZERO_FEN } from '@scrip/money';

/** A part of what is owed. */
export interface Owed {
  readonly amountFen: Fen;
  /** Last business day of its refund in time; null where none is agreed: while the agreement runs, and for a penalty. */
  readonly dueDate: BusinessDate | null;
}

/** By their day, one part a day, those without a day last. */
export function inOrder(owed: readonly Owed[]): readonly Owed[] {
  const byDay = new Map<BusinessDate | null, Fen>();
  for (const { amountFen, dueDate } of owed) byDay.set(dueDate, plus(byDay.get(dueDate) ?? ZERO_FEN, amountFen));
  const last = '~';
  return [...byDay]
    .filter(([, amountFen]) => amountFen > 0n)
    .map(([dueDate, amountFen]) => ({ amountFen, dueDate }))
    .sort((a, b) => ((a.dueDate ?? last) < (b.dueDate ?? last) ? -1 : 1));
}

/** What is left of the parts after a payment, which goes to the first ones first. */
export function afterRefund(owed: readonly Owed[], paidFen: Fen): readonly Owed[] {
  const paid = partsPaid(owed, paidFen);
  return owed.map((part, index) => ({
    ...part,
    amountFen: minus(part.amountFen, paid[index]?.amountFen ?? part.amountFen),
  }));
}

/** What a payment pays of each part, in the order of the parts. */
function partsPaid(owed: readonly Owed[], paidFen: Fen): readonly Owed[] {
  let restFen = paidFen;
  return owed.map(({ amountFen, dueDate }) => {
    const partFen = least(restFen, amountFen);
    restFen = minus(restFen, partFen);
    return { amountFen: partFen, dueDate };
  });
}

/**
 * How late a payment is: the days of its oldest part, and the penalty, cut to the fen for each part: a share of what was
 * paid late for each business day after its last day in time (domain 2.4, C5).
 */
export function lateness(
  owed: readonly Owed[],
  payment: { readonly paidFen: Fen; readonly paidDate: BusinessDate; readonly lateBpPerDay: number },
): { readonly lateDays: number; readonly penaltyFen: Fen } {
  const late = partsPaid(owed, payment.paidFen)
    .filter(({ amountFen }) => amountFen > 0n)
    .map(({ amountFen, dueDate }) => {
      const days = dueDate === null ? 0 : Math.max(0, daysBetween(dueDate, payment.paidDate));
      return { days, penaltyFen: cutShare(amountFen, days * payment.lateBpPerDay) };
    });
  return {
    lateDays: Math.max(0, ...late.map(({ days }) => days)),
    penaltyFen: sumFen(late.map(({ penaltyFen }) => penaltyFen)),
  };
}

/** What is late of what a client is owed, as of a day. */
export interface LateOwed {
  /** The day it is counted on, as if all that is owed were paid then. */
  readonly asOfDate: BusinessDate;
  /** Last day in time of the part that is late the longest. */
  readonly dueDate: BusinessDate;
  /** Business days after that day. */
  readonly lateDays: number;
  /** Share of what is late that each of its days costs, in basis points. */
  readonly lateBpPerDay: number;
  /** Of what is owed, the parts that are late. */
  readonly lateFen: Fen;
  /** What it costs up to that day; owed for good once the refund is recorded. */
  readonly penaltyFen: Fen;
  /** All that is owed, with the penalty. */
  readonly owedWithPenaltyFen: Fen;
}

/**
 * What is late as of a day, with the penalty that a refund of all that is owed would have then (domain 2.4, C5); null while
 * nothing is late. It is counted anew each time and recorded nowhere: a refund that comes has its own.
 * @param owed in the order of their days.
 */
export function lateOn(owed: readonly Owed[], asOfDate: BusinessDate, lateBpPerDay: number): LateOwed | null {
  const late = owed.filter(({ dueDate }) => dueDate !== null && dueDate < asOfDate);
  const dueDate = late[0]?.dueDate ?? null;
  if (dueDate === null) return null;
  const owedFen = sumFen(owed.map(({ amountFen }) => amountFen));
  const { lateDays, penaltyFen } = lateness(owed, { paidFen: owedFen, paidDate: asOfDate, lateBpPerDay });
  const lateFen = sumFen(late.map(({ amountFen }) => amountFen));
  return {
    asOfDate,
    dueDate,
    lateDays,
    lateBpPerDay,
    lateFen,
    penaltyFen,
    owedWithPenaltyFen: plus(owedFen, penaltyFen),
  };
}
