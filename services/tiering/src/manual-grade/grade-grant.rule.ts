/** What an approved application makes of the membership, and how the term of a grade given by hand ends (domain 2.8). */
import type { GradeApplied, MembershipEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { authorityFor, gradeOrder, lowestGrade, type Programme } from '@scrip/programme';
import type { MembershipState } from '../membership/membership.decider.ts';

/** A grade that was approved. */
export interface GrantGrade {
  readonly applied: GradeApplied;
  readonly gradeKey: string;
  readonly role: string;
  readonly untilDate: string | null;
  readonly approvedBy: string;
  /** The business day of the approval: the grade holds from then on. */
  readonly today: string;
}

/**
 * Gives the grade. Refused in this order: `grade_unknown` {gradeKey}: the programme no longer has it; `membership_closed`
 * {cause}; `grade_held` {gradeKey, heldGrade}: it, or a higher one, was reached in the meantime.
 */
export function grantGrade(
  state: MembershipState,
  { applied, gradeKey: toGrade, role, untilDate, approvedBy, today }: GrantGrade,
  programme: Programme,
): Decision<MembershipEvent> {
  const order = gradeOrder(programme);
  const lowest = lowestGrade(programme);
  if (lowest === undefined || !order.includes(toGrade)) return reject('grade_unknown', { gradeKey: toGrade });
  if (state.kind === 'closed') return reject('membership_closed', { cause: state.cause });
  const fromGrade = state.kind === 'member' ? state.grade : lowest;
  if (order.indexOf(fromGrade) >= order.indexOf(toGrade)) {
    return reject('grade_held', { gradeKey: toGrade, heldGrade: fromGrade });
  }
  const { membershipId, holderId, programmeId, applicationId } = applied;
  const of = { membershipId, holderId, programmeId, programmeVersion: programme.version, fromGrade, toGrade };
  const data = { ...of, applicationId, effectiveDate: today, untilDate, role, approvedBy };
  return accept({ type: 'GradeGranted', data });
}

/** How a grant ends. */
export interface EndGrant {
  /** The business day on which the grade holds no more. */
  readonly today: string;
  /** `term_over`, or a code of the issuer. */
  readonly cause: string;
  /** Null where the term is over. */
  readonly endedBy: string | null;
  /** Roles of the token, keys of the programme; null where the term is over. */
  readonly roles: ReadonlySet<string> | null;
}

/**
 * Ends a grade given by hand: the grade before it is back; where a rating has raised the member above it since, that stays.
 * Refused in this order: `membership_unknown`; `grant_none`: the grade was not given by hand, or it has ended;
 * `term_not_over` {untilDate, today} where nobody ends it; `role_missing` {roles}: who may give it may end it.
 */
export function endGrant(
  state: MembershipState,
  { today, cause, endedBy, roles }: EndGrant,
  programme: Programme,
): Decision<MembershipEvent> {
  if (state.kind !== 'member') return reject('membership_unknown');
  const { grant, membershipId, holderId, programmeId, grade: fromGrade } = state;
  if (!grant) return reject('grant_none');
  const { untilDate, applicationId, beforeGrade } = grant;
  if (roles === null && (untilDate === null || untilDate >= today)) {
    return reject('term_not_over', { untilDate, today });
  }
  if (roles !== null) {
    const allowed = rolesOver(grant.grade, programme);
    if (!allowed.some((role) => roles.has(role))) return reject('role_missing', { roles: allowed });
  }
  const toGrade = fromGrade === grant.grade ? beforeGrade : fromGrade;
  const of = { membershipId, holderId, programmeId, programmeVersion: programme.version, fromGrade, toGrade };
  return accept({ type: 'GradeGrantEnded', data: { ...of, applicationId, effectiveDate: today, cause, endedBy } });
}

/** Roles that may give a grade, by any of the programme's applications for grades or for cards with one. */
function rolesOver(gradeKey: string, { approvals = [] }: Programme): readonly string[] {
  const ofGrades = approvals.filter(({ subject }) => subject === 'grade' || subject === 'card');
  return [...new Set(ofGrades.flatMap((approval) => authorityFor(approval, gradeKey)?.roles ?? []))];
}
