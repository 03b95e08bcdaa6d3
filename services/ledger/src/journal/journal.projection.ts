/** The journal: every line of every fact, and each account's totals. A hot merchant costs one row a batch, not a lock. */
import { businessDate, toRfc3339 } from '@scrip/calendar';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { type LedgerEvent, postings } from './ledger-postings.ts';
import type { Posting } from './postings.ts';

export const journal: Projection = {
  name: 'journal',
  revision: 4,
  events: 'all',
  tables: `
    CREATE TABLE journal_line (
      position bigint NOT NULL,            -- of the fact in the log
      line_no int NOT NULL,                -- within the fact, from 1
      issuer_id text NOT NULL,
      account text COLLATE "C" NOT NULL,   -- of the chart in postings.ts
      currency text NOT NULL,
      amount_fen bigint NOT NULL,          -- debit above zero, credit below
      wallet_id text NOT NULL,
      event_id text NOT NULL,
      type text NOT NULL,                  -- the event's
      business_date text NOT NULL,         -- YYYY-MM-DD of occurred_at
      occurred_at bigint NOT NULL,         -- epoch milliseconds
      correlation_id text NOT NULL,        -- the sale it belongs to
      PRIMARY KEY (position, line_no)
    );
    CREATE INDEX line_of_issuer ON journal_line (issuer_id, position, line_no);
    CREATE INDEX line_of_account ON journal_line (issuer_id, account, position, line_no);
    CREATE INDEX line_of_wallet ON journal_line (wallet_id, position, line_no);
    CREATE TABLE journal_account (
      issuer_id text NOT NULL,
      account text COLLATE "C" NOT NULL,
      currency text NOT NULL,
      debit_fen bigint NOT NULL,           -- sum of its debits
      credit_fen bigint NOT NULL,          -- sum of its credits, not negative
      PRIMARY KEY (issuer_id, account, currency)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const lines = (events as readonly Recorded<LedgerEvent>[]).flatMap(({ envelope, event }) =>
      postings(event).map((posting, index) => ({
        envelope,
        posting,
        lineNo: index + 1,
        walletId: event.data.walletId,
      })),
    );
    if (lines.length === 0) return;
    await addLines(tx, lines);
    await addTotals(tx, lines);
  },
};

interface Line {
  readonly envelope: Envelope;
  readonly posting: Posting;
  readonly lineNo: number;
  readonly walletId: string;
}

async function addLines(tx: Tx, lines: readonly Line[]): Promise<void> {
  await tx.query(
    `INSERT INTO journal_line (position, line_no, issuer_id, account, currency, amount_fen, wallet_id, event_id, type,
                               business_date, occurred_at, correlation_id)
     SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[],
                          $9::text[], $10::text[], $11::bigint[], $12::text[])`,
    [
      lines.map(({ envelope }) => envelope.position),
      lines.map(({ lineNo }) => lineNo),
      lines.map(({ envelope }) => envelope.issuerId),
      lines.map(({ posting }) => posting.account),
      lines.map(({ posting }) => posting.currency),
      lines.map(({ posting }) => posting.amountFen),
      lines.map(({ walletId }) => walletId),
      lines.map(({ envelope }) => envelope.eventId),
      lines.map(({ envelope }) => envelope.type),
      lines.map(({ envelope }) => businessDate(envelope.occurredAt)),
      lines.map(({ envelope }) => envelope.occurredAt),
      lines.map(({ envelope }) => envelope.correlationId),
    ],
  );
}

async function addTotals(tx: Tx, lines: readonly Line[]): Promise<void> {
  const totals = new Map<string, { issuerId: string; posting: Posting; debitFen: bigint; creditFen: bigint }>();
  for (const { envelope, posting } of lines) {
    const { issuerId } = envelope;
    const key = `${issuerId} ${posting.currency} ${posting.account}`;
    const total = totals.get(key) ?? { issuerId, posting, debitFen: 0n, creditFen: 0n };
    totals.set(key, total);
    if (posting.amountFen > 0n) total.debitFen += posting.amountFen;
    else total.creditFen -= posting.amountFen;
  }
  const rows = [...totals.values()];
  await tx.query(
    `INSERT INTO journal_account AS a (issuer_id, account, currency, debit_fen, credit_fen)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
     ON CONFLICT (issuer_id, account, currency)
     DO UPDATE SET debit_fen = a.debit_fen + excluded.debit_fen, credit_fen = a.credit_fen + excluded.credit_fen`,
    [
      rows.map((row) => row.issuerId),
      rows.map((row) => row.posting.account),
      rows.map((row) => row.posting.currency),
      rows.map((row) => row.debitFen),
      rows.map((row) => row.creditFen),
    ],
  );
}

/** One line of the journal as it is told. */
export interface JournalLine {
  /** Of the fact in the log. */
  readonly position: bigint;
  /** Within the fact, from 1. */
  readonly lineNo: number;
  readonly account: string;
  readonly currency: string;
  /** Debit above zero, credit below. */
  readonly amountFen: Fen;
  readonly walletId: string;
  readonly eventId: string;
  readonly type: string;
  readonly businessDate: string;
  /** RFC 3339. */
  readonly occurredAt: string;
  readonly correlationId: string;
}

interface LineRow {
  position: bigint;
  line_no: number;
  account: string;
  currency: string;
  amount_fen: bigint;
  wallet_id: string;
  event_id: string;
  type: string;
  business_date: string;
  occurred_at: bigint;
  correlation_id: string;
}

/** Which lines are asked for; what is undefined does not narrow the answer. */
export interface JournalLinesAsked {
  readonly issuerId: string;
  readonly account: string | undefined;
  readonly walletId: string | undefined;
  /** First and last business day, both included. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly order: 'newest' | 'oldest';
  /** Lines beyond this one in the chosen order; undefined from the beginning. */
  readonly beyond: { readonly position: bigint; readonly lineNo: number } | undefined;
  readonly limit: number;
}

/** An issuer's journal lines in the order of the log, or its reverse. */
export async function journalLines(tx: Tx, asked: JournalLinesAsked): Promise<readonly JournalLine[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<LineRow>(
    `SELECT position, line_no, account, currency, amount_fen, wallet_id, event_id, type, business_date, occurred_at,
            correlation_id
     FROM journal_line
     WHERE issuer_id = $1 AND ($2::text IS NULL OR account = $2) AND ($3::text IS NULL OR wallet_id = $3)
       AND ($4::text IS NULL OR business_date >= $4) AND ($5::text IS NULL OR business_date <= $5)
       AND ($6::bigint IS NULL OR (position, line_no) ${beyond} ($6, $7::int))
     ORDER BY position ${order}, line_no ${order} LIMIT $8`,
    [
      asked.issuerId,
      asked.account,
      asked.walletId,
      asked.from,
      asked.to,
      asked.beyond?.position,
      asked.beyond?.lineNo,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    position: row.position,
    lineNo: row.line_no,
    account: row.account,
    currency: row.currency,
    amountFen: fen(row.amount_fen),
    walletId: row.wallet_id,
    eventId: row.event_id,
    type: row.type,
    businessDate: row.business_date,
    occurredAt: toRfc3339(Number(row.occurred_at)),
    correlationId: row.correlation_id,
  }));
}

/** Totals of one account, or of all accounts of a currency. */
export interface Totals {
  readonly currency: string;
  readonly debitFen: Fen;
  readonly creditFen: Fen;
}

/** The totals of an account; its balance is debits less credits. */
export interface AccountTotals extends Totals {
  readonly account: string;
  readonly balanceFen: Fen;
}

/** All accounts at one moment. */
export interface TrialBalance {
  /** Of the last fact of the log that is in it. */
  readonly position: bigint;
  /** Accounts above the one asked for, by name. */
  readonly accounts: readonly AccountTotals[];
  /** Over all accounts, whatever part of them is shown: debits equal credits in each currency. */
  readonly totals: readonly Totals[];
}

interface AccountRow {
  position: bigint;
  account: string | null;
  currency: string;
  debit_fen: bigint;
  credit_fen: bigint;
}

/** An issuer's trial balance: accounts with a name above `after`, at most `limit`, and the totals over all. */
export async function trialBalance(
  tx: Tx,
  asked: { readonly issuerId: string; readonly after: string; readonly limit: number },
): Promise<TrialBalance> {
  // One statement, so that accounts, totals and position are of the same moment.
  const { rows } = await tx.query<AccountRow>(
    `WITH own AS (SELECT account, currency, debit_fen, credit_fen FROM journal_account WHERE issuer_id = $1),
          page AS (SELECT * FROM own WHERE account > $2 ORDER BY account, currency LIMIT $3)
     SELECT (SELECT position FROM projection_checkpoint WHERE name = 'journal') AS position, r.*
     FROM (SELECT account, currency, debit_fen, credit_fen FROM page
           UNION ALL
           SELECT NULL, currency, sum(debit_fen)::bigint, sum(credit_fen)::bigint FROM own GROUP BY currency) AS r
     ORDER BY r.account NULLS LAST, r.currency`,
    [asked.issuerId, asked.after, asked.limit],
  );
  const accounts: AccountTotals[] = [];
  const totals: Totals[] = [];
  for (const { account, currency, debit_fen, credit_fen } of rows) {
    const sums = { currency, debitFen: fen(debit_fen), creditFen: fen(credit_fen) };
    if (account === null) totals.push(sums);
    else accounts.push({ account, ...sums, balanceFen: fen(debit_fen - credit_fen) });
  }
  return { position: rows[0]?.position ?? 0n, accounts, totals };
}
