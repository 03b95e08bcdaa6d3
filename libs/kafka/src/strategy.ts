/**
 * Kafka as a transport of Nest: `@OnEvent('CardIssued')` on a controller's method makes it the handler of that event. The handler returns an Effect; this transport carries it out, once, together with the group's mark.
 */

import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { contractOf, type ScripEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import type { EventLog } from '@scrip/event-store';
import { type Logger, metrics } from '@scrip/telemetry';
import { isObservable, lastValueFrom } from 'rxjs';
import { pause } from './client.ts';
import type { Effect } from './effect.ts';
import { HiddenErrorError } from './failure.ts';
import type { Message } from './message.ts';
import { ParkedQueue } from './parked.ts';
import { SchemaRegistry } from './registry.ts';
import { TopicConsumer } from './topic-consumer.ts';
import { groupOf } from './topics.ts';

/** How often parked messages are looked after. */
const TEND_MS = 10_000;

export interface ScripKafkaStrategyOptions {
  /** The consuming service's own log: effects and the group's mark are committed to its database. */
  readonly log: EventLog;
  /** `host:port,host:port`, as in SCRIP_KAFKA. */
  readonly brokers: string;
  /** Base of the Confluent API, as in SCRIP_REGISTRY; asked only for schemas of older or newer writers. */
  readonly registryUrl: string;
  /** As in SCRIP_TOPIC_PREFIX; may be empty. */
  readonly topicPrefix: string;
  readonly logger: Logger;
}

export class ScripKafkaStrategy extends Server implements CustomTransportStrategy {
  /** A handler's failure is this transport's to deal with; Nest need not log it too. */
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: ScripKafkaStrategyOptions;
  readonly #registry: SchemaRegistry;
  #consumers: readonly TopicConsumer[] = [];
  readonly #stop = new AbortController();
  #tending: Promise<void> | undefined;

  constructor(options: ScripKafkaStrategyOptions) {
    super();
    this.#options = options;
    this.#registry = new SchemaRegistry(options.registryUrl);
  }

  /** The registry client, for reading parked messages of other schema versions. */
  get registry(): SchemaRegistry {
    return this.#registry;
  }

  /**
   * Starts one consumer per topic that the handlers' events belong to, and calls back at once: a service answers its
   * commands while Kafka is away. Throws InvariantError for a pattern that is no event type, or has two handlers.
   */
  override listen(callback: (error?: unknown) => void): void {
    try {
      const { log, topicPrefix } = this.#options;
      this.#consumers = this.#topics().map((topic) => {
        return new TopicConsumer({
          ...this.#options,
          registry: this.#registry,
          topic,
          group: groupOf(topicPrefix, log.service, topic),
          handles: (type) => this.messageHandlers.has(type),
          effectOf: (message, data) => this.effectOf(message, data),
        });
      });
    } catch (error) {
      callback(error);
      return;
    }
    for (const consumer of this.#consumers) consumer.start();
    this.#tending = this.#tendParked();
    callback();
  }

  /** Finishes what is in hand, commits, leaves the groups. */
  override async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#tending, ...this.#consumers.map((consumer) => consumer.close())]);
    this.#consumers = [];
  }

  /** Of each consumer group: whether this member has its partitions, and its last error. */
  members(): readonly TopicConsumer['status'][] {
    return this.#consumers.map((consumer) => consumer.status);
  }

  /**
   * Waits until everything of a topic's partition up to `position` has been dealt with by this service (messages it
   * takes no notice of count); false after `timeoutMs`. A topic that this service does not consume is always reached.
   * `topic` is without the prefix. Throws the database's errors.
   */
  async reached(topic: string, partition: number, position: number, timeoutMs: number): Promise<boolean> {
    const consumer = this.#consumers.find(({ status }) => status.topic === topic);
    return consumer === undefined || consumer.reached(partition, position, timeoutMs);
  }

  /** Asks the handler what is to be done about a message. Throws what the handler throws. */
  async effectOf(message: Message, data: ScripEvent['data']): Promise<Effect> {
    const handler = this.messageHandlers.get(message.envelope.type);
    if (!handler) throw new InvariantError(`there is no handler for ${message.envelope.type}`);
    try {
      const answer: unknown = await handler(data, message);
      return (isObservable(answer) ? await lastValueFrom(answer, { defaultValue: undefined }) : answer) as Effect;
    } catch (error) {
      if (isHidden(error)) throw new HiddenErrorError();
      throw error;
    }
  }

  /** Nothing is emitted. */
  override on(): void {}

  /** The consumers. */
  override unwrap<T>(): T {
    return this.#consumers as T;
  }

  #topics(): readonly string[] {
    const topics = new Set<string>();
    for (const [type, handler] of this.messageHandlers) {
      const contract = contractOf(type);
      if (!contract) throw new InvariantError(`there is no event type ${type} to handle`);
      if (handler.next) throw new InvariantError(`${type} has two handlers in this service: its effect must be one`);
      topics.add(contract.topic);
    }
    return [...topics].sort();
  }

  /** Every few seconds: counts what is parked, and drives again what only waits for facts of other topics. */
  async #tendParked(): Promise<void> {
    const { log, logger } = this.#options;
    const queue = new ParkedQueue({ log, strategy: this });
    const groups = this.members().map(({ group }) => group);
    while (!this.#stop.signal.aborted) {
      await pause(TEND_MS, this.#stop.signal);
      if (this.#stop.signal.aborted) break;
      try {
        const { applied } = await queue.redriveNotYet(groups);
        if (applied > 0) logger.info({ applied }, 'messages that had waited for facts of other topics are applied');
        const { rows } = await log.pool.query<{ consumer_group: string; messages: bigint }>(
          'SELECT consumer_group, count(*) AS messages FROM parked GROUP BY consumer_group',
        );
        const found = new Map(rows.map((row) => [row.consumer_group, Number(row.messages)]));
        for (const group of groups) metrics.consumerParked.set(found.get(group) ?? 0, { group });
      } catch (error) {
        logger.warn({ err: error }, 'parked messages cannot be tended');
      }
    }
  }
}

/** What Nest's own filter puts in the place of an error that it does not know. */
function isHidden(error: unknown): boolean {
  if (error instanceof Error || typeof error !== 'object' || error === null) return false;
  return (
    'status' in error && error.status === 'error' && 'message' in error && error.message === 'Internal server error'
  );
}
