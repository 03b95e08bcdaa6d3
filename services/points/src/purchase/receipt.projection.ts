/** Receipts as the tills printed them. */
import { toRfc3339 } from '@scrip/calendar';
import { type Json, toJson } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const receiptProjection: Projection = {
  name: 'receipt',
  revision: 2,
  events: ['ReceiptRecorded'],
  tables: `
    CREATE TABLE receipt (
      issuer_id text NOT NULL,
      receipt_id text NOT NULL,          -- the issuer's own number
      programme_id text NOT NULL,
      programme_version int NOT NULL,    -- the version it was decided under
      membership_id text,                -- null for a purchase without one
      account_id text,
      holder_id text,
      lines jsonb NOT NULL,              -- as in the event, amounts as numbers of fen
      tenders jsonb NOT NULL,            -- as in the event
      paid_fen bigint NOT NULL,          -- sum of the lines
      business_date text NOT NULL,       -- YYYY-MM-DD
      quote_id text,                     -- the quote it was priced by
      own_day boolean,                   -- whether it was the holder's birthday; null where nobody asked
      occurred_at bigint NOT NULL,       -- epoch milliseconds: when it happened
      recorded_at bigint NOT NULL,       -- epoch milliseconds: when the log took it
      correlation_id text NOT NULL,      -- the sale
      PRIMARY KEY (issuer_id, receipt_id)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const rows = events.flatMap(({ envelope, event }) =>
      event.type === 'ReceiptRecorded' ? [{ envelope, data: event.data }] : [],
    );
    await tx.query(
      `INSERT INTO receipt (issuer_id, receipt_id, programme_id, programme_version, membership_id, account_id,
         holder_id, lines, tenders, paid_fen, business_date, quote_id, own_day, occurred_at, recorded_at,
         correlation_id)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[],
         $8::jsonb[], $9::jsonb[], $10::bigint[], $11::text[], $12::text[], $13::boolean[], $14::bigint[], $15::bigint[],
         $16::text[])`,
      [
        rows.map(({ envelope }) => envelope.issuerId),
        rows.map(({ data }) => data.receiptId),
        rows.map(({ data }) => data.programmeId),
        rows.map(({ data }) => data.programmeVersion),
        rows.map(({ data }) => data.membershipId),
        rows.map(({ data }) => data.accountId),
        rows.map(({ data }) => data.holderId),
        rows.map(({ data }) => JSON.stringify(toJson(data.lines))),
        rows.map(({ data }) => JSON.stringify(toJson(data.tenders))),
        rows.map(({ data }) => data.paidFen),
        rows.map(({ data }) => data.businessDate),
        rows.map(({ data }) => data.quoteId),
        rows.map(({ data }) => data.ownDay),
        rows.map(({ envelope }) => envelope.occurredAt),
        rows.map(({ envelope }) => envelope.recordedAt),
        rows.map(({ envelope }) => envelope.correlationId),
      ],
    );
  },
};

/** A receipt as it is told; times are RFC 3339. */
export interface ReceiptView {
  readonly receiptId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly membershipId: string | null;
  readonly accountId: string | null;
  readonly holderId: string | null;
  /** As in the event. */
  readonly lines: Json;
  /** As in the event. */
  readonly tenders: Json;
  readonly paidFen: bigint;
  readonly businessDate: string;
  readonly quoteId: string | null;
  /** Whether the day counted as the holder's birthday; null where nobody asked. */
  readonly ownDay: boolean | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly correlationId: string;
}

interface ReceiptRow {
  receipt_id: string;
  programme_id: string;
  programme_version: number;
  membership_id: string | null;
  account_id: string | null;
  holder_id: string | null;
  lines: Json;
  tenders: Json;
  paid_fen: bigint;
  business_date: string;
  quote_id: string | null;
  own_day: boolean | null;
  occurred_at: bigint;
  recorded_at: bigint;
  correlation_id: string;
}

/** A receipt; undefined when the issuer has none of this number. */
export async function receiptById(
  pool: EventLog['pool'],
  issuerId: string,
  receiptId: string,
): Promise<ReceiptView | undefined> {
  const { rows } = await pool.query<ReceiptRow>(
    `SELECT receipt_id, programme_id, programme_version, membership_id, account_id, holder_id, lines, tenders, paid_fen,
            business_date, quote_id, own_day, occurred_at, recorded_at, correlation_id
     FROM receipt WHERE issuer_id = $1 AND receipt_id = $2`,
    [issuerId, receiptId],
  );
  const [row] = rows;
  return (
    row && {
      receiptId: row.receipt_id,
      programmeId: row.programme_id,
      programmeVersion: row.programme_version,
      membershipId: row.membership_id,
      accountId: row.account_id,
      holderId: row.holder_id,
      lines: row.lines,
      tenders: row.tenders,
      paidFen: row.paid_fen,
      businessDate: row.business_date,
      quoteId: row.quote_id,
      ownDay: row.own_day,
      occurredAt: toRfc3339(Number(row.occurred_at)),
      recordedAt: toRfc3339(Number(row.recorded_at)),
      correlationId: row.correlation_id,
    }
  );
}
