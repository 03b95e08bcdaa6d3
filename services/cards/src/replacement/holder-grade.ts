/** The grades of holders as cards heard them from tiering: some programmes replace cards for some grades only. */
import type { EventLog, Tx } from '@scrip/event-store';

/** A holder of an issuer. */
interface HolderRef {
  readonly issuerId: string;
  readonly holderId: string;
}

/** A grade and the place in the membership's stream that it is known from. */
export interface KnownGrade extends HolderRef {
  readonly programmeId: string;
  /** Key in the programme document. */
  readonly grade: string;
  /** Version of the membership's stream. */
  readonly version: number;
}

/** Keeps a grade unless a later one is known: the same message again, or an older one, changes nothing. */
export async function keepGrade(tx: Tx, known: KnownGrade): Promise<void> {
  await tx.query(
    `INSERT INTO holder_grade AS g (issuer_id, holder_id, programme_id, grade, version) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (issuer_id, holder_id, programme_id) DO UPDATE SET grade = excluded.grade, version = excluded.version
     WHERE g.version < excluded.version`,
    [known.issuerId, known.holderId, known.programmeId, known.grade, known.version],
  );
}

/** The holder's grades in all programmes, as far as they are known here. */
export async function gradesOf(pool: EventLog['pool'], { issuerId, holderId }: HolderRef): Promise<readonly string[]> {
  const { rows } = await pool.query<{ grade: string }>(
    'SELECT grade FROM holder_grade WHERE issuer_id = $1 AND holder_id = $2 ORDER BY programme_id',
    [issuerId, holderId],
  );
  return rows.map(({ grade }) => grade);
}
