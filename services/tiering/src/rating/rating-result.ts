/** The full results of rating runs: written with what a run appends, read in pages, and as the CSV that is hashed. */
import { createHash } from 'node:crypto';
import type { EventLog, Tx } from '@scrip/event-store';
import { standingOf } from '../membership/membership.decider.ts';
import type { RatingRow } from './rate-member.rule.ts';

/** Rows that are read at once for the CSV: one quick query, a megabyte of text. */
const CSV_ROWS = 10_000;

/** The heading of the CSV, which is also its columns in order. */
const CSV_HEADING =
  'holderId,month,metGrade,standard,mayApply,fromGrade,fromStanding,fromMissed,toGrade,toStanding,toMissed,outcome,measured';

/** Writes rows of a run; in the transaction that moves its cursor. */
export async function writeResults(tx: Tx, runNo: bigint, rows: readonly RatingRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query({
    name: 'rating_results',
    text: `INSERT INTO rating_result (run_no, holder_id, month, met_grade, standard, may_apply, from_grade, from_standing,
        from_missed, to_grade, to_standing, to_missed, outcome, measured)
      SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
        $10::text[], $11::text[], $12::int[], $13::text[], $14::text[])`,
    values: [
      runNo,
      rows.map((row) => row.holderId),
      rows.map((row) => row.month),
      rows.map((row) => row.metGrade),
      rows.map((row) => row.standard),
      rows.map((row) => row.mayApply),
      rows.map((row) => row.from.grade),
      rows.map((row) => row.from.standing),
      rows.map((row) => row.from.missedRatings),
      rows.map((row) => row.to.grade),
      rows.map((row) => row.to.standing),
      rows.map((row) => row.to.missedRatings),
      rows.map((row) => row.outcome),
      rows.map((row) => row.measured),
    ],
  });
}

interface ResultRow {
  run_no: bigint;
  holder_id: string;
  month: string;
  met_grade: string;
  standard: string | null;
  may_apply: string | null;
  from_grade: string;
  from_standing: string;
  from_missed: number;
  to_grade: string;
  to_standing: string;
  to_missed: number;
  outcome: RatingRow['outcome'];
  measured: string;
}

function rowOf(row: ResultRow): RatingRow {
  return {
    holderId: row.holder_id,
    month: row.month,
    metGrade: row.met_grade,
    standard: row.standard,
    mayApply: row.may_apply,
    from: { grade: row.from_grade, standing: standingOf(row.from_standing), missedRatings: row.from_missed },
    to: { grade: row.to_grade, standing: standingOf(row.to_standing), missedRatings: row.to_missed },
    outcome: row.outcome,
    measured: row.measured,
  };
}

/** Which rows of a run are asked for; what is undefined does not narrow. */
export interface ResultsAsked {
  readonly runNo: bigint;
  readonly after: { readonly holderId: string; readonly month: string };
  readonly limit: number;
  readonly holderId?: string | undefined;
  /** The grade after the rating. */
  readonly grade?: string | undefined;
  readonly outcome?: string | undefined;
  /** Whether the rating changed the grade or how it is held. */
  readonly changed?: boolean | undefined;
}

/** Rows of a run by holder and month. */
export async function resultsOf(pool: EventLog['pool'] | Tx, asked: ResultsAsked): Promise<readonly RatingRow[]> {
  const { rows } = await pool.query<ResultRow>(
    `SELECT * FROM rating_result WHERE run_no = $1 AND (holder_id, month) > ($2, $3)
       AND ($5::text IS NULL OR holder_id = $5) AND ($6::text IS NULL OR to_grade = $6)
       AND ($7::text IS NULL OR outcome = $7)
       AND ($8::boolean IS NULL OR
            ((from_grade, from_standing, from_missed) IS DISTINCT FROM (to_grade, to_standing, to_missed)) = $8)
     ORDER BY holder_id, month LIMIT $4`,
    [
      asked.runNo,
      asked.after.holderId,
      asked.after.month,
      asked.limit,
      asked.holderId ?? null,
      asked.grade ?? null,
      asked.outcome ?? null,
      asked.changed ?? null,
    ],
  );
  return rows.map(rowOf);
}

/** Rows of holders in several runs, the earlier run first: what each month came to, and what it came to again. */
export async function resultsOfHolders(
  tx: Tx,
  runNos: readonly bigint[],
  holderIds: readonly string[],
): Promise<readonly RatingRow[]> {
  const { rows } = await tx.query<ResultRow>(
    `SELECT r.* FROM unnest($1::bigint[]) AS run (no) CROSS JOIN unnest($2::text[]) AS who (id)
     JOIN rating_result AS r ON r.run_no = run.no AND r.holder_id = who.id ORDER BY r.holder_id, r.month, r.run_no`,
    [runNos, holderIds],
  );
  return rows.map(rowOf);
}

/** The result of a run as CSV, in pieces: a heading, then a row each with a line feed after, by holder and month. */
export async function* resultCsv(pool: EventLog['pool'], runNo: bigint): AsyncGenerator<string> {
  yield `${CSV_HEADING}\n`;
  for (let after = { holderId: '', month: '' }; ; ) {
    const rows = await resultsOf(pool, { runNo, after, limit: CSV_ROWS });
    if (rows.length > 0) yield rows.map(csvLine).join('');
    const last = rows.at(-1);
    if (!last || rows.length < CSV_ROWS) return;
    after = { holderId: last.holderId, month: last.month };
  }
}

/** No field needs quotes: all are keys, ids and numbers. */
function csvLine(row: RatingRow): string {
  const held = ({ grade, standing, missedRatings }: RatingRow['from']): string =>
    `${grade},${standing},${missedRatings}`;
  const found = `${row.metGrade},${row.standard ?? ''},${row.mayApply ?? ''}`;
  return `${row.holderId},${row.month},${found},${held(row.from)},${held(row.to)},${row.outcome},${row.measured}\n`;
}

/** How many rows of a run have each outcome. */
export async function outcomesOf(
  pool: EventLog['pool'],
  runNo: bigint,
): Promise<ReadonlyMap<RatingRow['outcome'], bigint>> {
  const { rows } = await pool.query<{ outcome: RatingRow['outcome']; count: bigint }>(
    'SELECT outcome, count(*) AS count FROM rating_result WHERE run_no = $1 GROUP BY outcome',
    [runNo],
  );
  return new Map(rows.map(({ outcome, count }) => [outcome, count]));
}

/** SHA-256 in hex of the CSV. */
export async function hashOfResult(pool: EventLog['pool'], runNo: bigint): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of resultCsv(pool, runNo)) hash.update(piece);
  return hash.digest('hex');
}
