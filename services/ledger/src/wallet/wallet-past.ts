/** What a wallet was worth at a moment of the past: as the log knew it then, or as it is known later. */
import type { EpochMs } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, fen, plus } from '@scrip/money';

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
 * A wallet's balance of facts that had happened by `at` and that the log had taken by `position`; whose wallet it is has
 * been checked. Late facts stand anywhere in the statement, so its lines up to `at` are added up, out of an index of
 * their own: as many as the wallet has had. Throws the database's errors.
 */
export async function pastBalance(tx: Tx, { walletId, at, position }: PastAsked): Promise<PastBalance> {
  const { rows } = await tx.query<{ principal_fen: bigint; bonus_fen: bigint }>({
    name: 'wallet_past_balance',
    text: `SELECT coalesce(sum(principal_fen), 0)::bigint AS principal_fen, coalesce(sum(bonus_fen), 0)::bigint AS bonus_fen
           FROM wallet_statement WHERE wallet_id = $1 AND occurred_at <= $2 AND position <= $3`,
    values: [walletId, at, position],
  });
  const principalFen = fen(rows[0]?.principal_fen ?? 0n);
  const bonusFen = fen(rows[0]?.bonus_fen ?? 0n);
  return { principalFen, bonusFen, balanceFen: plus(principalFen, bonusFen) };
}
