/** Gifts of entitlements that were not in their stock when they were used: what staff see to, and what became of it. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** What can have become of a gift that was missing. */
export const GIFT_EXCEPTION_STATES = ['open', 'handed_over', 'waived'] as const;
export type GiftExceptionState = (typeof GIFT_EXCEPTION_STATES)[number];

export const giftExceptionProjection: Projection = {
  name: 'gift_exception',
  revision: 1,
  events: ['EntitlementGiftMissing', 'EntitlementGiftHandedOver', 'EntitlementGiftWaived'],
  tables: `
    CREATE TABLE gift_exception (
      gift_use_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- of the fact that it was missing in this service's log
      state text NOT NULL,               -- open | handed_over | waived
      use_id text NOT NULL,              -- of the entitlement, in tiering
      entitlement_key text NOT NULL,
      holder_id text NOT NULL,
      stock_id text NOT NULL,            -- that it was missing from
      pieces int NOT NULL,
      because text NOT NULL,             -- gift_stock_unknown | gifts_short
      available int,                     -- pieces that could have been taken; null where no such stock is kept
      programme_id text NOT NULL,
      missing_at bigint NOT NULL,        -- epoch milliseconds, as the next
      closed_at bigint,                  -- null while it is open
      closed_by text,                    -- who handed it over or gave it up; null while it is open
      from_stock_id text,                -- that it was taken from in the end; null where it was not
      reason text                        -- why it was given up
    );
    CREATE INDEX gift_exception_of_issuer ON gift_exception (issuer_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // A missing gift is rare: each fact is written by itself.
    for (const { envelope, event } of events) {
      if (event.type === 'EntitlementGiftMissing') {
        const { data } = event;
        await tx.query(
          `INSERT INTO gift_exception (gift_use_id, issuer_id, position, state, use_id, entitlement_key, holder_id, stock_id,
             pieces, because, available, programme_id, missing_at)
           VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
          [
            data.giftUseId,
            envelope.issuerId,
            envelope.position,
            data.useId,
            data.entitlementKey,
            data.holderId,
            data.stockId,
            data.pieces,
            data.because,
            data.availablePieces,
            data.programmeId,
            envelope.occurredAt,
          ],
        );
        continue;
      }
      const handedOver = event.type === 'EntitlementGiftHandedOver' && event.data.afterMissing ? event.data : null;
      const waived = event.type === 'EntitlementGiftWaived' ? event.data : null;
      const giftUseId = handedOver?.giftUseId ?? waived?.giftUseId;
      if (giftUseId === undefined) continue;
      await tx.query(
        `UPDATE gift_exception SET state = $2, closed_at = $3, closed_by = $4, from_stock_id = $5, reason = $6
         WHERE gift_use_id = $1`,
        [
          giftUseId,
          handedOver ? 'handed_over' : 'waived',
          envelope.occurredAt,
          envelope.actor,
          handedOver?.stockId ?? null,
          waived?.reason ?? null,
        ],
      );
    }
  },
};

/** A gift that was missing, as it is told; times are RFC 3339. */
export interface GiftExceptionView {
  readonly position: bigint;
  readonly giftUseId: string;
  readonly state: GiftExceptionState;
  readonly useId: string;
  readonly entitlementKey: string;
  readonly holderId: string;
  readonly stockId: string;
  readonly pieces: number;
  readonly because: string;
  readonly availablePieces: number | null;
  readonly programmeId: string;
  readonly missingAt: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly fromStockId: string | null;
  readonly reason: string | null;
}

interface GiftExceptionRow {
  position: bigint;
  gift_use_id: string;
  state: GiftExceptionState;
  use_id: string;
  entitlement_key: string;
  holder_id: string;
  stock_id: string;
  pieces: number;
  because: string;
  available: number | null;
  programme_id: string;
  missing_at: bigint;
  closed_at: bigint | null;
  closed_by: string | null;
  from_stock_id: string | null;
  reason: string | null;
}

/** Which exceptions are asked for; what is left out does not narrow the answer. */
export interface GiftExceptionsAsked {
  readonly issuerId: string;
  readonly giftUseId?: string | undefined;
  readonly state?: GiftExceptionState | undefined;
  readonly programmeId?: string | undefined;
  readonly stockId?: string | undefined;
  /** Exceptions before this position: a page goes back in time. */
  readonly before: bigint;
  readonly limit: number;
}

/** An issuer's gifts that were missing, the latest first. */
export async function giftExceptionsOf(
  pool: EventLog['pool'],
  asked: GiftExceptionsAsked,
): Promise<readonly GiftExceptionView[]> {
  const { issuerId, giftUseId, state, programmeId, stockId, before, limit } = asked;
  const { rows } = await pool.query<GiftExceptionRow>(
    `SELECT position, gift_use_id, state, use_id, entitlement_key, holder_id, stock_id, pieces, because, available,
       programme_id, missing_at, closed_at, closed_by, from_stock_id, reason
     FROM gift_exception
     WHERE issuer_id = $1 AND position < $2 AND ($4::text IS NULL OR gift_use_id = $4)
       AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR programme_id = $6)
       AND ($7::text IS NULL OR stock_id = $7)
     ORDER BY position DESC LIMIT $3`,
    [issuerId, before, limit, giftUseId ?? null, state ?? null, programmeId ?? null, stockId ?? null],
  );
  return rows.map((row) => ({
    position: row.position,
    giftUseId: row.gift_use_id,
    state: row.state,
    useId: row.use_id,
    entitlementKey: row.entitlement_key,
    holderId: row.holder_id,
    stockId: row.stock_id,
    pieces: row.pieces,
    because: row.because,
    availablePieces: row.available,
    programmeId: row.programme_id,
    missingAt: toRfc3339(Number(row.missing_at)),
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    closedBy: row.closed_by,
    fromStockId: row.from_stock_id,
    reason: row.reason,
  }));
}
