declare const fenBrand: unique symbol;
declare const pointsBrand: unique symbol;

/** An amount of money in fen (1 yuan = 100 fen), any sign. Integer arithmetic only; a sum of two `Fen` is a plain bigint again, so each result is named by `fen()`, `plus` or `minus`. */
export type Fen = bigint & { readonly [fenBrand]: true };

/** A number of loyalty points, any sign (a return may take an account below zero, domain M12). */
export type Points = bigint & { readonly [pointsBrand]: true };

/**
 * Names an integer as an amount in fen.
 * @throws RangeError when a `number` is not a safe integer: 0.1 yuan has no place here, and above 2^53 a number no longer counts single fen.
 */
export function fen(amount: bigint | number): Fen {
  return exactInteger(amount, 'fen') as Fen;
}

/**
 * Names an integer as a number of points.
 * @throws RangeError when a `number` is not a safe integer.
 */
export function points(count: bigint | number): Points {
  return exactInteger(count, 'points') as Points;
}

/** No money. */
export const ZERO_FEN: Fen = fen(0n);

/** No points. */
export const ZERO_POINTS: Points = points(0n);

/** Sum of two amounts of the same unit; fen and points do not mix. */
export function plus(a: Fen, b: Fen): Fen;
export function plus(a: Points, b: Points): Points;
export function plus(a: bigint, b: bigint): bigint {
  return a + b;
}

/** Difference a − b of two amounts of the same unit. */
export function minus(a: Fen, b: Fen): Fen;
export function minus(a: Points, b: Points): Points;
export function minus(a: bigint, b: bigint): bigint {
  return a - b;
}

/** The smaller of two amounts of the same unit. */
export function least(a: Fen, b: Fen): Fen;
export function least(a: Points, b: Points): Points;
export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Sum of amounts in fen; of none, zero. */
export function sumFen(amounts: Iterable<Fen>): Fen {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total as Fen;
}

/** Text of an amount in yuan for people: thousands by comma, always two decimals, `-` in front of a negative one: `1,234.50`. */
export function formatYuan(amount: Fen): string {
  const sign = amount < 0n ? '-' : '';
  const absolute = amount < 0n ? 0n - amount : amount + 0n;
  const yuan = (absolute / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${yuan}.${(absolute % 100n).toString().padStart(2, '0')}`;
}

function exactInteger(value: bigint | number, unit: string): bigint {
  if (typeof value === 'bigint') return value;
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number of ${unit}`);
  return BigInt(value);
}
