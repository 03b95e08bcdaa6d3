import { describe, expect, it } from '@jest/globals';
import { atTimeOfDay, startOfBusinessDay } from '@scrip/calendar';
import { points } from '@scrip/money';
import { lintProgramme } from './lint.ts';
import { pointsTime } from './points-time.ts';
import { pointsDeferral, pointsWorthFen, redeemedShareBp } from './points-worth.ts';
import { preset } from './presets.ts';

const order = 'oldestFirst' as const;

describe('when points can be used', () => {
  it('is at once and for ever where the plan says nothing', () => {
    expect(pointsTime({}, '2025-01-10')).toEqual({ usableAt: null, expiresAt: null, expiryNotices: [] });
  });

  it('begins with the day on which the waiting time ends', () => {
    const { usableAt } = pointsTime({ pending: { after: 'P7D' } }, '2025-01-10');
    expect(usableAt).toBe(startOfBusinessDay('2025-01-17'));
  });

  it('ends with the month that the time ends in, or with the very day where the plan says so', () => {
    const monthly = pointsTime({ expiry: { after: 'P2Y', order } }, '2025-01-10');
    expect(monthly.expiresAt).toBe(startOfBusinessDay('2027-02-01'));
    const daily = pointsTime({ expiry: { after: 'P2Y', order, endsOn: 'day' } }, '2025-01-10');
    expect(daily.expiresAt).toBe(startOfBusinessDay('2027-01-11'));
    // A month that lacks the day gives its last one.
    expect(pointsTime({ expiry: { after: 'P1M', order } }, '2025-01-31').expiresAt).toBe(
      startOfBusinessDay('2025-03-01'),
    );
  });

  it('is told of so many days before the last one', () => {
    const notices = { daysBefore: [30, 7], at: '10:00' };
    const { expiryNotices } = pointsTime({ expiry: { after: 'P1Y', order, notices } }, '2025-01-10');
    expect(expiryNotices).toEqual([atTimeOfDay('2026-01-01', '10:00'), atTimeOfDay('2026-01-24', '10:00')]);
  });
});

describe('what outstanding points are put at', () => {
  const worth = { points: 300, fen: 100 };

  it('is their share of the worth, rounded once, half up, and never below zero', () => {
    expect(pointsWorthFen({ worth }, points(449))).toBe(150n);
    expect(pointsWorthFen({ worth }, points(448))).toBe(149n);
    expect(pointsWorthFen({ worth: { ...worth, redeemedBp: 8_000 } }, points(3_000))).toBe(800n);
    expect(pointsWorthFen({ worth }, points(-5))).toBe(0n);
  });

  it('is parted in what is expected to be redeemed and the difference to all of it', () => {
    expect(pointsDeferral({ worth }, points(449), 6_667)).toEqual({
      redeemedBp: 6_667,
      deferredFen: 100n,
      breakageFen: 50n,
    });
    expect(redeemedShareBp({ used: points(2), lapsed: points(1) })).toBe(6_667);
    expect(redeemedShareBp({ used: points(0), lapsed: points(7) })).toBe(0);
    expect(redeemedShareBp({ used: points(0), lapsed: points(0) })).toBeNull();
  });

  it('is not said where the plan puts no worth on them', () => {
    expect(pointsWorthFen({}, points(449))).toBeNull();
    expect(pointsDeferral({}, points(449), 10_000)).toBeNull();
  });
});

describe('a plan whose notices do not come nearer to the end', () => {
  it('does not publish', () => {
    const mall = preset('mall-vip');
    const expiry = { after: 'P1Y', order, notices: { daysBefore: [7, 30], at: '10:00' } };
    const found = lintProgramme({ ...mall, points: mall.points && { ...mall.points, expiry } });
    expect(found).toMatchObject([{ code: 'days_not_falling', path: '$.points.expiry.notices.daysBefore[1]' }]);
  });
});
