/**
 * One partition of a topic, as one consumer group reads it: in order, each message applied once.
 *
 * Neighbouring messages of different streams are dealt with side by side, a run at a time, so that their commands share
 * group commits; of one stream the next begins when the one before is durable. The group's mark (epoch, position) moves
 * at the end of a run, in one transaction with the run's SQL and parked messages. A command commits before that, under
 * the message's own key: if the mark is lost with the process, the message comes again and finds its verdict.
 */
import { type Tx, transaction } from '@scrip/event-store';
import { metrics } from '@scrip/telemetry';
import type { KafkaMessage } from 'kafkajs';
import { backoffMs, pause } from './client.ts';
import { NotYetError } from './effect.ts';
import { isWorldFailure, parkReasonOf } from './failure.ts';
import { durableMark, isAbove, type Mark, moveMark } from './mark.ts';
import { type Message, messageOf, type Place } from './message.ts';
import { insertParked, insertParkedBehind, parkedStreams, parkForeign, progressOf } from './parked-table.ts';
import { type LaneHost, type Settled, settle } from './settle.ts';
import { PARTITIONS } from './topics.ts';
import { textHeaders } from './wire.ts';

/** Messages dealt with side by side: with all partitions of a topic, a third of what one group commit takes. */
const RUN_MESSAGES_MAX = 32;
/** How long a message waits for facts of other topics before it is parked; the transport drives it again later. */
const NOT_YET_MS_MAX = 3_000;
/** Once a wait was in vain, the next messages of the partition are not kept waiting for so long. */
const NOT_YET_REST_MS = 60_000;

/** The batch that a run is part of. */
export interface Turn {
  /** Aborts when the consumer stops. */
  readonly signal: AbortSignal;
  /** Keeps the membership of the group alive; throws when the group is rebalancing. */
  heartbeat(): Promise<void>;
}

interface Known {
  /** As in the database: nothing at or below it is applied again. */
  watermark: Mark;
  /** Seen above the watermark, without an effect; goes to the database at the end of the batch. */
  seen: Mark;
  parked: Set<string> | 'many';
}

/** A message of a run; what is known about it stays while the rest of the run is tried again. */
interface Item {
  readonly raw: KafkaMessage;
  /** undefined: not read yet; null: not in our format, and parked as that. */
  message: Message | null | undefined;
  settled: Settled | { readonly kind: 'behind' } | undefined;
}

/** A message of ours, above the group's mark. */
type Fresh = Item & { message: Message };

/** The next messages that may be dealt with side by side: no two of one stream. */
export function nextRun(messages: readonly KafkaMessage[], from: number): readonly KafkaMessage[] {
  const streams = new Set<string>();
  let end = from;
  for (; end < messages.length && end - from < RUN_MESSAGES_MAX; end += 1) {
    const stream = messages[end]?.key?.toString('utf8') ?? '';
    if (streams.has(stream)) break;
    streams.add(stream);
  }
  return messages.slice(from, end);
}

/** Rolls back a run's transaction: another member of the group has moved the mark. */
class MarkMovedError extends Error {}

/** Rolls back a run's transaction: the stream behind whose messages one was to be parked has none any more. */
class NothingParkedError extends Error {}

/** Rolls back a run's transaction: the SQL of one message failed. */
class ItemError extends Error {
  readonly item: Item;
  constructor(item: Item, cause: unknown) {
    super('the effect of a message failed', { cause });
    this.item = item;
  }
}

export class Lane {
  readonly #host: LaneHost;
  readonly #place: Place;
  readonly #listeners = new Set<() => void>();
  #known: Known | undefined;
  #handled = 0;
  #waitedInVainAt = Number.NEGATIVE_INFINITY;

  constructor(host: LaneHost, place: Place) {
    this.#host = host;
    this.#place = place;
  }

  /** Every message of this partition up to this position has been dealt with; 0 before the first. */
  get handled(): number {
    return this.#handled;
  }

  /** Calls back when `handled` rises; returns the way to stop it. */
  onHandled(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another member of the group may have moved the mark: what is known is read from the database again. */
  forget(): void {
    this.#known = undefined;
  }

  /** Deals with a run; returns when that is durable, throws only when the consumer stops or loses the partition. */
  async handle(run: readonly KafkaMessage[], turn: Turn): Promise<void> {
    const items = run.map((raw): Item => ({ raw, message: undefined, settled: undefined }));
    const startedAt = performance.now();
    for (let failures = 1; ; failures += 1) {
      try {
        await this.#deal(items, startedAt);
        return;
      } catch (error) {
        // The mark may have moved although the answer was lost, so it is read anew before the next try.
        this.forget();
        const { logger, group } = this.#host;
        const fields = { err: error, group, ...this.#place, offset: run[0]?.offset, failures };
        if (isWorldFailure(error) || error instanceof NotYetError) logger.warn(fields, 'messages wait');
        else logger.error(fields, 'messages could not even be parked');
        if (turn.signal.aborted) throw error;
        await pause(backoffMs(failures), turn.signal);
        await turn.heartbeat();
      }
    }
  }

  /** Makes the mark durable that only passed-over messages have reached. */
  async flush(): Promise<void> {
    const known = this.#known;
    if (!known || !isAbove(known.seen, known.watermark)) return;
    const { log, group } = this.#host;
    const { watermark, seen } = known;
    if (await transaction(log.pool, (tx) => moveMark(tx, group, this.#place, watermark, seen))) known.watermark = seen;
    else this.forget();
  }

  async #deal(items: readonly Item[], startedAt: number): Promise<void> {
    for (;;) {
      this.#known ??= await this.#load();
      const known = this.#known;
      const fresh = await this.#fresh(items, known.watermark);
      await this.#settleAll(fresh, known, startedAt);
      try {
        await this.#commit(fresh, known);
        this.#tell(items, fresh);
        return;
      } catch (error) {
        if (error instanceof NothingParkedError || error instanceof MarkMovedError) this.forget();
        else if (error instanceof ItemError && !this.#waits(error.cause, startedAt)) {
          error.item.settled = { kind: 'park', why: parkReasonOf(error.cause) };
        } else throw error instanceof ItemError ? error.cause : error;
        // Only the one message goes another way; the others commit as they were settled.
        for (const item of fresh) if (item.settled?.kind === 'behind') item.settled = undefined;
      }
    }
  }

  /** Reads the messages and leaves out what came before, and what is not ours. */
  async #fresh(items: readonly Item[], watermark: Mark): Promise<readonly Fresh[]> {
    const fresh: Fresh[] = [];
    for (const item of items) {
      if (item.message === undefined) item.message = await this.#read(item.raw);
      if (item.message && isAbove(item.message.envelope, watermark)) fresh.push(item as Fresh);
    }
    return fresh;
  }

  async #settleAll(fresh: readonly Fresh[], known: Known, startedAt: number): Promise<void> {
    const { group } = this.#host;
    const mayWait = this.#mayWait(startedAt);
    const settling = fresh.map(async (item) => {
      if (item.settled) return;
      const { message } = item;
      const queues = known.parked === 'many' || known.parked.has(message.envelope.streamId);
      if (queues && this.#host.handles(message.envelope.type)) {
        item.settled = { kind: 'behind' };
        return;
      }
      const progress = fresh.length === 1 ? progressOf(group, message) : undefined;
      item.settled = await settle(this.#host, message, progress, mayWait);
      if (item.settled.kind === 'park' && item.settled.why.reason === 'not_yet') {
        this.#waitedInVainAt = performance.now();
      }
    });
    // All come to their end before any is tried again.
    const failed = (await Promise.allSettled(settling)).find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Moves the group's mark past the run, with what is to commit in the same transaction. */
  async #commit(fresh: readonly Fresh[], known: Known): Promise<void> {
    const last = fresh.at(-1)?.message;
    if (!last) return;
    const at: Mark = { epoch: last.envelope.epoch, position: last.envelope.position };
    const settled = fresh.map((item) => item.settled);
    if (settled.every((one) => one?.kind === 'done' && one.outcome !== 'applied')) {
      known.seen = at;
    } else if (!settled.every((one) => one?.kind === 'done' && one.placed)) {
      const { log, group } = this.#host;
      const onlyMark = settled.every((one) => one?.kind === 'done');
      await transaction(log.pool, async (tx) => {
        // The commands are on the disk under their keys; a mark that is lost in a crash is found again by them.
        if (onlyMark) await tx.query('SET LOCAL synchronous_commit = off');
        if (!(await moveMark(tx, group, this.#place, known.watermark, at))) throw new MarkMovedError();
        for (const item of fresh) await this.#commitItem(tx, item);
      });
      known.watermark = at;
    } else known.watermark = at;
    for (const { settled: one, message } of fresh) {
      if (one?.kind === 'park' && known.parked !== 'many') known.parked.add(message.envelope.streamId);
    }
    this.#rise(at.position);
  }

  async #commitItem(tx: Tx, item: Fresh): Promise<void> {
    const { group } = this.#host;
    const { settled, message } = item;
    if (settled?.kind === 'park') await insertParked(tx, group, message, settled.why);
    if (settled?.kind === 'behind' && !(await insertParkedBehind(tx, group, message))) throw new NothingParkedError();
    if (settled?.kind !== 'writes') return;
    try {
      await settled.run(tx);
    } catch (error) {
      throw new ItemError(item, error);
    }
  }

  /** Counts and logs what became of the messages. */
  #tell(items: readonly Item[], fresh: readonly Fresh[]): void {
    const { group, logger } = this.#host;
    const old = items.filter((item) => item.message !== null).length - fresh.length;
    if (old > 0) metrics.consumerMessages.add(old, { group, outcome: 'skipped' });
    for (const { settled, message } of fresh) {
      metrics.consumerMessages.add(1, { group, outcome: outcomeOf(settled) });
      if (settled?.kind !== 'park') continue;
      const { eventId, type, streamId } = message.envelope;
      logger.error({ group, ...this.#place, eventId, type, streamId, ...settled.why }, 'a message was parked');
    }
  }

  async #read(raw: KafkaMessage): Promise<Message | null> {
    const { log, group, logger } = this.#host;
    try {
      return messageOf(log.service, this.#place, raw);
    } catch (error) {
      const why = parkReasonOf(error);
      const position = Number(raw.offset) * PARTITIONS + this.#place.partition;
      const { value } = raw;
      await parkForeign(log, group, this.#place, { position, headers: textHeaders(raw.headers), value }, why);
      metrics.consumerMessages.add(1, { group, outcome: 'parked' });
      logger.error({ group, ...this.#place, offset: raw.offset, ...why }, 'a message that is not ours was parked');
      return null;
    }
  }

  #mayWait(startedAt: number): boolean {
    const now = performance.now();
    return now - startedAt < NOT_YET_MS_MAX && now - this.#waitedInVainAt > NOT_YET_REST_MS;
  }

  #waits(error: unknown, startedAt: number): boolean {
    return isWorldFailure(error) || (error instanceof NotYetError && this.#mayWait(startedAt));
  }

  async #load(): Promise<Known> {
    const { log, group } = this.#host;
    const parked = await parkedStreams(log, group, this.#place);
    const watermark = await durableMark(log, group, this.#place);
    this.#rise(watermark.position);
    return { watermark, seen: watermark, parked };
  }

  #rise(position: number): void {
    if (position <= this.#handled) return;
    this.#handled = position;
    for (const listener of this.#listeners) listener();
  }
}

function outcomeOf(settled: Item['settled']): 'applied' | 'unknown' | 'nothing' | 'parked' | 'queued' {
  switch (settled?.kind) {
    case 'done':
      return settled.outcome;
    case 'park':
      return 'parked';
    case 'behind':
      return 'queued';
    case 'writes':
    case undefined:
      return 'applied';
  }
}
