/**
 * The generator of receipts, a process of its own: clients on keep-alive connections, each sending a member's next receipt
 * when the last is answered. Reads one Job as JSON from its first argument, prints one ReceiptResult as JSON.
 */
import { readFileSync } from 'node:fs';
import { Client } from 'undici';
import { randomSource } from './random.ts';

/** What to send, and for how long. */
export interface Job {
  readonly url: string;
  readonly tokenFile: string;
  readonly programmeId: string;
  /** File with the members, JSON: [membershipId]. */
  readonly membersFile: string;
  readonly clients: number;
  /** Receipts of one request: 1 by the route of one, more by the route of batches. */
  readonly batch: number;
  readonly seconds: number;
  readonly seed: number;
  /** When every receipt of the run happened, RFC 3339: a business day of its own, whose places are all there. */
  readonly at: string;
  /** Names this run in the keys and the receipts' numbers, so that none is used twice. */
  readonly run: string;
}

/** What came of it. */
export interface ReceiptResult {
  readonly acknowledged: number;
  readonly refused: number;
  readonly failed: number;
  readonly seconds: number;
  /** Of requests, as `p99Ms`. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The slowest request with one of the first 200 receipts: those among which the places of the day go. */
  readonly firstMs: number;
  /** Receipts that took a place of the day. */
  readonly places: number;
  /** CPU of this process, seconds. */
  readonly cpuSeconds: number;
}

/** Receipts of which the slowest is told: among them the first hundred members of the day. */
const FIRST = 200;
/** Receipts among which all places of the day are taken, in whatever order the answers come. */
const PLACES_WITHIN = 20_000;
/** Up to 1,000 yuan. */
const PAID_FEN_MAX = 100_000;

const job = JSON.parse(process.argv[2] ?? '{}') as Job;
const token = readFileSync(job.tokenFile, 'utf8').trim();
const members = JSON.parse(readFileSync(job.membersFile, 'utf8')) as string[];

const latencies: number[] = [];
let acknowledged = 0;
let refused = 0;
let failed = 0;
let places = 0;

const started = performance.now();
const until = started + job.seconds * 1000;
await Promise.all(Array.from({ length: job.clients }, (_, index) => client(index)));
const seconds = (performance.now() - started) / 1000;
const firstMs = Math.max(0, ...latencies.slice(0, Math.ceil(FIRST / job.batch)));
latencies.sort((a, b) => a - b);
const used = process.cpuUsage();
const result: ReceiptResult = {
  acknowledged,
  refused,
  failed,
  seconds,
  p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
  p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  firstMs,
  places,
  cpuSeconds: (used.user + used.system) / 1e6,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

async function client(index: number): Promise<void> {
  const connection = new Client(job.url, { pipelining: 1 });
  const random = randomSource(job.seed * 1_000 + index);
  for (let n = 0; performance.now() < until; n += 1) {
    const key = `${job.run}-${index}-${n}`;
    const receipts = Array.from({ length: job.batch }, (_, place) => receipt(`${key}-${place}`, random));
    const [first] = receipts;
    const sent = performance.now();
    const { status, text } =
      job.batch === 1
        ? await send(connection, '/points/v1/receipts', first ?? {}, key)
        : await send(connection, '/points/v1/receipt-batches', { receipts }, key);
    latencies.push(performance.now() - sent);
    count(status, text);
  }
  await connection.close();
}

function receipt(receiptId: string, random: () => number): object {
  const paidFen = 1_000 + Math.floor(random() * PAID_FEN_MAX);
  return {
    receiptId,
    programmeId: job.programmeId,
    membershipId: members[Math.floor(random() * members.length)],
    lines: [{ sku: 'article-1', tagFen: paidFen, priceClass: 'regular', counterKey: 'counter-1', paidFen }],
    tenders: [{ kind: 'cash', amountFen: paidFen }],
  };
}

function count(status: number, text: string): void {
  if (status >= 500) failed += job.batch;
  else if (status >= 300) refused += job.batch;
  else if (job.batch === 1) acknowledged += 1;
  else {
    acknowledged += Number(/"accepted":(\d+)/.exec(text)?.[1] ?? 0);
    refused += Number(/"refused":(\d+)/.exec(text)?.[1] ?? job.batch);
  }
  // While places may be left; reading every answer would be the generator's cost.
  if (acknowledged <= PLACES_WITHIN) places += text.match(/"dayRank":\d/g)?.length ?? 0;
}

function send(connection: Client, path: string, body: object, key: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const parts: Buffer[] = [];
    connection.dispatch(
      {
        method: 'POST',
        path,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
          'scrip-occurred-at': job.at,
        },
        body: JSON.stringify(body),
      },
      {
        onRequestStart() {},
        onResponseStart(_, statusCode) {
          status = statusCode;
        },
        onResponseData(_, part) {
          parts.push(part);
        },
        onResponseEnd() {
          resolve({ status, text: Buffer.concat(parts).toString('utf8') });
        },
        onResponseError(_, error) {
          reject(error);
        },
      },
    );
  });
}
