/** Reservations of entitlements whose time is over, by the business clock: the uses are free again. */
import type { DueItem, DueWork } from '@scrip/chassis';
import { EventLog, idFrom } from '@scrip/event-store';
import { entitlementDecider, expire } from './entitlement.decider.ts';
import { overdueReservations } from './entitlement-use.projection.ts';

/** A reservation that holds no longer. */
export interface OverdueReservation extends DueItem {
  readonly issuerId: string;
  readonly entitlementId: string;
}

export class OverdueReservations implements DueWork<OverdueReservation> {
  readonly name = 'entitlement_reservation';
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  async due(now: number, limit: number): Promise<readonly OverdueReservation[]> {
    const overdue = await overdueReservations(this.#log.pool, now, limit);
    return overdue.map(({ issuerId, entitlementId, useId: id, expiresAt: dueAt }) => {
      return { id, issuerId, entitlementId, dueAt };
    });
  }

  /** Over from the moment that was said, however late this runs. */
  async carryOut({ id, issuerId, entitlementId, dueAt }: OverdueReservation): Promise<'done'> {
    await this.#log.execute({
      who: {
        issuerId,
        actor: 'service:tiering',
        occurredAt: dueAt,
        correlationId: idFrom('due', `${id} ${dueAt}`),
        causationId: null,
        traceparent: null,
      },
      key: null,
      decider: entitlementDecider,
      streamId: entitlementId,
      decide: (state) => expire(state, id, dueAt),
    });
    return 'done';
  }
}
