/** What an instant rating that was passed makes of the membership (domain 2.6, B4). */
import type { InstantRatingPassed, InstantRatingRecorded, MembershipEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Facts, gradeOrder, lowestGrade, type Programme } from '@scrip/programme';
import type { MembershipState } from '../membership/membership.decider.ts';
import { askedMeasures, figuresOf } from '../rating/rate-member.rule.ts';

/** Characters of YYYY-MM. */
const MONTH_CHARS = 7;

/**
 * Gives the level at once, and where the programme says so stands in for the system rating of the month in which it is
 * passed. Who holds the level already has passed like anybody else: an extension or a fall ends. Refused in this order:
 * `grade_unknown` {gradeKey}: the programme no longer has it; `membership_closed` {cause}; `grade_held` {gradeKey,
 * heldGrade}: a higher one is held, and how it is held is for the ratings to say.
 */
export function rateInstantly(
  state: MembershipState,
  recorded: InstantRatingRecorded,
  { askedGradeKey, standard, decidedBy }: InstantRatingPassed,
  { programme, today, facts }: { readonly programme: Programme; readonly today: string; readonly facts: Facts },
): Decision<MembershipEvent> {
  const order = gradeOrder(programme);
  const lowest = lowestGrade(programme);
  if (lowest === undefined || !order.includes(askedGradeKey))
    return reject('grade_unknown', { gradeKey: askedGradeKey });
  if (state.kind === 'closed') return reject('membership_closed', { cause: state.cause });
  const fromGrade = state.kind === 'member' ? state.grade : lowest;
  if (order.indexOf(fromGrade) > order.indexOf(askedGradeKey)) {
    return reject('grade_held', { gradeKey: askedGradeKey, heldGrade: fromGrade });
  }
  const toGrade = askedGradeKey;
  const month = today.slice(0, MONTH_CHARS);
  const { ratingId, membershipId, holderId, programmeId, settlesMonth, productKey } = recorded;
  const of = { membershipId, holderId, programmeId, programmeVersion: programme.version, fromGrade, toGrade };
  const found = { standard: standard ?? askedGradeKey, measured: figuresOf(facts, askedMeasures(programme)) };
  const data = { ...of, ...found, ratingId, month, settlesMonth, productKey, decidedBy, effectiveDate: today };
  return accept({ type: 'GradeRatedInstantly', data });
}
