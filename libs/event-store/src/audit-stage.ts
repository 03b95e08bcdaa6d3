/** Kafka's copy of a log, laid beside the log for the time of an audit, so that both can be compared and folded. */
import { randomBytes } from 'node:crypto';
import { type Envelope, leafHash } from './envelope.ts';
import type { EventLog } from './event-log.ts';
import type { EventSource } from './projection-runner.ts';
import { EVENT_COLUMNS } from './recorded.ts';
import { type ScannedEvent, type Stretch, scanTable } from './scan.ts';

/** A message as it was published: its headers as an envelope, and its body without the wire prefix. */
export interface Published {
  readonly envelope: Envelope;
  readonly body: Buffer;
}

/** How a published log differs from the stored one; all zero and no faults when they are the same. */
export interface PublishedFinding {
  readonly messages: number;
  /** Messages that came more than once (a relay that was killed says its last batch again). */
  readonly repeated: number;
  readonly faults: readonly string[];
}

const FAULTS_SHOWN_MAX = 20;

export class AuditStage implements EventSource {
  readonly #log: EventLog;
  readonly #schema = `published_${randomBytes(4).toString('hex')}`;
  #messages = 0;

  private constructor(log: EventLog) {
    this.#log = log;
  }

  /** An empty stage; `drop` it when done. */
  static async create(log: EventLog): Promise<AuditStage> {
    const stage = new AuditStage(log);
    await log.pool.query(`CREATE SCHEMA "${stage.#schema}"`);
    await log.pool.query(
      `CREATE UNLOGGED TABLE "${stage.#schema}".message (LIKE public.event, repeated int NOT NULL DEFAULT 0, PRIMARY KEY (position, leaf))`,
    );
    return stage;
  }

  /** Adds messages; the leaf hash is computed from what arrived, not taken from anywhere. */
  async add(messages: readonly Published[]): Promise<void> {
    this.#messages += messages.length;
    const seen = new Map<string, Published & { leaf: Buffer; times: number }>();
    for (const message of messages) {
      const leaf = leafHash(message.envelope, message.body);
      const id = `${message.envelope.position} ${leaf.toString('hex')}`;
      const known = seen.get(id);
      if (known) known.times += 1;
      else seen.set(id, { ...message, leaf, times: 0 });
    }
    const rows = [...seen.values()];
    const column = <T>(of: (row: (typeof rows)[number]) => T): T[] => rows.map(of);
    await this.#log.pool.query(
      `INSERT INTO "${this.#schema}".message AS m (${EVENT_COLUMNS}, repeated)
       SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[],
         $8::bytea[], $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
         $16::bytea[], $17::bytea[], $18::int[])
       ON CONFLICT (position, leaf) DO UPDATE SET repeated = m.repeated + excluded.repeated + 1`,
      [
        column((row) => row.envelope.position),
        column((row) => row.envelope.epoch),
        column((row) => row.envelope.stream),
        column((row) => row.envelope.streamId),
        column((row) => row.envelope.version),
        column((row) => row.envelope.eventId),
        column((row) => row.envelope.type),
        column((row) => row.envelope.schema),
        column((row) => row.envelope.occurredAt),
        column((row) => row.envelope.recordedAt),
        column((row) => row.envelope.issuerId),
        column((row) => row.envelope.actor),
        column((row) => row.envelope.correlationId),
        column((row) => row.envelope.causationId),
        column((row) => row.envelope.traceparent),
        column((row) => row.body),
        column((row) => row.leaf),
        column((row) => row.times),
      ],
    );
  }

  /** Compares what was published with positions 1..upTo of the log, both ways, by leaf hash. */
  async compare(upTo: number): Promise<PublishedFinding> {
    const { rows: missing } = await this.#log.pool.query<{ position: bigint }>(
      `SELECT e.position FROM public.event e
       WHERE e.position <= $1
         AND NOT EXISTS (SELECT 1 FROM "${this.#schema}".message m WHERE m.position = e.position AND m.leaf = e.leaf)
       ORDER BY e.position LIMIT $2`,
      [upTo, FAULTS_SHOWN_MAX],
    );
    const { rows: strange } = await this.#log.pool.query<{ position: bigint }>(
      `SELECT m.position FROM "${this.#schema}".message m
       WHERE m.position <= $1
         AND NOT EXISTS (SELECT 1 FROM public.event e WHERE e.position = m.position AND e.leaf = m.leaf)
       ORDER BY m.position LIMIT $2`,
      [upTo, FAULTS_SHOWN_MAX],
    );
    const { rows: repeats } = await this.#log.pool.query<{ repeated: bigint }>(
      `SELECT coalesce(sum(repeated), 0)::bigint AS repeated FROM "${this.#schema}".message`,
    );
    return {
      messages: this.#messages,
      repeated: Number(repeats[0]?.repeated ?? 0n),
      faults: [
        ...missing.map((row) => `position ${row.position} is in the log, its message is missing or differs`),
        ...strange.map((row) => `a message of position ${row.position} is not what the log holds there`),
      ],
    };
  }

  scan(stretch: Stretch): AsyncGenerator<readonly ScannedEvent[]> {
    return scanTable(this.#log.pool, `"${this.#schema}".message`, stretch);
  }

  async drop(): Promise<void> {
    await this.#log.pool.query(`DROP SCHEMA IF EXISTS "${this.#schema}" CASCADE`);
  }
}
