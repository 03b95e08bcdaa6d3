import type { Fen } from './fen.ts';
import { fen } from './fen.ts';
import { BP_OF_ONE, halfUpQuotient, wholeBp } from './fraction.ts';

/**
 * The price of one line: tag × every rate, exact, rounded once half up to the fen (domain 1; M2, M3). Order of rates does not matter and nothing is rounded between them.
 * @param ratesBp what is left to pay at each step, in basis points: 88% is 8,800; none means the tag itself.
 * @throws RangeError when a rate is not a whole number of basis points.
 */
export function priceAt(tagFen: Fen, ratesBp: readonly number[]): Fen {
  let num: bigint = tagFen;
  let den = 1n;
  for (const rateBp of ratesBp) {
    num *= wholeBp(rateBp);
    den *= BP_OF_ONE;
  }
  return fen(halfUpQuotient(num, den));
}

/**
 * A share of an amount, cut to the fen: bonus of a recharge, fee share, penalty (domain 1; A1: 10% of 4,999.99 is 499.99).
 * @throws RangeError when the rate is not a whole number of basis points.
 */
export function cutShare(amountFen: Fen, rateBp: number): Fen {
  return fen((amountFen * wholeBp(rateBp)) / BP_OF_ONE);
}

/**
 * Splits an amount by weights: every part but the last is cut to the fen, the last is the difference, so the parts always sum to the whole (domain 1).
 * @param weights at least one, none negative, their sum above zero.
 * @throws RangeError when the weights do not allow a split.
 */
export function apportion(totalFen: Fen, weights: readonly bigint[]): Fen[] {
  let weightSum = 0n;
  for (const weight of weights) {
    if (weight < 0n) throw new RangeError('a share cannot have a negative weight');
    weightSum += weight;
  }
  if (weightSum === 0n) throw new RangeError('a split needs at least one weight above zero');
  let rest: bigint = totalFen;
  return weights.map((weight, index) => {
    const part = index === weights.length - 1 ? rest : (totalFen * weight) / weightSum;
    rest -= part;
    return fen(part);
  });
}
