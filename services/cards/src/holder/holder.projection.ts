/** Holders as the desk lists them: where each stands, and what of it waits for a second person. Ids and codes only. */
import { toRfc3339 } from '@scrip/calendar';
import type { HolderEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** Where a holder can stand. */
export const HOLDER_STATES = ['registered', 'died', 'moved_away', 'merged', 'erased'] as const;
/** What of a holder can wait for a second person. */
export const PENDING = ['name_change', 'merge'] as const;

export const holderProjection: Projection = {
  name: 'holder',
  revision: 1,
  events: [
    'HolderRegistered',
    'HolderProfileChanged',
    'HolderNameChangeProposed',
    'HolderNameChanged',
    'HolderNameChangeRefused',
    'HolderMergeProposed',
    'HolderMerged',
    'HolderMergeRefused',
    'HolderDeparted',
    'HolderReturned',
    'HolderErased',
  ],
  tables: `
    CREATE TABLE holder (
      holder_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      state text NOT NULL,               -- registered | died | moved_away | merged | erased
      locale text NOT NULL,
      registered_at bigint NOT NULL,     -- epoch milliseconds, as the other times
      changed_at bigint NOT NULL,        -- the last fact of it
      survivor_id text,                  -- of a merged one: the holder that it is now
      name_change_id text,               -- waits for approval; so does merge_id
      name_change_by text,               -- subject of the token of who recorded it
      merge_id text,
      merge_into text,
      merge_by text
    );
    CREATE INDEX holder_of_issuer ON holder (issuer_id, holder_id);
    CREATE INDEX holder_survivor ON holder (survivor_id) WHERE survivor_id IS NOT NULL;
    CREATE INDEX holder_erased ON holder (holder_id) WHERE state = 'erased';
    CREATE INDEX holder_pending ON holder (issuer_id, holder_id) WHERE name_change_id IS NOT NULL OR merge_id IS NOT NULL`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<HolderEvent>[]) {
      if (event.type === 'HolderRegistered') {
        await tx.query(
          `INSERT INTO holder (holder_id, issuer_id, state, locale, registered_at, changed_at)
           VALUES ($1, $2, 'registered', $3, $4, $4)`,
          [event.data.holderId, envelope.issuerId, event.data.locale, envelope.occurredAt],
        );
        continue;
      }
      const patch = patchOf(event);
      const columns = Object.keys(patch);
      await tx.query(
        `UPDATE holder SET changed_at = $2${columns.map((column, index) => `, ${column} = $${index + 3}`).join('')}
         WHERE holder_id = $1`,
        [event.data.holderId, envelope.occurredAt, ...Object.values(patch)],
      );
    }
  },
};

/** What a fact changes of a row; column names are ours. */
function patchOf(event: HolderEvent): Readonly<Record<string, string | null>> {
  switch (event.type) {
    case 'HolderProfileChanged':
      return event.data.locale === null ? {} : { locale: event.data.locale };
    case 'HolderNameChangeProposed':
      return { name_change_id: event.data.changeId, name_change_by: event.data.proposedBy };
    case 'HolderNameChanged':
    case 'HolderNameChangeRefused':
      return { name_change_id: null, name_change_by: null };
    case 'HolderMergeProposed': {
      const { mergeId, survivorId, proposedBy } = event.data;
      return { merge_id: mergeId, merge_into: survivorId, merge_by: proposedBy };
    }
    case 'HolderMergeRefused':
      return { merge_id: null, merge_into: null, merge_by: null };
    case 'HolderMerged':
      return { ...NOTHING_PENDING, state: 'merged', survivor_id: event.data.survivorId };
    case 'HolderDeparted':
      return { state: event.data.departure };
    case 'HolderReturned':
      return { state: 'registered' };
    case 'HolderErased':
      return { ...NOTHING_PENDING, state: 'erased' };
    case 'HolderRegistered':
    case 'HolderDocumentStored':
    case 'HolderNoteKept':
    case 'HolderAbsorbed':
      return {};
  }
}

const NOTHING_PENDING = {
  name_change_id: null,
  name_change_by: null,
  merge_id: null,
  merge_into: null,
  merge_by: null,
} as const;

/** A holder as it is listed; times are RFC 3339. */
export interface HolderView {
  readonly holderId: string;
  readonly state: (typeof HOLDER_STATES)[number];
  readonly locale: string;
  readonly registeredAt: string;
  readonly changedAt: string;
  readonly survivorId: string | null;
  readonly nameChange: { readonly changeId: string; readonly proposedBy: string } | null;
  readonly merge: { readonly mergeId: string; readonly survivorId: string; readonly proposedBy: string } | null;
}

interface HolderRow {
  holder_id: string;
  state: HolderView['state'];
  locale: string;
  registered_at: bigint;
  changed_at: bigint;
  survivor_id: string | null;
  name_change_id: string | null;
  name_change_by: string | null;
  merge_id: string | null;
  merge_into: string | null;
  merge_by: string | null;
}

/** Which holders; what is left out does not narrow the answer. */
export interface HoldersAsked {
  readonly issuerId: string;
  readonly state?: HolderView['state'] | undefined;
  readonly pending?: (typeof PENDING)[number] | undefined;
  /** Holders after this id. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's holders in the order of their ids, which is about the order they were registered in. */
export async function holdersOf(pool: EventLog['pool'], asked: HoldersAsked): Promise<readonly HolderView[]> {
  const { issuerId, state, pending, after, limit } = asked;
  const { rows } = await pool.query<HolderRow>(
    `SELECT holder_id, state, locale, registered_at, changed_at, survivor_id, name_change_id, name_change_by, merge_id,
            merge_into, merge_by
     FROM holder WHERE issuer_id = $1 AND holder_id > $2 AND ($4::text IS NULL OR state = $4)
       AND CASE $5::text WHEN 'name_change' THEN name_change_id IS NOT NULL WHEN 'merge' THEN merge_id IS NOT NULL
                         ELSE true END
     ORDER BY holder_id LIMIT $3`,
    [issuerId, after, limit, state ?? null, pending ?? null],
  );
  return rows.map((row) => ({
    holderId: row.holder_id,
    state: row.state,
    locale: row.locale,
    registeredAt: toRfc3339(Number(row.registered_at)),
    changedAt: toRfc3339(Number(row.changed_at)),
    survivorId: row.survivor_id,
    nameChange:
      row.name_change_id === null ? null : { changeId: row.name_change_id, proposedBy: row.name_change_by ?? '' },
    merge:
      row.merge_id === null
        ? null
        : { mergeId: row.merge_id, survivorId: row.merge_into ?? '', proposedBy: row.merge_by ?? '' },
  }));
}
