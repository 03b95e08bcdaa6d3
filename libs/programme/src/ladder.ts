/** What goods cost in points (domain 2.1, M6). */
import { type EpochMs, expiryAfter } from '@scrip/calendar';
import { type Fen, type Points, points, sumFen } from '@scrip/money';
import type { RedemptionLadder } from './points-plan.ts';

/** Goods that somebody wants for points. */
export interface LadderItem {
  /** Price on the tag. */
  readonly tagFen: Fen;
  /** What it costs today. */
  readonly todayFen: Fen;
}

/** The amount that the ladder goes by, in fen: the tags of the goods together, or what they cost today. */
export function ladderFen(items: readonly LadderItem[], { by }: RedemptionLadder): Fen {
  return sumFen(items.map((item) => (by === 'tag' ? item.tagFen : item.todayFen)));
}

/**
 * Points for goods of an amount (domain 2.1, M6): up to the first step its points, for each further amount or part of it
 * those of the steps above.
 */
export function ladderPoints(amountFen: Fen, { first, further }: RedemptionLadder): Points {
  const aboveFen = amountFen - BigInt(first.upToFen);
  const everyFen = BigInt(further.everyFen);
  const steps = aboveFen > 0n ? (aboveFen + everyFen - 1n) / everyFen : 0n;
  return points(BigInt(first.points) + steps * BigInt(further.points));
}

/** First moment at which goods put aside at a moment are given up; null where they wait as long as it takes. */
export function collectUntil(at: EpochMs, { collectWithin }: RedemptionLadder): EpochMs | null {
  return collectWithin === undefined ? null : expiryAfter(at, collectWithin);
}
