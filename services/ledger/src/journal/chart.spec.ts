import { describe, expect, it } from '@jest/globals';
import { CHART, codedChart } from './chart.ts';

describe('the chart of accounts', () => {
  it('names each account by its kind: what is owed is a liability, to the issuer an asset', () => {
    for (const { account, kind, normalSide } of CHART) {
      const [first] = account.split(':');
      const expected = { payable: 'liability', receivable: 'asset' }[first ?? ''] ?? first;
      expect(kind).toBe(expected);
      expect(normalSide).toBe(kind === 'asset' || kind === 'expense' ? 'debit' : 'credit');
    }
  });

  it("tells the issuer's own codes, of a pattern and of single accounts under it", () => {
    const codes = [
      { account: 'asset:cash:<tender>', code: '1001' },
      { account: 'asset:cash:bank-card', code: '1002.01' },
      { account: 'asset:bank', code: '1002' },
    ];
    const told = codedChart(codes).filter(({ code }) => code !== null);
    expect(told.map(({ account, code, single }) => [account, code, single])).toEqual([
      ['asset:bank', '1002', []],
      ['asset:cash:<tender>', '1001', [codes[1]]],
    ]);
  });
});
