/** Gifts that wait, points that lapse and purchases that become fewer, through the door of notifications. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type {
  EntitlementReserved,
  MemberJoined,
  PointsEarned,
  PointsGranted,
  PointsUsed,
  ReceiptRecorded,
  ReceiptReturned,
  RedemptionMade,
} from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { NotYetError } from '@scrip/kafka';
import { fen, points } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { ALL_SCOPES, NotificationsDoor } from './notifications-door.ts';

const ISSUER = 'iss_a';
const preset_ = preset('mall-vip');
/** The mall whose reminder names points. */
const mall: Programme = {
  ...preset_,
  contact: {
    ...preset_.contact,
    triggers: [],
    templates: (preset_.contact?.templates ?? []).map((template) =>
      template.key === 'points-reminder'
        ? {
            key: template.key,
            variables: { balancePoints: 'points', lapsingPoints: 'points', lapseDate: 'text' },
            text: {
              'zh-CN': '您有{balancePoints}分，其中{lapsingPoints}分用到{lapseDate}。',
              en: 'You have {balancePoints} points; {lapsingPoints} can be used until {lapseDate}.',
            },
          }
        : template,
    ),
    outreach: [
      ...(preset_.contact?.outreach ?? []).filter(({ channel }) => channel === 'sms'),
      // As no document has it any more: nobody writes its text.
      {
        key: 'gift-wordless',
        name: { 'zh-CN': '领礼', en: 'Gift' },
        on: 'giftToCollect',
        channel: 'sms',
        category: 'service',
      },
    ],
    churn: { metric: 'purchases', window: { kind: 'calendarQuarter', take: 'sum' }, fallsToBp: 5_000 },
  },
};
const at = (text: string): number => parseRfc3339(`${text}+08:00`);

let database: ThrowawayDatabase;
let notifications: NotificationsDoor;
let desk: Client;

beforeAll(async () => {
  database = await throwawayDatabase('notifications');
  notifications = await NotificationsDoor.open(database.appUrl);
  await notifications.publish(ISSUER, mall);
  desk = openClient(notifications.as({ issuerId: ISSUER, scopes: ALL_SCOPES }));
});
afterAll(async () => {
  await notifications.close();
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

/** What was planned for a holder by a rule of the programme, the latest first. */
async function told(holderId: string, ...ruleKeys: readonly string[]): Promise<readonly Body[]> {
  const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}&limit=200`)).ok();
  return (items as Body[]).filter(({ triggerKey }) => ruleKeys.includes(String(triggerKey)));
}

describe('a gift that waits', () => {
  it('is told to whom it was put aside for, once, and not after it is given up', async () => {
    await notifications.moveTo(at('2026-12-01T10:00:00'));
    const [redeems, isGiven, other] = [await member(), await member(), await member()];
    const of = { programmeId: mall.id, programmeVersion: mall.version };
    const item = { sku: 'cup', tagFen: fen(1n), todayFen: fen(1n), priceClass: 'regular', costFen: fen(0n) };
    const made: RedemptionMade = {
      ...of,
      redemptionId: newId('rdm'),
      accountId: 'pts_1',
      membershipId: 'mbr_1',
      holderId: redeems,
      counterKey: 'desk',
      merchantId: 'mer_1',
      items: [{ ...item, stockId: 'stk_1' }],
      ladderFen: fen(1n),
      usedPoints: points(1_000n),
      lots: [],
      collectUntilAt: at('2026-12-31T00:00:00'),
    };
    const now = { issuerId: ISSUER, occurredAt: at('2026-12-01T10:00:00') };
    const about = { ...now, eventId: `evt_${made.redemptionId}` };
    for (const _ of ['once', 'again']) await notifications.hear('RedemptionMade', made.redemptionId, made, about);
    const goods = { ...made, redemptionId: newId('rdm'), holderId: other, items: [{ ...item, stockId: null }] };
    await notifications.hear('RedemptionMade', goods.redemptionId, goods, now);
    const reserved: EntitlementReserved = {
      ...of,
      entitlementId: newId('ent'),
      useId: newId('use'),
      holderId: isGiven,
      entitlementKey: 'quarter-gift',
      contractId: null,
      relativeId: null,
      gradeKey: 'diamond',
      grantPeriod: '2026-Q4',
      grantedCount: 1,
      usedBeforeCount: 0,
      useCount: 1,
      occasion: null,
      effectKind: 'gift',
      usedDate: '2026-12-01',
      expiresAt: at('2026-12-02T00:00:00'),
    };
    await notifications.hear('EntitlementReserved', reserved.entitlementId, reserved, now);
    const service = { ...reserved, entitlementId: newId('ent'), holderId: other, effectKind: 'service' };
    await notifications.hear('EntitlementReserved', service.entitlementId, service, now);
    const late = { ...reserved, entitlementId: newId('ent'), expiresAt: at('2026-12-01T09:00:00') };
    await notifications.hear('EntitlementReserved', late.entitlementId, late, now);
    await notifications.moveTo(at('2026-12-01T10:00:01'));
    expect(await told(redeems, 'gift-wordless')).toEqual([]);
    expect(await told(redeems, 'gift-notice')).toMatchObject([{ state: 'sent', placeId: 'desk' }]);
    const gifts = (await told(isGiven, 'gift-notice')).map(({ state }) => String(state));
    expect(new Set(gifts)).toEqual(new Set(['sent', 'suppressed']));
    expect(gifts).toHaveLength(2);
    expect(await told(other, 'gift-notice')).toEqual([]);
  });
});

describe('a reminder of points', () => {
  it('names what there is and the last day of what lapses next; who has nothing of it is not told', async () => {
    const [has, none, middle, anew] = [await member(), await member(), await member(), await member()];
    const accountId = newId('pts');
    const account = {
      accountId,
      membershipId: 'mbr_1',
      holderId: has,
      programmeId: mall.id,
      programmeVersion: mall.version,
    };
    const earned = (earnedPoints: bigint, balance: bigint, expiresAt: number): PointsEarned => ({
      ...account,
      receiptId: newId('rcp'),
      basePoints: points(earnedPoints),
      multiplierBp: 10_000,
      bonusPoints: points(0n),
      earnedPoints: points(earnedPoints),
      balanceAfterPoints: points(balance),
      lifetimeAfterPoints: points(balance),
      dayRank: null,
      rules: [],
      usableAt: null,
      expiresAt,
      expiryNotices: null,
      settledPoints: null,
      capped: null,
    });
    const [soon, later] = [at('2027-01-01T00:00:00'), at('2027-06-01T00:00:00')];
    const say = (version: number) => ({ issuerId: ISSUER, version });
    await notifications.hear('PointsEarned', accountId, earned(50n, 50n, soon), say(1));
    await notifications.hear('PointsEarned', accountId, earned(100n, 150n, later), say(2));
    const used: PointsUsed = {
      ...account,
      useId: 'use_1',
      purpose: 'redemption',
      usedPoints: points(20n),
      lots: [{ expiresAt: soon, expiryNotices: null, sharePoints: points(20n) }],
      balanceAfterPoints: points(130n),
    };
    for (const _ of ['once', 'again']) await notifications.hear('PointsUsed', accountId, used, say(3));
    const granted: PointsGranted = {
      ...account,
      useId: 'use_2',
      entitlementKey: 'birthday-points',
      grantedPoints: points(5n),
      expiresAt: soon,
      expiryNotices: null,
      settledPoints: points(0n),
      balanceAfterPoints: points(135n),
    };
    await notifications.hear('PointsGranted', accountId, granted, say(4));
    // Of an account that was first heard of in the middle of its life what lapses next is not known, until it was empty.
    const older = { ...earned(10n, 500n, soon), accountId: newId('pts'), holderId: middle };
    await notifications.hear('PointsEarned', older.accountId, older, say(7));
    const emptied = { ...earned(10n, 500n, soon), accountId: newId('pts'), holderId: anew };
    await notifications.hear('PointsEarned', emptied.accountId, emptied, say(7));
    const gone = { ...used, accountId: emptied.accountId, holderId: anew, balanceAfterPoints: points(0n) };
    await notifications.hear('PointsUsed', emptied.accountId, gone, say(8));
    const again = { ...earned(40n, 40n, soon), accountId: emptied.accountId, holderId: anew };
    await notifications.hear('PointsEarned', emptied.accountId, again, say(9));
    const reminder = { programmeId: mall.id, kind: 'pointsReminder', fromDate: '2026-12-01', toDate: '2026-12-02' };
    (await desk.post('/notifications/v1/announcements', reminder)).ok(201);
    await notifications.moveTo(at('2026-12-01T15:00:00'));
    const textOf = async (holderId: string): Promise<unknown> => {
      const [message] = await told(holderId, 'points-notice');
      return (await desk.get(`/notifications/v1/outreach/${String(message?.['outreachId'])}`)).ok()['text'];
    };
    expect(await textOf(has)).toBe('You have 135 points; 35 can be used until 2026-12-31.');
    expect(await textOf(anew)).toBe('You have 40 points; 40 can be used until 2026-12-31.');
    for (const holderId of [none, middle]) expect(await told(holderId, 'points-notice')).toEqual([]);
  });
});

describe('a return', () => {
  it('that happened before the programme was in force is kept under the version that it names, and waits for no other', async () => {
    const returned: ReceiptReturned = {
      receiptId: newId('rcp'),
      returnId: 'ret-1',
      programmeId: mall.id,
      programmeVersion: mall.version,
      membershipId: 'mbr_1',
      accountId: 'pts_1',
      holderId: await member(),
      lines: [],
      tenders: [],
      returnedFen: fen(1n),
      leftFen: fen(0n),
      earnedAfterPoints: null,
      takenBackPoints: null,
      businessDate: '1999-12-31',
    };
    const about = { issuerId: ISSUER, occurredAt: at('1999-12-31T12:00:00') };
    await notifications.hear('ReceiptReturned', returned.receiptId, returned, about);
    const unheard = { ...returned, programmeVersion: mall.version + 1 };
    await expect(notifications.hear('ReceiptReturned', unheard.receiptId, unheard, about)).rejects.toThrow(NotYetError);
  });
});

describe('a quarter with fewer purchases', () => {
  it('is held against the one before it, whatever was paid', async () => {
    const holderId = await member();
    // Three in the third quarter; in the fourth one, which cost more than they did.
    for (const [day, paid] of [
      ['2026-07-02', 1n],
      ['2026-08-02', 1n],
      ['2026-09-30', 1n],
      ['2026-10-01', 1_000n],
    ] as const) {
      const receiptId = newId('rcp');
      const bought: ReceiptRecorded = {
        receiptId,
        programmeId: mall.id,
        programmeVersion: mall.version,
        membershipId: 'mbr_1',
        accountId: 'pts_1',
        holderId,
        lines: [],
        tenders: [],
        paidFen: fen(paid),
        businessDate: day,
        quoteId: null,
        ownDay: null,
        segments: null,
        earned: null,
      };
      await notifications.hear('ReceiptRecorded', receiptId, bought, { issuerId: ISSUER });
    }
    await notifications.moveTo(at('2027-01-01T10:00:00'));
    const { items } = (await desk.get('/notifications/v1/flags?limit=200')).ok();
    expect((items as Body[]).filter((one) => one['holderId'] === holderId)).toMatchObject([
      { kind: 'activity_falls', metric: 'purchases', beforeTotal: 3, nowTotal: 1, businessDate: '2027-01-01' },
    ]);
  });
});
