import { fen, formatYuan } from '@scrip/money';
import type { CalendarParts, Comparison, Explanation, MetricLimit } from './condition.ts';
import type { FactName, FactValue, Locale, LocalText } from './facts.ts';
import { FACTS } from './facts.ts';
import { METRICS, type Measure, type Measured } from './metrics.ts';

/** One rule that was asked in a decision: its key, whether its condition was met, whether it counted in the result (a smaller multiplier may be met and not count), and why. */
export interface RuleExplanation {
  readonly rule: string;
  readonly met: boolean;
  readonly counted: boolean;
  /** Met, and left out because its caps have nothing left; left out where it is not so. */
  readonly exhausted?: boolean;
  readonly explain: Explanation;
}

/** A clause with a limit that was missed: what was there, what was needed, what is missing, in the unit of the fact. */
export interface Shortfall {
  readonly fact: FactName;
  readonly actual: bigint;
  readonly needed: bigint;
  readonly missing: bigint;
}

/** The "at least" clauses that kept a condition from being met, with their numbers; what a refusal names. Nothing for a condition that was met, and nothing from inside a `not`. */
export function shortfalls(explanation: Explanation): readonly Shortfall[] {
  if (explanation.met) return [];
  if (explanation.kind === 'all' || explanation.kind === 'any') return explanation.parts.flatMap(shortfalls);
  if (explanation.kind !== 'fact' || !('gte' in explanation.wanted) || typeof explanation.actual !== 'bigint')
    return [];
  const needed = BigInt(explanation.wanted.gte);
  return [{ fact: explanation.fact, actual: explanation.actual, needed, missing: needed - explanation.actual }];
}

/** An explanation as one line of text for people. Each clause begins with yes or no (是, 否) and names the number it saw. */
export function inWords(explanation: Explanation, locale: Locale): string {
  const words = WORDS[locale];
  return `${explanation.met ? words.yes : words.no}${words.colon}${clauseInWords(explanation, locale)}`;
}

interface Words {
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly colon: string;
  readonly or: string;
  all(parts: readonly string[]): string;
  any(parts: readonly string[]): string;
  not(part: string): string;
  equals(name: string, actual: string, value: string): string;
  atLeast(name: string, actual: string, value: string): string;
  atMost(name: string, actual: string, value: string): string;
  oneOf(name: string, actual: string, values: string): string;
  remainder(name: string, actual: string, by: number, is: number): string;
  calendar(date: string, wanted: string): string;
  months(values: readonly number[]): string;
  weekdays(values: readonly number[]): string;
  rank(actual: string, lte: number): string;
  yuan(text: string): string;
  points(text: string): string;
  segment(wanted: string, actual: string): string;
  measure(name: string, over: string, length: string, take: 'sum' | 'average' | 'last'): string;
}

const WINDOW_WORDS: Readonly<Record<Measure['window']['kind'], LocalText>> = {
  businessDay: { 'zh-CN': '当日', en: 'the day' },
  calendarMonth: { 'zh-CN': '当月', en: 'the month' },
  calendarQuarter: { 'zh-CN': '当季', en: 'the quarter' },
  calendarYear: { 'zh-CN': '当年', en: 'the year' },
  rolling: { 'zh-CN': '最近', en: 'the last' },
  sinceJoining: { 'zh-CN': '入会以来', en: 'the time since joining' },
  lifetime: { 'zh-CN': '历来', en: 'all time' },
};

const ENGLISH_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const ENGLISH_WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const CHINESE_WEEKDAYS = ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日'];

const WORDS: Readonly<Record<Locale, Words>> = {
  en: {
    yes: 'yes',
    no: 'no',
    none: 'none',
    colon: ': ',
    or: ' or ',
    all: (parts) => `all of (${parts.join('; ')})`,
    any: (parts) => `any of (${parts.join('; ')})`,
    not: (part) => `not (${part})`,
    equals: (name, actual, value) => `${name} is ${actual}, wanted ${value}`,
    atLeast: (name, actual, value) => `${name} is ${actual}, wanted at least ${value}`,
    atMost: (name, actual, value) => `${name} is ${actual}, wanted at most ${value}`,
    oneOf: (name, actual, values) => `${name} is ${actual}, wanted ${values}`,
    remainder: (name, actual, by, is) =>
      by === 10
        ? `${name} is ${actual}, wanted a last digit ${is}`
        : `${name} is ${actual}, wanted a remainder of ${is} by ${by}`,
    calendar: (date, wanted) => `the day is ${date}, wanted ${wanted}`,
    months: (values) => values.map((value) => ENGLISH_MONTHS[value - 1]).join(' or '),
    weekdays: (values) => values.map((value) => ENGLISH_WEEKDAYS[value - 1]).join(' or '),
    rank: (actual, lte) => `place among the day's purchasing members is ${actual}, wanted at most ${lte}`,
    yuan: (text) => `${text} yuan`,
    points: (text) => text,
    segment: (wanted, actual) => `the segments are ${actual}, wanted ${wanted}`,
    measure: (name, over, length, take) =>
      `${{ sum: 'sum', average: 'average', last: 'last' }[take]} of ${name} over ${over}${length && ` ${length}`}`,
  },
  'zh-CN': {
    yes: '是',
    no: '否',
    none: '无',
    colon: '：',
    or: '或',
    all: (parts) => `须全部满足（${parts.join('；')}）`,
    any: (parts) => `满足其一即可（${parts.join('；')}）`,
    not: (part) => `须不满足（${part}）`,
    equals: (name, actual, value) => `${name}为${actual}，要求${value}`,
    atLeast: (name, actual, value) => `${name}为${actual}，要求不低于${value}`,
    atMost: (name, actual, value) => `${name}为${actual}，要求不高于${value}`,
    oneOf: (name, actual, values) => `${name}为${actual}，要求${values}`,
    remainder: (name, actual, by, is) =>
      by === 10 ? `${name}为${actual}，要求尾数为${is}` : `${name}为${actual}，要求除以${by}余${is}`,
    calendar: (date, wanted) => `日期为${date}，要求${wanted}`,
    months: (values) => values.map((value) => `${value}月`).join('或'),
    weekdays: (values) => values.map((value) => CHINESE_WEEKDAYS[value - 1]).join('或'),
    rank: (actual, lte) => `当日消费会员名次为${actual}，要求前${lte}名`,
    yuan: (text) => `${text}元`,
    points: (text) => `${text}分`,
    segment: (wanted, actual) => `客群为${actual}，要求${wanted}`,
    measure: (name, over, length, take) =>
      `${over}${length}${name}${{ sum: '合计', average: '平均', last: '期末' }[take]}`,
  },
};

function clauseInWords(explanation: Explanation, locale: Locale): string {
  const words = WORDS[locale];
  switch (explanation.kind) {
    case 'all':
      return words.all(explanation.parts.map((part) => inWords(part, locale)));
    case 'any':
      return words.any(explanation.parts.map((part) => inWords(part, locale)));
    case 'not':
      return words.not(inWords(explanation.part, locale));
    case 'fact':
      return factInWords(explanation.fact, explanation.actual, explanation.wanted, locale);
    case 'calendar':
      return words.calendar(explanation.actual, calendarInWords(explanation.wanted, locale));
    case 'rank':
      return words.rank(explanation.actual?.toString() ?? words.none, explanation.wanted.lte);
    case 'grade': {
      const name = FACTS.grade.name[locale];
      return words.atLeast(name, explanation.actual ?? words.none, explanation.wanted.atLeast);
    }
    case 'metric':
      return metricInWords(explanation.measure, explanation.actual, explanation.wanted, locale);
    case 'segment':
      return words.segment(explanation.wanted, explanation.actual.join(words.or) || words.none);
  }
}

/** A metric over its window, in words. */
export function measureInWords({ metric, window }: Measure, locale: Locale): string {
  const { name } = METRICS[metric];
  return WORDS[locale].measure(name[locale], WINDOW_WORDS[window.kind][locale], window.length ?? '', window.take);
}

/** What was measured, with its unit. An average is written cut to the unit; it was compared exactly. */
export function measuredInWords({ metric }: Measure, { total, over }: Measured, locale: Locale): string {
  return amountOf(metric, total / over, locale);
}

function amountOf(metric: Measure['metric'], value: bigint, locale: Locale): string {
  const words = WORDS[locale];
  const { type } = METRICS[metric];
  if (type === 'fen') return words.yuan(formatYuan(fen(value)));
  return type === 'points' ? words.points(value.toString()) : value.toString();
}

function metricInWords(measure: Measure, actual: Measured, wanted: MetricLimit, locale: Locale): string {
  const words = WORDS[locale];
  const subject = measureInWords(measure, locale);
  const seen = measuredInWords(measure, actual, locale);
  const limit = (value: number): string => amountOf(measure.metric, BigInt(value), locale);
  return 'gte' in wanted
    ? words.atLeast(subject, seen, limit(wanted.gte))
    : words.atMost(subject, seen, limit(wanted.lte));
}

function factInWords(fact: FactName, actual: FactValue, wanted: Comparison, locale: Locale): string {
  const words = WORDS[locale];
  const name = FACTS[fact].name[locale];
  const seen = valueInWords(fact, actual, locale);
  const value = (of: string | number | boolean): string =>
    valueInWords(fact, typeof of === 'number' ? BigInt(of) : of, locale);
  if ('eq' in wanted) return words.equals(name, seen, value(wanted.eq));
  if ('gte' in wanted) return words.atLeast(name, seen, value(wanted.gte));
  if ('lte' in wanted) return words.atMost(name, seen, value(wanted.lte));
  if ('in' in wanted) return words.oneOf(name, seen, wanted.in.map(value).join(words.or));
  return words.remainder(name, seen, wanted.mod.by, wanted.mod.is);
}

function valueInWords(fact: FactName, value: FactValue, locale: Locale): string {
  const words = WORDS[locale];
  if (value === null) return words.none;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'string') return value;
  if (FACTS[fact].type === 'fen') return words.yuan(formatYuan(fen(value)));
  return FACTS[fact].type === 'points' ? words.points(value.toString()) : value.toString();
}

function calendarInWords(parts: CalendarParts, locale: Locale): string {
  const words = WORDS[locale];
  const wanted = [];
  if (parts.weekdays !== undefined) wanted.push(words.weekdays(parts.weekdays));
  if (parts.months !== undefined) wanted.push(words.months(parts.months));
  if (parts.monthDay !== undefined) wanted.push(parts.monthDay);
  if (parts.from !== undefined || parts.to !== undefined) wanted.push(`${parts.from ?? ''}..${parts.to ?? ''}`);
  return wanted.join(locale === 'en' ? ', ' : '、');
}
