/** Stock-takings as they are read, and what should be in stock of a place. */
import { toRfc3339 } from '@scrip/calendar';
import type { CountedDifference, StockCountEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import type { SerialRange } from './serial-ranges.ts';

export const stockCountProjection: Projection = {
  name: 'stock_count',
  revision: 1,
  events: ['StockCounted'],
  tables: `
    CREATE TABLE stock_count (
      count_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,              -- place in the log
      place_kind text NOT NULL,              -- branch | distributor
      place_id text NOT NULL,
      expected_cards int NOT NULL,
      counted_cards int NOT NULL,
      missing_cards int NOT NULL,
      surplus_cards int NOT NULL,
      compared_position bigint NOT NULL,     -- of the log that was compared with
      differences jsonb NOT NULL,
      counted_at bigint NOT NULL,            -- epoch milliseconds: when it happened
      actor text NOT NULL
    );
    CREATE INDEX stock_count_of_issuer ON stock_count (issuer_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<StockCountEvent>[]) {
      const { data } = event;
      await tx.query(
        `INSERT INTO stock_count (count_id, issuer_id, position, place_kind, place_id, expected_cards, counted_cards,
                                  missing_cards, surplus_cards, compared_position, differences, counted_at, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          data.countId,
          envelope.issuerId,
          envelope.position,
          data.placeKind,
          data.placeId,
          data.expectedCards,
          data.countedCards,
          data.missingCards,
          data.surplusCards,
          data.comparedPosition,
          JSON.stringify(data.differences),
          envelope.occurredAt,
          envelope.actor,
        ],
      );
    }
  },
};

/** The cards that should be in stock of a place, by batch. */
export async function expectedAt(
  tx: Tx,
  asked: { readonly issuerId: string; readonly kind: string; readonly id: string },
): Promise<ReadonlyMap<string, readonly SerialRange[]>> {
  const { rows } = await tx.query<{ batch_id: string; first_serial: number; last_serial: number }>(
    `SELECT batch_id, min(serial) AS first_serial, max(serial) AS last_serial
     FROM (SELECT c.batch_id, c.serial, c.serial - row_number() OVER (PARTITION BY c.batch_id ORDER BY c.serial) AS island
           FROM (SELECT DISTINCT batch_id FROM stock_total
                 WHERE issuer_id = $1 AND place_kind = $2 AND place_id = $3 AND state = 'in_stock' AND cards > 0) AS b
           JOIN stock_card AS c ON c.batch_id = b.batch_id AND c.state = 'in_stock' AND c.place_kind = $2 AND c.place_id = $3
          ) AS numbered
     GROUP BY batch_id, island ORDER BY batch_id, first_serial`,
    [asked.issuerId, asked.kind, asked.id],
  );
  const byBatch = new Map<string, SerialRange[]>();
  for (const row of rows) {
    const ranges = byBatch.get(row.batch_id) ?? [];
    ranges.push({ firstSerial: row.first_serial, lastSerial: row.last_serial });
    byBatch.set(row.batch_id, ranges);
  }
  return byBatch;
}

/** A stock-taking as it is told. */
export interface StockCountView {
  readonly countId: string;
  readonly placeKind: string;
  readonly placeId: string;
  readonly expectedCards: number;
  readonly countedCards: number;
  readonly missingCards: number;
  readonly surplusCards: number;
  readonly comparedPosition: number;
  readonly differences: readonly CountedDifference[];
  /** RFC 3339. */
  readonly countedAt: string;
  readonly actor: string;
}

interface CountRow {
  count_id: string;
  position: bigint;
  place_kind: string;
  place_id: string;
  expected_cards: number;
  counted_cards: number;
  missing_cards: number;
  surplus_cards: number;
  compared_position: bigint;
  differences: CountedDifference[];
  counted_at: bigint;
  actor: string;
}

/** Which stock-takings are asked for; what is undefined does not narrow the answer. */
export interface CountsAsked {
  readonly issuerId: string;
  readonly countId?: string | undefined;
  readonly placeKind?: string | undefined;
  readonly placeId?: string | undefined;
  /** Only those with a difference, or only those without. */
  readonly differs?: boolean | undefined;
  /** Before this position of the log; undefined from the newest on. */
  readonly before?: bigint | undefined;
  readonly limit: number;
}

/** An issuer's stock-takings, the newest first, each with its position. */
export async function countsOf(
  pool: EventLog['pool'],
  asked: CountsAsked,
): Promise<readonly { readonly position: bigint; readonly count: StockCountView }[]> {
  const { rows } = await pool.query<CountRow>(
    `SELECT * FROM stock_count
     WHERE issuer_id = $1 AND ($2::text IS NULL OR count_id = $2) AND ($3::text IS NULL OR place_kind = $3)
       AND ($4::text IS NULL OR place_id = $4) AND ($5::boolean IS NULL OR (missing_cards + surplus_cards > 0) = $5)
       AND ($6::bigint IS NULL OR position < $6)
     ORDER BY position DESC LIMIT $7`,
    [asked.issuerId, asked.countId, asked.placeKind, asked.placeId, asked.differs, asked.before, asked.limit],
  );
  return rows.map((row) => ({
    position: row.position,
    count: {
      countId: row.count_id,
      placeKind: row.place_kind,
      placeId: row.place_id,
      expectedCards: row.expected_cards,
      countedCards: row.counted_cards,
      missingCards: row.missing_cards,
      surplusCards: row.surplus_cards,
      comparedPosition: Number(row.compared_position),
      differences: row.differences,
      countedAt: toRfc3339(Number(row.counted_at)),
      actor: row.actor,
    },
  }));
}
