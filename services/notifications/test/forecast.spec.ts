/** What a holder would get in a year, with the days that the vault of cards keeps, through the door of notifications. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { MemberJoined } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { CardsOfBirthdays } from './cards-of-birthdays.ts';
import { ALL_SCOPES, NotificationsDoor } from './notifications-door.ts';

const ISSUER = 'iss_a';
const mall: Programme = preset('mall-vip');
const at = (text: string): number => parseRfc3339(`${text}+08:00`);

let database: ThrowawayDatabase;
let cards: CardsOfBirthdays;
let notifications: NotificationsDoor;
let desk: Client;
let reports: Client;

beforeAll(async () => {
  database = await throwawayDatabase('notifications');
  cards = await CardsOfBirthdays.open();
  notifications = await NotificationsDoor.open(database.appUrl, cards.url);
  await notifications.publish(ISSUER, mall);
  desk = openClient(notifications.as({ issuerId: ISSUER, scopes: `${ALL_SCOPES} cards:holder.read`, subject: 'ann' }));
  reports = openClient(notifications.as({ issuerId: ISSUER, scopes: ALL_SCOPES, subject: 'reports' }));
});
afterAll(async () => {
  await notifications.close();
  await cards.close();
  await database.drop();
});

describe('the forecast of a holder whose days cards knows', () => {
  it('has the birthday on its day, as it then comes, and says so no more when it is made', async () => {
    await notifications.moveTo(at('2026-04-10T10:00:00'));
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
      applicationId: null,
      role: null,
      approvedBy: null,
      businessDate: '2026-04-10',
    };
    const since = { issuerId: ISSUER, occurredAt: at('2026-04-10T09:00:00') };
    await notifications.hear('MemberJoined', joined.membershipId, joined, since);
    const days = [{ kind: 'anniversary', monthDay: '08-08' }];
    cards.profiles.set(holderId, { name: 'Li Lei', birthDate: '1990-05-20', days });
    cards.born.set('2026-05-20', [holderId]);

    const path = `/notifications/v1/holders/${holderId}/outreach-forecast?from=2026-04-10&to=2027-04-09`;
    const of = async (...keys: readonly string[]): Promise<readonly Body[]> => {
      const { items } = (await desk.get(path)).ok() as { items: Body[] };
      return items.filter(({ triggerKey }) => keys.includes(String(triggerKey)));
    };
    const greeting = { outcome: 'sent', at: '2026-05-20T01:00:00.000Z', channel: 'sms', text: expect.any(String) };
    expect(await of('birthday-greeting')).toMatchObject([greeting]);
    const unagreed = { outcome: 'suppressed', reason: 'no_consent' };
    expect(await of('birthday-call')).toMatchObject([{ ...unagreed, at: '2026-05-20T01:00:00.000Z' }]);
    expect(await of('anniversary-call')).toMatchObject([{ ...unagreed, at: '2026-08-08T01:00:00.000Z' }]);
    expect(await of('relative-call')).toMatchObject([{ outcome: 'uncertain', reason: 'day_not_given', at: null }]);
    const { body } = await desk.get(path);
    expect(JSON.stringify(body)).not.toMatch(/1990|Li Lei/);

    // Who may not read holders is told no day, and the vault is not asked.
    expect(new Set(cards.reasons)).toEqual(new Set(['forecast of what a holder would get, for ann']));
    const read = cards.reasons.length;
    const told = (await reports.get(path)).ok() as { items: Body[] };
    const toldOf = (key: string): readonly Body[] => told.items.filter(({ triggerKey }) => triggerKey === key);
    const undated = { at: null, reason: 'day_in_vault' };
    expect(toldOf('birthday-greeting')).toMatchObject([{ ...undated, outcome: 'once' }]);
    expect(toldOf('anniversary-call')).toMatchObject([{ ...undated, outcome: 'uncertain' }]);
    expect(toldOf('birthday-call')).toMatchObject([{ at: null }]);
    expect(cards.reasons).toHaveLength(read);

    await notifications.moveTo(at('2026-05-20T09:30:00'));
    const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}&limit=200`)).ok();
    expect((items as Body[]).filter(({ triggerKey }) => triggerKey === 'birthday-greeting')).toMatchObject([
      { state: 'sent', sentAt: expect.any(String) },
    ]);
    expect(await of('birthday-greeting')).toEqual([]);
  });
});
