/**
 * One partition of a topic, as one consumer group reads it: messages one after the other, each applied once.
 *
 * The group's place (epoch, position) moves in the transaction of the effect, so a message that comes again is at or
 * below it and is skipped. A message that cannot be applied is parked, with every later one of its stream; while the
 * world fails (database, registry) the lane waits and tries again.
 */
import { contractOf, type ScripEvent } from '@scrip/contracts';
import type { EventLog } from '@scrip/event-store';
import { type Logger, metrics, withSpan } from '@scrip/telemetry';
import type { KafkaMessage } from 'kafkajs';
import { backoffMs, pause } from './client.ts';
import { type Effect, NotYetError } from './effect.ts';
import { isWorldFailure, type ParkReason, parkReasonOf, refusalReason } from './failure.ts';
import { isKnown, type Message, messageOf, type Place, readEvent } from './message.ts';
import { park, parkBehind, parkedStreams, parkForeign, progressOf } from './parked-table.ts';
import type { SchemaRegistry } from './registry.ts';
import { runCommand } from './run-effect.ts';
import { PARTITIONS } from './topics.ts';
import { textHeaders } from './wire.ts';

/** How long a message waits for facts of other topics before it is parked; the transport drives it again later. */
const NOT_YET_MS_MAX = 3_000;
/** Once a wait was in vain, the next messages of the partition are not kept waiting for so long. */
const NOT_YET_REST_MS = 60_000;

/** What a lane needs of its consumer. */
export interface LaneHost {
  readonly log: EventLog;
  readonly group: string;
  readonly registry: SchemaRegistry;
  readonly logger: Logger;
  /** True when a handler of this service takes notice of events of the type. */
  handles(type: string): boolean;
  /** Asks the handler. */
  effectOf(message: Message, data: ScripEvent['data']): Promise<Effect>;
}

/** The batch that a message came in. */
export interface Turn {
  /** Aborts when the consumer stops. */
  readonly signal: AbortSignal;
  /** Keeps the membership of the group alive; throws when the group is rebalancing. */
  heartbeat(): Promise<void>;
}

/** A place in the log of a service; epochs come first. */
interface Mark {
  readonly epoch: number;
  readonly position: number;
}

interface Known {
  /** As in the database: nothing at or below it is applied again. */
  watermark: Mark;
  /** Seen above the watermark, without an effect; goes to the database at the end of the batch. */
  seen: Mark;
  parked: Set<string> | 'many';
}

type Outcome = 'applied' | 'skipped' | 'unknown' | 'nothing' | 'parked' | 'queued';

const isAbove = (a: Mark, b: Mark): boolean => a.epoch > b.epoch || (a.epoch === b.epoch && a.position > b.position);

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

  /** Another member of the group may have moved the place: what is known is read from the database again. */
  forget(): void {
    this.#known = undefined;
  }

  /** Deals with one message; returns when that is durable, throws only when the consumer stops or loses the partition. */
  async handle(raw: KafkaMessage, turn: Turn): Promise<void> {
    const startedAt = performance.now();
    for (let failures = 1; ; failures += 1) {
      try {
        const outcome = await this.#once(raw, this.#mayWait(startedAt));
        metrics.consumerMessages.add(1, { group: this.#host.group, outcome });
        return;
      } catch (error) {
        // The effect may stand although its answer was lost, so the place is read anew before the next try.
        this.forget();
        const { logger, group } = this.#host;
        const fields = { err: error, group, ...this.#place, offset: raw.offset, failures };
        if (isWorldFailure(error) || error instanceof NotYetError) logger.warn(fields, 'a message waits');
        else logger.error(fields, 'a message could not even be parked');
        if (turn.signal.aborted) throw error;
        await pause(backoffMs(failures), turn.signal);
        await turn.heartbeat();
      }
    }
  }

  /** Makes the place durable that only passed-over messages have reached. */
  async flush(): Promise<void> {
    const known = this.#known;
    if (!known || !isAbove(known.seen, known.watermark)) return;
    const { log, group } = this.#host;
    await log.commitProgress({ progress: { group, ...this.#place, ...known.seen } });
    known.watermark = known.seen;
  }

  #mayWait(startedAt: number): boolean {
    const now = performance.now();
    return now - startedAt < NOT_YET_MS_MAX && now - this.#waitedInVainAt > NOT_YET_REST_MS;
  }

  async #once(raw: KafkaMessage, mayWait: boolean): Promise<Outcome> {
    this.#known ??= await this.#load();
    const known = this.#known;
    let message: Message;
    try {
      message = messageOf(this.#host.log.service, this.#place, raw);
    } catch (error) {
      return this.#parkForeign(raw, parkReasonOf(error));
    }
    const at: Mark = { epoch: message.envelope.epoch, position: message.envelope.position };
    if (!isAbove(at, known.watermark)) return 'skipped';
    const outcome = await this.#deal(message, known, mayWait);
    if (outcome === 'again') {
      this.forget();
      return 'skipped';
    }
    if (outcome === 'unknown' || outcome === 'nothing') {
      if (isAbove(at, known.seen)) known.seen = at;
    } else {
      known.watermark = at;
    }
    this.#rise(at.position);
    return outcome;
  }

  async #deal(message: Message, known: Known, mayWait: boolean): Promise<Outcome | 'again'> {
    const { group, log } = this.#host;
    const { type, streamId, traceparent, correlationId } = message.envelope;
    if (!isKnown(message)) return 'unknown';
    if (!this.#host.handles(type)) return 'nothing';
    if (known.parked === 'many' || known.parked.has(streamId)) {
      const parked = await parkBehind(log, group, message);
      if (parked === 'applied') return 'queued';
      if (parked === 'already') return 'again';
      if (known.parked !== 'many') known.parked.delete(streamId);
    }
    try {
      return await withSpan(
        `consume ${message.topic}`,
        {
          kind: 'consumer',
          parent: traceparent,
          correlationId,
          attributes: { 'messaging.consumer.group.name': group, 'messaging.message.id': message.envelope.eventId },
        },
        () => this.#apply(message, known),
      );
    } catch (error) {
      if (isWorldFailure(error) || (error instanceof NotYetError && mayWait)) throw error;
      if (error instanceof NotYetError) this.#waitedInVainAt = performance.now();
      return this.#park(message, known, parkReasonOf(error));
    }
  }

  async #apply(message: Message, known: Known): Promise<Outcome | 'again'> {
    const { log, group, registry } = this.#host;
    const contract = contractOf(message.envelope.type);
    if (!contract) return 'unknown';
    const effect = await this.#host.effectOf(message, await readEvent(message, contract, registry));
    if (effect === undefined) return 'nothing';
    const progress = progressOf(group, message);
    if ('writes' in effect) {
      const committed = await log.commitProgress({ progress, writes: effect.writes });
      return committed === 'already' ? 'again' : 'applied';
    }
    const { verdict, tolerate } = await runCommand(log, effect, { progress });
    if (verdict.kind === 'accepted') return verdict.replayed ? 'again' : 'applied';
    if (tolerate.includes(verdict.refusal.code)) return 'nothing';
    return this.#park(message, known, refusalReason(verdict.refusal));
  }

  async #park(message: Message, known: Known, why: ParkReason): Promise<Outcome | 'again'> {
    const { log, group, logger } = this.#host;
    if ((await park(log, group, message, why)) === 'already') return 'again';
    if (known.parked !== 'many') known.parked.add(message.envelope.streamId);
    const { eventId, type, streamId } = message.envelope;
    logger.error({ group, ...this.#place, eventId, type, streamId, ...why }, 'a message was parked');
    return 'parked';
  }

  async #parkForeign(raw: KafkaMessage, why: ParkReason): Promise<Outcome> {
    const { log, group, logger } = this.#host;
    const position = Number(raw.offset) * PARTITIONS + this.#place.partition;
    const { value } = raw;
    await parkForeign(log, group, this.#place, { position, headers: textHeaders(raw.headers), value }, why);
    logger.error({ group, ...this.#place, offset: raw.offset, ...why }, 'a message that is not ours was parked');
    return 'parked';
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

/** How far a group has come in a partition, as the database has it. */
export async function durableMark(log: EventLog, group: string, place: Place): Promise<Mark> {
  const { rows } = await log.pool.query<{ epoch: number; position: bigint }>({
    name: 'consumer_place',
    text: `SELECT epoch, position FROM consumer_progress WHERE consumer_group = $1 AND topic = $2 AND partition = $3`,
    values: [group, place.topic, place.partition],
  });
  const row = rows[0];
  return row ? { epoch: row.epoch, position: Number(row.position) } : { epoch: 0, position: 0 };
}
