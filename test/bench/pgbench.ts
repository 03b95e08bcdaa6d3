/**
 * The yardstick: one row per transaction into a table of the event table's own shape, same Postgres, same settings,
 * prepared, 64 clients. By pgbench, or where it is not installed by 64 prepared connections from here, which it says.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

export interface Yardstick {
  readonly opsPerSecond: number;
  readonly by: 'pgbench' | 'prepared connections';
}

const TABLE = `
  DROP TABLE IF EXISTS yardstick;
  CREATE TABLE yardstick (LIKE event INCLUDING DEFAULTS);
  ALTER TABLE yardstick ALTER position ADD GENERATED ALWAYS AS IDENTITY;
  ALTER TABLE yardstick ADD PRIMARY KEY (position);
  ALTER TABLE yardstick ADD UNIQUE (stream_id, version);`;

/** Body and envelope of the size that the events of this database have on average. */
function statement(bodyBytes: number, streamId: string, version: string): string {
  return `INSERT INTO yardstick (epoch, stream, stream_id, version, event_id, type, schema, occurred_at, recorded_at,
    issuer_id, actor, correlation_id, causation_id, traceparent, body, leaf)
    VALUES (1, 'wallet', ${streamId}, ${version}, 'evt_01K0000000000000000000000', 'WalletSpent', decode(repeat('ab', 32), 'hex'),
    1760000000000, 1760000000000, 'iss_demo', 'importer', 'cor_01K0000000000000000000000', NULL,
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', decode(repeat('cd', ${bodyBytes}), 'hex'), decode(repeat('ef', 32), 'hex'))`;
}

/** Measures for `seconds`; `ownerUrl` is the ledger's database under its owner. */
export async function measureYardstick(ownerUrl: string, clients: number, seconds: number): Promise<Yardstick> {
  const admin = new pg.Client(ownerUrl);
  await admin.connect();
  try {
    await admin.query(TABLE);
    const { rows } = await admin.query<{ bytes: number }>(
      'SELECT coalesce(avg(octet_length(body)), 150)::int AS bytes FROM (SELECT body FROM event ORDER BY position DESC LIMIT 1000) AS last',
    );
    const bodyBytes = rows[0]?.bytes ?? 150;
    return (
      (await byPgbench(ownerUrl, clients, seconds, bodyBytes)) ??
      (await byConnections(ownerUrl, clients, seconds, bodyBytes))
    );
  } finally {
    await admin.query('DROP TABLE IF EXISTS yardstick');
    await admin.end();
  }
}

async function byPgbench(
  url: string,
  clients: number,
  seconds: number,
  bodyBytes: number,
): Promise<Yardstick | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'scrip-bench-'));
  try {
    const script = join(folder, 'insert.sql');
    writeFileSync(
      script,
      `\\set wallet random(1, 10000)\n\\set version random(1, 9000000000000000)\n${statement(bodyBytes, "'wal_01K00000000000000000' || :wallet", ':version').replaceAll('\n', ' ')};\n`,
    );
    const { hostname, port, username, password, pathname } = new URL(url);
    const { stdout } = await run(
      'pgbench',
      [
        '-h',
        hostname,
        '-p',
        port,
        '-U',
        username,
        '-n',
        '-M',
        'prepared',
        '-c',
        String(clients),
        '-j',
        '2',
        '-T',
        String(seconds),
        '-f',
        script,
        pathname.slice(1),
      ],
      { env: { ...process.env, PGPASSWORD: decodeURIComponent(password) } },
    );
    const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
    if (tps === undefined) throw new Error(`pgbench said: ${stdout}`);
    return { opsPerSecond: Number(tps), by: 'pgbench' };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function byConnections(url: string, clients: number, seconds: number, bodyBytes: number): Promise<Yardstick> {
  const until = performance.now() + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client(url);
      await client.connect();
      const text = statement(bodyBytes, "'wal_01K00000000000000000' || $1::text", '$2::bigint');
      while (performance.now() < until) {
        const values = [Math.floor(Math.random() * 10_000), Math.floor(Math.random() * 9e15)];
        await client.query({ name: 'yardstick', text, values });
        done += 1;
      }
      await client.end();
    }),
  );
  return { opsPerSecond: done / seconds, by: 'prepared connections' };
}
