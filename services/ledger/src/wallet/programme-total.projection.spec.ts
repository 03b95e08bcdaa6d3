import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { logOf, ProjectionTables } from '../../test/projection-tables.ts';
import { terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { programmeTotal, programmeTotals } from './programme-total.projection.ts';

let database: ThrowawayDatabase;
let tables: ProjectionTables;
beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  tables = new ProjectionTables(database.appUrl, programmeTotal);
});
beforeEach(() => tables.clear());
afterAll(async () => {
  await tables.close();
  await database.drop();
});

const totals = (issuerId = 'iss_test', programmeId = 'apparel-recharge') =>
  programmeTotals(tables.pool, issuerId, programmeId);
const histories = () => [
  WalletStory.open().recharge(1_000).spend(500).facts,
  WalletStory.open(terms(), '_b').recharge(3_000).recharge(1_000).facts,
  WalletStory.open(terms(), '_c').facts,
];

describe('the totals of a programme', () => {
  it('are what was paid into its wallets, whatever was spent since', async () => {
    await tables.fold(logOf(histories()));
    expect(await totals()).toEqual({ wallets: 3, recharges: 3, rechargedFen: yuan(5_000), bonusFen: yuan(500) });
  });

  it('are nothing for another issuer and for another programme', async () => {
    await tables.fold(logOf(histories()));
    const nothing = { wallets: 0, recharges: 0, rechargedFen: 0n, bonusFen: 0n };
    expect(await totals('iss_other')).toEqual(nothing);
    expect(await totals('iss_test', 'mall-vip')).toEqual(nothing);
  });

  it('are the same however the log is cut into batches', async () => {
    const log = logOf(histories());
    await tables.fold(log);
    const whole = await tables.contents();
    await tables.clear();
    await tables.fold(log, 1);
    expect(await tables.contents()).toBe(whole);
  });
});
