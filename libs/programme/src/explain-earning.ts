/** Why a receipt earned what it earned: the sum part by part, every rule with its clauses, and the whole in words (domain 2.1). */
import { type Fen, fen, formatYuan, type Points } from '@scrip/money';
import type { Programme } from './document.ts';
import { type CappedRule, earningFen, earnPoints, type ReceiptToEarn } from './earning.ts';
import { type ToldRule, toldRule } from './explain-clauses.ts';
import type { LocalText } from './facts.ts';

/** The points of a receipt and the whole way to them. */
export interface ExplainedEarning {
  /** What of the receipt counted, in fen. */
  readonly earningFen: Fen;
  /** Tenders that were left out, because what they pay with earns no points. */
  readonly leftOut: readonly { readonly kind: string; readonly amountFen: Fen }[];
  readonly base: {
    /** Key in the programme document. */
    readonly rule: string;
    readonly perFen: number;
    readonly points: number;
    /** Whole amounts of `perFen` in what counted. */
    readonly steps: bigint;
    readonly basePoints: Points;
    /** How much more would have been one step more, in fen. */
    readonly toNextStepFen: Fen;
  };
  readonly stacking: 'highest' | 'additive' | 'multiplicative';
  readonly multiplierBp: number;
  readonly multipliers: readonly (ToldRule & { readonly factorBp: number })[];
  readonly bonuses: readonly (ToldRule & { readonly points: number })[];
  readonly bonusPoints: Points;
  /** Rules that counted and have caps, with what they would have added and what they added. */
  readonly capped: readonly CappedRule[];
  readonly earnedPoints: Points;
  /** Keys of the rules that counted. */
  readonly rules: readonly string[];
  /** The sum in words. */
  readonly words: LocalText;
}

/** Explains by the function that decides; null for a programme without a points plan, which earns nothing. */
export function explainEarning(receipt: ReceiptToEarn, programme: Programme): ExplainedEarning | null {
  const plan = programme.points;
  if (!plan) return null;
  const earned = earnPoints(receipt, programme);
  const counted = earningFen(receipt, programme);
  const perFen = BigInt(plan.base.perFen);
  const told = new Map(earned.explain.map((one) => [one.rule, toldRule(one)]));
  const rulesOf = <R extends { readonly key: string }, M>(rules: readonly R[], more: (rule: R) => M) =>
    rules.flatMap((rule) => {
      const one = told.get(rule.key);
      return one ? [{ ...one, ...more(rule) }] : [];
    });
  const base = {
    rule: plan.base.key,
    perFen: plan.base.perFen,
    points: plan.base.points,
    steps: counted / perFen,
    basePoints: earned.basePoints,
    toNextStepFen: fen(perFen - (counted % perFen)),
  };
  const multipliers = rulesOf(plan.multipliers, ({ factorBp }) => ({ factorBp }));
  const bonuses = rulesOf(plan.bonuses, ({ points }) => ({ points }));
  const { multiplierBp, bonusPoints, capped, earnedPoints, rules } = earned;
  const counts = { earningFen: counted, base, stacking: plan.stacking, multiplierBp };
  const sum = { ...counts, multipliers, bonuses, bonusPoints, capped };
  return {
    ...sum,
    leftOut: leftOut(receipt, programme),
    earnedPoints,
    rules,
    words: sumInWords({ ...sum, earnedPoints }, receipt.paidFen),
  };
}

function leftOut(receipt: ReceiptToEarn, programme: Programme): ExplainedEarning['leftOut'] {
  return receipt.tenders
    .filter(
      ({ kind, amountFen }) => earningFen({ paidFen: amountFen, tenders: [{ kind, amountFen }] }, programme) === 0n,
    )
    .filter(({ amountFen }) => amountFen > 0n)
    .map(({ kind, amountFen }) => ({ kind, amountFen }));
}

const STACKING: Readonly<Record<ExplainedEarning['stacking'], LocalText>> = {
  highest: { 'zh-CN': '多项活动取最高', en: 'of several campaigns the highest counts' },
  additive: { 'zh-CN': '多项活动相加', en: 'several campaigns are added' },
  multiplicative: { 'zh-CN': '多项活动相乘', en: 'several campaigns are multiplied' },
};

type Sum = Omit<ExplainedEarning, 'words' | 'leftOut' | 'rules'>;

function sumInWords(sum: Sum, paidFen: Fen): LocalText {
  const { base, multiplierBp, earnedPoints } = sum;
  const yuan = (amount: Fen): string => formatYuan(amount);
  const paid = yuan(paidFen);
  const counted = yuan(sum.earningFen);
  const step = yuan(fen(BigInt(base.perFen)));
  const more = yuan(base.toNextStepFen);
  const factors = sum.multipliers.filter((rule) => rule.counted).map((rule) => rule.rule);
  const added = sum.bonuses.filter((rule) => rule.counted);
  const spent = sum.multipliers.filter((rule) => rule.exhausted).map((rule) => rule.rule);
  const kept = sum.capped.filter(({ wantedPoints, addedPoints }) => addedPoints < wantedPoints);
  const zh = [
    `实付${paid}元，计分金额${counted}元，每满${step}元积${base.points}分，计${base.steps}次，基本积分${base.basePoints}分（${base.rule}）`,
    ...(factors.length > 0
      ? [`乘以${multiplierBp / 10_000}倍（${factors.join('、')}；${STACKING[sum.stacking]['zh-CN']}）`]
      : []),
    ...added.map((rule) => `另加${rule.points}分（${rule.rule}）`),
    ...kept.map(
      ({ rule, wantedPoints, addedPoints }) => `${rule}应加${wantedPoints}分，受上限所限只加${addedPoints}分`,
    ),
    ...spent.map((rule) => `${rule}额度已用完，不计`),
    `共得${earnedPoints}分`,
    `再多付${more}元可多计一次`,
  ];
  const en = [
    `paid ${paid} yuan, of which ${counted} count: ${base.steps} whole times ${step} yuan at ${base.points} give ${base.basePoints} base points (${base.rule})`,
    ...(factors.length > 0
      ? [`times ${multiplierBp / 10_000} (${factors.join(', ')}; ${STACKING[sum.stacking].en})`]
      : []),
    ...added.map((rule) => `plus ${rule.points} (${rule.rule})`),
    ...kept.map(({ rule, wantedPoints, addedPoints }) => `${rule} adds ${addedPoints} of ${wantedPoints}, its cap`),
    ...spent.map((rule) => `${rule} was met and its caps have nothing left`),
    `${earnedPoints} points earned`,
    `${more} yuan more would have counted once more`,
  ];
  return { 'zh-CN': `${zh.join('；')}。`, en: `${en.join('; ')}.` };
}
