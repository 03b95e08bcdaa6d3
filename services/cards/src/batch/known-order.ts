/** What is asked of the orders that the ledger told of. */
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

/** The price of a card in a city. */
export interface CityPrice {
  /** The issuer's own code of the city. */
  readonly cityId: string;
  /** Share of the face value, in basis points. */
  readonly payBp: number;
}

/** A distributor's order. */
export interface KnownOrder {
  readonly kind: 'wholesale' | 'agency';
  readonly cards: number;
  readonly cardFen: Fen;
  readonly region: string | null;
  readonly cityPrices: readonly CityPrice[];
  readonly paid: boolean;
  /** Cards that were allotted for it, less those that came back, by batch. */
  readonly allotted: ReadonlyMap<string, number>;
}

/** An order of a distributor; undefined where the issuer has none of this id, or it was not heard of yet. */
export async function knownOrder(
  tx: Tx,
  asked: { readonly issuerId: string; readonly distributorId: string; readonly orderId: string },
): Promise<KnownOrder | undefined> {
  const { issuerId, distributorId, orderId } = asked;
  const { rows } = await tx.query<{
    kind: KnownOrder['kind'];
    cards: number;
    card_fen: bigint;
    region: string | null;
    city_prices: CityPrice[];
    paid: boolean;
  }>('SELECT * FROM known_order WHERE issuer_id = $1 AND distributor_id = $2 AND order_id = $3', [
    issuerId,
    distributorId,
    orderId,
  ]);
  const row = rows[0];
  if (!row) return undefined;
  const { rows: totals } = await tx.query<{ batch_id: string; cards: bigint }>(
    `SELECT batch_id, sum(cards) AS cards FROM stock_total
     WHERE issuer_id = $1 AND place_kind = 'distributor' AND place_id = $2 AND order_id = $3 GROUP BY batch_id`,
    [issuerId, distributorId, orderId],
  );
  return {
    kind: row.kind,
    cards: row.cards,
    cardFen: fen(row.card_fen),
    region: row.region,
    cityPrices: row.city_prices,
    paid: row.paid,
    allotted: new Map(totals.map((total) => [total.batch_id, Number(total.cards)])),
  };
}
