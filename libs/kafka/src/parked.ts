/**
 * The parked messages of a service: looked at, and driven again once their cause is gone. A redrive asks the handler
 * anew and takes the message from the queue in the transaction of its effect, so it counts once; the messages of a
 * stream go in order, and the first that fails again stops its stream.
 */
import { contractOf, type Json, type ScripEvent, toJson } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type EventLog, type Tx, transaction } from '@scrip/event-store';
import { withSpan } from '@scrip/telemetry';
import type { Effect } from './effect.ts';
import { isWorldFailure, type ParkReason, parkReasonOf, refusalReason } from './failure.ts';
import { Message, readEvent } from './message.ts';
import { lockStream } from './parked-table.ts';
import type { SchemaRegistry } from './registry.ts';
import { runCommand } from './run-effect.ts';
import { parkedQueueOf } from './topics.ts';
import type { WireHeaders } from './wire.ts';

const PAGE_MESSAGES_MAX = 200;
/** Streams looked up at once by a redrive of many. */
const STREAMS_PAGE = 500;

/** A parked message, as a list shows it. */
export interface ParkedMessage {
  /** `<topic>.<group>.parked`. */
  readonly queue: string;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly position: number;
  readonly streamId: string;
  readonly eventId: string;
  readonly type: string;
  /** Stable code: a refusal's own, or one of parkReasonOf; `behind_parked` waits for another message of its stream. */
  readonly reason: string;
  /** A sentence with the numbers. */
  readonly detail: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** RFC 3339. */
  readonly parkedAt: string;
}

/** A parked message with all it carries. */
export interface ParkedDetail extends ParkedMessage {
  readonly headers: WireHeaders;
  /** The event's data; null when the body cannot be read. */
  readonly data: Json | null;
}

export interface ParkedFilter {
  readonly group?: string | undefined;
  readonly type?: string | undefined;
  readonly reason?: string | undefined;
  readonly streamId?: string | undefined;
  /** From the page before; opaque. */
  readonly cursor?: string | undefined;
  /** At most 200, which is also the default. */
  readonly limit?: number | undefined;
}

/** Names one parked message. */
export interface ParkedKey {
  readonly group: string;
  readonly topic: string;
  readonly epoch: number;
  readonly position: number;
}

/** What to drive again: one message (with those before it in its stream), a stream, or all of a group. */
export type Redrive = ParkedKey | { readonly group: string; readonly streamId: string } | { readonly group: string };

export interface RedriveResult {
  /** Messages that are applied now and no longer parked. */
  readonly applied: number;
  /** The first message of each stream that failed again, with its new reason. */
  readonly failed: readonly (ParkedKey & ParkReason)[];
}

interface ParkedRow {
  consumer_group: string;
  topic: string;
  partition: number;
  epoch: number;
  position: bigint;
  stream_id: string;
  event_id: string;
  type: string;
  reason: string;
  detail: string;
  headers: WireHeaders;
  value: Buffer;
  attempts: number;
  parked_at: Date;
}

/** Who can say what is to be done about a message: the transport. */
export interface Handlers {
  readonly registry: SchemaRegistry;
  effectOf(message: Message, data: ScripEvent['data']): Promise<Effect>;
}

/** Somebody else has driven the message again meanwhile. */
class TakenError extends Error {}

export class ParkedQueue {
  readonly #log: EventLog;
  readonly #strategy: Handlers;

  /** `strategy`: the transport whose handlers the messages were parked by. */
  constructor(options: { readonly log: EventLog; readonly strategy: Handlers }) {
    this.#log = options.log;
    this.#strategy = options.strategy;
  }

  /** Parked messages by group, topic and position; `next` is the cursor of the following page, null at the end. */
  async list(filter: ParkedFilter = {}): Promise<{ items: ParkedMessage[]; next: string | null }> {
    const limit = Math.min(filter.limit ?? PAGE_MESSAGES_MAX, PAGE_MESSAGES_MAX);
    const after = filter.cursor === undefined ? null : readCursor(filter.cursor);
    const { rows } = await this.#log.pool.query<ParkedRow>(
      `SELECT * FROM parked
       WHERE ($1::text IS NULL OR consumer_group = $1) AND ($2::text IS NULL OR type = $2)
         AND ($3::text IS NULL OR reason = $3) AND ($4::text IS NULL OR stream_id = $4)
         AND ($5::text IS NULL OR (consumer_group, topic, epoch, position) > ($5, $6::text, $7::int, $8::bigint))
       ORDER BY consumer_group, topic, epoch, position LIMIT $9`,
      [
        filter.group ?? null,
        filter.type ?? null,
        filter.reason ?? null,
        filter.streamId ?? null,
        after?.group ?? null,
        after?.topic ?? null,
        after?.epoch ?? null,
        after?.position ?? null,
        limit + 1,
      ],
    );
    const items = rows.slice(0, limit).map(shown);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor(last) : null };
  }

  /** One parked message with its headers and its decoded body; undefined when it is not parked. */
  async show(key: ParkedKey): Promise<ParkedDetail | undefined> {
    const row = await this.#row(this.#log.pool, key);
    if (!row) return undefined;
    return { ...shown(row), headers: row.headers, data: await this.#data(row) };
  }

  /**
   * Drives messages again, stream by stream in order. Throws StoreUnavailableError and the like while the world fails;
   * what was applied until then stays applied.
   */
  async redrive(what: Redrive): Promise<RedriveResult> {
    const tally = { applied: 0, failed: [] as (ParkedKey & ParkReason)[] };
    if ('streamId' in what) await this.#redriveStream(what.group, what.streamId, undefined, tally);
    else if ('position' in what) {
      const row = await this.#row(this.#log.pool, what);
      if (row) await this.#redriveStream(what.group, row.stream_id, what, tally);
    } else {
      for (let after: string | null = null; ; ) {
        const streams: readonly string[] = await this.#streams(what.group, after);
        for (const streamId of streams) await this.#redriveStream(what.group, streamId, undefined, tally);
        if (streams.length < STREAMS_PAGE) break;
        after = streams.at(-1) ?? null;
      }
    }
    return tally;
  }

  /** Drives again what waits for facts of other topics, of these groups; the transport does so from time to time. */
  async redriveNotYet(groups: readonly string[]): Promise<RedriveResult> {
    const tally = { applied: 0, failed: [] as (ParkedKey & ParkReason)[] };
    const { rows } = await this.#log.pool.query<{ consumer_group: string; stream_id: string }>(
      `SELECT DISTINCT consumer_group, stream_id FROM parked
       WHERE reason = 'not_yet' AND consumer_group = ANY ($1) LIMIT $2`,
      [groups, STREAMS_PAGE],
    );
    for (const { consumer_group, stream_id } of rows) {
      await this.#redriveStream(consumer_group, stream_id, undefined, tally);
    }
    return tally;
  }

  async #redriveStream(
    group: string,
    streamId: string,
    upTo: ParkedKey | undefined,
    tally: { applied: number; failed: (ParkedKey & ParkReason)[] },
  ): Promise<void> {
    // Read one by one: messages may be parked behind while the ones before them are driven.
    for (;;) {
      const row = await this.#first(group, streamId);
      if (!row) return;
      const position = Number(row.position);
      if (upTo && (row.epoch > upTo.epoch || (row.epoch === upTo.epoch && position > upTo.position))) return;
      const why = await this.#drive(row);
      if (why === undefined) tally.applied += 1;
      else if (why !== 'taken') {
        tally.failed.push({ group, topic: row.topic, epoch: row.epoch, position, ...why });
        await this.#log.pool.query(
          `UPDATE parked SET attempts = attempts + 1, reason = $5, detail = $6
           WHERE consumer_group = $1 AND topic = $2 AND epoch = $3 AND position = $4`,
          [group, row.topic, row.epoch, position, why.reason, why.detail],
        );
        return;
      }
    }
  }

  /** Applies one message and takes it from the queue; why it failed, or undefined. */
  async #drive(row: ParkedRow): Promise<ParkReason | 'taken' | undefined> {
    try {
      const message = this.#message(row);
      const contract = contractOf(message.envelope.type);
      if (!contract) throw new InvariantError(`there is no event type ${message.envelope.type}`);
      const data = await readEvent(message, contract, this.#strategy.registry);
      const { traceparent, correlationId } = message.envelope;
      return await withSpan(
        `redrive ${row.topic}`,
        { kind: 'consumer', parent: traceparent, correlationId },
        async () => this.#carryOut(row, await this.#strategy.effectOf(message, data)),
      );
    } catch (error) {
      if (error instanceof TakenError) return 'taken';
      if (isWorldFailure(error)) throw error;
      return parkReasonOf(error);
    }
  }

  async #carryOut(row: ParkedRow, effect: Effect): Promise<ParkReason | undefined> {
    if (effect === undefined || 'writes' in effect) {
      await transaction(this.#log.pool, async (tx) => {
        await take(tx, row);
        await effect?.writes(tx);
      });
      return undefined;
    }
    // A refusal is no effect: the message stays, unless the refusal is tolerated.
    const { verdict, tolerate } = await runCommand(this.#log, effect, { writes: (tx) => take(tx, row) });
    if (verdict.kind === 'accepted') return undefined;
    if (!tolerate.includes(verdict.refusal.code)) return refusalReason(verdict.refusal);
    await transaction(this.#log.pool, (tx) => take(tx, row));
    return undefined;
  }

  #message(row: ParkedRow): Message {
    return new Message(this.#log.service, { topic: row.topic, partition: row.partition }, row.headers, row.value);
  }

  async #data(row: ParkedRow): Promise<Json | null> {
    const contract = contractOf(row.type);
    if (!contract) return null;
    try {
      return toJson(await readEvent(this.#message(row), contract, this.#strategy.registry));
    } catch (error) {
      if (isWorldFailure(error)) throw error;
      return null;
    }
  }

  async #row(tx: Tx, key: ParkedKey): Promise<ParkedRow | undefined> {
    const { rows } = await tx.query<ParkedRow>(
      'SELECT * FROM parked WHERE consumer_group = $1 AND topic = $2 AND epoch = $3 AND position = $4',
      [key.group, key.topic, key.epoch, key.position],
    );
    return rows[0];
  }

  async #first(group: string, streamId: string): Promise<ParkedRow | undefined> {
    const { rows } = await this.#log.pool.query<ParkedRow>(
      'SELECT * FROM parked WHERE consumer_group = $1 AND stream_id = $2 ORDER BY epoch, position LIMIT 1',
      [group, streamId],
    );
    return rows[0];
  }

  async #streams(group: string, after: string | null): Promise<readonly string[]> {
    const { rows } = await this.#log.pool.query<{ stream_id: string }>(
      `SELECT DISTINCT stream_id FROM parked WHERE consumer_group = $1 AND ($2::text IS NULL OR stream_id > $2)
       ORDER BY stream_id LIMIT $3`,
      [group, after, STREAMS_PAGE],
    );
    return rows.map((row) => row.stream_id);
  }
}

/** Takes a message from its queue within a transaction. */
async function take(tx: Tx, row: ParkedRow): Promise<void> {
  await lockStream(tx, row.consumer_group, row.stream_id);
  const { rowCount } = await tx.query(
    'DELETE FROM parked WHERE consumer_group = $1 AND topic = $2 AND epoch = $3 AND position = $4',
    [row.consumer_group, row.topic, row.epoch, row.position],
  );
  if (rowCount === 0) throw new TakenError();
}

function shown(row: ParkedRow): ParkedMessage {
  return {
    queue: parkedQueueOf(row.topic, row.consumer_group),
    group: row.consumer_group,
    topic: row.topic,
    partition: row.partition,
    epoch: row.epoch,
    position: Number(row.position),
    streamId: row.stream_id,
    eventId: row.event_id,
    type: row.type,
    reason: row.reason,
    detail: row.detail,
    attempts: row.attempts,
    parkedAt: row.parked_at.toISOString(),
  };
}

function writeCursor({ group, topic, epoch, position }: ParkedKey): string {
  return Buffer.from(JSON.stringify([group, topic, epoch, position])).toString('base64url');
}

/** Throws RangeError for a cursor that no page has given. */
function readCursor(cursor: string): ParkedKey {
  try {
    const [group, topic, epoch, position] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (
      typeof group === 'string' &&
      typeof topic === 'string' &&
      Number.isInteger(epoch) &&
      Number.isInteger(position)
    ) {
      return { group, topic, epoch: epoch as number, position: position as number };
    }
  } catch {
    // Not JSON: the same as any other cursor that is not ours.
  }
  throw new RangeError('the cursor is not one of this list');
}
