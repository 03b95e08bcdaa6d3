/** The statement of a journal account: what it opened with, its lines with the balance after each, what it closed with. */
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { type JournalLine, LINE_COLUMNS, type LineRow, lineOf } from './journal-lines.ts';
import { ALL_PROGRAMMES } from './journal-totals.ts';
import { CURRENCY } from './postings.ts';

/** Which account, and which part of the log. */
export interface StatementAsked {
  readonly issuerId: string;
  readonly account: string;
  /** Undefined: over all programmes. */
  readonly programmeId?: string | undefined;
  /** Lines above this position and up to the other one. */
  readonly after: number;
  readonly upTo: number;
  readonly order: 'newest' | 'oldest';
  /** Lines beyond this one in the chosen order; undefined from the beginning. */
  readonly beyond?: { readonly position: bigint; readonly lineNo: number } | undefined;
  readonly limit: number;
}

/** A line with its account's balance after it: debits less credits. */
export interface AccountLine extends JournalLine {
  readonly balanceAfterFen: Fen;
}

/** A part of an account's life: what it opened with and the debits and credits of the part make what it closed with. */
export interface AccountStatement {
  readonly openingFen: Fen;
  readonly debitFen: Fen;
  readonly creditFen: Fen;
  readonly closingFen: Fen;
  readonly lines: readonly AccountLine[];
}

/**
 * An account's statement; undefined where the issuer, or its programme, has no such account. Opening and closing are one
 * step into an index each, since a line carries its account's totals after it. Throws the database's errors.
 */
export async function accountStatement(tx: Tx, asked: StatementAsked): Promise<AccountStatement | undefined> {
  const { rows: known } = await tx.query(
    'SELECT 1 FROM journal_account WHERE issuer_id = $1 AND programme_id = $2 AND account = $3 AND currency = $4',
    [asked.issuerId, asked.programmeId ?? ALL_PROGRAMMES, asked.account, CURRENCY],
  );
  if (known.length === 0) return undefined;
  const opening = await totalsAt(tx, asked, asked.after);
  const closing = await totalsAt(tx, asked, asked.upTo);
  return {
    openingFen: fen(opening.debit_fen - opening.credit_fen),
    debitFen: fen(closing.debit_fen - opening.debit_fen),
    creditFen: fen(closing.credit_fen - opening.credit_fen),
    closingFen: fen(closing.debit_fen - closing.credit_fen),
    lines: await linesOf(tx, asked),
  };
}

interface TotalsRow {
  debit_fen: bigint;
  credit_fen: bigint;
}

async function totalsAt(tx: Tx, asked: StatementAsked, position: number): Promise<TotalsRow> {
  const { of, narrowed } = within(asked);
  const { rows } = await tx.query<TotalsRow>(
    `SELECT l.${of}debit_after_fen AS debit_fen, l.${of}credit_after_fen AS credit_fen FROM journal_line l
     WHERE ${narrowed} AND l.position <= $5 ORDER BY l.position DESC, l.line_no DESC LIMIT 1`,
    [...accountOf(asked), position],
  );
  return rows[0] ?? { debit_fen: 0n, credit_fen: 0n };
}

async function linesOf(tx: Tx, asked: StatementAsked): Promise<readonly AccountLine[]> {
  const { of, narrowed } = within(asked);
  const [past, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<LineRow & { balance_after_fen: bigint }>(
    `SELECT ${LINE_COLUMNS}, l.${of}debit_after_fen - l.${of}credit_after_fen AS balance_after_fen
     FROM journal_line l JOIN journal_entry e ON e.position = l.position
     WHERE ${narrowed} AND l.position > $5 AND l.position <= $6
       AND ($7::bigint IS NULL OR (l.position, l.line_no) ${past} ($7, $8::int))
     ORDER BY l.position ${order}, l.line_no ${order} LIMIT $9`,
    [...accountOf(asked), asked.after, asked.upTo, asked.beyond?.position, asked.beyond?.lineNo, asked.limit],
  );
  return rows.map((row) => ({ ...lineOf(row), balanceAfterFen: fen(row.balance_after_fen) }));
}

function accountOf({ issuerId, account, programmeId }: StatementAsked): unknown[] {
  return [issuerId, account, CURRENCY, programmeId ?? ALL_PROGRAMMES];
}

/** Lines of the account, and which totals of a line are meant. */
function within({ programmeId }: StatementAsked): { readonly of: string; readonly narrowed: string } {
  const account = 'l.issuer_id = $1 AND l.account = $2 AND l.currency = $3';
  return programmeId === undefined
    ? { of: '', narrowed: `${account} AND $4::text = ''` }
    : { of: 'programme_', narrowed: `${account} AND l.programme_id = $4` };
}
