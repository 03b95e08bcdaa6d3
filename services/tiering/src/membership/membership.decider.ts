/** A holder's membership of a programme: that there is one, its grade, and how the grade is held between ratings. */
import type { MembershipEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import type { Points } from '@scrip/money';
import { type HeldGrade, type Programme, raiseFor, STANDINGS, type Standing } from '@scrip/programme';
import { ratedThrough } from './rated-through.ts';

/** A membership before its holder joined, while it goes on, and after it ended. */
export type MembershipState = { readonly kind: 'unknown' } | Member | ClosedMembership;

/** A member: the grade is a key in the programme document. */
export interface Member extends HeldGrade {
  readonly kind: 'member';
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  /**
   * Months, YYYY-MM, in order, whose system rating another decision stands in for, such as an instant rating that passed
   * (domain 2.6, B4); those that a rating has left behind are not kept.
   */
  readonly settledMonths: readonly string[];
  /** A grade given by hand, while it stands; null: none (domain 2.8). */
  readonly grant: GradeGrant | null;
}

/** A grade given by hand: no rating takes it before its term ends, and then the grade before it is back. */
export interface GradeGrant {
  readonly applicationId: string;
  /** Key of the grade that was given. */
  readonly grade: string;
  /** Key of the grade that was held before. */
  readonly beforeGrade: string;
  /** Last business day of the term; null where it stands until somebody ends it. */
  readonly untilDate: string | null;
}

/** A membership that ended: its holder was found to be another, or was erased. */
export interface ClosedMembership {
  readonly kind: 'closed';
  readonly membershipId: string;
  readonly cause: string;
  /** Membership that goes on in its place; null where none does. */
  readonly intoMembershipId: string | null;
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
        return {
          kind: 'member',
          membershipId,
          holderId,
          programmeId,
          grade,
          ...GIVEN,
          settledMonths: [],
          grant: null,
        };
      }
      case 'GradeRaised': {
        const { membershipId, toGrade } = event.data;
        if (state.kind !== 'member') throw new InvariantError(`${membershipId} was raised before it was joined`);
        return { ...state, grade: toGrade, ...GIVEN };
      }
      case 'GradeRated':
      case 'GradeRerated': {
        const { toGrade: grade, toStanding, missedRatings } = event.data;
        const member = begun(state, event.data);
        const settledMonths = member.settledMonths.filter((month) => month > ratedThrough(event));
        return { ...member, grade, standing: standingOf(toStanding), missedRatings, settledMonths };
      }
      case 'GradeGranted': {
        const { applicationId, toGrade: grade, fromGrade, untilDate } = event.data;
        const member = begun(state, event.data);
        const beforeGrade = member.grant?.beforeGrade ?? fromGrade;
        return { ...member, grade, ...GIVEN, grant: { applicationId, grade, beforeGrade, untilDate } };
      }
      case 'GradeGrantEnded':
        return { ...begun(state, event.data), grade: event.data.toGrade, ...GIVEN, grant: null };
      case 'GradeRatedInstantly': {
        const { toGrade: grade, month, settlesMonth } = event.data;
        const member = begun(state, event.data);
        const settledMonths = settlesMonth ? inOrder(member.settledMonths, [month]) : member.settledMonths;
        return { ...member, grade, ...GIVEN, settledMonths };
      }
      case 'MembershipTakenOver': {
        const { toGrade: grade, toStanding, missedRatings, grant } = event.data;
        const member = begun(state, event.data);
        const held = { grade, standing: standingOf(toStanding), missedRatings };
        const settledMonths = inOrder(member.settledMonths, event.data.settledMonths ?? []);
        return { ...member, ...held, settledMonths, grant: grant ?? member.grant };
      }
      case 'MembershipClosed': {
        const { membershipId, cause, intoMembershipId } = event.data;
        return { kind: 'closed', membershipId, cause, intoMembershipId };
      }
    }
  },
};

/** The member that an event is about; it begins with the event where nobody had joined. */
function begun(
  state: MembershipState,
  { membershipId, holderId, programmeId, fromGrade: grade }: MembershipBegun,
): Member {
  if (state.kind === 'member') return state;
  if (state.kind === 'closed') throw new InvariantError(`${membershipId} goes on after it was closed`);
  return { kind: 'member', membershipId, holderId, programmeId, grade, ...GIVEN, settledMonths: [], grant: null };
}

/** Months of both, each once, in order. */
function inOrder(months: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...months, ...others])].sort();
}

/** What events that can begin a membership say of it. */
interface MembershipBegun {
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly fromGrade: string;
}

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

/** Points of a member that rose, and what they rose by. */
export interface ReachedPoints {
  readonly membershipId: string;
  readonly lifetimePoints: Points;
  readonly balancePoints: Points;
  readonly reachedBy: 'receipt' | 'adjustment' | 'merge' | 'confirmation' | 'use_reversed' | 'grant';
  /** The issuer's own number; null where no receipt did it. */
  readonly receiptId: string | null;
  /** The adjustment, the account that was merged, the use that was undone or that gave the points; null where a receipt or a confirmation did it. */
  readonly reference: string | null;
}

/**
 * Raises the grade where points that rose reach a rule of the programme; otherwise nothing happens (domain 2.1, M7).
 * Refusals in the order tried:
 * - `membership_unknown` {membershipId}: the points are of a member who never joined here.
 */
export function raiseByPoints(
  state: MembershipState,
  reached: ReachedPoints,
  programme: Programme,
): Decision<MembershipEvent> {
  const { membershipId, lifetimePoints, balancePoints, reachedBy, receiptId, reference } = reached;
  if (state.kind === 'unknown') return reject('membership_unknown', { membershipId });
  // The points of a membership that ended count where it went on.
  if (state.kind === 'closed') return accept();
  const { holderId, programmeId, grade: fromGrade } = state;
  const raise = raiseFor({ grade: fromGrade, lifetimePoints, balancePoints }, programme);
  if (!raise) return accept();
  const { toGrade, rule } = raise;
  const of = { membershipId, holderId, programmeId, programmeVersion: programme.version, fromGrade, toGrade, rule };
  const by = { receiptId: receiptId ?? '', lifetimePoints, balancePoints, reachedBy, reference };
  return accept({ type: 'GradeRaised', data: { ...of, ...by } });
}
