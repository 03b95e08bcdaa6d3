/** The entries of a draw: those of its rule between two positions of the log, in the order they were given. */
import { createHash } from 'node:crypto';
import type { EventLog } from '@scrip/event-store';

/** Entries that are read at a time. */
const PAGE_ENTRIES = 10_000;

/** Which entries. */
export interface EntriesOfDraw {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly rule: string;
  /** Above this position of the log. */
  readonly afterPosition: bigint;
  /** Up to this one. */
  readonly throughPosition: bigint;
}

/** An entry with its place among those of the draw, from 0. */
export interface PlacedEntry {
  readonly place: number;
  readonly position: bigint;
  readonly entryId: string;
  readonly accountId: string;
  readonly holderId: string;
}

interface EntryRow {
  place: bigint;
  position: bigint;
  entry_id: string;
  account_id: string;
  holder_id: string;
}

/** Which entries, in the words of SQL: $1 to $5. */
const OF_DRAW = 'issuer_id = $1 AND programme_id = $2 AND rule = $3 AND position > $4 AND position <= $5';

function valuesOf({ issuerId, programmeId, rule, afterPosition, throughPosition }: EntriesOfDraw): unknown[] {
  return [issuerId, programmeId, rule, afterPosition, throughPosition];
}

/**
 * How many entries there are, and SHA-256 over them, 64 hexadecimal digits: each as entry id, space, account id, line feed.
 * They must have been folded up to `throughPosition`. Memory does not grow with them.
 */
export async function hashOfEntries(
  pool: EventLog['pool'],
  asked: EntriesOfDraw,
): Promise<{ readonly entries: number; readonly entriesHash: string }> {
  const hash = createHash('sha256');
  let entries = 0;
  let after = asked.afterPosition;
  for (;;) {
    const { rows }: { rows: Pick<EntryRow, 'position' | 'entry_id' | 'account_id'>[] } = await pool.query<
      Pick<EntryRow, 'position' | 'entry_id' | 'account_id'>
    >(
      `SELECT position, entry_id, account_id FROM lottery_entry WHERE ${OF_DRAW} ORDER BY position LIMIT ${PAGE_ENTRIES}`,
      valuesOf({ ...asked, afterPosition: after }),
    );
    for (const row of rows) hash.update(`${row.entry_id} ${row.account_id}\n`);
    entries += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ENTRIES) return { entries, entriesHash: hash.digest('hex') };
    after = last.position;
  }
}

/** The entries at these places, by place. */
export async function entriesAt(
  pool: EventLog['pool'],
  asked: EntriesOfDraw,
  places: readonly number[],
): Promise<ReadonlyMap<number, PlacedEntry>> {
  const { rows } = await pool.query<EntryRow>(
    `SELECT * FROM (
       SELECT row_number() OVER (ORDER BY position) - 1 AS place, position, entry_id, account_id, holder_id
       FROM lottery_entry WHERE ${OF_DRAW}) AS entry
     WHERE place = ANY ($6::bigint[])`,
    [...valuesOf(asked), places],
  );
  return new Map(rows.map((row) => [Number(row.place), placed(row)]));
}

/** Entries from a place on, in their order. */
export async function entriesFrom(
  pool: EventLog['pool'],
  asked: EntriesOfDraw,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<readonly PlacedEntry[]> {
  const { rows } = await pool.query<Omit<EntryRow, 'place'>>(
    `SELECT position, entry_id, account_id, holder_id FROM lottery_entry WHERE ${OF_DRAW}
     ORDER BY position OFFSET $6 LIMIT $7`,
    [...valuesOf(asked), from, limit],
  );
  return rows.map((row, index) => placed({ ...row, place: BigInt(from + index) }));
}

function placed(row: EntryRow): PlacedEntry {
  return {
    place: Number(row.place),
    position: row.position,
    entryId: row.entry_id,
    accountId: row.account_id,
    holderId: row.holder_id,
  };
}
