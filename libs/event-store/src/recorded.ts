/** Events as they come back from the log, and how rows become them. */
import { contractOf, decodeWith, type ScripEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import type { Tx } from './database.ts';
import type { Envelope } from './envelope.ts';

/** A fact of the log: what it says, and all that is known about it. */
export interface Committed<E = ScripEvent> {
  readonly envelope: Envelope;
  readonly event: E;
}

/** A fact with its bytes. */
export interface Recorded<E = ScripEvent> extends Committed<E> {
  /** Avro binary, exactly as stored and published. */
  readonly body: Buffer;
}

/** A fact as it was read back from the log, with its leaf hash. */
export interface Stored<E = ScripEvent> extends Recorded<E> {
  readonly leaf: Buffer;
}

/** A row of `event` with the columns of EVENT_COLUMNS. */
export interface EventRow {
  position: bigint;
  epoch: number;
  stream: string;
  stream_id: string;
  version: bigint;
  event_id: string;
  type: string;
  schema: Buffer;
  occurred_at: bigint;
  recorded_at: bigint;
  issuer_id: string;
  actor: string;
  correlation_id: string;
  causation_id: string | null;
  traceparent: string | null;
  body: Buffer;
  leaf: Buffer;
}

export const EVENT_COLUMNS =
  'position, epoch, stream, stream_id, version, event_id, type, schema, occurred_at, recorded_at, ' +
  'issuer_id, actor, correlation_id, causation_id, traceparent, body, leaf';

/** Decodes rows; a body written with an older schema is read through that schema, which the log keeps. */
export class RowDecoder {
  readonly #service: string;
  readonly #writers = new Map<string, string>();

  constructor(service: string) {
    this.#service = service;
  }

  async decode(tx: Tx, rows: readonly EventRow[]): Promise<Stored[]> {
    await this.#loadWriters(tx, rows);
    return rows.map((row) => ({
      envelope: this.#envelope(row),
      event: this.#event(row),
      body: row.body,
      leaf: row.leaf,
    }));
  }

  #envelope(row: EventRow): Envelope {
    return {
      service: this.#service,
      epoch: row.epoch,
      position: Number(row.position),
      stream: row.stream,
      streamId: row.stream_id,
      version: Number(row.version),
      eventId: row.event_id,
      type: row.type,
      schema: row.schema,
      occurredAt: Number(row.occurred_at),
      recordedAt: Number(row.recorded_at),
      issuerId: row.issuer_id,
      actor: row.actor,
      correlationId: row.correlation_id,
      causationId: row.causation_id,
      traceparent: row.traceparent,
    };
  }

  #event(row: EventRow): ScripEvent {
    const contract = contractOf(row.type);
    if (!contract) throw new InvariantError(`the log holds an event of the unknown type ${row.type}`);
    if (contract.fingerprint.equals(row.schema)) {
      return { type: row.type, data: contract.decode(row.body) } as ScripEvent;
    }
    const writer = this.#writers.get(row.schema.toString('hex'));
    if (writer === undefined) {
      throw new InvariantError(
        `position ${row.position}: the writer's schema ${row.schema.toString('hex')} is missing`,
      );
    }
    return { type: row.type, data: decodeWith(contract, writer, row.body) } as ScripEvent;
  }

  async #loadWriters(tx: Tx, rows: readonly EventRow[]): Promise<void> {
    const missing = new Map<string, Buffer>();
    for (const row of rows) {
      if (contractOf(row.type)?.fingerprint.equals(row.schema)) continue;
      const name = row.schema.toString('hex');
      if (!this.#writers.has(name)) missing.set(name, row.schema);
    }
    if (missing.size === 0) return;
    const { rows: schemas } = await tx.query<{ fingerprint: Buffer; schema_json: string }>(
      'SELECT fingerprint, schema_json FROM schema WHERE fingerprint = ANY ($1::bytea[])',
      [[...missing.values()]],
    );
    for (const schema of schemas) this.#writers.set(schema.fingerprint.toString('hex'), schema.schema_json);
  }
}
