/** What becomes of memberships when two holders were one person, or one was erased (domain 2.1, 2.6, 3). */
import type { MembershipClosed, MembershipEvent, MembershipTakenOver } from '@scrip/contracts';
import { gradeOrder, type HeldGrade, lowestGrade, type Programme } from '@scrip/programme';
import type { GradeGrant, Member, MembershipState } from '../membership/membership.decider.ts';

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
 * counts; months that a decision of either settled stay settled (B4). Of a grade given by hand to either the higher one goes on;
 * when it ends, the higher of what the two were without such a grade is back. The other closes. Null where the membership that
 * would go on has ended itself: then nothing is left to go on with.
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
  const grant = mergedGrant(absorbed, survivor, order);
  const held = { fromGrade: own.grade, toGrade, toStanding, missedRatings };
  const settledMonths = [...absorbed.settledMonths];
  const goesOn: MembershipTakenOver = { ...of, ...held, ...from, mergeId, grant, settledMonths, effectiveDate };
  return {
    goesOn: { type: 'MembershipTakenOver', data: goesOn },
    closes: closed(absorbed, { cause: 'merged', intoMembershipId: membershipId }),
  };
}

/** The grade given by hand that stands after a merge; null where neither had one. */
function mergedGrant(absorbed: Member, survivor: MembershipState, order: readonly string[]): GradeGrant | null {
  const both = survivor.kind === 'member' ? [absorbed, survivor] : [absorbed];
  const rank = (grade: string): number => order.indexOf(grade);
  const grants = both
    .flatMap(({ grant }) => grant ?? [])
    .toSorted((one, other) => {
      const difference = rank(other.grade) - rank(one.grade);
      // Of the same grade the one that stands longer.
      return difference === 0 ? ends(other).localeCompare(ends(one)) : difference;
    });
  const [highest] = grants;
  if (!highest) return null;
  const bases = both.map(({ grade, grant }) => (grant && grade === grant.grade ? grant.beforeGrade : grade));
  const base = bases.toSorted((one, other) => rank(other) - rank(one))[0] ?? highest.beforeGrade;
  // Its end never raises.
  return { ...highest, beforeGrade: rank(base) > rank(highest.grade) ? highest.grade : base };
}

/** What stands until somebody ends it comes last. */
function ends({ untilDate }: GradeGrant): string {
  return untilDate ?? '9999-12-31';
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
