import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRfc3339, toRfc3339 } from './index.ts';

describe('a time in RFC 3339', () => {
  it('is read with its offset', () => {
    const instant = Date.UTC(2025, 0, 10, 1, 2, 3, 250);
    for (const text of [
      '2025-01-10T01:02:03.25Z',
      '2025-01-10T09:02:03.250+08:00',
      '2025-01-09T15:32:03.250000-09:30',
      '2025-01-10T01:02:03.2509Z',
    ]) {
      expect(parseRfc3339(text)).toBe(instant);
    }
  });

  it('is written in UTC with three decimals and read back the same', () => {
    expect(toRfc3339(Date.UTC(2025, 0, 10))).toBe('2025-01-10T00:00:00.000Z');
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) }),
        (ms) => parseRfc3339(toRfc3339(ms)) === ms,
      ),
    );
    expect(() => toRfc3339(Date.UTC(10_000, 0, 1))).toThrow(RangeError);
    expect(() => toRfc3339(0.5)).toThrow(RangeError);
  });

  it('is refused with its reason when it is anything else', () => {
    const refused: readonly (readonly [string, string])[] = [
      ['', 'is not an RFC 3339 time'],
      ['2025-01-10', 'is not an RFC 3339 time'],
      ['2025-01-10T09:00:00', 'is not an RFC 3339 time'],
      ['2025-01-10 09:00:00Z', 'is not an RFC 3339 time'],
      ['2025-01-10t09:00:00z', 'is not an RFC 3339 time'],
      ['2025-01-10T09:00Z', 'is not an RFC 3339 time'],
      ['2025-01-10T09:00:00Z\n', 'is not an RFC 3339 time'],
      ['12025-01-10T09:00:00Z', 'is not an RFC 3339 time'],
      ['2025-01-10T09:00:00+24:00', 'offset that does not exist'],
      ['2025-01-10T09:00:00+08:60', 'offset that does not exist'],
      ['2025-01-10T24:00:00Z', 'time of day that does not exist'],
      ['2016-12-31T23:59:60Z', 'time of day that does not exist'],
      ['2025-02-29T09:00:00Z', 'day that does not exist'],
      ['2025-00-10T09:00:00Z', 'day that does not exist'],
      ['2025-04-31T09:00:00Z', 'day that does not exist'],
    ];
    for (const [text, reason] of refused) expect(() => parseRfc3339(text)).toThrow(reason);
    for (const [text] of refused) expect(() => parseRfc3339(text)).toThrow(RangeError);
  });
});
