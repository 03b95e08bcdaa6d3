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

/** Whose entries are asked for, and into what. */
export interface EntryAsked {
  readonly membershipIds: readonly string[];
  /** Grades that have the entitlement. */
  readonly grades: readonly string[];
  /** All grades of the programme, lowest first. */
  readonly order: readonly string[];
  readonly date: BusinessDate;
}

/**
 * The last time, up to a day, that memberships of one person rose to any of some grades from outside them. A rise from one of
 * them to another gives nothing again, nor does a fall from above them, the end of a grade given by hand or a merge. A month
 * that was rated again counts only where nothing else let them in, and then the first one. Undefined where there was none.
 * Throws the database's errors.
 */
export async function gradeEntryOf(
  pool: EventLog['pool'],
  { membershipIds, grades, order, date }: EntryAsked,
): Promise<GradeEntry | undefined> {
  const { rows } = await pool.query<{ id: string; effective_date: string }>(
    `SELECT coalesce(s.application_id, s.event_id) AS id, s.effective_date
     FROM grade_step AS s JOIN public.event AS e ON e.stream_id = s.membership_id AND e.version = s.version
     WHERE s.membership_id = ANY ($1) AND s.to_grade = ANY ($2) AND s.effective_date <= $3
       AND e.type NOT IN ('MembershipTakenOver', 'GradeGrantEnded')
       AND (s.from_grade IS NULL OR s.version = 1 OR (NOT s.from_grade = ANY ($2)
         AND coalesce(array_position($4::text[], s.from_grade), 0) < array_position($4::text[], s.to_grade)))
     ORDER BY e.type = 'GradeRerated', CASE WHEN e.type = 'GradeRerated' THEN s.occurred_at END,
       s.effective_date DESC, s.version DESC LIMIT 1`,
    [membershipIds, grades, date, order],
  );
  return rows[0] && { applicationId: rows[0].id, approvedDate: rows[0].effective_date };
}
