import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventData, HolderMerged } from '@scrip/contracts';
import { newId, type Tx } from '@scrip/event-store';
import type { Effect } from '@scrip/kafka';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { CardsHolderConsumer } from '../src/account/cards-holder.consumer.ts';
import { TieringMembershipConsumer } from '../src/account/tiering-membership.consumer.ts';
import { type Got, type Member, messageOf, PointsApp } from './points-app.ts';
import { expectRebuiltTheSame } from './rebuilt.ts';
import { Till } from './till.ts';

const mall = preset('mall-vip');
const DAY = { occurredAt: '2025-05-08T12:00:00+08:00' };
const mallOf = (id: string): Programme => ({ ...mall, id, points: mall.points && { ...mall.points, multipliers: [] } });

let app: PointsApp;
let till: Till;
let otherTill: Till;

beforeAll(async () => {
  app = await PointsApp.open({ now: () => Date.parse('2026-01-01T12:00:00+08:00') });
  await app.publish(mallOf('mall-one'));
  await app.publish(mallOf('mall-two'));
  till = new Till(app, 'mall-one');
  otherTill = new Till(app, 'mall-two');
});
afterAll(() => app?.close());

/** What is wanted done about a merge, and not done yet. */
function merging(from: string, survivorId: string, data: Partial<HolderMerged> = {}): Promise<Effect> {
  const merged = { holderId: from, mergeId: newId('hmg'), survivorId, proposedBy: 'a', approvedBy: 'b', ...data };
  return app.part(CardsHolderConsumer).onHolderMerged(merged, messageOf('HolderMerged', from, merged));
}
async function merge(from: string, survivorId: string, data: Partial<HolderMerged> = {}): Promise<void> {
  await app.carryOut(await merging(from, survivorId, data));
}
/** What is wanted done about a joining, and not done yet. */
function joining(member: Member, programmeId = 'mall-one'): Promise<Effect> {
  const data: EventData<'MemberJoined'> = {
    membershipId: member.membershipId,
    holderId: member.holderId,
    programmeId,
    programmeVersion: 1,
    grade: 'gold',
    rule: 'join',
    receiptIds: [],
    receiptsTotalFen: fen(0n),
    businessDate: '2025-01-01',
    applicationId: null,
    role: null,
    approvedBy: null,
  };
  const message = messageOf('MemberJoined', member.membershipId, data);
  return app.part(TieringMembershipConsumer).onMemberJoined(data, message);
}
/** Somebody who is about to join. */
function stranger(): Member {
  const membershipId = newId('mbr');
  return { issuerId: 'iss_a', membershipId, accountId: `pts_${membershipId.slice(4)}`, holderId: newId('hld') };
}
const NOT_YET = { name: 'NotYetError' };
/** Goods tagged 200 for 1,000 points. */
function redeem({ accountId }: Member): Promise<Got> {
  const item = { sku: 'coat', tagFen: 20_000, priceClass: 'regular', costFen: 10_000 };
  return app.post(`/accounts/${accountId}/redemptions`, { counterKey: 'counter-1', items: [item] });
}
async function erase(holderId: string): Promise<void> {
  const erased = { holderId, cause: 'request', lastUsedAt: null, documents: 0 };
  const consumer = app.part(CardsHolderConsumer);
  await app.carryOut(await consumer.onHolderErased(erased, messageOf('HolderErased', holderId, erased)));
}
const withHolder = (member: Member, holderId: string): Member => ({ ...member, holderId });

describe('two registrations that are one person', () => {
  it('have one account: the points go to the survivor with what was ever earned, once', async () => {
    const [one, two] = [await app.join('mall-one'), await app.join('mall-one')];
    await till.sells(one, { paidFen: 50_000 }, DAY);
    const { receiptId } = await till.sells(two, { paidFen: 30_000 }, DAY);
    const mergeId = newId('hmg');
    await merge(two.holderId, one.holderId, { mergeId });
    await merge(two.holderId, one.holderId, { mergeId });
    expect(await till.account(one)).toMatchObject({ state: 'open', balancePoints: 80, lifetimePoints: 80 });
    expect(await till.account(two)).toMatchObject({ state: 'moved', movedTo: one.accountId, balancePoints: 0 });

    // What shows the old membership means the same person: a purchase, and a return of what was bought before.
    const bought = await till.sells(two, { paidFen: 20_000 }, { ...DAY, key: 'after-merge' });
    expect(bought).toMatchObject({ earned: { balanceAfterPoints: 100 }, receipt: { accountId: one.accountId } });
    const back = await till.takesBack(two, receiptId, { returnId: 'b-1', amountFen: 10_000 });
    expect(back.body).toMatchObject({ accountId: one.accountId, takenBackPoints: 10, balanceAfterPoints: 90 });
    expect(await till.account(two)).toMatchObject({ balancePoints: 0, lifetimePoints: 0 });
  });

  it('keep the account of a programme in which only the other one is a member', async () => {
    const [one, two] = [await app.join('mall-one'), await app.join('mall-two')];
    await otherTill.sells(two, { paidFen: 30_000 }, DAY);
    await merge(two.holderId, one.holderId);
    const { items } = (await app.get(`/accounts?holderId=${one.holderId}`)).body as { items: { accountId: string }[] };
    expect(items.map((item) => item.accountId).toSorted()).toEqual([one.accountId, two.accountId].toSorted());
    const bought = await otherTill.sells(two, { paidFen: 10_000 }, DAY);
    expect(bought).toMatchObject({ earned: { balanceAfterPoints: 40 }, receipt: { holderId: one.holderId } });
  });

  it('pay what either owes from what the other has', async () => {
    const [one, two] = [await app.join('mall-one'), await app.join('mall-one')];
    await till.sells(one, { paidFen: 50_000 }, DAY);
    const { receiptId } = await till.sells(two, { paidFen: 30_000 }, DAY);
    const debit = { direction: 'debit', points: 20, reason: 'used_on_paper' };
    const { body } = await app.post(`/accounts/${two.accountId}/adjustments`, debit, { subject: 'one' });
    await app.post(`/adjustments/${String(body['adjustmentId'])}/approval`, undefined, { subject: 'two' });
    await till.takesBack(two, receiptId, { returnId: 'b-1' });
    expect(await till.account(two)).toMatchObject({ balancePoints: -20, lifetimePoints: 0 });
    await merge(two.holderId, one.holderId);
    expect(await till.account(one)).toMatchObject({ balancePoints: 30, lifetimePoints: 50 });
    const lots = await app.get(`/accounts/${one.accountId}/lots`);
    expect(lots.body).toMatchObject({ owedPoints: 0, lots: [{ leftPoints: 30 }] });
  });

  it('have the points of goods that were never collected, and may have goods for the points of both', async () => {
    const [one, two] = [await app.join('mall-one'), await app.join('mall-one')];
    await till.sells(one, { paidFen: 1_000_000 }, DAY);
    await till.sells(two, { paidFen: 1_000_000 }, DAY);
    const waits = await redeem(two);
    await merge(two.holderId, one.holderId);
    expect(await till.account(one)).toMatchObject({ balancePoints: 1_020 });
    const path = `/redemptions/${String(waits.body['redemptionId'])}/cancellation`;
    expect((await app.post(path, { reason: 'changed_mind' })).status).toBe(201);
    expect(await till.account(one)).toMatchObject({ balancePoints: 2_020 });
    const more = await redeem(two);
    expect([more.status, more.body]).toMatchObject([201, { balanceAfterPoints: 1_020 }]);
  });

  it('end with who stayed last, in whatever order the news of merges and of joining come', async () => {
    const stays = await app.join('mall-one');
    const [first, middle] = [newId('hld'), newId('hld')];
    await merge(middle, stays.holderId);
    await merge(first, middle);
    const late = await app.join('mall-two');
    await merge(late.holderId, first);
    const account = await otherTill.account(withHolder(late, stays.holderId));
    expect(account).toMatchObject({ holderId: stays.holderId, state: 'open' });
  });
});

describe('news of a holder that two consumers hear at the same time', () => {
  it("of a joining that was looked at before the merge: the account is the survivor's all the same", async () => {
    const [late, stays] = [stranger(), await app.join('mall-two')];
    const opening = await joining(late);
    await merge(late.holderId, stays.holderId);
    await expect(app.carryOut(opening)).rejects.toMatchObject(NOT_YET);
    await app.carryOut(await joining(late));
    expect(await till.account(withHolder(late, stays.holderId))).toMatchObject({ holderId: stays.holderId });
  });

  it('of a joining that is being written: the merge waits for it, and finds the account', async () => {
    const [late, stays] = [stranger(), await app.join('mall-two')];
    const opening = await joining(late);
    if (!opening || !('command' in opening)) throw new Error('an account was to be opened');
    let merged: Promise<Effect> | undefined;
    const writes = async (tx: Tx): Promise<void> => {
      await opening.command.writes?.(tx);
      merged = merging(late.holderId, stays.holderId);
      const waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      while ((await app.log.pool.query(waiting)).rowCount === 0) await setImmediate();
    };
    await app.carryOut({ command: { ...opening.command, writes } });
    await app.carryOut(await merged);
    expect(await till.account(withHolder(late, stays.holderId))).toMatchObject({ holderId: stays.holderId });
  });

  it("of two merges of a chain, looked at side by side: all is the last one's", async () => {
    const [first, middle, last] = [await app.join('mall-one'), await app.join('mall-two'), newId('hld')];
    const [one, two] = [await merging(first.holderId, middle.holderId), await merging(middle.holderId, last)];
    await app.carryOut(two);
    await expect(app.carryOut(one)).rejects.toMatchObject(NOT_YET);
    await merge(first.holderId, middle.holderId);
    for (const member of [first, middle]) {
      expect(await till.account(withHolder(member, last))).toMatchObject({ holderId: last, state: 'open' });
    }
  });

  it('of a joining and an erasure: no account is left open of somebody whom nobody knows', async () => {
    const [late, later] = [stranger(), stranger()];
    const opening = await joining(late);
    await erase(late.holderId);
    await expect(app.carryOut(opening)).rejects.toMatchObject(NOT_YET);
    for (let time = 1; time <= 2; time += 1) await app.carryOut(await joining(late));
    expect(await till.account(late)).toMatchObject({ state: 'closed', balancePoints: 0 });
    expect(await app.log.readStream(late.accountId)).toHaveLength(2);
    // Merged into somebody who is erased already: nobody is there to have the points either.
    await app.carryOut(await joining(later));
    await merge(later.holderId, late.holderId);
    expect(await till.account(later)).toMatchObject({ state: 'closed' });
  });
});

describe('a holder who was erased', () => {
  it('has no points any more, and a return of what was bought is recorded without any', async () => {
    const member = await app.join('mall-two');
    const { receiptId } = await otherTill.sells(member, { paidFen: 50_000 }, DAY);
    const before = (await app.get('/programmes/mall-two/liability')).body;
    await erase(member.holderId);
    await erase(member.holderId);
    expect(await otherTill.account(member)).toMatchObject({ state: 'closed', balancePoints: 0, lifetimePoints: 50 });
    const after = (await app.get('/programmes/mall-two/liability')).body;
    expect(Number(before['outstandingPoints']) - Number(after['outstandingPoints'])).toBe(50);
    const back = await otherTill.takesBack(member, receiptId, { returnId: 'b-1' });
    expect([back.status, back.body]).toMatchObject([201, { accountId: null, leftFen: 0, balanceAfterPoints: null }]);
    const body = {
      receiptId: 'after-erasure',
      programmeId: 'mall-two',
      membershipId: member.membershipId,
      lines: [{ sku: 'coat', tagFen: 100, priceClass: 'regular', counterKey: 'counter-1', paidFen: 100 }],
      tenders: [{ kind: 'cash', amountFen: 100 }],
    };
    const refused = await app.post('/receipts', body, DAY);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'account_closed', cause: 'holder_erased' }]);
  });
});

describe('what is shown of accounts that moved or were closed', () => {
  it('is the same byte for byte when it is folded again from the first event', async () => {
    await expectRebuiltTheSame(app);
  });
});
