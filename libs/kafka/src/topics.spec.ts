import { describe, expect, it } from '@jest/globals';
import { parts, throwawayTopicPrefix } from '@scrip/testing';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { openKafka } from './client.ts';
import { ensureTopics, groupOf, PARTITIONS, parkedQueueOf, partitionOf, TopicShapeError } from './topics.ts';

describe('topics', () => {
  it('give every stream the partition that any other producer would give it', () => {
    const choose = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
      partitionErrorCode: 0,
      partitionId,
      leader: 0,
      replicas: [0],
      isr: [0],
    }));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        expect(partitionOf(key)).toBe(choose({ topic: '', partitionMetadata, message: { key, value: null } }));
      }),
    );
  });

  it('name groups and parked queues after who reads what', () => {
    const group = groupOf('sandbox.', 'points', 'ledger.wallet');
    expect(group).toBe('sandbox.points.ledger-wallet');
    expect(parkedQueueOf('ledger.wallet', group)).toBe('ledger.wallet.sandbox.points.ledger-wallet.parked');
  });

  it('are made once, kept for ever, and refused with another number of partitions', async () => {
    const { kafka: brokers } = await parts();
    const topicPrefix = throwawayTopicPrefix();
    const topics = ['ledger.wallet', 'cards.card'];
    await Promise.all([ensureTopics({ brokers, topicPrefix, topics }), ensureTopics({ brokers, topicPrefix, topics })]);
    await ensureTopics({ brokers, topicPrefix, topics });

    const admin = openKafka({ brokers, clientId: 'spec' }).admin();
    await admin.connect();
    try {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: 2, name: `${topicPrefix}ledger.wallet`, configNames: ['retention.ms'] }],
      });
      expect(resources[0]?.configEntries[0]?.configValue).toBe('-1');
      await admin.createTopics({
        waitForLeaders: false,
        topics: [{ topic: `${topicPrefix}points.account`, numPartitions: 1 }],
      });
    } finally {
      await admin.disconnect();
    }
    const wrong = ensureTopics({ brokers, topicPrefix, topics: ['points.account'] });
    await expect(wrong).rejects.toBeInstanceOf(TopicShapeError);
  });
});
