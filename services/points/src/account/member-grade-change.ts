/** How the grades of members changed, as this service heard it from tiering, for drafts that are tried over history. */
import type { EpochMs } from '@scrip/calendar';
import type { EventLog, Tx } from '@scrip/event-store';
import { type KnownGrade, keepGrade } from './member-grade.ts';

/** From when on a member has a grade. */
export interface GradeChange {
  readonly grade: string;
  readonly heldFrom: EpochMs;
  /** Whether points raised it; else a rating, a person or a merge gave or took it. */
  readonly byPoints: boolean;
}

/** A change and whose it is. */
export interface HeardChange extends KnownGrade, GradeChange {
  readonly issuerId: string;
  readonly programmeId: string;
}

/** Keeps a change, and the grade as `keepGrade` does; the same one again changes nothing. Throws the database's errors. */
export async function keepGradeChange(tx: Tx, change: HeardChange): Promise<void> {
  await keepGrade(tx, change);
  await tx.query(
    `INSERT INTO member_grade_change (issuer_id, programme_id, membership_id, version, grade, held_from, by_points)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [
      change.issuerId,
      change.programmeId,
      change.membershipId,
      change.version,
      change.grade,
      change.heldFrom,
      change.byPoints,
    ],
  );
}

interface ChangeRow {
  readonly membership_id: string;
  readonly version: bigint;
  readonly grade: string;
  readonly held_from: bigint;
  readonly by_points: boolean;
}

/** A change and its place in the membership's stream. */
export type VersionedChange = GradeChange & Pick<KnownGrade, 'version'>;

/** Whose changes are asked for: each member's above a version, up to one of all changes. */
export interface GradeChangesAsked {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly members: readonly { readonly membershipId: string; readonly heardVersion: number }[];
  /** Last change that counts, as it was heard. */
  readonly upTo: number;
}

/**
 * The changes of these members of a programme, by membership in their order; who has none is left out. As many are in memory
 * as these members have, so whoever asks for all members asks for some at a time. Throws the database's errors.
 */
export async function gradeChangesOf(
  pool: EventLog['pool'],
  { issuerId, programmeId, members, upTo }: GradeChangesAsked,
): Promise<ReadonlyMap<string, readonly VersionedChange[]>> {
  const found = new Map<string, VersionedChange[]>();
  if (members.length === 0) return found;
  const { rows } = await pool.query<ChangeRow>(
    `SELECT c.membership_id, c.version, c.grade, c.held_from, c.by_points
     FROM unnest($4::text[], $5::bigint[]) AS asked (membership_id, heard_version)
     JOIN member_grade_change AS c ON c.membership_id = asked.membership_id AND c.version > asked.heard_version
     WHERE c.issuer_id = $1 AND c.programme_id = $2 AND c.change_id <= $3 ORDER BY c.membership_id, c.version`,
    [
      issuerId,
      programmeId,
      upTo,
      members.map(({ membershipId }) => membershipId),
      members.map(({ heardVersion }) => heardVersion),
    ],
  );
  for (const { membership_id, version, grade, held_from, by_points: byPoints } of rows) {
    const change = { version: Number(version), grade, heldFrom: Number(held_from), byPoints };
    const of = found.get(membership_id);
    if (of) of.push(change);
    else found.set(membership_id, [change]);
  }
  return found;
}

/** The last change that was heard, of any programme; 0 where none was. Throws the database's errors. */
export async function lastGradeChange(pool: EventLog['pool']): Promise<number> {
  const { rows } = await pool.query<{ last: bigint }>(
    'SELECT coalesce(max(change_id), 0) AS last FROM member_grade_change',
  );
  return Number(rows[0]?.last ?? 0n);
}
