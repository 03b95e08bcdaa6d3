import { describe, expect, it } from '@jest/globals';
import { points } from '@scrip/money';
import { type Condition, type Explanation, evaluate } from './condition.ts';
import { toldClause, toldRule } from './explain-clauses.ts';

const asked = (condition: Condition, lifetime: bigint, grade: string | null = 'gold'): Explanation =>
  evaluate(condition, { values: { lifetimePoints: points(lifetime), balancePoints: points(5n), grade } }).explain;
const rule = (explain: Explanation) => toldRule({ rule: 'r', met: explain.met, counted: explain.met, explain });

describe('an explanation clause by clause', () => {
  it('says of each clause what was there, what was asked and what it lacks', () => {
    const clause = toldClause(
      asked(
        {
          all: [
            { fact: 'lifetimePoints', gte: 8_000 },
            { fact: 'grade', eq: 'gold' },
          ],
        },
        7_990n,
      ),
    );
    expect(clause).toMatchObject({ kind: 'all', met: false, lack: null });
    expect(clause.parts.map(({ met, actual, wanted, lack }) => ({ met, actual, wanted, lack }))).toEqual([
      {
        met: false,
        actual: 7_990n,
        wanted: { gte: 8_000 },
        lack: { of: 'lifetimePoints', unit: 'points', actual: 7_990n, needed: 8_000n, missing: 10n },
      },
      { met: true, actual: 'gold', wanted: { eq: 'gold' }, lack: null },
    ]);
    expect(clause.parts[0]?.words).toEqual({
      'zh-CN': '否：累计积分为7990分，要求不低于8000分',
      en: 'no: lifetime points is 7990, wanted at least 8000',
    });
  });

  it('tells how much more would have met a rule, and nothing where no number would do', () => {
    expect(rule(asked({ fact: 'lifetimePoints', gte: 8_000 }, 7_990n)).wouldMeet).toEqual({
      'zh-CN': '若累计积分再多10分即可满足',
      en: '10 points more of lifetime points would have met it',
    });
    expect(rule(asked({ fact: 'lifetimePoints', gte: 8_000 }, 8_000n)).wouldMeet).toBeNull();
    const otherGrade: Condition = {
      all: [
        { fact: 'lifetimePoints', gte: 8_000 },
        { fact: 'grade', eq: 'diamond' },
      ],
    };
    expect(rule(asked(otherGrade, 7_990n)).wouldMeet).toBeNull();
    const either: Condition = {
      any: [
        { fact: 'grade', eq: 'diamond' },
        { fact: 'balancePoints', gte: 6 },
      ],
    };
    expect(rule(asked(either, 0n)).wouldMeet?.en).toBe('1 point more of points balance would have met it');
  });

  it('asks for no more of what must not be', () => {
    const clause = toldClause(asked({ not: { fact: 'lifetimePoints', lte: 10 } }, 3n));
    expect([clause.met, clause.parts[0]?.met, clause.parts[0]?.lack]).toEqual([false, true, null]);
  });

  it('counts what an average lacks over its whole window', () => {
    const measure = {
      metric: 'financialAssetsFen',
      window: { kind: 'rolling', length: 'P12M', take: 'average' },
    } as const;
    const condition: Condition = { ...measure, gte: 20_000_000 };
    const measures = new Map([
      ['financialAssetsFen rolling P12M average day window', { total: 239_999_900n, over: 12n }],
    ]);
    expect(toldClause(evaluate(condition, { values: {}, measures }).explain).lack).toEqual({
      of: 'financialAssetsFen',
      unit: 'fen',
      actual: 19_999_991n,
      needed: 20_000_000n,
      missing: 100n,
    });
  });
});
