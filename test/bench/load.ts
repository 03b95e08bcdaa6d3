/**
 * The load generator, a process of its own so that its CPU can be told from the service's: 64 clients on keep-alive
 * connections, each sending its next command when the last is answered. Reads one Job as JSON from its first argument,
 * prints one LoadResult as JSON.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'undici';
import { randomSource } from './random.ts';

/** What to send, and for how long. */
export interface Job {
  readonly url: string;
  readonly tokenFile: string;
  /** File with the cards, JSON: [{walletId, cardId}]. */
  readonly cardsFile: string;
  readonly clients: number;
  readonly seconds: number;
  readonly seed: number;
  /** Every spend at one merchant, on Zipfian cards; otherwise merchants and cards are uniform. */
  readonly hot: boolean;
  /** Share of recharges, 0 to 1. */
  readonly rechargeShare: number;
  /** Commands of one request: 1 at their own routes, more at the route of batches. */
  readonly batch: number;
  /** All clients together send so many requests a second; null: each sends when its last one is answered. */
  readonly requestsPerSecond: number | null;
  /** Names this run in the keys, so that none is used twice. */
  readonly run: string;
}

/** What came of it. */
export interface LoadResult {
  readonly acknowledged: number;
  readonly refused: number;
  readonly failed: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of this process, seconds. */
  readonly cpuSeconds: number;
}

interface Card {
  readonly walletId: string;
  readonly cardId: string;
}

const MERCHANTS = 200;
const RECHARGE_FEN = 100_000;
const SPEND_FEN_MAX = 2_000;

const job = JSON.parse(process.argv[2] ?? '{}') as Job;
const token = readFileSync(job.tokenFile, 'utf8').trim();
const cards = JSON.parse(readFileSync(job.cardsFile, 'utf8')) as Card[];
const weights = job.hot ? zipf(cards.length) : undefined;

const latencies: number[] = [];
let acknowledged = 0;
let refused = 0;
let failed = 0;

const before = process.cpuUsage();
const started = performance.now();
const until = started + job.seconds * 1000;
await Promise.all(Array.from({ length: job.clients }, (_, index) => client(index)));
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(before);
latencies.sort((a, b) => a - b);
const result: LoadResult = {
  acknowledged,
  refused,
  failed,
  seconds,
  p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
  p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  cpuSeconds: (used.user + used.system) / 1e6,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

async function client(index: number): Promise<void> {
  const connection = new Client(job.url, { pipelining: 1 });
  const random = randomSource(job.seed * 1_000 + index);
  for (let n = 0; performance.now() < until; n += 1) {
    const asked = Array.from({ length: job.batch }, () => ask(random));
    const [first] = asked;
    if (!first) break;
    const sent = await turn(index, n);
    const key = `${job.run}-${index}-${n}`;
    if (job.batch === 1) count(await send(connection, first.path, first.body, key), 1);
    else {
      const commands = asked.map(({ kind, walletId, body }) => ({ kind, walletId, ...body }));
      count(await send(connection, '/ledger/v1/batches', { commands }, key), job.batch);
    }
    latencies.push(performance.now() - sent);
  }
  await connection.close();
}

/**
 * Waits for the time of a client's n-th request and gives that time. At a given rate it is when the request was due, not
 * when it could be sent: what a slow answer holds up counts as slow too.
 */
async function turn(index: number, n: number): Promise<number> {
  if (job.requestsPerSecond === null) return performance.now();
  const due = started + ((n * job.clients + index) / job.requestsPerSecond) * 1000;
  const early = due - performance.now();
  if (early > 0) await pause(early);
  return due;
}

/** One command: a recharge or a spend of some card. */
function ask(random: () => number): { kind: string; walletId: string; path: string; body: object } {
  const { walletId, cardId } = cards[weights ? draw(weights, random()) : Math.floor(random() * cards.length)] as Card;
  const path = `/ledger/v1/wallets/${walletId}`;
  if (random() < job.rechargeShare) {
    return {
      kind: 'recharge',
      walletId,
      path: `${path}/recharges`,
      body: { principalFen: RECHARGE_FEN, tender: 'cash' },
    };
  }
  const merchantId = job.hot ? 'mer_hot' : `mer_${Math.floor(random() * MERCHANTS)}`;
  const amountFen = 1 + Math.floor(random() * SPEND_FEN_MAX);
  return { kind: 'spend', walletId, path: `${path}/spends`, body: { cardId, merchantId, amountFen } };
}

function count({ status, text }: { status: number; text: string }, commands: number): void {
  if (status >= 500) failed += commands;
  else if (job.batch > 1 && status === 200) {
    const told: { accepted: number; refused: number } = JSON.parse(text);
    acknowledged += told.accepted;
    refused += told.refused;
  } else if (status < 300) acknowledged += commands;
  else refused += commands;
}

/**
 * Resolves with the status, and the text of a batch's answer. Below undici's streams: what they cost would be the
 * generator's, and it shares the machine.
 */
function send(connection: Client, path: string, body: object, key: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const parts: Buffer[] = [];
    connection.dispatch(
      {
        method: 'POST',
        path,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      },
      {
        onRequestStart() {},
        onResponseStart(_, statusCode) {
          status = statusCode;
        },
        onResponseData(_, part) {
          if (job.batch > 1) parts.push(part);
        },
        onResponseEnd() {
          resolve({ status, text: parts.length > 0 ? Buffer.concat(parts).toString('utf8') : '' });
        },
        onResponseError(_, error) {
          reject(error);
        },
      },
    );
  });
}

/** Cumulative weights of 1/rank. */
function zipf(count: number): Float64Array {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += 1 / (rank + 1);
    sums[rank] = sum;
  }
  return sums.map((value) => value / sum);
}

function draw(sums: Float64Array, at: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 1) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
