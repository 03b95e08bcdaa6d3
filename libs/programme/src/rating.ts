/** Ratings: which grade a holder meets, and what that makes of the grade the holder has (domain 2.6 to 2.8). Pure. */
import { type Condition, evaluate, type Facts, measuresAsked } from './condition.ts';
import type { Programme } from './document.ts';
import { gradeOrder } from './document.ts';
import type { RuleExplanation } from './explain.ts';
import { type Measure, measureKey } from './metrics.ts';
import type { Tiers } from './tiers.ts';

/**
 * How a grade is held: `met` the last rating found it met; `extension` ratings missed it and it is kept for now; `falling`
 * all of them missed it, it went down, and no extension comes before a level is met (domain 2.6).
 */
export const STANDINGS = ['met', 'extension', 'falling'] as const;

/** How a grade is held. */
export type Standing = (typeof STANDINGS)[number];

/** A grade and how it is held. */
export interface HeldGrade {
  /** Key in the programme document. */
  readonly grade: string;
  readonly standing: Standing;
  /** Ratings of the extension that have missed the grade; 0 unless `standing` is `extension`. */
  readonly missedRatings: number;
}

/** What a rating did: `unrated` where the programme no longer has the grade that is held. */
export type RatingOutcome = 'raised' | 'confirmed' | 'extended' | 'lowered' | 'unrated';

/** A grade after a rating. */
export interface RatedGrade extends HeldGrade {
  readonly outcome: RatingOutcome;
}

/** The grade that nobody loses: the lowest of the programme. Undefined for a programme without grades. */
export function lowestGrade(programme: Programme): string | undefined {
  return gradeOrder(programme)[0];
}

/** What whoever has never been rated holds: the lowest grade, met. Throws nothing; undefined for a programme without grades. */
export function unratedGrade(programme: Programme): HeldGrade | undefined {
  const grade = lowestGrade(programme);
  return grade === undefined ? undefined : { grade, standing: 'met', missedRatings: 0 };
}

/**
 * The grade after a rating that found `metGrade` met, the highest one (domain 2.6, B1 to B3; 2.7, F1 to F4):
 * - met a higher one: up, to it or by one level, and no extension is left;
 * - met the grade that is held: it stands; an extension ends where the programme says that one pass ends it;
 * - missed, while falling: down once more at once;
 * - missed, with ratings of the extension left: kept;
 * - missed by all of them: down by one level or to the level met, and then falling, or with a new extension.
 * A programme that says nothing of misses never takes a grade.
 */
export function rateGrade(held: HeldGrade, metGrade: string, programme: Programme): RatedGrade {
  const order = gradeOrder(programme);
  const has = order.indexOf(held.grade);
  const met = order.indexOf(metGrade);
  const { tiers } = programme;
  if (has < 0 || met < 0 || tiers === undefined) return { ...held, outcome: 'unrated' };
  if (met > has) {
    const grade = tiers.upgrade === 'oneLevel' ? (order[has + 1] ?? metGrade) : metGrade;
    return { grade, standing: 'met', missedRatings: 0, outcome: 'raised' };
  }
  const { miss } = tiers;
  if (met === has || miss === undefined) return passed(held, miss);
  if (held.standing !== 'falling') {
    const missedRatings = held.missedRatings + 1;
    if (missedRatings < ratingsToMiss(miss)) {
      return { grade: held.grade, standing: 'extension', missedRatings, outcome: 'extended' };
    }
  }
  const down = miss.step === 'oneLevel' ? has - 1 : met;
  // Nothing below the lowest can be missed, so nobody falls on from there.
  const standing = miss.after === 'noExtension' && down > 0 ? 'falling' : 'met';
  return { grade: order[down] ?? held.grade, standing, missedRatings: 0, outcome: 'lowered' };
}

/** The miss that takes the grade, counted from the first: with three ratings of extension the third, or the fourth where the first miss is none of them. */
function ratingsToMiss({ ratings, firstMissCounts }: NonNullable<Tiers['miss']>): number {
  return firstMissCounts ? ratings : ratings + 1;
}

function passed(held: HeldGrade, miss: Tiers['miss']): RatedGrade {
  const { grade } = held;
  if (held.standing === 'extension' && miss?.endsOnPass === false) return { ...held, outcome: 'confirmed' };
  return { grade, standing: 'met', missedRatings: 0, outcome: 'confirmed' };
}

/** What a rating finds met. */
export interface GradesMet {
  /** The highest grade that a standard gives; the lowest of the programme where none is met. */
  readonly grade: string;
  /** Key of the standard that gives it, the first in the document of several; null where none is met. */
  readonly standard: string | null;
  /** The highest grade that may be applied for and is above the one given; null where there is none (domain 2.8, V2). */
  readonly mayApply: string | null;
  /** Every condition that was asked, in the document's order; `rule` is `<standard>:<grade>`. */
  readonly explain: readonly RuleExplanation[];
}

/**
 * The highest grade whose standard is met; of several standards any suffices, and one that is not for this holder is not
 * asked (domain 2.6, 2.8). Undefined for a programme without grades or ratings.
 * @throws InvariantError when a measure of `ratingMeasures` is not among the facts.
 */
export function gradesMet(facts: Facts, programme: Programme): GradesMet | undefined {
  const order = gradeOrder(programme);
  const [lowest] = order;
  const { tiers } = programme;
  if (lowest === undefined || tiers === undefined) return undefined;
  let given = { rank: 0, standard: null as string | null };
  let applied = 0;
  const asked: {
    readonly rule: string;
    readonly rank: number;
    readonly met: boolean;
    readonly explain: RuleExplanation['explain'];
  }[] = [];
  for (const standard of tiers.standards) {
    if (standard.appliesTo !== undefined && !evaluate(standard.appliesTo, facts).met) continue;
    for (const { grade, when } of standard.met) {
      const rank = order.indexOf(grade);
      const { met, explain } = evaluate(when, facts);
      asked.push({ rule: `${standard.key}:${grade}`, rank, met, explain });
      if (!met) continue;
      if (standard.gives === 'application') applied = Math.max(applied, rank);
      else if (rank > given.rank || given.standard === null) given = { rank, standard: standard.key };
    }
  }
  const counted = given.standard === null ? undefined : `${given.standard}:${order[given.rank]}`;
  return {
    grade: order[given.rank] ?? lowest,
    standard: given.standard,
    mayApply: applied > given.rank ? (order[applied] ?? null) : null,
    explain: asked.map(({ rule, met, explain }) => ({ rule, met, counted: rule === counted, explain })),
  };
}

/** The measures that a rating asks for, each once: what must be ready before `gradesMet` is asked. */
export function ratingMeasures(programme: Programme): readonly Measure[] {
  const measures = ratingConditions(programme).flatMap((condition) => measuresAsked(condition));
  return [...new Map(measures.map((measure) => [measureKey(measure), measure])).values()];
}

/** The conditions that a rating asks, in the document's order. */
export function ratingConditions(programme: Programme): readonly Condition[] {
  return (programme.tiers?.standards ?? []).flatMap(({ appliesTo, met }) => [
    ...(appliesTo === undefined ? [] : [appliesTo]),
    ...met.map(({ when }) => when),
  ]);
}
