import { describe, expect, it } from '@jest/globals';
import { daysBetween } from './business-time.ts';
import { festivalDate } from './festivals.ts';
import { lunarDay, lunarMonthStart } from './lunar-calendar.ts';

/** Days of the almanac, MM-DD, for 2020 to 2050. */
const SPRING =
  '01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 02-03 01-23 02-11 01-31 02-19 02-08 01-28 02-15 02-04 01-24 02-12 02-01 01-22 02-10 01-30 02-17 02-06 01-26 02-14 02-02 01-23'.split(
    ' ',
  );
const DRAGON_BOAT =
  '06-25 06-14 06-03 06-22 06-10 05-31 06-19 06-09 05-28 06-16 06-05 06-24 06-12 06-01 06-20 06-10 05-30 06-18 06-07 05-27 06-14 06-03 06-22 06-11 05-31 06-19 06-08 05-29 06-15 06-04 06-23'.split(
    ' ',
  );
const MID_AUTUMN =
  '10-01 09-21 09-10 09-29 09-17 10-06 09-25 09-15 10-03 09-22 09-12 10-01 09-19 09-08 09-27 09-16 10-04 09-24 09-13 10-02 09-20 09-10 09-28 09-17 10-05 09-25 09-15 10-04 09-22 09-11 09-30'.split(
    ' ',
  );

describe('festivals', () => {
  it('of the lunar calendar fall on the days of the almanac from 2020 to 2050', () => {
    const computed = (name: 'springFestival' | 'dragonBoat' | 'midAutumn') =>
      SPRING.map((_, index) => festivalDate(name, 2020 + index).slice(5));
    expect(computed('springFestival')).toEqual(SPRING);
    expect(computed('dragonBoat')).toEqual(DRAGON_BOAT);
    expect(computed('midAutumn')).toEqual(MID_AUTUMN);
  });

  it('put the lantern festival on the fifteenth of the first month', () => {
    expect(festivalDate('lantern', 2026)).toBe('2026-03-03');
    expect(festivalDate('lantern', 2027)).toBe('2027-02-20');
  });

  it('of the sun are the same each year', () => {
    expect(['newYear', 'labourDay', 'nationalDay'].map((name) => festivalDate(name as 'newYear', 2030))).toEqual([
      '2030-01-01',
      '2030-05-01',
      '2030-10-01',
    ]);
  });
});

describe('the lunar calendar', () => {
  it('agrees with that of the runtime wherever no new moon is within minutes of midnight', () => {
    const format = new Intl.DateTimeFormat('en-u-ca-chinese', {
      month: 'numeric',
      day: 'numeric',
      timeZone: 'Asia/Shanghai',
    });
    const others: string[] = [];
    for (let year = 2000; year <= 2050; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const start = lunarMonthStart(year, month);
        if (format.format(Date.parse(`${start}T04:00:00Z`)) !== `${month}/1`) others.push(start);
      }
    }
    // New moons at 23:54, 00:02, 23:56 and 00:07 in Beijing.
    expect(others).toEqual(['2012-08-17', '2018-11-08', '2027-02-06', '2030-02-03']);
  });

  it('has months of 29 and 30 days, and years of 12 or 13 months', () => {
    for (let year = 1993; year < 2100; year += 1) {
      const days = daysBetween(lunarDay(year, 1, 1), lunarDay(year + 1, 1, 1));
      expect([353, 354, 355, 383, 384, 385]).toContain(days);
    }
  });

  it('refuses what it cannot compute', () => {
    expect(() => lunarMonthStart(1991, 1)).toThrow(RangeError);
    expect(() => lunarMonthStart(2026, 13)).toThrow(RangeError);
  });
});
