/** A child programme may only be stricter than its parent (domain 2.8): who meets the child's standards and waivers meets the parent's, and its fees are no lower. */
import { toRfc3339 } from '@scrip/calendar';
import type { Condition } from './condition.ts';
import type { Programme } from './document.ts';
import { measureKey } from './metrics.ts';
import { type Path, type Problem, problem } from './problem.ts';
import type { Tiers } from './tiers.ts';

/**
 * Whether it can be shown that whatever meets `child` meets `parent`. Compares clause by clause, so it says no to some
 * that are stricter by arithmetic of several clauses, and never yes to one that is not.
 */
export function isAtLeastAsStrict(child: Condition, parent: Condition): boolean {
  if ('all' in parent) return parent.all.every((part) => isAtLeastAsStrict(child, part));
  if ('any' in child) return child.any.every((part) => isAtLeastAsStrict(part, parent));
  if ('any' in parent && parent.any.some((part) => isAtLeastAsStrict(child, part))) return true;
  if ('all' in child) return child.all.some((part) => isAtLeastAsStrict(part, parent));
  if ('not' in child) return 'not' in parent && isAtLeastAsStrict(parent.not, child.not);
  if ('any' in parent || 'not' in parent) return false;
  const subject = subjectOf(child);
  if (subject !== subjectOf(parent)) return false;
  if ('gte' in parent) return leastOf(child) >= parent.gte;
  if ('lte' in parent) return mostOf(child) <= parent.lte;
  if ('in' in parent) return valuesOf(child)?.every((value) => parent.in.includes(value as string | number)) ?? false;
  if ('rank' in parent && 'rank' in child) return child.rank.lte <= parent.rank.lte;
  return JSON.stringify(child) === JSON.stringify(parent);
}

/** What a clause looks at; clauses of different subjects say nothing about each other. */
function subjectOf(condition: Condition): string {
  if ('metric' in condition) return `metric ${measureKey(condition)}`;
  if ('fact' in condition) return `fact ${condition.fact}`;
  return Object.keys(condition).join();
}

function leastOf(condition: Condition): number {
  if ('gte' in condition) return condition.gte;
  return numbersOf(condition)?.reduce((least, value) => Math.min(least, value)) ?? Number.NEGATIVE_INFINITY;
}

function mostOf(condition: Condition): number {
  if ('lte' in condition) return condition.lte;
  return numbersOf(condition)?.reduce((most, value) => Math.max(most, value)) ?? Number.POSITIVE_INFINITY;
}

function numbersOf(condition: Condition): readonly number[] | undefined {
  const values = valuesOf(condition);
  return values?.every((value) => typeof value === 'number') ? (values as readonly number[]) : undefined;
}

function valuesOf(condition: Condition): readonly (string | number | boolean)[] | undefined {
  if ('eq' in condition) return [condition.eq];
  return 'in' in condition ? condition.in : undefined;
}

/**
 * Where a child is not shown to be as strict as its parent: a fee of the parent that the child does not take
 * (`parent_fee_missing`); a fee that is lower, of fewer holders or taken at other times, a waiver or a standard that lets
 * in whom the parent's would not (`looser_than_parent`).
 * A grade that the parent has no standard for is the child's own.
 */
export function looserThanParent(child: Programme, parent: Programme): readonly Problem[] {
  return [...looserFees(child, parent), ...looserStandards(child, parent)];
}

/** The problem of a child whose parent is not in force when it begins. */
export function parentNotInForce(parent: string, at: number): Problem {
  return problem(['parent'], 'parent_not_in_force', { parent, at: toRfc3339(at) });
}

function looserFees(child: Programme, parent: Programme): readonly Problem[] {
  const { id, version } = parent;
  return (parent.fees ?? []).flatMap((theirs) => {
    const index = (child.fees ?? []).findIndex((fee) => fee.key === theirs.key);
    const own = child.fees?.[index];
    if (own === undefined) {
      return [problem(['fees'], 'parent_fee_missing', { fee: theirs.key, parent: id, version })];
    }
    const at = (field: string): Path => ['fees', index, field];
    const isLooser = (field: string, wanted: string, is: string): Problem =>
      problem(at(field), 'looser_than_parent', { parent: id, version, wanted, is });
    const isWaived =
      own.waive !== undefined && (theirs.waive === undefined || !isAtLeastAsStrict(own.waive, theirs.waive));
    return [
      ...(own.grade === undefined || own.grade === theirs.grade
        ? []
        : [isLooser('grade', theirs.grade ?? 'every grade', own.grade)]),
      ...(own.amountFen >= theirs.amountFen
        ? []
        : [isLooser('amountFen', `amountFen >= ${theirs.amountFen}`, `${own.amountFen}`)]),
      ...(own.every === theirs.every ? [] : [isLooser('every', theirs.every, own.every)]),
      ...(isWaived && own.waive ? [looser(at('waive'), theirs.waive, own.waive, parent)] : []),
    ];
  });
}

function looserStandards(child: Programme, parent: Programme): readonly Problem[] {
  return (child.tiers?.standards ?? []).flatMap((standard, at) =>
    standard.met.flatMap((met, index) => {
      const theirs = waysTo(met.grade, parent.tiers, standard.gives);
      const path: Path = ['tiers', 'standards', at, 'met', index, 'when'];
      if (theirs === undefined) return [];
      const own = both(standard.appliesTo, met.when);
      if (theirs.some((way) => isAtLeastAsStrict(own, way))) return [];
      return [looser(path, theirs.length === 0 ? undefined : { any: theirs }, met.when, parent)];
    }),
  );
}

/** The parent's conditions for a grade, as a grade where the child gives the grade; undefined where it has no standard for it. */
function waysTo(
  grade: string,
  tiers: Tiers | undefined,
  gives: 'grade' | 'application',
): readonly Condition[] | undefined {
  const all = (tiers?.standards ?? []).flatMap((standard) =>
    standard.met
      .filter((met) => met.grade === grade)
      .map((met) => ({ gives: standard.gives, when: both(standard.appliesTo, met.when) })),
  );
  if (all.length === 0) return undefined;
  return all.filter((way) => gives === 'application' || way.gives === 'grade').map(({ when }) => when);
}

function both(appliesTo: Condition | undefined, when: Condition): Condition {
  return appliesTo === undefined ? when : { all: [appliesTo, when] };
}

function looser(path: Path, wanted: Condition | undefined, own: Condition, parent: Programme): Problem {
  const { id, version } = parent;
  const is = inShort(own);
  const asked = wanted === undefined ? 'never' : inShort(wanted);
  return problem(path, 'looser_than_parent', { parent: id, version, wanted: asked, is });
}

/** A condition as one short line for a problem: `financialAssetsFen >= 20000000`. */
function inShort(condition: Condition): string {
  if ('all' in condition) return `(${condition.all.map(inShort).join(' and ')})`;
  if ('any' in condition)
    return condition.any.length === 1
      ? inShort(condition.any[0] as Condition)
      : `(${condition.any.map(inShort).join(' or ')})`;
  if ('not' in condition) return `not ${inShort(condition.not)}`;
  const subject = 'metric' in condition ? condition.metric : 'fact' in condition ? condition.fact : undefined;
  if (subject !== undefined && 'gte' in condition) return `${subject} >= ${condition.gte}`;
  if (subject !== undefined && 'lte' in condition) return `${subject} <= ${condition.lte}`;
  return JSON.stringify(condition);
}
