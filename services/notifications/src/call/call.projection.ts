/** Call tasks as shops work them off, and calls as the centre looks at them. */
import type { CallEvent, ContactEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { expiryOf } from './call-expiry.ts';

export const callProjection: Projection = {
  name: 'call',
  revision: 3,
  events: [
    'CallTaskOpened',
    'CallTaskAssigned',
    'CallTaskClaimed',
    'CallTaskReleased',
    'CallTaskPutOff',
    'CallConnected',
    'CallMissed',
    'CallTaskClosed',
    'CallChecked',
    'ContactEnded',
    'ContactResumed',
  ],
  tables: `
    CREATE TABLE call_task (
      call_id text PRIMARY KEY,
      position bigint NOT NULL,          -- of its opening in the log: the order of lists
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      queue_key text NOT NULL,           -- a shop, or 'centre'
      purpose text NOT NULL,             -- what it is about; the script is found by it
      cause text NOT NULL,               -- outreach | case | follow_up | desk
      cause_id text,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      state text NOT NULL,               -- waiting | claimed | closed
      assigned_to text,                  -- subject of a token; null: anybody of the queue
      claimed_by text,
      claimed_until_at bigint,           -- epoch milliseconds, as the other times
      earliest_at bigint NOT NULL,       -- of the next call
      latest_at bigint,
      expires_at bigint,                 -- what it is about is over then; null: never
      ask_first boolean NOT NULL,        -- the number roams: the holder is asked first whether to go on
      attempts int NOT NULL,
      outcome text,                      -- of the last call
      closed_for text,
      closed_at bigint,
      is_gone boolean NOT NULL           -- the holder died, moved away, was erased or merged since
    );
    CREATE INDEX call_task_gone ON call_task (call_id) WHERE is_gone AND state <> 'closed';
    CREATE INDEX call_task_of_issuer ON call_task (issuer_id, position);
    CREATE INDEX call_task_of_holder ON call_task (issuer_id, holder_id, position);
    CREATE INDEX call_task_of_cause ON call_task (issuer_id, cause_id, position) WHERE cause_id IS NOT NULL;
    CREATE INDEX call_task_over ON call_task (latest_at) WHERE state <> 'closed';
    CREATE INDEX call_task_queue ON call_task (issuer_id, queue_key, earliest_at, position) WHERE state <> 'closed';
    CREATE TABLE call_made (
      call_id text NOT NULL,
      attempt int NOT NULL,              -- from 1
      position bigint NOT NULL,          -- of the call in the log: the order of lists
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      queue_key text NOT NULL,           -- that the task waited in
      purpose text NOT NULL,
      outcome text NOT NULL,             -- reached | refused | busy | no_answer | wrong_number
      called_by text NOT NULL,
      called_at bigint NOT NULL,         -- epoch milliseconds
      note_id text,                      -- what was said, in the vault of cards
      completed_fields text[] NOT NULL,  -- of the profile
      is_sampled boolean NOT NULL,       -- the centre checks it
      checked_by text,
      checked_at bigint,
      finding text,                      -- in_order | deviates
      remark_code text,
      PRIMARY KEY (call_id, attempt)
    );
    CREATE INDEX call_made_of_issuer ON call_made (issuer_id, position);
    CREATE INDEX call_made_of_holder ON call_made (issuer_id, holder_id, position);
    CREATE INDEX call_made_sampled ON call_made (issuer_id, position) WHERE is_sampled`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // People make them: a few a minute, each written by itself.
    for (const recorded of events as readonly Recorded<CallEvent | ContactEvent>[]) {
      const { envelope, event } = recorded;
      if (event.type === 'ContactEnded' || event.type === 'ContactResumed') {
        await tx.query(
          `UPDATE call_task SET is_gone = $3 WHERE issuer_id = $1 AND holder_id = $2 AND state <> 'closed'`,
          [envelope.issuerId, event.data.holderId, event.type === 'ContactEnded'],
        );
      } else await applyOne(tx, recorded as Recorded<CallEvent>);
    }
  },
};

async function applyOne(tx: Tx, { envelope, event }: Recorded<CallEvent>): Promise<void> {
  const at = envelope.occurredAt;
  switch (event.type) {
    case 'CallTaskOpened': {
      const { callId, holderId, queueKey, purpose, cause, causeId, programmeId, programmeVersion } = event.data;
      const { earliestAt, latestAt, askFirst } = event.data;
      await tx.query(
        `INSERT INTO call_task (call_id, position, issuer_id, holder_id, queue_key, purpose, cause, cause_id, programme_id,
                                programme_version, state, earliest_at, latest_at, expires_at, ask_first, attempts,
                                is_gone)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $12, $13, $14, 0, false)`,
        [
          callId,
          envelope.position,
          envelope.issuerId,
          holderId,
          queueKey,
          purpose,
          cause,
          causeId,
          programmeId,
          programmeVersion,
          earliestAt,
          latestAt,
          expiryOf(event.data),
          askFirst ?? false,
        ],
      );
      return;
    }
    case 'CallTaskAssigned':
      await tx.query('UPDATE call_task SET queue_key = $2, assigned_to = $3 WHERE call_id = $1', [
        event.data.callId,
        event.data.queueKey,
        event.data.assignedTo,
      ]);
      return;
    case 'CallTaskClaimed':
      await tx.query(
        `UPDATE call_task SET state = 'claimed', claimed_by = $2, claimed_until_at = $3,
           ask_first = coalesce($4, ask_first) WHERE call_id = $1`,
        [event.data.callId, event.data.claimedBy, event.data.claimedUntilAt, event.data.askFirst],
      );
      return;
    case 'CallTaskReleased':
      await tx.query(
        `UPDATE call_task SET state = 'waiting', claimed_by = NULL, claimed_until_at = NULL WHERE call_id = $1`,
        [event.data.callId],
      );
      return;
    case 'CallTaskPutOff':
      await tx.query(
        `UPDATE call_task SET state = 'waiting', claimed_by = NULL, claimed_until_at = NULL, earliest_at = $2, latest_at = $3
         WHERE call_id = $1`,
        [event.data.callId, event.data.earliestAt, event.data.latestAt],
      );
      return;
    case 'CallConnected':
      return made(tx, { ...event.data, position: envelope.position, issuerId: envelope.issuerId, at });
    case 'CallMissed':
      return made(tx, {
        ...event.data,
        completedFields: [],
        position: envelope.position,
        issuerId: envelope.issuerId,
        at,
      });
    case 'CallTaskClosed':
      await tx.query(
        `UPDATE call_task SET state = 'closed', closed_for = $2, closed_at = $3, claimed_by = NULL, claimed_until_at = NULL
         WHERE call_id = $1`,
        [event.data.callId, event.data.reason, at],
      );
      return;
    case 'CallChecked': {
      const { callId, attempt, checkedBy, finding, remarkCode } = event.data;
      await tx.query(
        `UPDATE call_made SET checked_by = $3, checked_at = $4, finding = $5, remark_code = $6
         WHERE call_id = $1 AND attempt = $2`,
        [callId, attempt, checkedBy, at, finding, remarkCode],
      );
    }
  }
}

interface Made {
  readonly callId: string;
  readonly attempt: number;
  readonly position: number;
  readonly issuerId: string;
  readonly holderId: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly calledBy: string;
  readonly at: number;
  readonly noteId: string | null;
  readonly completedFields: readonly string[];
  readonly isSampled: boolean;
  readonly secondCallAt: number | null;
}

async function made(tx: Tx, one: Made): Promise<void> {
  await tx.query(
    `INSERT INTO call_made (call_id, attempt, position, issuer_id, holder_id, queue_key, purpose, outcome, called_by,
                            called_at, note_id, completed_fields, is_sampled)
     SELECT $1, $2, $3, $4, $5, queue_key, $6, $7, $8, $9, $10, $11, $12 FROM call_task WHERE call_id = $1`,
    [
      one.callId,
      one.attempt,
      one.position,
      one.issuerId,
      one.holderId,
      one.purpose,
      one.outcome,
      one.calledBy,
      one.at,
      one.noteId,
      one.completedFields,
      one.isSampled,
    ],
  );
  await tx.query(
    `UPDATE call_task SET state = 'waiting', claimed_by = NULL, claimed_until_at = NULL, attempts = $2, outcome = $3,
       earliest_at = coalesce($4, earliest_at), latest_at = CASE WHEN $4::bigint IS NULL THEN latest_at END,
       expires_at = CASE WHEN $4::bigint IS NULL THEN expires_at END
     WHERE call_id = $1`,
    [one.callId, one.attempt, one.outcome, one.secondCallAt],
  );
}
