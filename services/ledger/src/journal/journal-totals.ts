/** What each account of the journal comes to: altogether, after each line, and by when it happened. */
import { InvariantError } from '@scrip/decider';
import type { Tx } from '@scrip/event-store';
import type { Posting } from './postings.ts';

/** A line on its way into the journal. */
export interface Line {
  readonly position: number;
  /** Within the entry, from 1. */
  readonly lineNo: number;
  readonly issuerId: string;
  /** YYYY-MM-DD, on which it happened. */
  readonly businessDay: string;
  readonly posting: Posting;
  readonly programmeId: string | null;
}

/** Debits and credits of an account, neither negative; in fen. */
export interface Sums {
  readonly debitFen: bigint;
  readonly creditFen: bigint;
}

/** An account's sums up to and with a line: over all programmes, and within the line's programme. */
export interface LineTotals {
  readonly all: Sums;
  readonly programme: Sums | null;
}

/** In `journal_account` stands for all programmes together. */
export const ALL_PROGRAMMES = '';
/** In `journal_period` stands for what belongs to no programme: its sums are added up over programmes when asked for. */
const NO_PROGRAMME = '';

/** An account within a programme or over all of them, with what lines add to it. */
interface Bucket {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly account: string;
  readonly currency: string;
  debitFen: bigint;
  creditFen: bigint;
}

interface PeriodBucket extends Bucket {
  readonly span: string;
  readonly period: string;
}

/** Adds lines, given in their order, to the sums of their accounts; gives for each line the sums after it. */
export async function addTotals(tx: Tx, lines: readonly Line[]): Promise<readonly LineTotals[]> {
  const added = new Map<string, Bucket>();
  const periods = new Map<string, PeriodBucket>();
  for (const line of lines) {
    for (const programmeId of programmesOf(line)) {
      add(added, idOf(line, programmeId), line, () => bucketOf(line, programmeId));
    }
    const programmeId = line.programmeId ?? NO_PROGRAMME;
    for (const [span, period] of periodsOf(line.businessDay)) {
      add(periods, `${idOf(line, programmeId)}\n${period}`, line, () => ({
        ...bucketOf(line, programmeId),
        span,
        period,
      }));
    }
  }
  await addPeriods(tx, [...periods.values()]);
  const running = await addAccounts(tx, added);
  return lines.map((line) => {
    const after = programmesOf(line).map((programmeId) => move(running, idOf(line, programmeId), line.posting));
    const [all, programme = null] = after;
    if (!all) throw new InvariantError('every line counts over all programmes');
    return { all, programme };
  });
}

/** Where a line counts: over all programmes, and in its own. */
function programmesOf({ programmeId }: Line): readonly string[] {
  return programmeId === null ? [ALL_PROGRAMMES] : [ALL_PROGRAMMES, programmeId];
}

function idOf({ issuerId, posting }: Line, programmeId: string): string {
  return `${issuerId}\n${programmeId}\n${posting.account}\n${posting.currency}`;
}

/** The month and day that a business day counts in. */
function periodsOf(day: string): readonly (readonly [span: string, period: string])[] {
  return [
    ['month', day.slice(0, 7)],
    ['day', day],
  ];
}

function bucketOf({ issuerId, posting }: Line, programmeId: string): Bucket {
  const { account, currency } = posting;
  return { issuerId, programmeId, account, currency, debitFen: 0n, creditFen: 0n };
}

function add<B extends Bucket>(buckets: Map<string, B>, id: string, { posting }: Line, empty: () => B): void {
  const bucket = buckets.get(id) ?? empty();
  buckets.set(id, bucket);
  if (posting.amountFen > 0n) bucket.debitFen += posting.amountFen;
  else bucket.creditFen -= posting.amountFen;
}

function move(running: Map<string, Sums>, id: string, { amountFen }: Posting): Sums {
  const before = running.get(id);
  if (!before) throw new InvariantError(`no total was kept of ${id}`);
  const after =
    amountFen > 0n
      ? { debitFen: before.debitFen + amountFen, creditFen: before.creditFen }
      : { debitFen: before.debitFen, creditFen: before.creditFen - amountFen };
  running.set(id, after);
  return after;
}

interface AccountRow {
  issuer_id: string;
  programme_id: string;
  account: string;
  currency: string;
  debit_fen: bigint;
  credit_fen: bigint;
}

/** Adds to the accounts' sums; gives each account's sums as they were before. */
async function addAccounts(tx: Tx, added: ReadonlyMap<string, Bucket>): Promise<Map<string, Sums>> {
  const buckets = [...added.values()];
  const { rows } = await tx.query<AccountRow>(
    `INSERT INTO journal_account AS a (issuer_id, programme_id, account, currency, debit_fen, credit_fen)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
     ON CONFLICT (issuer_id, programme_id, account, currency)
     DO UPDATE SET debit_fen = a.debit_fen + excluded.debit_fen, credit_fen = a.credit_fen + excluded.credit_fen
     RETURNING a.*`,
    columnsOf(buckets),
  );
  return new Map(
    rows.map((row) => {
      const id = [row.issuer_id, row.programme_id, row.account, row.currency].join('\n');
      const { debitFen = 0n, creditFen = 0n } = added.get(id) ?? {};
      return [id, { debitFen: row.debit_fen - debitFen, creditFen: row.credit_fen - creditFen }];
    }),
  );
}

async function addPeriods(tx: Tx, buckets: readonly PeriodBucket[]): Promise<void> {
  await tx.query(
    `INSERT INTO journal_period AS p (issuer_id, programme_id, account, currency, debit_fen, credit_fen, span, period)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[])
     ON CONFLICT (issuer_id, account, currency, span, period, programme_id)
     DO UPDATE SET debit_fen = p.debit_fen + excluded.debit_fen, credit_fen = p.credit_fen + excluded.credit_fen`,
    [...columnsOf(buckets), buckets.map(({ span }) => span), buckets.map(({ period }) => period)],
  );
}

function columnsOf(buckets: readonly Bucket[]): unknown[][] {
  return [
    buckets.map(({ issuerId }) => issuerId),
    buckets.map(({ programmeId }) => programmeId),
    buckets.map(({ account }) => account),
    buckets.map(({ currency }) => currency),
    buckets.map(({ debitFen }) => debitFen),
    buckets.map(({ creditFen }) => creditFen),
  ];
}
