/** A programme of bearer cards that are sold from stock: the domain has none of its own, so its numbers are made up here. */
import { type Programme, parseProgramme } from '@scrip/programme';

const DOCUMENT = `
id: gift
version: 1
effectiveAt: 2025-01-01T00:00:00+08:00
name: { zh-CN: 礼品卡, en: Gift card }
currency: CNY
storedValue:
  - key: gift-card
    name: { zh-CN: 礼品卡, en: Gift card }
    recharge: { minFen: 1, balanceCapFen: 100000 }
    lots: { validity: none, order: earliestExpiry, burn: proRata }
    spend: { shortfall: otherTender, earnsPoints: false, holds: allowed }
    card:
      holder: bearer
      form: physical
      number: { prefix: '9156', digits: 16 }
  - key: named-card
    name: { zh-CN: 记名卡, en: Named card }
    recharge: { minFen: 1 }
    lots: { validity: none, order: earliestExpiry, burn: proRata }
    spend: { shortfall: otherTender, earnsPoints: false, holds: allowed }
    card: { holder: named, form: physical }
`;

/** The programme, under an id of a test's own where one is given, with a range of so few numbers where that is asked. */
export function giftProgramme(options: { readonly id?: string; readonly numbersTo?: string } = {}): Programme {
  const parsed = parseProgramme(DOCUMENT);
  if (parsed.kind === 'problems') throw new Error(JSON.stringify(parsed.problems));
  const { id = 'gift', numbersTo } = options;
  const programme = { ...parsed.programme, id };
  if (numbersTo === undefined) return programme;
  const narrow = { prefix: '9157', digits: 12, from: '0000000', to: numbersTo.padStart(7, '0') };
  return {
    ...programme,
    storedValue: programme.storedValue?.map((product) =>
      product.card?.holder === 'bearer' ? { ...product, card: { ...product.card, number: narrow } } : product,
    ),
  };
}
