import { describe, expect, it } from '@jest/globals';
import { businessDate, lastUsableInstant, parseRfc3339 } from '@scrip/calendar';
import { fen, points, takeFromLot } from '@scrip/money';
import {
  campaignPlaces,
  canRaise,
  composeMessage,
  drawsFor,
  earnPoints,
  gradeOnJoin,
  inWords,
  lintProgramme,
  lotExpiry,
  lotsInOrder,
  type PriceClass,
  type Programme,
  parseProgramme,
  preset,
  presetNames,
  presetText,
  priceLine,
  productOf,
  publishedProgramme,
  type ReceiptToEarn,
  raiseFor,
  rechargeBonus,
  type StoredValueProduct,
  triggersFor,
} from './index.ts';

const mall = preset('mall-vip');
const apparel = preset('apparel-recharge');

/** A Thursday in May: no campaign of the calendar. */
const PLAIN_DAY = '2025-05-08';
const MARCH_WEDNESDAY = '2025-03-05';

const price = (
  yuanCents: number,
  grade: string | null,
  counterKey = 'counter-1',
  priceClass: PriceClass = 'regular',
) => {
  const line = priceLine({ tagFen: fen(yuanCents), priceClass, counterKey, grade, businessDate: PLAIN_DAY }, mall);
  if (line.kind === 'refused') throw new Error(line.refusal.code);
  return line;
};
const earn = (paidFen: number, over: Partial<ReceiptToEarn> = {}, programme: Programme = mall) =>
  earnPoints(
    {
      paidFen: fen(paidFen),
      tenders: [],
      lines: [],
      businessDate: PLAIN_DAY,
      dayRank: null,
      grade: 'gold',
      birthday: false,
      segments: undefined,
      ...over,
    },
    programme,
  );
const product = (key: string): StoredValueProduct => {
  const found = productOf(apparel, key) ?? productOf(mall, key);
  if (found === undefined) throw new Error(`no product ${key}`);
  return found;
};

describe('every preset', () => {
  it.each(presetNames())('%s has no problem, is named after its file and explains itself by comments', (name) => {
    const text = presetText(name);
    expect(parseProgramme(text)).toMatchObject({ kind: 'valid', programme: { id: name } });
    expect(text).toMatch(/^# .*\n/);
  });

  it.each(presetNames())('%s says the same again after a round through JSON', (name) => {
    const text = JSON.stringify(preset(name));
    expect(parseProgramme(text)).toEqual({ kind: 'valid', programme: preset(name) });
    expect(publishedProgramme(text)).toEqual(preset(name));
  });

  it('is found by name only', () => {
    expect(presetNames()).toEqual([
      'apparel-recharge',
      'bank-criteria',
      'bank-fastrise',
      'bank-stepdown',
      'corporate-meal',
      'hotel-card',
      'hotel-reception',
      'insurer-services',
      'mall-svip',
      'mall-vip',
      'one-card',
      'restaurant-recharge',
      'union-vip',
      'union-vip-province',
      'wholesale-agency',
    ]);
    expect(() => preset('../package')).toThrow(`there is no preset ../package; there are ${presetNames().join(', ')}`);
  });
});

describe('mall-vip: joining and prices', () => {
  it('a tag of 1,000: Gold pays 880.00, on a counter at 20% off 704.00; Diamond 800.00 and 640.00 (M2)', () => {
    const paid = [
      price(100_000, 'gold'),
      price(100_000, 'gold', 'counter-20off'),
      price(100_000, 'diamond'),
      price(100_000, 'diamond', 'counter-20off'),
    ];
    expect(paid.map((line) => line.paidFen)).toEqual([88_000n, 70_400n, 80_000n, 64_000n]);
    expect(paid[1]).toMatchObject({ ratesBp: [8_000, 8_800], rules: ['counter:counter-20off', 'gold-pays-88'] });
  });

  it('a tag of 199.90 on a counter at 20% off: Gold pays 140.73 and gets 14 points (M3)', () => {
    const line = price(19_990, 'gold', 'counter-20off');
    expect([line.paidFen, line.rounding]).toEqual([14_073n, { mode: 'halfUp', exactFen: '14072.96' }]);
    expect(earn(14_073).earnedPoints).toBe(14n);
  });

  it('a special price of 300: Diamond pays 300.00 and gets 30 points (M4)', () => {
    const line = price(30_000, 'diamond', 'counter-20off', 'special');
    expect(line).toMatchObject({ paidFen: 30_000n, ratesBp: [], rules: [], rounding: { exactFen: '30000' } });
    expect(earn(30_000).earnedPoints).toBe(30n);
  });

  it('a counter outside the scheme gives no discount, a buyer without a grade neither', () => {
    expect([
      price(100_000, 'diamond', 'outside').paidFen,
      price(100_000, null).paidFen,
      price(100_000, null, 'counter-20off').paidFen,
    ]).toEqual([100_000n, 100_000n, 80_000n]);
  });

  it('a price names every rule that was asked and why it did not apply', () => {
    const [gold, diamond] = price(100_000, 'gold').explain;
    expect([gold?.counted, diamond?.counted]).toEqual([true, false]);
    expect(diamond && inWords(diamond.explain, 'en')).toBe(
      'no: all of (no: grade is gold, wanted diamond; yes: price class is regular, wanted regular; yes: counter inside the scheme is yes, wanted yes)',
    );
  });

  it('refuses an unknown counter first, then an unknown grade', () => {
    const unknown = { counterKey: 'nowhere', grade: 'iron' };
    const line = { tagFen: fen(100), priceClass: 'regular', ...unknown, businessDate: PLAIN_DAY } as const;
    expect(priceLine(line, mall)).toEqual({
      kind: 'refused',
      refusal: { code: 'counter_unknown', detail: { counterKey: 'nowhere' } },
    });
    expect(priceLine({ ...line, counterKey: 'outside' }, mall)).toEqual({
      kind: 'refused',
      refusal: { code: 'grade_unknown', detail: { grade: 'iron' } },
    });
  });

  it('receipts of one day: 180 + 130 give Gold, 299 nothing, 300 Gold, 3,000 Diamond (M5)', () => {
    const join = (total: number) => gradeOnJoin({ sameDayTotalFen: fen(total), businessDate: PLAIN_DAY }, mall);
    expect([18_000 + 13_000, 29_900, 30_000, 299_999, 300_000].map((total) => join(total).grade)).toEqual([
      'gold',
      null,
      'gold',
      'gold',
      'diamond',
    ]);
    expect(join(300_000)).toMatchObject({ rule: 'join-diamond' });
    expect(join(29_900)).toMatchObject({
      missing: [{ fact: 'sameDayTotalFen', actual: 29_900n, needed: 30_000n, missing: 100n }],
    });
  });
});

describe('mall-vip: points', () => {
  it('paid 500, 550, 559 and 9.99 give 50, 55, 55 and 0 points (M1)', () => {
    expect([50_000, 55_000, 55_900, 999].map((paid) => earn(paid).earnedPoints)).toEqual([50n, 55n, 55n, 0n]);
    expect(earn(999).rules).toEqual([]);
    expect(earn(50_000).rules).toEqual(['one-per-ten-yuan']);
  });

  it('paid 1,999.99 gives 199, paid 2,000 gives 210, on a Wednesday in March 410 (M8)', () => {
    expect(earn(199_999).earnedPoints).toBe(199n);
    expect(earn(200_000)).toMatchObject({
      basePoints: 200n,
      multiplierBp: 10_000,
      bonusPoints: 10n,
      earnedPoints: 210n,
    });
    expect(earn(200_000, { businessDate: MARCH_WEDNESDAY })).toMatchObject({
      multiplierBp: 20_000,
      earnedPoints: 410n,
      rules: ['one-per-ten-yuan', 'spring-wednesday', 'big-receipt'],
    });
  });

  const allThree = { businessDate: MARCH_WEDNESDAY, birthday: true, dayRank: 40 };
  it.each([
    ['highest', 100n, 20_000, ['one-per-ten-yuan', 'spring-wednesday']],
    ['additive', 200n, 40_000, ['one-per-ten-yuan', 'spring-wednesday', 'birthday', 'first-hundred']],
    ['multiplicative', 400n, 80_000, ['one-per-ten-yuan', 'spring-wednesday', 'birthday', 'first-hundred']],
  ] as const)(
    'on a Wednesday in March, own birthday, 40th member today, 500 paid earn with stacking %s %d points (M9)',
    (stacking, earnedPoints, multiplierBp, rules) => {
      const points = mall.points && { ...mall.points, stacking };
      expect(earn(50_000, allThree, { ...mall, points })).toMatchObject({ earnedPoints, multiplierBp, rules });
    },
  );

  it('by the highest factor, a campaign that was met and did not count is still explained', () => {
    const explain = earn(50_000, allThree).explain.map(({ rule, met, counted }) => [rule, met, counted]);
    expect(explain).toEqual([
      ['spring-wednesday', true, true],
      ['birthday', true, false],
      ['first-hundred', true, false],
      ['big-receipt', false, false],
    ]);
  });

  it.each(['highest', 'additive', 'multiplicative'] as const)(
    'a campaign whose caps have nothing left does not stand in the way of another, stacking %s',
    (stacking) => {
      const when = { fact: 'paidFen', gte: 0 } as const;
      const spent = { key: 'thrice', factorBp: 30_000, when, caps: { total: 1_000 } };
      const live = { key: 'twice', factorBp: 20_000, when };
      const plan = { ...mall, points: mall.points && { ...mall.points, stacking, multipliers: [spent, live] } };
      const of = (room: bigint) => earn(50_000, { rooms: new Map([['thrice', points(room)]]) }, plan);
      expect(of(0n)).toMatchObject({
        multiplierBp: 20_000,
        earnedPoints: 100n,
        rules: ['one-per-ten-yuan', 'twice'],
        capped: [],
      });
      expect(of(0n).explain.slice(0, 2)).toMatchObject([
        { rule: 'thrice', met: true, counted: false, exhausted: true },
        { rule: 'twice', met: true, counted: true },
      ]);
      expect(of(1_000n).rules).toContain('thrice');
      expect(of(1_000n).explain[0]).not.toHaveProperty('exhausted');
    },
  );

  it('factors that are not whole multiples give whole points, cut', () => {
    const multipliers = [1, 2].map((n) => ({
      key: `x${n}`,
      factorBp: 15_000,
      when: { fact: 'paidFen', gte: 0 } as const,
    }));
    const by = (stacking: 'highest' | 'additive' | 'multiplicative') =>
      earn(55_000, {}, { ...mall, points: mall.points && { ...mall.points, multipliers, stacking } });
    expect([by('highest').earnedPoints, by('additive').earnedPoints]).toEqual([82n, 110n]);
    expect(by('multiplicative')).toMatchObject({ multiplierBp: 22_500, earnedPoints: 123n });
  });

  it('the 100th member of the day gets 20 for 100, the 101st 10; the 100th again 10 (M10)', () => {
    expect([100, 101, null].map((dayRank) => earn(10_000, { dayRank }).earnedPoints)).toEqual([20n, 10n, 10n]);
    expect(campaignPlaces(mall)).toEqual([{ campaignKey: 'first-hundred', places: 100 }]);
    expect(campaignPlaces(apparel)).toEqual([]);
  });

  it('a balance of 118 and 10 points more (128) gives a lottery entry, 12 more (130) none (M11)', () => {
    const draws = (paid: number) => {
      const { earnedPoints } = earn(paid);
      return drawsFor({ balancePoints: points(118n + earnedPoints), earnedPoints, businessDate: PLAIN_DAY }, mall).map(
        (entry) => entry.rule,
      );
    };
    expect([draws(10_000), draws(12_000)]).toEqual([['ends-in-eight'], []]);
  });

  it('a receipt that earns nothing gives no lottery entry, whatever the balance', () => {
    expect(drawsFor({ balancePoints: points(128), earnedPoints: points(0), businessDate: PLAIN_DAY }, mall)).toEqual(
      [],
    );
  });

  it('7,990 lifetime points and 10 more give Diamond at once, by a rule with a name (M7)', () => {
    const raise = (lifetime: number, grade: string) =>
      raiseFor({ grade, lifetimePoints: points(lifetime), balancePoints: points(0) }, mall);
    expect(raise(7_999, 'gold')).toBeNull();
    expect(raise(7_990 + Number(earn(10_000).earnedPoints), 'gold')).toMatchObject({
      toGrade: 'diamond',
      rule: 'lifetime-8000',
    });
    expect(raise(9_000, 'diamond')).toBeNull();
    const anybody = (lifetime: number) =>
      canRaise({ lifetimePoints: points(lifetime), balancePoints: points(0) }, mall);
    expect([anybody(7_999), anybody(8_000)]).toEqual([false, true]);
  });

  it('a receipt of 0 earns nothing, not even a bonus that asks for no amount', () => {
    const bonuses = [{ key: 'gift', points: 5, when: { fact: 'birthday', eq: true } as const }];
    const programme: Programme = { ...mall, points: mall.points && { ...mall.points, bonuses } };
    expect(earn(0, { birthday: true, dayRank: 1, businessDate: MARCH_WEDNESDAY }, programme)).toMatchObject({
      earnedPoints: 0n,
      multiplierBp: 10_000,
      rules: [],
    });
    expect(earn(100, { birthday: true }, programme)).toMatchObject({
      basePoints: 0n,
      earnedPoints: 5n,
      rules: ['gift'],
    });
  });

  it('what was paid with a wallet earns points as the product says', () => {
    const tenders = [
      { kind: 'wallet', amountFen: fen(30_000) },
      { kind: 'cash', amountFen: fen(20_000) },
    ];
    expect(earn(50_000, { tenders }).basePoints).toBe(50n);
    const wallet = product('wallet');
    const storedValue = [{ ...wallet, spend: { ...wallet.spend, earnsPoints: false } }];
    expect(earn(50_000, { tenders }, { ...mall, storedValue }).basePoints).toBe(20n);
    expect(earn(10_000, { tenders }, { ...mall, storedValue }).basePoints).toBe(0n);
  });

  it('a programme without a points plan earns none', () => {
    expect(earn(50_000, {}, apparel)).toMatchObject({ earnedPoints: 0n, rules: [], explain: [] });
    expect(drawsFor({ balancePoints: points(8), earnedPoints: points(8), businessDate: PLAIN_DAY }, apparel)).toEqual(
      [],
    );
  });
});

describe('mall-vip: the wallet and messages', () => {
  it('the wallet has no bonus, no expiry and no cap', () => {
    const wallet = product('wallet');
    expect([
      rechargeBonus(fen(1_000_000), wallet),
      lotExpiry(parseRfc3339('1997-01-01T10:00:00+08:00'), wallet),
      wallet.recharge.balanceCapFen,
    ]).toEqual([0n, null, undefined]);
  });

  it('tells of a spend, of joining and of a raise, as service messages in both languages', () => {
    const told = (event: string, data: object) =>
      triggersFor(mall, event).flatMap((trigger) => [
        trigger.category,
        composeMessage(trigger, data, 'zh-CN', mall).text,
        composeMessage(trigger, data, 'en', mall).text,
      ]);
    expect(told('WalletSpent', { chargedFen: 123_450n, balanceAfterFen: 5n })).toEqual([
      'service',
      '您的会员钱包支付1,234.50元，余额0.05元。',
      'You paid 1,234.50 yuan with your wallet; 0.05 yuan are left.',
    ]);
    expect(told('MemberJoined', { grade: 'gold' })).toEqual([
      'service',
      '欢迎加入，您的等级是金卡。',
      'Welcome. Your grade is Gold.',
    ]);
    expect(told('GradeRaised', { toGrade: 'diamond', lifetimePoints: 8_000n })).toEqual([
      'service',
      '您的累计积分达到8000分，等级升为钻石卡。',
      'With 8000 points your grade is now Diamond.',
    ]);
    expect(told('WalletOpened', {})).toEqual([]);
  });

  it('a message that lacks a field of its event is our mistake', () => {
    const [trigger] = triggersFor(mall, 'WalletSpent');
    expect(() => trigger && composeMessage(trigger, { chargedFen: 1n }, 'en', mall)).toThrow(
      'the event has no money named balanceAfterFen',
    );
  });
});

describe('apparel-recharge', () => {
  it('gives 10% on each recharge, cut to the fen, and asks for at least 1,000', () => {
    const card = product('recharge-card');
    expect([100_000, 300_000, 499_999, 500_000].map((principal) => rechargeBonus(fen(principal), card))).toEqual([
      10_000n,
      30_000n,
      49_999n,
      50_000n,
    ]);
    expect(card.recharge.minFen).toBe(100_000);
  });

  it('uses the lot that expires first, equal ones oldest first, one that never expires last; then pro rata (A3)', () => {
    const card = product('recharge-card');
    const lot = (loadedOn: string) => ({
      loadedOn,
      expiresAt: lotExpiry(parseRfc3339(`${loadedOn}T10:00:00+08:00`), card),
      principalFen: fen(100_000),
      bonusFen: fen(10_000),
    });
    const never = { ...lot('2024-01-01'), expiresAt: null };
    const ordered = lotsInOrder(
      [never, lot('2025-06-01'), lot('2025-01-10'), { ...lot('2025-01-10'), loadedOn: 'later the same day' }],
      card,
    );
    expect(ordered.map((one) => one.loadedOn)).toEqual([
      '2025-01-10',
      'later the same day',
      '2025-06-01',
      '2024-01-01',
    ]);
    const oldestFirst: StoredValueProduct = { ...card, lots: { ...card.lots, order: 'oldestFirst' } };
    expect(lotsInOrder([never, lot('2025-06-01'), lot('2025-01-10')], oldestFirst).map((one) => one.loadedOn)).toEqual([
      '2024-01-01',
      '2025-06-01',
      '2025-01-10',
    ]);
    expect(takeFromLot(lot('2025-06-01'), fen(0), fen(115_000 - 110_000), card.lots.burn)).toEqual({
      principalFen: 4_545n,
      bonusFen: 455n,
    });
  });

  it('leaves to the product whether a short spend splits the tender or is declined (A4)', () => {
    expect([product('recharge-card').spend.shortfall, product('recharge-card-whole').spend.shortfall]).toEqual([
      'otherTender',
      'decline',
    ]);
  });

  it('a recharge of 2025-01-10 is usable through 2027-01-10 (example A6)', () => {
    const expiresAt = lotExpiry(parseRfc3339('2025-01-10T09:00:00+08:00'), product('recharge-card'));
    expect(expiresAt && businessDate(lastUsableInstant(expiresAt))).toBe('2027-01-10');
  });
});

describe('corporate-meal: clients', () => {
  it('clients of a meal card leave 5 a card, have one agent, and are refunded in 7 days or at 0.5% a day (C1, C4, C5)', () => {
    const meal = preset('corporate-meal');
    expect(productOf(meal, 'meal-card')?.client).toEqual({
      depositFen: 500,
      agentOnly: true,
      term: 'P6M',
      refundWithin: 'P7D',
      lateBpPerDay: 50,
    });
    const [card] = meal.storedValue ?? [];
    if (!card) throw new Error('the preset has a product');
    const bonusSteps = { between: 'exactOnly' as const, steps: [{ principalFen: 1, bonusFen: 1 }] };
    const stepsOnly = { ...meal, storedValue: [{ ...card, recharge: { minFen: 1, bonusSteps } }] };
    expect(lintProgramme(stepsOnly).map(({ path }) => path)).toEqual(['$.storedValue[0].client']);
  });
});
