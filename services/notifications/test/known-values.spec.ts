/** What conditions of contact rules know of holders: points, stored value, benefits put aside, passes, the birthday, the place of the day. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CardPassed,
  EntitlementReserved,
  HolderMerged,
  PointsEarned,
  PointsTakenBack,
  ReceiptRecorded,
  WalletReturned,
  WalletSpent,
} from '@scrip/contracts';
import { newId, transaction } from '@scrip/event-store';
import { fen, points } from '@scrip/money';
import type { Condition, Programme } from '@scrip/programme';
import { CardsHolderConsumer } from '../src/contact/cards-holder.consumer.ts';
import { keepWallet } from '../src/outreach/known-card.ts';
import { LedgerBalanceConsumer } from '../src/outreach/ledger-balance.consumer.ts';
import { LedgerWalletConsumer } from '../src/outreach/ledger-wallet.consumer.ts';
import { PointsAccountConsumer } from '../src/outreach/points-account.consumer.ts';
import { TieringMembershipConsumer } from '../src/outreach/tiering-membership.consumer.ts';
import { CardsAttendanceConsumer } from '../src/workflow/cards-attendance.consumer.ts';
import { factsOfHolders, holdersMeeting } from '../src/workflow/holder-facts.ts';
import { keepPoints } from '../src/workflow/known-points.ts';
import { PointsPurchaseConsumer } from '../src/workflow/points-purchase.consumer.ts';
import { TieringEntitlementConsumer } from '../src/workflow/tiering-entitlement.consumer.ts';
import type { NotificationsApp } from './notifications-app.ts';
import { mallThatTells, Told } from './told.ts';

const ISSUER = 'iss_a';
const service = { category: 'service', channel: 'sms', template: 'plain' } as const;
const earning = { on: 'PointsEarned', ...service } as const;
const spending = { on: 'WalletSpent', ...service } as const;
const told = mallThatTells(
  [
    { key: 'rich', when: { fact: 'balancePoints', gte: 100 }, ...earning },
    { key: 'veteran', when: { fact: 'lifetimePoints', gte: 500 }, ...earning },
    { key: 'early', when: { rank: { of: 'firstPurchaseOfDay', lte: 10 } }, ...earning },
    { key: 'low', when: { fact: 'walletBalanceFen', lte: 1_000 }, ...spending },
  ],
  {},
);
const plain = { key: 'plain', variables: {}, text: { 'zh-CN': '您好。', en: 'Hello.' } };
const mall: Programme = {
  ...told,
  contact: { triggers: [], ...told.contact, templates: [...(told.contact?.templates ?? []), plain] },
};

let house: Told;
let app: NotificationsApp;

beforeAll(async () => {
  house = await Told.open('2026-03-11T12:00:00+08:00', mall);
  app = house.app;
});
afterAll(() => app?.close());

/** A member of the mall. */
async function member(): Promise<string> {
  const holderId = await app.register();
  const joined = {
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
    businessDate: '2026-03-01',
  };
  const message = house.message('MemberJoined', joined.membershipId, joined);
  await app.carryOut(await app.part(TieringMembershipConsumer).onMemberJoined(joined, message));
  return holderId;
}

interface Account {
  readonly accountId: string;
  readonly holderId: string;
}

/** Points come with the event of this number, as often as it comes. */
async function earns(
  { accountId, holderId }: Account,
  version: number,
  said: { earned: bigint; balance: bigint; lifetime: bigint; dayRank?: number },
): Promise<void> {
  const data: PointsEarned = {
    accountId,
    holderId,
    membershipId: 'mbr_1',
    receiptId: newId('rcp'),
    basePoints: points(said.earned),
    multiplierBp: 10_000,
    bonusPoints: points(0n),
    earnedPoints: points(said.earned),
    balanceAfterPoints: points(said.balance),
    lifetimeAfterPoints: points(said.lifetime),
    dayRank: said.dayRank ?? null,
    rules: [],
    programmeId: mall.id,
    programmeVersion: mall.version,
    usableAt: null,
    expiresAt: null,
    expiryNotices: null,
    settledPoints: null,
    capped: null,
  };
  const message = house.message('PointsEarned', accountId, data, { version });
  for (const _ of ['once', 'again'])
    await app.carryOut(await app.part(PointsAccountConsumer).onPointsEarned(data, message));
}

/** Whether a condition is met for a holder on a day, as a run of that day asks. */
async function meets(
  holderId: string,
  when: Condition,
  date = '2026-03-11',
  born: readonly string[] = [],
): Promise<boolean> {
  const holders = await factsOfHolders(app.log.pool, ISSUER, mall.id, [holderId]);
  const knowing = { pool: app.log.pool, birthdays: { on: () => Promise.resolve(born) } };
  const { who } = house.message('HolderRegistered', holderId, { holderId, locale: 'en' });
  return (await holdersMeeting(knowing, { who, programme: mall, date }, when, holders)).length === 1;
}

describe('a condition on points', () => {
  it('sees what the event leaves, and what was heard of before on other days', async () => {
    const account = { accountId: newId('pts'), holderId: await member() };
    await earns(account, 2, { earned: 60n, balance: 60n, lifetime: 60n });
    expect(await house.keysOf(account.holderId)).toEqual([]);
    await earns(account, 3, { earned: 40n, balance: 100n, lifetime: 100n, dayRank: 3 });
    expect(await house.keysOf(account.holderId)).toEqual(['early', 'rich']);
    expect(await meets(account.holderId, { fact: 'balancePoints', gte: 100 })).toBe(true);
    expect(await meets(account.holderId, { fact: 'lifetimePoints', gte: 101 })).toBe(false);
    expect(await meets(await member(), { fact: 'balancePoints', lte: 0 })).toBe(true);
  });

  it('over time counts what was earned less what a return took back, each once, and goes with a merge', async () => {
    const account = { accountId: newId('pts'), holderId: await member() };
    const month = { kind: 'calendarMonth', take: 'sum' } as const;
    const asked = (gte: number): Condition => ({ metric: 'earnedPoints', window: month, gte });
    await earns(account, 2, { earned: 600n, balance: 600n, lifetime: 600n });
    expect(await house.keysOf(account.holderId)).toEqual(['rich', 'veteran']);
    const taken: PointsTakenBack = {
      ...account,
      membershipId: 'mbr_1',
      receiptId: 'rcp_1',
      returnId: 'ret_1',
      earnedBeforePoints: points(600n),
      earnedAfterPoints: points(400n),
      takenBackPoints: points(200n),
      pending: [],
      lots: [],
      owedPoints: points(0n),
      sparedPoints: points(0n),
      lapsedPoints: points(0n),
      lapsedAt: null,
      rules: [],
      balanceAfterPoints: points(400n),
      lifetimeAfterPoints: points(400n),
      programmeId: mall.id,
      programmeVersion: mall.version,
    };
    const message = house.message('PointsTakenBack', account.accountId, taken, { version: 3 });
    for (const _ of ['once', 'again'])
      await app.carryOut(app.part(PointsAccountConsumer).onPointsTakenBack(taken, message));
    expect([await meets(account.holderId, asked(400)), await meets(account.holderId, asked(401))]).toEqual([
      true,
      false,
    ]);
    expect(await meets(account.holderId, { fact: 'lifetimePoints', gte: 401 })).toBe(false);
    expect(await meets(account.holderId, asked(1), '2026-04-01')).toBe(false);
    const survivorId = await member();
    const merged: HolderMerged = {
      holderId: account.holderId,
      mergeId: newId('hmg'),
      survivorId,
      proposedBy: 'a',
      approvedBy: 'b',
    };
    const said = house.message('HolderMerged', account.holderId, merged);
    for (const _ of ['once', 'again']) await app.carryOut(app.part(CardsHolderConsumer).onHolderMerged(merged, said));
    expect([await meets(survivorId, asked(400)), await meets(survivorId, asked(401))]).toEqual([true, false]);
  });
});

it('a condition on points ever earned is not met, nor is its opposite, where not all of them were heard of', async () => {
  const account = { accountId: newId('pts'), holderId: await member(), programmeId: mall.id };
  const changed = { ...account, membershipId: 'mbr_1', fromHolderId: newId('hld'), mergeId: newId('hmg') };
  const message = house.message('PointsAccountHolderChanged', account.accountId, changed, { version: 5 });
  await transaction(app.log.pool, (tx) => keepPoints(tx, message, account, { balance: 100n }));
  const veteran: Condition = { fact: 'lifetimePoints', gte: 500 };
  expect([await meets(account.holderId, veteran), await meets(account.holderId, { not: veteran })]).toEqual([
    false,
    false,
  ]);
  expect(await meets(account.holderId, { fact: 'balancePoints', gte: 100 })).toBe(true);
});

describe('a condition on stored value', () => {
  it('sees what is left in all wallets of the holder in the programme', async () => {
    const holderId = await member();
    const of = { holderId, programmeId: mall.id, programmeVersion: mall.version };
    const wallets = app.part(LedgerWalletConsumer);
    const [walletId, otherId] = [newId('wal'), newId('wal')];
    for (const id of [walletId, otherId]) {
      const opened = { ...of, walletId: id, productKey: 'card', cardId: 'crd_1', cardSequence: 1 };
      await app.carryOut(wallets.onWalletOpened(opened, house.message('WalletOpened', id, opened)));
    }
    const spends = async (version: number, balance: bigint): Promise<void> => {
      const spent: WalletSpent = {
        ...of,
        walletId,
        spendId: newId('spd'),
        cardId: 'crd_1',
        merchantId: 'counter-1',
        terminalId: null,
        askedFen: fen(100n),
        chargedFen: fen(100n),
        dueFen: fen(0n),
        lots: [],
        balanceAfterFen: fen(balance),
        items: null,
        signatoryId: null,
        authorisationId: null,
        slipSignature: null,
        bookingId: null,
      };
      const message = house.message('WalletSpent', walletId, spent, { version });
      await app.carryOut(await wallets.onWalletSpent(spent, message));
    };
    await spends(2, 1_001n);
    expect(await house.keysOf(holderId)).toEqual([]);
    await spends(3, 1_000n);
    expect(await house.keysOf(holderId)).toEqual(['low']);
    const returned: WalletReturned = {
      ...of,
      walletId: otherId,
      returnId: newId('ret'),
      spendId: 'spd_1',
      merchantId: 'counter-1',
      returnedFen: fen(1n),
      leftFen: fen(0n),
      lots: [],
      balanceAfterFen: fen(1n),
    };
    const message = house.message('WalletReturned', otherId, returned, { version: 2 });
    for (const _ of ['once', 'again'])
      await app.carryOut(app.part(LedgerBalanceConsumer).onWalletReturned(returned, message));
    await spends(4, 1_000n);
    expect(await house.keysOf(holderId)).toEqual(['low']);
    expect(await meets(holderId, { fact: 'walletBalanceFen', gte: 1_001 })).toBe(true);
    expect(await meets(holderId, { fact: 'walletBalanceFen', gte: 1_002 })).toBe(false);
  });

  it('is not met, nor is its opposite, where not all wallets were heard of', async () => {
    const holderId = await member();
    const rich: Condition = { fact: 'walletBalanceFen', gte: 1 };
    const poor: Condition = { fact: 'walletBalanceFen', lte: 0 };
    const asked: readonly Condition[] = [rich, poor, { not: rich }, { any: [{ not: rich }, { not: poor }] }];
    const met = (): Promise<readonly boolean[]> => Promise.all(asked.map((when) => meets(holderId, when)));
    expect(await met()).toEqual([false, false, false, false]);
    const of = { holderId, programmeId: mall.id, walletId: newId('wal') };
    await transaction(app.log.pool, (tx) => keepWallet(tx, ISSUER, of));
    expect(await met()).toEqual([false, false, false, false]);
    const opened = { ...of, programmeVersion: mall.version, productKey: 'card', cardId: 'crd_1', cardSequence: 1 };
    const message = house.message('WalletOpened', of.walletId, opened);
    await app.carryOut(app.part(LedgerWalletConsumer).onWalletOpened(opened, message));
    expect(await met()).toEqual([false, true, true, true]);
  });
});

describe('a condition on benefits, passes and days', () => {
  it('sees uses that are put aside until they are used, given up or over', async () => {
    const holderId = await member();
    const consumer = app.part(TieringEntitlementConsumer);
    const [firstId, secondId] = [newId('use'), newId('use')];
    const entitlementId = newId('ent');
    for (const [useId, expiresAt] of [
      [firstId, '2026-03-31T00:00:00+08:00'],
      [secondId, '2026-03-13T00:00:00+08:00'],
    ] as const) {
      const reserved: EntitlementReserved = {
        entitlementId,
        useId,
        holderId,
        programmeId: mall.id,
        programmeVersion: mall.version,
        entitlementKey: 'parking',
        contractId: null,
        relativeId: null,
        gradeKey: 'gold',
        grantPeriod: '2026-03',
        grantedCount: 4,
        usedBeforeCount: 0,
        useCount: 2,
        occasion: null,
        effectKind: 'service',
        usedDate: '2026-03-11',
        expiresAt: Date.parse(expiresAt),
      };
      const message = house.message('EntitlementReserved', entitlementId, reserved);
      for (const _ of ['once', 'again']) await app.carryOut(await consumer.onEntitlementReserved(reserved, message));
    }
    const waits = (gte: number): Condition => ({ fact: 'reservedUses', gte });
    expect([await meets(holderId, waits(4)), await meets(holderId, waits(5))]).toEqual([true, false]);
    expect([await meets(holderId, waits(2), '2026-03-13'), await meets(holderId, waits(3), '2026-03-13')]).toEqual([
      true,
      false,
    ]);
    const released = { entitlementId, useId: firstId, holderId, reason: 'not_wanted' };
    const message = house.message('EntitlementReservationReleased', entitlementId, released);
    await app.carryOut(consumer.onEntitlementReservationReleased(released, message));
    expect([await meets(holderId, waits(2)), await meets(holderId, waits(3))]).toEqual([true, false]);
  });

  it('sees how long ago a door was passed, and whose birthday the day is', async () => {
    const holderId = await member();
    const away: Condition = { fact: 'daysSincePass', gte: 7 };
    expect(await meets(holderId, away)).toBe(false);
    const pass: CardPassed = {
      terminalId: `gate-${holderId}`,
      enterpriseId: 'campus',
      counter: 1,
      cardId: 'crd_1',
      holderId,
      kind: 'attendance',
      direction: 'in',
      passedAt: Date.parse('2026-03-04T08:00:00+08:00'),
      businessDate: '2026-03-04',
    };
    const message = house.message('CardPassed', pass.terminalId, pass);
    await app.carryOut(app.part(CardsAttendanceConsumer).onCardPassed(pass, message));
    expect([await meets(holderId, away), await meets(holderId, away, '2026-03-10')]).toEqual([true, false]);
    const born: Condition = { fact: 'birthday', eq: true };
    expect([await meets(holderId, born, '2026-03-11', [holderId]), await meets(holderId, born)]).toEqual([true, false]);
  });

  it('sees the place that the first purchase of the day took, on that day only', async () => {
    const holderId = await member();
    const place = (lte: number): Condition => ({ rank: { of: 'firstPurchaseOfDay', lte } });
    for (const dayRank of [7, null]) {
      const receiptId = newId('rcp');
      const bought: ReceiptRecorded = {
        receiptId,
        programmeId: mall.id,
        programmeVersion: mall.version,
        membershipId: null,
        accountId: null,
        holderId,
        lines: [],
        tenders: [],
        paidFen: fen(1n),
        businessDate: '2026-03-11',
        quoteId: null,
        ownDay: null,
        segments: null,
        earned: {
          earnedPoints: points(0n),
          dayRank,
          grade: null,
          usableAt: null,
          expiresAt: null,
          rooms: null,
        },
      };
      const message = house.message('ReceiptRecorded', receiptId, bought);
      await app.carryOut(await app.part(PointsPurchaseConsumer).onReceiptRecorded(bought, message));
    }
    expect([await meets(holderId, place(7)), await meets(holderId, place(6))]).toEqual([true, false]);
    expect(await meets(holderId, place(7), '2026-03-12')).toBe(false);
  });
});
