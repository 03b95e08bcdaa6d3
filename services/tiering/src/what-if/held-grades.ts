/** Grades as they were in fact at the end of a month: what a draft is compared with, and what it begins from. */

import { lastDayOfMonth } from '@scrip/calendar';
import type { MembershipEvent } from '@scrip/contracts';
import { fold } from '@scrip/decider';
import { type EventLog, idFrom } from '@scrip/event-store';
import type { HeldGrade } from '@scrip/programme';
import { membershipDecider, membershipSeed, standingOf } from '../membership/membership.decider.ts';

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
    values: [[...holderOf.keys()], lastDayOfMonth(month), month],
  });
  return new Map(
    rows.flatMap((row) => {
      const holderId = holderOf.get(row.membership_id);
      const held = { grade: row.to_grade, standing: standingOf(row.standing), missedRatings: 0 };
      return holderId === undefined ? [] : [[holderId, held] as const];
    }),
  );
}

/** Events of a membership that are read at once. */
const PAGE_EVENTS = 1_000;

/**
 * Of holders with a grade given by hand that stood when a month (YYYY-MM) had been rated, the grade that is back when it ends.
 * Such grades are few, so each membership is read by itself.
 */
export async function grantedBefore(
  log: EventLog,
  { issuerId, programmeId, holderIds }: HoldersAsked,
  month: string,
): Promise<ReadonlyMap<string, string>> {
  const ids = holderIds.map((holderId) => idFrom('mbr', membershipSeed(issuerId, programmeId, holderId)));
  const { rows } = await log.pool.query<{ membership_id: string; version: bigint }>(
    `SELECT membership_id, max(version) AS version FROM grade_step
     WHERE membership_id = ANY ($1) AND CASE WHEN month IS NULL THEN effective_date <= $2 ELSE month <= $3 END
     GROUP BY membership_id HAVING bool_or(rule IN ('granted', 'taken-over'))`,
    [ids, lastDayOfMonth(month), month],
  );
  const found = new Map<string, string>();
  for (const { membership_id: membershipId, version } of rows) {
    let state = membershipDecider.initial;
    for (let after = 0; after < Number(version); ) {
      const limit = Math.min(PAGE_EVENTS, Number(version) - after);
      const page = await log.readStream(membershipId, { after, limit });
      if (page.length === 0) break;
      state = fold(
        membershipDecider,
        page.map(({ event }) => event as MembershipEvent),
        state,
      );
      after = page.at(-1)?.envelope.version ?? Number(version);
    }
    if (state.kind === 'member' && state.grant) found.set(state.holderId, state.grant.beforeGrade);
  }
  return found;
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

/** A grade that something else than a system rating gave: a joining, points, an instant rating, somebody by hand. */
export interface GivenGrade {
  readonly holderId: string;
  /** Type of its fact. */
  readonly fact: string;
  readonly fromGrade: string | null;
  readonly grade: string;
}

/** Grades that something else than a system rating gave in a month, each holder's in their order. */
export async function givenIn(
  pool: EventLog['pool'],
  { issuerId, programmeId, holderIds }: HoldersAsked,
  month: string,
): Promise<readonly GivenGrade[]> {
  const holderOf = new Map(
    holderIds.map((holderId) => [idFrom('mbr', membershipSeed(issuerId, programmeId, holderId)), holderId]),
  );
  const { rows } = await pool.query<{
    membership_id: string;
    to_grade: string;
    from_grade: string | null;
    type: string;
  }>(
    `SELECT s.membership_id, s.to_grade, s.from_grade, e.type
     FROM grade_step AS s JOIN public.event AS e ON e.stream_id = s.membership_id AND e.version = s.version
     WHERE s.membership_id = ANY ($1) AND coalesce(s.month, left(s.effective_date, 7)) = $2
       AND e.type NOT IN ('GradeRated', 'GradeRerated') ORDER BY s.membership_id, s.version`,
    [[...holderOf.keys()], month],
  );
  return rows.flatMap((row) => {
    const holderId = holderOf.get(row.membership_id);
    if (holderId === undefined) return [];
    return [{ holderId, fact: row.type, fromGrade: row.from_grade, grade: row.to_grade }];
  });
}
