/** How each member came to the grade: the joining, then every raise, rating and decision, with its rule and receipts. */
import { businessDate, toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** A step of a member's grade: the joining, a raise, a rating or a decision that changed it or how it is held. */
interface Step {
  readonly membershipId: string;
  readonly version: number;
  readonly fromGrade: string | null;
  readonly toGrade: string;
  readonly rule: string;
  readonly programmeVersion: number;
  readonly receiptIds: readonly string[];
  readonly receiptsTotalFen: bigint | null;
  readonly lifetimePoints: bigint | null;
  readonly applicationId?: string | null;
  readonly standing: string;
  readonly month: string | null;
  readonly effectiveDate: string;
}

export const gradeStepProjection: Projection = {
  name: 'grade_step',
  revision: 4,
  events: [
    'MemberJoined',
    'GradeRaised',
    'GradeRated',
    'GradeRerated',
    'GradeGranted',
    'GradeGrantEnded',
    'GradeRatedInstantly',
    'MembershipTakenOver',
  ],
  tables: `
    CREATE TABLE grade_step (
      membership_id text NOT NULL,
      version bigint NOT NULL,           -- of the event in the membership's stream
      event_id text NOT NULL,
      from_grade text,                   -- null for the joining
      to_grade text NOT NULL,
      rule text NOT NULL,                -- key of the rule or standard in the programme document; else rating, granted, grant-ended, taken-over
      programme_version int NOT NULL,    -- the version it was decided under
      receipt_ids jsonb NOT NULL,        -- the receipts that gave it; none where something else did
      receipts_total_fen bigint,         -- of the joining: what was paid on them
      lifetime_points bigint,            -- of a raise: what the rule was asked with
      application_id text,               -- that was approved with it; null where none was
      standing text NOT NULL,            -- how the grade is held after it: met, extension or falling
      month text,                        -- of a rating: YYYY-MM that was rated, the last one where several were rated again
      effective_date text NOT NULL,      -- first business day on which the grade holds
      occurred_at bigint NOT NULL,       -- epoch milliseconds: when it happened
      recorded_at bigint NOT NULL,       -- epoch milliseconds: when the log took it
      correlation_id text NOT NULL,      -- the sale
      causation_id text,                 -- the event that led to it
      PRIMARY KEY (membership_id, version)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const rows = events.flatMap((recorded) => {
      const step = stepOf(recorded);
      return step ? [{ envelope: recorded.envelope, step }] : [];
    });
    await tx.query(
      `INSERT INTO grade_step (membership_id, version, event_id, from_grade, to_grade, rule, programme_version,
         receipt_ids, receipts_total_fen, lifetime_points, standing, month, effective_date, occurred_at, recorded_at,
         correlation_id, causation_id, application_id)
       SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
         $8::jsonb[], $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bigint[],
         $16::text[], $17::text[], $18::text[])`,
      [
        rows.map(({ step }) => step.membershipId),
        rows.map(({ step }) => step.version),
        rows.map(({ envelope }) => envelope.eventId),
        rows.map(({ step }) => step.fromGrade),
        rows.map(({ step }) => step.toGrade),
        rows.map(({ step }) => step.rule),
        rows.map(({ step }) => step.programmeVersion),
        rows.map(({ step }) => JSON.stringify(step.receiptIds)),
        rows.map(({ step }) => step.receiptsTotalFen),
        rows.map(({ step }) => step.lifetimePoints),
        rows.map(({ step }) => step.standing),
        rows.map(({ step }) => step.month),
        rows.map(({ step }) => step.effectiveDate),
        rows.map(({ envelope }) => envelope.occurredAt),
        rows.map(({ envelope }) => envelope.recordedAt),
        rows.map(({ envelope }) => envelope.correlationId),
        rows.map(({ envelope }) => envelope.causationId),
        rows.map(({ step }) => step.applicationId ?? null),
      ],
    );
  },
};

function stepOf({ envelope, event }: Recorded): Step | undefined {
  const { version } = envelope;
  const given = { standing: 'met', month: null, effectiveDate: businessDate(envelope.occurredAt) };
  switch (event.type) {
    case 'MemberJoined': {
      const { membershipId, grade: toGrade, rule, programmeVersion, receiptIds, receiptsTotalFen } = event.data;
      const { applicationId } = event.data;
      const by = { rule, programmeVersion, receiptIds, receiptsTotalFen, lifetimePoints: null, applicationId };
      return { membershipId, version, fromGrade: null, toGrade, ...by, ...given };
    }
    case 'GradeRaised': {
      const { membershipId, fromGrade, toGrade, rule, programmeVersion, receiptId, lifetimePoints } = event.data;
      const receiptIds = receiptId === '' ? [] : [receiptId];
      const by = { rule, programmeVersion, receiptIds, receiptsTotalFen: null, lifetimePoints };
      return { membershipId, version, fromGrade, toGrade, ...by, ...given };
    }
    case 'GradeRated': {
      const { membershipId, fromGrade, toGrade, programmeVersion, toStanding: standing } = event.data;
      const { standard, month, effectiveDate } = event.data;
      const by = { rule: standard ?? RATING, programmeVersion, ...NO_RECEIPTS };
      return { membershipId, version, fromGrade, toGrade, ...by, standing, month, effectiveDate };
    }
    case 'GradeRerated': {
      const { membershipId, fromGrade, toGrade, programmeVersion, toStanding: standing, effectiveDate } = event.data;
      const month = event.data.months.at(-1)?.month ?? null;
      const by = { rule: RATING, programmeVersion, ...NO_RECEIPTS };
      return { membershipId, version, fromGrade, toGrade, ...by, standing, month, effectiveDate };
    }
    case 'GradeRatedInstantly': {
      const { membershipId, fromGrade, toGrade, programmeVersion, standard: rule, month, effectiveDate } = event.data;
      const by = { rule, programmeVersion, ...NO_RECEIPTS };
      return { membershipId, version, fromGrade, toGrade, ...by, standing: 'met', month, effectiveDate };
    }
    case 'GradeGranted':
    case 'GradeGrantEnded': {
      const { membershipId, fromGrade, toGrade, programmeVersion, effectiveDate } = event.data;
      const isGrant = event.type === 'GradeGranted';
      const applicationId = isGrant ? event.data.applicationId : null;
      const by = { rule: isGrant ? 'granted' : 'grant-ended', programmeVersion, ...NO_RECEIPTS, applicationId };
      return { membershipId, version, fromGrade, toGrade, ...by, ...given, effectiveDate };
    }
    case 'MembershipTakenOver': {
      const { membershipId, fromGrade, toGrade, programmeVersion, toStanding: standing, effectiveDate } = event.data;
      const by = { rule: 'taken-over', programmeVersion, ...NO_RECEIPTS };
      return { membershipId, version, fromGrade, toGrade, ...by, standing, month: null, effectiveDate };
    }
    default:
      return undefined;
  }
}

/** Stands for a rule where no standard was met. */
const RATING = 'rating';
const NO_RECEIPTS = { receiptIds: [], receiptsTotalFen: null, lifetimePoints: null };

/** A step of a member's grade as it is told; times are RFC 3339. */
export interface GradeStepView {
  readonly version: number;
  readonly eventId: string;
  /** Null for the joining. */
  readonly fromGrade: string | null;
  readonly toGrade: string;
  readonly rule: string;
  readonly programmeVersion: number;
  readonly receiptIds: readonly string[];
  readonly receiptsTotalFen: bigint | null;
  readonly lifetimePoints: bigint | null;
  /** How the grade is held after it: met, extension or falling. */
  readonly standing: string;
  /** Of a rating: the month that was rated, YYYY-MM. */
  readonly month: string | null;
  /** First business day on which the grade holds, YYYY-MM-DD. */
  readonly effectiveDate: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly correlationId: string;
  readonly causationId: string | null;
}

interface GradeStepRow {
  version: bigint;
  event_id: string;
  from_grade: string | null;
  to_grade: string;
  rule: string;
  programme_version: number;
  receipt_ids: readonly string[];
  receipts_total_fen: bigint | null;
  lifetime_points: bigint | null;
  standing: string;
  month: string | null;
  effective_date: string;
  occurred_at: bigint;
  recorded_at: bigint;
  correlation_id: string;
  causation_id: string | null;
}

/** How a member came to the grade, the joining first, after the version `after`, at most `limit` steps. */
export async function gradeStepsOf(
  pool: EventLog['pool'],
  asked: { readonly membershipId: string; readonly after: number; readonly limit: number },
): Promise<readonly GradeStepView[]> {
  const { rows } = await pool.query<GradeStepRow>(
    `SELECT version, event_id, from_grade, to_grade, rule, programme_version, receipt_ids, receipts_total_fen,
            lifetime_points, standing, month, effective_date, occurred_at, recorded_at, correlation_id, causation_id
     FROM grade_step WHERE membership_id = $1 AND version > $2 ORDER BY version LIMIT $3`,
    [asked.membershipId, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    version: Number(row.version),
    eventId: row.event_id,
    fromGrade: row.from_grade,
    toGrade: row.to_grade,
    rule: row.rule,
    programmeVersion: row.programme_version,
    receiptIds: row.receipt_ids,
    receiptsTotalFen: row.receipts_total_fen,
    lifetimePoints: row.lifetime_points,
    standing: row.standing,
    month: row.month,
    effectiveDate: row.effective_date,
    occurredAt: toRfc3339(Number(row.occurred_at)),
    recordedAt: toRfc3339(Number(row.recorded_at)),
    correlationId: row.correlation_id,
    causationId: row.causation_id,
  }));
}

/** The grade that a member had on a business day, and the step that gave it. */
export interface GradeAt {
  readonly membershipId: string;
  /** YYYY-MM-DD. */
  readonly at: string;
  readonly grade: string;
  /** How it was held: met, extension or falling. */
  readonly standing: string;
  /** First business day on which it held without a break. */
  readonly since: string;
  /** Of the step that gave the grade, not of those that only changed how it is held. */
  readonly rule: string;
  readonly programmeVersion: number;
  readonly version: number;
  readonly eventId: string;
}

/** The grade of a member on a business day: what was decided last of what holds by then. Undefined before there was one. */
export async function gradeAt(pool: EventLog['pool'], membershipId: string, at: string): Promise<GradeAt | undefined> {
  const { rows } = await pool.query<GradeStepRow & { held: string }>(
    `SELECT g.*, s.standing AS held
     FROM (SELECT version, standing FROM grade_step WHERE membership_id = $1 AND effective_date <= $2
           ORDER BY version DESC LIMIT 1) AS s
     JOIN LATERAL (SELECT * FROM grade_step WHERE membership_id = $1 AND version <= s.version
           AND (to_grade IS DISTINCT FROM from_grade OR version = 1) ORDER BY version DESC LIMIT 1) AS g ON true`,
    [membershipId, at],
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    membershipId,
    at,
    grade: row.to_grade,
    standing: row.held,
    since: row.effective_date,
    rule: row.rule,
    programmeVersion: row.programme_version,
    version: Number(row.version),
    eventId: row.event_id,
  };
}
