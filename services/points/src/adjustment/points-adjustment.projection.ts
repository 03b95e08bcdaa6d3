/** Corrections of points, for those who approve them and those who audit them. */
import { toRfc3339 } from '@scrip/calendar';
import type { PointsAdjustmentEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

/** Where an adjustment can stand. */
export const ADJUSTMENT_STATES = ['proposed', 'approved', 'rejected'] as const;

export const pointsAdjustmentProjection: Projection = {
  name: 'points_adjustment',
  revision: 1,
  events: ['PointsAdjustmentProposed', 'PointsAdjustmentApproved', 'PointsAdjustmentRejected'],
  tables: `
    CREATE TABLE points_adjustment (
      adjustment_id text PRIMARY KEY,
      position bigint NOT NULL,            -- of its proposal in the log: the order of the list
      issuer_id text NOT NULL,
      account_id text NOT NULL,            -- for which it was proposed
      direction text NOT NULL,             -- credit | debit
      asked_points bigint NOT NULL,
      counts_lifetime boolean NOT NULL,
      reason text NOT NULL,
      corrects_event_id text,
      proposed_by text NOT NULL,           -- subject of a token
      proposed_at bigint NOT NULL,         -- epoch milliseconds
      state text NOT NULL,                 -- proposed | approved | rejected
      decided_by text,                     -- null while it is proposed, as the next two
      decided_at bigint,
      decision_reason text                 -- of a rejection
    );
    CREATE INDEX points_adjustment_of_issuer ON points_adjustment (issuer_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<PointsAdjustmentEvent>[]) {
      if (event.type === 'PointsAdjustmentProposed') {
        const { data } = event;
        await tx.query(
          `INSERT INTO points_adjustment (adjustment_id, position, issuer_id, account_id, direction, asked_points,
             counts_lifetime, reason, corrects_event_id, proposed_by, proposed_at, state)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'proposed')`,
          [
            data.adjustmentId,
            envelope.position,
            envelope.issuerId,
            data.accountId,
            data.direction,
            data.askedPoints,
            data.countsLifetime,
            data.reason,
            data.correctsEventId,
            data.proposedBy,
            envelope.occurredAt,
          ],
        );
      } else {
        const approved = event.type === 'PointsAdjustmentApproved';
        const by = approved ? event.data.approvedBy : event.data.rejectedBy;
        await tx.query(
          `UPDATE points_adjustment SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5
           WHERE adjustment_id = $1`,
          [
            event.data.adjustmentId,
            approved ? 'approved' : 'rejected',
            by,
            envelope.occurredAt,
            approved ? null : event.data.reason,
          ],
        );
      }
    }
  },
};

/** An adjustment as it is told; times are RFC 3339. */
export interface AdjustmentView {
  /** Of its proposal in the log. */
  readonly position: bigint;
  readonly adjustmentId: string;
  readonly accountId: string;
  readonly direction: string;
  readonly askedPoints: bigint;
  readonly countsLifetime: boolean;
  readonly reason: string;
  readonly correctsEventId: string | null;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly state: string;
  /** Null while it is proposed, as the time. */
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  /** Of a rejection. */
  readonly decisionReason: string | null;
}

interface Row {
  position: bigint;
  adjustment_id: string;
  account_id: string;
  direction: string;
  asked_points: bigint;
  counts_lifetime: boolean;
  reason: string;
  corrects_event_id: string | null;
  proposed_by: string;
  proposed_at: bigint;
  state: string;
  decided_by: string | null;
  decided_at: bigint | null;
  decision_reason: string | null;
}

/** Adjustments of an issuer, the newest first; what is undefined does not narrow the list. */
export async function adjustmentsOf(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly state: string | undefined;
    readonly accountId: string | undefined;
    /** Position; only those before it. */
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<readonly AdjustmentView[]> {
  const { rows } = await tx.query<Row>(
    `SELECT * FROM points_adjustment
     WHERE issuer_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR account_id = $3)
       AND ($4::bigint IS NULL OR position < $4)
     ORDER BY position DESC LIMIT $5`,
    [asked.issuerId, asked.state, asked.accountId, asked.before, asked.limit],
  );
  return rows.map((row) => ({
    position: row.position,
    adjustmentId: row.adjustment_id,
    accountId: row.account_id,
    direction: row.direction,
    askedPoints: row.asked_points,
    countsLifetime: row.counts_lifetime,
    reason: row.reason,
    correctsEventId: row.corrects_event_id,
    proposedBy: row.proposed_by,
    proposedAt: toRfc3339(Number(row.proposed_at)),
    state: row.state,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at === null ? null : toRfc3339(Number(row.decided_at)),
    decisionReason: row.decision_reason,
  }));
}
