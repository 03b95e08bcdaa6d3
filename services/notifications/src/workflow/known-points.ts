/** Points of holders as notifications heard of them, for reminders that name them and conditions that ask for them (domain 2.12). */
import { businessDate } from '@scrip/calendar';
import type { EventLog, Tx } from '@scrip/event-store';
import type { Message } from '@scrip/kafka';
import type { Points } from '@scrip/money';

/** What every event of a points account says. */
export interface PointsAccountEvent {
  readonly accountId: string;
  readonly programmeId: string;
  readonly holderId: string;
}

/** Points of one lot; those that never lapse have no moment. */
export interface LotShare {
  readonly expiresAt: number | null;
  readonly sharePoints: Points;
}

/** How an event changes what is known. */
export interface PointsChange {
  /** Afterwards; undefined: as it was. */
  readonly balance?: bigint;
  /** Ever earned, afterwards; undefined: as it was. */
  readonly lifetime?: bigint;
  /** Earned by a receipt with this event, or taken back by a return, below zero. */
  readonly earned?: bigint;
  /** What came to lots and what was taken from them. */
  readonly added?: readonly LotShare[];
  readonly taken?: readonly LotShare[];
  /** The account has nothing any more. */
  readonly isEmptied?: boolean;
}

/** Version of the first event that an account can have points by: the one before it opens the account. */
const FIRST_POINTS_VERSION = 2;

/**
 * Keeps what an event of an account changes; an event that was heard before changes nothing. The lots of an account that was
 * first heard of later in its life are known from when it has no points.
 */
export async function keepPoints(
  tx: Tx,
  { envelope }: Message,
  { accountId, programmeId, holderId }: PointsAccountEvent,
  { balance, lifetime, earned = 0n, added = [], taken = [], isEmptied = false }: PointsChange,
): Promise<void> {
  const { issuerId, version, occurredAt } = envelope;
  const hasNone = isEmptied || (balance !== undefined && balance <= 0n);
  const isFirst = version <= FIRST_POINTS_VERSION;
  const isWhole = hasNone || isFirst;
  const lifetimeAfter = isEmptied ? 0n : lifetime;
  const { rowCount } = await tx.query(
    `INSERT INTO known_points AS k (issuer_id, account_id, programme_id, holder_id, version, balance_points, lots_known,
                                    lifetime_points)
     VALUES ($1, $2, $3, $4, $5, coalesce($6::bigint, 0), $8, coalesce($9::bigint, $10))
     ON CONFLICT (issuer_id, account_id) DO UPDATE
     SET holder_id = excluded.holder_id, version = excluded.version,
         balance_points = coalesce($6::bigint, k.balance_points), lots_known = k.lots_known OR $7,
         lifetime_points = coalesce($9::bigint, k.lifetime_points)
     WHERE k.version < excluded.version`,
    [
      issuerId,
      accountId,
      programmeId,
      holderId,
      version,
      isEmptied ? 0n : balance,
      hasNone,
      isWhole,
      lifetimeAfter,
      // An account that was heard of from its first event has earned nothing before it.
      isFirst ? 0n : null,
    ],
  );
  if (rowCount === 0) return;
  if (earned !== 0n)
    await tx.query(
      `INSERT INTO known_earned AS e (issuer_id, programme_id, holder_id, business_date, earned_points)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (issuer_id, programme_id, holder_id, business_date)
       DO UPDATE SET earned_points = e.earned_points + excluded.earned_points`,
      [issuerId, programmeId, holderId, businessDate(occurredAt), earned],
    );
  if (hasNone) {
    await tx.query('DELETE FROM known_points_lot WHERE issuer_id = $1 AND account_id = $2', [issuerId, accountId]);
    return;
  }
  const changes = [
    ...added.map((lot) => ({ ...lot, change: lot.sharePoints as bigint })),
    ...taken.map((lot) => ({ ...lot, change: -lot.sharePoints })),
  ];
  for (const { expiresAt, change } of changes) {
    if (expiresAt === null) continue;
    await tx.query(
      `INSERT INTO known_points_lot AS l (issuer_id, account_id, expires_at, left_points) VALUES ($1, $2, $3, $4)
       ON CONFLICT (issuer_id, account_id, expires_at) DO UPDATE SET left_points = l.left_points + excluded.left_points`,
      [issuerId, accountId, expiresAt, change],
    );
  }
}

/** What a reminder may name of holders at a moment, written for the reader; what there is nothing of, or not all is known of, is left out. */
export async function pointsWords(
  pool: EventLog['pool'],
  { issuerId, programmeId }: { readonly issuerId: string; readonly programmeId: string },
  holderIds: readonly string[],
  at: number,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const { rows } = await pool.query<{
    holder_id: string;
    balance: bigint;
    expires_at: bigint | null;
    lapsing: bigint | null;
  }>(
    `SELECT k.holder_id, sum(k.balance_points)::bigint AS balance,
            CASE WHEN bool_and(k.lots_known) THEN min(n.expires_at) END AS expires_at,
            (array_agg(n.lapsing ORDER BY n.expires_at))[1] AS lapsing
     FROM known_points k LEFT JOIN LATERAL (
       SELECT l.expires_at, l.left_points AS lapsing FROM known_points_lot l
       WHERE l.issuer_id = k.issuer_id AND l.account_id = k.account_id AND l.left_points > 0 AND l.expires_at > $4
       ORDER BY l.expires_at LIMIT 1) n ON true
     WHERE k.issuer_id = $1 AND k.programme_id = $2 AND k.holder_id = ANY ($3) GROUP BY k.holder_id`,
    [issuerId, programmeId, holderIds, at],
  );
  return new Map(
    rows.map(({ holder_id: holderId, balance, expires_at: expiresAt, lapsing }) => {
      const own: Record<string, string> = {};
      if (balance > 0n) own['balancePoints'] = balance.toString();
      if (expiresAt !== null && lapsing !== null) {
        own['lapsingPoints'] = lapsing.toString();
        // The moment is the first at which they cannot be used.
        own['lapseDate'] = businessDate(Number(expiresAt) - 1);
      }
      return [holderId, own];
    }),
  );
}
