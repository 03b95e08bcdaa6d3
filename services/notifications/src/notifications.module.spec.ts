import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MemberJoined } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { ALL_SCOPES, NotificationsDoor } from '../test/notifications-door.ts';

const ISSUER = 'iss_a';
const mall = preset('mall-vip');
/** Tells a member who joins twice: as a service, and as an advertisement. */
const programme: Programme = {
  ...mall,
  contact: {
    templates: mall.contact?.templates ?? [],
    triggers: [
      { key: 'tell-joined', on: 'MemberJoined', template: 'joined', category: 'service', channel: 'sms' },
      { key: 'advertise', on: 'MemberJoined', template: 'joined', category: 'marketing', channel: 'sms' },
    ],
  },
};

let database: ThrowawayDatabase;
let notifications: NotificationsDoor;
let ours: Client;
let theirs: Client;
const as = (issuerId: string, scopes = ALL_SCOPES): Client => openClient(notifications.as({ issuerId, scopes }));

beforeAll(async () => {
  database = await throwawayDatabase('notifications');
  notifications = await NotificationsDoor.open(database.appUrl);
  for (const issuerId of [ISSUER, 'iss_b']) await notifications.publish(issuerId, programme);
  ours = as(ISSUER);
  theirs = as('iss_b');
});
afterAll(async () => {
  await notifications.close();
  await database.drop();
});

async function joins(holderId: string, about: { issuerId?: string; correlationId?: string } = {}): Promise<void> {
  const data: MemberJoined = {
    membershipId: newId('mbr'),
    holderId,
    programmeId: programme.id,
    programmeVersion: programme.version,
    grade: 'gold',
    rule: 'join-gold',
    receiptIds: ['receipt-1'],
    receiptsTotalFen: fen(31_000n),
    businessDate: '2026-03-04',
    applicationId: null,
    role: null,
    approvedBy: null,
  };
  await notifications.hear('MemberJoined', data.membershipId, data, { issuerId: ISSUER, ...about });
}

const contactPath = (holderId: string, rest = ''): string => `/notifications/v1/contacts/${holderId}${rest}`;
const marketing = { category: 'marketing', channel: 'sms', given: true, proof: 'form-2026/17' };
const itemsOf = (body: Body): Body[] => body['items'] as Body[];

describe('a consent at the door', () => {
  it('is recorded with its proof and shown with its time, the last one for each channel', async () => {
    const holderId = await notifications.register(ISSUER, 'zh-CN');
    const done = await ours.post(contactPath(holderId, '/consents'), marketing, {
      occurredAt: '2026-01-10T09:00:00+08:00',
    });
    const notTold = { means: null, textVersion: null };
    expect(done.ok(200)).toEqual({ holderId, ...marketing, ...notTold });
    expect((await ours.get(contactPath(holderId))).ok(200)).toEqual({
      holderId,
      locale: 'zh-CN',
      holderClass: null,
      visitClass: null,
      visitSince: null,
      managerId: null,
      roaming: false,
      ended: null,
      consents: [{ ...marketing, ...notTold, saidAt: '2026-01-10T01:00:00.000Z', saidTo: 'desk-of-iss_a' }],
    });
    const back = { ...marketing, given: false, proof: 'reply-99' };
    (await ours.post(contactPath(holderId, '/consents'), back)).ok(200);
    expect((await ours.get(contactPath(holderId))).ok()).toMatchObject({ consents: [back] });
  });

  it('answers the same under the same key, and happens once', async () => {
    const holderId = await notifications.register(ISSUER, 'en');
    const key = randomUUID();
    const first = await ours.post(contactPath(holderId, '/consents'), marketing, { key });
    const again = await ours.post(contactPath(holderId, '/consents'), marketing, { key });
    expect(again).toMatchObject({ status: 200, body: first.body, replayed: true, position: first.position });
    const other = await ours.post(contactPath(holderId, '/consents'), { ...marketing, given: false }, { key });
    other.refused(422, 'idempotency_key_reused');
  });

  it('is refused where none is needed, and for who is not there', async () => {
    const holderId = await notifications.register(ISSUER, 'en');
    const service = { ...marketing, category: 'service', given: false };
    const refused = await ours.post(contactPath(holderId, '/consents'), service);
    refused.refused(409, 'consent_not_needed', { category: 'service', channel: 'sms' });
    const nobody = newId('hld');
    (await ours.post(contactPath(nobody, '/consents'), service)).refused(404, 'contact_unknown', { holderId: nobody });
  });

  it('takes a reference as its proof and no free text', async () => {
    const holderId = await notifications.register(ISSUER, 'en');
    const said = { ...marketing, proof: 'she said so on the phone' };
    (await ours.post(contactPath(holderId, '/consents'), said)).refused(400, 'invalid_request');
  });
});

describe('a language at the door', () => {
  it('is that of later messages, also when it is chosen again', async () => {
    const holderId = await notifications.register(ISSUER, 'zh-CN');
    for (const _ of ['once', 'again']) {
      const chosen = await ours.post(contactPath(holderId, '/locale'), { locale: 'en' });
      expect(chosen.ok(200)).toEqual({ holderId, locale: 'en' });
    }
    await joins(holderId);
    const { items } = (await ours.get(`/notifications/v1/outreach?holderId=${holderId}&state=sent`)).ok();
    expect(items).toMatchObject([{ locale: 'en', variables: { grade: 'Gold' } }]);
    (await ours.post(contactPath(holderId, '/locale'), { locale: 'fr' })).refused(400, 'invalid_request');
  });
});

describe('messages at the door', () => {
  it('are listed the latest first, page by page, and narrowed', async () => {
    const holderId = await notifications.register(ISSUER, 'en');
    (await ours.post(contactPath(holderId, '/consents'), marketing)).ok();
    await joins(holderId, { correlationId: 'cor_first' });
    (await ours.post(contactPath(holderId, '/consents'), { ...marketing, given: false })).ok();
    await joins(holderId, { correlationId: 'cor_second' });

    const path = `/notifications/v1/outreach?holderId=${holderId}`;
    const all = itemsOf((await ours.get(path)).ok(200));
    expect(all).toMatchObject([
      { correlationId: 'cor_second', category: 'marketing', state: 'suppressed', reason: 'consent_withdrawn' },
      { correlationId: 'cor_second', category: 'service', state: 'sent', reason: null },
      { correlationId: 'cor_first', category: 'marketing', state: 'sent' },
      { correlationId: 'cor_first', category: 'service', state: 'sent' },
    ]);
    const paged: Body[] = [];
    let cursor = '';
    do {
      const page = (await ours.get<{ items: Body[]; next: string | null }>(`${path}&limit=3${cursor}`)).ok(200);
      paged.push(...page.items);
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(paged).toEqual(all);
    const sale = (await ours.get(`${path}&correlationId=cor_first`)).ok();
    expect(itemsOf(sale)).toEqual(all.slice(2));
    const suppressed = (await ours.get(`${path}&state=suppressed`)).ok();
    expect(suppressed).toEqual({ items: all.slice(0, 1), next: null });
    (await ours.get(`${path}&cursor=bm9uZQ`)).refused(400, 'cursor_invalid');
  });

  it('are read with the text that the holder reads; one that was suppressed has none', async () => {
    const holderId = await notifications.register(ISSUER, 'zh-CN');
    await joins(holderId);
    const items = itemsOf((await ours.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok());
    const read = async (item?: Body) =>
      (await ours.get(`/notifications/v1/outreach/${String(item?.['outreachId'])}`)).ok();
    expect(await read(items[1])).toEqual({ ...items[1], text: '欢迎加入，您的等级是金卡。' });
    expect(await read(items[0])).toEqual({ ...items[0], text: null });
  });

  it('are counted by category and state, in all and by programme', async () => {
    const alone = as('iss_counted');
    await notifications.publish('iss_counted', programme);
    expect((await alone.get('/notifications/v1/outreach/counts')).ok(200)).toEqual({
      planned: 0,
      queued: 0,
      failed: 0,
      sent: 0,
      suppressed: 0,
      items: [],
    });
    const holderId = await notifications.register('iss_counted', 'en');
    await joins(holderId, { issuerId: 'iss_counted' });
    await joins(holderId, { issuerId: 'iss_counted' });
    const counts = {
      planned: 0,
      queued: 0,
      failed: 0,
      sent: 2,
      suppressed: 2,
      items: [
        { category: 'marketing', state: 'suppressed', messages: 2 },
        { category: 'service', state: 'queued', messages: 0 },
        { category: 'service', state: 'sent', messages: 2 },
      ],
    };
    const path = '/notifications/v1/outreach/counts';
    expect((await alone.get(path)).ok(200)).toEqual(counts);
    expect((await alone.get(`${path}?programmeId=${programme.id}`)).ok(200)).toEqual(counts);
    expect((await alone.get(`${path}?programmeId=another`)).ok(200)).toMatchObject({ sent: 0, items: [] });
  });
});

describe('who may ask', () => {
  it('does not see what is another issuer’s', async () => {
    const holderId = await notifications.register(ISSUER, 'en');
    await joins(holderId);
    const [item] = itemsOf((await ours.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok());
    const outreachId = String(item?.['outreachId']);
    (await theirs.get(contactPath(holderId))).refused(404, 'contact_unknown', { holderId });
    (await theirs.post(contactPath(holderId, '/consents'), marketing)).refused(404, 'contact_unknown', { holderId });
    (await theirs.post(contactPath(holderId, '/locale'), { locale: 'en' })).refused(404, 'contact_unknown');
    (await theirs.get(`/notifications/v1/outreach/${outreachId}`)).refused(404, 'outreach_unknown', { outreachId });
    expect((await theirs.get(`/notifications/v1/outreach?holderId=${holderId}`)).ok()).toMatchObject({ items: [] });
  });

  it('needs the scope of the route', async () => {
    const holderId = await notifications.register(ISSUER, 'en');
    const writer = as(ISSUER, 'notifications:consent.write');
    const reader = as(ISSUER, 'notifications:read');
    (await reader.post(contactPath(holderId, '/consents'), marketing)).refused(403, 'insufficient_scope');
    (await reader.post(contactPath(holderId, '/locale'), { locale: 'en' })).refused(403, 'insufficient_scope');
    for (const path of [contactPath(holderId), '/notifications/v1/outreach', '/notifications/v1/outreach/counts']) {
      (await writer.get(path)).refused(403, 'insufficient_scope');
      (await reader.get(path)).ok(200);
    }
  });
});
