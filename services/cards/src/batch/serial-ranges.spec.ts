import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { common, countIn, inOrder, rangesOf, type SerialRange, without } from './serial-ranges.ts';

const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 12 }))
  .map(([firstSerial, more]): SerialRange => ({ firstSerial, lastSerial: firstSerial + more }));
const ranges = fc.array(range, { maxLength: 8 });

/** The same by a plain set of numbers. */
function members(some: readonly SerialRange[]): Set<number> {
  const set = new Set<number>();
  for (const { firstSerial, lastSerial } of some) for (let n = firstSerial; n <= lastSerial; n += 1) set.add(n);
  return set;
}
const sorted = (set: Set<number>) => [...set].sort((a, b) => a - b);

describe('ranges of serials', () => {
  it('are a set: in order, apart from each other, with the members that were given', () => {
    fc.assert(
      fc.property(ranges, (some) => {
        const set = inOrder(some);
        expect(sorted(members(set))).toEqual(sorted(members(some)));
        expect(countIn(set)).toBe(members(some).size);
        set.forEach((one, index) => {
          const before = set[index - 1];
          if (before) expect(one.firstSerial).toBeGreaterThan(before.lastSerial + 1);
        });
        expect(rangesOf(sorted(members(some)))).toEqual(set);
      }),
    );
  });

  it('are taken from each other, and compared, as plain sets of numbers are', () => {
    fc.assert(
      fc.property(ranges, ranges, (some, others) => {
        const [a, b] = [inOrder(some), inOrder(others)];
        const [inA, inB] = [members(a), members(b)];
        expect(sorted(members(without(a, b)))).toEqual(sorted(inA).filter((n) => !inB.has(n)));
        expect(sorted(members(common(a, b)))).toEqual(sorted(inA).filter((n) => inB.has(n)));
      }),
    );
  });
});
