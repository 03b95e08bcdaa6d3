/** Adjustments, for those who approve them and those who audit them. */
import { toRfc3339 } from '@scrip/calendar';
import type { AdjustmentEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

/** Where an adjustment can stand. */
export const ADJUSTMENT_STATES = ['proposed', 'approved', 'rejected'] as const;

export const adjustment: Projection = {
  name: 'adjustment',
  revision: 1,
  events: ['AdjustmentProposed', 'AdjustmentApproved', 'AdjustmentRejected'],
  tables: `
    CREATE TABLE adjustment (
      adjustment_id text PRIMARY KEY,
      position bigint NOT NULL,            -- of its proposal in the log: the order of the list
      issuer_id text NOT NULL,
      wallet_id text NOT NULL,
      direction text NOT NULL,             -- credit | debit
      principal_fen bigint NOT NULL,
      bonus_fen bigint NOT NULL,
      reason text NOT NULL,
      corrects_event_id text,
      proposed_by text NOT NULL,           -- subject of a token
      proposed_at bigint NOT NULL,         -- epoch milliseconds
      state text NOT NULL,                 -- proposed | approved | rejected
      decided_by text,                     -- null while it is proposed
      decided_at bigint
    );
    CREATE INDEX adjustment_of_issuer ON adjustment (issuer_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<AdjustmentEvent>[]) {
      if (event.type === 'AdjustmentProposed') {
        const { data } = event;
        await tx.query(
          `INSERT INTO adjustment (adjustment_id, position, issuer_id, wallet_id, direction, principal_fen, bonus_fen, reason,
                                   corrects_event_id, proposed_by, proposed_at, state)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'proposed')`,
          [
            data.adjustmentId,
            envelope.position,
            envelope.issuerId,
            data.walletId,
            data.direction,
            data.principalFen,
            data.bonusFen,
            data.reason,
            data.correctsEventId,
            data.proposedBy,
            envelope.occurredAt,
          ],
        );
      } else {
        const approved = event.type === 'AdjustmentApproved';
        const by = approved ? event.data.approvedBy : event.data.rejectedBy;
        await tx.query('UPDATE adjustment SET state = $2, decided_by = $3, decided_at = $4 WHERE adjustment_id = $1', [
          event.data.adjustmentId,
          approved ? 'approved' : 'rejected',
          by,
          envelope.occurredAt,
        ]);
      }
    }
  },
};

/** An adjustment as it is told. */
export interface AdjustmentEntry {
  /** Of its proposal in the log. */
  readonly position: bigint;
  readonly adjustmentId: string;
  readonly walletId: string;
  readonly direction: string;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  readonly reason: string;
  readonly correctsEventId: string | null;
  readonly proposedBy: string;
  /** RFC 3339. */
  readonly proposedAt: string;
  readonly state: string;
  /** Null while it is proposed, as the time. */
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
}

interface Row {
  position: bigint;
  adjustment_id: string;
  wallet_id: string;
  direction: string;
  principal_fen: bigint;
  bonus_fen: bigint;
  reason: string;
  corrects_event_id: string | null;
  proposed_by: string;
  proposed_at: bigint;
  state: string;
  decided_by: string | null;
  decided_at: bigint | null;
}

/** Adjustments of an issuer, the newest first; what is undefined does not narrow the list. */
export async function adjustmentsOf(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly state: string | undefined;
    readonly walletId: string | undefined;
    /** Position; only those before it. */
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<readonly AdjustmentEntry[]> {
  const { rows } = await tx.query<Row>(
    `SELECT * FROM adjustment
     WHERE issuer_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR wallet_id = $3)
       AND ($4::bigint IS NULL OR position < $4)
     ORDER BY position DESC LIMIT $5`,
    [asked.issuerId, asked.state, asked.walletId, asked.before, asked.limit],
  );
  return rows.map((row) => ({
    position: row.position,
    adjustmentId: row.adjustment_id,
    walletId: row.wallet_id,
    direction: row.direction,
    principalFen: fen(row.principal_fen),
    bonusFen: fen(row.bonus_fen),
    reason: row.reason,
    correctsEventId: row.corrects_event_id,
    proposedBy: row.proposed_by,
    proposedAt: toRfc3339(Number(row.proposed_at)),
    state: row.state,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at === null ? null : toRfc3339(Number(row.decided_at)),
  }));
}
