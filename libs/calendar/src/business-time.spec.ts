import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  addPeriod,
  addPeriodToDate,
  ageOn,
  atTimeOfDay,
  BUSINESS_ZONE,
  businessDate,
  daysBetween,
  endOfBusinessDay,
  expiryAfter,
  isBirthday,
  isBusinessDate,
  isDayPeriod,
  isPeriod,
  lastUsableInstant,
  month,
  monthDay,
  parseRfc3339,
  startOfBusinessDay,
  weekday,
} from './index.ts';

const at = parseRfc3339;
const instant = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) });
const instantNearSummerTime = fc.integer({ min: Date.UTC(1986, 0, 1), max: Date.UTC(1992, 0, 1) });
const day = instant.map(businessDate);

describe('a business date', () => {
  it('changes at midnight in Shanghai', () => {
    expect(businessDate(at('2025-01-10T15:59:59.999Z'))).toBe('2025-01-10');
    expect(businessDate(at('2025-01-10T16:00:00Z'))).toBe('2025-01-11');
  });

  it('begins and has its times of day where the history of the zone says, before, during and after those years', () => {
    const general = (date: string, time: string) =>
      Temporal.PlainDate.from(date).toZonedDateTime({
        timeZone: BUSINESS_ZONE,
        plainTime: Temporal.PlainTime.from(time),
      }).epochMilliseconds;
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const check = (ms: number, of: string) => {
      const date = businessDate(ms);
      expect(startOfBusinessDay(date)).toBe(general(date, '00:00'));
      expect(atTimeOfDay(date, of)).toBe(general(date, of));
      const next = Temporal.PlainDate.from(date).add({ days: 1 }).toString();
      expect(endOfBusinessDay(ms)).toBe(general(next, '00:00'));
    };
    fc.assert(fc.property(fc.oneof(instant, instantNearSummerTime), time, check), { numRuns: 300 });
    for (const ms of [Date.UTC(1991, 8, 14, 15), Date.UTC(1991, 8, 14, 17), Date.UTC(1991, 8, 15, 17)])
      check(ms, '00:30');
    expect(() => atTimeOfDay('2026-03-04', '24:00')).toThrow(RangeError);
    expect(() => atTimeOfDay('2026-02-30', '10:00')).toThrow(RangeError);
  });

  it('is what the history of the zone says, before, during and after the years with summer time', () => {
    const general = (ms: number) =>
      Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(BUSINESS_ZONE).toPlainDate().toString();
    fc.assert(
      fc.property(fc.oneof(instant, instantNearSummerTime), (ms) => businessDate(ms) === general(ms)),
      { numRuns: 2_000 },
    );
    const endOfSummerTime = Date.UTC(1991, 8, 14, 17);
    for (const ms of [endOfSummerTime - 1, endOfSummerTime, endOfSummerTime + 1])
      expect(businessDate(ms)).toBe(general(ms));
    expect(businessDate(Date.UTC(1991, 6, 1, 15, 30))).toBe('1991-07-02');
  });

  it('lies between the start and the end of its day', () => {
    fc.assert(
      fc.property(instant, (ms) => {
        const date = businessDate(ms);
        expect(startOfBusinessDay(date)).toBeLessThanOrEqual(ms);
        expect(endOfBusinessDay(ms)).toBeGreaterThan(ms);
        expect(businessDate(endOfBusinessDay(ms) - 1)).toBe(date);
        expect(businessDate(endOfBusinessDay(ms))).not.toBe(date);
      }),
    );
    expect(endOfBusinessDay(at('2025-01-10T09:00:00+08:00'))).toBe(at('2025-01-11T00:00:00+08:00'));
  });

  it('is refused for a broken instant or one outside the years 1 to 9999', () => {
    for (const broken of [
      0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Date.UTC(10_000, 0, 1),
      Date.UTC(0, 0, 1) - 2_000 * 366 * 86_400_000,
    ]) {
      expect(() => businessDate(broken)).toThrow(RangeError);
    }
    expect(businessDate(Date.UTC(10_000, 0, 1) - 8 * 3_600_000 - 1)).toBe('9999-12-31');
  });
});

describe('a day', () => {
  it('has a weekday from Monday 1 to Sunday 7, and a month', () => {
    expect(['2025-03-03', '2025-03-05', '2025-03-09'].map(weekday)).toEqual([1, 3, 7]);
    expect([month('2025-01-31'), month('2025-12-01')]).toEqual([1, 12]);
    expect(monthDay('2025-03-05')).toBe('03-05');
    fc.assert(
      fc.property(day, (date) => {
        const general = Temporal.PlainDate.from(date);
        expect([weekday(date), month(date)]).toEqual([general.dayOfWeek, general.month]);
      }),
    );
  });

  it('must exist', () => {
    expect(['2025-02-28', '2024-02-29', '2000-02-29'].every(isBusinessDate)).toBe(true);
    expect(
      ['2025-02-29', '2025-13-01', '2025-1-1', '2025-01-01T00:00', '', '2100-02-29', '2025-04-31'].some(isBusinessDate),
    ).toBe(false);
    expect(() => weekday('2025-02-30')).toThrow('"2025-02-30" is not a day of the form YYYY-MM-DD');
  });
});

describe('a period', () => {
  it('of one month after 2025-01-31 10:00 ends on 2025-02-28 10:00 (A5)', () => {
    expect(addPeriod(at('2025-01-31T10:00:00+08:00'), 'P1M')).toBe(at('2025-02-28T10:00:00+08:00'));
  });

  it('counts years, months, weeks, days and hours by the wall clock', () => {
    const start = at('2024-02-29T10:00:00+08:00');
    expect(addPeriod(start, 'P1Y')).toBe(at('2025-02-28T10:00:00+08:00'));
    expect(addPeriod(start, 'P2W')).toBe(at('2024-03-14T10:00:00+08:00'));
    expect(addPeriod(start, 'P1DT2H30M')).toBe(at('2024-03-01T12:30:00+08:00'));
    expect(addPeriodToDate('2024-01-31', 'P1M')).toBe('2024-02-29');
    expect(addPeriodToDate('2025-06-01', 'P30D')).toBe('2025-07-01');
  });

  it('has the form of ISO 8601, is whole and not negative', () => {
    expect(['P2Y', 'P1M', 'P30D', 'P2W', 'PT24H', 'P1Y2M3DT4H5M6S'].every(isPeriod)).toBe(true);
    expect(['', 'P', 'PT', 'P0D', '-P1D', 'P-1D', 'P1.5Y', '2Y', 'P1DT', 'P1H', 'p1d', 'P1Y '].some(isPeriod)).toBe(
      false,
    );
    expect([isDayPeriod('P2Y'), isDayPeriod('PT24H'), isDayPeriod('P1DT1H')]).toEqual([true, false, false]);
    expect(() => addPeriod(0, 'P1.5Y')).toThrow('"P1.5Y" is not an ISO 8601 period');
    expect(() => addPeriodToDate('2025-01-01', 'PT24H')).toThrow(RangeError);
    expect(() => addPeriod(Date.UTC(9000, 0, 1), 'P9999Y')).toThrow(RangeError);
  });

  it('never loses a day to the clock: a period of days ends at the same time of day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2100, 0, 1) }),
        fc.integer({ min: 1, max: 2_000 }),
        (ms, days) => {
          expect(addPeriod(ms, `P${days}D`)).toBe(ms + days * 86_400_000);
          expect(businessDate(addPeriod(ms, `P${days}D`))).toBe(addPeriodToDate(businessDate(ms), `P${days}D`));
        },
      ),
    );
  });
});

describe('the days between two days', () => {
  it('are counted by the calendar, whatever the years; to an earlier day they are below zero', () => {
    expect(daysBetween('2025-06-08', '2025-06-11')).toBe(3);
    expect(daysBetween('2025-06-11', '2025-06-08')).toBe(-3);
    expect(daysBetween('2023-12-31', '2024-12-31')).toBe(366);
    expect(() => daysBetween('2025-02-30', '2025-03-01')).toThrow(RangeError);
  });

  it('are what a period of so many days adds', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 5_000 }), (from, days) => {
        expect(daysBetween(from, addPeriodToDate(from, `P${days}D`))).toBe(days);
      }),
    );
  });
});

describe('an expiry', () => {
  it('two years after 2025-01-10 leaves the whole of 2027-01-10 usable, whatever the hour (A6)', () => {
    for (const time of ['00:00:00', '09:00:00', '23:59:59.999']) {
      const expiresAt = expiryAfter(at(`2025-01-10T${time}+08:00`), 'P2Y');
      expect(expiresAt).toBe(at('2027-01-11T00:00:00+08:00'));
      expect(businessDate(lastUsableInstant(expiresAt))).toBe('2027-01-10');
    }
  });

  it('falls on the last day of a month that lacks the day', () => {
    expect(businessDate(lastUsableInstant(expiryAfter(at('2024-02-29T10:00:00+08:00'), 'P2Y')))).toBe('2026-02-28');
  });
});

describe('a birthday', () => {
  it('returns on the same day of every year', () => {
    expect([isBirthday('1990-03-05', '2025-03-05'), isBirthday('1990-03-05', '2025-03-06')]).toEqual([true, false]);
  });

  it('M13 of somebody born on 29 February is 28 February in 2027', () => {
    expect(isBirthday('2000-02-29', '2027-02-28')).toBe(true);
  });

  it('of somebody born on 29 February is that day, and only that day, in a leap year', () => {
    expect([isBirthday('2000-02-29', '2028-02-28'), isBirthday('2000-02-29', '2028-02-29')]).toEqual([false, true]);
    expect(isBirthday('2000-02-29', '2100-02-28')).toBe(true);
    expect(isBirthday('2000-02-28', '2027-02-28')).toBe(true);
  });

  it('makes a person a year older, on 28 February where the year has no 29th', () => {
    const age = (on: string): number => ageOn('1960-02-29', on);
    expect(['2026-02-27', '2026-02-28', '2026-03-01', '2028-02-28', '2028-02-29'].map(age)).toEqual([
      65, 66, 66, 67, 68,
    ]);
    expect([ageOn('2025-06-01', '2025-06-01'), ageOn('2025-06-01', '2025-03-01')]).toEqual([0, -1]);
  });

  it('comes once a year for everybody', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1950, max: 2150 }), (bornOn, year) => {
        const first = Date.UTC(year, 0, 1);
        const days = Array.from({ length: 366 }, (_, index) =>
          new Date(first + index * 86_400_000).toISOString().slice(0, 10),
        );
        expect(days.filter((date) => date.startsWith(String(year)) && isBirthday(bornOn, date))).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });
});
