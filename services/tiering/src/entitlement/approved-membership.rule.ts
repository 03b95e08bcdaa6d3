/** What an approved application for a card makes of the membership: it begins with the level, or rises to it (domain 2.11). Pure. */
import type { ApplicationApproved, MembershipEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { ZERO_FEN } from '@scrip/money';
import { gradeOrder, type Programme } from '@scrip/programme';
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
 * somebody ends it. Nothing is refused: who holds it or a higher one, and whose membership ended, stays so.
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
  if (state.kind === 'unknown') {
    const by = { rule: approvalKey, receiptIds: [], receiptsTotalFen: ZERO_FEN, applicationId, role, approvedBy };
    return accept({ type: 'MemberJoined', data: { ...of, grade: gradeKey, ...by, businessDate: today } });
  }
  const order = gradeOrder(programme);
  const { grade: fromGrade } = state;
  if (order.indexOf(fromGrade) >= order.indexOf(gradeKey)) return accept();
  const by = { applicationId, effectiveDate: today, untilDate: null, role, approvedBy };
  return accept({ type: 'GradeGranted', data: { ...of, fromGrade, toGrade: gradeKey, ...by } });
}
