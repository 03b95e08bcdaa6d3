/**
 * A correction of points by hand: one person proposes it, another approves, and only then the account has it, in the same
 * moment. Its stream is the paper trail; the points are in the account's.
 */
import { businessDate, type EpochMs } from '@scrip/calendar';
import type { AccountEvent, PointsAdjusted, PointsAdjustmentEvent, PointsAdjustmentProposed } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { minus, type Points, plus, points, ZERO_POINTS } from '@scrip/money';
import { type Programme, pointsTime } from '@scrip/programme';
import {
  type AccountState,
  idsOf,
  type OpenAccount,
  settle,
  whyNotOpen,
  whyShort,
} from '../account/account.decider.ts';
import { takesFor } from '../account/lots.ts';

/** Where an adjustment stands; plain data. */
export type PointsAdjustmentState =
  | { readonly status: 'none' }
  | { readonly status: 'proposed' | 'approved' | 'rejected'; readonly proposal: PointsAdjustmentProposed };

/** How an adjustment's stream is folded. */
export const pointsAdjustmentDecider: Decider<PointsAdjustmentState, PointsAdjustmentEvent> = {
  stream: 'points-adjustment',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'PointsAdjustmentProposed') return { status: 'proposed', proposal: event.data };
    if (state.status === 'none') throw new InvariantError(`${event.type} comes before its proposal`);
    return { ...state, status: event.type === 'PointsAdjustmentApproved' ? 'approved' : 'rejected' };
  },
};

/** What is proposed. */
export interface ProposeAdjustment {
  readonly adjustmentId: string;
  readonly direction: 'credit' | 'debit';
  readonly askedPoints: Points;
  /** Whether what was ever earned changes as well. */
  readonly countsLifetime: boolean;
  /** snake_case. */
  readonly reason: string;
  readonly correctsEventId: string | null;
  readonly proposedBy: string;
  readonly at: EpochMs;
}

/**
 * Proposes a correction; nothing moves. Refused in this order:
 * - `account_unknown`, `account_moved`, `account_closed`: see `whyNotOpen`.
 * - `points_not_positive` {askedPoints}.
 * - `adjustment_exceeds_limit` {askedPoints, pointsMax, excessPoints}: `points.adjustments.pointsMax` of the programme.
 * - `points_short` {askedPoints, availablePoints, pendingPoints, missingPoints}: of a debit; a hand takes nobody below zero.
 */
export function proposeAdjustment(
  account: AccountState,
  { at, ...command }: ProposeAdjustment,
  programme: Programme,
): Decision<PointsAdjustmentEvent> {
  if (account.kind !== 'open') return refuse(whyNotOpen(account));
  const refusal = whyNot(account, { ...command, at }, programme);
  if (refusal) return refuse(refusal);
  const under = { programmeId: account.programmeId, programmeVersion: programme.version };
  return accept({ type: 'PointsAdjustmentProposed', data: { ...command, ...idsOf(account), ...under } });
}

/** What an approval records: in its own stream and in the account's. */
export interface ApprovalFacts {
  readonly approved: PointsAdjustmentEvent;
  readonly adjusted: AccountEvent;
}

/**
 * Approves a proposal and corrects the account in the same moment, by the version in force then. A credit can be used at
 * once and lapses as what is earned that day does; what the account owes is paid first. Refused in this order:
 * - `adjustment_unknown`.
 * - `adjustment_decided` {state}.
 * - `own_proposal` {proposedBy}: somebody else must approve.
 * - then as `proposeAdjustment`, since limits and balances may have changed.
 * @param account the account that has the points now, where they moved since.
 */
export function approveAdjustment(
  state: PointsAdjustmentState,
  account: AccountState,
  { by, at }: { readonly by: string; readonly at: EpochMs },
  programme: Programme,
): Decision<ApprovalFacts> {
  if (state.status === 'none') return reject('adjustment_unknown');
  if (state.status !== 'proposed') return reject('adjustment_decided', { state: state.status });
  const { adjustmentId, proposedBy } = state.proposal;
  if (by === proposedBy) return reject('own_proposal', { proposedBy });
  if (account.kind !== 'open') return refuse(whyNotOpen(account));
  const refusal = whyNot(account, { ...state.proposal, at }, programme);
  if (refusal) return refuse(refusal);
  const { accountId } = account;
  const approved: PointsAdjustmentEvent = {
    type: 'PointsAdjustmentApproved',
    data: { adjustmentId, accountId, approvedBy: by },
  };
  const adjusted: AccountEvent = { type: 'PointsAdjusted', data: adjustedBy(state.proposal, account, at, programme) };
  return { kind: 'accepted', events: [{ approved, adjusted }] };
}

/**
 * Turns a proposal down; who proposed it may take it back. Refused in this order: `adjustment_unknown`;
 * `adjustment_decided` {state}.
 */
export function rejectAdjustment(
  state: PointsAdjustmentState,
  { by, reason }: { readonly by: string; readonly reason: string },
): Decision<PointsAdjustmentEvent> {
  if (state.status === 'none') return reject('adjustment_unknown');
  if (state.status !== 'proposed') return reject('adjustment_decided', { state: state.status });
  const { adjustmentId, accountId } = state.proposal;
  return accept({ type: 'PointsAdjustmentRejected', data: { adjustmentId, accountId, rejectedBy: by, reason } });
}

/** Why points cannot be corrected so; undefined when they can. */
function whyNot(
  account: OpenAccount,
  { direction, askedPoints, at }: { readonly direction: string; readonly askedPoints: Points; readonly at: EpochMs },
  programme: Programme,
): Refusal | undefined {
  if (askedPoints <= 0n) return { code: 'points_not_positive', detail: { askedPoints } };
  const limit = programme.points?.adjustments?.pointsMax;
  if (limit !== undefined && askedPoints > BigInt(limit)) {
    const pointsMax = points(limit);
    const detail = { askedPoints, pointsMax, excessPoints: minus(askedPoints, pointsMax) };
    return { code: 'adjustment_exceeds_limit', detail };
  }
  return direction === 'debit' ? whyShort(account, askedPoints, at) : undefined;
}

function adjustedBy(
  proposal: PointsAdjustmentProposed,
  account: OpenAccount,
  at: EpochMs,
  programme: Programme,
): PointsAdjusted {
  const { adjustmentId, direction, askedPoints: adjustedPoints, countsLifetime } = proposal;
  const isCredit = direction === 'credit';
  const { expiresAt, expiryNotices } = pointsTime(programme.points ?? {}, businessDate(at));
  const notices = expiryNotices.length > 0 ? expiryNotices : null;
  const moved = isCredit
    ? settle(account, [{ expiresAt, expiryNotices: notices, sharePoints: adjustedPoints }])
    : { settledPoints: ZERO_POINTS, lots: takesFor(account.lots, adjustedPoints, at) };
  const change = isCredit ? plus : minus;
  return {
    ...idsOf(account),
    adjustmentId,
    direction,
    adjustedPoints,
    countsLifetime,
    ...moved,
    balanceAfterPoints: change(account.balancePoints, adjustedPoints),
    lifetimeAfterPoints: countsLifetime ? change(account.lifetimePoints, adjustedPoints) : account.lifetimePoints,
    programmeId: account.programmeId,
    programmeVersion: programme.version,
  };
}

function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}
