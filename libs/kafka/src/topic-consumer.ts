/** A consumer group's member for one topic: joins, reads its partitions side by side, and starts over after any failure. */
import { metrics } from '@scrip/telemetry';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { backoffMs, CALL_RETRIES, openKafka, pause } from './client.ts';
import { Lane } from './lane.ts';
import { durableMark } from './mark.ts';
import type { LaneHost } from './plan.ts';
import { ensureTopics, PARTITIONS } from './topics.ts';

/** After a crash the group waits this long before it gives the member's partitions to another. */
const SESSION_MS_MAX = 10_000;
const REBALANCE_MS_MAX = 30_000;
const HEARTBEAT_MS = 1_000;
/** How long the broker holds an empty fetch; also the longest that stopping waits for one. */
const FETCH_WAIT_MS_MAX = 1_000;
/**
 * Once all is dealt with, the next messages are gathered so long: under load a fetch and a transaction for the few that
 * came meanwhile would cost more than all else about them. Whoever waits for a position ends the gathering at once.
 */
const GATHER_MS = 25;
/** Stopping does not wait longer for a broker that does not answer; what is not committed comes again and is skipped. */
const DISCONNECT_MS_MAX = 5_000;

export interface TopicConsumerOptions extends LaneHost {
  readonly brokers: string;
  readonly topicPrefix: string;
  /** Without the prefix. */
  readonly topic: string;
}

export class TopicConsumer {
  readonly #options: TopicConsumerOptions;
  readonly #lanes: readonly Lane[];
  readonly #lags = Array.from({ length: PARTITIONS }, () => 0);
  readonly #stop = new AbortController();
  /** Aborts when somebody waits for a position. */
  #hurry = new AbortController();
  #waiting = 0;
  #running: Promise<void> | undefined;
  #joined = false;
  #problem: string | null = null;

  constructor(options: TopicConsumerOptions) {
    this.#options = options;
    const { topic } = options;
    this.#lanes = Array.from({ length: PARTITIONS }, (_, partition) => new Lane(options, { topic, partition }));
  }

  /** Whether the group has given this member its partitions, and if not, the last error. */
  get status(): {
    readonly topic: string;
    readonly group: string;
    readonly joined: boolean;
    readonly problem: string | null;
  } {
    const { topic, group } = this.#options;
    return { topic, group, joined: this.#joined, problem: this.#problem };
  }

  /** Begins to consume; returns at once, and goes on through any outage of the brokers until `close`. */
  start(): void {
    const { group, topic } = this.#options;
    metrics.consumerLag.observe({ group, topic }, () => this.#lags.reduce((sum, lag) => sum + lag, 0));
    this.#running ??= this.#run();
  }

  /** Finishes the run in hand of each partition, commits, leaves the group. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#hurry.abort();
    await this.#running;
  }

  /** True once everything of the partition up to `position` has been dealt with, here or by another copy of the service. */
  async reached(partition: number, position: number, timeoutMs: number): Promise<boolean> {
    const lane = this.#lanes[partition];
    if (!lane) return false;
    if (lane.handled >= position) return true;
    this.#waiting += 1;
    this.#hurry.abort();
    try {
      return await this.#reachedBy(lane, position, timeoutMs);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #reachedBy(lane: Lane, position: number, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    const { log, group } = this.#options;
    for (;;) {
      if (lane.handled >= position) return true;
      // Another copy may own the partition: then only the database tells how far it has come.
      const { position: durable } = await durableMark(log, group, lane.place);
      if (durable >= position) return true;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      await moved(lane, Math.min(leftMs, REACHED_POLL_MS));
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { logger, group, topic } = this.#options;
    for (let failures = 1; !signal.aborted; failures += 1) {
      const startedAt = performance.now();
      try {
        await this.#consume();
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error);
        logger.warn({ err: error, group, topic }, 'the consumer starts over');
      }
      this.#joined = false;
      if (performance.now() - startedAt > SESSION_MS_MAX) failures = 1;
      await pause(signal.aborted ? 0 : backoffMs(failures), signal);
    }
  }

  /** OnEvent until the consumer breaks (then it throws) or is closed. */
  async #consume(): Promise<void> {
    const { brokers, topicPrefix, topic, group, logger } = this.#options;
    await ensureTopics({ brokers, topicPrefix, topics: [topic] });
    const consumer = openKafka({ brokers, clientId: group, logger }).consumer({
      groupId: group,
      sessionTimeout: SESSION_MS_MAX,
      rebalanceTimeout: REBALANCE_MS_MAX,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS_MAX,
      retry: { ...CALL_RETRIES, restartOnFailure: () => Promise.resolve(false) },
    });
    const broken = this.#watch(consumer);
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: topicPrefix + topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS,
        eachBatch: (payload) => this.#batch(payload),
      });
      await broken;
    } finally {
      await withinMs(DISCONNECT_MS_MAX, consumer.disconnect());
    }
  }

  /** Rejects when the consumer crashes, resolves when it is to stop. */
  #watch(consumer: Consumer): Promise<void> {
    consumer.on(consumer.events.GROUP_JOIN, () => {
      this.#joined = true;
      this.#problem = null;
      for (const lane of this.#lanes) lane.forget();
      // Of partitions that are another member's now, that one tells.
      this.#lags.fill(0);
    });
    const watched = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true });
      if (this.#stop.signal.aborted) resolve();
    });
    // It is awaited only once the consumer runs; a crash before that must not end the process.
    watched.catch(() => undefined);
    return watched;
  }

  async #batch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const turn = { signal: this.#stop.signal, heartbeat: () => payload.heartbeat() };
    const lane = this.#lanes[batch.partition];
    if (!lane) throw new Error(`partition ${batch.partition} of ${batch.topic} is beyond the ${PARTITIONS} agreed`);
    const highWatermark = BigInt(batch.highWatermark);
    this.#lags[batch.partition] = Number(highWatermark - BigInt(batch.firstOffset() ?? highWatermark));
    let next: bigint | undefined;
    for (let from = 0; from < batch.messages.length; ) {
      if (!payload.isRunning() || payload.isStale() || turn.signal.aborted) break;
      const run = lane.nextRun(batch.messages, from);
      await lane.handle(run, turn);
      from += run.length;
      const last = batch.messages[from - 1]?.offset ?? batch.lastOffset();
      payload.resolveOffset(last);
      next = BigInt(last) + 1n;
      await turn.heartbeat();
    }
    if (next === undefined) return;
    await lane.flush();
    await payload.commitOffsetsIfNecessary({
      topics: [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset: String(next) }] }],
    });
    this.#lags[batch.partition] = Number(highWatermark - next);
    if (this.#lags.every((lag) => lag === 0)) await this.#gather();
  }

  async #gather(): Promise<void> {
    if (this.#waiting > 0 || this.#stop.signal.aborted) return;
    if (this.#hurry.signal.aborted) this.#hurry = new AbortController();
    await pause(GATHER_MS, this.#hurry.signal);
  }
}

const REACHED_POLL_MS = 50;

/** Waits for `work` to end, well or not, but not longer than `ms`. */
async function withinMs(ms: number, work: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  work.then(end, end);
  await pause(ms, ended.signal);
}

/** Resolves when the lane has moved, after `ms` at the latest. */
function moved(lane: Lane, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, ms);
    const stop = lane.onHandled(done);
  });
}
