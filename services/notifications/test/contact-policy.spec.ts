/** The policy of contacts through the door of notifications: what is planned, when it goes out, and why something does not. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { MemberJoined, ReceiptRecorded } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { ALL_SCOPES, NotificationsDoor } from './notifications-door.ts';

const ISSUER = 'iss_a';
const mall: Programme = preset('mall-vip');
const at = (text: string): number => parseRfc3339(`${text}+08:00`);

let database: ThrowawayDatabase;
let notifications: NotificationsDoor;
let desk: Client;

beforeAll(async () => {
  database = await throwawayDatabase('notifications');
  notifications = await NotificationsDoor.open(database.appUrl);
  await notifications.publish(ISSUER, mall);
  desk = openClient(notifications.as({ issuerId: ISSUER, scopes: ALL_SCOPES }));
  await notifications.moveTo(at('2026-02-20T10:00:00'));
  const season = { programmeId: mall.id, kind: 'newSeason', fromDate: '2026-02-20', toDate: '2026-12-31' };
  (await desk.post('/notifications/v1/announcements', season)).ok(201);
});
afterAll(async () => {
  await notifications.close();
  await database.drop();
});

/** A member of the mall, an office worker or not. */
async function member(holderClass: string | null = null): Promise<string> {
  const holderId = await notifications.register(ISSUER, 'en');
  if (holderClass !== null) {
    const profile = { holderClass, visitClass: null, managerId: null };
    (await desk.post(`/notifications/v1/contacts/${holderId}/profile`, profile)).ok(200);
  }
  return holderId;
}

async function buys(holderId: string, when: string): Promise<void> {
  const receiptId = newId('rcp');
  const data: ReceiptRecorded = {
    receiptId,
    programmeId: mall.id,
    programmeVersion: mall.version,
    membershipId: 'mbr_1',
    accountId: 'pts_1',
    holderId,
    lines: [
      { lineNo: 1, sku: 'coat', tagFen: fen(1n), priceClass: 'regular', counterKey: 'counter-1', paidFen: fen(1n) },
    ],
    tenders: [],
    paidFen: fen(1n),
    businessDate: when.slice(0, 10),
    quoteId: null,
    ownDay: null,
    segments: null,
    earned: null,
  };
  await notifications.hear('ReceiptRecorded', receiptId, data, { issuerId: ISSUER, occurredAt: at(when) });
}

/** The holder is called and reached, so many times. */
async function isCalled(holderId: string, count: number, when: string): Promise<void> {
  const scopes = 'notifications:call.write backdate';
  const caller = openClient(notifications.as({ issuerId: ISSUER, scopes, subject: 'agent-1' }));
  const then = { occurredAt: `${when}+08:00` };
  for (let index = 0; index < count; index += 1) {
    const body = { holderId, programmeId: mall.id, purpose: 'points-call' };
    const { callId } = (await caller.post('/notifications/v1/calls', body, then)).ok(201);
    const path = `/notifications/v1/calls/${String(callId)}`;
    (await caller.post(`${path}/claim`, undefined, then)).ok(200);
    const key = randomUUID();
    // It is told twice, and counts once.
    for (const _ of ['once', 'twice'])
      (await caller.post(`${path}/outcome`, { outcome: 'reached' }, { ...then, key })).ok(201);
  }
}

const told = async (holderId: string): Promise<readonly Body[]> =>
  (await desk.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok()['items'] as Body[];

describe('the policy of contacts', () => {
  it('K2 an ordinary call to an office worker: made at 10:00 it waits until 12:30, at 12:45 it goes now, at 21:00 at 12:30 the next day', async () => {
    const office = async (when: string): Promise<string> => {
      const holderId = await member('office-worker');
      // The call is due one week after the purchase.
      await buys(holderId, when);
      return holderId;
    };
    const morning = await office('2026-02-24T10:00:00');
    const noon = await office('2026-02-24T12:45:00');
    const night = await office('2026-02-24T21:00:00');

    await notifications.moveTo(at('2026-03-03T10:00:00'));
    const waits = { state: 'planned', reason: 'outside_window', ruleKey: 'office-workers' };
    expect(await told(morning)).toMatchObject([{ ...waits, dueAt: '2026-03-03T04:30:00.000Z' }]);
    await notifications.moveTo(at('2026-03-03T12:29:59'));
    expect(await told(morning)).toMatchObject([waits]);
    await notifications.moveTo(at('2026-03-03T12:30:00'));
    const goes = { state: 'sent', channel: 'call', windowEndsAt: '2026-03-03T05:00:00.000Z' };
    expect(await told(morning)).toMatchObject([goes]);

    await notifications.moveTo(at('2026-03-03T12:45:00'));
    expect(await told(noon)).toMatchObject([goes]);

    await notifications.moveTo(at('2026-03-03T21:00:00'));
    expect(await told(night)).toMatchObject([{ ...waits, dueAt: '2026-03-04T04:30:00.000Z' }]);
    await notifications.moveTo(at('2026-03-04T12:30:00'));
    const [call] = await told(night);
    expect(call).toMatchObject({ state: 'sent', windowEndsAt: '2026-03-04T05:00:00.000Z' });
    const history = (await desk.get(`/notifications/v1/outreach/${String(call?.['outreachId'])}/history`)).ok();
    expect((history['items'] as Body[]).map(({ type }) => type)).toEqual([
      'OutreachPlanned',
      'OutreachDeferred',
      'OutreachQueued',
      'OutreachSent',
    ]);
  });

  it('K1 the 11th call-back of a year is suppressed, with the reason in the log', async () => {
    const holderId = await member();
    await isCalled(holderId, 10, '2026-02-25T15:00:00');
    await buys(holderId, '2026-03-01T15:00:00');
    await notifications.moveTo(at('2026-03-08T15:00:00'));
    const why = { reason: 'cap_reached', ruleKey: 'ten-calls', capMax: 10, capUsed: 10 };
    const [call] = await told(holderId);
    expect(call).toMatchObject({ state: 'suppressed', channel: 'call', purpose: 'newSeasonPurchase', ...why });
    const history = (await desk.get(`/notifications/v1/outreach/${String(call?.['outreachId'])}/history`)).ok();
    expect((history['items'] as Body[]).at(-1)).toMatchObject({ type: 'OutreachSuppressed', data: why });
    // Nine leave room for one more.
    const other = await member();
    await isCalled(other, 9, '2026-02-25T15:00:00');
    await buys(other, '2026-03-01T15:00:00');
    await notifications.moveTo(at('2026-03-08T15:00:00'));
    expect(await told(other)).toMatchObject([{ state: 'sent', channel: 'call' }]);
  });

  it('K6 bought on 1 March and 1 April, ten calls made already: both new-season calls are suppressed, both are visible', async () => {
    const holderId = await member();
    await isCalled(holderId, 10, '2026-02-25T15:00:00');
    await buys(holderId, '2026-03-01T15:00:00');
    await buys(holderId, '2026-04-01T15:00:00');
    await notifications.moveTo(at('2026-04-08T15:00:00'));
    const suppressed = { state: 'suppressed', reason: 'cap_reached', ruleKey: 'ten-calls', triggerKey: 'season-call' };
    const both = await told(holderId);
    expect(both).toMatchObject([suppressed, suppressed]);
    expect(new Set(both.map(({ causeEventId }) => causeEventId)).size).toBe(2);
  });
});

describe('a holder who is gone', () => {
  it('is sent nothing that was planned, and nothing more', async () => {
    const holderId = await member();
    await buys(holderId, '2026-04-09T15:00:00');
    await notifications.hear('HolderDeparted', holderId, { holderId, departure: 'died' }, { issuerId: ISSUER });
    await notifications.moveTo(at('2026-04-16T15:00:00'));
    expect(await told(holderId)).toMatchObject([{ state: 'suppressed', reason: 'holder_died' }]);
    const contact = (await desk.get(`/notifications/v1/contacts/${holderId}`)).ok();
    expect(contact).toMatchObject({ ended: 'died' });
    const said = { category: 'marketing', channel: 'sms', given: true, proof: 'form-1' };
    const refused = await desk.post(`/notifications/v1/contacts/${holderId}/consents`, said);
    refused.refused(409, 'contact_ended', { reason: 'died' });
    await notifications.hear('HolderReturned', holderId, { holderId, departure: 'died' }, { issuerId: ISSUER });
    (await desk.post(`/notifications/v1/contacts/${holderId}/consents`, said)).ok(200);
  });

  it('gives what was said and how often it was called to the one it is merged into', async () => {
    const merged = await member();
    const survivor = await member();
    const said = { category: 'marketing', channel: 'sms', given: false, proof: 'form-1' };
    (await desk.post(`/notifications/v1/contacts/${merged}/consents`, said)).ok(200);
    (await desk.post(`/notifications/v1/contacts/${survivor}/consents`, { ...said, given: true })).ok(200);
    await isCalled(merged, 6, '2026-04-01T15:00:00');
    await isCalled(survivor, 4, '2026-04-01T15:00:00');
    const merge = { holderId: merged, mergeId: newId('hmg'), survivorId: survivor, proposedBy: 'a', approvedBy: 'b' };
    for (const _ of ['once', 'again']) await notifications.hear('HolderMerged', merged, merge, { issuerId: ISSUER });
    const contact = (await desk.get(`/notifications/v1/contacts/${survivor}`)).ok();
    expect(contact).toMatchObject({ consents: [{ given: false, proof: merge.mergeId, means: 'merge' }] });
    expect((await desk.get(`/notifications/v1/contacts/${merged}`)).ok()).toMatchObject({ ended: 'merged' });
    await buys(survivor, '2026-04-10T15:00:00');
    await notifications.moveTo(at('2026-04-17T15:00:00'));
    expect(await told(survivor)).toMatchObject([{ reason: 'cap_reached', capUsed: 10 }]);
  });
});

describe('a blackout', () => {
  const OTHER = 'iss_b';
  const deskOfOther = (): Client => openClient(notifications.as({ issuerId: OTHER, scopes: ALL_SCOPES }));

  /** Somebody joins, and the programme tells of it at once; the message. */
  async function joins(when: string): Promise<Body> {
    await notifications.moveTo(at(when));
    const holderId = await notifications.register(OTHER, 'en');
    const data: MemberJoined = {
      membershipId: newId('mbr'),
      holderId,
      programmeId: mall.id,
      programmeVersion: mall.version,
      grade: 'gold',
      rule: 'join-gold',
      receiptIds: [],
      receiptsTotalFen: fen(31_000n),
      applicationId: null,
      role: null,
      approvedBy: null,
      businessDate: when.slice(0, 10),
    };
    await notifications.hear('MemberJoined', data.membershipId, data, { issuerId: OTHER, occurredAt: at(when) });
    const { items } = (await deskOfOther().get(`/notifications/v1/outreach?holderId=${holderId}`)).ok();
    const [message] = items as Body[];
    if (!message) throw new Error('nobody was told');
    return message;
  }
  const read = async ({ outreachId }: Body): Promise<Body> =>
    (await deskOfOther().get(`/notifications/v1/outreach/${String(outreachId)}`)).ok();

  it('holds messages back until the morning after its last day, or suppresses them, with its name', async () => {
    const blackouts = [
      { key: 'mourning', from: '2026-05-10', to: '2026-05-11', effect: 'defer' },
      { key: 'stocktaking', from: '2026-05-20', to: '2026-05-20', category: 'service', effect: 'suppress' },
    ] as const;
    if (!mall.contact) throw new Error('no contact');
    await notifications.publish(OTHER, { ...mall, contact: { ...mall.contact, blackouts: [...blackouts] } });

    const held = await joins('2026-05-10T10:00:00');
    const waits = { state: 'planned', reason: 'blackout', ruleKey: 'mourning', dueAt: '2026-05-12T00:00:00.000Z' };
    expect(held).toMatchObject(waits);
    await notifications.moveTo(at('2026-05-12T07:59:59'));
    expect(await read(held)).toMatchObject(waits);
    await notifications.moveTo(at('2026-05-12T08:00:00'));
    expect(await read(held)).toMatchObject({ state: 'sent', channel: 'sms', reason: null });

    const barred = await joins('2026-05-20T10:00:00');
    expect(barred).toMatchObject({ state: 'suppressed', reason: 'blackout', ruleKey: 'stocktaking' });
    expect(await joins('2026-05-21T10:00:00')).toMatchObject({ state: 'sent' });
  });
});
