/** One report of what a draft would change, from what points and tiering found, each over the same span. Pure. */
import { UsageError } from './reach.ts';

/** A whole number as services send it: digits where JavaScript's numbers are not exact. */
export type Whole = number | string;

/** A number as it was, as it would be, and what the draft adds; null where a side has none. */
export interface Pair<T = Whole> {
  readonly was: T;
  readonly would: T;
}

/** Whole months, in both of the ways in which services take them. */
export interface Span {
  /** First and last business day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  /** YYYY-MM. */
  readonly fromMonth: string;
  readonly toMonth: string;
}

/** The report of points, as far as it is told here. */
export interface PointsFound {
  readonly totals: Pair<{ readonly earnedPoints: Whole; readonly redeemedPoints: Whole; readonly discountFen: Whole }>;
  readonly pendingPoints: Pair;
  readonly liabilityPoints: Pair;
  readonly liabilityFen: Pair<Whole | null>;
  readonly gradesMoved: readonly {
    readonly from: string | null;
    readonly to: string | null;
    readonly members: number;
  }[];
  readonly refused: readonly { readonly code: string; readonly receipts: number; readonly example: string }[];
}

/** The report of tiering, as far as it is told here. */
export interface RatingsFound {
  readonly end: {
    readonly grades: readonly ({ readonly grade: string } & Pair<number>)[];
    readonly moved: readonly { readonly from: string; readonly to: string; readonly holders: number }[];
  };
}

/** A line of the report. */
export interface Line {
  readonly was: Whole | null;
  readonly would: Whole | null;
  readonly difference: Whole | null;
  /** Of what was, two decimals; null where nothing was. */
  readonly percent: number | null;
}

/** How many have one grade at the end and would have another; a grade of null is no member. */
export interface Moved {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
}

export interface OneReport {
  readonly programmeId: string;
  /** First and last business day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  readonly pointsGiven: Line;
  readonly pointsRedeemed: Line;
  /** Points that cannot be used yet at the end. */
  readonly pointsPending: Line;
  readonly discountFen: Line;
  /** Points that members hold at the end, and what they are put at. */
  readonly liabilityPoints: Line;
  readonly liabilityFen: Line;
  /** Receipts that the draft would refuse at the till, by code. */
  readonly receiptsRefused: PointsFound['refused'];
  /** What joining and points make of grades, ratings being as they were. */
  readonly movedByPoints: readonly Moved[];
  /** What ratings make of grades, joining and points being as they were; null where the draft has none. */
  readonly ratings: {
    readonly holders: number;
    readonly grades: readonly ({ readonly grade: string } & Line)[];
    /** `percent`: of all holders. */
    readonly moved: readonly (Moved & { readonly percent: number | null })[];
  } | null;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY = /^(\d{4}-(?:0[1-9]|1[0-2]))-\d{2}$/;

/**
 * The span that two options say: months, or the first day of one and the last of one. Ratings go by whole months, and both
 * services look at the same days. Throws UsageError for anything else, and for an end before its beginning.
 */
export function spanOf(from: string, to: string): Span {
  const fromMonth = MONTH.test(from) ? from : DAY.exec(from)?.[1];
  const toMonth = MONTH.test(to) ? to : DAY.exec(to)?.[1];
  if (fromMonth === undefined || toMonth === undefined) {
    throw new UsageError(`--from ${from} and --to ${to}: say months (YYYY-MM) or days (YYYY-MM-DD).`);
  }
  const span = { from: `${fromMonth}-01`, to: lastDayOf(toMonth), fromMonth, toMonth };
  const isWhole = (from === fromMonth || from === span.from) && (to === toMonth || to === span.to);
  if (!isWhole) {
    throw new UsageError(
      `Ratings go by whole months: from ${span.from} to ${span.to} is one such span, from ${from} to ${to} is not.`,
    );
  }
  if (fromMonth > toMonth) throw new UsageError(`--to ${to} is before --from ${from}.`);
  return span;
}

/** The report of what both found; `ratings` is null where the draft has none. */
export function oneReport(
  { programmeId, from, to }: { readonly programmeId: string } & Pick<Span, 'from' | 'to'>,
  points: PointsFound,
  ratings: RatingsFound | null,
): OneReport {
  const { was, would } = points.totals;
  return {
    programmeId,
    from,
    to,
    pointsGiven: lineOf({ was: was.earnedPoints, would: would.earnedPoints }),
    pointsRedeemed: lineOf({ was: was.redeemedPoints, would: would.redeemedPoints }),
    pointsPending: lineOf(points.pendingPoints),
    discountFen: lineOf({ was: was.discountFen, would: would.discountFen }),
    liabilityPoints: lineOf(points.liabilityPoints),
    liabilityFen: lineOf(points.liabilityFen),
    receiptsRefused: points.refused,
    movedByPoints: points.gradesMoved.map(({ members, ...grades }) => ({ ...grades, count: members })),
    ratings: ratings && ratingsOf(ratings),
  };
}

function ratingsOf({ end }: RatingsFound): OneReport['ratings'] {
  const holders = end.grades.reduce((sum, { was }) => sum + was, 0);
  const moved = end.moved.map(({ from, to, holders: count }) => ({
    from,
    to,
    count,
    percent: percentOf(BigInt(count), BigInt(holders)),
  }));
  return { holders, grades: end.grades.map(({ grade, ...pair }) => ({ grade, ...lineOf(pair) })), moved };
}

/** What was and would be, with the difference and its percentage. */
export function lineOf({ was, would }: Pair<Whole | null>): Line {
  if (was === null || would === null) return { was, would, difference: null, percent: null };
  const difference = BigInt(would) - BigInt(was);
  return { was, would, difference: wholeOf(difference), percent: percentOf(difference, BigInt(was)) };
}

/** Two decimals, half away from zero. */
function percentOf(part: bigint, whole: bigint): number | null {
  if (part === 0n) return 0;
  if (whole <= 0n) return null;
  const size = part < 0n ? -part : part;
  const hundredths = Number((size * 20_000n + whole) / (whole * 2n));
  return (part < 0n ? -hundredths : hundredths) / 100;
}

function wholeOf(value: bigint): Whole {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function lastDayOf(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  // Day 0 of the next month is the last of this one.
  return `${month}-${new Date(Date.UTC(year, of, 0)).getUTCDate()}`;
}
