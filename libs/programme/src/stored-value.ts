import type { EpochMs } from '@scrip/calendar';
import { expiryAfter } from '@scrip/calendar';
import type { Fen } from '@scrip/money';
import { cutShare, fen, plus, ZERO_FEN } from '@scrip/money';
import type { StoredValueProduct } from './document.ts';

type BonusSteps = NonNullable<StoredValueProduct['recharge']['bonusSteps']>;

/**
 * Bonus of a recharge, cut to the fen: a rate (domain 2.2, A1: 10% of 4,999.99 is 499.99) or steps (domain 2.3, R1);
 * `null` where the product takes its steps only and the principal is none. Whether the principal reaches the least recharge is the wallet's own rule.
 */
export function rechargeBonus(principalFen: Fen, product: StoredValueProduct): Fen | null {
  const { bonusRateBp, bonusSteps } = product.recharge;
  if (bonusSteps !== undefined) return bonusByStep(principalFen, bonusSteps);
  return bonusRateBp === undefined ? ZERO_FEN : cutShare(principalFen, bonusRateBp);
}

function bonusByStep(principalFen: Fen, { steps, between }: BonusSteps): Fen | null {
  const step = highestReached(principalFen, steps);
  if (between === 'exactOnly') return step?.principalFen === Number(principalFen) ? fen(step.bonusFen) : null;
  if (!step) return ZERO_FEN;
  switch (between) {
    case 'highestStep':
    case 'stepPlusPar':
      return fen(step.bonusFen);
    case 'stepRate':
      return fen((principalFen * BigInt(step.bonusFen)) / BigInt(step.principalFen));
    case 'greedy': {
      const times = principalFen / BigInt(step.principalFen);
      const restFen = fen(principalFen % BigInt(step.principalFen));
      return plus(fen(times * BigInt(step.bonusFen)), bonusByStep(restFen, { steps, between }) ?? ZERO_FEN);
    }
  }
}

/** What a recharge gives besides value: of each gift the count of the highest step reached (domain 2.2, A1). */
export function rechargeGifts(
  principalFen: Fen,
  product: StoredValueProduct,
): readonly { readonly giftKey: string; readonly count: number }[] {
  return (product.recharge.gifts ?? []).flatMap(({ key, steps }) => {
    const step = highestReached(principalFen, steps);
    return step ? [{ giftKey: key, count: step.count }] : [];
  });
}

/** The steps on either side of a principal that is none, for a refusal to name. */
export function stepsAround(
  principalFen: Fen,
  product: StoredValueProduct,
): { readonly belowFen: Fen | null; readonly aboveFen: Fen | null } {
  const steps = product.recharge.bonusSteps?.steps ?? [];
  const below = highestReached(principalFen, steps);
  const above = steps.find((step) => BigInt(step.principalFen) > principalFen);
  return { belowFen: below ? fen(below.principalFen) : null, aboveFen: above ? fen(above.principalFen) : null };
}

function highestReached<S extends { readonly principalFen: number }>(
  principalFen: Fen,
  steps: readonly S[],
): S | undefined {
  return steps.findLast((step) => BigInt(step.principalFen) <= principalFen);
}

/** When a lot loaded at this instant stops being usable, or `null` if never: it is usable through the whole day its term ends on (domain 2.2; A6). */
export function lotExpiry(rechargedAt: EpochMs, product: StoredValueProduct): EpochMs | null {
  return product.lots.validity === 'none' ? null : expiryAfter(rechargedAt, product.lots.validity.term);
}

/**
 * Lots in the order they are used (domain 2.2; A3): by the product, earliest expiry first with those that never expire last, or oldest first. Equal ones stay as they are.
 * @param lots in the order they were loaded, oldest first; not changed.
 */
export function lotsInOrder<L extends { readonly expiresAt: EpochMs | null }>(
  lots: readonly L[],
  product: StoredValueProduct,
): readonly L[] {
  if (product.lots.order === 'oldestFirst') return lots;
  const expiry = (lot: L): number => lot.expiresAt ?? Number.MAX_SAFE_INTEGER;
  return lots.toSorted((a, b) => expiry(a) - expiry(b));
}
