/** Points that an entitlement gives: to an account once for each use, and back when the use is (domain 2.11). */
import { businessDate, type EpochMs } from '@scrip/calendar';
import type { AccountEvent, EntitlementPointsGiven, PointsGrantEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError } from '@scrip/decider';
import { minus, type Points, plus } from '@scrip/money';
import { type Programme, pointsTime } from '@scrip/programme';
import { type AccountState, idsOf, settle } from '../account/account.decider.ts';
import { sumOf } from '../account/lots.ts';
import { takeBack } from '../account/take-back.rule.ts';

/** Whether the points of a use were given; plain data. */
export type PointsGrantState =
  | { readonly status: 'none' }
  | { readonly status: 'given' | 'taken_back'; readonly given: EntitlementPointsGiven };

/** How the stream of a grant is folded. */
export const pointsGrantDecider: Decider<PointsGrantState, PointsGrantEvent> = {
  stream: 'points-grant',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'EntitlementPointsGiven') return { status: 'given', given: event.data };
    if (state.status === 'none') throw new InvariantError(`${event.type} comes before what was given`);
    return { ...state, status: 'taken_back' };
  },
};

/** A fact and the stream it belongs to. */
export interface GrantFact {
  readonly streamId: string;
  readonly event: PointsGrantEvent | AccountEvent;
}

/** A use that gives points. */
export interface GivingUse {
  readonly grantId: string;
  readonly useId: string;
  readonly entitlementKey: string;
  readonly points: Points;
  readonly at: EpochMs;
}

/**
 * Gives the points of a use to an account, by the version that the use was decided under: they can be used at once, pay
 * what the account owes first and lapse as what is earned that day does; what was ever earned stays. Never refused: told
 * again it changes nothing, and an account that is not open any more is given nothing.
 */
export function givePoints(
  state: PointsGrantState,
  account: AccountState,
  use: GivingUse,
  programme: Programme,
): Decision<GrantFact> {
  if (state.status !== 'none' || account.kind !== 'open') return accept();
  const { grantId, useId, entitlementKey, points: grantedPoints, at } = use;
  const { expiresAt, expiryNotices: notices } = pointsTime(programme.points ?? {}, businessDate(at));
  const expiryNotices = notices.length > 0 ? notices : null;
  const { settledPoints } = settle(account, [{ expiresAt, expiryNotices, sharePoints: grantedPoints }]);
  const under = { programmeId: programme.id, programmeVersion: programme.version };
  const of = { useId, entitlementKey, ...idsOf(account), ...under };
  const given = { ...of, grantId, givenPoints: grantedPoints, expiresAt };
  const balanceAfterPoints = plus(account.balancePoints, grantedPoints);
  const granted = { ...of, grantedPoints, expiresAt, expiryNotices, settledPoints, balanceAfterPoints };
  return accept<GrantFact>(
    { streamId: grantId, event: { type: 'EntitlementPointsGiven', data: given } },
    { streamId: account.accountId, event: { type: 'PointsGranted', data: granted } },
  );
}

/**
 * Takes the points of a use back, from where a return would take them (`takeBack`), with the programme's word on balances
 * below zero. Never refused: told again it changes nothing, neither of a use that gave none, nor on an account that is
 * closed.
 * @param account the account that has the points now.
 * @param programme the version that they were given under.
 */
export function takeGrantBack(
  state: PointsGrantState,
  account: AccountState,
  { reason, at }: { readonly reason: string; readonly at: EpochMs },
  programme: Programme,
): Decision<GrantFact> {
  if (state.status !== 'given' || account.kind !== 'open') return accept();
  const { grantId, useId, givenPoints, expiresAt } = state.given;
  const belowZero = programme.points?.returns?.belowZero ?? 'allowed';
  const { pending: _none, ...taken } = takeBack(account, {
    points: givenPoints,
    usableAt: null,
    expiresAt,
    at,
    belowZero,
  });
  const balanceAfterPoints = minus(account.balancePoints, plus(sumOf(taken.lots), taken.owedPoints));
  const of = { useId, ...idsOf(account), takenBackPoints: givenPoints, programmeId: programme.id };
  const takenBack = { ...of, ...taken, balanceAfterPoints, programmeVersion: programme.version };
  return accept<GrantFact>(
    { streamId: grantId, event: { type: 'EntitlementPointsTakenBack', data: { ...of, grantId, reason } } },
    { streamId: account.accountId, event: { type: 'PointsGrantTakenBack', data: takenBack } },
  );
}
