/**
 * `npm run bench`: recharge and spend over HTTP against one row per transaction by pgbench, on one machine, in one run,
 * in interleaved rounds; then the speed of a replay. What is reported are ratios: medians of the rounds.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSystem } from '@scrip/local';
import pg from 'pg';
import { openAccounts } from './accounts.ts';
import { cpuSeconds } from './cpu.ts';
import type { Job, LoadResult } from './load.ts';
import { measureYardstick, type Yardstick } from './pgbench.ts';
import { replaySpeed } from './replay.ts';

const HELP = `npm run bench [-- OPTIONS]

Measures recharge and spend over HTTP (64 clients; uniform; with Zipfian cards and one merchant on every spend; and in
batches of 100)
against pgbench inserting one row per transaction into a table of the event table's shape, on the same Postgres.

  --rounds N     interleaved rounds (default 5)
  --seconds N    length of each measurement (default 6)
  --accounts N   wallets (default 10,000)
  --json FILE    write the figures
  --help         this text
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    accounts: { type: 'string', default: '10000' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const CLIENTS = 64;
const RECHARGE_SHARE = 0.3;
const SEED = 20_260_101;
const WARM_UP_SECONDS = 4;
/** Commands of one request of W2. */
const BATCH = 100;

interface How {
  readonly hot?: boolean;
  readonly batch?: number;
}

interface Measured extends LoadResult {
  readonly opsPerSecond: number;
  /** CPU seconds used while it ran, by process. */
  readonly cpu: Readonly<Record<string, number>>;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'scrip-bench-'));
  say('starting a system of its own');
  const system = await startSystem({ stateDir: join(folder, 'state'), ports: 'free', services: ['cards', 'ledger'] });
  try {
    const about = system.describe();
    const cards = about.services.cards ?? '';
    const ledger = about.services.ledger ?? '';
    const ownerUrl = about.postgres.services.ledger?.ownerUrl ?? '';
    const token = await system.token('importer');
    const tokenFile = join(folder, 'token');
    const cardsFile = join(folder, 'cards.json');
    writeFileSync(tokenFile, token, { mode: 0o600 });
    const count = Number(options.accounts);
    const accounts = await openAccounts({ cards, ledger }, token, count, (done) => {
      if (done % Math.ceil(count / 5) === 0) say(`  ${done} of ${count} accounts`);
    });
    writeFileSync(cardsFile, JSON.stringify(accounts));

    const pids = about.pids;
    const events = await countEvents(ownerUrl);
    let acknowledged = 0;
    const load = async (run: string, seconds: number, seed: number, how: How = {}): Promise<Measured> => {
      const before = cpuSeconds(pids);
      const job: Job = {
        url: ledger,
        tokenFile,
        cardsFile,
        clients: CLIENTS,
        seconds,
        seed,
        hot: how.hot ?? false,
        batch: how.batch ?? 1,
        rechargeShare: RECHARGE_SHARE,
        run,
      };
      const result = await generate(job);
      const after = cpuSeconds(pids);
      acknowledged += result.acknowledged;
      const cpu = Object.fromEntries(
        Object.keys(after).map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]),
      );
      return { ...result, opsPerSecond: result.acknowledged / result.seconds, cpu };
    };

    const seconds = Number(options.seconds);
    say('warming up');
    await load('warm', WARM_UP_SECONDS, SEED);
    const rounds: Round[] = [];
    for (let round = 1; round <= Number(options.rounds); round += 1) {
      const yardstick = await measureYardstick(ownerUrl, CLIENTS, seconds);
      const w1 = await load(`w1-${round}`, seconds, SEED + round);
      const w1h = await load(`w1h-${round}`, seconds, SEED + round, { hot: true });
      const w2 = await load(`w2-${round}`, seconds, SEED + round, { batch: BATCH });
      rounds.push({ yardstick, w1, w1h, w2 });
      const told = ([name, one]: readonly [string, Measured]): string =>
        `${name} ${one.opsPerSecond.toFixed(0)}/s (${(one.opsPerSecond / yardstick.opsPerSecond).toFixed(2)})`;
      const measured = (
        [
          ['W1', w1],
          ['W1h', w1h],
          ['W2', w2],
        ] as const
      ).map(told);
      say(`round ${round}: ${yardstick.by} ${yardstick.opsPerSecond.toFixed(0)}/s, ${measured.join(', ')}`);
    }
    const added = (await countEvents(ownerUrl)) - events;
    say(`acknowledged ${acknowledged}, events added ${added}${added === acknowledged ? '' : '  — THEY DIFFER'}`);
    if (added !== acknowledged) process.exitCode = 1;
    const replay = await replaySpeed(ledger, await system.token('finance'));
    const figures = summary(rounds, replay);
    print(rounds, figures);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function generate(job: Job): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'load.ts'), JSON.stringify(job)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text) as LoadResult);
      else reject(new Error(`the load generator ended with ${code}`));
    });
  });
}

async function countEvents(ownerUrl: string): Promise<number> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  const { rows } = await client.query<{ position: string }>('SELECT position FROM log_head');
  await client.end();
  return Number(rows[0]?.position ?? 0);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

interface Round {
  readonly yardstick: Yardstick;
  readonly w1: Measured;
  readonly w1h: Measured;
  readonly w2: Measured;
}

function figuresOf(rounds: readonly Round[], of: (round: Round) => Measured) {
  return {
    opsPerSecond: median(rounds.map((round) => of(round).opsPerSecond)),
    ratio: median(rounds.map((round) => of(round).opsPerSecond / round.yardstick.opsPerSecond)),
    p50Ms: median(rounds.map((round) => of(round).p50Ms)),
    p99Ms: median(rounds.map((round) => of(round).p99Ms)),
    cpuMicrosPerOp: Object.fromEntries(
      [...Object.keys(rounds[0] ? of(rounds[0]).cpu : {}), 'generator'].map((name) => [
        name,
        median(
          rounds.map((round) => {
            const { cpu, cpuSeconds: own, acknowledged } = of(round);
            return ((name === 'generator' ? own : (cpu[name] ?? 0)) / Math.max(1, acknowledged)) * 1e6;
          }),
        ),
      ]),
    ),
  };
}

function summary(rounds: readonly Round[], replay: { readonly eventsPerSecond: number }) {
  return {
    pgbench: { opsPerSecond: median(rounds.map((round) => round.yardstick.opsPerSecond)), by: rounds[0]?.yardstick.by },
    w1: figuresOf(rounds, (round) => round.w1),
    w1h: figuresOf(rounds, (round) => round.w1h),
    w2: figuresOf(rounds, (round) => round.w2),
    replay,
  };
}

function print(rounds: readonly Round[], figures: ReturnType<typeof summary>): void {
  say(
    `\nmedians of ${rounds.length} interleaved rounds, ${CLIENTS} clients, fsync on, tokens, validation, telemetry, relay and projections on`,
  );
  say(`  ${figures.pgbench.by}: ${figures.pgbench.opsPerSecond.toFixed(0)} rows a second`);
  for (const [name, row] of [
    ['W1  uniform', figures.w1],
    ['W1h one hot merchant', figures.w1h],
    ['W2  batches of 100', figures.w2],
  ] as const) {
    say(
      `  ${name.padEnd(21)} ${row.opsPerSecond.toFixed(0)}/s, ratio ${row.ratio.toFixed(2)}, p50 ${row.p50Ms.toFixed(1)} ms, p99 ${row.p99Ms.toFixed(1)} ms`,
    );
    const total = Object.values(row.cpuMicrosPerOp).reduce((sum, value) => sum + value, 0);
    const parts = Object.entries(row.cpuMicrosPerOp)
      .filter(([, micros]) => micros >= 1)
      .sort(([, a], [, b]) => b - a)
      .map(([part, micros]) => `${part} ${micros.toFixed(0)} (${((micros / total) * 100).toFixed(0)}%)`);
    say(`    CPU µs an operation: ${parts.join(', ')}`);
  }
  say(`  replay ${figures.replay.eventsPerSecond.toFixed(0)} events a second through all projections of the ledger`);
}

await main();
