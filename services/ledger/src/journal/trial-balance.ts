/**
 * The trial balance: every account of an issuer with its debits, credits and balance, now or at any moment of the past.
 *
 * Nothing here reads the log's length:
 * - at a position, each account is one step into the index of its lines, since a line carries the totals after it;
 * - at a time of happening, each account is the sums of whole months and days before it (at most the months of the log and
 *   30 days), and the lines of the last day, which the index of occurred_at finds;
 * - at both, it is one of the two less the facts in which they differ: those that came late after the position, or were
 *   dated ahead before it. Each has an index of its own that holds few but such facts.
 */
import { businessDate, type EpochMs, startOfBusinessDay } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { ALL_PROGRAMMES } from './journal-totals.ts';
import { type Known, LATE_AFTER_MS, type Moment } from './moment.ts';

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
  /** Accounts above the one asked for, by name; those without a line by then are left out. */
  readonly accounts: readonly AccountTotals[];
  /** Over all accounts, whatever part of them is shown: debits equal credits in each currency. */
  readonly totals: readonly Totals[];
}

/** Which accounts are asked for, and when. */
export interface TrialBalanceAsked {
  readonly issuerId: string;
  /** Undefined: over all programmes. */
  readonly programmeId?: string | undefined;
  /** Accounts with a name above this one. */
  readonly after: string;
  readonly limit: number;
  readonly moment?: Moment;
}

interface AccountRow {
  position: bigint;
  account: string | null;
  currency: string;
  debit_fen: bigint;
  credit_fen: bigint;
}

/** An issuer's trial balance, and the totals over all accounts. Throws the database's errors. */
export async function trialBalance(tx: Tx, asked: TrialBalanceAsked): Promise<TrialBalance> {
  const { sql, values } = trialBalanceQuery(asked);
  const { rows } = await tx.query<AccountRow>(sql, values);
  const accounts: AccountTotals[] = [];
  const totals: Totals[] = [];
  for (const { account, currency, debit_fen, credit_fen } of rows) {
    const sums = { currency, debitFen: fen(debit_fen), creditFen: fen(credit_fen) };
    if (account === null) totals.push(sums);
    else accounts.push({ account, ...sums, balanceFen: fen(debit_fen - credit_fen) });
  }
  return { position: rows[0]?.position ?? 0n, accounts, totals };
}

/** The statement that `trialBalance` asks: one, so that accounts, totals and position are of the same moment. */
export function trialBalanceQuery(asked: TrialBalanceAsked): { readonly sql: string; readonly values: unknown[] } {
  const { issuerId, programmeId, after, limit, moment = {} } = asked;
  const values: unknown[] = [issuerId, programmeId ?? ALL_PROGRAMMES, after, limit];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const position = moment.known
    ? `${place(moment.known.position)}::bigint`
    : "(SELECT position FROM projection_checkpoint WHERE name = 'journal')";
  const sql = `
    WITH own AS (SELECT account, currency, sum(debit_fen)::bigint AS debit_fen, sum(credit_fen)::bigint AS credit_fen
                 FROM (${sumsAt(moment, programmeId !== undefined, place)}) AS part
                 GROUP BY account, currency HAVING sum(debit_fen) <> 0 OR sum(credit_fen) <> 0),
         page AS (SELECT * FROM own WHERE account > $3 ORDER BY account, currency LIMIT $4)
    SELECT ${position} AS position, r.*
    FROM (SELECT account, currency, debit_fen, credit_fen FROM page
          UNION ALL
          SELECT NULL, currency, sum(debit_fen)::bigint, sum(credit_fen)::bigint FROM own GROUP BY currency) AS r
    ORDER BY r.account NULLS LAST, r.currency`;
  return { sql, values };
}

type Place = (value: unknown) => string;

/** Parts whose sum by account is what is asked for: rows of account, currency, debit_fen, credit_fen. */
function sumsAt({ known, occurredUntil, promptUntil }: Moment, within: boolean, place: Place): string {
  if (occurredUntil === undefined) return known ? sumsAtPosition(known, within, place) : SUMS_NOW;
  if (!known) return sumsOccurred(occurredUntil, within, place);
  const until = place(occurredUntil);
  const last = place(known.position);
  if (occurredUntil >= known.recordedAt) {
    // The log knew of nothing later but what was dated ahead.
    const ahead = entries(
      `e.occurred_at > e.recorded_at AND e.occurred_at > ${until} AND e.position <= ${last}`,
      within,
    );
    return `${sumsAtPosition(known, within, place)} UNION ALL ${taken(ahead)}`;
  }
  // Everything that happened by then, less what the log took only after the position: late, or hardly later than it happened.
  const late = `e.recorded_at - e.occurred_at > ${LATE_AFTER_MS}`;
  const since = `e.position > ${last} AND e.occurred_at <= ${until}`;
  const prompt = `${since} AND e.position <= ${place(promptUntil ?? known.position)} AND NOT (${late})`;
  return `${sumsOccurred(occurredUntil, within, place)}
    UNION ALL ${taken(entries(`${since} AND ${late}`, within))}
    UNION ALL ${taken(entries(prompt, within))}`;
}

const SUMS_NOW = `SELECT account, currency, debit_fen, credit_fen FROM journal_account
                  WHERE issuer_id = $1 AND programme_id = $2`;

function sumsAtPosition({ position }: Known, within: boolean, place: Place): string {
  const [narrowed, of] = within ? ['l.programme_id = a.programme_id AND', 'programme_'] : ['', ''];
  return `SELECT a.account, a.currency, last.debit_fen, last.credit_fen
          FROM journal_account a,
               LATERAL (SELECT ${of}debit_after_fen AS debit_fen, ${of}credit_after_fen AS credit_fen
                        FROM journal_line l
                        WHERE l.issuer_id = a.issuer_id AND ${narrowed} l.account = a.account AND l.currency = a.currency
                          AND l.position <= ${place(position)}
                        ORDER BY l.position DESC, l.line_no DESC LIMIT 1) AS last
          WHERE a.issuer_id = $1 AND a.programme_id = $2`;
}

function sumsOccurred(occurredUntil: EpochMs, within: boolean, place: Place): string {
  const day = businessDate(occurredUntil);
  const month = place(day.slice(0, 7));
  const spans = `VALUES ('month', '', ${month}), ('day', ${month}, ${place(day)})`;
  const ofDay = `e.occurred_at BETWEEN ${place(startOfBusinessDay(day))} AND ${place(occurredUntil)}`;
  return `SELECT a.account, a.currency, p.debit_fen, p.credit_fen
          FROM journal_account a CROSS JOIN (${spans}) AS s (span, first, next)
               JOIN journal_period p
                 ON p.issuer_id = a.issuer_id AND p.account = a.account AND p.currency = a.currency AND p.span = s.span
                    AND p.period >= s.first AND p.period < s.next ${within ? 'AND p.programme_id = a.programme_id' : ''}
          WHERE a.issuer_id = $1 AND a.programme_id = $2
          UNION ALL ${entries(ofDay, within)}`;
}

/** The lines of the issuer's entries that meet a condition. */
function entries(condition: string, within: boolean): string {
  return `SELECT l.account, l.currency, greatest(l.amount_fen, 0) AS debit_fen, greatest(-l.amount_fen, 0) AS credit_fen
          FROM journal_entry e JOIN journal_line l ON l.position = e.position
          WHERE e.issuer_id = $1 AND ${condition} ${within ? 'AND l.programme_id = $2' : ''}`;
}

/** The same lines, taken away. */
function taken(lines: string): string {
  return `SELECT account, currency, -debit_fen, -credit_fen FROM (${lines}) AS gone`;
}
