import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { logOf, ProjectionTables } from '../../test/projection-tables.ts';
import { at, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { type StatementAsked, statementOf, walletStatement } from './wallet-statement.projection.ts';

let database: ThrowawayDatabase;
let tables: ProjectionTables;
beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  tables = new ProjectionTables(database.appUrl, walletStatement);
});
beforeEach(() => tables.clear());
afterAll(async () => {
  await tables.close();
  await database.drop();
});

const ask = (changes: Partial<StatementAsked> = {}) =>
  statementOf(tables.pool, {
    walletId: 'wal_1',
    order: 'oldest',
    beyond: undefined,
    days: undefined,
    type: undefined,
    limit: 50,
    ...changes,
  });

const life = (suffix = ''): WalletStory =>
  WalletStory.open(terms(), suffix)
    .recharge(1_000, at('2025-01-10'))
    .hold(`hold_1${suffix}`, 300, at('2025-01-11'))
    .capture(`hold_1${suffix}`, 200, at('2025-01-12'))
    .spend(1_000, at('2025-01-13', '00:30:00'))
    .block(at('2025-01-13', '00:00:00'));

describe('the statement of a wallet', () => {
  it('has one line for each fact that moved its money, with the balance after it', async () => {
    await tables.fold(logOf([life().facts, life('_b').facts]));
    const lines = await ask();
    expect(lines.map((line) => [line.type, line.referenceId, line.amountFen, line.balanceAfterFen])).toEqual([
      ['WalletRecharged', 'rch_1', yuan(1_100), yuan(1_100)],
      ['WalletHoldCaptured', 'hold_1', yuan(-200), yuan(900)],
      ['WalletSpent', 'spd_2', yuan(-900), yuan(0)],
      ['WalletSpendAssumedByIssuer', 'spd_2', yuan(900), yuan(900)],
    ]);
    expect(lines.reduce((sum, line) => sum + line.amountFen, 0n)).toBe(lines.at(-1)?.balanceAfterFen);
    expect(lines[2]).toMatchObject({
      businessDate: '2025-01-13',
      occurredAt: '2025-01-12T16:30:00.000Z',
      principalFen: yuan(-818.18),
      bonusFen: yuan(-81.82),
      dueFen: yuan(100),
      merchantId: 'shop-1',
      terminalId: 'till-7',
      cardId: 'crd_1',
      programmeVersion: 1,
    });
    expect(lines[0]).not.toHaveProperty('merchantId');
  });

  it('tells the signed slip and the booking of a spend, and those that a captured hold was made with', async () => {
    const slip = { slipSignature: '2025/0613', bookingId: 'B-7' };
    const story = life();
    const facts = story.facts.map(({ event, ...fact }) => {
      const isPurchase = event.type === 'WalletSpent' || event.type === 'WalletHoldCaptured';
      return { ...fact, event: isPurchase ? ({ ...event, data: { ...event.data, ...slip } } as typeof event) : event };
    });
    await tables.fold(logOf([facts]));
    const [recharged, captured, spent] = await ask();
    expect([captured, spent]).toMatchObject([slip, slip]);
    expect(recharged).not.toHaveProperty('bookingId');
  });

  it('can be read page by page from either end', async () => {
    await tables.fold(logOf([life().facts]));
    const all = await ask();
    for (const order of ['oldest', 'newest'] as const) {
      const first = await ask({ order, limit: 3 });
      const rest = await ask({ order, limit: 3, beyond: first.at(-1)?.position });
      const expected = order === 'oldest' ? all : all.toReversed();
      expect([...first, ...rest]).toEqual(expected);
    }
  });

  it('can be narrowed to business days and to one type', async () => {
    await tables.fold(logOf([life().facts]));
    const types = async (changes: Partial<StatementAsked>) => (await ask(changes)).map((line) => line.type);
    const days = (from: string, to: string, after = 0, upTo = 100) => ({ days: { from, to, after, upTo } });
    expect(await types(days('2025-01-12', '2025-01-12'))).toEqual(['WalletHoldCaptured']);
    expect(await types({ ...days('2025-01-13', '9999-12-31'), type: 'WalletSpent' })).toEqual(['WalletSpent']);
    expect(await types(days('0000-01-01', '2025-01-09'))).toEqual([]);
  });

  it('is the same however the log is cut into batches', async () => {
    const log = logOf([life().facts, life('_b').facts]);
    await tables.fold(log);
    const whole = await tables.contents();
    await tables.clear();
    await tables.fold(log, 3);
    expect(await tables.contents()).toBe(whole);
  });
});
