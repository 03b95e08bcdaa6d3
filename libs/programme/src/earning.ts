import type { BusinessDate } from '@scrip/calendar';
import type { Fen, Points } from '@scrip/money';
import { BP_OF_ONE, fen, halfUpQuotient, least, points, ZERO_POINTS } from '@scrip/money';
import type { Condition } from './condition.ts';
import { clausesOf, evaluate } from './condition.ts';
import type { Programme } from './document.ts';
import { gradeOrder, productOf } from './document.ts';
import type { RuleExplanation } from './explain.ts';
import type { CampaignCaps } from './points-plan.ts';

/** One receipt of a member, as the points plan looks at it. */
export interface ReceiptToEarn {
  /** What was paid on the whole receipt, in fen. */
  readonly paidFen: Fen;
  /** How it was paid. A tender whose kind is the key of a stored-value product that earns no points is left out of the base. */
  readonly tenders: readonly { readonly kind: string; readonly amountFen: Fen }[];
  /** Where its goods were bought, and whether at regular prices. */
  readonly lines: readonly { readonly counterKey: string; readonly priceClass: string }[];
  readonly businessDate: BusinessDate;
  /** Place of the member among the day's purchasing members if this is the member's first purchase of the day, from 1; else `null`. */
  readonly dayRank: number | null;
  readonly grade: string | null;
  /** Whether the business date is the member's birthday; `false` where none is known. */
  readonly birthday: boolean;
  /** Keys of the segments that the member is in, of those that the plan asks for; undefined where it asks for none. */
  readonly segments: readonly string[] | undefined;
  /** How many points rules with caps by day, month or in all have left for the member; a rule that is not here has no such limit. */
  readonly rooms?: ReadonlyMap<string, Points>;
}

/** What a rule with caps added to a receipt. */
export interface CappedRule {
  readonly rule: string;
  /** Without caps. */
  readonly wantedPoints: Points;
  readonly addedPoints: Points;
}

/** The points of a receipt and where they come from. */
export interface Earned {
  readonly basePoints: Points;
  /** The one multiplier that counted, in basis points: 10,000 is none. */
  readonly multiplierBp: number;
  /** Points added after multiplication. */
  readonly bonusPoints: Points;
  /** cut(basePoints × multiplierBp / 10,000) + bonusPoints, less what caps kept back. */
  readonly earnedPoints: Points;
  /** Rules that counted and have caps, with what they added. */
  readonly capped: readonly CappedRule[];
  /** Keys of the rules that counted: base, multipliers, bonuses, in the document's order. */
  readonly rules: readonly string[];
  /** Every multiplier and bonus of the plan with the reason it was met or not. */
  readonly explain: readonly RuleExplanation[];
}

/** A rule that gives something for a purchase, and why it did or did not. */
export interface DrawEntry {
  readonly rule: string;
  readonly explain: RuleExplanation['explain'];
}

/** How many members of a business day have a place in a campaign. */
export interface CampaignPlaces {
  /** Key of the multiplier that asks for the rank. */
  readonly campaignKey: string;
  readonly places: number;
}

const NO_FACTOR_BP = Number(BP_OF_ONE);

/**
 * Points that a member's receipt earns (domain 2.1; M1, M8, M9, M10): base points for every whole amount paid; times one multiplier made of the campaigns that are met; plus bonuses, added after multiplication. A receipt without base points has no multiplier; one on which nothing counts earns nothing at all.
 * Several campaigns become one factor by the plan's stacking: the highest (of equal ones the first in the document counts), 1 + the sum of what each adds, or the product, rounded half up to a whole basis point.
 * A campaign that is met and whose caps have nothing left does not stand in the way of the others: it is left out, and explained as exhausted.
 * A rule that has caps adds no more than they leave (domain 2.1): what the campaigns add is told apart in the document's order, each by what the factor so far adds to the one before, cut to whole points, so that without caps the sum is the same.
 * A programme without a points plan earns nothing.
 */
export function earnPoints(receipt: ReceiptToEarn, programme: Programme): Earned {
  const plan = programme.points;
  if (plan === undefined) {
    return {
      basePoints: ZERO_POINTS,
      multiplierBp: NO_FACTOR_BP,
      bonusPoints: ZERO_POINTS,
      earnedPoints: ZERO_POINTS,
      capped: [],
      rules: [],
      explain: [],
    };
  }
  const earning = earningFen(receipt, programme);
  const basePoints = points((earning / BigInt(plan.base.perFen)) * BigInt(plan.base.points));
  const facts = {
    values: {
      paidFen: receipt.paidFen,
      basePoints,
      birthday: receipt.birthday,
      grade: receipt.grade,
      counterKey: theOneOf(receipt.lines.map(({ counterKey }) => counterKey)),
      priceClass: theOneOf(receipt.lines.map(({ priceClass }) => priceClass)),
    },
    businessDate: receipt.businessDate,
    dayRank: receipt.dayRank,
    grades: gradeOrder(programme),
    ...(receipt.segments && { segments: receipt.segments }),
  };
  const asked = plan.multipliers.map((rule) => ({ rule, ...evaluate(rule.when, facts) }));
  const live = asked.filter((one) => one.met && !isExhausted(one.rule.key, receipt.rooms)).map((one) => one.rule);
  const met = basePoints > 0n ? live : [];
  const { multiplierBp, counted } = stack(met, plan.stacking);
  const bonuses = plan.bonuses.map((rule) => ({ rule, ...evaluate(rule.when, facts) }));
  const bonusesGiven = earning > 0n ? bonuses.filter((one) => one.met).map((one) => one.rule) : [];
  const bonusesAdded = bonusesGiven.map((rule) => addedBy(rule, points(rule.points), receipt.rooms));
  const bonusPoints = points(bonusesAdded.reduce((sum, one) => sum + one.addedPoints, 0n));
  const campaigns = plan.multipliers.filter(({ key }) => counted.includes(key));
  const campaignsAdded = campaigns.map((rule, index) => {
    const upTo = (count: number): bigint => {
      const factorBp = stack(campaigns.slice(0, count), plan.stacking).multiplierBp;
      return (basePoints * BigInt(factorBp)) / BP_OF_ONE;
    };
    return addedBy(rule, points(upTo(index + 1) - upTo(index)), receipt.rooms);
  });
  const multiplied = campaignsAdded.reduce((sum, one) => sum + one.addedPoints, basePoints as bigint);
  const added = [...campaignsAdded, ...bonusesAdded];

  return {
    basePoints,
    multiplierBp,
    bonusPoints,
    earnedPoints: points(multiplied + bonusPoints),
    capped: added.flatMap(({ caps, ...one }) => (caps ? [one] : [])),
    rules: [...(basePoints > 0n ? [plan.base.key] : []), ...counted, ...bonusesGiven.map((rule) => rule.key)],
    explain: [
      ...asked.map((one) => ({
        rule: one.rule.key,
        met: one.met,
        counted: counted.includes(one.rule.key),
        ...(one.met && isExhausted(one.rule.key, receipt.rooms) && { exhausted: true }),
        explain: one.explain,
      })),
      ...bonuses.map((one) => ({
        rule: one.rule.key,
        met: one.met,
        counted: bonusesGiven.includes(one.rule),
        explain: one.explain,
      })),
    ],
  };
}

/** What of a receipt counts for points, in fen: what was paid, less what was paid with stored value that earns none. Never below zero. */
export function earningFen(receipt: Pick<ReceiptToEarn, 'paidFen' | 'tenders'>, programme: Programme): Fen {
  let earning: bigint = receipt.paidFen;
  for (const tender of receipt.tenders) {
    if (productOf(programme, tender.kind)?.spend.earnsPoints === false) earning -= tender.amountFen;
  }
  return fen(earning < 0n ? 0n : earning);
}

/** What the lotteries of a programme are asked with: the balance after a receipt's points were added, and what it earned. */
export interface AfterEarning {
  readonly balancePoints: Points;
  readonly earnedPoints: Points;
  readonly businessDate: BusinessDate;
}

/** The lotteries that a receipt gives an entry to, asked with the balance after its points were added (domain 2.1; M11: a balance ending in 8). */
export function drawsFor(after: AfterEarning, programme: Programme): readonly DrawEntry[] {
  return askDraws(after, programme).flatMap(({ rule, met, explain }) => (met ? [{ rule, explain }] : []));
}

/** Every lottery of a programme and why a receipt gave it an entry or did not (domain 2.1, M11). */
export function askDraws(after: AfterEarning, programme: Programme): readonly RuleExplanation[] {
  const { businessDate, ...values } = after;
  return (programme.points?.draws ?? []).map((rule) => {
    const { met, explain } = evaluate(rule.when, { values, businessDate });
    return { rule: rule.key, met, counted: met, explain };
  });
}

/** Keys of the segments that the points plan asks for, each once: what must be known of a member before a receipt earns. */
export function segmentsAsked({ points: plan }: Pick<Programme, 'points'>): readonly string[] {
  const rules = plan ? [...plan.multipliers, ...plan.bonuses] : [];
  const asked = rules.flatMap(({ when }) => clausesOf(when).flatMap((one) => ('segment' in one ? [one.segment] : [])));
  return [...new Set(asked)];
}

/** The campaigns whose places must be kept per business day, because their multiplier asks for the rank of a member's first purchase (M10). */
export function campaignPlaces(programme: Programme): readonly CampaignPlaces[] {
  return (programme.points?.multipliers ?? []).flatMap((rule) => {
    const places = Math.max(0, ...ranksAsked(rule.when));
    return places > 0 ? [{ campaignKey: rule.key, places }] : [];
  });
}

function ranksAsked(condition: Condition): readonly number[] {
  if ('all' in condition) return condition.all.flatMap(ranksAsked);
  if ('any' in condition) return condition.any.flatMap(ranksAsked);
  if ('not' in condition) return ranksAsked(condition.not);
  return 'rank' in condition ? [condition.rank.lte] : [];
}

/** Whether the caps of a rule have nothing left for the member. */
function isExhausted(rule: string, rooms: ReceiptToEarn['rooms']): boolean {
  return rooms?.get(rule) === 0n;
}

/** What a rule adds, by its own caps and what is left of them for the member. */
function addedBy(
  { key: rule, caps }: { readonly key: string; readonly caps?: CampaignCaps | undefined },
  wantedPoints: Points,
  rooms: ReceiptToEarn['rooms'],
): CappedRule & { readonly caps: CampaignCaps | undefined } {
  const room = rooms?.get(rule) ?? wantedPoints;
  const perReceipt = caps?.perReceipt === undefined ? wantedPoints : points(caps.perReceipt);
  return { rule, wantedPoints, addedPoints: least(wantedPoints, least(room, perReceipt)), caps };
}

/** Rules of the plan that have caps, with them, in the document's order. */
export function cappedRules(programme: Programme): readonly { readonly rule: string; readonly caps: CampaignCaps }[] {
  const rules = [...(programme.points?.multipliers ?? []), ...(programme.points?.bonuses ?? [])];
  return rules.flatMap(({ key: rule, caps }) => (caps ? [{ rule, caps }] : []));
}

interface Factor {
  readonly key: string;
  readonly factorBp: number;
}

function stack(
  met: readonly Factor[],
  stacking: 'highest' | 'additive' | 'multiplicative',
): { readonly multiplierBp: number; readonly counted: readonly string[] } {
  const all = met.map((rule) => rule.key);
  switch (stacking) {
    case 'highest': {
      const highest = met.reduce<Factor | null>(
        (best, rule) => (best === null || rule.factorBp > best.factorBp ? rule : best),
        null,
      );
      return highest === null
        ? { multiplierBp: NO_FACTOR_BP, counted: [] }
        : { multiplierBp: highest.factorBp, counted: [highest.key] };
    }
    case 'additive':
      return {
        multiplierBp: met.reduce((sum, rule) => sum + rule.factorBp - NO_FACTOR_BP, NO_FACTOR_BP),
        counted: all,
      };
    case 'multiplicative': {
      const product = met.reduce((num, rule) => num * BigInt(rule.factorBp), BP_OF_ONE);
      return { multiplierBp: Number(halfUpQuotient(product, BP_OF_ONE ** BigInt(met.length))), counted: all };
    }
  }
}

/** What all of them are; null where they differ or there is none. */
function theOneOf(texts: readonly string[]): string | null {
  const [first] = texts;
  return first !== undefined && texts.every((text) => text === first) ? first : null;
}
