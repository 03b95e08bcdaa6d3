/** Where facts travel: the names of topics and groups, and the shape every topic has. */
import { contracts } from '@scrip/contracts';
import type { Admin, ITopicMetadata } from 'kafkajs';
import { openKafka, pause } from './client.ts';

/**
 * Partitions of every topic. Fixed for ever: with another count a stream's later events would land beside its earlier
 * ones, and the order of a stream would be lost.
 */
export const PARTITIONS = 6;

/** A programme document is one event; the broker's default of 1 MiB would stop the relay at a large one. */
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

/** The broker's own setting: one on a laptop, three in a cluster. */
const BROKER_DEFAULT = -1;

/**
 * The partition of a stream: murmur2 of the stream id's UTF-8 bytes, as the Java client has it, so any producer agrees.
 * (The client library's own works on 64-bit numbers in software and takes twenty times as long.)
 */
export function partitionOf(streamId: string): number {
  return (murmur2(Buffer.from(streamId, 'utf8')) & 0x7fffffff) % PARTITIONS;
}

const MURMUR_SEED = 0x9747b28c;
const MURMUR_MULTIPLIER = 0x5bd1e995;

/** MurmurHash2 by Austin Appleby, 32 bits, with the seed that Kafka chose. */
function murmur2(bytes: Buffer): number {
  const { length } = bytes;
  const rest = length % 4;
  let hash = MURMUR_SEED ^ length;
  for (let at = 0; at < length - rest; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), MURMUR_MULTIPLIER);
    word ^= word >>> 24;
    hash = Math.imul(hash, MURMUR_MULTIPLIER) ^ Math.imul(word, MURMUR_MULTIPLIER);
  }
  if (rest > 0) {
    for (let at = 0; at < rest; at += 1) hash ^= (bytes[length - rest + at] ?? 0) << (8 * at);
    hash = Math.imul(hash, MURMUR_MULTIPLIER);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MURMUR_MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** The consumer group of a service for a topic: `points.ledger-wallet`, with the prefix in front. */
export function groupOf(topicPrefix: string, service: string, topic: string): string {
  return `${topicPrefix}${service}.${topic.replace('.', '-')}`;
}

/** The name under which a group's parked messages of a topic are shown: `ledger.wallet.points.ledger-wallet.parked`. */
export function parkedQueueOf(topic: string, group: string): string {
  return `${topic}.${group}.parked`;
}

/** A topic exists with another number of partitions than `PARTITIONS`; nothing may be published to it. */
export class TopicShapeError extends Error {
  override readonly name = 'TopicShapeError';
}

/**
 * Creates the topics that are missing, kept for ever, and checks those that exist.
 * `topics` are names without the prefix; by default those of every contract.
 * Throws TopicShapeError, and the client library's errors when the broker cannot be reached.
 */
export async function ensureTopics(options: {
  readonly brokers: string;
  readonly topicPrefix: string;
  readonly topics?: readonly string[];
}): Promise<void> {
  const names = options.topics ?? [...new Set(contracts().map((contract) => contract.topic))];
  const topics = names.map((topic) => options.topicPrefix + topic);
  const admin = openKafka({ brokers: options.brokers, clientId: 'scrip-topics' }).admin();
  await admin.connect();
  try {
    const present = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !present.has(topic));
    if (missing.length > 0) {
      await admin.createTopics({
        waitForLeaders: false,
        topics: missing.map((topic) => ({
          topic,
          numPartitions: PARTITIONS,
          replicationFactor: BROKER_DEFAULT,
          configEntries: [
            { name: 'retention.ms', value: '-1' },
            { name: 'retention.bytes', value: '-1' },
            { name: 'cleanup.policy', value: 'delete' },
            { name: 'max.message.bytes', value: String(MESSAGE_BYTES_MAX) },
          ],
        })),
      });
    }
    if (topics.length === 0) return;
    const wrong = (await described(admin, topics)).find((topic) => topic.partitions.length !== PARTITIONS);
    if (wrong) {
      throw new TopicShapeError(`topic ${wrong.name} has ${wrong.partitions.length} partitions, not ${PARTITIONS}`);
    }
  } finally {
    await admin.disconnect();
  }
}

/** A new topic is not known to every part of a broker at once. */
const UNKNOWN_TRIES_MAX = 50;
const UNKNOWN_PAUSE_MS = 100;

async function described(admin: Admin, topics: string[]): Promise<ITopicMetadata[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await admin.fetchTopicMetadata({ topics })).topics;
    } catch (error) {
      if (tries >= UNKNOWN_TRIES_MAX) throw error;
      await pause(UNKNOWN_PAUSE_MS);
    }
  }
}
