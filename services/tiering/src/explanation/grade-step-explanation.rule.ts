/** Why a member has a grade: rebuilt from the fact of the step and the version it was decided under, never from today's terms. */
import type { GradeRaised, GradeRated, MemberJoined, MembershipEvent } from '@scrip/contracts';
import { points } from '@scrip/money';
import {
  gradeName,
  gradeOnJoin,
  gradesMet,
  type LocalText,
  lowestGrade,
  type Programme,
  raiseFor,
} from '@scrip/programme';
import {
  ended,
  type GradeStepExplanation,
  granted,
  type KnownOfStep,
  mayApprove,
  ratedInstantly,
  rerated,
  standardName,
  takenOver,
  toldRules,
  withFigures,
} from './decided-step-explanation.rule.ts';

/** The facts that steps are made of: those that name a grade before and after, and the joining. */
export type StepEvent = MembershipEvent;

/**
 * Explains a step (domain 2.1, M5 and M7; 2.6 to 2.8, 2.11). `known` is what the fact does not repeat. Undefined for a fact
 * that changed no grade.
 */
export function explainStep(
  event: StepEvent,
  programme: Programme,
  known: KnownOfStep,
): GradeStepExplanation | undefined {
  switch (event.type) {
    case 'MemberJoined':
      return joined(event.data, programme);
    case 'GradeRaised':
      return raised(event.data, programme);
    case 'GradeRated':
      return rated(event.data, programme, known);
    case 'GradeRerated':
      return rerated(event.data, programme, known);
    case 'GradeRatedInstantly':
      return ratedInstantly(event.data, programme, known);
    case 'GradeGranted':
      return granted(event.data, programme, known);
    case 'GradeGrantEnded':
      return ended(event.data, programme);
    case 'MembershipTakenOver':
      return takenOver(event.data, programme);
    case 'MembershipClosed':
      return undefined;
  }
}

function joined(data: MemberJoined, programme: Programme): GradeStepExplanation {
  const { grade: toGrade, rule, receiptsTotalFen, receiptIds, businessDate, programmeVersion } = data;
  const { applicationId, role, approvedBy } = data;
  const name = gradeName(toGrade, programme);
  const step = { fact: 'MemberJoined', programmeVersion, fromGrade: null, toGrade };
  if (applicationId !== null) {
    const approval = programme.approvals?.find(({ key }) => key === rule);
    const form = approval?.name ?? { 'zh-CN': rule, en: rule };
    return {
      ...step,
      asked: { applicationId, role, approvedBy, businessDate },
      rules: [],
      words: {
        'zh-CN': `${form['zh-CN']}（${applicationId}）于${businessDate}由${role}（${approvedBy}）批准，自该日起入会，等级${name['zh-CN']}。`,
        en: `${form.en} (${applicationId}) was approved on ${businessDate} by ${approvedBy} as ${role}: a member from then on, ${name.en}.`,
      },
      // Where the programme rates, the level that was approved is given after the joining, by hand.
      agrees:
        approval !== undefined &&
        (mayApprove(approval, toGrade, role) ||
          (programme.tiers !== undefined &&
            toGrade === lowestGrade(programme) &&
            approval.authorities.some(({ roles }) => role !== null && roles.includes(role)))),
    };
  }
  const joining = gradeOnJoin({ sameDayTotalFen: receiptsTotalFen, businessDate }, programme);
  const by =
    receiptIds.length === 0
      ? { 'zh-CN': `${businessDate}免小票入会`, en: `Joined on ${businessDate} without receipts` }
      : { 'zh-CN': `凭${businessDate}的小票入会`, en: `Joined with receipts of ${businessDate}` };
  return {
    ...step,
    asked: { receiptsTotalFen, receiptIds, businessDate },
    ...toldRules(joining.explain),
    words: {
      'zh-CN': `${by['zh-CN']}，等级${name['zh-CN']}（${rule}）。`,
      en: `${by.en}: ${name.en} (${rule}).`,
    },
    agrees: joining.grade === toGrade && joining.rule === rule,
  };
}

/** What brought points to a threshold, in words; of a receipt and of what came before others were told, its number says it. */
const REACHED: Readonly<Record<string, (reference: string) => LocalText>> = {
  adjustment: (reference) => ({ 'zh-CN': `人工调整${reference}`, en: `The correction ${reference}` }),
  merge: (reference) => ({ 'zh-CN': `并入账户${reference}`, en: `The points of the account ${reference}` }),
  confirmation: () => ({ 'zh-CN': '待生效积分可用', en: 'Points that may be used now' }),
  use_reversed: (reference) => ({ 'zh-CN': `撤销使用${reference}`, en: `Undoing the use ${reference}` }),
  grant: (reference) => ({
    'zh-CN': `权益使用${reference}赠送的积分`,
    en: `The points that the use ${reference} gave`,
  }),
};

function raised(data: GradeRaised, programme: Programme): GradeStepExplanation {
  const { fromGrade, toGrade, rule, receiptId, lifetimePoints, balancePoints, programmeVersion } = data;
  const { reachedBy, reference } = data;
  // Before the fact kept the balance no programme asked for it; the lifetime count is never below it then.
  const asked = { grade: fromGrade, lifetimePoints, balancePoints: balancePoints ?? points(lifetimePoints) };
  const rise = raiseFor(asked, programme);
  const [from, to] = [gradeName(fromGrade, programme), gradeName(toGrade, programme)];
  const by = REACHED[reachedBy ?? '']?.(reference ?? '') ?? { 'zh-CN': `小票${receiptId}`, en: `Receipt ${receiptId}` };
  const balance = {
    'zh-CN': balancePoints === null ? '' : `，余额${balancePoints}分`,
    en: balancePoints === null ? '' : `, the balance to ${balancePoints}`,
  };
  return {
    fact: 'GradeRaised',
    programmeVersion,
    fromGrade,
    toGrade,
    asked: { receiptId: receiptId === '' ? null : receiptId, reachedBy, reference, lifetimePoints, balancePoints },
    ...toldRules(rise?.explain ?? []),
    words: {
      'zh-CN': `${by['zh-CN']}使累计积分达到${lifetimePoints}分${balance['zh-CN']}，等级由${from['zh-CN']}升为${to['zh-CN']}（${rule}）。`,
      en: `${by.en} brought the lifetime points to ${lifetimePoints}${balance.en}: from ${from.en} to ${to.en} (${rule}).`,
    },
    agrees: rise?.toGrade === toGrade && rise.rule === rule,
  };
}

/** What a rating did, in words. */
const OUTCOMES: Readonly<Record<string, LocalText>> = {
  raised: { 'zh-CN': '升级', en: 'raised' },
  confirmed: { 'zh-CN': '恢复正常', en: 'held in full again' },
  extended: { 'zh-CN': '未达标，延展保留', en: 'missed and kept for now' },
  lowered: { 'zh-CN': '降级', en: 'lowered' },
};

function rated(data: GradeRated, programme: Programme, known: KnownOfStep): GradeStepExplanation {
  const { fromGrade, toGrade, metGrade, standard, month, outcome, missedRatings, effectiveDate } = data;
  const met = gradesMet(withFigures(known.facts, data.measured), programme);
  const did = OUTCOMES[outcome] ?? { 'zh-CN': outcome, en: outcome };
  const by =
    standard === null ? { 'zh-CN': '无标准达到', en: 'no standard was met' } : standardName(standard, programme);
  const missed = {
    'zh-CN': missedRatings > 0 ? `（已连续${missedRatings}次未达标）` : '',
    en: missedRatings > 0 ? ` (missed ${missedRatings} of the ratings in a row)` : '',
  };
  const [found, from, to] = [metGrade, fromGrade, toGrade].map((grade) => gradeName(grade, programme)) as [
    LocalText,
    LocalText,
    LocalText,
  ];
  return {
    fact: 'GradeRated',
    programmeVersion: data.programmeVersion,
    fromGrade,
    toGrade,
    asked: { month, measured: data.measured, fromStanding: data.fromStanding },
    ...toldRules(met?.explain ?? []),
    words: {
      'zh-CN': `${month}评定达到${found['zh-CN']}（${by['zh-CN']}）：${did['zh-CN']}，等级由${from['zh-CN']}到${to['zh-CN']}${missed['zh-CN']}，自${effectiveDate}起。`,
      en: `The rating of ${month} found ${found.en} met (${by.en}): ${did.en}, from ${from.en} to ${to.en}${missed.en}, from ${effectiveDate} on.`,
    },
    agrees: met?.grade === metGrade && met.standard === standard,
  };
}
