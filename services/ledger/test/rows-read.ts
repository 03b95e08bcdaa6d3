/** How much Postgres read, counted by itself: what is found so holds for whatever plan it chose. */
import type { EventLog } from '@scrip/event-store';

type Pool = EventLog['pool'];

/**
 * Of no wallet: where the log ends and how far its tables are, looked at a few times a second, and the verdicts of all
 * commands, which are looked up by key and read whole as long as they are few.
 */
const LEFT_OUT = ['log_head', 'projection_checkpoint', 'verdict'];

/**
 * Rows of tables and entries of indexes that were read while `work` ran, by table; of all that uses the database through
 * these pools. Nothing else may be under way.
 */
export async function rowsRead(
  pools: readonly Pool[],
  work: () => Promise<unknown>,
): Promise<ReadonlyMap<string, number>> {
  const before = await counted(pools);
  await work();
  const after = await counted(pools);
  return new Map([...after].map(([table, read]) => [table, read - (before.get(table) ?? 0)]));
}

/** All of them together. */
export function rowsIn(read: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const rows of read.values()) sum += rows;
  return sum;
}

async function counted(pools: readonly Pool[]): Promise<ReadonlyMap<string, number>> {
  for (const pool of pools) await tellAll(pool);
  const { rows } = await (pools[0] as Pool).query<{ name: string; read: bigint }>(
    `SELECT t.relname AS name, (t.seq_tup_read + coalesce(sum(i.idx_tup_read), 0))::bigint AS read
     FROM pg_stat_user_tables AS t LEFT JOIN pg_stat_user_indexes AS i USING (relid)
     WHERE t.relname <> ALL ($1::text[]) GROUP BY t.relid, t.relname, t.seq_tup_read`,
    [LEFT_OUT],
  );
  return new Map(rows.map(({ name, read }) => [name, Number(read)]));
}

/** A connection keeps its counts to itself for a while unless it is asked for them: each of the pool is. */
async function tellAll(pool: Pool): Promise<void> {
  const clients = await Promise.all(Array.from({ length: pool.options.max ?? 1 }, () => pool.connect()));
  try {
    for (const client of clients) await client.query('SELECT pg_stat_force_next_flush()');
  } finally {
    for (const client of clients) client.release();
  }
}
