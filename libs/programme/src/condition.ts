import type { BusinessDate } from '@scrip/calendar';
import { isBusinessDate, month, monthDay, weekday } from '@scrip/calendar';
import { InvariantError } from '@scrip/decider';
import { z } from 'zod';
import type { FactName, FactValue } from './facts.ts';
import { FACT_NAMES } from './facts.ts';
import { type Measure, type Measured, measureKey, metricName, windowSchema } from './metrics.ts';

/** A day of the calendar as a condition asks for it; every part that is given must hold. */
export interface CalendarParts {
  /** 1 is January, 12 is December. */
  readonly months?: readonly number[] | undefined;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekdays?: readonly number[] | undefined;
  /** `MM-DD`. */
  readonly monthDay?: string | undefined;
  /** First day, `YYYY-MM-DD`. */
  readonly from?: BusinessDate | undefined;
  /** Last day, `YYYY-MM-DD`. */
  readonly to?: BusinessDate | undefined;
}

/** A limit that a metric is compared with, in its unit. */
export type MetricLimit = { readonly gte: number } | { readonly lte: number };

/** How a fact is compared; exactly one way per clause, so that an explanation can point at it. */
export type Comparison =
  | { readonly eq: string | number | boolean }
  | { readonly gte: number }
  | { readonly lte: number }
  | { readonly in: readonly (string | number)[] }
  | { readonly mod: { readonly by: number; readonly is: number } };

/** The closed condition language: data, never code. Amounts are integers of fen, points whole numbers. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | ({ readonly fact: FactName } & Comparison)
  | { readonly calendar: CalendarParts }
  | { readonly rank: { readonly of: 'firstPurchaseOfDay'; readonly lte: number } }
  | { readonly grade: { readonly atLeast: string } }
  | (Measure & MetricLimit)
  | { readonly segment: string };

/** Clauses in one `all`, `any` or `in`: more than any rule on paper has. */
const CLAUSES_MAX = 50;

const factName = z.enum(FACT_NAMES).describe('The fact that is compared.');
const limit = z.int();
const businessDay = z.string().refine(isBusinessDate, { error: 'expected a day as YYYY-MM-DD' });

/** The document's schema of a condition. */
export const conditionSchema: z.ZodType<Condition> = z
  .union(
    [
      z
        .strictObject({
          // A getter, because the schema contains itself.
          get all() {
            return z.array(conditionSchema).min(1).max(CLAUSES_MAX).describe('The conditions that must all be met.');
          },
        })
        .meta({ id: 'AllOf', description: 'Met when every condition in it is met.' }),
      z
        .strictObject({
          get any() {
            return z
              .array(conditionSchema)
              .min(1)
              .max(CLAUSES_MAX)
              .describe('The conditions of which one must be met.');
          },
        })
        .meta({ id: 'AnyOf', description: 'Met when at least one condition in it is met.' }),
      z
        .strictObject({
          get not() {
            return conditionSchema.describe('The condition that must not be met.');
          },
        })
        .meta({ id: 'Not', description: 'Met when the condition in it is not.' }),
      z
        .strictObject({
          fact: factName,
          eq: z
            .union([z.string(), limit, z.boolean()], { error: 'expected a text, a whole number, true or false' })
            .describe('The value it must equal.'),
        })
        .describe('Met when the fact equals a value.'),
      z
        .strictObject({
          fact: factName,
          gte: limit.describe('The least value that meets it, in the unit of the fact.'),
        })
        .describe('Met when the fact is at least a value.'),
      z
        .strictObject({
          fact: factName,
          lte: limit.describe('The greatest value that meets it, in the unit of the fact.'),
        })
        .describe('Met when the fact is at most a value.'),
      z
        .strictObject({
          fact: factName,
          in: z
            .array(z.union([z.string(), limit], { error: 'expected a text or a whole number' }))
            .min(1)
            .max(CLAUSES_MAX)
            .describe('The values of which it must equal one.'),
        })
        .describe('Met when the fact equals one of several values.'),
      z
        .strictObject({
          fact: factName,
          mod: z
            .strictObject({
              by: limit.min(2).describe('The divisor; 10 asks for the last digit.'),
              is: limit.min(0).describe('The remainder that meets it.'),
            })
            .describe(
              'Remainder of a whole-number division; the remainder of a negative number is negative, so it meets no rule of this kind but 0.',
            ),
        })
        .describe('Met when the fact leaves this remainder.'),
      z
        .strictObject({
          calendar: z
            .strictObject({
              months: z.array(limit.min(1).max(12)).min(1).max(12).optional().describe('Months, 1 is January.'),
              weekdays: z
                .array(limit.min(1).max(7))
                .min(1)
                .max(7)
                .optional()
                .describe('Days of the week, 1 is Monday.'),
              monthDay: z
                .string()
                .refine(isMonthDay, { error: 'expected a day of the year as MM-DD' })
                .optional()
                .describe('One day of every year, MM-DD.'),
              from: businessDay.optional().describe('First day, YYYY-MM-DD.'),
              to: businessDay.optional().describe('Last day, YYYY-MM-DD.'),
            })
            .refine((parts) => Object.values(parts).some((part) => part !== undefined), {
              error: 'expected at least one of months, weekdays, monthDay, from, to',
            })
            .describe('Every part that is given must hold.'),
        })
        .describe('Met on certain business days (Asia/Shanghai).'),
      z
        .strictObject({
          rank: z
            .strictObject({
              of: z
                .literal('firstPurchaseOfDay')
                .describe('A member is counted at the first purchase of the business day.'),
              lte: limit.min(1).max(100_000).describe('How many members of a day have a place.'),
            })
            .describe('Place among the purchasing members of the business day.'),
        })
        .describe(
          'Met for the first members of a day that buy; later purchases of the same member that day have no place.',
        ),
      z
        .strictObject({
          grade: z
            .strictObject({ atLeast: z.string().describe('Key of the least grade that meets it.') })
            .describe('Compared in the order of the grades.'),
        })
        .describe('Met when the holder has this grade or a higher one.'),
      z
        .strictObject({
          metric: metricName.describe('What is measured.'),
          window: windowSchema.describe('The time it is measured over.'),
          gte: limit.describe(
            'The least value that meets it, in the unit of the metric; an average is compared exactly.',
          ),
        })
        .describe('Met when what is measured over a time is at least a value.'),
      z
        .strictObject({
          metric: metricName.describe('What is measured.'),
          window: windowSchema.describe('The time it is measured over.'),
          lte: limit.describe('The greatest value that meets it, in the unit of the metric.'),
        })
        .describe('Met when what is measured over a time is at most a value.'),
      z
        .strictObject({ segment: z.string().describe('Key of the segment.') })
        .describe('Met when the holder is in the segment.'),
    ],
    {
      error:
        'is none of the known conditions: {all}, {any}, {not}, {fact, eq|gte|lte|in|mod}, {calendar: {months, weekdays, monthDay, from, to}}, {rank: {of, lte}}, {grade: {atLeast}}, {metric, window, gte|lte}, {segment}',
    },
  )
  .meta({ id: 'Condition', description: 'When a rule applies: a closed language of clauses, no code.' });

/** What is known when a condition is asked. A part that no condition of the rule's kind may ask about (see `ASKABLE`) is left out. */
export interface Facts {
  readonly values: Readonly<Partial<Record<FactName, FactValue>>>;
  readonly businessDate?: BusinessDate;
  /** Place of this purchase's member among the day's purchasing members, from 1; `null` when the purchase has no place. */
  readonly dayRank?: number | null;
  /** Keys of the programme's grades, lowest first. */
  readonly grades?: readonly string[];
  /** What was measured, by `measureKey`; every measure that `measuresAsked` names. */
  readonly measures?: ReadonlyMap<string, Measured>;
  /** Keys of the segments that the holder is in. */
  readonly segments?: readonly string[];
}

/** Why a condition was met or not: the same tree, with the value that each clause saw. Every clause is looked at, also when an earlier one decided. */
export type Explanation =
  | { readonly kind: 'all' | 'any'; readonly met: boolean; readonly parts: readonly Explanation[] }
  | { readonly kind: 'not'; readonly met: boolean; readonly part: Explanation }
  | {
      readonly kind: 'fact';
      readonly met: boolean;
      readonly fact: FactName;
      readonly wanted: Comparison;
      readonly actual: FactValue;
    }
  | { readonly kind: 'calendar'; readonly met: boolean; readonly wanted: CalendarParts; readonly actual: BusinessDate }
  | {
      readonly kind: 'rank';
      readonly met: boolean;
      readonly wanted: { readonly lte: number };
      readonly actual: number | null;
    }
  | {
      readonly kind: 'grade';
      readonly met: boolean;
      readonly wanted: { readonly atLeast: string };
      readonly actual: string | null;
    }
  | {
      readonly kind: 'metric';
      readonly met: boolean;
      readonly measure: Measure;
      readonly wanted: MetricLimit;
      readonly actual: Measured;
    }
  | { readonly kind: 'segment'; readonly met: boolean; readonly wanted: string; readonly actual: readonly string[] };

/**
 * Whether a condition is met, and why.
 * @throws InvariantError when it asks about something that was not given: a published document asks only what its rules are given, so this is our mistake.
 */
export function evaluate(condition: Condition, facts: Facts): { readonly met: boolean; readonly explain: Explanation } {
  const explain = explainCondition(condition, facts);
  return { met: explain.met, explain };
}

function explainCondition(condition: Condition, facts: Facts): Explanation {
  if ('all' in condition) {
    const parts = condition.all.map((part) => explainCondition(part, facts));
    return { kind: 'all', met: parts.every((part) => part.met), parts };
  }
  if ('any' in condition) {
    const parts = condition.any.map((part) => explainCondition(part, facts));
    return { kind: 'any', met: parts.some((part) => part.met), parts };
  }
  if ('not' in condition) {
    const part = explainCondition(condition.not, facts);
    return { kind: 'not', met: !part.met, part };
  }
  if ('calendar' in condition) {
    const actual = given(facts.businessDate, 'the business date');
    return { kind: 'calendar', met: fallsOn(actual, condition.calendar), wanted: condition.calendar, actual };
  }
  if ('rank' in condition) {
    const actual = given(facts.dayRank, 'the rank of the day');
    const { lte } = condition.rank;
    return { kind: 'rank', met: actual !== null && actual <= lte, wanted: { lte }, actual };
  }
  if ('grade' in condition) return explainGrade(condition.grade.atLeast, facts);
  if ('metric' in condition) return explainMetric(condition, facts);
  if ('segment' in condition) {
    const actual = given(facts.segments, 'the segments');
    return { kind: 'segment', met: actual.includes(condition.segment), wanted: condition.segment, actual };
  }
  const { fact, ...wanted } = condition;
  const actual = given(facts.values[fact], `the fact ${fact}`);
  return { kind: 'fact', met: compares(actual, wanted), fact, wanted, actual };
}

/** The measures that a condition needs, each once; what a decision must have ready before it asks. */
export function measuresAsked(condition: Condition): readonly Measure[] {
  const found = new Map<string, Measure>();
  const look = (part: Condition): void => {
    if ('all' in part) for (const inner of part.all) look(inner);
    else if ('any' in part) for (const inner of part.any) look(inner);
    else if ('not' in part) look(part.not);
    else if ('metric' in part) found.set(measureKey(part), { metric: part.metric, window: part.window });
  };
  look(condition);
  return [...found.values()];
}

/** The clauses of a condition that are no combination of others, in the order they are written; what a decision must know before it asks. */
export function clausesOf(condition: Condition): readonly Condition[] {
  if ('all' in condition) return condition.all.flatMap(clausesOf);
  if ('any' in condition) return condition.any.flatMap(clausesOf);
  return 'not' in condition ? clausesOf(condition.not) : [condition];
}

/** An average is compared as its sum with the limit times its divisor, so nothing is rounded (domain 2.8, V1). */
function explainMetric(condition: Measure & MetricLimit, facts: Facts): Explanation {
  const { metric, window, ...wanted } = condition;
  const measure = { metric, window };
  const actual = given(facts.measures?.get(measureKey(measure)), `the measure ${measureKey(measure)}`);
  const met =
    'gte' in wanted
      ? actual.total >= BigInt(wanted.gte) * actual.over
      : actual.total <= BigInt(wanted.lte) * actual.over;
  return { kind: 'metric', met, measure, wanted, actual };
}

function explainGrade(atLeast: string, facts: Facts): Explanation {
  const order = given(facts.grades, 'the order of the grades');
  const actual = given(facts.values.grade, 'the fact grade');
  if (actual !== null && typeof actual !== 'string') throw new InvariantError('the fact grade is not a text');
  const least = order.indexOf(atLeast);
  if (least < 0) throw new InvariantError(`a condition names the grade ${atLeast}, which the programme does not have`);
  return { kind: 'grade', met: actual !== null && order.indexOf(actual) >= least, wanted: { atLeast }, actual };
}

function fallsOn(date: BusinessDate, parts: CalendarParts): boolean {
  return (
    (parts.months === undefined || parts.months.includes(month(date))) &&
    (parts.weekdays === undefined || parts.weekdays.includes(weekday(date))) &&
    (parts.monthDay === undefined || parts.monthDay === monthDay(date)) &&
    (parts.from === undefined || parts.from <= date) &&
    (parts.to === undefined || date <= parts.to)
  );
}

function compares(actual: FactValue, wanted: Comparison): boolean {
  if (actual === null) return false;
  if ('eq' in wanted) return same(actual, wanted.eq);
  if ('in' in wanted) return wanted.in.some((value) => same(actual, value));
  if (typeof actual !== 'bigint') throw new InvariantError('only a whole number can be compared by size');
  if ('gte' in wanted) return actual >= BigInt(wanted.gte);
  if ('lte' in wanted) return actual <= BigInt(wanted.lte);
  return actual % BigInt(wanted.mod.by) === BigInt(wanted.mod.is);
}

function same(actual: FactValue, wanted: string | number | boolean): boolean {
  return typeof wanted === 'number' ? actual === BigInt(wanted) : actual === wanted;
}

function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new InvariantError(`a condition asks for ${what}, which its rule is not given`);
  return value;
}

function isMonthDay(text: string): boolean {
  if (!/^\d\d-\d\d$/.test(text)) return false;
  // 2000 is a leap year, so 02-29 is a day of the year too.
  const at = Date.parse(`2000-${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(5, 10) === text;
}
