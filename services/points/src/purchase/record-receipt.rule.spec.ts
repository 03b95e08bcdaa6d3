import { describe, expect, it } from '@jest/globals';
import { startOfBusinessDay } from '@scrip/calendar';
import { type Decision, fold } from '@scrip/decider';
import { fen, points } from '@scrip/money';
import { type Condition, type Programme, preset } from '@scrip/programme';
import { type AccountState, accountDecider } from '../account/account.decider.ts';
import { type CampaignDayState, campaignDayDecider } from '../campaign-day/campaign-day.decider.ts';
import { purchaseDecider } from './purchase.decider.ts';
import {
  earningAsksGrade,
  type ReceiptFact,
  type ReceiptStreams,
  type RecordReceipt,
  recordReceipt,
} from './record-receipt.rule.ts';

const mall = preset('mall-vip');
/** A Thursday in May: no campaign of the calendar. */
const PLAIN_DAY = '2025-05-08';
const MARCH_WEDNESDAY = '2025-03-05';

const NO_PLACES: CampaignDayState = { accountIds: [] };
/** A day on which so many other members have bought already. */
const placesTaken = (count: number): CampaignDayState => ({
  accountIds: Array.from({ length: count }, (_, place) => `pts_other${place + 1}`),
});

const account = (balance: number, lifetime = balance): AccountState => ({
  kind: 'open',
  accountId: 'pts_01',
  membershipId: 'mbr_01',
  holderId: 'hld_01',
  programmeId: 'mall-vip',
  balancePoints: points(balance),
  lifetimePoints: points(lifetime),
  lots: balance > 0 ? [{ expiresAt: null, expiryNotices: [], leftPoints: points(balance) }] : [],
  pending: [],
  owedPoints: points(Math.max(0, -balance)),
});

const receiptOf = (paidFen: number, over: Partial<RecordReceipt> = {}): RecordReceipt => ({
  issuerId: 'iss_demo',
  receiptId: 'r-1',
  programmeId: 'mall-vip',
  membershipId: 'mbr_01',
  lines: [{ sku: 'coat', tagFen: fen(paidFen), priceClass: 'regular', counterKey: 'counter-1', paidFen: fen(paidFen) }],
  tenders: paidFen === 0 ? [] : [{ kind: 'cash', amountFen: fen(paidFen), reference: null }],
  quoteId: null,
  businessDate: PLAIN_DAY,
  grade: null,
  birthdayHolders: null,
  entryIdOf: (rule) => `ent_${rule}`,
  ...over,
});

const notRecorded: ReceiptStreams = { purchase: { kind: 'unknown' }, account: account(0), day: placesTaken(100) };
const record = (paidFen: number, over: Partial<ReceiptStreams> = {}, command: Partial<RecordReceipt> = {}) =>
  recordReceipt({ ...notRecorded, ...over }, receiptOf(paidFen, command), mall);

function facts(decision: Decision<ReceiptFact>): readonly ReceiptFact[] {
  if (decision.kind === 'refused') throw new Error(`refused: ${decision.refusal.code}`);
  return decision.events;
}
const types = (decision: Decision<ReceiptFact>) => facts(decision).map(({ event }) => event.type);
const pointsOf = (decision: Decision<ReceiptFact>) =>
  facts(decision).flatMap(({ event }) => (event.type === 'PointsEarned' ? [event.data] : []))[0];

/** Follows a decision: the streams as the next receipt of the same account finds them. */
function after(streams: ReceiptStreams, decision: Decision<ReceiptFact>): ReceiptStreams {
  let { account: member, day } = streams;
  for (const { event } of facts(decision)) {
    if (event.type === 'CampaignPlaceTaken' && day) day = campaignDayDecider.evolve(day, event);
    else if (event.type === 'PointsEarned' && member) member = accountDecider.evolve(member, event);
  }
  return { purchase: { kind: 'unknown' }, account: member, day };
}

describe('a receipt is refused, in this order', () => {
  const recorded = fold(purchaseDecider, [
    { type: 'ReceiptRecorded', data: receiptRecorded(facts(record(10_000))[0]) },
  ]);
  // Each refusal is tried with everything that comes after it wrong as well.
  const wrongTenders = { tenders: [{ kind: 'cash', amountFen: fen(1), reference: null }] };
  const wrongLines = {
    ...wrongTenders,
    lines: [
      ...receiptOf(9_999).lines,
      { sku: 'hat', tagFen: fen(1), priceClass: 'regular', counterKey: 'nowhere', paidFen: fen(1) },
    ],
  };
  const otherProgramme: AccountState = { ...account(0), programmeId: 'other' } as AccountState;

  it('when it was recorded before, whoever sends it', () => {
    const decision = recordReceipt(
      { purchase: recorded, account: { kind: 'unknown' }, day: null },
      receiptOf(0, wrongLines),
      undefined,
    );
    expect(decision).toEqual({
      kind: 'refused',
      refusal: { code: 'receipt_already_recorded', detail: { receiptId: 'r-1', businessDate: PLAIN_DAY } },
    });
  });

  it('when no version of the programme is in force', () => {
    const decision = recordReceipt(
      { ...notRecorded, account: { kind: 'unknown' } },
      receiptOf(0, wrongLines),
      undefined,
    );
    expect(decision).toMatchObject({
      refusal: { code: 'programme_unknown', detail: { programmeId: 'mall-vip', businessDate: PLAIN_DAY } },
    });
  });

  it('when a membership is shown that has no account', () => {
    expect(record(0, { account: { kind: 'unknown' } }, wrongLines)).toMatchObject({
      refusal: { code: 'account_unknown', detail: { membershipId: 'mbr_01' } },
    });
  });

  it('when the membership is of another programme', () => {
    expect(record(0, { account: otherProgramme }, wrongLines)).toMatchObject({
      refusal: {
        code: 'account_of_other_programme',
        detail: { membershipId: 'mbr_01', programmeId: 'mall-vip', accountProgrammeId: 'other' },
      },
    });
  });

  it('when a line is of a counter that the programme does not know', () => {
    expect(record(0, {}, wrongLines)).toMatchObject({
      refusal: { code: 'counter_unknown', detail: { lineNo: 2, sku: 'hat', counterKey: 'nowhere' } },
    });
  });

  it('when the tenders are not what the lines cost, with the numbers', () => {
    expect(record(10_000, {}, wrongTenders)).toMatchObject({
      refusal: { code: 'tenders_do_not_sum', detail: { paidFen: 10_000n, tendersFen: 1n, missingFen: 9_999n } },
    });
  });
});

describe('a receipt without a membership', () => {
  it('is recorded and does nothing else', () => {
    const decision = record(50_000, { account: null, day: NO_PLACES }, { membershipId: null, quoteId: 'quo_1' });
    expect(facts(decision)).toEqual([
      {
        streamId: 'rcp_iss_demo.r-1',
        event: {
          type: 'ReceiptRecorded',
          data: {
            receiptId: 'r-1',
            programmeId: 'mall-vip',
            programmeVersion: 1,
            membershipId: null,
            accountId: null,
            holderId: null,
            lines: [{ lineNo: 1, ...receiptOf(50_000).lines[0] }],
            tenders: [{ kind: 'cash', amountFen: 50_000n, reference: null }],
            paidFen: 50_000n,
            businessDate: PLAIN_DAY,
            quoteId: 'quo_1',
            earned: null,
            ownDay: null,
            segments: null,
          },
        },
      },
    ]);
  });
});

describe('a receipt of a member', () => {
  it('is recorded with its member, takes a place and earns, all in one', () => {
    const decision = record(
      50_000,
      { account: account(100, 300), day: placesTaken(39) },
      { businessDate: MARCH_WEDNESDAY },
    );
    expect(types(decision)).toEqual(['ReceiptRecorded', 'CampaignPlaceTaken', 'PointsEarned']);
    const [receipt, place, earned] = facts(decision);
    expect(receipt?.event.data).toMatchObject({ membershipId: 'mbr_01', accountId: 'pts_01', holderId: 'hld_01' });
    expect(place).toMatchObject({
      streamId: 'cpd_iss_demo.mall-vip.first-hundred.2025-03-05',
      event: { data: { accountId: 'pts_01', receiptId: 'r-1', rank: 40 } },
    });
    expect(earned).toEqual({
      streamId: 'pts_01',
      event: {
        type: 'PointsEarned',
        data: {
          accountId: 'pts_01',
          membershipId: 'mbr_01',
          holderId: 'hld_01',
          receiptId: 'r-1',
          basePoints: 50n,
          multiplierBp: 20_000,
          bonusPoints: 0n,
          earnedPoints: 100n,
          balanceAfterPoints: 200n,
          lifetimeAfterPoints: 400n,
          dayRank: 40,
          rules: ['one-per-ten-yuan', 'spring-wednesday'],
          programmeId: 'mall-vip',
          programmeVersion: 1,
          usableAt: null,
          expiresAt: null,
          expiryNotices: null,
          settledPoints: 0n,
          capped: null,
        },
      },
    });
    expect(receiptRecorded(receipt).earned).toEqual({
      earnedPoints: 100n,
      dayRank: 40,
      grade: null,
      usableAt: null,
      expiresAt: null,
      rooms: null,
    });
  });

  it('pays first what the account owes, and the rest comes to the lot', () => {
    const decision = record(50_000, { account: account(-20, 300) });
    expect(pointsOf(decision)).toMatchObject({
      settledPoints: 20n,
      balanceAfterPoints: 30n,
      lifetimeAfterPoints: 350n,
    });
    const next = after({ ...notRecorded, account: account(-20, 300) }, decision).account;
    expect(next).toMatchObject({ balancePoints: 30n, owedPoints: 0n, lots: [{ leftPoints: 30n }] });
  });

  it('earns points that wait and lapse as the plan says; a draw counts those that wait', () => {
    const plan = mall.points && {
      ...mall.points,
      pending: { after: 'P7D' },
      expiry: { after: 'P1Y', order: 'oldestFirst' as const },
    };
    const owing = { ...notRecorded, account: account(-2, 100) };
    const decision = recordReceipt(owing, receiptOf(10_000), { ...mall, points: plan });
    expect(pointsOf(decision)).toMatchObject({
      usableAt: startOfBusinessDay('2025-05-15'),
      expiresAt: startOfBusinessDay('2026-06-01'),
      settledPoints: 0n,
      balanceAfterPoints: -2n,
      lifetimeAfterPoints: 110n,
    });
    expect(types(decision)).toContain('LotteryEntryGranted');
    expect(after(owing, decision).account).toMatchObject({ owedPoints: 2n, pending: [{ leftPoints: 10n }], lots: [] });
  });

  it('counts what was paid on the whole receipt, whatever the price class and the counter', () => {
    const lines = [
      { sku: 'a', tagFen: fen(700), priceClass: 'regular', counterKey: 'counter-1', paidFen: fen(616) },
      { sku: 'b', tagFen: fen(384), priceClass: 'special', counterKey: 'outside', paidFen: fen(384) },
    ];
    const decision = record(1_000, {}, { lines });
    expect(pointsOf(decision)).toMatchObject({ basePoints: 1n, earnedPoints: 1n });
  });

  it('of 0 is recorded, earns nothing and takes no place, whatever the balance', () => {
    expect(types(record(0, { account: account(118), day: NO_PLACES }))).toEqual(['ReceiptRecorded']);
  });

  it('that is too small for a point takes its place and leaves the account as it is', () => {
    expect(types(record(999, { account: account(118), day: NO_PLACES }))).toEqual([
      'ReceiptRecorded',
      'CampaignPlaceTaken',
    ]);
  });

  it('in a programme without a campaign by rank has no rank', () => {
    const points = mall.points && { ...mall.points, multipliers: [] };
    const decision = recordReceipt({ ...notRecorded, day: null }, receiptOf(10_000), { ...mall, points });
    expect(pointsOf(decision)).toMatchObject({ dayRank: null, earnedPoints: 10n });
  });

  it('is doubled for the 100th member of the day and not for the 101st, nor when the 100th buys again (M10)', () => {
    const hundredth: ReceiptStreams = { ...notRecorded, day: placesTaken(99) };
    const first = recordReceipt(hundredth, receiptOf(10_000), mall);
    expect(pointsOf(first)).toMatchObject({ dayRank: 100, earnedPoints: 20n });
    const again = recordReceipt(after(hundredth, first), receiptOf(10_000, { receiptId: 'r-2' }), mall);
    expect(pointsOf(again)).toMatchObject({ dayRank: null, earnedPoints: 10n, balanceAfterPoints: 30n });
    expect(types(again)).not.toContain('CampaignPlaceTaken');
    expect(pointsOf(record(10_000, { day: placesTaken(100) }))).toMatchObject({ dayRank: null, earnedPoints: 10n });
  });

  it('gives a lottery entry for the balance it leaves: 118 and 10 points do, 118 and 12 do not (M11)', () => {
    const ends = record(10_000, { account: account(118) });
    expect(types(ends)).toEqual(['ReceiptRecorded', 'PointsEarned', 'LotteryEntryGranted']);
    expect(facts(ends).at(-1)).toEqual({
      streamId: 'pts_01',
      event: {
        type: 'LotteryEntryGranted',
        data: {
          accountId: 'pts_01',
          holderId: 'hld_01',
          receiptId: 'r-1',
          entryId: 'ent_ends-in-eight',
          balancePoints: 128n,
          rule: 'ends-in-eight',
          programmeId: 'mall-vip',
          programmeVersion: 1,
        },
      },
    });
    expect(types(record(12_000, { account: account(118) }))).toEqual(['ReceiptRecorded', 'PointsEarned']);
  });
});

describe("the member's grade", () => {
  it('is asked for only where a rule of the points plan asks for it', () => {
    const withRule = (when: Condition): Programme => ({
      ...mall,
      points: mall.points && { ...mall.points, bonuses: [{ key: 'b', points: 1, when }] },
    });
    expect(earningAsksGrade(mall)).toBe(false);
    expect(earningAsksGrade(preset('apparel-recharge'))).toBe(false);
    expect(earningAsksGrade(withRule({ not: { any: [{ grade: { atLeast: 'gold' } }] } }))).toBe(true);
    expect(earningAsksGrade(withRule({ all: [{ fact: 'grade', eq: 'gold' }] }))).toBe(true);
  });

  it('counts where a rule asks for it', () => {
    const bonuses = [{ key: 'diamond-bonus', points: 5, when: { grade: { atLeast: 'diamond' } } }];
    const programme: Programme = { ...mall, points: mall.points && { ...mall.points, bonuses } };
    const earned = (grade: string) => pointsOf(recordReceipt(notRecorded, receiptOf(10_000, { grade }), programme));
    expect([earned('gold')?.earnedPoints, earned('diamond')?.earnedPoints]).toEqual([10n, 15n]);
  });
});

function receiptRecorded(fact: ReceiptFact | undefined) {
  if (fact?.event.type !== 'ReceiptRecorded') throw new Error('no receipt');
  return fact.event.data;
}
