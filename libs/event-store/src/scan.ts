/**
 * Reads long stretches of a log: one COPY in binary form whose columns stand in the order of the envelope. A field of a row
 * comes as a big-endian uint32 length and its bytes, a null as 0xFFFFFFFF, which is the envelope's own form: the bytes that
 * a leaf hash covers lie in the row as they are. A reader that wants two fields of an event does not pay for nineteen.
 */
import { hash } from 'node:crypto';
import { type Contract, contractOf, decodeWith, type EventType, type ScripEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { ENVELOPE_FORMAT, type Envelope } from './envelope.ts';
import type { Stored } from './recorded.ts';

/** A stretch of a log: positions above `after` up to `upTo`, of these types or of all. */
export interface Stretch {
  readonly after: number;
  readonly upTo: number;
  readonly types?: readonly EventType[] | undefined;
}

/** The envelope's fields in its order, integers as eight bytes; then body and leaf. */
const COLUMNS = `'${ENVELOPE_FORMAT}', h.service, e.epoch::bigint, e.position, e.stream, e.stream_id, e.version, e.event_id,
  e.type, e.schema, e.occurred_at, e.recorded_at, e.issuer_id, e.actor, e.correlation_id, e.causation_id, e.traceparent,
  e.body, e.leaf`;
const FIELDS = 19;
/** Places of fields in a row. */
const AT = { position: 3, stream: 4, streamId: 5, version: 6, type: 8, schema: 9, body: 17, leaf: 18 } as const;

/** Signature, flags and extension of COPY's binary form (PostgreSQL manual, "COPY", "Binary Format"). */
const HEADER_BYTES = 19;
const FIELD_COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
/** In place of a row's number of fields: the end. */
const TRAILER = -1;
/** How far the database is read ahead of whoever folds. */
const READ_AHEAD_BYTES = 1024 * 1024;

/** Schemas that rows were written with: JSON text by fingerprint in hex. */
type Writers = ReadonlyMap<string, string>;

/** A row of the log. Envelope and event are decoded when they are first asked for. */
export class ScannedEvent implements Stored {
  /** The row from its first field's length on. */
  readonly #row: Buffer;
  readonly #writers: Writers;
  readonly #starts: readonly number[];
  #envelope: Envelope | undefined;
  #event: ScripEvent | undefined;

  private constructor(row: Buffer, starts: readonly number[], writers: Writers) {
    this.#row = row;
    this.#starts = starts;
    this.#writers = writers;
  }

  /** The row that starts at `from` with its number of fields, and where it ends; null when not all of it is there. */
  static at(bytes: Buffer, from: number, writers: Writers): { event: ScannedEvent; end: number } | null {
    const start = from + FIELD_COUNT_BYTES;
    const starts: number[] = [];
    let at = start;
    for (let field = 0; field < FIELDS; field += 1) {
      if (at + LENGTH_BYTES > bytes.length) return null;
      starts.push(at + LENGTH_BYTES - start);
      at += LENGTH_BYTES + Math.max(0, bytes.readInt32BE(at));
    }
    if (at > bytes.length) return null;
    return { event: new ScannedEvent(bytes.subarray(start, at), starts, writers), end: at };
  }

  /** Place in the log, without decoding the envelope. */
  get position(): number {
    return this.#int(AT.position);
  }

  get stream(): string {
    return this.#text(AT.stream);
  }

  get streamId(): string {
    return this.#text(AT.streamId);
  }

  /** Place in its stream. */
  get version(): number {
    return this.#int(AT.version);
  }

  get body(): Buffer {
    return this.#bytes(AT.body);
  }

  get leaf(): Buffer {
    return this.#bytes(AT.leaf);
  }

  get event(): ScripEvent {
    this.#event ??= this.#decode();
    return this.#event;
  }

  get envelope(): Envelope {
    this.#envelope ??= {
      service: this.#text(1),
      epoch: this.#int(2),
      position: this.position,
      stream: this.stream,
      streamId: this.streamId,
      version: this.version,
      eventId: this.#text(7),
      type: this.#text(AT.type),
      schema: this.#bytes(AT.schema),
      occurredAt: this.#int(10),
      recordedAt: this.#int(11),
      issuerId: this.#text(12),
      actor: this.#text(13),
      correlationId: this.#text(14),
      causationId: this.#textOrNull(15),
      traceparent: this.#textOrNull(16),
    };
    return this.#envelope;
  }

  /** Whether the stored leaf is the hash of what stands in the row, computed anew: 0x00, the envelope, the body. */
  isUnaltered(): boolean {
    const body = this.#start(AT.body);
    const envelopeLength = body - LENGTH_BYTES;
    const bodyLength = this.#length(AT.body);
    const covered = Buffer.allocUnsafe(1 + envelopeLength + bodyLength);
    covered[0] = 0;
    this.#row.copy(covered, 1, 0, envelopeLength);
    this.#row.copy(covered, 1 + envelopeLength, body, body + bodyLength);
    return hash('sha256', covered, 'buffer').equals(this.leaf);
  }

  #decode(): ScripEvent {
    const type = this.#text(AT.type);
    const contract: Contract | undefined = contractOf(type);
    if (!contract) throw new InvariantError(`the log holds an event of the unknown type ${type}`);
    const start = this.#start(AT.schema);
    if (contract.fingerprint.compare(this.#row, start, start + contract.fingerprint.length) === 0) {
      return { type, data: contract.decode(this.body) } as ScripEvent;
    }
    const fingerprint = this.#bytes(AT.schema).toString('hex');
    const writer = this.#writers.get(fingerprint);
    if (writer === undefined) {
      throw new InvariantError(`position ${this.position}: the writer's schema ${fingerprint} is missing`);
    }
    return { type, data: decodeWith(contract, writer, this.body) } as ScripEvent;
  }

  #start(field: number): number {
    return this.#starts[field] ?? 0;
  }

  /** -1 for a null. */
  #length(field: number): number {
    return this.#row.readInt32BE(this.#start(field) - LENGTH_BYTES);
  }

  #int(field: number): number {
    const at = this.#start(field);
    return this.#row.readInt32BE(at) * 2 ** 32 + this.#row.readUInt32BE(at + 4);
  }

  #text(field: number): string {
    const at = this.#start(field);
    return this.#row.toString('utf8', at, at + this.#length(field));
  }

  #textOrNull(field: number): string | null {
    return this.#length(field) < 0 ? null : this.#text(field);
  }

  #bytes(field: number): Buffer {
    const at = this.#start(field);
    return this.#row.subarray(at, at + this.#length(field));
  }
}

/** Pages of a stretch in position order, from a table of the shape of `event`; each page as much as came at once. */
export async function* scanTable(
  pool: pg.Pool,
  table: string,
  { after, upTo, types }: Stretch,
): AsyncGenerator<readonly ScannedEvent[]> {
  const client = await pool.connect();
  let whole = false;
  try {
    const writers = await writersOf(client);
    const ofTypes = types ? ` AND e.type IN (${types.map((type) => `'${type}'`).join(', ') || 'NULL'})` : '';
    const rows = client.query(
      copyTo(
        `COPY (SELECT ${COLUMNS} FROM public.log_head h, ${table} e
               WHERE e.position > ${after} AND e.position <= ${upTo}${ofTypes} ORDER BY e.position)
         TO STDOUT (FORMAT binary)`,
        { highWaterMark: READ_AHEAD_BYTES },
      ),
    );
    let rest: Buffer = Buffer.alloc(0);
    let at = HEADER_BYTES;
    for await (const chunk of rows as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const page: ScannedEvent[] = [];
      while (at + FIELD_COUNT_BYTES <= bytes.length && bytes.readInt16BE(at) !== TRAILER) {
        const row = ScannedEvent.at(bytes, at, writers);
        if (row === null) break;
        page.push(row.event);
        at = row.end;
      }
      rest = bytes.subarray(Math.min(at, bytes.length));
      at -= bytes.length - rest.length;
      if (page.length > 0) yield page;
    }
    whole = true;
  } finally {
    // A connection that was left in the middle of a COPY is of no use to anybody else.
    client.release(!whole);
  }
}

async function writersOf(client: pg.ClientBase): Promise<Writers> {
  const { rows } = await client.query<{ fingerprint: Buffer; schema_json: string }>(
    'SELECT fingerprint, schema_json FROM public.schema',
  );
  return new Map(rows.map((row) => [row.fingerprint.toString('hex'), row.schema_json]));
}
