import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { points } from '@scrip/money';
import { preset } from '@scrip/programme';
import { accountDecider, usePoints } from '../src/account/account.decider.ts';
import { type Member, PointsApp } from './points-app.ts';
import { expectRebuiltTheSame } from './rebuilt.ts';
import { Till } from './till.ts';

/** A Thursday in May: no campaign of the calendar; the day before makes the first place of a member nobody else's. */
const DAY = { occurredAt: '2025-05-08T12:00:00+08:00' };
const DAY_AFTER = { occurredAt: '2025-05-09T12:00:00+08:00' };

let app: PointsApp;
let till: Till;

beforeAll(async () => {
  app = await PointsApp.open({ now: () => Date.parse('2026-01-01T12:00:00+08:00') });
  await app.publish(preset('mall-vip'));
  till = new Till(app, 'mall-vip');
});
afterAll(() => app?.close());

/** A member whose first purchase of the day is over: what follows is not doubled. */
async function member(): Promise<Member> {
  const joined = await app.join('mall-vip');
  await till.sells(joined, { paidFen: 999 }, DAY);
  return joined;
}

describe('goods come back', () => {
  it('M12 559 bought (55 points), 100 of it returned: 10 taken back, from the lifetime count too; grade and lottery entry stay; below zero nothing can be redeemed', async () => {
    const buyer = await member();
    await till.sells(buyer, { paidFen: 103_000 }, DAY);
    const { receiptId, earned, lotteryEntries } = await till.sells(buyer, { paidFen: [45_900, 10_000] }, DAY);
    expect(earned).toMatchObject({ earnedPoints: 55, balanceAfterPoints: 158, lifetimeAfterPoints: 158 });
    expect(lotteryEntries).toMatchObject([{ balancePoints: 158 }]);

    const { status, body } = await till.takesBack(
      buyer,
      receiptId,
      { returnId: 'back-1', lines: [{ lineNo: 2 }] },
      DAY_AFTER,
    );
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        returnedFen: 10_000,
        leftFen: 45_900,
        earnedAfterPoints: 45,
        takenBackPoints: 10,
        balanceAfterPoints: 148,
        lifetimeAfterPoints: 148,
      }),
    ]);
    // The entry stays, and tiering is told of nothing that would lower a grade.
    expect(await till.account(buyer)).toMatchObject({ balancePoints: 148, lifetimePoints: 148, lotteryEntries: 1 });
    const history = await app.log.readStream(buyer.accountId);
    expect(history.map(({ event }) => event.type)).toEqual([
      'PointsAccountOpened',
      'PointsEarned',
      'PointsEarned',
      'LotteryEntryGranted',
      'PointsTakenBack',
    ]);
  });

  it('may take the balance below zero, and what is earned next pays that first', async () => {
    const buyer = await member();
    const { receiptId } = await till.sells(buyer, { paidFen: 60_000 }, DAY);
    await uses(buyer, 40n);
    const { body } = await till.takesBack(buyer, receiptId, { returnId: 'back-1' }, DAY_AFTER);
    expect(body).toMatchObject({ takenBackPoints: 60, balanceAfterPoints: -40, lifetimeAfterPoints: 0 });
    const lots = await app.get(`/accounts/${buyer.accountId}/lots`);
    expect(lots.body).toEqual({
      accountId: buyer.accountId,
      balancePoints: -40,
      owedPoints: 40,
      lots: [],
      pending: [],
    });
    await expect(uses(buyer, 1n)).rejects.toThrow('balance_below_zero');

    const next = await till.sells(buyer, { paidFen: 50_000 }, DAY);
    expect(next.earned).toMatchObject({ earnedPoints: 50, balanceAfterPoints: 10, lifetimeAfterPoints: 50 });
    await expect(uses(buyer, 11n)).rejects.toThrow('points_short');
    await uses(buyer, 10n);
  });

  it('in several parts, until nothing is left; more than was bought is refused with the numbers', async () => {
    const buyer = await member();
    const { receiptId } = await till.sells(buyer, { paidFen: [30_000, 20_000] }, DAY);
    const first = await till.takesBack(buyer, receiptId, { returnId: 'b-1', amountFen: 25_000 });
    expect(first.body).toMatchObject({
      lines: [
        { lineNo: 1, returnedFen: 5_000 },
        { lineNo: 2, returnedFen: 20_000 },
      ],
      tenders: [{ kind: 'cash', amountFen: 25_000 }],
      takenBackPoints: 25,
    });
    const tooMuch = await till.takesBack(buyer, receiptId, { returnId: 'b-2', amountFen: 25_001 });
    expect([tooMuch.status, tooMuch.body]).toEqual([
      409,
      expect.objectContaining({
        code: 'return_exceeds_receipt',
        askedFen: 25_001,
        paidFen: 50_000,
        leftFen: 25_000,
        excessFen: 1,
      }),
    ]);
    const ofLine = await till.takesBack(buyer, receiptId, {
      returnId: 'b-2',
      lines: [{ lineNo: 1, amountFen: 25_001 }],
    });
    expect(ofLine.body).toMatchObject({ code: 'return_exceeds_line', lineNo: 1, leftFen: 25_000, excessFen: 1 });
    const rest = await till.takesBack(buyer, receiptId, { returnId: 'b-2' });
    expect(rest.body).toMatchObject({ returnedFen: 25_000, leftFen: 0, earnedAfterPoints: 0, takenBackPoints: 25 });
    const nothing = await till.takesBack(buyer, receiptId, { returnId: 'b-3' });
    expect(nothing.body).toMatchObject({ code: 'return_exceeds_receipt', leftFen: 0 });
    expect(await till.account(buyer)).toMatchObject({ balancePoints: 0, lifetimePoints: 0 });

    await app.caughtUp();
    const { items } = (await app.get(`/receipts/${receiptId}/returns`)).body as { items: object[] };
    expect(items).toMatchObject([
      { returnId: 'b-1', returnedFen: 25_000, takenBackPoints: 25 },
      { returnId: 'b-2', returnedFen: 25_000, takenBackPoints: 25 },
    ]);
  });

  it('once: the same key answers the same, the same number under another key is refused', async () => {
    const buyer = await member();
    const { receiptId } = await till.sells(buyer, { paidFen: 50_000 }, DAY);
    const body = { returnId: 'b-1', amountFen: 10_000 };
    const once = await till.takesBack(buyer, receiptId, body, { key: 'return-1' });
    const again = await till.takesBack(buyer, receiptId, body, { key: 'return-1' });
    expect([again.status, again.body]).toEqual([201, once.body]);
    const other = await till.takesBack(buyer, receiptId, body, { key: 'return-2' });
    expect([other.status, other.body]).toEqual([
      409,
      expect.objectContaining({ code: 'return_already_recorded', returnId: 'b-1' }),
    ]);
    expect(await till.account(buyer)).toMatchObject({ balancePoints: 40 });
  });

  it('loses the bonus of a large receipt with it, and the place of the day stays with whom it was', async () => {
    const buyer = await app.join('mall-vip');
    const large = await till.sells(buyer, { paidFen: 200_000 }, DAY);
    // Among the first hundred members: double, and 10 more for 200 base points.
    expect(large.earned).toMatchObject({ multiplierBp: 20_000, bonusPoints: 10, earnedPoints: 410 });
    const { body } = await till.takesBack(buyer, large.receiptId, { returnId: 'b-1', amountFen: 100 }, DAY_AFTER);
    expect(body).toMatchObject({ earnedAfterPoints: 398, takenBackPoints: 12 });
    const again = await till.sells(buyer, { paidFen: 10_000 }, DAY);
    expect(again.earned).toMatchObject({ dayRank: null, earnedPoints: 10 });
  });

  it('of a purchase without a membership takes no points; of a receipt that is not there is refused', async () => {
    const { receiptId } = await till.sells(null, { paidFen: 50_000 }, DAY);
    const { status, body } = await till.takesBack(null, receiptId, { returnId: 'b-1' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      returnedFen: 50_000,
      accountId: null,
      takenBackPoints: null,
      balanceAfterPoints: null,
    });
    const unknown = await till.takesBack(null, 'nobody-has-it', { returnId: 'b-1' });
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'receipt_unknown' }]);
    const otherIssuer = await till.takesBack(null, receiptId, { returnId: 'b-2' }, { issuerId: 'iss_b' });
    expect(otherIssuer.body).toMatchObject({ code: 'receipt_unknown' });
    const forbidden = await till.takesBack(null, receiptId, { returnId: 'b-2' }, { scopes: ['points:read'] });
    expect(forbidden.status).toBe(403);
  });

  it('is shown the same byte for byte when it is folded again from the first event', async () => {
    await expectRebuiltTheSame(app);
  });

  it('shows on the statement, whose balance at any time is the sum of what had happened', async () => {
    const buyer = await member();
    const { receiptId } = await till.sells(buyer, { paidFen: 55_900 }, DAY);
    await till.takesBack(buyer, receiptId, { returnId: 'b-9', amountFen: 10_000 }, DAY_AFTER);
    await app.caughtUp();
    const { items } = (await app.get(`/accounts/${buyer.accountId}/entries`)).body as { items: object[] };
    expect(items).toMatchObject([
      { kind: 'taken_back', receiptId, reference: 'b-9', changePoints: -10, balanceAfterPoints: 45 },
      { kind: 'earned', receiptId, reference: null, changePoints: 55, balanceAfterPoints: 55 },
    ]);
    const at = async (time: string) =>
      (await app.get(`/accounts/${buyer.accountId}/balance?at=${encodeURIComponent(time)}`)).body;
    expect(await at('2025-05-08T11:59:59+08:00')).toMatchObject({ balancePoints: 0 });
    expect(await at(DAY.occurredAt)).toMatchObject({ balancePoints: 55, lifetimePoints: 55 });
    expect(await at(DAY_AFTER.occurredAt)).toMatchObject({ balancePoints: 45, lifetimePoints: 45 });
  });
});

/** Uses points as a redemption does. Rejects with the code of the refusal. */
async function uses({ accountId }: Member, count: bigint): Promise<void> {
  const verdict = await app.log.execute({
    who: {
      issuerId: 'iss_a',
      actor: 'desk-1',
      occurredAt: Date.parse(DAY_AFTER.occurredAt),
      correlationId: 'cor_1',
      causationId: null,
      traceparent: null,
    },
    key: null,
    decider: accountDecider,
    streamId: accountId,
    decide: (state) =>
      usePoints(state, {
        useId: `use_${count}`,
        purpose: 'redemption',
        points: points(count),
        at: Date.parse(DAY_AFTER.occurredAt),
        programmeVersion: 1,
      }),
  });
  if (verdict.kind === 'refused') throw new Error(verdict.refusal.code);
}
