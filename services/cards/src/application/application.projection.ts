/** Applications as reviewers list them: what waits for whom, since when and until when. */
import { addPeriod, toRfc3339 } from '@scrip/calendar';
import type { ApplicationEvent, ApplicationStep } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** Where an application can stand. */
export const APPLICATION_STATES = ['documents', 'review', 'approval', 'approved', 'refused', 'withdrawn'] as const;

export const applicationProjection: Projection = {
  name: 'application',
  revision: 1,
  events: [
    'ApplicationRecorded',
    'ApplicationDocumentAdded',
    'ApplicationStepPassed',
    'ApplicationApproved',
    'ApplicationRefused',
    'ApplicationWithdrawn',
  ],
  tables: `
    CREATE TABLE application (
      application_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      approval_key text NOT NULL,        -- what is applied for
      channel text NOT NULL,
      asked_grade_key text,
      grade_key text,                    -- that it was approved with
      state text NOT NULL,               -- documents | review | approval | approved | refused | withdrawn
      missing text[] NOT NULL,           -- kinds of documents that are not there yet
      steps jsonb NOT NULL,              -- looks that are left, the next one first
      approvers text[] NOT NULL,         -- roles that approve the grade asked for
      waits_for text[] NOT NULL,         -- roles that have the next word; none when it is decided or incomplete
      since bigint NOT NULL,             -- epoch milliseconds, as the other times: when it began to wait for them
      due_at bigint,                     -- when the look should be over; null when nothing is said
      card_id text,
      reason text,                       -- of a refusal or a withdrawal
      recorded_by text NOT NULL,         -- subject of a token
      recorded_at bigint NOT NULL,
      decided_by text,
      decided_at bigint
    );
    CREATE INDEX application_of_issuer ON application (issuer_id, application_id);
    CREATE INDEX application_of_holder ON application (issuer_id, holder_id, application_id);
    CREATE INDEX application_waiting ON application (issuer_id, due_at, application_id)
      WHERE state IN ('documents', 'review', 'approval')`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const recorded of events as readonly Recorded<ApplicationEvent>[]) await applyOne(tx, recorded);
  },
};

async function applyOne(tx: Tx, { envelope, event }: Recorded<ApplicationEvent>): Promise<void> {
  const at = envelope.occurredAt;
  if (event.type === 'ApplicationRecorded') {
    const { data } = event;
    const approvers =
      data.authorities.find(({ gradeKey }) => gradeKey !== null && gradeKey === data.askedGradeKey) ??
      data.authorities.find(({ gradeKey }) => gradeKey === null);
    await tx.query(
      `INSERT INTO application (application_id, issuer_id, holder_id, programme_id, programme_version, approval_key,
         channel, asked_grade_key, state, missing, steps, approvers, waits_for, since, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'documents', $9, $10, $11, '{}', $12, $13, $12)`,
      [
        data.applicationId,
        envelope.issuerId,
        data.holderId,
        data.programmeId,
        data.programmeVersion,
        data.approvalKey,
        data.channel,
        data.askedGradeKey,
        [...new Set(data.documentKinds)],
        JSON.stringify(data.steps),
        approvers?.roles ?? [],
        at,
        data.recordedBy,
      ],
    );
    await wait(tx, data.applicationId, at);
    return;
  }
  const { applicationId } = event.data;
  switch (event.type) {
    case 'ApplicationDocumentAdded':
      await tx.query('UPDATE application SET missing = array_remove(missing, $2) WHERE application_id = $1', [
        applicationId,
        event.data.document.kind,
      ]);
      return wait(tx, applicationId, at);
    case 'ApplicationStepPassed':
      await tx.query('UPDATE application SET steps = steps - 0 WHERE application_id = $1', [applicationId]);
      return wait(tx, applicationId, at);
    case 'ApplicationApproved':
      return end(tx, { ...event.data, state: 'approved', at, by: event.data.approvedBy });
    case 'ApplicationRefused':
      return end(tx, { applicationId, state: 'refused', at, by: event.data.refusedBy, reason: event.data.reason });
    case 'ApplicationWithdrawn':
      return end(tx, { applicationId, state: 'withdrawn', at, by: envelope.actor, reason: event.data.reason });
  }
}

/** Whom it waits for now; a clock that runs already goes on. */
async function wait(tx: Tx, applicationId: string, at: number): Promise<void> {
  const { rows } = await tx.query<{ state: string; missing: string[]; steps: ApplicationStep[]; approvers: string[] }>(
    'SELECT state, missing, steps, approvers FROM application WHERE application_id = $1',
    [applicationId],
  );
  const row = rows[0];
  if (!row) return;
  const [step] = row.steps;
  const state = row.missing.length > 0 ? 'documents' : step ? 'review' : 'approval';
  const waitsFor = state === 'documents' ? [] : (step?.roles ?? row.approvers);
  const within = state === 'review' ? (step?.within ?? null) : null;
  await tx.query(
    `UPDATE application SET state = $2, waits_for = $3,
       since = CASE WHEN state = $2 AND waits_for = $3 THEN since ELSE $4 END,
       due_at = CASE WHEN state = $2 AND waits_for = $3 THEN due_at ELSE $5 END
     WHERE application_id = $1`,
    [applicationId, state, waitsFor, at, within === null ? null : addPeriod(at, within)],
  );
}

interface End {
  readonly applicationId: string;
  readonly state: string;
  readonly at: number;
  readonly by: string;
  readonly gradeKey?: string | null;
  readonly cardId?: string | null;
  readonly reason?: string;
}

async function end(tx: Tx, { applicationId, state, at, by, gradeKey, cardId, reason }: End): Promise<void> {
  await tx.query(
    `UPDATE application SET state = $2, decided_at = $3, since = $3, decided_by = $4, grade_key = $5, card_id = $6,
                            reason = $7, waits_for = '{}', due_at = NULL
     WHERE application_id = $1`,
    [applicationId, state, at, by, gradeKey ?? null, cardId ?? null, reason ?? null],
  );
}

/** An application as it is told; times are RFC 3339. */
export interface ApplicationView {
  readonly applicationId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly approvalKey: string;
  readonly channel: string;
  readonly askedGradeKey: string | null;
  readonly gradeKey: string | null;
  readonly state: (typeof APPLICATION_STATES)[number];
  readonly missing: readonly string[];
  readonly nextStep: string | null;
  readonly waitsFor: readonly string[];
  readonly since: string;
  readonly dueAt: string | null;
  readonly cardId: string | null;
  readonly reason: string | null;
  readonly recordedBy: string;
  readonly recordedAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
}

interface ApplicationRow {
  application_id: string;
  holder_id: string;
  programme_id: string;
  programme_version: number;
  approval_key: string;
  channel: string;
  asked_grade_key: string | null;
  grade_key: string | null;
  state: ApplicationView['state'];
  missing: string[];
  steps: ApplicationStep[];
  waits_for: string[];
  since: bigint;
  due_at: bigint | null;
  card_id: string | null;
  reason: string | null;
  recorded_by: string;
  recorded_at: bigint;
  decided_by: string | null;
  decided_at: bigint | null;
}

/** Which applications; what is left out does not narrow the answer. */
export interface ApplicationsAsked {
  readonly issuerId: string;
  readonly applicationId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly approvalKey?: string | undefined;
  readonly state?: ApplicationView['state'] | undefined;
  /** Role that has the next word. */
  readonly waitsFor?: string | undefined;
  /** Those whose look should be over by this moment. */
  readonly dueBy?: number | undefined;
  /** Applications after this id. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's applications, oldest first. */
export async function applicationsOf(
  pool: EventLog['pool'],
  asked: ApplicationsAsked,
): Promise<readonly ApplicationView[]> {
  const { rows } = await pool.query<ApplicationRow>(
    `SELECT application_id, holder_id, programme_id, programme_version, approval_key, channel, asked_grade_key, grade_key,
            state, missing, steps, waits_for, since, due_at, card_id, reason, recorded_by, recorded_at, decided_by, decided_at
     FROM application
     WHERE issuer_id = $1 AND application_id > $2 AND ($4::text IS NULL OR application_id = $4)
       AND ($5::text IS NULL OR holder_id = $5) AND ($6::text IS NULL OR programme_id = $6)
       AND ($7::text IS NULL OR approval_key = $7) AND ($8::text IS NULL OR state = $8)
       AND ($9::text IS NULL OR $9 = ANY (waits_for)) AND ($10::bigint IS NULL OR due_at <= $10)
     ORDER BY application_id LIMIT $3`,
    [
      asked.issuerId,
      asked.after,
      asked.limit,
      asked.applicationId ?? null,
      asked.holderId ?? null,
      asked.programmeId ?? null,
      asked.approvalKey ?? null,
      asked.state ?? null,
      asked.waitsFor ?? null,
      asked.dueBy ?? null,
    ],
  );
  return rows.map(viewOf);
}

function viewOf(row: ApplicationRow): ApplicationView {
  const time = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));
  const waits = row.state === 'documents' || row.state === 'review';
  return {
    applicationId: row.application_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    approvalKey: row.approval_key,
    channel: row.channel,
    askedGradeKey: row.asked_grade_key,
    gradeKey: row.grade_key,
    state: row.state,
    missing: row.missing,
    nextStep: waits ? (row.steps[0]?.stepKey ?? null) : null,
    waitsFor: row.waits_for,
    since: toRfc3339(Number(row.since)),
    dueAt: time(row.due_at),
    cardId: row.card_id,
    reason: row.reason,
    recordedBy: row.recorded_by,
    recordedAt: toRfc3339(Number(row.recorded_at)),
    decidedBy: row.decided_by,
    decidedAt: time(row.decided_at),
  };
}
