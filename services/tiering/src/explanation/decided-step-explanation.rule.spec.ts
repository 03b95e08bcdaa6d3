import { describe, expect, it } from '@jest/globals';
import type { GradeApplied, MembershipEvent } from '@scrip/contracts';
import { type Programme, preset } from '@scrip/programme';
import { askedMeasures } from '../rating/rate-member.rule.ts';
import type { CorrectedMonth, GradeStepExplanation, KnownOfStep } from './decided-step-explanation.rule.ts';
import { explainStep } from './grade-step-explanation.rule.ts';

const fast = preset('bank-fastrise');
const stepDown = preset('bank-stepdown');
const criteria = preset('bank-criteria');
const of = (programme: Programme) => ({
  membershipId: 'mbr_01',
  holderId: 'hld_01',
  programmeId: programme.id,
  programmeVersion: 1,
});
const explained = (
  event: MembershipEvent,
  programme: Programme,
  known: Partial<KnownOfStep> = {},
): GradeStepExplanation => {
  const explanation = explainStep(event, programme, { facts: { values: {} }, months: [], applied: null, ...known });
  if (!explanation) throw new Error('a step is explained');
  return explanation;
};

describe('the explanation of a grade that was decided by other means than a receipt or a month', () => {
  it('says of a corrected month which value and which grade was and is', () => {
    const held = { oldStanding: 'extension', newStanding: 'met' };
    const month = { oldMetGrade: 'ordinary', newMetGrade: 'black-gold', oldGrade: 'platinum', newGrade: 'black-gold' };
    const event: MembershipEvent = {
      type: 'GradeRerated',
      data: {
        ...of(fast),
        runId: 'rtr_02',
        months: [{ month: '2025-11', ...month, ...held }],
        fromGrade: 'platinum',
        toGrade: 'black-gold',
        toStanding: 'met',
        missedRatings: 0,
        effectiveDate: '2025-12-01',
      },
    };
    const known = (is: string): readonly CorrectedMonth[] => [
      { month: '2025-11', programme: fast, facts: { values: {} }, was: '0/30', is },
    ];
    const told = explained(event, fast, { months: known('3000000000/30') });
    expect(told).toMatchObject({ fact: 'GradeRerated', agrees: true });
    expect(told.rules.map(({ rule, met }) => [rule.split(':')[1], met])).toEqual([
      ['platinum', true],
      ['black-gold', true],
    ]);
    expect(told.words).toEqual({
      'zh-CN':
        '数值更正后重新评定：2025-11：当月存款平均由0.00元改为1,000,000.00元，达到的等级由普通改为黑金级，评定后由白金级（延展期）改为黑金级（正常）。现等级由白金级改为黑金级，自2025-12-01起。',
      en: 'Rated again after values were corrected: 2025-11: average of deposits over the month was 0.00 yuan, is 1,000,000.00 yuan, met was Ordinary, is Black-gold, the grade was Platinum (in an extension), is Black-gold (in full). Now the grade is Black-gold instead of Platinum from 2025-12-01 on.',
    });
    expect(explained(event, fast, { months: known('0/30') }).agrees).toBe(false);
  });

  it('says of an instant rating what was bought, what was measured and who approved it', () => {
    const [measure] = askedMeasures(stepDown);
    if (!measure) throw new Error('the preset measures something');
    const event: MembershipEvent = {
      type: 'GradeRatedInstantly',
      data: {
        ...of(stepDown),
        fromGrade: 'ordinary',
        toGrade: 'platinum',
        ratingId: 'irt_1',
        month: '2025-03',
        settlesMonth: true,
        standard: 'average-balance',
        measured: [{ measure: measure.key, total: '30000000', over: '1' }],
        productKey: 'fund-plan',
        decidedBy: 'head',
        effectiveDate: '2025-03-14',
      },
    };
    const facts = { values: { keyClientExecutive: false } };
    const told = explained(event, stepDown, { facts });
    expect(told.agrees).toBe(true);
    expect(told.rules.find(({ rule }) => rule === 'average-balance:platinum')).toMatchObject({ met: true });
    expect(told.words).toEqual({
      'zh-CN':
        '客户申请的即时评定irt_1通过；已购买指定产品fund-plan；当月存款平均为300,000.00元；达到标准月日均余额；由head批准；等级由普通改为白金级，自2025-03-14起；2025-03不再做系统评定。',
      en: 'The instant rating irt_1 was passed; the named product fund-plan was bought; average of deposits over the month is 300,000.00 yuan; the standard Average balance in the month is met; head approved it; the grade is Platinum instead of Ordinary from 2025-03-14 on; 2025-03 has no system rating.',
    });
  });

  it('says of a grade by hand who approved it, why and until when, and how it ended', () => {
    const applied = { approvalKey: 'vip-application', standard: 'housing-loan' } as GradeApplied;
    const grant = {
      ...of(criteria),
      fromGrade: 'ordinary',
      toGrade: 'branch-vip',
      applicationId: 'gap_1',
      effectiveDate: '2026-01-10',
      untilDate: '2026-06-30',
      role: 'branch-head',
      approvedBy: 'head-1',
    };
    const told = explained({ type: 'GradeGranted', data: grant }, criteria, { applied });
    expect(told).toMatchObject({ agrees: true, asked: { standard: 'housing-loan', untilDate: '2026-06-30' } });
    expect(told.words).toEqual({
      'zh-CN':
        '贵宾申请（gap_1）由branch-head（head-1）批准，申请依据为住房贷款：等级由普通改为分行贵宾，自2026-01-10起，至2026-06-30止，期间评定不降低该等级。',
      en: 'VIP application (gap_1) was approved by head-1 as branch-head, entitled by Housing loan: the grade is Branch VIP instead of Ordinary from 2026-01-10 on; it stands through 2026-06-30, and no rating takes it before.',
    });
    const clerk = { ...grant, role: 'customer-manager', untilDate: null };
    expect(explained({ type: 'GradeGranted', data: clerk }, criteria, { applied }).agrees).toBe(false);
    const back = { ...of(criteria), fromGrade: 'branch-vip', toGrade: 'ordinary', applicationId: 'gap_1' };
    const over = { ...back, effectiveDate: '2026-07-01', cause: 'term_over', endedBy: null };
    expect(explained({ type: 'GradeGrantEnded', data: over }, criteria).words).toEqual({
      'zh-CN': '经申请gap_1授予的等级期限已满：等级由分行贵宾改为普通，自2026-07-01起。',
      en: 'The grade given by the application gap_1 ended, its term is over: the grade is Ordinary instead of Branch VIP from 2026-07-01 on.',
    });
    const taken = { ...over, cause: 'loan_sold', endedBy: 'head-1' };
    expect(explained({ type: 'GradeGrantEnded', data: taken }, criteria).words).toEqual({
      'zh-CN': '经申请gap_1授予的等级由head-1终止（loan_sold）：等级由分行贵宾改为普通，自2026-07-01起。',
      en: 'The grade given by the application gap_1 ended, head-1 ended it (loan_sold): the grade is Ordinary instead of Branch VIP from 2026-07-01 on.',
    });
  });

  it('says of a merge which membership came with which grade, and which grade stays', () => {
    const event: MembershipEvent = {
      type: 'MembershipTakenOver',
      data: {
        ...of(fast),
        fromGrade: 'ordinary',
        toGrade: 'platinum',
        toStanding: 'met',
        missedRatings: 0,
        fromMembershipId: 'mbr_02',
        fromHolderId: 'hld_02',
        mergeId: 'hmg_1',
        otherGrade: 'platinum',
        grant: null,
        settledMonths: [],
        effectiveDate: '2026-01-10',
      },
    };
    const told = explained(event, fast);
    expect(told).toMatchObject({ agrees: true, asked: { fromMembershipId: 'mbr_02', otherGrade: 'platinum' } });
    expect(told.words).toEqual({
      'zh-CN':
        '持卡人hld_02与本人为同一人（hmg_1），其会员资格mbr_02（等级白金级）并入本会员（等级普通）：保留较高的白金级，自2026-01-10起。',
      en: 'hld_02 is the same person (hmg_1): the membership mbr_02 with Platinum goes on in this one with Ordinary, and the higher one stays, Platinum, from 2026-01-10 on.',
    });
    const lower = { ...event.data, toGrade: 'ordinary' } as Extract<
      typeof event,
      { type: 'MembershipTakenOver' }
    >['data'];
    expect(explained({ type: 'MembershipTakenOver', data: lower }, fast).agrees).toBe(false);
  });
});
