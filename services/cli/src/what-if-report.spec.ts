import { describe, expect, it } from '@jest/globals';
import { lineOf, oneReport, type PointsFound, spanOf } from './what-if-report.ts';
import { reportText } from './what-if-text.ts';
import { wordsFor } from './words.ts';

const SPAN = spanOf('2025-01', '2025-06');
const points: PointsFound = {
  totals: {
    was: { earnedPoints: 12_000, redeemedPoints: 4_000, discountFen: 100_050 },
    would: { earnedPoints: 13_500, redeemedPoints: 4_000, discountFen: 90_050 },
  },
  pendingPoints: { was: 0, would: 300 },
  liabilityPoints: { was: 8_000, would: 9_500 },
  liabilityFen: { was: null, would: 4_750 },
  gradesMoved: [{ from: null, to: 'gold', members: 2 }],
  refused: [{ code: 'counter_unknown', receipts: 3, example: 'r-1' }],
};
const ratings = {
  end: {
    grades: [
      { grade: 'gold', was: 3, would: 4 },
      { grade: 'ordinary', was: 5, would: 4 },
    ],
    moved: [{ from: 'ordinary', to: 'gold', holders: 1 }],
  },
};

describe('the span of a what-if', () => {
  it('is whole months, said as months or as the first day of one and the last of one', () => {
    const span = { from: '2024-02-01', to: '2024-02-29', fromMonth: '2024-02', toMonth: '2024-02' };
    expect(spanOf('2024-02', '2024-02')).toEqual(span);
    expect(spanOf('2024-02-01', '2024-02-29')).toEqual(span);
    expect(spanOf('2024-02-01', '2024-02')).toEqual(span);
  });

  it.each([
    ['2024-13', '2024-12', /say months/],
    ['yesterday', '2024-12', /say months/],
    ['2024-02-02', '2024-03', /whole months: from 2024-02-01 to 2024-03-31/],
    ['2024-02', '2024-03-30', /whole months/],
    ['2024-03', '2024-02', /is before/],
  ])('is refused from %s to %s', (from, to, words) => {
    expect(() => spanOf(from, to)).toThrow(words);
  });
});

describe('the report of a what-if', () => {
  it('tells a difference as a number and in percent of what was, where there was something', () => {
    expect(lineOf({ was: 3, would: 1 })).toEqual({ was: 3, would: 1, difference: -2, percent: -66.67 });
    expect(lineOf({ was: 0, would: 5 })).toMatchObject({ difference: 5, percent: null });
    expect(lineOf({ was: 0, would: 0 })).toMatchObject({ difference: 0, percent: 0 });
    expect(lineOf({ was: null, would: 5 })).toMatchObject({ difference: null, percent: null });
  });

  it('stays exact beyond what numbers of JavaScript hold', () => {
    const line = lineOf({ was: '9007199254740993', would: '18014398509481987' });
    expect(line).toMatchObject({ difference: '9007199254740994', percent: 100 });
  });

  it('is a table in English', () => {
    const report = oneReport({ programmeId: 'mall-vip', ...SPAN }, points, ratings);
    expect(reportText(report, wordsFor({}).whatIfReport)).toBe(
      [
        'mall-vip 2025-01-01 – 2025-06-30       was  would be  difference',
        'points given                        12,000    13,500      +1,500  +12.50%',
        'points redeemed                      4,000     4,000           0    0.00%',
        'points pending at the end                0       300        +300        —',
        'discounts, yuan                   1,000.50    900.50     -100.00  -10.00%',
        'liability, points                    8,000     9,500      +1,500  +18.75%',
        'liability, yuan                          —     47.50           —        —',
        'grade gold                               3         4          +1  +33.33%',
        'grade ordinary                           5         4          -1  -20.00%',
        'The till would refuse 3 receipts (counter_unknown), such as r-1.',
        'Grades moved by joining and points:',
        '  no member → gold: 2',
        'Grades moved by ratings, of 8 holders:',
        '  ordinary → gold: 1 (12.50%)',
        '',
      ].join('\n'),
    );
  });

  it('is a table in Chinese whose columns stand under each other, and says where a draft has no ratings', () => {
    const report = oneReport({ programmeId: 'mall-vip', ...SPAN }, { ...points, gradesMoved: [], refused: [] }, null);
    expect(reportText(report, wordsFor({ LANG: 'zh_CN.UTF-8' }).whatIfReport).split('\n')).toEqual([
      'mall-vip 2025-01-01 – 2025-06-30      实际    试算     差异',
      '发放积分                            12,000  13,500   +1,500  +12.50%',
      '兑换积分                             4,000   4,000        0    0.00%',
      '期末待生效积分                           0     300     +300        —',
      '折扣（元）                        1,000.50  900.50  -100.00  -10.00%',
      '负债（积分）                         8,000   9,500   +1,500  +18.75%',
      '负债（元）                               —   47.50        —        —',
      '因入会与积分变动的等级： 无',
      '草稿没有评级规则。',
      '',
    ]);
  });
});
