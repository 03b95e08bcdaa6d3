/** What must be true of a system's books whatever was killed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SystemDescription } from '@scrip/local';
import pg from 'pg';

const LOGS = ['cards', 'ledger', 'points', 'tiering', 'notifications'] as const;
const POLL_MS = 250;
/** Nothing has moved for so long: its group waits ten seconds for a consumer that was killed before others take its part. */
const STILL_MS = 15_000;
const SETTLE_MS_MAX = 120_000 + STILL_MS;

/** Runs one query on a service's database, as the service itself. */
export async function look<R extends pg.QueryResultRow>(
  system: SystemDescription,
  service: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client(system.postgres.services[service]?.appUrl);
  await client.connect();
  try {
    return (await client.query<R>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Waits until every event is published, every consumer has caught up, and the last message is out. Throws when it never is. */
export async function settled(system: SystemDescription): Promise<void> {
  const giveUpAt = performance.now() + SETTLE_MS_MAX;
  let before = '';
  let movedAt = performance.now();
  for (;;) {
    const now = await progress(system).catch((error: unknown) => ({ text: String(error), published: false }));
    if (!now.published || now.text !== before) movedAt = performance.now();
    if (performance.now() - movedAt > STILL_MS) return;
    if (performance.now() > giveUpAt) throw new Error(`the system does not settle: ${now.text}`);
    before = now.text;
    await pause(POLL_MS);
  }
}

async function progress(system: SystemDescription): Promise<{ text: string; published: boolean }> {
  const heads = await Promise.all(
    LOGS.map(async (service) => {
      const [row] = await look<{ head: string; published: string }>(
        system,
        service,
        'SELECT log_head.position AS head, relay_checkpoint.position AS published FROM log_head, relay_checkpoint',
      );
      return row ?? { head: '?', published: '' };
    }),
  );
  return {
    text: heads.map(({ head }) => head).join(' '),
    published: heads.every(({ head, published }) => head === published),
  };
}

/** Audits every service by replay, from its log and from Kafka; the services that did not prove their books. */
export async function unproved(system: SystemDescription, token: string): Promise<object[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const failed: object[] = [];
  for (const service of LOGS) {
    const base = `${system.frontDoor}/${service}/v1/audits`;
    const started = await fetch(base, { method: 'POST', headers, body: '{}' });
    let report = (await started.json()) as { auditId: string; state: string; proved: boolean | null };
    while (report.state === 'running') {
      await pause(POLL_MS);
      report = (await (await fetch(`${base}/${report.auditId}`, { headers })).json()) as typeof report;
    }
    if (report.proved !== true) failed.push(report);
  }
  return failed;
}

/** Names of all files in the outbox of notifications, wherever they lie in it. */
export function outboxFiles(system: SystemDescription): string[] {
  const folder = join(system.stateDir, 'services', 'notifications', 'outbox');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => entry.name);
}
