/**
 * `npm run bench:what-if`: a draft tried over the 69,659 real purchases as a mall's history in the log of points: how long
 * it takes and how much memory, with the version in force (which must change nothing) and with another draft.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EventLog } from '@scrip/event-store';
import { type Programme, preset } from '@scrip/programme';
import { throwawayDatabase } from '@scrip/testing';
import type { WhatIfReport } from '../../services/points/src/what-if/comparison.ts';
import { runWhatIf } from '../../services/points/src/what-if/what-if-run.ts';
import { MallHistory } from '../../services/points/test/mall-history.ts';
import { readPurchases, share } from '../plain/purchases.ts';

const HELP = `npm run bench:what-if [-- OPTIONS]

Writes the purchases of test/data as a mall's history into a log of points, then tries two drafts over it: the version in
force, which must change nothing, and one that gives double points.

  --share N      only customers whose number divides by N (default 1: all 69,659 purchases)
  --rounds N     rounds of each draft (default 3)
  --json FILE    write the figures
  --help         this text
`;

const { values: options } = parseArgs({
  options: {
    share: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const ISSUER = 'iss_bench';
const SPAN = { from: '1997-01-01', to: '1998-06-30' };
/** What the domain asks for (points and tiering, speed): all purchases in less than this. */
const SECONDS_MAX = 10;
const MIB = 1_048_576;
/** Looking at the heap costs as much as a page. */
const PAGES_OF_LOOK = 20;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const database = await throwawayDatabase('points');
  const log = await EventLog.open({
    service: 'points',
    connection: database.appUrl,
    clock: { now: () => Date.now() },
  });
  try {
    const mall = preset('mall-vip');
    const purchases = share(readPurchases(), Number(options.share));
    say(`writing ${purchases.length} purchases`);
    await new MallHistory(log, ISSUER, mall).play(purchases);
    const { position } = await log.head();
    const points = mall.points && { ...mall.points, base: { ...mall.points.base, points: 2 } };
    const doubled: Programme = { ...mall, version: 2, ...(points && { points }) };
    const same = await tried(log, mall, mall, position);
    const other = await tried(log, mall, doubled, position);
    const { was, would, difference } = other.report.totals;
    say(`${position} events; the version in force: ${same.words}; double points: ${other.words}`);
    say(
      `given ${was.earnedPoints} points, would be ${would.earnedPoints}; discounts ${difference.discountFen} fen more; ${other.report.gradesMoved.map(({ from, to, members }) => `${members} members ${from} to ${to}`).join(', ')}`,
    );
    const changed = Object.values(same.report.totals.difference).some((value) => value !== 0n);
    if (changed) say('THE VERSION IN FORCE CHANGES SOMETHING');
    const slow = Number(options.share) === 1 && Math.max(same.seconds, other.seconds) > SECONDS_MAX;
    if (slow) say(`SLOWER THAN ${SECONDS_MAX} s`);
    if (changed || slow) process.exitCode = 1;
    const figures = { purchases: purchases.length, events: position, same: figuresOf(same), other: figuresOf(other) };
    if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await log.close();
    await database.drop();
  }
}

interface Tried {
  readonly report: WhatIfReport;
  /** Median of the rounds. */
  readonly seconds: number;
  /** Most heap that a round added, MiB. */
  readonly heapMib: number;
  readonly words: string;
}

async function tried(log: EventLog, inForce: Programme, draft: Programme, upTo: number): Promise<Tried> {
  const seconds: number[] = [];
  let heapMib = 0;
  let pages = 0;
  let report: WhatIfReport | undefined;
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const before = process.memoryUsage().heapUsed;
    const started = performance.now();
    const run = { issuerId: ISSUER, programmeId: draft.id, draft, ...SPAN, upTo, gradesUpTo: 0, segmentsUpTo: 0 };
    const terms = { ofVersion: async () => inForce };
    report = await runWhatIf(log, terms, run, async () => {
      pages += 1;
      if (pages % PAGES_OF_LOOK === 0) heapMib = Math.max(heapMib, (process.memoryUsage().heapUsed - before) / MIB);
    });
    seconds.push((performance.now() - started) / 1000);
  }
  if (!report) throw new Error('--rounds is at least 1');
  const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0;
  const words = `${median.toFixed(2)} s, at most ${heapMib.toFixed(0)} MiB of heap more`;
  return { report, seconds: median, heapMib, words };
}

function figuresOf({ seconds, heapMib }: Tried): object {
  return { seconds, heapMib };
}

if (options.help) process.stdout.write(HELP);
else await main();
