/** Passes that come after the bill of their day was made, through the door of notifications. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { CardPassed, MemberJoined } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type ContactPolicy, type Programme, preset } from '@scrip/programme';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { ALL_SCOPES, NotificationsDoor } from './notifications-door.ts';

const ISSUER = 'iss_a';
const campus: Programme = preset('one-card');
const at = (text: string): number => parseRfc3339(`${text}+08:00`);

let database: ThrowawayDatabase;
let notifications: NotificationsDoor;
let desk: Client;

beforeAll(async () => {
  database = await throwawayDatabase('notifications');
  notifications = await NotificationsDoor.open(database.appUrl);
  await notifications.publish(ISSUER, campus);
  desk = openClient(notifications.as({ issuerId: ISSUER, scopes: ALL_SCOPES }));
});
afterAll(async () => {
  await notifications.close();
  await database.drop();
});

/** Somebody of the campus, long since. */
async function member(): Promise<string> {
  const holderId = await notifications.register(ISSUER, 'en');
  const joined: MemberJoined = {
    membershipId: newId('mbr'),
    holderId,
    programmeId: campus.id,
    programmeVersion: campus.version,
    grade: 'staff',
    rule: 'join',
    receiptIds: [],
    receiptsTotalFen: fen(0n),
    applicationId: null,
    role: null,
    approvedBy: null,
    businessDate: '2026-09-01',
  };
  const since = { issuerId: ISSUER, occurredAt: at('2026-09-01T09:00:00') };
  await notifications.hear('MemberJoined', joined.membershipId, joined, since);
  return holderId;
}

/** A pass is heard of, whenever it happened. */
async function heard(holderId: string, counter: number, when: string, direction: 'in' | 'out'): Promise<void> {
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

/** Bills of a holder as `day: passes`, in the order of their days. */
async function bills(holderId: string): Promise<readonly string[]> {
  const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}&limit=200`)).ok();
  return (items as { triggerKey: string; variables: { date: string; passes: string } }[])
    .filter(({ triggerKey }) => triggerKey === 'attendance-bill')
    .map(({ variables: { date, passes } }) => `${date}: ${passes}`)
    .toSorted();
}

describe('the daily bill', () => {
  it('of a backlog that comes after the bills were made is in the next one, each day in a message of its own', async () => {
    await notifications.moveTo(at('2026-10-12T10:00:00'));
    const [early, late] = [await member(), await member()];
    await heard(early, 1, '2026-10-12T08:01:00', 'in');
    await notifications.moveTo(at('2026-10-13T08:00:00'));
    expect(await bills(early)).toEqual(['2026-10-12: 08:01↓']);
    expect(await bills(late)).toEqual([]);
    // The terminals were cut off; what they hand in now comes twice.
    for (const _ of ['once', 'again']) {
      await heard(early, 2, '2026-10-12T17:30:00', 'out');
      await heard(late, 1, '2026-10-12T09:00:00', 'in');
      await heard(late, 2, '2026-10-12T18:00:00', 'out');
      await heard(late, 3, '2026-10-11T09:10:00', 'in');
    }
    await heard(early, 3, '2026-10-13T08:05:00', 'in');
    await notifications.moveTo(at('2026-10-13T20:00:00'));
    expect(await bills(early)).toHaveLength(1);
    await notifications.moveTo(at('2026-10-14T08:00:00'));
    const ofEarly = ['2026-10-12: 08:01↓', '2026-10-12: 17:30↑', '2026-10-13: 08:05↓'];
    const ofLate = ['2026-10-11: 09:10↓', '2026-10-12: 09:00↓ 18:00↑'];
    expect(await bills(early)).toEqual(ofEarly);
    expect(await bills(late)).toEqual(ofLate);
    await notifications.moveTo(at('2026-10-15T12:00:00'));
    expect(await bills(early)).toEqual(ofEarly);
    expect(await bills(late)).toEqual(ofLate);
  });

  it('of days on which nobody looked names each pass once, whether it comes before the days are made up for, during it or after', async () => {
    const holderId = await member();
    await heard(holderId, 1, '2026-10-15T08:01:00', 'in');
    await heard(holderId, 2, '2026-10-16T08:02:00', 'in');
    await heard(holderId, 3, '2026-10-18T08:03:00', 'in');
    await notifications.moveTo(at('2026-10-19T10:00:00'));
    const first = ['2026-10-15: 08:01↓', '2026-10-16: 08:02↓', '2026-10-18: 08:03↓'];
    expect(await bills(holderId)).toEqual(first);
    await heard(holderId, 4, '2026-10-15T17:00:00', 'out');
    await heard(holderId, 5, '2026-10-17T08:04:00', 'in');
    await notifications.moveTo(at('2026-10-20T10:00:00'));
    const all = [...first, '2026-10-15: 17:00↑', '2026-10-17: 08:04↓'].toSorted();
    expect(await bills(holderId)).toEqual(all);
    // Longer than days are made up for: the next bills name what was heard of the days between.
    await heard(holderId, 6, '2026-10-21T08:05:00', 'in');
    await notifications.moveTo(at('2026-11-10T10:00:00'));
    expect(await bills(holderId)).toEqual([...all, '2026-10-21: 08:05↓']);
  });

  it('that comes back after a pause bills the days before the pause and after it, and none of it', async () => {
    const { outreach: _, ...silent } = campus.contact as ContactPolicy;
    const holderId = await member();
    await heard(holderId, 1, '2026-11-11T08:01:00', 'in');
    await notifications.publish(ISSUER, {
      ...campus,
      version: 2,
      effectiveAt: '2026-11-12T00:00:00+08:00',
      contact: silent,
    });
    await notifications.moveTo(at('2026-11-12T10:00:00'));
    expect(await bills(holderId)).toEqual([]);
    await heard(holderId, 2, '2026-11-12T08:02:00', 'in');
    await heard(holderId, 3, '2026-11-13T08:03:00', 'in');
    await notifications.publish(ISSUER, { ...campus, version: 3, effectiveAt: '2026-11-14T06:00:00+08:00' });
    await notifications.moveTo(at('2026-11-13T10:00:00'));
    await heard(holderId, 4, '2026-11-14T08:04:00', 'in');
    await notifications.moveTo(at('2026-11-14T10:00:00'));
    const before = '2026-11-11: 08:01↓';
    expect(await bills(holderId)).toEqual([before]);
    await notifications.moveTo(at('2026-11-15T10:00:00'));
    expect(await bills(holderId)).toEqual([before, '2026-11-14: 08:04↓']);
  });

  it('of a programme that is new here leaves out the days before it', async () => {
    const holderId = await member();
    await heard(holderId, 1, '2026-11-14T08:01:00', 'in');
    const other: Programme = { ...campus, id: 'other-campus' };
    await notifications.publish(ISSUER, other);
    const joined = {
      membershipId: newId('mbr'),
      holderId,
      programmeId: other.id,
      programmeVersion: other.version,
      grade: 'staff',
      rule: 'join',
      receiptIds: [],
      receiptsTotalFen: fen(0n),
      applicationId: null,
      role: null,
      approvedBy: null,
      businessDate: '2026-11-01',
    };
    const since = { issuerId: ISSUER, occurredAt: at('2026-11-01T09:00:00') };
    await notifications.hear('MemberJoined', joined.membershipId, joined, since);
    await notifications.moveTo(at('2026-11-16T07:00:00'));
    await heard(holderId, 2, '2026-11-15T08:02:00', 'in');
    await notifications.moveTo(at('2026-11-16T10:00:00'));
    const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}&limit=200`)).ok();
    const ofOther = (items as { programmeId: string; variables: { date: string } }[])
      .filter(({ programmeId }) => programmeId === other.id)
      .map(({ variables: { date } }) => date);
    expect(ofOther).toEqual(['2026-11-15']);
  });
});
