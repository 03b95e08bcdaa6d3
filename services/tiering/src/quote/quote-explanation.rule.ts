/** Why a quote says what it says: rebuilt from its fact and the version it was decided under, never from today's terms. */
import { businessDate, type EpochMs } from '@scrip/calendar';
import type { QuotedLine, QuoteGiven } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { formatYuan } from '@scrip/money';
import {
  counterOf,
  type LocalText,
  PRICE_CLASSES,
  type PriceClass,
  type PricedLine,
  type Programme,
  priceLine,
  type ToldClause,
  toldRule,
} from '@scrip/programme';

/** One rule that was asked about a line. */
export interface QuotedRule {
  /** Key in the programme document; `counter:<key>` is the counter's own promotion. */
  readonly rule: string;
  /** Whether it changed the price. */
  readonly counted: boolean;
  /** What is left to pay after it, in basis points; null where it did not count. */
  readonly payBp: number | null;
  /** Why, with the values it saw. */
  readonly words: LocalText;
  /** What would have met it; null where it was met or no number would do. */
  readonly wouldMeet: LocalText | null;
  /** Its condition clause by clause; null for a counter's promotion, which has none. */
  readonly clause: ToldClause | null;
}

/** The price of one line and the whole way to it. */
export interface ExplainedLine extends QuotedLine {
  /** The exact price in fen as decimal text, before its one rounding, half up. */
  readonly exactFen: string;
  readonly explanation: readonly QuotedRule[];
  /** The line in one sentence. */
  readonly words: LocalText;
  /** Whether the rules give today what the fact says; what is not so is a mistake of ours. */
  readonly agrees: boolean;
}

/** A quote and when it was given, epoch milliseconds. */
export interface Given {
  readonly quote: QuoteGiven;
  readonly quotedAt: EpochMs;
}

/**
 * Each line of a quote with every rule that was asked, the fractions and the rounding (domain 1, 2.1).
 * Throws InvariantError where the version cannot price what was priced under it.
 */
export function explainQuote({ quote, quotedAt }: Given, programme: Programme): readonly ExplainedLine[] {
  return quote.lines.map((line) => {
    const priceClass = priceClassOf(line.priceClass);
    const { grade, tender } = quote;
    const priced = priceLine(
      { ...line, priceClass, grade, tender: tender ?? undefined, businessDate: businessDate(quotedAt) },
      programme,
    );
    if (priced.kind === 'refused') {
      throw new InvariantError(`${quote.quoteId} was given under a version that says ${priced.refusal.code}`);
    }
    return explainedLine(line, priced, programme);
  });
}

function priceClassOf(text: string): PriceClass {
  const found = PRICE_CLASSES.find((known) => known === text);
  if (!found) throw new InvariantError(`there is no price class ${text}`);
  return found;
}

function explainedLine(line: QuotedLine, priced: PricedLine, programme: Programme): ExplainedLine {
  const { paidFen, ratesBp, rules } = line;
  const payBpOf = (rule: string): number | null => priced.ratesBp[priced.rules.indexOf(rule)] ?? null;
  const asked = priced.explain.map((one): QuotedRule => {
    const { rule, counted, words, wouldMeet, clause } = toldRule(one);
    const said = priced.barredBy ? barredWords(priced.barredBy.name) : words;
    return { rule, counted, payBp: payBpOf(rule), words: said, wouldMeet, clause };
  });
  const { exactFen } = priced.rounding;
  return {
    ...line,
    ratesBp,
    rules,
    exactFen,
    explanation: [promotionOf(line, payBpOf(`counter:${line.counterKey}`), programme), ...asked],
    words: lineWords(line, exactFen),
    agrees: priced.paidFen === paidFen && priced.rules.join() === rules.join(),
  };
}

function lineWords({ tagFen, paidFen, ratesBp, rules }: QuotedLine, exactFen: string): LocalText {
  const factors = ratesBp.map((rateBp, index) => ` × ${rateBp / 100}% (${rules[index]})`).join('');
  const [tag, paid] = [formatYuan(tagFen), formatYuan(paidFen)];
  return {
    'zh-CN': `标价${tag}元${factors} = ${exactFen}分，四舍五入为${paid}元`,
    en: `tag ${tag} yuan${factors} = ${exactFen} fen, rounded half up to ${paid} yuan`,
  };
}

function barredWords(name: LocalText): LocalText {
  return { 'zh-CN': `否：用${name['zh-CN']}支付不享受折扣`, en: `no: what is paid with ${name.en} has no discount` };
}

/** What the counter itself takes off, told like a rule because it comes before them. */
function promotionOf({ counterKey, priceClass }: QuotedLine, payBp: number | null, programme: Programme): QuotedRule {
  const counter = counterOf(programme, counterKey);
  const off = (counter?.promotionOffBp ?? 0) / 100;
  const name = counter?.name ?? { 'zh-CN': counterKey, en: counterKey };
  return {
    rule: `counter:${counterKey}`,
    counted: payBp !== null,
    payBp,
    words: promotionWords(name, priceClass, off),
    wouldMeet: null,
    clause: null,
  };
}

function promotionWords(name: LocalText, priceClass: string, offPercent: number): LocalText {
  if (offPercent === 0) return { 'zh-CN': `否：${name['zh-CN']}没有促销`, en: `no: ${name.en} has no promotion` };
  if (priceClass !== 'regular') {
    return {
      'zh-CN': `否：特公价不参加${name['zh-CN']}的促销`,
      en: `no: a special price takes no part in the promotion of ${name.en}`,
    };
  }
  return {
    'zh-CN': `是：${name['zh-CN']}正价减${offPercent}%`,
    en: `yes: ${name.en} takes ${offPercent}% off regular prices`,
  };
}
