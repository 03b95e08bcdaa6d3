import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import fc from 'fast-check';
import { logOf, ProjectionTables } from '../../test/projection-tables.ts';
import { at, terms, WalletStory } from '../../test/wallet-story.ts';
import { journal } from './journal.projection.ts';
import { type LedgerEvent, postings } from './ledger-postings.ts';
import { LATE_AFTER_MS, type Moment } from './moment.ts';
import { trialBalance, trialBalanceQuery } from './trial-balance.ts';

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

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const START = at('2024-12-28');

const life = (suffix: string): WalletStory =>
  WalletStory.open(terms(), suffix)
    .recharge(1_000)
    .spend(110, undefined, 'shop-2')
    .recharge(2_000, undefined, 'bank-card')
    .hold(`hold_1${suffix}`, 300)
    .capture(`hold_1${suffix}`, 220)
    .spend(11)
    .block(at('2025-06-15'));

/** A log whose facts are taken `stepMs` apart, each having happened some time before it, or a little ahead of it. */
function timed(stepMs: number, latenessMs: readonly number[]): readonly Recorded<LedgerEvent>[] {
  return logOf([life('_a').facts, life('_b').facts]).map((fact, index) => {
    const recordedAt = START + index * stepMs;
    const occurredAt = recordedAt - (latenessMs[index % latenessMs.length] ?? 0);
    return { ...fact, envelope: { ...fact.envelope, recordedAt, occurredAt } };
  });
}

/** What `Moments` finds in a log. */
function momentIn(log: readonly Recorded[], position?: number, occurredUntil?: number): Moment {
  const takenBy = (when: number): number => log.filter(({ envelope }) => envelope.recordedAt <= when).length;
  if (position === undefined) return { occurredUntil };
  const known = { position, recordedAt: log[position - 1]?.envelope.recordedAt ?? 0 };
  if (occurredUntil === undefined) return { known };
  return { known, occurredUntil, promptUntil: takenBy(occurredUntil + LATE_AFTER_MS) };
}

/** The same, fact by fact. */
function counted(log: readonly Recorded<LedgerEvent>[], { known, occurredUntil }: Moment): ReadonlyMap<string, bigint> {
  const balances = new Map<string, bigint>();
  for (const { envelope, event } of log) {
    if (known && envelope.position > known.position) continue;
    if (occurredUntil !== undefined && envelope.occurredAt > occurredUntil) continue;
    for (const { account, amountFen } of postings(event)) {
      balances.set(account, (balances.get(account) ?? 0n) + amountFen);
    }
  }
  return new Map([...balances].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const read = (moment: Moment, programmeId?: string) =>
  trialBalance(tables.pool, { issuerId: 'iss_test', programmeId, after: '', limit: 100, moment });

async function agrees(log: readonly Recorded<LedgerEvent>[], moment: Moment): Promise<void> {
  const balance = await read(moment);
  const found = new Map(balance.accounts.map(({ account, balanceFen }) => [account, balanceFen]));
  expect(found).toEqual(counted(log, moment));
  for (const { debitFen, creditFen } of balance.totals) expect(debitFen).toBe(creditFen);
  expect((await read(moment, 'apparel-recharge')).accounts).toEqual(balance.accounts);
}

describe('the trial balance of the past', () => {
  it('at every position is what the facts up to it come to, and debits equal credits', async () => {
    const log = timed(DAY_MS, [0]);
    await tables.fold(log, 4);
    for (let position = 0; position <= log.length; position += 1) await agrees(log, momentIn(log, position));
    expect((await read(momentIn(log, 5))).position).toBe(5n);
    expect((await read(momentIn(log, 0))).accounts).toEqual([]);
  });

  it('at any time is what had happened by then, late facts included, over days, months and years', async () => {
    const log = timed(7 * DAY_MS, [0, 3 * DAY_MS, 40 * DAY_MS, MINUTE_MS]);
    await tables.fold(log);
    for (let when = START - 45 * DAY_MS; when < START + 150 * DAY_MS; when += 2.37 * DAY_MS) {
      await agrees(log, { occurredUntil: Math.floor(when) });
    }
  });

  it('at any position and time together is what had happened by then as far as the log knew', async () => {
    const lateness = fc.integer({ min: -2 * MINUTE_MS, max: 3 * DAY_MS });
    const steps = fc.constantFrom(0, 1, 20_000, MINUTE_MS, 5 * 60 * MINUTE_MS, DAY_MS);
    const cases = fc.record({
      step: steps,
      lateness: fc.array(lateness, { minLength: 1, maxLength: 9 }),
      position: fc.nat({ max: 20 }),
      fromStart: fc.integer({ min: -DAY_MS, max: 20 * DAY_MS }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ step, lateness: late, position, fromStart }) => {
        const log = timed(step, late);
        await tables.clear();
        await tables.fold(log);
        const known = Math.min(position, log.length);
        const span = Math.max(1, log.length * step);
        await agrees(log, momentIn(log, known, START + (fromStart % span)));
        await agrees(log, momentIn(log, known, START + fromStart));
      }),
      { numRuns: 40 },
    );
  });

  it('reads one line an account at a position, and no line at a time whose day had none', async () => {
    await tables.fold(timed(DAY_MS, [0]));
    await tables.pool.query(
      `INSERT INTO journal_line
         SELECT 1000 + n, 1, 'iss_test', 'asset:cash:cash', 'CNY', 1, n, 0, 'apparel-recharge', n, 0
         FROM generate_series(1, 20000) AS n`,
    );
    await tables.pool.query('ANALYZE journal_line');
    const accounts = (await read({})).accounts.length;
    for (const moment of [{ known: { position: 15_000, recordedAt: START } }, { occurredUntil: START - DAY_MS / 2 }]) {
      const { sql, values } = trialBalanceQuery({ issuerId: 'iss_test', after: '', limit: 100, moment });
      const { rows } = await tables.pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, values);
      const read = linesRead(rows[0]['QUERY PLAN'][0].Plan);
      expect(read).toBeLessThanOrEqual(accounts);
    }
  });
});

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows of journal_line that a plan has touched. */
function linesRead(node: PlanNode): number {
  const perLoop = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  const own = node['Relation Name'] === 'journal_line' ? perLoop * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum, child) => sum + linesRead(child), own);
}
