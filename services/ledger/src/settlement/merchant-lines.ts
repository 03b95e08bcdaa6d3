/**
 * The lines of a merchant's account that one settlement takes: those through its day and up to its position that the
 * settlement before did not take. Its own entries in that account are not among them.
 */
import { businessDate, endOfBusinessDay, startOfBusinessDay, toRfc3339 } from '@scrip/calendar';
import { positionAt, type Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import type { SettledMark, UnsettledPart } from './settlement.decider.ts';

/** Entries by which a settlement itself moves a merchant's account. */
const OWN_TYPES = ['MerchantSettled', 'MerchantSettlementReversed'];

/** What is above one mark, up to another. */
export interface Stretch {
  readonly issuerId: string;
  readonly merchantId: string;
  /** What was settled before. */
  readonly above: SettledMark;
  /** Position of the log, and business day, up to which lines are taken. */
  readonly upTo: { readonly position: number; readonly throughDate: string };
}

/** A line by which a merchant is owed more or less. */
export interface MerchantLine {
  readonly position: bigint;
  /** Within the fact, from 1. */
  readonly lineNo: number;
  readonly type: string;
  readonly programmeId: string | null;
  readonly eventId: string;
  readonly businessDate: string;
  /** RFC 3339. */
  readonly occurredAt: string;
  readonly correlationId: string;
  /** Above zero the merchant is owed more. */
  readonly owedFen: Fen;
  /** Sum of owedFen up to and with this line. */
  readonly runningFen: Fen;
}

/** A place in a settlement's lines. */
export interface LinePlace {
  readonly position: bigint;
  readonly lineNo: number;
  readonly runningFen: Fen;
}

interface PartRow {
  programme_id: string | null;
  sale_count: bigint;
  return_count: bigint;
  gross_fen: bigint;
  returned_fen: bigint;
}

/** What the lines of a stretch come to, by programme; none where there is no line. Throws the database's errors. */
export async function partsIn(tx: Tx, stretch: Stretch): Promise<readonly UnsettledPart[]> {
  const { rows } = await tx.query<PartRow>(
    `SELECT programme_id, count(*) FILTER (WHERE owed_fen > 0) AS sale_count, count(*) FILTER (WHERE owed_fen < 0) AS return_count,
            sum(greatest(owed_fen, 0))::bigint AS gross_fen, sum(greatest(-owed_fen, 0))::bigint AS returned_fen
     FROM (${LINES}) AS line GROUP BY programme_id ORDER BY programme_id NULLS LAST`,
    await valuesOf(tx, stretch),
  );
  return rows.map((row) => ({
    programmeId: row.programme_id,
    saleCount: Number(row.sale_count),
    returnCount: Number(row.return_count),
    grossFen: fen(row.gross_fen),
    returnedFen: fen(row.returned_fen),
  }));
}

interface LineRow {
  position: bigint;
  line_no: number;
  type: string;
  programme_id: string | null;
  event_id: string;
  occurred_at: bigint;
  correlation_id: string;
  owed_fen: bigint;
}

/** Lines of a stretch in the order of the log, beyond a place, with the sum that runs on from there. */
export async function linesIn(
  tx: Tx,
  stretch: Stretch,
  { beyond, limit }: { readonly beyond: LinePlace | undefined; readonly limit: number },
): Promise<readonly MerchantLine[]> {
  const { rows } = await tx.query<LineRow>(
    `SELECT * FROM (${LINES}) AS line WHERE (position, line_no) > ($9, $10::int)
     ORDER BY position, line_no LIMIT $11`,
    [...(await valuesOf(tx, stretch)), beyond?.position ?? 0n, beyond?.lineNo ?? 0, limit],
  );
  let runningFen: bigint = beyond?.runningFen ?? 0n;
  return rows.map((row) => {
    runningFen += row.owed_fen;
    return {
      position: row.position,
      lineNo: row.line_no,
      type: row.type,
      programmeId: row.programme_id,
      eventId: row.event_id,
      businessDate: businessDate(Number(row.occurred_at)),
      occurredAt: toRfc3339(Number(row.occurred_at)),
      correlationId: row.correlation_id,
      owedFen: fen(row.owed_fen),
      runningFen: fen(runningFen),
    };
  });
}

/**
 * $1 issuer, $2 account, $3 types that are left out, $4 position and $5 end of the day up to which lines are taken,
 * $6 position and $7 end of the day of the mark before, $8 the lowest position at which a line can be missing from it.
 *
 * Of what the log took up to $6, only what happened from $7 on is left. The log took that from $7 on, above $8, but for
 * facts that were dated ahead, which have an index of their own. So nobody reads the account from its beginning.
 */
const LINES = `
  SELECT l.position, l.line_no, e.type, l.programme_id, e.event_id, e.occurred_at, e.correlation_id, -l.amount_fen AS owed_fen
  FROM journal_line l JOIN journal_entry e ON e.position = l.position
  WHERE l.issuer_id = $1 AND l.account = $2 AND e.type <> ALL ($3::text[]) AND l.position > $8::bigint
    AND l.position <= $4::bigint AND e.occurred_at < $5::bigint AND (l.position > $6::bigint OR e.occurred_at >= $7::bigint)
  UNION ALL
  SELECT l.position, l.line_no, e.type, l.programme_id, e.event_id, e.occurred_at, e.correlation_id, -l.amount_fen
  FROM journal_entry e JOIN journal_line l ON l.position = e.position
  WHERE e.issuer_id = $1 AND l.account = $2 AND e.type <> ALL ($3::text[]) AND l.position <= $8::bigint
    AND e.occurred_at > e.recorded_at AND e.occurred_at >= $7::bigint AND e.occurred_at < $5::bigint`;

async function valuesOf(tx: Tx, { issuerId, merchantId, above, upTo }: Stretch): Promise<unknown[]> {
  const aboveEnd = above.throughDate === null ? 0 : endOf(above.throughDate);
  const lowest = Math.min(above.position, await positionAt(tx, aboveEnd - 1));
  const account = `payable:merchant:${merchantId}`;
  return [issuerId, account, OWN_TYPES, upTo.position, endOf(upTo.throughDate), above.position, aboveEnd, lowest];
}

/** First instant after a business day. */
function endOf(day: string): number {
  return endOfBusinessDay(startOfBusinessDay(day));
}
