/**
 * Avro's binary form of `long` for bigint: zigzag, then base 128 with the lowest seven bits first (Avro specification,
 * "Binary Encoding"). Written here because avsc's own packing of bigints costs more than the rest of an event together;
 * amounts fit a number, so only the rare large value takes bigint arithmetic.
 */

/** Bytes of the longest long: 64 bits by seven. */
const LONG_BYTES_MAX = 10;
/** Below this magnitude the zigzag form (twice the value) is a safe integer, 2^52. */
const NUMBER_MAX = 2n ** 52n;
/** Bytes that always fit a safe integer: seven times seven bits. */
const NUMBER_BYTES_MAX = 7;
/** One buffer per length: a caller copies the bytes before the next call, so nothing is allocated per value. */
const byLength: readonly Buffer[] = Array.from({ length: LONG_BYTES_MAX + 1 }, (_, length) => Buffer.alloc(length));

/** The bytes of a long of 64 bits, in a buffer that the next call overwrites. */
export function writeLong(value: bigint): Buffer {
  return value > -NUMBER_MAX && value < NUMBER_MAX ? writeNumber(Number(value)) : writeBigint(value);
}

function writeNumber(value: number): Buffer {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  let length = 1;
  for (let limit = 128; rest >= limit; limit *= 128) length += 1;
  const bytes = sized(length);
  for (let index = 0; index < length - 1; index += 1) {
    bytes[index] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  bytes[length - 1] = rest;
  return bytes;
}

function writeBigint(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const digits: number[] = [];
  while (rest >= 128n) {
    digits.push(Number(rest & 127n) | 0x80);
    rest >>= 7n;
  }
  digits.push(Number(rest));
  const bytes = sized(digits.length);
  bytes.set(digits);
  return bytes;
}

function sized(length: number): Buffer {
  const bytes = byLength[length];
  if (bytes === undefined) throw new RangeError(`a long has at most ${LONG_BYTES_MAX} bytes`);
  return bytes;
}

/**
 * The long that these bytes are.
 * @throws RangeError if they are more than a long has, or more than 64 bits.
 */
export function readLong(bytes: Buffer): bigint {
  if (bytes.length <= NUMBER_BYTES_MAX) return BigInt(readNumber(bytes));
  if (bytes.length > LONG_BYTES_MAX) throw new RangeError(`a long has at most ${LONG_BYTES_MAX} bytes`);
  let zigzag = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1)
    zigzag = (zigzag << 7n) | BigInt((bytes[index] ?? 0) & 0x7f);
  if (zigzag >= 2n ** 64n) throw new RangeError('a long has at most 64 bits');
  return (zigzag >> 1n) ^ -(zigzag & 1n);
}

function readNumber(bytes: Buffer): number {
  let zigzag = 0;
  for (let index = bytes.length - 1; index >= 0; index -= 1) zigzag = zigzag * 128 + ((bytes[index] ?? 0) & 0x7f);
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}
