/** A holder's membership of a programme: that there is one, and its grade. */
import type { MembershipEvent, PointsEarned } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { type Programme, raiseFor } from '@scrip/programme';

/** A membership before and after its holder joined. */
export type MembershipState =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'member';
      readonly membershipId: string;
      readonly holderId: string;
      readonly programmeId: string;
      /** Key of the grade in the programme document. */
      readonly grade: string;
    };

export const membershipDecider: Decider<MembershipState, MembershipEvent> = {
  stream: 'membership',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'MemberJoined': {
        const { membershipId, holderId, programmeId, grade } = event.data;
        return { kind: 'member', membershipId, holderId, programmeId, grade };
      }
      case 'GradeRaised': {
        const { membershipId, toGrade } = event.data;
        if (state.kind === 'unknown') throw new InvariantError(`${membershipId} was raised before it was joined`);
        return { ...state, grade: toGrade };
      }
    }
  },
};

/** A holder joins a programme once, so issuer, programme and holder are all that names a membership. */
export function membershipSeed(issuerId: string, programmeId: string, holderId: string): string {
  return [issuerId, programmeId, holderId].join('\n');
}

/**
 * Raises the grade where the points that a receipt earned reach a rule of the programme; otherwise nothing happens
 * (domain 2.1, M7). Refusals in the order tried:
 * - `membership_unknown` {membershipId}: points were earned by a member who never joined here.
 */
export function raiseByPoints(
  state: MembershipState,
  earned: PointsEarned,
  programme: Programme,
): Decision<MembershipEvent> {
  if (state.kind === 'unknown') return reject('membership_unknown', { membershipId: earned.membershipId });
  const { membershipId, holderId, programmeId, grade: fromGrade } = state;
  const { receiptId, lifetimeAfterPoints: lifetimePoints, balanceAfterPoints: balancePoints } = earned;
  const raise = raiseFor({ grade: fromGrade, lifetimePoints, balancePoints }, programme);
  if (!raise) return accept();
  const { toGrade, rule } = raise;
  const programmeVersion = programme.version;
  const data = {
    membershipId,
    holderId,
    programmeId,
    programmeVersion,
    fromGrade,
    toGrade,
    rule,
    receiptId,
    lifetimePoints,
  };
  return accept({ type: 'GradeRaised', data });
}
