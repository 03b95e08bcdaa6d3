/** Settlements of merchants and their payouts, as they are read. */
import { toRfc3339 } from '@scrip/calendar';
import type { SettlementEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen, minus, ZERO_FEN } from '@scrip/money';

const SETTLEMENT_TYPES = [
  'MerchantSettled',
  'MerchantPaid',
  'MerchantPayoutReturned',
  'MerchantSettlementReversed',
] as const satisfies readonly SettlementEvent['type'][];

export const settlement: Projection = {
  name: 'settlement',
  revision: 2,
  events: SETTLEMENT_TYPES,
  tables: `
    CREATE TABLE settlement (
      settlement_id text PRIMARY KEY,
      position bigint NOT NULL,            -- of its fact in the log
      issuer_id text NOT NULL,
      merchant_id text COLLATE "C" NOT NULL,
      through_date text NOT NULL,          -- YYYY-MM-DD, the last business day in it
      to_position bigint NOT NULL,         -- the last position in it
      previous_through_date text,          -- of the one before; null for the first
      previous_position bigint NOT NULL,
      sale_count int NOT NULL,
      return_count int NOT NULL,
      gross_fen bigint NOT NULL,
      returned_fen bigint NOT NULL,
      fee_rate_bp int,
      fee_fen bigint NOT NULL,
      net_fen bigint NOT NULL,
      paid_fen bigint NOT NULL,            -- less what the bank sent back
      settled_at bigint NOT NULL,          -- epoch milliseconds
      reversed_at bigint,
      reversal_reason text
    );
    CREATE INDEX settlement_of_merchant ON settlement (issuer_id, merchant_id, position);
    CREATE INDEX settlement_reversed ON settlement (issuer_id, merchant_id, reversed_at) WHERE reversed_at IS NOT NULL;
    CREATE TABLE payout (
      payout_id text PRIMARY KEY,
      position bigint NOT NULL,
      settlement_id text NOT NULL,
      bank_reference text NOT NULL,
      amount_fen bigint NOT NULL,
      paid_at bigint NOT NULL,             -- epoch milliseconds
      returned_at bigint,                  -- when the bank sent it back
      return_reason text
    );
    CREATE INDEX payout_of_settlement ON payout (settlement_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // The facts of one settlement, and of one payout, come in this order: its row is there when something becomes of it.
    const facts = events as readonly Recorded<SettlementEvent>[];
    await addSettlements(tx, facts.filter(isSettled));
    await addPayouts(tx, facts.filter(isPaid));
    await sendBack(tx, facts.filter(isSentBack));
    await reverse(tx, facts.filter(isReversed));
  },
};

type Of<T extends SettlementEvent['type']> = Recorded<Extract<SettlementEvent, { type: T }>>;
const isSettled = (fact: Recorded<SettlementEvent>): fact is Of<'MerchantSettled'> =>
  fact.event.type === 'MerchantSettled';
const isPaid = (fact: Recorded<SettlementEvent>): fact is Of<'MerchantPaid'> => fact.event.type === 'MerchantPaid';
const isSentBack = (fact: Recorded<SettlementEvent>): fact is Of<'MerchantPayoutReturned'> =>
  fact.event.type === 'MerchantPayoutReturned';
const isReversed = (fact: Recorded<SettlementEvent>): fact is Of<'MerchantSettlementReversed'> =>
  fact.event.type === 'MerchantSettlementReversed';

async function addSettlements(tx: Tx, facts: readonly Of<'MerchantSettled'>[]): Promise<void> {
  if (facts.length === 0) return;
  const data = facts.map(({ event }) => event.data);
  await tx.query(
    `INSERT INTO settlement (settlement_id, position, issuer_id, merchant_id, through_date, to_position, previous_through_date,
                             previous_position, sale_count, return_count, gross_fen, returned_fen, fee_rate_bp, fee_fen,
                             net_fen, settled_at, paid_fen)
     SELECT *, 0 FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
       $8::bigint[], $9::int[], $10::int[], $11::bigint[], $12::bigint[], $13::int[], $14::bigint[], $15::bigint[], $16::bigint[])`,
    [
      data.map((one) => one.settlementId),
      facts.map(({ envelope }) => envelope.position),
      facts.map(({ envelope }) => envelope.issuerId),
      data.map((one) => one.merchantId),
      data.map((one) => one.throughDate),
      data.map((one) => one.toPosition),
      data.map((one) => one.previousThroughDate),
      data.map((one) => one.previousPosition),
      data.map((one) => one.saleCount),
      data.map((one) => one.returnCount),
      data.map((one) => one.grossFen),
      data.map((one) => one.returnedFen),
      data.map((one) => one.feeRateBp),
      data.map((one) => one.feeFen),
      data.map((one) => one.netFen),
      facts.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

async function addPayouts(tx: Tx, facts: readonly Of<'MerchantPaid'>[]): Promise<void> {
  if (facts.length === 0) return;
  const data = facts.map(({ event }) => event.data);
  const settlementIds = data.map((one) => one.settlementId);
  const amounts = data.map((one) => one.amountFen);
  await tx.query(
    `INSERT INTO payout (payout_id, position, settlement_id, bank_reference, amount_fen, paid_at)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])`,
    [
      data.map((one) => one.payoutId),
      facts.map(({ envelope }) => envelope.position),
      settlementIds,
      data.map((one) => one.bankReference),
      amounts,
      facts.map(({ envelope }) => envelope.occurredAt),
    ],
  );
  await pay(tx, settlementIds, amounts);
}

async function sendBack(tx: Tx, facts: readonly Of<'MerchantPayoutReturned'>[]): Promise<void> {
  if (facts.length === 0) return;
  const data = facts.map(({ event }) => event.data);
  await tx.query(
    `UPDATE payout AS p SET returned_at = r.at, return_reason = r.reason
     FROM unnest($1::text[], $2::bigint[], $3::text[]) AS r (id, at, reason) WHERE p.payout_id = r.id`,
    [data.map((one) => one.payoutId), facts.map(({ envelope }) => envelope.occurredAt), data.map((one) => one.reason)],
  );
  await pay(
    tx,
    data.map((one) => one.settlementId),
    data.map((one) => minus(ZERO_FEN, one.amountFen)),
  );
}

/** Adds to what was paid on settlements; amounts below zero came back. */
async function pay(tx: Tx, settlementIds: readonly string[], amounts: readonly Fen[]): Promise<void> {
  await tx.query(
    `UPDATE settlement AS s SET paid_fen = s.paid_fen + p.amount_fen
     FROM (SELECT id, sum(amount_fen)::bigint AS amount_fen FROM unnest($1::text[], $2::bigint[]) AS u (id, amount_fen) GROUP BY id) AS p
     WHERE s.settlement_id = p.id`,
    [settlementIds, amounts],
  );
}

async function reverse(tx: Tx, facts: readonly Of<'MerchantSettlementReversed'>[]): Promise<void> {
  if (facts.length === 0) return;
  await tx.query(
    `UPDATE settlement AS s SET reversed_at = r.at, reversal_reason = r.reason
     FROM unnest($1::text[], $2::bigint[], $3::text[]) AS r (id, at, reason) WHERE s.settlement_id = r.id`,
    [
      facts.map(({ event }) => event.data.settlementId),
      facts.map(({ envelope }) => envelope.occurredAt),
      facts.map(({ event }) => event.data.reason),
    ],
  );
}

/** A settlement as it is told. */
export interface SettlementView {
  readonly settlementId: string;
  readonly merchantId: string;
  readonly status: 'open' | 'paid_in_part' | 'paid' | 'reversed';
  readonly throughDate: string;
  readonly toPosition: bigint;
  /** Of the settlement before; null and 0 for the first. */
  readonly previousThroughDate: string | null;
  readonly previousPosition: bigint;
  readonly saleCount: number;
  readonly returnCount: number;
  readonly grossFen: Fen;
  readonly returnedFen: Fen;
  readonly feeRateBp: number | null;
  readonly feeFen: Fen;
  readonly netFen: Fen;
  readonly paidFen: Fen;
  /** Still to be paid; 0 where it was reversed. */
  readonly leftFen: Fen;
  /** RFC 3339, as the other times. */
  readonly settledAt: string;
  readonly reversedAt: string | null;
  readonly reversalReason: string | null;
  /** Of its fact in the log. */
  readonly position: bigint;
}

interface SettlementRow {
  settlement_id: string;
  position: bigint;
  merchant_id: string;
  through_date: string;
  to_position: bigint;
  previous_through_date: string | null;
  previous_position: bigint;
  sale_count: number;
  return_count: number;
  gross_fen: bigint;
  returned_fen: bigint;
  fee_rate_bp: number | null;
  fee_fen: bigint;
  net_fen: bigint;
  paid_fen: bigint;
  settled_at: bigint;
  reversed_at: bigint | null;
  reversal_reason: string | null;
}

/** Which settlements of a merchant are asked for. */
export interface SettlementsAsked {
  readonly issuerId: string;
  readonly merchantId: string;
  readonly order: 'newest' | 'oldest';
  /** Settlements whose facts are beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  readonly limit: number;
}

/** A merchant's settlements. */
export async function settlementsOf(tx: Tx, asked: SettlementsAsked): Promise<readonly SettlementView[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<SettlementRow>(
    `SELECT * FROM settlement
     WHERE issuer_id = $1 AND merchant_id = $2 AND ($3::bigint IS NULL OR position ${beyond} $3)
     ORDER BY position ${order} LIMIT $4`,
    [asked.issuerId, asked.merchantId, asked.beyond, asked.limit],
  );
  return rows.map(viewOf);
}

/** Which settlement is meant. */
export interface SettlementRef {
  readonly issuerId: string;
  readonly merchantId: string;
  readonly settlementId: string;
}

/** A settlement; undefined where the merchant has none of this id. */
export async function settlementView(tx: Tx, ref: SettlementRef): Promise<SettlementView | undefined> {
  const { rows } = await tx.query<SettlementRow>(
    'SELECT * FROM settlement WHERE settlement_id = $1 AND issuer_id = $2 AND merchant_id = $3',
    [ref.settlementId, ref.issuerId, ref.merchantId],
  );
  return rows[0] && viewOf(rows[0]);
}

/** A payout as it is told. */
export interface PayoutView {
  readonly payoutId: string;
  readonly bankReference: string;
  readonly amountFen: Fen;
  /** RFC 3339, as the other time. */
  readonly paidAt: string;
  /** When the bank sent it back, and why; null where it did not. */
  readonly returnedAt: string | null;
  readonly returnReason: string | null;
}

interface PayoutRow {
  payout_id: string;
  bank_reference: string;
  amount_fen: bigint;
  paid_at: bigint;
  returned_at: bigint | null;
  return_reason: string | null;
}

/** The payouts of a settlement, in order. */
export async function payoutsOf(tx: Tx, settlementId: string): Promise<readonly PayoutView[]> {
  const { rows } = await tx.query<PayoutRow>('SELECT * FROM payout WHERE settlement_id = $1 ORDER BY position', [
    settlementId,
  ]);
  return rows.map((row) => ({
    payoutId: row.payout_id,
    bankReference: row.bank_reference,
    amountFen: fen(row.amount_fen),
    paidAt: toRfc3339(Number(row.paid_at)),
    returnedAt: row.returned_at === null ? null : toRfc3339(Number(row.returned_at)),
    returnReason: row.return_reason,
  }));
}

function viewOf(row: SettlementRow): SettlementView {
  return {
    settlementId: row.settlement_id,
    merchantId: row.merchant_id,
    status: statusOf(row),
    throughDate: row.through_date,
    toPosition: row.to_position,
    previousThroughDate: row.previous_through_date,
    previousPosition: row.previous_position,
    saleCount: row.sale_count,
    returnCount: row.return_count,
    grossFen: fen(row.gross_fen),
    returnedFen: fen(row.returned_fen),
    feeRateBp: row.fee_rate_bp,
    feeFen: fen(row.fee_fen),
    netFen: fen(row.net_fen),
    paidFen: fen(row.paid_fen),
    leftFen: fen(row.reversed_at === null ? row.net_fen - row.paid_fen : 0n),
    settledAt: toRfc3339(Number(row.settled_at)),
    reversedAt: row.reversed_at === null ? null : toRfc3339(Number(row.reversed_at)),
    reversalReason: row.reversal_reason,
    position: row.position,
  };
}

function statusOf(row: SettlementRow): SettlementView['status'] {
  if (row.reversed_at !== null) return 'reversed';
  if (row.paid_fen === row.net_fen) return 'paid';
  return row.paid_fen === 0n ? 'open' : 'paid_in_part';
}
