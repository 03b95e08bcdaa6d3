/**
 * `npm run bench:festival`: one festival is greeted in the whole of a programme. The holders are registered as anybody would;
 * that they are in the programme is written beside, since a membership of each would be a benchmark of its own. The greetings
 * are planned, addressed from the vault and handed to a gateway within its rate; in the middle the service is killed.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type System, startSystem, temporaryFolder } from '@scrip/local';
import { preset } from '@scrip/programme';
import pg from 'pg';
import { Client } from 'undici';

const HELP = `npm run bench:festival [-- OPTIONS]

  --holders N       who is greeted (default 100,000; a million takes an hour to register)
  --per-second N    what the gateway may be given (default 500: 100,000 take 200 s at least)
  --heap-mib N      old space that each service's V8 may grow to (default 300); left alone it grows by habit, not by need
  --json FILE       write the figures
  --help            this text
`;

const { values: options } = parseArgs({
  options: {
    holders: { type: 'string', default: '100000' },
    'per-second': { type: 'string', default: '500' },
    'heap-mib': { type: 'string', default: '300' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const CLIENTS = 32;
const POLL_MS = 2_000;
const SECRET = 'gateway-secret';
/** New Year's Day, an hour into the window of its greeting. */
const FESTIVAL = '2030-01-01T11:00:00+08:00';
/** What a rate is told by. */
const SECOND_MS = 1_000;
/** What a process may hold. */
const MEMORY_MIB_MAX = 512;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A gateway that takes everything once and counts what it sends to each number, and what it is asked in a second. */
class Gateway {
  readonly sent = new Map<string, number>();
  /** What it was asked in the busiest second, however seconds are cut; what it had already counts too. */
  mostInSecond = 0;
  /** When it was asked in the last second, the first one first. */
  readonly #lately: number[] = [];
  readonly #known = new Set<string>();
  readonly #server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      this.#count(performance.now());
      const { reference, to } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { reference: string; to: string };
      const isNew = !this.#known.has(reference);
      this.#known.add(reference);
      if (isNew) this.sent.set(to, (this.sent.get(to) ?? 0) + 1);
      response.writeHead(isNew ? 202 : 409, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #count(now: number): void {
    this.#lately.push(now);
    const first = this.#lately.findIndex((moment) => moment > now - SECOND_MS);
    this.#lately.splice(0, first);
    this.mostInSecond = Math.max(this.mostInSecond, this.#lately.length);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const holders = Number(options.holders);
  const gateway = new Gateway();
  const provider = { key: 'gateway', kind: 'sms-http', url: await gateway.open(), secretEnv: 'BENCH_GATEWAY_SECRET' };
  process.env['BENCH_GATEWAY_SECRET'] = SECRET;
  process.env['SCRIP_PROVIDERS'] = JSON.stringify([{ ...provider, perSecond: Number(options['per-second']) }]);
  process.env['NODE_OPTIONS'] = `--max-old-space-size=${Number(options['heap-mib'])}`;
  const folder = await temporaryFolder('bench');
  say('starting a system of its own');
  const stateDir = join(folder, 'state');
  const system = await startSystem({ stateDir, ports: 'free', services: ['cards', 'notifications'], supervise: true });
  try {
    await register(system, holders);
    await inProgramme(system, holders);
    await greet(system, gateway, holders);
  } finally {
    await system.stop();
    await gateway.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Registers holders with numbers of their own. */
async function register(system: System, holders: number): Promise<void> {
  const { services } = system.describe();
  const started = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    const client = new Client(services.cards ?? '');
    for (let n = next++; n < holders; n = next++) {
      const answer = await client.request({
        method: 'POST',
        path: '/cards/v1/holders',
        headers: {
          authorization: `Bearer ${await system.token('importer')}`,
          'content-type': 'application/json',
          'idempotency-key': `holder ${n}`,
        },
        body: JSON.stringify({ name: '某', mobile: String(13_000_000_000 + n), locale: 'zh-CN' }),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 201) throw new Error(`holder ${n}: ${answer.statusCode} ${text}`);
    }
    await client.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, worker));
  say(`${holders} holders registered in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** Publishes the programme, waits until notifications has heard of everybody, and writes that they are in it. */
async function inProgramme(system: System, holders: number): Promise<void> {
  const mall = preset('mall-vip');
  const { services } = system.describe();
  const published = await fetch(`${services.cards}/cards/v1/programmes/${mall.id}/versions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await system.token('programmes')}`,
      'content-type': 'application/json',
      'idempotency-key': 'programme',
    },
    body: JSON.stringify(mall),
  });
  if (published.status !== 201) throw new Error(`programme: ${published.status} ${await published.text()}`);
  const database = await notificationsOf(system);
  try {
    while ((await countOf(database, 'SELECT count(*) AS n FROM contact.contact')) < holders) await pause(POLL_MS);
    await database.query(
      `INSERT INTO programme_holder (issuer_id, programme_id, holder_id, grade, version, since_date)
       SELECT issuer_id, $1, holder_id, 'gold', 1, '2026-01-01' FROM contact.contact`,
      [mall.id],
    );
  } finally {
    await database.end();
  }
}

/** The day comes; in the middle the service is killed; everybody is told once. */
async function greet(system: System, gateway: Gateway, holders: number): Promise<void> {
  const { services } = system.describe();
  const moved = await fetch(`${services.notifications}/notifications/v1/clock`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await system.token('operator')}`,
      'content-type': 'application/json',
      'idempotency-key': 'clock',
    },
    body: JSON.stringify({ to: FESTIVAL }),
  });
  if (!moved.ok) throw new Error(`clock: ${moved.status} ${await moved.text()}`);
  const started = performance.now();
  const service = system.service('notifications');
  let killed = false;
  let memoryMib = 0;
  while (gateway.sent.size < holders) {
    await pause(POLL_MS);
    memoryMib = Math.max(memoryMib, peakMib(service.pid()));
    say(`  ${gateway.sent.size} of ${holders}, ${memoryMib.toFixed(0)} MiB`);
    const pid = service.pid();
    if (!killed && pid !== null && gateway.sent.size > holders / 2) {
      say('  killing notifications');
      process.kill(pid, 'SIGKILL');
      killed = true;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const perSecond = Number(options['per-second']);
  const figures = {
    holders,
    perSecond,
    mostInSecond: gateway.mostInSecond,
    seconds: Math.round(seconds),
    sentPerSecond: Math.round(holders / seconds),
    memoryMib: Math.round(memoryMib),
    kills: killed ? 1 : 0,
    toldTwice: [...gateway.sent.values()].filter((count) => count > 1).length,
  };
  say(
    `\n${holders} greetings in ${figures.seconds} s (${figures.sentPerSecond}/s), at most ${figures.mostInSecond} in a second of the ${perSecond} that the gateway may be given, kills between: ${figures.kills}; memory of notifications at most ${figures.memoryMib} MiB; told twice: ${figures.toldTwice}`,
  );
  say(JSON.stringify(figures));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  const isWithin = figures.mostInSecond <= perSecond && memoryMib <= MEMORY_MIB_MAX;
  if (!isWithin || figures.toldTwice > 0) process.exitCode = 1;
}

async function notificationsOf(system: System): Promise<pg.Client> {
  const url = new URL(system.describe().postgres.adminUrl);
  url.pathname = '/scrip_notifications';
  const client = new pg.Client(url.href);
  await client.connect();
  return client;
}

async function countOf(client: pg.Client, query: string): Promise<number> {
  const { rows } = await client.query<{ n: string }>(query);
  return Number(rows[0]?.n ?? 0);
}

/** The most that a process has held, MiB; 0 while it is down. */
function peakMib(pid: number | null): number {
  if (pid === null) return 0;
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

await main();
