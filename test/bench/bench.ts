/**
 * `npm run bench`: recharge and spend over HTTP against one row per transaction by pgbench, on one machine, in one run,
 * in interleaved rounds; then the speed of a replay. What is reported are ratios: medians of the rounds.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startSystem, temporaryFolder } from '@scrip/local';
import type { Folded } from './fold.ts';
import { fillUp } from './growth.ts';
import { CLIENTS, inProcess, type Measured, MeasuredSystem } from './measured-system.ts';
import type { Yardstick } from './pgbench.ts';
import { replaySpeed } from './replay.ts';
import { type Endured, endure, type HalfRate, halfRate } from './steady.ts';

const HELP = `npm run bench [-- OPTIONS]

Measures recharge and spend over HTTP (64 clients; uniform; with Zipfian cards and one merchant on every spend; and in
batches of 100) against pgbench inserting one row per transaction into a table of the event table's shape, on the same
Postgres.

  --rounds N     interleaved rounds (default 5)
  --seconds N    length of each measurement (default 6)
  --accounts N   wallets (default 10,000)
  --minutes N    load at half of the highest rate for so long and watch the memory (default: not at all)
  --growth N,N   fill the log up to so many events and measure again, against 100,000
  --growth-only  measure nothing else
  --json FILE    write the figures
  --help         this text
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    accounts: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '0' },
    growth: { type: 'string' },
    'growth-only': { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const SEED = 20_260_101;
const WARM_UP_SECONDS = 4;
/** How long the ledger rests before its memory is looked at. */
const REST_MS = 10_000;
/** Commands of one request of W2. */
const BATCH = 100;
/** Events of the log that others are compared with. */
const FIRST_SIZE = 100_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const figures = options['growth-only'] ? {} : await inFolder(measured);
  const growth = relative(await inFolder(grown));
  for (const { events, toFirst } of growth) say(`  at ${events} events W1 is ${toFirst.toFixed(2)} of the first`);
  const told = { ...figures, ...(growth.length > 0 && { growth }) };
  if (options.json) writeFileSync(options.json, `${JSON.stringify(told, null, 2)}\n`);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder('bench');
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openAccounts(system: MeasuredSystem): Promise<void> {
  const count = Number(options.accounts);
  await system.openAccounts(count, (done) => {
    if (done % Math.ceil(count / 5) === 0) say(`  ${done} of ${count} accounts`);
  });
}

/** Highest rates, answers at half of them, memory, replay and audit. */
async function measured(folder: string) {
  say('starting a system of its own');
  const system = await MeasuredSystem.start(folder);
  try {
    const idleMib = await afterRest(system);
    await openAccounts(system);
    const rounds = await measureRounds(system);
    const highest = median(rounds.map(({ w1 }) => w1.opsPerSecond));
    const half = await halfRate(system, highest, SEED);
    say(`at half of the highest rate p50 ${half.p50Ms.toFixed(1)} ms, p99 ${half.p99Ms.toFixed(1)} ms`);
    const { appUrl, adminUrl } = system.databases;
    const folded = await inProcess<Folded>('fold.ts', appUrl, adminUrl);
    say(
      `one process folds ${folded.eventsPerSecond.toFixed(0)} events a second; an audit of all projections is under way`,
    );
    const audit = await replaySpeed(system.ledger, await system.token('finance'));
    const endured = await endure(system, Number(options.minutes), highest, SEED, (mib) =>
      say(`  ${mib.toFixed(0)} MiB`),
    );
    const figures = { ...summary(rounds, folded, audit), half, idleMib, endured };
    print(rounds, figures);
    return figures;
  } finally {
    await system.stop();
  }
}

/** W1 on logs of the sizes that are asked for. A log that was filled cannot be audited, so it is another one. */
async function grown(folder: string): Promise<readonly Grown[]> {
  const growth: Grown[] = [];
  const upTo = sizes();
  if (upTo.length === 0) return growth;
  say('starting another system for growth');
  let system = await MeasuredSystem.start(folder);
  try {
    await openAccounts(system);
    // What is copied is a spend.
    await system.load('first', WARM_UP_SECONDS, SEED);
    for (const size of upTo) {
      const { ownerUrl } = system.databases;
      await system.stop();
      system = await refilled(folder, ownerUrl, size);
      const one = await measureGrown(system);
      growth.push(one);
      say(
        `  at ${one.events} events W1 ${one.opsPerSecond.toFixed(0)}/s, ratio ${one.ratio.toFixed(2)}, CPU ${one.cpuRatio.toFixed(2)} of the generator's`,
      );
    }
  } finally {
    await system.stop();
  }
  return growth;
}

/** What is measured besides the highest rates. */
interface Steady {
  readonly half: HalfRate;
  /** Memory of the ledger's process before the first measurement, MiB. */
  readonly idleMib: number;
  readonly endured: Endured;
}

/** Memory of a ledger that was started anew and has done nothing since, MiB. */
async function afterRest(system: MeasuredSystem): Promise<number> {
  await pause(REST_MS);
  return system.memoryMib();
}

async function measureRounds(system: MeasuredSystem): Promise<readonly Round[]> {
  const seconds = Number(options.seconds);
  const events = await system.countEvents();
  say('warming up');
  await system.load('warm', WARM_UP_SECONDS, SEED);
  const rounds: Round[] = [];
  for (let round = 1; round <= Number(options.rounds); round += 1) {
    const yardstick = await system.yardstick(seconds);
    const w1 = await system.load(`w1-${round}`, seconds, SEED + round);
    const w1h = await system.load(`w1h-${round}`, seconds, SEED + round, { hot: true });
    const w2 = await system.load(`w2-${round}`, seconds, SEED + round, { batch: BATCH });
    rounds.push({ yardstick, w1, w1h, w2 });
    const told = (name: string, one: Measured): string =>
      `${name} ${one.opsPerSecond.toFixed(0)}/s (${(one.opsPerSecond / yardstick.opsPerSecond).toFixed(2)})`;
    const measured = [told('W1', w1), told('W1h', w1h), told('W2', w2)].join(', ');
    say(`round ${round}: ${yardstick.by} ${yardstick.opsPerSecond.toFixed(0)}/s, ${measured}`);
  }
  const { acknowledged } = system;
  const added = (await system.countEvents()) - events;
  say(`acknowledged ${acknowledged}, events added ${added}${added === acknowledged ? '' : '  — THEY DIFFER'}`);
  if (added !== acknowledged) process.exitCode = 1;
  return rounds;
}

/** W1 on a log of a size. */
interface Grown {
  readonly events: number;
  readonly opsPerSecond: number;
  /** To the yardstick of the same round. */
  readonly ratio: number;
  /** CPU of ledger and Postgres for an operation, in those that the load generator needed for it. */
  readonly cpuRatio: number;
}

/** The sizes that are asked for, the first one to compare with before them. */
function sizes(): readonly number[] {
  const asked = (options.growth ?? '').split(',').filter((text) => text !== '');
  return asked.length === 0 ? [] : [FIRST_SIZE, ...asked.map(Number)];
}

/** Fills the log while only the servers run, then starts all again. */
async function refilled(folder: string, ownerUrl: string, upTo: number): Promise<MeasuredSystem> {
  const servers = await startSystem({ stateDir: join(folder, 'state'), ports: 'free', services: [] });
  try {
    // The tables of projections belong to the service's own role: only the administrator may fill all of them.
    const url = new URL(servers.describe().postgres.adminUrl);
    url.pathname = new URL(ownerUrl).pathname;
    await fillUp(url.href, upTo, (position) => say(`  ${position} of ${upTo} events`));
  } finally {
    await servers.stop();
  }
  return MeasuredSystem.start(folder);
}

async function measureGrown(system: MeasuredSystem): Promise<Grown> {
  const seconds = Number(options.seconds);
  const events = await system.countEvents();
  await system.load(`warm-${events}`, WARM_UP_SECONDS, SEED);
  const measured: Omit<Grown, 'events'>[] = [];
  for (let round = 1; round <= Number(options.rounds); round += 1) {
    const yardstick = await system.yardstick(seconds);
    const { opsPerSecond, cpu, cpuSeconds } = await system.load(`grown-${events}-${round}`, seconds, SEED + round);
    const cpuRatio = ((cpu['ledger'] ?? 0) + (cpu['postgres'] ?? 0)) / cpuSeconds;
    measured.push({ opsPerSecond, ratio: opsPerSecond / yardstick.opsPerSecond, cpuRatio });
  }
  return {
    events,
    opsPerSecond: median(measured.map((one) => one.opsPerSecond)),
    ratio: median(measured.map((one) => one.ratio)),
    cpuRatio: median(measured.map((one) => one.cpuRatio)),
  };
}

function relative(growth: readonly Grown[]): readonly (Grown & { readonly toFirst: number })[] {
  const first = growth[0]?.ratio ?? 0;
  return growth.map((one) => ({ ...one, toFirst: one.ratio / first }));
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
    drainSeconds: median(rounds.map((round) => of(round).drainSeconds)),
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

function summary(rounds: readonly Round[], folded: Folded, audit: { readonly eventsPerSecond: number }) {
  return {
    pgbench: { opsPerSecond: median(rounds.map((round) => round.yardstick.opsPerSecond)), by: rounds[0]?.yardstick.by },
    w1: figuresOf(rounds, (round) => round.w1),
    w1h: {
      ...figuresOf(rounds, (round) => round.w1h),
      /** To W1 of the same round. */
      toW1: median(rounds.map((round) => round.w1h.opsPerSecond / round.w1.opsPerSecond)),
    },
    w2: figuresOf(rounds, (round) => round.w2),
    replay: {
      ...folded,
      ratioToCopy: folded.eventsPerSecond / folded.copiedPerSecond,
      verifiedRatioToCopy: folded.verifiedPerSecond / folded.copiedPerSecond,
    },
    audit,
  };
}

function print(rounds: readonly Round[], figures: ReturnType<typeof summary> & Steady): void {
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
      `  ${name.padEnd(21)} ${row.opsPerSecond.toFixed(0)}/s, ratio ${row.ratio.toFixed(2)}, p50 ${row.p50Ms.toFixed(1)} ms, p99 ${row.p99Ms.toFixed(1)} ms; published and folded ${row.drainSeconds.toFixed(1)} s after the last answer`,
    );
    if ('toW1' in row) say(`    ${row.toW1.toFixed(2)} of W1`);
    const total = Object.values(row.cpuMicrosPerOp).reduce((sum, value) => sum + value, 0);
    const parts = Object.entries(row.cpuMicrosPerOp)
      .filter(([, micros]) => micros >= 1)
      .sort(([, a], [, b]) => b - a)
      .map(([part, micros]) => `${part} ${micros.toFixed(0)} (${((micros / total) * 100).toFixed(0)}%)`);
    say(`    CPU µs an operation: ${parts.join(', ')}`);
  }
  const { replay, half, endured } = figures;
  say(
    `  at half of that rate (${half.opsPerSecond.toFixed(0)}/s) p50 ${half.p50Ms.toFixed(1)} ms, p99 ${half.p99Ms.toFixed(1)} ms`,
  );
  const minutely = (figuresOfMinutes: readonly number[]): string =>
    figuresOfMinutes.map((one) => one.toFixed(0)).join(', ');
  const [memory, p99] = [minutely(endured.memoryMib), minutely(endured.p99Ms)];
  say(`  memory of the ledger: at rest ${figures.idleMib.toFixed(0)} MiB${memory && `, by the minute ${memory} MiB`}`);
  if (p99) say(`  p99 by the minute ${p99} ms`);
  say(
    `  replay of ${replay.events} events by one process: ${replay.eventsPerSecond.toFixed(0)}/s, with leaf hashes ${replay.verifiedPerSecond.toFixed(0)}/s; COPY to nowhere ${replay.copiedPerSecond.toFixed(0)}/s (ratios ${replay.ratioToCopy.toFixed(2)}, ${replay.verifiedRatioToCopy.toFixed(2)}); ${replay.memoryMib.toFixed(0)} MiB`,
  );
  say(`  audit ${figures.audit.eventsPerSecond.toFixed(0)} events a second through all projections of the ledger`);
}

await main();
