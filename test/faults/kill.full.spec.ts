import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { faultySystem, killUnderLoad, type Victim } from './kill.ts';

const EACH_IN_TURN: readonly Victim[] = ['cards', 'ledger', 'points', 'tiering', 'notifications', 'kafka', 'postgres'];
const ROUNDS = 3;

describe('a system whose parts are killed under load, all of them and again', () => {
  let faulty: Awaited<ReturnType<typeof faultySystem>>;
  beforeAll(async () => {
    faulty = await faultySystem();
  }, 180_000);
  afterAll(async () => {
    await faulty.end();
  }, 60_000);

  for (let round = 1; round <= ROUNDS; round += 1) {
    it(`keeps every answer, in whole books, when each part is killed in turn, round ${round}`, async () => {
      await killUnderLoad(faulty.system, EACH_IN_TURN, `round ${round}`);
    }, 900_000);
  }
});
