import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { preset, shareOf } from './index.ts';

const svip = preset('mall-svip').segments?.[0];
if (!svip) throw new Error('the preset has no segment');
const member = (index: number, total: number, over = 1) => ({
  membershipId: `mbr_${String(index).padStart(2, '0')}`,
  measured: { total: BigInt(total), over: BigInt(over) },
});
const inOf = (members: Parameters<typeof shareOf>[1], segment: Parameters<typeof shareOf>[0] = svip) =>
  shareOf(segment, members)
    .ranked.filter(({ isIn }) => isIn)
    .map(({ membershipId }) => membershipId);

describe('the share of a segment', () => {
  const ten = Array.from({ length: 10 }, (_, index) => member(index + 1, (index + 1) * 10_000));

  it('is the two highest of ten who spent 100 to 1,000, with 1,900 of 5,500, which is 34.55%', () => {
    const share = shareOf(svip, ten);
    expect(share).toMatchObject({
      inCount: 2,
      held: { total: 190_000n, over: 1n },
      whole: { total: 550_000n, over: 1n },
      heldShareBp: 3_455,
    });
    expect(share.ranked.slice(0, 3)).toMatchObject([
      { membershipId: 'mbr_10', place: 1, isIn: true },
      { membershipId: 'mbr_09', place: 2, isIn: true },
      { membershipId: 'mbr_08', place: 3, isIn: false },
    ]);
  });

  it('has whoever equals the last one that is in, and nobody of whom nothing was measured', () => {
    expect(inOf([...ten.slice(0, 8), member(9, 90_000), member(10, 80_000)])).toEqual(['mbr_09', 'mbr_08', 'mbr_10']);
    expect(inOf([member(1, 5), ...Array.from({ length: 9 }, (_, index) => member(index + 2, 0))])).toEqual(['mbr_01']);
    expect(shareOf(svip, [member(1, 0)])).toMatchObject({ inCount: 0, heldShareBp: 0 });
  });

  it('can be the fewest that hold a part of the whole', () => {
    const part = { take: 'topShare', shareBp: 5_000 } as const;
    expect(inOf(ten, part)).toEqual(['mbr_10', 'mbr_09', 'mbr_08', 'mbr_07']);
    expect(inOf([member(1, 50), member(2, 50)], part)).toEqual(['mbr_01', 'mbr_02']);
  });

  it('compares averages exactly, whatever they are divided by', () => {
    const members = [member(1, 100, 3), member(2, 67, 2), member(3, 0), member(4, 0), member(5, 0)];
    expect(inOf(members)).toEqual(['mbr_02']);
    expect(shareOf(svip, members).whole).toEqual({ total: 401n, over: 6n });
  });

  it('depends on nobody having come first, and takes no more than its part but for ties', () => {
    const total = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(fc.array(total, { maxLength: 30 }), fc.integer({ min: 1, max: 10_000 }), (totals, shareBp) => {
        const members = totals.map((of, index) => member(index, of));
        const segment = { take: 'topMembers', shareBp } as const;
        const share = shareOf(segment, members);
        expect(shareOf(segment, members.toReversed())).toEqual(share);
        const within = share.ranked.filter(({ isIn }) => isIn);
        const least = within.at(-1)?.measured.total;
        const above = within.filter(({ measured }) => measured.total !== least);
        expect(above.length).toBeLessThanOrEqual((members.length * shareBp) / 10_000);
        expect(share.ranked.filter(({ isIn, measured }) => !isIn && measured.total === least)).toEqual([]);
      }),
    );
  });
});
