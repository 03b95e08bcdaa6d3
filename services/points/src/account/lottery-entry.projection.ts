/** Lottery entries, for whoever holds the draw and for the holder who asks. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const lotteryEntryProjection: Projection = {
  name: 'lottery_entry',
  revision: 1,
  events: ['LotteryEntryGranted'],
  tables: `
    CREATE TABLE lottery_entry (
      position bigint PRIMARY KEY,       -- of the event in this service's log
      entry_id text NOT NULL,
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,    -- the version it was decided under
      rule text NOT NULL,                -- key of the lottery in the programme document
      account_id text NOT NULL,
      holder_id text NOT NULL,
      receipt_id text NOT NULL,          -- the receipt that gave it
      balance_points bigint NOT NULL,    -- the balance that gave it
      occurred_at bigint NOT NULL        -- epoch milliseconds: when it happened
    );
    CREATE INDEX lottery_entry_of_programme ON lottery_entry (issuer_id, programme_id, position);
    CREATE INDEX lottery_entry_of_account ON lottery_entry (account_id, position);
    CREATE INDEX lottery_entry_of_receipt ON lottery_entry (issuer_id, receipt_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const rows = events.flatMap(({ envelope, event }) =>
      event.type === 'LotteryEntryGranted' ? [{ envelope, data: event.data }] : [],
    );
    await tx.query(
      `INSERT INTO lottery_entry (position, entry_id, issuer_id, programme_id, programme_version, rule, account_id,
         holder_id, receipt_id, balance_points, occurred_at)
       SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[],
         $8::text[], $9::text[], $10::bigint[], $11::bigint[])`,
      [
        rows.map(({ envelope }) => envelope.position),
        rows.map(({ data }) => data.entryId),
        rows.map(({ envelope }) => envelope.issuerId),
        rows.map(({ data }) => data.programmeId),
        rows.map(({ data }) => data.programmeVersion),
        rows.map(({ data }) => data.rule),
        rows.map(({ data }) => data.accountId),
        rows.map(({ data }) => data.holderId),
        rows.map(({ data }) => data.receiptId),
        rows.map(({ data }) => data.balancePoints),
        rows.map(({ envelope }) => envelope.occurredAt),
      ],
    );
  },
};

/** A lottery entry as it is told; times are RFC 3339. */
export interface LotteryEntryView {
  readonly position: bigint;
  readonly entryId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly rule: string;
  readonly accountId: string;
  readonly holderId: string;
  readonly receiptId: string;
  readonly balancePoints: bigint;
  readonly occurredAt: string;
}

interface LotteryEntryRow {
  position: bigint;
  entry_id: string;
  programme_id: string;
  programme_version: number;
  rule: string;
  account_id: string;
  holder_id: string;
  receipt_id: string;
  balance_points: bigint;
  occurred_at: bigint;
}

const COLUMNS =
  'position, entry_id, programme_id, programme_version, rule, account_id, holder_id, receipt_id, balance_points, occurred_at';

/** Which entries are asked for; what is left out does not narrow the answer. */
export interface LotteryEntriesAsked {
  readonly issuerId: string;
  readonly programmeId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly receiptId?: string | undefined;
  /** Entries after this position. */
  readonly after: bigint;
  readonly limit: number;
}

/** An issuer's lottery entries in the order they were given. */
export async function lotteryEntriesOf(
  pool: EventLog['pool'],
  asked: LotteryEntriesAsked,
): Promise<readonly LotteryEntryView[]> {
  const { issuerId, programmeId, accountId, receiptId, after, limit } = asked;
  const { rows } = await pool.query<LotteryEntryRow>(
    `SELECT ${COLUMNS} FROM lottery_entry
     WHERE issuer_id = $1 AND position > $2 AND ($4::text IS NULL OR programme_id = $4)
       AND ($5::text IS NULL OR account_id = $5) AND ($6::text IS NULL OR receipt_id = $6)
     ORDER BY position LIMIT $3`,
    [issuerId, after, limit, programmeId ?? null, accountId ?? null, receiptId ?? null],
  );
  return rows.map((row) => ({
    position: row.position,
    entryId: row.entry_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    rule: row.rule,
    accountId: row.account_id,
    holderId: row.holder_id,
    receiptId: row.receipt_id,
    balancePoints: row.balance_points,
    occurredAt: toRfc3339(Number(row.occurred_at)),
  }));
}
