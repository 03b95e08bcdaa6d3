/** Grades that applications for cards were approved with (domain 2.11, the hotel's card), as this service heard them from cards. */
import { type BusinessDate, businessDate, type EpochMs } from '@scrip/calendar';
import type { EventLog, Tx } from '@scrip/event-store';

/** A holder's grade by an application. */
export interface ApprovedGrade {
  readonly issuerId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly grade: string;
  readonly applicationId: string;
  readonly approvedAt: EpochMs;
}

/** Keeps a grade unless a later one is known: the same message again, or an older one, changes nothing. */
export async function keepApprovedGrade(tx: Tx, known: ApprovedGrade): Promise<void> {
  await tx.query(
    `INSERT INTO approved_grade AS g (issuer_id, holder_id, programme_id, grade, application_id, approved_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (issuer_id, holder_id, programme_id) DO UPDATE
       SET grade = excluded.grade, application_id = excluded.application_id, approved_at = excluded.approved_at
     WHERE g.approved_at < excluded.approved_at`,
    [known.issuerId, known.holderId, known.programmeId, known.grade, known.applicationId, known.approvedAt],
  );
}

/** The grade that a holder's application was approved with last; undefined where none was. */
export async function approvedGradeOf(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly holderId: string; readonly programmeId: string },
): Promise<{ grade: string; applicationId: string; approvedDate: BusinessDate } | undefined> {
  const { rows } = await pool.query<{ grade: string; application_id: string; approved_at: bigint }>(
    `SELECT grade, application_id, approved_at FROM approved_grade
     WHERE issuer_id = $1 AND holder_id = $2 AND programme_id = $3`,
    [asked.issuerId, asked.holderId, asked.programmeId],
  );
  const row = rows[0];
  if (!row) return undefined;
  const approvedDate = businessDate(Number(row.approved_at));
  return { grade: row.grade, applicationId: row.application_id, approvedDate };
}
