/** The statement of a wallet: one row for each fact that moved its money, with the balance after it. */
import { businessDate, toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { movementOf } from './movement.ts';

/** The facts that move a wallet's money; a hold only reserves it. */
export const STATEMENT_TYPES = [
  'WalletRecharged',
  'WalletSpent',
  'WalletHoldCaptured',
  'WalletReturned',
  'WalletSpendAssumedByIssuer',
  'WalletClosed',
  'WalletBreakageTaken',
  'WalletLotReactivated',
  'WalletSpendVoided',
  'WalletRechargeVoided',
  'WalletRefunded',
  'WalletTransferSent',
  'WalletTransferReceived',
  'WalletFeeCharged',
  'WalletAdjusted',
  'WalletDisputeOpened',
  'WalletDisputeResolved',
  'WalletPurseLoaded',
  'WalletPurseLoadReversed',
  'WalletOpeningBalanceLoaded',
] as const satisfies readonly WalletEvent['type'][];

/** One of the facts that move a wallet's money. */
export type StatementType = (typeof STATEMENT_TYPES)[number];

type MoneyEvent = Extract<WalletEvent, { readonly type: StatementType }>;

export const walletStatement: Projection = {
  name: 'wallet_statement',
  revision: 7,
  events: STATEMENT_TYPES,
  tables: `
    CREATE TABLE wallet_statement (
      position bigint PRIMARY KEY,         -- in the log: the order of the statement
      wallet_id text NOT NULL,
      event_id text NOT NULL,
      type text NOT NULL,                  -- the event's
      reference_id text NOT NULL,          -- of the recharge, spend, hold, return, load of a purse, or lot
      business_date text NOT NULL,         -- YYYY-MM-DD of occurred_at
      occurred_at bigint NOT NULL,         -- epoch milliseconds
      recorded_at bigint NOT NULL,
      principal_fen bigint NOT NULL,       -- change, signed: above zero the wallet has more
      bonus_fen bigint NOT NULL,
      balance_after_fen bigint NOT NULL,
      due_fen bigint,                      -- of a spend: left for another tender
      merchant_id text,                    -- who was paid
      terminal_id text,
      card_id text,
      tender text,                         -- of a recharge: how it was paid
      programme_version int,               -- it was decided under, where the fact names it
      slip_signature text,                 -- number of the signed slip
      booking_id text,                     -- booking it belongs to
      correlation_id text NOT NULL         -- the sale it belongs to
    );
    CREATE INDEX statement_reference ON wallet_statement (wallet_id, reference_id);
    CREATE INDEX statement_of_wallet ON wallet_statement (wallet_id, position);
    CREATE INDEX statement_occurred ON wallet_statement (wallet_id, occurred_at)
      INCLUDE (position, principal_fen, bonus_fen)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const rows = (events as readonly Recorded<MoneyEvent>[]).map(rowOf);
    await tx.query(
      `INSERT INTO wallet_statement
         (position, wallet_id, event_id, type, reference_id, business_date, occurred_at, recorded_at, principal_fen,
          bonus_fen, balance_after_fen, due_fen, merchant_id, terminal_id, card_id, tender, programme_version,
          slip_signature, booking_id, correlation_id)
       SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
         $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::text[], $15::text[],
         $16::text[], $17::int[], $18::text[], $19::text[], $20::text[])`,
      [
        rows.map((row) => row.envelope.position),
        rows.map((row) => row.envelope.streamId),
        rows.map((row) => row.envelope.eventId),
        rows.map((row) => row.envelope.type),
        rows.map((row) => row.referenceId),
        rows.map((row) => businessDate(row.envelope.occurredAt)),
        rows.map((row) => row.envelope.occurredAt),
        rows.map((row) => row.envelope.recordedAt),
        rows.map((row) => row.principalFen),
        rows.map((row) => row.bonusFen),
        rows.map((row) => row.balanceAfterFen),
        rows.map((row) => row.dueFen),
        rows.map((row) => row.merchantId),
        rows.map((row) => row.terminalId),
        rows.map((row) => row.cardId),
        rows.map((row) => row.tender),
        rows.map((row) => row.programmeVersion),
        rows.map((row) => row.slipSignature),
        rows.map((row) => row.bookingId),
        rows.map((row) => row.envelope.correlationId),
      ],
    );
  },
};

interface Particulars {
  readonly referenceId: string;
  readonly dueFen: Fen | null;
  readonly merchantId: string | null;
  readonly terminalId: string | null;
  readonly cardId: string | null;
  readonly tender: string | null;
  readonly programmeVersion: number | null;
  readonly slipSignature: string | null;
  readonly bookingId: string | null;
}

interface Row extends Particulars {
  readonly envelope: Envelope;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  readonly balanceAfterFen: Fen;
}

function rowOf({ envelope, event }: Recorded<MoneyEvent>): Row {
  const { principalFen, bonusFen } = movementOf(event);
  const { balanceAfterFen } = event.data;
  return { envelope, principalFen, bonusFen, balanceAfterFen, ...particularsOf(event) };
}

function particularsOf(event: MoneyEvent): Particulars {
  const noSlip = { slipSignature: null, bookingId: null };
  const noTill = { dueFen: null, merchantId: null, terminalId: null, cardId: null, tender: null };
  const none = { ...noTill, programmeVersion: null, ...noSlip };
  switch (event.type) {
    case 'WalletRecharged': {
      const { rechargeId, tender, programmeVersion } = event.data;
      return { ...none, referenceId: rechargeId, tender, programmeVersion };
    }
    case 'WalletSpent': {
      const { spendId, dueFen, merchantId, terminalId, cardId, programmeVersion, slipSignature, bookingId } =
        event.data;
      const till = { dueFen, merchantId, terminalId, cardId };
      return { ...none, referenceId: spendId, ...till, programmeVersion, slipSignature, bookingId };
    }
    case 'WalletHoldCaptured': {
      const { holdId, merchantId, slipSignature, bookingId } = event.data;
      return { ...none, referenceId: holdId, merchantId, slipSignature, bookingId };
    }
    case 'WalletReturned': {
      const { returnId, merchantId, programmeVersion } = event.data;
      return { ...none, referenceId: returnId, merchantId, programmeVersion };
    }
    case 'WalletBreakageTaken':
    case 'WalletLotReactivated':
      return { ...none, referenceId: event.data.lotId, programmeVersion: event.data.programmeVersion };
    case 'WalletSpendVoided':
      return { ...none, referenceId: event.data.spendId, merchantId: event.data.merchantId };
    case 'WalletRechargeVoided':
      return { ...none, referenceId: event.data.rechargeId, tender: event.data.tender };
    case 'WalletRefunded': {
      const { refundId, payTo, programmeVersion } = event.data;
      return { ...none, referenceId: refundId, tender: payTo, programmeVersion };
    }
    case 'WalletTransferSent':
    case 'WalletTransferReceived':
      return { ...none, referenceId: event.data.transferId, programmeVersion: event.data.programmeVersion };
    case 'WalletFeeCharged': {
      const { feeId, tender, programmeVersion } = event.data;
      return { ...none, referenceId: feeId, tender, programmeVersion };
    }
    case 'WalletAdjusted':
      return { ...none, referenceId: event.data.adjustmentId, programmeVersion: event.data.programmeVersion };
    case 'WalletDisputeOpened': {
      const { disputeId, merchantId, programmeVersion } = event.data;
      return { ...none, referenceId: disputeId, merchantId, programmeVersion };
    }
    case 'WalletDisputeResolved':
      return { ...none, referenceId: event.data.disputeId, merchantId: event.data.merchantId };
    case 'WalletPurseLoaded': {
      const { loadId, cardId, programmeVersion } = event.data;
      return { ...none, referenceId: loadId, cardId, programmeVersion };
    }
    case 'WalletPurseLoadReversed':
      return { ...none, referenceId: event.data.loadId };
    case 'WalletOpeningBalanceLoaded':
      return { ...none, referenceId: event.data.lotId, programmeVersion: event.data.programmeVersion };
    case 'WalletSpendAssumedByIssuer':
      return { ...none, referenceId: event.data.spendId, cardId: event.data.cardId };
    case 'WalletClosed':
      return { ...none, referenceId: event.data.creditId, programmeVersion: event.data.programmeVersion };
  }
}

/** One line of a statement as it is told; what does not belong to its type is left out. */
export interface StatementLine {
  /** Place in the log. */
  readonly position: bigint;
  readonly eventId: string;
  readonly type: string;
  /** Of the recharge, spend or hold. */
  readonly referenceId: string;
  readonly businessDate: string;
  /** RFC 3339, as the other times. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Changes, signed: above zero the wallet has more. */
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  readonly amountFen: Fen;
  readonly balanceAfterFen: Fen;
  readonly dueFen?: Fen;
  readonly merchantId?: string;
  readonly terminalId?: string;
  readonly cardId?: string;
  readonly tender?: string;
  readonly programmeVersion?: number;
  /** Papers of the purchase, by the merchant's own numbers. */
  readonly slipSignature?: string;
  readonly bookingId?: string;
  readonly correlationId: string;
}

interface StatementRow {
  position: bigint;
  event_id: string;
  type: string;
  reference_id: string;
  business_date: string;
  occurred_at: bigint;
  recorded_at: bigint;
  principal_fen: bigint;
  bonus_fen: bigint;
  balance_after_fen: bigint;
  due_fen: bigint | null;
  merchant_id: string | null;
  terminal_id: string | null;
  card_id: string | null;
  tender: string | null;
  programme_version: number | null;
  slip_signature: string | null;
  booking_id: string | null;
  correlation_id: string;
}

/** Which lines are asked for. */
export interface StatementAsked {
  readonly walletId: string;
  readonly order: 'newest' | 'oldest';
  /** Lines beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  /** First and last business day, both included. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly type: StatementType | undefined;
  readonly limit: number;
}

/** Lines of a wallet's statement; whose wallet it is has been checked. */
export async function statementOf(tx: Tx, asked: StatementAsked): Promise<readonly StatementLine[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<StatementRow>({
    name: `wallet_statement_${asked.order}`,
    text: `SELECT * FROM wallet_statement
           WHERE wallet_id = $1 AND ($2::bigint IS NULL OR position ${beyond} $2)
             AND ($3::text IS NULL OR business_date >= $3) AND ($4::text IS NULL OR business_date <= $4)
             AND ($5::text IS NULL OR type = $5)
           ORDER BY position ${order} LIMIT $6`,
    values: [asked.walletId, asked.beyond, asked.from, asked.to, asked.type, asked.limit],
  });
  return rows.map(lineOf);
}

function lineOf(row: StatementRow): StatementLine {
  return {
    position: row.position,
    eventId: row.event_id,
    type: row.type,
    referenceId: row.reference_id,
    businessDate: row.business_date,
    occurredAt: toRfc3339(Number(row.occurred_at)),
    recordedAt: toRfc3339(Number(row.recorded_at)),
    principalFen: fen(row.principal_fen),
    bonusFen: fen(row.bonus_fen),
    amountFen: fen(row.principal_fen + row.bonus_fen),
    balanceAfterFen: fen(row.balance_after_fen),
    ...(row.due_fen !== null && { dueFen: fen(row.due_fen) }),
    ...(row.merchant_id !== null && { merchantId: row.merchant_id }),
    ...(row.terminal_id !== null && { terminalId: row.terminal_id }),
    ...(row.card_id !== null && { cardId: row.card_id }),
    ...(row.tender !== null && { tender: row.tender }),
    ...(row.programme_version !== null && { programmeVersion: row.programme_version }),
    ...(row.slip_signature !== null && { slipSignature: row.slip_signature }),
    ...(row.booking_id !== null && { bookingId: row.booking_id }),
    correlationId: row.correlation_id,
  };
}
