/**
 * How fast one process reads a log, decodes it and folds every wallet, with and without checking each leaf hash; beside it,
 * in the same process, COPY of the same rows to nowhere. Takes the ledger's address and the administrator's as arguments,
 * prints one Folded as JSON.
 */
import type { WalletEvent } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import pg from 'pg';
import { type WalletState, walletDecider } from '../../services/ledger/src/wallet/wallet.decider.ts';

/** What came of it. */
export interface Folded {
  readonly events: number;
  /** Read, decoded, folded. */
  readonly eventsPerSecond: number;
  /** The same with each leaf hash computed anew and compared. */
  readonly verifiedPerSecond: number;
  /** COPY of the same rows by the server to /dev/null. */
  readonly copiedPerSecond: number;
  /** Most memory the process held, MiB. */
  readonly memoryMib: number;
}

const [appUrl = '', adminUrl = ''] = process.argv.slice(2);
const log = await EventLog.open({ service: 'ledger', connection: appUrl, clock: { now: () => Date.now() } });
const { position } = await log.head();
const copied = await copy();
await fold(false);
const plain = await fold(false);
const verified = await fold(true);
await log.close();
const told: Folded = {
  events: position,
  eventsPerSecond: position / plain,
  verifiedPerSecond: position / verified,
  copiedPerSecond: position / copied,
  memoryMib: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(told)}\n`);

/** Seconds. Throws where a leaf is not the hash of its event. */
async function fold(verify: boolean): Promise<number> {
  const started = performance.now();
  const wallets = new Map<string, WalletState>();
  for await (const page of log.scan({ after: 0, upTo: position })) {
    for (const scanned of page) {
      if (verify && !scanned.isUnaltered()) throw new Error(`position ${scanned.position} was altered`);
      if (scanned.stream !== walletDecider.stream) continue;
      const { streamId } = scanned;
      const state = wallets.get(streamId) ?? walletDecider.initial;
      wallets.set(streamId, walletDecider.evolve(state, scanned.event as WalletEvent));
    }
  }
  return (performance.now() - started) / 1000;
}

async function copy(): Promise<number> {
  const database = new URL(appUrl).pathname;
  const client = new pg.Client(Object.assign(new URL(adminUrl), { pathname: database }).href);
  await client.connect();
  const started = performance.now();
  await client.query(`COPY (SELECT * FROM event WHERE position <= ${position}) TO '/dev/null' (FORMAT binary)`);
  const seconds = (performance.now() - started) / 1000;
  await client.end();
  return seconds;
}
