/** Runs of segments with their reports, and who is in which segment now. */
import { toRfc3339 } from '@scrip/calendar';
import type { SegmentMemberEvent, SegmentRunEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const segmentProjection: Projection = {
  name: 'segment',
  revision: 1,
  events: [
    'SegmentRunStarted',
    'SegmentRunRanked',
    'SegmentRunPartDone',
    'SegmentRunClosed',
    'SegmentEntered',
    'SegmentLeft',
  ],
  tables: `
    CREATE TABLE segment_run (
      run_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- in the log, of its start
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      segment_key text NOT NULL,
      members_of text NOT NULL,          -- programme whose members are told apart
      month text NOT NULL,               -- YYYY-MM that the window ends with
      metric text NOT NULL,
      status text NOT NULL,              -- started, ranked, closed
      started_by text NOT NULL,          -- subject of the token
      started_at bigint NOT NULL,        -- epoch milliseconds, as the other time
      result_id text,                    -- the kept order; null before it is known, as the next six
      members int,
      in_count int,
      whole bigint,                      -- in the unit of the metric; an average is cut
      held bigint,
      held_share_bp int,
      result_hash text,                  -- SHA-256, hex
      entered int NOT NULL DEFAULT 0,
      went_out int NOT NULL DEFAULT 0,
      closed_at bigint
    );
    CREATE INDEX segment_run_of_segment ON segment_run (issuer_id, programme_id, segment_key, position);
    CREATE INDEX segment_run_open ON segment_run (started_at) WHERE closed_at IS NULL;
    CREATE TABLE segment_member (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      segment_key text NOT NULL,
      membership_id text NOT NULL,
      holder_id text NOT NULL,
      run_id text NOT NULL,              -- that found it
      month text NOT NULL,
      place int NOT NULL,
      since bigint NOT NULL,             -- epoch milliseconds
      PRIMARY KEY (issuer_id, programme_id, segment_key, membership_id)
    );
    CREATE INDEX segment_member_of_holder ON segment_member (issuer_id, holder_id, programme_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    await runsOf(tx, events as readonly Recorded<SegmentRunEvent>[]);
    await membersOf(tx, events as readonly Recorded<SegmentMemberEvent>[]);
  },
};

async function runsOf(tx: Tx, events: readonly Recorded<SegmentRunEvent>[]): Promise<void> {
  const started = events.flatMap(({ envelope, event }) => {
    if (event.type !== 'SegmentRunStarted') return [];
    const { runId, programmeId, programmeVersion, segmentKey, membersOf: of, month, metric } = event.data;
    return [
      {
        run_id: runId,
        issuer_id: envelope.issuerId,
        position: envelope.position,
        programme_id: programmeId,
        programme_version: programmeVersion,
        segment_key: segmentKey,
        members_of: of,
        month: month,
        metric,
        status: 'started',
        started_by: envelope.actor,
        started_at: envelope.occurredAt,
      },
    ];
  });
  if (started.length > 0) {
    await tx.query(
      `INSERT INTO segment_run (${STARTED}) SELECT ${STARTED} FROM jsonb_populate_recordset(NULL::segment_run, $1::jsonb)`,
      [JSON.stringify(started)],
    );
  }
  const ranked = events.flatMap(({ event }) => (event.type === 'SegmentRunRanked' ? [event.data] : []));
  if (ranked.length > 0) {
    await tx.query(
      `UPDATE segment_run AS r SET status = 'ranked', result_id = d.result_id, members = d.members, in_count = d.in_count,
         whole = d.whole, held = d.held, held_share_bp = d.held_share_bp, result_hash = d.result_hash
       FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::int[], $8::text[])
         AS d (run_id, result_id, members, in_count, whole, held, held_share_bp, result_hash)
       WHERE r.run_id = d.run_id`,
      [
        ranked.map((data) => data.runId),
        ranked.map((data) => data.resultId),
        ranked.map((data) => data.members),
        ranked.map((data) => data.inCount),
        ranked.map((data) => data.whole),
        ranked.map((data) => data.held),
        ranked.map((data) => data.heldShareBp),
        ranked.map((data) => data.resultHash),
      ],
    );
  }
  await progressed(tx, events);
}

const STARTED =
  'run_id, issuer_id, position, programme_id, programme_version, segment_key, members_of, month, metric, status, started_by, started_at';

/** Parts are added up as they end; a run that closed says itself what all of them came to. */
async function progressed(tx: Tx, events: readonly Recorded<SegmentRunEvent>[]): Promise<void> {
  const runs = new Map<string, { entered: number; left: number; closedAt: number | null }>();
  for (const { envelope, event } of events) {
    if (event.type === 'SegmentRunPartDone') {
      const { runId, entered, left } = event.data;
      const known = runs.get(runId) ?? { entered: 0, left: 0, closedAt: null };
      runs.set(runId, { ...known, entered: known.entered + entered, left: known.left + left });
    }
    if (event.type === 'SegmentRunClosed') {
      const { runId, entered, left } = event.data;
      runs.set(runId, { entered, left, closedAt: envelope.recordedAt });
    }
  }
  if (runs.size === 0) return;
  const rows = [...runs.values()];
  await tx.query(
    `UPDATE segment_run AS r SET
       entered = d.entered + CASE WHEN d.closed_at IS NULL THEN r.entered ELSE 0 END,
       went_out = d.went_out + CASE WHEN d.closed_at IS NULL THEN r.went_out ELSE 0 END,
       closed_at = d.closed_at, status = CASE WHEN d.closed_at IS NULL THEN r.status ELSE 'closed' END
     FROM unnest($1::text[], $2::int[], $3::int[], $4::bigint[]) AS d (run_id, entered, went_out, closed_at)
     WHERE r.run_id = d.run_id`,
    [
      [...runs.keys()],
      rows.map(({ entered }) => entered),
      rows.map(({ left }) => left),
      rows.map(({ closedAt }) => closedAt),
    ],
  );
}

/** The last thing that was said of a member and a segment in a batch counts. */
async function membersOf(tx: Tx, events: readonly Recorded<SegmentMemberEvent>[]): Promise<void> {
  const last = new Map<string, Recorded<SegmentMemberEvent>>();
  for (const recorded of events) {
    const { type } = recorded.event;
    if (type === 'SegmentEntered' || type === 'SegmentLeft') last.set(recorded.envelope.streamId, recorded);
  }
  if (last.size === 0) return;
  const rows = [...last.values()];
  await tx.query(
    `DELETE FROM segment_member AS m USING unnest($1::text[], $2::text[], $3::text[], $4::text[])
       AS d (issuer_id, programme_id, segment_key, membership_id)
     WHERE m.issuer_id = d.issuer_id AND m.programme_id = d.programme_id AND m.segment_key = d.segment_key
       AND m.membership_id = d.membership_id`,
    [
      rows.map(({ envelope }) => envelope.issuerId),
      rows.map(({ event }) => event.data.programmeId),
      rows.map(({ event }) => event.data.segmentKey),
      rows.map(({ event }) => event.data.membershipId),
    ],
  );
  const entered = rows.flatMap(({ envelope, event }) =>
    event.type === 'SegmentEntered' ? [{ envelope, data: event.data }] : [],
  );
  if (entered.length === 0) return;
  await tx.query(
    `INSERT INTO segment_member (issuer_id, programme_id, segment_key, membership_id, holder_id, run_id, month,
       place, since)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
       $9::bigint[])`,
    [
      entered.map(({ envelope }) => envelope.issuerId),
      entered.map(({ data }) => data.programmeId),
      entered.map(({ data }) => data.segmentKey),
      entered.map(({ data }) => data.membershipId),
      entered.map(({ data }) => data.holderId),
      entered.map(({ data }) => data.runId),
      entered.map(({ data }) => data.month),
      entered.map(({ data }) => data.place),
      entered.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

/** Keys of the segments of a programme that a holder is in: what `{ segment }` of a condition asks. */
export async function segmentsOfHolder(
  tx: Tx,
  asked: { readonly issuerId: string; readonly programmeId: string; readonly holderId: string },
): Promise<readonly string[]> {
  const all = await segmentsOfHolders(tx, { ...asked, holderIds: [asked.holderId] });
  return all.get(asked.holderId) ?? [];
}

/** The same of several holders, by holder; who is in none is left out. */
export async function segmentsOfHolders(
  tx: Tx,
  asked: { readonly issuerId: string; readonly programmeId: string; readonly holderIds: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await tx.query<{ holder_id: string; segments: string[] }>(
    `SELECT holder_id, array_agg(DISTINCT segment_key ORDER BY segment_key) AS segments FROM segment_member
     WHERE issuer_id = $1 AND programme_id = $2 AND holder_id = ANY ($3) GROUP BY holder_id`,
    [asked.issuerId, asked.programmeId, asked.holderIds],
  );
  return new Map(rows.map(({ holder_id, segments }) => [holder_id, segments]));
}

/** A run as it is told; times are RFC 3339, what is not known yet is null. */
export interface SegmentRunView {
  readonly runId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly segmentKey: string;
  readonly membersOf: string;
  readonly month: string;
  readonly metric: string;
  readonly state: 'started' | 'ranked' | 'closed';
  readonly startedBy: string;
  readonly startedAt: string;
  readonly members: number | null;
  readonly inCount: number | null;
  /** In the unit of the metric; an average is cut. */
  readonly whole: bigint | null;
  readonly held: bigint | null;
  readonly heldShareBp: number | null;
  readonly resultHash: string | null;
  /** So far. */
  readonly entered: number;
  readonly left: number;
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
  segment_key: string;
  members_of: string;
  month: string;
  metric: string;
  status: 'started' | 'ranked' | 'closed';
  started_by: string;
  started_at: bigint;
  result_id: string | null;
  members: number | null;
  in_count: number | null;
  whole: bigint | null;
  held: bigint | null;
  held_share_bp: number | null;
  result_hash: string | null;
  entered: number;
  went_out: number;
  closed_at: bigint | null;
}

/** Which runs are asked for; what is undefined does not narrow. */
export interface SegmentRunsAsked {
  readonly issuerId: string;
  readonly runId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly segmentKey?: string | undefined;
  /** Runs before this place in the log. */
  readonly before?: bigint | undefined;
  readonly limit: number;
}

/** An issuer's runs, the newest first. */
export async function segmentRuns(tx: Tx, asked: SegmentRunsAsked): Promise<readonly SegmentRunView[]> {
  const { rows } = await tx.query<RunRow>(
    `SELECT * FROM segment_run
     WHERE issuer_id = $1 AND ($2::text IS NULL OR run_id = $2) AND ($3::text IS NULL OR programme_id = $3)
       AND ($4::text IS NULL OR segment_key = $4) AND ($5::bigint IS NULL OR position < $5)
     ORDER BY position DESC LIMIT $6`,
    [
      asked.issuerId,
      asked.runId ?? null,
      asked.programmeId ?? null,
      asked.segmentKey ?? null,
      asked.before ?? null,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    runId: row.run_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    segmentKey: row.segment_key,
    membersOf: row.members_of,
    month: row.month,
    metric: row.metric,
    state: row.status,
    startedBy: row.started_by,
    startedAt: toRfc3339(Number(row.started_at)),
    members: row.members,
    inCount: row.in_count,
    whole: row.whole,
    held: row.held,
    heldShareBp: row.held_share_bp,
    resultHash: row.result_hash,
    entered: row.entered,
    left: row.went_out,
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    position: row.position,
  }));
}

/** The month of a segment's latest run; null where there was none. */
export async function latestRunMonth(
  tx: Tx,
  asked: { readonly issuerId: string; readonly programmeId: string; readonly segmentKey: string },
): Promise<string | null> {
  const { rows } = await tx.query<{ latest: string | null }>(
    'SELECT max(month) AS latest FROM segment_run WHERE issuer_id = $1 AND programme_id = $2 AND segment_key = $3',
    [asked.issuerId, asked.programmeId, asked.segmentKey],
  );
  return rows[0]?.latest ?? null;
}

/** Runs that are not closed, the oldest first. */
export async function openSegmentRuns(
  tx: Tx,
  now: number,
  limit: number,
): Promise<readonly { readonly runId: string; readonly startedAt: number }[]> {
  const { rows } = await tx.query<RunRow>(
    'SELECT * FROM segment_run WHERE closed_at IS NULL AND started_at <= $1 ORDER BY started_at, run_id LIMIT $2',
    [now, limit],
  );
  return rows.map((row) => ({ runId: row.run_id, startedAt: Number(row.started_at) }));
}
