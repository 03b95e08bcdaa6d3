import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, createDatabases, keepPasswords, migrateDatabase, type ServiceDatabase } from './databases.ts';
import { openState } from './places.ts';
import { freePorts } from './ports.ts';
import { type PostgresPart, startPostgres } from './postgres.ts';

async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  // The server ends connections when it is stopped; that is no failure here.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the local Postgres', () => {
  let root = '';
  let server: PostgresPart;
  let ledger: ServiceDatabase;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'scrip-postgres-'));
    const folders = openState(join(root, 'state'));
    server = await startPostgres({
      dir: folders.postgres,
      port: await freePorts(1),
      logFile: join(folders.logs, 'postgres.log'),
      pidFile: join(folders.run, 'postgres.pid'),
      passwordFile: join(folders.root, 'admin.password'),
    });
    const passwords = keepPasswords(join(folders.root, 'roles.json'), ['ledger']);
    const [made] = await createDatabases({ adminUrl: server.adminUrl, services: ['ledger'], passwords });
    if (!made) throw new Error('no database was made');
    ledger = made;
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    rmSync(root, { recursive: true });
  }, 30_000);

  it('keeps what was committed through a kill', async () => {
    await query(server.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    await server.kill('SIGKILL');
    await server.restart();
    expect(await query(server.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('writes to the disk before it answers', async () => {
    const settings = `SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) AS all FROM pg_settings
      WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'password_encryption')`;
    expect(await query(server.adminUrl, settings)).toEqual([
      {
        all: 'fsync=on full_page_writes=on listen_addresses=127.0.0.1 password_encryption=scram-sha-256 synchronous_commit=on',
      },
    ]);
  });

  it('lets nobody in with a wrong password', async () => {
    const wrong = new URL(server.adminUrl);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(root, 'state', 'admin.password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(root, 'state', 'roles.json')).mode & 0o777).toBe(0o600);
  });

  it('lets a service read its log and make schemas, but not change its log', async () => {
    expect(await query(ledger.appUrl, 'SELECT count(*)::int AS events FROM event')).toEqual([{ events: 0 }]);
    await query(ledger.appUrl, 'CREATE SCHEMA projection_sample');
    await expect(query(ledger.appUrl, 'DELETE FROM event')).rejects.toThrow('permission denied for table event');
    await expect(query(ledger.appUrl, 'DROP TABLE event')).rejects.toThrow('must be owner of table event');
  });

  it("keeps a service out of another's database", async () => {
    const passwords = keepPasswords(join(root, 'state', 'roles.json'), ['ledger', 'cards']);
    const cards = await createDatabase({ adminUrl: server.adminUrl, service: 'cards', passwords, database: 'cards_1' });
    const url = new URL(ledger.appUrl);
    url.pathname = new URL(cards.appUrl).pathname;
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow('permission denied for database');
  });

  it('may be prepared again, its roles by several at once', async () => {
    const passwords = keepPasswords(join(root, 'state', 'roles.json'), ['ledger']);
    const again = (): Promise<ServiceDatabase> =>
      createDatabase({ adminUrl: server.adminUrl, service: 'ledger', passwords });
    await expect(Promise.all([again(), again(), again()])).resolves.toEqual([ledger, ledger, ledger]);
    await expect(migrateDatabase(ledger)).resolves.toBeUndefined();
  });
});
