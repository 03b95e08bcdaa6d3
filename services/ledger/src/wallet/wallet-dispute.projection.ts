/** Disputes of all wallets, open and decided, for those who work on them. */
import { toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

export const walletDispute: Projection = {
  name: 'wallet_dispute',
  revision: 1,
  events: ['WalletDisputeOpened', 'WalletDisputeResolved'],
  tables: `
    CREATE TABLE wallet_dispute (
      dispute_id text PRIMARY KEY,
      position bigint NOT NULL,            -- of its opening in the log: the order of the list
      issuer_id text NOT NULL,
      wallet_id text NOT NULL,
      spend_id text NOT NULL,
      merchant_id text NOT NULL,
      amount_fen bigint NOT NULL,          -- disputed, and provisionally credited
      cause text NOT NULL,
      opened_at bigint NOT NULL,           -- epoch milliseconds: when it happened
      in_favour_of text,                   -- holder | merchant; null while it is open
      resolved_at bigint,
      written_off_fen bigint
    );
    CREATE INDEX dispute_of_issuer ON wallet_dispute (issuer_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<WalletEvent>[]) {
      if (event.type === 'WalletDisputeOpened') {
        const { disputeId, walletId, spendId, merchantId, amountFen, cause } = event.data;
        const { position, issuerId, occurredAt } = envelope;
        await tx.query(
          `INSERT INTO wallet_dispute
             (dispute_id, position, issuer_id, wallet_id, spend_id, merchant_id, amount_fen, cause, opened_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [disputeId, position, issuerId, walletId, spendId, merchantId, amountFen, cause, occurredAt],
        );
      } else if (event.type === 'WalletDisputeResolved') {
        const { disputeId, inFavourOf, writtenOffFen } = event.data;
        await tx.query(
          `UPDATE wallet_dispute SET in_favour_of = $2, resolved_at = $3, written_off_fen = $4 WHERE dispute_id = $1`,
          [disputeId, inFavourOf, envelope.occurredAt, writtenOffFen],
        );
      }
    }
  },
};

/** A dispute as it is told. */
export interface DisputeEntry {
  /** Of its opening in the log. */
  readonly position: bigint;
  readonly disputeId: string;
  readonly walletId: string;
  readonly spendId: string;
  readonly merchantId: string;
  readonly amountFen: Fen;
  readonly cause: string;
  /** RFC 3339. */
  readonly openedAt: string;
  /** Null while it is open, as the two below. */
  readonly inFavourOf: string | null;
  readonly resolvedAt: string | null;
  readonly writtenOffFen: Fen | null;
}

interface Row {
  position: bigint;
  dispute_id: string;
  wallet_id: string;
  spend_id: string;
  merchant_id: string;
  amount_fen: bigint;
  cause: string;
  opened_at: bigint;
  in_favour_of: string | null;
  resolved_at: bigint | null;
  written_off_fen: bigint | null;
}

/** Disputes of an issuer, the newest first; what is undefined does not narrow the list. */
export async function disputesOf(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly state: 'open' | 'resolved' | undefined;
    readonly walletId: string | undefined;
    readonly merchantId: string | undefined;
    /** Position; only those before it. */
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<readonly DisputeEntry[]> {
  const { rows } = await tx.query<Row>(
    `SELECT * FROM wallet_dispute
     WHERE issuer_id = $1 AND ($2::text IS NULL OR (in_favour_of IS NULL) = ($2 = 'open'))
       AND ($3::text IS NULL OR wallet_id = $3) AND ($4::text IS NULL OR merchant_id = $4)
       AND ($5::bigint IS NULL OR position < $5)
     ORDER BY position DESC LIMIT $6`,
    [asked.issuerId, asked.state, asked.walletId, asked.merchantId, asked.before, asked.limit],
  );
  return rows.map((row) => ({
    position: row.position,
    disputeId: row.dispute_id,
    walletId: row.wallet_id,
    spendId: row.spend_id,
    merchantId: row.merchant_id,
    amountFen: fen(row.amount_fen),
    cause: row.cause,
    openedAt: toRfc3339(Number(row.opened_at)),
    inFavourOf: row.in_favour_of,
    resolvedAt: row.resolved_at === null ? null : toRfc3339(Number(row.resolved_at)),
    writtenOffFen: row.written_off_fen === null ? null : fen(row.written_off_fen),
  }));
}
