import type { EpochMs } from '@scrip/calendar';
import { expiryAfter } from '@scrip/calendar';
import type { Fen } from '@scrip/money';
import { cutShare, ZERO_FEN } from '@scrip/money';
import type { StoredValueProduct } from './document.ts';

/** Bonus of a recharge, cut to the fen (domain 1 and 2.2; A1: 10% of 4,999.99 is 499.99). Whether the principal reaches the least recharge is the wallet's own rule. */
export function rechargeBonus(principalFen: Fen, product: StoredValueProduct): Fen {
  return product.recharge.bonusRateBp === undefined ? ZERO_FEN : cutShare(principalFen, product.recharge.bonusRateBp);
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
