import { describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import { type ContactPolicy, preset } from '@scrip/programme';
import type { KnownContact } from '../contact/contact.decider.ts';
import type { HolderDays } from './certain.rule.ts';
import { type Forecast, type ForecastAsked, forecastOf } from './forecast.rule.ts';

const mall = preset('mall-vip');
const OWN_DAYS = new Set(['birthday', 'relativeBirthday', 'anniversary']);
/** The mall with what it has for the year: festivals, forms and days of holders. */
const yearly: ContactPolicy = {
  ...mall.contact,
  triggers: [],
  templates: mall.contact?.templates ?? [],
  outreach: (mall.contact?.outreach ?? []).filter(({ on }) => OWN_DAYS.has(on)),
  churn: undefined,
  visits: [],
};
/** Born on the last day of a leap February. */
const DAYS: HolderDays = { own: ['1992-02-29'], relative: ['2000-06-19'], anniversary: ['2000-10-01'] };
const agreed = (channel: string) => ({
  category: 'marketing',
  channel,
  given: true,
  proof: 'form-1',
  means: null,
  textVersion: null,
});
const contact = (changes: Partial<KnownContact> = {}): KnownContact => ({
  kind: 'known',
  contactId: 'con_1',
  holderId: 'hld_1',
  locale: 'en',
  consents: [agreed('call')],
  made: [],
  holderClass: null,
  visitClass: null,
  managerId: null,
  roaming: false,
  ended: null,
  survivorId: null,
  ...changes,
});

/** The year 2026 as it is seen on its first day. */
function year(
  policy: Partial<ContactPolicy> = {},
  of: KnownContact = contact(),
  more: Partial<ForecastAsked> = {},
): readonly Forecast[] {
  const known = {
    programme: { ...mall, contact: { ...yearly, ...policy } },
    grade: 'gold',
    announcements: [],
    drafts: [],
    lastPurchaseDate: null,
    planned: [],
    isMade: () => false,
  };
  const [from, to] = ['2026-01-01', '2026-12-31'];
  return forecastOf(of, [known], { from, to, today: from, locale: 'en', visitSince: null, days: DAYS, ...more });
}
/** `MM-DDThh:mm rule outcome`, in Shanghai. */
const told = (items: readonly Forecast[]): readonly string[] =>
  items.map(({ ruleKey, at, outcome, reason }) => {
    const when = at === null ? 'some day' : new Date(at + 8 * 3_600_000).toISOString().slice(5, 16);
    return [when, ruleKey, outcome, ...(reason === null ? [] : [reason])].join(' ');
  });
const only = (items: readonly Forecast[], ruleKey: string): readonly Forecast[] =>
  items.filter((one) => one.ruleKey === ruleKey);

describe('the forecast of a year', () => {
  it('has every festival of the sun and the moon, every form and every day of the holder on its day', () => {
    expect(told(year())).toEqual([
      '01-01T10:00 new-year sent',
      '02-17T10:00 spring-festival sent',
      '02-28T09:00 birthday-greeting sent',
      '02-28T09:00 birthday-call sent',
      '03-01T09:00 feedback sent',
      '03-03T10:00 lantern sent',
      '05-01T09:00 feedback sent',
      '05-01T10:00 labour-day sent',
      '06-19T09:00 relative-call sent',
      '06-19T10:00 dragon-boat sent',
      '09-01T09:00 feedback sent',
      '09-25T10:00 mid-autumn sent',
      '10-01T09:00 anniversary-call sent',
      '10-01T10:00 national-day sent',
      '12-01T09:00 feedback sent',
    ]);
  });

  it('has each of them with the verdict of the policy: suppressed by consent, cap, blackout or because its day is over', () => {
    const policy: Partial<ContactPolicy> = {
      caps: [{ key: 'five', channel: 'sms', max: 5, per: 'calendarYear' }],
      blackouts: [
        { key: 'mourning', from: '2026-02-28', to: '2026-02-28', effect: 'defer' },
        { key: 'stocktaking', from: '2026-05-01', to: '2026-05-01', effect: 'suppress' },
      ],
    };
    const items = year(policy, contact({ consents: [] }));
    expect(told(items)).toEqual([
      '01-01T10:00 new-year sent',
      '02-17T10:00 spring-festival sent',
      '02-28T09:00 birthday-greeting suppressed too_late',
      '02-28T09:00 birthday-call suppressed no_consent',
      '03-01T09:00 feedback sent',
      '03-03T10:00 lantern sent',
      '05-01T09:00 feedback suppressed blackout',
      '05-01T10:00 labour-day suppressed blackout',
      '06-19T09:00 relative-call suppressed no_consent',
      '06-19T10:00 dragon-boat sent',
      '09-01T09:00 feedback suppressed cap_reached',
      '09-25T10:00 mid-autumn suppressed cap_reached',
      '10-01T09:00 anniversary-call suppressed no_consent',
      '10-01T10:00 national-day suppressed cap_reached',
      '12-01T09:00 feedback suppressed cap_reached',
    ]);
    expect(only(items, 'mid-autumn')).toMatchObject([{ decidedBy: { ruleKey: 'five', capMax: 5, capUsed: 5 } }]);
    expect(only(items, 'birthday-greeting')).toMatchObject([{ decidedBy: { ruleKey: 'mourning' } }]);
  });

  it('says what is put off until when, and what goes on another channel and why', () => {
    const birthday = yearly.outreach?.find(({ key }) => key === 'birthday-greeting');
    const policy: Partial<ContactPolicy> = {
      blackouts: [{ key: 'holiday', from: '2026-12-01', to: '2026-12-02', effect: 'defer' }],
      outreach: birthday ? [{ ...birthday, channel: 'call', otherwise: ['sms'] }] : [],
    };
    const items = year(policy, contact({ roaming: true }));
    const untilAt = parseRfc3339('2026-12-03T08:00:00+08:00');
    expect(only(items, 'feedback').at(-1)).toMatchObject({
      outcome: 'sent',
      at: untilAt,
      deferrals: [{ reason: 'blackout', ruleKey: 'holiday', untilAt }],
    });
    expect(only(items, 'birthday-greeting')).toMatchObject([
      { outcome: 'sent', channel: 'sms', switches: [{ fromChannel: 'call', toChannel: 'sms', reason: 'roaming' }] },
    ]);
  });

  it('has what depends on the holder on its day as uncertain, unless the rest of its condition decides', () => {
    const buyer = { metric: 'purchases', window: { kind: 'calendarYear', take: 'sum' }, gte: 1 } as const;
    const { feedback } = yearly;
    const asked = (when: NonNullable<typeof feedback>['when']): readonly string[] =>
      told(only(year({ ...(feedback && { feedback: { ...feedback, when } }) }), 'feedback'));
    expect(asked(buyer)).toEqual(
      ['03', '05', '09', '12'].map((month) => `${month}-01T09:00 feedback uncertain depends_on_holder`),
    );
    expect(asked({ all: [buyer, { calendar: { months: [5] } }] })).toEqual([
      '05-01T09:00 feedback uncertain depends_on_holder',
    ]);
    expect(asked({ any: [buyer, { grade: { atLeast: 'gold' } }] })).toHaveLength(4);
    expect(asked({ any: [buyer, { grade: { atLeast: 'gold' } }] })[0]).toBe('03-01T09:00 feedback sent');
    expect(asked({ not: { fact: 'grade', eq: 'gold' } })).toEqual([]);
  });

  it('says which days the holder did not give, and counts the birthday once where cards did not say', () => {
    const none = year({}, contact(), { days: { own: [], relative: [], anniversary: [] } });
    expect(told(none).slice(0, 4)).toEqual([
      'some day birthday-greeting uncertain day_not_given',
      'some day birthday-call uncertain day_not_given',
      'some day relative-call uncertain day_not_given',
      'some day anniversary-call uncertain day_not_given',
    ]);
    expect(none.filter(({ at }) => at !== null)).toHaveLength(11);
    expect(told(year({}, contact(), { days: null })).slice(0, 4)).toEqual([
      'some day relative-call uncertain day_in_vault',
      'some day anniversary-call uncertain day_in_vault',
      'some day birthday-greeting once day_in_vault',
      'some day birthday-call once day_in_vault',
    ]);
    const half = { days: null, to: '2026-06-30' };
    expect(told(only(year({}, contact(), half), 'birthday-greeting'))).toEqual([
      'some day birthday-greeting uncertain day_in_vault',
    ]);
  });
});
