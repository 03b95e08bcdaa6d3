/**
 * One partition of a topic, as one consumer group reads it: in order, each message applied once.
 *
 * Neighbouring messages of different streams are dealt with a run at a time: their handlers are asked side by side, then
 * one transaction appends what their commands decide, runs their SQL, parks what is to be parked, and moves the group's
 * mark (epoch, position) from where this member believes it to be. Of one stream the next message waits for the run.
 */
import { InvariantError } from '@scrip/decider';
import { type Mark, MarkMovedError, type Progress, type Tx, transaction } from '@scrip/event-store';
import { metrics } from '@scrip/telemetry';
import type { KafkaMessage } from 'kafkajs';
import { backoffMs, pause } from './client.ts';
import { type AcrossEffect, type CommandEffect, NotYetError } from './effect.ts';
import { isWorldFailure, parkReasonOf, refusalReason } from './failure.ts';
import { durableMark, isAbove, moveMark } from './mark.ts';
import { type Message, messageOf, type Place } from './message.ts';
import { insertParked, insertParkedBehind, parkedStreams, parkForeign } from './parked-table.ts';
import { type LaneHost, type Plan, planOf } from './plan.ts';
import { JointCommand, readsHistory, runCommand } from './run-effect.ts';
import { PARTITIONS } from './topics.ts';
import { textHeaders, typeNamed } from './wire.ts';

/**
 * Messages of a run that a handler is asked about: their commands are one command of a batch, whose size bounds how long
 * the log's head is locked.
 */
const RUN_MESSAGES_MAX = 64;
/** How long a message waits for facts of other topics before it is parked; the transport drives it again later. */
const NOT_YET_MS_MAX = 3_000;
/** Once a wait was in vain, the next messages of the partition are not kept waiting for so long. */
const NOT_YET_REST_MS = 60_000;

/** Plans with SQL of their own. */
const WITH_SQL: ReadonlySet<Plan['kind']> = new Set(['write', 'park', 'behind']);

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
  /** At or above the watermark: all up to here is dealt with, without an effect; in the database at the batch's end. */
  seen: Mark;
  parked: Set<string> | 'many';
}

/** A message of a run; what is known about it stays while the rest of the run is tried again. */
interface Item {
  readonly raw: KafkaMessage;
  /** undefined: not read yet; null: not in our format, and parked as that. */
  message: Message | null | undefined;
  plan: Plan | undefined;
  /** Dealt with, here. */
  done: boolean;
}

/** A message of ours, above the group's mark. */
type Fresh = Item & { message: Message };

/** Whether something is to be done about a message. */
const isAsked = ({ plan }: Item): boolean => plan?.kind !== 'pass';

/** The longest beginning of a run that can be one transaction: a command that reads its stream's history goes alone. */
function nextPart(fresh: readonly Fresh[], oneByOne: boolean): readonly Fresh[] {
  const alone = fresh.findIndex(({ plan }) => plan?.kind === 'decide' && readsHistory(plan.effect));
  if (alone === 0) return fresh.slice(0, 1);
  const joint = alone === -1 ? fresh : fresh.slice(0, alone);
  // What nobody handles comes along.
  return oneByOne ? joint.slice(0, joint.findIndex(isAsked) + 1 || joint.length) : joint;
}

/** Rolls back a run: the stream behind whose messages one was to be parked has none any more. */
class NothingParkedError extends Error {}

/** What was to be done about one message failed, and the run with it. */
class ItemError extends Error {
  readonly item: Item;
  constructor(item: Item, cause: unknown) {
    super('the effect of a message failed', { cause });
    this.item = item;
  }
}

export class Lane {
  readonly place: Place;
  readonly #host: LaneHost;
  readonly #listeners = new Set<() => void>();
  #known: Known | undefined;
  #handled = 0;
  #waitedInVainAt = Number.NEGATIVE_INFINITY;

  constructor(host: LaneHost, place: Place) {
    this.#host = host;
    this.place = place;
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

  /**
   * The next messages that may be dealt with side by side: no two of one stream. Those that no handler takes notice of
   * come along, so that they part no neighbours.
   */
  nextRun(messages: readonly KafkaMessage[], from: number): readonly KafkaMessage[] {
    const streams = new Set<string>();
    let end = from;
    for (; end < messages.length; end += 1) {
      const { key, headers } = messages[end] ?? {};
      const type = typeNamed(headers);
      if (type !== undefined && !this.#host.handles(type)) continue;
      const stream = key?.toString('utf8') ?? '';
      if (streams.has(stream) || streams.size === RUN_MESSAGES_MAX) break;
      streams.add(stream);
    }
    return messages.slice(from, end);
  }

  /** Another member of the group may have moved the mark: what is known is read from the database again. */
  forget(): void {
    this.#known = undefined;
  }

  /** Deals with a run; returns when that is durable, throws only when the consumer stops or loses the partition. */
  async handle(run: readonly KafkaMessage[], turn: Turn): Promise<void> {
    const items = run.map((raw): Item => ({ raw, message: undefined, plan: undefined, done: false }));
    const startedAt = performance.now();
    for (let failures = 1; ; failures += 1) {
      try {
        await this.#deal(items, startedAt);
        this.#tellSkipped(items);
        return;
      } catch (error) {
        // The mark may have moved although the answer was lost, so it is read anew before the next try.
        this.forget();
        const { logger, group } = this.#host;
        const fields = { err: error, group, ...this.place, offset: run[0]?.offset, failures };
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
    if (await transaction(log.pool, (tx) => moveMark(tx, group, this.place, watermark, seen))) known.watermark = seen;
    else this.forget();
  }

  async #deal(items: readonly Item[], startedAt: number): Promise<void> {
    for (let oneByOne = false; ; ) {
      this.#known ??= await this.#load();
      const known = this.#known;
      const fresh = await this.#fresh(items, known.seen);
      await this.#planAll(fresh, known, startedAt);
      const part = nextPart(fresh, oneByOne);
      if (part.length === 0) return;
      try {
        if (await this.#apply(part, known)) this.#dealtWith(part, known);
      } catch (error) {
        if (error instanceof MarkMovedError || error instanceof NothingParkedError) {
          this.forget();
          for (const item of items) item.plan = undefined;
        } else if (error instanceof ItemError) {
          if (this.#waits(error.cause, startedAt)) {
            // What its handler found may have changed by the next try, so it is asked again.
            error.item.plan = undefined;
            throw error.cause;
          }
          error.item.plan = { kind: 'park', why: parkReasonOf(error.cause) };
        } else if (isWorldFailure(error)) throw error;
        else {
          const asked = part.filter(isAsked);
          if (asked.length > 1) oneByOne = true;
          else for (const item of asked) item.plan = { kind: 'park', why: parkReasonOf(error) };
        }
      }
    }
  }

  /** Reads the messages and leaves out what came before, and what is not ours. */
  async #fresh(items: readonly Item[], seen: Mark): Promise<readonly Fresh[]> {
    const fresh: Fresh[] = [];
    for (const item of items) {
      if (item.message === undefined) item.message = await this.#read(item.raw);
      if (item.message && isAbove(item.message.envelope, seen)) fresh.push(item as Fresh);
    }
    return fresh;
  }

  /** Asks the handlers side by side. */
  async #planAll(fresh: readonly Fresh[], known: Known, startedAt: number): Promise<void> {
    const mayWait = this.#mayWait(startedAt);
    const planning = fresh.map(async (item) => {
      if (item.plan) return;
      const { streamId, type } = item.message.envelope;
      const queues = known.parked === 'many' || known.parked.has(streamId);
      if (queues && this.#host.handles(type)) {
        item.plan = { kind: 'behind' };
        return;
      }
      item.plan = await planOf(this.#host, item.message, mayWait);
      if (item.plan.kind === 'park' && item.plan.why.reason === 'not_yet') this.#waitedInVainAt = performance.now();
    });
    // All come to their end before any is tried again.
    const failed = (await Promise.allSettled(planning)).find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Commits what is planned for neighbouring messages, and the mark past them; false when a plan has changed instead. */
  async #apply(part: readonly Fresh[], known: Known): Promise<boolean> {
    const [first] = part;
    if (!first || part.every(({ plan }) => plan?.kind === 'pass')) return true;
    const progress = { group: this.#host.group, ...this.place, from: known.watermark, to: markAfter(part) };
    const applied =
      first.plan?.kind === 'decide' && readsHistory(first.plan.effect)
        ? await this.#applyAlone(first, first.plan.effect, progress)
        : await this.#applyJointly(first, part, progress);
    if (applied) known.watermark = progress.to;
    return applied;
  }

  async #applyAlone(item: Fresh, effect: CommandEffect | AcrossEffect, progress: Progress): Promise<boolean> {
    const { verdict, tolerate } = await runCommand(this.#host.log, effect, { progress });
    if (verdict.kind === 'accepted') return true;
    const { refusal } = verdict;
    item.plan = tolerate.includes(refusal.code)
      ? { kind: 'pass', outcome: 'nothing' }
      : { kind: 'park', why: refusalReason(refusal) };
    return false;
  }

  async #applyJointly(first: Fresh, part: readonly Fresh[], progress: Progress): Promise<boolean> {
    const joint = new JointCommand(
      part.flatMap((item) => (item.plan?.kind === 'decide' ? [{ of: item, effect: item.plan.effect }] : [])),
    );
    const hasSql = joint.hasWrites || part.some(({ plan }) => plan && WITH_SQL.has(plan.kind));
    const writes = async (tx: Tx): Promise<void> => {
      await joint.writes(tx);
      for (const item of part) await this.#write(tx, item);
    };
    try {
      const verdict = await this.#host.log.executeAcross({
        who: first.message.who,
        key: null,
        progress,
        streams: joint.streams,
        decide: joint.decide,
        rows: part.flatMap(({ plan }) => (plan?.kind === 'row' ? [plan.rowWrite] : [])),
        ...(hasSql && { writes }),
      });
      if (verdict.kind === 'refused') {
        const item = joint.failed?.of;
        if (item) item.plan = { kind: 'park', why: refusalReason(verdict.refusal) };
        return false;
      }
    } catch (error) {
      if (joint.failed && joint.failed.error === error) throw new ItemError(joint.failed.of, error);
      throw error;
    }
    for (const item of part) {
      if (item.plan?.kind === 'decide' && !joint.stood(item)) item.plan = { kind: 'pass', outcome: 'nothing' };
    }
    return true;
  }

  async #write(tx: Tx, item: Fresh): Promise<void> {
    const { group } = this.#host;
    const { plan, message } = item;
    if (plan?.kind === 'park') await insertParked(tx, group, message, plan.why);
    if (plan?.kind === 'behind' && !(await insertParkedBehind(tx, group, message))) throw new NothingParkedError();
    if (plan?.kind !== 'write') return;
    try {
      await plan.run(tx);
    } catch (error) {
      throw new ItemError(item, error);
    }
  }

  /** Remembers, counts and logs what became of the messages. */
  #dealtWith(part: readonly Fresh[], known: Known): void {
    const { group, logger } = this.#host;
    known.seen = markAfter(part);
    for (const item of part) {
      item.done = true;
      const { plan, message } = item;
      metrics.consumerMessages.add(1, { group, outcome: outcomeOf(plan) });
      if (plan?.kind !== 'park') continue;
      const { eventId, type, streamId } = message.envelope;
      if (known.parked !== 'many') known.parked.add(streamId);
      logger.error({ group, ...this.place, eventId, type, streamId, ...plan.why }, 'a message was parked');
    }
    this.#rise(known.seen.position);
  }

  #tellSkipped(items: readonly Item[]): void {
    const skipped = items.filter((item) => item.message && !item.done).length;
    if (skipped > 0) metrics.consumerMessages.add(skipped, { group: this.#host.group, outcome: 'skipped' });
  }

  async #read(raw: KafkaMessage): Promise<Message | null> {
    const { log, group, logger } = this.#host;
    try {
      return messageOf(log.service, this.place, raw);
    } catch (error) {
      const why = parkReasonOf(error);
      const position = Number(raw.offset) * PARTITIONS + this.place.partition;
      const { value } = raw;
      await parkForeign(log, group, this.place, { position, headers: textHeaders(raw.headers), value }, why);
      metrics.consumerMessages.add(1, { group, outcome: 'parked' });
      logger.error({ group, ...this.place, offset: raw.offset, ...why }, 'a message that is not ours was parked');
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
    const parked = await parkedStreams(log, group, this.place);
    const watermark = await durableMark(log, group, this.place);
    this.#rise(watermark.position);
    return { watermark, seen: watermark, parked };
  }

  #rise(position: number): void {
    if (position <= this.#handled) return;
    this.#handled = position;
    for (const listener of this.#listeners) listener();
  }
}

/** The group's mark once the messages are dealt with. */
function markAfter(part: readonly Fresh[]): Mark {
  const last = part.at(-1)?.message.envelope;
  if (!last) throw new InvariantError('no message, no mark');
  return { epoch: last.epoch, position: last.position };
}

function outcomeOf(plan: Plan | undefined): 'applied' | 'unknown' | 'nothing' | 'parked' | 'queued' {
  switch (plan?.kind) {
    case 'pass':
      return plan.outcome;
    case 'park':
      return 'parked';
    case 'behind':
      return 'queued';
    case 'decide':
    case 'row':
    case 'write':
    case undefined:
      return 'applied';
  }
}
