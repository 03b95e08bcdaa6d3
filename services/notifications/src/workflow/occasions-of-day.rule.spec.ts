import { describe, expect, it } from '@jest/globals';
import { type Programme, preset } from '@scrip/programme';
import { type Announcement, hasLapsed, occasionsOfDay, visitFallsOn } from './occasions-of-day.rule.ts';

const mall: Programme = preset('mall-vip');
const promotion: Announcement = {
  announcementId: 'ann_1',
  kind: 'promotion',
  fromDate: '2026-05-10',
  toDate: '2026-05-20',
  counterKeys: [],
};
const keysOn = (date: string, announcements: readonly Announcement[] = []): readonly string[] =>
  occasionsOfDay(mall, date, { announcements, drafts: [] }).map(({ ruleKey }) => ruleKey);

describe('the days of a mall', () => {
  it('have birthdays and visits every day, greetings on Saturdays, forms and the watch on first days of months', () => {
    const daily = ['birthday-greeting', 'birthday-call', 'relative-call', 'anniversary-call', 'visit'];
    expect(keysOn('2026-06-10')).toEqual(daily);
    expect(keysOn('2026-06-13')).toEqual(['birthday-greeting', 'weekend-greeting', ...daily.slice(1)]);
    expect(keysOn('2026-09-01')).toEqual([...daily.slice(0, -1), 'feedback', 'visit', 'churn']);
    expect(keysOn('2026-08-01').includes('feedback')).toBe(false);
  });

  it('have the festivals of the year, the lunar ones where the moon puts them', () => {
    const festivals = (mall.contact?.festivals ?? []).map(({ key }) => key);
    const days = ['01-01', '02-17', '03-03', '05-01', '06-19', '09-25', '10-01'].map((day) => `2026-${day}`);
    expect(days.map((date) => keysOn(date).find((key) => festivals.includes(key)))).toEqual(festivals);
  });

  it('call who has not bought on each day of a promotion, and on no other', () => {
    const isOn = (date: string): boolean => keysOn(date, [promotion]).includes('promotion-call');
    expect(['2026-05-09', '2026-05-10', '2026-05-20', '2026-05-21'].map(isOn)).toEqual([false, true, true, false]);
    expect(keysOn('2026-05-12')).not.toContain('promotion-call');
  });

  it('announce a season as it begins, once', () => {
    const season = { ...promotion, kind: 'newSeason' };
    expect(keysOn('2026-05-10', [season])).toContain('season-notice');
    expect(keysOn('2026-05-11', [season])).not.toContain('season-notice');
  });

  it('are none where a programme has nothing to say', () => {
    const { contact: _, ...silent } = mall;
    expect(occasionsOfDay(silent, '2026-01-01', { announcements: [], drafts: [] })).toEqual([]);
  });
});

describe('two to three months without a purchase', () => {
  it('count by the calendar, both ends included', () => {
    const span = { from: 'P2M', to: 'P3M' };
    expect(
      ['2026-04-30', '2026-05-01', '2026-06-01', '2026-06-02'].map((date) => hasLapsed('2026-03-01', span, date)),
    ).toEqual([false, true, true, false]);
    expect(hasLapsed('2025-12-31', span, '2026-02-28')).toBe(true);
  });
});

describe('the rhythm of visits', () => {
  it('counts from the day the class was given, month ends from that day and not from the visit before', () => {
    const falls = (since: string, every: string, ...dates: readonly string[]): readonly boolean[] =>
      dates.map((date) => visitFallsOn(since, every, date));
    expect(falls('2026-06-01', 'P7D', '2026-06-01', '2026-06-08', '2026-06-14', '2026-06-15')).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(falls('2026-01-31', 'P1M', '2026-02-28', '2026-03-28', '2026-03-31')).toEqual([true, false, true]);
    expect(falls('2026-01-15', 'P2M', '2026-02-15', '2026-03-15', '2027-01-15')).toEqual([false, true, true]);
  });
});
