import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { fen } from '@scrip/money';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { logOf, ProjectionTables, type Told } from '../../test/projection-tables.ts';
import { at, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { journal } from './journal.projection.ts';
import { endOfQuarter, reserveBase, reserveOf } from './reserve-report.ts';

let database: ThrowawayDatabase;
let tables: ProjectionTables;
beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  tables = new ProjectionTables(database.appUrl, journal);
});
beforeEach(() => tables.clear());
afterAll(async () => {
  await tables.close();
  await database.drop();
});

/** The same facts under another programme. */
const under = (programmeId: string, facts: readonly Told[]): readonly Told[] =>
  facts.map(({ recordedAt, event }) => ({
    recordedAt,
    event: { ...event, data: { ...event.data, ...('programmeId' in event.data && { programmeId }) } } as WalletEvent,
  }));

const life = (suffix: string): WalletStory =>
  WalletStory.open(terms(), suffix)
    .recharge(1_000, at('2024-11-10'))
    .recharge(2_000, at('2025-02-10'))
    .spend(1_100, at('2025-03-31', '23:59:59'))
    .spend(110, at('2025-04-01', '00:00:00'));
const base = (year: number, quarter: number, changes: { after?: string; limit?: number; issuerId?: string } = {}) =>
  reserveBase(tables.pool, { issuerId: 'iss_test', quarter: { year, quarter }, after: '', limit: 100, ...changes });

describe('the reserve report', () => {
  it('is a share of what holders had prepaid at the end of the quarter, by kind of issuer (domain 3)', async () => {
    expect([reserveOf(yuan(10_000), 'large'), reserveOf(yuan(10_000), 'group')]).toEqual([yuan(2_000), yuan(3_000)]);
    expect(reserveOf(yuan(10_000), 'brand')).toBe(yuan(4_000));
    expect([reserveOf(fen(2), 'large'), reserveOf(fen(3), 'large')]).toEqual([0n, 1n]);
  });

  it('counts each programme at the end of the quarter, to the second', async () => {
    await tables.fold(logOf([under('meal', life('_a').facts), under('mall', life('_b').facts)]));
    const first = await base(2025, 1);
    const outstanding = { principalFen: yuan(2_000), bonusFen: yuan(200), outstandingFen: yuan(2_200) };
    expect(first.programmes).toEqual([
      { programmeId: 'mall', ...outstanding },
      { programmeId: 'meal', ...outstanding },
    ]);
    expect(first.total.outstandingFen).toBe(yuan(4_400));
    expect((await base(2024, 4)).total).toEqual({
      principalFen: yuan(2_000),
      bonusFen: yuan(200),
      outstandingFen: yuan(2_200),
    });
    expect((await base(2025, 2)).total.outstandingFen).toBe(yuan(4_180));
    expect((await base(2025, 4)).total.outstandingFen).toBe(yuan(4_180));
    expect(await base(2024, 3)).toMatchObject({ programmes: [], total: { outstandingFen: 0n } });
  });

  it('comes in pages with the total on each, and keeps issuers apart', async () => {
    await tables.fold(logOf([under('meal', life('_a').facts), under('mall', life('_b').facts)]));
    const page = await base(2025, 1, { after: 'mall', limit: 1 });
    expect(page.programmes.map(({ programmeId }) => programmeId)).toEqual(['meal']);
    expect(page.total.outstandingFen).toBe(yuan(4_400));
    expect(await base(2025, 1, { issuerId: 'iss_other' })).toMatchObject({ programmes: [], total: { bonusFen: 0n } });
  });

  it('ends a quarter where the next begins in Shanghai', () => {
    const ends = [1, 2, 3, 4].map((quarter) => toRfc3339(endOfQuarter({ year: 2026, quarter })));
    expect(ends).toEqual([
      '2026-03-31T16:00:00.000Z',
      '2026-06-30T16:00:00.000Z',
      '2026-09-30T16:00:00.000Z',
      '2026-12-31T16:00:00.000Z',
    ]);
  });
});
