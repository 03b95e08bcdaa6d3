/** What the schema expects of a text or a shape, in Chinese; the schema itself says it in English. A spec holds that each is here. */

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'expected 1 to 40 of a-z, 0-9 and -, not beginning with -': '应为 1 至 40 个 a-z、0-9 或 -，且不以 - 开头',
  'expected 2 to 40 of a-z, 0-9 and -': '应为 2 至 40 个 a-z、0-9 或 -',
  'expected 1 to 40 of A-Z, a-z, 0-9, . _ -': '应为 1 至 40 个 A-Z、a-z、0-9、. _ 或 -',
  'expected 1 to 64 of A-Z, a-z, 0-9, _ . -': '应为 1 至 64 个 A-Z、a-z、0-9、_ . 或 -',
  'expected 1 to 64 of A-Z, a-z, 0-9, _ . : / -': '应为 1 至 64 个 A-Z、a-z、0-9、_ . : / 或 -',
  'expected 1 to 10 digits': '应为 1 至 10 位数字',
  'expected digits': '应全为数字',
  'expected a name in camelCase': '应为小驼峰式名称',
  'expected a day as YYYY-MM-DD': '应为 YYYY-MM-DD 形式的日期',
  'expected a day of the year as MM-DD': '应为 MM-DD 形式的日期',
  'expected a time of day such as 10:00': '应为 10:00 这样的时刻',
  'expected an ISO 8601 period such as P1M': '应为 P1M 这样的 ISO 8601 时长',
  'expected an ISO 8601 period of whole days such as P2Y': '应为 P2Y 这样按整日计的 ISO 8601 时长',
  'expected an RFC 3339 time with offset such as 2025-01-10T00:00:00+08:00':
    '应为带时差的 RFC 3339 时间，如 2025-01-10T00:00:00+08:00',
  'expected a text, a whole number, true or false': '应为文本、整数、true 或 false',
  'expected a text or a whole number': '应为文本或整数',
  'expected at least one of months, weekdays, monthDay, from, to': '至少给出 months、weekdays、monthDay、from、to 之一',
  'expected 360 or 365': '应为 360 或 365',
  'expected none or {term}': '应为 none 或 {term}',
  'expected {payBp} or {offEachItemFen}': '应为 {payBp} 或 {offEachItemFen}',
  'expected a festival or {monthDay}': '应为节日名称或 {monthDay}',
  'expected days and hours of work such as P1D or PT4H': '应为 P1D 或 PT4H 这样按工作日和工时计的时长',
  'expected an end after the beginning': '结束应晚于开始',
  'expected promisedDate or {within}': '应为 promisedDate 或 {within}',
  'expected kind service, gift, points or amenities': '应为 service、gift、points 或 amenities 之一的 kind',
  'expected never, endOfMonth, endOfQuarter, endOfYear, endOfContractYear, withContract or {after}':
    '应为 never、endOfMonth、endOfQuarter、endOfYear、endOfContractYear、withContract 或 {after}',
  'is none of the known conditions: {all}, {any}, {not}, {fact, eq|gte|lte|in|mod}, {calendar: {months, weekdays, monthDay, from, to}}, {rank: {of, lte}}, {grade: {atLeast}}, {metric, window, gte|lte}, {segment}':
    '不是已知的条件：{all}、{any}、{not}、{fact, eq|gte|lte|in|mod}、{calendar: {months, weekdays, monthDay, from, to}}、{rank: {of, lte}}、{grade: {atLeast}}、{metric, window, gte|lte}、{segment}',
};

/** The Chinese of what the schema expects; the English itself where it has none. */
export function formatWords(expected: string): string {
  return FORMAT_WORDS[expected] ?? expected;
}

/** Everything that has Chinese words, in English. */
export const WORDED_FORMATS: readonly string[] = Object.keys(FORMAT_WORDS);
