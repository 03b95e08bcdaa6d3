import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type ThrowawayDatabase, throwawayDatabase } from './database.ts';

describe('a throwaway database', () => {
  const made: ThrowawayDatabase[] = [];
  let database: ThrowawayDatabase;

  async function make(): Promise<ThrowawayDatabase> {
    const one = await throwawayDatabase('trial');
    made.push(one);
    return one;
  }

  async function ask(url: string, sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  beforeAll(async () => {
    database = await make();
  });

  afterAll(() => Promise.all(made.map((one) => one.drop())));

  it('has the tables of a log, begun for its service', async () => {
    const { rows } = await ask(database.appUrl, 'SELECT service, position FROM log_head');
    expect(rows).toEqual([{ service: 'trial', position: '0' }]);
  });

  it('gives the service what it has in production: schemas of its own, no change of an event', async () => {
    await ask(database.appUrl, 'CREATE SCHEMA wallet_balance');
    await expect(ask(database.appUrl, 'UPDATE event SET position = 1')).rejects.toMatchObject({ code: '42501' });
    await expect(ask(database.appUrl, 'DELETE FROM event')).rejects.toMatchObject({ code: '42501' });
    await expect(ask(database.appUrl, 'CREATE TABLE public.mine (one int)')).rejects.toMatchObject({ code: '42501' });
  });

  it('is closed to the service of another one', async () => {
    const other = await make();
    const astray = new URL(database.appUrl);
    astray.pathname = new URL(other.appUrl).pathname;
    await expect(ask(astray.href, 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
  });

  it('is gone when it was dropped, even under an open connection', async () => {
    const gone = await make();
    const client = new pg.Client({ connectionString: gone.appUrl });
    client.on('error', () => undefined);
    await client.connect();
    await gone.drop();
    await client.end();
    await expect(ask(gone.appUrl, 'SELECT 1')).rejects.toBeInstanceOf(Error);
  });
});
