import { describe, expect, it } from '@jest/globals';
import {
  amenitySet,
  approvalOf,
  authorityFor,
  checkProgramme,
  clausesOf,
  entitlementsOf,
  evaluate,
  gradesWith,
  inWords,
  type Measured,
  measuredParts,
  measureKey,
  measuresAsked,
  preset,
  servicesOf,
} from './index.ts';

/** Every problem of a preset after some changes to a copy of it, as `path code`. */
const problemsOf = (name: string, ...changes: readonly (readonly [way: string, value: unknown])[]) => {
  const document = structuredClone(preset(name));
  for (const [way, value] of changes) {
    const steps = way.split('.');
    const last = steps.pop() ?? '';
    const part = steps.reduce<object>((at, step) => Reflect.get(at, step), document);
    if (value === undefined) Reflect.deleteProperty(part, last);
    else Reflect.set(part, last, value);
  }
  const checked = checkProgramme(document);
  return checked.kind === 'valid' ? [] : checked.problems.map(({ path, code }) => `${path} ${code}`);
};
const month = { kind: 'calendarMonth', take: 'average' } as const;

describe('the sections of a document', () => {
  it('rate for grades that are there, the lowest first, each needing more', () => {
    expect(problemsOf('bank-fastrise', ['grades', undefined], ['tiers.standards.0.met.0.grade', 'gold'])).toEqual([
      '$.tiers.standards[0].met[0].grade grade_unknown',
      '$.tiers.standards[0].met[1].grade grade_unknown',
      '$.tiers grades_missing',
    ]);
    expect(problemsOf('bank-fastrise', ['tiers.standards.0.met.1.when.gte', 30_000_000])).toEqual([
      '$.tiers.standards[0].met[1].when.gte grade_needs_more',
    ]);
    expect(
      problemsOf(
        'bank-fastrise',
        ['tiers.standards.0.met.0.grade', 'black-gold'],
        ['tiers.standards.0.met.1.grade', 'platinum'],
      ),
    ).toEqual([
      '$.tiers.standards[0].met[0].when.gte grade_needs_more',
      '$.tiers.standards[0].met[1].grade grade_out_of_order',
    ]);
  });

  it('measure over windows that make sense, and only where measures are known', () => {
    const at = 'tiers.standards.0.met.0.when';
    const path = '$.tiers.standards[0].met[0].when';
    const deposits = (window: object) => ({ metric: 'depositsFen', window, gte: 1 });
    expect(problemsOf('bank-fastrise', [at, deposits({ kind: 'rolling', take: 'average' })])).toEqual([
      `${path}.window.length window_length_missing`,
    ]);
    expect(
      problemsOf('bank-fastrise', [at, deposits({ kind: 'calendarMonth', length: 'P1M', take: 'sum', per: 'day' })]),
    ).toEqual([
      `${path}.window.length window_length_unused`,
      `${path}.window.per window_divisor_unused`,
      `${path}.window.take stock_not_summed`,
    ]);
    expect(
      problemsOf('bank-fastrise', [at, { metric: 'spendingFen', window: { ...month, take: 'last' }, gte: 1 }]),
    ).toEqual([`${path}.window.take flow_has_no_last`]);
    expect(problemsOf('mall-vip', ['joining.0.when', deposits(month)])).toEqual([
      '$.joining[0].when.metric metric_not_known',
    ]);
    expect(problemsOf('mall-vip', ['joining.0.when', { segment: 'best' }])).toEqual([
      '$.joining[0].when.segment segment_not_known',
    ]);
  });

  it('name products, segments and entitlements that are there', () => {
    expect(
      problemsOf(
        'bank-stepdown',
        ['tiers.cardLevels.0.product', 'tin-card'],
        ['storedValue.0.card.replacement.segments', ['best']],
        ['parent', 'bank-stepdown'],
        ['approvals.0.product', 'tin-card'],
      ),
    ).toEqual([
      '$.parent parent_is_itself',
      '$.tiers.cardLevels[0].product product_unknown',
      '$.approvals[0].product product_unknown',
      '$.storedValue[0].card.replacement.segments[0] segment_unknown',
    ]);
    expect(
      problemsOf(
        'mall-vip',
        ['points.multipliers.0.when', { segment: 'best' }],
        ['entitlements.0.effect.stock', { giftKey: 'umbrella', counterKey: 'nowhere' }],
      ).toSorted(),
    ).toEqual([
      '$.entitlements[0].effect.stock.counterKey counter_unknown',
      '$.points.multipliers[0].when.segment segment_unknown',
    ]);
    expect(problemsOf('mall-vip', ['benefits.grades.1.entitlements', ['free-lunch']])).toEqual([
      '$.benefits.grades[1].entitlements[0] entitlement_unknown',
    ]);
    expect(problemsOf('mall-svip', ['entitlements.0.grant.when', { segment: 'best' }])).toEqual([
      '$.entitlements[0].grant.when.segment segment_unknown',
    ]);
    expect(problemsOf('hotel-reception', ['entitlements.0.effect.instead.0.item', 'caviar'])).toEqual([
      '$.entitlements[0].effect.instead[0].item item_unknown',
    ]);
    expect(problemsOf('insurer-services', ['entitlements.1.shareable', 'holderOnly'])).toEqual([
      '$.entitlements[1].relatives relatives_not_allowed',
    ]);
    expect(problemsOf('insurer-services', ['contracts', undefined])).toEqual([
      '$.entitlements[0].grant.on contract_missing',
      '$.entitlements[1].grant.on contract_missing',
      '$.entitlements[2].grant.on contract_missing',
    ]);
    expect(problemsOf('insurer-services', ['entitlements.1.relatives', undefined])).toEqual([
      '$.entitlements[1].shareable relatives_missing',
    ]);
  });

  it('contact in words that somebody writes, and by the last purchase only where it is asked for', () => {
    const lapsed = { from: 'P2M', to: 'P3M' };
    expect(
      problemsOf(
        'mall-vip',
        // Greetings and calls after a purchase and a return, and a call that would fall to a text.
        ['contact.outreach.4.lapsed', lapsed],
        ['contact.outreach.7.channel', 'sms'],
        ['contact.outreach.9.lapsed', lapsed],
        ['contact.outreach.10.otherwise', ['sms']],
        ['contact.feedback.questions.1.key', 'goods'],
      ),
    ).toEqual([
      '$.contact.feedback.questions[1].key key_taken',
      '$.contact.outreach[4].lapsed lapsed_not_asked',
      '$.contact.outreach[7].template template_missing',
      '$.contact.outreach[9].lapsed lapsed_not_asked',
      '$.contact.outreach[10].template template_missing',
    ]);
    expect(problemsOf('mall-vip', ['contact.outreach.0.template', undefined])).toEqual([]);
    expect(problemsOf('mall-vip', ['contact.outreach.0.template', undefined], ['contact.drafts', undefined])).toEqual([
      '$.contact.outreach[0].template template_missing',
    ]);
    expect(problemsOf('mall-vip', ['contact.churn.metric', 'pointsEarned'])).toEqual([
      '$.contact.churn.metric value_unknown',
    ]);
    expect(problemsOf('mall-vip', ['contact.churn.window', { kind: 'lifetime', take: 'sum' }])).toEqual([
      '$.contact.churn.window.kind value_unknown',
    ]);
  });

  it('contact by templates that need nothing, with a way out of marketing', () => {
    expect(
      problemsOf(
        'mall-vip',
        ['contact.optOut', undefined],
        ['contact.outreach.0.template', 'spend-receipt'],
        ['contact.outreach.11.lapsed', { from: 'P3M', to: 'P2M' }],
        ['contact.festivals.0.template', 'nothing'],
        ['contact.windows.0.slots.0.to', '12:30'],
        ['contact.outreach.1.otherwise', ['call', 'call']],
        ['contact.calls.unreached', { template: 'spend-receipt', channel: 'sms', otherwise: ['sms'] }],
      ),
    ).toEqual([
      '$.contact.outreach[0].template template_has_variables',
      '$.contact.outreach[0].category marketing_without_opt_out',
      '$.contact.outreach[1].otherwise[1] channel_twice',
      '$.contact.outreach[3].category marketing_without_opt_out',
      '$.contact.outreach[11].lapsed.from period_upside_down',
      '$.contact.festivals[0].template template_unknown',
      '$.contact.calls.unreached.template template_has_variables',
      '$.contact.calls.unreached.otherwise[0] channel_twice',
      '$.contact.windows[0].slots[0].to times_equal',
    ]);
  });

  it('contact by conditions on what is known of a holder, wherever they stand', () => {
    const assets = { metric: 'financialAssetsFen', window: { kind: 'lifetime', take: 'last' }, gte: 1 };
    const lowered = { fact: 'gradeOutcome', eq: 'lowered' };
    expect(
      problemsOf(
        'mall-vip',
        ['contact.outreach.0.when', assets],
        ['contact.festivals.0.when', { not: assets }],
        ['contact.feedback.when', { segment: 'nobody' }],
        ['contact.triggers.0.when', { any: [lowered, { grade: { atLeast: 'gold' } }] }],
        ['contact.triggers.1.when', assets],
        ['contact.triggers.2.when', { fact: 'gradeOutcome', eq: 'fallen' }],
      ),
    ).toEqual([
      '$.contact.outreach[0].when.metric metric_not_heard',
      '$.contact.festivals[0].when.not.metric metric_not_heard',
      '$.contact.feedback.when.segment segment_unknown',
      '$.contact.triggers[0].when.any[0].fact fact_not_known',
      '$.contact.triggers[1].when.metric metric_not_heard',
      '$.contact.triggers[2].when.eq value_unknown',
    ]);
    const purchases = { metric: 'purchases', window: { kind: 'rolling', length: 'P1Y', take: 'sum' }, gte: 1 };
    expect(
      problemsOf(
        'mall-vip',
        ['contact.triggers.2.when', { all: [lowered, purchases] }],
        ['contact.triggers.2.after', 'P1D'],
      ),
    ).toEqual([]);
    // Points, stored value, benefits, passes, the class of visits, the birthday and points over time are heard of.
    const heard = [
      { fact: 'balancePoints', gte: 100 },
      { fact: 'lifetimePoints', gte: 100 },
      { fact: 'walletBalanceFen', lte: 1_000 },
      { fact: 'reservedUses', gte: 1 },
      { fact: 'daysSincePass', gte: 7 },
      { fact: 'visitClass', eq: 'class-a' },
      { fact: 'birthday', eq: true },
      { metric: 'earnedPoints', window: { kind: 'calendarMonth', take: 'sum' }, gte: 1 },
    ];
    expect(
      problemsOf(
        'mall-vip',
        ['contact.outreach.0.when', { any: heard }],
        ['contact.festivals.0.when', { any: heard }],
        ['contact.feedback.when', { any: heard }],
        ['contact.triggers.0.when', { any: heard }],
        ['contact.triggers.2.when', { any: heard }],
      ),
    ).toEqual([]);
  });

  it('contact by places of the day only after a purchase, and where the points plan counts them', () => {
    const place = { rank: { of: 'firstPurchaseOfDay', lte: 10 } };
    const asked: readonly (readonly [string, unknown])[] = [
      ['contact.outreach.0.when', place],
      ['contact.outreach.7.when', place],
      ['contact.festivals.0.when', place],
      ['contact.triggers.0.when', place],
    ];
    expect(problemsOf('mall-vip', ...asked)).toEqual([
      '$.contact.outreach[0].when.rank rank_before_day',
      '$.contact.festivals[0].when.rank rank_before_day',
    ]);
    expect(problemsOf('mall-vip', ...asked, ['points.multipliers', []])).toEqual([
      '$.contact.outreach[0].when.rank rank_before_day',
      '$.contact.outreach[7].when.rank rank_not_counted',
      '$.contact.festivals[0].when.rank rank_before_day',
      '$.contact.triggers[0].when.rank rank_not_counted',
    ]);
  });

  it('agree with the right side, and let clocks run', () => {
    expect(
      problemsOf(
        'wholesale-agency',
        ['contracts.0.with', 'agent'],
        ['contracts.0.endedWithin', 'P1M'],
        ['contracts.0.wholesale.discountSteps.1.fromCards', 1],
      ),
    ).toEqual([
      '$.contracts[0].wholesale contract_terms_of_other',
      '$.contracts[0].wholesale.discountSteps[1].fromCards steps_not_rising',
      '$.contracts[0].endedWithin ended_within_unused',
    ]);
    expect(
      problemsOf(
        'mall-vip',
        ['cases.0.clocks.1.stops', 'answered'],
        ['cases.0.compensation.authorities.2.upToFen', 200_000],
      ),
    ).toEqual([
      '$.cases[0].clocks[1].stops clock_in_a_circle',
      '$.cases[0].compensation.authorities[2].upToFen steps_not_rising',
    ]);
  });

  it('have a card with a range that fits and a PIN that says when', () => {
    const number = { prefix: '9156', digits: 16, from: '2', to: '1' };
    expect(
      problemsOf(
        'apparel-recharge',
        ['storedValue.0.card.number', number],
        ['storedValue.0.card.pin', { digits: 6, triesMax: 3, use: 'aboveAmount' }],
        ['storedValue.1.card.number', { ...number, from: '123456789012' }],
      ),
    ).toEqual([
      '$.storedValue[0].card.number.from range_upside_down',
      '$.storedValue[0].card.pin.aboveFen pin_amount_missing',
      '$.storedValue[1].card.number.from range_digits',
    ]);
  });

  it('refuse a field that they do not have, by its path', () => {
    expect(problemsOf('bank-stepdown', ['tiers.miss.mercy', true])).toEqual(['$.tiers.miss.mercy field_unknown']);
    expect(problemsOf('mall-svip', ['segments.0.by.colour', 'red'])).toEqual(['$.segments[0].by.colour field_unknown']);
  });
});

describe('what is measured', () => {
  const [ofYear] = measuresAsked(preset('bank-criteria').tiers?.standards[0]?.met[0]?.when ?? { all: [] });
  if (!ofYear) throw new Error('the preset measures');
  const when = { ...ofYear, gte: 20_000_000 };
  const assets = (total: bigint, over: bigint) => {
    const measures = new Map<string, Measured>([[measureKey(ofYear), { total, over }]]);
    return evaluate(when, { values: {}, measures });
  };

  it('is compared exactly: an average a twelfth of a fen below the limit does not meet it', () => {
    expect([assets(240_000_000n, 12n).met, assets(239_999_999n, 12n).met]).toEqual([true, false]);
    expect(inWords(assets(239_999_988n, 12n).explain, 'en')).toBe(
      'no: average of financial assets over the last P12M is 199,999.99 yuan, wanted at least 200,000.00 yuan',
    );
    expect(inWords(assets(240_000_000n, 12n).explain, 'zh-CN')).toMatch(/^是：最近P12M金融资产平均为200,000.00元/);
  });

  it('is asked for once, and a sum of several is asked for by its parts', () => {
    expect(measuresAsked({ any: [when, { not: when }, { fact: 'birthday', eq: true }] })).toEqual([ofYear]);
    expect(clausesOf({ any: [when, { all: [{ not: when }, { fact: 'birthday', eq: true }] }] })).toEqual([
      when,
      when,
      { fact: 'birthday', eq: true },
    ]);
    expect(measuredParts('financialAssetsFen')).toEqual(['depositsFen', 'fundsFen', 'otherAssetsFen']);
    expect(measuredParts('spendingFen')).toEqual(['spendingFen']);
  });
});

describe('benefits and authorities', () => {
  it('a higher grade has what the grades below it have', () => {
    const mall = preset('mall-vip');
    expect(entitlementsOf(mall, 'gold')).toEqual(['birthday-gift']);
    expect(entitlementsOf(mall, 'diamond')).toEqual(['birthday-gift', 'quarterly-gift', 'appreciation-event']);
    expect(
      entitlementsOf({ ...mall, benefits: mall.benefits && { ...mall.benefits, inherit: false } }, 'diamond'),
    ).toEqual(['quarterly-gift', 'appreciation-event']);
    expect(entitlementsOf(mall, 'tin')).toEqual([]);
  });

  it('a level has the services of those below it, and what each item may cost', () => {
    const hotel = preset('hotel-reception');
    expect(['a', 'c'].map((grade) => servicesOf(hotel, grade).map(({ key }) => key))).toEqual([
      ['welcome-at-door'],
      [],
    ]);
    expect(gradesWith(preset('mall-vip'), 'quarterly-gift')).toEqual(['diamond']);
    const [effect] = hotel.entitlements?.map((entitlement) => entitlement.effect) ?? [];
    if (!effect) throw new Error('the preset has amenities');
    const laidOut = (grade: string, foreignGuest = false) =>
      amenitySet(effect, { grade, foreignGuest })?.map(({ key, budgetFen }) => [key, budgetFen]);
    expect(['a', 'b', 'c', 'd'].map((grade) => laidOut(grade))).toEqual([
      [
        ['fruit', 6_000],
        ['flowers', 3_500],
        ['pastry', 1_000],
        ['wine', 1_000],
      ],
      [
        ['fruit', 4_000],
        ['flowers', 2_500],
        ['pastry', 1_000],
      ],
      [
        ['fruit', 2_500],
        ['flowers', 1_500],
      ],
      [
        ['fruit', 1_000],
        ['flowers', 200],
      ],
    ]);
    expect(laidOut('b', true)?.map(([key]) => key)).toEqual(['guest-wine', 'cheese', 'flowers', 'pastry']);
    expect(laidOut('c', true)).toEqual(laidOut('c'));
    expect(laidOut('z')).toBeUndefined();
  });

  it('each level of a reception has an authority and a budget of its own', () => {
    const reception = approvalOf(preset('hotel-reception'), 'reception');
    if (!reception) throw new Error('the preset has receptions');
    expect(['a', 'b', 'c', 'd', 'e'].map((grade) => authorityFor(reception, grade)?.roles[0])).toEqual([
      'general-manager',
      'deputy-general-manager',
      'director',
      'department-manager',
      undefined,
    ]);
    const instant = approvalOf(preset('bank-stepdown'), 'instant-rating');
    expect(instant && authorityFor(instant, null)?.roles).toEqual(['branch-head']);
  });
});
