/** What each fact of an account does to its points: the one reading of the facts for every page that shows them. */
import type { EpochMs } from '@scrip/calendar';
import type { PendingPointsShare, PointsLotShare, ScripEvent } from '@scrip/contracts';
import { minus, type Points, plus, points, ZERO_POINTS } from '@scrip/money';
import { sumOf } from './lots.ts';

/** Kinds of movement, as the statement and the roll-forward of a programme name them. */
export const MOVEMENT_KINDS = [
  'earned',
  'confirmed',
  'used',
  'use_reversed',
  'taken_back',
  'adjusted',
  'granted',
  'grant_taken_back',
  'lapsed',
  'moved_out',
  'moved_in',
  'closed',
] as const;

/** One kind of movement. */
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** What a fact does to one account; the changes are below zero where points go. */
export interface Movement {
  readonly kind: MovementKind;
  readonly accountId: string;
  readonly programmeId: string;
  readonly receiptId: string | null;
  /** What it is about: a return, a use, an adjustment, the other account; null where the receipt says it. */
  readonly reference: string | null;
  readonly changePoints: Points;
  readonly pendingChangePoints: Points;
  readonly lifetimeChangePoints: Points;
  readonly balanceAfterPoints: Points;
  /** Null where it did not change. */
  readonly lifetimeAfterPoints: Points | null;
  /** Keys of the rules that counted. */
  readonly rules: readonly string[];
  /** Version it was decided under; null where no rule was asked. */
  readonly programmeVersion: number | null;
  /** Changes of lots. */
  readonly lots: readonly LotChange[];
  /** Changes of what is pending. */
  readonly pending: readonly PendingChange[];
  /** Change of what the account is below zero. */
  readonly owedChangePoints: Points;
}

/** Points that come to a lot or go from it. */
export interface LotChange {
  readonly expiresAt: EpochMs | null;
  readonly expiryNotices: readonly EpochMs[];
  /** Below zero where they go. */
  readonly changePoints: Points;
}

/** Points that come to those that wait, or go from them. */
export interface PendingChange extends LotChange {
  readonly usableAt: EpochMs;
}

/** The movement of a fact; undefined of one that moves no points. */
export function movementOf(event: ScripEvent): Movement | undefined {
  switch (event.type) {
    case 'PointsEarned': {
      const { earnedPoints, usableAt, expiresAt, expiryNotices, receiptId } = event.data;
      const settled = event.data.settledPoints ?? ZERO_POINTS;
      const share = { expiresAt, expiryNotices, sharePoints: minus(earnedPoints, settled) };
      const comes =
        usableAt === null
          ? { lots: [into(share)], changePoints: earnedPoints, owedChangePoints: negative(settled) }
          : { pending: [{ usableAt, ...into(share) }], pendingChangePoints: earnedPoints };
      return { ...still(event.data), kind: 'earned', receiptId, lifetimeChangePoints: earnedPoints, ...comes };
    }
    case 'PointsConfirmed': {
      const { confirmedPoints, settledPoints, usableAt, expiresAt, expiryNotices } = event.data;
      const waited = { usableAt, expiresAt, expiryNotices, sharePoints: confirmedPoints };
      return {
        ...still(event.data),
        kind: 'confirmed',
        changePoints: confirmedPoints,
        pendingChangePoints: negative(confirmedPoints),
        lots: [into({ expiresAt, expiryNotices, sharePoints: minus(confirmedPoints, settledPoints) })],
        pending: [outOfPending(waited)],
        owedChangePoints: negative(settledPoints),
      };
    }
    case 'PointsUsed': {
      const { useId: reference, usedPoints, lots } = event.data;
      return {
        ...still(event.data),
        kind: 'used',
        reference,
        changePoints: negative(usedPoints),
        lots: lots.map(outOf),
      };
    }
    case 'PointsUseReversed': {
      const { useId: reference, givenBackPoints, settledPoints, lots } = event.data;
      const back = { changePoints: givenBackPoints, lots: lots.map(into), owedChangePoints: negative(settledPoints) };
      return { ...still(event.data), kind: 'use_reversed', reference, ...back };
    }
    case 'PointsLapsed': {
      const { expiresAt, lapsedPoints } = event.data;
      const lots = [outOf({ expiresAt, expiryNotices: null, sharePoints: lapsedPoints })];
      return { ...still(event.data), kind: 'lapsed', changePoints: negative(lapsedPoints), lots };
    }
    case 'PointsTakenBack': {
      const { receiptId, returnId: reference, takenBackPoints, pending, lots, owedPoints } = event.data;
      return {
        ...still(event.data),
        kind: 'taken_back',
        receiptId,
        reference,
        changePoints: negative(plus(sumOf(lots), owedPoints)),
        pendingChangePoints: negative(sumOf(pending)),
        lifetimeChangePoints: negative(takenBackPoints),
        lots: lots.map(outOf),
        pending: pending.map(outOfPending),
        owedChangePoints: owedPoints,
      };
    }
    case 'PointsGranted': {
      const { useId: reference, grantedPoints, settledPoints, expiresAt, expiryNotices } = event.data;
      return {
        ...still(event.data),
        kind: 'granted',
        reference,
        changePoints: grantedPoints,
        rules: [event.data.entitlementKey],
        lots: [into({ expiresAt, expiryNotices, sharePoints: minus(grantedPoints, settledPoints) })],
        owedChangePoints: negative(settledPoints),
      };
    }
    case 'PointsGrantTakenBack': {
      const { useId: reference, lots, owedPoints } = event.data;
      const changePoints = negative(plus(sumOf(lots), owedPoints));
      const takes = { changePoints, lots: lots.map(outOf), owedChangePoints: owedPoints };
      return { ...still(event.data), kind: 'grant_taken_back', reference, ...takes };
    }
    case 'PointsAdjusted': {
      const { adjustmentId: reference, direction, adjustedPoints, lots, settledPoints, countsLifetime } = event.data;
      const isCredit = direction === 'credit';
      const changePoints = isCredit ? adjustedPoints : negative(adjustedPoints);
      return {
        ...still(event.data),
        kind: 'adjusted',
        reference,
        changePoints,
        lifetimeChangePoints: countsLifetime ? changePoints : ZERO_POINTS,
        lots: lots.map(isCredit ? into : outOf),
        owedChangePoints: negative(settledPoints),
      };
    }
    case 'PointsMovedOut': {
      const { toAccountId: reference, lifetimePoints } = event.data;
      return { ...leaving(event.data), kind: 'moved_out', reference, lifetimeChangePoints: negative(lifetimePoints) };
    }
    case 'PointsMovedIn': {
      const { fromAccountId: reference, lots, pending, paidLots, settledPoints, owedPoints } = event.data;
      const comes = plus(sumOf(lots), settledPoints);
      return {
        ...still(event.data),
        kind: 'moved_in',
        reference,
        changePoints: minus(comes, plus(sumOf(paidLots), owedPoints)),
        pendingChangePoints: sumOf(pending),
        lifetimeChangePoints: event.data.movedLifetimePoints,
        lots: [...paidLots.map(outOf), ...lots.map(into)],
        pending: pending.map((share) => ({ usableAt: share.usableAt, ...into(share) })),
        owedChangePoints: minus(owedPoints, settledPoints),
      };
    }
    case 'PointsAccountClosed':
      return { ...leaving(event.data), kind: 'closed' };
    default:
      return undefined;
  }
}

/** A movement of nothing, to be filled. */
function still(data: {
  readonly accountId: string;
  readonly programmeId: string;
  readonly balanceAfterPoints?: Points;
  readonly lifetimeAfterPoints?: Points;
  readonly rules?: readonly string[];
  readonly programmeVersion?: number;
}): Omit<Movement, 'kind'> {
  return {
    accountId: data.accountId,
    programmeId: data.programmeId,
    receiptId: null,
    reference: null,
    changePoints: ZERO_POINTS,
    pendingChangePoints: ZERO_POINTS,
    lifetimeChangePoints: ZERO_POINTS,
    balanceAfterPoints: data.balanceAfterPoints ?? ZERO_POINTS,
    lifetimeAfterPoints: data.lifetimeAfterPoints ?? null,
    rules: data.rules ?? [],
    programmeVersion: data.programmeVersion ?? null,
    lots: [],
    pending: [],
    owedChangePoints: ZERO_POINTS,
  };
}

/** All that an account has goes. */
function leaving(data: {
  readonly accountId: string;
  readonly programmeId: string;
  readonly lots: readonly PointsLotShare[];
  readonly pending: readonly PendingPointsShare[];
  readonly owedPoints: Points;
}): Omit<Movement, 'kind'> {
  return {
    ...still(data),
    changePoints: minus(data.owedPoints, sumOf(data.lots)),
    pendingChangePoints: negative(sumOf(data.pending)),
    lots: data.lots.map(outOf),
    pending: data.pending.map(outOfPending),
    owedChangePoints: negative(data.owedPoints),
  };
}

function into({ expiresAt, expiryNotices, sharePoints }: PointsLotShare): LotChange {
  return { expiresAt, expiryNotices: expiryNotices ?? [], changePoints: sharePoints };
}

function outOf(share: PointsLotShare): LotChange {
  return { ...into(share), changePoints: negative(share.sharePoints) };
}

function outOfPending(share: PendingPointsShare): PendingChange {
  return { usableAt: share.usableAt, ...outOf(share) };
}

function negative(count: Points): Points {
  return points(-count);
}
