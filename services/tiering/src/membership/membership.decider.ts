/** A holder's membership of a programme: that there is one, its grade, and how the grade is held between ratings. */
import type { MembershipEvent, PointsEarned } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { type HeldGrade, type Programme, raiseFor, STANDINGS, type Standing } from '@scrip/programme';

/** A membership before and after its holder joined. */
export type MembershipState = { readonly kind: 'unknown' } | Member;

/** A member: the grade is a key in the programme document. */
export interface Member extends HeldGrade {
  readonly kind: 'member';
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  /** Month, YYYY-MM, whose system rating another decision stands in for, such as an instant rating that passed (domain 2.6, B4); null: none. */
  readonly settledMonth: string | null;
}

/** How a grade is held that was just given. */
const GIVEN = { standing: 'met', missedRatings: 0 } as const;

export const membershipDecider: Decider<MembershipState, MembershipEvent> = {
  stream: 'membership',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'MemberJoined': {
        const { membershipId, holderId, programmeId, grade } = event.data;
        return { kind: 'member', membershipId, holderId, programmeId, grade, ...GIVEN, settledMonth: null };
      }
      case 'GradeRaised': {
        const { membershipId, toGrade } = event.data;
        if (state.kind === 'unknown') throw new InvariantError(`${membershipId} was raised before it was joined`);
        return { ...state, grade: toGrade, ...GIVEN };
      }
      case 'GradeRated':
      case 'GradeRerated': {
        const { membershipId, holderId, programmeId, toGrade: grade, toStanding, missedRatings } = event.data;
        const member = { kind: 'member', membershipId, holderId, programmeId, settledMonth: null } as const;
        const before = state.kind === 'unknown' ? member : state;
        return { ...before, grade, standing: standingOf(toStanding), missedRatings };
      }
    }
  },
};

/** How a grade is held, as an event says it. Throws InvariantError for a word that is none of `STANDINGS`. */
export function standingOf(text: string): Standing {
  const standing = STANDINGS.find((known) => known === text);
  if (!standing) throw new InvariantError(`a grade is held in a way that is not known: ${text}`);
  return standing;
}

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
    balancePoints,
  };
  return accept({ type: 'GradeRaised', data });
}
