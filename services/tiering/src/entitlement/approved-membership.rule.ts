/** What an approved application for a card makes of the membership: it begins with the level, or rises to it (domain 2.11). Pure. */
import type { ApplicationApproved, MembershipEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { ZERO_FEN } from '@scrip/money';
import { gradeOrder, lowestGrade, type Programme } from '@scrip/programme';
import type { MembershipState } from '../membership/membership.decider.ts';

/** A level that an application was approved with. */
export interface ApprovedMembership {
  readonly membershipId: string;
  /** Who the applicant is now. */
  readonly holderId: string;
  readonly gradeKey: string;
  /** Business day of the approval. */
  readonly today: string;
}

/**
 * Lets the holder join at the level, with the application as the reason; a member with a lower one is given it by hand, until
 * somebody ends it. Where the programme rates, whoever joins, or holds just that grade by ratings, is given it by hand too: no
 * rating takes it. Nothing is refused: who holds a higher one, and whose membership ended, stays so; told again it changes
 * nothing.
 * @param programme the version that the application was decided under.
 */
export function approveMembership(
  state: MembershipState,
  { applicationId, approvalKey, role, approvedBy }: ApplicationApproved,
  { membershipId, holderId, gradeKey, today }: ApprovedMembership,
  programme: Programme,
): Decision<MembershipEvent> {
  if (state.kind === 'closed') return accept();
  const of = { membershipId, holderId, programmeId: programme.id, programmeVersion: programme.version };
  const granted = (fromGrade: string): MembershipEvent => {
    const by = { applicationId, effectiveDate: today, untilDate: null, role, approvedBy };
    return { type: 'GradeGranted', data: { ...of, fromGrade, toGrade: gradeKey, ...by } };
  };
  const isRated = programme.tiers !== undefined;
  if (state.kind === 'unknown') {
    const grade = isRated ? (lowestGrade(programme) ?? gradeKey) : gradeKey;
    const by = { rule: approvalKey, receiptIds: [], receiptsTotalFen: ZERO_FEN, applicationId, role, approvedBy };
    const joined: MembershipEvent = { type: 'MemberJoined', data: { ...of, grade, ...by, businessDate: today } };
    return isRated ? accept(joined, granted(grade)) : accept(joined);
  }
  const order = gradeOrder(programme);
  const above = order.indexOf(gradeKey) - order.indexOf(state.grade);
  const isHeldByHand = state.grant !== null && order.indexOf(state.grant.grade) >= order.indexOf(gradeKey);
  return above > 0 || (above === 0 && isRated && !isHeldByHand) ? accept(granted(state.grade)) : accept();
}
