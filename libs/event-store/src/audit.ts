/**
 * The audit by replay: the log is whole and unaltered, every projection is nothing but its fold, and what was published
 * is what was stored. Runs beside live traffic; what it compares with is one snapshot of the live tables.
 */
import { createHash, randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Tx, transaction } from './database.ts';
import type { EventLog } from './event-log.ts';
import { createTables, type Projection } from './projection.ts';
import { type EventSource, foldInto } from './projection-runner.ts';

/** What a comparison of one projection found; `rows` over all its tables. */
export interface ProjectionFinding {
  readonly projection: string;
  readonly rows: number;
  /** SHA-256 over the rows of all tables in the order of their keys. */
  readonly live: string;
  readonly replayed: string;
  readonly equal: boolean;
}

/** What the walk along the log found; `faults` are sentences, none when the log is whole. */
export interface LogFinding {
  readonly events: number;
  readonly streams: number;
  readonly faults: readonly string[];
}

export type AuditProgress = (step: { readonly doing: string; readonly done: number; readonly of: number }) => void;

const FAULTS_SHOWN_MAX = 20;

/** Walks positions 1..upTo: none is missing, stream versions count up from 1, each leaf hash is that of its row. */
export async function verifyLog(log: EventLog, upTo: number, onProgress: AuditProgress): Promise<LogFinding> {
  const faults: string[] = [];
  const versions = new Map<string, number>();
  let position = 0;
  for await (const events of log.scan({ after: 0, upTo })) {
    for (const event of events) {
      if (event.position !== position + 1) faults.push(`position ${position + 1} is missing`);
      position = event.position;
      const { streamId, version } = event;
      const before = versions.get(streamId) ?? 0;
      if (version !== before + 1) faults.push(`${streamId} goes from ${before} to ${version}`);
      versions.set(streamId, version);
      if (!event.isUnaltered()) faults.push(`position ${position} was altered: its leaf hash differs`);
      if (faults.length >= FAULTS_SHOWN_MAX) return { events: position, streams: versions.size, faults };
    }
    onProgress({ doing: 'verify the log', done: position, of: upTo });
  }
  if (position < upTo) faults.push(`position ${position + 1} is missing`);
  return { events: position, streams: versions.size, faults };
}

/** The live tables of a projection as one snapshot had them. */
export interface LiveState {
  readonly projection: Projection;
  /** They were the fold of the events up to here. */
  readonly position: number;
  readonly hash: string;
  readonly rows: number;
}

/** Hashes the live tables of a projection together with their checkpoint, in one snapshot, beside live traffic. */
export async function captureLive(log: EventLog, projection: Projection): Promise<LiveState> {
  return transaction(log.pool, async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await tx.query<{ position: bigint }>(
      'SELECT position FROM projection_checkpoint WHERE name = $1',
      [projection.name],
    );
    const found = await digest(tx, projection.name);
    return { projection, position: Number(rows[0]?.position ?? 0n), ...found };
  });
}

/**
 * Folds a projection from the first event of `source` in tables of its own and compares them with what was captured of
 * the live ones, at the same position. The replayed tables are dropped afterwards. Any `batchEvents` gives the same rows.
 */
export async function compareProjection(
  log: EventLog,
  live: LiveState,
  source: EventSource,
  onProgress: AuditProgress,
  batchEvents?: number,
): Promise<ProjectionFinding> {
  const { projection } = live;
  const schema = `${projection.name}_audit_${randomBytes(4).toString('hex')}`;
  try {
    await transaction(log.pool, (tx) => createTables(tx, projection, schema));
    const tell = (done: number): void => onProgress({ doing: `replay ${projection.name}`, done, of: live.position });
    await foldInto(log, projection, schema, source, live.position, 0, tell, batchEvents);
    const replayed = await transaction(log.pool, (tx) => digest(tx, schema));
    return {
      projection: projection.name,
      rows: replayed.rows,
      live: live.hash,
      replayed: replayed.hash,
      equal: live.hash === replayed.hash,
    };
  } finally {
    await log.pool.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  }
}

interface Digest {
  readonly hash: string;
  readonly rows: number;
}

/** SHA-256 over all rows of all tables of a schema, tables by name, rows by primary key. */
async function digest(tx: pg.PoolClient, schema: string): Promise<Digest> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const table of await tablesOf(tx, schema)) {
    hash.update(`${table.name}\n`);
    const stream = tx.query(copyTo(`COPY (SELECT * FROM "${schema}"."${table.name}" ORDER BY ${table.key}) TO STDOUT`));
    await pipeline(stream, async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) hash.update(chunk);
    });
    rows += stream.rowCount ?? 0;
  }
  return { hash: hash.digest('hex'), rows };
}

async function tablesOf(tx: Tx, schema: string): Promise<{ name: string; key: string }[]> {
  const { rows } = await tx.query<{ name: string; key: string | null }>(
    `SELECT c.relname AS name,
            (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.n)
             FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
             JOIN pg_attribute a ON a.attnum = k.attnum
             WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid) AS key
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r' ORDER BY c.relname`,
    [schema],
  );
  return rows.map((row) => {
    if (row.key === null) throw new TypeError(`table ${schema}.${row.name} has no primary key to compare by`);
    return { name: row.name, key: row.key };
  });
}
