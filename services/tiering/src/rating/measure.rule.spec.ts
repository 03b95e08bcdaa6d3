import { describe, expect, it } from '@jest/globals';
import type { Measure, MetricWindow } from '@scrip/programme';
import { FIRST_DAY, lastDay, type MonthFigure, measured, monthsBetween, nextMonth, spanOf } from './measure.rule.ts';

const figure = (over: Partial<MonthFigure> & Pick<MonthFigure, 'metric' | 'month'>): MonthFigure => ({
  daySum: 0n,
  days: 0,
  monthValue: null,
  last: null,
  flow: 0n,
  ...over,
});
const of = (metric: Measure['metric'], window: MetricWindow): Measure => ({ metric, window });
const MONTH: MetricWindow = { kind: 'calendarMonth', take: 'average' };
const YEAR: MetricWindow = { kind: 'rolling', length: 'P12M', take: 'average', per: 'month', over: 'window' };

describe('the days of a window that ends with a month', () => {
  it('are those of the month, its quarter, its year, or a period', () => {
    expect(spanOf(MONTH, '2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(spanOf({ ...MONTH, kind: 'calendarQuarter' }, '2025-05')).toEqual({ from: '2025-04-01', to: '2025-05-31' });
    expect(spanOf({ ...MONTH, kind: 'calendarYear' }, '2025-05').from).toBe('2025-01-01');
    expect(spanOf(YEAR, '2025-12')).toEqual({ from: '2025-01-01', to: '2025-12-31' });
    expect(spanOf({ ...YEAR, length: 'P30D' }, '2025-01').from).toBe('2025-01-02');
    expect(spanOf({ ...MONTH, kind: 'sinceJoining' }, '2025-05', '2025-03-08').from).toBe('2025-03-08');
    expect([nextMonth('2025-12'), lastDay('2025-12'), monthsBetween('2025-11', '2026-01').length]).toEqual([
      '2026-01',
      '2025-12-31',
      3,
    ]);
  });
});

describe('what is measured', () => {
  it('as an average over days is exact, what is missing counts as nothing', () => {
    const span = spanOf(MONTH, '2025-04');
    const days = figure({ metric: 'depositsFen', month: '2025-04', daySum: 100n, days: 3 });
    expect(measured(of('depositsFen', MONTH), span, [days])).toEqual({ total: 100n, over: 30n });
    expect(measured(of('depositsFen', { ...MONTH, over: 'observed' }), span, [days])).toEqual({
      total: 100n,
      over: 3n,
    });
    const month = figure({ metric: 'depositsFen', month: '2025-04', monthValue: 7n, daySum: 100n, days: 3 });
    expect(measured(of('depositsFen', MONTH), span, [month])).toEqual({ total: 210n, over: 30n });
    expect(measured(of('depositsFen', MONTH), span, [])).toEqual({ total: 0n, over: 30n });
  });

  it('as an average over months adds the averages of the months, each exact', () => {
    const span = spanOf(YEAR, '2025-12');
    const seven = monthsBetween('2025-06', '2025-12').map((month) =>
      figure({ metric: 'depositsFen', month, monthValue: 30_000_000n }),
    );
    expect(measured(of('financialAssetsFen', YEAR), span, seven)).toEqual({ total: 17_500_000n, over: 1n });
    const thirds = ['2025-01', '2025-02'].map((month) => figure({ metric: 'fundsFen', month, daySum: 1n, days: 1 }));
    // 1/31 + 1/28, over twelve months.
    expect(measured(of('financialAssetsFen', YEAR), span, thirds)).toEqual({ total: 59n, over: 10_416n });
  });

  it('as a sum is that of the months and of what receipts add; at the end it is the value known last', () => {
    const span = spanOf({ kind: 'lifetime', take: 'sum' }, '2025-06');
    expect(span.from).toBe(FIRST_DAY);
    const spent = [
      figure({ metric: 'spendingFen', month: '2025-01', monthValue: 500n, flow: 20n }),
      figure({ metric: 'spendingFen', month: '2025-06', daySum: 30n, days: 2 }),
    ];
    expect(measured(of('spendingFen', { kind: 'lifetime', take: 'sum' }), span, spent)).toEqual({
      total: 550n,
      over: 1n,
    });
    const held = [
      figure({ metric: 'depositsFen', month: '2025-01', last: 9n, days: 1, daySum: 9n }),
      figure({ metric: 'depositsFen', month: '2025-05', last: 4n, days: 1, daySum: 4n }),
      figure({ metric: 'fundsFen', month: '2025-02', monthValue: 2n }),
    ];
    expect(measured(of('financialAssetsFen', { kind: 'lifetime', take: 'last' }), span, held)).toEqual({
      total: 6n,
      over: 1n,
    });
  });
});
