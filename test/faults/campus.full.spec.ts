import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { playCampusDay } from './campus.ts';
import { faultySystem } from './kill.ts';

const LIMIT_MS = 30 * 60_000;

describe('a day of a large campus', () => {
  let faulty: Awaited<ReturnType<typeof faultySystem>>;
  beforeAll(async () => {
    faulty = await faultySystem();
  }, 180_000);
  afterAll(async () => {
    await faulty.end();
  }, 60_000);

  it(
    'of 50 terminals, 5,000 cards and 100,000 records ends exactly right, though cards, the ledger and Postgres are killed',
    async () => {
      await playCampusDay(faulty.system, {
        size: { terminals: 50, cards: 5_000, spends: 90_000, passes: 10_000 },
        seed: 2_025,
        files: 8,
        victims: ['cards', 'ledger', 'postgres', 'cards', 'kafka', 'ledger'],
        limitMs: LIMIT_MS,
      });
    },
    2 * LIMIT_MS,
  );
});
