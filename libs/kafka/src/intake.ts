/**
 * Reads a topic that somebody outside writes: Avro behind the five bytes of the wire format, without our envelope. What is
 * taken must be idempotent by itself, since a batch comes again when the process dies before its offsets are committed.
 */
import { type Contract, decodeWith, type ScripEvent } from '@scrip/contracts';
import { createLogger, type Logger } from '@scrip/telemetry';
import type { EachBatchPayload } from 'kafkajs';
import { backoffMs, CALL_RETRIES, openKafka, pause } from './client.ts';
import { RegistryUnavailableError, SchemaRegistry } from './registry.ts';
import { ensureTopics } from './topics.ts';
import { decodeValue } from './wire.ts';

/** Messages that are taken together: one report, one commit. */
const BATCH_MESSAGES_MAX = 1_000;
/** After a crash the group waits this long before it gives the member's partitions to another. */
const SESSION_MS_MAX = 10_000;
const FETCH_WAIT_MS_MAX = 500;

/** Messages of one partition, in order. */
export interface IntakeBatch<E extends ScripEvent = ScripEvent> {
  /** With the prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: string;
  readonly lastOffset: string;
  /** What each message says; null where it is not in the format or not of the record. */
  readonly records: readonly (E['data'] | null)[];
}

export interface TopicIntakeOptions<E extends ScripEvent = ScripEvent> {
  readonly brokers: string;
  readonly registryUrl: string;
  readonly topicPrefix: string;
  /** Without the prefix; made where it is missing. */
  readonly topic: string;
  readonly group: string;
  /** The record that is read; what another version wrote is resolved. */
  readonly contract: Contract<E>;
  /** The service that reads, as its log lines name it. */
  readonly service: string;
  /** Left out: one of the service's own. */
  readonly logger?: Logger;
  /** Takes a batch; what it throws makes the batch come again, later each time. */
  take(batch: IntakeBatch<E>): Promise<void>;
}

export class TopicIntake<E extends ScripEvent = ScripEvent> {
  readonly #options: TopicIntakeOptions<E>;
  readonly #registry: SchemaRegistry;
  readonly #logger: Logger;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: TopicIntakeOptions<E>) {
    this.#options = options;
    this.#registry = new SchemaRegistry(options.registryUrl);
    this.#logger = options.logger ?? createLogger({ service: options.service });
  }

  /** Begins to read; returns at once, and goes on through any outage until `close`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes the batch in hand, commits, leaves the group. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { topic } = this.#options;
    const { signal } = this.#stop;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await this.#consume();
      } catch (error) {
        this.#logger.warn({ err: error, topic }, 'the intake starts over');
      }
      await pause(signal.aborted ? 0 : backoffMs(failures), signal);
    }
  }

  async #consume(): Promise<void> {
    const { brokers, topicPrefix, topic, group } = this.#options;
    const { signal } = this.#stop;
    await ensureTopics({ brokers, topicPrefix, topics: [topic] });
    const consumer = openKafka({ brokers, clientId: group, logger: this.#logger }).consumer({
      groupId: topicPrefix + group,
      sessionTimeout: SESSION_MS_MAX,
      maxWaitTimeInMs: FETCH_WAIT_MS_MAX,
      retry: { ...CALL_RETRIES, restartOnFailure: () => Promise.resolve(false) },
    });
    const ended = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    // It is awaited only once the consumer runs; a crash before that must not end the process.
    ended.catch(() => undefined);
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: topicPrefix + topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.#batch(payload),
      });
      await ended;
    } finally {
      await consumer.disconnect();
    }
  }

  async #batch({ batch, ...payload }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = batch;
    for (let from = 0; from < messages.length; from += BATCH_MESSAGES_MAX) {
      if (!payload.isRunning() || payload.isStale() || this.#stop.signal.aborted) return;
      const part = messages.slice(from, from + BATCH_MESSAGES_MAX);
      const [first] = part;
      const last = part.at(-1);
      if (!first || !last) return;
      const records = await Promise.all(part.map(({ value }) => this.#read(value)));
      const { offset: firstOffset } = first;
      const { offset: lastOffset } = last;
      await this.#options.take({ topic, partition, firstOffset, lastOffset, records });
      payload.resolveOffset(lastOffset);
      await payload.heartbeat();
      const offset = String(BigInt(lastOffset) + 1n);
      await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
    }
  }

  /** Throws RegistryUnavailableError; everything else that is wrong with a message is the message's fault. */
  async #read(value: Buffer | null): Promise<E['data'] | null> {
    try {
      const { schemaId, body } = decodeValue(value);
      return decodeWith(this.#options.contract, await this.#registry.schemaText(schemaId), body);
    } catch (error) {
      if (error instanceof RegistryUnavailableError) throw error;
      return null;
    }
  }
}
