/** Messages as people ask for them: who was told what, who was not and why, what waits, and how many of each kind there are. */
import type { OutreachEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';

/** Where a message is in its life. */
export const OUTREACH_STATES = ['planned', 'queued', 'suppressed', 'failed', 'sent'] as const;
export type OutreachStateName = (typeof OUTREACH_STATES)[number];

export const outreachProjection: Projection = {
  name: 'outreach',
  revision: 4,
  events: [
    'OutreachPlanned',
    'OutreachDeferred',
    'OutreachSwitched',
    'OutreachQueued',
    'OutreachSuppressed',
    'OutreachFailed',
    'OutreachSent',
  ],
  tables: `
    CREATE TABLE outreach (
      outreach_id text PRIMARY KEY,
      position bigint NOT NULL,        -- of the event that began it; the order of lists
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      category text NOT NULL,          -- service, marketing, security
      purpose text,                    -- what gave rise to it; null in events from before that was told
      state text NOT NULL,             -- planned, queued, suppressed, failed, sent
      reason text,                     -- why it waits, was suppressed, or was given up
      rule_key text,                   -- window, blackout or cap that decided; null where none did
      cap_max int,                     -- of the cap that decided
      cap_used int,                    -- how many there were already
      programme_id text NOT NULL,
      programme_version int,           -- it was decided under; null in events from before that was told
      trigger_key text,                -- of that version: the rule that called for it; null as the version
      channel text,                    -- it goes out on, or was looked at last
      template_key text,               -- this and the next two: null for messages that were suppressed at once
      locale text,
      variables jsonb,                 -- what fills the template, written for the reader
      draft_id text,                   -- text drafted for one occasion
      place_id text,                   -- counter or merchant of the cause
      cause_event_id text NOT NULL,    -- the event that called for it, or the run over the holders
      correlation_id text NOT NULL,    -- the sale or process it belongs to
      occurred_at bigint NOT NULL,     -- epoch milliseconds: when the cause happened
      decided_at bigint NOT NULL,      -- epoch milliseconds: when it was planned, queued or suppressed first
      due_at bigint,                   -- epoch milliseconds: when it is looked at; of those that wait
      window_ends_at bigint,           -- epoch milliseconds: when the holder is not to be disturbed any more
      sent_at bigint                   -- epoch milliseconds: when its channel took it
    );
    CREATE INDEX outreach_of_issuer ON outreach (issuer_id, position);
    CREATE INDEX outreach_of_holder ON outreach (issuer_id, holder_id, position);
    CREATE INDEX outreach_of_correlation ON outreach (issuer_id, correlation_id, position);
    CREATE INDEX outreach_in_state ON outreach (issuer_id, state, position);
    CREATE INDEX outreach_due ON outreach (due_at) WHERE state = 'planned';
    CREATE TABLE outreach_count (
      issuer_id text,
      programme_id text,
      category text,
      state text,
      messages bigint NOT NULL,        -- in this state now
      PRIMARY KEY (issuer_id, programme_id, category, state)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const told = events as readonly Recorded<OutreachEvent>[];
    const rows = await rowsOf(tx, [...new Set(told.map(({ event }) => event.data.outreachId))]);
    const counts = new Counts();
    for (const { envelope, event } of told) {
      const { outreachId } = event.data;
      const before = rows.get(outreachId);
      const after = next(before, envelope, event);
      counts.move(before, after);
      rows.set(outreachId, after);
    }
    await keep(tx, [...rows.values()]);
    await counts.write(tx);
  },
};

/** A row as the table has it; numbers are whole and safe in JSON. */
interface StoredOutreach {
  readonly outreach_id: string;
  readonly position: number;
  readonly issuer_id: string;
  readonly holder_id: string;
  readonly category: string;
  readonly purpose: string | null;
  readonly state: OutreachStateName;
  readonly reason: string | null;
  readonly rule_key: string | null;
  readonly cap_max: number | null;
  readonly cap_used: number | null;
  readonly programme_id: string;
  readonly programme_version: number | null;
  readonly trigger_key: string | null;
  readonly channel: string | null;
  readonly template_key: string | null;
  readonly locale: string | null;
  readonly variables: Readonly<Record<string, string>> | null;
  readonly draft_id: string | null;
  readonly place_id: string | null;
  readonly cause_event_id: string;
  readonly correlation_id: string;
  readonly occurred_at: number;
  readonly decided_at: number;
  readonly due_at: number | null;
  readonly window_ends_at: number | null;
  readonly sent_at: number | null;
}

type Beginning = Extract<OutreachEvent, { type: 'OutreachPlanned' | 'OutreachQueued' | 'OutreachSuppressed' }>;

/** The row after an event. */
function next(before: StoredOutreach | undefined, envelope: Envelope, event: OutreachEvent): StoredOutreach {
  switch (event.type) {
    case 'OutreachPlanned': {
      const { channels, templateKey, locale, variables, draftId, placeId, dueAt } = event.data;
      return {
        ...(before ?? begun(envelope, event)),
        state: 'planned',
        channel: channels[0] ?? null,
        template_key: templateKey,
        locale,
        variables,
        draft_id: draftId,
        place_id: placeId,
        due_at: dueAt,
      };
    }
    case 'OutreachQueued': {
      const { channel, templateKey, locale, variables, draftId, placeId, windowEndsAt } = event.data;
      return {
        ...(before ?? begun(envelope, event)),
        state: 'queued',
        reason: null,
        rule_key: null,
        channel,
        // Empty: it has none, as a call.
        template_key: templateKey === '' ? null : templateKey,
        locale,
        variables,
        draft_id: draftId,
        place_id: placeId,
        due_at: null,
        window_ends_at: windowEndsAt,
      };
    }
    case 'OutreachSuppressed': {
      const { reason, channel, ruleKey, capMax, capUsed } = event.data;
      const why = { reason, channel, rule_key: ruleKey, cap_max: capMax, cap_used: capUsed };
      return { ...(before ?? begun(envelope, event)), state: 'suppressed', ...why, due_at: null };
    }
    case 'OutreachDeferred': {
      const { reason, ruleKey, channel, untilAt } = event.data;
      return { ...begunBefore(before, event), reason, rule_key: ruleKey, channel, due_at: untilAt };
    }
    case 'OutreachSwitched':
      return { ...begunBefore(before, event), channel: event.data.toChannel };
    case 'OutreachFailed':
      return { ...begunBefore(before, event), state: 'failed', reason: event.data.reason, rule_key: null };
    case 'OutreachSent':
      return { ...begunBefore(before, event), state: 'sent', sent_at: event.data.sentAt };
  }
}

function begunBefore(before: StoredOutreach | undefined, event: OutreachEvent): StoredOutreach {
  if (before) return before;
  throw new InvariantError(`${event.data.outreachId} had ${event.type} before it began`);
}

function begun({ position, issuerId, correlationId, occurredAt, recordedAt }: Envelope, { data }: Beginning) {
  const { outreachId, holderId, category, purpose, causeEventId, programmeId, programmeVersion, triggerKey } = data;
  return {
    outreach_id: outreachId,
    position,
    issuer_id: issuerId,
    holder_id: holderId,
    category,
    purpose,
    reason: null,
    rule_key: null,
    cap_max: null,
    cap_used: null,
    programme_id: programmeId,
    programme_version: programmeVersion,
    trigger_key: triggerKey,
    channel: null,
    template_key: null,
    locale: null,
    variables: null,
    draft_id: null,
    place_id: null,
    cause_event_id: causeEventId,
    correlation_id: correlationId,
    occurred_at: occurredAt,
    decided_at: recordedAt,
    due_at: null,
    window_ends_at: null,
    sent_at: null,
  };
}

async function rowsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, StoredOutreach>> {
  // As JSON its whole numbers arrive as numbers, as they are written.
  const { rows } = await tx.query<{ row: StoredOutreach }>(
    'SELECT to_jsonb(outreach) AS row FROM outreach WHERE outreach_id = ANY ($1)',
    [ids],
  );
  return new Map(rows.map(({ row }) => [row.outreach_id, row]));
}

/** What changes after a message began; the rest of its row stays. */
const CHANGING = [
  'state',
  'reason',
  'rule_key',
  'cap_max',
  'cap_used',
  'channel',
  'template_key',
  'locale',
  'variables',
  'draft_id',
  'place_id',
  'due_at',
  'window_ends_at',
  'sent_at',
];

async function keep(tx: Tx, rows: readonly StoredOutreach[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO outreach SELECT * FROM jsonb_populate_recordset(NULL::outreach, $1::jsonb)
     ON CONFLICT (outreach_id) DO UPDATE SET ${CHANGING.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [JSON.stringify(rows)],
  );
}

/** What messages are counted by. */
type Counted = Pick<StoredOutreach, 'issuer_id' | 'programme_id' | 'category' | 'state'>;

/** How the numbers change; a state that is left keeps its row, so that every cut into batches gives the same rows. */
class Counts {
  readonly #changes = new Map<string, Counted & { messages: number }>();

  /** From one state to the next; undefined where it begins. */
  move(before: Counted | undefined, after: Counted): void {
    if (before) this.#add(before, -1);
    this.#add(after, 1);
  }

  #add({ issuer_id, programme_id, category, state }: Counted, change: number): void {
    const key = [issuer_id, programme_id, category, state].join('\n');
    const messages = (this.#changes.get(key)?.messages ?? 0) + change;
    this.#changes.set(key, { issuer_id, programme_id, category, state, messages });
  }

  async write(tx: Tx): Promise<void> {
    const changes = [...this.#changes.values()];
    if (changes.length === 0) return;
    await tx.query(
      `INSERT INTO outreach_count AS c SELECT * FROM jsonb_populate_recordset(NULL::outreach_count, $1::jsonb)
       ON CONFLICT (issuer_id, programme_id, category, state) DO UPDATE SET messages = c.messages + excluded.messages`,
      [JSON.stringify(changes)],
    );
  }
}
