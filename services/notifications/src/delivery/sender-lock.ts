/** Which copy of the service hands messages over: the one whose connection holds an advisory lock. It frees itself when that copy dies. */
import type { EventLog } from '@scrip/event-store';

/** Names the lock within the service's database; another than the relay's. */
const LOCK = [0x5c21, 2] as const;

type Pool = EventLog['pool'];

/** A connection that is kept for the lock. */
interface Kept {
  query(text: string, values: number[]): Promise<unknown>;
  release(): void;
}

export class SenderLock {
  readonly #pool: Pool;
  #client: Kept | undefined;
  #since = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Since when this copy is the sender (epoch milliseconds, by `now`); takes the lock where it is free, undefined where
   * another copy has it. Throws the pool's errors.
   */
  async heldSince(now: number): Promise<number | undefined> {
    if (this.#client) return this.#since;
    const client = await this.#pool.connect();
    try {
      const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', [...LOCK]);
      if (rows[0]?.got !== true) {
        client.release();
        return undefined;
      }
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.once('error', () => {
      // The pool counts a connection until it is told that it is gone.
      client.release(true);
      this.#client = undefined;
    });
    this.#client = client;
    this.#since = now;
    return now;
  }

  /** Lets another copy be the sender. */
  async release(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    await client.query('SELECT pg_advisory_unlock($1, $2)', [...LOCK]);
    client.release();
  }
}
