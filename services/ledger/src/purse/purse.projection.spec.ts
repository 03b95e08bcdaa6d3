import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PurseExceptionEvent } from '@scrip/contracts';
import { idFrom, type Projection } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { logOf, ProjectionTables } from '../../test/projection-tables.ts';
import { PurseStory, record } from '../../test/purse-day.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { contentsOf, purse, recordsOf } from './purse.projection.ts';
import { purseException, purseExceptions } from './purse-exception.projection.ts';

let database: ThrowawayDatabase;
const tables = new Map<Projection, ProjectionTables>();
const of = (projection: Projection): ProjectionTables => {
  const found = tables.get(projection);
  if (!found) throw new Error(`${projection.name} has no tables here`);
  return found;
};
beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  for (const one of [purse, purseException]) tables.set(one, new ProjectionTables(database.appUrl, one));
});
beforeEach(async () => {
  for (const one of tables.values()) await one.clear();
});
afterAll(async () => {
  for (const one of tables.values()) await one.close();
  await database.drop();
});

/** A purse to which everything happens: a gap that closes, one that stays, a refusal, a difference, a spend after a block. */
function history() {
  const reportedAt = at('2025-06-16');
  const story = PurseStory.loaded(100)
    .hear(record({ counter: 1, balanceFen: yuan(80) }), record({ counter: 3, balanceFen: yuan(40) }))
    .hear(record({ counter: 4, macValid: false }))
    .hear(record({ counter: 2, balanceFen: yuan(60) }))
    .block(reportedAt)
    .hear(record({ counter: 4, amountFen: yuan(5), balanceFen: yuan(37), spentAt: reportedAt }))
    .hear(record({ counter: 9, amountFen: yuan(5), balanceFen: yuan(10) }));
  return story.events.map((event, index) => ({ recordedAt: reportedAt + index, event }));
}

/** Finance closes what was found by the first fact of this type. */
function closing(type: string): { recordedAt: number; event: PurseExceptionEvent } {
  const position = history().findIndex(({ event }) => event.type === type) + 1;
  const exceptionId = idFrom('pex', `evt_${position}`);
  const ids = { exceptionId, purseId: 'prs_1', walletId: 'wal_1', programmeId: 'apparel-recharge' };
  const data = { ...ids, kind: 'difference', differenceFen: yuan(2), reason: 'looked_at' };
  return { recordedAt: at('2025-06-17'), event: { type: 'PurseExceptionClosed', data } };
}

const listed = (state?: 'open' | 'closed') =>
  purseExceptions(of(purseException).pool, { issuerId: 'iss_test', state, order: 'oldest', limit: 50 });

describe('the exceptions of purses', () => {
  it('are what finance has to look at; a gap closes with its records', async () => {
    await of(purseException).fold(logOf([[...history(), closing('PurseDifferenceFound')]]));
    expect(await listed('open')).toMatchObject([
      { kind: 'refused', code: 'mac_invalid', counter: 4, amountFen: yuan(20), suspenseFen: 0n, terminalId: 'pos-1' },
      { kind: 'spent_after_block', counter: 4, amountFen: yuan(5) },
      { kind: 'gap', counter: 5, toCounter: 8, amountFen: yuan(22), suspenseFen: yuan(22), reason: null },
    ]);
    expect(await listed('closed')).toMatchObject([
      { kind: 'gap', counter: 2, toCounter: 2, amountFen: yuan(20), suspenseFen: 0n, reason: 'records_arrived' },
      { kind: 'difference', counter: 4, amountFen: yuan(2), suspenseFen: 0n, reason: 'looked_at', closedBy: 'till-7' },
    ]);
  });

  it('keep a difference in suspense until it is closed, of a gap what did not arrive', async () => {
    const reportedAt = at('2025-06-16');
    const story = PurseStory.loaded(100)
      .load('load_2', 10, { loadCounter: 2, spendCounter: 1 })
      .hear(record({ counter: 4, balanceFen: yuan(23) }), record({ counter: 2, balanceFen: yuan(60) }));
    const told = () => story.events.map((event, index) => ({ recordedAt: reportedAt + index, event }));
    const { pool } = of(purseException);
    const suspense = async () => {
      await of(purseException).clear();
      await of(purseException).fold(logOf([told()]));
      const found = await purseExceptions(pool, { issuerId: 'iss_test', order: 'oldest', limit: 50 });
      return found.map(({ kind, state, suspenseFen }) => [kind, state, suspenseFen]);
    };
    // 100 less 43 that the card held before the fourth, less the second.
    expect(await suspense()).toEqual([['gap', 'open', yuan(37)]]);
    story.confirm('load_2');
    expect(await suspense()).toEqual([['gap', 'open', yuan(47)]]);
    // Before the second the card held 80, after the first 87 with the load: 7 less than it should.
    story.hear(record({ counter: 1, balanceFen: yuan(77) }));
    expect(await suspense()).toEqual([
      ['gap', 'open', yuan(17)],
      ['difference', 'open', yuan(-3)],
      ['difference', 'open', yuan(-7)],
    ]);
    story.hear(record({ counter: 3, amountFen: yuan(17), balanceFen: yuan(43) }));
    expect(await suspense()).toEqual([
      ['gap', 'closed', 0n],
      ['difference', 'open', yuan(-3)],
      ['difference', 'open', yuan(-7)],
    ]);
  });

  it('belong to their issuer', async () => {
    await of(purseException).fold(logOf([history()]));
    const asked = { issuerId: 'iss_other', order: 'oldest', limit: 50 } as const;
    expect(await purseExceptions(of(purseException).pool, asked)).toEqual([]);
  });
});

describe('the records of a purse', () => {
  it('are those that were taken, by counter, and are known by what they say', async () => {
    await of(purse).fold(logOf([history()]));
    const { pool } = of(purse);
    const told = await recordsOf(pool, { purseId: 'prs_1', order: 'newest', beyond: 9, limit: 2 });
    expect(told).toMatchObject([
      { counter: 4, borneByIssuer: true },
      { counter: 3, borneByIssuer: false },
    ]);
    const known = await contentsOf(pool, 'prs_1', [1, 4, 7]);
    expect(new Set(known.keys())).toEqual(new Set([1, 4]));
    expect(known.get(4)).toMatchObject({ amountFen: yuan(5), balanceFen: yuan(37), merchantId: 'canteen' });
  });
});

describe.each([purse, purseException])('the tables of $name', (projection) => {
  it('are the same however the log is cut into batches', async () => {
    const log = logOf([[...history(), closing('PurseDifferenceFound')]]);
    await of(projection).fold(log);
    const whole = await of(projection).contents();
    expect(whole.split('\n').length).toBeGreaterThan(3);
    await of(projection).clear();
    await of(projection).fold(log, 1);
    expect(await of(projection).contents()).toBe(whole);
  });
});
