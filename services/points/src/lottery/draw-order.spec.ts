import { describe, expect, it } from '@jest/globals';
import { drawOrder, sha256Hex } from './draw-order.ts';

const seed = Buffer.alloc(32, 7);
const entriesHash = sha256Hex(Buffer.from('entries'));
const first = (count: number, entries: number, from = seed): readonly number[] => {
  const order = drawOrder({ seed: from, entriesHash, entries });
  return Array.from({ length: count }, () => order.next().value as number);
};

describe('the order of a draw', () => {
  it('names each place once', () => {
    const places = [...drawOrder({ seed, entriesHash, entries: 1_000 })];
    expect(places).toHaveLength(1_000);
    expect(new Set(places)).toEqual(new Set(Array.from({ length: 1_000 }, (_, place) => place)));
    expect([...drawOrder({ seed, entriesHash, entries: 0 })]).toEqual([]);
  });

  it('is the same for the same seed and entries, and another for another seed', () => {
    expect(first(10, 1_000_000)).toEqual(first(10, 1_000_000));
    expect(first(10, 1_000_000, Buffer.alloc(32, 8))).not.toEqual(first(10, 1_000_000));
  });

  it('is this one for good: whoever checks an old draw finds its winners', () => {
    expect(first(5, 100)).toMatchInlineSnapshot(`
[
  83,
  28,
  8,
  86,
  52,
]
`);
  });

  it('favours no place: of 6,000 draws of one among six each place has its share', () => {
    const counts = Array.from({ length: 6 }, () => 0);
    for (let draw = 0; draw < 6_000; draw += 1) {
      const numbered = Buffer.alloc(32);
      numbered.writeUInt32BE(draw);
      const [place = 0] = first(1, 6, numbered);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    // 1,000 each; five standard deviations are some 145.
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(145);
  });
});
