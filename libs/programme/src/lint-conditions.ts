/** Checks of conditions: each asks only what its rule is told, compares like with like, and names what is there. */
import { type Condition, clausesOf } from './condition.ts';
import type { Programme } from './document.ts';
import { counterOf, gradeOrder, PRICE_CLASSES } from './document.ts';
import type { Askable, FactName, RuleKind } from './facts.ts';
import { ASKABLE, FACTS } from './facts.ts';
import { unknownSegment } from './lint-references.ts';
import { METRICS, type Measure } from './metrics.ts';
import { type Path, type Problem, problem } from './problem.ts';
import { changesGrade, GRADE_OUTCOMES } from './trigger-events.ts';

/** Outreach that a purchase of a holder gives rise to, so that the holder's place of the day is known. */
const FOLLOWS_PURCHASE: ReadonlySet<string> = new Set(['newSeasonPurchase', 'returnOrExchange']);

/** Every condition of a document with its place and the kind of its rule. */
function conditionsOf(programme: Programme): readonly (readonly [RuleKind, Path, Condition | undefined])[] {
  const { points, tiers, contact } = programme;
  const each = (
    kind: RuleKind,
    path: Path,
    rules: readonly { readonly when?: Condition | undefined }[] | undefined,
    field = 'when',
  ): readonly (readonly [RuleKind, Path, Condition | undefined])[] =>
    (rules ?? []).map((rule, index) => [kind, [...path, index, field], rule.when]);
  return [
    ...each('joining', ['joining'], programme.joining),
    ...each('pricing', ['pricing'], programme.pricing),
    ...each('multiplier', ['points', 'multipliers'], points?.multipliers),
    ...each('bonus', ['points', 'bonuses'], points?.bonuses),
    ...each('draw', ['points', 'draws'], points?.draws),
    ...each('raise', ['raises'], programme.raises),
    ...(tiers?.standards ?? []).flatMap((standard, at) => [
      ['standardFor', ['tiers', 'standards', at, 'appliesTo'], standard.appliesTo] as const,
      ...each('standard', ['tiers', 'standards', at, 'met'], standard.met),
    ]),
    ...each(
      'waiver',
      ['fees'],
      programme.fees?.map((fee) => ({ when: fee.waive })),
      'waive',
    ),
    ...(programme.entitlements ?? []).flatMap(({ grant, effect }, at) => [
      ['entitlement', ['entitlements', at, 'grant', 'when'], grant.when] as const,
      ...each(
        'amenity',
        ['entitlements', at, 'effect', 'instead'],
        effect.kind === 'amenities' ? effect.instead : undefined,
      ),
    ]),
    ...(programme.approvals ?? []).flatMap(({ steps }, at) => each('review', ['approvals', at, 'steps'], steps)),
    ...(contact?.outreach ?? []).map(
      ({ on, when }, at) =>
        [
          FOLLOWS_PURCHASE.has(on) ? 'purchaseOutreach' : 'outreach',
          ['contact', 'outreach', at, 'when'],
          when,
        ] as const,
    ),
    ...each('outreach', ['contact', 'festivals'], contact?.festivals),
    ['outreach', ['contact', 'feedback', 'when'], contact?.feedback?.when],
    ...(contact?.triggers ?? []).map(
      ({ on, when }, at) =>
        [changesGrade(on) ? 'gradeTrigger' : 'trigger', ['contact', 'triggers', at, 'when'], when] as const,
    ),
  ];
}

/** What is wrong inside the conditions of a document, and with its windows elsewhere. */
export function conditionProblems(programme: Programme): readonly Problem[] {
  const { segments = [], contact } = programme;
  return [
    ...conditionsOf(programme).flatMap(([kind, path, condition]) =>
      condition === undefined ? [] : inCondition(condition, path, ASKABLE[kind], programme),
    ),
    ...segments.flatMap(({ by }, index) => inMeasure(by, ['segments', index, 'by'])),
    ...(contact?.churn ? inMeasure(contact.churn, ['contact', 'churn']) : []),
  ];
}

function inCondition(condition: Condition, path: Path, askable: Askable, programme: Programme): readonly Problem[] {
  if ('all' in condition)
    return condition.all.flatMap((part, index) => inCondition(part, [...path, 'all', index], askable, programme));
  if ('any' in condition)
    return condition.any.flatMap((part, index) => inCondition(part, [...path, 'any', index], askable, programme));
  if ('not' in condition) {
    // Places are kept for those who get one; a rule for everybody else would keep them for nobody.
    return inCondition(condition.not, [...path, 'not'], { ...askable, rank: false }, programme);
  }
  if ('calendar' in condition) return inCalendar(condition.calendar, [...path, 'calendar'], askable);
  if ('rank' in condition) return inRank([...path, 'rank'], askable, programme);
  if ('grade' in condition) {
    if (!askable.facts.includes('grade')) return [problem([...path, 'grade'], 'grade_not_known')];
    const { atLeast } = condition.grade;
    return gradeOrder(programme).includes(atLeast)
      ? []
      : [problem([...path, 'grade', 'atLeast'], 'grade_unknown', { grade: atLeast })];
  }
  if ('metric' in condition) return inMetric(condition, path, askable);
  if ('segment' in condition) {
    const at = [...path, 'segment'];
    return askable.segments ? unknownSegment(programme, at, condition.segment) : [problem(at, 'segment_not_known')];
  }
  if (!askable.facts.includes(condition.fact)) {
    return [problem([...path, 'fact'], 'fact_not_known', { fact: condition.fact, known: askable.facts.join(', ') })];
  }
  return inComparison(condition, path, programme);
}

function inRank(path: Path, { rank = false }: Askable, { points }: Programme): readonly Problem[] {
  if (rank === true) return [];
  if (rank === 'beforeDay') return [problem(path, 'rank_before_day')];
  if (rank === false) return [problem(path, 'rank_not_known')];
  const rules = points?.multipliers ?? [];
  const isCounted = rules.some(({ when }) => when !== undefined && clausesOf(when).some((clause) => 'rank' in clause));
  return isCounted ? [] : [problem(path, 'rank_not_counted')];
}

function inCalendar(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  path: Path,
  askable: Askable,
): readonly Problem[] {
  if (!askable.calendar) return [problem(path, 'calendar_not_known')];
  return from !== undefined && to !== undefined && from > to
    ? [problem([...path, 'from'], 'range_upside_down', { from, to })]
    : [];
}

function inMetric(condition: Measure, path: Path, { metrics = false }: Askable): readonly Problem[] {
  if (metrics === false) return [problem([...path, 'metric'], 'metric_not_known')];
  const { metric } = condition;
  return metrics === true || metrics.includes(metric)
    ? inMeasure(condition, path)
    : [problem([...path, 'metric'], 'metric_not_heard', { metric, known: metrics.join(', ') })];
}

/** A rolling window has a length; a stock is not added up over time, a flow has no value at the end. */
function inMeasure({ metric, window }: Measure, at: Path): readonly Problem[] {
  const path = [...at, 'window'];
  const { kind } = METRICS[metric];
  const rolling = window.kind === 'rolling';
  const averaged = window.take === 'average';
  return [
    ...(rolling && window.length === undefined ? [problem([...path, 'length'], 'window_length_missing')] : []),
    ...(!rolling && window.length !== undefined ? [problem([...path, 'length'], 'window_length_unused')] : []),
    ...(!averaged && window.per !== undefined ? [problem([...path, 'per'], 'window_divisor_unused')] : []),
    ...(!averaged && window.over !== undefined ? [problem([...path, 'over'], 'window_divisor_unused')] : []),
    ...(kind === 'stock' && window.take === 'sum' ? [problem([...path, 'take'], 'stock_not_summed', { metric })] : []),
    ...(kind === 'flow' && window.take === 'last' ? [problem([...path, 'take'], 'flow_has_no_last', { metric })] : []),
  ];
}

function inComparison(
  clause: Extract<Condition, { fact: FactName }>,
  path: Path,
  programme: Programme,
): readonly Problem[] {
  const { fact } = clause;
  const { type } = FACTS[fact];
  if ('eq' in clause) return inValue(fact, clause.eq, [...path, 'eq'], programme);
  if ('in' in clause)
    return clause.in.flatMap((value, index) => inValue(fact, value, [...path, 'in', index], programme));
  const way = 'gte' in clause ? 'gte' : 'lte' in clause ? 'lte' : 'mod';
  if (type === 'text' || type === 'boolean') return [problem([...path, way], 'fact_not_number', { fact })];
  if ('mod' in clause && clause.mod.is >= clause.mod.by) {
    return [problem([...path, 'mod', 'is'], 'remainder_too_large', { is: clause.mod.is, by: clause.mod.by })];
  }
  return [];
}

function inValue(
  fact: FactName,
  value: string | number | boolean,
  path: Path,
  programme: Programme,
): readonly Problem[] {
  const { type } = FACTS[fact];
  const expected = type === 'text' ? 'string' : type === 'boolean' ? 'boolean' : 'number';
  if (typeof value !== expected) return [problem(path, 'fact_other_type', { fact, expected })];
  const text = String(value);
  if (fact === 'grade' && !gradeOrder(programme).includes(text))
    return [problem(path, 'grade_unknown', { grade: text })];
  if (fact === 'counterKey' && counterOf(programme, text) === undefined)
    return [problem(path, 'counter_unknown', { counter: text })];
  if (fact === 'gradeOutcome' && !GRADE_OUTCOMES.some((known) => known === text))
    return [problem(path, 'value_unknown', { expected: GRADE_OUTCOMES.join(', '), actual: text })];
  if (fact === 'priceClass' && !PRICE_CLASSES.some((known) => known === text))
    return [problem(path, 'price_class_unknown', { priceClass: text })];
  return [];
}
