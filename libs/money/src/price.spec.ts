import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apportion, cutShare, Fraction, fen, halfUp, priceAt, sumFen } from './index.ts';

const amount = fc.bigInt({ min: 0n, max: 10n ** 12n }).map(fen);
const rate = fc.integer({ min: 0, max: 10_000 });

describe('a price', () => {
  it('is a share of the tag: 1,000 at 88%, at 80% and 88%, at 80%, at 80% and 80% (M2)', () => {
    const paid = [[8_800], [8_000, 8_800], [8_000], [8_000, 8_000]].map((ratesBp) => priceAt(fen(100_000), ratesBp));
    expect(paid).toEqual([88_000n, 70_400n, 80_000n, 64_000n]);
  });

  it('is rounded once: 199.90 at 80% and 88% is 140.73 (M3)', () => {
    expect(priceAt(fen(19_990), [8_000, 8_800])).toBe(14_073n);
  });

  it('without a rate is the tag', () => {
    expect(priceAt(fen(19_990), [])).toBe(19_990n);
  });

  it('is the exact product rounded once, in whatever order the rates come', () => {
    fc.assert(
      fc.property(amount, fc.array(rate, { maxLength: 4 }), (tag, ratesBp) => {
        const exact = ratesBp.reduce((product, bp) => product.times(Fraction.ofBp(bp)), Fraction.of(tag));
        expect(priceAt(tag, ratesBp)).toBe(halfUp(exact));
        expect(priceAt(tag, ratesBp.toReversed())).toBe(priceAt(tag, ratesBp));
      }),
    );
  });

  it('needs rates of whole basis points', () => {
    expect(() => priceAt(fen(1), [88.5])).toThrow(RangeError);
  });
});

describe('a share', () => {
  it('is cut to the fen: 10% of 4,999.99 is 499.99 (A1)', () => {
    expect(cutShare(fen(499_999), 1_000)).toBe(49_999n);
  });

  it('never exceeds its exact value, nor falls a fen below it', () => {
    fc.assert(
      fc.property(amount, rate, (total, rateBp) => {
        const rest = total * BigInt(rateBp) - cutShare(total, rateBp) * 10_000n;
        expect(rest >= 0n && rest < 10_000n).toBe(true);
      }),
    );
  });
});

describe('a split', () => {
  it('of 2,000.00 by 90 and 10 is 1,800.00 and 200.00 (D5); the last part is the difference', () => {
    expect(apportion(fen(200_000), [90n, 10n])).toEqual([180_000n, 20_000n]);
    expect(apportion(fen(100), [1n, 1n, 1n])).toEqual([33n, 33n, 34n]);
  });

  it('always sums to the whole, whatever the weights', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 8 })
      .filter((all) => all.some((weight) => weight > 0n));
    fc.assert(fc.property(amount, weights, (total, shares) => sumFen(apportion(total, shares)) === total));
  });

  it('needs weights that are not negative, one of them above zero', () => {
    expect(() => apportion(fen(1), [])).toThrow(RangeError);
    expect(() => apportion(fen(1), [0n])).toThrow('at least one weight above zero');
    expect(() => apportion(fen(1), [2n, -1n])).toThrow('negative weight');
  });
});
