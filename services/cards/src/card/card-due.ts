/** Cards whose validity is over by the business clock: they open nothing any more. */
import type { DueItem, DueWork } from '@scrip/chassis';
import { type EventLog, idFrom } from '@scrip/event-store';
import { cardDecider } from './card.decider.ts';
import { expireCard } from './card-desk.rule.ts';

/** A card whose last day is over. */
export interface DueCard extends DueItem {
  readonly issuerId: string;
}

export class CardDue implements DueWork<DueCard> {
  readonly name = 'card_due';
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  async due(now: number, limit: number): Promise<readonly DueCard[]> {
    const { rows } = await this.#log.pool.query<{ card_id: string; issuer_id: string; expires_at: bigint }>({
      name: 'card_due',
      text: `SELECT card_id, issuer_id, expires_at FROM card
             WHERE expires_at <= $1 AND state IN ('in_stock', 'issued', 'active', 'suspended', 'damaged')
             ORDER BY expires_at LIMIT $2`,
      values: [now, limit],
    });
    return rows.map((row) => ({ id: row.card_id, issuerId: row.issuer_id, dueAt: Number(row.expires_at) }));
  }

  /** It happens when it was due, however late this runs. */
  async carryOut({ id: cardId, issuerId, dueAt }: DueCard): Promise<'done'> {
    await this.#log.execute({
      who: {
        issuerId,
        actor: 'service:cards',
        occurredAt: dueAt,
        correlationId: idFrom('due', `${cardId} ${dueAt}`),
        causationId: null,
        traceparent: null,
      },
      key: null,
      decider: cardDecider,
      streamId: cardId,
      // Refused where it ended otherwise in the meantime: then there is nothing left to do.
      decide: expireCard,
    });
    return 'done';
  }
}
