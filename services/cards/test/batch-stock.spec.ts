import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { captureLive, compareProjection } from '@scrip/event-store';
import { Message } from '@scrip/kafka';
import { fen } from '@scrip/money';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { KnownOrderConsumer } from '../src/batch/known-order.consumer.ts';
import { giftProgramme } from './gift-programme.ts';
import { type Got, STOCK_PROJECTIONS, StockDoor } from './stock-door.ts';

const ORDER = { programmeId: 'gift', productKey: 'gift-card', faceFen: 10_000, makerId: 'maker-1' };
const WAREHOUSE = { kind: 'branch', id: 'warehouse' };
const SHOP = { kind: 'branch', id: 'shop-1' };
const SOUTH = { kind: 'distributor', id: 'dist-1', orderId: 'order-1' };
const BUYER = { kind: 'person' };

describe('stock of blank cards', () => {
  let database: ThrowawayDatabase;
  let door: StockDoor;

  beforeAll(async () => {
    database = await throwawayDatabase('cards');
    door = await StockDoor.open(database.appUrl);
    await door.publish(giftProgramme());
  });

  afterAll(async () => {
    await door?.close();
    await database?.drop();
  });

  /** A batch that the maker has made. */
  async function made(cards: number): Promise<string> {
    const { body } = await door.post('/batches', { ...ORDER, cards });
    await door.job.run(body.batchId);
    return body.batchId;
  }

  /** A batch that the warehouse has received. */
  async function received(cards: number): Promise<string> {
    const batchId = await made(cards);
    const note = { branchId: 'warehouse', deliveryReference: 'note-1', firstSerial: 1, lastSerial: cards };
    expect(await door.post(`/batches/${batchId}/receipts`, note)).toMatchObject({ status: 201 });
    return batchId;
  }

  async function ordered(orderId: string, more: object = {}): Promise<void> {
    const order = {
      distributorId: 'dist-1',
      orderId,
      cards: 100,
      faceFen: fen(10_000),
      faceTotalFen: fen(1_000_000),
      dueFen: fen(950_000),
      payBp: 9_500,
      deliverWithin: 'P3D',
      lateBpPerDay: 30,
      faultTimes: 10,
      region: 'south',
      termsVersion: 1,
      cityPrices: null,
      contactId: null,
      ...more,
    };
    const message = { who: { issuerId: 'iss_a' } } as Message;
    const consumer = new KnownOrderConsumer();
    await door.carryOut(consumer.onWholesaleOrderPlaced(order, message));
    const paid = { paidFen: order.dueFen, bankReference: 'b', deliveryDueAt: 0, refundDueAt: null };
    await door.carryOut(consumer.onDistributorOrderPaid({ distributorId: 'dist-1', orderId, ...paid }, message));
  }

  const stockOf = async (batchId: string) => {
    const { body } = await door.read(`/stock?batchId=${batchId}`);
    return body.items.map((one: Record<string, unknown>) => [one['placeId'], one['state'], one['cards']]);
  };
  const allot = (batchId: string, body: object): Promise<Got> => door.post(`/batches/${batchId}/allotments`, body);
  const sell = (batchId: string, more: object, ranges = [{ firstSerial: 1, lastSerial: 1 }]): Promise<Got> =>
    door.post('/card-sales', {
      place: SHOP,
      priceFen: 10_000,
      tender: 'cash',
      buyer: BUYER,
      cards: [{ batchId, ranges }],
      ...more,
    });

  it('is received as counted: what is missing stays with the maker, and comes later', async () => {
    const batchId = await made(50);
    const path = `/batches/${batchId}/receipts`;
    const note = { branchId: 'warehouse', deliveryReference: 'note-7', firstSerial: 1, lastSerial: 30 };
    const missing = [{ firstSerial: 11, lastSerial: 12 }];
    const first = await door.post(path, { ...note, missing });
    expect(first).toMatchObject({ status: 201, body: { cards: 28, missingCards: 2 } });
    expect(await stockOf(batchId)).toEqual([
      ['', 'made', 22],
      ['warehouse', 'in_stock', 28],
    ]);
    expect((await door.post(path, note)).body).toMatchObject({
      code: 'cards_received',
      ranges: [
        { firstSerial: 1, lastSerial: 10 },
        { firstSerial: 13, lastSerial: 30 },
      ],
    });
    expect((await door.post(path, { ...note, lastSerial: 51 })).body).toMatchObject({
      code: 'cards_not_made',
      madeCards: 50,
    });
    const later = await door.post(path, { ...note, firstSerial: 11, lastSerial: 12, deliveryReference: 'note-8' });
    expect(later).toMatchObject({ status: 201, body: { cards: 2 } });
    const movements = await door.read(`/batches/${batchId}/movements`);
    expect(movements.body.items).toMatchObject([
      { type: 'received', cards: 28, missingCards: 2, toId: 'warehouse', reference: 'note-7', fromId: null },
      { type: 'received', cards: 2, missingCards: 0, reference: 'note-8' },
    ]);
  });

  it('goes to branches by number or by serials, and comes back', async () => {
    const batchId = await received(100);
    const key = 'allot-once';
    const ten = { from: WAREHOUSE, to: SHOP, cards: 10 };
    const first = await door.post(`/batches/${batchId}/allotments`, ten, { key });
    expect(first).toMatchObject({ status: 201, body: { ranges: [{ firstSerial: 1, lastSerial: 10 }], orderId: null } });
    const again = await door.post(`/batches/${batchId}/allotments`, ten, { key });
    expect([again.replayed, again.body]).toEqual([true, first.body]);
    const some = { ranges: [{ firstSerial: 91, lastSerial: 100 }] };
    expect(await allot(batchId, { from: WAREHOUSE, to: SHOP, ...some })).toMatchObject({ status: 201 });
    expect((await allot(batchId, { from: WAREHOUSE, to: SHOP, ...some })).body).toMatchObject({
      code: 'cards_not_there',
    });
    expect((await allot(batchId, { from: WAREHOUSE, to: SHOP, cards: 81 })).body).toMatchObject({
      code: 'cards_short',
      askedCards: 81,
      cards: 80,
    });
    expect((await allot(batchId, { from: SHOP, to: SHOP, cards: 1 })).body.code).toBe('place_unchanged');
    const back = { from: SHOP, branchId: 'warehouse', reason: 'not_sold', ranges: [{ firstSerial: 3, lastSerial: 5 }] };
    expect(await door.post(`/batches/${batchId}/returns`, back)).toMatchObject({ status: 201, body: { cards: 3 } });
    expect(await stockOf(batchId)).toEqual([
      ['shop-1', 'in_stock', 17],
      ['warehouse', 'in_stock', 83],
    ]);
  });

  it('goes to a distributor for an order that is paid, of its face value, and not more than it has', async () => {
    const batchId = await received(150);
    const to = { from: WAREHOUSE, to: SOUTH };
    expect((await allot(batchId, { ...to, cards: 1 })).body).toMatchObject({ status: 404, code: 'order_unknown' });
    await ordered('order-1');
    await ordered('order-2', { faceFen: fen(5_000) });
    const other = { ...SOUTH, orderId: 'order-2' };
    expect((await allot(batchId, { from: WAREHOUSE, to: other, cards: 1 })).body).toMatchObject({
      code: 'face_value_mismatch',
      faceFen: 10_000,
      orderedFaceFen: 5_000,
    });
    expect(await allot(batchId, { ...to, cards: 60 })).toMatchObject({ status: 201, body: { region: 'south' } });
    expect((await allot(batchId, { ...to, cards: 41 })).body).toMatchObject({
      code: 'order_exceeded',
      askedCards: 41,
      allottedCards: 60,
      orderedCards: 100,
    });
    const second = await received(50);
    expect((await allot(second, { ...to, cards: 41 })).body).toMatchObject({
      code: 'order_exceeded',
      allottedCards: 60,
    });
    expect(await allot(second, { ...to, cards: 40 })).toMatchObject({ status: 201 });
  });

  it('is sold at the place that has it, once; each card then opens its wallet with its face value', async () => {
    const batchId = await received(20);
    await allot(batchId, { from: WAREHOUSE, to: SHOP, cards: 10 });
    const ranges = [{ firstSerial: 9, lastSerial: 11 }];
    expect((await sell(batchId, {}, ranges)).body).toMatchObject({
      code: 'card_elsewhere',
      serial: 11,
      placeId: 'warehouse',
    });
    const sold = await sell(batchId, {}, [{ firstSerial: 9, lastSerial: 10 }]);
    expect(sold).toMatchObject({
      status: 201,
      body: { cards: 2, faceTotalFen: 20_000, paidFen: 20_000, findings: [], placeId: 'shop-1' },
    });
    const [card] = sold.body.sold;
    expect((await door.read(`/cards/${card.cardId}`)).body).toMatchObject({ state: 'active', walletId: card.walletId });
    expect((await sell(batchId, {}, [{ firstSerial: 9, lastSerial: 9 }])).body).toMatchObject({
      code: 'card_already_active',
      serial: 9,
    });
    expect(
      (await allot(batchId, { from: SHOP, to: WAREHOUSE, ranges: [{ firstSerial: 8, lastSerial: 9 }] })).body,
    ).toMatchObject({
      code: 'cards_not_in_stock',
      cards: 1,
    });
    expect(await stockOf(batchId)).toEqual([
      ['shop-1', 'in_stock', 8],
      ['shop-1', 'sold', 2],
      ['warehouse', 'in_stock', 10],
    ]);
    const byNumber = await door.read(`/batches/${batchId}/cards?state=in_stock&placeId=shop-1&limit=1`);
    const numbers = [byNumber.body.items[0].cardNumber];
    expect(await sell(batchId, { cards: undefined, numbers })).toMatchObject({ status: 201, body: { cards: 1 } });
    expect((await sell(batchId, { cards: undefined, numbers: ['9156000000000000'] })).body.code).toBe(
      'numbers_unknown',
    );
    expect((await door.read('/card-sales?placeId=shop-1')).body.items).toHaveLength(2);
  });

  it('is not sold outside the region of its order, nor at another price than that of its city', async () => {
    const batchId = await received(20);
    await ordered('order-3', { cityPrices: [{ cityId: 'city-1', payBp: 9_800 }] });
    const place = { ...SOUTH, orderId: 'order-3' };
    const to = { from: WAREHOUSE, to: place, cards: 5 };
    expect((await allot(batchId, to)).body).toMatchObject({ code: 'city_price_missing', cities: ['city-1'] });
    expect(await allot(batchId, { ...to, cityId: 'city-1' })).toMatchObject({
      status: 201,
      body: { cityPriceFen: 9_800 },
    });
    const asked = { place, priceFen: 9_800 };
    expect((await sell(batchId, { ...asked, region: 'north' })).body).toMatchObject({
      code: 'region_not_allowed',
      region: 'north',
      orderRegion: 'south',
    });
    expect((await sell(batchId, asked)).body).toMatchObject({ code: 'region_not_allowed', region: null });
    expect((await sell(batchId, { ...asked, region: 'south', priceFen: 9_900 })).body).toMatchObject({
      code: 'city_price_mismatch',
      askedFen: 9_900,
      cityPriceFen: 9_800,
    });
    const sold = await sell(batchId, { ...asked, region: 'south' });
    expect(sold).toMatchObject({ status: 201, body: { orderId: 'order-3', region: 'south', paidFen: 9_800 } });
  });

  it('warns of a purchase whose buyer the law asks to know, or to pay by transfer', async () => {
    const batchId = await received(200);
    await allot(batchId, { from: WAREHOUSE, to: SHOP, cards: 200 });
    const upTo = (firstSerial: number, cards: number) => [{ firstSerial, lastSerial: firstSerial + cards - 1 }];
    expect((await sell(batchId, {}, upTo(1, 99))).body.findings).toEqual([]);
    const big = await sell(batchId, { buyer: { kind: 'company' } }, upTo(100, 100));
    expect(big.body.findings).toEqual([
      { ruleId: 'bearer_identity', amountFen: 1_000_000, limitFen: 1_000_000 },
      { ruleId: 'transfer_only', amountFen: 1_000_000, limitFen: 500_000 },
    ]);
    const found = await door.read('/card-sales?withFindings=true');
    expect(found.body.items).toMatchObject([{ saleId: big.body.saleId }]);
    const { body: holder } = await door.post('/holders', { name: '某甲', locale: 'zh-CN' });
    const buyer = { kind: 'company', holderId: holder.holderId };
    const kept = await sell(batchId, { buyer, tender: 'bank-transfer' }, upTo(200, 1));
    expect(kept.body).toMatchObject({ buyerId: holder.holderId, findings: [] });
  });

  it('refuses such a purchase where the issuer refuses what the law does not let, check by check', async () => {
    const batchId = await received(100);
    await allot(batchId, { from: WAREHOUSE, to: SHOP, cards: 100 });
    const set = (rules: object) => door.put('/programme-rules', rules);
    expect(
      await set({ level: 'warn', checks: { payment_by_transfer: 'refuse', buyer_identity: 'off' } }),
    ).toMatchObject({
      status: 200,
    });
    const big = (more: object) =>
      sell(batchId, { buyer: { kind: 'company' }, ...more }, [{ firstSerial: 1, lastSerial: 100 }]);
    expect(await big({})).toMatchObject({
      status: 409,
      body: {
        code: 'purchase_not_allowed',
        findings: [{ ruleId: 'transfer_only', amountFen: 1_000_000, limitFen: 500_000 }],
      },
    });
    expect(await big({ tender: 'bank-transfer' })).toMatchObject({ status: 201, body: { findings: [] } });
    expect(await set({ level: 'warn' })).toMatchObject({ status: 200 });
  });

  it('is destroyed for good, but not what was sold', async () => {
    const batchId = await received(10);
    await allot(batchId, { from: WAREHOUSE, to: SHOP, cards: 2 });
    await sell(batchId, {});
    const path = `/batches/${batchId}/destructions`;
    const destroy = (firstSerial: number, lastSerial: number) =>
      door.post(path, { reason: 'misprinted', ranges: [{ firstSerial, lastSerial }] });
    expect((await destroy(1, 3)).body).toMatchObject({ code: 'card_sold', serial: 1 });
    expect(await destroy(2, 4)).toMatchObject({ status: 201, body: { cards: 3 } });
    expect((await destroy(4, 5)).body).toMatchObject({ code: 'card_void', serial: 4 });
    expect(await stockOf(batchId)).toEqual([
      ['shop-1', 'destroyed', 1],
      ['shop-1', 'sold', 1],
      ['warehouse', 'destroyed', 2],
      ['warehouse', 'in_stock', 6],
    ]);
    expect((await sell(batchId, {}, [{ firstSerial: 2, lastSerial: 2 }])).body).toMatchObject({ code: 'card_void' });
  });

  it('is counted: every card too few or too many is named', async () => {
    const batchId = await received(10);
    const place = { kind: 'branch', id: 'shop-9' };
    await allot(batchId, { from: WAREHOUSE, to: place, cards: 6 });
    await sell(batchId, { place }, [{ firstSerial: 2, lastSerial: 2 }]);
    const counted = [
      {
        batchId,
        ranges: [
          { firstSerial: 1, lastSerial: 4 },
          { firstSerial: 8, lastSerial: 8 },
        ],
      },
    ];
    const count = await door.post('/stock-counts', { placeKind: 'branch', placeId: 'shop-9', counted });
    expect(count).toMatchObject({
      status: 201,
      body: {
        expectedCards: 5,
        countedCards: 5,
        missingCards: 2,
        surplusCards: 2,
        differences: [
          { batchId, kind: 'missing', ranges: [{ firstSerial: 5, lastSerial: 6 }], cards: 2 },
          {
            batchId,
            kind: 'surplus',
            ranges: [
              { firstSerial: 2, lastSerial: 2 },
              { firstSerial: 8, lastSerial: 8 },
            ],
            cards: 2,
          },
        ],
      },
    });
    const listed = await door.read('/stock-counts?placeId=shop-9&differs=true');
    expect(listed.body.items).toMatchObject([{ countId: count.body.countId, missingCards: 2 }]);
    expect((await door.read(`/stock-counts/${count.body.countId}`)).body).toMatchObject({ surplusCards: 2 });
  });

  it('belongs to its issuer alone, and is folded again to the same tables', async () => {
    const batchId = await received(1);
    expect((await door.read('/stock', { issuerId: 'iss_b' })).body).toEqual({ items: [], next: null });
    const note = { branchId: 'warehouse', deliveryReference: 'n', firstSerial: 1, lastSerial: 1 };
    const others = await door.post(`/batches/${batchId}/receipts`, note, { issuerId: 'iss_b' });
    expect(others.body.code).toBe('batch_unknown');
    await door.caughtUp();
    for (const projection of STOCK_PROJECTIONS) {
      const live = await captureLive(door.log, projection);
      expect(await compareProjection(door.log, live, door.log, () => undefined)).toMatchObject({ equal: true });
    }
  });
});
