/** The statement of each account: what every receipt earned, by which rules, and where it left the balance. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const pointsEntryProjection: Projection = {
  name: 'points_entry',
  revision: 1,
  events: ['PointsEarned'],
  tables: `
    CREATE TABLE points_entry (
      position bigint PRIMARY KEY,           -- of the event in this service's log
      event_id text NOT NULL,
      issuer_id text NOT NULL,
      account_id text NOT NULL,
      receipt_id text NOT NULL,
      base_points bigint NOT NULL,           -- before any campaign
      multiplier_bp int NOT NULL,            -- 10,000 is once
      bonus_points bigint NOT NULL,          -- added after multiplying
      earned_points bigint NOT NULL,
      balance_after_points bigint NOT NULL,
      lifetime_after_points bigint NOT NULL,
      day_rank int,                          -- place among the day's purchasing members
      rules jsonb NOT NULL,                  -- keys of the rules that counted, in the document's order
      programme_id text NOT NULL,
      programme_version int NOT NULL,        -- the version it was decided under
      occurred_at bigint NOT NULL,           -- epoch milliseconds: when it happened
      recorded_at bigint NOT NULL,           -- epoch milliseconds: when the log took it
      correlation_id text NOT NULL           -- the sale
    );
    CREATE INDEX points_entry_of_account ON points_entry (account_id, position);
    CREATE INDEX points_entry_of_receipt ON points_entry (issuer_id, receipt_id);
    CREATE INDEX points_entry_of_event ON points_entry (event_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const rows = events.flatMap(({ envelope, event }) =>
      event.type === 'PointsEarned' ? [{ envelope, data: event.data }] : [],
    );
    await tx.query(
      `INSERT INTO points_entry (position, event_id, issuer_id, account_id, receipt_id, base_points, multiplier_bp,
         bonus_points, earned_points, balance_after_points, lifetime_after_points, day_rank, rules, programme_id,
         programme_version, occurred_at, recorded_at, correlation_id)
       SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::int[],
         $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::int[], $13::jsonb[], $14::text[], $15::int[],
         $16::bigint[], $17::bigint[], $18::text[])`,
      [
        rows.map(({ envelope }) => envelope.position),
        rows.map(({ envelope }) => envelope.eventId),
        rows.map(({ envelope }) => envelope.issuerId),
        rows.map(({ data }) => data.accountId),
        rows.map(({ data }) => data.receiptId),
        rows.map(({ data }) => data.basePoints),
        rows.map(({ data }) => data.multiplierBp),
        rows.map(({ data }) => data.bonusPoints),
        rows.map(({ data }) => data.earnedPoints),
        rows.map(({ data }) => data.balanceAfterPoints),
        rows.map(({ data }) => data.lifetimeAfterPoints),
        rows.map(({ data }) => data.dayRank),
        rows.map(({ data }) => JSON.stringify(data.rules)),
        rows.map(({ data }) => data.programmeId),
        rows.map(({ data }) => data.programmeVersion),
        rows.map(({ envelope }) => envelope.occurredAt),
        rows.map(({ envelope }) => envelope.recordedAt),
        rows.map(({ envelope }) => envelope.correlationId),
      ],
    );
  },
};

/** What one receipt earned; times are RFC 3339. */
export interface EntryView {
  readonly position: bigint;
  readonly eventId: string;
  readonly receiptId: string;
  readonly basePoints: bigint;
  readonly multiplierBp: number;
  readonly bonusPoints: bigint;
  readonly earnedPoints: bigint;
  readonly balanceAfterPoints: bigint;
  readonly lifetimeAfterPoints: bigint;
  readonly dayRank: number | null;
  readonly rules: readonly string[];
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly correlationId: string;
}

interface EntryRow {
  position: bigint;
  event_id: string;
  receipt_id: string;
  base_points: bigint;
  multiplier_bp: number;
  bonus_points: bigint;
  earned_points: bigint;
  balance_after_points: bigint;
  lifetime_after_points: bigint;
  day_rank: number | null;
  rules: readonly string[];
  programme_id: string;
  programme_version: number;
  occurred_at: bigint;
  recorded_at: bigint;
  correlation_id: string;
}

const COLUMNS =
  'position, event_id, receipt_id, base_points, multiplier_bp, bonus_points, earned_points, balance_after_points, ' +
  'lifetime_after_points, day_rank, rules, programme_id, programme_version, occurred_at, recorded_at, correlation_id';

/** Which entries of an account are asked for; what is left out does not narrow the answer. */
export interface EntriesAsked {
  readonly issuerId: string;
  readonly accountId: string;
  readonly receiptId?: string | undefined;
  /** Earned at or after this moment, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Earned before this moment, epoch milliseconds. */
  readonly to?: number | undefined;
  /** Entries before this position: a page goes back in time. */
  readonly before: bigint;
  readonly limit: number;
}

/** Entries of an account, the latest first. */
export async function entriesOf(pool: EventLog['pool'], asked: EntriesAsked): Promise<readonly EntryView[]> {
  const { issuerId, accountId, receiptId, from, to, before, limit } = asked;
  const { rows } = await pool.query<EntryRow>(
    `SELECT ${COLUMNS} FROM points_entry
     WHERE issuer_id = $1 AND account_id = $2 AND position < $3 AND ($5::text IS NULL OR receipt_id = $5)
       AND ($6::bigint IS NULL OR occurred_at >= $6) AND ($7::bigint IS NULL OR occurred_at < $7)
     ORDER BY position DESC LIMIT $4`,
    [issuerId, accountId, before, limit, receiptId ?? null, from ?? null, to ?? null],
  );
  return rows.map(viewOf);
}

/** What a receipt earned; undefined when nothing. */
export async function entryOfReceipt(
  pool: EventLog['pool'],
  issuerId: string,
  receiptId: string,
): Promise<EntryView | undefined> {
  const { rows } = await pool.query<EntryRow>(
    `SELECT ${COLUMNS} FROM points_entry WHERE issuer_id = $1 AND receipt_id = $2`,
    [issuerId, receiptId],
  );
  return rows[0] && viewOf(rows[0]);
}

/** An entry by the id of its event; undefined when the issuer has none of this id. */
export async function entryById(
  pool: EventLog['pool'],
  issuerId: string,
  eventId: string,
): Promise<EntryView | undefined> {
  const { rows } = await pool.query<EntryRow>(
    `SELECT ${COLUMNS} FROM points_entry WHERE issuer_id = $1 AND event_id = $2`,
    [issuerId, eventId],
  );
  return rows[0] && viewOf(rows[0]);
}

function viewOf(row: EntryRow): EntryView {
  return {
    position: row.position,
    eventId: row.event_id,
    receiptId: row.receipt_id,
    basePoints: row.base_points,
    multiplierBp: row.multiplier_bp,
    bonusPoints: row.bonus_points,
    earnedPoints: row.earned_points,
    balanceAfterPoints: row.balance_after_points,
    lifetimeAfterPoints: row.lifetime_after_points,
    dayRank: row.day_rank,
    rules: row.rules,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    occurredAt: toRfc3339(Number(row.occurred_at)),
    recordedAt: toRfc3339(Number(row.recorded_at)),
    correlationId: row.correlation_id,
  };
}
