import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardActivated } from '@scrip/contracts';
import { accept, type Decider } from '@scrip/decider';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { EventLog, positionAt, type Who } from './index.ts';
import { FIRST_VERSION } from './position-at.ts';

type Activated = { readonly type: 'CardActivated'; readonly data: CardActivated };

const nothing: Decider<null, Activated> = { stream: 'card', initial: null, evolve: () => null };

let now = 1_000;
let database: ThrowawayDatabase;
let log: EventLog;

beforeAll(async () => {
  database = await throwawayDatabase('cards');
  log = await EventLog.open({ service: 'cards', connection: database.appUrl, clock: { now: () => now } });
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

const who: Who = {
  issuerId: 'iss_test',
  actor: 'desk-1',
  occurredAt: 0,
  correlationId: 'cor_1',
  causationId: null,
  traceparent: null,
};

async function append(count: number): Promise<void> {
  const streamId = `crd_${now}`;
  const event: Activated = {
    type: 'CardActivated',
    data: { cardId: streamId, walletId: 'wal_1', sequence: 1, cardVersion: null, expiresAt: null },
  };
  const decide = () => accept(...Array<Activated>(count).fill(event));
  await log.execute({ who, key: null, decider: nothing, streamId, decide });
}

describe('the position at a moment', () => {
  it('is that of the last event the log had taken by then, and 0 before the first', async () => {
    expect(await positionAt(log.pool, 1_000)).toBe(0);
    const until = new Map<number, number>([[999, 0]]);
    let position = 0;
    for (const [at, count] of [
      [1_000, 1],
      [2_000, 3],
      [2_001, 1],
      [9_000, 7],
    ] as const) {
      now = at;
      await append(count);
      position += count;
      until.set(at, position);
    }
    until.set(1_999, 1).set(5_000, 5).set(10_000, position);
    for (const [at, expected] of until) expect([at, await positionAt(log.pool, at)]).toEqual([at, expected]);
  });
});

describe('the facts of a stream since a moment', () => {
  it('are found by halves: what is read does not grow with what went before', async () => {
    const streamId = 'crd_long';
    const fact: Activated = {
      type: 'CardActivated',
      data: { cardId: streamId, walletId: 'wal_1', sequence: 1, cardVersion: null, expiresAt: null },
    };
    const many = (count: number) => () => accept(...Array<Activated>(count).fill(fact));
    for (let part = 0; part < 5; part += 1) {
      now = 20_000 + part;
      await log.execute({ who, key: null, decider: nothing, streamId, decide: many(1_000) });
    }
    now = 30_000;
    await log.execute({ who, key: null, decider: nothing, streamId, decide: many(3) });
    const versions = async (since: number, upTo: number): Promise<readonly number[]> =>
      (await log.readStreamSince(streamId, since, upTo)).map(({ envelope }) => envelope.version);
    expect(await versions(30_000, 5_003)).toEqual([5_001, 5_002, 5_003]);
    expect(await versions(20_005, 5_002)).toEqual([5_001, 5_002]);
    expect(await versions(30_001, 5_003)).toEqual([]);
    expect(await versions(0, 2)).toEqual([1, 2]);
    const [last] = await log.readStream(streamId, { after: 5_002 });
    const position = last?.envelope.position ?? 0;
    const from = async (since: number, upTo: number): Promise<readonly number[]> =>
      (await log.readStreamFrom(streamId, since, upTo)).map(({ envelope }) => envelope.version);
    expect(await from(position - 1, 5_003)).toEqual([5_002, 5_003]);
    expect(await from(position - 1, 5_002)).toEqual([5_002]);
    expect(await from(position + 1, 5_003)).toEqual([]);
    const facts = await log.readAt([position, position - 4_000]);
    expect(facts.map(({ envelope }) => envelope.position)).toEqual([position - 4_000, position]);
    const { rows } = await log.pool.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${FIRST_VERSION.recorded_at.replace('$1', "'crd_long'").replaceAll('$2', '30000').replaceAll('$3', '5003')}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    expect(plan && readBy(plan)).toBeLessThan(100);
  });
});

interface Plan {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Plan[];
}

/** Rows that the nodes of a plan gave. */
function readBy(plan: Plan): number {
  const below = (plan.Plans ?? []).map(readBy).reduce((sum, rows) => sum + rows, 0);
  return plan['Actual Rows'] * plan['Actual Loops'] + below;
}
