import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { playCampusDay } from './campus.ts';
import { faultySystem, killUnderLoad } from './kill.ts';

describe('a system whose parts are killed under load', () => {
  let faulty: Awaited<ReturnType<typeof faultySystem>>;
  beforeAll(async () => {
    faulty = await faultySystem();
  }, 180_000);
  afterAll(async () => {
    await faulty.end();
  }, 60_000);

  it('keeps every answer, in whole books, when the ledger, the broker and Postgres are killed', async () => {
    await killUnderLoad(faulty.system, ['ledger', 'kafka', 'notifications', 'postgres'], 'short');
  }, 600_000);

  // On the same system, since starting one takes longer than the day.
  it('ends a day of a campus with the books of a plain computation, when cards and the ledger are killed', async () => {
    await playCampusDay(faulty.system, {
      size: { terminals: 10, cards: 100, spends: 1_800, passes: 200 },
      seed: 7,
      files: 4,
      victims: ['cards', 'ledger'],
      limitMs: 300_000,
    });
  }, 600_000);
});
