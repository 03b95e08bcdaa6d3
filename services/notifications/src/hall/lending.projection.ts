/** What is lent: who has it, since when, until when, and what is overdue. */
import { toRfc3339 } from '@scrip/calendar';
import type { LendingEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** Where a loan can stand. */
export const LOAN_STATES = ['out', 'returned', 'missing'] as const;

export const lendingProjection: Projection = {
  name: 'lending',
  revision: 1,
  events: ['ThingLent', 'ThingReturned', 'ThingMissed'],
  tables: `
    CREATE TABLE loan (
      loan_id text PRIMARY KEY,
      thing_id text NOT NULL,
      position bigint NOT NULL,          -- of its beginning in the log: the order of lists
      issuer_id text NOT NULL,
      queue_key text NOT NULL,           -- the shop
      thing_key text NOT NULL,
      thing_no text NOT NULL,
      holder_id text NOT NULL,
      state text NOT NULL,               -- out | returned | missing
      due_date text,                     -- last day in time, YYYY-MM-DD
      lent_at bigint NOT NULL,           -- epoch milliseconds, as the other times
      lent_by text NOT NULL,
      returned_at bigint,
      is_late boolean,                   -- null while it is out
      condition text                     -- good | damaged
    );
    CREATE INDEX loan_of_issuer ON loan (issuer_id, position);
    CREATE INDEX loan_of_holder ON loan (issuer_id, holder_id, position);
    CREATE INDEX loan_out ON loan (issuer_id, due_date, position) WHERE state <> 'returned'`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // People make them: a few a minute, each written by itself.
    for (const recorded of events as readonly Recorded<LendingEvent>[]) await applyOne(tx, recorded);
  },
};

async function applyOne(tx: Tx, { envelope, event }: Recorded<LendingEvent>): Promise<void> {
  const at = envelope.occurredAt;
  switch (event.type) {
    case 'ThingLent': {
      const { loanId, thingId, queueKey, thingKey, thingNo, holderId, dueDate, lentBy } = event.data;
      await tx.query(
        `INSERT INTO loan (loan_id, thing_id, position, issuer_id, queue_key, thing_key, thing_no, holder_id, state, due_date,
                           lent_at, lent_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'out', $9, $10, $11)`,
        [
          loanId,
          thingId,
          envelope.position,
          envelope.issuerId,
          queueKey,
          thingKey,
          thingNo,
          holderId,
          dueDate,
          at,
          lentBy,
        ],
      );
      return;
    }
    case 'ThingReturned':
      await tx.query(
        `UPDATE loan SET state = 'returned', returned_at = $2, is_late = $3, condition = $4 WHERE loan_id = $1`,
        [event.data.loanId, at, event.data.isLate, event.data.condition],
      );
      return;
    case 'ThingMissed':
      await tx.query(`UPDATE loan SET state = 'missing' WHERE loan_id = $1`, [event.data.loanId]);
  }
}

/** A loan as it is told; times are RFC 3339. */
export interface LoanView {
  readonly loanId: string;
  readonly thingId: string;
  readonly queueKey: string;
  readonly thingKey: string;
  readonly thingNo: string;
  readonly holderId: string;
  readonly state: (typeof LOAN_STATES)[number];
  readonly dueDate: string | null;
  readonly lentAt: string;
  readonly lentBy: string;
  readonly returnedAt: string | null;
  readonly isLate: boolean | null;
  readonly condition: string | null;
}

interface LoanRow {
  position: bigint;
  loan_id: string;
  thing_id: string;
  queue_key: string;
  thing_key: string;
  thing_no: string;
  holder_id: string;
  state: LoanView['state'];
  due_date: string | null;
  lent_at: bigint;
  lent_by: string;
  returned_at: bigint | null;
  is_late: boolean | null;
  condition: string | null;
}

/** Which loans; what is left out does not narrow the answer. */
export interface LoansAsked {
  readonly issuerId: string;
  readonly queueKey?: string | undefined;
  readonly thingKey?: string | undefined;
  readonly thingNo?: string | undefined;
  readonly holderId?: string | undefined;
  readonly state?: LoanView['state'] | undefined;
  /** Loans that are out, or missing, and whose last day was before this one. */
  readonly overdueOn?: string | undefined;
  /** Loans before this position of the log. */
  readonly before: bigint | undefined;
  readonly limit: number;
}

/** An issuer's loans, the latest first. */
export async function loansOf(
  pool: EventLog['pool'],
  asked: LoansAsked,
): Promise<readonly { readonly position: bigint; readonly view: LoanView }[]> {
  const { rows } = await pool.query<LoanRow>(
    `SELECT * FROM loan
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position < $2) AND ($4::text IS NULL OR queue_key = $4)
       AND ($5::text IS NULL OR thing_key = $5) AND ($6::text IS NULL OR thing_no = $6)
       AND ($7::text IS NULL OR holder_id = $7) AND ($8::text IS NULL OR state = $8)
       AND ($9::text IS NULL OR state <> 'returned' AND due_date < $9)
     ORDER BY position DESC LIMIT $3`,
    [
      asked.issuerId,
      asked.before ?? null,
      asked.limit,
      asked.queueKey ?? null,
      asked.thingKey ?? null,
      asked.thingNo ?? null,
      asked.holderId ?? null,
      asked.state ?? null,
      asked.overdueOn ?? null,
    ],
  );
  return rows.map((row) => ({ position: row.position, view: viewOf(row) }));
}

function viewOf(row: LoanRow): LoanView {
  return {
    loanId: row.loan_id,
    thingId: row.thing_id,
    queueKey: row.queue_key,
    thingKey: row.thing_key,
    thingNo: row.thing_no,
    holderId: row.holder_id,
    state: row.state,
    dueDate: row.due_date,
    lentAt: toRfc3339(Number(row.lent_at)),
    lentBy: row.lent_by,
    returnedAt: row.returned_at === null ? null : toRfc3339(Number(row.returned_at)),
    isLate: row.is_late,
    condition: row.condition,
  };
}
