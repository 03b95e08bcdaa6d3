/** Why a member has a grade that people, corrected values or a merge gave: who decided, on what, what was and what is. Pure. */
import type {
  GradeApplied,
  GradeGrantEnded,
  GradeGranted,
  GradeRatedInstantly,
  GradeRerated,
  MeasuredFigure,
  MembershipTakenOver,
  RatedMonthChange,
} from '@scrip/contracts';
import {
  type Approval,
  authorityFor,
  type Facts,
  gradeName,
  gradeOrder,
  gradesMet,
  type LocalText,
  type Measured,
  measuredInWords,
  measureInWords,
  type Programme,
  type RuleExplanation,
  type ToldRule,
  toldRule,
} from '@scrip/programme';
import { askedMeasures } from '../rating/rate-member.rule.ts';

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

/** What is known of a step beside its fact. */
export interface KnownOfStep {
  /** Of a rating: the facts of the customer that its fact does not repeat, as they are known for its month. */
  readonly facts: Facts;
  /** Of a corrected rating: its months, each with what the ratings saw. */
  readonly months: readonly CorrectedMonth[];
  /** Of a grade given by hand: what was applied for; null where the application was for a card. */
  readonly applied: GradeApplied | null;
}

/** A month that was rated again. */
export interface CorrectedMonth {
  /** YYYY-MM. */
  readonly month: string;
  /** The version that the month is decided under. */
  readonly programme: Programme;
  readonly facts: Facts;
  /** What the last rating before had measured, total/over each in the document's order; null where there was none. */
  readonly was: string | null;
  /** What this one measured. */
  readonly is: string;
}

/** The rules that were asked, told clause by clause. */
export function toldRules(explain: readonly RuleExplanation[]): { readonly rules: readonly ToldRule[] } {
  return { rules: explain.map(toldRule) };
}

/** Facts with the numbers that a fact kept. */
export function withFigures(facts: Facts, measured: readonly MeasuredFigure[]): Facts {
  const measures = new Map(facts.measures);
  for (const { measure, total, over } of measured) measures.set(measure, { total: BigInt(total), over: BigInt(over) });
  return { ...facts, measures };
}

/** What people call a standard; its key where the programme no longer has it. */
export function standardName(standard: string, programme: Programme): LocalText {
  return programme.tiers?.standards.find(({ key }) => key === standard)?.name ?? { 'zh-CN': standard, en: standard };
}

/** Whether an approval of the programme lets a role give a grade. */
export function mayApprove(approval: Approval, gradeKey: string, role: string | null): boolean {
  return role !== null && (authorityFor(approval, gradeKey)?.roles.includes(role) ?? false);
}

/** From one grade to another, or that it stays. */
function change(fromGrade: string, toGrade: string, effectiveDate: string, programme: Programme): LocalText {
  const [from, to] = [gradeName(fromGrade, programme), gradeName(toGrade, programme)];
  if (fromGrade === toGrade) return { 'zh-CN': `等级仍为${to['zh-CN']}`, en: `the grade is still ${to.en}` };
  return {
    'zh-CN': `等级由${from['zh-CN']}改为${to['zh-CN']}，自${effectiveDate}起`,
    en: `the grade is ${to.en} instead of ${from.en} from ${effectiveDate} on`,
  };
}

/** A rating that late or corrected values changed: of each month which value and which grade was and is. */
export function rerated(data: GradeRerated, programme: Programme, { months }: KnownOfStep): GradeStepExplanation {
  const { fromGrade, toGrade, runId, effectiveDate, programmeVersion } = data;
  const known = new Map(months.map((month) => [month.month, month]));
  const told = data.months.map((one) => {
    const month = known.get(one.month);
    const figures = month ? figuresOf(month) : [];
    const met = month && gradesMet(withMeasures(month.facts, figures), month.programme);
    return { one, figures, met, words: monthInWords(one, figures, programme) };
  });
  const now = change(fromGrade, toGrade, effectiveDate, programme);
  return {
    fact: 'GradeRerated',
    programmeVersion,
    fromGrade,
    toGrade,
    asked: {
      runId,
      months: told.map(({ one, figures }) => ({
        ...one,
        measured: figures.map(({ key, was, is }) => ({ measure: key, was: was && exact(was), is: exact(is) })),
      })),
    },
    // The rules of the last month: what is held now follows from it.
    ...toldRules(told.at(-1)?.met?.explain ?? []),
    words: {
      'zh-CN': `数值更正后重新评定：${told.map(({ words }) => words['zh-CN']).join('；')}。现${now['zh-CN']}。`,
      en: `Rated again after values were corrected: ${told.map(({ words }) => words.en).join('; ')}. Now ${now.en}.`,
    },
    agrees: told.every(({ one, met }) => met?.grade === one.newMetGrade),
  };
}

interface Figure {
  readonly key: string;
  readonly name: LocalText;
  readonly was: Measured | null;
  readonly is: Measured;
  /** Both with their unit. */
  readonly words: { readonly was: LocalText | null; readonly is: LocalText };
}

function figuresOf({ programme, was, is }: CorrectedMonth): readonly Figure[] {
  const asked = askedMeasures(programme);
  const before = was === null ? [] : measuredFrom(was);
  // A version that measured something else says nothing of what this one asks.
  const isAlike = before.length === asked.length;
  const now = measuredFrom(is);
  return asked.flatMap(({ key, measure }, index) => {
    const value = now[index];
    if (!value) return [];
    const old = (isAlike && before[index]) || null;
    const both = (of: Measured): LocalText => ({
      'zh-CN': measuredInWords(measure, of, 'zh-CN'),
      en: measuredInWords(measure, of, 'en'),
    });
    const name = { 'zh-CN': measureInWords(measure, 'zh-CN'), en: measureInWords(measure, 'en') };
    return [{ key, name, was: old, is: value, words: { was: old && both(old), is: both(value) } }];
  });
}

/** Numbers as a result keeps them: total/over each. */
function measuredFrom(text: string): readonly Measured[] {
  return text.split(' ').flatMap((pair) => {
    const [total, over] = pair.split('/');
    return total && over ? [{ total: BigInt(total), over: BigInt(over) }] : [];
  });
}

function exact({ total, over }: Measured): { readonly total: string; readonly over: string } {
  return { total: String(total), over: String(over) };
}

function withMeasures(facts: Facts, figures: readonly Figure[]): Facts {
  return {
    ...facts,
    measures: new Map([...(facts.measures ?? []), ...figures.map(({ key, is }) => [key, is] as const)]),
  };
}

const STANDINGS: Readonly<Record<string, LocalText>> = {
  met: { 'zh-CN': '正常', en: 'in full' },
  extension: { 'zh-CN': '延展期', en: 'in an extension' },
  falling: { 'zh-CN': '逐级下降', en: 'falling' },
};

function monthInWords(month: RatedMonthChange, figures: readonly Figure[], programme: Programme): LocalText {
  const moved = figures.filter(({ was, is }) => was === null || was.total * is.over !== is.total * was.over);
  const grade = (key: string): LocalText => gradeName(key, programme);
  const held = (key: string, standing: string): LocalText => {
    const how = STANDINGS[standing] ?? { 'zh-CN': standing, en: standing };
    return { 'zh-CN': `${grade(key)['zh-CN']}（${how['zh-CN']}）`, en: `${grade(key).en} (${how.en})` };
  };
  const { oldMetGrade, newMetGrade } = month;
  const [was, is] = [held(month.oldGrade, month.oldStanding), held(month.newGrade, month.newStanding)];
  const byFact = moved.length === 0 && oldMetGrade !== newMetGrade;
  const zh = [
    ...moved.map(({ name, words }) =>
      words.was
        ? `${name['zh-CN']}由${words.was['zh-CN']}改为${words.is['zh-CN']}`
        : `${name['zh-CN']}为${words.is['zh-CN']}`,
    ),
    ...(byFact ? ['客户事实有变'] : []),
    ...(oldMetGrade === newMetGrade
      ? []
      : [`达到的等级由${grade(oldMetGrade)['zh-CN']}改为${grade(newMetGrade)['zh-CN']}`]),
    ...(was.en === is.en ? [] : [`评定后由${was['zh-CN']}改为${is['zh-CN']}`]),
  ];
  const en = [
    ...moved.map(({ name, words }) =>
      words.was ? `${name.en} was ${words.was.en}, is ${words.is.en}` : `${name.en} is ${words.is.en}`,
    ),
    ...(byFact ? ['a fact of the customer is another one'] : []),
    ...(oldMetGrade === newMetGrade ? [] : [`met was ${grade(oldMetGrade).en}, is ${grade(newMetGrade).en}`]),
    ...(was.en === is.en ? [] : [`the grade was ${was.en}, is ${is.en}`]),
  ];
  return { 'zh-CN': `${month.month}：${zh.join('，')}`, en: `${month.month}: ${en.join(', ')}` };
}

/** A rating that the customer asked for: what was bought, what was measured, who approved it. */
export function ratedInstantly(
  data: GradeRatedInstantly,
  programme: Programme,
  { facts }: KnownOfStep,
): GradeStepExplanation {
  const { fromGrade, toGrade, standard, month, settlesMonth, measured, productKey, decidedBy, ratingId } = data;
  const met = measured && gradesMet(withFigures(facts, measured), programme);
  const name = standardName(standard, programme);
  const figures = (measured ?? []).flatMap(({ measure: key, total, over }) => {
    const asked = askedMeasures(programme).find((one) => one.key === key);
    return asked ? [{ measure: asked.measure, value: { total: BigInt(total), over: BigInt(over) } }] : [];
  });
  const seen = (locale: 'zh-CN' | 'en', is: string): string =>
    figures
      .map(({ measure, value }) => measureInWords(measure, locale) + is + measuredInWords(measure, value, locale))
      .join(locale === 'en' ? ', ' : '，');
  const to = change(fromGrade, toGrade, data.effectiveDate, programme);
  const zh = [
    `客户申请的即时评定${ratingId}通过`,
    ...(productKey === null ? [] : [`已购买指定产品${productKey}`]),
    ...(figures.length > 0 ? [seen('zh-CN', '为')] : []),
    `达到标准${name['zh-CN']}`,
    ...(decidedBy === null ? [] : [`由${decidedBy}批准`]),
    to['zh-CN'],
    ...(settlesMonth ? [`${month}不再做系统评定`] : []),
  ];
  const en = [
    `The instant rating ${ratingId} was passed`,
    ...(productKey === null ? [] : [`the named product ${productKey} was bought`]),
    ...(figures.length > 0 ? [seen('en', ' is ')] : []),
    `the standard ${name.en} is met`,
    ...(decidedBy === null ? [] : [`${decidedBy} approved it`]),
    to.en,
    ...(settlesMonth ? [`${month} has no system rating`] : []),
  ];
  return {
    fact: 'GradeRatedInstantly',
    programmeVersion: data.programmeVersion,
    fromGrade,
    toGrade,
    asked: { ratingId, month, settlesMonth, standard, measured, productKey, decidedBy },
    ...toldRules(met?.explain ?? []),
    words: { 'zh-CN': `${zh.join('；')}。`, en: `${en.join('; ')}.` },
    agrees: met ? isAtLeast(met.grade, toGrade, programme) : null,
  };
}

/** A grade given by hand: who approved it in which role, for which application and standard, until when. */
export function granted(data: GradeGranted, programme: Programme, { applied }: KnownOfStep): GradeStepExplanation {
  const { fromGrade, toGrade, applicationId, role, approvedBy, untilDate, effectiveDate, programmeVersion } = data;
  const approvals = (programme.approvals ?? []).filter(({ subject }) => subject === 'grade' || subject === 'card');
  const approval = applied ? approvals.find(({ key }) => key === applied.approvalKey) : undefined;
  const form = approval?.name ?? { 'zh-CN': '申请', en: 'Application' };
  const standard = applied?.standard ? standardName(applied.standard, programme) : null;
  const to = change(fromGrade, toGrade, effectiveDate, programme);
  const why = {
    'zh-CN': standard ? `，申请依据为${standard['zh-CN']}` : '',
    en: standard ? `, entitled by ${standard.en}` : '',
  };
  const until = {
    'zh-CN': untilDate === null ? '直到有人终止' : `至${untilDate}止`,
    en: untilDate === null ? 'it stands until somebody ends it' : `it stands through ${untilDate}`,
  };
  return {
    fact: 'GradeGranted',
    programmeVersion,
    fromGrade,
    toGrade,
    asked: {
      applicationId,
      approvalKey: applied?.approvalKey ?? null,
      standard: applied?.standard ?? null,
      role,
      approvedBy,
      untilDate,
    },
    rules: [],
    words: {
      'zh-CN': `${form['zh-CN']}（${applicationId}）由${role}（${approvedBy}）批准${why['zh-CN']}：${to['zh-CN']}，${until['zh-CN']}，期间评定不降低该等级。`,
      en: `${form.en} (${applicationId}) was approved by ${approvedBy} as ${role}${why.en}: ${to.en}; ${until.en}, and no rating takes it before.`,
    },
    agrees: (approval ? [approval] : approvals).some((one) => mayApprove(one, toGrade, role)),
  };
}

/** The end of a grade given by hand: by its term or by whom and why. */
export function ended(data: GradeGrantEnded, programme: Programme): GradeStepExplanation {
  const { fromGrade, toGrade, applicationId, cause, endedBy, effectiveDate, programmeVersion } = data;
  const to = change(fromGrade, toGrade, effectiveDate, programme);
  const why =
    endedBy === null
      ? { 'zh-CN': '期限已满', en: 'its term is over' }
      : { 'zh-CN': `由${endedBy}终止（${cause}）`, en: `${endedBy} ended it (${cause})` };
  return {
    fact: 'GradeGrantEnded',
    programmeVersion,
    fromGrade,
    toGrade,
    asked: { applicationId, cause, endedBy },
    rules: [],
    words: {
      'zh-CN': `经申请${applicationId}授予的等级${why['zh-CN']}：${to['zh-CN']}。`,
      en: `The grade given by the application ${applicationId} ended, ${why.en}: ${to.en}.`,
    },
    agrees: null,
  };
}

/** Two memberships of one person: which closed, with which grade, and which grade goes on. */
export function takenOver(data: MembershipTakenOver, programme: Programme): GradeStepExplanation {
  const { fromGrade, toGrade, otherGrade, fromMembershipId, fromHolderId, mergeId, grant, effectiveDate } = data;
  const [own, other, to] = [fromGrade, otherGrade, toGrade].map((key) => gradeName(key, programme)) as [
    LocalText,
    LocalText,
    LocalText,
  ];
  const byHand = {
    'zh-CN': grant ? `；其中经申请${grant.applicationId}授予的等级继续有效` : '',
    en: grant ? `; the grade given by the application ${grant.applicationId} goes on` : '',
  };
  return {
    fact: 'MembershipTakenOver',
    programmeVersion: data.programmeVersion,
    fromGrade,
    toGrade,
    asked: { fromMembershipId, fromHolderId, mergeId, otherGrade, grant },
    rules: [],
    words: {
      'zh-CN': `持卡人${fromHolderId}与本人为同一人（${mergeId}），其会员资格${fromMembershipId}（等级${other['zh-CN']}）并入本会员（等级${own['zh-CN']}）：保留较高的${to['zh-CN']}，自${effectiveDate}起${byHand['zh-CN']}。`,
      en: `${fromHolderId} is the same person (${mergeId}): the membership ${fromMembershipId} with ${other.en} goes on in this one with ${own.en}, and the higher one stays, ${to.en}, from ${effectiveDate} on${byHand.en}.`,
    },
    agrees: isAtLeast(toGrade, fromGrade, programme) && isAtLeast(toGrade, otherGrade, programme),
  };
}

function isAtLeast(grade: string, other: string, programme: Programme): boolean {
  const order = gradeOrder(programme);
  return order.indexOf(grade) >= order.indexOf(other);
}
