/** What becomes of grades is told in words of its own, and triggers ask for whom and for when. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Terms } from '@scrip/chassis';
import type { GradeRated, WalletRecharged } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { NotYetError } from '@scrip/kafka';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { CardsHolderConsumer } from '../src/contact/cards-holder.consumer.ts';
import { lastPurchaseOf } from '../src/contact/programme-holder.ts';
import { LedgerWalletConsumer } from '../src/outreach/ledger-wallet.consumer.ts';
import { OutreachDue } from '../src/outreach/outreach-due.ts';
import { TieringMembershipConsumer } from '../src/outreach/tiering-membership.consumer.ts';
import { Audiences } from '../src/workflow/audience.ts';
import { occasionsOfDay } from '../src/workflow/occasions-of-day.rule.ts';
import { PointsPurchaseConsumer } from '../src/workflow/points-purchase.consumer.ts';
import type { NotificationsApp } from './notifications-app.ts';
import { mallThatTells, Told } from './told.ts';

const V1 = '/notifications/v1';
const bank = preset('bank-stepdown');
const service = { category: 'service', channel: 'sms' } as const;
const thisYear = { kind: 'calendarYear', take: 'sum' } as const;
const recharge = { on: 'WalletRecharged', template: 'recharge', ...service } as const;
/** The mall tells of a recharge only to Diamonds, and to who bought or spent this year and kept it. */
const mall = mallThatTells(
  [
    { key: 'welcome-later', on: 'MemberJoined', after: 'P3D', template: 'joined', ...service },
    {
      key: 'welcome-diamond',
      on: 'MemberJoined',
      when: { fact: 'grade', eq: 'diamond' },
      template: 'joined',
      ...service,
    },
    { key: 'tell-diamond', when: { grade: { atLeast: 'diamond' } }, ...recharge },
    { key: 'tell-buyer', when: { metric: 'purchases', window: thisYear, gte: 1 }, ...recharge },
    { key: 'tell-spender', when: { metric: 'spendingFen', window: thisYear, gte: 6_000 }, ...recharge },
  ],
  { recharge: { principalFen: 'money' } },
);

let house: Told;
let app: NotificationsApp;

beforeAll(async () => {
  house = await Told.open('2026-03-11T12:00:00+08:00', bank, mall);
  app = house.app;
});
afterAll(() => app?.close());

/** What every change of a grade says. */
const change = (programme: Programme, holderId: string, fromGrade: string, toGrade: string) => ({
  membershipId: 'mbr_1',
  holderId,
  programmeId: programme.id,
  programmeVersion: programme.version,
  fromGrade,
  toGrade,
  effectiveDate: '2026-04-01',
});

describe('what becomes of a grade', () => {
  it('is told in its own words: a rise, a grace, its end and a fall', async () => {
    const tiering = app.part(TieringMembershipConsumer);
    const steps = [
      ['raised', 'gold', 'platinum', '您的等级自2026-04-01起为白金级。'],
      ['extended', 'platinum', 'platinum', '您2026-03未达到白金级标准，等级暂予保留，请留意后续月份。'],
      ['confirmed', 'platinum', 'platinum', '您已达标，等级白金级继续保留。'],
      ['lowered', 'platinum', 'gold', '您的等级自2026-04-01起为金级。'],
    ] as const;
    for (const [outcome, fromGrade, toGrade, text] of steps) {
      const holderId = await app.register();
      const rated: GradeRated = {
        ...change(bank, holderId, fromGrade, toGrade),
        runId: 'rtr_1',
        month: '2026-03',
        metGrade: toGrade,
        standard: null,
        outcome,
        fromStanding: 'met',
        toStanding: 'met',
        missedRatings: 0,
        measured: [],
      };
      const message = house.message('GradeRated', 'mbr_1', rated);
      await app.carryOut(await tiering.onGradeRated(rated, message));
      expect((await house.of(holderId)).map((one) => one.split(': ')[1])).toEqual([text]);
    }
  });

  it('is told where it was granted, rated at once, corrected, and where its term is over', async () => {
    const tiering = app.part(TieringMembershipConsumer);
    const holderId = await app.register();
    const by = { applicationId: 'gap_1', untilDate: null, role: 'branch-head', approvedBy: 'b' };
    const granted = { ...change(bank, holderId, 'gold', 'diamond'), ...by };
    await app.carryOut(
      await tiering.onGradeGranted(granted, house.message('GradeGranted', 'mbr_1', granted, { version: 2 })),
    );
    const over = {
      ...change(bank, holderId, 'diamond', 'gold'),
      applicationId: 'gap_1',
      cause: 'term_over',
      endedBy: null,
    };
    await app.carryOut(
      await tiering.onGradeGrantEnded(over, house.message('GradeGrantEnded', 'mbr_1', over, { version: 3 })),
    );
    const instantly = {
      ...change(bank, holderId, 'gold', 'platinum'),
      ratingId: 'irt_1',
      month: '2026-03',
      settlesMonth: true,
      standard: 'balance',
      measured: null,
      productKey: null,
      decidedBy: null,
    };
    await app.carryOut(
      await tiering.onGradeRatedInstantly(
        instantly,
        house.message('GradeRatedInstantly', 'mbr_1', instantly, { version: 4 }),
      ),
    );
    for (const [version, toGrade] of [
      [5, 'platinum'],
      [6, 'gold'],
    ] as const) {
      const standing = { runId: 'rtr_2', months: [], toStanding: 'met', missedRatings: 0 };
      const again = { ...change(bank, holderId, 'platinum', toGrade), ...standing };
      await app.carryOut(
        await tiering.onGradeRerated(again, house.message('GradeRerated', 'mbr_1', again, { version })),
      );
    }
    expect(await house.keysOf(holderId)).toEqual(['tell-corrected', 'tell-grant-over', 'tell-granted', 'tell-instant']);
  });
});

describe('a holder who was merged', () => {
  it('is meant by no condition, and nothing waits for one who is not in the programme any more', async () => {
    const [holderId, survivorId] = [await app.register(), await app.register()];
    const merged = { holderId, survivorId, mergeId: newId('hmg'), proposedBy: 'a', approvedBy: 'b' };
    await app.carryOut(
      app.part(CardsHolderConsumer).onHolderMerged(merged, house.message('HolderMerged', holderId, merged)),
    );
    expect(await meets(holderId)).toEqual([]);
  });
});

/** A recharge of the mall is told by conditions: the keys of those that are met now. */
async function meets(holderId: string): Promise<readonly string[]> {
  const walletId = newId('wal');
  const recharged: WalletRecharged = {
    walletId,
    holderId,
    rechargeId: newId('rch'),
    lotId: newId('lot'),
    principalFen: fen(10_000n),
    bonusFen: fen(0n),
    tender: 'cash',
    expiresAt: null,
    gifts: null,
    clientId: null,
    programmeId: mall.id,
    programmeVersion: mall.version,
    balanceAfterFen: fen(10_000n),
    expiryNotices: null,
    breakage: null,
  };
  const before = [...(await house.keysOf(holderId))];
  const message = house.message('WalletRecharged', walletId, recharged);
  await app.carryOut(await app.part(LedgerWalletConsumer).onWalletRecharged(recharged, message));
  return (await house.keysOf(holderId)).filter((key) => {
    const known = before.indexOf(key);
    if (known >= 0) before.splice(known, 1);
    return known < 0;
  });
}

async function joins(holderId: string, grade: string, version = 1): Promise<void> {
  const joined = {
    membershipId: 'mbr_1',
    holderId,
    programmeId: mall.id,
    programmeVersion: mall.version,
    grade,
    rule: 'join',
    receiptIds: [],
    receiptsTotalFen: fen(31_000n),
    applicationId: null,
    role: null,
    approvedBy: null,
    businessDate: '2026-03-10',
  };
  const message = house.message('MemberJoined', 'mbr_1', joined, { version });
  await app.carryOut(await app.part(TieringMembershipConsumer).onMemberJoined(joined, message));
}

describe('a condition of a trigger', () => {
  it('sees the grade that the event gives, and later ones; none where the grant or the membership is over', async () => {
    const tiering = app.part(TieringMembershipConsumer);
    const [gold, diamond] = [await app.register(), await app.register()];
    await joins(gold, 'gold');
    await joins(diamond, 'diamond');
    expect(await house.keysOf(gold)).toEqual(['welcome-later']);
    expect(await house.keysOf(diamond)).toEqual(['welcome-diamond', 'welcome-later']);
    expect(await meets(gold)).toEqual([]);
    const by = { applicationId: 'gap_1', untilDate: null, role: 'branch-head', approvedBy: 'b' };
    const granted = { ...change(mall, gold, 'gold', 'diamond'), ...by };
    await app.carryOut(
      await tiering.onGradeGranted(granted, house.message('GradeGranted', 'mbr_1', granted, { version: 2 })),
    );
    expect(await meets(gold)).toEqual(['tell-diamond']);
    const over = {
      ...change(mall, gold, 'diamond', 'gold'),
      applicationId: 'gap_1',
      cause: 'term_over',
      endedBy: null,
    };
    await app.carryOut(
      await tiering.onGradeGrantEnded(over, house.message('GradeGrantEnded', 'mbr_1', over, { version: 3 })),
    );
    expect(await meets(gold)).toEqual([]);
    expect(await meets(diamond)).toEqual(['tell-diamond']);
    const of = { membershipId: 'mbr_1', holderId: diamond, programmeId: mall.id, grade: 'diamond' };
    const closed = { ...of, cause: 'erased', intoMembershipId: null };
    await app.carryOut(
      tiering.onMembershipClosed(closed, house.message('MembershipClosed', 'mbr_1', closed, { version: 2 })),
    );
    expect(await meets(diamond)).toEqual([]);
  });

  it('sees what was bought and not given back', async () => {
    const purchases = app.part(PointsPurchaseConsumer);
    const holderId = await app.register();
    const last = () => lastPurchaseOf(app.log.pool, { issuerId: 'iss_a', programmeId: mall.id, holderId });
    const lapsed = { kind: 'lapsed', from: 'P1M', to: 'P2M' } as const;
    const { who } = house.message('HolderRegistered', holderId, { holderId, locale: 'en' });
    /** Who bought one to two months ago, seen a month later. */
    const away = () =>
      new Audiences(app.log, { on: () => Promise.resolve([]) }, app.part(Terms)).page(
        { who, programmeId: mall.id, audience: lapsed, ruleKey: 'away', date: '2026-04-12' },
        '',
        200,
      );
    await joins(holderId, 'gold');
    expect(await meets(holderId)).toEqual([]);
    const receiptId = newId('rcp');
    const of = {
      receiptId,
      programmeId: mall.id,
      programmeVersion: mall.version,
      membershipId: null,
      accountId: null,
      holderId,
      businessDate: '2026-03-10',
    };
    const bought = {
      ...of,
      lines: [],
      tenders: [],
      paidFen: fen(10_000n),
      quoteId: null,
      ownDay: null,
      earned: null,
      segments: null,
    };
    await app.carryOut(await purchases.onReceiptRecorded(bought, house.message('ReceiptRecorded', receiptId, bought)));
    expect(await meets(holderId)).toEqual(['tell-buyer', 'tell-spender']);
    expect(await last()).toBe('2026-03-10');
    expect(await away()).toMatchObject([{ holderId }]);
    for (const [returnId, leftFen] of [
      ['r-1', 5_000n],
      ['r-2', 0n],
    ] as const) {
      const gone = { returnId, lines: [], tenders: [], returnedFen: fen(5_000n), leftFen: fen(leftFen) };
      const returned = { ...of, ...gone, earnedAfterPoints: null, takenBackPoints: null };
      for (const _ of ['once', 'again'])
        await app.carryOut(
          await purchases.onReceiptReturned(returned, house.message('ReceiptReturned', receiptId, returned)),
        );
      expect(await meets(holderId)).toEqual(leftFen === 0n ? [] : ['tell-buyer']);
    }
    expect(await last()).toBeNull();
    expect(await away()).toEqual([]);
    const measures = `${V1}/measures?programmeId=${mall.id}&from=2026-03-01&to=2026-03-31`;
    expect((await app.as().get(measures)).ok()).toMatchObject({ receipts: 0, buyers: 0, spendingFen: 0 });
  });
});

describe('what follows a purchase or a return', () => {
  it('waits for the holder’s registration and for the version it was decided under', async () => {
    const purchases = app.part(PointsPurchaseConsumer);
    const returned = (holderId: string, programmeVersion: number) => {
      const of = { receiptId: newId('rcp'), returnId: 'r-1', programmeId: mall.id, programmeVersion, holderId };
      const goods = { lines: [], tenders: [], returnedFen: fen(1n), leftFen: fen(0n) };
      const nobody = { membershipId: null, accountId: null, earnedAfterPoints: null, takenBackPoints: null };
      const data = { ...of, ...goods, ...nobody, businessDate: '2026-03-11' };
      return purchases.onReceiptReturned(data, house.message('ReceiptReturned', data.receiptId, data));
    };
    await expect(returned(newId('hld'), mall.version)).rejects.toThrow(NotYetError);
    const holderId = await app.register();
    await expect(returned(holderId, mall.version + 1)).rejects.toThrow(NotYetError);
    await app.carryOut(await returned(holderId, mall.version));
    expect(await house.keysOf(holderId)).toEqual(['return-call']);
  });
});

describe('a festival and a form', () => {
  it('are for the holders that they name', () => {
    const { contact } = mall;
    const when = { grade: { atLeast: 'diamond' } };
    const festivals = contact?.festivals?.map((one) => ({ ...one, when })) ?? [];
    const document = {
      ...mall,
      contact: { ...mall.contact, festivals, feedback: { months: [5], template: 'feedback', when } },
    };
    const plans = occasionsOfDay(document as Programme, '2026-05-01', { announcements: [], drafts: [] });
    const named = plans.filter(({ purpose }) => ['festival', 'feedbackForm'].includes(purpose));
    expect(named.map((plan) => [plan.ruleKey, plan.when])).toEqual([
      ['labour-day', when],
      ['feedback', when],
    ]);
  });
});

describe('an offset of a trigger', () => {
  it('is counted from the event, and what is due by then is decided again', async () => {
    const holderId = await app.register();
    await joins(holderId, 'gold');
    const { items } = (await app.as().get(`${V1}/outreach?holderId=${holderId}`)).ok();
    expect(items).toMatchObject([{ triggerKey: 'welcome-later', state: 'planned', dueAt: '2026-03-14T04:00:00.000Z' }]);
    await app.comesTo('2026-03-14T12:00:00+08:00', app.part(OutreachDue));
    expect(await house.of(holderId)).toEqual(['welcome-later queued: 欢迎加入，您的等级是金卡。']);
  });
});
