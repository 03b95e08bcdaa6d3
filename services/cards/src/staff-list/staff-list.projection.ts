/** Staff lists as they are read: what was taken, and how far the job is. */
import { toRfc3339 } from '@scrip/calendar';
import type { StaffListEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { type KeptLine, keptLine, type LineRow } from './staff-store.ts';

export const staffListProjection: Projection = {
  name: 'staff_list',
  revision: 2,
  events: ['StaffListAccepted', 'StaffListPartIssued'],
  tables: `
    CREATE TABLE staff_list (
      staff_list_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,              -- of its acceptance in the log
      client_id text NOT NULL,
      list_id text NOT NULL,                 -- the client's own code
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      product_key text NOT NULL,
      lines int NOT NULL,
      new_holders int NOT NULL,
      new_cards int NOT NULL,
      allowances_fen bigint NOT NULL,
      branch_no text,                        -- where cards that a vendor makes are collected
      issued_lines int NOT NULL DEFAULT 0,
      refused_lines int NOT NULL DEFAULT 0,  -- of these, that got no card
      accepted_at bigint NOT NULL,           -- epoch milliseconds, as the other time: when it was recorded
      issued_at bigint                       -- of the latest part
    );
    CREATE INDEX staff_list_of_client ON staff_list (issuer_id, client_id, position);
    CREATE INDEX staff_list_due ON staff_list (accepted_at) WHERE issued_lines < lines;
    CREATE TABLE staff_line_refused (
      staff_list_id text NOT NULL,
      line_no int NOT NULL,                  -- from 1, the heading not counted
      code text NOT NULL,                    -- why it got no card
      PRIMARY KEY (staff_list_id, line_no)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<StaffListEvent>[]) {
      const { issuerId, position, recordedAt } = envelope;
      if (event.type === 'StaffListPartIssued') {
        const { staffListId, issuedLines } = event.data;
        const refused = event.data.refused ?? [];
        await tx.query(
          `UPDATE staff_list SET issued_lines = $2, issued_at = $3, refused_lines = refused_lines + $4
           WHERE staff_list_id = $1`,
          [staffListId, issuedLines, recordedAt, refused.length],
        );
        await tx.query(
          'INSERT INTO staff_line_refused (staff_list_id, line_no, code) SELECT $1, * FROM unnest($2::int[], $3::text[])',
          [staffListId, refused.map(({ line }) => line), refused.map(({ code }) => code)],
        );
        continue;
      }
      const { data } = event;
      await tx.query(
        `INSERT INTO staff_list (staff_list_id, issuer_id, position, client_id, list_id, programme_id, programme_version,
                                 product_key, lines, new_holders, new_cards, allowances_fen, accepted_at, branch_no)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [
          data.staffListId,
          issuerId,
          position,
          data.clientId,
          data.listId,
          data.programmeId,
          data.programmeVersion,
          data.productKey,
          data.lines,
          data.newHolders,
          data.newCards,
          data.allowancesFen,
          recordedAt,
          data.branchNo,
        ],
      );
    }
  },
};

/** A staff list as it is told; times are RFC 3339. */
export interface StaffListView {
  readonly staffListId: string;
  readonly clientId: string;
  readonly listId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly productKey: string;
  readonly lines: number;
  readonly newHolders: number;
  readonly newCards: number;
  readonly allowancesFen: Fen;
  readonly branchNo: string | null;
  /** Lines that got no card. */
  readonly refusedLines: number;
  readonly state: 'issuing' | 'issued';
  readonly acceptedAt: string;
  readonly job: {
    readonly done: number;
    readonly total: number;
    /** On average since it was taken; null before there is a part, and when it is over. */
    readonly linesPerSecond: number | null;
    readonly remainingSeconds: number | null;
  };
}

interface ListRow {
  staff_list_id: string;
  position: bigint;
  client_id: string;
  list_id: string;
  programme_id: string;
  programme_version: number;
  product_key: string;
  lines: number;
  new_holders: number;
  new_cards: number;
  allowances_fen: bigint;
  branch_no: string | null;
  refused_lines: number;
  issued_lines: number;
  accepted_at: bigint;
  issued_at: bigint | null;
}

/** A client's staff lists, the newest first, each with the position of its acceptance; or the one with an id. */
export async function staffLists(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly clientId: string;
    readonly listId?: string | undefined;
    readonly before?: bigint | undefined;
    readonly limit: number;
  },
): Promise<readonly { readonly position: bigint; readonly list: StaffListView }[]> {
  const { rows } = await pool.query<ListRow>(
    `SELECT * FROM staff_list WHERE issuer_id = $1 AND client_id = $2 AND ($3::text IS NULL OR list_id = $3)
       AND ($4::bigint IS NULL OR position < $4)
     ORDER BY position DESC LIMIT $5`,
    [asked.issuerId, asked.clientId, asked.listId, asked.before, asked.limit],
  );
  return rows.map((row) => ({ position: row.position, list: viewOf(row) }));
}

function viewOf(row: ListRow): StaffListView {
  const running = row.issued_lines < row.lines;
  const seconds = row.issued_at === null ? 0 : Number(row.issued_at - row.accepted_at) / 1_000;
  const rate = running && seconds > 0 ? row.issued_lines / seconds : null;
  return {
    staffListId: row.staff_list_id,
    clientId: row.client_id,
    listId: row.list_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    productKey: row.product_key,
    lines: row.lines,
    newHolders: row.new_holders,
    newCards: row.new_cards,
    allowancesFen: fen(row.allowances_fen),
    branchNo: row.branch_no,
    refusedLines: row.refused_lines,
    state: running ? 'issuing' : 'issued',
    acceptedAt: toRfc3339(Number(row.accepted_at)),
    job: {
      done: row.issued_lines,
      total: row.lines,
      linesPerSecond: rate === null ? null : Math.round(rate * 10) / 10,
      remainingSeconds: rate === null || rate === 0 ? null : Math.ceil((row.lines - row.issued_lines) / rate),
    },
  };
}

/** A line as it is told, with what became of it. */
export interface ShownLine extends KeptLine {
  /** Of the card; null while it has none. */
  readonly state: string | null;
  /** Why the line got no card; null where it did or will. */
  readonly refusal: string | null;
}

/** Which lines: those whose card was issued, so that its wallet is open, or all. */
export type WhichLines = 'issued' | 'all';

/** A list of a client. */
interface ListOf {
  readonly issuerId: string;
  readonly clientId: string;
  readonly staffListId: string;
}

/** The lines of a list with their cards, and why there is none: also where another list was refused the card. */
const LINES = `
  FROM staff_line AS l LEFT JOIN card AS c ON c.card_id = l.card_id LEFT JOIN (
    SELECT n.card_id, min(f.code) AS code FROM staff_line_refused AS f JOIN staff_line AS n USING (staff_list_id, line_no)
    WHERE n.issuer_id = $1 AND n.client_id = $2 GROUP BY n.card_id) AS r ON r.card_id = l.card_id
  WHERE l.issuer_id = $1 AND l.client_id = $2 AND l.staff_list_id = $3`;

/** Lines of a list above a number, in their order; the holder is who has the card, also after a merge. */
export async function shownLinesOf(
  pool: EventLog['pool'],
  asked: ListOf & { readonly which: WhichLines; readonly after: number; readonly limit: number },
): Promise<readonly ShownLine[]> {
  const { issuerId, clientId, staffListId, which, after, limit } = asked;
  const { rows } = await pool.query<LineRow & { has_holder: string | null; state: string | null; code: string | null }>(
    `SELECT l.*, c.holder_id AS has_holder, c.state, r.code ${LINES}
       AND ($4 OR c.issued_at IS NOT NULL) AND l.line_no > $5
     ORDER BY l.line_no LIMIT $6`,
    [issuerId, clientId, staffListId, which === 'all', after, limit],
  );
  return rows.map((row) => ({
    ...keptLine(row),
    holderId: row.has_holder ?? row.holder_id,
    state: row.state,
    refusal: row.code,
  }));
}

/** How many lines of a list wait for their card to be issued: neither refused nor void before it was. */
export async function waitingLinesOf(
  pool: EventLog['pool'],
  { issuerId, clientId, staffListId }: ListOf,
): Promise<number> {
  const { rows } = await pool.query<{ waiting: bigint }>(
    `SELECT count(*) AS waiting ${LINES}
       AND c.issued_at IS NULL AND c.state IS DISTINCT FROM 'void' AND r.code IS NULL`,
    [issuerId, clientId, staffListId],
  );
  return Number(rows[0]?.waiting ?? 0n);
}
