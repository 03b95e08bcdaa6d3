/**
 * The load generator, a process of its own so that its CPU can be told from the service's: 64 clients on keep-alive
 * connections, each sending its next command when the last is answered. Reads one Job as JSON from its first argument,
 * prints one LoadResult as JSON.
 */
import { readFileSync } from 'node:fs';
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
    const card = cards[weights ? draw(weights, random()) : Math.floor(random() * cards.length)] as Card;
    const recharge = random() < job.rechargeShare;
    const merchant = job.hot ? 'mer_hot' : `mer_${Math.floor(random() * MERCHANTS)}`;
    const body = recharge
      ? { principalFen: RECHARGE_FEN, tender: 'cash' }
      : { cardId: card.cardId, merchantId: merchant, amountFen: 1 + Math.floor(random() * SPEND_FEN_MAX) };
    const sent = performance.now();
    const status = await send(connection, card, recharge, body, `${job.run}-${index}-${n}`);
    latencies.push(performance.now() - sent);
    if (status < 300) acknowledged += 1;
    else if (status < 500) refused += 1;
    else failed += 1;
  }
  await connection.close();
}

/** Resolves with the status. Below undici's streams: what they cost would be the generator's, and it shares the machine. */
function send(connection: Client, card: Card, recharge: boolean, body: object, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    connection.dispatch(
      {
        method: 'POST',
        path: `/ledger/v1/wallets/${card.walletId}/${recharge ? 'recharges' : 'spends'}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      },
      {
        onRequestStart() {},
        onResponseStart(_, statusCode) {
          status = statusCode;
        },
        onResponseData() {},
        onResponseEnd() {
          resolve(status);
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
