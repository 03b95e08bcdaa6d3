import { describe, expect, it } from '@jest/globals';
import { contractOf, type MetricMeasured } from '@scrip/contracts';
import { createLogger } from '@scrip/telemetry';
import { parts, soon, throwawayTopicPrefix } from '@scrip/testing';
import { openKafka } from './client.ts';
import { type IntakeBatch, TopicIntake } from './intake.ts';
import { registerSchemas } from './registry.ts';
import { ensureTopics } from './topics.ts';
import { encodeValue } from './wire.ts';

const TOPIC = 'tiering.metric-intake.iss_demo';
const contract = contractOf('MetricMeasured');
const measured = (value: bigint): MetricMeasured => ({
  holderId: 'hld_1',
  metric: 'depositsFen',
  period: '2026-01',
  value,
  revision: 0n,
});

describe('a topic that somebody outside writes', () => {
  it('is read in order, what cannot be read is told by its place, and who comes back goes on where it stopped', async () => {
    const { kafka: brokers, registry: registryUrl } = await parts();
    const topicPrefix = throwawayTopicPrefix();
    await ensureTopics({ brokers, topicPrefix, topics: [TOPIC] });
    const ids = await registerSchemas({ registryUrl, topicPrefix, contracts: [contract] });
    const id = ids.get('MetricMeasured') ?? 0;
    const producer = openKafka({ brokers, clientId: 'spec' }).producer();
    await producer.connect();
    const send = (...values: readonly (Buffer | string)[]) =>
      producer.send({
        topic: topicPrefix + TOPIC,
        acks: -1,
        messages: values.map((value) => ({ key: 'hld_1', value })),
      });
    const batches: IntakeBatch[] = [];
    let fails = 1;
    const open = () => {
      const intake = new TopicIntake({
        brokers,
        registryUrl,
        topicPrefix,
        topic: TOPIC,
        group: 'spec-intake',
        contract,
        service: 'tiering',
        logger: createLogger({ service: 'tiering', level: 'silent' }),
        take: async (batch) => {
          // The first time the database is away: the batch comes again.
          if (fails > 0) {
            fails -= 1;
            throw new Error('away');
          }
          batches.push(batch);
        },
      });
      intake.start();
      return intake;
    };
    const records = () => batches.flatMap((batch) => batch.records);
    const seen = (count: number) =>
      soon(`${count} records`, async () => (records().length >= count ? true : undefined));
    const first = open();
    try {
      await send(
        encodeValue(id, contract.encode(measured(1n))),
        'no Avro at all',
        encodeValue(id, contract.encode(measured(2n))),
      );
      await seen(3);
      expect(records()).toEqual([measured(1n), null, measured(2n)]);
    } finally {
      await first.close();
    }
    await send(encodeValue(id, contract.encode(measured(3n))));
    const second = open();
    try {
      await seen(4);
      expect(records().at(-1)).toEqual(measured(3n));
      expect(records()).toHaveLength(4);
      expect(batches.at(-1)).toMatchObject({ firstOffset: '3', lastOffset: '3' });
    } finally {
      await second.close();
      await producer.disconnect();
    }
  }, 90_000);
});
