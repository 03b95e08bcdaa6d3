/** The kept order of a run: one row a member, written before the run says that it stands, and never changed (domain 2.11). */
import { createHash } from 'node:crypto';
import type { Tx } from '@scrip/event-store';
import type { RankedMember } from '@scrip/programme';

/** Rows of one statement. */
const ROWS_OF_INSERT = 5_000;

/** A member in an order, with the holder. */
export interface SegmentRow extends RankedMember {
  readonly holderId: string;
}

/**
 * SHA-256 in hex of an order: a line a member in the order of their ids, `membershipId,place,in|out,total/over`. Who has the
 * table can compute it again.
 */
export function resultHashOf(ranked: readonly RankedMember[]): string {
  const hash = createHash('sha256');
  const byId = ranked.toSorted((a, b) => (a.membershipId < b.membershipId ? -1 : 1));
  for (const { membershipId, place, isIn, measured } of byId) {
    hash.update(`${membershipId},${place},${isIn ? 'in' : 'out'},${measured.total}/${measured.over}\n`);
  }
  return hash.digest('hex');
}

/** Keeps an order under an id that nobody else has. */
export async function keepResult(tx: Tx, resultId: string, rows: readonly SegmentRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_OF_INSERT) {
    const part = rows.slice(from, from + ROWS_OF_INSERT);
    await tx.query(
      `INSERT INTO segment_result (result_id, membership_id, holder_id, place, is_in, total, over)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::int[], $5::boolean[], $6::numeric[], $7::numeric[])`,
      [
        resultId,
        part.map(({ membershipId }) => membershipId),
        part.map(({ holderId }) => holderId),
        part.map(({ place }) => place),
        part.map(({ isIn }) => isIn),
        part.map(({ measured }) => String(measured.total)),
        part.map(({ measured }) => String(measured.over)),
      ],
    );
  }
}

/** Removes an order that no run took. */
export async function dropResult(tx: Tx, resultId: string): Promise<void> {
  await tx.query('DELETE FROM segment_result WHERE result_id = $1', [resultId]);
}

/** A member whom a run tells in or out. */
export interface ToTell {
  readonly membershipId: string;
  readonly holderId: string;
  readonly isIn: boolean;
  readonly place: number;
  /** Whole decimal digits, as the next. */
  readonly total: string;
  readonly over: string;
}

interface ResultRow {
  membership_id: string;
  holder_id: string;
  place: number;
  is_in: boolean;
  /** numeric, so as text. */
  total: string;
  over: string;
}

/** Whom a run has to tell after a membership, in the order of ids: those who are in by its order, and those who were. */
export async function toTell(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly programmeId: string;
    readonly segmentKey: string;
    readonly resultId: string;
    readonly after: string;
    readonly limit: number;
  },
): Promise<readonly ToTell[]> {
  const { rows } = await tx.query<ResultRow>(
    `SELECT coalesce(r.membership_id, m.membership_id) AS membership_id, coalesce(r.holder_id, m.holder_id) AS holder_id,
            coalesce(r.place, 0) AS place, r.membership_id IS NOT NULL AS is_in, coalesce(r.total, 0) AS total,
            coalesce(r.over, 1) AS over
     FROM (SELECT * FROM segment_result WHERE result_id = $4 AND is_in AND membership_id > $5) AS r
     FULL JOIN (SELECT * FROM segment_member WHERE issuer_id = $1 AND programme_id = $2 AND segment_key = $3
                  AND membership_id > $5) AS m ON m.membership_id = r.membership_id
     ORDER BY 1 LIMIT $6`,
    [asked.issuerId, asked.programmeId, asked.segmentKey, asked.resultId, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    membershipId: row.membership_id,
    holderId: row.holder_id,
    isIn: row.is_in,
    place: row.place,
    total: row.total,
    over: row.over,
  }));
}

/** A member of an order as it is told. */
export interface SegmentResultView {
  readonly membershipId: string;
  readonly holderId: string;
  readonly place: number;
  readonly isIn: boolean;
  /** Whole decimal digits in the unit of the metric; of an average the sum and what divides it. */
  readonly total: string;
  readonly over: string;
}

/** An order after a place and a membership, the most first; only those who are in or out where that is asked. */
export async function resultsOf(
  tx: Tx,
  asked: {
    readonly runId: string;
    readonly isIn: boolean | undefined;
    readonly place: number;
    readonly membershipId: string;
    readonly limit: number;
  },
): Promise<readonly SegmentResultView[]> {
  const { rows } = await tx.query<ResultRow>(
    `SELECT s.* FROM segment_result AS s JOIN segment_run AS r ON r.result_id = s.result_id
     WHERE r.run_id = $1 AND ($2::boolean IS NULL OR s.is_in = $2) AND (s.place, s.membership_id) > ($3, $4)
     ORDER BY s.place, s.membership_id LIMIT $5`,
    [asked.runId, asked.isIn ?? null, asked.place, asked.membershipId, asked.limit],
  );
  return rows.map((row) => ({
    membershipId: row.membership_id,
    holderId: row.holder_id,
    place: row.place,
    isIn: row.is_in,
    total: row.total,
    over: row.over,
  }));
}
