/** An explanation as programs read it: the tree of the condition, each clause with its words, its numbers and what it lacks. */
import { fen, formatYuan } from '@scrip/money';
import type { Explanation } from './condition.ts';
import { inWords, type RuleExplanation } from './explain.ts';
import { FACTS, type LocalText } from './facts.ts';
import { METRICS } from './metrics.ts';

/** What a clause with a least value lacked. */
export interface Lack {
  /** The fact or the metric that was too low. */
  readonly of: string;
  readonly unit: 'fen' | 'points' | 'count';
  /** What there was; an average is cut to the unit here and was compared exactly. */
  readonly actual: bigint;
  readonly needed: bigint;
  /** How much more would have met it; of an average, how much more over the whole window. */
  readonly missing: bigint;
}

/** One clause of a condition and what became of it. */
export interface ToldClause {
  readonly kind: Explanation['kind'];
  readonly met: boolean;
  /** What was asked and what was there, with the clauses inside. */
  readonly words: LocalText;
  /** What was asked for; left out where there are parts. */
  readonly wanted?: unknown;
  /** What was there; left out where there are parts. */
  readonly actual?: unknown;
  readonly lack: Lack | null;
  readonly parts: readonly ToldClause[];
}

/** One rule that was asked in a decision. */
export interface ToldRule {
  /** Key in the programme document. */
  readonly rule: string;
  readonly met: boolean;
  /** Whether it changed the result: a smaller factor may be met and not count. */
  readonly counted: boolean;
  /** Met, and did not count because its caps have nothing left; left out where it is not so. */
  readonly exhausted?: boolean;
  readonly words: LocalText;
  /** What would have met it, in words; null where it was met or no number would do. */
  readonly wouldMeet: LocalText | null;
  readonly clause: ToldClause;
}

/** A rule with its condition clause by clause, and with how much more would have met it (domain 1: every decision can be explained). */
export function toldRule({ rule, met, counted, exhausted = false, explain }: RuleExplanation): ToldRule {
  const clause = toldClause(explain);
  const words = exhausted ? withNothingLeft(clause.words) : clause.words;
  return { rule, met, counted, ...(exhausted && { exhausted }), words, wouldMeet: wouldMeet(explain, clause), clause };
}

function withNothingLeft(words: LocalText): LocalText {
  return {
    'zh-CN': `${words['zh-CN']}；额度已用完，不计`,
    en: `${words.en}; its caps have nothing left, so it did not count`,
  };
}

/** The clauses of an explanation. What lies inside a `not` lacks nothing: more of it would not help. */
export function toldClause(explanation: Explanation): ToldClause {
  return told(explanation, true);
}

/** An explanation in every language of the house. */
export function inBothLanguages(explanation: Explanation): LocalText {
  return { 'zh-CN': inWords(explanation, 'zh-CN'), en: inWords(explanation, 'en') };
}

function told(explanation: Explanation, moreHelps: boolean): ToldClause {
  const { kind, met } = explanation;
  const words = inBothLanguages(explanation);
  if ('parts' in explanation) {
    return { kind, met, words, lack: null, parts: explanation.parts.map((part) => told(part, moreHelps)) };
  }
  if ('part' in explanation) {
    return { kind, met, words, lack: null, parts: [told(explanation.part, false)] };
  }
  const lack = moreHelps ? lackOf(explanation) : null;
  return { kind, met, words, wanted: explanation.wanted, actual: explanation.actual, lack, parts: [] };
}

function lackOf(explanation: Explanation): Lack | null {
  if (explanation.met) return null;
  if (explanation.kind === 'metric' && 'gte' in explanation.wanted) {
    const { measure, wanted, actual } = explanation;
    const needed = BigInt(wanted.gte);
    const missing = needed * actual.over - actual.total;
    return {
      of: measure.metric,
      unit: METRICS[measure.metric].type,
      actual: actual.total / actual.over,
      needed,
      missing,
    };
  }
  if (explanation.kind !== 'fact' || !('gte' in explanation.wanted)) return null;
  const { fact, wanted, actual } = explanation;
  const { type: unit } = FACTS[fact];
  if (typeof actual !== 'bigint' || unit === 'text' || unit === 'boolean') return null;
  const needed = BigInt(wanted.gte);
  return { of: fact, unit, actual, needed, missing: needed - actual };
}

/** Of `any` the clause that lacks numbers only and least of them; of `all` every unmet clause must lack a number. */
function lacksToMeet(clause: ToldClause): readonly Lack[] | null {
  if (clause.met) return [];
  if (clause.kind === 'all') {
    const lacks: Lack[] = [];
    for (const part of clause.parts) {
      const found = lacksToMeet(part);
      if (found === null) return null;
      lacks.push(...found);
    }
    return lacks;
  }
  if (clause.kind === 'any') {
    const ways = clause.parts.map(lacksToMeet).filter((way) => way !== null);
    return ways.reduce<readonly Lack[] | null>(
      (least, way) => (least === null || way.length < least.length ? way : least),
      null,
    );
  }
  return clause.lack && [clause.lack];
}

function wouldMeet({ met }: Explanation, clause: ToldClause): LocalText | null {
  const lacks = met ? null : lacksToMeet(clause);
  if (lacks === null || lacks.length === 0) return null;
  const zh = lacks.map(({ of, unit, missing }) => `${nameOf(of)['zh-CN']}再多${amount(unit, missing)['zh-CN']}`);
  const en = lacks.map(({ of, unit, missing }) => `${amount(unit, missing).en} more of ${nameOf(of).en}`);
  return { 'zh-CN': `若${zh.join('，')}即可满足`, en: `${en.join(' and ')} would have met it` };
}

function nameOf(of: string): LocalText {
  const named: Readonly<Record<string, { readonly name: LocalText }>> = { ...METRICS, ...FACTS };
  return named[of]?.name ?? { 'zh-CN': of, en: of };
}

function amount(unit: Lack['unit'], value: bigint): LocalText {
  if (unit === 'fen') return { 'zh-CN': `${formatYuan(fen(value))}元`, en: `${formatYuan(fen(value))} yuan` };
  return unit === 'points'
    ? { 'zh-CN': `${value}分`, en: value === 1n ? '1 point' : `${value} points` }
    : { 'zh-CN': `${value}`, en: `${value}` };
}
