/** What is asked of deliveries: lists, counts, and the inbox of a holder. */
import type { EventLog } from '@scrip/event-store';
import type { DeliveryStateName } from './delivery.projection.ts';

/** A delivery as it is listed; times are epoch milliseconds. */
export interface DeliveryView {
  readonly deliveryId: string;
  readonly outreachId: string;
  readonly holderId: string;
  readonly channel: string;
  readonly category: string;
  readonly state: DeliveryStateName;
  readonly attempts: number;
  readonly providerKey: string | null;
  readonly reason: string | null;
  readonly carrierReference: string | null;
  readonly correlationId: string;
  readonly queuedAt: number;
  readonly dueAt: number | null;
  readonly acceptedAt: number | null;
  readonly reportedAt: number | null;
  readonly readAt: number | null;
}

/** What narrows a list; undefined: everything. */
export interface DeliveryAsked {
  readonly issuerId: string;
  readonly deliveryId?: string | undefined;
  readonly outreachId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly channel?: string | undefined;
  readonly state?: string | undefined;
  readonly providerKey?: string | undefined;
  readonly category?: string | undefined;
  /** Only those that a provider has. */
  readonly taken?: boolean | undefined;
  /** Only those that a provider has or may have. */
  readonly gone?: boolean | undefined;
  /** Positions below this one. */
  readonly before: bigint;
  readonly limit: number;
}

interface Row {
  readonly position: bigint;
  readonly delivery_id: string;
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
  readonly queued_at: bigint;
  readonly due_at: bigint | null;
  readonly accepted_at: bigint | null;
  readonly reported_at: bigint | null;
  readonly read_at: bigint | null;
}

/** Deliveries with their places in the list, the latest first. */
export async function deliveriesOf(
  pool: EventLog['pool'],
  asked: DeliveryAsked,
): Promise<readonly { readonly position: bigint; readonly view: DeliveryView }[]> {
  const { issuerId, deliveryId, outreachId, holderId, channel, state, providerKey, category } = asked;
  const { taken = false, gone = false, before, limit } = asked;
  const { rows } = await pool.query<Row>(
    `SELECT * FROM delivery
     WHERE issuer_id = $1 AND position < $2
       AND ($3::text IS NULL OR delivery_id = $3) AND ($4::text IS NULL OR outreach_id = $4)
       AND ($5::text IS NULL OR holder_id = $5) AND ($6::text IS NULL OR channel = $6)
       AND ($7::text IS NULL OR state = $7) AND ($8::text IS NULL OR provider_key = $8)
       AND (NOT $9 OR state IN ('accepted', 'arrived', 'not_arrived'))
       AND (NOT $10 OR state IN ('underway', 'doubtful', 'accepted', 'arrived', 'not_arrived'))
       AND ($11::text IS NULL OR category = $11)
     ORDER BY position DESC LIMIT $12`,
    [issuerId, before, deliveryId, outreachId, holderId, channel, state, providerKey, taken, gone, category, limit],
  );
  return rows.map((row) => ({ position: row.position, view: viewOf(row) }));
}

/** How many deliveries of an issuer are in which state, by channel and provider. */
export async function deliveryCounts(pool: EventLog['pool'], issuerId: string): Promise<readonly object[]> {
  const { rows } = await pool.query<{
    channel: string;
    provider_key: string | null;
    state: string;
    deliveries: bigint;
  }>(
    `SELECT channel, provider_key, state, count(*) AS deliveries FROM delivery WHERE issuer_id = $1
     GROUP BY channel, provider_key, state ORDER BY channel, provider_key, state`,
    [issuerId],
  );
  return rows.map(({ channel, provider_key: providerKey, state, deliveries }) => ({
    channel,
    providerKey,
    state,
    deliveries,
  }));
}

function viewOf(row: Row): DeliveryView {
  return {
    deliveryId: row.delivery_id,
    outreachId: row.outreach_id,
    holderId: row.holder_id,
    channel: row.channel,
    category: row.category,
    state: row.state,
    attempts: row.attempts,
    providerKey: row.provider_key,
    reason: row.reason,
    carrierReference: row.carrier_reference,
    correlationId: row.correlation_id,
    queuedAt: Number(row.queued_at),
    dueAt: orNull(row.due_at),
    acceptedAt: orNull(row.accepted_at),
    reportedAt: orNull(row.reported_at),
    readAt: orNull(row.read_at),
  };
}

function orNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
