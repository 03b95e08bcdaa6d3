/** The right to publish a service's log: one process at a time, with a term that rises at each change of hands. */
import { openConnection } from '@scrip/event-store';

/** Session advisory lock of the relay; each service has a database, and so a lock, of its own. */
const LOCK = [0x5c21, 1] as const;
/** A database that does not answer for so long is gone; the next holder may be at work already. */
const ANSWER_MS_MAX = 10_000;

/** Another process publishes now; whatever this one has sent since is in the topic twice, which consumers skip. */
export class TermLostError extends Error {
  override readonly name = 'TermLostError';
}

type Connection = Awaited<ReturnType<typeof openConnection>>;

/** One term of one holder. Ends with its connection: the lock is the session's. */
export class RelayTerm {
  readonly term: number;
  /** The highest position that was known to be published when the term began. */
  readonly from: number;
  readonly #connection: Connection;
  #lost = false;

  private constructor(connection: Connection, term: number, from: number) {
    this.#connection = connection;
    this.term = term;
    this.from = from;
    connection.once('end', () => {
      this.#lost = true;
    });
  }

  /**
   * Takes the relay over if nobody holds it; undefined when somebody does. `connectionUrl`: the service's database, app
   * role. Throws the database's errors.
   */
  static async tryTake(connectionUrl: string): Promise<RelayTerm | undefined> {
    const connection = await openConnection(connectionUrl);
    try {
      // If this machine vanishes, the server notices within half a minute and lets the lock go.
      await connection.query(
        'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3',
      );
      // A checkpoint lost in a crash costs a few messages sent twice; waiting for the disk would cost every batch.
      await connection.query('SET synchronous_commit = off');
      const lock = await connection.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
        ...LOCK,
      ]);
      if (!lock.rows[0]?.taken) {
        await connection.end();
        return undefined;
      }
      const { rows } = await connection.query<{ term: bigint; position: bigint }>(
        'UPDATE relay_checkpoint SET term = term + 1 RETURNING term, position',
      );
      const row = rows[0];
      if (!row) throw new TermLostError('the database has no relay checkpoint; run its migrations');
      return new RelayTerm(connection, Number(row.term), Number(row.position));
    } catch (error) {
      await connection.end().catch(() => undefined);
      throw error;
    }
  }

  /** True once the connection, and with it the lock, is gone. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Records that everything up to `position` is published. Throws TermLostError when another term has begun. */
  async advance(position: number): Promise<void> {
    const updated = await this.#answered(
      this.#connection.query({
        name: 'relay_advance',
        text: 'UPDATE relay_checkpoint SET position = $1 WHERE term = $2',
        values: [position, this.term],
      }),
    );
    if (updated.rowCount === 0) throw new TermLostError(`term ${this.term} is over`);
  }

  /** Gives the relay up. */
  async release(): Promise<void> {
    this.#lost = true;
    await this.#answered(this.#connection.end()).catch(() => undefined);
  }

  async #answered<T>(asked: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#lost = true;
        reject(new TermLostError(`the database did not answer within ${ANSWER_MS_MAX} ms`));
      }, ANSWER_MS_MAX);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
