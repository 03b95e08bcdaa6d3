/** Why a member has a grade: rebuilt from the fact of the step and the version it was decided under, never from today's terms. */
import type { GradeRaised, GradeRated, MemberJoined, MembershipEvent } from '@scrip/contracts';
import { points } from '@scrip/money';
import {
  type Facts,
  gradeOnJoin,
  gradesMet,
  type LocalText,
  type Programme,
  type RuleExplanation,
  raiseFor,
  type ToldRule,
  toldRule,
} from '@scrip/programme';

/** A step of a member's grade and the whole reason. */
export interface GradeStepExplanation {
  /** Type of the fact, such as `GradeRated`. */
  readonly fact: string;
  readonly programmeVersion: number;
  /** Null for the joining. */
  readonly fromGrade: string | null;
  readonly toGrade: string;
  /** What the rules were asked with, as the fact has it. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** Every rule that was asked, clause by clause; none of a step that no rule of the document gave. */
  readonly rules: readonly ToldRule[];
  /** The step in words. */
  readonly words: LocalText;
  /** Whether the version gives again what the fact says; null where no rule of the document gave the step. */
  readonly agrees: boolean | null;
}

/** The facts that steps are made of: those that name a grade before and after, and the joining. */
export type StepEvent = MembershipEvent;

/**
 * Explains a step (domain 2.1, M5 and M7; 2.6 to 2.8). `known` are the facts of a customer that a rating's fact does not
 * repeat, as they are known for its month. Undefined for a fact that changed no grade.
 */
export function explainStep(event: StepEvent, programme: Programme, known: Facts): GradeStepExplanation | undefined {
  switch (event.type) {
    case 'MemberJoined':
      return joined(event.data, programme);
    case 'GradeRaised':
      return raised(event.data, programme);
    case 'GradeRated':
      return rated(event.data, programme, known);
    default:
      return otherwise(event);
  }
}

function joined(data: MemberJoined, programme: Programme): GradeStepExplanation {
  const { grade: toGrade, rule, receiptsTotalFen, receiptIds, businessDate, programmeVersion } = data;
  const joining = gradeOnJoin({ sameDayTotalFen: receiptsTotalFen, businessDate }, programme);
  return {
    fact: 'MemberJoined',
    programmeVersion,
    fromGrade: null,
    toGrade,
    asked: { receiptsTotalFen, receiptIds, businessDate },
    ...toldRules(joining.explain),
    words: {
      'zh-CN': `凭${businessDate}的小票入会，等级${toGrade}（${rule}）。`,
      en: `Joined with receipts of ${businessDate}: ${toGrade} (${rule}).`,
    },
    agrees: joining.grade === toGrade && joining.rule === rule,
  };
}

function raised(data: GradeRaised, programme: Programme): GradeStepExplanation {
  const { fromGrade, toGrade, rule, receiptId, lifetimePoints, balancePoints, programmeVersion } = data;
  // Before the fact kept the balance no programme asked for it; the lifetime count is never below it then.
  const asked = { grade: fromGrade, lifetimePoints, balancePoints: balancePoints ?? points(lifetimePoints) };
  const rise = raiseFor(asked, programme);
  return {
    fact: 'GradeRaised',
    programmeVersion,
    fromGrade,
    toGrade,
    asked: { receiptId, lifetimePoints, balancePoints },
    ...toldRules(rise?.explain ?? []),
    words: {
      'zh-CN': `小票${receiptId}使累计积分达到${lifetimePoints}分，等级由${fromGrade}升为${toGrade}（${rule}）。`,
      en: `Receipt ${receiptId} brought the lifetime points to ${lifetimePoints}: from ${fromGrade} to ${toGrade} (${rule}).`,
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

function rated(data: GradeRated, programme: Programme, known: Facts): GradeStepExplanation {
  const { fromGrade, toGrade, metGrade, standard, month, outcome, missedRatings, effectiveDate } = data;
  const measures = new Map(known.measures);
  for (const { measure, total, over } of data.measured)
    measures.set(measure, { total: BigInt(total), over: BigInt(over) });
  const met = gradesMet({ ...known, measures }, programme);
  const did = OUTCOMES[outcome] ?? { 'zh-CN': outcome, en: outcome };
  const by =
    standard === null ? { 'zh-CN': '无标准达到', en: 'no standard was met' } : { 'zh-CN': standard, en: standard };
  const missed = {
    'zh-CN': missedRatings > 0 ? `（已连续${missedRatings}次未达标）` : '',
    en: missedRatings > 0 ? ` (missed ${missedRatings} of the ratings in a row)` : '',
  };
  return {
    fact: 'GradeRated',
    programmeVersion: data.programmeVersion,
    fromGrade,
    toGrade,
    asked: { month, measured: data.measured, fromStanding: data.fromStanding },
    ...toldRules(met?.explain ?? []),
    words: {
      'zh-CN': `${month}评定达到${metGrade}（${by['zh-CN']}）：${did['zh-CN']}，等级由${fromGrade}到${toGrade}${missed['zh-CN']}，自${effectiveDate}起。`,
      en: `The rating of ${month} found ${metGrade} met (${by.en}): ${did.en}, from ${fromGrade} to ${toGrade}${missed.en}, from ${effectiveDate} on.`,
    },
    agrees: met?.grade === metGrade && met.standard === standard,
  };
}

/** A step that no rule of the document gave by itself: its fact says who decided, or what it followed from. */
function otherwise(event: StepEvent): GradeStepExplanation | undefined {
  const {
    membershipId: _membershipId,
    holderId: _holderId,
    ...asked
  } = event.data as unknown as Readonly<Record<string, unknown>>;
  const { fromGrade = null, toGrade, programmeVersion } = asked;
  if (typeof toGrade !== 'string' || typeof programmeVersion !== 'number') return undefined;
  const from = typeof fromGrade === 'string' ? fromGrade : null;
  return {
    fact: event.type,
    programmeVersion,
    fromGrade: from,
    toGrade,
    asked,
    rules: [],
    words: {
      'zh-CN': `等级由${from ?? '无'}到${toGrade}（${event.type}）。`,
      en: `From ${from ?? 'none'} to ${toGrade} (${event.type}).`,
    },
    agrees: null,
  };
}

function toldRules(explain: readonly RuleExplanation[]): { readonly rules: readonly ToldRule[] } {
  return { rules: explain.map(toldRule) };
}
