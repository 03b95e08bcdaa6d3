import { addPeriodToDate, type BusinessDate, daysEarlier } from '@scrip/calendar';
import { type Explanation, evaluate, type Facts } from './condition.ts';
import type { Programme } from './document.ts';
import type { Fee } from './fees.ts';

/** What a member is at the end of a month. */
export interface FeePayer {
  /** Key of the grade. */
  readonly grade: string;
  /** Business day since which the member has that grade without a break. */
  readonly gradeSince: BusinessDate;
  /** Business day of joining: where a fee is of every holder, it is granted then. */
  readonly joinedOn: BusinessDate;
}

/** A fee and the business day that it falls due. */
export interface FallingDue {
  readonly fee: Fee;
  readonly dueDate: BusinessDate;
}

/** The last business day of a calendar month, `YYYY-MM`. */
export function endOfMonth(month: string): BusinessDate {
  return daysEarlier(addPeriodToDate(`${month}-01`, 'P1M'), 1);
}

/**
 * The fees that fall due for a member in a calendar month, `YYYY-MM`: those of a month at its end; those of a year at the
 * grant and each of its yearly returns (a month that lacks the day has it at its end); those taken once at the grant. Only
 * for the grade that the member has at the end of the month (domain 2.8).
 */
export function feesFallingDue(programme: Programme, payer: FeePayer, month: string): readonly FallingDue[] {
  return (programme.fees ?? []).flatMap((fee): readonly FallingDue[] => {
    if (fee.grade !== undefined && fee.grade !== payer.grade) return [];
    const granted = fee.grade === undefined ? payer.joinedOn : payer.gradeSince;
    const grantMonth = granted.slice(0, 7);
    if (grantMonth > month) return [];
    if (fee.every === 'month') return [{ fee, dueDate: endOfMonth(month) }];
    if (fee.every === 'once') return grantMonth === month ? [{ fee, dueDate: granted }] : [];
    if (grantMonth.slice(5) !== month.slice(5)) return [];
    const years = Number(month.slice(0, 4)) - Number(grantMonth.slice(0, 4));
    return [{ fee, dueDate: years === 0 ? granted : addPeriodToDate(granted, `P${years}Y`) }];
  });
}

/** What becomes of a fee; `explain` is null where the programme names no waiver. */
export interface FeeVerdict {
  readonly verdict: 'due' | 'waived';
  readonly explain: Explanation | null;
}

/** Whether a fee is taken: not, where its waiver is met (domain 2.8, V4: 200,000.00 waived, 199,999.99 not; averages are compared exactly). */
export function decideFee({ waive }: Fee, facts: Facts): FeeVerdict {
  if (waive === undefined) return { verdict: 'due', explain: null };
  const { met, explain } = evaluate(waive, facts);
  return { verdict: met ? 'waived' : 'due', explain };
}
