import type { BusinessDate } from '@scrip/calendar';
import type { Refusal } from '@scrip/decider';
import type { Fen } from '@scrip/money';
import { BP_OF_ONE, priceAt } from '@scrip/money';
import { evaluate } from './condition.ts';
import type { PriceClass, Programme } from './document.ts';
import { counterOf, gradeOrder, productOf } from './document.ts';
import type { RuleExplanation } from './explain.ts';
import type { StoredValueProduct } from './product.ts';

/** One receipt line before its price is known. */
export interface LineToPrice {
  /** Price on the tag, in fen. A special price is what the tag of the special offer says. */
  readonly tagFen: Fen;
  readonly priceClass: PriceClass;
  readonly counterKey: string;
  /** Grade of the buyer; `null` for a buyer who is not a member. */
  readonly grade: string | null;
  /** Key of the stored-value product it is paid with; left out: none, or it is not known yet. */
  readonly tender?: string | undefined;
  /** Business day of the price. */
  readonly businessDate: BusinessDate;
}

/** The price of a line and where it comes from. */
export interface PricedLine {
  readonly kind: 'priced';
  readonly paidFen: Fen;
  /** What was left to pay at each step, in basis points; `rules[i]` gave `ratesBp[i]`. */
  readonly ratesBp: readonly number[];
  /** The exact price in fen as a decimal text, before its one rounding. */
  readonly rounding: { readonly mode: 'halfUp'; readonly exactFen: string };
  /** `counter:<key>` for the counter's own promotion, then keys of pricing rules. */
  readonly rules: readonly string[];
  /** Every pricing rule of the programme with the reason it applied or not. */
  readonly explain: readonly RuleExplanation[];
  /** The product whose payments have no discount of a grade, where that is why none counted (domain 2.3, R3). */
  readonly barredBy: StoredValueProduct | undefined;
}

/** A line that cannot be priced. */
export interface UnpricedLine {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/**
 * The price of one line: tag × the counter's own promotion (regular prices only, a special price is final) × every discount of the card that applies (none where the product it is paid with bars them; domain 2.3, R3), exact, rounded once half up (domain 1 and 2.1; M2, M3, M4).
 * Refuses, in this order: `counter_unknown` the programme has no such counter; `grade_unknown` the programme has no such grade.
 */
export function priceLine(line: LineToPrice, programme: Programme): PricedLine | UnpricedLine {
  const counter = counterOf(programme, line.counterKey);
  if (counter === undefined) return refused('counter_unknown', { counterKey: line.counterKey });
  const grades = gradeOrder(programme);
  if (line.grade !== null && !grades.includes(line.grade)) return refused('grade_unknown', { grade: line.grade });

  const rules: string[] = [];
  const ratesBp: number[] = [];
  if (line.priceClass === 'regular' && counter.promotionOffBp > 0) {
    rules.push(`counter:${counter.key}`);
    ratesBp.push(Number(BP_OF_ONE) - counter.promotionOffBp);
  }
  const product = line.tender === undefined ? undefined : productOf(programme, line.tender);
  const barredBy = product?.spend.otherDiscounts === false ? product : undefined;
  const { tender: _tender, businessDate, ...asked } = line;
  const facts = { values: { ...asked, counterInScheme: counter.inScheme }, businessDate, grades };
  const explain = (programme.pricing ?? []).map((rule): RuleExplanation => {
    const { met, explain } = evaluate(rule.when, facts);
    if (met && !barredBy) {
      rules.push(rule.key);
      ratesBp.push(rule.payBp);
    }
    return { rule: rule.key, met, counted: met && !barredBy, explain };
  });
  const rounding = { mode: 'halfUp', exactFen: exactDecimal(line.tagFen, ratesBp) } as const;
  return { kind: 'priced', paidFen: priceAt(line.tagFen, ratesBp), ratesBp, rounding, rules, explain, barredBy };
}

function refused(code: string, detail: Refusal['detail']): UnpricedLine {
  return { kind: 'refused', refusal: { code, detail } };
}

/** tag × rates as decimal text: each rate has four decimals, so the product always ends. */
function exactDecimal(tagFen: Fen, ratesBp: readonly number[]): string {
  const decimals = 4 * ratesBp.length;
  const digits = ratesBp.reduce((product, rateBp) => product * BigInt(rateBp), tagFen as bigint).toString();
  const padded = digits.padStart(decimals + 1, '0');
  const fraction = padded.slice(padded.length - decimals).replace(/0+$/, '');
  const whole = padded.slice(0, padded.length - decimals);
  return decimals === 0 || fraction === '' ? whole : `${whole}.${fraction}`;
}
