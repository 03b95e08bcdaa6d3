/** What a rating makes of a member (domain 2.6, 2.7): the membership's own state and what was met, in; a fact or none, out. */
import { lastDayOfMonth } from '@scrip/calendar';
import type { GradeRated, MeasuredFigure, MembershipEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import {
  type Facts,
  type GradesMet,
  gradesMet,
  type HeldGrade,
  type Measure,
  type Measured,
  measureKey,
  type Programme,
  type RatingOutcome,
  rateGrade,
  ratingMeasures,
  unratedGrade,
} from '@scrip/programme';
import type { MembershipState } from '../membership/membership.decider.ts';
import { firstDay, nextMonth } from './measure.rule.ts';

/** Who is rated, with everything that the standards ask. */
export interface Rateable {
  readonly membershipId: string;
  readonly holderId: string;
  readonly facts: Facts;
}

/** A measure that standards ask for, with its name among the facts. */
export interface AskedMeasure {
  readonly measure: Measure;
  readonly key: string;
}

/** What a rating is about; `measures` are those of the programme, worked out once for all members. */
export interface RatingOf {
  readonly runId: string;
  readonly programme: Programme;
  readonly measures: readonly AskedMeasure[];
  /** YYYY-MM. */
  readonly month: string;
}

/** A rating of a month under a version of a programme. */
export function ratingOf(runId: string, programme: Programme, month: string): RatingOf {
  return { runId, programme, measures: askedMeasures(programme), month };
}

/** The measures that the ratings of a programme ask for, in the document's order. */
export function askedMeasures(programme: Programme): readonly AskedMeasure[] {
  return ratingMeasures(programme).map((measure) => ({ measure, key: measureKey(measure) }));
}

/** The numbers that were asked, in the document's order, as a fact keeps them. */
export function figuresOf(facts: Facts, measures: readonly AskedMeasure[]): readonly MeasuredFigure[] {
  return measures.map(({ key }) => {
    const { total, over } = figureOf(facts, key);
    return { measure: key, total: String(total), over: String(over) };
  });
}

/** A rating of one holder: a row of the result. */
export interface RatingRow {
  readonly holderId: string;
  /** YYYY-MM. */
  readonly month: string;
  readonly metGrade: string;
  readonly standard: string | null;
  readonly mayApply: string | null;
  readonly from: HeldGrade;
  readonly to: HeldGrade;
  /** `settled`: another decision of the month stands in for the rating (domain 2.6, B4). */
  readonly outcome: RatingOutcome | 'settled';
  /** total/over of each measure that was asked, in the document's order. */
  readonly measured: string;
}

/** A rating, and the fact that it leaves: none where nothing changed. */
export interface MemberRating {
  readonly row: RatingRow;
  readonly event: Extract<MembershipEvent, { type: 'GradeRated' }> | null;
}

/** What somebody holds: the lowest grade where there is no membership. Throws InvariantError for a programme without grades. */
export function heldBy(state: MembershipState, programme: Programme): HeldGrade {
  if (state.kind === 'member') {
    const { grade, standing, missedRatings } = state;
    return { grade, standing, missedRatings };
  }
  const lowest = unratedGrade(programme);
  if (!lowest) throw new InvariantError(`${programme.id} has no grades to rate`);
  return lowest;
}

/** Whether two grades are held alike. */
export function sameHeld(a: HeldGrade, b: HeldGrade): boolean {
  return a.grade === b.grade && a.standing === b.standing && a.missedRatings === b.missedRatings;
}

/** First business day on which a grade holds that the rating of a month gives: of the next month, or the month's last. */
export function effectiveDate(month: string, programme: Programme): string {
  return programme.tiers?.rating.effective === 'atOnce' ? lastDayOfMonth(month) : firstDay(nextMonth(month));
}

/** Which grade somebody meets. Throws InvariantError for a programme that rates nobody, and as `gradesMet`. */
export function whatIsMet(facts: Facts, programme: Programme): GradesMet {
  const met = gradesMet(facts, programme);
  if (!met) throw new InvariantError(`${programme.id} rates nobody`);
  return met;
}

/** The numbers that were asked, in the document's order, as the result keeps them: total/over each. */
export function measuredText(facts: Facts, measures: readonly AskedMeasure[]): string {
  return measures
    .map(({ key }) => {
      const { total, over } = figureOf(facts, key);
      return `${total}/${over}`;
    })
    .join(' ');
}

function figureOf(facts: Facts, key: string): Measured {
  return facts.measures?.get(key) ?? { total: 0n, over: 1n };
}

/** A grade after a rating, but never below one given by hand that stands; null where that one is held itself and was not raised. */
export function atLeastGranted(rated: HeldGrade, state: MembershipState, programme: Programme): HeldGrade | null {
  const grant = state.kind === 'member' ? state.grant : null;
  if (state.kind !== 'member' || !grant) return rated;
  const rank = (grade: string): number => programme.grades?.findIndex(({ key }) => key === grade) ?? -1;
  if (rank(rated.grade) > rank(grant.grade)) return rated;
  if (rank(state.grade) <= rank(grant.grade)) return null;
  return rank(rated.grade) < rank(grant.grade) ? { grade: grant.grade, standing: 'met', missedRatings: 0 } : rated;
}

/**
 * Rates a member for a month. Nothing is refused: whoever has another decision of that month keeps its grade (domain 2.6,
 * B4), and a grade that the programme no longer has is left alone.
 */
export function rateMember(
  state: MembershipState,
  rateable: Rateable,
  { runId, programme, measures, month }: RatingOf,
): MemberRating {
  const { holderId, facts } = rateable;
  const from = heldBy(state, programme);
  const met = whatIsMet(facts, programme);
  const { grade: metGrade, standard, mayApply } = met;
  const found = { holderId, month, metGrade, standard, mayApply, from, measured: measuredText(facts, measures) };
  const settled: MemberRating = { row: { ...found, to: from, outcome: 'settled' }, event: null };
  if (state.kind === 'closed' || (state.kind === 'member' && state.settledMonths.includes(month))) return settled;
  const { outcome, ...rated } = rateGrade(from, metGrade, programme);
  const to = atLeastGranted(rated, state, programme);
  // A grade given by hand stands until its term ends (domain 2.8).
  if (to === null) return settled;
  const row: RatingRow = { ...found, to, outcome };
  if (sameHeld(from, to)) return { row, event: null };
  const data: GradeRated = {
    membershipId: rateable.membershipId,
    holderId,
    programmeId: programme.id,
    programmeVersion: programme.version,
    runId,
    month,
    fromGrade: from.grade,
    toGrade: to.grade,
    metGrade,
    standard,
    outcome,
    fromStanding: from.standing,
    toStanding: to.standing,
    missedRatings: to.missedRatings,
    measured: figuresOf(facts, measures),
    effectiveDate: effectiveDate(month, programme),
  };
  return { row, event: { type: 'GradeRated', data } };
}
