/** Stock: every card of a batch with who has it and what became of it, and how many of each kind are where. */
import type { BatchEvent, BlankCardProduced, CardSold, CardVoided, SerialRange } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

type StockEvent =
  | Extract<BatchEvent, { type: 'CardBatchReceived' | 'CardBatchAllotted' | 'CardBatchReturned' }>
  | { readonly type: 'BlankCardProduced'; readonly data: BlankCardProduced }
  | { readonly type: 'CardSold'; readonly data: CardSold }
  | { readonly type: 'CardVoided'; readonly data: CardVoided };

export const cardStockProjection: Projection = {
  name: 'card_stock',
  revision: 1,
  events: [
    'BlankCardProduced',
    'CardBatchReceived',
    'CardBatchAllotted',
    'CardBatchReturned',
    'CardSold',
    'CardVoided',
  ],
  tables: `
    CREATE TABLE stock_card (
      batch_id text NOT NULL,
      serial int NOT NULL,                   -- from 1
      card_id text NOT NULL UNIQUE,
      card_number text NOT NULL,
      state text NOT NULL,                   -- made | in_stock | sold | destroyed
      place_kind text NOT NULL DEFAULT '',   -- branch | distributor; empty: with the maker
      place_id text NOT NULL DEFAULT '',
      order_id text NOT NULL DEFAULT '',     -- distributor's order; empty where there is none
      PRIMARY KEY (batch_id, serial)
    );
    CREATE INDEX stock_card_of_number ON stock_card (card_number);
    CREATE INDEX stock_card_at ON stock_card (batch_id, state, place_kind, place_id, order_id, serial);
    CREATE TABLE stock_total (
      issuer_id text NOT NULL,
      place_kind text COLLATE "C" NOT NULL,
      place_id text COLLATE "C" NOT NULL,
      order_id text COLLATE "C" NOT NULL,
      batch_id text COLLATE "C" NOT NULL,
      state text COLLATE "C" NOT NULL,
      programme_id text NOT NULL,
      product_key text NOT NULL,
      face_fen bigint NOT NULL,
      region text,                           -- where the order lets them be sold
      cards bigint NOT NULL,
      PRIMARY KEY (issuer_id, place_kind, place_id, order_id, batch_id, state)
    );
    CREATE INDEX stock_total_of_batch ON stock_total (batch_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Facts of one kind that follow each other go together; their order among kinds matters.
    let run: Recorded<StockEvent>[] = [];
    for (const one of events as readonly Recorded<StockEvent>[]) {
      const [first] = run;
      if (first && first.event.type !== one.event.type) {
        await write(tx, run);
        run = [];
      }
      run.push(one);
    }
    await write(tx, run);
  },
};

async function write(tx: Tx, run: readonly Recorded<StockEvent>[]): Promise<void> {
  const blanks: { readonly issuerId: string; readonly data: BlankCardProduced }[] = [];
  const ended: { readonly cardId: string; readonly state: 'sold' | 'destroyed' }[] = [];
  for (const { envelope, event } of run) {
    switch (event.type) {
      case 'BlankCardProduced':
        blanks.push({ issuerId: envelope.issuerId, data: event.data });
        break;
      case 'CardSold':
        ended.push({ cardId: event.data.cardId, state: 'sold' });
        break;
      case 'CardVoided':
        ended.push({ cardId: event.data.cardId, state: 'destroyed' });
        break;
      case 'CardBatchReceived': {
        const { batchId, ranges, branchId } = event.data;
        await move(tx, { batchId, ranges, state: 'made', kind: 'branch', id: branchId, orderId: '', region: null });
        break;
      }
      case 'CardBatchAllotted': {
        const { batchId, ranges, toKind: kind, toId: id, orderId, region } = event.data;
        await move(tx, { batchId, ranges, state: 'in_stock', kind, id, orderId: orderId ?? '', region });
        break;
      }
      case 'CardBatchReturned': {
        const { batchId, ranges, branchId } = event.data;
        await move(tx, { batchId, ranges, state: 'in_stock', kind: 'branch', id: branchId, orderId: '', region: null });
        break;
      }
    }
  }
  if (blanks.length > 0) await add(tx, blanks);
  if (ended.length > 0) await end(tx, ended);
}

async function add(
  tx: Tx,
  blanks: readonly { readonly issuerId: string; readonly data: BlankCardProduced }[],
): Promise<void> {
  const ofBatches = blanks.filter(({ data }) => data.batchId !== null && data.serial !== null);
  await tx.query(
    `INSERT INTO stock_card (batch_id, serial, card_id, card_number, state)
     SELECT b.*, 'made' FROM unnest($1::text[], $2::int[], $3::text[], $4::text[]) AS b`,
    [
      ofBatches.map(({ data }) => data.batchId),
      ofBatches.map(({ data }) => data.serial),
      ofBatches.map(({ data }) => data.cardId),
      ofBatches.map(({ data }) => data.cardNumber),
    ],
  );
  await tx.query(
    `INSERT INTO stock_total AS t (issuer_id, place_kind, place_id, order_id, batch_id, state, programme_id, product_key,
                                   face_fen, cards)
     SELECT b.issuer_id, '', '', '', b.batch_id, 'made', b.programme_id, b.product_key, b.face_fen, count(*)
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
       AS b (issuer_id, batch_id, programme_id, product_key, face_fen)
     GROUP BY 1, 5, 7, 8, 9
     ON CONFLICT (issuer_id, place_kind, place_id, order_id, batch_id, state)
       DO UPDATE SET cards = t.cards + excluded.cards`,
    [
      ofBatches.map(({ issuerId }) => issuerId),
      ofBatches.map(({ data }) => data.batchId),
      ofBatches.map(({ data }) => data.programmeId),
      ofBatches.map(({ data }) => data.productKey),
      ofBatches.map(({ data }) => data.faceFen ?? 0n),
    ],
  );
}

/** Adds to the totals what a statement named `moved` took from one place or state and gave to another. */
const TOTALS = `
  , delta AS (
    SELECT batch_id, old_kind AS place_kind, old_id AS place_id, old_order AS order_id, old_state AS state, -count(*) AS cards
    FROM moved GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT batch_id, place_kind, place_id, order_id, state, count(*) FROM moved GROUP BY 1, 2, 3, 4, 5)
  INSERT INTO stock_total AS t (issuer_id, place_kind, place_id, order_id, batch_id, state, programme_id, product_key,
                                face_fen, region, cards)
  SELECT b.issuer_id, d.place_kind, d.place_id, d.order_id, d.batch_id, d.state, b.programme_id, b.product_key, b.face_fen,
         REGION, sum(d.cards)
  FROM delta AS d
  JOIN LATERAL (SELECT issuer_id, programme_id, product_key, face_fen FROM stock_total
                WHERE batch_id = d.batch_id LIMIT 1) AS b ON true
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (issuer_id, place_kind, place_id, order_id, batch_id, state)
    DO UPDATE SET cards = t.cards + excluded.cards`;

interface Move {
  readonly batchId: string;
  readonly ranges: readonly SerialRange[];
  /** Cards in another state stay where they are: a sold card where it was sold. */
  readonly state: 'made' | 'in_stock';
  readonly kind: string;
  readonly id: string;
  readonly orderId: string;
  readonly region: string | null;
}

async function move(tx: Tx, { batchId, ranges, state, kind, id, orderId, region }: Move): Promise<void> {
  await tx.query(
    `WITH taken AS (
       SELECT c.batch_id, c.serial, c.state AS old_state, c.place_kind AS old_kind, c.place_id AS old_id,
              c.order_id AS old_order
       FROM unnest($2::int[], $3::int[]) AS r (first_serial, last_serial)
       JOIN stock_card AS c ON c.batch_id = $1 AND c.serial BETWEEN r.first_serial AND r.last_serial AND c.state = $4),
     moved AS (
       UPDATE stock_card AS c SET state = 'in_stock', place_kind = $5, place_id = $6, order_id = $7
       FROM taken WHERE c.batch_id = taken.batch_id AND c.serial = taken.serial
       RETURNING c.batch_id, c.state, c.place_kind, c.place_id, c.order_id, old_state, old_kind, old_id, old_order)
     ${TOTALS.replace('REGION', 'CASE WHEN d.place_kind = $5 AND d.place_id = $6 AND d.order_id = $7 THEN $8::text END')}`,
    [
      batchId,
      ranges.map(({ firstSerial }) => firstSerial),
      ranges.map(({ lastSerial }) => lastSerial),
      state,
      kind,
      id,
      orderId,
      region,
    ],
  );
}

async function end(
  tx: Tx,
  ended: readonly { readonly cardId: string; readonly state: 'sold' | 'destroyed' }[],
): Promise<void> {
  await tx.query(
    `WITH taken AS (
       SELECT c.batch_id, c.serial, c.state AS old_state, c.place_kind AS old_kind, c.place_id AS old_id,
              c.order_id AS old_order, n.state AS new_state
       FROM unnest($1::text[], $2::text[]) AS n (card_id, state)
       JOIN stock_card AS c ON c.card_id = n.card_id
       WHERE c.state <> 'sold'),
     moved AS (
       UPDATE stock_card AS c SET state = new_state
       FROM taken WHERE c.batch_id = taken.batch_id AND c.serial = taken.serial
       RETURNING c.batch_id, c.state, c.place_kind, c.place_id, c.order_id, old_state, old_kind, old_id, old_order)
     ${TOTALS.replace('REGION', '(SELECT max(o.region) FROM stock_total AS o WHERE o.batch_id = d.batch_id AND o.place_id = d.place_id AND o.order_id = d.order_id)')}`,
    [ended.map(({ cardId }) => cardId), ended.map(({ state }) => state)],
  );
}

/** How many cards of one batch are at a place in a state. */
export interface StockTotal {
  /** Empty: with the maker. */
  readonly placeKind: string;
  readonly placeId: string;
  readonly orderId: string | null;
  readonly region: string | null;
  readonly batchId: string;
  readonly state: string;
  readonly programmeId: string;
  readonly productKey: string;
  readonly faceFen: Fen;
  readonly cards: number;
  /** Of all of them, in fen. */
  readonly faceTotalFen: Fen;
}

interface TotalRow {
  place_kind: string;
  place_id: string;
  order_id: string;
  batch_id: string;
  state: string;
  programme_id: string;
  product_key: string;
  face_fen: bigint;
  region: string | null;
  cards: bigint;
}

/** Which totals are asked for; what is undefined does not narrow the answer. */
export interface StockAsked {
  readonly issuerId: string;
  readonly placeKind: string | undefined;
  readonly placeId: string | undefined;
  readonly orderId: string | undefined;
  readonly batchId: string | undefined;
  readonly programmeId: string | undefined;
  readonly productKey: string | undefined;
  readonly state: string | undefined;
  /** Place, order, batch and state of the last one, as `stockKey` writes them. */
  readonly after: readonly string[] | undefined;
  readonly limit: number;
}

/** The order of totals, as one text. */
export function stockKey({ placeKind, placeId, orderId, batchId, state }: StockTotal): string {
  return [placeKind, placeId, orderId ?? '', batchId, state].join('\n');
}

/** Totals of an issuer that are not nothing, in the order of their places. */
export async function stockTotals(pool: EventLog['pool'], asked: StockAsked): Promise<readonly StockTotal[]> {
  const { rows } = await pool.query<TotalRow>(
    `SELECT * FROM stock_total
     WHERE issuer_id = $1 AND cards <> 0 AND ($2::text IS NULL OR place_kind = $2) AND ($3::text IS NULL OR place_id = $3)
       AND ($4::text IS NULL OR order_id = $4) AND ($5::text IS NULL OR batch_id = $5)
       AND ($6::text IS NULL OR programme_id = $6) AND ($7::text IS NULL OR product_key = $7)
       AND ($8::text IS NULL OR state = $8)
       AND ($9::text[] IS NULL OR (place_kind, place_id, order_id, batch_id, state) > ($9[1], $9[2], $9[3], $9[4], $9[5]))
     ORDER BY place_kind, place_id, order_id, batch_id, state LIMIT $10`,
    [
      asked.issuerId,
      asked.placeKind,
      asked.placeId,
      asked.orderId,
      asked.batchId,
      asked.programmeId,
      asked.productKey,
      asked.state,
      asked.after,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    placeKind: row.place_kind,
    placeId: row.place_id,
    orderId: row.order_id === '' ? null : row.order_id,
    region: row.region,
    batchId: row.batch_id,
    state: row.state,
    programmeId: row.programme_id,
    productKey: row.product_key,
    faceFen: fen(row.face_fen),
    cards: Number(row.cards),
    faceTotalFen: fen(row.face_fen * row.cards),
  }));
}

/** A card of a batch. */
export interface StockCard {
  readonly batchId: string;
  readonly serial: number;
  readonly cardId: string;
  readonly cardNumber: string;
  readonly state: string;
  readonly placeKind: string;
  readonly placeId: string;
  readonly orderId: string | null;
}

interface CardRow {
  batch_id: string;
  serial: number;
  card_id: string;
  card_number: string;
  state: string;
  place_kind: string;
  place_id: string;
  order_id: string;
}

function cardOf(row: CardRow): StockCard {
  return {
    batchId: row.batch_id,
    serial: row.serial,
    cardId: row.card_id,
    cardNumber: row.card_number,
    state: row.state,
    placeKind: row.place_kind,
    placeId: row.place_id,
    orderId: row.order_id === '' ? null : row.order_id,
  };
}

/** Cards of a batch above a serial, in their order; what is undefined does not narrow the answer. */
export async function cardsOfBatch(
  pool: EventLog['pool'],
  asked: {
    readonly batchId: string;
    readonly state: string | undefined;
    readonly placeKind: string | undefined;
    readonly placeId: string | undefined;
    readonly after: number;
    readonly limit: number;
  },
): Promise<readonly StockCard[]> {
  const { batchId, state, placeKind, placeId, after, limit } = asked;
  const { rows } = await pool.query<CardRow>(
    `SELECT * FROM stock_card WHERE batch_id = $1 AND serial > $2 AND ($3::text IS NULL OR state = $3)
       AND ($4::text IS NULL OR place_kind = $4) AND ($5::text IS NULL OR place_id = $5)
     ORDER BY serial LIMIT $6`,
    [batchId, after, state, placeKind, placeId, limit],
  );
  return rows.map(cardOf);
}

/** Cards of batches by their numbers, in the order asked; those of another issuer are not there. */
export async function cardsByNumber(
  pool: EventLog['pool'],
  issuerId: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, { readonly batchId: string; readonly serial: number }>> {
  const { rows } = await pool.query<Pick<CardRow, 'batch_id' | 'serial' | 'card_number'>>(
    `SELECT c.batch_id, c.serial, c.card_number
     FROM unnest($1::text[]) WITH ORDINALITY AS n (number, place)
     JOIN stock_card AS c ON c.card_number = n.number
     WHERE EXISTS (SELECT 1 FROM stock_total AS t WHERE t.batch_id = c.batch_id AND t.issuer_id = $2)
     ORDER BY n.place`,
    [numbers, issuerId],
  );
  return new Map(rows.map((row) => [row.card_number, { batchId: row.batch_id, serial: row.serial }]));
}

/** The first so many cards in stock of a place, as serials in their order. */
export async function firstInStock(
  pool: EventLog['pool'],
  asked: {
    readonly batchId: string;
    readonly kind: string;
    readonly id: string;
    readonly orderId: string;
    readonly cards: number;
  },
): Promise<readonly number[]> {
  const { rows } = await pool.query<{ serial: number }>(
    `SELECT serial FROM stock_card
     WHERE batch_id = $1 AND state = 'in_stock' AND place_kind = $2 AND place_id = $3 AND order_id = $4
     ORDER BY serial LIMIT $5`,
    [asked.batchId, asked.kind, asked.id, asked.orderId, asked.cards],
  );
  return rows.map((row) => row.serial);
}

/** Of some ranges, how many cards are in another state than in stock. */
export async function notInStock(
  pool: EventLog['pool'],
  batchId: string,
  ranges: readonly SerialRange[],
): Promise<number> {
  const { rows } = await pool.query<{ cards: bigint }>(
    `SELECT count(*) AS cards FROM unnest($2::int[], $3::int[]) AS r (first_serial, last_serial)
     JOIN stock_card AS c ON c.batch_id = $1 AND c.serial BETWEEN r.first_serial AND r.last_serial
     WHERE c.state <> 'in_stock'`,
    [batchId, ranges.map(({ firstSerial }) => firstSerial), ranges.map(({ lastSerial }) => lastSerial)],
  );
  return Number(rows[0]?.cards ?? 0n);
}
