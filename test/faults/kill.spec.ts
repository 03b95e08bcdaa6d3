import { afterAll, beforeAll, describe, it } from '@jest/globals';
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
});
