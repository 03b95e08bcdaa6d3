import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { logOf, ProjectionTables } from '../../test/projection-tables.ts';
import { at, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { journal } from './journal.projection.ts';
import { type JournalLinesAsked, journalLines } from './journal-lines.ts';
import { type TrialBalanceAsked, trialBalance } from './trial-balance.ts';

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

const ask = (changes: Partial<JournalLinesAsked> = {}) =>
  journalLines(tables.pool, { issuerId: 'iss_test', order: 'oldest', limit: 100, ...changes });
const balance = (changes: Partial<TrialBalanceAsked> = {}) =>
  trialBalance(tables.pool, { issuerId: 'iss_test', after: '', limit: 100, ...changes });

const life = (suffix = ''): WalletStory =>
  WalletStory.open(terms(), suffix)
    .recharge(1_000, at('2025-01-10'))
    .recharge(2_000, at('2025-01-11'), 'bank-card')
    .spend(110, at('2025-01-12'), 'shop-2')
    .hold(`hold_1${suffix}`, 300, at('2025-01-12'))
    .capture(`hold_1${suffix}`, 220, at('2025-01-13'))
    .spend(11, at('2025-01-14'))
    .block(at('2025-01-14', '00:00:00'));

describe('the journal', () => {
  it('has a trial balance in which debits equal credits, account by account what the facts say', async () => {
    await tables.fold(logOf([life('_a').facts, life('_b').facts]));
    const { accounts, totals, position } = await balance();
    expect(accounts.map(({ account, debitFen, creditFen }) => [account, debitFen, creditFen])).toEqual([
      ['asset:cash:bank-card', yuan(4_000), yuan(0)],
      ['asset:cash:cash', yuan(2_000), yuan(0)],
      ['expense:card-loss', yuan(22), yuan(0)],
      ['expense:promotion', yuan(600), yuan(0)],
      ['liability:wallet:bonus', yuan(62), yuan(602)],
      ['liability:wallet:principal', yuan(620), yuan(6_020)],
      ['payable:merchant:shop-1', yuan(0), yuan(462)],
      ['payable:merchant:shop-2', yuan(0), yuan(220)],
    ]);
    expect(accounts.at(-1)?.balanceFen).toBe(yuan(-220));
    expect(totals).toEqual([{ currency: 'CNY', debitFen: yuan(7_304), creditFen: yuan(7_304) }]);
    expect(position).toBe(BigInt(life().facts.length * 2));
  });

  it('shows accounts page by page, with the totals over all of them on each page', async () => {
    await tables.fold(logOf([life().facts]));
    const whole = await balance();
    const first = await balance({ limit: 5 });
    const rest = await balance({ after: first.accounts.at(-1)?.account ?? '', limit: 5 });
    expect([...first.accounts, ...rest.accounts]).toEqual(whole.accounts);
    expect(rest.totals).toEqual(whole.totals);
  });

  it('keeps issuers apart', async () => {
    await tables.fold(logOf([life().facts]));
    expect((await balance({ issuerId: 'iss_other' })).accounts).toEqual([]);
    expect(await ask({ issuerId: 'iss_other' })).toEqual([]);
  });

  it('can be read line by line from either end, and narrowed to an account, a wallet and business days', async () => {
    await tables.fold(logOf([life('_a').facts, life('_b').facts]));
    const all = await ask();
    expect(all.reduce((sum, line) => sum + line.amountFen, 0n)).toBe(0n);
    const newest = await ask({ order: 'newest', limit: 7 });
    const last = newest.at(-1);
    const rest = await ask({ order: 'newest', beyond: last && { position: last.position, lineNo: last.lineNo } });
    expect([...newest, ...rest].toReversed()).toEqual(all);
    const shop = await ask({ account: 'payable:merchant:shop-2', walletId: 'wal_1_b' });
    expect(shop).toMatchObject([{ amountFen: yuan(-110), businessDate: '2025-01-12', type: 'WalletSpent' }]);
    expect((await ask({ from: '2025-01-11', to: '2025-01-11' })).map((line) => line.lineNo)).toEqual([
      1, 2, 3, 4, 1, 2, 3, 4,
    ]);
  });

  it('knows the programme of every line, also where the fact does not name it, and can be narrowed to one', async () => {
    await tables.fold(logOf([life('_a').facts]));
    const types = new Set((await ask({ programmeId: 'apparel-recharge' })).map(({ type }) => type));
    expect(types).toEqual(
      new Set(['WalletRecharged', 'WalletSpent', 'WalletHoldCaptured', 'WalletSpendAssumedByIssuer']),
    );
    expect(await balance({ programmeId: 'apparel-recharge' })).toEqual(await balance());
    expect((await balance({ programmeId: 'other' })).accounts).toEqual([]);
  });

  it('can be narrowed to a stream, a merchant and a kind of event', async () => {
    await tables.fold(logOf([life('_a').facts, life('_b').facts]));
    const ofMerchant = await ask({ merchantId: 'shop-2', streamId: 'wal_1_b' });
    expect(ofMerchant.map(({ account, merchantId }) => [account, merchantId])).toEqual([
      ['liability:wallet:principal', 'shop-2'],
      ['liability:wallet:bonus', 'shop-2'],
      ['payable:merchant:shop-2', 'shop-2'],
    ]);
    expect((await ask({ type: 'WalletHoldCaptured' })).map(({ walletId }) => walletId)).toEqual([
      ...Array(3).fill('wal_1_a'),
      ...Array(3).fill('wal_1_b'),
    ]);
  });

  it('is the same however the log is cut into batches', async () => {
    const log = logOf([life('_a').facts, life('_b').facts]);
    await tables.fold(log);
    const whole = await tables.contents();
    for (const size of [1, 5]) {
      await tables.clear();
      await tables.fold(log, size);
      expect(await tables.contents()).toBe(whole);
    }
  });
});
