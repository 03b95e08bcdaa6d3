import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reject } from '@scrip/decider';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { key, released, tally, who } from '../test/tally.ts';
import { EventLog, newId, onNew } from './index.ts';

let database: ThrowawayDatabase;
let log: EventLog;
const clock = { now: () => Date.now() };

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  log = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock });
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

describe('new streams', () => {
  it('are begun by the hundred with one command, without a look at each; where one is not new, the log finds out', async () => {
    const first = newId('wal');
    const ids = [first, ...Array.from({ length: 299 }, () => newId('wal'))];
    const seen: unknown[] = [];
    const begin = (name: string) =>
      log.executeAcross({
        who,
        key: key(name),
        streams: ids.map((streamId) => onNew(tally, streamId)),
        decide: (states) => {
          seen.push(states[0]);
          if (states.some((state) => (state as { count: number }).count > 0)) return reject('not_new');
          return { kind: 'accepted', events: ids.map((streamId) => ({ streamId, event: released(streamId, 1n) })) };
        },
      });
    expect(await begin('new streams')).toMatchObject({ kind: 'accepted', events: { length: 300 } });
    // Another process knows nothing of them, believes what it is told, and is corrected by the log.
    const other = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock });
    try {
      const streams = ids.map((streamId) => onNew(tally, streamId));
      const decide = (states: readonly unknown[]) => {
        seen.push(states[0]);
        if (states.some((state) => (state as { count: number }).count > 0)) return reject('not_new');
        return {
          kind: 'accepted' as const,
          events: ids.map((streamId) => ({ streamId, event: released(streamId, 1n) })),
        };
      };
      const again = await other.executeAcross({ who, key: key('again from elsewhere'), streams, decide });
      expect(again).toMatchObject({ kind: 'refused', refusal: { code: 'not_new' } });
    } finally {
      await other.close();
    }
    expect(seen).toEqual([
      { sum: 0n, count: 0 },
      { sum: 0n, count: 0 },
      { sum: 1n, count: 1 },
    ]);
    expect(await log.readStream(first)).toHaveLength(1);
  });
});
