/**
 * What late or corrected values make of ratings that were made (domain 2.6 to 2.8): the months are rated again, each on what
 * the one before comes to now. Pure.
 */
import type { MembershipEvent, RatedMonthChange } from '@scrip/contracts';
import { type Facts, type HeldGrade, type Programme, rateGrade } from '@scrip/programme';
import type { MembershipState } from '../membership/membership.decider.ts';
import {
  type AskedMeasure,
  atLeastGranted,
  effectiveDate,
  heldBy,
  measuredText,
  type RatingRow,
  sameHeld,
  whatIsMet,
} from './rate-member.rule.ts';

/** A month that is rated again. */
export interface MonthAgain {
  /** YYYY-MM. */
  readonly month: string;
  readonly facts: Facts;
  /** The version that the month is decided under. */
  readonly programme: Programme;
  readonly measures: readonly AskedMeasure[];
  /** What the rating came to last; null where there was none, since nothing was known of the holder then. */
  readonly old: RatingRow | null;
}

/** Whose months are rated again, in order. */
export interface RateAgain {
  readonly membershipId: string;
  readonly holderId: string;
  readonly months: readonly MonthAgain[];
}

/** The run that it belongs to, and the version that its facts name. */
export interface CorrectedRun {
  readonly runId: string;
  readonly programme: Programme;
}

/** The months as they are rated now, and the fact that they leave: none where nothing came to something else. */
export interface MemberRerating {
  readonly rows: readonly RatingRow[];
  readonly event: Extract<MembershipEvent, { type: 'GradeRerated' }> | null;
}

/**
 * Rates months of a member again. Where something else than a rating gave the grade in between, such as a receipt or a
 * person, that stands, and so does a month that another decision settled. The grade held now follows only where it is still
 * what the last of the months had come to, and never goes below a grade given by hand that stands (domain 2.8).
 */
export function rerateMember(
  state: MembershipState,
  { membershipId, holderId, months }: RateAgain,
  { runId, programme }: CorrectedRun,
): MemberRerating {
  const rows: RatingRow[] = [];
  const changes: RatedMonthChange[] = [];
  let before: { readonly old: HeldGrade | null; readonly now: HeldGrade } | undefined;
  const held = heldBy(state, programme);
  for (const [index, { month, facts, programme: terms, measures, old }] of months.entries()) {
    const lowest = heldBy({ kind: 'unknown' }, terms);
    const from = before && (!old || !before.old || sameHeld(old.from, before.old)) ? before.now : (old?.from ?? lowest);
    const { grade: metGrade, standard, mayApply } = whatIsMet(facts, terms);
    const was = old?.to ?? lowest;
    const settled = old?.outcome === 'settled';
    const rated = settled ? { ...from, outcome: 'settled' as const } : rateGrade(from, metGrade, terms);
    const isHeld = index === months.length - 1 && sameHeld(held, was);
    const { outcome, ...to } = isHeld ? standing(rated, state, programme) : rated;
    const found = { holderId, month, metGrade, standard, mayApply, from, measured: measuredText(facts, measures) };
    rows.push({ ...found, to, outcome });
    const wasMet = old?.metGrade ?? lowest.grade;
    if (!sameHeld(was, to) || wasMet !== metGrade) {
      changes.push({
        month,
        oldMetGrade: wasMet,
        newMetGrade: metGrade,
        oldGrade: was.grade,
        newGrade: to.grade,
        oldStanding: was.standing,
        newStanding: to.standing,
      });
    }
    before = { old: was, now: to };
  }
  const last = months.at(-1);
  if (!before || !last || changes.length === 0 || state.kind === 'closed') return { rows, event: null };
  const { grade, standing: toStanding, missedRatings } = before.old && sameHeld(held, before.old) ? before.now : held;
  const data = {
    membershipId,
    holderId,
    programmeId: programme.id,
    programmeVersion: programme.version,
    runId,
    months: changes,
    fromGrade: held.grade,
    toGrade: grade,
    toStanding,
    missedRatings,
    effectiveDate: effectiveDate(last.month, programme),
  };
  // Nobody becomes a member by having been something else for a while.
  if (state.kind === 'unknown' && sameHeld(held, { grade, standing: toStanding, missedRatings }))
    return { rows, event: null };
  return { rows, event: { type: 'GradeRerated', data } };
}

/** A rating of the grade that is held now: a grade given by hand that stands is kept, as by `rateMember`. */
function standing(
  { outcome, ...rated }: Pick<RatingRow, 'outcome'> & HeldGrade,
  state: MembershipState,
  programme: Programme,
): Pick<RatingRow, 'outcome'> & HeldGrade {
  const to = atLeastGranted(rated, state, programme);
  return to === null ? { ...heldBy(state, programme), outcome: 'settled' } : { ...to, outcome };
}
