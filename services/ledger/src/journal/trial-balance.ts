/** The trial balance: every account of an issuer with its debits, credits and balance. */
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { ALL_PROGRAMMES } from './journal-totals.ts';

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

/** Which accounts are asked for. */
export interface TrialBalanceAsked {
  readonly issuerId: string;
  /** Undefined: over all programmes. */
  readonly programmeId?: string | undefined;
  /** Accounts with a name above this one. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's trial balance, and the totals over all accounts. */
export async function trialBalance(tx: Tx, asked: TrialBalanceAsked): Promise<TrialBalance> {
  // One statement, so that accounts, totals and position are of the same moment.
  const { rows } = await tx.query<AccountRow>(
    `WITH own AS (SELECT account, currency, debit_fen, credit_fen FROM journal_account
                  WHERE issuer_id = $1 AND programme_id = $4),
          page AS (SELECT * FROM own WHERE account > $2 ORDER BY account, currency LIMIT $3)
     SELECT (SELECT position FROM projection_checkpoint WHERE name = 'journal') AS position, r.*
     FROM (SELECT account, currency, debit_fen, credit_fen FROM page
           UNION ALL
           SELECT NULL, currency, sum(debit_fen)::bigint, sum(credit_fen)::bigint FROM own GROUP BY currency) AS r
     ORDER BY r.account NULLS LAST, r.currency`,
    [asked.issuerId, asked.after, asked.limit, asked.programmeId ?? ALL_PROGRAMMES],
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
