import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardActivated } from '@scrip/contracts';
import { accept, type Decider } from '@scrip/decider';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { EventLog, positionAt, type Who } from './index.ts';

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
