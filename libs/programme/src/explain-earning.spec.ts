import { describe, expect, it } from '@jest/globals';
import { fen, points } from '@scrip/money';
import type { Condition } from './condition.ts';
import type { Programme } from './document.ts';
import { earnPoints, type ReceiptToEarn } from './earning.ts';
import { type ExplainedEarning, explainEarning } from './explain-earning.ts';
import { preset } from './presets.ts';

const mall = preset('mall-vip');
const paid = (paidFen: number, over: Partial<ReceiptToEarn> = {}): ExplainedEarning => {
  const tenders = [{ kind: 'cash', amountFen: fen(paidFen) }];
  const receipt = { paidFen: fen(paidFen), tenders, lines: [], businessDate: '2025-05-08', dayRank: null, grade: null };
  const explained = explainEarning({ ...receipt, birthday: false, segments: undefined, ...over }, mall);
  if (!explained) throw new Error('the preset earns points');
  return explained;
};

describe('the explanation of what a receipt earned', () => {
  it('says the sum part by part, in both languages', () => {
    const explained = paid(200_000, { businessDate: '2025-03-05' });
    expect(explained).toMatchObject({
      base: { rule: 'one-per-ten-yuan', steps: 200n, basePoints: 200n, toNextStepFen: 1_000n },
      multiplierBp: 20_000,
      bonusPoints: 10n,
      earnedPoints: 410n,
      rules: ['one-per-ten-yuan', 'spring-wednesday', 'big-receipt'],
    });
    expect(explained.words).toEqual({
      'zh-CN':
        '实付2,000.00元，计分金额2,000.00元，每满10.00元积1分，计200次，基本积分200分（one-per-ten-yuan）；乘以2倍（spring-wednesday；多项活动取最高）；另加10分（big-receipt）；共得410分；再多付10.00元可多计一次。',
      en: 'paid 2,000.00 yuan, of which 2,000.00 count: 200 whole times 10.00 yuan at 1 give 200 base points (one-per-ten-yuan); times 2 (spring-wednesday; of several campaigns the highest counts); plus 10 (big-receipt); 410 points earned; 10.00 yuan more would have counted once more.',
    });
  });

  it('says why not, and with how much more', () => {
    const { bonuses, multipliers, base } = paid(199_999);
    expect(base.toNextStepFen).toBe(1n);
    expect(bonuses.map(({ rule, met, wouldMeet }) => [rule, met, wouldMeet?.en])).toEqual([
      ['big-receipt', false, '1 point more of base points would have met it'],
    ]);
    expect(multipliers.map(({ rule, met, factorBp, words }) => [rule, met, factorBp, words.en])).toEqual([
      ['spring-wednesday', false, 20_000, 'no: the day is 2025-05-08, wanted Wednesday, February or March or April'],
      ['birthday', false, 20_000, 'no: own birthday is no, wanted yes'],
      ['first-hundred', false, 20_000, "no: place among the day's purchasing members is none, wanted at most 100"],
    ]);
  });

  it('says of a campaign that it was met and its caps have nothing left', () => {
    const explained = paid(200_000, { businessDate: '2025-03-05', rooms: new Map([['spring-wednesday', points(0)]]) });
    expect(explained.multipliers[0]).toMatchObject({ rule: 'spring-wednesday', met: true, exhausted: true });
    expect(explained.multipliers[0]?.words.en).toMatch(/; its caps have nothing left, so it did not count$/);
    expect(explained.words.en).toContain('spring-wednesday was met and its caps have nothing left; 210 points earned');
    expect(explained.words['zh-CN']).toContain('spring-wednesday额度已用完，不计；共得210分');
  });

  it('names the tenders that earn nothing', () => {
    const dining = preset('restaurant-recharge');
    const card = dining.storedValue?.[0]?.key ?? '';
    const programme = { ...mall, storedValue: dining.storedValue };
    const tenders = [
      { kind: card, amountFen: fen(50_000) },
      { kind: 'cash', amountFen: fen(10_000) },
    ];
    const receipt = {
      paidFen: fen(60_000),
      tenders,
      lines: [],
      businessDate: '2025-05-08',
      dayRank: null,
      grade: null,
    };
    expect(explainEarning({ ...receipt, birthday: false, segments: undefined }, programme)).toMatchObject({
      earningFen: 10_000n,
      leftOut: [{ kind: card, amountFen: 50_000n }],
      earnedPoints: 10n,
    });
  });

  it('is none where the programme has no points', () => {
    const { points: _points, ...without } = mall;
    const receipt = { paidFen: fen(1), tenders: [], lines: [], businessDate: '2025-05-08', dayRank: null, grade: null };
    expect(explainEarning({ ...receipt, birthday: false, segments: undefined }, without)).toBeNull();
  });
});

describe('a campaign of a counter or of a price class', () => {
  const doubled = (when: Condition, ...lines: ReceiptToEarn['lines']): boolean => {
    const multipliers = [{ key: 'own', factorBp: 20_000, when }];
    const programme: Programme = { ...mall, points: mall.points && { ...mall.points, multipliers } };
    const tenders = [{ kind: 'cash', amountFen: fen(10_000) }];
    const day = { businessDate: '2025-05-08', dayRank: null, grade: 'gold', birthday: false, segments: undefined };
    return earnPoints({ paidFen: fen(10_000), tenders, lines, ...day }, programme).earnedPoints === 20n;
  };
  const at = (counterKey: string, priceClass = 'regular') => ({ counterKey, priceClass });

  it('counts for receipts all of whose lines are of it', () => {
    const shoes: Condition = { fact: 'counterKey', eq: 'counter-1' };
    expect(doubled(shoes, at('counter-1'), at('counter-1', 'special'))).toBe(true);
    expect(doubled(shoes, at('counter-1'), at('counter-2'))).toBe(false);
    const sale: Condition = { fact: 'priceClass', eq: 'special' };
    expect([doubled(sale, at('counter-2', 'special')), doubled(sale, at('counter-2'))]).toEqual([true, false]);
  });
});
