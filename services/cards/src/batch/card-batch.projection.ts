/** Batches as they are read: what was ordered, how far the job is and how fast, what came from the maker. */
import { toRfc3339 } from '@scrip/calendar';
import type { BatchEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

/** Parts that the rate is told by: what a job did in the last seconds, not what it once did. */
const RATE_PARTS = 20;

export const cardBatchProjection: Projection = {
  name: 'card_batch',
  revision: 2,
  events: [
    'CardBatchOrdered',
    'CardBatchPartMade',
    'CardBatchStopped',
    'CardBatchFiled',
    'CardBatchReceived',
    'CardBatchAllotted',
    'CardBatchReturned',
  ],
  tables: `
    CREATE TABLE card_batch (
      batch_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,               -- of its order in the log
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      product_key text NOT NULL,
      face_fen bigint NOT NULL,
      cards int NOT NULL,                     -- ordered
      maker_id text NOT NULL,
      vendor_id text,                         -- whose card-making file its numbers go into
      card_file_id text,                      -- that file
      made_cards int NOT NULL DEFAULT 0,      -- have numbers
      received_cards int NOT NULL DEFAULT 0,  -- came from the maker
      ordered_at bigint NOT NULL,             -- epoch milliseconds, as the other times: when it was recorded
      made_at bigint,                         -- of the latest part
      stopped_at bigint,
      stop_reason text,
      recent bigint[] NOT NULL DEFAULT '{}'   -- of the latest parts, oldest first: time and cards by then, in turns
    );
    CREATE INDEX card_batch_of_issuer ON card_batch (issuer_id, position);
    CREATE INDEX card_batch_due ON card_batch (ordered_at) WHERE made_cards < cards AND stopped_at IS NULL;
    CREATE INDEX card_batch_to_file ON card_batch (issuer_id, vendor_id, position)
      WHERE vendor_id IS NOT NULL AND card_file_id IS NULL;
    CREATE TABLE card_batch_movement (
      batch_id text NOT NULL,
      position bigint NOT NULL,
      type text NOT NULL,                     -- received | allotted | returned
      cards int NOT NULL,
      missing_cards int NOT NULL,             -- announced and not there
      from_kind text,                         -- null: from the maker
      from_id text,
      to_kind text NOT NULL,
      to_id text NOT NULL,
      order_id text,
      region text,
      reference text,                         -- delivery of a receipt, reason of a return
      ranges jsonb NOT NULL,
      moved_at bigint NOT NULL,
      actor text NOT NULL,
      PRIMARY KEY (batch_id, position)
    );
    CREATE INDEX allotted_to_order ON card_batch_movement (order_id, to_id) WHERE type = 'allotted'`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const recorded of events as readonly Recorded<BatchEvent>[]) await write(tx, recorded);
  },
};

async function write(tx: Tx, { envelope, event }: Recorded<BatchEvent>): Promise<void> {
  const { issuerId, position, recordedAt } = envelope;
  switch (event.type) {
    case 'CardBatchOrdered': {
      const { batchId, programmeId, programmeVersion, productKey, faceFen, cards, makerId, vendorId } = event.data;
      await tx.query(
        `INSERT INTO card_batch (batch_id, issuer_id, position, programme_id, programme_version, product_key, face_fen,
                                 cards, maker_id, ordered_at, vendor_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          batchId,
          issuerId,
          position,
          programmeId,
          programmeVersion,
          productKey,
          faceFen,
          cards,
          makerId,
          recordedAt,
          vendorId,
        ],
      );
      return;
    }
    case 'CardBatchPartMade':
      await tx.query(
        `UPDATE card_batch SET made_cards = $2, made_at = $3, recent = (recent || $4::bigint[])[
           greatest(1, cardinality(recent) + 3 - ${2 * RATE_PARTS}):]
         WHERE batch_id = $1`,
        [event.data.batchId, event.data.madeCards, recordedAt, [recordedAt, event.data.madeCards]],
      );
      return;
    case 'CardBatchFiled':
      await tx.query('UPDATE card_batch SET card_file_id = $2 WHERE batch_id = $1', [
        event.data.batchId,
        event.data.cardFileId,
      ]);
      return;
    case 'CardBatchStopped':
      await tx.query('UPDATE card_batch SET stopped_at = $2, stop_reason = $3 WHERE batch_id = $1', [
        event.data.batchId,
        recordedAt,
        event.data.reason,
      ]);
      return;
    case 'CardBatchReceived': {
      const { batchId, cards, missingCards, branchId, deliveryReference, ranges } = event.data;
      await tx.query('UPDATE card_batch SET received_cards = received_cards + $2 WHERE batch_id = $1', [
        batchId,
        cards,
      ]);
      const to = { toKind: 'branch', toId: branchId, orderId: null, region: null };
      const from = { fromKind: null, fromId: null };
      const facts = { type: 'received', batchId, cards, missingCards, ranges, reference: deliveryReference };
      await addMovement(tx, envelope, { ...facts, ...from, ...to });
      return;
    }
    case 'CardBatchAllotted':
      await addMovement(tx, envelope, { type: 'allotted', missingCards: 0, reference: null, ...event.data });
      return;
    case 'CardBatchReturned': {
      const { branchId, reason: reference, ...data } = event.data;
      const to = { toKind: 'branch', toId: branchId, orderId: null, region: null };
      await addMovement(tx, envelope, { type: 'returned', missingCards: 0, reference, ...data, ...to });
    }
  }
}

interface Movement {
  readonly type: string;
  readonly batchId: string;
  readonly cards: number;
  readonly missingCards: number;
  readonly fromKind: string | null;
  readonly fromId: string | null;
  readonly toKind: string;
  readonly toId: string;
  readonly orderId: string | null;
  readonly region: string | null;
  readonly reference: string | null;
  readonly ranges: readonly object[];
}

async function addMovement(tx: Tx, envelope: Recorded['envelope'], one: Movement): Promise<void> {
  await tx.query(
    `INSERT INTO card_batch_movement (batch_id, position, type, cards, missing_cards, from_kind, from_id, to_kind, to_id,
                                      order_id, region, reference, ranges, moved_at, actor)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      one.batchId,
      envelope.position,
      one.type,
      one.cards,
      one.missingCards,
      one.fromKind,
      one.fromId,
      one.toKind,
      one.toId,
      one.orderId,
      one.region,
      one.reference,
      JSON.stringify(one.ranges),
      envelope.occurredAt,
      envelope.actor,
    ],
  );
}

/** A batch as it is told; times are RFC 3339. */
export interface BatchView {
  readonly batchId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly productKey: string;
  readonly faceFen: Fen;
  readonly makerId: string;
  /** Vendor whose card-making file its numbers go into; null: none. */
  readonly vendorId: string | null;
  readonly cardFileId: string | null;
  readonly state: 'making' | 'made' | 'stopped';
  readonly cards: number;
  readonly madeCards: number;
  readonly receivedCards: number;
  readonly orderedAt: string;
  /** Of the latest part. */
  readonly madeAt: string | null;
  readonly stopReason: string | null;
  readonly job: JobView;
}

/** How far a job is. */
export interface JobView {
  readonly done: number;
  readonly total: number;
  /** By its latest parts; null before there are two, and when it is over. */
  readonly cardsPerSecond: number | null;
  readonly remainingSeconds: number | null;
}

interface BatchRow {
  batch_id: string;
  position: bigint;
  programme_id: string;
  programme_version: number;
  product_key: string;
  face_fen: bigint;
  cards: number;
  maker_id: string;
  vendor_id: string | null;
  card_file_id: string | null;
  made_cards: number;
  received_cards: number;
  ordered_at: bigint;
  made_at: bigint | null;
  stopped_at: bigint | null;
  stop_reason: string | null;
  recent: bigint[];
}

/** A batch; undefined when the issuer has none of this id. */
export async function batchView(
  pool: EventLog['pool'],
  issuerId: string,
  batchId: string,
): Promise<BatchView | undefined> {
  const { rows } = await pool.query<BatchRow>('SELECT * FROM card_batch WHERE issuer_id = $1 AND batch_id = $2', [
    issuerId,
    batchId,
  ]);
  return rows[0] && viewOf(rows[0]);
}

/** Which batches are asked for; what is undefined does not narrow the answer. */
export interface BatchesAsked {
  readonly issuerId: string;
  readonly programmeId: string | undefined;
  readonly productKey: string | undefined;
  readonly makerId: string | undefined;
  readonly state: BatchView['state'] | undefined;
  /** Before this position of the log; undefined from the newest on. */
  readonly before: bigint | undefined;
  readonly limit: number;
}

/** An issuer's batches, the newest first, each with the position of its order. */
export async function batchesOf(
  pool: EventLog['pool'],
  asked: BatchesAsked,
): Promise<readonly { readonly position: bigint; readonly batch: BatchView }[]> {
  const { issuerId, programmeId, productKey, makerId, state, before, limit } = asked;
  const { rows } = await pool.query<BatchRow>(
    `SELECT * FROM card_batch
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position < $2) AND ($3::text IS NULL OR programme_id = $3)
       AND ($4::text IS NULL OR product_key = $4) AND ($5::text IS NULL OR maker_id = $5)
       AND ($6::text IS NULL OR $6 = CASE WHEN stopped_at IS NOT NULL THEN 'stopped' WHEN made_cards < cards THEN 'making' ELSE 'made' END)
     ORDER BY position DESC LIMIT $7`,
    [issuerId, before, programmeId, productKey, makerId, state, limit],
  );
  return rows.map((row) => ({ position: row.position, batch: viewOf(row) }));
}

function viewOf(row: BatchRow): BatchView {
  const running = row.stopped_at === null && row.made_cards < row.cards;
  const cardsPerSecond = running ? rateOf(row.recent) : null;
  const left = row.cards - row.made_cards;
  return {
    batchId: row.batch_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    productKey: row.product_key,
    faceFen: fen(row.face_fen),
    makerId: row.maker_id,
    vendorId: row.vendor_id,
    cardFileId: row.card_file_id,
    state: running ? 'making' : row.stopped_at === null ? 'made' : 'stopped',
    cards: row.cards,
    madeCards: row.made_cards,
    receivedCards: row.received_cards,
    orderedAt: toRfc3339(Number(row.ordered_at)),
    madeAt: row.made_at === null ? null : toRfc3339(Number(row.made_at)),
    stopReason: row.stop_reason,
    job: {
      done: row.made_cards,
      total: row.cards,
      cardsPerSecond,
      remainingSeconds: cardsPerSecond === null ? null : Math.ceil(left / cardsPerSecond),
    },
  };
}

/** Cards a second between the first and the last of some parts; null where no time went by. */
function rateOf(recent: readonly bigint[]): number | null {
  const [firstAt = 0n, firstCards = 0n] = recent;
  const [lastAt = 0n, lastCards = 0n] = recent.slice(-2);
  const ms = Number(lastAt - firstAt);
  return ms > 0 ? Math.round((Number(lastCards - firstCards) * 10_000) / ms) / 10 : null;
}

/** A movement of cards of a batch as it is told. */
export interface MovementView extends Omit<Movement, 'batchId'> {
  /** Place in the log. */
  readonly position: bigint;
  readonly movedAt: string;
  /** Who did it. */
  readonly actor: string;
}

interface MovementRow {
  position: bigint;
  type: string;
  cards: number;
  missing_cards: number;
  from_kind: string | null;
  from_id: string | null;
  to_kind: string;
  to_id: string;
  order_id: string | null;
  region: string | null;
  reference: string | null;
  ranges: object[];
  moved_at: bigint;
  actor: string;
}

/** What was done with the cards of a batch, oldest first, above a position of the log. */
export async function movementsOf(
  pool: EventLog['pool'],
  asked: { readonly batchId: string; readonly after: bigint; readonly limit: number },
): Promise<readonly MovementView[]> {
  const { rows } = await pool.query<MovementRow>(
    'SELECT * FROM card_batch_movement WHERE batch_id = $1 AND position > $2 ORDER BY position LIMIT $3',
    [asked.batchId, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    position: row.position,
    type: row.type,
    cards: row.cards,
    missingCards: row.missing_cards,
    fromKind: row.from_kind,
    fromId: row.from_id,
    toKind: row.to_kind,
    toId: row.to_id,
    orderId: row.order_id,
    region: row.region,
    reference: row.reference,
    ranges: row.ranges,
    movedAt: toRfc3339(Number(row.moved_at)),
    actor: row.actor,
  }));
}
