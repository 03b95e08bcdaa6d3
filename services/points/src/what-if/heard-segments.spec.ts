import { describe, expect, it } from '@jest/globals';
import { HeardSegments } from './heard-segments.ts';

describe('who was in which segment', () => {
  const change = (isIn: boolean, heldFrom: number, segmentMemberId = 'sgm_1') => ({
    segmentMemberId,
    segmentKey: 'top',
    isIn,
    heldFrom,
  });
  const merge = (goneId: string, survivorId: string, mergedAt: number) => ({ goneId, survivorId, mergedAt });

  it('counts of somebody merged from the merge on, through as many merges as there were', () => {
    const heard = new HeardSegments(['top'], [merge('hld_2', 'hld_3', 30), merge('hld_1', 'hld_2', 20)]);
    expect(heard.neededFor(['hld_3', 'hld_4']).toSorted()).toEqual(['hld_1', 'hld_2', 'hld_3', 'hld_4']);
    heard.hold(new Map([['hld_1', [change(true, 10)]]]));
    expect([15, 25, 35].map((at) => heard.before('hld_1', at))).toEqual([['top'], ['top'], ['top']]);
    expect([15, 25, 35].map((at) => heard.before('hld_2', at))).toEqual([[], ['top'], ['top']]);
    expect([15, 25, 35].map((at) => heard.before('hld_3', at))).toEqual([[], [], ['top']]);
  });

  it('ends for the survivor where the membership that came along went out', () => {
    const heard = new HeardSegments(['top'], [merge('hld_1', 'hld_2', 20)]);
    heard.hold(
      new Map([
        ['hld_1', [change(true, 10)]],
        ['hld_2', [change(false, 30)]],
      ]),
    );
    expect([25, 35].map((at) => heard.before('hld_2', at))).toEqual([['top'], []]);
  });
});
