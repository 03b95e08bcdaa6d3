import { describe, expect, it } from '@jest/globals';
import { hashOfValues, judgeValues, type ReportedValue, valueKey } from './metric-verdict.rule.ts';

const TODAY = '2026-03-10';
const value = (over: Partial<ReportedValue> = {}): ReportedValue => ({
  holderId: 'hld_1',
  metric: 'depositsFen',
  period: '2026-02',
  value: 5n,
  revision: 2n,
  ...over,
});

describe('a report of values', () => {
  it('is judged value by value, each by the first thing that is wrong with it', () => {
    const known = new Map([[valueKey(value({ holderId: 'hld_2' })), { value: 5n, revision: 2n }]]);
    const values = [
      value({ metric: 'moonPhase', period: 'x' }),
      value({ metric: 'financialAssetsFen' }),
      value({ period: '2026-02-30' }),
      value({ period: '2026-03-11' }),
      value({ metric: 'stays', value: -1n }),
      value({ metric: 'keyClientExecutive', value: 2n }),
      value(),
      value(),
      value({ holderId: 'hld_2' }),
      value({ holderId: 'hld_2', value: 6n, period: '2026-02' }),
    ];
    const { taken, faults } = judgeValues(values, known, TODAY);
    expect(taken.map(({ index, corrects }) => [index, corrects])).toEqual([[6, false]]);
    expect(faults.map(({ index, code }) => `${index} ${code}`)).toEqual([
      '0 metric_unknown',
      '1 metric_unknown',
      '2 period_invalid',
      '3 period_invalid',
      '4 value_out_of_range',
      '5 value_out_of_range',
      '7 listed_twice',
      '8 duplicate',
      '9 listed_twice',
    ]);
  });

  it('takes a later revision, and says which one it knows where it takes none', () => {
    const known = new Map([[valueKey(value()), { value: 5n, revision: 2n }]]);
    const judged = (over: Partial<ReportedValue>) => judgeValues([value(over)], known, TODAY);
    expect(judged({ revision: 3n, value: 9n }).taken).toMatchObject([{ corrects: true, value: 9n }]);
    expect(judged({ revision: 1n }).faults).toEqual([{ index: 0, code: 'revision_outdated', knownRevision: 2n }]);
    expect(judged({ value: 6n }).faults).toEqual([{ index: 0, code: 'revision_conflict', knownRevision: 2n }]);
    expect(judged({}).faults).toEqual([{ index: 0, code: 'duplicate', knownRevision: null }]);
  });

  it('has a hash of what was taken, in the order of the report', () => {
    expect(hashOfValues([value()])).toBe(hashOfValues([value()]));
    expect(hashOfValues([value(), value({ holderId: 'hld_2' })])).not.toBe(
      hashOfValues([value({ holderId: 'hld_2' }), value()]),
    );
  });
});
