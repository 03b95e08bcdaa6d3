/** Queries of cases, their clocks and compensations. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import type { CASE_KINDS, CaseStatus } from './case.decider.ts';

/** A clock of a case; times are RFC 3339. */
export interface ClockView {
  readonly clockKey: string;
  readonly dueAt: string;
  readonly warnAt: string | null;
  readonly warnedAt: string | null;
  readonly escalatedAt: string | null;
  readonly stoppedAt: string | null;
  /** Role that is told. */
  readonly role: string | null;
}

/** A case as it is told; times are RFC 3339. */
export interface CaseView {
  readonly caseId: string;
  readonly holderId: string | null;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly caseKey: string;
  readonly kind: (typeof CASE_KINDS)[number];
  readonly topic: string;
  readonly channel: string;
  readonly queueKey: string;
  readonly receiptId: string | null;
  readonly noteId: string | null;
  readonly answerNoteId: string | null;
  readonly state: CaseStatus;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly answeredAt: string | null;
  readonly promisedAt: string | null;
  readonly calledBackAt: string | null;
  /** Why calls did not reach the holder; null where they did, or were not given up. */
  readonly unreachedFor: string | null;
  readonly escalations: number;
  readonly reopened: number;
  readonly closedAt: string | null;
  readonly reason: string | null;
  readonly costFen: Fen | null;
  readonly outcome: string | null;
  readonly expected: number | null;
  readonly perceived: number | null;
  /** When the next clock that runs is late; null where none does. */
  readonly nextDueAt: string | null;
}

interface CaseRow {
  position: bigint;
  case_id: string;
  holder_id: string | null;
  programme_id: string;
  programme_version: number;
  case_key: string;
  kind: CaseView['kind'];
  topic: string;
  channel: string;
  queue_key: string;
  receipt_id: string | null;
  note_id: string | null;
  answer_note_id: string | null;
  state: CaseStatus;
  opened_at: bigint;
  opened_by: string;
  answered_at: bigint | null;
  promised_at: bigint | null;
  called_back_at: bigint | null;
  unreached_for: string | null;
  escalations: number;
  reopened: number;
  closed_at: bigint | null;
  reason: string | null;
  cost_fen: bigint | null;
  outcome: string | null;
  expected: number | null;
  perceived: number | null;
  next_due_at: bigint | null;
}

/** Which cases; what is left out does not narrow the answer. */
export interface CasesAsked {
  readonly issuerId: string;
  readonly caseId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly kind?: CaseView['kind'] | undefined;
  readonly caseKey?: string | undefined;
  readonly topic?: string | undefined;
  readonly queueKey?: string | undefined;
  readonly state?: CaseStatus | undefined;
  /** True: a clock of it runs and is late. */
  readonly isLate?: boolean | undefined;
  /** Cases with a clock that runs and is late by this moment, epoch milliseconds. */
  readonly dueBy?: number | undefined;
  /** Cases beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
}

/** An issuer's cases in the order they were opened, or its reverse. */
export async function casesOf(
  pool: EventLog['pool'],
  asked: CasesAsked,
): Promise<readonly { readonly position: bigint; readonly view: CaseView }[]> {
  const newest = asked.order === 'newest';
  const { rows } = await pool.query<CaseRow>(
    `SELECT c.*, (SELECT min(k.due_at) FROM case_clock k WHERE k.case_id = c.case_id AND k.stopped_at IS NULL) AS next_due_at
     FROM case_file c
     WHERE c.issuer_id = $1 AND ($2::bigint IS NULL OR c.position ${newest ? '<' : '>'} $2)
       AND ($4::text IS NULL OR c.case_id = $4) AND ($5::text IS NULL OR c.holder_id = $5)
       AND ($6::text IS NULL OR c.programme_id = $6) AND ($7::text IS NULL OR c.kind = $7)
       AND ($8::text IS NULL OR c.case_key = $8) AND ($9::text IS NULL OR c.topic = $9)
       AND ($10::text IS NULL OR c.queue_key = $10) AND ($11::text IS NULL OR c.state = $11)
       AND ($12::boolean IS NULL OR $12 = EXISTS (SELECT FROM case_clock k WHERE k.case_id = c.case_id
                                                  AND k.stopped_at IS NULL AND k.escalated_at IS NOT NULL))
       AND ($13::bigint IS NULL OR EXISTS (SELECT FROM case_clock k WHERE k.case_id = c.case_id
                                           AND k.stopped_at IS NULL AND k.due_at <= $13))
     ORDER BY c.position ${newest ? 'DESC' : 'ASC'} LIMIT $3`,
    [
      asked.issuerId,
      asked.beyond ?? null,
      asked.limit,
      asked.caseId ?? null,
      asked.holderId ?? null,
      asked.programmeId ?? null,
      asked.kind ?? null,
      asked.caseKey ?? null,
      asked.topic ?? null,
      asked.queueKey ?? null,
      asked.state ?? null,
      asked.isLate ?? null,
      asked.dueBy ?? null,
    ],
  );
  return rows.map((row) => ({ position: row.position, view: viewOf(row) }));
}

/** The clocks of a case that were started, the one that is due first in front. */
export async function clocksOf(pool: EventLog['pool'], caseId: string): Promise<readonly ClockView[]> {
  const { rows } = await pool.query<{
    clock_key: string;
    due_at: bigint;
    warn_at: bigint | null;
    warned_at: bigint | null;
    escalated_at: bigint | null;
    stopped_at: bigint | null;
    role: string | null;
  }>(
    `SELECT clock_key, due_at, warn_at, warned_at, escalated_at, stopped_at, role FROM case_clock
     WHERE case_id = $1 AND stopped_at IS DISTINCT FROM 0 ORDER BY due_at, clock_key`,
    [caseId],
  );
  return rows.map((row) => ({
    clockKey: row.clock_key,
    dueAt: toRfc3339(Number(row.due_at)),
    warnAt: timeOf(row.warn_at),
    warnedAt: timeOf(row.warned_at),
    escalatedAt: timeOf(row.escalated_at),
    stoppedAt: timeOf(row.stopped_at),
    role: row.role,
  }));
}

/** A compensation as it is told; times are RFC 3339. */
export interface CompensationView {
  readonly compensationId: string;
  readonly caseId: string;
  readonly amountFen: Fen;
  readonly provedLossFen: Fen;
  readonly evidence: string;
  readonly walletId: string | null;
  readonly state: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly role: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
  readonly claimId: string | null;
}

interface CompensationRow {
  position: bigint;
  compensation_id: string;
  case_id: string;
  amount_fen: bigint;
  proved_loss_fen: bigint;
  evidence: string;
  wallet_id: string | null;
  state: string;
  proposed_by: string;
  proposed_at: bigint;
  role: string | null;
  decided_by: string | null;
  decided_at: bigint | null;
  reason: string | null;
  claim_id: string | null;
}

/** Which compensations; what is left out does not narrow the answer. */
export interface CompensationsAsked {
  readonly issuerId: string;
  readonly caseId?: string | undefined;
  readonly state?: string | undefined;
  /** Those before this position of the log. */
  readonly before: bigint | undefined;
  readonly limit: number;
}

/** An issuer's compensations, the latest first. */
export async function compensationsOf(
  pool: EventLog['pool'],
  { issuerId, before, limit, caseId, state }: CompensationsAsked,
): Promise<readonly { readonly position: bigint; readonly view: CompensationView }[]> {
  const { rows } = await pool.query<CompensationRow>(
    `SELECT * FROM case_compensation
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position < $2) AND ($4::text IS NULL OR case_id = $4)
       AND ($5::text IS NULL OR state = $5)
     ORDER BY position DESC LIMIT $3`,
    [issuerId, before ?? null, limit, caseId ?? null, state ?? null],
  );
  return rows.map((row) => ({
    position: row.position,
    view: {
      compensationId: row.compensation_id,
      caseId: row.case_id,
      amountFen: fen(row.amount_fen),
      provedLossFen: fen(row.proved_loss_fen),
      evidence: row.evidence,
      walletId: row.wallet_id,
      state: row.state,
      proposedBy: row.proposed_by,
      proposedAt: toRfc3339(Number(row.proposed_at)),
      role: row.role,
      decidedBy: row.decided_by,
      decidedAt: timeOf(row.decided_at),
      reason: row.reason,
      claimId: row.claim_id,
    },
  }));
}

/** How many cases of a kind there were in a time, by what they are about. */
export interface CaseCount {
  readonly kind: string;
  readonly caseKey: string;
  readonly topic: string;
  readonly opened: bigint;
  readonly closed: bigint;
  readonly escalated: bigint;
  readonly reopened: bigint;
}

/** Cases opened in a time (epoch milliseconds, the end not included), by kind and topic. */
export async function caseCounts(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly programmeId: string | undefined;
    readonly from: number;
    readonly to: number;
  },
): Promise<readonly CaseCount[]> {
  const { rows } = await pool.query<CaseCount>(
    `SELECT kind, case_key AS "caseKey", topic, count(*) AS opened, count(closed_at) AS closed,
            count(*) FILTER (WHERE escalations > 0) AS escalated, count(*) FILTER (WHERE reopened > 0) AS reopened
     FROM case_file
     WHERE issuer_id = $1 AND ($2::text IS NULL OR programme_id = $2) AND opened_at >= $3 AND opened_at < $4
     GROUP BY kind, case_key, topic ORDER BY kind, case_key, topic`,
    [asked.issuerId, asked.programmeId ?? null, asked.from, asked.to],
  );
  return rows;
}

/** What holders expected and got, who were asked both after their cases of a kind. */
export interface Satisfaction {
  readonly kind: string;
  readonly rated: bigint;
  /** Mean on the scale from 1 to 10, in hundredths, rounded half up. */
  readonly expectedMeanHundredths: number;
  readonly perceivedMeanHundredths: number;
}

/** Satisfaction with cases opened in a time (epoch milliseconds, the end not included), by kind; of a case the last word counts. */
export async function satisfactionOf(
  pool: EventLog['pool'],
  asked: Parameters<typeof caseCounts>[1],
): Promise<readonly Satisfaction[]> {
  const { rows } = await pool.query<Satisfaction>(
    `SELECT kind, count(*) AS rated, round(avg(expected) * 100)::int AS "expectedMeanHundredths",
            round(avg(perceived) * 100)::int AS "perceivedMeanHundredths"
     FROM case_file
     WHERE issuer_id = $1 AND ($2::text IS NULL OR programme_id = $2) AND opened_at >= $3 AND opened_at < $4
       AND expected IS NOT NULL AND perceived IS NOT NULL
     GROUP BY kind ORDER BY kind`,
    [asked.issuerId, asked.programmeId ?? null, asked.from, asked.to],
  );
  return rows;
}

const timeOf = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));

function viewOf(row: CaseRow): CaseView {
  return {
    caseId: row.case_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    caseKey: row.case_key,
    kind: row.kind,
    topic: row.topic,
    channel: row.channel,
    queueKey: row.queue_key,
    receiptId: row.receipt_id,
    noteId: row.note_id,
    answerNoteId: row.answer_note_id,
    state: row.state,
    openedAt: toRfc3339(Number(row.opened_at)),
    openedBy: row.opened_by,
    answeredAt: timeOf(row.answered_at),
    promisedAt: timeOf(row.promised_at),
    calledBackAt: timeOf(row.called_back_at),
    unreachedFor: row.unreached_for,
    escalations: row.escalations,
    reopened: row.reopened,
    closedAt: timeOf(row.closed_at),
    reason: row.reason,
    costFen: row.cost_fen === null ? null : fen(row.cost_fen),
    outcome: row.outcome,
    expected: row.expected,
    perceived: row.perceived,
    nextDueAt: timeOf(row.next_due_at),
  };
}
