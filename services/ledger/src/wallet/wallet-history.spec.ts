import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accept } from '@scrip/decider';
import { EventLog, type Recorded } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { ProjectionTables } from '../../test/projection-tables.ts';
import { at, product, terms, WalletStory } from '../../test/wallet-story.ts';
import { walletDecider } from './wallet.decider.ts';
import { breakageIn } from './wallet-expiry.rule.ts';
import { historyOfBreakage, historyOfSpend } from './wallet-history.ts';
import { spendIn } from './wallet-return.rule.ts';
import { walletStatement } from './wallet-statement.projection.ts';

const validity = { term: 'P2Y', extension: { term: 'P1Y', feeFen: 500 }, onExpiry: 'breakage' } as const;
/** Spends and a captured hold that were given back in parts, disputed and cancelled; and a lot that was extended and lapsed. */
const story = WalletStory.open(terms({ ...product(), lots: { ...product().lots, validity } }))
  .recharge(1_000)
  .spend(300)
  .spend(200)
  .giveBack('spd_2', 50)
  .dispute('spd_3')
  .hold('hold_1', 100)
  .resolve('holder')
  .giveBack('spd_2', 20)
  .capture('hold_1')
  .spend(10)
  .giveBack('hold_1', 30)
  .cancelSpend('spd_6')
  .extend('lot_1', at('2026-12-01'))
  .spend(40)
  .age('lot_1', at('2029-12-01'));
/** How far the statement comes from one look to the next. */
const TOLD_STEP = 4;
const SPENDS = ['spd_2', 'spd_3', 'hold_1', 'spd_6', 'spd_99'];

let database: ThrowawayDatabase;
let log: EventLog;
let tables: ProjectionTables;
let facts: readonly Recorded[];

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  tables = new ProjectionTables(database.appUrl, walletStatement);
  const clock = { now: () => at('2030-01-01') };
  log = await EventLog.open({
    service: 'ledger',
    connection: database.appUrl,
    clock,
    projections: [walletStatement.name],
  });
  const who = {
    issuerId: 'iss_test',
    actor: 'till-7',
    occurredAt: clock.now(),
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
  };
  await log.execute({
    who,
    key: null,
    decider: walletDecider,
    streamId: 'wal_1',
    decide: () => accept(...story.events),
  });
  facts = await log.readStream('wal_1');
});
afterAll(async () => {
  await tables.close();
  await log.close();
  await database.drop();
});

describe('the history of a spend and of a lot', () => {
  it('is whole at every version, however far the statement has come', async () => {
    expect(facts).toHaveLength(story.events.length);
    for (let told = 0; told <= facts.length; told += TOLD_STEP) {
      await tables.clear();
      await tables.fold(facts.slice(0, told));
      for (let version = 1; version <= facts.length; version += 1) {
        const whole = story.events.slice(0, version);
        for (const spendId of SPENDS) {
          const history = await historyOfSpend(log, 'wal_1', { spendId, version });
          expect(spendIn(history, spendId)).toEqual(spendIn(whole, spendId));
        }
        const history = await historyOfBreakage(log, 'wal_1', { lotId: 'lot_1', version });
        expect(breakageIn(history, 'lot_1')).toEqual(breakageIn(whole, 'lot_1'));
      }
    }
  });

  it('leaves out what the statement tells of others', async () => {
    await tables.clear();
    await tables.fold(facts);
    const history = await historyOfSpend(log, 'wal_1', { spendId: 'spd_2', version: facts.length });
    expect(history.map(({ type }) => type)).toEqual(['WalletSpent', 'WalletReturned', 'WalletReturned']);
    const lapsed = await historyOfBreakage(log, 'wal_1', { lotId: 'lot_1', version: facts.length });
    expect(lapsed.map(({ type }) => type)).toEqual(['WalletLotExtended', 'WalletBreakageTaken']);
  });
});
