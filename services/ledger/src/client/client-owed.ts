/** What is owed to a client and in which order it is paid. Pure. */
import { type BusinessDate, daysBetween } from '@scrip/calendar';
import { cutShare, type Fen, least, minus, sumFen } from '@scrip/money';

interface Part {
  readonly amountFen: Fen;
  /** Last business day in time; null for what has none. */
  readonly dueDate: BusinessDate | null;
}

/** What is left of the parts after a payment, which goes to the first ones first. */
export function afterRefund<P extends Part>(owed: readonly P[], paidFen: Fen): readonly P[] {
  const paid = partsPaid(owed, paidFen);
  return owed.map((part, index) => ({
    ...part,
    amountFen: minus(part.amountFen, paid[index]?.amountFen ?? part.amountFen),
  }));
}

/** What a payment pays of each part, in the order of the parts. */
function partsPaid(owed: readonly Part[], paidFen: Fen): readonly Part[] {
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
  owed: readonly Part[],
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
