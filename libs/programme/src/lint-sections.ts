/** Checks of grades, ratings, entitlements, agreements and cases: what one part of a section says wrongly about another. */
import type { Condition } from './condition.ts';
import type { Programme } from './document.ts';
import { gradeOrder } from './document.ts';
import { stepsOutOfOrder } from './lint-products.ts';
import { measureKey } from './metrics.ts';
import { type Path, type Problem, problem } from './problem.ts';

interface GradeRule {
  readonly grade: string;
  readonly when: Condition;
}

/** A higher grade that needs less than a lower one would make the lower one unreachable. Looks at rules that are one "at least". */
export function gradesOutOfOrder(programme: Programme): readonly Problem[] {
  const order = gradeOrder(programme);
  const inRules = (path: Path, rules: readonly GradeRule[]): readonly Problem[] => {
    const simple = rules.flatMap(({ grade, when }, index) => {
      const of = 'metric' in when ? measureKey(when) : 'fact' in when ? when.fact : undefined;
      return of !== undefined && 'gte' in when ? [{ index, rank: order.indexOf(grade), of, gte: when.gte, grade }] : [];
    });
    return simple.flatMap((rule) => {
      const lower = simple.find(
        (other) => other.of === rule.of && other.rank >= 0 && other.rank < rule.rank && other.gte >= rule.gte,
      );
      return lower === undefined
        ? []
        : [
            problem([...path, rule.index, 'when', 'gte'], 'grade_needs_more', {
              grade: rule.grade,
              lower: lower.grade,
              needs: lower.gte,
              is: rule.gte,
            }),
          ];
    });
  };
  return [
    ...inRules(['joining'], programme.joining ?? []),
    ...inRules(
      ['raises'],
      (programme.raises ?? []).map((rule) => ({ grade: rule.to, when: rule.when })),
    ),
    ...(programme.tiers?.standards ?? []).flatMap((standard, at) =>
      inRules(['tiers', 'standards', at, 'met'], standard.met),
    ),
  ];
}

/** Ratings need grades; a standard names each grade once, the lowest first; a benefit list each grade once. */
export function tierProblems(programme: Programme): readonly Problem[] {
  const { tiers, benefits } = programme;
  const order = gradeOrder(programme);
  const rising = (path: Path, grades: readonly string[]): readonly Problem[] =>
    grades.flatMap((grade, index) => {
      if (grades.indexOf(grade) < index) return [problem([...path, index, 'grade'], 'grade_twice', { grade })];
      const before = grades[index - 1];
      return before !== undefined && order.includes(grade) && order.indexOf(before) > order.indexOf(grade)
        ? [problem([...path, index, 'grade'], 'grade_out_of_order', { grade, before })]
        : [];
    });
  return [
    ...(tiers !== undefined && order.length === 0 ? [problem(['tiers'], 'grades_missing')] : []),
    ...(tiers?.standards ?? []).flatMap((standard, at) =>
      rising(
        ['tiers', 'standards', at, 'met'],
        standard.met.map(({ grade }) => grade),
      ),
    ),
    ...rising(['benefits', 'grades'], benefits?.grades.map(({ grade }) => grade) ?? []),
  ];
}

/** Relatives and who may use it fit each other; what takes the place of an item has an item to replace. */
export function entitlementProblems({ entitlements = [], contracts = [] }: Programme): readonly Problem[] {
  const made = contracts.some((contract) => contract.with === 'holder');
  return entitlements.flatMap(({ shareable, relatives, effect, grant }, index) => {
    const path: Path = ['entitlements', index];
    const ofContract = grant.on === 'contractStart' || grant.on === 'contractYear';
    const shared = shareable === 'holderAndRelatives';
    const items =
      effect.kind === 'amenities' ? effect.levels.flatMap((level) => level.items.map(({ key }) => key)) : [];
    const instead = effect.kind === 'amenities' ? (effect.instead ?? []) : [];
    return [
      ...(ofContract && !made ? [problem([...path, 'grant', 'on'], 'contract_missing')] : []),
      ...(relatives && !shared ? [problem([...path, 'relatives'], 'relatives_not_allowed')] : []),
      ...(shared && !relatives ? [problem([...path, 'shareable'], 'relatives_missing')] : []),
      ...instead.flatMap(({ item }, at) =>
        items.includes(item) ? [] : [problem([...path, 'effect', 'instead', at, 'item'], 'item_unknown', { item })],
      ),
    ];
  });
}

/** The terms of an agreement are those of its other side; prices by size rise. */
export function contractProblems({ contracts = [] }: Programme): readonly Problem[] {
  return contracts.flatMap((contract, index) => {
    const path: Path = ['contracts', index];
    const actual = contract.with;
    return [
      ...(contract.wholesale && actual !== 'distributor'
        ? [
            problem([...path, 'wholesale'], 'contract_terms_of_other', {
              terms: 'wholesale',
              expected: 'distributor',
              actual,
            }),
          ]
        : []),
      ...(contract.agency && actual !== 'agent'
        ? [problem([...path, 'agency'], 'contract_terms_of_other', { terms: 'agency', expected: 'agent', actual })]
        : []),
      ...stepsOutOfOrder([...path, 'wholesale', 'discountSteps'], 'fromCards', contract.wholesale?.discountSteps ?? []),
      ...(contract.endedWithin !== undefined && contract.renewal !== 'unlessEnded'
        ? [problem([...path, 'endedWithin'], 'ended_within_unused', { renewal: contract.renewal })]
        : []),
    ];
  });
}

/** A clock does not stop where it starts; who may grant more comes later. */
export function caseProblems({ cases = [] }: Programme): readonly Problem[] {
  return cases.flatMap(({ clocks, compensation }, index) => [
    ...clocks.flatMap(({ starts, stops }, at) =>
      starts === stops
        ? [problem(['cases', index, 'clocks', at, 'stops'], 'clock_in_a_circle', { moment: starts })]
        : [],
    ),
    ...stepsOutOfOrder(['cases', index, 'compensation', 'authorities'], 'upToFen', compensation?.authorities ?? []),
  ]);
}
