import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventData, ScripEvent } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import type { Effect } from '@scrip/kafka';
import { type Programme, preset } from '@scrip/programme';
import { TieringEntitlementConsumer } from '../src/grant/tiering-entitlement.consumer.ts';
import { type Got, messageOf, PointsApp } from './points-app.ts';
import { expectRebuiltTheSame } from './rebuilt.ts';

const mall: Programme = preset('mall-vip');
const at = Date.parse('2026-03-02T09:00:00+08:00');
let app: PointsApp;
beforeAll(async () => {
  app = await PointsApp.open({ now: () => Date.parse('2026-03-02T10:00:00+08:00') });
  await app.publish(mall);
});
afterAll(() => app.close());

type Used = EventData<'EntitlementUsed'>;
const used = (giftKey: string, over: Partial<Used> = {}): Used => ({
  entitlementId: newId('ent'),
  useId: newId('use'),
  holderId: newId('hld'),
  programmeId: 'mall-vip',
  programmeVersion: 1,
  entitlementKey: 'quarterly-gift',
  contractId: null,
  relativeId: null,
  gradeKey: 'diamond',
  grantPeriod: '2026-Q1',
  grantedCount: 1,
  usedBeforeCount: 0,
  useCount: 1,
  occasion: null,
  effectKind: 'gift',
  usedDate: '2026-03-02',
  wasReserved: false,
  costFen: null,
  givenPoints: null,
  amountOffFen: null,
  giftKey,
  giftCounterKey: 'counter-1',
  ...over,
});
/** What is wanted done about a use, and not done yet. */
const hears = (use: Used) =>
  app
    .part(TieringEntitlementConsumer)
    .onEntitlementUsed(use, messageOf('EntitlementUsed', use.entitlementId, use, { occurredAt: at }));
/** The use is told twice. */
async function tells(use: Used): Promise<void> {
  for (let time = 1; time <= 2; time += 1) await app.carryOut(await hears(use));
}
/** What is wanted done about a use that is taken back, and not done yet. */
function takingBack({ entitlementId, useId, holderId }: Used): Promise<Effect> {
  const data = { entitlementId, useId, holderId, reason: 'not_delivered' };
  const message = messageOf('EntitlementUseReversed', entitlementId, data, { occurredAt: at });
  return app.part(TieringEntitlementConsumer).onEntitlementUseReversed(data, message);
}
async function takesBack(use: Used): Promise<void> {
  for (let time = 1; time <= 2; time += 1) await app.carryOut(await takingBack(use));
}
async function stockOf(giftKey: string, pieces: number, costFen = 0): Promise<string> {
  const of = { programmeId: 'mall-vip', sku: giftKey, tagFen: 15_000, priceClass: 'regular', costFen };
  const opened = await app.post('/gift-stocks', { ...of, counterKey: 'counter-1', giftKey });
  expect(opened.status).toBe(201);
  const stockId = String(opened.body['stockId']);
  if (pieces > 0) await delivers(stockId, pieces);
  return stockId;
}
const delivers = (stockId: string, pieces: number): Promise<Got> =>
  app.post(`/gift-stocks/${stockId}/deliveries`, { pieces, deliveryRef: 'DN-1' });
const stockNow = async (stockId: string): Promise<Got['body']> => (await app.get(`/gift-stocks/${stockId}`)).body;
const exceptions = async (query = ''): Promise<readonly Got['body'][]> =>
  (await app.get(`/gift-exceptions${query}`)).body['items'] as readonly Got['body'][];
const handedOver = async (stockId: string): Promise<readonly ScripEvent['data'][]> =>
  (await app.log.readStream(stockId)).flatMap(({ event }) => (event.type === 'GiftHandedOver' ? [event.data] : []));

describe('a gift that an entitlement gives', () => {
  it("is taken from the counter's stock once, however often the use is told, and the counter is owed its cost", async () => {
    const stockId = await stockOf('umbrella', 3, 4_000);
    const use = used('umbrella', { useCount: 2 });
    const [one, two] = [await hears(use), await hears(use)];
    await app.carryOut(one);
    await app.carryOut(two);
    await tells(use);
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 1, outPieces: 2 });
    const paid = { merchantId: 'counter-1', costFen: 8_000n, programmeId: 'mall-vip', programmeVersion: 1 };
    expect(await handedOver(stockId)).toMatchObject([{ forId: use.useId, pieces: 2, ...paid }]);
    expect(await exceptions()).toEqual([]);
  });

  it('is the piece that was put aside for the use, where there is one', async () => {
    const stockId = await stockOf('teapot', 1);
    const use = used('teapot');
    await app.post(`/gift-stocks/${stockId}/reservations`, { forId: use.useId, pieces: 1 });
    await tells(use);
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 0, reservedPieces: 0, outPieces: 1 });
  });

  it('is in the stock again when the use is taken back, once, also where it was brought back by hand', async () => {
    const stockId = await stockOf('scarf', 2);
    const [one, two] = [used('scarf'), used('scarf')];
    await tells(one);
    await tells(two);
    await takesBack(one);
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 1, outPieces: 1 });
    await app.post(`/gift-stocks/${stockId}/returns`, { forId: two.useId, pieces: 1, reason: 'broken' });
    await takesBack(two);
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 2, outPieces: 0 });
  });

  it('comes back whole by hand, and its use taken back later brings none of what others have', async () => {
    const stockId = await stockOf('lamp', 4);
    const [broken, kept] = [used('lamp', { useCount: 2 }), used('lamp', { useCount: 2 })];
    for (const use of [broken, kept]) await tells(use);
    const brings = (pieces: number, key: string): Promise<Got> =>
      app.post(`/gift-stocks/${stockId}/returns`, { forId: broken.useId, pieces, reason: 'broken' }, { key });
    const differs = { code: 'return_differs_from_gift', askedPieces: 1, givenPieces: 2 };
    expect(await brings(1, 'k-lamp-1')).toMatchObject({ status: 409, body: differs });
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 0, outPieces: 4 });
    for (let time = 1; time <= 2; time += 1) {
      const back = { status: 201, body: { stockId, pieces: 2, onHandPieces: 2 } };
      expect(await brings(2, 'k-lamp-2')).toMatchObject(back);
    }
    await takesBack(broken);
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 2, outPieces: 2 });
    await takesBack(kept);
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 4, outPieces: 0 });
  });

  it('that is short is an exception for staff, who hand it over once there is one; the stock is never below zero', async () => {
    const stockId = await stockOf('mug', 1);
    const [first, second] = [used('mug'), used('mug')];
    await Promise.all([first, second].map((use) => tells(use)));
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 0, outPieces: 1 });
    const [missing, ...more] = await exceptions(`?state=open&stockId=${stockId}`);
    expect(more).toEqual([]);
    expect(missing).toMatchObject({ because: 'gifts_short', availablePieces: 0, pieces: 1, closedAt: null });
    const path = `/gift-exceptions/${String(missing?.['giftUseId'])}`;
    const short = { code: 'gifts_short', askedPieces: 1, availablePieces: 0, missingPieces: 1 };
    expect(await app.post(`${path}/handover`)).toMatchObject({ status: 409, body: short });
    await delivers(stockId, 1);
    expect(await app.post(`${path}/handover`, undefined, { issuerId: 'iss_b' })).toMatchObject({ status: 404 });
    expect(await app.post(`${path}/handover`, undefined, { key: 'k-mug' })).toMatchObject({ status: 201 });
    expect(await app.post(`${path}/handover`, undefined, { key: 'k-mug' })).toMatchObject({ status: 201 });
    const closed = { code: 'gift_exception_closed', state: 'handed_over' };
    expect(await app.post(`${path}/handover`)).toMatchObject({ status: 409, body: closed });
    expect(await stockNow(stockId)).toMatchObject({ onHandPieces: 0, outPieces: 2 });
    expect(await exceptions(`?stockId=${stockId}`)).toMatchObject([
      { state: 'handed_over', fromStockId: stockId, closedBy: 'desk-1' },
    ]);
  });

  it('of which nobody keeps a stock is taken from another one, or given up; a use taken back is missed no more', async () => {
    const [elsewhere, givenUp, undone] = [used('vase'), used('vase'), used('vase')];
    for (const use of [elsewhere, givenUp, undone]) await tells(use);
    const stockId = 'gst_iss_a.counter-1.vase';
    const missing = await exceptions(`?stockId=${stockId}`);
    expect(missing).toMatchObject(Array(3).fill({ because: 'gift_stock_unknown', availablePieces: null }));
    const idOf = ({ useId }: Used): string => String(missing.find((one) => one['useId'] === useId)?.['giftUseId']);
    const other = await stockOf('bowl', 1);
    const unknown = await app.post(`/gift-exceptions/${idOf(elsewhere)}/handover`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'gift_stock_unknown' } });
    const taken = await app.post(`/gift-exceptions/${idOf(elsewhere)}/handover`, { stockId: other });
    expect(taken).toMatchObject({ status: 201, body: { stockId: other } });
    const waived = await app.post(`/gift-exceptions/${idOf(givenUp)}/waiver`, { reason: 'given_from_elsewhere' });
    expect(waived).toMatchObject({ status: 201 });
    await takesBack(undone);
    // What was taken from another stock comes back to that one.
    await takesBack(elsewhere);
    expect(await stockNow(other)).toMatchObject({ onHandPieces: 1, outPieces: 0 });
    expect((await exceptions(`?stockId=${stockId}`)).map(({ state, reason }) => [state, reason])).toEqual([
      ['waived', 'not_delivered'],
      ['waived', 'given_from_elsewhere'],
      ['handed_over', null],
    ]);
    expect(await exceptions('?state=open')).toEqual([]);
    const none = await app.post(`/gift-exceptions/gfu_${'0'.repeat(26)}/waiver`, { reason: 'x' });
    expect(none).toMatchObject({ status: 404, body: { code: 'gift_exception_unknown' } });
  });

  it('comes back to the stock that gave it, also where that was decided as its use was taken back', async () => {
    const use = used('clock');
    await tells(use);
    const other = await stockOf('watch', 1);
    const [missing] = await exceptions('?state=open&stockId=gst_iss_a.counter-1.clock');
    const back = await takingBack(use);
    const path = `/gift-exceptions/${String(missing?.['giftUseId'])}/handover`;
    expect(await app.post(path, { stockId: other })).toMatchObject({ status: 201 });
    await expect(app.carryOut(back)).rejects.toMatchObject({ name: 'NotYetError' });
    await takesBack(use);
    expect(await stockNow(other)).toMatchObject({ onHandPieces: 1, outPieces: 0 });
  });

  it('is shown the same byte for byte when it is folded again from the first event', async () => {
    await expectRebuiltTheSame(app);
  });
});
