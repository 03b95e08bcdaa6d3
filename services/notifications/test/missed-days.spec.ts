/** Days on which nobody looked, what is announced late, bills of each programme, and forms that are answered, through the door of notifications. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { CardIssued, CardPassed, HolderMerged, MemberJoined, SegmentEntered } from '@scrip/contracts';
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
      {
        key: 'gift-for-top',
        name: { 'zh-CN': '贵宾礼品', en: 'Gift for the best' },
        on: 'giftToCollect',
        channel: 'sms',
        category: 'service',
        template: 'gift-ready',
        when: { segment: 'top' },
      },
      ...(preset_.contact?.outreach ?? []).filter(({ channel }) => channel === 'sms'),
      ...(bill?.outreach ?? []),
    ],
  },
};
/** A campus of the same issuer. */
const campus: Programme = preset('one-card');
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
  await notifications.publish(ISSUER, campus);
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
    applicationId: null,
    role: null,
    approvedBy: null,
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
    // What was said of those days is read before they are looked at.
    await notifications.moveTo(at('2026-12-06T10:00:00'), 3_600_000);
    expect(await told(holderId, 'feedback', 'attendance-bill', 'birthday-greeting')).toEqual([]);
    await passes(holderId, 2, '2026-12-05T08:01:00', 'in');
    await notifications.moveTo(at('2026-12-06T10:00:00'));
    expect(await told(holderId, 'feedback')).toMatchObject([{ state: 'sent', purpose: 'feedbackForm' }]);
    const bills = (await told(holderId, 'attendance-bill')) as { state: string; variables: { date: string } }[];
    expect(bills.map(({ state, variables: { date } }) => `${date} ${state}`).toSorted()).toEqual([
      '2026-12-02 sent',
      '2026-12-05 sent',
    ]);
    expect(await told(holderId, 'birthday-greeting')).toMatchObject([{ state: 'suppressed', reason: 'too_late' }]);
    expect(await told(late, 'feedback', 'attendance-bill')).toEqual([]);
    const { items } = (await desk.get('/notifications/v1/flags?managerId=manager-2')).ok();
    expect(items).toMatchObject([{ kind: 'visit_due', businessDate: '2026-12-06' }]);
    const { items: runs } = (await desk.get(`/notifications/v1/occasions?programmeId=${mall.id}&limit=200`)).ok();
    const days = (runs as Body[]).filter(({ ruleKey }) => ruleKey === 'visit').map((one) => one['businessDate']);
    // The latest first: today was not left.
    expect(days.slice(0, 8)).toEqual(
      ['05', '04', '03', '02', '01'].map((day) => `2026-12-${day}`).concat('2026-11-30', '2026-12-06', '2026-11-29'),
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

describe('a holder with cards of two programmes', () => {
  it('gets in the bill of each only the passes of its own card', async () => {
    await notifications.moveTo(at('2026-12-09T10:00:00'));
    const holderId = await member();
    const joined = {
      membershipId: newId('mbr'),
      holderId,
      programmeId: campus.id,
      programmeVersion: campus.version,
      grade: 'gold',
      rule: 'join',
      receiptIds: [],
      receiptsTotalFen: fen(0n),
      applicationId: null,
      role: null,
      approvedBy: null,
      businessDate: '2026-12-01',
    };
    const since = { issuerId: ISSUER, occurredAt: at('2026-12-01T09:00:00') };
    await notifications.hear('MemberJoined', joined.membershipId, joined, since);
    const [mallCard, campusCard] = [newId('crd'), newId('crd')];
    for (const [cardId, programmeId] of [
      [mallCard, mall.id],
      [campusCard, campus.id],
    ] as const) {
      const issued: CardIssued = {
        cardId,
        cardNumber: '1',
        sequence: 1,
        holderId,
        walletId: newId('wal'),
        programmeId,
        programmeVersion: 1,
        productKey: 'card',
        cardVersion: 1,
        form: null,
        applicationId: null,
        replacesCardId: null,
        cause: null,
      };
      await notifications.hear('CardIssued', cardId, issued, { issuerId: ISSUER });
    }
    await passes(holderId, 1, '2026-12-09T08:00:00', 'in', mallCard);
    await passes(holderId, 2, '2026-12-09T09:00:00', 'in', campusCard);
    await passes(holderId, 3, '2026-12-09T17:00:00', 'out', campusCard);
    await notifications.moveTo(at('2026-12-10T10:00:00'));
    const bills = (await told(holderId, 'attendance-bill')).map((one) => [one['programmeId'], one['variables']]);
    expect(new Map(bills as [string, unknown][])).toEqual(
      new Map([
        [mall.id, { date: '2026-12-09', passes: '08:00↓', count: '1' }],
        [campus.id, { date: '2026-12-09', passes: '09:00↓ 17:00↑', count: '2' }],
      ]),
    );
  });
});

describe('two holders who are one', () => {
  it('stay in the segments that either was in', async () => {
    const [holderId, survivorId] = [await member(), await member()];
    const segmentMemberId = newId('sgm');
    const entered: SegmentEntered = {
      segmentMemberId,
      membershipId: 'mbr_1',
      holderId,
      programmeId: mall.id,
      programmeVersion: 1,
      segmentKey: 'top',
      month: '2026-11',
      runId: 'run',
      place: 1,
      total: '1',
      over: '1',
    };
    await notifications.hear('SegmentEntered', segmentMemberId, entered, { issuerId: ISSUER, version: 5 });
    const merged: HolderMerged = { holderId, mergeId: newId('hmg'), survivorId, proposedBy: 'a', approvedBy: 'b' };
    for (const _ of ['once', 'again']) await notifications.hear('HolderMerged', holderId, merged, { issuerId: ISSUER });
    const gift = { programmeId: mall.id, kind: 'giftToCollect', fromDate: '2026-12-10', toDate: '2026-12-10' };
    (await desk.post('/notifications/v1/announcements', gift)).ok(201);
    await notifications.moveTo(at('2026-12-10T15:00:00'));
    expect(await told(survivorId, 'gift-for-top')).toMatchObject([{ state: 'sent' }]);
    // Tiering's own word of the survivor counts, whatever its number.
    const left = { segmentMemberId: newId('sgm'), membershipId: 'mbr_2', holderId: survivorId, programmeId: mall.id };
    const gone = { ...left, programmeVersion: 1, segmentKey: 'top', month: '2026-12', runId: 'run' };
    await notifications.hear('SegmentLeft', gone.segmentMemberId, gone, { issuerId: ISSUER, version: 2 });
    (await desk.post('/notifications/v1/announcements', { ...gift, toDate: '2026-12-11' })).ok(201);
    await notifications.moveTo(at('2026-12-10T15:00:01'));
    expect(await told(survivorId, 'gift-for-top')).toHaveLength(1);
  });
});

describe('a feedback form', () => {
  it('is answered by its link or at the desk, once, and counted by question', async () => {
    await notifications.moveTo(at('2027-02-28T10:00:00'));
    const [byLink, atDesk] = [await member(), await member()];
    await notifications.moveTo(at('2027-03-01T10:00:00'));
    const [asked] = await told(byLink, 'feedback');
    const { text } = (await desk.get(`/notifications/v1/outreach/${String(asked?.['outreachId'])}`)).ok();
    const [path = ''] = /\/notifications\/v1\/feedback\/\S+$/.exec(String(text)) ?? [];
    const url = `${notifications.as({ issuerId: ISSUER, scopes: '' }).baseUrl}${path}`;
    const page = await (await fetch(url)).text();
    expect(page).toContain('name="goods"');
    const send = (scores: object): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ scores }),
      });
    expect(await (await send({ taste: 5 })).json()).toMatchObject({ code: 'question_unknown', questionKey: 'taste' });
    expect((await send({ goods: 6 })).status).toBe(400);
    expect((await send({ goods: 5, service: 3 })).status).toBe(200);
    expect(await (await send({ goods: 1 })).json()).toMatchObject({ code: 'feedback_answered' });
    const stop = url.replace('/feedback/', '/opt-outs/');
    expect((await fetch(stop, { method: 'POST' })).status).toBe(404);
    const [other] = await told(atDesk, 'feedback');
    const desk_ = `/notifications/v1/outreach/${String(other?.['outreachId'])}/feedback`;
    expect((await desk.post(desk_, { scores: { goods: 4 } })).ok(200)).toMatchObject({ scores: { goods: 4 } });
    const theirs = openClient(notifications.as({ issuerId: 'iss_b', scopes: ALL_SCOPES }));
    (await theirs.post(desk_, { scores: { goods: 4 } })).refused(404, 'outreach_unknown');
    const { items } = (await desk.get(`/notifications/v1/feedback-forms?programmeId=${mall.id}&limit=1`)).ok();
    expect(items).toMatchObject([
      {
        businessDate: '2027-03-01',
        answered: 2,
        questions: [
          { questionKey: 'goods', answers: 2, total: 9, byScore: [0, 0, 0, 1, 1] },
          { questionKey: 'service', answers: 1, total: 3, byScore: [0, 0, 1, 0, 0] },
        ],
      },
    ]);
  });
});
