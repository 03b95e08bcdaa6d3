/** How checks of the rule pack look at a document: what they find, and the parts of it that several ask about (domain 3). */
import { addPeriodToDate } from '@scrip/calendar';
import { fen, formatYuan } from '@scrip/money';
import type { Programme } from './document.ts';
import { BP_MAX } from './document-words.ts';
import type { LocalText } from './facts.ts';
import type { Path } from './problem.ts';
import type { Numbers } from './problem-words.ts';
import type { StoredValueProduct } from './product.ts';

/** What a check found at one place. */
export interface Looked {
  readonly path: Path;
  readonly outcome: 'passed' | 'broken' | 'notApplicable';
  readonly numbers: Numbers;
  readonly text: LocalText;
}

/** Whether a cap counts value with bonus, or what was paid. */
export type CapCounts = 'all' | 'principal';

/** One check: its stable name, its clause, and what it looks at. */
export interface Check<K extends string = string> {
  readonly key: K;
  readonly clause: LocalText;
  look(programme: Programme, capCounts: CapCounts): readonly Looked[];
}

/** The law of single-purpose prepaid cards. */
export const RULES = {
  'zh-CN': '《单用途商业预付卡管理办法》',
  en: 'Measures for single-purpose commercial prepaid cards',
};
/** The judicial interpretation of 2025. */
export const INTERPRETATION = {
  'zh-CN': '预付式消费司法解释（法释〔2025〕4号）',
  en: 'Judicial interpretation on prepaid consumption (2025 No. 4)',
};
/** A clause of a law. */
export const under = (law: LocalText, zh: string, en: string): LocalText => ({
  'zh-CN': `${law['zh-CN']}：${zh}`,
  en: `${law.en}: ${en}`,
});
/** An amount as people write it. */
export const yuan = (amountFen: number): string => formatYuan(fen(amountFen));

/** Looks at each product of one kind; a programme without any has nothing to look at. */
export function eachProduct(
  programme: Programme,
  kind: 'named' | 'bearer' | 'any',
  look: (product: StoredValueProduct, path: Path) => Omit<Looked, 'path'> & { readonly path?: Path },
): readonly Looked[] {
  const found = (programme.storedValue ?? []).flatMap((product, index): readonly Looked[] => {
    const path: Path = ['storedValue', index];
    const holder = product.card?.holder ?? 'named';
    return kind === 'any' || kind === holder ? [{ path, ...look(product, path) }] : [];
  });
  const what =
    kind === 'any'
      ? { zh: '方案没有储值产品。', en: 'The programme has no stored value.' }
      : kind === 'named'
        ? { zh: '方案没有记名卡。', en: 'The programme has no named card.' }
        : { zh: '方案没有不记名卡。', en: 'The programme has no bearer card.' };
  return found.length > 0 ? found : [notApplicable(what.zh, what.en)];
}

/** A finding about a programme that the clause says nothing of. */
export function notApplicable(zh: string, en: string): Looked {
  return { path: [], outcome: 'notApplicable', numbers: {}, text: { 'zh-CN': zh, en } };
}

/** Whether a clause is held, with its numbers and words. */
export function held(met: boolean, numbers: Numbers, zh: string, en: string): Omit<Looked, 'path'> {
  return { outcome: met ? 'passed' : 'broken', numbers, text: { 'zh-CN': zh, en } };
}

/** Most value that a card can come to hold: the cap, else the largest load that the document names; undefined where it names none. */
function mostOn(product: StoredValueProduct, capCounts: CapCounts): { isFen: number | undefined; capped: boolean } {
  const { recharge, card } = product;
  const counted = (principalFen: number, bonusFen: number): number =>
    capCounts === 'all' ? principalFen + bonusFen : principalFen;
  const rate = recharge.bonusRateBp ?? 0;
  if (recharge.balanceCapFen !== undefined) {
    // The cap counts value with bonus; at a fixed rate the principal in it is known.
    const isFen =
      capCounts === 'all' ? recharge.balanceCapFen : Math.floor((recharge.balanceCapFen * BP_MAX) / (BP_MAX + rate));
    return { isFen, capped: true };
  }
  const loads = [
    ...(card?.batch?.faceFen === undefined ? [] : [card.batch.faceFen]),
    ...(recharge.bonusSteps?.steps ?? []).map((step) => counted(step.principalFen, step.bonusFen)),
    ...(recharge.gifts ?? []).flatMap((gift) =>
      gift.steps.map(({ principalFen }) => counted(principalFen, Math.floor((principalFen * rate) / BP_MAX))),
    ),
  ];
  return { isFen: loads.length === 0 ? undefined : Math.max(...loads), capped: false };
}

/** Whether the most that a card can come to hold is within a limit. */
export function capOf(
  product: StoredValueProduct,
  capCounts: CapCounts,
  limitFen: number,
): Omit<Looked, 'path'> & { path?: Path } {
  const { isFen, capped } = mostOn(product, capCounts);
  const limit = yuan(limitFen);
  if (capped && isFen !== undefined) {
    return held(
      isFen <= limitFen,
      { limitFen, isFen },
      `限额为${limit}元，本产品至多${yuan(isFen)}元。`,
      `At most ${limit} yuan; this one holds at most ${yuan(isFen)}.`,
    );
  }
  const numbers = isFen === undefined ? { limitFen } : { limitFen, isFen };
  return held(
    false,
    numbers,
    isFen === undefined
      ? `限额为${limit}元，本产品没有限额。`
      : `限额为${limit}元，本产品没有限额，单笔可达${yuan(isFen)}元。`,
    isFen === undefined
      ? `At most ${limit} yuan; this one has no cap.`
      : `At most ${limit} yuan; this one has no cap, and one load brings ${yuan(isFen)}.`,
  );
}

/** Whether a period is shorter than the least one. */
export function shorterThan(term: string, least: string): boolean {
  const DAY = '2025-01-01';
  return addPeriodToDate(DAY, term) < addPeriodToDate(DAY, least);
}

/** Every term after which a card or what is on it ends. */
export function termsThatEnd(programme: Programme, product: StoredValueProduct): readonly string[] {
  const { lots, card, key } = product;
  const agreements = (programme.contracts ?? []).filter(
    (contract) => contract.with === 'holder' && (contract.products === undefined || contract.products.includes(key)),
  );
  return [
    ...(lots.validity === 'none' ? [] : [lots.validity.term]),
    ...(card?.validFor === undefined ? [] : [card.validFor]),
    ...agreements.flatMap(({ term }) => (term === undefined ? [] : [term])),
  ];
}

/** Whether a product is paid back at all. */
export const refundable = ({ refund }: StoredValueProduct): boolean =>
  refund !== undefined && refund.policy !== 'never';

/** What holds wherever something is paid back at all; that nothing is, `refund_clause` tells. */
export function ofRefund(programme: Programme, zh: string, en: string): readonly Looked[] {
  return eachProduct(programme, 'any', (product) =>
    refundable(product)
      ? held(true, {}, zh, en)
      : { outcome: 'notApplicable', numbers: {}, text: { 'zh-CN': '不予退款。', en: 'It is never paid back.' } },
  );
}
