/** What a member must do to keep the grade or reach the next, and what happens otherwise: the rating rule asked ahead (domain 2.6, 2.7). */
import { addPeriodToDate, type BusinessDate, lastDayOfMonth } from '@scrip/calendar';
import { fen, formatYuan } from '@scrip/money';
import type { Explanation, Facts } from './condition.ts';
import type { Programme } from './document.ts';
import { gradeOrder } from './document.ts';
import { type AskedStandard, standardsAsked } from './eligibility.ts';
import { FACTS, type Locale, type LocalText } from './facts.ts';
import { gradeName } from './grades.ts';
import { METRICS, type Measured, measureKey } from './metrics.ts';
import { gradesMet, type HeldGrade, type RatingOutcome, rateGrade } from './rating.ts';

/** A limit that is not reached yet. */
export interface MissingPart {
  /** Name of the fact, or the key of the measure. */
  readonly of: string;
  readonly name: LocalText;
  readonly type: 'fen' | 'points' | 'count';
  /** What there is, exact. */
  readonly actual: Measured;
  /** What is needed, and what is missing to it, in the unit; of an average in the average, rounded up. */
  readonly needed: bigint;
  readonly missing: bigint;
}

/** One way to a grade. */
export interface WayToGrade {
  readonly standard: string;
  readonly met: boolean;
  /** The limits that are missed; empty where it is met, or where what is missed is no limit. */
  readonly missing: readonly MissingPart[];
}

/** What it takes to have a grade at the coming rating. */
export interface Aim {
  /** Key of the grade. */
  readonly grade: string;
  /** Last business day that counts. */
  readonly byDate: BusinessDate;
  readonly met: boolean;
  /** Any of them suffices. */
  readonly ways: readonly WayToGrade[];
  readonly words: LocalText;
}

/** A rating to come, if things stay as they are. */
export interface ComingRating {
  /** Month that is rated, YYYY-MM. */
  readonly month: string;
  readonly outcome: RatingOutcome;
  /** Key of the grade after it, which holds from `effectiveDate` on. */
  readonly grade: string;
  readonly effectiveDate: BusinessDate;
}

/** What may be said of the grade to come. */
export interface Forecast {
  /** Month of the coming rating, YYYY-MM. */
  readonly month: string;
  /** What it takes to keep the grade; null for the lowest, which nobody loses. */
  readonly keep: Aim | null;
  /** What it takes to reach the next grade; null for the highest. */
  readonly reach: Aim | null;
  /** The coming ratings if what is measured now stays: up to the first that changes the grade. */
  readonly ifNothingChanges: readonly ComingRating[];
  readonly words: LocalText;
}

/** Ratings that are looked ahead: past every extension that a preset has. */
const RATINGS_AHEAD_MAX = 24;

/**
 * The forecast of a member for the rating of a month, from what is measured so far. Undefined for a programme without
 * ratings, or one that no longer has the grade.
 */
export function forecastOf(
  { held, facts, month }: { readonly held: HeldGrade; readonly facts: Facts; readonly month: string },
  programme: Programme,
): Forecast | undefined {
  const met = gradesMet(facts, programme);
  const order = gradeOrder(programme);
  const has = order.indexOf(held.grade);
  if (!met || has < 0) return undefined;
  const asked = standardsAsked(facts, programme);
  const byDate = lastDayOfMonth(month);
  const aimAt = (grade: string | undefined, verb: 'keep' | 'reach'): Aim | null =>
    grade === undefined || grade === order[0] ? null : aimOf({ grade, verb, byDate }, asked, programme);
  const keep = aimAt(held.grade, 'keep');
  const reach = aimAt(order[has + 1], 'reach');
  const ifNothingChanges = ahead(held, met.grade, month, programme);
  const words = inBoth((locale) => toldAhead(held, ifNothingChanges, programme, locale));
  return { month, keep, reach, ifNothingChanges, words };
}

function aimOf(
  { grade, verb, byDate }: { readonly grade: string; readonly verb: 'keep' | 'reach'; readonly byDate: BusinessDate },
  asked: readonly AskedStandard[],
  programme: Programme,
): Aim {
  const order = gradeOrder(programme);
  const enough = asked.filter((one) => one.applies && one.gives === 'grade');
  const ways = enough
    .filter((one) => one.grade === grade)
    .map((one): WayToGrade => ({ standard: one.standard, met: one.met, missing: missingParts(one.explain) }));
  const met = enough.some((one) => one.met && order.indexOf(one.grade) >= order.indexOf(grade));
  const words = inBoth((locale) => {
    const name = gradeName(grade, programme)[locale];
    const parts = ways.filter((way) => way.missing.length > 0).map((way) => missingInWords(way.missing, locale));
    return AIM_WORDS[locale](name, verb, byDate, met, parts);
  });
  return { grade, byDate, met, ways, words };
}

/** The limits that kept a condition from being met; nothing from inside a `not`, where more would be worse. */
export function missingParts(explanation: Explanation): readonly MissingPart[] {
  if (explanation.met) return [];
  if (explanation.kind === 'all' || explanation.kind === 'any') return explanation.parts.flatMap(missingParts);
  if (explanation.kind === 'metric' && 'gte' in explanation.wanted) {
    const { metric } = explanation.measure;
    const { type, name } = METRICS[metric];
    const needed = BigInt(explanation.wanted.gte);
    return [{ of: measureKey(explanation.measure), name, type, ...short(explanation.actual, needed) }];
  }
  if (explanation.kind !== 'fact' || !('gte' in explanation.wanted) || typeof explanation.actual !== 'bigint')
    return [];
  const { type, name } = FACTS[explanation.fact];
  if (type === 'text' || type === 'boolean') return [];
  const actual = { total: explanation.actual, over: 1n };
  return [{ of: explanation.fact, name, type, ...short(actual, BigInt(explanation.wanted.gte)) }];
}

function short(actual: Measured, needed: bigint): Pick<MissingPart, 'actual' | 'needed' | 'missing'> {
  const gap = needed * actual.over - actual.total;
  return { actual, needed, missing: (gap + actual.over - 1n) / actual.over };
}

/** Ratings one after the other, each finding the same, up to the first that changes the grade. */
function ahead(held: HeldGrade, metGrade: string, from: string, programme: Programme): readonly ComingRating[] {
  const coming: ComingRating[] = [];
  let now = held;
  let month = from;
  while (coming.length < RATINGS_AHEAD_MAX) {
    const rated = rateGrade(now, metGrade, programme);
    const nextMonth = addPeriodToDate(`${month}-01`, 'P1M');
    const effectiveDate = programme.tiers?.rating.effective === 'atOnce' ? lastDayOfMonth(month) : nextMonth;
    coming.push({ month, outcome: rated.outcome, grade: rated.grade, effectiveDate });
    if (rated.grade !== now.grade || rated.outcome === 'confirmed' || rated.outcome === 'unrated') break;
    now = rated;
    month = nextMonth.slice(0, 7);
  }
  return coming;
}

function inBoth(words: (locale: Locale) => string): LocalText {
  return { 'zh-CN': words('zh-CN'), en: words('en') };
}

function missingInWords(missing: readonly MissingPart[], locale: Locale): string {
  const told = missing.map(({ name, type, actual, needed, missing: gap }) => {
    const text = (value: bigint): string => {
      if (type !== 'fen') return value.toString();
      return locale === 'en' ? `${formatYuan(fen(value))} yuan` : `${formatYuan(fen(value))}元`;
    };
    const seen = text(actual.total / actual.over);
    return locale === 'en'
      ? `${name.en} ${seen} of ${text(needed)}, missing ${text(gap)}`
      : `${name['zh-CN']}为${seen}，需${text(needed)}，尚差${text(gap)}`;
  });
  return told.join(locale === 'en' ? ' and ' : '；且');
}

type AimWords = (
  name: string,
  verb: 'keep' | 'reach',
  byDate: BusinessDate,
  met: boolean,
  parts: readonly string[],
) => string;

const AIM_WORDS: Readonly<Record<Locale, AimWords>> = {
  en: (name, verb, byDate, met, parts) => {
    if (met) return `You ${verb} ${name}: its standard is met so far.`;
    if (parts.length === 0) return `You ${verb} ${name} if its standard is met by ${byDate}.`;
    return `You ${verb} ${name} if by ${byDate} you have what is missing: ${parts.join('; or ')}.`;
  },
  'zh-CN': (name, verb, byDate, met, parts) => {
    const does = verb === 'keep' ? '保持' : '升为';
    if (met) return `目前已达到标准，可${does}${name}。`;
    if (parts.length === 0) return `在${byDate}前达到标准，可${does}${name}。`;
    return `在${byDate}前补足差额，可${does}${name}：${parts.join('；或')}。`;
  },
};

function toldAhead(held: HeldGrade, coming: readonly ComingRating[], programme: Programme, locale: Locale): string {
  const last = coming.at(-1);
  const own = gradeName(held.grade, programme)[locale];
  if (!last || last.grade === held.grade) {
    return locale === 'en' ? `If nothing changes you stay ${own}.` : `如无变化，您将保持${own}。`;
  }
  const next = gradeName(last.grade, programme)[locale];
  return locale === 'en'
    ? `If nothing changes you are ${own} until the day before ${last.effectiveDate} and ${next} from then on.`
    : `如无变化，您在${last.effectiveDate}之前为${own}，自该日起为${next}。`;
}
