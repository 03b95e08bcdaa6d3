/** Events to topics: one page at a time, in order, acknowledged by every replica that must. */
import { contractOf } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import type { EventLog, Recorded } from '@scrip/event-store';
import { type Logger, metrics } from '@scrip/telemetry';
import type { Message, Producer } from 'kafkajs';
import { CALL_RETRIES, openKafka } from './client.ts';
import { type SchemaRegistry, subjectOf } from './registry.ts';
import { partitionOf } from './topics.ts';
import { encodeValue, headersOf } from './wire.ts';

/** A partition's share of a page goes out as one record batch, which brokers limit to about 1 MiB. */
const PARTITION_BYTES_MAX = 512 * 1024;
/** What headers, key and framing of a message come to, roughly. */
const OVERHEAD_BYTES = 900;

/** The client library reported success, but not for every partition; nothing of the page may be taken for published. */
export class UnacknowledgedError extends Error {
  override readonly name = 'UnacknowledgedError';
}

/** What a page is made of. */
interface Page {
  readonly batches: Map<string, Message[]>;
  /** `topic/partition` of every batch, each to be acknowledged. */
  readonly targets: Set<string>;
  readonly lastPosition: number;
}

/** A producer that has failed is never used again: a fresh one has a fresh id, and sends again from the checkpoint. */
export class Publisher {
  readonly #log: EventLog;
  readonly #registry: SchemaRegistry;
  readonly #topicPrefix: string;
  readonly #producer: Producer;
  readonly #schemaIds = new Map<string, number>();

  constructor(options: {
    readonly log: EventLog;
    readonly registry: SchemaRegistry;
    readonly brokers: string;
    readonly topicPrefix: string;
    readonly logger: Logger;
  }) {
    const { brokers, log, logger } = options;
    this.#log = log;
    this.#registry = options.registry;
    this.#topicPrefix = options.topicPrefix;
    this.#producer = openKafka({ brokers, clientId: `scrip-relay-${log.service}`, logger }).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: CALL_RETRIES,
    });
  }

  connect(): Promise<void> {
    return this.#producer.connect();
  }

  disconnect(): Promise<void> {
    return this.#producer.disconnect();
  }

  /**
   * Publishes the first events of `events` (all, unless a partition's share grows too large) and returns the position of
   * the last one. Throws UnacknowledgedError, the registry's and the client library's errors; then it is unknown what
   * was published.
   */
  async publish(events: readonly Recorded[]): Promise<number> {
    const page = await this.#page(events);
    const acknowledged = await this.#producer.sendBatch({
      acks: -1,
      topicMessages: [...page.batches].map(([topic, messages]) => ({ topic, messages })),
    });
    // The library can lose a batch whose partition changes its leader between two of its own retries.
    for (const { topicName, partition, errorCode } of acknowledged) {
      if (errorCode === 0) page.targets.delete(`${topicName}/${partition}`);
    }
    if (page.targets.size > 0) throw new UnacknowledgedError(`not acknowledged: ${[...page.targets].join(', ')}`);
    for (const [topic, messages] of page.batches) metrics.relayPublished.add(messages.length, { topic });
    return page.lastPosition;
  }

  async #page(events: readonly Recorded[]): Promise<Page> {
    const batches = new Map<string, Message[]>();
    const bytes = new Map<string, number>();
    let lastPosition = 0;
    for (const event of events) {
      const { service, stream, streamId, position } = event.envelope;
      const topic = `${this.#topicPrefix}${service}.${stream}`;
      const partition = partitionOf(streamId);
      const target = `${topic}/${partition}`;
      const before = bytes.get(target) ?? 0;
      const after = before + event.body.length + OVERHEAD_BYTES;
      if (before > 0 && after > PARTITION_BYTES_MAX) break;
      bytes.set(target, after);
      const messages = batches.get(topic) ?? [];
      messages.push({
        key: streamId,
        partition,
        headers: headersOf(event.envelope),
        value: encodeValue(await this.#schemaId(event), event.body),
      });
      batches.set(topic, messages);
      lastPosition = position;
    }
    return { batches, targets: new Set(bytes.keys()), lastPosition };
  }

  /** The registry's id of the schema that the event was written with, which may be an older one than today's. */
  async #schemaId({ envelope }: Recorded): Promise<number> {
    const fingerprint = envelope.schema.toString('hex');
    const known = this.#schemaIds.get(fingerprint);
    if (known !== undefined) return known;
    const topic = `${envelope.service}.${envelope.stream}`;
    const subject = subjectOf(this.#topicPrefix, { topic, service: envelope.service, type: envelope.type });
    const id = await this.#registry.schemaIdOf(subject, await this.#schemaText(envelope.type, envelope.schema));
    this.#schemaIds.set(fingerprint, id);
    return id;
  }

  async #schemaText(type: string, fingerprint: Buffer): Promise<string> {
    const contract = contractOf(type);
    if (contract?.fingerprint.equals(fingerprint)) return contract.schemaText;
    const { rows } = await this.#log.pool.query<{ schema_json: string }>(
      'SELECT schema_json FROM schema WHERE fingerprint = $1',
      [fingerprint],
    );
    const text = rows[0]?.schema_json;
    if (text === undefined)
      throw new InvariantError(`the schema ${fingerprint.toString('hex')} of ${type} is not kept`);
    return text;
  }
}
