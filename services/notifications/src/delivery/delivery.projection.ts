/** Deliveries as people ask for them: what waits for which channel, what is in doubt, what arrived; and the inbox of a holder. */
import type { DeliveryEvent, OutreachEvent } from '@scrip/contracts';
import { type Envelope, idFrom, type Projection, type Recorded, type Tx } from '@scrip/event-store';

/** Where a delivery is in its life. */
export const DELIVERY_STATES = [
  'waiting',
  'underway',
  'doubtful',
  'accepted',
  'arrived',
  'not_arrived',
  'given_up',
] as const;
export type DeliveryStateName = (typeof DELIVERY_STATES)[number];

/** How long an attempt may take before it is taken for one whose process died, in milliseconds. */
export const ATTEMPT_WINDOW_MS = 120_000;

/** A message has one delivery on each channel. */
export function deliveryOf(outreachId: string, channel: string): string {
  return idFrom('dlv', `${outreachId} ${channel}`);
}

export const deliveryProjection: Projection = {
  name: 'delivery',
  revision: 1,
  events: [
    'OutreachQueued',
    'OutreachSent',
    'OutreachFailed',
    'DeliveryAttempted',
    'DeliveryAccepted',
    'DeliveryRefused',
    'DeliveryDoubtful',
    'DeliveryReported',
    'DeliveryRead',
  ],
  tables: `
    CREATE TABLE delivery (
      delivery_id text PRIMARY KEY,
      position bigint NOT NULL,        -- of the fact that queued it; the order of lists
      issuer_id text NOT NULL,
      outreach_id text NOT NULL,
      holder_id text NOT NULL,
      channel text NOT NULL,           -- sms, email, webhook, inbox
      category text NOT NULL,          -- service, marketing, security
      state text NOT NULL,             -- waiting, underway, doubtful, accepted, arrived, not_arrived, given_up
      attempts int NOT NULL,
      provider_key text,               -- of the last attempt; null before the first
      reason text,                     -- why it waits again, is in doubt, was given up or did not arrive
      carrier_reference text,          -- what the provider calls it
      correlation_id text NOT NULL,
      cause_event_id text NOT NULL,    -- the fact that queued it
      traceparent text,                -- of that fact; null where nothing is traced
      queued_at bigint NOT NULL,       -- epoch milliseconds, as the rest
      due_at bigint,                   -- when it is looked at; null where nobody looks by himself
      accepted_at bigint,
      reported_at bigint,              -- by the carrier's clock
      read_at bigint                   -- in the inbox
    );
    CREATE INDEX delivery_due ON delivery (channel, due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX delivery_of_issuer ON delivery (issuer_id, position);
    CREATE INDEX delivery_in_state ON delivery (issuer_id, state, position);
    CREATE INDEX delivery_of_outreach ON delivery (outreach_id);
    CREATE INDEX delivery_of_holder ON delivery (issuer_id, holder_id, position);
    CREATE INDEX delivery_of_provider ON delivery (provider_key, issuer_id) WHERE provider_key IS NOT NULL`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<DeliveryEvent | OutreachEvent>[]) {
      const change = changeBy(envelope, event);
      if (change) await tx.query(change.sql, [...change.values]);
    }
  },
};

interface Change {
  readonly sql: string;
  readonly values: readonly unknown[];
}

function changeBy(envelope: Envelope, event: DeliveryEvent | OutreachEvent): Change | undefined {
  switch (event.type) {
    case 'OutreachQueued': {
      const { outreachId, holderId, channel, category } = event.data;
      if (channel === 'call') return undefined;
      const { position, issuerId, correlationId, recordedAt, eventId, traceparent } = envelope;
      return {
        sql: `INSERT INTO delivery (delivery_id, position, issuer_id, outreach_id, holder_id, channel, category, state,
                attempts, correlation_id, cause_event_id, traceparent, queued_at, due_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $9, $10, $11, $11)
              ON CONFLICT DO NOTHING`,
        values: [
          deliveryOf(outreachId, channel),
          position,
          issuerId,
          outreachId,
          holderId,
          channel,
          category,
          correlationId,
          eventId,
          traceparent,
          recordedAt,
        ],
      };
    }
    case 'OutreachSent':
    case 'OutreachFailed': {
      // Sent before deliveries were facts of their own, or given up by an operator: there is nothing left to do.
      const { outreachId, channel } = event.data;
      return {
        sql: `UPDATE delivery SET state = CASE WHEN state = 'waiting' THEN $2 ELSE state END, due_at = NULL
              WHERE delivery_id = $1 AND state = 'waiting'`,
        values: [deliveryOf(outreachId, channel), event.type === 'OutreachSent' ? 'accepted' : 'given_up'],
      };
    }
    case 'DeliveryAttempted': {
      const { deliveryId, attempt, providerKey, attemptedAt } = event.data;
      return set(deliveryId, {
        state: 'underway',
        attempts: attempt,
        provider_key: providerKey,
        reason: null,
        due_at: attemptedAt + ATTEMPT_WINDOW_MS,
      });
    }
    case 'DeliveryAccepted': {
      const { deliveryId, carrierReference, acceptedAt } = event.data;
      return set(deliveryId, {
        state: 'accepted',
        reason: null,
        carrier_reference: carrierReference,
        accepted_at: acceptedAt,
        due_at: null,
      });
    }
    case 'DeliveryRefused': {
      const { deliveryId, reason, nextAttemptAt } = event.data;
      return set(deliveryId, {
        state: nextAttemptAt === null ? 'given_up' : 'waiting',
        reason,
        due_at: nextAttemptAt,
      });
    }
    case 'DeliveryDoubtful':
      return set(event.data.deliveryId, { state: 'doubtful', reason: event.data.reason, due_at: null });
    case 'DeliveryReported': {
      const { deliveryId, arrived, reason, reportedAt } = event.data;
      return set(deliveryId, { state: arrived ? 'arrived' : 'not_arrived', reason, reported_at: reportedAt });
    }
    case 'DeliveryRead':
      return set(event.data.deliveryId, { read_at: event.data.readAt });
    default:
      return undefined;
  }
}

function set(deliveryId: string, columns: Readonly<Record<string, string | number | null>>): Change {
  const names = Object.keys(columns);
  return {
    sql: `UPDATE delivery SET ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} WHERE delivery_id = $1`,
    values: [deliveryId, ...Object.values(columns)],
  };
}
