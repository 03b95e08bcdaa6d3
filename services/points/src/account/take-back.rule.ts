/** Where points are taken from that a return takes back (domain 2.1, M12). */
import type { EpochMs } from '@scrip/calendar';
import { least, minus, type Points, plus, ZERO_POINTS } from '@scrip/money';
import type { OpenAccount } from './account.decider.ts';
import { lapsedOf } from './lapsed-points.ts';
import { pendingShareOf, shareOf, sumOf, type TakenBack, takesFor } from './lots.ts';

/** Points to be taken back, and which they were. */
export interface PointsToTakeBack {
  readonly points: Points;
  /** From when the receipt's points could be used; null: at once. */
  readonly usableAt: EpochMs | null;
  /** When they lapse; null: never. */
  readonly expiresAt: EpochMs | null;
  readonly at: EpochMs;
  /** What the programme says of a balance that does not suffice. */
  readonly belowZero: 'allowed' | 'cut';
}

/**
 * Takes the receipt's own points first, pending or in their lot; then what lapses first; what is not there is owed, so
 * that nothing can be redeemed until it is earned again, or spared where the programme stops at zero. Of a receipt whose
 * points have passed their end, those that lapsed are spared, because they are gone already; those that were used before
 * are taken like any others. Points of one lot are alike: of several receipts whichever is returned first is spared first.
 */
export function takeBack(account: OpenAccount, wanted: PointsToTakeBack): TakenBack {
  const { expiresAt, at } = wanted;
  const waiting = account.pending.find((one) => one.usableAt === wanted.usableAt && one.expiresAt === expiresAt);
  const pending = waiting
    ? [{ ...pendingShareOf(waiting), sharePoints: least(wanted.points, waiting.leftPoints) }]
    : [];
  const restPoints = minus(wanted.points, sumOf(pending));
  const isOver = expiresAt !== null && expiresAt <= at;
  const lapsedPoints = isOver ? lapsedOf(account.lapsed, { expiresAt, points: restPoints }) : ZERO_POINTS;
  const wantedPoints = minus(restPoints, lapsedPoints);
  const own = account.lots.filter((lot) => lot.expiresAt === expiresAt);
  const fromOwn = own.flatMap((lot) => (wantedPoints > 0n ? [shareOf(lot, least(wantedPoints, lot.leftPoints))] : []));
  const others = account.lots.filter((lot) => lot.expiresAt !== expiresAt);
  const lots = [...fromOwn, ...takesFor(others, minus(wantedPoints, sumOf(fromOwn)), at)];
  const missing = minus(wantedPoints, sumOf(lots));
  const spared = wanted.belowZero === 'cut';
  return {
    pending,
    lots,
    owedPoints: spared ? ZERO_POINTS : missing,
    sparedPoints: plus(lapsedPoints, spared ? missing : ZERO_POINTS),
    ...(lapsedPoints > 0n ? { lapsedPoints, lapsedAt: expiresAt } : { lapsedPoints: null, lapsedAt: null }),
  };
}
