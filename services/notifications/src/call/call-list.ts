/** Queries of call tasks and calls. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';

/** Where a call task can stand. */
export const CALL_STATES = ['waiting', 'claimed', 'closed'] as const;

/** A call task as it is told; times are RFC 3339. */
export interface CallTaskView {
  readonly callId: string;
  readonly holderId: string;
  readonly queueKey: string;
  readonly purpose: string;
  readonly cause: string;
  readonly causeId: string | null;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly state: (typeof CALL_STATES)[number];
  readonly assignedTo: string | null;
  readonly claimedBy: string | null;
  readonly claimedUntilAt: string | null;
  readonly earliestAt: string;
  readonly latestAt: string | null;
  /** First moment at which what it is about is over. */
  readonly expiresAt: string | null;
  /** The number roams: the holder is asked first whether to go on. */
  readonly askFirst: boolean;
  readonly attempts: number;
  readonly outcome: string | null;
  readonly closedFor: string | null;
  readonly closedAt: string | null;
}

/** A task in a list, with its place in it. */
export interface ListedTask {
  readonly position: bigint;
  readonly view: CallTaskView;
}

interface TaskRow {
  position: bigint;
  call_id: string;
  holder_id: string;
  queue_key: string;
  purpose: string;
  cause: string;
  cause_id: string | null;
  programme_id: string;
  programme_version: number;
  state: CallTaskView['state'];
  assigned_to: string | null;
  claimed_by: string | null;
  claimed_until_at: bigint | null;
  earliest_at: bigint;
  latest_at: bigint | null;
  expires_at: bigint | null;
  ask_first: boolean;
  attempts: number;
  outcome: string | null;
  closed_for: string | null;
  closed_at: bigint | null;
}

/** Which tasks; what is left out does not narrow the answer. */
export interface TasksAsked {
  readonly issuerId: string;
  readonly callId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly queueKey?: string | undefined;
  readonly state?: CallTaskView['state'] | undefined;
  readonly cause?: string | undefined;
  readonly causeId?: string | undefined;
  readonly purpose?: string | undefined;
  /** Subject of the token of who is to make it, or has it. */
  readonly who?: string | undefined;
  /** Those that can be called at this moment, epoch milliseconds. */
  readonly dueAt?: number | undefined;
  /** Tasks beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
}

/** An issuer's call tasks in the order they were opened, or its reverse. */
export async function callTasksOf(pool: EventLog['pool'], asked: TasksAsked): Promise<readonly ListedTask[]> {
  const newest = asked.order === 'newest';
  const { rows } = await pool.query<TaskRow>(
    `SELECT * FROM call_task
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position ${newest ? '<' : '>'} $2)
       AND ($4::text IS NULL OR call_id = $4) AND ($5::text IS NULL OR holder_id = $5)
       AND ($6::text IS NULL OR queue_key = $6) AND ($7::text IS NULL OR state = $7)
       AND ($8::text IS NULL OR cause = $8) AND ($9::text IS NULL OR cause_id = $9)
       AND ($10::text IS NULL OR purpose = $10)
       AND ($11::text IS NULL OR assigned_to = $11 OR claimed_by = $11)
       AND ($12::bigint IS NULL OR state <> 'closed' AND earliest_at <= $12 AND (latest_at IS NULL OR latest_at > $12))
     ORDER BY position ${newest ? 'DESC' : 'ASC'} LIMIT $3`,
    [
      asked.issuerId,
      asked.beyond ?? null,
      asked.limit,
      asked.callId ?? null,
      asked.holderId ?? null,
      asked.queueKey ?? null,
      asked.state ?? null,
      asked.cause ?? null,
      asked.causeId ?? null,
      asked.purpose ?? null,
      asked.who ?? null,
      asked.dueAt ?? null,
    ],
  );
  return rows.map((row) => ({ position: row.position, view: taskOf(row) }));
}

/** Tasks of a queue that somebody could take at a moment, the one that waits longest first: ids. */
export async function callsToTake(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly queueKey: string;
    readonly by: string;
    readonly at: number;
    readonly limit: number;
    /** Looked at already. */
    readonly without: readonly string[];
  },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ call_id: string }>(
    `SELECT call_id FROM call_task
     WHERE issuer_id = $1 AND queue_key = $2 AND state <> 'closed' AND earliest_at <= $3
       AND (latest_at IS NULL OR latest_at > $3) AND (assigned_to IS NULL OR assigned_to = $4)
       AND (state = 'waiting' OR claimed_until_at <= $3) AND call_id <> ALL ($6)
     ORDER BY assigned_to IS NULL, earliest_at, position LIMIT $5`,
    [asked.issuerId, asked.queueKey, asked.at, asked.by, asked.limit, asked.without],
  );
  return rows.map(({ call_id }) => call_id);
}

/** A call as it is told; times are RFC 3339. */
export interface CallMadeView {
  readonly callId: string;
  readonly attempt: number;
  readonly holderId: string;
  readonly queueKey: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly calledBy: string;
  readonly calledAt: string;
  readonly noteId: string | null;
  readonly completedFields: readonly string[];
  readonly isSampled: boolean;
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
  readonly finding: string | null;
  readonly remarkCode: string | null;
}

interface MadeRow {
  position: bigint;
  call_id: string;
  attempt: number;
  holder_id: string;
  queue_key: string;
  purpose: string;
  outcome: string;
  called_by: string;
  called_at: bigint;
  note_id: string | null;
  completed_fields: string[];
  is_sampled: boolean;
  checked_by: string | null;
  checked_at: bigint | null;
  finding: string | null;
  remark_code: string | null;
}

/** Which calls; what is left out does not narrow the answer. */
export interface CallsAsked {
  readonly issuerId: string;
  readonly callId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly queueKey?: string | undefined;
  readonly outcome?: string | undefined;
  readonly calledBy?: string | undefined;
  /** 'open': of the sample and not checked; 'done': checked. */
  readonly check?: 'open' | 'done' | undefined;
  /** Calls before this position of the log. */
  readonly before: bigint | undefined;
  readonly limit: number;
}

/** An issuer's calls, the latest first. */
export async function callsMade(
  pool: EventLog['pool'],
  asked: CallsAsked,
): Promise<readonly { readonly position: bigint; readonly view: CallMadeView }[]> {
  const { rows } = await pool.query<MadeRow>(
    `SELECT * FROM call_made
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position < $2) AND ($4::text IS NULL OR call_id = $4)
       AND ($5::text IS NULL OR holder_id = $5) AND ($6::text IS NULL OR queue_key = $6)
       AND ($7::text IS NULL OR outcome = $7) AND ($8::text IS NULL OR called_by = $8)
       AND ($9::text IS NULL OR is_sampled AND (checked_at IS NULL) = ($9 = 'open'))
     ORDER BY position DESC LIMIT $3`,
    [
      asked.issuerId,
      asked.before ?? null,
      asked.limit,
      asked.callId ?? null,
      asked.holderId ?? null,
      asked.queueKey ?? null,
      asked.outcome ?? null,
      asked.calledBy ?? null,
      asked.check ?? null,
    ],
  );
  return rows.map((row) => ({ position: row.position, view: madeOf(row) }));
}

const timeOf = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));

function taskOf(row: TaskRow): CallTaskView {
  return {
    callId: row.call_id,
    holderId: row.holder_id,
    queueKey: row.queue_key,
    purpose: row.purpose,
    cause: row.cause,
    causeId: row.cause_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    state: row.state,
    assignedTo: row.assigned_to,
    claimedBy: row.claimed_by,
    claimedUntilAt: timeOf(row.claimed_until_at),
    earliestAt: toRfc3339(Number(row.earliest_at)),
    latestAt: timeOf(row.latest_at),
    expiresAt: timeOf(row.expires_at),
    askFirst: row.ask_first,
    attempts: row.attempts,
    outcome: row.outcome,
    closedFor: row.closed_for,
    closedAt: timeOf(row.closed_at),
  };
}

function madeOf(row: MadeRow): CallMadeView {
  return {
    callId: row.call_id,
    attempt: row.attempt,
    holderId: row.holder_id,
    queueKey: row.queue_key,
    purpose: row.purpose,
    outcome: row.outcome,
    calledBy: row.called_by,
    calledAt: toRfc3339(Number(row.called_at)),
    noteId: row.note_id,
    completedFields: row.completed_fields,
    isSampled: row.is_sampled,
    checkedBy: row.checked_by,
    checkedAt: timeOf(row.checked_at),
    finding: row.finding,
    remarkCode: row.remark_code,
  };
}
