/**
 * `npm run bench:cards`: a batch of blank cards issued by one job, and cards looked up by number among so many; the look-up
 * against an indexed point query of the same Postgres, in interleaved rounds.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type System, startSystem, temporaryFolder } from '@scrip/local';
import pg from 'pg';
import { Client } from 'undici';

const HELP = `npm run bench:cards [-- OPTIONS]

Has one job issue a batch of blank cards, then looks cards up by their numbers over HTTP, one at a time, against a
prepared query of an indexed table of the same Postgres.

  --cards N      cards of the batch (default 100,000; above that the batch is ordered as a large one)
  --rounds N     interleaved rounds of look-ups (default 5)
  --lookups N    look-ups of a round (default 2,000)
  --json FILE    write the figures
  --help         this text
`;

const { values: options } = parseArgs({
  options: {
    cards: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    lookups: { type: 'string', default: '2000' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Above so many a batch must say that it is meant. */
const USUAL_CARDS = 100_000;
const POLL_MS = 500;
const WARM_UP_LOOKUPS = 200;
const PROGRAMME = `
id: bench-gift
version: 1
effectiveAt: 2025-01-01T00:00:00+08:00
name: { zh-CN: 礼品卡, en: Gift card }
currency: CNY
storedValue:
  - key: gift-card
    name: { zh-CN: 礼品卡, en: Gift card }
    recharge: { minFen: 1 }
    lots: { validity: none, order: earliestExpiry, burn: proRata }
    spend: { shortfall: otherTender, earnsPoints: false, holds: allowed }
    card: { holder: bearer, form: physical }
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Job {
  readonly state: string;
  readonly done: number;
  readonly cardsPerSecond: number | null;
}

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const folder = await temporaryFolder('bench');
  say('starting a system of its own');
  const system = await startSystem({ stateDir: join(folder, 'state'), ports: 'free', services: ['cards'] });
  try {
    const issued = await issue(system);
    const looked = await lookUp(system);
    const figures = { ...issued, ...looked };
    say(
      `\n${figures.cards} cards by one job in ${figures.seconds.toFixed(1)} s: ${figures.cardsPerSecond.toFixed(0)}/s; memory of cards at most ${figures.memoryMib.toFixed(0)} MiB, after the first tenth ${figures.earlyMemoryMib.toFixed(0)} MiB`,
    );
    say(
      `look-up by number over HTTP: p50 ${figures.p50Ms.toFixed(2)} ms, p99 ${figures.p99Ms.toFixed(2)} ms; an indexed point query: p50 ${figures.queryP50Ms.toFixed(2)} ms, p99 ${figures.queryP99Ms.toFixed(2)} ms; ratio of the medians ${figures.ratio.toFixed(1)}`,
    );
    if (figures.duplicates > 0) {
      say(`${figures.duplicates} NUMBERS STAND TWICE`);
      process.exitCode = 1;
    }
    if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function issue(system: System) {
  const cards = Number(options.cards);
  const client = new Client(system.describe().services.cards ?? '');
  const token = await system.token('importer');
  // What is asked after a command is read after it.
  let after: string | undefined;
  const ask = async (method: 'GET' | 'POST', path: string, body?: string, type = 'application/json') => {
    const answer = await client.request({
      method,
      path: `/cards/v1${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(after !== undefined && { 'scrip-after': after }),
        ...(method === 'POST' && { 'idempotency-key': `bench ${path}` }),
        ...(body !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text}`);
    after = answer.headers['scrip-position']?.toString() ?? after;
    return JSON.parse(text);
  };
  await ask('POST', '/programmes/bench-gift/versions', PROGRAMME, 'application/yaml');
  const order = { programmeId: 'bench-gift', productKey: 'gift-card', faceFen: 10_000, makerId: 'maker-1' };
  const started = performance.now();
  const { batchId } = await ask('POST', '/batches', JSON.stringify({ ...order, cards, large: cards > USUAL_CARDS }));
  const pid = system.describe().pids['cards'] ?? 0;
  let earlyMemoryMib = 0;
  for (;;) {
    const job: Job = await ask('GET', `/batches/${batchId}/job`);
    if (earlyMemoryMib === 0 && job.done >= cards / 10) earlyMemoryMib = memoryMib(pid, 'VmRSS');
    if (job.state !== 'making') break;
    say(`  ${job.done} of ${cards}, ${job.cardsPerSecond ?? 0}/s, ${memoryMib(pid, 'VmRSS').toFixed(0)} MiB`);
    await pause(POLL_MS);
  }
  const seconds = (performance.now() - started) / 1000;
  await client.close();
  const memory = { memoryMib: memoryMib(pid, 'VmHWM'), earlyMemoryMib };
  return { cards, seconds, cardsPerSecond: cards / seconds, ...memory, duplicates: await duplicates(system, cards) };
}

/** Cards that are missing, or whose number stands twice. */
async function duplicates(system: System, cards: number): Promise<number> {
  const client = await database(system);
  try {
    const { rows } = await client.query<{ numbers: string }>(
      'SELECT count(DISTINCT card_number) AS numbers FROM card_stock.stock_card',
    );
    return cards - Number(rows[0]?.numbers ?? 0);
  } finally {
    await client.end();
  }
}

async function lookUp(system: System) {
  const sql = await database(system);
  const http = new Client(system.describe().services.cards ?? '', { pipelining: 1 });
  const authorization = `Bearer ${await system.token('desk')}`;
  try {
    await sql.query(`CREATE TABLE yardstick_card AS SELECT card_number, card_id, state FROM card_stock.stock_card`);
    await sql.query('ALTER TABLE yardstick_card ADD PRIMARY KEY (card_number)');
    await sql.query('VACUUM ANALYZE');
    const { rows } = await sql.query<{ card_number: string }>(
      'SELECT card_number FROM yardstick_card ORDER BY random() LIMIT $1',
      [Number(options.lookups) + WARM_UP_LOOKUPS],
    );
    const numbers = rows.map((row) => row.card_number);
    const overHttp = async (number: string): Promise<void> => {
      const answer = await http.request({
        method: 'GET',
        path: `/cards/v1/cards?number=${number}`,
        headers: { authorization },
      });
      const { items } = (await answer.body.json()) as { items: readonly unknown[] };
      if (items.length !== 1) throw new Error(`${number} was not found`);
    };
    const bySql = async (number: string): Promise<void> => {
      await sql.query({
        name: 'yardstick',
        text: 'SELECT * FROM yardstick_card WHERE card_number = $1',
        values: [number],
      });
    };
    for (const number of numbers.slice(0, WARM_UP_LOOKUPS)) {
      await overHttp(number);
      await bySql(number);
    }
    const asked = numbers.slice(WARM_UP_LOOKUPS);
    const httpMs: number[] = [];
    const sqlMs: number[] = [];
    for (let round = 1; round <= Number(options.rounds); round += 1) {
      httpMs.push(...(await timed(asked, overHttp)));
      sqlMs.push(...(await timed(asked, bySql)));
    }
    const [p50Ms, p99Ms] = [share(httpMs, 0.5), share(httpMs, 0.99)];
    const [queryP50Ms, queryP99Ms] = [share(sqlMs, 0.5), share(sqlMs, 0.99)];
    return { p50Ms, p99Ms, queryP50Ms, queryP99Ms, ratio: p50Ms / queryP50Ms };
  } finally {
    await sql.query('DROP TABLE IF EXISTS yardstick_card');
    await sql.end();
    await http.close();
  }
}

async function timed(numbers: readonly string[], look: (number: string) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (const number of numbers) {
    const sent = performance.now();
    await look(number);
    times.push(performance.now() - sent);
  }
  return times;
}

function share(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? 0;
}

/** Of a process, from /proc. */
function memoryMib(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib ?? 0) / 1024;
}

/** The database of cards under the administrator: the tables of projections belong to the service's own role. */
async function database(system: System): Promise<pg.Client> {
  const { postgres } = system.describe();
  const url = new URL(postgres.adminUrl);
  url.pathname = new URL(postgres.services['cards']?.ownerUrl ?? '').pathname;
  const client = new pg.Client(url.href);
  await client.connect();
  return client;
}

await main();
