/** What a draft would change, counted side by side with what was: in all, by month, by grade, by member. */
import { points } from '@scrip/money';
import { type Programme, pointsWorthFen } from '@scrip/programme';

/** What receipts come to. Amounts are fen, points whole numbers; bigints, so that sums of years stay exact. */
export interface Sums {
  receipts: bigint;
  tagFen: bigint;
  paidFen: bigint;
  /** Tags less what was paid. */
  discountFen: bigint;
  earnedPoints: bigint;
  /** Used for goods, less what was given back. */
  redeemedPoints: bigint;
  lotteryEntries: bigint;
  /** Places taken among the first purchasing members of a day. */
  campaignPlaces: bigint;
  joined: bigint;
  /** Grades that points raised. */
  raised: bigint;
}

/** Two countings of the same purchases. */
export interface Pair<T> {
  readonly was: T;
  readonly would: T;
}

/** A row of a report: both countings and what the draft adds to or takes from the first. */
export interface Compared<T> extends Pair<T> {
  readonly difference: T;
}

/** Two amounts of which either may be none; the difference is told where both are. */
export interface ComparedWorth {
  readonly was: bigint | null;
  readonly would: bigint | null;
  readonly difference: bigint | null;
}

/** How a member's grade would differ at the end: how many members, by the grade they have and the one they would have. */
export interface GradeMoved {
  /** Null for who is no member. */
  readonly from: string | null;
  readonly to: string | null;
  readonly members: number;
}

/** A member whom the draft would change most. */
export interface MemberChange {
  readonly membershipId: string;
  readonly grade: Pair<string | null>;
  readonly earnedPoints: Compared<bigint>;
  readonly discountFen: Compared<bigint>;
}

/** The result of a what-if; the same history and the same draft give the same one to the letter. */
export interface WhatIfReport {
  /** First and last business day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  readonly totals: Compared<Sums>;
  readonly byMonth: readonly ({ readonly month: string } & Compared<Sums>)[];
  /** By the grade that the buyer had at the purchase; null for who was no member. */
  readonly byGrade: readonly ({ readonly grade: string | null } & Compared<Sums>)[];
  /** Members at the end, by grade. */
  readonly members: readonly { readonly grade: string | null; readonly members: Compared<bigint> }[];
  readonly gradesMoved: readonly GradeMoved[];
  /** Points that members hold at the end: what the issuer owes in goods. */
  readonly liabilityPoints: Compared<bigint>;
  /** Of what was earned, points that nobody can use yet at the end. */
  readonly pendingPoints: Compared<bigint>;
  /** What they are put at in the books, fen: each side by its own terms, null where those put no worth on them. */
  readonly liabilityFen: ComparedWorth;
  /** Members with the largest changes of points, then of discounts. */
  readonly largest: readonly MemberChange[];
  /** Receipts that the draft would refuse at the till, by code. */
  readonly refused: readonly { readonly code: string; readonly receipts: number; readonly example: string }[];
  /** What the comparison rests on. */
  readonly rests: {
    /** Members who joined before the log said with what: they keep their joining. */
    readonly joiningsAsTheyWere: number;
    /** Receipts of nobody who is known: whether their buyers would have joined cannot be told. */
    readonly receiptsOfStrangers: number;
  };
}

const NOTHING: Readonly<Sums> = {
  receipts: 0n,
  tagFen: 0n,
  paidFen: 0n,
  discountFen: 0n,
  earnedPoints: 0n,
  redeemedPoints: 0n,
  lotteryEntries: 0n,
  campaignPlaces: 0n,
  joined: 0n,
  raised: 0n,
};
const NAMES = Object.keys(NOTHING) as (keyof Sums)[];

/** Members that a report names. */
const LARGEST_MAX = 20;

/** Both countings of one row, at zero. */
export function emptyPair(): Pair<Sums> {
  return { was: { ...NOTHING }, would: { ...NOTHING } };
}

/** Counts in the whole, in a month and in a grade at once. */
export class Tally {
  readonly #all = emptyPair();
  readonly #months = new Map<string, Pair<Sums>>();
  readonly #grades = new Map<string | null, Pair<Sums>>();

  /** Adds to one of the countings; `month` is YYYY-MM. */
  add(side: 'was' | 'would', month: string, grade: string | null, sums: Partial<Sums>): void {
    for (const row of [this.#all, rowOf(this.#months, month), rowOf(this.#grades, grade)]) {
      const into = row[side];
      for (const name of NAMES) {
        const more = sums[name];
        if (more !== undefined) into[name] += more;
      }
    }
  }

  get totals(): Compared<Sums> {
    return compared(this.#all);
  }

  get byMonth(): WhatIfReport['byMonth'] {
    const months = [...this.#months].sort(([a], [b]) => (a < b ? -1 : 1));
    return months.map(([month, row]) => ({ month, ...compared(row) }));
  }

  get byGrade(): WhatIfReport['byGrade'] {
    return [...this.#grades].sort(byName).map(([grade, row]) => ({ grade, ...compared(row) }));
  }
}

/** A number of each counting with its difference. */
export function comparedNumber({ was, would }: Pair<bigint>): Compared<bigint> {
  return { was, would, difference: would - was };
}

/** What points are put at in the books, each side by its own plan; null where that puts no worth on them. */
export function comparedWorth(plans: Pair<Programme['points']>, held: Pair<bigint>): ComparedWorth {
  const was = plans.was ? pointsWorthFen(plans.was, points(held.was)) : null;
  const would = plans.would ? pointsWorthFen(plans.would, points(held.would)) : null;
  return { was, would, difference: was === null || would === null ? null : would - was };
}

/** The members with the largest changes, the largest first; those of equal changes by their ids. */
export function largestChanges(members: Iterable<MemberChange>): readonly MemberChange[] {
  const kept: MemberChange[] = [];
  for (const member of members) {
    if (member.earnedPoints.difference === 0n && member.discountFen.difference === 0n) continue;
    const last = kept.at(-1);
    if (kept.length === LARGEST_MAX && last && byChange(member, last) >= 0) continue;
    kept.push(member);
    kept.sort(byChange);
    kept.length = Math.min(kept.length, LARGEST_MAX);
  }
  return kept;
}

/** Nobody's grade comes first, then the keys in the order of the alphabet. */
export function byName([a]: readonly [string | null, unknown], [b]: readonly [string | null, unknown]): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

/** A member's grade at the end, in fact and under the draft; null for who is no member. */
export interface MemberEnd {
  readonly from: string | null;
  readonly to: string | null;
}

/** Sum over members of what is above zero, in each counting. */
export function sumOfPositive(pairs: Iterable<Pair<bigint>>): Pair<bigint> {
  const sum = { was: 0n, would: 0n };
  for (const { was, would } of pairs) {
    if (was > 0n) sum.was += was;
    if (would > 0n) sum.would += would;
  }
  return sum;
}

/** Members at the end by grade. */
export function membersByGrade(ends: readonly MemberEnd[]): WhatIfReport['members'] {
  const counts = new Map<string | null, { was: bigint; would: bigint }>();
  const of = (grade: string | null): { was: bigint; would: bigint } => {
    const count = counts.get(grade) ?? { was: 0n, would: 0n };
    counts.set(grade, count);
    return count;
  };
  for (const { from, to } of ends) {
    of(from).was += 1n;
    of(to).would += 1n;
  }
  return [...counts].sort(byName).map(([grade, count]) => ({ grade, members: comparedNumber(count) }));
}

/** Whose grade would be another at the end. */
export function movedGrades(ends: readonly MemberEnd[]): readonly GradeMoved[] {
  const moved = new Map<string, GradeMoved>();
  for (const { from, to } of ends) {
    if (from === to) continue;
    const key = `${from ?? ''}\n${to ?? ''}`;
    moved.set(key, { from, to, members: (moved.get(key)?.members ?? 0) + 1 });
  }
  return [...moved].sort(byName).map(([, one]) => one);
}

function compared({ was, would }: Pair<Sums>): Compared<Sums> {
  const difference = { ...NOTHING };
  for (const name of NAMES) difference[name] = would[name] - was[name];
  return { was: { ...was }, would: { ...would }, difference };
}

function rowOf<K>(rows: Map<K, Pair<Sums>>, key: K): Pair<Sums> {
  const known = rows.get(key);
  if (known) return known;
  const row = emptyPair();
  rows.set(key, row);
  return row;
}

function byChange(a: MemberChange, b: MemberChange): number {
  const points = size(b.earnedPoints.difference) - size(a.earnedPoints.difference);
  const discount = size(b.discountFen.difference) - size(a.discountFen.difference);
  if (points !== 0n) return points < 0n ? -1 : 1;
  if (discount !== 0n) return discount < 0n ? -1 : 1;
  return a.membershipId < b.membershipId ? -1 : 1;
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}
