/** Applications for grades for who decides on them, and grades given by hand with the end of their term. */
import { addPeriod, toRfc3339 } from '@scrip/calendar';
import type { GradeApplicationEvent, GradeApplied, MembershipEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const APPLICATION_STATES = ['open', 'approved', 'refused', 'withdrawn'] as const;

export const gradeApplicationProjection: Projection = {
  name: 'grade_application',
  revision: 3,
  events: [
    'GradeApplied',
    'GradeApplicationDocumentAdded',
    'GradeApplicationStepPassed',
    'GradeApplicationApproved',
    'GradeApplicationRefused',
    'GradeApplicationWithdrawn',
    'GradeGranted',
    'GradeGrantEnded',
    'MembershipTakenOver',
    'MembershipClosed',
  ],
  tables: `
    CREATE TABLE grade_application (
      application_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- in the log, of its record
      membership_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      approval_key text NOT NULL,
      asked_grade text NOT NULL,
      standard text,                     -- that entitles; null where none is asked for
      channel text NOT NULL,
      steps jsonb NOT NULL,              -- keys and roles of its looks, in order
      authorities jsonb NOT NULL,        -- who approves which grade
      passed text[] NOT NULL,            -- keys of the looks that it passed
      state text NOT NULL,               -- open, approved, refused, withdrawn
      grade text,                        -- that it was approved with
      reason text,                       -- of a refusal or a withdrawal
      recorded_by text NOT NULL,
      recorded_at bigint NOT NULL,       -- epoch milliseconds, as the other times
      waits_since bigint NOT NULL,       -- when the look that is next became it
      decided_by text,
      decided_at bigint
    );
    CREATE INDEX grade_application_of_issuer ON grade_application (issuer_id, position);
    CREATE INDEX grade_application_of_holder ON grade_application (issuer_id, holder_id, position);
    CREATE TABLE grade_grant (
      membership_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      grade text NOT NULL,
      until_date text                    -- YYYY-MM-DD, its last day; null where it stands for good
    );
    CREATE INDEX grade_grant_by_end ON grade_grant (until_date) WHERE until_date IS NOT NULL`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    await applied(tx, events as readonly Recorded<GradeApplicationEvent>[]);
    await changed(tx, events as readonly Recorded<GradeApplicationEvent>[]);
    await granted(tx, events as readonly Recorded<MembershipEvent>[]);
  },
};

const COLUMNS =
  'application_id, issuer_id, position, membership_id, holder_id, programme_id, programme_version, approval_key, asked_grade, standard, channel, steps, authorities, passed, state, recorded_by, recorded_at, waits_since';

async function applied(tx: Tx, events: readonly Recorded<GradeApplicationEvent>[]): Promise<void> {
  const rows = events.flatMap(({ envelope, event }) => {
    if (event.type !== 'GradeApplied') return [];
    const { data } = event;
    return [
      {
        application_id: data.applicationId,
        issuer_id: envelope.issuerId,
        position: envelope.position,
        membership_id: data.membershipId,
        holder_id: data.holderId,
        programme_id: data.programmeId,
        programme_version: data.programmeVersion,
        approval_key: data.approvalKey,
        asked_grade: data.askedGradeKey,
        standard: data.standard,
        channel: data.channel,
        steps: data.steps,
        authorities: data.authorities,
        passed: [],
        state: 'open',
        recorded_by: data.recordedBy,
        recorded_at: envelope.occurredAt,
        waits_since: envelope.occurredAt,
      },
    ];
  });
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO grade_application (${COLUMNS})
     SELECT ${COLUMNS} FROM jsonb_populate_recordset(NULL::grade_application, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}

interface Change {
  passed: string[];
  state: string | null;
  grade: string | null;
  reason: string | null;
  by: string | null;
  at: number | null;
  /** When a look was passed; null: none was. */
  since: number | null;
}

async function changed(tx: Tx, events: readonly Recorded<GradeApplicationEvent>[]): Promise<void> {
  const changes = new Map<string, Change>();
  for (const { envelope, event } of events) {
    const change = changeBy(event, envelope.actor, envelope.occurredAt);
    if (!change) continue;
    const { applicationId } = event.data;
    const known = changes.get(applicationId);
    const since = change.since ?? known?.since ?? null;
    changes.set(applicationId, known ? { ...change, since, passed: [...known.passed, ...change.passed] } : change);
  }
  if (changes.size === 0) return;
  const rows = [...changes].map(([application_id, change]) => ({ application_id, ...change }));
  await tx.query(
    `UPDATE grade_application AS a SET passed = a.passed || d.passed, state = coalesce(d.state, a.state),
       grade = coalesce(d.grade, a.grade), reason = coalesce(d.reason, a.reason),
       waits_since = coalesce(d.since, a.waits_since), decided_by = coalesce(d.by, a.decided_by), decided_at = coalesce(d.at, a.decided_at)
     FROM jsonb_to_recordset($1::jsonb) AS d (application_id text, passed text[], state text, grade text, reason text,
       by text, at bigint, since bigint)
     WHERE a.application_id = d.application_id`,
    [JSON.stringify(rows)],
  );
}

function changeBy(event: GradeApplicationEvent, actor: string, at: number): Change | undefined {
  const none = { passed: [], grade: null, reason: null, since: null };
  switch (event.type) {
    case 'GradeApplicationStepPassed':
      return { ...none, passed: [event.data.stepKey], state: null, by: null, at: null, since: at };
    case 'GradeApplicationApproved':
      return { ...none, state: 'approved', grade: event.data.gradeKey, by: event.data.approvedBy, at };
    case 'GradeApplicationRefused':
      return { ...none, state: 'refused', reason: event.data.reason, by: event.data.refusedBy, at };
    case 'GradeApplicationWithdrawn':
      return { ...none, state: 'withdrawn', reason: event.data.reason, by: actor, at };
    default:
      return undefined;
  }
}

/** The last thing that was said of a member's grant in a batch counts. */
async function granted(tx: Tx, events: readonly Recorded<MembershipEvent>[]): Promise<void> {
  const grants = new Map<
    string,
    { issuerId: string; programmeId: string; grade: string; untilDate: string | null } | null
  >();
  for (const { envelope, event } of events) {
    const { issuerId } = envelope;
    switch (event.type) {
      case 'GradeGranted': {
        const { membershipId, programmeId, toGrade: grade, untilDate } = event.data;
        grants.set(membershipId, { issuerId, programmeId, grade, untilDate });
        break;
      }
      case 'MembershipTakenOver': {
        const { membershipId, programmeId, grant } = event.data;
        if (grant) grants.set(membershipId, { issuerId, programmeId, grade: grant.grade, untilDate: grant.untilDate });
        break;
      }
      case 'GradeGrantEnded':
      case 'MembershipClosed':
        grants.set(event.data.membershipId, null);
        break;
      default:
    }
  }
  if (grants.size === 0) return;
  await tx.query('DELETE FROM grade_grant WHERE membership_id = ANY ($1)', [[...grants.keys()]]);
  const rows = [...grants].flatMap(([membershipId, grant]) => (grant ? [{ membershipId, ...grant }] : []));
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO grade_grant (membership_id, issuer_id, programme_id, grade, until_date)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])`,
    [
      rows.map(({ membershipId }) => membershipId),
      rows.map(({ issuerId }) => issuerId),
      rows.map(({ programmeId }) => programmeId),
      rows.map(({ grade }) => grade),
      rows.map(({ untilDate }) => untilDate),
    ],
  );
}

/** An application as it is told; times are RFC 3339. */
export interface GradeApplicationView {
  readonly applicationId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly approvalKey: string;
  readonly askedGradeKey: string;
  readonly standard: string | null;
  readonly channel: string;
  readonly state: (typeof APPLICATION_STATES)[number];
  /** Look that is next; null where all are passed. */
  readonly nextStep: string | null;
  /** Until when the next look should be taken; null where the programme names no time, and once it is decided. */
  readonly dueAt: string | null;
  /** Roles that have the next word; none once it is decided. */
  readonly waitsFor: readonly string[];
  readonly gradeKey: string | null;
  readonly reason: string | null;
  readonly recordedBy: string;
  readonly recordedAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  /** Place in the log. */
  readonly position: bigint;
}

interface ApplicationRow {
  application_id: string;
  position: bigint;
  membership_id: string;
  holder_id: string;
  programme_id: string;
  programme_version: number;
  approval_key: string;
  asked_grade: string;
  standard: string | null;
  channel: string;
  steps: GradeApplied['steps'];
  authorities: GradeApplied['authorities'];
  passed: readonly string[];
  state: (typeof APPLICATION_STATES)[number];
  grade: string | null;
  reason: string | null;
  recorded_by: string;
  recorded_at: bigint;
  waits_since: bigint;
  decided_by: string | null;
  decided_at: bigint | null;
}

/** Which applications are asked for; what is undefined does not narrow. */
export interface ApplicationsAsked {
  readonly issuerId: string;
  readonly applicationId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly state?: (typeof APPLICATION_STATES)[number] | undefined;
  /** Applications before this place in the log. */
  readonly before?: bigint | undefined;
  readonly limit: number;
}

/** An issuer's applications for grades, the newest first. */
export async function gradeApplications(tx: Tx, asked: ApplicationsAsked): Promise<readonly GradeApplicationView[]> {
  const { rows } = await tx.query<ApplicationRow>(
    `SELECT * FROM grade_application
     WHERE issuer_id = $1 AND ($2::text IS NULL OR application_id = $2) AND ($3::text IS NULL OR holder_id = $3)
       AND ($4::text IS NULL OR programme_id = $4) AND ($5::text IS NULL OR state = $5)
       AND ($6::bigint IS NULL OR position < $6)
     ORDER BY position DESC LIMIT $7`,
    [
      asked.issuerId,
      asked.applicationId ?? null,
      asked.holderId ?? null,
      asked.programmeId ?? null,
      asked.state ?? null,
      asked.before ?? null,
      asked.limit,
    ],
  );
  return rows.map(viewOf);
}

function viewOf(row: ApplicationRow): GradeApplicationView {
  const next = row.steps[row.passed.length];
  const authority =
    row.authorities.find(({ gradeKey }) => gradeKey === row.asked_grade) ??
    row.authorities.find(({ gradeKey }) => gradeKey === null);
  return {
    applicationId: row.application_id,
    membershipId: row.membership_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    approvalKey: row.approval_key,
    askedGradeKey: row.asked_grade,
    standard: row.standard,
    channel: row.channel,
    state: row.state,
    nextStep: next?.stepKey ?? null,
    dueAt: row.state === 'open' && next?.within ? toRfc3339(addPeriod(Number(row.waits_since), next.within)) : null,
    waitsFor: row.state === 'open' ? (next?.roles ?? authority?.roles ?? []) : [],
    gradeKey: row.grade,
    reason: row.reason,
    recordedBy: row.recorded_by,
    recordedAt: toRfc3339(Number(row.recorded_at)),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at === null ? null : toRfc3339(Number(row.decided_at)),
    position: row.position,
  };
}

/** A grade given by hand whose term is over. */
export interface GrantOver {
  readonly membershipId: string;
  readonly issuerId: string;
  readonly programmeId: string;
  /** YYYY-MM-DD. */
  readonly untilDate: string;
}

/** Grades given by hand whose last day is before a day, the longest over first. */
export async function grantsOver(tx: Tx, today: string, limit: number): Promise<readonly GrantOver[]> {
  const { rows } = await tx.query<{
    membership_id: string;
    issuer_id: string;
    programme_id: string;
    until_date: string;
  }>('SELECT * FROM grade_grant WHERE until_date < $1 ORDER BY until_date, membership_id LIMIT $2', [today, limit]);
  return rows.map((row) => ({
    membershipId: row.membership_id,
    issuerId: row.issuer_id,
    programmeId: row.programme_id,
    untilDate: row.until_date,
  }));
}
