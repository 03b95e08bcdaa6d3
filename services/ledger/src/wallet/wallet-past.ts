/** What a wallet was worth at a moment of the past: as the log knew it then, or as it is known later. */
import type { EpochMs } from '@scrip/calendar';
import { positionAt, type Tx } from '@scrip/event-store';
import { type Fen, fen, plus } from '@scrip/money';
import { LATE_AFTER_MS } from '../journal/moment.ts';

/** Value in all lots of a wallet, in fen; includes what is held, and what has expired and is not yet the merchant's. */
export interface PastBalance {
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  readonly balanceFen: Fen;
}

/** A wallet, and up to where its facts count. */
export interface PastAsked {
  readonly walletId: string;
  /** Facts that happened after this do not count. */
  readonly at: EpochMs;
  /** Facts above this position of the log do not count. */
  readonly position: number;
}

/**
 * In the order of the parts: the wallet's last mark among what the log had taken by the moment ($2, a position), and the
 * lines after it; less what among all these had not happened yet; lines that the log took soon after it ($3, a position)
 * and that had happened; and those that came later still, up to the last position that counts ($4).
 */
const PAST_BALANCE = `
  WITH mark AS (SELECT position, principal_fen, bonus_fen FROM wallet_mark
                WHERE wallet_id = $1 AND position <= $2 ORDER BY position DESC LIMIT 1),
  part (principal_fen, bonus_fen) AS (
    SELECT principal_fen, bonus_fen FROM mark
    UNION ALL
    SELECT principal_fen, bonus_fen FROM wallet_statement
    WHERE wallet_id = $1 AND position > coalesce((SELECT position FROM mark), 0) AND position <= $2
    UNION ALL
    SELECT -principal_fen, -bonus_fen FROM wallet_statement
    WHERE wallet_id = $1 AND out_of_time AND position <= $2 AND occurred_at > $5
    UNION ALL
    SELECT principal_fen, bonus_fen FROM wallet_statement
    WHERE wallet_id = $1 AND position > $2 AND position <= $3 AND occurred_at <= $5
    UNION ALL
    SELECT principal_fen, bonus_fen FROM wallet_statement
    WHERE wallet_id = $1 AND out_of_time AND position > $3 AND position <= $4 AND occurred_at <= $5)
  SELECT coalesce(sum(principal_fen), 0)::bigint AS principal_fen, coalesce(sum(bonus_fen), 0)::bigint AS bonus_fen
  FROM part`;

/**
 * A wallet's balance of facts that had happened by `at` and that the log had taken by `position`; whose wallet it is has
 * been checked. Reads at most the lines of a hundred versions, those of a minute and those that the log did not take in
 * the minute in which they happened, however many the wallet has had. Throws the database's errors.
 */
export async function pastBalance(tx: Tx, { walletId, at, position }: PastAsked): Promise<PastBalance> {
  const takenBy = Math.min(position, await positionAt(tx, at));
  const takenSoon = Math.min(position, await positionAt(tx, at + LATE_AFTER_MS));
  const { rows } = await tx.query<{ principal_fen: bigint; bonus_fen: bigint }>({
    name: 'wallet_past_balance',
    text: PAST_BALANCE,
    values: [walletId, takenBy, takenSoon, position, at],
  });
  const principalFen = fen(rows[0]?.principal_fen ?? 0n);
  const bonusFen = fen(rows[0]?.bonus_fen ?? 0n);
  return { principalFen, bonusFen, balanceFen: plus(principalFen, bonusFen) };
}
