import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accept, type Decider } from '@scrip/decider';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { key, type Released, released, who } from '../test/tally.ts';
import { EventLog, newId, ProjectionRunner, streamSnapshots } from './index.ts';

/** A state that grows by a kilobyte with each event. */
const hoard: Decider<{ readonly kept: readonly string[] }, Released> = {
  stream: 'wallet',
  initial: { kept: [] },
  evolve: ({ kept }, { data }) => ({ kept: [...kept, data.reason] }),
};
const KILOBYTE = 'k'.repeat(1_021);
const snapshots = streamSnapshots('ledger', [hoard], 1);

let database: ThrowawayDatabase;
let log: EventLog;
let runner: ProjectionRunner;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  const clock = { now: () => Date.now() };
  log = await EventLog.open({
    service: 'ledger',
    connection: database.appUrl,
    clock,
    projections: [snapshots.name],
  });
  runner = new ProjectionRunner(log, [snapshots], (name, error) => {
    throw new Error(`${name} halted`, { cause: error });
  });
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await log.close();
  await database.drop();
});

async function grow(streamId: string, from: number, upTo: number): Promise<void> {
  for (let first = from + 1; first <= upTo; first += 50) {
    const verdict = await log.execute({
      who,
      key: key(`${streamId} ${first}`),
      decider: hoard,
      streamId,
      decide: () => accept(...Array.from({ length: 50 }, () => released(streamId, 1n, KILOBYTE))),
    });
    if (verdict.kind === 'accepted') await runner.reached(verdict.position, 10_000);
  }
}

async function keptOf(streamId: string): Promise<object | undefined> {
  const { rows } = await log.pool.query<{ version: bigint; bytes: number }>(
    'SELECT version, octet_length(state) AS bytes FROM stream_snapshot WHERE stream_id = $1',
    [streamId],
  );
  return rows[0];
}

describe('a snapshot of a state that is long', () => {
  it('is kept the seldomer, and the same ones however the log was cut', async () => {
    const wallet = newId('wal');
    const seen: (object | undefined)[] = [];
    let before = 0;
    // 100 KiB at 100 are two steps to 300; 300 KiB there are five to 800.
    for (const upTo of [50, 100, 250, 300, 750, 800, 1_000]) {
      await grow(wallet, before, upTo);
      before = upTo;
      seen.push(await keptOf(wallet));
    }
    const kept = (version: number) => ({ version: BigInt(version), bytes: 1_024 * version + 10 });
    expect(seen).toEqual([undefined, kept(100), kept(100), kept(300), kept(300), kept(800), kept(800)]);
    await runner.rebuild(snapshots.name);
    expect(await keptOf(wallet)).toEqual(kept(800));
    const { state, version } = await log.state(hoard, wallet);
    expect([version, state.kept.length]).toEqual([1_000, 1_000]);
  });
});
