/** Redemptions as they are read: one row each, with what became of it. */
import { toRfc3339 } from '@scrip/calendar';
import { type Json, toJson } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** What can have become of a redemption. */
export const REDEMPTION_STATES = ['waiting', 'collected', 'cancelled'] as const;
export type RedemptionStatus = (typeof REDEMPTION_STATES)[number];

export const redemptionProjection: Projection = {
  name: 'redemption',
  revision: 1,
  events: ['RedemptionMade', 'RedemptionCollected', 'RedemptionCancelled'],
  tables: `
    CREATE TABLE redemption (
      redemption_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- of its making in this service's log
      state text NOT NULL,               -- waiting | collected | cancelled
      account_id text NOT NULL,
      holder_id text NOT NULL,
      counter_key text NOT NULL,
      merchant_id text NOT NULL,         -- who is paid the cost
      items jsonb NOT NULL,              -- as in the event, amounts as numbers of fen
      used_points bigint NOT NULL,
      cost_fen bigint NOT NULL,          -- what the counter is owed once the goods are collected
      collect_until bigint,              -- epoch milliseconds: when it is given up; null: never
      programme_id text NOT NULL,
      programme_version int NOT NULL,    -- the version it was decided under
      made_at bigint NOT NULL,           -- epoch milliseconds
      ended_at bigint,                   -- collected or cancelled
      reason text                        -- why it was cancelled
    );
    CREATE INDEX redemption_of_issuer ON redemption (issuer_id, position);
    CREATE INDEX redemption_of_account ON redemption (account_id, position);
    CREATE INDEX redemption_due ON redemption (collect_until) WHERE state = 'waiting' AND collect_until IS NOT NULL`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // A redemption is rare beside a receipt: each fact is written by itself.
    for (const { envelope, event } of events) {
      if (event.type === 'RedemptionMade') {
        const { data } = event;
        const costFen = data.items.reduce((sum, item) => sum + item.costFen, 0n);
        await tx.query(
          `INSERT INTO redemption (redemption_id, issuer_id, position, state, account_id, holder_id, counter_key, merchant_id,
             items, used_points, cost_fen, collect_until, programme_id, programme_version, made_at)
           VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
          [
            data.redemptionId,
            envelope.issuerId,
            envelope.position,
            data.accountId,
            data.holderId,
            data.counterKey,
            data.merchantId,
            JSON.stringify(toJson(data.items)),
            data.usedPoints,
            costFen,
            data.collectUntil,
            data.programmeId,
            data.programmeVersion,
            envelope.occurredAt,
          ],
        );
      } else if (event.type === 'RedemptionCollected' || event.type === 'RedemptionCancelled') {
        const collected = event.type === 'RedemptionCollected';
        await tx.query('UPDATE redemption SET state = $2, ended_at = $3, reason = $4 WHERE redemption_id = $1', [
          event.data.redemptionId,
          collected ? 'collected' : 'cancelled',
          envelope.occurredAt,
          collected ? null : event.data.reason,
        ]);
      }
    }
  },
};

/** A redemption as it is told; times are RFC 3339. */
export interface RedemptionView {
  readonly position: bigint;
  readonly redemptionId: string;
  readonly state: RedemptionStatus;
  readonly accountId: string;
  readonly holderId: string;
  readonly counterKey: string;
  readonly merchantId: string;
  /** As in the event. */
  readonly items: Json;
  readonly usedPoints: bigint;
  readonly costFen: bigint;
  readonly collectUntil: string | null;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly madeAt: string;
  readonly endedAt: string | null;
  readonly reason: string | null;
}

interface RedemptionRow {
  position: bigint;
  redemption_id: string;
  state: RedemptionStatus;
  account_id: string;
  holder_id: string;
  counter_key: string;
  merchant_id: string;
  items: Json;
  used_points: bigint;
  cost_fen: bigint;
  collect_until: bigint | null;
  programme_id: string;
  programme_version: number;
  made_at: bigint;
  ended_at: bigint | null;
  reason: string | null;
}

const COLUMNS =
  'position, redemption_id, state, account_id, holder_id, counter_key, merchant_id, items, used_points, cost_fen, ' +
  'collect_until, programme_id, programme_version, made_at, ended_at, reason';

/** Which redemptions are asked for; what is left out does not narrow the answer. */
export interface RedemptionsAsked {
  readonly issuerId: string;
  readonly redemptionId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly counterKey?: string | undefined;
  readonly state?: RedemptionStatus | undefined;
  /** Redemptions before this position: a page goes back in time. */
  readonly before: bigint;
  readonly limit: number;
}

/** An issuer's redemptions, the latest first. */
export async function redemptionsOf(
  pool: EventLog['pool'],
  asked: RedemptionsAsked,
): Promise<readonly RedemptionView[]> {
  const { issuerId, redemptionId, accountId, counterKey, state, before, limit } = asked;
  const { rows } = await pool.query<RedemptionRow>(
    `SELECT ${COLUMNS} FROM redemption
     WHERE issuer_id = $1 AND position < $2 AND ($4::text IS NULL OR redemption_id = $4)
       AND ($5::text IS NULL OR account_id = $5) AND ($6::text IS NULL OR counter_key = $6)
       AND ($7::text IS NULL OR state = $7)
     ORDER BY position DESC LIMIT $3`,
    [issuerId, before, limit, redemptionId ?? null, accountId ?? null, counterKey ?? null, state ?? null],
  );
  return rows.map((row) => ({
    position: row.position,
    redemptionId: row.redemption_id,
    state: row.state,
    accountId: row.account_id,
    holderId: row.holder_id,
    counterKey: row.counter_key,
    merchantId: row.merchant_id,
    items: row.items,
    usedPoints: row.used_points,
    costFen: row.cost_fen,
    collectUntil: row.collect_until === null ? null : toRfc3339(Number(row.collect_until)),
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    madeAt: toRfc3339(Number(row.made_at)),
    endedAt: row.ended_at === null ? null : toRfc3339(Number(row.ended_at)),
    reason: row.reason,
  }));
}

/** Goods that nobody collected in time. */
export interface UncollectedGoods {
  readonly redemptionId: string;
  readonly issuerId: string;
  /** Epoch milliseconds. */
  readonly collectUntil: number;
}

/** Redemptions that wait longer than they may, the longest overdue first. */
export async function uncollectedAt(
  pool: EventLog['pool'],
  now: number,
  limit: number,
): Promise<readonly UncollectedGoods[]> {
  const { rows } = await pool.query<{ redemption_id: string; issuer_id: string; collect_until: bigint }>(
    `SELECT redemption_id, issuer_id, collect_until FROM redemption
     WHERE state = 'waiting' AND collect_until <= $1 ORDER BY collect_until LIMIT $2`,
    [now, limit],
  );
  return rows.map((row) => ({
    redemptionId: row.redemption_id,
    issuerId: row.issuer_id,
    collectUntil: Number(row.collect_until),
  }));
}
