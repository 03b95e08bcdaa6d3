import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contractOf, type GiftHandedOver, type RedemptionCollected, type ScripEvent } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { encodeValue, headersOf, Message } from '@scrip/kafka';
import { fen } from '@scrip/money';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { carryOut } from '../../test/card-news.ts';
import { desk, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';
import { PointsGiftStockConsumer } from './points-gift-stock.consumer.ts';
import { PointsRedemptionConsumer } from './points-redemption.consumer.ts';

let now = at('2025-06-15', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let finance: Client;
const consumer = new PointsRedemptionConsumer();

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  finance = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

/** A redemption was collected, and the ledger hears of it as often as said. */
async function collected(costFen: number, { times = 1, merchantId = 'counter-1' } = {}): Promise<void> {
  const data: RedemptionCollected = {
    redemptionId: newId('rdm'),
    accountId: newId('pts'),
    membershipId: newId('mbr'),
    holderId: newId('hld'),
    counterKey: 'counter-1',
    merchantId,
    costFen: fen(costFen),
    programmeId: 'mall-vip',
    programmeVersion: 1,
  };
  const message = told('RedemptionCollected', 'redemption', data.redemptionId, data);
  for (let time = 0; time < times; time += 1) {
    await carryOut(ledger.log, consumer.onRedemptionCollected(data, message));
  }
  await ledger.caughtUp();
}

/** A fact of points as the ledger hears it. */
function told(type: string, stream: string, streamId: string, data: ScripEvent['data']): Message {
  const contract = contractOf(type);
  if (!contract) throw new Error(`there is no schema for ${type}`);
  const headers = headersOf({
    service: 'points',
    epoch: 1,
    position: 1,
    stream,
    streamId,
    version: 2,
    eventId: newId('evt'),
    type,
    schema: contract.fingerprint,
    occurredAt: now,
    recordedAt: now,
    issuerId: 'iss_a',
    actor: 'desk-1',
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
  });
  const value = encodeValue(1, contract.encode(data));
  return new Message('ledger', { topic: `points.${stream}`, partition: 0 }, headers, value);
}
const lines = async (merchantId: string): Promise<readonly Body[]> => {
  const { items } = (await finance.get(`/ledger/v1/journal/lines?merchantId=${merchantId}`)).ok();
  return items as Body[];
};

describe('goods given for points', () => {
  it('are promotion expense that the counter is owed, once however often it is told', async () => {
    await collected(10_000, { times: 3 });
    const told = (await lines('counter-1')).map(({ account, amountFen, programmeId }) => [
      account,
      amountFen,
      programmeId,
    ]);
    expect(told).toHaveLength(2);
    expect(told).toEqual(
      expect.arrayContaining([
        ['expense:promotion', 10_000, 'mall-vip'],
        ['payable:merchant:counter-1', -10_000, 'mall-vip'],
      ]),
    );
  });

  it('are settled with the counter’s sales', async () => {
    await collected(2_500, { merchantId: 'counter-2' });
    const { items } = (await finance.get('/ledger/v1/merchants?limit=200')).ok() as { items: Body[] };
    expect(items.find(({ merchantId }) => merchantId === 'counter-2')).toMatchObject({ unsettledFen: 2_500 });
    now = at('2025-06-16', '09:00:00');
    const path = '/ledger/v1/merchants/counter-2/settlements';
    const settled = (await finance.post(path, { throughDate: '2025-06-15' }, { after: null })).ok(201);
    expect(settled).toMatchObject({ netFen: 2_500, parts: [{ programmeId: 'mall-vip', netFen: 2_500 }] });
  });

  it('that cost the operator nothing leave no fact', async () => {
    const { position } = await ledger.log.head();
    await collected(0);
    expect((await ledger.log.head()).position).toBe(position);
  });
});

describe('gifts that a counter hands out of its stock', () => {
  const prize: GiftHandedOver = {
    stockId: 'gst_iss_a.counter-3.bear',
    forId: newId('drw'),
    pieces: 2,
    reservedPieces: 2,
    onHandPieces: 0,
    merchantId: 'counter-3',
    costFen: fen(3_000),
    programmeId: 'mall-vip',
    programmeVersion: 1,
  };
  const hears = async (gift: GiftHandedOver, times: number): Promise<void> => {
    const message = told('GiftHandedOver', 'gift-stock', gift.stockId, gift);
    for (let time = 0; time < times; time += 1) {
      await carryOut(ledger.log, new PointsGiftStockConsumer().onGiftHandedOver(gift, message));
    }
    await ledger.caughtUp();
  };

  it('are owed to it once for each handing over; what a redemption pays, or nobody, is not', async () => {
    await hears(prize, 2);
    await hears(prize, 1);
    const nobody = { ...prize, merchantId: null, costFen: null, programmeId: null, programmeVersion: null };
    const message = told('GiftHandedOver', 'gift-stock', prize.stockId, nobody);
    expect(new PointsGiftStockConsumer().onGiftHandedOver(nobody, message)).toBeUndefined();
    const owed = (await lines('counter-3')).map(({ account, amountFen }) => [account, amountFen]);
    expect(owed).toHaveLength(4);
    expect(owed).toEqual(
      expect.arrayContaining([
        ['expense:promotion', 3_000],
        ['payable:merchant:counter-3', -3_000],
      ]),
    );
  });
});
