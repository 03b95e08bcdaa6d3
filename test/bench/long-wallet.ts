/**
 * `npm run bench:long-wallet`: one wallet of 100,000 events against wallets of ten, in one run and in interleaved rounds:
 * what is done at a till and at a desk, and what is read. What counts are ratios: medians of the rounds.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EventLog, idFrom } from '@scrip/event-store';
import { DEMO_ISSUER, type System, startSystem, temporaryFolder } from '@scrip/local';
import { fen } from '@scrip/money';
import { preset, productOf } from '@scrip/programme';
import { type Client, openClient } from '@scrip/testing';
import { type WalletTerms, walletDecider } from '../../services/ledger/src/wallet/wallet.decider.ts';
import { spend } from '../../services/ledger/src/wallet/wallet-till.rule.ts';
import { type Account, openAccounts } from './accounts.ts';
import { drained } from './drained.ts';

const HELP = `npm run bench:long-wallet [-- OPTIONS]

Gives one wallet a long life through the route of batches, then does the same things with it and with wallets of ten events,
in turns: a spend (warm, and decided by a log that was just opened), a hold and its capture, a return of an early spend, the
balance now and at a moment of the past, the first and the last page of the statement. Tells the ratio of the medians.

  --events N     events of the long wallet (default 100,000)
  --rounds N     interleaved rounds (default 5)
  --times N      how often each is done in a round, with either (default 30)
  --json FILE    write the figures
  --help         this text
`;

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    times: { type: 'string', default: '30' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Commands of one batch while the wallet grows. */
const BATCH = 500;
/** Events of a new wallet before it is measured: opened, activated, recharged, and spends. */
const SHORT_EVENTS = 10;
const OPENING_EVENTS = 3;
/** A round of the long life: one recharge, and spends that take it out again, so that lots come and go. */
const LIFE_ROUND = 10;
const RECHARGE_FEN = 90_000;
const LIFE_SPEND_FEN = 10_000;
/** A spend that is measured; a part of it is held, captured or given back. */
const SPEND_FEN = 100;
const PART_FEN = 1;
/** Lines of a page: as many as a new wallet has, so that no more is told of the other. */
const PAGE_LINES = 5;
const OPENING_TOGETHER = 8;
const MERCHANT = 'mer_bench';
const PROGRAMME = 'mall-vip';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A wallet to measure on. */
interface Life extends Account {
  /** Spends of its first days, each given back once. */
  readonly early: string[];
  /** Of the last page of its statement, newest first; null where the first page is the last. */
  lastPage: string | null;
}

/** Everything that is measured: `once` does it with a wallet and gives how long it took, milliseconds. */
interface Measure {
  readonly name: string;
  once(life: Life): Promise<number>;
}

/** Medians of one measure, milliseconds, and the ratio of the long wallet to the short ones. */
interface Figure {
  readonly shortMs: number;
  readonly longMs: number;
  readonly ratio: number;
}

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const folder = await temporaryFolder('bench');
  say('starting a system of its own');
  const system = await startSystem({ stateDir: join(folder, 'state'), ports: 'free', services: ['cards', 'ledger'] });
  try {
    const token = await system.token('importer');
    const till = openClient({ baseUrl: system.describe().services.ledger ?? '', token: async () => token });
    const { long, shorts, middleAt } = await lives(system, till, token);
    const figures = await measured(system, till, { long, shorts, middleAt });
    say(`\nmedians of ${options.rounds} interleaved rounds; ${options.events} events against ${SHORT_EVENTS}`);
    for (const [name, { shortMs, longMs, ratio }] of Object.entries(figures)) {
      say(`  ${name.padEnd(38)} ${shortMs.toFixed(2)} ms, long ${longMs.toFixed(2)} ms: ${ratio.toFixed(2)}`);
    }
    if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The wallets as they are when the measuring begins, and a moment at which the long one was half as old. */
async function lives(system: System, till: Client, token: string) {
  const times = Number(options.times) * Number(options.rounds);
  const { cards = '', ledger = '' } = system.describe().services;
  const accounts = await openAccounts({ cards, ledger }, token, times + 1, () => undefined);
  const all = accounts.map((account): Life => ({ ...account, early: [], lastPage: null }));
  const [long, ...shorts] = all;
  if (!long) throw new RangeError('--times and --rounds are at least 1');
  const waiting = [...shorts];
  await Promise.all(
    Array.from({ length: OPENING_TOGETHER }, async () => {
      for (let life = waiting.pop(); life; life = waiting.pop()) await grow(till, life, SHORT_EVENTS - OPENING_EVENTS);
    }),
  );
  await grow(till, long, times);
  const half = Math.floor((Number(options.events) - OPENING_EVENTS - times) / 2);
  await growInBatches(till, long, half);
  const middleAt = new Date().toISOString();
  await growInBatches(till, long, half);
  await drained(`${system.describe().services.ledger}/ledger/v1/log`, await system.token('operator'));
  long.lastPage = await lastPageOf(till, long);
  return { long, shorts, middleAt };
}

/** Spends one by one, whose ids are remembered. */
async function grow(till: Client, life: Life, spends: number): Promise<void> {
  for (let n = 0; n < spends; n += 1) life.early.push(await spendOnce(till, life));
}

async function growInBatches(till: Client, { walletId, cardId }: Life, commands: number): Promise<void> {
  for (let done = 0; done < commands; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, commands - done) }, (_, n) =>
      n % LIFE_ROUND === 0
        ? { kind: 'recharge', walletId, principalFen: RECHARGE_FEN, tender: 'cash' }
        : { kind: 'spend', walletId, cardId, merchantId: MERCHANT, amountFen: LIFE_SPEND_FEN },
    );
    const told = await till.post<{ refused: number }>('/ledger/v1/batches', { commands: batch }, { after: null });
    if (told.ok().refused > 0) throw new Error(`${told.body.refused} commands were refused`);
    say(`  ${done + batch.length} of ${commands} commands`);
  }
}

/** The cursor behind which, newest first, only the oldest lines are left. */
async function lastPageOf(till: Client, { walletId }: Life): Promise<string | null> {
  const path = `/ledger/v1/wallets/${walletId}/statement?order=oldest&limit=${PAGE_LINES + 1}`;
  return (await till.get<{ next: string | null }>(path, { after: null })).ok().next;
}

interface Measured {
  readonly long: Life;
  readonly shorts: readonly Life[];
  readonly middleAt: string;
}

async function measured(system: System, till: Client, { long, shorts, middleAt }: Measured) {
  const times = Number(options.times);
  const measures = measuresOf(system, till, middleAt);
  const rounds = new Map<string, Figure[]>(measures.map(({ name }) => [name, []]));
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const fresh = shorts.slice(round * times, (round + 1) * times);
    for (const { name, once } of measures) {
      await once(long);
      const ofShort: number[] = [];
      const ofLong: number[] = [];
      for (const [n, life] of fresh.entries()) {
        // Whoever is second finds the machine warmer: they take turns.
        if (n % 2 === 0) ofShort.push(await once(life));
        ofLong.push(await once(long));
        if (n % 2 === 1) ofShort.push(await once(life));
      }
      const [shortMs, longMs] = [median(ofShort), median(ofLong)];
      rounds.get(name)?.push({ shortMs, longMs, ratio: longMs / shortMs });
    }
    await drained(`${system.describe().services.ledger}/ledger/v1/log`, await system.token('operator'));
    say(`round ${round + 1} of ${options.rounds}`);
  }
  return Object.fromEntries(
    [...rounds].map(([name, figures]): [string, Figure] => [
      name,
      {
        shortMs: median(figures.map(({ shortMs }) => shortMs)),
        longMs: median(figures.map(({ longMs }) => longMs)),
        ratio: median(figures.map(({ ratio }) => ratio)),
      },
    ]),
  );
}

function measuresOf(system: System, till: Client, middleAt: string): readonly Measure[] {
  const read = (name: string, rest: (life: Life) => string): Measure => ({
    name,
    once: (life) =>
      timed(async () => (await till.get(`/ledger/v1/wallets/${life.walletId}${rest(life)}`, { after: null })).ok()),
  });
  return [
    { name: 'spend', once: (life) => timed(() => spendOnce(till, life)) },
    { name: 'spend, by a log that knows no wallet', once: (life) => coldSpend(system, till, life) },
    { name: 'hold and capture', once: (life) => timed(() => holdAndCapture(till, life)) },
    { name: 'return of an early spend', once: (life) => giveBack(till, life) },
    read('balance now', () => ''),
    read('balance of the past', () => `/balance?at=${encodeURIComponent(middleAt)}`),
    read('first page of the statement', () => `/statement?limit=${PAGE_LINES}`),
    read('last page of the statement', ({ lastPage }) =>
      lastPage === null ? `/statement?limit=${PAGE_LINES}` : `/statement?limit=${PAGE_LINES}&cursor=${lastPage}`,
    ),
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function spendOnce(till: Client, { walletId, cardId }: Life): Promise<string> {
  const body = { amountFen: SPEND_FEN, cardId, merchantId: MERCHANT };
  const spent = await till.post(`/ledger/v1/wallets/${walletId}/spends`, body, { after: null });
  return String(spent.ok(201)['spendId']);
}

/** A capture looks up its hold in the state as the log has it: it is loaded each time. */
async function holdAndCapture(till: Client, { walletId, cardId }: Life): Promise<void> {
  const path = `/ledger/v1/wallets/${walletId}/holds`;
  const body = { amountFen: PART_FEN, cardId, merchantId: MERCHANT };
  const held = (await till.post(path, body, { after: null })).ok(201);
  (await till.post(`${path}/${String(held['holdId'])}/capture`, {}, { after: null })).ok(201);
}

/** Each early spend once, so that none has a long history of its own; the last one again where all were given back. */
async function giveBack(till: Client, life: Life): Promise<number> {
  const spendId = life.early.length > 1 ? life.early.shift() : life.early[0];
  const path = `/ledger/v1/wallets/${life.walletId}/spends/${spendId}/returns`;
  return timed(async () => (await till.post(path, { amountFen: PART_FEN }, { after: null })).ok(201));
}

/**
 * As a copy of the ledger decides that has never heard of the wallet: a log of this process, opened for the one spend. The
 * ledger itself finds out that somebody else was there, which a spend that is not measured pays for.
 */
async function coldSpend(system: System, till: Client, life: Life): Promise<number> {
  const { walletId, cardId } = life;
  const terms = walletTerms();
  const log = await EventLog.open({
    service: 'ledger',
    connection: system.describe().postgres.services['ledger']?.appUrl ?? '',
    clock: { now: () => Date.now() },
    projections: ['stream_snapshot'],
  });
  try {
    const at = Date.now();
    const once = `${walletId} ${performance.now()}`;
    const command = {
      spendId: idFrom('spd', once),
      cardId,
      merchantId: MERCHANT,
      terminalId: null,
      signatoryId: null,
      asked: { amountFen: fen(PART_FEN) },
      splitTender: false,
      at,
    };
    return await timed(async () => {
      const verdict = await log.execute({
        who: {
          issuerId: DEMO_ISSUER,
          actor: 'bench',
          occurredAt: at,
          correlationId: idFrom('cor', once),
          causationId: null,
          traceparent: null,
        },
        key: null,
        decider: walletDecider,
        streamId: walletId,
        decide: (state) => spend(state, command, terms),
      });
      if (verdict.kind === 'refused') throw new Error(`refused: ${verdict.refusal.code}`);
    });
  } finally {
    await log.close();
    await spendOnce(till, life);
  }
}

function walletTerms(): WalletTerms {
  const product = productOf(preset(PROGRAMME), 'wallet');
  if (!product) throw new Error(`${PROGRAMME} has no wallet`);
  return { programmeVersion: 1, product };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

await main();
