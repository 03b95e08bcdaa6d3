/** Claims as they are read: one row each, with what became of it. */
import { toRfc3339 } from '@scrip/calendar';
import type { ClaimEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

export const claim: Projection = {
  name: 'claim',
  revision: 2,
  events: ['ClaimOpened', 'ClaimSettled', 'ClaimCredited', 'ClaimWithdrawn'],
  tables: `
    CREATE TABLE claim (
      claim_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,        -- of its opening in the log
      status text NOT NULL,            -- open | settled | withdrawn
      owed_by text NOT NULL,           -- issuer | party
      party_kind text NOT NULL,        -- client | distributor | holder
      party_id text NOT NULL,
      programme_id text,
      cause text NOT NULL,
      amount_fen bigint NOT NULL,
      wallet_id text,
      order_id text,
      opened_at bigint NOT NULL,       -- epoch milliseconds: when it happened
      closed_at bigint,                -- null while it is open
      bank_reference text,             -- of its payment
      reason text                      -- why it was withdrawn
    );
    CREATE INDEX claim_of_issuer ON claim (issuer_id, position);
    CREATE INDEX claim_of_party ON claim (issuer_id, party_kind, party_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Claims are rare: each fact is written by itself.
    for (const { envelope, event } of events as readonly Recorded<ClaimEvent>[]) {
      if (event.type === 'ClaimOpened') {
        const { claimId, owedBy, partyKind, partyId, programmeId, cause, amountFen, walletId, orderId } = event.data;
        await tx.query(
          `INSERT INTO claim (claim_id, issuer_id, position, status, owed_by, party_kind, party_id, programme_id, cause, amount_fen,
                              wallet_id, order_id, opened_at)
           VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
          [
            claimId,
            envelope.issuerId,
            envelope.position,
            owedBy,
            partyKind,
            partyId,
            programmeId,
            cause,
            amountFen,
            walletId,
            orderId,
            envelope.occurredAt,
          ],
        );
        continue;
      }
      const { claimId } = event.data;
      const [status, bankReference, reason] = endOf(event);
      await tx.query(
        'UPDATE claim SET status = $2, closed_at = $3, bank_reference = $4, reason = $5 WHERE claim_id = $1',
        [claimId, status, envelope.occurredAt, bankReference, reason],
      );
    }
  },
};

type ClaimEnd = Exclude<ClaimEvent, { type: 'ClaimOpened' }>;

/** Status, bank reference and reason of a claim that is over. */
function endOf({ type, data }: ClaimEnd): readonly [string, string | null, string | null] {
  switch (type) {
    case 'ClaimSettled':
      return ['settled', data.bankReference, null];
    case 'ClaimCredited':
      return ['settled', null, null];
    case 'ClaimWithdrawn':
      return ['withdrawn', null, data.reason];
  }
}

/** A claim as it is told. */
export interface ClaimView {
  readonly claimId: string;
  readonly status: string;
  readonly owedBy: string;
  readonly partyKind: string;
  readonly partyId: string;
  readonly programmeId: string | null;
  readonly cause: string;
  readonly amountFen: Fen;
  readonly walletId: string | null;
  readonly orderId: string | null;
  /** RFC 3339, as the other time. */
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly bankReference: string | null;
  readonly reason: string | null;
}

interface ClaimRow {
  claim_id: string;
  position: bigint;
  status: string;
  owed_by: string;
  party_kind: string;
  party_id: string;
  programme_id: string | null;
  cause: string;
  amount_fen: bigint;
  wallet_id: string | null;
  order_id: string | null;
  opened_at: bigint;
  closed_at: bigint | null;
  bank_reference: string | null;
  reason: string | null;
}

/** Which claims are asked for; what is undefined does not narrow the answer. */
export interface ClaimsAsked {
  readonly issuerId: string;
  readonly order: 'newest' | 'oldest';
  readonly status: string | undefined;
  readonly partyKind: string | undefined;
  readonly partyId: string | undefined;
  /** Claims beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  readonly limit: number;
}

/** An issuer's claims in the order they were opened, or its reverse, each with the position of its opening. */
export async function claimsOf(
  tx: Tx,
  asked: ClaimsAsked,
): Promise<readonly { readonly position: bigint; readonly claim: ClaimView }[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<ClaimRow>(
    `SELECT * FROM claim
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position ${beyond} $2) AND ($3::text IS NULL OR status = $3)
       AND ($4::text IS NULL OR party_kind = $4) AND ($5::text IS NULL OR party_id = $5)
     ORDER BY position ${order} LIMIT $6`,
    [asked.issuerId, asked.beyond, asked.status, asked.partyKind, asked.partyId, asked.limit],
  );
  return rows.map((row) => ({ position: row.position, claim: viewOf(row) }));
}

/** A claim of an issuer; undefined where there is none of this id. */
export async function claimView(
  tx: Tx,
  { issuerId, claimId }: { readonly issuerId: string; readonly claimId: string },
): Promise<ClaimView | undefined> {
  const { rows } = await tx.query<ClaimRow>('SELECT * FROM claim WHERE issuer_id = $1 AND claim_id = $2', [
    issuerId,
    claimId,
  ]);
  return rows[0] && viewOf(rows[0]);
}

function viewOf(row: ClaimRow): ClaimView {
  return {
    claimId: row.claim_id,
    status: row.status,
    owedBy: row.owed_by,
    partyKind: row.party_kind,
    partyId: row.party_id,
    programmeId: row.programme_id,
    cause: row.cause,
    amountFen: fen(row.amount_fen),
    walletId: row.wallet_id,
    orderId: row.order_id,
    openedAt: toRfc3339(Number(row.opened_at)),
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    bankReference: row.bank_reference,
    reason: row.reason,
  };
}
