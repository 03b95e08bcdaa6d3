/** Drafts of programmes with what became of them, for the desk that writes and the one that approves. */
import { toRfc3339 } from '@scrip/calendar';
import type { ProgrammeEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const programmeDraftProjection: Projection = {
  name: 'programme_draft',
  revision: 1,
  events: [
    'ProgrammeDraftSaved',
    'ProgrammeDraftSubmitted',
    'ProgrammeDraftReturned',
    'ProgrammeDraftApproved',
    'ProgrammeDraftDiscarded',
  ],
  tables: `
    CREATE TABLE programme_draft (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      draft_id text NOT NULL,
      revision int NOT NULL,            -- counts from 1
      state text NOT NULL,              -- open, submitted, returned, approved, discarded
      started_at bigint NOT NULL,       -- epoch milliseconds, like all times here
      saved_at bigint NOT NULL,         -- when the revision was written
      saved_by text NOT NULL,
      submitted_at bigint,              -- when and by whom its approval was asked for
      submitted_by text,
      decided_at bigint,                -- when and by whom it was returned, approved or given up
      decided_by text,
      reason text,                      -- why it was returned
      version int,                      -- the version that it became
      document_text text NOT NULL,      -- as it was written
      PRIMARY KEY (issuer_id, programme_id, draft_id)
    )`,
  /** One by one: people write them. Only the events above are given. */
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const recorded of events) await applyOne(tx, recorded as Recorded<DraftEvent>);
  },
};

type DraftEvent = Extract<ProgrammeEvent, { type: `ProgrammeDraft${string}` }>;

async function applyOne(tx: Tx, { envelope, event }: Recorded<DraftEvent>): Promise<void> {
  const { issuerId, recordedAt } = envelope;
  const change = async (
    programmeId: string,
    draftId: string,
    set: string,
    values: readonly unknown[],
  ): Promise<void> => {
    await tx.query(`UPDATE programme_draft SET ${set} WHERE issuer_id = $1 AND programme_id = $2 AND draft_id = $3`, [
      issuerId,
      programmeId,
      draftId,
      ...values,
    ]);
  };
  switch (event.type) {
    case 'ProgrammeDraftSaved': {
      const { programmeId, draftId, revision, documentText, savedBy } = event.data;
      await tx.query(
        `INSERT INTO programme_draft (issuer_id, programme_id, draft_id, revision, state, started_at, saved_at, saved_by,
                                      document_text)
         VALUES ($1, $2, $3, $4, 'open', $5, $5, $6, $7)
         ON CONFLICT (issuer_id, programme_id, draft_id) DO UPDATE SET
           revision = excluded.revision, state = 'open', saved_at = excluded.saved_at, saved_by = excluded.saved_by,
           document_text = excluded.document_text, submitted_at = NULL, submitted_by = NULL`,
        [issuerId, programmeId, draftId, revision, recordedAt, savedBy, documentText],
      );
      break;
    }
    case 'ProgrammeDraftSubmitted': {
      const { programmeId, draftId, submittedBy } = event.data;
      await change(programmeId, draftId, `state = 'submitted', submitted_at = $4, submitted_by = $5`, [
        recordedAt,
        submittedBy,
      ]);
      break;
    }
    case 'ProgrammeDraftReturned': {
      const { programmeId, draftId, reason, returnedBy } = event.data;
      const set = `state = 'returned', decided_at = $4, decided_by = $5, reason = $6`;
      await change(programmeId, draftId, set, [recordedAt, returnedBy, reason]);
      break;
    }
    case 'ProgrammeDraftApproved': {
      const { programmeId, draftId, version, approvedBy } = event.data;
      const set = `state = 'approved', decided_at = $4, decided_by = $5, reason = NULL, version = $6`;
      await change(programmeId, draftId, set, [recordedAt, approvedBy, version]);
      break;
    }
    case 'ProgrammeDraftDiscarded': {
      const { programmeId, draftId, discardedBy } = event.data;
      const set = `state = 'discarded', decided_at = $4, decided_by = $5, reason = NULL`;
      await change(programmeId, draftId, set, [recordedAt, discardedBy]);
      break;
    }
  }
}

/** Where a draft stands. */
export const DRAFT_STATES = ['open', 'submitted', 'returned', 'approved', 'discarded'] as const;

/** One of the states. */
export type DraftState = (typeof DRAFT_STATES)[number];

/** A draft without its text. */
export interface ProgrammeDraft {
  readonly programmeId: string;
  readonly draftId: string;
  readonly revision: number;
  readonly state: DraftState;
  /** RFC 3339, like all times here. */
  readonly startedAt: string;
  readonly savedAt: string;
  readonly savedBy: string;
  readonly submittedAt: string | null;
  readonly submittedBy: string | null;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
  readonly version: number | null;
}

interface DraftRow {
  programme_id: string;
  draft_id: string;
  revision: number;
  state: DraftState;
  started_at: bigint;
  saved_at: bigint;
  saved_by: string;
  submitted_at: bigint | null;
  submitted_by: string | null;
  decided_at: bigint | null;
  decided_by: string | null;
  reason: string | null;
  version: number | null;
}

const COLUMNS = `programme_id, draft_id, revision, state, started_at, saved_at, saved_by, submitted_at, submitted_by,
  decided_at, decided_by, reason, version`;

/** Drafts of a programme below the id `before`, the newest first, at most `limit`. */
export async function draftsOf(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly programmeId: string;
    readonly before: string;
    readonly limit: number;
    readonly state?: DraftState | undefined;
  },
): Promise<readonly ProgrammeDraft[]> {
  const { rows } = await pool.query<DraftRow>(
    `SELECT ${COLUMNS} FROM programme_draft
     WHERE issuer_id = $1 AND programme_id = $2 AND draft_id < $3 AND ($5::text IS NULL OR state = $5)
     ORDER BY draft_id DESC LIMIT $4`,
    [asked.issuerId, asked.programmeId, asked.before, asked.limit, asked.state ?? null],
  );
  return rows.map(draftOf);
}

/** One draft with its text; undefined when the issuer has none of this id. */
export async function draftWithText(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly draftId: string },
): Promise<(ProgrammeDraft & { readonly documentText: string }) | undefined> {
  const { rows } = await pool.query<DraftRow & { document_text: string }>(
    `SELECT ${COLUMNS}, document_text FROM programme_draft WHERE issuer_id = $1 AND programme_id = $2 AND draft_id = $3`,
    [asked.issuerId, asked.programmeId, asked.draftId],
  );
  return rows[0] && { ...draftOf(rows[0]), documentText: rows[0].document_text };
}

function draftOf(row: DraftRow): ProgrammeDraft {
  const time = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));
  return {
    programmeId: row.programme_id,
    draftId: row.draft_id,
    revision: row.revision,
    state: row.state,
    startedAt: toRfc3339(Number(row.started_at)),
    savedAt: toRfc3339(Number(row.saved_at)),
    savedBy: row.saved_by,
    submittedAt: time(row.submitted_at),
    submittedBy: row.submitted_by,
    decidedAt: time(row.decided_at),
    decidedBy: row.decided_by,
    reason: row.reason,
    version: row.version,
  };
}
