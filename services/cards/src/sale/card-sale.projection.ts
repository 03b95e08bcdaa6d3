/** Sales of cards as they are read. */
import { toRfc3339 } from '@scrip/calendar';
import type { CardSaleMade, PurchaseFinding, SaleEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

export const cardSaleProjection: Projection = {
  name: 'card_sale',
  revision: 2,
  events: ['CardSaleMade'],
  tables: `
    CREATE TABLE card_sale (
      sale_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,              -- place in the log
      programme_id text NOT NULL,
      product_key text NOT NULL,
      place_kind text NOT NULL,              -- branch | distributor
      place_id text NOT NULL,
      order_id text,
      region text,
      cards int NOT NULL,
      face_total_fen bigint NOT NULL,
      paid_fen bigint NOT NULL,
      tender text NOT NULL,
      buyer_kind text NOT NULL,              -- person | company
      buyer_id text,
      findings jsonb NOT NULL,               -- rules of law that it does not keep
      sold_at bigint NOT NULL                -- epoch milliseconds: when it happened
    );
    CREATE INDEX card_sale_of_issuer ON card_sale (issuer_id, position);
    CREATE INDEX card_sale_of_buyer ON card_sale (issuer_id, buyer_id, sold_at) WHERE buyer_id IS NOT NULL`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const sales = events as readonly Recorded<SaleEvent>[];
    const of = <K extends keyof CardSaleMade>(key: K) => sales.map(({ event }) => event.data[key]);
    await tx.query(
      `INSERT INTO card_sale (sale_id, issuer_id, position, programme_id, product_key, place_kind, place_id, order_id, region,
                              cards, face_total_fen, paid_fen, tender, buyer_kind, buyer_id, findings, sold_at)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                            $9::text[], $10::int[], $11::bigint[], $12::bigint[], $13::text[], $14::text[], $15::text[],
                            $16::jsonb[], $17::bigint[])`,
      [
        of('saleId'),
        sales.map(({ envelope }) => envelope.issuerId),
        sales.map(({ envelope }) => envelope.position),
        of('programmeId'),
        of('productKey'),
        of('placeKind'),
        of('placeId'),
        of('orderId'),
        of('region'),
        of('cards'),
        of('faceTotalFen'),
        of('paidFen'),
        of('tender'),
        of('buyerKind'),
        of('buyerId'),
        of('findings').map((findings) => JSON.stringify((findings ?? []).map(plain))),
        sales.map(({ envelope }) => envelope.occurredAt),
      ],
    );
  },
};

/** With amounts as JSON has them. */
function plain({ ruleId, amountFen, limitFen }: PurchaseFinding): object {
  return { ruleId, amountFen: Number(amountFen), limitFen: Number(limitFen) };
}

/** A sale as it is told. */
export interface SaleView {
  readonly saleId: string;
  readonly programmeId: string;
  readonly productKey: string;
  readonly placeKind: string;
  readonly placeId: string;
  readonly orderId: string | null;
  readonly region: string | null;
  readonly cards: number;
  readonly faceTotalFen: Fen;
  readonly paidFen: Fen;
  readonly tender: string;
  readonly buyerKind: string;
  readonly buyerId: string | null;
  readonly findings: readonly { readonly ruleId: string; readonly amountFen: number; readonly limitFen: number }[];
  /** RFC 3339. */
  readonly soldAt: string;
}

interface SaleRow {
  sale_id: string;
  position: bigint;
  programme_id: string;
  product_key: string;
  place_kind: string;
  place_id: string;
  order_id: string | null;
  region: string | null;
  cards: number;
  face_total_fen: bigint;
  paid_fen: bigint;
  tender: string;
  buyer_kind: string;
  buyer_id: string | null;
  findings: SaleView['findings'];
  sold_at: bigint;
}

/** Which sales are asked for; what is undefined does not narrow the answer. */
export interface SalesAsked {
  readonly issuerId: string;
  readonly saleId?: string | undefined;
  readonly placeKind?: string | undefined;
  readonly placeId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly region?: string | undefined;
  /** Only sales that do not keep a rule of law. */
  readonly withFindings?: boolean | undefined;
  readonly order: 'newest' | 'oldest';
  readonly beyond?: bigint | undefined;
  readonly limit: number;
}

/** An issuer's sales in the order of the log or its reverse, each with its position. */
export async function salesOf(
  pool: EventLog['pool'],
  asked: SalesAsked,
): Promise<readonly { readonly position: bigint; readonly sale: SaleView }[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await pool.query<SaleRow>(
    `SELECT * FROM card_sale
     WHERE issuer_id = $1 AND ($2::text IS NULL OR sale_id = $2) AND ($3::text IS NULL OR place_kind = $3)
       AND ($4::text IS NULL OR place_id = $4) AND ($5::text IS NULL OR order_id = $5) AND ($6::text IS NULL OR region = $6)
       AND ($7::boolean IS NULL OR (jsonb_array_length(findings) > 0) = $7) AND ($8::bigint IS NULL OR position ${beyond} $8)
     ORDER BY position ${order} LIMIT $9`,
    [
      asked.issuerId,
      asked.saleId,
      asked.placeKind,
      asked.placeId,
      asked.orderId,
      asked.region,
      asked.withFindings,
      asked.beyond,
      asked.limit,
    ],
  );
  return rows.map((row) => ({ position: row.position, sale: viewOf(row) }));
}

function viewOf(row: SaleRow): SaleView {
  return {
    saleId: row.sale_id,
    programmeId: row.programme_id,
    productKey: row.product_key,
    placeKind: row.place_kind,
    placeId: row.place_id,
    orderId: row.order_id,
    region: row.region,
    cards: row.cards,
    faceTotalFen: fen(row.face_total_fen),
    paidFen: fen(row.paid_fen),
    tender: row.tender,
    buyerKind: row.buyer_kind,
    buyerId: row.buyer_id,
    findings: row.findings,
    soldAt: toRfc3339(Number(row.sold_at)),
  };
}
