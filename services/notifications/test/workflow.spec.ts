/** The days of a programme through the door of notifications: who is spoken to, once, and who is not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type {
  CardPassed,
  CardReportedLost,
  MemberJoined,
  ReceiptRecorded,
  ReceiptReturned,
  SegmentEntered,
  SegmentLeft,
} from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { CardsOfBirthdays } from './cards-of-birthdays.ts';
import { ALL_SCOPES, NotificationsDoor } from './notifications-door.ts';

const ISSUER = 'iss_a';
const preset_ = preset('mall-vip');
const bill = preset('one-card').contact;
/** The mall with the attendance bill of the campus. */
const mall: Programme = {
  ...preset_,
  contact: {
    ...preset_.contact,
    triggers: (preset_.contact?.triggers ?? []).filter(({ key }) => key === 'tell-lost'),
    templates: [
      ...(preset_.contact?.templates ?? []),
      ...(bill?.templates ?? []).filter(({ key }) => key === 'attendance'),
    ],
    outreach: [
      ...(preset_.contact?.outreach ?? []),
      ...(bill?.outreach ?? []),
      {
        key: 'gift-for-top',
        name: { 'zh-CN': '贵宾礼品', en: 'Gift for the best' },
        on: 'giftToCollect',
        channel: 'sms',
        category: 'service',
        template: 'gift-ready',
        when: { all: [{ segment: 'top' }, { grade: { atLeast: 'gold' } }] },
      },
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
  await notifications.moveTo(at('2025-12-20T10:00:00'));
});
afterAll(async () => {
  await notifications.close();
  await cards.close();
  await database.drop();
});

/** A member who agreed to calls and texts. */
async function member(when = '2025-12-20T10:00:00'): Promise<string> {
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
    businessDate: when.slice(0, 10),
    applicationId: null,
    role: null,
    approvedBy: null,
  };
  await notifications.hear('MemberJoined', joined.membershipId, joined, { issuerId: ISSUER, occurredAt: at(when) });
  for (const channel of ['sms', 'call']) {
    const said = { category: 'marketing', channel, given: true, proof: 'form-1', means: 'form', textVersion: 'v1' };
    (await desk.post(`/notifications/v1/contacts/${holderId}/consents`, said)).ok(200);
  }
  return holderId;
}

async function buys(holderId: string, when: string, paidFen = 10_000n): Promise<void> {
  const receiptId = newId('rcp');
  const line = { lineNo: 1, sku: 'a', tagFen: fen(paidFen), priceClass: 'regular', counterKey: 'counter-1' };
  const data: ReceiptRecorded = {
    receiptId,
    programmeId: mall.id,
    programmeVersion: mall.version,
    membershipId: 'mbr_1',
    accountId: 'pts_1',
    holderId,
    lines: [{ ...line, paidFen: fen(paidFen) }],
    tenders: [],
    paidFen: fen(paidFen),
    businessDate: when.slice(0, 10),
    quoteId: null,
    ownDay: null,
    segments: null,
    earned: null,
  };
  for (const _ of ['once', 'again'])
    await notifications.hear('ReceiptRecorded', receiptId, data, { issuerId: ISSUER, occurredAt: at(when) });
}

/** A card was held to a gate of the holder's own, and the gate said so twice. */
async function passes(
  holderId: string,
  counter: number,
  when: string,
  direction: 'in' | 'out',
  cardId = 'crd_1',
): Promise<void> {
  const pass: CardPassed = {
    terminalId: `gate-${holderId}`,
    enterpriseId: 'campus',
    counter,
    cardId,
    holderId,
    kind: 'attendance',
    direction,
    passedAt: at(when),
    businessDate: when.slice(0, 10),
  };
  for (const _ of ['once', 'again'])
    await notifications.hear('CardPassed', pass.terminalId, pass, { issuerId: ISSUER });
}

/** What was planned for a holder by a rule of the programme, the latest first. */
async function told(holderId: string, ...ruleKeys: readonly string[]): Promise<readonly Body[]> {
  const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}&limit=200`)).ok();
  return (items as Body[]).filter(({ triggerKey }) => ruleKeys.includes(String(triggerKey)));
}

describe('festivals', () => {
  it('greet every holder on their day at their time, once, also where the moon gives the day', async () => {
    const [early, late] = [await member(), await member()];
    await notifications.moveTo(at('2026-01-01T09:59:00'));
    expect(await told(early, 'new-year')).toMatchObject([{ state: 'planned', dueAt: '2026-01-01T02:00:00.000Z' }]);
    await notifications.moveTo(at('2026-01-01T10:00:00'));
    await notifications.moveTo(at('2026-01-01T10:00:01'));
    for (const holderId of [early, late])
      expect(await told(holderId, 'new-year')).toMatchObject([
        { state: 'sent', purpose: 'festival', templateKey: 'festival' },
      ]);
    // Spring Festival of 2026; the greeting of a day longer ago than a week is not made up for.
    await notifications.moveTo(at('2026-02-17T10:00:00'));
    expect(await told(late, 'spring-festival')).toMatchObject([{ state: 'sent' }]);
    const runs = (await desk.get(`/notifications/v1/occasions?programmeId=${mall.id}&limit=200`)).ok();
    const spring = (runs['items'] as Body[]).find(({ ruleKey }) => ruleKey === 'spring-festival');
    expect(spring).toMatchObject({ purpose: 'festival', businessDate: '2026-02-17', closedAt: expect.any(String) });
    expect(spring?.['looked']).toBe(spring?.['planned']);
  });
});

describe('holders who have not bought for some time', () => {
  it('are called during a promotion: last purchase 1 March, promotion 10 to 20 May', async () => {
    await notifications.moveTo(at('2026-03-01T10:00:00'));
    const lapsed = await member();
    const keen = await member();
    const gone = await member();
    const never = await member();
    await buys(lapsed, '2026-03-01T15:00:00');
    await buys(keen, '2026-03-01T15:00:00');
    await buys(keen, '2026-04-30T15:00:00');
    await buys(gone, '2026-01-31T15:00:00');
    // No promotion: nobody is called.
    await notifications.moveTo(at('2026-05-09T15:00:00'));
    expect(await told(lapsed, 'promotion-call')).toEqual([]);
    const promotion = { programmeId: mall.id, kind: 'promotion', fromDate: '2026-05-10', toDate: '2026-05-20' };
    (await desk.post('/notifications/v1/announcements', promotion)).ok(201);
    await notifications.moveTo(at('2026-05-10T15:00:00'));
    await notifications.moveTo(at('2026-05-11T15:00:00'));
    expect(await told(lapsed, 'promotion-call')).toMatchObject([
      // From where the holder bought last.
      { state: 'sent', channel: 'call', placeId: 'counter-1' },
    ]);
    for (const other of [keen, gone, never]) expect(await told(other, 'promotion-call')).toEqual([]);
  });
});

describe('birthdays', () => {
  it('are asked of cards, greeted, and called in their morning', async () => {
    const holderId = await member();
    const other = await member();
    cards.born.set('2026-05-12', [holderId, newId('hld')].toSorted());
    cards.born.set('2026-05-12 anniversary', [other]);
    await notifications.moveTo(at('2026-05-12T09:30:00'));
    const morning = { state: 'sent', channel: 'call', windowEndsAt: '2026-05-12T04:00:00.000Z' };
    expect(await told(holderId, 'birthday-call')).toMatchObject([morning]);
    expect(await told(holderId, 'birthday-greeting')).toMatchObject([{ state: 'sent', templateKey: 'birthday' }]);
    expect(await told(other, 'birthday-call', 'birthday-greeting', 'relative-call')).toEqual([]);
    expect(await told(other, 'anniversary-call')).toMatchObject([{ ...morning, purpose: 'anniversary' }]);
  });
});

describe('a return', () => {
  it('is followed by a call', async () => {
    await notifications.moveTo(at('2026-05-18T15:00:00'));
    const holderId = await member();
    const returned: ReceiptReturned = {
      receiptId: newId('rcp'),
      returnId: newId('rtn'),
      programmeId: mall.id,
      programmeVersion: mall.version,
      membershipId: null,
      accountId: null,
      holderId,
      lines: [],
      tenders: [],
      returnedFen: fen(1n),
      leftFen: fen(0n),
      earnedAfterPoints: null,
      takenBackPoints: null,
      businessDate: '2026-05-18',
    };
    const about = { issuerId: ISSUER, eventId: `evt_${returned.returnId}`, occurredAt: at('2026-05-18T15:00:00') };
    for (const _ of ['once', 'again']) await notifications.hear('ReceiptReturned', returned.receiptId, returned, about);
    await notifications.moveTo(at('2026-05-18T15:00:01'));
    expect(await told(holderId, 'return-call')).toMatchObject([{ state: 'sent', channel: 'call' }]);
  });
});

describe('a rule for some holders', () => {
  it('asks for their segment and grade as they are that day', async () => {
    const [top, other] = [await member(), await member()];
    for (const holderId of [top, other]) {
      const segmentMemberId = newId('sgm');
      const of = { segmentMemberId, membershipId: 'mbr_1', holderId, programmeId: mall.id, programmeVersion: 1 };
      const entered: SegmentEntered = {
        ...of,
        segmentKey: 'top',
        month: '2026-04',
        runId: 'run',
        place: 1,
        total: '1',
        over: '1',
      };
      await notifications.hear('SegmentEntered', segmentMemberId, entered, { issuerId: ISSUER });
      if (holderId === top) continue;
      const left: SegmentLeft = { ...of, segmentKey: 'top', month: '2026-05', runId: 'run' };
      await notifications.hear('SegmentLeft', segmentMemberId, left, { issuerId: ISSUER, version: 2 });
      // What comes late changes nothing.
      await notifications.hear('SegmentEntered', segmentMemberId, entered, { issuerId: ISSUER });
    }
    const campaign = { programmeId: mall.id, kind: 'giftToCollect', fromDate: '2026-05-19', toDate: '2026-05-19' };
    (await desk.post('/notifications/v1/announcements', campaign)).ok(201);
    await notifications.moveTo(at('2026-05-19T15:00:00'));
    expect(await told(top, 'gift-for-top')).toMatchObject([{ state: 'sent' }]);
    expect(await told(other, 'gift-for-top')).toEqual([]);
    expect(await told(other, 'gift-notice')).toMatchObject([{ state: 'sent' }]);
  });
});

describe('a lost card', () => {
  it('is told at once, also at night and after an opt-out', async () => {
    const holderId = await member();
    const back = { category: 'marketing', channel: 'sms', given: false, proof: 'form-2' };
    (await desk.post(`/notifications/v1/contacts/${holderId}/consents`, back)).ok(200);
    await notifications.moveTo(at('2026-05-20T23:30:00'));
    const cardId = newId('crd');
    const lost: CardReportedLost = {
      cardId,
      walletId: newId('wal'),
      holderId,
      sequence: 1,
      reportedAt: at('2026-05-20T23:30:00'),
      channel: 'phone',
      cardVersion: null,
      cause: 'stolen',
    };
    for (const _ of ['once', 'again'])
      await notifications.hear('CardReportedLost', cardId, lost, { issuerId: ISSUER, eventId: `evt_${cardId}` });
    expect(await told(holderId, 'tell-lost')).toMatchObject([{ state: 'sent', category: 'security' }]);
  });
});

describe('managers', () => {
  it('are told of visits by the rhythm of the class, counted from the day it was given', async () => {
    await notifications.moveTo(at('2026-06-01T10:00:00'));
    const holderId = await member();
    const profile = { holderClass: null, visitClass: 'class-a', managerId: 'manager-1' };
    (await desk.post(`/notifications/v1/contacts/${holderId}/profile`, profile)).ok(200);
    for (const day of ['07', '08', '09', '15']) await notifications.moveTo(at(`2026-06-${day}T10:00:00`));
    const { items } = (await desk.get('/notifications/v1/flags?managerId=manager-1&open=true')).ok();
    const due = (items as Body[]).filter((one) => one['holderId'] === holderId);
    expect(due).toMatchObject([
      { kind: 'visit_due', businessDate: '2026-06-15', visitClass: 'class-a' },
      { kind: 'visit_due', businessDate: '2026-06-08' },
    ]);
    const path = `/notifications/v1/flags/${String(due[0]?.['flagId'])}/clearance`;
    expect((await desk.post(path, { outcome: 'visited' })).ok(200)).toMatchObject({ clearedBy: 'desk-of-iss_a' });
    (await desk.post(path, { outcome: 'visited' })).refused(409, 'flag_cleared', { flagId: due[0]?.['flagId'] });
  });

  it('are told of a holder whose activity falls to less than half, with the numbers', async () => {
    const falls = await member();
    const stays = await member();
    for (const month of ['02', '03', '04']) {
      await buys(falls, `2026-${month}-10T15:00:00`, 10_000n);
      await buys(stays, `2026-${month}-10T15:00:00`, 10_000n);
    }
    await buys(falls, '2026-06-10T15:00:00', 10_000n);
    await buys(stays, '2026-06-10T15:00:00', 20_000n);
    await notifications.moveTo(at('2026-07-31T10:00:00'));
    await notifications.moveTo(at('2026-08-01T10:00:00'));
    const { items } = (await desk.get('/notifications/v1/flags?limit=200')).ok();
    const fallen = (items as Body[]).filter(({ kind }) => kind === 'activity_falls');
    expect(fallen.filter(({ holderId }) => holderId === falls)).toMatchObject([
      { metric: 'spendingFen', beforeTotal: 30_000, nowTotal: 10_000, businessDate: '2026-08-01' },
    ]);
    expect(fallen.filter(({ holderId }) => holderId === stays)).toEqual([]);
  });
});

describe('a form and a bill', () => {
  it('go out each quarter, and the morning after a day with passes', async () => {
    const holderId = await member();
    for (const [counter, time, direction] of [
      [1, '08:01:00', 'in'],
      [2, '17:32:00', 'out'],
    ] as const)
      await passes(holderId, counter, `2026-08-31T${time}`, direction);
    await notifications.moveTo(at('2026-09-01T07:59:59'));
    expect(await told(holderId, 'attendance-bill')).toEqual([]);
    // A terminal brings what it kept over night; after eight the bill is made.
    await passes(holderId, 3, '2026-08-31T22:15:00', 'out');
    await notifications.moveTo(at('2026-09-01T10:00:00'));
    expect(await told(holderId, 'feedback')).toMatchObject([{ state: 'sent', purpose: 'feedbackForm' }]);
    const [told_] = await told(holderId, 'attendance-bill');
    expect(told_).toMatchObject({ state: 'sent', variables: { date: '2026-08-31', count: '3' } });
    const { text } = (await desk.get(`/notifications/v1/outreach/${String(told_?.['outreachId'])}`)).ok();
    expect(text).toContain('08:01↓ 17:32↑ 22:15↑');
  });
});

describe('a drafted text', () => {
  const draft = (about: Body = {}): Body => ({
    programmeId: mall.id,
    outreachKey: 'activity-notice',
    text: { 'zh-CN': '本周六店庆，欢迎光临。', en: 'Saturday is our anniversary.' },
    sendAt: '2026-09-05T10:00:00+08:00',
    ...about,
  });

  it('is written by a shop, approved by another person of the centre, and then goes out, once', async () => {
    const scopes = 'notifications:draft.write notifications:draft.approve notifications:read';
    const shop = openClient(notifications.as({ issuerId: ISSUER, scopes: `${scopes} notifications:authority.shop` }));
    const centre = openClient(
      notifications.as({
        issuerId: ISSUER,
        scopes: `${scopes} notifications:authority.contact-centre`,
        subject: 'centre-1',
      }),
    );
    const holderId = await member();
    (await centre.post('/notifications/v1/drafts', draft())).refused(403, 'role_missing', { roles: ['shop'] });
    const { draftId } = (await shop.post('/notifications/v1/drafts', draft())).ok(201);
    const path = `/notifications/v1/drafts/${String(draftId)}`;
    (await shop.post(`${path}/approval`, undefined)).refused(403, 'role_missing', { roles: ['contact-centre'] });
    const both = `${scopes} notifications:authority.shop notifications:authority.contact-centre`;
    const ambitious = openClient(notifications.as({ issuerId: ISSUER, scopes: both }));
    (await ambitious.post(`${path}/approval`, undefined)).refused(403, 'own_work');
    expect((await centre.post(`${path}/approval`, undefined)).ok(200)).toEqual({ draftId, state: 'approved' });
    (await shop.post(`${path}/refusal`, { reason: 'typo' })).refused(409, 'draft_approved');
    await notifications.moveTo(at('2026-09-05T10:00:00'));
    await notifications.moveTo(at('2026-09-05T10:00:01'));
    const [sent, ...others] = await told(holderId, 'activity-notice');
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ state: 'sent', draftId, templateKey: null });
    const { text } = (await desk.get(`/notifications/v1/outreach/${String(sent?.['outreachId'])}`)).ok();
    expect(text).toContain('Saturday is our anniversary.');
    (await shop.post('/notifications/v1/drafts', draft({ outreachKey: 'season-call' }))).refused(
      404,
      'outreach_unknown',
    );
  });
});
