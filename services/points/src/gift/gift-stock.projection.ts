/** Stocks of gifts as they are read: what is there and promised, and every movement. */
import { toRfc3339 } from '@scrip/calendar';
import type { GiftStockEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const giftStockProjection: Projection = {
  name: 'gift_stock',
  revision: 1,
  events: [
    'GiftStockOpened',
    'GiftsReceived',
    'GiftReserved',
    'GiftReleased',
    'GiftHandedOver',
    'GiftReturned',
    'GiftStockCounted',
  ],
  tables: `
    CREATE TABLE gift_stock (
      stock_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      counter_key text NOT NULL,
      gift_key text NOT NULL,
      sku text NOT NULL,
      tag_fen bigint NOT NULL,
      price_class text NOT NULL,         -- regular | special
      cost_fen bigint NOT NULL,          -- what the counter is paid for a redeemed piece
      on_hand int NOT NULL,              -- pieces there, reserved ones too
      reserved int NOT NULL,             -- pieces promised
      out int NOT NULL                   -- pieces handed over and not brought back
    );
    CREATE INDEX gift_stock_of_issuer ON gift_stock (issuer_id, stock_id);
    CREATE TABLE gift_movement (
      position bigint PRIMARY KEY,       -- of the event in this service's log
      stock_id text NOT NULL,
      type text NOT NULL,                -- the event's
      for_id text,                       -- what the pieces are for; null where they are for nobody
      on_hand_change int NOT NULL,
      reserved_change int NOT NULL,
      reference text,                    -- delivery note, or the reason
      actor text NOT NULL,
      occurred_at bigint NOT NULL        -- epoch milliseconds
    );
    CREATE INDEX gift_movement_of_stock ON gift_movement (stock_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Gifts are few: each fact is written by itself.
    for (const { envelope, event } of events as readonly Recorded<GiftStockEvent>[]) {
      const { stockId } = event.data;
      if (event.type === 'GiftStockOpened') {
        const { programmeId, counterKey, giftKey, sku, tagFen, priceClass, costFen } = event.data;
        await tx.query(
          `INSERT INTO gift_stock (stock_id, issuer_id, programme_id, counter_key, gift_key, sku, tag_fen, price_class, cost_fen,
             on_hand, reserved, out)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0)`,
          [stockId, envelope.issuerId, programmeId, counterKey, giftKey, sku, tagFen, priceClass, costFen],
        );
        continue;
      }
      const { forId, onHand, reserved, out, reference } = movementOf(event);
      await tx.query(
        'UPDATE gift_stock SET on_hand = on_hand + $2, reserved = reserved + $3, out = out + $4 WHERE stock_id = $1',
        [stockId, onHand, reserved, out],
      );
      await tx.query(
        `INSERT INTO gift_movement (position, stock_id, type, for_id, on_hand_change, reserved_change, reference, actor,
           occurred_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          envelope.position,
          stockId,
          event.type,
          forId,
          onHand,
          reserved,
          reference,
          envelope.actor,
          envelope.occurredAt,
        ],
      );
    }
  },
};

interface Movement {
  readonly forId: string | null;
  readonly onHand: number;
  readonly reserved: number;
  readonly out: number;
  readonly reference: string | null;
}

/** By how many pieces a fact changes what is there, promised and out. */
function movementOf(event: Exclude<GiftStockEvent, { type: 'GiftStockOpened' }>): Movement {
  const nothing = { forId: null, onHand: 0, reserved: 0, out: 0, reference: null };
  switch (event.type) {
    case 'GiftsReceived':
      return { ...nothing, onHand: event.data.pieces, reference: event.data.deliveryRef };
    case 'GiftReserved':
      return { ...nothing, forId: event.data.forId, reserved: event.data.pieces };
    case 'GiftReleased':
      return { ...nothing, forId: event.data.forId, reserved: -event.data.pieces, reference: event.data.reason };
    case 'GiftHandedOver': {
      const { forId, pieces, reservedPieces } = event.data;
      return { ...nothing, forId, onHand: -pieces, reserved: 0 - reservedPieces, out: pieces };
    }
    case 'GiftReturned': {
      const { forId, pieces, reason: reference } = event.data;
      return { ...nothing, forId, onHand: pieces, out: -pieces, reference };
    }
    case 'GiftStockCounted':
      return { ...nothing, onHand: event.data.differencePieces, reference: event.data.reason };
  }
}

/** A stock as it is told. */
export interface GiftStockView {
  readonly stockId: string;
  readonly programmeId: string;
  readonly counterKey: string;
  readonly giftKey: string;
  readonly sku: string;
  readonly tagFen: bigint;
  readonly priceClass: string;
  readonly costFen: bigint;
  readonly onHandPieces: number;
  readonly reservedPieces: number;
  readonly availablePieces: number;
  readonly outPieces: number;
}

interface GiftStockRow {
  stock_id: string;
  programme_id: string;
  counter_key: string;
  gift_key: string;
  sku: string;
  tag_fen: bigint;
  price_class: string;
  cost_fen: bigint;
  on_hand: number;
  reserved: number;
  out: number;
}

/** Which stocks are asked for; what is left out does not narrow the answer. */
export interface GiftStocksAsked {
  readonly issuerId: string;
  readonly stockId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly counterKey?: string | undefined;
  /** Stocks after this id. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's stocks in the order of their ids. */
export async function giftStocksOf(pool: EventLog['pool'], asked: GiftStocksAsked): Promise<readonly GiftStockView[]> {
  const { issuerId, stockId, programmeId, counterKey, after, limit } = asked;
  const { rows } = await pool.query<GiftStockRow>(
    `SELECT stock_id, programme_id, counter_key, gift_key, sku, tag_fen, price_class, cost_fen, on_hand, reserved, out
     FROM gift_stock
     WHERE issuer_id = $1 AND stock_id > $2 AND ($4::text IS NULL OR stock_id = $4)
       AND ($5::text IS NULL OR programme_id = $5) AND ($6::text IS NULL OR counter_key = $6)
     ORDER BY stock_id LIMIT $3`,
    [issuerId, after, limit, stockId ?? null, programmeId ?? null, counterKey ?? null],
  );
  return rows.map((row) => ({
    stockId: row.stock_id,
    programmeId: row.programme_id,
    counterKey: row.counter_key,
    giftKey: row.gift_key,
    sku: row.sku,
    tagFen: row.tag_fen,
    priceClass: row.price_class,
    costFen: row.cost_fen,
    onHandPieces: row.on_hand,
    reservedPieces: row.reserved,
    availablePieces: row.on_hand - row.reserved,
    outPieces: row.out,
  }));
}

/** What moved a stock; the time is RFC 3339. */
export interface GiftMovementView {
  readonly position: bigint;
  readonly type: string;
  readonly forId: string | null;
  readonly onHandChangePieces: number;
  readonly reservedChangePieces: number;
  readonly reference: string | null;
  readonly actor: string;
  readonly occurredAt: string;
}

interface GiftMovementRow {
  position: bigint;
  type: string;
  for_id: string | null;
  on_hand_change: number;
  reserved_change: number;
  reference: string | null;
  actor: string;
  occurred_at: bigint;
}

/** Movements of a stock, the latest first. */
export async function giftMovementsOf(
  pool: EventLog['pool'],
  { stockId, before, limit }: { readonly stockId: string; readonly before: bigint; readonly limit: number },
): Promise<readonly GiftMovementView[]> {
  const { rows } = await pool.query<GiftMovementRow>(
    `SELECT position, type, for_id, on_hand_change, reserved_change, reference, actor, occurred_at FROM gift_movement
     WHERE stock_id = $1 AND position < $2 ORDER BY position DESC LIMIT $3`,
    [stockId, before, limit],
  );
  return rows.map((row) => ({
    position: row.position,
    type: row.type,
    forId: row.for_id,
    onHandChangePieces: row.on_hand_change,
    reservedChangePieces: row.reserved_change,
    reference: row.reference,
    actor: row.actor,
    occurredAt: toRfc3339(Number(row.occurred_at)),
  }));
}
