/** Journal lines as they are read: those of an account, a wallet, a stream, a merchant, a kind of event, some days. */
import { businessDate, endOfBusinessDay, startOfBusinessDay, toRfc3339 } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

/** One line of the journal as it is told; what does not belong to its fact is left out. */
export interface JournalLine {
  /** Of the fact in the log. */
  readonly position: bigint;
  /** Within the fact, from 1. */
  readonly lineNo: number;
  readonly account: string;
  readonly currency: string;
  /** Debit above zero, credit below. */
  readonly amountFen: Fen;
  readonly programmeId?: string;
  readonly streamId: string;
  readonly walletId?: string;
  readonly merchantId?: string;
  readonly eventId: string;
  readonly type: string;
  readonly businessDate: string;
  /** RFC 3339, as the other time. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly correlationId: string;
}

/** A row of lines joined with their entries. */
export interface LineRow {
  position: bigint;
  line_no: number;
  account: string;
  currency: string;
  amount_fen: bigint;
  programme_id: string | null;
  stream_id: string;
  wallet_id: string | null;
  merchant_id: string | null;
  event_id: string;
  type: string;
  occurred_at: bigint;
  recorded_at: bigint;
  correlation_id: string;
}

/** Columns of a LineRow, of lines `l` and entries `e`. */
export const LINE_COLUMNS = `l.position, l.line_no, l.account, l.currency, l.amount_fen, l.programme_id, e.stream_id,
  e.wallet_id, e.merchant_id, e.event_id, e.type, e.occurred_at, e.recorded_at, e.correlation_id`;

/** Which lines are asked for; what is undefined does not narrow the answer. */
export interface JournalLinesAsked {
  readonly issuerId: string;
  readonly account?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly streamId?: string | undefined;
  readonly walletId?: string | undefined;
  readonly merchantId?: string | undefined;
  /** Of the event. */
  readonly type?: string | undefined;
  /** First and last business day on which it happened, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly order: 'newest' | 'oldest';
  /** Lines beyond this one in the chosen order; undefined from the beginning. */
  readonly beyond?: { readonly position: bigint; readonly lineNo: number } | undefined;
  readonly limit: number;
}

/** An issuer's journal lines in the order of the log, or its reverse. */
export async function journalLines(tx: Tx, asked: JournalLinesAsked): Promise<readonly JournalLine[]> {
  const { issuerId, from, to, beyond, limit } = asked;
  const [past, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const values: unknown[] = [issuerId];
  const where = ['e.issuer_id = $1', 'l.issuer_id = $1'];
  // Only what is asked for stands in the statement, so that the planner sees which index leads.
  const narrow = (condition: (place: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  narrow((at) => `l.account = ${at}`, asked.account);
  narrow((at) => `l.programme_id = ${at}`, asked.programmeId);
  narrow((at) => `e.stream_id = ${at}`, asked.streamId);
  narrow((at) => `(e.stream_id = ${at} OR (e.wallet_id = ${at} AND e.wallet_id <> e.stream_id))`, asked.walletId);
  narrow((at) => `e.merchant_id = ${at}`, asked.merchantId);
  narrow((at) => `e.type = ${at}`, asked.type);
  narrow((at) => `e.occurred_at >= ${at}`, from && startOfBusinessDay(from));
  narrow((at) => `e.occurred_at < ${at}`, to && endOfBusinessDay(startOfBusinessDay(to)));
  if (beyond) {
    narrow((at) => `l.position ${past}= ${at}`, beyond.position);
    values.push(beyond.lineNo);
    where.push(`(l.position, l.line_no) ${past} ($${values.length - 1}, $${values.length}::int)`);
  }
  values.push(limit);
  const { rows } = await tx.query<LineRow>(
    `SELECT ${LINE_COLUMNS} FROM journal_entry e JOIN journal_line l ON l.position = e.position
     WHERE ${where.join(' AND ')}
     ORDER BY l.position ${order}, l.line_no ${order} LIMIT $${values.length}`,
    values,
  );
  return rows.map(lineOf);
}

/** A row as it is told. */
export function lineOf(row: LineRow): JournalLine {
  return {
    position: row.position,
    lineNo: row.line_no,
    account: row.account,
    currency: row.currency,
    amountFen: fen(row.amount_fen),
    ...(row.programme_id !== null && { programmeId: row.programme_id }),
    streamId: row.stream_id,
    ...(row.wallet_id !== null && { walletId: row.wallet_id }),
    ...(row.merchant_id !== null && { merchantId: row.merchant_id }),
    eventId: row.event_id,
    type: row.type,
    businessDate: businessDate(Number(row.occurred_at)),
    occurredAt: toRfc3339(Number(row.occurred_at)),
    recordedAt: toRfc3339(Number(row.recorded_at)),
    correlationId: row.correlation_id,
  };
}
