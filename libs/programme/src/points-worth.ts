import { BP_OF_ONE, type Fen, fen, halfUpQuotient, type Points } from '@scrip/money';
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
