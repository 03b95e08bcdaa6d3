/** How holders stop marketing, and what they would get in a year. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MemberJoined } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { ALL_SCOPES, NotificationsDoor } from './notifications-door.ts';

const ISSUER = 'iss_a';
const mall: Programme = preset('mall-vip');
/** Advertises to who joins, and says how to stop it. */
const programme: Programme = {
  ...mall,
  contact: {
    ...mall.contact,
    templates: mall.contact?.templates ?? [],
    triggers: [{ key: 'advertise', on: 'MemberJoined', template: 'joined', category: 'marketing', channel: 'sms' }],
    optOut: { words: ['TD', 'T'], hint: { 'zh-CN': '回T退订 {link}', en: 'Reply T to stop, or {link}' } },
    caps: [
      ...(mall.contact?.caps ?? []),
      { key: 'four-greetings', channel: 'sms', category: 'service', max: 4, per: 'calendarYear' },
    ],
  },
};

let database: ThrowawayDatabase;
let notifications: NotificationsDoor;
let desk: Client;

beforeAll(async () => {
  database = await throwawayDatabase('notifications');
  notifications = await NotificationsDoor.open(database.appUrl);
  await notifications.publish(ISSUER, programme);
  desk = openClient(notifications.as({ issuerId: ISSUER, scopes: `${ALL_SCOPES} notifications:reply` }));
});
afterAll(async () => {
  await notifications.close();
  await database.drop();
});

/** A member who agreed to marketing, and the advertisement that came of joining. */
async function advertised(): Promise<{
  readonly holderId: string;
  readonly outreachId: string;
  readonly text: string;
}> {
  const holderId = await notifications.register(ISSUER, 'en');
  const said = {
    category: 'marketing',
    channel: 'sms',
    given: true,
    proof: 'form-1',
    means: 'form',
    textVersion: 'v1',
  };
  (await desk.post(`/notifications/v1/contacts/${holderId}/consents`, said)).ok(200);
  const joined: MemberJoined = {
    membershipId: newId('mbr'),
    holderId,
    programmeId: programme.id,
    programmeVersion: programme.version,
    grade: 'gold',
    rule: 'join-gold',
    receiptIds: [],
    receiptsTotalFen: fen(0n),
    businessDate: '2026-03-04',
    applicationId: null,
    role: null,
    approvedBy: null,
  };
  await notifications.hear('MemberJoined', joined.membershipId, joined, { issuerId: ISSUER });
  const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok();
  const outreachId = String((items as Body[])[0]?.['outreachId']);
  const { text } = (await desk.get(`/notifications/v1/outreach/${outreachId}`)).ok();
  return { holderId, outreachId, text: String(text) };
}
const consents = async (holderId: string): Promise<unknown> =>
  (await desk.get(`/notifications/v1/contacts/${holderId}`)).ok()['consents'];

describe('an answer to a message', () => {
  it('stops marketing where it is one of the words, and is nothing else where it is not', async () => {
    const { holderId, outreachId } = await advertised();
    const path = `/notifications/v1/outreach/${outreachId}/replies`;
    expect((await desk.post(path, { text: 'Thanks' })).ok(200)).toEqual({ outreachId, meaning: 'none' });
    expect(await consents(holderId)).toMatchObject([{ given: true }]);
    // As a telephone writes it: full width, small letters, spaces.
    for (const text of [' ｔｄ ', 'T']) {
      expect((await desk.post(path, { text })).ok(200)).toEqual({ outreachId, meaning: 'opt_out' });
    }
    const stopped = { channel: 'sms', given: false, means: 'reply', proof: outreachId, saidTo: 'desk-of-iss_a' };
    expect(await consents(holderId)).toMatchObject([stopped]);
    const theirs = openClient(notifications.as({ issuerId: 'iss_b', scopes: 'notifications:reply' }));
    (await theirs.post(path, { text: 'T' })).refused(404, 'outreach_unknown', { outreachId });
  });
});

describe('the link behind a marketing message', () => {
  it('stops marketing when its button is pressed, and not when somebody looks at it', async () => {
    const { holderId, outreachId, text } = await advertised();
    const [, path = ''] = /Reply T to stop, or (\S+)$/.exec(text) ?? [];
    const url = `${notifications.as({ issuerId: ISSUER, scopes: '' }).baseUrl}${path}`;
    const page = await fetch(url);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('退订');
    expect(await consents(holderId)).toMatchObject([{ given: true }]);
    for (const _ of ['once', 'again']) {
      const pressed = await fetch(url, { method: 'POST' });
      expect(pressed.status).toBe(200);
      expect(await pressed.json()).toEqual({ category: 'marketing', channel: 'sms', given: false });
    }
    await notifications.caughtUp();
    expect(await consents(holderId)).toMatchObject([
      { given: false, means: 'link', proof: outreachId, saidTo: 'holder' },
    ]);
    const forged = url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await fetch(forged, { method: 'POST' })).status).toBe(404);
  });
});

describe('the forecast of a holder', () => {
  it('says what comes in a year, when, and what does not and why', async () => {
    const { holderId } = await advertised();
    const profile = { holderClass: 'office-worker', visitClass: 'class-c', managerId: null };
    (await desk.post(`/notifications/v1/contacts/${holderId}/profile`, profile)).ok(200);
    const promotion = { programmeId: programme.id, kind: 'newSeason', fromDate: '2026-08-20', toDate: '2026-09-20' };
    (await desk.post('/notifications/v1/announcements', promotion)).ok(201);
    const before = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok();
    const path = `/notifications/v1/holders/${holderId}/outreach-forecast?from=2026-04-01&to=2027-03-31`;
    const { items } = (await desk.get(path)).ok() as { items: Body[] };
    const of = (...keys: readonly string[]): readonly Body[] =>
      items.filter(({ triggerKey }) => keys.includes(String(triggerKey)));
    expect(of('mid-autumn')).toMatchObject([{ outcome: 'suppressed', at: '2026-09-25T02:00:00.000Z' }]);
    expect(of('spring-festival')).toMatchObject([{ outcome: 'suppressed', at: '2027-02-06T02:00:00.000Z' }]);
    expect(of('season-notice')).toMatchObject([
      { outcome: 'sent', at: '2026-08-20T01:00:00.000Z', text: 'The new season is here.' },
    ]);
    // Own birthdays come once in a year, on a day that only the vault knows; calls for marketing were never agreed to.
    expect(of('birthday-greeting')).toMatchObject([
      { outcome: 'once', reason: 'day_in_vault', at: null, channel: 'sms' },
    ]);
    expect(of('birthday-call')).toMatchObject([{ outcome: 'suppressed', reason: 'no_consent', at: null }]);
    expect(of('relative-call')).toMatchObject([{ outcome: 'uncertain', reason: 'day_in_vault', at: null }]);
    expect(of('advertise', 'churn')).toMatchObject([
      { outcome: 'uncertain', reason: 'follows_event', purpose: 'event' },
      { outcome: 'uncertain', reason: 'depends_on_holder', channel: null },
    ]);
    expect(of('season-call')).toMatchObject([{ outcome: 'uncertain', reason: 'follows_event' }]);
    expect(of('visit').map(({ at: when }) => String(when).slice(0, 10))).toEqual([
      '2026-05-03',
      '2026-07-03',
      '2026-09-03',
      '2026-11-03',
      '2027-01-03',
      '2027-03-03',
    ]);
    // Four service messages a calendar year, the first of which come at weekends, and one of them on the birthday: the rest
    // is suppressed with the numbers.
    const greetings = items.filter(({ channel, category }) => channel === 'sms' && category === 'service');
    const sent = (year: string): number =>
      greetings.filter(({ outcome, at: when }) => outcome === 'sent' && String(when).startsWith(year)).length;
    expect([sent('2026'), sent('2027')]).toEqual([3, 4]);
    const late = greetings.find(({ outcome }) => outcome === 'suppressed');
    expect(late).toMatchObject({ reason: 'cap_reached', ruleKey: 'four-greetings', capMax: 4, capUsed: 4 });
    // Nothing was written.
    expect((await desk.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok()).toEqual(before);
    const long = path.replace('2027-03-31', '2028-03-31');
    (await desk.get(long)).refused(400, 'span_too_long', { days: 731, daysMax: 366 });
    const nobody = newId('hld');
    (await desk.get(path.replace(holderId, nobody))).refused(404, 'contact_unknown', { holderId: nobody });
  });

  it('plays nothing of today that is made or planned already, and what is planned with all its channels and its end', async () => {
    // The day before a festival; the run of the day plans its greeting for ten.
    await notifications.moveTo(Date.UTC(2026, 8, 30, 2));
    const { holderId } = await advertised();
    await notifications.moveTo(Date.UTC(2026, 9, 1, 0));
    const path = `/notifications/v1/holders/${holderId}/outreach-forecast?from=2026-09-01&to=2026-10-01`;
    const day = async (): Promise<readonly Body[]> => {
      const { items } = (await desk.get(path)).ok() as { items: Body[] };
      return items.filter(({ triggerKey }) => triggerKey === 'national-day');
    };
    expect(await day()).toMatchObject([{ outcome: 'sent', at: '2026-10-01T02:00:00.000Z' }]);
    await notifications.moveTo(Date.UTC(2026, 9, 1, 3));
    expect(await day()).toEqual([]);
  });
});
