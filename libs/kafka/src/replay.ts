/** Reads everything a service has ever published, for the audit that folds the books again from Kafka. */
import { randomBytes } from 'node:crypto';
import { topicsOf } from '@scrip/contracts';
import type { Logger } from '@scrip/telemetry';
import type { Admin, EachBatchPayload, Kafka } from 'kafkajs';
import { backoffMs, openKafka, pause } from './client.ts';
import { type Message, messageOf } from './message.ts';
import { MalformedMessageError } from './wire.ts';

/** Messages handed over at once. */
const BATCH_MESSAGES_MAX = 1_000;
/** How often a topic is asked for that has no leader yet, with a longer pause each time. */
const LEADER_ATTEMPTS_MAX = 6;
const FETCH_BYTES_MAX = 4 * 1024 * 1024;
const FETCH_WAIT_MS_MAX = 250;
/** Failures of the broker in a row of one reading; with their pauses, about half a minute. */
const FAILURES_MAX = 10;

export interface ReadTopicsOptions {
  /** `host:port,host:port`, as in SCRIP_KAFKA. */
  readonly brokers: string;
  readonly service: string;
  readonly topicPrefix: string;
  /**
   * Takes messages in the order of their partition, a batch of one partition at a time; the next waits until it is done.
   * A message that the relay sent twice comes twice. An error ends the reading.
   */
  readonly onMessages: (messages: readonly Message[]) => Promise<void>;
  readonly logger?: Logger;
}

export interface ReadTopicsResult {
  /** Messages of ours, repeated ones counted each time. */
  readonly messages: number;
  /** Messages on the topics that are not in our format: nobody but the relay should write there. */
  readonly foreign: number;
}

/**
 * Reads all topics of a service from their beginning to where they ended when the reading began. The group that the
 * broker needs for it exists only meanwhile. Throws what `onMessages` throws, and the client library's errors.
 */
export async function readTopics(options: ReadTopicsOptions): Promise<ReadTopicsResult> {
  const { brokers, topicPrefix, service, logger } = options;
  const group = `${topicPrefix}${service}.replay-${randomBytes(6).toString('hex')}`;
  const kafka = openKafka({ brokers, clientId: group, logger });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const topics = topicsOf(service).map((topic) => topicPrefix + topic);
    const present = new Set(await admin.listTopics());
    const reading = new Reading(
      options,
      await endsOf(
        admin,
        topics.filter((topic) => present.has(topic)),
      ),
    );
    if (!reading.done) {
      await untilRead(kafka, group, reading);
      await admin.deleteGroups([group]);
    }
    return reading.result;
  } finally {
    await admin.disconnect();
  }
}

/** First offset beyond what is to be read, by `topic/partition`; partitions without messages are left out. */
type Ends = Map<string, { readonly topic: string; readonly end: bigint }>;

async function endsOf(admin: Admin, topics: readonly string[]): Promise<Ends> {
  const ends: Ends = new Map();
  for (const topic of topics) {
    for (const { partition, low, high } of await offsetsOf(admin, topic)) {
      if (BigInt(high) > BigInt(low)) ends.set(`${topic}/${partition}`, { topic, end: BigInt(high) });
    }
  }
  return ends;
}

/** A topic that was just made, or that moves between brokers, has no leader for a moment. */
async function offsetsOf(admin: Admin, topic: string): ReturnType<Admin['fetchTopicOffsets']> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      const mayPass = error instanceof Error && 'retriable' in error && error.retriable === true;
      if (!mayPass || attempt === LEADER_ATTEMPTS_MAX) throw error;
      await pause(backoffMs(attempt));
    }
  }
}

class Reading {
  readonly topics: readonly string[];
  readonly #options: ReadTopicsOptions;
  readonly #ends: Ends;
  readonly #left: Set<string>;
  readonly #offsets = new Map<string, bigint>();
  #messages = 0;
  #foreign = 0;
  #refusal: { readonly error: unknown } | undefined;

  constructor(options: ReadTopicsOptions, ends: Ends) {
    this.#options = options;
    this.#ends = ends;
    this.#left = new Set(ends.keys());
    this.topics = [...new Set([...ends.values()].map(({ topic }) => topic))];
  }

  get done(): boolean {
    return this.#left.size === 0;
  }

  /** What `onMessages` threw, if it did: then the reading is over. */
  get refusal(): { readonly error: unknown } | undefined {
    return this.#refusal;
  }

  get result(): ReadTopicsResult {
    return { messages: this.#messages, foreign: this.#foreign };
  }

  async take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const target = `${batch.topic}/${batch.partition}`;
    const end = this.#ends.get(target)?.end ?? 0n;
    const place = { topic: batch.topic.slice(this.#options.topicPrefix.length), partition: batch.partition };
    let gathered: Message[] = [];
    let next = this.#offsets.get(target) ?? 0n;
    for (const raw of batch.messages) {
      const offset = BigInt(raw.offset);
      // After a rebalance the group begins at the start again; what was handed over is not handed over twice.
      if (offset < next || offset >= end) continue;
      next = offset + 1n;
      try {
        gathered.push(messageOf(this.#options.service, place, raw));
      } catch (error) {
        if (!(error instanceof MalformedMessageError)) throw error;
        this.#foreign += 1;
      }
      if (gathered.length < BATCH_MESSAGES_MAX) continue;
      await this.#hand(gathered);
      this.#offsets.set(target, next);
      gathered = [];
      await payload.heartbeat();
    }
    await this.#hand(gathered);
    this.#offsets.set(target, next);
    payload.resolveOffset(batch.lastOffset());
    if (BigInt(batch.lastOffset()) + 1n >= end) this.#left.delete(target);
  }

  async #hand(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    try {
      await this.#options.onMessages(messages);
    } catch (error) {
      this.#refusal = { error };
      throw error;
    }
    this.#messages += messages.length;
  }
}

/** A broker may be busy or restart; what has been handed over stays so, and the reading goes on behind it. */
async function untilRead(kafka: Kafka, group: string, reading: Reading): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      await consume(kafka, group, reading);
      return;
    } catch (error) {
      if (reading.refusal) throw reading.refusal.error;
      if (failures >= FAILURES_MAX) throw error;
      await pause(backoffMs(failures));
    }
  }
}

async function consume(kafka: Kafka, group: string, reading: Reading): Promise<void> {
  const consumer = kafka.consumer({
    groupId: group,
    maxBytesPerPartition: FETCH_BYTES_MAX,
    maxWaitTimeInMs: FETCH_WAIT_MS_MAX,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  await consumer.connect();
  try {
    for (const topic of reading.topics) await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const running = consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: async (payload) => {
          try {
            await reading.take(payload);
          } catch (error) {
            reject(error);
            throw error;
          }
          if (reading.done) resolve();
        },
      });
      running.catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}
