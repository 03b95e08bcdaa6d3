/** Cases as staff work them off: where each stands, what its clocks say, what it costs. */
import type { CaseEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const caseProjection: Projection = {
  name: 'case_file',
  revision: 2,
  events: [
    'CaseOpened',
    'CaseAcknowledged',
    'CaseAnswered',
    'CaseDone',
    'CaseClockWarned',
    'CaseEscalated',
    'CaseCallBackAsked',
    'CaseCalledBack',
    'CaseHolderUnreached',
    'CaseCompensationProposed',
    'CaseCompensationApproved',
    'CaseCompensationRejected',
    'CaseCompensationPosted',
    'CaseCompensationRefused',
    'CaseClosed',
    'CaseReopened',
    'CaseSatisfactionRecorded',
  ],
  tables: `
    CREATE TABLE case_file (
      case_id text PRIMARY KEY,
      position bigint NOT NULL,          -- of its opening in the log: the order of lists
      issuer_id text NOT NULL,
      holder_id text,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      case_key text NOT NULL,
      kind text NOT NULL,                -- complaint | request | retention
      topic text NOT NULL,
      channel text NOT NULL,
      queue_key text NOT NULL,
      receipt_id text,
      note_id text,                      -- what was said, in the vault of cards
      answer_note_id text,
      state text NOT NULL,               -- open | acknowledged | answered | done | closed
      opened_at bigint NOT NULL,         -- epoch milliseconds, as the other times
      opened_by text NOT NULL,
      answered_at bigint,                -- of the last answer
      promised_at bigint,
      called_back_at bigint,
      unreached_for text,                -- holder_not_reached | number_wrong | holder_refused: the call back was given up
      escalations int NOT NULL,          -- clocks that were late
      reopened int NOT NULL,             -- how often
      closed_at bigint,
      reason text,
      cost_fen bigint,
      outcome text,
      expected int,
      perceived int
    );
    CREATE INDEX case_file_of_issuer ON case_file (issuer_id, position);
    CREATE INDEX case_file_of_holder ON case_file (issuer_id, holder_id, position) WHERE holder_id IS NOT NULL;
    CREATE INDEX case_file_of_kind ON case_file (issuer_id, programme_id, kind, opened_at);
    CREATE TABLE case_clock (
      case_id text NOT NULL REFERENCES case_file,
      clock_key text NOT NULL,
      stops text NOT NULL,               -- moment that stops it
      role text,                         -- that is told
      due_at bigint NOT NULL,            -- epoch milliseconds, as the other times
      warn_at bigint,
      warned_at bigint,
      escalated_at bigint,
      stopped_at bigint,                 -- null while it runs
      PRIMARY KEY (case_id, clock_key)
    );
    CREATE INDEX case_clock_due ON case_clock (due_at) WHERE stopped_at IS NULL AND escalated_at IS NULL;
    CREATE INDEX case_clock_warns ON case_clock (warn_at) WHERE stopped_at IS NULL AND warned_at IS NULL;
    CREATE TABLE case_compensation (
      compensation_id text PRIMARY KEY,
      case_id text NOT NULL REFERENCES case_file,
      position bigint NOT NULL,          -- of its proposal in the log: the order of lists
      issuer_id text NOT NULL,
      amount_fen bigint NOT NULL,
      proved_loss_fen bigint NOT NULL,
      evidence text NOT NULL,
      wallet_id text,                    -- null: owed, and paid by bank
      state text NOT NULL,               -- proposed | approved | rejected | posted | refused
      proposed_by text NOT NULL,
      proposed_at bigint NOT NULL,       -- epoch milliseconds, as the other time
      role text,                         -- it was granted in
      decided_by text,
      decided_at bigint,
      reason text,                       -- why not: of who said no, or the ledger's refusal
      claim_id text                      -- in the ledger
    );
    CREATE INDEX case_compensation_of_issuer ON case_compensation (issuer_id, position);
    CREATE INDEX case_compensation_to_post ON case_compensation (decided_at) WHERE state = 'approved'`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // People make them: a few a minute, each written by itself.
    for (const recorded of events as readonly Recorded<CaseEvent>[]) await applyOne(tx, recorded);
  },
};

async function applyOne(tx: Tx, { envelope, event }: Recorded<CaseEvent>): Promise<void> {
  const at = envelope.occurredAt;
  const { caseId } = event.data;
  switch (event.type) {
    case 'CaseOpened': {
      const { data } = event;
      await tx.query(
        `INSERT INTO case_file (case_id, position, issuer_id, holder_id, programme_id, programme_version, case_key, kind,
           topic, channel, queue_key, receipt_id, note_id, state, opened_at, opened_by, escalations, reopened, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open', $14, $15, 0, 0, $16)`,
        [
          caseId,
          envelope.position,
          envelope.issuerId,
          data.holderId,
          data.programmeId,
          data.programmeVersion,
          data.caseKey,
          data.kind,
          data.topic,
          data.channel,
          data.queueKey,
          data.receiptId,
          data.noteId,
          at,
          data.openedBy,
          data.reason,
        ],
      );
      const roles = new Map(data.clocks.map((clock) => [clock.clockKey, clock]));
      for (const { clockKey, dueAt, warnAt } of data.started) {
        const clock = roles.get(clockKey);
        await insertClock(tx, { caseId, clockKey, dueAt, warnAt, stops: clock?.stops, role: clock?.escalateTo });
      }
      // Clocks that start later are known by what stops them and whom they tell.
      const started = new Set(data.started.map(({ clockKey }) => clockKey));
      for (const { clockKey, stops, escalateTo } of data.clocks) {
        if (started.has(clockKey)) continue;
        await insertClock(tx, { caseId, clockKey, dueAt: NEVER, warnAt: null, stops, role: escalateTo });
      }
      return;
    }
    case 'CaseAcknowledged':
      await tx.query(`UPDATE case_file SET state = 'acknowledged' WHERE case_id = $1`, [caseId]);
      await stopClocks(tx, caseId, 'acknowledged', at);
      return startClocks(tx, caseId, event.data.started);
    case 'CaseAnswered':
      await tx.query(
        `UPDATE case_file SET state = 'answered', answered_at = $2, promised_at = $3, answer_note_id = $4 WHERE case_id = $1`,
        [caseId, at, event.data.promisedAt, event.data.noteId],
      );
      await stopClocks(tx, caseId, 'answered', at);
      return startClocks(tx, caseId, event.data.started);
    case 'CaseDone':
      await tx.query(`UPDATE case_file SET state = 'done' WHERE case_id = $1`, [caseId]);
      return stopClocks(tx, caseId, 'done', at);
    case 'CaseClockWarned':
      await tx.query('UPDATE case_clock SET warned_at = $3 WHERE case_id = $1 AND clock_key = $2', [
        caseId,
        event.data.clockKey,
        at,
      ]);
      return;
    case 'CaseEscalated':
      await tx.query('UPDATE case_clock SET escalated_at = $3 WHERE case_id = $1 AND clock_key = $2', [
        caseId,
        event.data.clockKey,
        at,
      ]);
      await tx.query('UPDATE case_file SET escalations = escalations + 1 WHERE case_id = $1', [caseId]);
      return;
    case 'CaseCallBackAsked':
      return;
    case 'CaseCalledBack':
      await tx.query('UPDATE case_file SET called_back_at = $2, unreached_for = NULL WHERE case_id = $1', [caseId, at]);
      return;
    case 'CaseHolderUnreached':
      await tx.query('UPDATE case_file SET unreached_for = $2 WHERE case_id = $1', [caseId, event.data.reason]);
      return;
    case 'CaseClosed': {
      const { reason, costFen, outcome } = event.data;
      await tx.query(
        `UPDATE case_file SET state = 'closed', closed_at = $2, reason = $3, cost_fen = $4, outcome = $5 WHERE case_id = $1`,
        [caseId, at, reason, costFen, outcome],
      );
      await tx.query('UPDATE case_clock SET stopped_at = $2 WHERE case_id = $1 AND stopped_at IS NULL', [caseId, at]);
      return;
    }
    case 'CaseReopened':
      await tx.query(
        `UPDATE case_file SET state = 'open', reopened = reopened + 1, closed_at = NULL, answered_at = NULL,
           promised_at = NULL, called_back_at = NULL, unreached_for = NULL, cost_fen = NULL, outcome = NULL,
           expected = NULL, perceived = NULL
         WHERE case_id = $1`,
        [caseId],
      );
      return startClocks(tx, caseId, event.data.started);
    case 'CaseSatisfactionRecorded':
      await tx.query('UPDATE case_file SET expected = $2, perceived = $3 WHERE case_id = $1', [
        caseId,
        event.data.expected,
        event.data.perceived,
      ]);
      return;
    default:
      return compensated(tx, { envelope, event });
  }
}

/** Due of a clock that has not been started. */
const NEVER = Number.MAX_SAFE_INTEGER;

type CompensationEvent = Extract<CaseEvent, { type: `CaseCompensation${string}` }>;

async function compensated(
  tx: Tx,
  { envelope, event }: Pick<Recorded<CompensationEvent>, 'envelope' | 'event'>,
): Promise<void> {
  const at = envelope.occurredAt;
  const { compensationId } = event.data;
  switch (event.type) {
    case 'CaseCompensationProposed': {
      const { caseId, amountFen, provedLossFen, evidence, walletId, proposedBy } = event.data;
      await tx.query(
        `INSERT INTO case_compensation (compensation_id, case_id, position, issuer_id, amount_fen, proved_loss_fen, evidence,
                                        wallet_id, state, proposed_by, proposed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10)`,
        [
          compensationId,
          caseId,
          envelope.position,
          envelope.issuerId,
          amountFen,
          provedLossFen,
          evidence,
          walletId,
          proposedBy,
          at,
        ],
      );
      return;
    }
    case 'CaseCompensationApproved':
      await tx.query(
        `UPDATE case_compensation SET state = 'approved', role = $2, decided_by = $3, decided_at = $4
         WHERE compensation_id = $1`,
        [compensationId, event.data.role, event.data.approvedBy, at],
      );
      return;
    case 'CaseCompensationRejected':
      await tx.query(
        `UPDATE case_compensation SET state = 'rejected', reason = $2, decided_by = $3, decided_at = $4
         WHERE compensation_id = $1`,
        [compensationId, event.data.reason, event.data.rejectedBy, at],
      );
      return;
    case 'CaseCompensationPosted':
      await tx.query(`UPDATE case_compensation SET state = 'posted', claim_id = $2 WHERE compensation_id = $1`, [
        compensationId,
        event.data.claimId,
      ]);
      return;
    case 'CaseCompensationRefused':
      await tx.query(`UPDATE case_compensation SET state = 'refused', reason = $2 WHERE compensation_id = $1`, [
        compensationId,
        event.data.code,
      ]);
  }
}

interface ClockRow {
  readonly caseId: string;
  readonly clockKey: string;
  readonly dueAt: number;
  readonly warnAt: number | null;
  readonly stops: string | undefined;
  readonly role: string | null | undefined;
}

async function insertClock(tx: Tx, { caseId, clockKey, dueAt, warnAt, stops, role }: ClockRow): Promise<void> {
  // One that was not started stands stopped.
  const stoppedAt = dueAt === NEVER ? 0 : null;
  await tx.query(
    `INSERT INTO case_clock (case_id, clock_key, stops, role, due_at, warn_at, stopped_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [caseId, clockKey, stops ?? 'closed', role ?? null, dueAt, warnAt, stoppedAt],
  );
}

async function startClocks(
  tx: Tx,
  caseId: string,
  started: readonly { readonly clockKey: string; readonly dueAt: number; readonly warnAt: number | null }[],
): Promise<void> {
  for (const { clockKey, dueAt, warnAt } of started) {
    await tx.query(
      `UPDATE case_clock SET due_at = $3, warn_at = $4, warned_at = NULL, escalated_at = NULL, stopped_at = NULL
       WHERE case_id = $1 AND clock_key = $2`,
      [caseId, clockKey, dueAt, warnAt],
    );
  }
}

async function stopClocks(tx: Tx, caseId: string, moment: string, at: number): Promise<void> {
  await tx.query('UPDATE case_clock SET stopped_at = $3 WHERE case_id = $1 AND stops = $2 AND stopped_at IS NULL', [
    caseId,
    moment,
    at,
  ]);
}
