import { describe, expect, it } from '@jest/globals';
import type { GradeRated, MembershipEvent } from '@scrip/contracts';
import { fen, points } from '@scrip/money';
import { measureKey, preset, ratingMeasures } from '@scrip/programme';
import type { GradeStepExplanation, KnownOfStep } from './decided-step-explanation.rule.ts';
import { explainStep } from './grade-step-explanation.rule.ts';

const mall = preset('mall-vip');
const bank = preset('bank-fastrise');
const member = { membershipId: 'mbr_01', holderId: 'hld_01', programmeId: 'mall-vip', programmeVersion: 1 };
const NOTHING: KnownOfStep = { facts: { values: {} }, months: [], applied: null };
const explained = (event: MembershipEvent, programme = mall): GradeStepExplanation => {
  const explanation = explainStep(event, programme, NOTHING);
  if (!explanation) throw new Error('a step is explained');
  return explanation;
};

describe('the explanation of a step of a grade', () => {
  it('says of a joining which rules the receipts met, and how much the next one lacked', () => {
    const data = {
      ...member,
      grade: 'gold',
      rule: 'join-gold',
      receiptIds: ['r-1', 'r-2'],
      receiptsTotalFen: fen(31_000),
      businessDate: '2025-05-08',
      applicationId: null,
      role: null,
      approvedBy: null,
    };
    const { rules, agrees, words } = explained({ type: 'MemberJoined', data });
    expect(rules.map(({ rule, met, counted, wouldMeet }) => [rule, met, counted, wouldMeet?.en])).toEqual([
      ['join-gold', true, true, undefined],
      ['join-diamond', false, false, '2,690.00 yuan more of receipts of the day would have met it'],
    ]);
    expect([agrees, words.en]).toEqual([true, 'Joined with receipts of 2025-05-08: Gold (join-gold).']);
  });

  it('says of a raise with how many points the rule was asked; a fact that the version does not give is told as such', () => {
    const data = {
      ...member,
      fromGrade: 'gold',
      toGrade: 'diamond',
      rule: 'lifetime-8000',
      receiptId: 'r-9',
      lifetimePoints: points(8_000),
      balancePoints: null,
      reachedBy: null,
      reference: null,
    };
    const explanation = explained({ type: 'GradeRaised', data });
    expect(explanation).toMatchObject({ fact: 'GradeRaised', agrees: true, fromGrade: 'gold', toGrade: 'diamond' });
    expect(explanation.rules[0]?.words['zh-CN']).toBe('是：累计积分为8000分，要求不低于8000分');
    expect(explanation.words).toEqual({
      'zh-CN': '小票r-9使累计积分达到8000分，等级由金卡升为钻石卡（lifetime-8000）。',
      en: 'Receipt r-9 brought the lifetime points to 8000: from Gold to Diamond (lifetime-8000).',
    });
    const corrected = {
      ...data,
      receiptId: '',
      reachedBy: 'adjustment',
      reference: 'paj_1',
      balancePoints: points(90),
    };
    expect(explained({ type: 'GradeRaised', data: corrected })).toMatchObject({
      asked: { receiptId: null, reachedBy: 'adjustment', reference: 'paj_1' },
      agrees: true,
      words: {
        'zh-CN': '人工调整paj_1使累计积分达到8000分，余额90分，等级由金卡升为钻石卡（lifetime-8000）。',
        en: 'The correction paj_1 brought the lifetime points to 8000, the balance to 90: from Gold to Diamond (lifetime-8000).',
      },
    });
    const short = { ...data, lifetimePoints: points(7_999) };
    expect(explained({ type: 'GradeRaised', data: short }).agrees).toBe(false);
  });

  it('says of a rating what was measured, what each grade asked, and what became of the grade', () => {
    const [measure] = ratingMeasures(bank);
    if (!measure) throw new Error('the preset measures something');
    const data: GradeRated = {
      ...member,
      programmeId: bank.id,
      runId: 'rtr_01',
      month: '2025-04',
      fromGrade: 'black-gold',
      toGrade: 'black-gold',
      metGrade: 'platinum',
      standard: bank.tiers?.standards[0]?.key ?? '',
      outcome: 'extended',
      fromStanding: 'met',
      toStanding: 'extension',
      missedRatings: 1,
      measured: [{ measure: measureKey(measure), total: '30000000', over: '1' }],
      effectiveDate: '2025-05-01',
    };
    const explanation = explained({ type: 'GradeRated', data }, bank);
    expect(explanation.agrees).toBe(true);
    expect(explanation.rules.map(({ rule, met }) => [rule.split(':')[1], met])).toEqual([
      ['platinum', true],
      ['black-gold', false],
    ]);
    expect(explanation.rules[1]?.clause.lack).toMatchObject({ needed: 100_000_000n, missing: 70_000_000n });
    expect(explanation.words.en).toContain(
      'missed and kept for now, from Black-gold to Black-gold (missed 1 of the ratings in a row)',
    );
  });

  it('says of an approved application for a card who approved it, and of a launch day that no receipt was asked', () => {
    const hotel = preset('hotel-card');
    const approved = {
      ...member,
      programmeId: 'hotel-card',
      grade: 'gold',
      rule: 'hotel-card',
      receiptIds: [],
      receiptsTotalFen: fen(0),
      businessDate: '2026-03-01',
      applicationId: 'apl_1',
      role: 'sales-director',
      approvedBy: 'director-1',
    };
    expect(explained({ type: 'MemberJoined', data: approved }, hotel)).toMatchObject({
      asked: { applicationId: 'apl_1', role: 'sales-director', approvedBy: 'director-1' },
      agrees: true,
      words: {
        'zh-CN': '贵宾卡申请（apl_1）于2026-03-01由sales-director（director-1）批准，自该日起入会，等级金卡。',
        en: 'Application for the card (apl_1) was approved on 2026-03-01 by director-1 as sales-director: a member from then on, Gold.',
      },
    });
    const clerk = { ...approved, role: 'guest-relations-manager' };
    expect(explained({ type: 'MemberJoined', data: clerk }, hotel).agrees).toBe(false);
    const launch = { ...approved, rule: 'launch', applicationId: null, role: null, approvedBy: null };
    expect(explained({ type: 'MemberJoined', data: launch }, hotel).words).toEqual({
      'zh-CN': '2026-03-01免小票入会，等级金卡（launch）。',
      en: 'Joined on 2026-03-01 without receipts: Gold (launch).',
    });
  });
});
