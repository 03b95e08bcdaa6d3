/** Deliveries whose time has come, with where they go: read from the table, addressed from the vault, kept nowhere. */
import type { DueItem } from '@scrip/chassis';
import { type EventLog, idFrom } from '@scrip/event-store';
import { type Addresses, addressesOf, HOLDERS_OF_READING } from '../channel/addresses.ts';
import { ADDRESS_OF, type ChannelName } from '../channel/provider.ts';
import type { OtherServices } from '../other-services.ts';
import type { OfDelivery } from './delivery.decider.ts';

/** A delivery that is due. */
export interface DueDelivery extends DueItem, OfDelivery {
  readonly issuerId: string;
  readonly correlationId: string;
  /** The fact that queued it, and its trace. */
  readonly causationId: string;
  readonly traceparent: string | null;
  readonly providerKey: string | null;
  /** Where it goes; undefined where the vault has none. */
  readonly address: string | undefined;
}

/** What a dead sender left under way, and the head of what is due; both are read from an index. */
const DUE = `SELECT * FROM (
    (SELECT * FROM delivery WHERE channel = $1 AND state = 'underway' AND due_at < $4 LIMIT $3)
    UNION
    (SELECT * FROM delivery WHERE channel = $1 AND due_at <= $2 ORDER BY category <> 'security', due_at, delivery_id LIMIT $3)
  ) AS due ORDER BY category <> 'security', due_at, delivery_id LIMIT $3`;

/** A row of what is due. */
export interface DueRow {
  readonly delivery_id: string;
  readonly outreach_id: string;
  readonly issuer_id: string;
  readonly holder_id: string;
  readonly channel: ChannelName;
  readonly provider_key: string | null;
  readonly correlation_id: string;
  readonly cause_event_id: string;
  readonly traceparent: string | null;
  readonly attempts: number;
  readonly due_at: bigint;
}

/** Which deliveries are asked for; moments are epoch milliseconds. */
export interface DueAsked {
  readonly channel: ChannelName;
  readonly now: number;
  /** Under way longer than this, its sender is gone. */
  readonly underwayUntil: number;
  readonly limit: number;
}

/** What is due on a channel, security messages first, then the longest overdue. */
export async function dueRows(pool: EventLog['pool'], asked: DueAsked): Promise<readonly DueRow[]> {
  const { channel, now, underwayUntil, limit } = asked;
  const values = [channel, now, limit, underwayUntil];
  const { rows } = await pool.query<DueRow>({ name: 'delivery_due', text: DUE, values });
  return rows;
}

/**
 * The same with their addresses, one reading of the vault for a thousand holders of an issuer; those of an issuer whose vault does not answer
 * are left out, and are due again. `isAsked`: whether anybody on the channel needs an address.
 */
export async function addressed(
  services: OtherServices,
  rows: readonly DueRow[],
  isAsked: boolean,
): Promise<readonly DueDelivery[]> {
  const known = new Map<string, Addresses>();
  const unanswered = new Set<string>();
  if (isAsked) {
    for (const [issuerId, ofIssuer] of Map.groupBy(rows, (row) => row.issuer_id)) {
      const holderIds = [...new Set(ofIssuer.map((row) => row.holder_id))];
      const correlationId = idFrom('due', ofIssuer[0]?.delivery_id ?? '');
      for (let from = 0; from < holderIds.length; from += HOLDERS_OF_READING) {
        const part = holderIds.slice(from, from + HOLDERS_OF_READING);
        const read = await addressesOf(services, { issuerId, correlationId, traceparent: null }, part);
        if (!read) unanswered.add(issuerId);
        for (const [holderId, addresses] of read ?? []) known.set(holderId, addresses);
      }
    }
  }
  return rows.filter((row) => !unanswered.has(row.issuer_id)).map((row) => itemOf(row, known.get(row.holder_id)));
}

/** Names what is due of a delivery: the next attempt, or one that was put off, is due under another name. */
export function dueId({ delivery_id, attempts, due_at }: DueRow): string {
  return `${delivery_id} ${attempts} ${due_at}`;
}

function itemOf(row: DueRow, addresses: Addresses | undefined): DueDelivery {
  const field = ADDRESS_OF[row.channel];
  return {
    id: dueId(row),
    dueAt: Number(row.due_at),
    deliveryId: row.delivery_id,
    outreachId: row.outreach_id,
    issuerId: row.issuer_id,
    holderId: row.holder_id,
    channel: row.channel,
    providerKey: row.provider_key,
    correlationId: row.correlation_id,
    causationId: row.cause_event_id,
    traceparent: row.traceparent,
    address: field === null ? undefined : addresses?.[field],
  };
}
