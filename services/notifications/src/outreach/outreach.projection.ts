/** Messages as people ask for them: who was told what, who was not and why, and how many of each kind there are. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** Where a message is in its life. */
export type OutreachStateName = 'queued' | 'suppressed' | 'sent';

export const outreachProjection: Projection = {
  name: 'outreach',
  revision: 3,
  events: ['OutreachQueued', 'OutreachSuppressed', 'OutreachSent'],
  tables: `
    CREATE TABLE outreach (
      outreach_id text PRIMARY KEY,
      position bigint NOT NULL,        -- of the event that decided it; the order of lists
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      category text NOT NULL,          -- service, marketing, security
      state text NOT NULL,             -- queued, suppressed, sent
      reason text,                     -- why it was suppressed
      programme_id text NOT NULL,
      programme_version int,           -- it was decided under; null in events from before that was told
      trigger_key text,                -- of that version: the rule that called for it; null as the version
      channel text,                    -- this and the next three: of messages that were not suppressed
      template_key text,
      locale text,
      variables jsonb,                 -- what fills the template, written for the reader
      cause_event_id text NOT NULL,    -- the event that called for it
      correlation_id text NOT NULL,    -- the sale or process it belongs to
      occurred_at bigint NOT NULL,     -- epoch milliseconds: when the cause happened
      decided_at bigint NOT NULL,      -- epoch milliseconds: when it was queued or suppressed
      sent_at bigint                   -- epoch milliseconds: when its channel took it
    );
    CREATE INDEX outreach_of_issuer ON outreach (issuer_id, position);
    CREATE INDEX outreach_of_holder ON outreach (issuer_id, holder_id, position);
    CREATE INDEX outreach_of_correlation ON outreach (issuer_id, correlation_id, position);
    CREATE INDEX outreach_in_state ON outreach (issuer_id, state, position);
    CREATE TABLE outreach_count (
      issuer_id text,
      programme_id text,
      category text,
      state text,
      messages bigint NOT NULL,        -- in this state now
      PRIMARY KEY (issuer_id, programme_id, category, state)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const decided = new Map<string, DecidedRow>();
    const sentBefore = new Map<string, number>();
    const counts = new Counts();
    for (const { envelope, event } of events) {
      switch (event.type) {
        case 'OutreachQueued':
        case 'OutreachSuppressed':
          decided.set(event.data.outreachId, decidedRow({ envelope, event }));
          counts.add(
            { issuerId: envelope.issuerId, ...event.data },
            event.type === 'OutreachQueued' ? 'queued' : 'suppressed',
          );
          break;
        case 'OutreachSent': {
          const { outreachId, sentAt } = event.data;
          const row = decided.get(outreachId);
          if (!row) {
            sentBefore.set(outreachId, sentAt);
            break;
          }
          decided.set(outreachId, { ...row, state: 'sent', sentAt });
          counts.move(row);
          break;
        }
        default:
          break;
      }
    }
    await insertDecided(tx, [...decided.values()]);
    for (const sent of await markSent(tx, sentBefore)) counts.move(sent);
    await counts.write(tx);
  },
};

interface DecidedRow {
  readonly outreachId: string;
  readonly position: number;
  readonly issuerId: string;
  readonly holderId: string;
  readonly category: string;
  readonly state: OutreachStateName;
  readonly reason: string | null;
  readonly programmeId: string;
  readonly programmeVersion: number | null;
  readonly triggerKey: string | null;
  readonly channel: string | null;
  readonly templateKey: string | null;
  readonly locale: string | null;
  readonly variablesJson: string | null;
  readonly causeEventId: string;
  readonly correlationId: string;
  readonly occurredAt: number;
  readonly decidedAt: number;
  readonly sentAt: number | null;
}

type Decided = Extract<Recorded['event'], { type: 'OutreachQueued' | 'OutreachSuppressed' }>;

function decidedRow({ envelope, event }: Pick<Recorded<Decided>, 'envelope' | 'event'>): DecidedRow {
  const { outreachId, holderId, category, causeEventId, programmeId, programmeVersion, triggerKey } = event.data;
  const { position, issuerId, correlationId, occurredAt, recordedAt } = envelope;
  const rule = { programmeId, programmeVersion, triggerKey };
  const known = { outreachId, position, issuerId, holderId, category, causeEventId, correlationId };
  const base = { ...known, ...rule, occurredAt, decidedAt: recordedAt, sentAt: null };
  if (event.type === 'OutreachSuppressed') {
    const nothing = { channel: null, templateKey: null, locale: null, variablesJson: null };
    return { ...base, ...nothing, state: 'suppressed', reason: event.data.reason };
  }
  const { channel, templateKey, locale, variables } = event.data;
  const words = { channel, templateKey, locale, variablesJson: JSON.stringify(variables) };
  return { ...base, ...words, state: 'queued', reason: null };
}

async function insertDecided(tx: Tx, rows: readonly DecidedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO outreach (outreach_id, position, issuer_id, holder_id, category, state, reason, programme_id,
                           programme_version, trigger_key, channel, template_key, locale, variables, cause_event_id,
                           correlation_id, occurred_at, decided_at, sent_at)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                          $8::text[], $9::int[], $10::text[], $11::text[], $12::text[], $13::text[], $14::jsonb[],
                          $15::text[], $16::text[], $17::bigint[], $18::bigint[], $19::bigint[])`,
    [
      rows.map((row) => row.outreachId),
      rows.map((row) => row.position),
      rows.map((row) => row.issuerId),
      rows.map((row) => row.holderId),
      rows.map((row) => row.category),
      rows.map((row) => row.state),
      rows.map((row) => row.reason),
      rows.map((row) => row.programmeId),
      rows.map((row) => row.programmeVersion),
      rows.map((row) => row.triggerKey),
      rows.map((row) => row.channel),
      rows.map((row) => row.templateKey),
      rows.map((row) => row.locale),
      rows.map((row) => row.variablesJson),
      rows.map((row) => row.causeEventId),
      rows.map((row) => row.correlationId),
      rows.map((row) => row.occurredAt),
      rows.map((row) => row.decidedAt),
      rows.map((row) => row.sentAt),
    ],
  );
}

/** Whose messages these were, which only their rows know. */
async function markSent(tx: Tx, sentAt: ReadonlyMap<string, number>): Promise<readonly Counted[]> {
  if (sentAt.size === 0) return [];
  const { rows } = await tx.query<Counted>(
    `UPDATE outreach SET state = 'sent', sent_at = sent.at
     FROM unnest($1::text[], $2::bigint[]) AS sent (outreach_id, at)
     WHERE outreach.outreach_id = sent.outreach_id RETURNING outreach.issuer_id AS "issuerId",
       outreach.programme_id AS "programmeId", outreach.category`,
    [[...sentAt.keys()], [...sentAt.values()]],
  );
  return rows;
}

/** What messages are counted by, beside their state. */
interface Counted {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly category: string;
}

/** How the numbers change; a state that is left keeps its row, so that every cut into batches gives the same rows. */
class Counts {
  readonly #changes = new Map<string, Counted & { state: string; change: number }>();

  add({ issuerId, programmeId, category }: Counted, state: OutreachStateName, change = 1): void {
    const key = [issuerId, programmeId, category, state].join('\n');
    const before = this.#changes.get(key)?.change ?? 0;
    this.#changes.set(key, { issuerId, programmeId, category, state, change: before + change });
  }

  /** From the queue to those that were sent. */
  move(message: Counted): void {
    this.add(message, 'queued', -1);
    this.add(message, 'sent');
  }

  async write(tx: Tx): Promise<void> {
    const changes = [...this.#changes.values()];
    if (changes.length === 0) return;
    await tx.query(
      `INSERT INTO outreach_count AS c (issuer_id, programme_id, category, state, messages)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
       ON CONFLICT (issuer_id, programme_id, category, state) DO UPDATE SET messages = c.messages + excluded.messages`,
      [
        changes.map((one) => one.issuerId),
        changes.map((one) => one.programmeId),
        changes.map((one) => one.category),
        changes.map((one) => one.state),
        changes.map((one) => one.change),
      ],
    );
  }
}

/** A message as it is told; times are RFC 3339. Its text is composed from programme, template, language and variables. */
export interface OutreachView {
  readonly outreachId: string;
  readonly holderId: string;
  readonly category: string;
  readonly state: OutreachStateName;
  /** Why it was suppressed; null for one that was not. */
  readonly reason: string | null;
  readonly programmeId: string;
  /** The version it was decided under, and the trigger of it that called for it. */
  readonly programmeVersion: number | null;
  readonly triggerKey: string | null;
  /** This and the next three: null for a message that was suppressed. */
  readonly channel: string | null;
  readonly templateKey: string | null;
  readonly locale: string | null;
  readonly variables: Readonly<Record<string, string>> | null;
  readonly causeEventId: string;
  readonly correlationId: string;
  /** When the cause happened. */
  readonly occurredAt: string;
  /** When it was queued or suppressed. */
  readonly decidedAt: string;
  readonly sentAt: string | null;
}

interface OutreachRow {
  position: bigint;
  outreach_id: string;
  holder_id: string;
  category: string;
  state: OutreachStateName;
  reason: string | null;
  programme_id: string;
  programme_version: number | null;
  trigger_key: string | null;
  channel: string | null;
  template_key: string | null;
  locale: string | null;
  variables: Record<string, string> | null;
  cause_event_id: string;
  correlation_id: string;
  occurred_at: bigint;
  decided_at: bigint;
  sent_at: bigint | null;
}

const COLUMNS =
  'position, outreach_id, holder_id, category, state, reason, programme_id, programme_version, trigger_key, channel, ' +
  'template_key, locale, variables, cause_event_id, correlation_id, occurred_at, decided_at, sent_at';

/** A message; undefined when the issuer has none of this id. */
export async function outreachOf(
  pool: EventLog['pool'],
  issuerId: string,
  outreachId: string,
): Promise<OutreachView | undefined> {
  const { rows } = await pool.query<OutreachRow>(
    `SELECT ${COLUMNS} FROM outreach WHERE issuer_id = $1 AND outreach_id = $2`,
    [issuerId, outreachId],
  );
  return rows[0] && viewOf(rows[0]);
}

/** Which messages are asked for; what is left out does not narrow the answer. */
export interface OutreachesAsked {
  readonly issuerId: string;
  readonly holderId?: string | undefined;
  readonly state?: OutreachStateName | undefined;
  readonly correlationId?: string | undefined;
  /** Messages decided before this position of the log. */
  readonly before: bigint;
  readonly limit: number;
}

/** A message in a list, with its place in it. */
export interface ListedOutreach {
  readonly position: bigint;
  readonly view: OutreachView;
}

/** An issuer's messages, the latest first. */
export async function outreachesOf(pool: EventLog['pool'], asked: OutreachesAsked): Promise<readonly ListedOutreach[]> {
  const { issuerId, holderId, state, correlationId, before, limit } = asked;
  const narrowed: readonly (readonly [string, string | undefined])[] = [
    ['holder_id', holderId],
    ['state', state],
    ['correlation_id', correlationId],
  ];
  const given = narrowed.filter(([, value]) => value !== undefined);
  const where = given.map(([column], index) => ` AND ${column} = $${index + 4}`).join('');
  const { rows } = await pool.query<OutreachRow>(
    `SELECT ${COLUMNS} FROM outreach WHERE issuer_id = $1 AND position < $2${where} ORDER BY position DESC LIMIT $3`,
    [issuerId, before, limit, ...given.map(([, value]) => value)],
  );
  return rows.map((row) => ({ position: row.position, view: viewOf(row) }));
}

/** How many of an issuer's messages of a category are in a state. */
export interface OutreachCount {
  readonly category: string;
  readonly state: OutreachStateName;
  readonly messages: bigint;
}

/** An issuer's messages by category and state, of one programme or of all; pairs that never occurred are left out. */
export async function outreachCounts(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId?: string,
): Promise<readonly OutreachCount[]> {
  const { rows } = await pool.query<OutreachCount>(
    `SELECT category, state, sum(messages)::bigint AS messages FROM outreach_count
     WHERE issuer_id = $1 AND ($2::text IS NULL OR programme_id = $2)
     GROUP BY category, state ORDER BY category, state`,
    [issuerId, programmeId],
  );
  return rows;
}

function viewOf(row: OutreachRow): OutreachView {
  return {
    outreachId: row.outreach_id,
    holderId: row.holder_id,
    category: row.category,
    state: row.state,
    reason: row.reason,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    triggerKey: row.trigger_key,
    channel: row.channel,
    templateKey: row.template_key,
    locale: row.locale,
    variables: row.variables,
    causeEventId: row.cause_event_id,
    correlationId: row.correlation_id,
    occurredAt: toRfc3339(Number(row.occurred_at)),
    decidedAt: toRfc3339(Number(row.decided_at)),
    sentAt: row.sent_at === null ? null : toRfc3339(Number(row.sent_at)),
  };
}
