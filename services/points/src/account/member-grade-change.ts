/** How the grades of members changed, as this service heard it from tiering, for drafts that are tried over history. */
import type { EpochMs } from '@scrip/calendar';
import type { EventLog, Tx } from '@scrip/event-store';
import { type KnownGrade, keepGrade } from './member-grade.ts';

/** Changes that are read at once. */
const PAGE_ROWS = 20_000;

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

/** The changes of a programme's members up to one of them, by membership in their order. Throws the database's errors. */
export async function gradeChanges(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly upTo: number },
): Promise<ReadonlyMap<string, readonly GradeChange[]>> {
  const found = new Map<string, GradeChange[]>();
  let last: ChangeRow | undefined;
  do {
    const { rows } = await pool.query<ChangeRow>(
      `SELECT membership_id, version, grade, held_from, by_points FROM member_grade_change
       WHERE issuer_id = $1 AND programme_id = $2 AND change_id <= $3 AND (membership_id, version) > ($4, $5)
       ORDER BY membership_id, version LIMIT $6`,
      [asked.issuerId, asked.programmeId, asked.upTo, last?.membership_id ?? '', last?.version ?? 0n, PAGE_ROWS],
    );
    for (const { membership_id, grade, held_from, by_points: byPoints } of rows) {
      const change = { grade, heldFrom: Number(held_from), byPoints };
      const of = found.get(membership_id);
      if (of) of.push(change);
      else found.set(membership_id, [change]);
    }
    last = rows.length < PAGE_ROWS ? undefined : rows.at(-1);
  } while (last);
  return found;
}

/** The last change that was heard, of any programme; 0 where none was. Throws the database's errors. */
export async function lastGradeChange(pool: EventLog['pool']): Promise<number> {
  const { rows } = await pool.query<{ last: bigint }>(
    'SELECT coalesce(max(change_id), 0) AS last FROM member_grade_change',
  );
  return Number(rows[0]?.last ?? 0n);
}
