/** Days on which nobody looked, and what is announced late, through the door of notifications. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { CardPassed, MemberJoined } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { CardsOfBirthdays } from './cards-of-birthdays.ts';
import { ALL_SCOPES, NotificationsDoor } from './notifications-door.ts';

const ISSUER = 'iss_a';
const preset_ = preset('mall-vip');
const bill = preset('one-card').contact;
/** The mall with the attendance bill of the campus, and no calls. */
const mall: Programme = {
  ...preset_,
  contact: {
    ...preset_.contact,
    triggers: [],
    templates: [
      ...(preset_.contact?.templates ?? []),
      ...(bill?.templates ?? []).filter(({ key }) => key === 'attendance'),
    ],
    outreach: [
      ...(preset_.contact?.outreach ?? []).filter(({ channel }) => channel === 'sms'),
      ...(bill?.outreach ?? []),
    ],
  },
};
const at = (text: string): number => parseRfc3339(`${text}+08:00`);

let database: ThrowawayDatabase;
let notifications: NotificationsDoor;
let desk: Client;
let cards: CardsOfBirthdays;

beforeAll(async () => {
  database = await throwawayDatabase('notifications');
  cards = await CardsOfBirthdays.open();
  notifications = await NotificationsDoor.open(database.appUrl, cards.url);
  await notifications.publish(ISSUER, mall);
  desk = openClient(notifications.as({ issuerId: ISSUER, scopes: ALL_SCOPES }));
});
afterAll(async () => {
  await notifications.close();
  await cards.close();
  await database.drop();
});

/** A member who agreed to texts, since a moment. */
async function member(since = '2026-11-29T09:00:00'): Promise<string> {
  const holderId = await notifications.register(ISSUER, 'en');
  const joined: MemberJoined = {
    membershipId: newId('mbr'),
    holderId,
    programmeId: mall.id,
    programmeVersion: mall.version,
    grade: 'gold',
    rule: 'join-gold',
    receiptIds: [],
    receiptsTotalFen: fen(0n),
    businessDate: since.slice(0, 10),
  };
  await notifications.hear('MemberJoined', joined.membershipId, joined, { issuerId: ISSUER, occurredAt: at(since) });
  const said = {
    category: 'marketing',
    channel: 'sms',
    given: true,
    proof: 'form-1',
    means: 'form',
    textVersion: 'v1',
  };
  (await desk.post(`/notifications/v1/contacts/${holderId}/consents`, said)).ok(200);
  return holderId;
}

/** A card was held to a gate of the holder's own. */
async function passes(holderId: string, counter: number, when: string, direction: 'in' | 'out'): Promise<void> {
  const pass: CardPassed = {
    terminalId: `gate-${holderId}`,
    enterpriseId: 'campus',
    counter,
    cardId: 'crd_1',
    holderId,
    kind: 'attendance',
    direction,
    passedAt: at(when),
    businessDate: when.slice(0, 10),
  };
  await notifications.hear('CardPassed', pass.terminalId, pass, { issuerId: ISSUER });
}

/** What was planned for a holder by a rule of the programme, the latest first. */
async function told(holderId: string, ...ruleKeys: readonly string[]): Promise<readonly Body[]> {
  const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}&limit=200`)).ok();
  return (items as Body[]).filter(({ triggerKey }) => ruleKeys.includes(String(triggerKey)));
}

describe('days on which nobody looked', () => {
  it('are made up for: a form still comes, what is over is suppressed with its reason, and who came later gets neither', async () => {
    await notifications.moveTo(at('2026-11-29T10:00:00'));
    const holderId = await member();
    const managed = { holderClass: null, visitClass: 'class-a', managerId: 'manager-2' };
    (await desk.post(`/notifications/v1/contacts/${holderId}/profile`, managed)).ok(200);
    cards.born.set('2026-12-03', [holderId]);
    await passes(holderId, 1, '2026-12-02T08:01:00', 'in');
    const late = await member('2026-12-06T09:00:00');
    await notifications.moveTo(at('2026-12-06T10:00:00'));
    expect(await told(holderId, 'feedback')).toMatchObject([{ state: 'sent', purpose: 'feedbackForm' }]);
    expect(await told(holderId, 'attendance-bill')).toMatchObject([
      { state: 'sent', variables: { date: '2026-12-02' } },
    ]);
    expect(await told(holderId, 'birthday-greeting')).toMatchObject([{ state: 'suppressed', reason: 'too_late' }]);
    expect(await told(late, 'feedback', 'attendance-bill')).toEqual([]);
    const { items } = (await desk.get('/notifications/v1/flags?managerId=manager-2')).ok();
    expect(items).toMatchObject([{ kind: 'visit_due', businessDate: '2026-12-06' }]);
    const { items: runs } = (await desk.get(`/notifications/v1/occasions?programmeId=${mall.id}&limit=200`)).ok();
    const days = (runs as Body[]).filter(({ ruleKey }) => ruleKey === 'visit').map((one) => one['businessDate']);
    expect(days.slice(0, 8)).toEqual(
      ['06', '05', '04', '03', '02', '01'].map((day) => `2026-12-${day}`).concat('2026-11-30', '2026-11-29'),
    );
  });
});

describe('what is announced when it is on already', () => {
  it('is told the same day, once, and nobody is told after its last day', async () => {
    const holderId = await member();
    await notifications.moveTo(at('2026-12-06T15:00:00'));
    const of = { programmeId: mall.id, kind: 'activity', fromDate: '2026-12-01', toDate: '2026-12-08' };
    (await desk.post('/notifications/v1/announcements', of)).ok(201);
    await notifications.moveTo(at('2026-12-06T15:00:01'));
    expect(await told(holderId, 'activity-notice')).toMatchObject([{ state: 'sent' }]);
    await notifications.moveTo(at('2026-12-07T15:00:00'));
    expect(await told(holderId, 'activity-notice')).toHaveLength(1);
    // Its last evening is night: the next morning it is over.
    await notifications.moveTo(at('2026-12-07T22:00:00'));
    const brief = { ...of, kind: 'weather', toDate: '2026-12-07' };
    (await desk.post('/notifications/v1/announcements', brief)).ok(201);
    await notifications.moveTo(at('2026-12-07T22:00:01'));
    expect(await told(holderId, 'weather-greeting')).toMatchObject([{ state: 'suppressed', reason: 'too_late' }]);
  });
});
