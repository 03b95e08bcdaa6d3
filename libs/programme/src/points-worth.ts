import { BP_OF_ONE, type Fen, fen, halfUpQuotient, minus, type Points } from '@scrip/money';
import type { PointsPlan } from './points-plan.ts';

/**
 * What outstanding points are put at in the books: points × fen / points of the plan's `worth`, of the share that is
 * expected to be redeemed, rounded once, half up, to the fen. Never below zero; null where the plan puts no worth on them.
 */
export function pointsWorthFen({ worth }: Pick<PointsPlan, 'worth'>, outstanding: Points): Fen | null {
  if (worth === undefined) return null;
  if (outstanding <= 0n) return fen(0n);
  const redeemedBp = BigInt(worth.redeemedBp ?? BP_OF_ONE);
  return fen(halfUpQuotient(outstanding * BigInt(worth.fen) * redeemedBp, BigInt(worth.points) * BP_OF_ONE));
}

/** Outstanding points in the books: all of them, and what of that is expected to be redeemed. */
export interface PointsDeferral {
  /** Share that is expected to be redeemed, in basis points. */
  readonly redeemedBp: number;
  /** That share of what all would cost: revenue that is put off until they are used. */
  readonly deferredFen: Fen;
  /** The rest of what all would cost: points that nobody is expected to use. */
  readonly breakageFen: Fen;
}

/**
 * What outstanding points would cost if all of them were redeemed, rounded once, half up, to the fen, and parted in what is
 * expected to be redeemed and the difference (IFRS 15, B40 and B44 to B47: an option to goods is put at its price times the
 * likelihood that it is taken). Null where the plan puts no worth on points.
 * @param redeemedBp the share that is expected to be redeemed, in basis points.
 */
export function pointsDeferral(
  { worth }: Pick<PointsPlan, 'worth'>,
  outstanding: Points,
  redeemedBp: number,
): PointsDeferral | null {
  if (worth === undefined) return null;
  const fullFen = pointsWorthFen({ worth: { ...worth, redeemedBp: Number(BP_OF_ONE) } }, outstanding) ?? fen(0n);
  const deferredFen = pointsWorthFen({ worth: { ...worth, redeemedBp } }, outstanding) ?? fen(0n);
  return { redeemedBp, deferredFen, breakageFen: minus(fullFen, deferredFen) };
}

/**
 * The share of points that were used among those that left: used, or lapsed unused. In basis points, half up; null while
 * none have left, so that nothing can be told. Points that went with a return, a correction or an account say nothing of it.
 */
export function redeemedShareBp({ used, lapsed }: { readonly used: Points; readonly lapsed: Points }): number | null {
  const left = used + lapsed;
  if (used < 0n || lapsed < 0n || left === 0n) return null;
  return Number(halfUpQuotient(used * BP_OF_ONE, left));
}
