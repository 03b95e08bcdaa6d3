/** Memberships with their grade, and how many members each grade has. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const membershipProjection: Projection = {
  name: 'membership',
  revision: 1,
  events: ['MemberJoined', 'GradeRaised'],
  tables: `
    CREATE TABLE membership (
      membership_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      grade text NOT NULL,               -- key in the programme document
      grade_since bigint NOT NULL,       -- epoch milliseconds, as the next: when it happened
      joined_at bigint NOT NULL,
      business_date text NOT NULL        -- of joining, YYYY-MM-DD
    );
    CREATE INDEX membership_of_issuer ON membership (issuer_id, membership_id);
    CREATE INDEX membership_of_holder ON membership (issuer_id, holder_id, membership_id);
    CREATE TABLE programme_grade (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      grade text NOT NULL,
      members int NOT NULL,              -- how many hold it; 0 where all have risen
      PRIMARY KEY (issuer_id, programme_id, grade)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    await joined(tx, events);
    await raised(tx, events);
    await counted(tx, events);
  },
};

async function joined(tx: Tx, events: readonly Recorded[]): Promise<void> {
  const rows = events.flatMap(({ envelope, event }) =>
    event.type === 'MemberJoined' ? [{ envelope, data: event.data }] : [],
  );
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO membership (membership_id, issuer_id, holder_id, programme_id, grade, grade_since, joined_at,
       business_date)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $6::bigint[],
       $7::text[])`,
    [
      rows.map(({ data }) => data.membershipId),
      rows.map(({ envelope }) => envelope.issuerId),
      rows.map(({ data }) => data.holderId),
      rows.map(({ data }) => data.programmeId),
      rows.map(({ data }) => data.grade),
      rows.map(({ envelope }) => envelope.occurredAt),
      rows.map(({ data }) => data.businessDate),
    ],
  );
}

/** Of several raises of one member in a batch the last one counts. */
async function raised(tx: Tx, events: readonly Recorded[]): Promise<void> {
  const latest = new Map<string, { readonly grade: string; readonly since: number }>();
  for (const { envelope, event } of events) {
    if (event.type !== 'GradeRaised') continue;
    latest.set(event.data.membershipId, { grade: event.data.toGrade, since: envelope.occurredAt });
  }
  if (latest.size === 0) return;
  const raises = [...latest.values()];
  await tx.query(
    `UPDATE membership AS m SET grade = r.grade, grade_since = r.since
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS r (membership_id, grade, since)
     WHERE m.membership_id = r.membership_id`,
    [[...latest.keys()], raises.map((raise) => raise.grade), raises.map((raise) => raise.since)],
  );
}

/** How many members each grade gains or loses; a grade that gains and loses one has its row all the same. */
async function counted(tx: Tx, events: readonly Recorded[]): Promise<void> {
  const counts = new Map<string, { issuerId: string; programmeId: string; grade: string; members: number }>();
  const count = (issuerId: string, programmeId: string, grade: string, members: number): void => {
    const id = [issuerId, programmeId, grade].join('\n');
    const known = counts.get(id)?.members ?? 0;
    counts.set(id, { issuerId, programmeId, grade, members: known + members });
  };
  for (const { envelope, event } of events) {
    if (event.type === 'MemberJoined') count(envelope.issuerId, event.data.programmeId, event.data.grade, 1);
    if (event.type === 'GradeRaised') {
      count(envelope.issuerId, event.data.programmeId, event.data.fromGrade, -1);
      count(envelope.issuerId, event.data.programmeId, event.data.toGrade, 1);
    }
  }
  const rows = [...counts.values()];
  await tx.query(
    `INSERT INTO programme_grade AS g (issuer_id, programme_id, grade, members)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[])
     ON CONFLICT (issuer_id, programme_id, grade) DO UPDATE SET members = g.members + excluded.members`,
    [
      rows.map((row) => row.issuerId),
      rows.map((row) => row.programmeId),
      rows.map((row) => row.grade),
      rows.map((row) => row.members),
    ],
  );
}

/** A membership as it is told; times are RFC 3339. */
export interface MembershipView {
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  /** Key of the grade in the programme document. */
  readonly grade: string;
  readonly gradeSince: string;
  readonly joinedAt: string;
  readonly businessDate: string;
}

interface MembershipRow {
  membership_id: string;
  holder_id: string;
  programme_id: string;
  grade: string;
  grade_since: bigint;
  joined_at: bigint;
  business_date: string;
}

const COLUMNS = 'membership_id, holder_id, programme_id, grade, grade_since, joined_at, business_date';

/** A membership; undefined when the issuer has none of this id. */
export async function membershipById(
  pool: EventLog['pool'],
  issuerId: string,
  membershipId: string,
): Promise<MembershipView | undefined> {
  const { rows } = await pool.query<MembershipRow>(
    `SELECT ${COLUMNS} FROM membership WHERE issuer_id = $1 AND membership_id = $2`,
    [issuerId, membershipId],
  );
  return rows[0] && viewOf(rows[0]);
}

/** Which memberships are asked for; what is left out does not narrow the answer. */
export interface MembershipsAsked {
  readonly issuerId: string;
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  /** Memberships after this id. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's memberships in the order of their ids. */
export async function membershipsOf(
  pool: EventLog['pool'],
  asked: MembershipsAsked,
): Promise<readonly MembershipView[]> {
  const { issuerId, holderId, programmeId, after, limit } = asked;
  const { rows } = await pool.query<MembershipRow>(
    `SELECT ${COLUMNS} FROM membership
     WHERE issuer_id = $1 AND membership_id > $2 AND ($4::text IS NULL OR holder_id = $4)
       AND ($5::text IS NULL OR programme_id = $5)
     ORDER BY membership_id LIMIT $3`,
    [issuerId, after, limit, holderId ?? null, programmeId ?? null],
  );
  return rows.map(viewOf);
}

function viewOf(row: MembershipRow): MembershipView {
  return {
    membershipId: row.membership_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    grade: row.grade,
    gradeSince: toRfc3339(Number(row.grade_since)),
    joinedAt: toRfc3339(Number(row.joined_at)),
    businessDate: row.business_date,
  };
}

/** How many members of an issuer's programme hold each grade, by key; none where nobody has joined. */
export async function gradeCountsOf(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId: string,
): Promise<readonly { readonly grade: string; readonly members: number }[]> {
  const { rows } = await pool.query<{ grade: string; members: number }>(
    `SELECT grade, members FROM programme_grade WHERE issuer_id = $1 AND programme_id = $2 AND members > 0
     ORDER BY grade`,
    [issuerId, programmeId],
  );
  return rows;
}
