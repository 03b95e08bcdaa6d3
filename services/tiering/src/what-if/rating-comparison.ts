/** What a draft's ratings would change: month by month, grade by grade, and whom most. Pure. */
import type { RatingOutcome } from '@scrip/programme';

/** A number as it was, as it would be, and what the draft adds. */
export interface Compared {
  readonly was: number;
  readonly would: number;
  readonly difference: number;
}

/** How many holders have one grade and would have another. */
export interface GradeMoved {
  readonly from: string;
  readonly to: string;
  readonly holders: number;
}

/** Grades of holders at one time. */
export interface Grades {
  readonly grades: readonly ({ readonly grade: string } & Compared)[];
  readonly moved: readonly GradeMoved[];
}

/** One month under the draft. */
export interface MonthReport extends Grades {
  /** YYYY-MM. */
  readonly month: string;
  readonly rated: number;
  /** What the draft's ratings would have done. */
  readonly outcomes: Readonly<Record<RatingOutcome, number>>;
}

/** A holder whose grade would be another at the end. */
export interface HolderChange {
  readonly holderId: string;
  readonly was: string;
  readonly would: string;
  /** Levels between them in the draft's order, above zero where the holder would be higher. */
  readonly levels: number;
}

/** The result of a what-if of ratings; the same values and the same draft give the same one to the letter. */
export interface RatingReport {
  readonly fromMonth: string;
  readonly toMonth: string;
  readonly months: readonly MonthReport[];
  /** Grades after the last month. */
  readonly end: Grades;
  /** Holders whose grade would differ most, the most levels first. */
  readonly largest: readonly HolderChange[];
}

/** Holders that a report names. */
const LARGEST_MAX = 20;

/** Counts the grades of one time. */
export class GradeTally {
  readonly #was = new Map<string, number>();
  readonly #would = new Map<string, number>();
  readonly #moved = new Map<string, { from: string; to: string; holders: number }>();

  add(was: string, would: string): void {
    this.#was.set(was, (this.#was.get(was) ?? 0) + 1);
    this.#would.set(would, (this.#would.get(would) ?? 0) + 1);
    if (was === would) return;
    const key = `${was}\n${would}`;
    const known = this.#moved.get(key) ?? { from: was, to: would, holders: 0 };
    known.holders += 1;
    this.#moved.set(key, known);
  }

  get grades(): Grades {
    const keys = [...new Set([...this.#was.keys(), ...this.#would.keys()])].sort();
    const grades = keys.map((grade) => {
      const was = this.#was.get(grade) ?? 0;
      const would = this.#would.get(grade) ?? 0;
      return { grade, was, would, difference: would - was };
    });
    const moved = [...this.#moved].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => ({ ...one }));
    return { grades, moved };
  }
}

/** The holders whose grades differ by the most levels; those of equal ones by their ids. */
export function largestChanges(
  ends: Iterable<readonly [holderId: string, was: string, would: string]>,
  order: readonly string[],
): readonly HolderChange[] {
  const kept: HolderChange[] = [];
  for (const [holderId, was, would] of ends) {
    if (was === would) continue;
    const change = { holderId, was, would, levels: order.indexOf(would) - order.indexOf(was) };
    const last = kept.at(-1);
    if (kept.length === LARGEST_MAX && last && byLevels(change, last) >= 0) continue;
    kept.push(change);
    kept.sort(byLevels);
    kept.length = Math.min(kept.length, LARGEST_MAX);
  }
  return kept;
}

function byLevels(a: HolderChange, b: HolderChange): number {
  const levels = Math.abs(b.levels) - Math.abs(a.levels);
  if (levels !== 0) return levels;
  return a.holderId < b.holderId ? -1 : 1;
}
