import type { Programme } from './document.ts';
import { gradeOrder } from './document.ts';
import type { LocalText } from './facts.ts';
import { gradeName } from './grades.ts';

/** What a holder is served by, and what decided it. */
export interface ServiceLevel {
  /** Key of a grade; null where there is no service above that of everybody. */
  readonly level: string | null;
  /** The member's grade. */
  readonly grade: string;
  /** The highest grade that a card of the holder stands for; null without such a card. */
  readonly cardGrade: string | null;
  readonly decidedBy: 'grade' | 'card' | 'both' | 'noCard';
  readonly words: LocalText;
}

/**
 * The level that a holder is served by: the grade, or the lower of it and the level of the best card, and none without a
 * card (domain 2.6, B6).
 * @param productKeys products of the holder's cards that work.
 */
export function serviceLevelOf(
  { grade, productKeys }: { readonly grade: string; readonly productKeys: readonly string[] },
  programme: Programme,
): ServiceLevel {
  const order = gradeOrder(programme);
  const { tiers } = programme;
  const cardGrades = (tiers?.cardLevels ?? [])
    .filter(({ product }) => productKeys.includes(product))
    .map((level) => level.grade);
  const cardGrade = order.findLast((key) => cardGrades.includes(key)) ?? null;
  const own = gradeName(grade, programme);
  if (tiers?.serviceLevel !== 'lowerOfGradeAndCard') {
    const words = { 'zh-CN': `按等级${own['zh-CN']}服务`, en: `served by the grade, ${own.en}` };
    return { level: grade, grade, cardGrade, decidedBy: 'grade', words };
  }
  if (cardGrade === null) {
    const words = {
      'zh-CN': `等级为${own['zh-CN']}，没有贵宾卡，不享受贵宾服务`,
      en: `the grade is ${own.en}; without a card there is no VIP service`,
    };
    return { level: null, grade, cardGrade, decidedBy: 'noCard', words };
  }
  const level = order.indexOf(cardGrade) < order.indexOf(grade) ? cardGrade : grade;
  const card = gradeName(cardGrade, programme);
  const served = gradeName(level, programme);
  const words = {
    'zh-CN': `等级为${own['zh-CN']}，卡为${card['zh-CN']}，按较低的${served['zh-CN']}服务`,
    en: `the grade is ${own.en}, the card ${card.en}; served by the lower, ${served.en}`,
  };
  const lower = level === grade ? 'grade' : 'card';
  return { level, grade, cardGrade, decidedBy: cardGrade === grade ? 'both' : lower, words };
}
