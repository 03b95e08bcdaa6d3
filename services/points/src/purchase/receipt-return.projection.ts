/** Returns of receipts, as the tills printed them. */
import { toRfc3339 } from '@scrip/calendar';
import { type Json, toJson } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const receiptReturnProjection: Projection = {
  name: 'receipt_return',
  revision: 1,
  events: ['ReceiptReturned'],
  tables: `
    CREATE TABLE receipt_return (
      position bigint PRIMARY KEY,       -- of the event in this service's log
      issuer_id text NOT NULL,
      receipt_id text NOT NULL,          -- the issuer's own number of the receipt
      return_id text NOT NULL,           -- the issuer's own number of the return
      account_id text,                   -- whose points were taken back; null if nobody earned
      lines jsonb NOT NULL,              -- as in the event, amounts as numbers of fen
      tenders jsonb NOT NULL,            -- as in the event
      returned_fen bigint NOT NULL,
      left_fen bigint NOT NULL,          -- what of the receipt is not returned
      earned_after_points bigint,        -- what the rest earns; null if nobody earned
      taken_back_points bigint,          -- null if nobody earned
      business_date text NOT NULL,       -- YYYY-MM-DD
      occurred_at bigint NOT NULL        -- epoch milliseconds: when it happened
    );
    CREATE INDEX receipt_return_of_receipt ON receipt_return (issuer_id, receipt_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const rows = events.flatMap(({ envelope, event }) =>
      event.type === 'ReceiptReturned' ? [{ envelope, data: event.data }] : [],
    );
    await tx.query(
      `INSERT INTO receipt_return (position, issuer_id, receipt_id, return_id, account_id, lines, tenders, returned_fen,
         left_fen, earned_after_points, taken_back_points, business_date, occurred_at)
       SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::jsonb[],
         $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[])`,
      [
        rows.map(({ envelope }) => envelope.position),
        rows.map(({ envelope }) => envelope.issuerId),
        rows.map(({ data }) => data.receiptId),
        rows.map(({ data }) => data.returnId),
        rows.map(({ data }) => data.accountId),
        rows.map(({ data }) => JSON.stringify(toJson(data.lines))),
        rows.map(({ data }) => JSON.stringify(toJson(data.tenders))),
        rows.map(({ data }) => data.returnedFen),
        rows.map(({ data }) => data.leftFen),
        rows.map(({ data }) => data.earnedAfterPoints),
        rows.map(({ data }) => data.takenBackPoints),
        rows.map(({ data }) => data.businessDate),
        rows.map(({ envelope }) => envelope.occurredAt),
      ],
    );
  },
};

/** A return as it is told; times are RFC 3339. */
export interface ReturnView {
  readonly position: bigint;
  readonly receiptId: string;
  readonly returnId: string;
  readonly accountId: string | null;
  /** As in the event. */
  readonly lines: Json;
  /** As in the event. */
  readonly tenders: Json;
  readonly returnedFen: bigint;
  readonly leftFen: bigint;
  readonly earnedAfterPoints: bigint | null;
  readonly takenBackPoints: bigint | null;
  readonly businessDate: string;
  readonly occurredAt: string;
}

interface ReturnRow {
  position: bigint;
  receipt_id: string;
  return_id: string;
  account_id: string | null;
  lines: Json;
  tenders: Json;
  returned_fen: bigint;
  left_fen: bigint;
  earned_after_points: bigint | null;
  taken_back_points: bigint | null;
  business_date: string;
  occurred_at: bigint;
}

/** The returns of a receipt in their order, those after a position. */
export async function returnsOf(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly receiptId: string; readonly after: bigint; readonly limit: number },
): Promise<readonly ReturnView[]> {
  const { rows } = await pool.query<ReturnRow>(
    `SELECT position, receipt_id, return_id, account_id, lines, tenders, returned_fen, left_fen, earned_after_points,
            taken_back_points, business_date, occurred_at
     FROM receipt_return WHERE issuer_id = $1 AND receipt_id = $2 AND position > $3 ORDER BY position LIMIT $4`,
    [asked.issuerId, asked.receiptId, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    position: row.position,
    receiptId: row.receipt_id,
    returnId: row.return_id,
    accountId: row.account_id,
    lines: row.lines,
    tenders: row.tenders,
    returnedFen: row.returned_fen,
    leftFen: row.left_fen,
    earnedAfterPoints: row.earned_after_points,
    takenBackPoints: row.taken_back_points,
    businessDate: row.business_date,
    occurredAt: toRfc3339(Number(row.occurred_at)),
  }));
}
