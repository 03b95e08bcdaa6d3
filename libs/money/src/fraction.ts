/** An exact fraction of integers in lowest terms, denominator above zero. Prices, shares and penalties stay fractions until their one rounding. */
export class Fraction {
  readonly num: bigint;
  readonly den: bigint;

  private constructor(num: bigint, den: bigint) {
    this.num = num;
    this.den = den;
  }

  /**
   * num / den, reduced.
   * @throws RangeError when `den` is zero.
   */
  static of(num: bigint, den = 1n): Fraction {
    if (den === 0n) throw new RangeError('a fraction needs a denominator other than zero');
    const divisor = greatestCommonDivisor(num, den) * (den < 0n ? -1n : 1n);
    return new Fraction(num / divisor, den / divisor);
  }

  /**
   * A rate in basis points (10,000 = 100%) as a fraction.
   * @throws RangeError when it is not a whole number.
   */
  static ofBp(rateBp: number): Fraction {
    return Fraction.of(wholeBp(rateBp), BP_OF_ONE);
  }

  times(other: Fraction): Fraction {
    return Fraction.of(this.num * other.num, this.den * other.den);
  }

  plus(other: Fraction): Fraction {
    return Fraction.of(this.num * other.den + other.num * this.den, this.den * other.den);
  }

  minus(other: Fraction): Fraction {
    return Fraction.of(this.num * other.den - other.num * this.den, this.den * other.den);
  }

  /** -1, 0 or 1 as this is less than, equal to or greater than the other: usable by `sort`. */
  compare(other: Fraction): -1 | 0 | 1 {
    const left = this.num * other.den;
    const right = other.num * this.den;
    return left < right ? -1 : left > right ? 1 : 0;
  }
}

/** Basis points of a whole: 10,000 bp = 100%. */
export const BP_OF_ONE = 10_000n;

/**
 * A rate in basis points as bigint, for integer arithmetic.
 * @throws RangeError when it is not a whole number.
 */
export function wholeBp(rateBp: number): bigint {
  if (!Number.isSafeInteger(rateBp)) throw new RangeError(`${rateBp} is not a whole number of basis points`);
  return BigInt(rateBp);
}

/** The nearest integer; an exact half goes away from zero (1.5 → 2, −1.5 → −2), so a correction mirrors what it corrects. The general rounding of prices (domain 1). */
export function halfUp(value: Fraction): bigint {
  return halfUpQuotient(value.num, value.den);
}

/** `halfUp` of num / den without building the fraction, for the hot path; `den` above zero. */
export function halfUpQuotient(num: bigint, den: bigint): bigint {
  return num >= 0n ? (2n * num + den) / (2n * den) : -((-2n * num + den) / (2n * den));
}

/** The integer part, toward zero: 499.999 → 499. How a bonus, a fee share and a penalty become fen (domain 1). */
export function cut(value: Fraction): bigint {
  return value.num / value.den;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
