import { describe, expect, it } from '@jest/globals';
import { atTimeOfDay, startOfBusinessDay } from '@scrip/calendar';
import { pointsTime } from './points-time.ts';

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
