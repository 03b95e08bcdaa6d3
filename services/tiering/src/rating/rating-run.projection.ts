/** Rating runs: what was asked for, whether it goes on, and what it came to. */
import { toRfc3339 } from '@scrip/calendar';
import type { RatingEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const ratingRunProjection: Projection = {
  name: 'rating_run',
  revision: 2,
  events: ['RatingRunStarted', 'RatingRunPaused', 'RatingRunResumed', 'RatingRunClosed'],
  tables: `
    CREATE TABLE rating_run (
      run_id text PRIMARY KEY,
      rating_id text NOT NULL,           -- the ratings of the programme: the stream
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      kind text NOT NULL,                -- month or corrected
      month text NOT NULL,               -- YYYY-MM; of a corrected run the first
      through_month text NOT NULL,
      dry_run boolean NOT NULL,
      paused boolean NOT NULL DEFAULT false,
      started_by text NOT NULL,          -- subject of the token
      started_at bigint NOT NULL,        -- epoch milliseconds: when it happened
      started_position bigint NOT NULL,  -- values that came later were not seen by it for certain
      closed_at bigint,                  -- epoch milliseconds: when it was recorded
      rated bigint, raised bigint, lowered bigint, extended bigint, confirmed bigint, settled bigint, unrated bigint,
      members_changed bigint,
      result_sha256 text,                -- of the CSV, in hex
      event_id text NOT NULL,            -- of the start, and its correlation
      correlation_id text NOT NULL
    );
    CREATE INDEX rating_run_of_issuer ON rating_run (issuer_id, started_position);
    CREATE INDEX rating_run_open ON rating_run (started_at) WHERE closed_at IS NULL`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const recorded of events as readonly Recorded<RatingEvent>[]) await applyOne(tx, recorded);
  },
};

/** Runs are few: a fact is a statement. */
async function applyOne(tx: Tx, { envelope, event }: Recorded<RatingEvent>): Promise<void> {
  switch (event.type) {
    case 'RatingRunStarted': {
      const { runId, ratingId, programmeId, programmeVersion, kind, month, throughMonth, dryRun } = event.data;
      const { issuerId, actor, occurredAt, position, eventId, correlationId } = envelope;
      await tx.query(
        `INSERT INTO rating_run (run_id, rating_id, issuer_id, programme_id, programme_version, kind, month, through_month,
           dry_run, started_by, started_at, started_position, event_id, correlation_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [
          runId,
          ratingId,
          issuerId,
          programmeId,
          programmeVersion,
          kind,
          month,
          throughMonth,
          dryRun,
          actor,
          occurredAt,
          position,
          eventId,
          correlationId,
        ],
      );
      return;
    }
    case 'RatingRunPaused':
    case 'RatingRunResumed':
      await tx.query('UPDATE rating_run SET paused = $2 WHERE run_id = $1', [
        event.data.runId,
        event.type === 'RatingRunPaused',
      ]);
      return;
    case 'RatingRunClosed': {
      const { runId, rated, raised, lowered, extended, confirmed, settled, unrated } = event.data;
      const { membersChanged, resultSha256 } = event.data;
      await tx.query(
        `UPDATE rating_run SET closed_at = $2, rated = $3, raised = $4, lowered = $5, extended = $6, confirmed = $7,
           settled = $8, unrated = $9, members_changed = $10, result_sha256 = $11 WHERE run_id = $1`,
        [
          runId,
          envelope.recordedAt,
          rated,
          raised,
          lowered,
          extended,
          confirmed,
          settled,
          unrated,
          membersChanged,
          resultSha256,
        ],
      );
    }
  }
}

/** Where a run stands. */
export type RunState = 'running' | 'paused' | 'closed';

/** A run as it is told. */
export interface RatingRunView {
  readonly runId: string;
  readonly ratingId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly kind: 'month' | 'corrected';
  readonly month: string;
  readonly throughMonth: string;
  readonly dryRun: boolean;
  readonly state: RunState;
  readonly startedBy: string;
  /** RFC 3339, as the other time. */
  readonly startedAt: string;
  readonly closedAt: string | null;
  /** Ratings so far. */
  readonly rated: bigint;
  /** Members whose grade, or how it is held, changed so far. */
  readonly membersChanged: bigint;
  /** The last holder that was rated, of a run that is under way. */
  readonly afterHolderId: string | null;
  /** By outcome; null until it is closed. */
  readonly outcomes: Readonly<Record<string, bigint>> | null;
  readonly resultSha256: string | null;
  /** Place in the log of its start. */
  readonly position: bigint;
}

/** A run as the job needs it. */
export interface RunRow {
  readonly run_id: string;
  readonly rating_id: string;
  readonly issuer_id: string;
  readonly programme_id: string;
  readonly programme_version: number;
  readonly kind: 'month' | 'corrected';
  readonly month: string;
  readonly through_month: string;
  readonly dry_run: boolean;
  readonly paused: boolean;
  readonly started_by: string;
  readonly started_at: bigint;
  readonly started_position: bigint;
  readonly closed_at: bigint | null;
  readonly event_id: string;
  readonly correlation_id: string;
}

interface ViewRow extends RunRow {
  raised: bigint | null;
  lowered: bigint | null;
  extended: bigint | null;
  confirmed: bigint | null;
  settled: bigint | null;
  unrated: bigint | null;
  rated: bigint | null;
  members_changed: bigint | null;
  result_sha256: string | null;
  run_no: bigint | null;
  rated_now: bigint | null;
  changed_now: bigint | null;
  after_holder: string | null;
}

/** Which runs are asked for; what is undefined does not narrow. */
export interface RunsAsked {
  readonly issuerId: string;
  readonly runId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly state?: RunState | undefined;
  readonly order: 'newest' | 'oldest';
  /** Runs beyond this place in the log. */
  readonly beyond?: bigint | undefined;
  readonly limit: number;
}

/** A run, and the number that stands for it in its results; null before its first batch. */
export interface FoundRun {
  readonly run: RatingRunView;
  readonly runNo: bigint | null;
}

/** An issuer's runs in the order they began, with how far they are. */
export async function ratingRuns(pool: EventLog['pool'], asked: RunsAsked): Promise<readonly FoundRun[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await pool.query<ViewRow>(
    `SELECT r.*, p.run_no, p.rated AS rated_now, p.changed AS changed_now, p.after_holder
     FROM rating_run AS r LEFT JOIN rating_progress AS p USING (run_id)
     WHERE r.issuer_id = $1 AND ($2::text IS NULL OR r.run_id = $2) AND ($3::text IS NULL OR r.programme_id = $3)
       AND ($4::text IS NULL OR $4 = CASE WHEN r.closed_at IS NOT NULL THEN 'closed' WHEN r.paused THEN 'paused' ELSE 'running' END)
       AND ($5::bigint IS NULL OR r.started_position ${beyond} $5)
     ORDER BY r.started_position ${order} LIMIT $6`,
    [
      asked.issuerId,
      asked.runId ?? null,
      asked.programmeId ?? null,
      asked.state ?? null,
      asked.beyond ?? null,
      asked.limit,
    ],
  );
  return rows.map((row) => ({ run: viewOf(row), runNo: row.run_no }));
}

function viewOf(row: ViewRow): RatingRunView {
  const closed = row.closed_at !== null;
  const { raised, lowered, extended, confirmed, settled, unrated } = row;
  const counts = { raised, lowered, extended, confirmed, settled, unrated };
  return {
    runId: row.run_id,
    ratingId: row.rating_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    kind: row.kind,
    month: row.month,
    throughMonth: row.through_month,
    dryRun: row.dry_run,
    state: closed ? 'closed' : row.paused ? 'paused' : 'running',
    startedBy: row.started_by,
    startedAt: toRfc3339(Number(row.started_at)),
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    rated: row.rated ?? row.rated_now ?? 0n,
    membersChanged: row.members_changed ?? row.changed_now ?? 0n,
    afterHolderId: closed ? null : row.after_holder || null,
    outcomes: closed ? Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count ?? 0n])) : null,
    resultSha256: row.result_sha256,
    position: row.started_position,
  };
}

/** Runs that go on, the oldest first, at most `limit`. */
export async function openRuns(pool: EventLog['pool'], limit: number): Promise<readonly RunRow[]> {
  const { rows } = await pool.query<RunRow>({
    name: 'rating_run_open',
    text: 'SELECT * FROM rating_run WHERE closed_at IS NULL AND NOT paused ORDER BY started_at LIMIT $1',
    values: [limit],
  });
  return rows;
}

/** A month that was rated, and the place in the log up to which its values were seen. */
export interface RatedMonth {
  readonly month: string;
  readonly seenPosition: bigint;
}

/** The months of a programme that were rated, in order; what a corrected run has rated again was seen by it. */
export async function ratedMonths(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId: string,
): Promise<{ readonly months: readonly RatedMonth[]; readonly runIds: readonly string[] }> {
  const { rows } = await pool.query<RunRow>(
    `SELECT * FROM rating_run WHERE issuer_id = $1 AND programme_id = $2 AND closed_at IS NOT NULL AND NOT dry_run
     ORDER BY started_position`,
    [issuerId, programmeId],
  );
  const months = new Map(
    rows.filter(({ kind }) => kind === 'month').map(({ month, started_position: seen }) => [month, seen]),
  );
  for (const { kind, month: from, through_month: to, started_position: seen } of rows) {
    if (kind !== 'corrected') continue;
    for (const month of months.keys()) if (month >= from && month <= to) months.set(month, seen);
  }
  return {
    months: [...months].map(([month, seenPosition]) => ({ month, seenPosition })),
    runIds: rows.map(({ run_id: runId }) => runId),
  };
}

/** Numbers of a run's own results, and of the results of all runs of the programme before it that were no trial. */
export async function earlierRuns(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly runId: string },
): Promise<{ readonly own: readonly bigint[]; readonly earlier: readonly bigint[] }> {
  const { rows } = await pool.query<{ run_no: bigint; is_own: boolean }>(
    `SELECT p.run_no, r.run_id = $3 AS is_own FROM rating_run AS r JOIN rating_progress AS p USING (run_id)
     WHERE r.issuer_id = $1 AND r.programme_id = $2 AND NOT r.dry_run
       AND p.run_no <= (SELECT run_no FROM rating_progress WHERE run_id = $3) ORDER BY p.run_no`,
    [asked.issuerId, asked.programmeId, asked.runId],
  );
  const numbers = (isOwn: boolean): readonly bigint[] =>
    rows.filter((row) => row.is_own === isOwn).map((row) => row.run_no);
  return { own: numbers(true), earlier: numbers(false) };
}
