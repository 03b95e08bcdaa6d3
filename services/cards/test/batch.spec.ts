import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { captureLive, compareProjection, EventLog, ProjectionRunner } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { PART_CARDS } from '../src/batch/batch.decider.ts';
import { BatchIssue } from '../src/batch/batch-issue.ts';
import { ProductTerms } from '../src/batch/product-terms.ts';
import { CardNumbers, isCardNumber } from '../src/card/card-number.ts';
import { giftProgramme } from './gift-programme.ts';
import { STOCK_PROJECTIONS, StockDoor } from './stock-door.ts';

const ORDER = { programmeId: 'gift', productKey: 'gift-card', faceFen: 10_000, makerId: 'maker-1' };

describe('a batch of blank cards', () => {
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

  async function ordered(cards: number, more: object = {}): Promise<string> {
    const { status, body } = await door.post('/batches', { ...ORDER, cards, ...more });
    expect([status, body]).toMatchObject([201, { cards, faceFen: 10_000 }]);
    return body.batchId;
  }

  it('is ordered for a product of bearer cards, at a face value that its wallet takes', async () => {
    const refused = async (more: object) => {
      const { status, body } = await door.post('/batches', { ...ORDER, cards: 1, ...more });
      return [status, body.code];
    };
    expect(await refused({ programmeId: 'none' })).toEqual([404, 'programme_unknown']);
    expect(await refused({ productKey: 'none' })).toEqual([404, 'product_unknown']);
    expect(await refused({ productKey: 'named-card' })).toEqual([409, 'bearer_not_allowed']);
    expect(await refused({ faceFen: 100_001 })).toEqual([409, 'face_above_cap']);
    expect(await refused({ cards: 100_001 })).toEqual([409, 'batch_too_large']);
    const key = 'once';
    const one = await door.post('/batches', { ...ORDER, cards: 1 }, { key });
    const again = await door.post('/batches', { ...ORDER, cards: 1 }, { key });
    expect([again.body, again.replayed]).toEqual([one.body, true]);
    expect((await door.read(`/batches/${one.body.batchId}`, { issuerId: 'iss_b' })).body.code).toBe('batch_unknown');
  });

  it('gets its numbers by a job, each once, with the check digit of their range', async () => {
    const batchId = await ordered(2 * PART_CARDS + 7);
    expect((await door.read(`/batches/${batchId}/job`)).body).toMatchObject({ state: 'making', done: 0, total: 507 });
    expect(await door.job.run(batchId)).toBe(507);
    await door.caughtUp();
    expect((await door.read(`/batches/${batchId}/job`)).body).toMatchObject({ state: 'made', done: 507, total: 507 });
    const { rows } = await door.log.pool.query<{ numbers: string; low: number; high: number }>(
      `SELECT count(DISTINCT card_number) AS numbers, min(serial) AS low, max(serial) AS high
       FROM stock_card WHERE batch_id = $1`,
      [batchId],
    );
    expect(rows).toEqual([{ numbers: 507n, low: 1, high: 507 }]);
    const { body } = await door.read(`/batches/${batchId}/cards?limit=3`);
    expect(body.items.map((card: { serial: number }) => card.serial)).toEqual([1, 2, 3]);
    for (const { cardNumber } of body.items) expect(isCardNumber(cardNumber)).toBe(true);
    const looked = await door.read(`/cards?number=${body.items[0].cardNumber}`);
    expect(looked.body.items).toMatchObject([{ cardId: body.items[0].cardId, state: 'produced', holderId: null }]);
  });

  it('is of the form that the product says, and of no product without bearer cards', async () => {
    const gift = giftProgramme({ id: 'sim' });
    const storedValue = (gift.storedValue ?? []).map((product) => {
      if (product.key !== 'gift-card' || !product.card) return product;
      return { ...product, card: { ...product.card, form: 'rfidSim' as const } };
    });
    const { card: _none, ...plain } = storedValue[0] as (typeof storedValue)[number];
    await door.publish({ ...gift, storedValue: [...storedValue, { ...plain, key: 'no-card' }] });
    const none = await door.post('/batches', { ...ORDER, programmeId: 'sim', productKey: 'no-card', cards: 1 });
    expect([none.status, none.body.code]).toEqual([409, 'bearer_not_allowed']);
    const batchId = await ordered(2, { programmeId: 'sim' });
    await door.job.run(batchId);
    await door.caughtUp();
    const { body } = await door.read(`/batches/${batchId}/cards`);
    expect((await door.read(`/cards?number=${body.items[0].cardNumber}`)).body.items).toMatchObject([
      { form: 'rfidSim' },
    ]);
  });

  it('goes on where a killed copy of the service stopped, without a card too many', async () => {
    const batchId = await ordered(8 * PART_CARDS);
    // Another copy: a log, projections and a job of its own, which dies in the middle of its work.
    const names = STOCK_PROJECTIONS.map(({ name }) => name);
    const clock = { now: () => Date.now() };
    const other = await EventLog.open({ service: 'cards', connection: database.appUrl, clock, projections: names });
    const job = new BatchIssue(other, new CardNumbers(other.pool), new ProductTerms(other));
    const reached = new Promise<void>((resolve) => {
      const stop = other.onAppended(() => {
        stop();
        resolve();
      });
    });
    const dying = job.run(batchId).catch((error: unknown) => error);
    await reached;
    await other.pool.end();
    await dying;
    await other.close().catch(() => undefined);
    const { body: before } = await door.read(`/batches/${batchId}`);
    expect(before.madeCards).toBeLessThan(8 * PART_CARDS);
    // Two copies that begin at the same time make each part once.
    const second = await EventLog.open({ service: 'cards', connection: database.appUrl, clock, projections: names });
    const rival = new BatchIssue(second, new CardNumbers(second.pool), new ProductTerms(second));
    await Promise.all([door.job.run(batchId), rival.run(batchId)]);
    await door.job.run(batchId);
    await second.close();
    await door.caughtUp();
    expect((await door.read(`/batches/${batchId}`)).body).toMatchObject({ state: 'made', madeCards: 8 * PART_CARDS });
    const { rows } = await door.log.pool.query<{ cards: bigint; numbers: bigint; events: bigint }>(
      `SELECT count(*) AS cards, count(DISTINCT card_number) AS numbers,
              (SELECT count(*) FROM event WHERE type = 'BlankCardProduced' AND stream_id IN
                (SELECT card_id FROM stock_card WHERE batch_id = $1)) AS events
       FROM stock_card WHERE batch_id = $1`,
      [batchId],
    );
    expect(rows).toEqual([{ cards: 2_000n, numbers: 2_000n, events: 2_000n }]);
  });

  it('is made by the timer, with its rate, and can be stopped', async () => {
    const batchId = await ordered(30 * PART_CARDS);
    await door.caughtUp();
    const [due] = await door.job.due(Date.now() + 60_000, 10);
    expect(due?.id).toBeDefined();
    await door.job.run(batchId, performance.now() + 1);
    await door.caughtUp();
    const { body } = await door.read(`/batches/${batchId}/job`);
    expect(body).toMatchObject({ state: 'making', total: 30 * PART_CARDS });
    expect(body.done).toBeGreaterThan(0);
    expect(body.done).toBeLessThan(30 * PART_CARDS);
    const stopped = await door.post(`/batches/${batchId}/stop`, { reason: 'too_many_ordered' });
    expect(stopped).toMatchObject({ status: 201, body: { madeCards: body.done } });
    expect(await door.job.run(batchId)).toBe(body.done);
    expect((await door.post(`/batches/${batchId}/stop`, { reason: 'again' })).body.code).toBe('batch_stopped');
    expect((await door.read(`/batches/${batchId}`)).body).toMatchObject({
      state: 'stopped',
      stopReason: 'too_many_ordered',
    });
  });

  it('stops by itself when the range of its product has no numbers left', async () => {
    await door.publish(giftProgramme({ id: 'few', numbersTo: '99' }));
    const batchId = await ordered(150, { programmeId: 'few' });
    await door.job.run(batchId);
    await door.caughtUp();
    const { body } = await door.read(`/batches/${batchId}`);
    expect(body).toMatchObject({ state: 'stopped', stopReason: 'numbers_exhausted' });
    expect(body.madeCards).toBeGreaterThan(50);
    expect(body.madeCards).toBeLessThanOrEqual(100);
  });

  it('is folded again to the same tables', async () => {
    await door.caughtUp();
    for (const projection of STOCK_PROJECTIONS) {
      const live = await captureLive(door.log, projection);
      const found = await compareProjection(door.log, live, door.log, () => undefined);
      expect(found).toMatchObject({ equal: true });
    }
    expect(door.runner).toBeInstanceOf(ProjectionRunner);
  });
});
