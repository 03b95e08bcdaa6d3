import { describe, expect, it } from '@jest/globals';
import { parseRfc3339, toRfc3339 } from '@scrip/calendar';
import type { ContactEvent } from '@scrip/contracts';
import { fold } from '@scrip/decider';
import { type ContactPolicy, preset } from '@scrip/programme';
import { contactDecider, type KnownContact } from './contact.decider.ts';
import { mayContact, type ToSay } from './contact-policy.rule.ts';

const HOLDER = 'hld_01JH0000000000000000000001';
const CONTACT = 'con_01JH0000000000000000000001';
const WHO = { contactId: CONTACT, holderId: HOLDER };
const mall: Partial<ContactPolicy> = preset('mall-vip').contact ?? {};

const at = (text: string): number => parseRfc3339(`${text}+08:00`);

/** A holder who agreed to everything that marketing may do, and what else was heard. */
function contact(...events: readonly ContactEvent[]): KnownContact {
  const agreed = ['sms', 'call', 'email'].map((channel): ContactEvent => {
    const said = { category: 'marketing', channel, given: true, proof: 'form-1', means: 'form', textVersion: 'v1' };
    return { type: 'ContactConsentRecorded', data: { ...WHO, ...said } };
  });
  const begun: ContactEvent = { type: 'ContactLocaleChosen', data: { ...WHO, locale: 'en' } };
  const state = fold(contactDecider, [begun, ...agreed, ...events]);
  if (state.kind === 'unknown') throw new Error('unknown');
  return state;
}
const office: ContactEvent = {
  type: 'ContactProfileChosen',
  data: { ...WHO, holderClass: 'office-worker', visitClass: null, managerId: null },
};
const made = (index: number, madeDate: string, channel = 'call', category = 'service'): ContactEvent => ({
  type: 'ContactMade',
  data: { ...WHO, outreachId: `out_${index}`, channel, category, madeDate },
});
const called = (count: number, madeDate: string): readonly ContactEvent[] =>
  Array.from({ length: count }, (_, index) => made(index, madeDate));
const call = (about: Partial<ToSay> = {}): ToSay => ({
  category: 'service',
  purpose: 'newSeasonPurchase',
  channels: ['call'],
  expiresAt: null,
  ...about,
});
const text = (about: Partial<ToSay> = {}): ToSay => call({ purpose: 'event', channels: ['sms'], ...about });

/** When it goes out, or why not. */
function outcome(who: KnownContact, say: ToSay, when: string, policy = mall): string {
  const verdict = mayContact(who, say, policy, at(when));
  if (verdict.kind === 'suppress') return verdict.reason;
  const moment = verdict.kind === 'wait' ? verdict.untilAt : at(when);
  return toRfc3339(moment + 8 * 3_600_000).slice(0, 16);
}

describe('windows', () => {
  it('put a call to a birthday into its morning, also of an office worker, unless the programme turns it round', () => {
    const birthday = call({ purpose: 'birthday', expiresAt: at('2026-03-05T00:00:00') });
    expect(outcome(contact(office), birthday, '2026-03-04T00:00:00')).toBe('2026-03-04T09:00');
    const turned: Partial<ContactPolicy> = {
      ...mall,
      windows: mall.windows?.map((one) => (one.key === 'office-workers' ? { ...one, priority: 30 } : one)),
    };
    expect(outcome(contact(office), birthday, '2026-03-04T00:00:00', turned)).toBe('2026-03-04T12:30');
    expect(outcome(contact(), birthday, '2026-03-04T00:00:00', turned)).toBe('2026-03-04T09:00');
  });

  it('let a birthday whose morning is over into the next window of that day, and never into the day after', () => {
    const birthday = call({ purpose: 'birthday', expiresAt: at('2026-03-05T00:00:00') });
    expect(outcome(contact(office), birthday, '2026-03-04T13:30:00')).toBe('2026-03-04T19:30');
    expect(outcome(contact(office), birthday, '2026-03-04T20:30:00')).toBe('too_late');
  });

  it('tell when they end, so that nobody calls after it', () => {
    const verdict = mayContact(contact(office), call(), mall, at('2026-03-04T12:45:00'));
    expect(verdict).toMatchObject({ kind: 'send', windowEndsAt: at('2026-03-04T13:00:00') });
  });

  it('are named by what they put off', () => {
    const verdict = mayContact(contact(office), call(), mall, at('2026-03-04T10:00:00'));
    expect(verdict).toMatchObject({ kind: 'wait', reason: 'outside_window', ruleKey: 'office-workers' });
  });
});

describe('the night', () => {
  it('puts off what is not about safety, to its end', () => {
    expect(outcome(contact(), text(), '2026-03-04T23:00:00')).toBe('2026-03-05T08:00');
    expect(outcome(contact(), text(), '2026-03-05T07:59:59')).toBe('2026-03-05T08:00');
    expect(outcome(contact(), text(), '2026-03-05T08:00:00')).toBe('2026-03-05T08:00');
    expect(outcome(contact(), text({ category: 'security' }), '2026-03-04T23:00:00')).toBe('2026-03-04T23:00');
  });

  it('is kept where the programme says nothing of it', () => {
    expect(outcome(contact(), text(), '2026-03-04T23:00:00', {})).toBe('2026-03-05T08:00');
  });
});

describe('a blackout', () => {
  const policy = (effect: 'defer' | 'suppress'): Partial<ContactPolicy> => ({
    ...mall,
    blackouts: [{ key: 'mourning', from: '2026-03-04', to: '2026-03-05', category: 'marketing', effect }],
  });

  it('puts off or suppresses what falls into it, and lets the rest through', () => {
    const advert = text({ category: 'marketing' });
    // Its end is midnight, and that is night.
    expect(outcome(contact(), advert, '2026-03-04T10:00:00', policy('defer'))).toBe('2026-03-06T08:00');
    expect(outcome(contact(), advert, '2026-03-04T10:00:00', policy('suppress'))).toBe('blackout');
    expect(outcome(contact(), text(), '2026-03-04T10:00:00', policy('suppress'))).toBe('2026-03-04T10:00');
  });
});

describe('caps', () => {
  it('count calls that were connected, by the calendar year of Shanghai', () => {
    const tenLastYear = contact(...called(10, '2025-12-31'));
    expect(outcome(tenLastYear, call(), '2025-12-31T15:00:00')).toBe('cap_reached');
    expect(outcome(tenLastYear, call(), '2026-01-01T15:00:00')).toBe('2026-01-01T15:00');
    expect(outcome(contact(...called(9, '2026-01-01')), call(), '2026-03-04T15:00:00')).toBe('2026-03-04T15:00');
  });

  it('of marketing do not limit service messages, and none limits a security message', () => {
    const caps: ContactPolicy['caps'] = [
      { key: 'one-advert', channel: 'sms', category: 'marketing', max: 1, per: 'calendarMonth' },
      { key: 'two-a-day', channel: 'sms', max: 2, per: 'businessDay' },
    ];
    const one = contact(made(1, '2026-03-02', 'sms', 'marketing'));
    const say = (category: string) => outcome(one, text({ category }), '2026-03-04T10:00:00', { caps });
    expect(say('marketing')).toBe('cap_reached');
    expect(say('service')).toBe('2026-03-04T10:00');
    const twoToday = contact(made(1, '2026-03-04', 'sms'), made(2, '2026-03-04', 'sms'));
    const today = (category: string) => outcome(twoToday, text({ category }), '2026-03-04T10:00:00', { caps });
    expect(today('service')).toBe('cap_reached');
    expect(today('security')).toBe('2026-03-04T10:00');
  });
});

describe('another channel', () => {
  const roams: ContactEvent = { type: 'ContactRoamingNoted', data: { ...WHO, roaming: true } };

  it('is taken where the number roams, or the holder is asked first, as the programme says', () => {
    const verdict = mayContact(contact(roams), call({ channels: ['call', 'sms'] }), mall, at('2026-03-04T15:00:00'));
    expect(verdict).toMatchObject({
      kind: 'send',
      channel: 'sms',
      switches: [{ fromChannel: 'call', toChannel: 'sms', reason: 'roaming' }],
    });
    expect(outcome(contact(roams), call(), '2026-03-04T15:00:00')).toBe('roaming');
    const asks = mayContact(contact(roams), call(), { ...mall, roaming: 'askFirst' }, at('2026-03-04T15:00:00'));
    expect(asks).toMatchObject({ kind: 'send', channel: 'call', askFirst: true });
  });

  it('is taken where the first has no consent or its cap is reached, and each step is told', () => {
    const optedOut: ContactEvent = {
      type: 'ContactConsentRecorded',
      data: {
        ...WHO,
        category: 'marketing',
        channel: 'sms',
        given: false,
        proof: 'r',
        means: 'reply',
        textVersion: null,
      },
    };
    const say = call({ category: 'marketing', channels: ['call', 'sms', 'email'] });
    const verdict = mayContact(contact(optedOut, ...called(10, '2026-01-05')), say, mall, at('2026-03-04T15:00:00'));
    expect(verdict).toMatchObject({
      kind: 'send',
      channel: 'email',
      switches: [
        { fromChannel: 'call', reason: 'cap_reached', ruleKey: 'ten-calls', capMax: 10, capUsed: 10 },
        { fromChannel: 'sms', reason: 'consent_withdrawn' },
      ],
    });
  });
});

describe('a holder who is gone', () => {
  it('is told nothing more, not even a warning', () => {
    for (const reason of ['died', 'moved_away', 'erased', 'merged']) {
      const gone: ContactEvent = { type: 'ContactEnded', data: { ...WHO, reason, survivorId: null } };
      expect(outcome(contact(gone), text({ category: 'security' }), '2026-03-04T10:00:00')).toBe(`holder_${reason}`);
    }
    const back = contact(
      { type: 'ContactEnded', data: { ...WHO, reason: 'moved_away', survivorId: null } },
      { type: 'ContactResumed', data: WHO },
    );
    expect(outcome(back, text(), '2026-03-04T10:00:00')).toBe('2026-03-04T10:00');
  });
});
