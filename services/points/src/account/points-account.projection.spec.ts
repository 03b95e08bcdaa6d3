import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { captureLive, compareProjection, EventLog, newId, on, ProjectionRunner, type Who } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { preset } from '@scrip/programme';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { type CampaignDayState, campaignDayDecider, campaignDayStream } from '../campaign-day/campaign-day.decider.ts';
import { Ownership } from '../ownership.ts';
import { programmeTotalProjection, programmeTotals } from '../purchase/programme-total.projection.ts';
import { type PurchaseState, purchaseDecider, purchaseStream } from '../purchase/purchase.decider.ts';
import { receiptById, receiptProjection } from '../purchase/receipt.projection.ts';
import { recordReceipt } from '../purchase/record-receipt.rule.ts';
import { type AccountState, accountDecider, accountOf, openAccount } from './account.decider.ts';
import { lotteryEntriesOf, lotteryEntryProjection } from './lottery-entry.projection.ts';
import { accountById, accountsOf, pointsAccountProjection } from './points-account.projection.ts';
import { entriesOf, entryOfReceipt, pointsEntryProjection } from './points-entry.projection.ts';

const projections = [
  receiptProjection,
  programmeTotalProjection,
  pointsAccountProjection,
  pointsEntryProjection,
  lotteryEntryProjection,
];
const mall = preset('mall-vip');
const ALL = 999_999_999n;
/** A Thursday in May, whose hundred places are for the taking: every first receipt is doubled. */
const DAY = '2025-05-08';
const who = (issuerId: string): Who => ({
  issuerId,
  actor: 'till-1',
  occurredAt: Date.UTC(2025, 4, 8, 4),
  correlationId: 'cor_1',
  causationId: null,
  traceparent: null,
});

let database: ThrowawayDatabase;
let log: EventLog;
let runner: ProjectionRunner;

beforeAll(async () => {
  database = await throwawayDatabase('points');
  log = await EventLog.open({
    service: 'points',
    connection: database.appUrl,
    clock: { now: () => Date.now() },
    projections: projections.map(({ name }) => name),
  });
  runner = new ProjectionRunner(log, projections, (projection, error) => {
    throw new Error(`${projection} halted: ${String(error)}`);
  });
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await log.close();
  await database.drop();
});

interface Member {
  readonly issuerId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly accountId: string;
}

async function member(issuerId = newId('iss')): Promise<Member> {
  const membershipId = newId('mbr');
  const found = { membershipId, holderId: newId('hld'), accountId: accountOf(membershipId) };
  await log.execute({
    who: who(issuerId),
    key: null,
    decider: accountDecider,
    streamId: found.accountId,
    decide: (state) => openAccount(state, { ...found, programmeId: 'mall-vip' }),
  });
  return { issuerId, ...found };
}

async function buy({ issuerId, membershipId, accountId }: Member, receiptId: string, paidFen: number): Promise<void> {
  const line = {
    sku: 'coat',
    tagFen: fen(paidFen),
    priceClass: 'regular',
    counterKey: 'counter-1',
    paidFen: fen(paidFen),
  };
  const verdict = await log.executeAcross({
    who: who(issuerId),
    key: null,
    streams: [
      on(purchaseDecider, purchaseStream(issuerId, receiptId)),
      on(accountDecider, accountId),
      on(campaignDayDecider, campaignDayStream(issuerId, 'mall-vip', 'first-hundred', DAY)),
    ],
    decide: (states) => {
      const [purchase, account, day] = states as [PurchaseState, AccountState, CampaignDayState];
      const receipt = {
        issuerId,
        receiptId,
        programmeId: 'mall-vip',
        membershipId,
        lines: [line],
        tenders: [{ kind: 'cash', amountFen: fen(paidFen), reference: null }],
        quoteId: null,
        businessDate: DAY,
        grade: null,
        birthdayHolders: null,
        entryIdOf: (rule: string) => `ent_${receiptId}_${rule}`,
      };
      return recordReceipt({ purchase, account, day }, receipt, mall);
    },
  });
  if (verdict.kind === 'refused') throw new Error(verdict.refusal.code);
}

const caughtUp = async (): Promise<void> => {
  expect(await runner.reached((await log.head()).position, 10_000)).toBe(true);
};

describe('what points shows of its log', () => {
  it('is the balance, the statement, the receipt and the lottery entry of each purchase', async () => {
    const buyer = await member();
    const { issuerId, membershipId, holderId, accountId } = buyer;
    await buy(buyer, 'r-1', 90_000);
    await buy(buyer, 'r-2', 80_000);
    await caughtUp();

    const occurredAt = '2025-05-08T04:00:00.000Z';
    const account = {
      accountId,
      membershipId,
      holderId,
      programmeId: 'mall-vip',
      state: 'open',
      movedTo: null,
      balancePoints: 260n,
      pendingPoints: 0n,
      lifetimePoints: 260n,
      entries: 2,
      lotteryEntries: 0,
      openedAt: occurredAt,
      lastEarnedAt: occurredAt,
    };
    expect(await accountById(log.pool, issuerId, accountId)).toEqual(account);
    const asked = { issuerId, after: '', limit: 10 };
    expect(await accountsOf(log.pool, { ...asked, membershipId, holderId, programmeId: 'mall-vip' })).toEqual([
      account,
    ]);
    expect(await accountsOf(log.pool, { ...asked, holderId: newId('hld') })).toEqual([]);

    const entries = await entriesOf(log.pool, { issuerId, accountId, before: ALL, limit: 10 });
    expect(entries.map((entry) => [entry.receiptId, entry.earnedPoints, entry.balanceAfterPoints])).toEqual([
      ['r-2', 80n, 260n],
      ['r-1', 180n, 180n],
    ]);
    expect(await entryOfReceipt(log.pool, issuerId, 'r-1')).toMatchObject({
      basePoints: 90n,
      multiplierBp: 20_000,
      bonusPoints: 0n,
      dayRank: 1,
      rules: ['one-per-ten-yuan', 'first-hundred'],
      programmeVersion: 1,
      occurredAt,
      correlationId: 'cor_1',
    });

    expect(await receiptById(log.pool, issuerId, 'r-1')).toMatchObject({
      membershipId,
      accountId,
      holderId,
      lines: [
        { lineNo: 1, sku: 'coat', tagFen: 90_000, priceClass: 'regular', counterKey: 'counter-1', paidFen: 90_000 },
      ],
      tenders: [{ kind: 'cash', amountFen: 90_000, reference: null }],
      paidFen: 90_000n,
      businessDate: DAY,
      quoteId: null,
    });
    expect(await programmeTotals(log.pool, issuerId, 'mall-vip')).toEqual({
      receipts: 2,
      tagFen: 170_000n,
      paidFen: 170_000n,
      earnedPoints: 260n,
      lotteryEntries: 0,
    });
  });

  it('finds lottery entries by programme, account and receipt', async () => {
    const buyer = await member();
    const { issuerId, accountId } = buyer;
    await buy(buyer, 'r-1', 90_000);
    await buy(buyer, 'r-2', 80_000);
    await buy(buyer, 'r-3', 80_000);
    await buy(buyer, 'r-4', 80_000);
    await caughtUp();
    // 180, 260, 340, 420: none ends in 8; 18 more does.
    await buy(buyer, 'r-5', 18_000);
    await caughtUp();
    const asked = { issuerId, after: 0n, limit: 10 };
    const found = await lotteryEntriesOf(log.pool, { ...asked, programmeId: 'mall-vip' });
    expect(found).toMatchObject([
      { entryId: 'ent_r-5_ends-in-eight', accountId, receiptId: 'r-5', balancePoints: 438n },
    ]);
    expect(await lotteryEntriesOf(log.pool, { ...asked, receiptId: 'r-5', accountId })).toEqual(found);
    expect(await lotteryEntriesOf(log.pool, { ...asked, receiptId: 'r-4' })).toEqual([]);
    expect(await accountById(log.pool, issuerId, accountId)).toMatchObject({ entries: 5, lotteryEntries: 1 });
    expect(await programmeTotals(log.pool, issuerId, 'mall-vip')).toMatchObject({ receipts: 5, lotteryEntries: 1 });
    expect(await programmeTotals(log.pool, issuerId, 'other')).toEqual({
      receipts: 0,
      tagFen: 0n,
      paidFen: 0n,
      earnedPoints: 0n,
      lotteryEntries: 0,
    });
  });

  it('is paged and narrowed by receipt and time', async () => {
    const buyer = await member();
    const { issuerId, accountId } = buyer;
    for (const receiptId of ['r-1', 'r-2', 'r-3']) await buy(buyer, receiptId, 10_000);
    await caughtUp();
    const page = (over: object) => entriesOf(log.pool, { issuerId, accountId, before: ALL, limit: 2, ...over });
    const receipts = async (over: object) => (await page(over)).map(({ receiptId }) => receiptId);
    expect(await receipts({})).toEqual(['r-3', 'r-2']);
    expect(await receipts({ before: (await page({})).at(-1)?.position })).toEqual(['r-1']);
    expect(await receipts({ receiptId: 'r-2' })).toEqual(['r-2']);
    const at = who(issuerId).occurredAt;
    expect([
      await receipts({ from: at + 1 }),
      await receipts({ to: at }),
      (await receipts({ from: at, to: at + 1 })).length,
    ]).toEqual([[], [], 2]);
  });

  it("does not exist for another issuer's caller", async () => {
    const buyer = await member();
    await buy(buyer, 'r-1', 90_000);
    await caughtUp();
    const other = newId('iss');
    expect(await accountById(log.pool, other, buyer.accountId)).toBeUndefined();
    expect(await receiptById(log.pool, other, 'r-1')).toBeUndefined();
    expect(await entriesOf(log.pool, { issuerId: other, accountId: buyer.accountId, before: ALL, limit: 1 })).toEqual(
      [],
    );
    const ownership = new Ownership(log);
    const answers = [buyer.issuerId, other, buyer.issuerId].map((issuer) =>
      ownership.belongsTo(issuer, buyer.accountId),
    );
    expect(await Promise.all(answers)).toEqual([true, false, true]);
    expect(await ownership.belongsTo(buyer.issuerId, accountOf(newId('mbr')))).toBe(false);
    expect(await ownership.belongsTo(other, buyer.accountId)).toBe(false);
  });

  it('is the same byte for byte when it is folded again from the first event', async () => {
    const buyers = await Promise.all(Array.from({ length: 20 }, () => member('iss_many')));
    await Promise.all(buyers.flatMap((buyer, index) => [1, 2, 3].map((n) => buy(buyer, `r-${index}-${n}`, n * 9_000))));
    await caughtUp();
    for (const projection of projections) {
      const finding = await compareProjection(log, await captureLive(log, projection), log, () => undefined);
      expect(finding).toMatchObject({ projection: projection.name, equal: true });
      expect(finding.rows).toBeGreaterThan(0);
    }
  });
});
