/** `npm run demo`: plays real purchases through the running system and shows what it came to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_STATE_DIR, readSystem, type SystemDescription } from '@scrip/local';
import { preset } from '@scrip/programme';
import cliProgress from 'cli-progress';
import { type Purchase, readPurchases, share } from '../plain/purchases.ts';
import { awake } from '../world/awake.ts';
import { Api, DemoError } from './api.ts';
import { Player } from './play.ts';
import { heardEverywhere, type SystemTotals, systemTotals } from './totals.ts';

const HELP = `npm run demo [-- OPTIONS]

Plays the purchases of test/data through the HTTP API of the running system (npm start), against the programme mall-vip
with a stored-value card. A run that was broken off goes on where it stopped; a second run changes nothing.

  --all              all 69,659 purchases; by default the 6,787 of customers whose number divides by ten
  --share N          the purchases of customers whose number divides by N
  --programme ID     plays against a copy of the programme under this id, which shares nothing with others
  --concurrency N    purchases under way at once (default 48)
  --state DIR        state folder of the system (default .scrip/state)
  --json             print the totals as JSON only
  --help             this text
`;

/** The preset that is played, and under which id it is published unless told otherwise. */
const PRESET = 'mall-vip';
const SHARE_DEFAULT = 10;
/** Enough that group commits fill and few enough that every answer stays fast on two cores. */
const CONCURRENCY_DEFAULT = 48;

const { values: options } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    share: { type: 'string', default: String(SHARE_DEFAULT) },
    programme: { type: 'string', default: PRESET },
    concurrency: { type: 'string', default: String(CONCURRENCY_DEFAULT) },
    state: { type: 'string', default: process.env.SCRIP_STATE_DIR ?? DEFAULT_STATE_DIR },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const system = readSystem(options.state);
  if (!system) throw new DemoError('No system runs here. Start one in another terminal with: npm start');
  const api = new Api(system.frontDoor, tokens(system));
  try {
    const published = await api.must('POST', `/cards/v1/programmes/${options.programme}/versions`, {
      key: `${options.programme} programme`,
      at: '1997-01-01T00:00:00+08:00',
      body: { ...awake(preset(PRESET)), id: options.programme },
    });
    await heardEverywhere(api, options.programme, published.position);
    const purchases = share(readPurchases(), options.all ? 1 : divisor());
    const started = performance.now();
    await playAll(api, purchases);
    const seconds = (performance.now() - started) / 1000;
    const totals = await systemTotals(api, options.programme);
    if (options.json) process.stdout.write(`${JSON.stringify({ ...totals, seconds })}\n`);
    else process.stdout.write(report(system, totals, purchases.length, seconds));
  } finally {
    await api.close();
  }
}

/** Throws DemoError for what is no whole number from 1. */
function divisor(): number {
  if (/^[1-9]\d{0,4}$/.test(options.share)) return Number(options.share);
  throw new DemoError(`--share ${options.share} is not a number from 1 to 99999`);
}

async function playAll(api: Api, purchases: readonly Purchase[]): Promise<void> {
  const bar = openBar(purchases.length);
  const player = new Player(api, options.programme);
  const underWay = new Set<Promise<void>>();
  const concurrency = Number(options.concurrency);
  let failure: Error | undefined;
  let done = 0;
  for (const purchase of purchases) {
    if (failure) break;
    const played = player.play(purchase).then(
      () => {
        done += 1;
        bar.update(done);
      },
      (error: unknown) => {
        failure ??= new DemoError(`purchase ${purchase.line} of customer ${purchase.customer}: ${String(error)}`);
      },
    );
    underWay.add(played);
    void played.finally(() => underWay.delete(played));
    if (underWay.size >= concurrency) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  bar.stop();
  if (failure) throw failure;
}

/** A bar with rate and time left on a terminal; a line at every tenth elsewhere; nothing beside JSON. */
function openBar(total: number): { update(done: number): void; stop(): void } {
  if (options.json) return { update: () => undefined, stop: () => undefined };
  if (!process.stdout.isTTY) {
    const started = performance.now();
    const step = Math.ceil(total / 10);
    return {
      update: (done) => {
        if (done % step !== 0 && done !== total) return;
        const rate = done / ((performance.now() - started) / 1000);
        const left = Math.ceil((total - done) / rate);
        process.stdout.write(`  ${done} of ${total} purchases, ${rate.toFixed(0)} a second, ${left} s left\n`);
      },
      stop: () => undefined,
    };
  }
  const bar = new cliProgress.SingleBar(
    {
      format: '  {bar} {percentage}%  {value}/{total} purchases  {rate}/s  {eta_formatted} left',
      hideCursor: true,
      etaBuffer: 200,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { rate: '–' });
  const started = performance.now();
  return {
    update: (done) => bar.update(done, { rate: (done / ((performance.now() - started) / 1000)).toFixed(0) }),
    stop: () => bar.stop(),
  };
}

function report(system: SystemDescription, totals: SystemTotals, played: number, seconds: number): string {
  const yuan = (fen: number): string => `${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })} yuan`;
  const count = (n: number): string => n.toLocaleString('en-US');
  const rows: [string, string][] = [
    ['purchases', count(totals.purchases)],
    ['members', `${count(totals.members)}  (Gold ${count(totals.gold)}, Diamond ${count(totals.diamond)})`],
    ['paid', `${count(totals.paidFen)} fen  (${yuan(totals.paidFen)})`],
    ['discount', `${count(totals.discountFen)} fen  (${yuan(totals.discountFen)})`],
    ['points', count(totals.points)],
    ['lottery entries', count(totals.lotteryEntries)],
    ['recharged', `${count(totals.rechargedFen)} fen  (${yuan(totals.rechargedFen)})`],
    ['messages', count(totals.messages)],
  ];
  const table = rows.map(([name, value]) => `  ${name.padEnd(16)} ${value}\n`).join('');
  return `
Played ${count(played)} purchases in ${seconds.toFixed(1)} s (${(played / seconds).toFixed(0)} a second). The system's books now say:

${table}
What to look at next:
  npx scrip audit replay          fold every log from zero, and again from Kafka, and compare with every projection
  npx scrip status                where each log ends and what is published
  ${system.frontDoor}/ledger/docs   the ledger's API
`;
}

/** The importer's token; local ones outlive any run. */
function tokens(system: SystemDescription): () => Promise<string> {
  const file = join(system.tokensDir, 'importer');
  const token = readFileSync(file, 'utf8').trim();
  return () => Promise.resolve(token);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
