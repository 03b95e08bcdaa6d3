/** Files of records, how far each has been taken, and what of them was refused. */
import { toRfc3339 } from '@scrip/calendar';
import type { RecordFileEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const recordFileProjection: Projection = {
  name: 'record_file',
  revision: 1,
  events: ['RecordFileReceived', 'RecordFilePartTaken'],
  tables: `
    CREATE TABLE record_file (
      file_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- in the log, of its arrival
      media text NOT NULL,
      lines int NOT NULL,                -- records in it
      bytes bigint NOT NULL,
      sha256 text NOT NULL,              -- hex
      parts int NOT NULL,
      parts_taken int NOT NULL DEFAULT 0,
      accepted int NOT NULL DEFAULT 0,
      duplicates int NOT NULL DEFAULT 0,
      refused int NOT NULL DEFAULT 0,
      received_by text NOT NULL,         -- subject of the token
      correlation_id text NOT NULL,
      received_at bigint NOT NULL,       -- epoch milliseconds, as the other time
      done_at bigint                     -- null while parts are left
    );
    CREATE INDEX record_file_of_issuer ON record_file (issuer_id, position);
    CREATE INDEX record_file_open ON record_file (received_at) WHERE done_at IS NULL;
    CREATE TABLE record_refusal (
      file_id text NOT NULL,
      line int NOT NULL,                 -- of the file, from 1
      part int NOT NULL,
      code text NOT NULL,
      what text,
      card_id text,
      terminal_id text,
      counter int,
      PRIMARY KEY (file_id, line)
    );
    CREATE INDEX record_refusal_by_code ON record_refusal (file_id, code, line)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const facts = events as readonly Recorded<RecordFileEvent>[];
    await addFiles(tx, facts);
    const taken = facts.flatMap(({ envelope, event }) =>
      event.type === 'RecordFilePartTaken' ? [{ envelope, data: event.data }] : [],
    );
    if (taken.length === 0) return;
    await tx.query(
      `UPDATE record_file AS f
       SET parts_taken = f.parts_taken + t.parts, accepted = f.accepted + t.accepted,
           duplicates = f.duplicates + t.duplicates, refused = f.refused + t.refused,
           done_at = CASE WHEN f.parts_taken + t.parts = f.parts THEN t.last_at END
       FROM (SELECT file_id, count(*)::int AS parts, sum(accepted)::int AS accepted, sum(duplicates)::int AS duplicates,
                    sum(refused)::int AS refused, max(at) AS last_at
             FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::bigint[])
               AS p (file_id, accepted, duplicates, refused, at) GROUP BY file_id) AS t
       WHERE f.file_id = t.file_id`,
      [
        taken.map(({ data }) => data.fileId),
        taken.map(({ data }) => data.accepted),
        taken.map(({ data }) => data.duplicates),
        taken.map(({ data }) => data.refused.length),
        taken.map(({ envelope }) => envelope.recordedAt),
      ],
    );
    const refused = taken.flatMap(({ data: { fileId, part, refused: lines } }) =>
      lines.map((line) => ({ fileId, part, ...line })),
    );
    if (refused.length === 0) return;
    await tx.query(
      `INSERT INTO record_refusal (file_id, line, part, code, what, card_id, terminal_id, counter)
       SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[])`,
      [
        refused.map(({ fileId }) => fileId),
        refused.map(({ line }) => line),
        refused.map(({ part }) => part),
        refused.map(({ code }) => code),
        refused.map(({ what }) => what),
        refused.map(({ cardId }) => cardId),
        refused.map(({ terminalId }) => terminalId),
        refused.map(({ counter }) => counter),
      ],
    );
  },
};

async function addFiles(tx: Tx, facts: readonly Recorded<RecordFileEvent>[]): Promise<void> {
  const rows = facts.flatMap(({ envelope, event }) => {
    if (event.type !== 'RecordFileReceived') return [];
    const { fileId, media, lines, bytes, sha256, parts } = event.data;
    return [
      {
        file_id: fileId,
        issuer_id: envelope.issuerId,
        position: envelope.position,
        media,
        lines,
        bytes: bytes.toString(),
        sha256,
        parts,
        received_by: envelope.actor,
        correlation_id: envelope.correlationId,
        received_at: envelope.occurredAt,
      },
    ];
  });
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO record_file (${FILE_COLUMNS}) SELECT ${FILE_COLUMNS} FROM jsonb_populate_recordset(NULL::record_file, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}

const FILE_COLUMNS =
  'file_id, issuer_id, position, media, lines, bytes, sha256, parts, received_by, correlation_id, received_at';

/** A file, as it is told. */
export interface RecordFileView {
  readonly fileId: string;
  readonly state: 'taking' | 'done';
  readonly media: string;
  /** Records in it: `accepted`, `duplicates`, `refused` and `remaining` together. */
  readonly received: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly remaining: number;
  readonly bytes: bigint;
  /** Hex. */
  readonly sha256: string;
  /** Subject of the token. */
  readonly receivedBy: string;
  /** RFC 3339, as the other time. */
  readonly receivedAt: string;
  readonly doneAt: string | null;
  /** Place in the log. */
  readonly position: bigint;
}

interface FileRow {
  file_id: string;
  issuer_id: string;
  position: bigint;
  media: string;
  lines: number;
  bytes: bigint;
  sha256: string;
  accepted: number;
  duplicates: number;
  refused: number;
  received_by: string;
  correlation_id: string;
  received_at: bigint;
  done_at: bigint | null;
}

/** Which files are asked for; what is undefined does not narrow. */
export interface FilesAsked {
  readonly issuerId: string;
  readonly fileId?: string | undefined;
  readonly state?: 'taking' | 'done' | undefined;
  readonly order: 'newest' | 'oldest';
  /** Files beyond this place in the log. */
  readonly beyond?: bigint | undefined;
  readonly limit: number;
}

/** An issuer's files in the order they arrived. */
export async function recordFiles(tx: Tx, asked: FilesAsked): Promise<readonly RecordFileView[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<FileRow>(
    `SELECT * FROM record_file
     WHERE issuer_id = $1 AND ($2::text IS NULL OR file_id = $2) AND ($3::boolean IS NULL OR (done_at IS NOT NULL) = $3)
       AND ($4::bigint IS NULL OR position ${beyond} $4)
     ORDER BY position ${order} LIMIT $5`,
    [
      asked.issuerId,
      asked.fileId ?? null,
      asked.state === undefined ? null : asked.state === 'done',
      asked.beyond ?? null,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    fileId: row.file_id,
    state: row.done_at === null ? 'taking' : 'done',
    media: row.media,
    received: row.lines,
    accepted: row.accepted,
    duplicates: row.duplicates,
    refused: row.refused,
    remaining: row.lines - row.accepted - row.duplicates - row.refused,
    bytes: row.bytes,
    sha256: row.sha256,
    receivedBy: row.received_by,
    receivedAt: toRfc3339(Number(row.received_at)),
    doneAt: row.done_at === null ? null : toRfc3339(Number(row.done_at)),
    position: row.position,
  }));
}

/** A file with parts left, for who takes them. */
export interface OpenFile {
  readonly fileId: string;
  readonly issuerId: string;
  readonly correlationId: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** Files that had arrived by a moment and have parts left, the oldest first, at most `limit`. */
export async function openFiles(tx: Tx, now: number, limit: number): Promise<readonly OpenFile[]> {
  const { rows } = await tx.query<FileRow>({
    name: 'record_file_open',
    text: 'SELECT * FROM record_file WHERE done_at IS NULL AND received_at <= $1 ORDER BY received_at LIMIT $2',
    values: [now, limit],
  });
  return rows.map((row) => ({
    fileId: row.file_id,
    issuerId: row.issuer_id,
    correlationId: row.correlation_id,
    receivedAt: Number(row.received_at),
  }));
}

/** A record that was refused. */
export interface RefusalView {
  readonly line: number;
  readonly part: number;
  readonly code: string;
  readonly what: string | null;
  readonly cardId: string | null;
  readonly terminalId: string | null;
  readonly counter: number | null;
}

/** What was refused of a file after a line, by line; whose file it is has been checked. */
export async function refusalsOf(
  tx: Tx,
  asked: { readonly fileId: string; readonly code: string | undefined; readonly after: number; readonly limit: number },
): Promise<readonly RefusalView[]> {
  const { rows } = await tx.query<{
    line: number;
    part: number;
    code: string;
    what: string | null;
    card_id: string | null;
    terminal_id: string | null;
    counter: number | null;
  }>(
    `SELECT * FROM record_refusal WHERE file_id = $1 AND ($2::text IS NULL OR code = $2) AND line > $3
     ORDER BY line LIMIT $4`,
    [asked.fileId, asked.code ?? null, asked.after, asked.limit],
  );
  return rows.map(({ line, part, code, what, card_id: cardId, terminal_id: terminalId, counter }) => ({
    line,
    part,
    code,
    what,
    cardId,
    terminalId,
    counter,
  }));
}
