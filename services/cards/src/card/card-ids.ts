/** Which cards a wallet or a holder has, as the list of cards shows them. */
import type { EventLog } from '@scrip/event-store';
import type { CardKind } from './card-life.ts';

/** The cards of a wallet, whatever their state, in the order they were made in. */
export async function cardIdsOfWallet(
  pool: EventLog['pool'],
  issuerId: string,
  walletId: string,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ card_id: string }>(
    'SELECT card_id FROM card WHERE wallet_id = $2 AND issuer_id = $1 ORDER BY card_version',
    [issuerId, walletId],
  );
  return rows.map((row) => row.card_id);
}

/** The cards of a holder in one of these states, the newest first; of one number where it is given. */
export async function cardIdsOfHolder(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly holderId: string;
    readonly cardNumber: string | undefined;
    readonly states: readonly CardKind[];
    readonly limit: number;
  },
): Promise<readonly string[]> {
  const { issuerId, holderId, cardNumber = null, states, limit } = asked;
  const { rows } = await pool.query<{ card_id: string }>(
    `SELECT card_id FROM card
     WHERE issuer_id = $1 AND holder_id = $2 AND state = ANY ($3) AND ($4::text IS NULL OR card_number = $4)
     ORDER BY card_id DESC LIMIT $5`,
    [issuerId, holderId, states, cardNumber, limit],
  );
  return rows.map((row) => row.card_id);
}
