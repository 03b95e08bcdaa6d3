/** Runs of fees with their reports, and every fee with what became of it. */
import { toRfc3339 } from '@scrip/calendar';
import type { FeeDue, FeeEvent, FeeRunEvent, FeeRunPartDone } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { ZERO_FEN } from '@scrip/money';

export const FEE_STATES = ['due', 'waived', 'settled'] as const;

export const feeProjection: Projection = {
  name: 'fee',
  revision: 2,
  events: ['FeeRunStarted', 'FeeRunPartDone', 'FeeRunClosed', 'FeeDue', 'FeeWaived', 'FeeSettled'],
  tables: `
    CREATE TABLE fee_run (
      run_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- in the log, of its start
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      month text NOT NULL,               -- YYYY-MM
      started_by text NOT NULL,          -- subject of the token
      started_at bigint NOT NULL,        -- epoch milliseconds, as the other time
      members int NOT NULL DEFAULT 0,    -- looked at so far, as the next four
      due_count int NOT NULL DEFAULT 0,
      waived_count int NOT NULL DEFAULT 0,
      due_fen bigint NOT NULL DEFAULT 0,
      waived_fen bigint NOT NULL DEFAULT 0,
      result_hash text,                  -- SHA-256, hex; of the whole once it is closed
      closed_at bigint
    );
    CREATE INDEX fee_run_of_issuer ON fee_run (issuer_id, position);
    CREATE INDEX fee_run_open ON fee_run (started_at) WHERE closed_at IS NULL;
    CREATE TABLE fee (
      fee_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- in the log, of its decision
      run_id text NOT NULL,
      membership_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      fee_key text NOT NULL,
      grade_key text NOT NULL,
      month text NOT NULL,
      due_date text NOT NULL,            -- YYYY-MM-DD
      amount_fen bigint NOT NULL,
      state text NOT NULL,               -- due, waived, settled
      asked jsonb NOT NULL,              -- what the waiver was asked with: measures, segments, keyClientExecutive
      reference text,                    -- the biller's code of the payment
      settled_at bigint                  -- epoch milliseconds
    );
    CREATE INDEX fee_of_issuer ON fee (issuer_id, position);
    CREATE INDEX fee_of_member ON fee (membership_id, position);
    CREATE INDEX fee_of_run ON fee (run_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    await runsStarted(tx, events as readonly Recorded<FeeRunEvent>[]);
    await runsProgressed(tx, events as readonly Recorded<FeeRunEvent>[]);
    await feesDecided(tx, events as readonly Recorded<FeeEvent>[]);
    await feesSettled(tx, events as readonly Recorded<FeeEvent>[]);
  },
};

async function runsStarted(tx: Tx, events: readonly Recorded<FeeRunEvent>[]): Promise<void> {
  const rows = events.flatMap(({ envelope, event }) =>
    event.type === 'FeeRunStarted' ? [{ envelope, data: event.data }] : [],
  );
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO fee_run (run_id, issuer_id, position, programme_id, programme_version, month, started_by, started_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::int[], $6::text[], $7::text[], $8::bigint[])`,
    [
      rows.map(({ data }) => data.runId),
      rows.map(({ envelope }) => envelope.issuerId),
      rows.map(({ envelope }) => envelope.position),
      rows.map(({ data }) => data.programmeId),
      rows.map(({ data }) => data.programmeVersion),
      rows.map(({ data }) => data.month),
      rows.map(({ envelope }) => envelope.actor),
      rows.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

/** What a part, or the end, adds to a run. */
interface Progress extends Omit<FeeRunPartDone, 'toMembershipId'> {
  readonly position: number;
  /** Epoch milliseconds; null for a part. */
  readonly closedAt: number | null;
}

/** Parts are added up; of several of one run in a batch the last hash counts. */
async function runsProgressed(tx: Tx, events: readonly Recorded<FeeRunEvent>[]): Promise<void> {
  const parts = events.flatMap(({ envelope, event }): readonly Progress[] => {
    if (event.type === 'FeeRunPartDone') return [{ ...event.data, position: envelope.position, closedAt: null }];
    if (event.type !== 'FeeRunClosed') return [];
    const { runId, resultHash } = event.data;
    const none = { members: 0, dueCount: 0, waivedCount: 0, dueFen: ZERO_FEN, waivedFen: ZERO_FEN };
    return [{ runId, resultHash, ...none, position: envelope.position, closedAt: envelope.recordedAt }];
  });
  if (parts.length === 0) return;
  await tx.query(
    `UPDATE fee_run AS r
     SET members = r.members + p.members, due_count = r.due_count + p.due_count,
         waived_count = r.waived_count + p.waived_count, due_fen = r.due_fen + p.due_fen,
         waived_fen = r.waived_fen + p.waived_fen, result_hash = p.result_hash, closed_at = p.closed_at
     FROM (SELECT run_id, sum(members)::int AS members, sum(due_count)::int AS due_count,
                  sum(waived_count)::int AS waived_count, sum(due_fen)::bigint AS due_fen,
                  sum(waived_fen)::bigint AS waived_fen, max(closed_at) AS closed_at,
                  (array_agg(result_hash ORDER BY position DESC))[1] AS result_hash
           FROM unnest($1::text[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::bigint[], $7::bigint[], $8::text[],
             $9::bigint[]) AS d (run_id, position, members, due_count, waived_count, due_fen, waived_fen, result_hash,
             closed_at) GROUP BY run_id) AS p
     WHERE r.run_id = p.run_id`,
    [
      parts.map(({ runId }) => runId),
      parts.map(({ position }) => position),
      parts.map(({ members }) => members),
      parts.map(({ dueCount }) => dueCount),
      parts.map(({ waivedCount }) => waivedCount),
      parts.map(({ dueFen }) => dueFen),
      parts.map(({ waivedFen }) => waivedFen),
      parts.map(({ resultHash }) => resultHash),
      parts.map(({ closedAt }) => closedAt),
    ],
  );
}

async function feesDecided(tx: Tx, events: readonly Recorded<FeeEvent>[]): Promise<void> {
  const rows = events.flatMap(({ envelope, event }) => {
    if (event.type !== 'FeeDue' && event.type !== 'FeeWaived') return [];
    return [{ envelope, data: event.data, state: event.type === 'FeeDue' ? 'due' : 'waived' }];
  });
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO fee (fee_id, issuer_id, position, run_id, membership_id, holder_id, programme_id, programme_version,
       fee_key, grade_key, month, due_date, amount_fen, state, asked)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
       $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::text[], $15::jsonb[])`,
    [
      rows.map(({ data }) => data.feeId),
      rows.map(({ envelope }) => envelope.issuerId),
      rows.map(({ envelope }) => envelope.position),
      rows.map(({ data }) => data.runId),
      rows.map(({ data }) => data.membershipId),
      rows.map(({ data }) => data.holderId),
      rows.map(({ data }) => data.programmeId),
      rows.map(({ data }) => data.programmeVersion),
      rows.map(({ data }) => data.feeKey),
      rows.map(({ data }) => data.gradeKey),
      rows.map(({ data }) => data.month),
      rows.map(({ data }) => data.dueDate),
      rows.map(({ data }) => data.amountFen),
      rows.map(({ state }) => state),
      rows.map(({ data }) => JSON.stringify(askedOf(data))),
    ],
  );
}

/** What a waiver was asked with, as it is kept. */
function askedOf({ measures, segments, keyClientExecutive }: FeeDue): FeeAsked {
  return { measures, segments, keyClientExecutive };
}

async function feesSettled(tx: Tx, events: readonly Recorded<FeeEvent>[]): Promise<void> {
  const rows = events.flatMap(({ envelope, event }) =>
    event.type === 'FeeSettled' ? [{ envelope, data: event.data }] : [],
  );
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE fee AS f SET state = 'settled', reference = s.reference, settled_at = s.settled_at
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS s (fee_id, reference, settled_at) WHERE f.fee_id = s.fee_id`,
    [
      rows.map(({ data }) => data.feeId),
      rows.map(({ data }) => data.reference),
      rows.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

/** What a waiver was asked with. */
export interface FeeAsked {
  readonly measures: readonly { readonly measure: string; readonly total: string; readonly over: string }[];
  readonly segments: readonly string[];
  readonly keyClientExecutive: boolean | null;
}

/** A run as it is told; times are RFC 3339. */
export interface FeeRunView {
  readonly runId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly month: string;
  readonly state: 'started' | 'closed';
  readonly startedBy: string;
  readonly startedAt: string;
  readonly members: number;
  readonly dueCount: number;
  readonly waivedCount: number;
  readonly dueFen: bigint;
  readonly waivedFen: bigint;
  readonly resultHash: string | null;
  readonly closedAt: string | null;
  /** Place in the log. */
  readonly position: bigint;
}

interface RunRow {
  run_id: string;
  issuer_id: string;
  position: bigint;
  programme_id: string;
  programme_version: number;
  month: string;
  started_by: string;
  started_at: bigint;
  members: number;
  due_count: number;
  waived_count: number;
  due_fen: bigint;
  waived_fen: bigint;
  result_hash: string | null;
  closed_at: bigint | null;
}

/** An issuer's runs, the newest first; what is undefined does not narrow. */
export async function feeRuns(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly runId?: string | undefined;
    readonly programmeId?: string | undefined;
    readonly before?: bigint | undefined;
    readonly limit: number;
  },
): Promise<readonly FeeRunView[]> {
  const { rows } = await tx.query<RunRow>(
    `SELECT * FROM fee_run WHERE issuer_id = $1 AND ($2::text IS NULL OR run_id = $2)
       AND ($3::text IS NULL OR programme_id = $3) AND ($4::bigint IS NULL OR position < $4)
     ORDER BY position DESC LIMIT $5`,
    [asked.issuerId, asked.runId ?? null, asked.programmeId ?? null, asked.before ?? null, asked.limit],
  );
  return rows.map((row) => ({
    runId: row.run_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    month: row.month,
    state: row.closed_at === null ? 'started' : 'closed',
    startedBy: row.started_by,
    startedAt: toRfc3339(Number(row.started_at)),
    members: row.members,
    dueCount: row.due_count,
    waivedCount: row.waived_count,
    dueFen: row.due_fen,
    waivedFen: row.waived_fen,
    resultHash: row.result_hash,
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    position: row.position,
  }));
}

/** Runs that are not closed, the oldest first. */
export async function openFeeRuns(
  tx: Tx,
  now: number,
  limit: number,
): Promise<readonly { readonly runId: string; readonly startedAt: number }[]> {
  const { rows } = await tx.query<RunRow>(
    'SELECT * FROM fee_run WHERE closed_at IS NULL AND started_at <= $1 ORDER BY started_at, run_id LIMIT $2',
    [now, limit],
  );
  return rows.map((row) => ({ runId: row.run_id, startedAt: Number(row.started_at) }));
}

/** A fee as it is told; times are RFC 3339. */
export interface FeeView {
  readonly feeId: string;
  readonly runId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly feeKey: string;
  readonly gradeKey: string;
  readonly month: string;
  readonly dueDate: string;
  readonly amountFen: bigint;
  readonly state: (typeof FEE_STATES)[number];
  readonly reference: string | null;
  readonly settledAt: string | null;
  /** Place in the log. */
  readonly position: bigint;
}

interface FeeRow {
  fee_id: string;
  position: bigint;
  run_id: string;
  membership_id: string;
  holder_id: string;
  programme_id: string;
  programme_version: number;
  fee_key: string;
  grade_key: string;
  month: string;
  due_date: string;
  amount_fen: bigint;
  state: (typeof FEE_STATES)[number];
  asked: FeeAsked;
  reference: string | null;
  settled_at: bigint | null;
}

/** Which fees are asked for; what is undefined does not narrow. */
export interface FeesAsked {
  readonly issuerId: string;
  readonly feeId?: string | undefined;
  readonly runId?: string | undefined;
  readonly membershipId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly state?: (typeof FEE_STATES)[number] | undefined;
  /** Fees after this place in the log. */
  readonly after?: bigint | undefined;
  readonly limit: number;
}

/** An issuer's fees in the order they were decided, with what their waivers were asked with. */
export async function feesOf(
  tx: Tx,
  asked: FeesAsked,
): Promise<readonly { readonly fee: FeeView; readonly asked: FeeAsked }[]> {
  const { rows } = await tx.query<FeeRow>(
    `SELECT * FROM fee
     WHERE issuer_id = $1 AND ($2::text IS NULL OR fee_id = $2) AND ($3::text IS NULL OR run_id = $3)
       AND ($4::text IS NULL OR membership_id = $4) AND ($5::text IS NULL OR programme_id = $5)
       AND ($6::text IS NULL OR state = $6) AND position > $7
     ORDER BY position LIMIT $8`,
    [
      asked.issuerId,
      asked.feeId ?? null,
      asked.runId ?? null,
      asked.membershipId ?? null,
      asked.programmeId ?? null,
      asked.state ?? null,
      asked.after ?? 0n,
      asked.limit,
    ],
  );
  return rows.map((row) => ({ fee: viewOf(row), asked: row.asked }));
}

function viewOf(row: FeeRow): FeeView {
  return {
    feeId: row.fee_id,
    runId: row.run_id,
    membershipId: row.membership_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    feeKey: row.fee_key,
    gradeKey: row.grade_key,
    month: row.month,
    dueDate: row.due_date,
    amountFen: row.amount_fen,
    state: row.state,
    reference: row.reference,
    settledAt: row.settled_at === null ? null : toRfc3339(Number(row.settled_at)),
    position: row.position,
  };
}
