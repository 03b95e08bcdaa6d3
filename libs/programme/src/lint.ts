import { accountPatternOf } from './accounts.ts';
import type { Condition } from './condition.ts';
import { variablesIn } from './contact.ts';
import type { Programme } from './document.ts';
import { counterOf, gradeOrder, PRICE_CLASSES } from './document.ts';
import type { Askable, FactName, RuleKind } from './facts.ts';
import { ASKABLE, FACTS } from './facts.ts';
import type { Path, Problem } from './problem.ts';
import { jsonPath } from './problem.ts';
import { TRIGGER_EVENTS } from './trigger-events.ts';

/**
 * What one part of a document says wrongly about another: keys given twice, names of things that are not there, conditions that ask what their rule is never told, grades out of order, messages with unknown variables, codes for accounts that do not exist.
 * Only for a document that is about to be published: one that was published stays what it is, also when these checks grow.
 */
export function lintProgramme(programme: Programme): readonly Problem[] {
  return [
    ...repeatedKeys(programme),
    ...unknownGrades(programme),
    ...gradesOutOfOrder(programme),
    ...conditionProblems(programme),
    ...contactProblems(programme),
    ...rechargeProblems(programme),
    ...clientProblems(programme),
    ...lotProblems(programme),
    ...accountProblems(programme),
  ];
}

interface Keyed {
  readonly key: string;
}

function repeatedKeys(programme: Programme): readonly Problem[] {
  const { points, contact } = programme;
  // Keys of one group are recorded in the same field of an event, so they must differ across its parts.
  const groups: (readonly (readonly [Path, readonly Keyed[]])[])[] = [
    [[['grades'], programme.grades ?? []]],
    [[['counters'], programme.counters ?? []]],
    [[['joining'], programme.joining ?? []]],
    [[['pricing'], programme.pricing ?? []]],
    [[['raises'], programme.raises ?? []]],
    [[['storedValue'], programme.storedValue ?? []]],
    [
      [['points', 'multipliers'], points?.multipliers ?? []],
      [['points', 'bonuses'], points?.bonuses ?? []],
    ],
    [[['points', 'draws'], points?.draws ?? []]],
    [[['contact', 'triggers'], contact?.triggers ?? []]],
    [[['contact', 'templates'], contact?.templates ?? []]],
  ];
  return groups.flatMap((group) => {
    const seen = new Set(points !== undefined && group[0]?.[0][1] === 'multipliers' ? [points.base.key] : []);
    return group.flatMap(([path, items]) =>
      items.flatMap((item, index) => {
        if (seen.has(item.key)) return [problem([...path, index, 'key'], `the key ${item.key} is already taken`)];
        seen.add(item.key);
        return [];
      }),
    );
  });
}

/** A bonus is a rate or steps, not both; steps rise, so that the highest one reached is the last. */
function rechargeProblems(programme: Programme): readonly Problem[] {
  return (programme.storedValue ?? []).flatMap(({ recharge }, index) => {
    const path: Path = ['storedValue', index, 'recharge'];
    const { bonusRateBp, bonusSteps, gifts = [] } = recharge;
    const both =
      bonusRateBp !== undefined && bonusSteps !== undefined
        ? [problem([...path, 'bonusSteps'], 'a bonus is a rate or steps, not both')]
        : [];
    return [
      ...both,
      ...stepsOutOfOrder([...path, 'bonusSteps', 'steps'], bonusSteps?.steps ?? []),
      ...gifts.flatMap((gift, at) => stepsOutOfOrder([...path, 'gifts', at, 'steps'], gift.steps)),
      ...gifts.flatMap((gift, at) =>
        gifts.findIndex((other) => other.key === gift.key) < at
          ? [problem([...path, 'gifts', at, 'key'], `the key ${gift.key} is already taken`)]
          : [],
      ),
    ];
  });
}

/** A list may load any amount, so steps must not be the only amounts that a wallet takes. */
function clientProblems(programme: Programme): readonly Problem[] {
  return (programme.storedValue ?? []).flatMap(({ client, recharge }, index) =>
    client !== undefined && recharge.bonusSteps?.between === 'exactOnly'
      ? [problem(['storedValue', index, 'client'], 'a client loads any amount, and the recharge takes its steps only')]
      : [],
  );
}

/** Notices come nearer to the end one by one; what is never held has no period. */
function lotProblems(programme: Programme): readonly Problem[] {
  return (programme.storedValue ?? []).flatMap(({ lots, spend }, index) => {
    const path: Path = ['storedValue', index];
    const days = lots.validity === 'none' ? [] : (lots.validity.notices?.daysBefore ?? []);
    const outOfOrder = days.flatMap((day, at) => {
      const before = days[at - 1];
      return before !== undefined && before <= day
        ? [
            problem(
              [...path, 'lots', 'validity', 'notices', 'daysBefore', at],
              `must be below the one before it, ${before}`,
            ),
          ]
        : [];
    });
    const neverHeld = spend.holdPeriod !== undefined && spend.holds === 'refused';
    return neverHeld
      ? [...outOfOrder, problem([...path, 'spend', 'holdPeriod'], 'holds are refused, so none is ever open')]
      : outOfOrder;
  });
}

/** A code is for an account of the chart, and each account has one. */
function accountProblems({ accounts = [] }: Programme): readonly Problem[] {
  return accounts.flatMap(({ account }, index) => {
    const path: Path = ['accounts', index, 'account'];
    if (!accountPatternOf(account)) return [problem(path, `there is no account ${account} in the chart`)];
    const taken = accounts.findIndex((other) => other.account === account) < index;
    return taken ? [problem(path, `the account ${account} has a code already`)] : [];
  });
}

function stepsOutOfOrder(path: Path, steps: readonly { readonly principalFen: number }[]): readonly Problem[] {
  return steps.flatMap((step, index) => {
    const before = steps[index - 1];
    return before !== undefined && before.principalFen >= step.principalFen
      ? [problem([...path, index, 'principalFen'], `must be above the step before it, ${before.principalFen}`)]
      : [];
  });
}

function unknownGrades(programme: Programme): readonly Problem[] {
  const order = gradeOrder(programme);
  const unknown = (path: Path, grade: string): readonly Problem[] =>
    order.includes(grade) ? [] : [problem(path, `there is no grade ${grade}`)];
  return [
    ...(programme.joining ?? []).flatMap((rule, index) => unknown(['joining', index, 'grade'], rule.grade)),
    ...(programme.raises ?? []).flatMap((rule, index) =>
      rule.to === order[0]
        ? [problem(['raises', index, 'to'], `${rule.to} is the lowest grade, nobody can be raised to it`)]
        : unknown(['raises', index, 'to'], rule.to),
    ),
  ];
}

/** A higher grade that needs less than a lower one would make the lower one unreachable. Looks at rules that are one "at least". */
function gradesOutOfOrder(programme: Programme): readonly Problem[] {
  const order = gradeOrder(programme);
  const steps = (
    part: 'joining' | 'raises',
    rules: readonly { readonly grade: string; readonly when: Condition }[],
  ): readonly Problem[] => {
    const simple = rules.flatMap((rule, index) =>
      'fact' in rule.when && 'gte' in rule.when
        ? [{ index, rank: order.indexOf(rule.grade), fact: rule.when.fact, gte: rule.when.gte, grade: rule.grade }]
        : [],
    );
    return simple.flatMap((rule) => {
      const lower = simple.find(
        (other) => other.fact === rule.fact && other.rank >= 0 && other.rank < rule.rank && other.gte >= rule.gte,
      );
      return lower === undefined
        ? []
        : [
            problem(
              [part, rule.index, 'when', 'gte'],
              `${rule.grade} must need more than the lower grade ${lower.grade}, which needs ${lower.gte}`,
            ),
          ];
    });
  };
  return [
    ...steps('joining', programme.joining ?? []),
    ...steps(
      'raises',
      (programme.raises ?? []).map((rule) => ({ grade: rule.to, when: rule.when })),
    ),
  ];
}

function conditionProblems(programme: Programme): readonly Problem[] {
  const of = (
    kind: RuleKind,
    path: Path,
    rules: readonly { readonly when: Condition }[] | undefined,
  ): readonly Problem[] =>
    (rules ?? []).flatMap((rule, index) => inCondition(rule.when, [...path, index, 'when'], ASKABLE[kind], programme));
  return [
    ...of('joining', ['joining'], programme.joining),
    ...of('pricing', ['pricing'], programme.pricing),
    ...of('multiplier', ['points', 'multipliers'], programme.points?.multipliers),
    ...of('bonus', ['points', 'bonuses'], programme.points?.bonuses),
    ...of('draw', ['points', 'draws'], programme.points?.draws),
    ...of('raise', ['raises'], programme.raises),
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
  if ('calendar' in condition)
    return askable.calendar ? [] : [problem([...path, 'calendar'], 'the business date is not known here')];
  if ('rank' in condition)
    return askable.rank ? [] : [problem([...path, 'rank'], 'the rank of the day is not known here')];
  if ('grade' in condition) {
    if (!askable.facts.includes('grade')) return [problem([...path, 'grade'], 'the grade is not known here')];
    const { atLeast } = condition.grade;
    return gradeOrder(programme).includes(atLeast)
      ? []
      : [problem([...path, 'grade', 'atLeast'], `there is no grade ${atLeast}`)];
  }
  if (!askable.facts.includes(condition.fact)) {
    return [problem([...path, 'fact'], `${condition.fact} is not known here; known are ${askable.facts.join(', ')}`)];
  }
  return inComparison(condition, path, programme);
}

function inComparison(
  clause: Extract<Condition, { fact: FactName }>,
  path: Path,
  programme: Programme,
): readonly Problem[] {
  const { type } = FACTS[clause.fact];
  if ('eq' in clause) return inValue(clause.fact, clause.eq, [...path, 'eq'], programme);
  if ('in' in clause)
    return clause.in.flatMap((value, index) => inValue(clause.fact, value, [...path, 'in', index], programme));
  const way = 'gte' in clause ? 'gte' : 'lte' in clause ? 'lte' : 'mod';
  if (type === 'text' || type === 'boolean') return [problem([...path, way], `${clause.fact} is not a number`)];
  if ('mod' in clause && clause.mod.is >= clause.mod.by) {
    return [
      problem([...path, 'mod', 'is'], `a remainder of a division by ${clause.mod.by} is less than ${clause.mod.by}`),
    ];
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
  const wanted = type === 'text' ? 'string' : type === 'boolean' ? 'boolean' : 'number';
  if (typeof value !== wanted) return [problem(path, `${fact} is compared with a ${wanted}`)];
  if (fact === 'grade' && !gradeOrder(programme).includes(String(value)))
    return [problem(path, `there is no grade ${value}`)];
  if (fact === 'counterKey' && counterOf(programme, String(value)) === undefined)
    return [problem(path, `there is no counter ${value}`)];
  if (fact === 'priceClass' && !PRICE_CLASSES.some((known) => known === value))
    return [problem(path, `there is no price class ${value}`)];
  return [];
}

function contactProblems(programme: Programme): readonly Problem[] {
  const { contact } = programme;
  if (contact === undefined) return [];
  const problems: Problem[] = [];
  contact.templates.forEach((template, index) => {
    const path = ['contact', 'templates', index];
    const declared = Object.keys(template.variables);
    const named = new Set<string>();
    for (const [locale, text] of Object.entries(template.text)) {
      for (const name of variablesIn(text)) {
        named.add(name);
        if (!declared.includes(name))
          problems.push(
            problem([...path, 'text', locale], `the text names the variable ${name}, which the template does not have`),
          );
      }
      if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, '')))
        problems.push(problem([...path, 'text', locale], 'the text has a brace without its pair'));
    }
    for (const name of declared) {
      if (!named.has(name)) problems.push(problem([...path, 'variables', name], `no text names the variable ${name}`));
    }
  });
  contact.triggers.forEach((trigger, index) => {
    const path = ['contact', 'triggers', index];
    const template = contact.templates.find((candidate) => candidate.key === trigger.template);
    if (template === undefined) {
      problems.push(problem([...path, 'template'], `there is no template ${trigger.template}`));
      return;
    }
    const offered = new Map<string, string>(Object.entries(TRIGGER_EVENTS[trigger.on]));
    for (const [name, type] of Object.entries(template.variables)) {
      const has = offered.get(name);
      if (has === undefined)
        problems.push(problem([...path, 'template'], `${trigger.on} has no field ${name} that a message may name`));
      else if (has !== type)
        problems.push(
          problem([...path, 'template'], `${name} of ${trigger.on} is of the type ${has}, the template has ${type}`),
        );
    }
  });
  return problems;
}

function problem(path: Path, message: string): Problem {
  return { path: jsonPath(path), message };
}
