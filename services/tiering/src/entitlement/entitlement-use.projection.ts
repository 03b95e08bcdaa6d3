/** Uses of entitlements as the desk lists them: reserved, used, and what became of them. */
import { toRfc3339 } from '@scrip/calendar';
import type { EntitlementEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

/** What a use can be. */
export const USE_STATES = ['reserved', 'used', 'released', 'expired', 'reversed'] as const;

export const entitlementUseProjection: Projection = {
  name: 'entitlement_use',
  revision: 1,
  events: ['EntitlementReserved', 'EntitlementUsed', 'EntitlementReservationReleased', 'EntitlementUseReversed'],
  tables: `
    CREATE TABLE entitlement_use (
      use_id text PRIMARY KEY,
      position bigint NOT NULL,            -- of its first fact in the log: the order of the list
      issuer_id text NOT NULL,
      entitlement_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      entitlement_key text NOT NULL,
      contract_id text,
      relative_id text,                    -- null: the holder
      grade_key text,
      grant_period text NOT NULL,
      granted_count int NOT NULL,
      use_count int NOT NULL,
      occasion text,
      effect_kind text NOT NULL,
      used_date text NOT NULL,             -- YYYY-MM-DD, that it is for
      cost_fen bigint,
      state text NOT NULL,                 -- reserved | used | released | expired | reversed
      reason text,                         -- of a release or a reversal
      expires_at bigint,                   -- epoch milliseconds, as the other times; null where it was never reserved
      reserved_by text,                    -- subject of a token, as the others
      reserved_at bigint,
      used_by text,
      used_at bigint,
      ended_by text,
      ended_at bigint
    );
    CREATE INDEX entitlement_use_of_issuer ON entitlement_use (issuer_id, position);
    CREATE INDEX entitlement_use_of_holder ON entitlement_use (issuer_id, holder_id, position);
    CREATE INDEX entitlement_use_of_contract ON entitlement_use (issuer_id, contract_id, position);
    CREATE INDEX entitlement_use_open ON entitlement_use (expires_at) WHERE state = 'reserved'`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const recorded of events as readonly Recorded<EntitlementEvent>[]) await applyOne(tx, recorded);
  },
};

async function applyOne(tx: Tx, { envelope, event }: Recorded<EntitlementEvent>): Promise<void> {
  const { actor, occurredAt: at } = envelope;
  switch (event.type) {
    case 'EntitlementReserved':
    case 'EntitlementUsed': {
      const { data } = event;
      const used = event.type === 'EntitlementUsed';
      await tx.query(
        `INSERT INTO entitlement_use AS u (use_id, position, issuer_id, entitlement_id, holder_id, programme_id,
           programme_version, entitlement_key, contract_id, relative_id, grade_key, grant_period, granted_count, use_count,
           occasion, effect_kind, used_date, cost_fen, state, expires_at, reserved_by, reserved_at, used_by, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
           $24)
         ON CONFLICT (use_id) DO UPDATE SET state = excluded.state, used_date = excluded.used_date,
           cost_fen = excluded.cost_fen, used_by = excluded.used_by, used_at = excluded.used_at`,
        [
          data.useId,
          envelope.position,
          envelope.issuerId,
          data.entitlementId,
          data.holderId,
          data.programmeId,
          data.programmeVersion,
          data.entitlementKey,
          data.contractId,
          data.relativeId,
          data.gradeKey,
          data.grantPeriod,
          data.grantedCount,
          data.useCount,
          data.occasion,
          data.effectKind,
          data.usedDate,
          event.type === 'EntitlementUsed' ? event.data.costFen : null,
          used ? 'used' : 'reserved',
          event.type === 'EntitlementReserved' ? event.data.expiresAt : null,
          used ? null : actor,
          used ? null : at,
          used ? actor : null,
          used ? at : null,
        ],
      );
      return;
    }
    case 'EntitlementReservationReleased':
    case 'EntitlementUseReversed': {
      const { useId, reason } = event.data;
      const released = reason === 'expired' ? 'expired' : 'released';
      await tx.query(
        'UPDATE entitlement_use SET state = $2, reason = $3, ended_by = $4, ended_at = $5 WHERE use_id = $1',
        [useId, event.type === 'EntitlementUseReversed' ? 'reversed' : released, reason, actor, at],
      );
      return;
    }
  }
}

/** A use as it is told; times are RFC 3339. */
export interface UseView {
  /** Of its first fact in the log. */
  readonly position: bigint;
  readonly useId: string;
  readonly entitlementId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly entitlementKey: string;
  readonly contractId: string | null;
  readonly relativeId: string | null;
  readonly gradeKey: string | null;
  readonly grantPeriod: string;
  readonly grantedCount: number;
  readonly useCount: number;
  readonly occasion: string | null;
  readonly effectKind: string;
  readonly usedDate: string;
  readonly costFen: Fen | null;
  readonly state: (typeof USE_STATES)[number];
  readonly reason: string | null;
  readonly expiresAt: string | null;
  readonly reservedBy: string | null;
  readonly reservedAt: string | null;
  readonly usedBy: string | null;
  readonly usedAt: string | null;
  readonly endedBy: string | null;
  readonly endedAt: string | null;
}

interface UseRow {
  position: bigint;
  use_id: string;
  entitlement_id: string;
  holder_id: string;
  programme_id: string;
  programme_version: number;
  entitlement_key: string;
  contract_id: string | null;
  relative_id: string | null;
  grade_key: string | null;
  grant_period: string;
  granted_count: number;
  use_count: number;
  occasion: string | null;
  effect_kind: string;
  used_date: string;
  cost_fen: bigint | null;
  state: UseView['state'];
  reason: string | null;
  expires_at: bigint | null;
  reserved_by: string | null;
  reserved_at: bigint | null;
  used_by: string | null;
  used_at: bigint | null;
  ended_by: string | null;
  ended_at: bigint | null;
}

/** Which uses; what is left out does not narrow the answer. */
export interface UsesAsked {
  readonly issuerId: string;
  readonly useId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly contractId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly entitlementKey?: string | undefined;
  readonly state?: UseView['state'] | undefined;
  /** First and last business day that they are for. */
  readonly fromDate?: string | undefined;
  readonly toDate?: string | undefined;
  /** Uses before this position. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** An issuer's uses, the latest first. */
export async function usesOf(pool: EventLog['pool'], asked: UsesAsked): Promise<readonly UseView[]> {
  const { rows } = await pool.query<UseRow>(
    `SELECT * FROM entitlement_use
     WHERE issuer_id = $1 AND ($3::text IS NULL OR use_id = $3) AND ($4::text IS NULL OR holder_id = $4)
       AND ($5::text IS NULL OR contract_id = $5) AND ($6::text IS NULL OR programme_id = $6)
       AND ($7::text IS NULL OR entitlement_key = $7) AND ($8::text IS NULL OR state = $8)
       AND ($9::text IS NULL OR used_date >= $9) AND ($10::text IS NULL OR used_date <= $10)
       AND ($11::bigint IS NULL OR position < $11)
     ORDER BY position DESC LIMIT $2`,
    [
      asked.issuerId,
      asked.limit,
      asked.useId,
      asked.holderId,
      asked.contractId,
      asked.programmeId,
      asked.entitlementKey,
      asked.state,
      asked.fromDate,
      asked.toDate,
      asked.before,
    ],
  );
  return rows.map(viewOf);
}

/** Reservations whose time is over at a moment (epoch milliseconds), the longest first. */
export async function overdueReservations(
  pool: EventLog['pool'],
  now: number,
  limit: number,
): Promise<readonly { issuerId: string; entitlementId: string; useId: string; expiresAt: number }[]> {
  const { rows } = await pool.query<{ issuer_id: string; entitlement_id: string; use_id: string; expires_at: bigint }>(
    `SELECT issuer_id, entitlement_id, use_id, expires_at FROM entitlement_use
     WHERE state = 'reserved' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
    [now, limit],
  );
  return rows.map((row) => ({
    issuerId: row.issuer_id,
    entitlementId: row.entitlement_id,
    useId: row.use_id,
    expiresAt: Number(row.expires_at),
  }));
}

function viewOf(row: UseRow): UseView {
  const time = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));
  return {
    position: row.position,
    useId: row.use_id,
    entitlementId: row.entitlement_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    entitlementKey: row.entitlement_key,
    contractId: row.contract_id,
    relativeId: row.relative_id,
    gradeKey: row.grade_key,
    grantPeriod: row.grant_period,
    grantedCount: row.granted_count,
    useCount: row.use_count,
    occasion: row.occasion,
    effectKind: row.effect_kind,
    usedDate: row.used_date,
    costFen: row.cost_fen === null ? null : fen(row.cost_fen),
    state: row.state,
    reason: row.reason,
    expiresAt: time(row.expires_at),
    reservedBy: row.reserved_by,
    reservedAt: time(row.reserved_at),
    usedBy: row.used_by,
    usedAt: time(row.used_at),
    endedBy: row.ended_by,
    endedAt: time(row.ended_at),
  };
}
