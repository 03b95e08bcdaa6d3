/** What a member must do to keep the grade or reach the next, and what happens otherwise: the rating rule asked ahead (domain 2.6, 2.7). */
import { addPeriodToDate, type BusinessDate, lastDayOfMonth } from '@scrip/calendar';
import { fen, formatYuan } from '@scrip/money';
import { type Explanation, evaluate, type Facts } from './condition.ts';
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

/** What raises the grade at once, without waiting for a rating (domain 2.1, M7). */
export interface RaiseAhead {
  /** Key of the grade. */
  readonly grade: string;
  /** Key of the rule in the programme document. */
  readonly rule: string;
  /** The limits that are missed; empty where what is missed is no limit. */
  readonly missing: readonly MissingPart[];
  readonly words: LocalText;
}

/** A grade given by hand, as far as a forecast asks. */
export interface GrantAhead {
  /** Key of the grade that was given. */
  readonly grade: string;
  /** Key of the grade that is back when it ends. */
  readonly beforeGrade: string;
  /** Last business day of its term; null where it stands until somebody ends it. */
  readonly untilDate: BusinessDate | null;
}

/** A rating to come, if things stay as they are. */
export interface ComingRating {
  /** Month that is rated, YYYY-MM; of the end of a grade given by hand the month of its last day. */
  readonly month: string;
  /** `settled`: a grade given by hand stands against the rating; `grantEnded`: its term is over. */
  readonly outcome: RatingOutcome | 'settled' | 'grantEnded';
  /** Key of the grade after it, which holds from `effectiveDate` on. */
  readonly grade: string;
  readonly effectiveDate: BusinessDate;
}

/** What may be said of the grade to come. */
export interface Forecast {
  /** Month of the coming rating, YYYY-MM; null where the programme rates nobody. */
  readonly month: string | null;
  /** What raises the grade at once: of each higher grade the way that lacks least, the lowest grade first. */
  readonly raises: readonly RaiseAhead[];
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

/** What a forecast is made from. */
export interface ForecastAsked {
  readonly held: HeldGrade;
  /** The grade given by hand that stands; null where none does. */
  readonly grant: GrantAhead | null;
  /** What the standards ask and, of who has points, the balance and the lifetime count. */
  readonly facts: Facts;
  /** Month of the coming rating, YYYY-MM. */
  readonly month: string;
}

/**
 * The forecast of a member for the rating of a month, from what is measured so far, and for the raises by points, which wait
 * for no rating. Undefined for a programme with neither, or one that no longer has the grade.
 */
export function forecastOf(of: ForecastAsked, programme: Programme): Forecast | undefined {
  const { held, grant, facts, month } = of;
  const order = gradeOrder(programme);
  const has = order.indexOf(held.grade);
  if (has < 0) return undefined;
  const raises = raisesAhead(held, facts, programme);
  const met = gradesMet(facts, programme);
  if (!met) {
    if ((programme.raises ?? []).length === 0) return undefined;
    const words = inBoth((locale) => toldAhead(held, [], programme, locale));
    return { month: null, raises, keep: null, reach: null, ifNothingChanges: [], words };
  }
  const asked = standardsAsked(facts, programme);
  const byDate = lastDayOfMonth(month);
  const aimAt = (grade: string | undefined, verb: 'keep' | 'reach'): Aim | null =>
    grade === undefined || grade === order[0] ? null : aimOf({ grade, verb, byDate }, asked, programme);
  const keep = aimAt(held.grade, 'keep');
  const reach = aimAt(order[has + 1], 'reach');
  const ifNothingChanges = ahead({ held, grant, metGrade: met.grade, from: month }, programme);
  const words = inBoth((locale) => toldAhead(held, ifNothingChanges, programme, locale));
  const kept =
    keep && isGranted(grant, held, ifNothingChanges[0]) ? { ...keep, words: byHand(keep, grant, programme) } : keep;
  return { month, raises, keep: kept, reach, ifNothingChanges, words };
}

/** Whether the grade that is held was given by hand and stands against the coming rating. */
function isGranted(grant: GrantAhead | null, held: HeldGrade, next: ComingRating | undefined): grant is GrantAhead {
  return grant?.grade === held.grade && next?.outcome === 'settled';
}

function byHand({ grade }: Aim, { untilDate }: GrantAhead, programme: Programme): LocalText {
  const name = gradeName(grade, programme);
  return {
    en: `${name.en} was given to you by hand: ${untilDate === null ? 'it stands until somebody ends it' : `it stands through ${untilDate}`}, whatever ratings find.`,
    'zh-CN': `${name['zh-CN']}为人工授予，${untilDate === null ? '直到有人终止前' : `至${untilDate}`}有效，不受评定影响。`,
  };
}

/** The rules that raise, asked with what there is; of several to one grade the one that lacks least limits. */
function raisesAhead(held: HeldGrade, facts: Facts, programme: Programme): readonly RaiseAhead[] {
  const order = gradeOrder(programme);
  const asked = { ...facts, values: { ...facts.values, grade: held.grade }, grades: order };
  const above = order.slice(order.indexOf(held.grade) + 1);
  return above.flatMap((grade) => {
    const ways = (programme.raises ?? [])
      .filter((rule) => rule.to === grade)
      .map(({ key: rule, when }) => ({ rule, missing: missingParts(evaluate(when, asked).explain) }));
    const [best] = ways.toSorted((one, other) => lack(one.missing) - lack(other.missing));
    return best ? [{ grade, ...best, words: raiseInWords(grade, best.missing, programme) }] : [];
  });
}

/** How many limits are missed; what is missed without a limit comes last. */
function lack(missing: readonly MissingPart[]): number {
  return missing.length === 0 ? Number.POSITIVE_INFINITY : missing.length;
}

function raiseInWords(grade: string, missing: readonly MissingPart[], programme: Programme): LocalText {
  const name = gradeName(grade, programme);
  const [only] = missing;
  if (!only)
    return { en: `You are ${name.en} as soon as its rule is met.`, 'zh-CN': `达到规则即升为${name['zh-CN']}。` };
  if (missing.length === 1 && only.type === 'points') {
    return {
      en: `${only.missing} more points and you are ${name.en} at once (${only.name.en} ${only.actual.total} of ${only.needed}).`,
      'zh-CN': `再得${only.missing}分即升为${name['zh-CN']}（${only.name['zh-CN']}为${only.actual.total}，需${only.needed}）。`,
    };
  }
  return {
    en: `You are ${name.en} at once when you have what is missing: ${missingInWords(missing, 'en')}.`,
    'zh-CN': `补足差额即升为${name['zh-CN']}：${missingInWords(missing, 'zh-CN')}。`,
  };
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

/**
 * Ratings one after the other, each finding the same, up to the first that changes the grade. A grade given by hand stands
 * against those before its term ends; then the grade before it is back, unless a higher one is held.
 */
function ahead(
  {
    held,
    grant,
    metGrade,
    from,
  }: {
    readonly held: HeldGrade;
    readonly grant: GrantAhead | null;
    readonly metGrade: string;
    readonly from: string;
  },
  programme: Programme,
): readonly ComingRating[] {
  const coming: ComingRating[] = [];
  let now = held;
  let month = from;
  let stands = grant;
  while (coming.length < RATINGS_AHEAD_MAX) {
    const nextMonth = addPeriodToDate(`${month}-01`, 'P1M');
    if (stands?.untilDate && stands.untilDate < nextMonth) {
      const { untilDate, grade: given, beforeGrade } = stands;
      stands = null;
      if (now.grade === given && beforeGrade !== given) {
        const effectiveDate = addPeriodToDate(untilDate, 'P1D');
        coming.push({ month: untilDate.slice(0, 7), outcome: 'grantEnded', grade: beforeGrade, effectiveDate });
        break;
      }
    }
    const effectiveDate = programme.tiers?.rating.effective === 'atOnce' ? lastDayOfMonth(month) : nextMonth;
    const rated = rateUnder(stands, now, metGrade, programme);
    coming.push({ month, outcome: rated.outcome, grade: rated.grade, effectiveDate });
    const isOver = rated.outcome === 'settled' && stands?.untilDate === null;
    if (rated.grade !== now.grade || isOver || rated.outcome === 'confirmed' || rated.outcome === 'unrated') break;
    now = { grade: rated.grade, standing: rated.standing, missedRatings: rated.missedRatings };
    month = nextMonth.slice(0, 7);
  }
  return coming;
}

/** A rating, but never below a grade given by hand that stands. */
function rateUnder(
  grant: GrantAhead | null,
  held: HeldGrade,
  metGrade: string,
  programme: Programme,
): HeldGrade & Pick<ComingRating, 'outcome'> {
  const rated = rateGrade(held, metGrade, programme);
  const order = gradeOrder(programme);
  const floor = grant ? order.indexOf(grant.grade) : -1;
  if (!grant || order.indexOf(rated.grade) > floor) return rated;
  if (order.indexOf(held.grade) <= floor) return { ...held, outcome: 'settled' };
  return { grade: grant.grade, standing: 'met', missedRatings: 0, outcome: rated.outcome };
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
