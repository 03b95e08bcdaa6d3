import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readLong, writeLong } from './varint.ts';

describe('long', () => {
  test.each([
    [0n, '00'],
    [-1n, '01'],
    [1n, '02'],
    [-2n, '03'],
    [2n, '04'],
    [-64n, '7f'],
    [64n, '8001'],
    [2n ** 52n - 1n, 'feffffffffffff0f'],
    [2n ** 52n, '8080808080808010'],
    [2n ** 63n - 1n, 'feffffffffffffffff01'],
    [-(2n ** 63n), 'ffffffffffffffffff01'],
  ])('%s is written as in the Avro specification', (value, hex) => {
    expect(writeLong(value).toString('hex')).toBe(hex);
    expect(readLong(writeLong(value))).toBe(value);
  });

  test('any long comes back, with seven bits a byte', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.integer({ min: 0, max: 63 }),
        (any, shift) => {
          const value = any >> BigInt(shift);
          const bytes = writeLong(value);
          const zigzag = value < 0n ? -value * 2n - 1n : value * 2n;
          expect(bytes.length).toBe(Math.max(1, Math.ceil(zigzag.toString(2).length / 7)));
          expect(readLong(bytes)).toBe(value);
        },
      ),
    );
  });

  test('more than 64 bits are refused', () => {
    expect(() => readLong(Buffer.from('feffffffffffffffff03', 'hex'))).toThrow(RangeError);
    expect(() => readLong(Buffer.alloc(11, 0x80))).toThrow(RangeError);
  });
});
