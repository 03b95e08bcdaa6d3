import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Programme, preset } from '@scrip/programme';
import { accountDecider } from '../src/account/account.decider.ts';
import { RedemptionDue } from '../src/redemption/redemption-due.ts';
import { type Got, type Member, PointsApp } from './points-app.ts';

let now = Date.parse('2025-05-08T10:00:00+08:00');
const yuan = (amount: number): number => Math.round(amount * 100);

describe('goods for points', () => {
  let app: PointsApp;
  let receipts = 0;

  beforeAll(async () => {
    app = await PointsApp.open({ now: () => now });
    const mall = preset('mall-vip');
    await app.publish(mall);
    const ladder = mall.points?.ladder;
    const counters = mall.counters?.map((counter) => ({ ...counter, merchantId: 'MER-1', skus: ['coat', 'hat'] }));
    const points = mall.points && { ...mall.points, ...(ladder && { ladder: { ...ladder, collectWithin: 'P7D' } }) };
    await app.publish({ ...mall, id: 'mall-week', counters, points } satisfies Programme);
  });
  afterAll(() => app?.close());

  /** A member with at least so many points. */
  async function rich(points: number, programmeId = 'mall-vip'): Promise<Member> {
    const member = await app.join(programmeId);
    receipts += 1;
    const paidFen = yuan(points * 10);
    const { status } = await app.post('/receipts', {
      receiptId: `r-${receipts}`,
      programmeId,
      membershipId: member.membershipId,
      lines: [{ sku: 'coat', tagFen: paidFen, priceClass: 'regular', counterKey: 'counter-1', paidFen }],
      tenders: [{ kind: 'cash', amountFen: paidFen }],
    });
    expect(status).toBe(201);
    return member;
  }
  const balanceOf = async ({ accountId }: Member): Promise<number> => {
    const { state } = await app.log.state(accountDecider, accountId);
    return state.kind === 'open' ? Number(state.balancePoints) : 0;
  };
  const goods = (tag: number, more: object = {}): object => ({
    sku: 'coat',
    tagFen: yuan(tag),
    priceClass: 'regular',
    costFen: yuan(tag / 2),
    ...more,
  });
  const redeem = ({ accountId }: Member, items: readonly object[], asking = {}): Promise<Got> =>
    app.post(`/accounts/${accountId}/redemptions`, { counterKey: 'counter-1', items }, asking);

  it.each([
    [{ tag: 200 }, 1_000],
    [{ tag: 201 }, 1_500],
    [{ tag: 400 }, 1_500],
    [{ tag: 401 }, 2_000],
    [{ tag: 1_000 }, 3_000],
    [{ tag: 250, todayFen: yuan(190) }, 1_500],
  ])('M6 %j costs %d points', async ({ tag, ...more }, usedPoints) => {
    const member = await rich(3_000);
    const before = await balanceOf(member);
    const { status, body } = await redeem(member, [goods(tag, more)]);
    expect(status).toBe(201);
    expect(body).toMatchObject({ usedPoints, ladderFen: yuan(tag), balanceAfterPoints: before - usedPoints });
    expect(await balanceOf(member)).toBe(before - usedPoints);
  });

  it('are of one single item and not of a special price (M6)', async () => {
    const member = await rich(3_000);
    const special = await redeem(member, [goods(100, { priceClass: 'special' })]);
    expect(special).toMatchObject({ status: 409, body: { code: 'special_price_excluded', sku: 'coat' } });
    const two = await redeem(member, [goods(100), goods(100)]);
    expect(two).toMatchObject({ status: 409, body: { code: 'one_item_only', items: 2 } });
  });

  it('are refused in this order, and a refusal takes no points', async () => {
    const poor = await rich(400);
    const before = await balanceOf(poor);
    const refusals: readonly (readonly [object, number, object])[] = [
      [{ counterKey: 'nowhere', items: [goods(100)] }, 422, { code: 'counter_unknown' }],
      [{ counterKey: 'counter-1', items: [{ stockId: 'gst_none' }] }, 404, { code: 'gift_stock_unknown' }],
      [{ counterKey: 'counter-1', items: [goods(100, { todayFen: yuan(101) })] }, 422, { code: 'price_above_tag' }],
      [{ counterKey: 'counter-1', items: [goods(100, { costFen: yuan(101) })] }, 422, { code: 'cost_exceeds_tag' }],
      [{ counterKey: 'counter-1', items: [goods(300)] }, 409, { code: 'points_short', askedPoints: 1_500 }],
    ];
    for (const [body, status, members] of refusals) {
      expect(await app.post(`/accounts/${poor.accountId}/redemptions`, body)).toMatchObject({ status, body: members });
    }
    expect(await balanceOf(poor)).toBe(before);
    const other = await app.post(`/accounts/${poor.accountId}/redemptions`, refusals[4]?.[0], { issuerId: 'iss_b' });
    expect(other).toMatchObject({ status: 404, body: { code: 'account_unknown' } });
  });

  it('are collected once; then the counter is owed their cost, and nothing can be cancelled', async () => {
    const member = await rich(3_000);
    const key = randomUUID();
    const { body } = await redeem(member, [goods(200)], { key });
    expect((await redeem(member, [goods(200)], { key })).body).toEqual(body);
    const path = `/redemptions/${String(body['redemptionId'])}`;
    const collected = await app.post(`${path}/collection`);
    expect(collected).toMatchObject({ status: 201, body: { merchantId: 'counter-1', costFen: yuan(100) } });
    expect(await app.post(`${path}/collection`)).toMatchObject({ status: 409, body: { code: 'redemption_collected' } });
    const late = await app.post(`${path}/cancellation`, { reason: 'member_asked' });
    expect(late).toMatchObject({ status: 409, body: { code: 'redemption_collected' } });
    expect((await app.get(path)).body).toMatchObject({ state: 'collected', costFen: yuan(100), usedPoints: 1_000 });
    expect(await app.post(`${path}/collection`, undefined, { issuerId: 'iss_b' })).toMatchObject({ status: 404 });
  });

  it('are cancelled before they are collected: the points are back in their lots, once', async () => {
    const member = await rich(3_000);
    const before = await balanceOf(member);
    const { body } = await redeem(member, [goods(200)]);
    const path = `/redemptions/${String(body['redemptionId'])}/cancellation`;
    const cancelled = await app.post(path, { reason: 'member_asked' });
    expect(cancelled.body).toMatchObject({ givenBackPoints: 1_000, balanceAfterPoints: before });
    expect(await app.post(path, { reason: 'again' })).toMatchObject({ body: { code: 'redemption_cancelled' } });
    const facts = await app.log.readStream(member.accountId);
    const [used, back] = facts.slice(-2).map(({ event }) => event.data as { lots: unknown });
    expect(back?.lots).toEqual(used?.lots);
    expect(await balanceOf(member)).toBe(before);
  });

  it('that nobody collects in time are given up; where a counter lists its articles no other passes', async () => {
    const member = await rich(3_000, 'mall-week');
    const before = await balanceOf(member);
    const line = { sku: 'gloves', tagFen: 100, priceClass: 'regular', counterKey: 'counter-1', paidFen: 100 };
    const receipt = { receiptId: 'r-gloves', programmeId: 'mall-week', lines: [line], tenders: [] };
    const refused = { code: 'item_unknown', lineNo: 1, sku: 'gloves', counterKey: 'counter-1' };
    expect(await app.post('/receipts', receipt)).toMatchObject({ status: 422, body: refused });
    const unknown = await redeem(member, [goods(200, { sku: 'gloves' })]);
    expect(unknown).toMatchObject({ status: 422, body: { code: 'item_unknown', sku: 'gloves' } });
    const { body } = await redeem(member, [goods(200)]);
    expect(body).toMatchObject({ collectUntilAt: '2025-05-15T16:00:00.000Z' });
    now = Date.parse('2025-05-15T23:59:59+08:00');
    await app.due(RedemptionDue);
    const path = `/redemptions/${String(body['redemptionId'])}`;
    expect((await app.get(path)).body).toMatchObject({ state: 'waiting', merchantId: 'MER-1' });
    now = Date.parse('2025-05-16T00:00:00+08:00');
    await app.due(RedemptionDue);
    await app.due(RedemptionDue);
    expect((await app.get(path)).body).toMatchObject({ state: 'cancelled', reason: 'not_collected' });
    expect(await balanceOf(member)).toBe(before);
  });

  it('are given by tills of the counter that gives them, and by no other merchant', async () => {
    const week = await rich(3_000, 'mall-week');
    const mismatch = { status: 403, body: { code: 'merchant_mismatch', merchantId: 'MER-2' } };
    expect(await redeem(week, [goods(200)], { merchantId: 'MER-2' })).toMatchObject(mismatch);
    // Where a counter has an id at the ledger, its key is nobody's.
    expect(await redeem(week, [goods(200)], { merchantId: 'counter-1' })).toMatchObject({ status: 403 });
    const made = await redeem(week, [goods(200)], { merchantId: 'MER-1' });
    expect(made.status).toBe(201);
    const path = `/redemptions/${String(made.body['redemptionId'])}`;
    const reason = { reason: 'member_asked' };
    expect(await app.post(`${path}/collection`, undefined, { merchantId: 'MER-2' })).toMatchObject(mismatch);
    expect(await app.post(`${path}/cancellation`, reason, { merchantId: 'MER-2' })).toMatchObject(mismatch);
    expect(await app.post(`${path}/collection`, undefined, { merchantId: 'MER-1' })).toMatchObject({ status: 201 });
    const member = await rich(3_000);
    const again = await redeem(member, [goods(200)], { merchantId: 'counter-1' });
    const given = `/redemptions/${String(again.body['redemptionId'])}/cancellation`;
    expect(await app.post(given, reason, { merchantId: 'counter-1' })).toMatchObject({ status: 201 });
  });

  describe('from a stock of gifts', () => {
    const stock = { programmeId: 'mall-vip', sku: 'umbrella', tagFen: yuan(150), priceClass: 'regular', costFen: 0 };
    async function stockOf(giftKey: string, pieces: number): Promise<string> {
      const opened = await app.post('/gift-stocks', { ...stock, counterKey: 'counter-1', giftKey });
      expect(opened.status).toBe(201);
      const stockId = String(opened.body['stockId']);
      const delivered = await app.post(`/gift-stocks/${stockId}/deliveries`, { pieces, deliveryRef: 'DN-1' });
      expect(delivered.body).toMatchObject({ onHandPieces: pieces });
      return stockId;
    }
    const stockNow = async (stockId: string): Promise<Got['body']> => (await app.get(`/gift-stocks/${stockId}`)).body;

    it('take pieces aside, hand them over or give them up, and never promise one twice', async () => {
      const stockId = await stockOf('umbrella', 1);
      const [one, two] = [await rich(3_000), await rich(3_000)];
      const made = await redeem(one, [{ stockId }]);
      expect(made.body).toMatchObject({ usedPoints: 1_000, items: [{ sku: 'umbrella', costFen: 0, stockId }] });
      const short = { code: 'gifts_short', stockId, askedPieces: 1, availablePieces: 0, missingPieces: 1 };
      expect(await redeem(two, [{ stockId }])).toMatchObject({ status: 409, body: short });
      const path = `/redemptions/${String(made.body['redemptionId'])}`;
      await app.post(`${path}/cancellation`, { reason: 'member_asked' });
      expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 1, reservedPieces: 0, availablePieces: 1 });
      const again = await redeem(two, [{ stockId }]);
      await app.post(`/redemptions/${String(again.body['redemptionId'])}/collection`);
      expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 0, reservedPieces: 0, outPieces: 1 });
      const { body } = await app.get(`/gift-stocks/${stockId}/movements`);
      expect((body['items'] as { type: string }[]).map(({ type }) => type)).toEqual([
        'GiftHandedOver',
        'GiftReserved',
        'GiftReleased',
        'GiftReserved',
        'GiftsReceived',
      ]);
    });

    it('one piece between two who ask at once goes to one of them', async () => {
      const stockId = await stockOf('scarf', 1);
      const members = [await rich(3_000), await rich(3_000), await rich(3_000)];
      const got = await Promise.all(members.map((member) => redeem(member, [{ stockId }])));
      expect(got.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    });

    it('are nobody else’s to give up or hand over in the name of a redemption or a draw', async () => {
      const stockId = await stockOf('cup', 1);
      const made = await redeem(await rich(3_000), [{ stockId }]);
      const draw = `drw_${'0'.repeat(26)}`;
      for (const forId of [String(made.body['redemptionId']), draw]) {
        for (const [what, more] of [
          ['reservations', { pieces: 1 }],
          ['releases', { reason: 'not_needed' }],
          ['handovers', { pieces: 1 }],
        ] as const) {
          const got = await app.post(`/gift-stocks/${stockId}/${what}`, { forId, ...more });
          expect([what, got.status]).toEqual([what, 400]);
        }
      }
      expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 1, reservedPieces: 1 });
    });

    it('are given for other causes, brought back and counted', async () => {
      const stockId = await stockOf('mug', 10);
      const path = `/gift-stocks/${stockId}`;
      await app.post(`${path}/reservations`, { forId: 'use-1', pieces: 2 });
      expect((await app.post(`${path}/handovers`, { forId: 'use-1', pieces: 3 })).body).toMatchObject({
        reservedPieces: 2,
        onHandPieces: 7,
      });
      const tooMany = await app.post(`${path}/returns`, { forId: 'use-1', pieces: 4, reason: 'broken' });
      expect(tooMany).toMatchObject({ status: 409, body: { code: 'return_exceeds_handed_over', outPieces: 3 } });
      await app.post(`${path}/returns`, { forId: 'use-1', pieces: 1, reason: 'broken' });
      await app.post(`${path}/reservations`, { forId: 'use-2', pieces: 5 });
      const counted = await app.post(`${path}/counts`, { countedPieces: 6, reason: 'stocktaking' });
      expect(counted.body).toMatchObject({ expectedPieces: 8, differencePieces: -2 });
      expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 6, reservedPieces: 5, availablePieces: 1 });
      await app.post(`${path}/releases`, { forId: 'use-2', reason: 'not_needed' });
      expect(await stockNow(stockId)).toMatchObject({ reservedPieces: 0, availablePieces: 6, outPieces: 2 });
      expect(await app.get(path, { issuerId: 'iss_b' })).toMatchObject({ status: 404 });
      const twice = await app.post('/gift-stocks', { ...stock, counterKey: 'counter-1', giftKey: 'mug' });
      expect(twice).toMatchObject({ status: 409, body: { code: 'gift_stock_known' } });
    });
  });
});
