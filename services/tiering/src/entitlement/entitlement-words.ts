/** Checks of entitlements in words, for who is asked why. */
import type { LocalText } from '@scrip/programme';
import type { Check } from '../contract/contract-standing.ts';

const WORDS: Readonly<Record<string, LocalText>> = {
  reception_needed: { 'zh-CN': '由贵宾接待安排', en: 'it is laid out by a reception' },
  grade_lacks_entitlement: {
    'zh-CN': '等级为{gradeKey}，享有该权益的等级：{grades}',
    en: 'the grade is {gradeKey}, grades that have it: {grades}',
  },
  contract_needed: { 'zh-CN': '须指明有效合同', en: 'it comes with a contract, which is to be named' },
  contract_not_begun: { 'zh-CN': '合同自{startsDate}起生效', en: 'the contract begins on {startsDate}' },
  contract_ended: { 'zh-CN': '合同终止日：{endedDate}', en: 'the contract was ended as of: {endedDate}' },
  contract_over: { 'zh-CN': '合同期满日：{endsDate}', en: 'last day of the term: {endsDate}' },
  contract_lapsed: { 'zh-CN': '合同失效日：{lapsedDate}', en: 'the contract lapsed as of: {lapsedDate}' },
  waiting_period: {
    'zh-CN': '等待期自{fromDate}起，{usableFromDate}起可用',
    en: 'the wait counts from {fromDate}, usable from {usableFromDate}',
  },
  contract_not_needed: { 'zh-CN': '{entitlementKey}随合同给予', en: '{entitlementKey} comes with a contract' },
  not_shareable: { 'zh-CN': '{entitlementKey}可由亲属使用', en: '{entitlementKey} may be used by relatives' },
  relative_unknown: { 'zh-CN': '{relativeId}是指定的亲属', en: '{relativeId} is a relative who was named' },
  relative_barred: {
    'zh-CN': '亲属因等待期内发现列明疾病而丧失资格的日期：{barredDate}',
    en: 'the relative was barred by an illness of the list as of: {barredDate}',
  },
  call_missing: {
    'zh-CN': '{reinstatedDate}起生效后被保险人已来电',
    en: 'the insured has called since {reinstatedDate}',
  },
  relative_waiting: {
    'zh-CN': '亲属等待期自{calledDate}起，{usableFromDate}起可用',
    en: "the relative's wait counts from {calledDate}, usable from {usableFromDate}",
  },
  occasion_needed: { 'zh-CN': '须指明小票或入住编号', en: 'the receipt or the stay is to be named' },
  receipt_of_other_holder: { 'zh-CN': '小票{receiptId}属于该持卡人', en: 'receipt {receiptId} is of this holder' },
  condition_not_met: { 'zh-CN': '条件：{because}', en: 'the condition: {because}' },
  nothing_granted: { 'zh-CN': '当日已有给予', en: 'something is given for the day' },
  count_exhausted: {
    'zh-CN': '{period}给予{givenCount}次，已用{usedCount}次，预留{reservedCount}次，剩余{leftCount}次',
    en: '{period}: given {givenCount}, used {usedCount}, reserved {reservedCount}, left {leftCount}',
  },
  year_limit_reached: {
    'zh-CN': '本年最多{yearMost}次，已用{takenCount}次',
    en: 'at most {yearMost} this year, taken {takenCount}',
  },
};

/** A check as one line in each language, which begins with yes or no (是, 否) and names its numbers. */
export function checkInWords({ code, met, detail }: Check): LocalText {
  const fill = (locale: keyof LocalText): string => {
    const template = WORDS[code]?.[locale] ?? code;
    return template.replace(/\{(\w+)\}/g, (_all, name: string) => textOf(detail[name], locale));
  };
  return { 'zh-CN': `${met ? '是' : '否'}：${fill('zh-CN')}`, en: `${met ? 'yes' : 'no'}: ${fill('en')}` };
}

function textOf(value: unknown, locale: keyof LocalText): string {
  if (value === null || value === undefined) return locale === 'en' ? 'none' : '无';
  if (Array.isArray(value))
    return value.length === 0 ? textOf(null, locale) : value.join(locale === 'en' ? ', ' : '、');
  if (typeof value === 'object') return textOf(Reflect.get(value, locale), locale);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
