/** The grade of each member as this service heard it from tiering; facts of its own it does not make of it. */
import type { EventLog, Tx } from '@scrip/event-store';

/** A grade and the place in the membership's stream that it is known from. */
export interface KnownGrade {
  readonly membershipId: string;
  readonly grade: string;
  /** Version of the membership's stream. */
  readonly version: number;
}

/** Keeps a grade unless a later one is known: the same message again, or an older one, changes nothing. */
export async function keepGrade(tx: Tx, known: KnownGrade): Promise<void> {
  await tx.query(
    `INSERT INTO member_grade AS m (membership_id, grade, version) VALUES ($1, $2, $3)
     ON CONFLICT (membership_id) DO UPDATE SET grade = excluded.grade, version = excluded.version
     WHERE m.version < excluded.version`,
    [known.membershipId, known.grade, known.version],
  );
}

/** The grade of a member as far as it is known here; null where none is. Throws the database's errors. */
export async function gradeOf(pool: EventLog['pool'], membershipId: string): Promise<string | null> {
  const { rows } = await pool.query<{ grade: string }>('SELECT grade FROM member_grade WHERE membership_id = $1', [
    membershipId,
  ]);
  return rows[0]?.grade ?? null;
}
