import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preset } from '@scrip/programme';
import { type DrawProof, faultsOf, type ListedEntry } from './draw-verifier.ts';
import { type Got, type Member, PointsApp } from './points-app.ts';

const MALL = 'mall-lottery';
const DRAWS = `/programmes/${MALL}/lotteries/every-purchase/draws`;
const now = Date.parse('2025-05-08T10:00:00+08:00');

describe('a draw', () => {
  let app: PointsApp;
  let receipts = 0;
  const members: Member[] = [];

  beforeAll(async () => {
    app = await PointsApp.open({ now: () => now });
    const mall = preset('mall-vip');
    const draws = [{ key: 'every-purchase', when: { fact: 'earnedPoints' as const, gte: 1 } }];
    await app.publish({ ...mall, id: MALL, points: mall.points && { ...mall.points, draws } });
    for (let member = 0; member < 8; member += 1) members.push(await app.join(MALL));
  });
  afterAll(() => app?.close());

  /** Each member buys as often as said: an entry each time. */
  async function buy(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await Promise.all(
        members.map(({ membershipId }) => {
          receipts += 1;
          const line = { sku: 'coat', tagFen: 10_000, priceClass: 'regular', counterKey: 'counter-1', paidFen: 10_000 };
          const tenders = [{ kind: 'cash', amountFen: 10_000 }];
          const body = { receiptId: `r-${receipts}`, programmeId: MALL, membershipId, lines: [line], tenders };
          return app.post('/receipts', body);
        }),
      );
    }
  }
  async function stockOf(giftKey: string, pieces: number, costFen = 0): Promise<string> {
    const stock = { programmeId: MALL, counterKey: 'counter-1', sku: giftKey, tagFen: 100, priceClass: 'regular' };
    const opened = await app.post('/gift-stocks', { ...stock, costFen, giftKey });
    const stockId = String(opened.body['stockId']);
    await app.post(`/gift-stocks/${stockId}/deliveries`, { pieces, deliveryRef: 'DN-1' });
    return stockId;
  }
  const open = (body: object): Promise<Got> => app.post(DRAWS, body);
  const act = (drawId: unknown, what: string, body?: object): Promise<Got> =>
    app.post(`${DRAWS}/${String(drawId)}/${what}`, body);
  const proofOf = async (drawId: unknown): Promise<DrawProof> =>
    (await app.get(`/draws/${String(drawId)}/proof`)).body as unknown as DrawProof;
  async function entriesOf(drawId: unknown): Promise<readonly ListedEntry[]> {
    const entries: ListedEntry[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await app.get(`/draws/${String(drawId)}/entries?limit=7${cursor}`);
      entries.push(...(body['items'] as ListedEntry[]));
      if (body['next'] === null) return entries;
      cursor = `&cursor=${body['next'] as string}`;
    }
  }

  it('is announced with its seed committed, closed, held, and proven by anybody who has its entries', async () => {
    const stockId = await stockOf('bear', 3);
    await buy(2);
    const prizes = [
      { prizeKey: 'trip', winners: 1 },
      { prizeKey: 'bear', winners: 3, stockId },
    ];
    const opened = await open({ prizes });
    expect(opened).toMatchObject({ status: 201, body: { seedHash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    const { drawId } = opened.body;
    expect((await app.get(`/gift-stocks/${stockId}`)).body).toMatchObject({ reservedPieces: 3, availablePieces: 0 });
    expect((await app.get('/draws?state=open')).body).toMatchObject({ items: [{ drawId, seed: null }] });
    expect(await act(drawId, 'holding')).toMatchObject({ status: 409, body: { code: 'draw_not_closed' } });
    expect(await proofOf(drawId)).toMatchObject({ seed: null, seedHash: opened.body['seedHash'] });
    await buy(1);
    const closed = await act(drawId, 'closing');
    expect(closed).toMatchObject({ status: 201, body: { entries: 24 } });
    await buy(1);
    expect(await act(drawId, 'closing')).toMatchObject({ status: 409, body: { code: 'draw_closed' } });

    const held = await act(drawId, 'holding');
    expect(held.status).toBe(201);
    const proof = await proofOf(drawId);
    const entries = await entriesOf(drawId);
    expect(proof.winners.map(({ prizeKey }) => prizeKey)).toEqual(['trip', 'bear', 'bear', 'bear']);
    expect(faultsOf(proof, entries)).toEqual([]);
    expect(new Set((held.body['winners'] as { accountId: string }[]).map(({ accountId }) => accountId)).size).toBe(4);

    // Whoever changes anything afterwards is found.
    expect(faultsOf({ ...proof, seed: 'ab'.repeat(32) }, entries)).toContain(
      'the seed is not the one that was committed to',
    );
    expect(faultsOf(proof, entries.slice(1))).toContain('the entries are not those of the closing');
    const [one, two, ...rest] = proof.winners;
    if (!one || !two) throw new Error('there are no winners');
    const swapped = { ...proof, winners: [{ ...one, entryId: two.entryId }, two, ...rest] };
    expect(faultsOf(swapped, entries)).toEqual(['others than the winners should have won']);
  });

  it('takes the entries that no draw before had, and gives prizes back that nobody won', async () => {
    const stockId = await stockOf('kite', 20);
    const { body } = await open({ prizes: [{ prizeKey: 'kite', winners: 20, stockId }] });
    expect(await open({ prizes: [{ prizeKey: 'x', winners: 1 }] })).toMatchObject({
      status: 409,
      body: { code: 'draw_under_way', drawId: body['drawId'] },
    });
    expect((await act(body['drawId'], 'closing')).body).toMatchObject({ entries: 8 });
    await act(body['drawId'], 'holding');
    const proof = await proofOf(body['drawId']);
    expect(proof.winners).toHaveLength(8);
    expect(faultsOf(proof, await entriesOf(body['drawId']))).toEqual([]);
    expect((await app.get(`/gift-stocks/${stockId}`)).body).toMatchObject({ reservedPieces: 8, availablePieces: 12 });
  });

  it('hands each prize out once, from its stock', async () => {
    await buy(1);
    const stockId = await stockOf('pen', 2, 700);
    const { body } = await open({ prizes: [{ prizeKey: 'pen', winners: 2, stockId }] });
    const { drawId } = body;
    await act(drawId, 'closing');
    const held = await act(drawId, 'holding');
    const [winner] = held.body['winners'] as { entryId: string }[];
    const path = `prizes/${String(winner?.entryId)}/collection`;
    // The stock is a counter's: another merchant's till hands nothing out of it.
    const other = await app.post(`${DRAWS}/${String(drawId)}/${path}`, undefined, { merchantId: 'counter-2' });
    expect(other).toMatchObject({ status: 403, body: { code: 'merchant_mismatch', merchantId: 'counter-2' } });
    const own = await app.post(`${DRAWS}/${String(drawId)}/${path}`, undefined, { merchantId: 'counter-1' });
    expect(own).toMatchObject({ status: 201, body: { prizeKey: 'pen' } });
    expect(await act(drawId, path)).toMatchObject({ status: 409, body: { code: 'prize_collected' } });
    const stranger = `prizes/ent_${'0'.repeat(26)}/collection`;
    expect(await act(drawId, stranger)).toMatchObject({ status: 404, body: { code: 'prize_unknown' } });
    expect((await app.get(`/gift-stocks/${stockId}`)).body).toMatchObject({
      onHandPieces: 1,
      reservedPieces: 1,
      outPieces: 1,
    });
    // The counter is paid for a piece that no points paid for; the lottery's own stream does not grow with its prizes.
    const handed = (await app.log.readStream(stockId)).find(({ event }) => event.type === 'GiftHandedOver');
    expect(handed?.event.data).toMatchObject({ merchantId: 'counter-1', costFen: 700n, programmeId: MALL });
    const lottery = await app.log.readStream(`lot_iss_a.${MALL}.every-purchase`);
    expect(lottery.some(({ event }) => event.type === 'PrizeCollected')).toBe(false);
    const { body: told } = await app.get(`/draws/${String(drawId)}/proof`);
    expect(
      (told['winners'] as { collectedAt: string | null }[]).map(({ collectedAt }) => collectedAt !== null),
    ).toEqual([true, false]);
  });

  it('that is given up leaves its entries to the next, and is refused what is wrong with it', async () => {
    await buy(1);
    const one = await open({ prizes: [{ prizeKey: 'cup', winners: 1 }] });
    expect(await act(one.body['drawId'], 'cancellation', { reason: 'wrong_prizes' })).toMatchObject({ status: 201 });
    expect(await act(one.body['drawId'], 'closing')).toMatchObject({ status: 409, body: { code: 'draw_cancelled' } });
    expect(await act(`drw_${'0'.repeat(26)}`, 'closing')).toMatchObject({
      status: 404,
      body: { code: 'draw_unknown' },
    });
    const cup = { prizeKey: 'cup', winners: 1 };
    expect(await open({ prizes: [cup, cup] })).toMatchObject({ status: 422, body: { code: 'prize_repeated' } });
    expect(await open({ prizes: [{ ...cup, stockId: 'gst_none' }] })).toMatchObject({
      status: 404,
      body: { code: 'gift_stock_unknown' },
    });
    expect(await app.post(`/programmes/${MALL}/lotteries/nothing/draws`, { prizes: [cup] })).toMatchObject({
      status: 404,
      body: { code: 'draw_rule_unknown' },
    });
    const two = await open({ prizes: [cup], oncePerAccount: false });
    expect((await act(two.body['drawId'], 'closing')).body).toMatchObject({ entries: 8 });
    expect(await act(two.body['drawId'], 'holding')).toMatchObject({ status: 201 });
    expect(await act(two.body['drawId'], 'holding')).toMatchObject({ status: 409, body: { code: 'draw_held' } });
    expect(faultsOf(await proofOf(two.body['drawId']), await entriesOf(two.body['drawId']))).toEqual([]);
    const three = await open({ prizes: [cup] });
    expect(await act(three.body['drawId'], 'closing')).toMatchObject({ status: 409, body: { code: 'no_entries' } });
    expect(await app.get(`/draws/${String(three.body['drawId'])}/proof`, { issuerId: 'iss_b' })).toMatchObject({
      status: 404,
    });
  });
});
