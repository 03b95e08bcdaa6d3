/**
 * Points by the moment they lapse. All points of an account that lapse at the same moment are one lot, whatever receipts
 * they came from, so that an account stays small however often its member buys.
 */
import type { EpochMs } from '@scrip/calendar';
import type { PendingPointsShare, PointsLotShare } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { least, minus, type Points, plus, ZERO_POINTS } from '@scrip/money';

/** Points that lapse at one moment; plain data. */
export interface PointsLot {
  /** Null: they never lapse. The lot's name. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is still to be told, the first time first. */
  readonly expiryNotices: readonly EpochMs[];
  /** More than 0. */
  readonly leftPoints: Points;
}

/** Points that cannot be used before a moment; plain data. */
export interface PendingPoints extends PointsLot {
  readonly usableAt: EpochMs;
}

/** Where points that are taken back come from: the parts sum to what was to be taken back. */
export interface TakenBack {
  readonly pending: readonly PendingPointsShare[];
  readonly lots: readonly PointsLotShare[];
  readonly owedPoints: Points;
  readonly sparedPoints: Points;
  /** Part of what was spared that had lapsed, and when; null: none. */
  readonly lapsedPoints: Points | null;
  readonly lapsedAt: EpochMs | null;
}

/** What lapses first comes first; what never lapses comes last. */
function later(a: EpochMs | null, b: EpochMs | null): boolean {
  return b !== null && (a === null || a > b);
}

/** The lots with points added; a lot that is there keeps its own notices. */
export function withShare(lots: readonly PointsLot[], share: PointsLotShare): readonly PointsLot[] {
  const { expiresAt, sharePoints } = share;
  if (sharePoints === 0n) return lots;
  const at = lots.findIndex((lot) => lot.expiresAt === expiresAt);
  const known = lots[at];
  if (known) return lots.with(at, { ...known, leftPoints: plus(known.leftPoints, sharePoints) });
  const before = lots.filter((lot) => later(expiresAt, lot.expiresAt));
  const fresh = { expiresAt, expiryNotices: share.expiryNotices ?? [], leftPoints: sharePoints };
  return [...before, fresh, ...lots.slice(before.length)];
}

/** The lots without points that were taken. Throws InvariantError where a lot has fewer. */
export function withoutShare(
  lots: readonly PointsLot[],
  { expiresAt, sharePoints }: PointsLotShare,
): readonly PointsLot[] {
  if (sharePoints === 0n) return lots;
  const at = lots.findIndex((lot) => lot.expiresAt === expiresAt);
  const known = lots[at];
  if (!known || known.leftPoints < sharePoints) {
    throw new InvariantError(
      `${sharePoints} points are taken of ${known?.leftPoints ?? 0n} that lapse at ${expiresAt}`,
    );
  }
  const leftPoints = minus(known.leftPoints, sharePoints);
  return leftPoints === 0n ? lots.toSpliced(at, 1) : lots.with(at, { ...known, leftPoints });
}

/** Pending points with some added: those of one moment with the same end are kept together. */
export function withPending(pending: readonly PendingPoints[], share: PendingPointsShare): readonly PendingPoints[] {
  const { usableAt, expiresAt, sharePoints } = share;
  if (sharePoints === 0n) return pending;
  const at = pending.findIndex((one) => one.usableAt === usableAt && one.expiresAt === expiresAt);
  const known = pending[at];
  if (known) return pending.with(at, { ...known, leftPoints: plus(known.leftPoints, sharePoints) });
  const fresh = { usableAt, expiresAt, expiryNotices: share.expiryNotices ?? [], leftPoints: sharePoints };
  return [...pending, fresh].sort((a, b) => a.usableAt - b.usableAt);
}

/** Pending points without some that were confirmed or taken. Throws InvariantError where there are fewer. */
export function withoutPending(
  pending: readonly PendingPoints[],
  { usableAt, expiresAt, sharePoints }: Pick<PendingPointsShare, 'usableAt' | 'expiresAt' | 'sharePoints'>,
): readonly PendingPoints[] {
  if (sharePoints === 0n) return pending;
  const at = pending.findIndex((one) => one.usableAt === usableAt && one.expiresAt === expiresAt);
  const known = pending[at];
  if (!known || known.leftPoints < sharePoints) {
    throw new InvariantError(`${sharePoints} points are taken of ${known?.leftPoints ?? 0n} that wait for ${usableAt}`);
  }
  const leftPoints = minus(known.leftPoints, sharePoints);
  return leftPoints === 0n ? pending.toSpliced(at, 1) : pending.with(at, { ...known, leftPoints });
}

/** Points in lots that have not lapsed at a moment: what can be used then. */
export function usableIn(lots: readonly PointsLot[], at: EpochMs): Points {
  return totalOf(lots.filter((lot) => lot.expiresAt === null || lot.expiresAt > at));
}

/** Points in lots, or pending ones, all together. */
export function totalOf(lots: readonly PointsLot[]): Points {
  return lots.reduce((sum, lot) => plus(sum, lot.leftPoints), ZERO_POINTS);
}

/**
 * Takes points from lots that have not lapsed, those first that lapse first (`points.expiry.order`); as many as there are
 * when more are wanted.
 */
export function takesFor(lots: readonly PointsLot[], wanted: Points, at: EpochMs): readonly PointsLotShare[] {
  let restPoints = wanted;
  return lots.flatMap((lot) => {
    if (lot.expiresAt !== null && lot.expiresAt <= at) return [];
    const sharePoints = least(restPoints, lot.leftPoints);
    restPoints = minus(restPoints, sharePoints);
    return sharePoints === 0n ? [] : [shareOf(lot, sharePoints)];
  });
}

/** Points of a lot, with what the lot promises: whoever gives them back gives them back with their dates. */
export function shareOf(lot: PointsLot, sharePoints: Points): PointsLotShare {
  const { expiresAt, expiryNotices } = lot;
  return { expiresAt, expiryNotices: expiryNotices.length > 0 ? expiryNotices : null, sharePoints };
}

/** Pending points as a whole, with what they promise. */
export function pendingShareOf(one: PendingPoints): PendingPointsShare {
  return { usableAt: one.usableAt, ...shareOf(one, one.leftPoints) };
}

/** Points of several shares together. */
export function sumOf(shares: readonly { readonly sharePoints: Points }[]): Points {
  return shares.reduce((sum, share) => plus(sum, share.sharePoints), ZERO_POINTS);
}
