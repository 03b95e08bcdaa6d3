import type { EpochMs } from '@scrip/calendar';
import { addPeriod, atTimeOfDay, businessDate, daysEarlier, expiryAfter, lastUsableInstant } from '@scrip/calendar';
import type { Fen } from '@scrip/money';
import { cutShare, fen, minus, plus, priceAt, ZERO_FEN } from '@scrip/money';
import type { StoredValueProduct } from './product.ts';

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

/** Equal items as the till tagged them. */
export interface TaggedItem {
  /** Of one item. */
  readonly tagFen: Fen;
  readonly count: number;
}

/** What is paid for equal items. */
export interface PricedItem extends TaggedItem {
  /** For all of them. */
  readonly payFen: Fen;
}

/**
 * Prices of items that are paid with the wallet, after the product's own discount: a rate, rounded once a line, half up
 * (domain 2.4, C2: 25.00 at 90% is 22.50), or an amount off each item, never below zero (domain 2.2, A2).
 */
export function pricesInWallet(items: readonly TaggedItem[], product: StoredValueProduct): readonly PricedItem[] {
  const { discount } = product.spend;
  return items.map(({ tagFen, count }) => {
    const lineFen = fen(tagFen * BigInt(count));
    if (discount === undefined) return { tagFen, count, payFen: lineFen };
    if ('payBp' in discount) return { tagFen, count, payFen: priceAt(lineFen, [discount.payBp]) };
    const eachFen = minus(tagFen, fen(discount.offEachItemFen));
    return { tagFen, count, payFen: eachFen > 0n ? fen(eachFen * BigInt(count)) : ZERO_FEN };
  });
}

/**
 * When the holder is told that a lot will expire, the first time first: at the product's time of day, its days before the
 * last usable day (domain 2.2). Empty where it tells nobody.
 */
export function expiryNotices(expiresAt: EpochMs, product: StoredValueProduct): readonly EpochMs[] {
  const { validity } = product.lots;
  if (validity === 'none' || validity.notices === undefined) return [];
  const { daysBefore, at } = validity.notices;
  const lastUsableDate = businessDate(lastUsableInstant(expiresAt));
  return daysBefore.map((days) => atTimeOfDay(daysEarlier(lastUsableDate, days), at));
}

/** When a hold that nobody settles ends by itself, by the calendar, and how (domain 2.2, A5); nulls if it does not. */
export function holdEnd(
  heldAt: EpochMs,
  product: StoredValueProduct,
): { readonly endsAt: EpochMs | null; readonly endsBy: 'capture' | 'release' | null } {
  const { holdPeriod } = product.spend;
  if (holdPeriod === undefined) return { endsAt: null, endsBy: null };
  return { endsAt: addPeriod(heldAt, holdPeriod.length), endsBy: holdPeriod.endsBy };
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
  // What was recharged under one validity stands in that order already.
  const areInOrder = lots.every((lot, index) => index === 0 || expiry(lots[index - 1] ?? lot) <= expiry(lot));
  return areInOrder ? lots : lots.toSorted((a, b) => expiry(a) - expiry(b));
}
