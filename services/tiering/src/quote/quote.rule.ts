/** What lines cost a buyer now, and why: a price as the till charges it, with every rule that was asked. */
import type { Refusal } from '@scrip/decider';
import { type Fen, sumFen } from '@scrip/money';
import { counterOf, inWords, type LineToPrice, type PricedLine, type Programme, priceLine } from '@scrip/programme';

/** One line of a till before its price is known. */
export type QuoteLine = Omit<LineToPrice, 'grade' | 'tender'> & {
  /** Article as the till knows it. */
  readonly sku: string;
};

/** A text in every language of the house. */
type Words = Readonly<Record<'zh-CN' | 'en', string>>;

/** One rule that was asked about a line. */
export interface QuotedRule {
  /** Key in the programme document; `counter:<key>` is the counter's own promotion. */
  readonly rule: string;
  /** Whether it changed the price. */
  readonly counted: boolean;
  /** What is left to pay after it, in basis points; null where it did not count. */
  readonly payBp: number | null;
  /** Why, with the values it saw. */
  readonly words: Words;
}

/** The price of one line. */
export interface QuotedLine {
  /** Place in the request, from 1. */
  readonly lineNo: number;
  readonly sku: string;
  readonly counterKey: string;
  readonly priceClass: string;
  readonly tagFen: Fen;
  readonly paidFen: Fen;
  /** What was left to pay at each step, in basis points; `rules[i]` gave `ratesBp[i]`. */
  readonly ratesBp: readonly number[];
  readonly rules: readonly string[];
  /** The exact price in fen as decimal text, before its one rounding, half up. */
  readonly exactFen: string;
  readonly explanation: readonly QuotedRule[];
}

/** The price of a till's lines for one buyer. */
export interface Quote {
  readonly programmeId: string;
  readonly programmeVersion: number;
  /** Key of the buyer's grade; null for a buyer who is not a member. */
  readonly grade: string | null;
  readonly lines: readonly QuotedLine[];
  readonly tagTotalFen: Fen;
  readonly totalFen: Fen;
}

/** A buyer's membership as it is known here. */
export interface QuotedMember {
  readonly membershipId: string;
  readonly programmeId: string;
  readonly grade: string;
}

/** A price, or why there is none; nothing is recorded either way. */
export type QuoteAnswer =
  | { readonly kind: 'quoted'; readonly quote: Quote }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What is asked. */
export interface AskQuote {
  readonly programmeId: string;
  /** The membership shown at the till; null for a buyer without one. */
  readonly membershipId: string | null;
  /** Key of the stored-value product it will be paid with; null if that is not known. */
  readonly tender: string | null;
  readonly lines: readonly QuoteLine[];
}

/**
 * Prices lines by the programme in force and the buyer's grade (domain 2.1; M2, M3, M4), and by how they are paid (R3).
 * Refusals in the order tried:
 * - `programme_unknown` {programmeId}: no version is in force.
 * - `membership_unknown` {membershipId}: a membership was shown that the issuer does not have.
 * - `membership_of_other_programme` {membershipId, membershipProgrammeId}.
 * - `counter_unknown` {lineNo, sku, counterKey}: only known items pass the till; the first such line.
 * - `grade_unknown` {lineNo, sku, grade}: the version in force no longer has the member's grade.
 */
export function quote(
  asked: AskQuote,
  member: QuotedMember | undefined,
  programme: Programme | undefined,
): QuoteAnswer {
  const { programmeId, membershipId } = asked;
  if (!programme) return refused('programme_unknown', { programmeId });
  if (membershipId !== null && !member) return refused('membership_unknown', { membershipId });
  if (member && member.programmeId !== programmeId) {
    return refused('membership_of_other_programme', { membershipId, membershipProgrammeId: member.programmeId });
  }
  const grade = member?.grade ?? null;
  const lines: QuotedLine[] = [];
  for (const [index, line] of asked.lines.entries()) {
    const lineNo = index + 1;
    const priced = priceLine({ ...line, grade, tender: asked.tender ?? undefined }, programme);
    if (priced.kind === 'refused') {
      return refused(priced.refusal.code, { lineNo, sku: line.sku, ...priced.refusal.detail });
    }
    lines.push(quotedLine(lineNo, line, priced, programme));
  }
  const tagTotalFen = sumFen(lines.map((line) => line.tagFen));
  const totalFen = sumFen(lines.map((line) => line.paidFen));
  return {
    kind: 'quoted',
    quote: { programmeId, programmeVersion: programme.version, grade, lines, tagTotalFen, totalFen },
  };
}

function refused(code: string, detail: Refusal['detail']): QuoteAnswer {
  return { kind: 'refused', refusal: { code, detail } };
}

function quotedLine(lineNo: number, line: QuoteLine, priced: PricedLine, programme: Programme): QuotedLine {
  const { sku, counterKey, priceClass, tagFen } = line;
  const { paidFen, ratesBp, rules, rounding } = priced;
  const payBpOf = (rule: string): number | null => ratesBp[rules.indexOf(rule)] ?? null;
  const asked = priced.explain.map(
    ({ rule, counted, explain }): QuotedRule => ({
      rule,
      counted,
      payBp: payBpOf(rule),
      words: priced.barredBy ? barredWords(priced.barredBy.name) : bothWords(explain),
    }),
  );
  return {
    lineNo,
    sku,
    counterKey,
    priceClass,
    tagFen,
    paidFen,
    ratesBp,
    rules,
    exactFen: rounding.exactFen,
    explanation: [promotionOf(line, payBpOf(`counter:${counterKey}`), programme), ...asked],
  };
}

function bothWords(explain: Parameters<typeof inWords>[0]): Words {
  return { 'zh-CN': inWords(explain, 'zh-CN'), en: inWords(explain, 'en') };
}

function barredWords(name: Words): Words {
  return { 'zh-CN': `否：用${name['zh-CN']}支付不享受折扣`, en: `no: what is paid with ${name.en} has no discount` };
}

/** What the counter itself takes off, told like a rule because it comes before them. */
function promotionOf({ counterKey, priceClass }: QuoteLine, payBp: number | null, programme: Programme): QuotedRule {
  const counter = counterOf(programme, counterKey);
  const off = (counter?.promotionOffBp ?? 0) / 100;
  const name = counter?.name ?? { 'zh-CN': counterKey, en: counterKey };
  return {
    rule: `counter:${counterKey}`,
    counted: payBp !== null,
    payBp,
    words: promotionWords(name, priceClass, off),
  };
}

function promotionWords(name: Words, priceClass: string, offPercent: number): Words {
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
