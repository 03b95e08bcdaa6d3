/** Connections of a service to its own database. */
import pg from 'pg';
import { BinaryArrayClient } from './binary-arrays.ts';

const INT8 = 20;

/** int8 as bigint: amounts must not pass through a double. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 && format !== 'binary' ? (text: string) => BigInt(text) : pg.types.getTypeParser(oid, format),
};

/** What a projection's handler, a consumer's `writes` and a query run SQL on. */
export type Tx = Pick<pg.ClientBase, 'query'>;

const POOL_CONNECTIONS = 8;

/** A pool whose unqualified names find `schemas` first (the live projections), then the log's own tables. */
export function openPool(connection: string, schemas: readonly string[] = []): pg.Pool {
  const path = [...schemas.map((name) => `"${name}"`), 'public'].join(',');
  const pool = new pg.Pool({
    connectionString: connection,
    Client: BinaryArrayClient,
    max: POOL_CONNECTIONS,
    types,
    options: `-c search_path=${path}`,
    connectionTimeoutMillis: 5_000,
  });
  // An idle connection that breaks (Postgres restarted) is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** One connection for the group commit; the caller listens for its end. */
export async function openConnection(connection: string): Promise<pg.Client> {
  const client = new BinaryArrayClient({ connectionString: connection, types, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Runs `work` in one transaction; anything it throws rolls back. */
export async function transaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** True for errors of the world (connection lost, server shutting down, out of resources): worth another try. */
export function isStoreDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    return /^(08|53|57P|58)/.test(code) || /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code);
  }
  return /Connection terminated|connection is closed|timeout exceeded when trying to connect|timeout expired|not queryable/i.test(
    error.message,
  );
}
