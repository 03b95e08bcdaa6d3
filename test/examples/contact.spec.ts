import { beforeAll, expect, it } from '@jest/globals';
import { type Client, soon, system } from '@scrip/testing';
import { messagesTo } from '../world/outbox.ts';
import { type OpenProgramme, openProgramme, openWallet, register, yuan } from '../world/programme.ts';
import { findMessage, kafkaOf } from '../world/topic.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

let mall: OpenProgramme;

beforeAll(async () => {
  mall = await openProgramme(await system(), 'mall-vip');
}, START_MS_MAX);

interface Outreach {
  readonly outreachId: string;
  readonly causeEventId: string;
  readonly state: string;
}

/** The messages that were decided for a holder, once `count` of them have been sent. */
function sentTo(reader: Client, holderId: string, count: number): Promise<readonly Outreach[]> {
  return soon(`${count} messages to ${holderId}`, async () => {
    const listed = await reader.get<{ items: Outreach[] }>(`/notifications/v1/outreach?holderId=${holderId}`);
    const { items } = listed.ok();
    return items.filter(({ state }) => state === 'sent').length >= count ? items : undefined;
  });
}

it('K5 the same event delivered twice: one message', async () => {
  const holderId = await register(mall.system);
  const wallet = await openWallet(mall, { holderId, productKey: 'wallet' });
  (await wallet.recharge(yuan(1_000))).ok(201);
  (await wallet.spend(yuan(100))).ok(201);
  const reader = mall.system.client('integrator');
  const [first] = await sentTo(reader, holderId, 1);
  expect(first).toBeDefined();

  // The very same bytes once more, as a relay says them that was killed before it knew that they had arrived.
  const delivered = await findMessage(mall.system, 'ledger.wallet', ({ ce_id }) => ce_id === first?.causeEventId);
  const { key, value, headers = {} } = delivered.message;
  const producer = kafkaOf(mall.system).producer();
  await producer.connect();
  const again = { key, value, headers, partition: delivered.partition };
  await producer.send({ topic: `${mall.system.description.topicPrefix}ledger.wallet`, messages: [again] });
  await producer.disconnect();

  // A later spend of the same wallet is delivered behind the repetition: once it was told, the repetition has been read.
  (await wallet.spend(yuan(50))).ok(201);
  const messages = await sentTo(reader, holderId, 2);
  expect(messages).toHaveLength(2);
  expect(messages.filter(({ causeEventId }) => causeEventId === first?.causeEventId)).toHaveLength(1);
  const files = await messagesTo(mall.system, holderId);
  expect(files.map(({ text }) => text).sort()).toEqual([
    'You paid 100.00 yuan with your wallet; 900.00 yuan are left.',
    'You paid 50.00 yuan with your wallet; 850.00 yuan are left.',
  ]);
});
