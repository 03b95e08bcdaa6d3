/** Grades that applications for cards were approved with (domain 2.11, the hotel's card), as this service heard them from cards. */
import { type BusinessDate, businessDate, type EpochMs } from '@scrip/calendar';
import { type EventLog, idFrom, type Tx } from '@scrip/event-store';
import { membershipSeed } from '../membership/membership.decider.ts';

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

/**
 * Whether an approval gave a holder a membership that goes on and is none of those known. The log is asked, not the list of
 * memberships, which may be behind it. Throws the database's errors.
 */
export async function hasOtherMembership(
  tx: Tx,
  {
    issuerId,
    holderId,
    known,
  }: { readonly issuerId: string; readonly holderId: string; readonly known: readonly string[] },
): Promise<boolean> {
  const approved = await tx.query<{ programme_id: string }>(
    'SELECT programme_id FROM approved_grade WHERE issuer_id = $1 AND holder_id = $2',
    [issuerId, holderId],
  );
  const others = approved.rows
    .map(({ programme_id }) => idFrom('mbr', membershipSeed(issuerId, programme_id, holderId)))
    .filter((membershipId) => !known.includes(membershipId));
  if (others.length === 0) return false;
  const { rows } = await tx.query(
    `SELECT FROM public.event AS e WHERE e.stream_id = ANY ($1)
     GROUP BY e.stream_id HAVING NOT bool_or(e.type = 'MembershipClosed') LIMIT 1`,
    [others],
  );
  return rows.length > 0;
}
