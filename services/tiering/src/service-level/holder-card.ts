/** The cards of holders as tiering heard them from cards: whether each works, and which product it is (domain 2.6). */
import type { EventLog, Tx } from '@scrip/event-store';

/** A card that was issued, applied for or sold. */
export interface NewCard {
  readonly issuerId: string;
  readonly cardId: string;
  /** Null while it belongs to nobody. */
  readonly holderId: string | null;
  readonly programmeId: string;
  readonly productKey: string;
  readonly works: boolean;
  /** Of the event in the card's stream. */
  readonly version: number;
}

/** Keeps a new card; the same message again changes nothing. */
export async function keepCard(tx: Tx, card: NewCard): Promise<void> {
  await tx.query(
    `INSERT INTO holder_card (card_id, issuer_id, holder_id, programme_id, product_key, works, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [card.cardId, card.issuerId, card.holderId, card.programmeId, card.productKey, card.works, card.version],
  );
}

/** What a later event says of a card: whether it works, or whose it is; what is undefined stays. An older one changes nothing. */
export async function changeCard(
  tx: Tx,
  cardId: string,
  version: number,
  { works, holderId }: { readonly works?: boolean; readonly holderId?: string },
): Promise<void> {
  await tx.query(
    `UPDATE holder_card SET works = coalesce($3, works), holder_id = coalesce($4, holder_id), version = $2
     WHERE card_id = $1 AND version < $2`,
    [cardId, version, works ?? null, holderId ?? null],
  );
}

/** The cards of a holder belong to another from now on. */
export async function moveCards(tx: Tx, issuerId: string, fromHolderId: string, toHolderId: string): Promise<void> {
  await tx.query('UPDATE holder_card SET holder_id = $3 WHERE issuer_id = $1 AND holder_id = $2', [
    issuerId,
    fromHolderId,
    toHolderId,
  ]);
}

/** Products of the cards of a holder that work, each once. */
export async function productsOfHolder(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly holderId: string; readonly programmeId: string },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ product_key: string }>(
    `SELECT DISTINCT product_key FROM holder_card
     WHERE issuer_id = $1 AND holder_id = $2 AND programme_id = $3 AND works ORDER BY product_key`,
    [asked.issuerId, asked.holderId, asked.programmeId],
  );
  return rows.map(({ product_key }) => product_key);
}
