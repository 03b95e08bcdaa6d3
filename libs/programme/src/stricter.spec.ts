import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Condition, evaluate, isAtLeastAsStrict } from './index.ts';

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ fact: fc.constant('basePoints' as const), gte: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ fact: fc.constant('basePoints' as const), lte: fc.integer({ min: 0, max: 5 }) }),
  fc.record({
    fact: fc.constant('basePoints' as const),
    in: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }),
  }),
  fc.record({ fact: fc.constant('paidFen' as const), gte: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ grade: fc.record({ atLeast: fc.constantFrom('a', 'b') }) }),
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
const facts = fc.record({
  values: fc.record({
    basePoints: fc.bigInt({ min: 0n, max: 5n }),
    paidFen: fc.bigInt({ min: 0n, max: 3n }),
    grade: fc.constantFrom('a', 'b', null),
  }),
  grades: fc.constant(['a', 'b']),
});

describe('a condition is at least as strict as another', () => {
  it('only if whatever meets it meets the other', () => {
    fc.assert(
      fc.property(anyCondition, anyCondition, facts, (child, parent, given) => {
        fc.pre(isAtLeastAsStrict(child, parent) && evaluate(child, given).met);
        expect(evaluate(parent, given).met).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('if it is the same, or one more clause, or a higher limit', () => {
    fc.assert(
      fc.property(anyCondition, anyCondition, (one, other) => {
        expect(isAtLeastAsStrict(one, one)).toBe(true);
        expect(isAtLeastAsStrict({ all: [one, other] }, one)).toBe(true);
        expect(isAtLeastAsStrict(one, { any: [other, one] })).toBe(true);
      }),
    );
    const assets = (gte: number, length = 'P12M'): Condition => ({
      metric: 'financialAssetsFen',
      window: { kind: 'rolling', length, take: 'average' },
      gte,
    });
    expect([
      isAtLeastAsStrict(assets(20_000_000), assets(20_000_000)),
      isAtLeastAsStrict(assets(25_000_000), assets(20_000_000)),
      isAtLeastAsStrict(assets(15_000_000), assets(20_000_000)),
      isAtLeastAsStrict(assets(25_000_000, 'P6M'), assets(20_000_000)),
    ]).toEqual([true, true, false, false]);
  });
});
