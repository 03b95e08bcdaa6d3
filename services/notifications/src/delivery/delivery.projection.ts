/** Deliveries as people ask for them: what waits for which channel, what is in doubt, what arrived; and the inbox of a holder. */
import type { DeliveryEvent, OutreachEvent, OutreachQueued } from '@scrip/contracts';
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
  revision: 2,
  events: [
    'OutreachQueued',
    'OutreachDeferred',
    'OutreachSwitched',
    'OutreachSuppressed',
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
    -- In the order in which it is handed over, so that a page of a long queue is no walk through all of it.
    CREATE INDEX delivery_due ON delivery (channel, (category <> 'security'), due_at, delivery_id)
      WHERE due_at IS NOT NULL;
    CREATE INDEX delivery_underway ON delivery (channel, due_at) WHERE state = 'underway';
    CREATE INDEX delivery_of_issuer ON delivery (issuer_id, position);
    CREATE INDEX delivery_in_state ON delivery (issuer_id, state, position);
    CREATE INDEX delivery_of_outreach ON delivery (outreach_id);
    CREATE INDEX delivery_of_holder ON delivery (issuer_id, holder_id, position);
    CREATE INDEX delivery_of_provider ON delivery (provider_key, issuer_id) WHERE provider_key IS NOT NULL`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const told = events as readonly Recorded<DeliveryEvent | OutreachEvent>[];
    const rows = await rowsOf(tx, [...new Set(told.flatMap(({ event }) => deliveryIn(event) ?? []))]);
    for (const { envelope, event } of told) {
      const id = deliveryIn(event);
      if (id === undefined) continue;
      const after = next(rows.get(id), envelope, event);
      if (after) rows.set(id, after);
    }
    await keep(tx, [...rows.values()]);
  },
};

/** A row as the table has it; numbers are whole and safe in JSON. */
interface StoredDelivery {
  readonly delivery_id: string;
  readonly position: number;
  readonly issuer_id: string;
  readonly outreach_id: string;
  readonly holder_id: string;
  readonly channel: string;
  readonly category: string;
  readonly state: DeliveryStateName;
  readonly attempts: number;
  readonly provider_key: string | null;
  readonly reason: string | null;
  readonly carrier_reference: string | null;
  readonly correlation_id: string;
  readonly cause_event_id: string;
  readonly traceparent: string | null;
  readonly queued_at: number;
  readonly due_at: number | null;
  readonly accepted_at: number | null;
  readonly reported_at: number | null;
  readonly read_at: number | null;
}

/** The delivery that a fact says something of; undefined where it says nothing of any. */
function deliveryIn(event: DeliveryEvent | OutreachEvent): string | undefined {
  switch (event.type) {
    case 'OutreachPlanned':
      return undefined;
    case 'OutreachQueued':
    case 'OutreachDeferred':
    case 'OutreachSuppressed':
    case 'OutreachSent':
    case 'OutreachFailed':
      return event.data.channel === null ? undefined : deliveryOf(event.data.outreachId, event.data.channel);
    case 'OutreachSwitched':
      return deliveryOf(event.data.outreachId, event.data.fromChannel);
    default:
      return event.data.deliveryId;
  }
}

/** The row after an event; undefined where there is none. */
function next(
  before: StoredDelivery | undefined,
  envelope: Envelope,
  event: DeliveryEvent | OutreachEvent,
): StoredDelivery | undefined {
  // A call is a task for somebody, and no delivery.
  if (event.type === 'OutreachQueued')
    return event.data.channel === 'call' ? undefined : queued(before, envelope, event.data);
  // Messages that were never queued have no delivery: what is said of them is for another table.
  if (before === undefined) return undefined;
  switch (event.type) {
    case 'OutreachPlanned':
      return undefined;
    case 'OutreachDeferred':
      // It is looked at again when its message is queued again.
      return ifWaiting(before, { reason: event.data.reason, due_at: null });
    case 'OutreachSwitched':
    case 'OutreachSuppressed':
    case 'OutreachFailed':
      return ifWaiting(before, { state: 'given_up', reason: event.data.reason, due_at: null });
    case 'OutreachSent':
      // Sent before deliveries were facts of their own: there is nothing left to do.
      return ifWaiting(before, { state: 'accepted', due_at: null });
    case 'DeliveryAttempted': {
      const { attempt, providerKey, attemptedAt } = event.data;
      const due_at = attemptedAt + ATTEMPT_WINDOW_MS;
      return { ...before, state: 'underway', attempts: attempt, provider_key: providerKey, reason: null, due_at };
    }
    case 'DeliveryAccepted': {
      const { carrierReference, acceptedAt } = event.data;
      const taken = { carrier_reference: carrierReference, accepted_at: acceptedAt };
      return { ...before, state: 'accepted', reason: null, ...taken, due_at: null };
    }
    case 'DeliveryRefused': {
      const { reason, nextAttemptAt } = event.data;
      return { ...before, state: nextAttemptAt === null ? 'given_up' : 'waiting', reason, due_at: nextAttemptAt };
    }
    case 'DeliveryDoubtful':
      return { ...before, state: 'doubtful', reason: event.data.reason, due_at: null };
    case 'DeliveryReported': {
      const { arrived, reason, reportedAt } = event.data;
      return { ...before, state: arrived ? 'arrived' : 'not_arrived', reason, reported_at: reportedAt };
    }
    case 'DeliveryRead':
      return { ...before, read_at: event.data.readAt };
  }
}

/** A message that is queued again, after it was put off, has the delivery that it had. */
function queued(
  before: StoredDelivery | undefined,
  { position, issuerId, correlationId, recordedAt, eventId, traceparent }: Envelope,
  { outreachId, holderId, channel, category }: OutreachQueued,
): StoredDelivery {
  if (before) return ifWaiting(before, { reason: null, due_at: recordedAt });
  return {
    delivery_id: deliveryOf(outreachId, channel),
    position,
    issuer_id: issuerId,
    outreach_id: outreachId,
    holder_id: holderId,
    channel,
    category,
    state: 'waiting',
    attempts: 0,
    provider_key: null,
    reason: null,
    carrier_reference: null,
    correlation_id: correlationId,
    cause_event_id: eventId,
    traceparent,
    queued_at: recordedAt,
    due_at: recordedAt,
    accepted_at: null,
    reported_at: null,
    read_at: null,
  };
}

function ifWaiting(before: StoredDelivery, change: Partial<StoredDelivery>): StoredDelivery {
  return before.state === 'waiting' ? { ...before, ...change } : before;
}

async function rowsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, StoredDelivery>> {
  // As JSON its whole numbers arrive as numbers, as they are written.
  const { rows } = await tx.query<{ row: StoredDelivery }>(
    'SELECT to_jsonb(delivery) AS row FROM delivery WHERE delivery_id = ANY ($1)',
    [ids],
  );
  return new Map(rows.map(({ row }) => [row.delivery_id, row]));
}

/** What changes after a delivery began; the rest of its row stays. */
const CHANGING = [
  'state',
  'attempts',
  'provider_key',
  'reason',
  'carrier_reference',
  'due_at',
  'accepted_at',
  'reported_at',
  'read_at',
];

async function keep(tx: Tx, rows: readonly StoredDelivery[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO delivery SELECT * FROM jsonb_populate_recordset(NULL::delivery, $1::jsonb)
     ON CONFLICT (delivery_id) DO UPDATE SET ${CHANGING.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [JSON.stringify(rows)],
  );
}
