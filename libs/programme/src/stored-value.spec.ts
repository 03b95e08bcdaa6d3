import { describe, expect, it } from '@jest/globals';
import { fen } from '@scrip/money';
import type { Programme } from './document.ts';
import { productOf } from './document.ts';
import { lintProgramme } from './lint.ts';
import { preset } from './presets.ts';
import type { StoredValueProduct } from './product.ts';
import { rechargeBonus, rechargeGifts, stepsAround } from './stored-value.ts';

const company = preset('restaurant-recharge');
const shop = preset('apparel-recharge');
type Between = NonNullable<StoredValueProduct['recharge']['bonusSteps']>['between'];

function card(programme: Programme, key: string): StoredValueProduct {
  const product = productOf(programme, key);
  if (!product) throw new Error(`there is no product ${key}`);
  return product;
}

/** The dining card with another choice of what lies between its steps 1,000+100, 3,000+400, 5,000+800, 10,000+2,000. */
function dining(between: Between): StoredValueProduct {
  const product = card(company, 'dining-card');
  const steps = product.recharge.bonusSteps?.steps ?? [];
  return { ...product, recharge: { ...product.recharge, bonusSteps: { steps, between } } };
}

const yuan = (amount: number) => fen(Math.round(amount * 100));
const bonus = (paid: number, between: Between) => rechargeBonus(yuan(paid), dining(between));

describe('a bonus by steps', () => {
  it('is that of the step, whatever the programme chose for what lies between', () => {
    for (const between of ['exactOnly', 'highestStep', 'stepPlusPar', 'stepRate', 'greedy'] as const) {
      expect([1_000, 3_000, 5_000, 10_000].map((paid) => bonus(paid, between))).toEqual(
        [100, 400, 800, 2_000].map(yuan),
      );
    }
  });

  it.each([
    { between: 'highestStep', of3500: 400, of12000: 2_000 },
    { between: 'stepPlusPar', of3500: 400, of12000: 2_000 },
    { between: 'stepRate', of3500: 466.66, of12000: 2_400 },
    { between: 'greedy', of3500: 400, of12000: 2_200 },
  ] as const)('between steps, $between: 3,500 gives $of3500 and 12,000 gives $of12000', (chosen) => {
    expect(bonus(3_500, chosen.between)).toBe(yuan(chosen.of3500));
    expect(bonus(12_000, chosen.between)).toBe(yuan(chosen.of12000));
    expect(bonus(999.99, chosen.between)).toBe(0n);
  });

  it('greedily takes as many steps as fit, the highest first', () => {
    // 10,000 + 5,000 + 3,000 + 1,000, and 999 that is no step.
    expect(bonus(19_999, 'greedy')).toBe(yuan(2_000 + 800 + 400 + 100));
    expect(bonus(2_000, 'greedy')).toBe(yuan(200));
  });

  it('is for exact amounts only where the programme says so, and the steps around another one can be named', () => {
    expect(bonus(3_500, 'exactOnly')).toBeNull();
    expect(bonus(999, 'exactOnly')).toBeNull();
    expect(stepsAround(yuan(3_500), dining('exactOnly'))).toEqual({ belowFen: yuan(3_000), aboveFen: yuan(5_000) });
    expect(stepsAround(yuan(1), dining('exactOnly'))).toEqual({ belowFen: null, aboveFen: yuan(1_000) });
    expect(stepsAround(yuan(20_000), dining('exactOnly'))).toEqual({ belowFen: yuan(10_000), aboveFen: null });
  });
});

describe('gifts of a recharge', () => {
  it('are those of the highest step reached', () => {
    const of = (paid: number) => rechargeGifts(yuan(paid), card(shop, 'recharge-card'));
    expect(of(999.99)).toEqual([]);
    expect(of(2_999.99)).toEqual([{ giftKey: 'garment', count: 1 }]);
    expect(of(6_000)).toEqual([{ giftKey: 'garment', count: 7 }]);
  });
});

describe('what is wrong with a recharge in a document is named', () => {
  const withRecharge = (recharge: StoredValueProduct['recharge']): Programme => ({
    ...company,
    storedValue: [{ ...card(company, 'dining-card'), recharge }],
  });
  const steps = [
    { principalFen: 100, bonusFen: 1 },
    { principalFen: 100, bonusFen: 2 },
  ];
  const problems = (recharge: StoredValueProduct['recharge']) =>
    lintProgramme(withRecharge(recharge)).map(({ path }) => path);

  it('a rate beside steps, steps that do not rise, a gift named twice', () => {
    expect(
      problems({ minFen: 1, bonusRateBp: 1, bonusSteps: { between: 'greedy', steps: steps.slice(0, 1) } }),
    ).toEqual(['$.storedValue[0].recharge.bonusSteps']);
    expect(problems({ minFen: 1, bonusSteps: { between: 'greedy', steps } })).toEqual([
      '$.storedValue[0].recharge.bonusSteps.steps[1].principalFen',
    ]);
    const gift = { key: 'a', name: { en: 'A', 'zh-CN': 'A' }, steps: [{ principalFen: 1, count: 1 }] };
    expect(problems({ minFen: 1, gifts: [gift, gift] })).toEqual(['$.storedValue[0].recharge.gifts[1].key']);
  });
});

describe('months after which a wallet is dormant', () => {
  const problems = (name: 'apparel-recharge' | 'corporate-meal') => {
    const programme = preset(name);
    const storedValue = programme.storedValue?.map((product) => ({ ...product, dormantAfterMonths: 24 }));
    return lintProgramme({ ...programme, ...(storedValue && { storedValue }) }).map(
      ({ path, code }) => `${path} ${code}`,
    );
  };

  it('are for wallets that their holders recharge, not for those that a client loads by lists', () => {
    expect(problems('apparel-recharge')).toEqual([]);
    expect(problems('corporate-meal')).toEqual(['$.storedValue[0].dormantAfterMonths client_loads_dormant']);
  });
});
