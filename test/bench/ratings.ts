/**
 * `npm run bench:ratings`: month-end ratings of so many customers by one run each, with the memory of the service; the cost
 * of 100,000 and of 1,000,000 beside each other shows how it grows.
 */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type System, startSystem, temporaryFolder } from '@scrip/local';
import { type Programme, preset } from '@scrip/programme';
import { Client } from 'undici';
import { drained } from './drained.ts';

const HELP = `npm run bench:ratings [-- OPTIONS]

Reports two months of balances of so many customers over HTTP, rates the first month, in which everybody begins and more
than half get a grade, then the second, in which one in ten changes; the second is the figure. Each size has a system of
its own, with tokens, projections and relay on.

  --members N,N   sizes (default 100000,1000000)
  --heap-mib N    old space that each service's V8 may grow to (default 300); left alone it grows by habit, not by need
  --json FILE     write the figures
  --help          this text
`;

const { values: options } = parseArgs({
  options: {
    members: { type: 'string', default: '100000,1000000' },
    'heap-mib': { type: 'string', default: '300' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const PROGRAMME = 'bank-stepdown';
/** The month in which everybody begins, and the month that is measured. */
const MONTHS = ['2025-01', '2025-02'] as const;
const REPORT_VALUES = 10_000;
const POLL_MS = 500;
/** Levels of balances, in fen, that customers have in turn: half of them below the lowest grade. */
const BALANCES = [
  0, 1_000_000, 5_000_000, 9_000_000, 9_999_999, 12_000_000, 20_000_000, 31_000_000, 60_000_000, 120_000_000,
];
/** One customer in so many has another balance in the second month. */
const CHANGES_EACH = 10;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Run {
  readonly runId: string;
  readonly state: string;
  readonly rated: number;
  readonly membersChanged: number;
}

interface Figures {
  readonly members: number;
  readonly changed: number;
  readonly firstSeconds: number;
  readonly seconds: number;
  readonly membersPerSecond: number;
  readonly memoryMib: number;
}

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const figures: Figures[] = [];
  for (const members of options.members.split(',').map(Number)) figures.push(await measure(members));
  say('\nmembers, changed, seconds, members a second, peak memory of tiering; the first month, in which most change');
  for (const one of figures) {
    const rate = one.membersPerSecond.toFixed(0);
    say(
      `${one.members}, ${one.changed}, ${one.seconds.toFixed(1)} s, ${rate}/s, ${one.memoryMib.toFixed(0)} MiB; ${one.firstSeconds.toFixed(1)} s`,
    );
  }
  const [small, large] = figures;
  if (small && large) {
    const growth = large.seconds / small.seconds / (large.members / small.members);
    say(`cost of a member at ${large.members} over that at ${small.members}: ${growth.toFixed(2)}`);
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
}

async function measure(members: number): Promise<Figures> {
  const folder = await temporaryFolder('bench');
  say(`starting a system of its own for ${members} members`);
  const stateDir = join(folder, 'state');
  process.env['NODE_OPTIONS'] = `--max-old-space-size=${Number(options['heap-mib'])}`;
  const system = await startSystem({ stateDir, ports: 'free', services: ['cards', 'tiering'] });
  try {
    const bank = await Bank.open(system);
    for (const [place, month] of MONTHS.entries()) await bank.report(members, month, place);
    const logUrl = `${system.describe().services.tiering}/tiering/v1/log`;
    const operator = await system.token('operator');
    await drained(logUrl, operator);
    const firstSeconds = (await bank.rate(MONTHS[0])).seconds;
    await drained(logUrl, operator);
    const { run, seconds } = await bank.rate(MONTHS[1]);
    if (run.rated !== members) throw new Error(`${run.rated} of ${members} were rated`);
    await bank.close();
    const memoryMib = peakMib(system.describe().pids['tiering'] ?? 0);
    const changed = run.membersChanged;
    return { members, changed, firstSeconds, seconds, membersPerSecond: members / seconds, memoryMib };
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The bank's way into the system. */
class Bank {
  readonly #tiering: Client;
  readonly #token: string;

  private constructor(tiering: Client, token: string) {
    this.#tiering = tiering;
    this.#token = token;
  }

  /** Publishes the programme and waits until tiering has heard of it. */
  static async open(system: System): Promise<Bank> {
    const token = await system.token('importer');
    const { services } = system.describe();
    const cards = new Client(services['cards'] ?? '');
    // The customers are registered nowhere, so there is nobody to tell.
    const document: Programme = { ...preset(PROGRAMME), contact: undefined };
    await ask(cards, token, 'POST', `/cards/v1/programmes/${PROGRAMME}/versions`, document);
    await cards.close();
    const bank = new Bank(new Client(services['tiering'] ?? ''), token);
    for (;;) {
      const late = `/tiering/v1/rating-runs/late-values?programmeId=${PROGRAMME}`;
      const known = await ask(bank.#tiering, token, 'GET', late).catch((error: Error) => error);
      if (!(known instanceof Error)) return bank;
      if (!/programme_unknown/.test(known.message)) throw known;
      await pause(POLL_MS);
    }
  }

  async report(members: number, month: string, place: number): Promise<void> {
    const started = performance.now();
    for (let from = 0; from < members; from += REPORT_VALUES) {
      const count = Math.min(REPORT_VALUES, members - from);
      const values = Array.from({ length: count }, (_, index) => ({
        holderId: holderOf(from + index),
        value: balanceOf(from + index, place),
      }));
      const body = { source: 'bench', metric: 'depositsFen', period: month, values };
      await ask(this.#tiering, this.#token, 'POST', '/tiering/v1/metrics', body);
    }
    const seconds = (performance.now() - started) / 1000;
    say(`  ${members} balances of ${month} reported in ${seconds.toFixed(1)} s`);
  }

  /** Rates a month and says how long that took, from the request to the closed run. */
  async rate(month: string): Promise<{ readonly run: Run; readonly seconds: number }> {
    const started = performance.now();
    const asked = { programmeId: PROGRAMME, month };
    const { runId } = await ask<Run>(this.#tiering, this.#token, 'POST', '/tiering/v1/rating-runs', asked);
    for (;;) {
      await pause(POLL_MS);
      const run = await ask<Run>(this.#tiering, this.#token, 'GET', `/tiering/v1/rating-runs/${runId}`);
      const seconds = (performance.now() - started) / 1000;
      if (run.state === 'closed') {
        say(`  ${month} rated in ${seconds.toFixed(1)} s: ${run.rated} members, ${run.membersChanged} changed`);
        return { run, seconds };
      }
    }
  }

  async close(): Promise<void> {
    await this.#tiering.close();
  }
}

/** A holder of a number: the same in each run, spread as real ids are. */
function holderOf(number: number): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const bytes = createHash('sha256').update(String(number)).digest();
  return `hld_${Array.from({ length: 26 }, (_, index) => alphabet[(bytes[index] ?? 0) & 31]).join('')}`;
}

function balanceOf(number: number, place: number): number {
  const moved = place === 1 && number % CHANGES_EACH === 0 ? 1 + Math.floor(number / CHANGES_EACH) : 0;
  return BALANCES[(Math.floor(number / 3) + moved) % BALANCES.length] ?? 0;
}

async function ask<T = object>(
  client: Client,
  token: string,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<T> {
  const answer = await client.request({
    method,
    path,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': `bench ${Math.random()}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** The most memory that a process has held. */
function peakMib(pid: number): number {
  const line = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

await main();
