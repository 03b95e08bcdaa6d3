/** Prices that no receipt can name any more are forgotten. */
import { businessDate } from '@scrip/calendar';
import type { DueItem, DueWork } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';

const MS_OF_DAY = 86_400_000;
/**
 * So long after its last moment, or after it was told where that was later, a price is kept for receipts that come late, as
 * from a till that was cut off: 62 days.
 */
export const QUOTE_KEPT_MS = 62 * MS_OF_DAY;

/** Some of the prices whose time is over. */
interface QuotesOver extends DueItem {
  readonly quoteIds: readonly string[];
}

export class QuoteDue implements DueWork<QuotesOver> {
  readonly name = 'price_quote_over';
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** One item for as many prices as may be done at once. */
  async due(now: number, limit: number): Promise<readonly QuotesOver[]> {
    const { rows } = await this.#log.pool.query<{ quote_id: string; until: bigint }>({
      name: 'price_quote_over',
      text: `SELECT quote_id, greatest(expires_at, recorded_at) AS until FROM price_quote
             WHERE greatest(expires_at, recorded_at) < $1 ORDER BY until LIMIT $2`,
      values: [now - QUOTE_KEPT_MS, limit],
    });
    const [first] = rows;
    if (!first) return [];
    const dueAt = Number(first.until) + QUOTE_KEPT_MS;
    return [{ id: businessDate(dueAt), dueAt, quoteIds: rows.map((row) => row.quote_id) }];
  }

  async carryOut({ quoteIds }: QuotesOver): Promise<'done'> {
    await this.#log.pool.query('DELETE FROM price_quote WHERE quote_id = ANY ($1)', [quoteIds]);
    return 'done';
  }
}
