import { describe, expect, it } from '@jest/globals';
import { isWorkingPeriod, parseRfc3339, toRfc3339, workingTimeAfter, workingTimeBefore } from './index.ts';

const OFFICE = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', closedDates: ['2025-10-01'] };
const at = (text: string): number => parseRfc3339(`${text}:00+08:00`);
const local = (time: number): string => toRfc3339(time + 8 * 3_600_000).slice(0, 16);
const after = (from: string, period: string): string => local(workingTimeAfter(at(from), period, OFFICE));
const before = (from: string, period: string): string => local(workingTimeBefore(at(from), period, OFFICE));

describe('working time', () => {
  it('passes only while somebody works', () => {
    expect(after('2025-06-06T17:00', 'PT2H')).toBe('2025-06-09T10:00');
    expect(after('2025-06-07T12:00', 'PT1H')).toBe('2025-06-09T10:00');
    expect(after('2025-06-09T08:00', 'PT9H')).toBe('2025-06-09T18:00');
    expect(after('2025-06-09T08:00', 'PT9H1M')).toBe('2025-06-10T09:01');
    expect(after('2025-09-30T17:00', 'PT2H')).toBe('2025-10-02T10:00');
  });

  it('has days of its own length', () => {
    expect(after('2025-06-06T12:00', 'P1D')).toBe('2025-06-09T12:00');
    expect(after('2025-06-06T12:00', 'P5DT1H')).toBe('2025-06-13T13:00');
  });

  it('goes back as it came', () => {
    expect(before('2025-06-09T10:00', 'PT2H')).toBe('2025-06-06T17:00');
    expect(before('2025-06-08T10:00', 'PT1H')).toBe('2025-06-06T17:00');
    for (const from of ['2025-06-03T09:30', '2025-06-05T17:59']) {
      expect(local(workingTimeBefore(workingTimeAfter(at(from), 'P3DT4H', OFFICE), 'P3DT4H', OFFICE))).toBe(from);
    }
  });

  it('is counted in days and hours alone, and needs hours to work in', () => {
    expect(['P1D', 'PT4H', 'P2DT30M'].every(isWorkingPeriod)).toBe(true);
    expect(['P1M', 'P1Y', 'P1W', 'P1MT1M', 'nothing'].some(isWorkingPeriod)).toBe(false);
    expect(() => after('2025-06-06T12:00', 'P1M')).toThrow(RangeError);
    expect(() => workingTimeAfter(0, 'PT1H', { ...OFFICE, weekdays: [] })).toThrow(RangeError);
    expect(() => workingTimeAfter(0, 'PT1H', { ...OFFICE, to: '09:00' })).toThrow(RangeError);
  });
});
