/** The statement of each account: every movement of its points, what a receipt earned by which rules, and the balance after. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventType } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type MovementKind, movementOf } from './movement.ts';

/** The facts that move points; see `movementOf`. */
export const MOVING_EVENTS: readonly EventType[] = [
  'PointsEarned',
  'PointsConfirmed',
  'PointsUsed',
  'PointsUseReversed',
  'PointsTakenBack',
  'PointsGranted',
  'PointsGrantTakenBack',
  'PointsAdjusted',
  'PointsLapsed',
  'PointsMovedOut',
  'PointsMovedIn',
  'PointsAccountClosed',
];

export const pointsEntryProjection: Projection = {
  name: 'points_entry',
  revision: 2,
  events: MOVING_EVENTS,
  tables: `
    CREATE TABLE points_entry (
      position bigint PRIMARY KEY,             -- of the event in this service's log
      event_id text NOT NULL,
      issuer_id text NOT NULL,
      account_id text NOT NULL,
      kind text NOT NULL,                      -- what happened: earned, used, taken_back, lapsed and so on
      receipt_id text,                         -- null where it is not about a receipt
      reference text,                          -- the return, use, adjustment or other account that it is about
      change_points bigint NOT NULL,           -- of the balance; below zero where points go
      pending_change_points bigint NOT NULL,   -- of what cannot be used yet
      lifetime_change_points bigint NOT NULL,  -- of what was ever earned
      base_points bigint,                      -- before any campaign; null where nothing was earned, as the next three
      multiplier_bp int,                       -- 10,000 is once
      bonus_points bigint,                     -- added after multiplying
      earned_points bigint,
      balance_after_points bigint NOT NULL,
      lifetime_after_points bigint,            -- null where it did not change
      day_rank int,                            -- place among the day's purchasing members
      rules jsonb NOT NULL,                    -- keys of the rules that counted, in the document's order
      programme_id text NOT NULL,
      programme_version int,                   -- the version it was decided under; null where no rule was asked
      occurred_at bigint NOT NULL,             -- epoch milliseconds: when it happened
      recorded_at bigint NOT NULL,             -- epoch milliseconds: when the log took it
      correlation_id text NOT NULL             -- the sale
    );
    CREATE INDEX points_entry_of_account ON points_entry (account_id, position);
    CREATE INDEX points_entry_of_receipt ON points_entry (issuer_id, receipt_id);
    CREATE INDEX points_entry_of_event ON points_entry (event_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const rows = events.flatMap(({ envelope, event }) => {
      const movement = movementOf(event);
      if (!movement) return [];
      const earned = event.type === 'PointsEarned' ? event.data : null;
      return [{ envelope, movement, earned }];
    });
    await tx.query(
      `INSERT INTO points_entry (position, event_id, issuer_id, account_id, kind, receipt_id, reference, change_points,
         pending_change_points, lifetime_change_points, base_points, multiplier_bp, bonus_points, earned_points,
         balance_after_points, lifetime_after_points, day_rank, rules, programme_id, programme_version, occurred_at,
         recorded_at, correlation_id)
       SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
         $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::int[], $13::bigint[], $14::bigint[],
         $15::bigint[], $16::bigint[], $17::int[], $18::jsonb[], $19::text[], $20::int[], $21::bigint[], $22::bigint[],
         $23::text[])`,
      [
        rows.map(({ envelope }) => envelope.position),
        rows.map(({ envelope }) => envelope.eventId),
        rows.map(({ envelope }) => envelope.issuerId),
        rows.map(({ movement }) => movement.accountId),
        rows.map(({ movement }) => movement.kind),
        rows.map(({ movement }) => movement.receiptId),
        rows.map(({ movement }) => movement.reference),
        rows.map(({ movement }) => movement.changePoints),
        rows.map(({ movement }) => movement.pendingChangePoints),
        rows.map(({ movement }) => movement.lifetimeChangePoints),
        rows.map(({ earned }) => earned?.basePoints ?? null),
        rows.map(({ earned }) => earned?.multiplierBp ?? null),
        rows.map(({ earned }) => earned?.bonusPoints ?? null),
        rows.map(({ earned }) => earned?.earnedPoints ?? null),
        rows.map(({ movement }) => movement.balanceAfterPoints),
        rows.map(({ movement }) => movement.lifetimeAfterPoints),
        rows.map(({ earned }) => earned?.dayRank ?? null),
        rows.map(({ movement }) => JSON.stringify(movement.rules)),
        rows.map(({ movement }) => movement.programmeId),
        rows.map(({ movement }) => movement.programmeVersion),
        rows.map(({ envelope }) => envelope.occurredAt),
        rows.map(({ envelope }) => envelope.recordedAt),
        rows.map(({ envelope }) => envelope.correlationId),
      ],
    );
  },
};

/** One movement of an account's points; times are RFC 3339. */
export interface EntryView {
  readonly position: bigint;
  readonly eventId: string;
  readonly kind: MovementKind;
  /** Null where it is not about a receipt. */
  readonly receiptId: string | null;
  /** The return, use, adjustment or other account that it is about. */
  readonly reference: string | null;
  readonly changePoints: bigint;
  readonly pendingChangePoints: bigint;
  readonly lifetimeChangePoints: bigint;
  /** Null where nothing was earned, as the next three. */
  readonly basePoints: bigint | null;
  readonly multiplierBp: number | null;
  readonly bonusPoints: bigint | null;
  readonly earnedPoints: bigint | null;
  readonly balanceAfterPoints: bigint;
  /** Null where it did not change. */
  readonly lifetimeAfterPoints: bigint | null;
  readonly dayRank: number | null;
  readonly rules: readonly string[];
  readonly programmeId: string;
  /** Null where no rule was asked. */
  readonly programmeVersion: number | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly correlationId: string;
}

interface EntryRow {
  position: bigint;
  event_id: string;
  kind: MovementKind;
  receipt_id: string | null;
  reference: string | null;
  change_points: bigint;
  pending_change_points: bigint;
  lifetime_change_points: bigint;
  base_points: bigint | null;
  multiplier_bp: number | null;
  bonus_points: bigint | null;
  earned_points: bigint | null;
  balance_after_points: bigint;
  lifetime_after_points: bigint | null;
  day_rank: number | null;
  rules: readonly string[];
  programme_id: string;
  programme_version: number | null;
  occurred_at: bigint;
  recorded_at: bigint;
  correlation_id: string;
}

const COLUMNS =
  'position, event_id, kind, receipt_id, reference, change_points, pending_change_points, lifetime_change_points, ' +
  'base_points, multiplier_bp, bonus_points, earned_points, balance_after_points, lifetime_after_points, day_rank, ' +
  'rules, programme_id, programme_version, occurred_at, recorded_at, correlation_id';

/** Which entries of an account are asked for; what is left out does not narrow the answer. */
export interface EntriesAsked {
  readonly issuerId: string;
  readonly accountId: string;
  readonly receiptId?: string | undefined;
  readonly kind?: MovementKind | undefined;
  /** Happened at or after this moment, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Happened before this moment, epoch milliseconds. */
  readonly to?: number | undefined;
  /** Entries before this position: a page goes back in time. */
  readonly before: bigint;
  readonly limit: number;
}

/** Entries of an account, the latest first. */
export async function entriesOf(pool: EventLog['pool'], asked: EntriesAsked): Promise<readonly EntryView[]> {
  const { issuerId, accountId, receiptId, kind, from, to, before, limit } = asked;
  const { rows } = await pool.query<EntryRow>(
    `SELECT ${COLUMNS} FROM points_entry
     WHERE issuer_id = $1 AND account_id = $2 AND position < $3 AND ($5::text IS NULL OR receipt_id = $5)
       AND ($6::bigint IS NULL OR occurred_at >= $6) AND ($7::bigint IS NULL OR occurred_at < $7)
       AND ($8::text IS NULL OR kind = $8)
     ORDER BY position DESC LIMIT $4`,
    [issuerId, accountId, before, limit, receiptId ?? null, from ?? null, to ?? null, kind ?? null],
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
    `SELECT ${COLUMNS} FROM points_entry WHERE issuer_id = $1 AND receipt_id = $2 AND kind = 'earned'`,
    [issuerId, receiptId],
  );
  return rows[0] && viewOf(rows[0]);
}

/** An entry with its account and the place of its event among those of the account, from 1. */
export interface EntryOfAccount extends EntryView {
  readonly accountId: string;
  readonly version: number;
}

/** An entry by the id of its event, with its account; undefined when the issuer has none of this id. */
export async function entryById(
  pool: EventLog['pool'],
  issuerId: string,
  eventId: string,
): Promise<EntryOfAccount | undefined> {
  const { rows } = await pool.query<EntryRow & { account_id: string; version: bigint }>(
    `SELECT ${COLUMNS}, account_id,
       (SELECT e.version FROM public.event AS e WHERE e.position = points_entry.position) AS version
     FROM points_entry WHERE issuer_id = $1 AND event_id = $2`,
    [issuerId, eventId],
  );
  return rows[0] && { ...viewOf(rows[0]), accountId: rows[0].account_id, version: Number(rows[0].version) };
}

/** What an account had at a moment, counting what had happened by then, in whatever order it was recorded. */
export interface BalanceAt {
  readonly balancePoints: bigint;
  readonly pendingPoints: bigint;
  readonly lifetimePoints: bigint;
}

/** The balance of an account at a moment, epoch milliseconds: the sum of what happened up to it. */
export async function balanceAt(
  pool: EventLog['pool'],
  issuerId: string,
  accountId: string,
  at: number,
): Promise<BalanceAt> {
  const { rows } = await pool.query<{ balance: string; pending: string; lifetime: string }>(
    `SELECT coalesce(sum(change_points), 0)::text AS balance, coalesce(sum(pending_change_points), 0)::text AS pending,
            coalesce(sum(lifetime_change_points), 0)::text AS lifetime
     FROM points_entry WHERE issuer_id = $1 AND account_id = $2 AND occurred_at <= $3`,
    [issuerId, accountId, at],
  );
  const { balance = '0', pending = '0', lifetime = '0' } = rows[0] ?? {};
  return { balancePoints: BigInt(balance), pendingPoints: BigInt(pending), lifetimePoints: BigInt(lifetime) };
}

function viewOf(row: EntryRow): EntryView {
  return {
    position: row.position,
    eventId: row.event_id,
    kind: row.kind,
    receiptId: row.receipt_id,
    reference: row.reference,
    changePoints: row.change_points,
    pendingChangePoints: row.pending_change_points,
    lifetimeChangePoints: row.lifetime_change_points,
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
