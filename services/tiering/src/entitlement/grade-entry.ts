/** When somebody came to the grades that have an entitlement: what is given on an approval is given then (domain 2.8, 2.11). */
import type { BusinessDate } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';

/** What let somebody in, and when. */
export interface GradeEntry {
  /** The application that was approved; where a standard or receipts gave the grade, the event that did. */
  readonly applicationId: string;
  /** First business day of the grade. */
  readonly approvedDate: BusinessDate;
}

/**
 * The last time, up to a day, that memberships of one person came to any of some grades from outside them: a rise from one of
 * them to another gives nothing again, nor does a merge. Undefined where there was none. Throws the database's errors.
 */
export async function gradeEntryOf(
  pool: EventLog['pool'],
  asked: { readonly membershipIds: readonly string[]; readonly grades: readonly string[]; readonly date: BusinessDate },
): Promise<GradeEntry | undefined> {
  const { rows } = await pool.query<{ id: string; effective_date: string }>(
    `SELECT coalesce(application_id, event_id) AS id, effective_date FROM grade_step
     WHERE membership_id = ANY ($1) AND to_grade = ANY ($2) AND rule <> 'taken-over' AND effective_date <= $3
       AND (from_grade IS NULL OR version = 1 OR NOT from_grade = ANY ($2))
     ORDER BY effective_date DESC, version DESC LIMIT 1`,
    [asked.membershipIds, asked.grades, asked.date],
  );
  return rows[0] && { applicationId: rows[0].id, approvedDate: rows[0].effective_date };
}
