/** What is asked of the tables of `distributor-order.projection.ts`, and what they answer. */
import { businessDate, type EpochMs, startOfBusinessDay, toRfc3339 } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import type { AgencyTerms, WholesaleTerms } from './distributor.decider.ts';
import { type LateOrder, type LateTerms, latenessOf } from './order-lateness.ts';

/** A distributor as it is told. */
export interface DistributorView {
  readonly distributorId: string;
  /** The terms that hold for new orders; null where none were agreed. */
  readonly wholesale: (Omit<WholesaleTerms, 'distributorId'> & { readonly termsVersion: number }) | null;
  readonly agency: (Omit<AgencyTerms, 'distributorId'> & { readonly termsVersion: number }) | null;
  /** Recorded so far. */
  readonly feesFen: Fen;
  /** Kept of them until the term is over. */
  readonly retainedFen: Fen;
  /** Sum of the invoices for them. */
  readonly invoicedFen: Fen;
  /** Who was named to act for it, by letter, oldest first. */
  readonly contacts: readonly {
    readonly contactId: string;
    readonly arrivedDate: string;
    readonly actsFromDate: string;
  }[];
  /** Last days of agreements that were ended. */
  readonly endedDates: Readonly<Partial<Record<'wholesale' | 'agency', string>>>;
}

interface DistributorRow {
  distributor_id: string;
  wholesale: DistributorView['wholesale'];
  agency: DistributorView['agency'];
  fees_fen: bigint;
  retained_fen: bigint;
  invoiced_fen: bigint;
  contacts: DistributorView['contacts'];
  ended_dates: DistributorView['endedDates'];
}

/** An issuer's distributors with an id above `after`, in the order of their ids, at most `limit`. */
export async function distributorsOf(
  tx: Tx,
  asked: { readonly issuerId: string; readonly after: string; readonly limit: number },
): Promise<readonly DistributorView[]> {
  const { rows } = await tx.query<DistributorRow>(
    'SELECT * FROM distributor WHERE issuer_id = $1 AND distributor_id > $2 ORDER BY distributor_id LIMIT $3',
    [asked.issuerId, asked.after, asked.limit],
  );
  return rows.map(distributorOf);
}

/** A distributor of an issuer; undefined where there is none of this id. */
export async function distributorView(
  tx: Tx,
  issuerId: string,
  distributorId: string,
): Promise<DistributorView | undefined> {
  const { rows } = await tx.query<DistributorRow>(
    'SELECT * FROM distributor WHERE issuer_id = $1 AND distributor_id = $2',
    [issuerId, distributorId],
  );
  return rows[0] && distributorOf(rows[0]);
}

function distributorOf(row: DistributorRow): DistributorView {
  const { wholesale, agency } = row;
  const fees = { feesFen: fen(row.fees_fen), retainedFen: fen(row.retained_fen), invoicedFen: fen(row.invoiced_fen) };
  const { contacts, ended_dates: endedDates } = row;
  return { distributorId: row.distributor_id, wholesale, agency, ...fees, contacts, endedDates };
}

/** An invoice of an agent as it is told. */
export interface AgencyInvoice {
  readonly invoiceNumber: string;
  readonly invoiceDate: string;
  readonly amountFen: Fen;
}

/** An agent's invoices with a number above `after`, in the order of their numbers, at most `limit`. */
export async function invoicesOf(
  tx: Tx,
  asked: { readonly issuerId: string; readonly distributorId: string; readonly after: string; readonly limit: number },
): Promise<readonly AgencyInvoice[]> {
  const { rows } = await tx.query<{ invoice_number: string; invoice_date: string; amount_fen: bigint }>(
    `SELECT invoice_number, invoice_date, amount_fen FROM agency_invoice
     WHERE issuer_id = $1 AND distributor_id = $2 AND invoice_number > $3 ORDER BY invoice_number LIMIT $4`,
    [asked.issuerId, asked.distributorId, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    invoiceNumber: row.invoice_number,
    invoiceDate: row.invoice_date,
    amountFen: fen(row.amount_fen),
  }));
}

/** Whether an agent's invoice of this number was taken, as far as the tables tell. */
export async function hasInvoice(
  tx: Tx,
  asked: { readonly issuerId: string; readonly distributorId: string; readonly invoiceNumber: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'SELECT 1 FROM agency_invoice WHERE issuer_id = $1 AND distributor_id = $2 AND invoice_number = $3',
    [asked.issuerId, asked.distributorId, asked.invoiceNumber],
  );
  return rowCount !== 0;
}

/** An order as it is told. */
export interface OrderView {
  readonly distributorId: string;
  readonly orderId: string;
  readonly kind: string;
  readonly status: string;
  readonly cards: number;
  /** Face value or market price of each. */
  readonly cardFen: Fen;
  readonly dueFen: Fen;
  readonly termsVersion: number;
  readonly region: string | null;
  /** RFC 3339, as the other times. */
  readonly placedAt: string;
  readonly paidAt: string | null;
  /** First moment at which a delivery is late. */
  readonly deliveryDueAt: string | null;
  /** When what is not delivered is to be refunded. */
  readonly refundDueAt: string | null;
  readonly settledAt: string | null;
  readonly deliveredCards: number;
  readonly refundedCards: number;
  readonly faultyCards: number;
  /** Found to be sold outside the region. */
  readonly breachedCards: number;
  readonly refundedFen: Fen;
  /** Penalties and interest so far. */
  readonly penaltyFen: Fen;
  /** Of them, what is not paid. */
  readonly owedFen: Fen;
  /** For faulty cards. */
  readonly claimedFen: Fen;
  /** What of it is late as of the moment that was asked for, and what that costs; null while nothing is. */
  readonly late: LateOrder | null;
}

interface OrderRow {
  distributor_id: string;
  order_id: string;
  position: bigint;
  kind: string;
  status: string;
  cards: number;
  card_fen: bigint;
  due_fen: bigint;
  terms_version: number;
  region: string | null;
  placed_at: bigint;
  paid_at: bigint | null;
  delivery_due_at: bigint | null;
  refund_due_at: bigint | null;
  settled_at: bigint | null;
  delivered_cards: number;
  refunded_cards: number;
  faulty_cards: number;
  breached_cards: number;
  refunded_fen: bigint;
  penalty_fen: bigint;
  owed_fen: bigint;
  claimed_fen: bigint;
  late_terms: LateTerms;
}

/** Which orders are asked for; what is undefined does not narrow the answer. */
export interface OrdersAsked {
  readonly issuerId: string;
  readonly distributorId: string | undefined;
  readonly kind: string | undefined;
  readonly status: string | undefined;
  readonly order: 'newest' | 'oldest';
  /** Beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  /** The moment as of which it is told what is late. */
  readonly now: EpochMs;
  readonly limit: number;
}

/** An issuer's orders in the order they were placed, or its reverse, each with the position of that. */
export async function ordersOf(
  tx: Tx,
  asked: OrdersAsked,
): Promise<readonly { readonly position: bigint; readonly placed: OrderView }[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<OrderRow>(
    `SELECT * FROM distributor_order
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position ${beyond} $2) AND ($3::text IS NULL OR distributor_id = $3)
       AND ($4::text IS NULL OR kind = $4) AND ($5::text IS NULL OR status = $5)
     ORDER BY position ${order} LIMIT $6`,
    [asked.issuerId, asked.beyond, asked.distributorId, asked.kind, asked.status, asked.limit],
  );
  return rows.map((row) => ({ position: row.position, placed: orderOf(row, asked.now) }));
}

/** A place among late orders. */
export interface LatePlace {
  readonly deliveryDueAt: bigint;
  readonly position: bigint;
}

/** An issuer's orders of which something is late at a moment, by when their delivery was due; beyond one of them, at most `limit`. */
export async function lateOrders(
  tx: Tx,
  asked: { readonly issuerId: string; readonly now: EpochMs; readonly beyond: LatePlace; readonly limit: number },
): Promise<readonly (LatePlace & { readonly placed: OrderView })[]> {
  // Late is what was due before today; the moment a refund is due is itself in time.
  const { rows } = await tx.query<OrderRow & { delivery_due_at: bigint }>(
    `SELECT * FROM distributor_order
     WHERE issuer_id = $1 AND status = 'paid' AND delivered_cards + refunded_cards < cards
       AND (delivery_due_at <= $2 OR refund_due_at < $2) AND (delivery_due_at, position) > ($3, $4)
     ORDER BY delivery_due_at, position LIMIT $5`,
    [
      asked.issuerId,
      startOfBusinessDay(businessDate(asked.now)),
      asked.beyond.deliveryDueAt,
      asked.beyond.position,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    deliveryDueAt: row.delivery_due_at,
    position: row.position,
    placed: orderOf(row, asked.now),
  }));
}

/** An order of a distributor; undefined where there is none of this id. */
export async function orderView(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly distributorId: string;
    readonly orderId: string;
    readonly now: EpochMs;
  },
): Promise<OrderView | undefined> {
  const { rows } = await tx.query<OrderRow>(
    'SELECT * FROM distributor_order WHERE issuer_id = $1 AND distributor_id = $2 AND order_id = $3',
    [asked.issuerId, asked.distributorId, asked.orderId],
  );
  return rows[0] && orderOf(rows[0], asked.now);
}

function orderOf(row: OrderRow, now: EpochMs): OrderView {
  const time = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));
  return {
    distributorId: row.distributor_id,
    orderId: row.order_id,
    kind: row.kind,
    status: row.status,
    cards: row.cards,
    cardFen: fen(row.card_fen),
    dueFen: fen(row.due_fen),
    termsVersion: row.terms_version,
    region: row.region,
    placedAt: toRfc3339(Number(row.placed_at)),
    paidAt: time(row.paid_at),
    deliveryDueAt: time(row.delivery_due_at),
    refundDueAt: time(row.refund_due_at),
    settledAt: time(row.settled_at),
    deliveredCards: row.delivered_cards,
    refundedCards: row.refunded_cards,
    faultyCards: row.faulty_cards,
    breachedCards: row.breached_cards,
    refundedFen: fen(row.refunded_fen),
    penaltyFen: fen(row.penalty_fen),
    owedFen: fen(row.owed_fen),
    claimedFen: fen(row.claimed_fen),
    late: row.status === 'paid' ? lateIn(row, now) : null,
  };
}

function lateIn(row: OrderRow, now: EpochMs): LateOrder | null {
  const ms = (at: bigint | null): EpochMs | null => (at === null ? null : Number(at));
  const order = {
    terms: { placed: { dueFen: fen(row.due_fen), cards: row.cards } },
    deliveredCards: row.delivered_cards,
    refundedCards: row.refunded_cards,
    lateTerms: row.late_terms,
    deliveryDueAt: ms(row.delivery_due_at),
    refundDueAt: ms(row.refund_due_at),
    owedFen: fen(row.owed_fen),
  };
  return latenessOf(order, now);
}

/** What is reached of a target: the value of cards that were delivered in its period. */
export async function deliveredIn(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly distributorId: string;
    readonly kind: string;
    readonly fromDate: string;
    readonly toDate: string;
  },
): Promise<{ readonly valueFen: Fen; readonly cards: number }> {
  const { rows } = await tx.query<{ value_fen: bigint; cards: bigint }>(
    `SELECT coalesce(sum(value_fen), 0)::bigint AS value_fen, coalesce(sum(cards), 0)::bigint AS cards
     FROM distributor_delivery
     WHERE issuer_id = $1 AND distributor_id = $2 AND kind = $3 AND business_date BETWEEN $4 AND $5`,
    [asked.issuerId, asked.distributorId, asked.kind, asked.fromDate, asked.toDate],
  );
  return { valueFen: fen(rows[0]?.value_fen ?? 0n), cards: Number(rows[0]?.cards ?? 0n) };
}
