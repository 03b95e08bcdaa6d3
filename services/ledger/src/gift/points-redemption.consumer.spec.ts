import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contractOf, type RedemptionCollected } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { encodeValue, headersOf, Message } from '@scrip/kafka';
import { fen } from '@scrip/money';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { carryOut } from '../../test/card-news.ts';
import { desk, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';
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
  const contract = contractOf('RedemptionCollected');
  if (!contract) throw new Error('there is no schema for RedemptionCollected');
  const headers = headersOf({
    service: 'points',
    epoch: 1,
    position: 1,
    stream: 'redemption',
    streamId: data.redemptionId,
    version: 2,
    eventId: newId('evt'),
    type: 'RedemptionCollected',
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
  const message = new Message('ledger', { topic: 'points.redemption', partition: 0 }, headers, value);
  for (let time = 0; time < times; time += 1) {
    await carryOut(ledger.log, consumer.onRedemptionCollected(data, message));
  }
  await ledger.caughtUp();
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
