import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen, fen, formatYuan, least, minus, plus, points, sumFen } from './index.ts';

const anyFen = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map(fen);

describe('an amount in fen', () => {
  it('is a whole number: half a fen and a number too large to be exact are refused', () => {
    expect(() => fen(0.5)).toThrow(RangeError);
    expect(() => fen(2 ** 53)).toThrow(RangeError);
    expect(() => points(Number.NaN)).toThrow('NaN is not a whole number of points');
    expect(fen(12_345)).toBe(12_345n);
  });

  it('adds, subtracts and compares', () => {
    expect(plus(fen(2), fen(3))).toBe(5n);
    expect(minus(points(2), points(3))).toBe(-1n);
    expect(least(fen(2), fen(3))).toBe(2n);
    expect(sumFen([])).toBe(0n);
    fc.assert(fc.property(fc.array(anyFen), (amounts) => sumFen(amounts) === amounts.reduce<Fen>(plus, fen(0))));
  });

  it('is written in yuan with thousands and two decimals', () => {
    expect([0, 5, 99, 100, 123_450, -123_450, -5, 100_000_000].map((amount) => formatYuan(fen(amount)))).toEqual([
      '0.00',
      '0.05',
      '0.99',
      '1.00',
      '1,234.50',
      '-1,234.50',
      '-0.05',
      '1,000,000.00',
    ]);
    fc.assert(fc.property(anyFen, (amount) => BigInt(formatYuan(amount).replace(/[.,]/g, '')) === amount));
  });
});
