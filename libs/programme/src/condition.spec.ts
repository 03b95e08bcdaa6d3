import { describe, expect, it } from '@jest/globals';
import { InvariantError } from '@scrip/decider';
import fc from 'fast-check';
import { type Condition, type Explanation, evaluate, type Facts, inWords, shortfalls } from './index.ts';

const facts: Facts = {
  values: {
    paidFen: 50_000n,
    basePoints: 50n,
    balancePoints: 128n,
    birthday: false,
    grade: 'gold',
    priceClass: 'regular',
  },
  businessDate: '2025-03-05',
  dayRank: 40,
  grades: ['silver', 'gold', 'diamond'],
};
const met = (condition: Condition, over: Partial<Facts> = {}) => evaluate(condition, { ...facts, ...over }).met;

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ fact: fc.constant('basePoints' as const), gte: fc.integer({ min: 45, max: 55 }) }),
  fc.record({ fact: fc.constant('paidFen' as const), lte: fc.integer({ min: 49_999, max: 50_001 }) }),
  fc.record({ calendar: fc.record({ weekdays: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }) }) }),
  fc.record({
    rank: fc.record({ of: fc.constant('firstPurchaseOfDay' as const), lte: fc.integer({ min: 1, max: 80 }) }),
  }),
  fc.record({ grade: fc.record({ atLeast: fc.constantFrom('silver', 'gold', 'diamond') }) }),
);
const { condition: anyCondition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

describe('a condition', () => {
  it('compares a fact at its limit', () => {
    expect([met({ fact: 'paidFen', gte: 50_000 }), met({ fact: 'paidFen', gte: 50_001 })]).toEqual([true, false]);
    expect([met({ fact: 'paidFen', lte: 50_000 }), met({ fact: 'paidFen', lte: 49_999 })]).toEqual([true, false]);
    expect([met({ fact: 'basePoints', eq: 50 }), met({ fact: 'basePoints', eq: 51 })]).toEqual([true, false]);
    expect([met({ fact: 'birthday', eq: false }), met({ fact: 'birthday', eq: true })]).toEqual([true, false]);
    expect([met({ fact: 'priceClass', in: ['special', 'regular'] }), met({ fact: 'basePoints', in: [1, 2] })]).toEqual([
      true,
      false,
    ]);
    expect([
      met({ fact: 'balancePoints', mod: { by: 10, is: 8 } }),
      met({ fact: 'balancePoints', mod: { by: 10, is: 7 } }),
    ]).toEqual([true, false]);
  });

  it('does not take −2 for a number that ends in 8', () => {
    const endsInEight: Condition = { fact: 'balancePoints', mod: { by: 10, is: 8 } };
    expect([-2n, -8n, 8n, 18n].map((balancePoints) => met(endsInEight, { values: { balancePoints } }))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('asks the calendar for each part that is given', () => {
    expect(met({ calendar: { months: [2, 3, 4], weekdays: [3] } })).toBe(true);
    expect(met({ calendar: { months: [2, 3, 4], weekdays: [3] } }, { businessDate: '2025-03-06' })).toBe(false);
    expect(met({ calendar: { months: [2, 3, 4], weekdays: [3] } }, { businessDate: '2025-05-07' })).toBe(false);
    expect([met({ calendar: { monthDay: '03-05' } }), met({ calendar: { monthDay: '03-06' } })]).toEqual([true, false]);
  });

  it('gives no place to a purchase without a rank, and no grade to a buyer without one', () => {
    const places: Condition = { rank: { of: 'firstPurchaseOfDay', lte: 40 } };
    expect([40, 41, null].map((dayRank) => met(places, { dayRank }))).toEqual([true, false, false]);
    const gold: Condition = { grade: { atLeast: 'gold' } };
    expect(['silver', 'gold', 'diamond', null].map((grade) => met(gold, { values: { grade } }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(met({ fact: 'grade', eq: 'gold' }, { values: { grade: null } })).toBe(false);
  });

  it('means by all, any and not what logic means by them', () => {
    fc.assert(
      fc.property(fc.array(anyCondition, { minLength: 1, maxLength: 4 }), (parts) => {
        const values = parts.map((part) => met(part));
        expect(met({ all: parts })).toBe(values.every(Boolean));
        expect(met({ any: parts })).toBe(values.some(Boolean));
        expect(met({ not: { all: parts } })).toBe(met({ any: parts.map((part) => ({ not: part })) }));
      }),
    );
  });

  it('is our mistake when it asks for what its rule is not given', () => {
    expect(() => evaluate({ fact: 'lifetimePoints', gte: 1 }, facts)).toThrow(InvariantError);
    expect(() => evaluate({ calendar: { months: [1] } }, { values: {} })).toThrow('the business date');
    expect(() => evaluate({ grade: { atLeast: 'iron' } }, facts)).toThrow(InvariantError);
  });
});

describe('an explanation', () => {
  it('has the shape of its condition, looks at every clause and keeps the number each one saw', () => {
    const { met, explain } = evaluate(
      {
        any: [
          { fact: 'basePoints', gte: 50 },
          { not: { fact: 'paidFen', lte: 100 } },
          { grade: { atLeast: 'diamond' } },
        ],
      },
      facts,
    );
    expect(met).toBe(true);
    expect(explain).toEqual({
      kind: 'any',
      met: true,
      parts: [
        { kind: 'fact', met: true, fact: 'basePoints', wanted: { gte: 50 }, actual: 50n },
        {
          kind: 'not',
          met: true,
          part: { kind: 'fact', met: false, fact: 'paidFen', wanted: { lte: 100 }, actual: 50_000n },
        },
        { kind: 'grade', met: false, wanted: { atLeast: 'diamond' }, actual: 'gold' },
      ],
    });
  });

  it('can be recomputed from its own leaves', () => {
    const recomputed = (explanation: Explanation): boolean => {
      if (explanation.kind === 'all') return explanation.parts.every(recomputed);
      if (explanation.kind === 'any') return explanation.parts.some(recomputed);
      if (explanation.kind === 'not') return !recomputed(explanation.part);
      return explanation.met;
    };
    fc.assert(
      fc.property(anyCondition, (condition) => recomputed(evaluate(condition, facts).explain) === met(condition)),
    );
  });

  it('reads as a sentence in both languages', () => {
    const both = (condition: Condition, over: Partial<Facts> = {}) => {
      const { explain } = evaluate(condition, { ...facts, ...over });
      return [inWords(explain, 'en'), inWords(explain, 'zh-CN')];
    };
    expect(both({ fact: 'paidFen', gte: 100_000 })).toEqual([
      'no: amount paid is 500.00 yuan, wanted at least 1,000.00 yuan',
      '否：实付金额为500.00元，要求不低于1,000.00元',
    ]);
    expect(both({ all: [{ calendar: { months: [2, 3], weekdays: [3] } }, { fact: 'birthday', eq: true }] })).toEqual([
      'no: all of (yes: the day is 2025-03-05, wanted Wednesday, February or March; no: own birthday is no, wanted yes)',
      '否：须全部满足（是：日期为2025-03-05，要求星期三、2月或3月；否：当天生日为否，要求是）',
    ]);
    expect(
      both(
        { any: [{ rank: { of: 'firstPurchaseOfDay', lte: 100 } }, { not: { grade: { atLeast: 'gold' } } }] },
        { dayRank: null },
      ),
    ).toEqual([
      "no: any of (no: place among the day's purchasing members is none, wanted at most 100; no: not (yes: grade is gold, wanted at least gold))",
      '否：满足其一即可（否：当日消费会员名次为无，要求前100名；否：须不满足（是：等级为gold，要求不低于gold））',
    ]);
    expect(both({ fact: 'balancePoints', mod: { by: 10, is: 8 } })).toEqual([
      'yes: points balance is 128, wanted a last digit 8',
      '是：积分余额为128分，要求尾数为8',
    ]);
    expect(both({ fact: 'balancePoints', mod: { by: 7, is: 2 } })[0]).toBe(
      'yes: points balance is 128, wanted a remainder of 2 by 7',
    );
    expect(both({ fact: 'priceClass', in: ['regular', 'special'] })[0]).toBe(
      'yes: price class is regular, wanted regular or special',
    );
    expect(both({ calendar: { monthDay: '11-11' } })[1]).toBe('否：日期为2025-03-05，要求11-11');
    expect(both({ fact: 'basePoints', lte: 49 })[0]).toBe('no: base points is 50, wanted at most 49');
  });

  it('names what is missing for the limits that were missed, and nothing else', () => {
    const missing = (condition: Condition) => shortfalls(evaluate(condition, facts).explain);
    const wanted: Condition = {
      all: [
        { fact: 'paidFen', gte: 60_000 },
        { fact: 'basePoints', gte: 50 },
        { any: [{ fact: 'balancePoints', gte: 200 }] },
      ],
    };
    expect(missing(wanted)).toEqual([
      { fact: 'paidFen', actual: 50_000n, needed: 60_000n, missing: 10_000n },
      { fact: 'balancePoints', actual: 128n, needed: 200n, missing: 72n },
    ]);
    expect(missing({ not: { fact: 'paidFen', gte: 1 } })).toEqual([]);
    expect(missing({ any: [wanted, { fact: 'basePoints', gte: 50 }] })).toEqual([]);
  });
});
