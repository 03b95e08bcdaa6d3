/** What makes a long statement quick to look into: sums on the way, and which facts are about which earlier one. */
import type { WalletEvent } from '@scrip/contracts';
import type { Recorded, Tx } from '@scrip/event-store';

/** A mark at every multiple of this version of a wallet: a sum reads at most so many lines more. */
export const MARK_EVERY_VERSIONS = 100;

/**
 * Marks of the wallets that came to a hundredth version in a batch whose lines are written. What a mark says follows from
 * the lines up to it, so any cut of the log into batches gives the same marks.
 */
export async function addMarks(tx: Tx, facts: readonly Recorded<WalletEvent>[]): Promise<void> {
  const due = facts.filter(({ envelope }) => envelope.version % MARK_EVERY_VERSIONS === 0);
  if (due.length === 0) return;
  await tx.query(
    `INSERT INTO wallet_mark (wallet_id, position, principal_fen, bonus_fen)
     SELECT due.wallet_id, due.position, coalesce(before.principal_fen, 0) + since.principal_fen,
            coalesce(before.bonus_fen, 0) + since.bonus_fen
     FROM unnest($1::text[], $2::bigint[]) AS due (wallet_id, position)
     LEFT JOIN LATERAL (SELECT position, principal_fen, bonus_fen FROM wallet_mark AS m
                        WHERE m.wallet_id = due.wallet_id AND m.position < due.position
                        ORDER BY m.position DESC LIMIT 1) AS before ON true
     CROSS JOIN LATERAL (SELECT coalesce(sum(s.principal_fen), 0)::bigint AS principal_fen,
                                coalesce(sum(s.bonus_fen), 0)::bigint AS bonus_fen
                         FROM wallet_statement AS s
                         WHERE s.wallet_id = due.wallet_id AND s.position > coalesce(before.position, 0)
                           AND s.position <= due.position) AS since`,
    [due.map(({ envelope }) => envelope.streamId), due.map(({ envelope }) => envelope.position)],
  );
}

/** Mentions of earlier facts in a batch. */
export async function addMentions(tx: Tx, facts: readonly Recorded<WalletEvent>[]): Promise<void> {
  const mentions = facts.flatMap(({ envelope, event }) => {
    const aboutId = aboutOf(event);
    return aboutId === undefined ? [] : [{ envelope, aboutId }];
  });
  if (mentions.length === 0) return;
  await tx.query(
    `INSERT INTO wallet_mention (wallet_id, about_id, position)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])`,
    [
      mentions.map(({ envelope }) => envelope.streamId),
      mentions.map(({ aboutId }) => aboutId),
      mentions.map(({ envelope }) => envelope.position),
    ],
  );
}

/**
 * The spend (or captured hold) that a fact gives back or disputes, or the lot whose breakage it takes or makes void:
 * what `spendIn` and `breakageIn` look for. Undefined where the fact stands for itself.
 */
function aboutOf(event: WalletEvent): string | undefined {
  switch (event.type) {
    case 'WalletReturned':
    case 'WalletSpendVoided':
    case 'WalletSpendAssumedByIssuer':
    case 'WalletDisputeOpened':
    case 'WalletDisputeResolved':
      return event.data.spendId;
    case 'WalletBreakageTaken':
    case 'WalletLotExtended':
      return event.data.lotId;
    default:
      return undefined;
  }
}
