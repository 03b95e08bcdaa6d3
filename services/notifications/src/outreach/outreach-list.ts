/** What is asked of the tables of `outreach.projection.ts`, and what they answer. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';
import type { OutreachStateName } from './outreach.projection.ts';

/** A message as it is told; times are RFC 3339. Its text is composed from programme, template, language and variables. */
export interface OutreachView {
  readonly outreachId: string;
  readonly holderId: string;
  readonly category: string;
  /** What gave rise to it, such as 'birthday'; 'event' for a trigger. */
  readonly purpose: string | null;
  readonly state: OutreachStateName;
  /** Why it waits, was suppressed, or was given up; null otherwise. */
  readonly reason: string | null;
  /** Window, blackout or cap that decided. */
  readonly ruleKey: string | null;
  /** Of the cap that decided: how many it allows, and how many there were. */
  readonly capMax: number | null;
  readonly capUsed: number | null;
  readonly programmeId: string;
  /** The version it was decided under, and the trigger of it that called for it. */
  readonly programmeVersion: number | null;
  readonly triggerKey: string | null;
  readonly channel: string | null;
  /** This and the next two: null for a message that was suppressed at once. */
  readonly templateKey: string | null;
  readonly locale: string | null;
  readonly variables: Readonly<Record<string, string>> | null;
  readonly draftId: string | null;
  readonly placeId: string | null;
  readonly causeEventId: string;
  readonly correlationId: string;
  /** When the cause happened. */
  readonly occurredAt: string;
  /** When it was planned, queued or suppressed first. */
  readonly decidedAt: string;
  /** Of one that waits: when it is looked at. */
  readonly dueAt: string | null;
  /** First moment at which the holder is not to be disturbed any more. */
  readonly windowEndsAt: string | null;
  readonly sentAt: string | null;
}

interface OutreachRow {
  position: bigint;
  outreach_id: string;
  holder_id: string;
  category: string;
  purpose: string | null;
  state: OutreachStateName;
  reason: string | null;
  rule_key: string | null;
  cap_max: number | null;
  cap_used: number | null;
  programme_id: string;
  programme_version: number | null;
  trigger_key: string | null;
  channel: string | null;
  template_key: string | null;
  locale: string | null;
  variables: Record<string, string> | null;
  draft_id: string | null;
  place_id: string | null;
  cause_event_id: string;
  correlation_id: string;
  occurred_at: bigint;
  decided_at: bigint;
  due_at: bigint | null;
  window_ends_at: bigint | null;
  sent_at: bigint | null;
}

/** A message; undefined when the issuer has none of this id. */
export async function outreachOf(
  pool: EventLog['pool'],
  issuerId: string,
  outreachId: string,
): Promise<OutreachView | undefined> {
  const { rows } = await pool.query<OutreachRow>('SELECT * FROM outreach WHERE issuer_id = $1 AND outreach_id = $2', [
    issuerId,
    outreachId,
  ]);
  return rows[0] && viewOf(rows[0]);
}

/** Which messages are asked for; what is left out does not narrow the answer. */
export interface OutreachesAsked {
  readonly issuerId: string;
  readonly holderId?: string | undefined;
  readonly state?: OutreachStateName | undefined;
  readonly correlationId?: string | undefined;
  /** Messages begun before this position of the log. */
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
    `SELECT * FROM outreach WHERE issuer_id = $1 AND position < $2${where} ORDER BY position DESC LIMIT $3`,
    [issuerId, before, limit, ...given.map(([, value]) => value)],
  );
  return rows.map((row) => ({ position: row.position, view: viewOf(row) }));
}

/** Ids of all messages that were ever begun for a holder: some hundred in a year. */
export async function outreachIdsOf(
  pool: EventLog['pool'],
  issuerId: string,
  holderId: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ outreach_id: string }>(
    'SELECT outreach_id FROM outreach WHERE issuer_id = $1 AND holder_id = $2',
    [issuerId, holderId],
  );
  return new Set(rows.map((row) => row.outreach_id));
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
    purpose: row.purpose,
    state: row.state,
    reason: row.reason,
    ruleKey: row.rule_key,
    capMax: row.cap_max,
    capUsed: row.cap_used,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    triggerKey: row.trigger_key,
    channel: row.channel,
    templateKey: row.template_key,
    locale: row.locale,
    variables: row.variables,
    draftId: row.draft_id,
    placeId: row.place_id,
    causeEventId: row.cause_event_id,
    correlationId: row.correlation_id,
    occurredAt: toRfc3339(Number(row.occurred_at)),
    decidedAt: toRfc3339(Number(row.decided_at)),
    dueAt: told(row.due_at),
    windowEndsAt: told(row.window_ends_at),
    sentAt: told(row.sent_at),
  };
}

function told(at: bigint | null): string | null {
  return at === null ? null : toRfc3339(Number(at));
}
