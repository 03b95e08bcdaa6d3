import { describe, expect, it } from '@jest/globals';
import { ACCOUNT_PATTERNS, accountCodeOf, accountPatternOf } from './accounts.ts';
import { lintProgramme } from './lint.ts';
import { preset } from './presets.ts';

describe('an account of the journal', () => {
  it('belongs to the pattern that it fits, a pattern to itself', () => {
    expect(accountPatternOf('payable:merchant:shop-1')).toBe('payable:merchant:<merchant>');
    expect(accountPatternOf('liability:wallet:bonus')).toBe('liability:wallet:bonus');
    expect(accountPatternOf('liability:wallet:other')).toBeUndefined();
    expect(accountPatternOf('payable:merchant:')).toBeUndefined();
    expect(ACCOUNT_PATTERNS.map(accountPatternOf)).toEqual(ACCOUNT_PATTERNS);
  });

  it("has the issuer's own code: its own, else that of its pattern", () => {
    const codes = [
      { account: 'asset:cash:<tender>', code: '1001' },
      { account: 'asset:cash:bank-card', code: '1002.01' },
    ];
    expect(['asset:cash:cash', 'asset:cash:bank-card', 'asset:bank'].map((one) => accountCodeOf(codes, one))).toEqual([
      '1001',
      '1002.01',
      null,
    ]);
  });

  it('that is not in the chart, or is given a code twice, is a problem of the document', () => {
    const accounts = [
      { account: 'asset:bank', code: '1002' },
      { account: 'asset:gold', code: '1003' },
      { account: 'asset:bank', code: '1004' },
    ];
    expect(lintProgramme({ ...preset('apparel-recharge'), accounts })).toMatchObject([
      { path: '$.accounts[1].account', message: 'there is no account asset:gold in the chart' },
      { path: '$.accounts[2].account', message: 'the account asset:bank has a code already' },
    ]);
  });
});
