/** Memberships with their grade, and how many members each grade has. */
import { businessDate, toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { ratedThrough } from './rated-through.ts';

export const membershipProjection: Projection = {
  name: 'membership',
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
    'MembershipClosed',
  ],
  tables: `
    CREATE TABLE membership (
      membership_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      grade text NOT NULL,               -- key in the programme document
      grade_since bigint NOT NULL,       -- epoch milliseconds, as the next: when it happened
      joined_at bigint NOT NULL,         -- or was rated above the lowest grade for the first time
      business_date text NOT NULL,       -- of joining, YYYY-MM-DD
      standing text NOT NULL,            -- how the grade is held: met, extension or falling
      missed_ratings int NOT NULL,       -- ratings of the extension that have missed the grade
      settled_months text[] NOT NULL DEFAULT '{}',  -- YYYY-MM, in order, whose system rating another decision stands in for
      granted_grade text                 -- given by hand: no rating goes below it while it stands; null: none
    );
    CREATE INDEX membership_of_issuer ON membership (issuer_id, membership_id);
    CREATE INDEX membership_of_holder ON membership (issuer_id, holder_id, membership_id);
    CREATE INDEX membership_of_programme ON membership (issuer_id, programme_id, (holder_id COLLATE "C"));
    CREATE TABLE programme_grade (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      grade text NOT NULL,
      members int NOT NULL,              -- how many hold it; 0 where all have risen
      PRIMARY KEY (issuer_id, programme_id, grade)
    );
    CREATE TABLE closed_membership (
      membership_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      grade text NOT NULL,               -- that it had
      cause text NOT NULL,               -- merged, erased
      into_membership_id text,           -- that goes on in its place; null where none does
      closed_at bigint NOT NULL
    );
    CREATE INDEX closed_membership_of_holder ON closed_membership (issuer_id, programme_id, (holder_id COLLATE "C"))`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    await kept(tx, events);
    await stoodIn(tx, events);
    await closed(tx, events);
    await counted(tx, events);
  },
};

/** What a batch makes of a member. */
interface Kept {
  readonly issuerId: string;
  readonly holderId: string;
  readonly programmeId: string;
  grade: string;
  /** Epoch milliseconds of the last event of the batch that changed the grade; null where none did. */
  since: number | null;
  /** Epoch milliseconds of the first event of the batch. */
  readonly joinedAt: number;
  readonly businessDate: string;
  standing: string;
  missedRatings: number;
}

/** Of several events of one member in a batch the last one counts; whoever is rated before joining begins with the rating. */
async function kept(tx: Tx, events: readonly Recorded[]): Promise<void> {
  const members = new Map<string, Kept>();
  for (const recorded of events) {
    const after = gradeAfter(recorded);
    if (!after) continue;
    const { envelope } = recorded;
    const { membershipId, grade, standing, missedRatings } = after;
    const known = members.get(membershipId);
    const since = after.changed ? envelope.occurredAt : (known?.since ?? null);
    if (known) Object.assign(known, { grade, standing, missedRatings, since });
    else {
      const { issuerId, occurredAt: joinedAt } = envelope;
      const { holderId, programmeId, joinedOn } = after;
      const first = { issuerId, holderId, programmeId, joinedAt, businessDate: joinedOn ?? businessDate(joinedAt) };
      members.set(membershipId, { ...first, grade, standing, missedRatings, since });
    }
  }
  if (members.size === 0) return;
  const rows = [...members.values()];
  await tx.query(
    `INSERT INTO membership AS m (membership_id, issuer_id, holder_id, programme_id, grade, grade_since, joined_at,
       business_date, standing, missed_ratings)
     SELECT membership_id, issuer_id, holder_id, programme_id, grade, coalesce(since, joined_at), joined_at,
            business_date, standing, missed_ratings
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[],
       $9::text[], $10::int[]) AS r (membership_id, issuer_id, holder_id, programme_id, grade, since, joined_at,
       business_date, standing, missed_ratings)
     ON CONFLICT (membership_id) DO UPDATE SET grade = excluded.grade, standing = excluded.standing,
       missed_ratings = excluded.missed_ratings,
       grade_since = CASE WHEN m.grade = excluded.grade AND NOT m.membership_id = ANY ($11) THEN m.grade_since
                          ELSE excluded.grade_since END`,
    [
      [...members.keys()],
      rows.map((row) => row.issuerId),
      rows.map((row) => row.holderId),
      rows.map((row) => row.programmeId),
      rows.map((row) => row.grade),
      rows.map((row) => row.since),
      rows.map((row) => row.joinedAt),
      rows.map((row) => row.businessDate),
      rows.map((row) => row.standing),
      rows.map((row) => row.missedRatings),
      [...members].flatMap(([membershipId, row]) => (row.since === null ? [] : [membershipId])),
    ],
  );
}

/** What a batch changes of what stands between a member and the system ratings. */
interface StoodIn {
  /** Months up to this one, YYYY-MM, are rated: what was settled of them is not kept; '' for none. */
  ratedThrough: string;
  /** Months that the batch settled and did not rate, YYYY-MM. */
  settledMonths: readonly string[];
  isGrant: boolean;
  grantedGrade: string | null;
}

/** What stands between a member and the system ratings: months are added up, of several grants of a batch the last one counts. */
async function stoodIn(tx: Tx, events: readonly Recorded[]): Promise<void> {
  const rows = new Map<string, StoodIn>();
  const rowOf = (membershipId: string): StoodIn => {
    const row = rows.get(membershipId) ?? { ratedThrough: '', settledMonths: [], isGrant: false, grantedGrade: null };
    rows.set(membershipId, row);
    return row;
  };
  for (const { event } of events) {
    const { type, data } = event;
    if (type === 'GradeRated' || type === 'GradeRerated') {
      const row = rowOf(data.membershipId);
      const through = ratedThrough(event);
      row.settledMonths = row.settledMonths.filter((month) => month > through);
      if (through > row.ratedThrough) row.ratedThrough = through;
    }
    if (type === 'GradeRatedInstantly' && data.settlesMonth) {
      const row = rowOf(data.membershipId);
      row.settledMonths = [...row.settledMonths, data.month];
    }
    if (type === 'MembershipTakenOver') {
      const row = rowOf(data.membershipId);
      row.settledMonths = [...row.settledMonths, ...(data.settledMonths ?? [])];
      if (data.grant) Object.assign(row, { isGrant: true, grantedGrade: data.grant.grade });
    }
    if (type === 'GradeGranted' || type === 'GradeGrantEnded') {
      Object.assign(rowOf(data.membershipId), {
        isGrant: true,
        grantedGrade: type === 'GradeGranted' ? data.toGrade : null,
      });
    }
  }
  if (rows.size === 0) return;
  const decisions = [...rows.values()];
  // Most of those who are rated had nothing settled: their rows are left alone.
  await tx.query(
    `UPDATE membership AS m SET settled_months = ARRAY(
         SELECT month FROM unnest(m.settled_months) AS month WHERE month COLLATE "C" > d.rated_through
         UNION SELECT unnest(string_to_array(d.settled_months, ' ')) ORDER BY 1),
       granted_grade = CASE WHEN d.is_grant THEN d.granted_grade ELSE m.granted_grade END
     FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::text[]) AS d (membership_id, rated_through,
       settled_months, is_grant, granted_grade)
     WHERE m.membership_id = d.membership_id AND (d.is_grant OR d.settled_months <> '' OR m.settled_months <> '{}')`,
    [
      [...rows.keys()],
      decisions.map((row) => row.ratedThrough),
      decisions.map(({ settledMonths }) => settledMonths.join(' ')),
      decisions.map(({ isGrant }) => isGrant),
      decisions.map(({ grantedGrade }) => grantedGrade),
    ],
  );
}

/** A membership that ended is no member any more; what it was stays readable. */
async function closed(tx: Tx, events: readonly Recorded[]): Promise<void> {
  const rows = events.flatMap(({ envelope, event }) =>
    event.type === 'MembershipClosed' ? [{ envelope, data: event.data }] : [],
  );
  if (rows.length === 0) return;
  const ids = rows.map(({ data }) => data.membershipId);
  await tx.query('DELETE FROM membership WHERE membership_id = ANY ($1)', [ids]);
  await tx.query(
    `INSERT INTO closed_membership (membership_id, issuer_id, holder_id, programme_id, grade, cause, into_membership_id,
       closed_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[])`,
    [
      ids,
      rows.map(({ envelope }) => envelope.issuerId),
      rows.map(({ data }) => data.holderId),
      rows.map(({ data }) => data.programmeId),
      rows.map(({ data }) => data.grade),
      rows.map(({ data }) => data.cause),
      rows.map(({ data }) => data.intoMembershipId),
      rows.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

interface GradeAfter {
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly grade: string;
  readonly standing: string;
  readonly missedRatings: number;
  /** Whether the grade is another one than before. */
  readonly changed: boolean;
  /** Business day of joining, where the event says one. */
  readonly joinedOn?: string;
}

/** The grade that an event leaves, and how it is held; undefined for an event that leaves it alone. */
function gradeAfter({ envelope, event }: Recorded): GradeAfter | undefined {
  const given = { standing: 'met', missedRatings: 0, changed: true };
  switch (event.type) {
    case 'MemberJoined': {
      const { membershipId, holderId, programmeId, grade, businessDate: joinedOn } = event.data;
      return { membershipId, holderId, programmeId, grade, ...given, joinedOn };
    }
    case 'GradeRaised': {
      const { membershipId, holderId, programmeId, toGrade: grade } = event.data;
      return { membershipId, holderId, programmeId, grade, ...given };
    }
    case 'GradeRated':
    case 'GradeRerated':
    case 'MembershipTakenOver': {
      const { membershipId, holderId, programmeId, toGrade: grade, toStanding: standing, missedRatings } = event.data;
      const changed = grade !== event.data.fromGrade || envelope.version === 1;
      return { membershipId, holderId, programmeId, grade, standing, missedRatings, changed };
    }
    case 'GradeGranted':
    case 'GradeGrantEnded':
    case 'GradeRatedInstantly': {
      const { membershipId, holderId, programmeId, toGrade: grade, fromGrade } = event.data;
      const changed = grade !== fromGrade || envelope.version === 1;
      return { membershipId, holderId, programmeId, grade, ...given, changed };
    }
    default:
      return undefined;
  }
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
    if (event.type === 'MembershipClosed') count(envelope.issuerId, event.data.programmeId, event.data.grade, -1);
    if ('toGrade' in event.data) {
      const { programmeId, fromGrade, toGrade } = event.data;
      // Whoever becomes a member by a rating has left no grade.
      if (envelope.version > 1) count(envelope.issuerId, programmeId, fromGrade, -1);
      count(envelope.issuerId, programmeId, toGrade, 1);
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
  /** How the grade is held: met, extension or falling. */
  readonly standing: string;
  /** Ratings of the extension that have missed the grade. */
  readonly missedRatings: number;
}

interface MembershipRow {
  membership_id: string;
  holder_id: string;
  programme_id: string;
  grade: string;
  grade_since: bigint;
  joined_at: bigint;
  business_date: string;
  standing: string;
  missed_ratings: number;
}

const COLUMNS =
  'membership_id, holder_id, programme_id, grade, grade_since, joined_at, business_date, standing, missed_ratings';

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

/** Why a membership ended; undefined when the issuer has none of this id that did. */
export async function closedMembership(
  pool: EventLog['pool'],
  issuerId: string,
  membershipId: string,
): Promise<{ readonly cause: string; readonly intoMembershipId: string | null } | undefined> {
  const { rows } = await pool.query<{ cause: string; into_membership_id: string | null }>(
    'SELECT cause, into_membership_id FROM closed_membership WHERE issuer_id = $1 AND membership_id = $2',
    [issuerId, membershipId],
  );
  return rows[0] && { cause: rows[0].cause, intoMembershipId: rows[0].into_membership_id };
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
    standing: row.standing,
    missedRatings: row.missed_ratings,
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
