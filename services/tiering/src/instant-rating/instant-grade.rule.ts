/** What an instant rating that was passed makes of the membership (domain 2.6, B4). */
import type { InstantRatingPassed, InstantRatingRecorded, MembershipEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { gradeOrder, lowestGrade, type Programme } from '@scrip/programme';
import type { MembershipState } from '../membership/membership.decider.ts';

/**
 * Gives the level at once, and where the programme says so stands in for the system rating of the month. A higher level that
 * is held stays. Refused in this order: `grade_unknown` {gradeKey}: the programme no longer has it; `membership_closed`
 * {cause}.
 */
export function rateInstantly(
  state: MembershipState,
  recorded: InstantRatingRecorded,
  { askedGradeKey, standard }: InstantRatingPassed,
  { programme, today }: { readonly programme: Programme; readonly today: string },
): Decision<MembershipEvent> {
  const order = gradeOrder(programme);
  const lowest = lowestGrade(programme);
  if (lowest === undefined || !order.includes(askedGradeKey))
    return reject('grade_unknown', { gradeKey: askedGradeKey });
  if (state.kind === 'closed') return reject('membership_closed', { cause: state.cause });
  const fromGrade = state.kind === 'member' ? state.grade : lowest;
  const toGrade = order.indexOf(fromGrade) > order.indexOf(askedGradeKey) ? fromGrade : askedGradeKey;
  const { ratingId, membershipId, holderId, programmeId, month, settlesMonth } = recorded;
  const of = { membershipId, holderId, programmeId, programmeVersion: programme.version, fromGrade, toGrade };
  const data = { ...of, ratingId, month, settlesMonth, standard: standard ?? askedGradeKey, effectiveDate: today };
  return accept({ type: 'GradeRatedInstantly', data });
}
