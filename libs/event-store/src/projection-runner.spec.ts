import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WalletHoldReleased } from '@scrip/contracts';
import { accept, type Decider } from '@scrip/decider';
import { fen } from '@scrip/money';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import pg from 'pg';
import {
  captureLive,
  compareProjection,
  EventLog,
  newId,
  type Projection,
  ProjectionRunner,
  streamSnapshots,
  verifyLog,
  type Who,
} from './index.ts';

type Released = { readonly type: 'WalletHoldReleased'; readonly data: WalletHoldReleased };
const tally: Decider<{ sum: bigint }, Released> = {
  stream: 'wallet',
  initial: { sum: 0n },
  evolve: (state, event) => ({ sum: state.sum + event.data.releasedFen }),
};
const who: Who = {
  issuerId: 'iss_test',
  actor: 'till-1',
  occurredAt: Date.UTC(2026, 0, 2),
  correlationId: 'cor_1',
  causationId: null,
  traceparent: null,
};

const totals: Projection = {
  name: 'total',
  revision: 1,
  events: ['WalletHoldReleased'],
  tables: 'CREATE TABLE total (wallet_id text PRIMARY KEY, sum_fen bigint NOT NULL)',
  async apply(tx, events) {
    const sums = new Map<string, bigint>();
    for (const { event } of events) {
      const { walletId, releasedFen } = (event as Released).data;
      sums.set(walletId, (sums.get(walletId) ?? 0n) + releasedFen);
    }
    await tx.query(
      `INSERT INTO total AS t SELECT * FROM unnest($1::text[], $2::bigint[])
       ON CONFLICT (wallet_id) DO UPDATE SET sum_fen = t.sum_fen + excluded.sum_fen`,
      [[...sums.keys()], [...sums.values()]],
    );
  },
};
const snapshots = streamSnapshots('ledger', [tally], 1);
const neverHalts = (projection: string, error: unknown): void => {
  throw new Error(`${projection} halted: ${String(error)}`);
};

let database: ThrowawayDatabase;
let log: EventLog;
let runner: ProjectionRunner;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  log = await EventLog.open({
    service: 'ledger',
    connection: database.appUrl,
    clock: { now: () => Date.now() },
    projections: [totals.name, snapshots.name],
  });
  runner = new ProjectionRunner(log, [totals, snapshots], neverHalts);
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await log.close();
  await database.drop();
});

async function release(walletId: string, times: number): Promise<number> {
  const verdicts = await Promise.all(
    Array.from({ length: times }, () =>
      log.execute({
        who,
        key: null,
        decider: tally,
        streamId: walletId,
        decide: () =>
          accept({
            type: 'WalletHoldReleased',
            data: { walletId, holdId: 'hol_1', releasedFen: fen(1n), reason: '', heldAfterFen: fen(0n) },
          }),
      }),
    ),
  );
  return Math.max(...verdicts.map((verdict) => (verdict.kind === 'accepted' ? verdict.position : 0)));
}

async function sumOf(walletId: string): Promise<bigint | undefined> {
  const { rows } = await log.pool.query<{ sum_fen: bigint }>('SELECT sum_fen FROM total WHERE wallet_id = $1', [
    walletId,
  ]);
  return rows[0]?.sum_fen;
}

describe('a projection', () => {
  it('is reached when what it shows is committed, and not before', async () => {
    // Its commit waits for a lock that is held here: a trigger that is put off to the end of the transaction asks for it.
    const late: Projection = {
      ...totals,
      name: 'late_total',
      tables: `CREATE TABLE late (wallet_id text PRIMARY KEY);
        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
          AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION wait()`,
      async apply(tx, events) {
        const ids = new Set(events.map(({ envelope }) => envelope.streamId));
        await tx.query('INSERT INTO late SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING', [[...ids]]);
      },
    };
    const slow = new ProjectionRunner(log, [late], neverHalts);
    await slow.start();
    const holder = await log.pool.connect();
    try {
      await holder.query('SELECT pg_advisory_lock(1)');
      const wallet = newId('wal');
      const position = await release(wallet, 1);
      expect(await slow.reached(position, 300)).toBe(false);
      await holder.query('SELECT pg_advisory_unlock(1)');
      expect(await slow.reached(position, 5_000)).toBe(true);
      const { rows } = await log.pool.query('SELECT 1 FROM late_total.late WHERE wallet_id = $1', [wallet]);
      expect(rows).toHaveLength(1);
    } finally {
      holder.release(true);
      await slow.stop();
    }
  });

  it('is read with what was just written once its position is reached', async () => {
    const wallet = newId('wal');
    const position = await release(wallet, 30);
    expect(await runner.reached(position, 5_000)).toBe(true);
    expect(await sumOf(wallet)).toBe(30n);
  });

  it('says after the time given that a position was not reached', async () => {
    expect(await runner.reached((await log.head()).position + 1, 20)).toBe(false);
  });

  it('is the same byte for byte when it is folded again from the first event', async () => {
    await runner.reached(await release(newId('wal'), 250), 5_000);
    for (const projection of [totals, snapshots]) {
      const finding = await compareProjection(log, await captureLive(log, projection), log, () => undefined);
      expect(finding).toMatchObject({ projection: projection.name, equal: true });
      expect(finding.rows).toBeGreaterThan(0);
    }
  });

  it('is told apart when a row was changed behind its back', async () => {
    const wallet = newId('wal');
    await runner.reached(await release(wallet, 3), 5_000);
    await log.pool.query('UPDATE total SET sum_fen = 4 WHERE wallet_id = $1', [wallet]);
    expect(await compareProjection(log, await captureLive(log, totals), log, () => undefined)).toMatchObject({
      equal: false,
    });
    await runner.rebuild('total');
    expect(await sumOf(wallet)).toBe(3n);
    expect(await compareProjection(log, await captureLive(log, totals), log, () => undefined)).toMatchObject({
      equal: true,
    });
  });

  it('is rebuilt beside the live one while commands go on, and swapped without losing one', async () => {
    const wallet = newId('wal');
    const [, position] = await Promise.all([runner.rebuild('total'), release(wallet, 200)]);
    expect(await runner.reached(position, 5_000)).toBe(true);
    expect(await sumOf(wallet)).toBe(200n);
    expect(await compareProjection(log, await captureLive(log, totals), log, () => undefined)).toMatchObject({
      equal: true,
    });
  });

  it('is rebuilt at the start when its definition has changed', async () => {
    const wallet = newId('wal');
    await runner.reached(await release(wallet, 2), 5_000);
    await log.pool.query('UPDATE total SET sum_fen = 0 WHERE wallet_id = $1', [wallet]);
    await runner.stop();
    runner = new ProjectionRunner(log, [{ ...totals, revision: 2 }, snapshots], neverHalts);
    await runner.start();
    expect(await sumOf(wallet)).toBe(2n);
  });

  it('that cannot fold an event stands still and says so, the others go on', async () => {
    const halted: string[] = [];
    const broken: Projection = {
      name: 'broken',
      revision: 1,
      events: 'all',
      tables: 'CREATE TABLE broken (n int PRIMARY KEY)',
      apply: () => Promise.reject(new TypeError('cannot fold')),
    };
    const whole: Projection = { ...totals, name: 'whole' };
    const both = new ProjectionRunner(log, [broken, whole], (name) => halted.push(name));
    await both.start();
    const position = (await log.head()).position;
    const deadline = Date.now() + 5_000;
    while ((both.positions.get('whole') ?? 0) < position && Date.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await both.stop();
    expect(both.positions.get('whole')).toBeGreaterThanOrEqual(position);
    expect(halted).toEqual(['broken']);
  });

  it('does not begin beside another that has a table of the same name: both would be folded into one', async () => {
    const clashing = new ProjectionRunner(log, [totals, { ...totals, name: 'total_again' }], neverHalts);
    await expect(clashing.start()).rejects.toThrow('two projections of ledger have a table total');
  });
});

describe('a snapshot', () => {
  it('lets a long stream be loaded from its last hundred, with the same state as from its first event', async () => {
    const wallet = newId('wal');
    await runner.reached(await release(wallet, 230), 5_000);
    const { rows } = await log.pool.query<{ version: bigint; state: string }>(
      'SELECT version, state FROM stream_snapshot WHERE stream_id = $1',
      [wallet],
    );
    expect(rows).toEqual([{ version: 200n, state: '{"sum":{"$int":"200"}}' }]);
    expect(await log.state(tally, wallet)).toEqual({ state: { sum: 230n }, version: 230 });
  });
});

describe('the walk along the log', () => {
  it('finds nothing in a whole log, and names a row that was altered or lost', async () => {
    const { position } = await log.head();
    expect((await verifyLog(log, position, () => undefined)).faults).toEqual([]);
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query("UPDATE event SET actor = 'somebody-else' WHERE position = 5");
    expect((await verifyLog(log, position, () => undefined)).faults).toEqual([
      'position 5 was altered: its leaf hash differs',
    ]);
    await owner.query("UPDATE event SET actor = 'till-1' WHERE position = 5");
    await owner.query('DELETE FROM event WHERE position = 7');
    expect((await verifyLog(log, position, () => undefined)).faults[0]).toBe('position 7 is missing');
    await owner.end();
  });
});
