/** Grades as they were in fact at the end of a month: what a draft is compared with, and what it begins from. */
import { type EventLog, idFrom } from '@scrip/event-store';
import type { HeldGrade } from '@scrip/programme';
import { membershipSeed, standingOf } from '../membership/membership.decider.ts';
import { lastDay } from '../rating/measure.rule.ts';

/** Whose grades, of which programme. */
export interface HoldersAsked {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly holderIds: readonly string[];
}

interface StepRow {
  membership_id: string;
  to_grade: string;
  standing: string;
}

/**
 * What holders held when a month (YYYY-MM) had been rated: by the last step that a rating up to that month gave, or
 * anything else up to its last day. Who had no step is not among them.
 */
export async function heldAfter(
  pool: EventLog['pool'],
  { issuerId, programmeId, holderIds }: HoldersAsked,
  month: string,
): Promise<ReadonlyMap<string, HeldGrade>> {
  const holderOf = new Map(
    holderIds.map((holderId) => [idFrom('mbr', membershipSeed(issuerId, programmeId, holderId)), holderId]),
  );
  const { rows } = await pool.query<StepRow>({
    name: 'what_if_held',
    text: `SELECT DISTINCT ON (membership_id) membership_id, to_grade, standing FROM grade_step
      WHERE membership_id = ANY ($1) AND CASE WHEN month IS NULL THEN effective_date <= $2 ELSE month <= $3 END
      ORDER BY membership_id, version DESC`,
    values: [[...holderOf.keys()], lastDay(month), month],
  });
  return new Map(
    rows.flatMap((row) => {
      const holderId = holderOf.get(row.membership_id);
      const held = { grade: row.to_grade, standing: standingOf(row.standing), missedRatings: 0 };
      return holderId === undefined ? [] : [[holderId, held] as const];
    }),
  );
}

/** The ratings of an extension that holders had missed by a month (included), as the results of the runs say. */
export async function missedBy(
  pool: EventLog['pool'],
  { issuerId, programmeId, holderIds }: HoldersAsked,
  month: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ holder_id: string; to_missed: number }>(
    `SELECT DISTINCT ON (r.holder_id) r.holder_id, r.to_missed
     FROM rating_run run JOIN rating_progress p USING (run_id) JOIN rating_result r USING (run_no)
     WHERE run.issuer_id = $1 AND run.programme_id = $2 AND NOT run.dry_run AND r.holder_id = ANY ($3) AND r.month <= $4
     ORDER BY r.holder_id, r.month DESC, r.run_no DESC`,
    [issuerId, programmeId, holderIds, month],
  );
  return new Map(rows.map((row) => [row.holder_id, row.to_missed]));
}

/** Grades that something else than a rating gave in a month: joinings, raises by points, decisions by hand; in order. */
export async function givenIn(
  pool: EventLog['pool'],
  { issuerId, programmeId, holderIds }: HoldersAsked,
  month: string,
): Promise<readonly { readonly holderId: string; readonly grade: string; readonly joined: boolean }[]> {
  const holderOf = new Map(
    holderIds.map((holderId) => [idFrom('mbr', membershipSeed(issuerId, programmeId, holderId)), holderId]),
  );
  const { rows } = await pool.query<{ membership_id: string; to_grade: string; from_grade: string | null }>(
    `SELECT membership_id, to_grade, from_grade FROM grade_step
     WHERE membership_id = ANY ($1) AND month IS NULL AND left(effective_date, 7) = $2 ORDER BY membership_id, version`,
    [[...holderOf.keys()], month],
  );
  return rows.flatMap((row) => {
    const holderId = holderOf.get(row.membership_id);
    return holderId === undefined ? [] : [{ holderId, grade: row.to_grade, joined: row.from_grade === null }];
  });
}
