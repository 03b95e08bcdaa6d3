import { describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import { type Outreach, type Programme, preset } from '@scrip/programme';
import {
  type Announcement,
  hasLapsed,
  type OccasionPlan,
  occasionsOfDay,
  visitFallsOn,
} from './occasions-of-day.rule.ts';

const mall: Programme = preset('mall-vip');
const promotion: Announcement = {
  announcementId: 'ann_1',
  kind: 'promotion',
  fromDate: '2026-05-10',
  toDate: '2026-05-20',
  madeDate: '2026-05-02',
  counterKeys: [],
};
/** First moment behind a business day. */
const endOf = (date: string): number => parseRfc3339(`${date}T23:59:59+08:00`) + 1_000;
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

  it('tell what is announced when it is on already at once, and not after its last day', () => {
    const late = { ...promotion, kind: 'newSeason', madeDate: '2026-05-12' };
    const told = (date: string): OccasionPlan | undefined =>
      occasionsOfDay(mall, date, { announcements: [late], drafts: [] }).find(
        ({ ruleKey }) => ruleKey === 'season-notice',
      );
    expect(['2026-05-10', '2026-05-11', '2026-05-13'].map(told)).toEqual([undefined, undefined, undefined]);
    expect(told('2026-05-12')).toMatchObject({ isOnce: true, expiresAt: endOf('2026-05-20') });
    expect(keysOn('2026-05-11', [{ ...promotion, madeDate: '2026-05-12' }])).not.toContain('promotion-call');
  });

  it('compare a quarter or a year with the one before only when it is over', () => {
    const churns = (kind: 'calendarMonth' | 'calendarQuarter' | 'calendarYear', date: string): boolean => {
      const churn = { metric: 'purchases', window: { kind, take: 'sum' }, fallsToBp: 5_000 } as const;
      const watching = { ...mall, contact: { triggers: [], templates: [], churn } };
      return occasionsOfDay(watching, date, { announcements: [], drafts: [] }).length > 0;
    };
    expect(churns('calendarMonth', '2026-05-01')).toBe(true);
    expect(['2026-03-01', '2026-04-01', '2026-05-01'].map((date) => churns('calendarQuarter', date))).toEqual([
      false,
      true,
      false,
    ]);
    expect(['2026-04-01', '2027-01-01'].map((date) => churns('calendarYear', date))).toEqual([false, true]);
  });

  it('are none where a programme has nothing to say', () => {
    const { contact: _, ...silent } = mall;
    expect(occasionsOfDay(silent, '2026-01-01', { announcements: [], drafts: [] })).toEqual([]);
  });
});

describe('a text that was drafted', () => {
  const sendAt = parseRfc3339('2026-05-10T10:00:00+08:00');
  const of = (about: Partial<Outreach>): readonly OccasionPlan[] => {
    const base: Outreach = {
      key: 'letter',
      name: { 'zh-CN': '信', en: 'Letter' },
      on: 'activity',
      channel: 'sms',
      category: 'service',
    };
    const programme = { ...mall, contact: { triggers: [], templates: [], outreach: [{ ...base, ...about }] } };
    const drafts = [{ draftId: 'dft_1', outreachKey: 'letter', sendAt }];
    return occasionsOfDay(programme, '2026-05-10', { announcements: [], drafts });
  };

  it('goes to those whom its occasion names, and not when that is over', () => {
    const born = { audience: { kind: 'birthday', of: 'own' }, dueAt: sendAt, expiresAt: endOf('2026-05-10') };
    expect(of({ on: 'birthday' })).toMatchObject([{ ...born, draftId: 'dft_1' }]);
    expect(of({ on: 'attendance' })).toMatchObject([{ audience: { kind: 'attendance', on: '2026-05-09' } }]);
    expect(of({ on: 'activity' })).toMatchObject([{ audience: { kind: 'all' }, expiresAt: sendAt + 7 * 86_400_000 }]);
    expect(of({ on: 'promotion', lapsed: { from: 'P2M', to: 'P3M' } })).toMatchObject([
      { audience: { kind: 'lapsed', from: 'P2M', to: 'P3M' } },
    ]);
    for (const on of ['returnOrExchange', 'newSeasonPurchase'] as const) expect(of({ on })).toEqual([]);
  });

  it('is not waited for by a call that would fall to a text: the call is made, and no text without words', () => {
    const calls = of({ on: 'birthday', channel: 'call', otherwise: ['sms'] }).filter(({ draftId }) => draftId === null);
    expect(calls).toMatchObject([{ channels: ['call'], templateKey: null }]);
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
