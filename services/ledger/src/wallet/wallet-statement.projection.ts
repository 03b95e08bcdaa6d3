/** The statement of a wallet: one row for each fact that moved its money, with the balance after it. */
import {
  type BusinessDate,
  businessDate,
  type EpochMs,
  endOfBusinessDay,
  startOfBusinessDay,
  toRfc3339,
} from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { type Envelope, type Projection, positionAt, type Recorded, type Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { LATE_AFTER_MS } from '../journal/moment.ts';
import { movementOf } from './movement.ts';
import { addMarks, addMentions } from './wallet-marks.ts';

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
  revision: 8,
  // Marks count by the versions of a wallet, whatever its facts are.
  events: 'all',
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
      correlation_id text NOT NULL,        -- the sale it belongs to
      -- The log took it a minute or more after it happened, or before. Such lines are few; where every other one stands
      -- follows from when it happened. A column, so that the planner knows how few.
      out_of_time boolean GENERATED ALWAYS AS (recorded_at - occurred_at NOT BETWEEN 0 AND ${LATE_AFTER_MS}) STORED
    );
    CREATE INDEX statement_reference ON wallet_statement (wallet_id, reference_id);
    CREATE INDEX statement_of_wallet ON wallet_statement (wallet_id, position);
    CREATE INDEX statement_of_type ON wallet_statement (wallet_id, type, position);
    CREATE INDEX statement_out_of_time ON wallet_statement (wallet_id, position)
      INCLUDE (occurred_at, principal_fen, bonus_fen) WHERE out_of_time;
    -- The sum of a wallet's lines at every hundredth of its versions, so that a sum up to anywhere reads few of them.
    CREATE TABLE wallet_mark (
      wallet_id text NOT NULL,
      position bigint NOT NULL,            -- in the log: lines up to here are in the sum
      principal_fen bigint NOT NULL,
      bonus_fen bigint NOT NULL,
      PRIMARY KEY (wallet_id, position)
    );
    -- Facts about an earlier one, so that a spend or a lot of long ago is found with what became of it.
    CREATE TABLE wallet_mention (
      wallet_id text NOT NULL,
      about_id text NOT NULL,              -- the spend, the captured hold, or the lot
      position bigint NOT NULL,            -- of the later fact in the log
      PRIMARY KEY (wallet_id, about_id, position)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const ofWallets = events.filter(({ envelope }) => envelope.stream === 'wallet') as readonly Recorded<WalletEvent>[];
    const rows = ofWallets.filter(isOfMoney).map(rowOf);
    await addLines(tx, rows);
    await addMentions(tx, ofWallets);
    await addMarks(tx, ofWallets);
  },
};

const MONEY_TYPES: ReadonlySet<string> = new Set(STATEMENT_TYPES);

function isOfMoney(fact: Recorded<WalletEvent>): fact is Recorded<MoneyEvent> {
  return MONEY_TYPES.has(fact.event.type);
}

async function addLines(tx: Tx, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
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
}

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

/** Business days of a statement, both included, and where in the log their lines stand unless they are out of time. */
export interface StatementDays {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  /** Position before the first of them. */
  readonly after: number;
  /** Position of the last one. */
  readonly upTo: number;
}

/** Which lines are asked for. */
export interface StatementAsked {
  readonly walletId: string;
  readonly order: 'newest' | 'oldest';
  /** Lines beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  readonly days: StatementDays | undefined;
  readonly type: StatementType | undefined;
  readonly limit: number;
}

/** Before and after any business day that can be written. */
const FIRST_DAY = '0000-01-01';
const LAST_DAY = '9999-12-31';
/** Above every position of the log. */
const POSITION_MAX = 2n ** 63n - 1n;

/** From the first business day to the last, either of which may be left out: then to the end of the log on that side. */
export async function statementDays(
  tx: Tx,
  { from, to }: { readonly from: BusinessDate | undefined; readonly to: BusinessDate | undefined },
): Promise<StatementDays | undefined> {
  if (from === undefined && to === undefined) return undefined;
  const before = (moment: EpochMs): Promise<number> => positionAt(tx, moment - 1);
  return {
    from: from ?? FIRST_DAY,
    to: to ?? LAST_DAY,
    after: from === undefined ? 0 : await before(startOfBusinessDay(from)),
    upTo:
      to === undefined
        ? Number.MAX_SAFE_INTEGER
        : await before(endOfBusinessDay(startOfBusinessDay(to)) + LATE_AFTER_MS),
  };
}

/**
 * Lines of a wallet's statement; whose wallet it is has been checked. Reads as many as it gives, and of days those that
 * came out of their time, wherever in a long statement they stand.
 */
export async function statementOf(tx: Tx, asked: StatementAsked): Promise<readonly StatementLine[]> {
  const { walletId, order, beyond = order === 'newest' ? POSITION_MAX : 0n, days, type, limit } = asked;
  const [way, sorted] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  // What is not asked for is not in the text: a plan made for any parameters would have to allow for it.
  const values: unknown[] = [walletId, beyond, limit];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const ofType = type === undefined ? '' : `AND type = ${given(type)}`;
  const lines = (more: string): string =>
    `SELECT * FROM wallet_statement WHERE wallet_id = $1 AND position ${way} $2 ${ofType} ${more}
     ORDER BY position ${sorted} LIMIT $3`;
  const { rows } = await tx.query<StatementRow>({
    name: `wallet_statement_${order}${type === undefined ? '' : '_type'}${days === undefined ? '' : '_days'}`,
    text: days === undefined ? lines('') : linesOfDays(days, given, lines, sorted),
    values,
  });
  return rows.map(lineOf);
}

/** SQL: those in time stand together in the log, the others anywhere. */
function linesOfDays(
  days: StatementDays,
  given: (value: unknown) => string,
  lines: (more: string) => string,
  sorted: string,
): string {
  const onDays = `AND business_date >= ${given(days.from)} AND business_date <= ${given(days.to)}`;
  const inTime = `${onDays} AND NOT out_of_time AND position > ${given(days.after)} AND position <= ${given(days.upTo)}`;
  const late = `${onDays} AND out_of_time`;
  return `SELECT * FROM ((${lines(inTime)}) UNION ALL (${lines(late)})) AS line ORDER BY position ${sorted} LIMIT $3`;
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
