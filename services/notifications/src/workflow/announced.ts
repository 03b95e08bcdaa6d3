/** What is on beside the programme's own days: announcements and approved texts, as the workflow's tables have them. */
import type { BusinessDate } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';
import type { Announcement, ApprovedDraft, OnThatDay } from './occasions-of-day.rule.ts';

/** A programme of an issuer. */
export interface ProgrammeOf {
  readonly issuerId: string;
  readonly programmeId: string;
}

/** Announcements of a programme that are on on some day of a span, in the order they were made. */
export async function announcementsIn(
  pool: EventLog['pool'],
  { issuerId, programmeId }: ProgrammeOf,
  from: BusinessDate,
  to: BusinessDate,
): Promise<readonly Announcement[]> {
  const { rows } = await pool.query<{
    announcement_id: string;
    kind: string;
    from_date: string;
    to_date: string;
    made_date: string;
    counter_keys: string[];
  }>(
    `SELECT announcement_id, kind, from_date, to_date, made_date, counter_keys FROM announcement
     WHERE issuer_id = $1 AND programme_id = $2 AND NOT withdrawn AND from_date <= $4 AND to_date >= $3 ORDER BY position`,
    [issuerId, programmeId, from, to],
  );
  return rows.map((row) => ({
    announcementId: row.announcement_id,
    kind: row.kind,
    fromDate: row.from_date,
    toDate: row.to_date,
    madeDate: row.made_date,
    counterKeys: row.counter_keys,
  }));
}

/** Approved texts of a programme that go out on some day of a span, in the order they were written. */
export async function draftsIn(
  pool: EventLog['pool'],
  of: ProgrammeOf,
  from: BusinessDate,
  to: BusinessDate,
): Promise<readonly ApprovedDraft[]> {
  const { rows } = await pool.query<{ draft_id: string; outreach_key: string; send_at: bigint }>(
    `SELECT draft_id, outreach_key, send_at FROM draft
     WHERE issuer_id = $1 AND programme_id = $2 AND state = 'approved' AND send_date BETWEEN $3 AND $4 ORDER BY position`,
    [of.issuerId, of.programmeId, from, to],
  );
  return rows.map((row) => ({
    draftId: row.draft_id,
    outreachKey: row.outreach_key,
    sendAt: Number(row.send_at),
  }));
}

/** What is on on a day. */
export async function onThatDay(pool: EventLog['pool'], of: ProgrammeOf, date: BusinessDate): Promise<OnThatDay> {
  return {
    announcements: await announcementsIn(pool, of, date, date),
    drafts: await draftsIn(pool, of, date, date),
  };
}
