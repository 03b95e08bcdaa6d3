/** What is asked of the tables of `card-file.projection.ts`, and what they answer. */
import { toRfc3339 } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

/** A card-making file as it is told. */
export interface CardFileView {
  readonly cardFileId: string;
  readonly vendorId: string;
  readonly fileDate: string;
  readonly lineCount: number;
  /** Null while it is being made. */
  readonly linesSha256: string | null;
  /** RFC 3339. */
  readonly closedAt: string | null;
}

/** A vendor's files, the latest first, from before a day; undefined from the latest. */
export async function cardFilesOf(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly vendorId: string;
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<readonly CardFileView[]> {
  const { rows } = await tx.query<{
    card_file_id: string;
    file_date: string;
    line_count: number;
    lines_sha256: string | null;
    closed_at: bigint | null;
  }>(
    `SELECT card_file_id, file_date, line_count, lines_sha256, closed_at FROM card_file
     WHERE issuer_id = $1 AND vendor_id = $2 AND ($3::text IS NULL OR file_date < $3) ORDER BY file_date DESC LIMIT $4`,
    [asked.issuerId, asked.vendorId, asked.before, asked.limit],
  );
  return rows.map((row) => ({
    cardFileId: row.card_file_id,
    vendorId: asked.vendorId,
    fileDate: row.file_date,
    lineCount: row.line_count,
    linesSha256: row.lines_sha256,
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
  }));
}

/** Where a letter stands: nobody has counted it; something is missing; every card was counted. */
export const LIST_STATES = ['posted', 'short', 'complete'] as const;

/** A letter as it is told. */
export interface PackingListView {
  readonly packingListId: string;
  readonly vendorId: string;
  readonly branchNo: string;
  readonly branchLabel: string;
  readonly postNumber: string;
  readonly state: (typeof LIST_STATES)[number];
  /** Cards on the list. */
  readonly total: number;
  /** Counted, that can be collected. */
  readonly received: number;
  /** Counted, that are to be destroyed. */
  readonly void: number;
  /** On the list and not counted so far. */
  readonly missing: number;
  readonly postFen: Fen;
  /** RFC 3339, as the other time. */
  readonly postedAt: string;
  /** Of the last count. */
  readonly countedAt: string | null;
}

interface ListRow {
  packing_list_id: string;
  position: bigint;
  vendor_id: string;
  branch_no: string;
  branch_label: string;
  post_number: string;
  state: PackingListView['state'];
  total: number;
  received: number;
  void: number;
  post_fen: bigint;
  posted_at: bigint;
  counted_at: bigint | null;
}

const STATE = `CASE WHEN counted_at IS NULL THEN 'posted' WHEN received + void < total THEN 'short' ELSE 'complete' END`;

/** Which letters are asked for; what is undefined does not narrow the answer. */
export interface ListsAsked {
  readonly issuerId: string;
  readonly branchNo?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly postNumber?: string | undefined;
  readonly state?: string | undefined;
  readonly order: 'newest' | 'oldest';
  /** Beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  readonly limit: number;
}

/** An issuer's letters in the order they were posted, or its reverse, each with the position of that. */
export async function packingListsOf(
  tx: Tx,
  asked: ListsAsked,
): Promise<readonly { readonly position: bigint; readonly view: PackingListView }[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<ListRow>(
    `SELECT *, ${STATE} AS state FROM packing_list
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position ${beyond} $2) AND ($3::text IS NULL OR branch_no = $3)
       AND ($4::text IS NULL OR vendor_id = $4) AND ($5::text IS NULL OR post_number = $5)
       AND ($6::text IS NULL OR ${STATE} = $6)
     ORDER BY position ${order} LIMIT $7`,
    [asked.issuerId, asked.beyond, asked.branchNo, asked.vendorId, asked.postNumber, asked.state, asked.limit],
  );
  return rows.map((row) => ({ position: row.position, view: listOf(row) }));
}

/** A letter; undefined where the issuer has none of this id. */
export async function packingListOf(tx: Tx, issuerId: string, id: string): Promise<PackingListView | undefined> {
  const { rows } = await tx.query<ListRow>(
    `SELECT *, ${STATE} AS state FROM packing_list WHERE issuer_id = $1 AND packing_list_id = $2`,
    [issuerId, id],
  );
  return rows[0] && listOf(rows[0]);
}

function listOf(row: ListRow): PackingListView {
  return {
    packingListId: row.packing_list_id,
    vendorId: row.vendor_id,
    branchNo: row.branch_no,
    branchLabel: row.branch_label,
    postNumber: row.post_number,
    state: row.state,
    total: row.total,
    received: row.received,
    void: row.void,
    missing: row.total - row.received - row.void,
    postFen: fen(row.post_fen),
    postedAt: toRfc3339(Number(row.posted_at)),
    countedAt: row.counted_at === null ? null : toRfc3339(Number(row.counted_at)),
  };
}
