/** What becomes of memberships when two holders were one person, or one was erased (domain 2.1, 2.6, 3). */
import type { MembershipClosed, MembershipEvent, MembershipTakenOver } from '@scrip/contracts';
import { gradeOrder, type HeldGrade, lowestGrade, type Programme } from '@scrip/programme';
import type { Member, MembershipState } from '../membership/membership.decider.ts';

/** Who goes on, and from when. */
export interface MergeMemberships {
  readonly membershipId: string;
  readonly holderId: string;
  /** The merge of the holders, as cards decided it. */
  readonly mergeId: string;
  /** First business day. */
  readonly effectiveDate: string;
}

/** The facts of a merge, each for the stream of its own membership. */
export interface MergedMembership {
  readonly goesOn: MembershipEvent;
  readonly closes: MembershipEvent;
}

/**
 * Lets one membership go on with the higher grade of the two, held as it was held; with equal grades the better standing
 * counts; months that a decision of either settled stay settled (B4). The other closes. Null where the membership that would go on has ended itself: then nothing is left to go on with.
 */
export function mergeMemberships(
  absorbed: Member,
  survivor: MembershipState,
  { membershipId, holderId, mergeId, effectiveDate }: MergeMemberships,
  programme: Programme,
): MergedMembership | null {
  if (survivor.kind === 'closed') return null;
  const order = gradeOrder(programme);
  const own: HeldGrade =
    survivor.kind === 'member'
      ? survivor
      : { grade: lowestGrade(programme) ?? absorbed.grade, standing: 'met', missedRatings: 0 };
  const isHigher = isBetter(absorbed, own, order);
  const best = isHigher || survivor.kind === 'unknown' ? absorbed : own;
  const { grade: toGrade, standing: toStanding, missedRatings } = best;
  const { programmeId } = absorbed;
  const of = { membershipId, holderId, programmeId, programmeVersion: programme.version };
  const from = { fromMembershipId: absorbed.membershipId, fromHolderId: absorbed.holderId, otherGrade: absorbed.grade };
  const grant = best === absorbed ? absorbed.grant : null;
  const held = { fromGrade: own.grade, toGrade, toStanding, missedRatings };
  const settledMonths = [...absorbed.settledMonths];
  const goesOn: MembershipTakenOver = { ...of, ...held, ...from, mergeId, grant, settledMonths, effectiveDate };
  return {
    goesOn: { type: 'MembershipTakenOver', data: goesOn },
    closes: closed(absorbed, { cause: 'merged', intoMembershipId: membershipId }),
  };
}

/** Ends a membership. */
export function closed(
  { membershipId, holderId, programmeId, grade }: Member,
  why: Pick<MembershipClosed, 'cause' | 'intoMembershipId'>,
): MembershipEvent {
  return { type: 'MembershipClosed', data: { membershipId, holderId, programmeId, grade, ...why } };
}

const BETTER = ['falling', 'extension', 'met'] as const;

function isBetter(one: HeldGrade, other: HeldGrade, order: readonly string[]): boolean {
  const difference = order.indexOf(one.grade) - order.indexOf(other.grade);
  if (difference !== 0) return difference > 0;
  const standing = BETTER.indexOf(one.standing) - BETTER.indexOf(other.standing);
  return standing === 0 ? one.missedRatings < other.missedRatings : standing > 0;
}
