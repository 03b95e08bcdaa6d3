/**
 * `npm run bench:receipts`: receipts of members recorded over HTTP against one row per transaction by pgbench, on one
 * machine, in one run, in interleaved rounds; once by a programme whose first hundred members of the day have their points
 * doubled, once by the same one without that campaign, so that what the places of the day cost is seen.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type System, startSystem, temporaryFolder } from '@scrip/local';
import { type Programme, preset } from '@scrip/programme';
import { type Client, openClient } from '@scrip/testing';
import { cpuMeter } from './cpu.ts';
import { caughtUp, drained } from './drained.ts';
import { inProcess } from './measured-system.ts';
import { measureYardstick, type Yardstick } from './pgbench.ts';
import type { Job, ReceiptResult } from './receipt-load.ts';

const HELP = `npm run bench:receipts [-- OPTIONS]

Has receipts of members recorded over HTTP by 64 clients, with and without the campaign of the first hundred members of a
day, and in batches of 100 by 8 clients with it, against pgbench inserting one row per transaction into a table of the event
table's shape on the same Postgres. Tiering follows on the same machine. Then, in as many rounds, the same with the campaign
while tiering is stopped, as the ledger's W1 and W2 are measured without notifications.

  --rounds N     interleaved rounds (default 5)
  --seconds N    length of each measurement (default 6)
  --members N    members of each programme (default 2,000)
  --json FILE    write the figures
  --help         this text
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    members: { type: 'string', default: '2000' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const CLIENTS = 64;
const BATCH = 100;
/** Clients that send batches: more of them would only wait longer. */
const BATCH_CLIENTS = 8;
const SEED = 20_260_101;
const WARM_UP_SECONDS = 4;
/** Members who join at one time. */
const JOINING = 32;
/** A Thursday on which they join. Every run is on another Thursday after it: no campaign of the calendar. */
const JOINING_DAY = '2025-05-08';
const JOINING_FEN = 30_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A load, and what the machine did for it. */
interface Load extends ReceiptResult {
  /** CPU seconds by process, until everything had been published and folded and tiering had dealt with it. */
  readonly cpu: Readonly<Record<string, number>>;
}

interface Measured extends Load {
  readonly perSecond: number;
  /** To the rows a second of the yardstick in the same round. */
  readonly ratio: number;
}

interface Round {
  readonly yardstick: Yardstick;
  readonly on: Measured;
  readonly off: Measured;
  /** With the campaign, in batches. */
  readonly batched: Measured;
}

/** A round with the campaign while tiering is stopped. */
interface RoundAlone {
  readonly yardstick: Yardstick;
  readonly on: Measured;
  readonly batched: Measured;
}

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const folder = await temporaryFolder('bench');
  say('starting a system of its own');
  const system = await startSystem({
    stateDir: join(folder, 'state'),
    ports: 'free',
    services: ['cards', 'tiering', 'points'],
  });
  try {
    const { services, postgres } = system.describe();
    const token = await system.token('importer');
    writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
    const mall = preset('mall-vip');
    const without = mall.points?.multipliers.filter(({ key }) => key !== 'first-hundred') ?? [];
    const on: Programme = { ...mall, id: 'bench-on' };
    const off: Programme = {
      ...mall,
      id: 'bench-off',
      points: mall.points && { ...mall.points, multipliers: without },
    };
    for (const programme of [on, off]) await withMembers(system, token, folder, programme);

    const ownerUrl = postgres.services['points']?.ownerUrl ?? '';
    const seconds = Number(options.seconds);
    let day = 0;
    const measure = async (programmeId: string, length: number, batch = 1): Promise<Load> => {
      day += 1;
      const job: Job = {
        url: services.points ?? '',
        tokenFile: join(folder, 'token'),
        membersFile: join(folder, `${programmeId}.json`),
        programmeId,
        clients: batch === 1 ? CLIENTS : BATCH_CLIENTS,
        batch,
        seconds: length,
        seed: SEED + day,
        at: thursdayAfter(day),
        run: `${programmeId}-${day}`,
      };
      const used = cpuMeter(system.describe().pids);
      const result = await inProcess<ReceiptResult>('receipt-load.ts', JSON.stringify(job));
      if (result.failed + result.refused > 0) throw new Error(`${result.failed} failed, ${result.refused} refused`);
      await drained(`${services.points}/points/v1/log`, await system.token('operator'));
      // What tiering makes of the receipts is no part of the next measurement.
      if ('tiering' in system.describe().pids) await caughtUp(services.tiering ?? '');
      return { ...result, cpu: { ...used(), generator: result.cpuSeconds } };
    };
    say('warming up');
    for (const { id } of [on, off]) await measure(id, WARM_UP_SECONDS);
    const yardstick = (): Promise<Yardstick> => measureYardstick(ownerUrl, CLIENTS, seconds);
    const against = async ({ opsPerSecond }: Yardstick, programmeId: string, batch = 1): Promise<Measured> => {
      const result = await measure(programmeId, seconds, batch);
      const perSecond = result.acknowledged / result.seconds;
      return { ...result, perSecond, ratio: perSecond / opsPerSecond };
    };
    const rounds: Round[] = [];
    for (let round = 1; round <= Number(options.rounds); round += 1) {
      const rows = await yardstick();
      // Whoever goes second finds a longer log: they take turns.
      const first = round % 2 === 1 ? on.id : off.id;
      const one = await against(rows, first);
      const two = await against(rows, first === on.id ? off.id : on.id);
      const [withIt, withoutIt] = first === on.id ? [one, two] : [two, one];
      const batched = await against(rows, on.id, BATCH);
      rounds.push({ yardstick: rows, on: withIt, off: withoutIt, batched });
      say(
        `round ${round}: ${inWords(rows)}; campaign on ${wordsOf(withIt)}, ${withIt.places} places; off ${wordsOf(withoutIt)}; in batches ${wordsOf(batched)}, ${batched.places} places`,
      );
    }
    await system.service('tiering').stop();
    const alone: RoundAlone[] = [];
    for (let round = 1; round <= Number(options.rounds); round += 1) {
      const rows = await yardstick();
      const withIt = await against(rows, on.id);
      const batched = await against(rows, on.id, BATCH);
      alone.push({ yardstick: rows, on: withIt, batched });
      say(
        `round ${round} without tiering: ${inWords(rows)}; campaign on ${wordsOf(withIt)}; in batches ${wordsOf(batched)}`,
      );
    }
    const figures = figuresOf(rounds, alone);
    say(
      `medians, of pgbench: on ${shareOf(figures.on)}, p99 ${figures.on.p99Ms.toFixed(0)} ms, slowest of the first 200 ${figures.on.firstMs.toFixed(0)} ms; off ${shareOf(figures.off)}; in batches of ${BATCH} ${shareOf(figures.batched)}; without tiering ${shareOf(figures.alone.on)}, in batches ${shareOf(figures.alone.batched)}; on ÷ off ${figures.onToOff.toFixed(2)}`,
    );
    for (const [name, { cpuMicrosPerReceipt }] of [
      ['one by one', figures.on],
      ['in batches', figures.batched],
      ['in batches, without tiering', figures.alone.batched],
    ] as const) {
      const used = Object.entries(cpuMicrosPerReceipt).map(([process, micros]) => `${process} ${micros.toFixed(0)}`);
      say(`CPU of a receipt, µs, until all had dealt with it, ${name}: ${used.join(', ')}`);
    }
    if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Publishes a programme and lets members join it, whose accounts are open when this resolves. */
async function withMembers(system: System, token: string, folder: string, programme: Programme): Promise<void> {
  const { services } = system.describe();
  const programmeId = programme.id;
  const clientOf = (service: 'cards' | 'points' | 'tiering'): Client =>
    openClient({ baseUrl: services[service] ?? '', token: async () => token });
  const clients = { cards: clientOf('cards'), points: clientOf('points'), tiering: clientOf('tiering') };
  const published = await clients.cards.post(`/cards/v1/programmes/${programmeId}/versions`, programme);
  published.ok(201);
  // Both have heard of it when they answer.
  const after = { after: published.position };
  (await clients.points.get(`/points/v1/programmes/${programmeId}/totals`, after)).ok();
  (await clients.tiering.get(`/tiering/v1/programmes/${programmeId}/grades`, after)).ok();
  const count = Number(options.members);
  const membershipIds: string[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: JOINING }, async () => {
      while (next < count) {
        next += 1;
        membershipIds.push(await joined(clients, programmeId, next));
      }
    }),
  );
  writeFileSync(join(folder, `${programmeId}.json`), JSON.stringify(membershipIds));
  say(`  ${count} members of ${programmeId}`);
}

/** Somebody registers, buys and joins; answers with the membership when points has opened its account. */
async function joined(
  { cards, points, tiering }: { readonly cards: Client; readonly points: Client; readonly tiering: Client },
  programmeId: string,
  n: number,
): Promise<string> {
  const at = { occurredAt: `${JOINING_DAY}T10:00:00+08:00`, after: null };
  const holder = await cards.post('/cards/v1/holders', { name: `Bench ${n}`, locale: 'en' }, at);
  const joining = joiningReceipt(programmeId, n);
  const receipt = await points.post('/points/v1/receipts', joining, at);
  receipt.ok(201);
  const asked = { holderId: holder.ok(201)['holderId'], programmeId, receiptIds: [joining.receiptId] };
  const membership = await tiering.post('/tiering/v1/memberships', asked, { ...at, after: receipt.position });
  const membershipId = String(membership.ok(201)['membershipId']);
  const accounts = await points.get(`/points/v1/accounts?membershipId=${membershipId}`, { after: membership.position });
  const { items } = accounts.ok() as { items: readonly object[] };
  if (items.length !== 1) throw new Error(`${membershipId} has no account`);
  return membershipId;
}

/** Somebody's receipt, of whom nothing is known. */
function joiningReceipt(programmeId: string, n: number) {
  const line = { sku: 'article-1', tagFen: JOINING_FEN, priceClass: 'regular', counterKey: 'counter-1' };
  return {
    receiptId: `${programmeId}-joining-${n}`,
    programmeId,
    lines: [{ ...line, paidFen: JOINING_FEN }],
    tenders: [{ kind: 'cash', amountFen: JOINING_FEN }],
  };
}

/** Noon of a Thursday of its own for each run. */
function thursdayAfter(weeks: number): string {
  const day = new Date(Date.parse(`${JOINING_DAY}T04:00:00Z`) + weeks * 7 * 86_400_000);
  return `${day.toISOString().slice(0, 10)}T12:00:00+08:00`;
}

function wordsOf({ perSecond, ratio, p99Ms, firstMs }: Measured): string {
  return `${perSecond.toFixed(0)}/s (${ratio.toFixed(2)}), p99 ${p99Ms.toFixed(0)} ms, first 200 within ${firstMs.toFixed(0)} ms`;
}

const shareOf = ({ ratio, perSecond }: { readonly ratio: number; readonly perSecond: number }): string =>
  `${ratio.toFixed(2)} (${perSecond.toFixed(0)}/s)`;

const inWords = ({ by, opsPerSecond }: Yardstick): string => `${by} ${opsPerSecond.toFixed(0)}/s`;

function figuresOf(rounds: readonly Round[], alone: readonly RoundAlone[]) {
  return {
    rows: { perSecond: median(rounds.map(({ yardstick }) => yardstick.opsPerSecond)), by: rounds[0]?.yardstick.by },
    on: mediansOf(rounds.map(({ on }) => on)),
    off: mediansOf(rounds.map(({ off }) => off)),
    batched: mediansOf(rounds.map(({ batched }) => batched)),
    onToOff: median(rounds.map(({ on, off }) => on.perSecond / off.perSecond)),
    alone: {
      rows: { perSecond: median(alone.map(({ yardstick }) => yardstick.opsPerSecond)) },
      on: mediansOf(alone.map(({ on }) => on)),
      batched: mediansOf(alone.map(({ batched }) => batched)),
    },
  };
}

function mediansOf(measured: readonly Measured[]) {
  const of = (figure: (one: Measured) => number): number => median(measured.map(figure));
  return {
    perSecond: of(({ perSecond }) => perSecond),
    ratio: of(({ ratio }) => ratio),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    firstMs: of(({ firstMs }) => firstMs),
    cpuMicrosPerReceipt: Object.fromEntries(
      Object.keys(measured[0]?.cpu ?? {}).map((name) => [
        name,
        of(({ cpu, acknowledged }) => ((cpu[name] ?? 0) / acknowledged) * 1e6),
      ]),
    ),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

await main();
