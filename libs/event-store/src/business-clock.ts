/** Business time: the machine's clock, which local and sandbox modes may run ahead of, to see a month end today. */

import { openPool } from './database.ts';
import type { EventLog } from './event-log.ts';

export class BusinessClock {
  #aheadMs: number;

  private constructor(aheadMs: number) {
    this.#aheadMs = aheadMs;
  }

  /** The clock as the service's database has it. */
  static async open(connection: string): Promise<BusinessClock> {
    const pool = openPool(connection);
    try {
      const { rows } = await pool.query<{ ahead_ms: bigint }>('SELECT ahead_ms FROM business_clock');
      return new BusinessClock(Number(rows[0]?.ahead_ms ?? 0n));
    } finally {
      await pool.end();
    }
  }

  /** Epoch milliseconds. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Moves business time forward to `to` (epoch milliseconds), for good. Throws RangeError when that is in its past. */
  async moveTo(log: EventLog, to: number): Promise<void> {
    const aheadMs = to - Date.now();
    if (aheadMs < this.#aheadMs) throw new RangeError('business time does not run backwards');
    await log.pool.query('UPDATE business_clock SET ahead_ms = greatest(ahead_ms, $1)', [aheadMs]);
    this.#aheadMs = aheadMs;
  }
}
