/** Runs over holders, what is announced, texts and their approval, and what managers are told: the tables that workflows look at. */
import { businessDate } from '@scrip/calendar';
import type { AnnouncementEvent, DraftEvent, FlagEvent, OccasionEvent } from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';

type WorkflowEvent = OccasionEvent | AnnouncementEvent | DraftEvent | FlagEvent;

export const workflowProjection: Projection = {
  name: 'workflow',
  revision: 2,
  events: [
    'OccasionBegun',
    'OccasionPartPlanned',
    'OccasionClosed',
    'AnnouncementMade',
    'AnnouncementWithdrawn',
    'DraftWritten',
    'DraftApproved',
    'DraftRefused',
    'HolderFlagged',
    'HolderFlagCleared',
  ],
  tables: `
    CREATE TABLE occasion (
      occasion_id text PRIMARY KEY,
      position bigint NOT NULL,        -- of its beginning; the order of lists
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      rule_key text NOT NULL,
      purpose text NOT NULL,
      business_date text NOT NULL,     -- YYYY-MM-DD
      announcement_id text,
      draft_id text,
      looked int NOT NULL DEFAULT 0,   -- holders gone through so far
      planned int NOT NULL DEFAULT 0,  -- of them, those with a plan or a flag
      begun_at bigint NOT NULL,        -- epoch milliseconds
      closed_at bigint                 -- epoch milliseconds; NULL while it goes on
    );
    CREATE INDEX occasion_of_issuer ON occasion (issuer_id, position);
    CREATE INDEX occasion_open ON occasion (begun_at) WHERE closed_at IS NULL;
    CREATE TABLE announcement (
      announcement_id text PRIMARY KEY,
      position bigint NOT NULL,
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      kind text NOT NULL,
      from_date text NOT NULL,
      to_date text NOT NULL,
      made_date text NOT NULL,         -- business day on which it was announced
      counter_keys jsonb NOT NULL,     -- empty: at all counters
      withdrawn boolean NOT NULL DEFAULT false
    );
    CREATE INDEX announcement_of_programme ON announcement (issuer_id, programme_id, to_date);
    CREATE TABLE draft (
      draft_id text PRIMARY KEY,
      position bigint NOT NULL,
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      outreach_key text NOT NULL,
      text_zh text NOT NULL,
      text_en text NOT NULL,
      send_at bigint NOT NULL,         -- epoch milliseconds
      send_date text NOT NULL,         -- business day of it
      state text NOT NULL,             -- written, approved, refused
      written_role text NOT NULL,
      written_by text NOT NULL,
      decided_by text,                 -- who approved or refused
      reason text                      -- why refused
    );
    CREATE INDEX draft_of_programme ON draft (issuer_id, programme_id, send_date);
    CREATE TABLE holder_flag (
      flag_id text PRIMARY KEY,
      position bigint NOT NULL,
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      kind text NOT NULL,              -- visit_due, activity_falls
      manager_id text,
      business_date text NOT NULL,
      metric text,
      before_total bigint,             -- in the unit of the metric, as the next
      now_total bigint,
      visit_class text,
      cleared_by text,                 -- NULL while nobody has looked after it
      outcome text,
      cleared_at bigint                -- epoch milliseconds
    );
    CREATE INDEX holder_flag_of_manager ON holder_flag (issuer_id, manager_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Some thousand a day: each fact is written by itself.
    for (const { envelope, event } of events as readonly Recorded<WorkflowEvent>[]) await write(tx, envelope, event);
  },
};

async function write(tx: Tx, { issuerId, position, occurredAt }: Envelope, event: WorkflowEvent): Promise<void> {
  switch (event.type) {
    case 'OccasionBegun': {
      const { occasionId, programmeId, programmeVersion, ruleKey, purpose } = event.data;
      const { announcementId, draftId, businessDate: date } = event.data;
      await tx.query(
        `INSERT INTO occasion (occasion_id, position, issuer_id, programme_id, programme_version, rule_key, purpose,
                               business_date, announcement_id, draft_id, begun_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          occasionId,
          position,
          issuerId,
          programmeId,
          programmeVersion,
          ruleKey,
          purpose,
          date,
          announcementId,
          draftId,
          occurredAt,
        ],
      );
      return;
    }
    case 'OccasionPartPlanned': {
      const { occasionId, looked, planned } = event.data;
      await tx.query('UPDATE occasion SET looked = looked + $2, planned = planned + $3 WHERE occasion_id = $1', [
        occasionId,
        looked,
        planned,
      ]);
      return;
    }
    case 'OccasionClosed':
      await tx.query('UPDATE occasion SET closed_at = $2 WHERE occasion_id = $1', [event.data.occasionId, occurredAt]);
      return;
    case 'AnnouncementMade': {
      const { announcementId, programmeId, kind, fromDate, toDate, counterKeys } = event.data;
      await tx.query(
        `INSERT INTO announcement (announcement_id, position, issuer_id, programme_id, kind, from_date, to_date, made_date,
                                   counter_keys)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          announcementId,
          position,
          issuerId,
          programmeId,
          kind,
          fromDate,
          toDate,
          businessDate(occurredAt),
          JSON.stringify(counterKeys),
        ],
      );
      return;
    }
    case 'AnnouncementWithdrawn':
      await tx.query('UPDATE announcement SET withdrawn = true WHERE announcement_id = $1', [
        event.data.announcementId,
      ]);
      return;
    case 'DraftWritten': {
      const { draftId, programmeId, programmeVersion, outreachKey, textZh, textEn, sendAt } = event.data;
      const { writtenRole, writtenBy } = event.data;
      await tx.query(
        `INSERT INTO draft (draft_id, position, issuer_id, programme_id, programme_version, outreach_key, text_zh, text_en,
                            send_at, send_date, state, written_role, written_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'written', $11, $12)`,
        [
          draftId,
          position,
          issuerId,
          programmeId,
          programmeVersion,
          outreachKey,
          textZh,
          textEn,
          sendAt,
          businessDate(sendAt),
          writtenRole,
          writtenBy,
        ],
      );
      return;
    }
    case 'DraftApproved':
      await tx.query(`UPDATE draft SET state = 'approved', decided_by = $2 WHERE draft_id = $1`, [
        event.data.draftId,
        event.data.approvedBy,
      ]);
      return;
    case 'DraftRefused':
      await tx.query(`UPDATE draft SET state = 'refused', decided_by = $2, reason = $3 WHERE draft_id = $1`, [
        event.data.draftId,
        event.data.refusedBy,
        event.data.reason,
      ]);
      return;
    case 'HolderFlagged': {
      const { flagId, holderId, programmeId, kind, managerId, metric, beforeTotal, nowTotal, visitClass } = event.data;
      await tx.query(
        `INSERT INTO holder_flag (flag_id, position, issuer_id, holder_id, programme_id, kind, manager_id, business_date,
                                  metric, before_total, now_total, visit_class)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          flagId,
          position,
          issuerId,
          holderId,
          programmeId,
          kind,
          managerId,
          event.data.businessDate,
          metric,
          beforeTotal,
          nowTotal,
          visitClass,
        ],
      );
      return;
    }
    case 'HolderFlagCleared': {
      const { flagId, clearedBy, outcome } = event.data;
      await tx.query('UPDATE holder_flag SET cleared_by = $2, outcome = $3, cleared_at = $4 WHERE flag_id = $1', [
        flagId,
        clearedBy,
        outcome,
        occurredAt,
      ]);
      return;
    }
  }
}
