import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cut, Fraction, halfUp, halfUpQuotient } from './index.ts';

const integer = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const natural = fc.bigInt({ min: 1n, max: 10n ** 6n });
const anyFraction = fc.tuple(integer, natural).map(([num, den]) => Fraction.of(num, den));

describe('an exact fraction', () => {
  it('is kept in lowest terms with its sign above', () => {
    expect(Fraction.of(6n, -4n)).toMatchObject({ num: -3n, den: 2n });
    expect(Fraction.of(0n, -7n)).toMatchObject({ num: 0n, den: 1n });
    expect(() => Fraction.of(1n, 0n)).toThrow(RangeError);
    expect(Fraction.ofBp(8_800)).toMatchObject({ num: 22n, den: 25n });
    expect(() => Fraction.ofBp(0.5)).toThrow('0.5 is not a whole number of basis points');
  });

  it('adds, subtracts, multiplies and compares without losing anything', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, anyFraction, (a, b, c) => {
        expect(a.plus(b).minus(b)).toEqual(a);
        expect(a.plus(b).times(c)).toEqual(a.times(c).plus(b.times(c)));
        const difference = a.minus(b);
        expect(a.compare(b)).toBe(difference.num > 0n ? 1 : difference.num < 0n ? -1 : 0);
      }),
    );
  });

  it('rounds half up, a half away from zero, so that a correction mirrors what it corrects', () => {
    const rounded = [-5n, -4n, -3n, -1n, 1n, 3n, 4n, 5n].map((num) => halfUp(Fraction.of(num, 2n)));
    expect(rounded).toEqual([-3n, -2n, -2n, -1n, 1n, 2n, 2n, 3n]);
    fc.assert(
      fc.property(integer, natural, (num, den) => {
        const result = halfUpQuotient(num, den);
        expect(halfUpQuotient(-num, den)).toBe(-result);
        expect(halfUp(Fraction.of(num, den))).toBe(result);
        const twiceOff = 2n * (result * den - num);
        expect(twiceOff <= den && twiceOff >= -den).toBe(true);
      }),
    );
  });

  it('is cut toward zero', () => {
    expect([cut(Fraction.of(4_999n, 10n)), cut(Fraction.of(-4_999n, 10n)), cut(Fraction.of(5n))]).toEqual([
      499n,
      -499n,
      5n,
    ]);
  });
});
