/** What can be wrong with a document, by its stable code: the words of each in both languages; `{name}` stands for one of its numbers. */
import type { LocalText } from './facts.ts';

/** Words of every problem. A code never changes its meaning; its words may. */
export const PROBLEM_WORDS = {
  // The text and its shape.
  document_too_long: {
    en: 'the document is longer than {charsMax} characters',
    'zh-CN': '文档超过 {charsMax} 个字符',
  },
  document_too_deep: { en: 'the document nests deeper than {depthMax} levels', 'zh-CN': '文档嵌套超过 {depthMax} 层' },
  text_unreadable: { en: 'the text is neither JSON nor YAML: {reason}', 'zh-CN': '文本既非 JSON 也非 YAML：{reason}' },
  text_endless: { en: 'the text cannot be read: {reason}', 'zh-CN': '文本无法读取：{reason}' },
  field_missing: { en: 'is missing', 'zh-CN': '缺少此字段' },
  field_unknown: { en: 'is not a field of this part of the document', 'zh-CN': '此处没有这个字段' },
  type_wrong: { en: 'expected {expected}, got {actual}', 'zh-CN': '应为 {expected}，实为 {actual}' },
  too_small: { en: 'must be at least {limit}, is {actual}', 'zh-CN': '不得小于 {limit}，现为 {actual}' },
  too_large: { en: 'must be at most {limit}, is {actual}', 'zh-CN': '不得大于 {limit}，现为 {actual}' },
  too_few: { en: 'must have at least {limit}, has {actual}', 'zh-CN': '至少要有 {limit} 项，现有 {actual} 项' },
  too_many: { en: 'must have at most {limit}, has {actual}', 'zh-CN': '至多可有 {limit} 项，现有 {actual} 项' },
  too_short: {
    en: 'must have at least {limit} characters, has {actual}',
    'zh-CN': '至少 {limit} 个字符，现有 {actual} 个',
  },
  too_long: {
    en: 'must have at most {limit} characters, has {actual}',
    'zh-CN': '至多 {limit} 个字符，现有 {actual} 个',
  },
  value_unknown: { en: 'expected one of {expected}, got {actual}', 'zh-CN': '应为 {expected} 之一，实为 {actual}' },
  shape_unknown: { en: '{expected}', 'zh-CN': '形式不对：{expected}' },
  format_wrong: { en: '{expected}', 'zh-CN': '格式不对：{expected}' },

  // What one part says about another.
  key_taken: { en: 'the key {key} is already taken', 'zh-CN': '键 {key} 已被占用' },
  grade_unknown: { en: 'there is no grade {grade}', 'zh-CN': '没有等级 {grade}' },
  counter_unknown: { en: 'there is no counter {counter}', 'zh-CN': '没有专柜 {counter}' },
  price_class_unknown: { en: 'there is no price class {priceClass}', 'zh-CN': '没有价格类别 {priceClass}' },
  product_unknown: { en: 'there is no product {product}', 'zh-CN': '没有产品 {product}' },
  segment_unknown: { en: 'there is no segment {segment}', 'zh-CN': '没有客群 {segment}' },
  entitlement_unknown: { en: 'there is no entitlement {entitlement}', 'zh-CN': '没有权益 {entitlement}' },
  template_unknown: { en: 'there is no template {template}', 'zh-CN': '没有模板 {template}' },
  item_unknown: { en: 'no grade is given the item {item}', 'zh-CN': '没有等级享有物品 {item}' },
  account_unknown: { en: 'there is no account {account} in the chart', 'zh-CN': '科目表中没有账户 {account}' },
  account_taken: { en: 'the account {account} has a code already', 'zh-CN': '账户 {account} 已有编码' },
  parent_is_itself: { en: 'a programme is not its own parent', 'zh-CN': '方案不能以自己为上级' },
  grades_missing: { en: 'the programme has no grades to rate for', 'zh-CN': '方案没有可供评定的等级' },
  grade_is_lowest: {
    en: '{grade} is the lowest grade, nobody can be raised to it',
    'zh-CN': '{grade} 是最低等级，无人可升至此级',
  },
  grade_needs_more: {
    en: '{grade} must need more than the lower grade {lower}, which needs {needs}',
    'zh-CN': '{grade} 的要求必须高于较低等级 {lower} 的 {needs}',
  },
  grade_out_of_order: {
    en: '{grade} must come after the lower grade before it, {before} is above it',
    'zh-CN': '等级须由低到高，{before} 高于 {grade}',
  },
  grade_twice: { en: '{grade} is there already', 'zh-CN': '{grade} 已出现过' },
  steps_not_rising: { en: 'must be above the step before it, {before}', 'zh-CN': '必须高于上一档 {before}' },
  days_not_falling: { en: 'must be below the one before it, {before}', 'zh-CN': '必须小于前一项 {before}' },
  bonus_twice: { en: 'a bonus is a rate or steps, not both', 'zh-CN': '赠送按比例或按档位，不能两者兼有' },
  client_loads_any: {
    en: 'a client loads any amount, and the recharge takes its steps only',
    'zh-CN': '单位可充任意金额，而充值只收整档',
  },
  client_loads_dormant: {
    en: 'a client loads a list as one, and a wallet that is dormant would refuse all of it',
    'zh-CN': '单位按名单整批充值，一个休眠账户会使整张名单被拒',
  },
  hold_never_open: { en: 'holds are refused, so none is ever open', 'zh-CN': '不许预授权，因此不会有未结的预授权' },
  range_upside_down: { en: '{from} is above {to}', 'zh-CN': '{from} 大于 {to}' },
  range_digits: {
    en: 'the range has {digits} digits, prefix and check digit leave {room}',
    'zh-CN': '号段为 {digits} 位，除前缀与校验位外只余 {room} 位',
  },
  prefix_too_long: {
    en: 'a prefix of {digits} digits leaves no number of {length}',
    'zh-CN': '前缀 {digits} 位，{length} 位卡号没有剩余位数',
  },
  pin_amount_missing: { en: 'aboveAmount needs aboveFen', 'zh-CN': 'aboveAmount 须给出 aboveFen' },
  pin_amount_unused: { en: 'everySpend asks for no amount', 'zh-CN': 'everySpend 不看金额' },
  window_length_missing: { en: 'a rolling window needs a length', 'zh-CN': '滚动窗口须给出长度' },
  window_length_unused: { en: 'only a rolling window has a length', 'zh-CN': '只有滚动窗口才有长度' },
  window_divisor_unused: { en: 'only an average has this', 'zh-CN': '只有平均才有此项' },
  stock_not_summed: {
    en: '{metric} is held, not spent: its sum over a time says nothing, take its average or its last value',
    'zh-CN': '{metric} 是余额，累加没有意义，应取平均或期末值',
  },
  flow_has_no_last: {
    en: '{metric} happens and is not held: take its sum or average',
    'zh-CN': '{metric} 是发生额，应取合计或平均',
  },
  fact_not_known: { en: '{fact} is not known here; known are {known}', 'zh-CN': '此处不知道 {fact}；可用的有 {known}' },
  calendar_not_known: { en: 'the business date is not known here', 'zh-CN': '此处不知道营业日' },
  rank_before_day: {
    en: 'this is decided before anybody has bought on the day, so nobody has a place yet',
    'zh-CN': '此处在当日有人购买之前判定，尚无名次',
  },
  rank_not_counted: {
    en: 'no rule of points.multipliers gives places of the day, so nobody has one',
    'zh-CN': 'points.multipliers 中没有按名次的规则，因此无人有名次',
  },
  rank_not_known: { en: 'the rank of the day is not known here', 'zh-CN': '此处不知道当日名次' },
  grade_not_known: { en: 'the grade is not known here', 'zh-CN': '此处不知道等级' },
  metric_not_known: { en: 'what is measured over time is not known here', 'zh-CN': '此处不知道累计指标' },
  metric_not_heard: {
    en: '{metric} is measured by systems outside and is in no event, so it is not known here; known are {known}',
    'zh-CN': '{metric} 由外部系统计量，不在任何事件中，此处不知道；可用的有 {known}',
  },
  segment_not_known: { en: 'the segments of the holder are not known here', 'zh-CN': '此处不知道持卡人的客群' },
  fact_not_number: { en: '{fact} is not a number', 'zh-CN': '{fact} 不是数值' },
  fact_other_type: { en: '{fact} is compared with a {expected}', 'zh-CN': '{fact} 须与 {expected} 比较' },
  remainder_too_large: {
    en: 'a remainder of a division by {by} is less than {by}',
    'zh-CN': '除以 {by} 的余数小于 {by}',
  },
  variable_unknown: {
    en: 'the text names the variable {variable}, which the template does not have',
    'zh-CN': '文本用到变量 {variable}，模板没有声明它',
  },
  variable_unused: { en: 'no text names the variable {variable}', 'zh-CN': '没有文本用到变量 {variable}' },
  brace_alone: { en: 'the text has a brace without its pair', 'zh-CN': '文本中有不成对的花括号' },
  event_lacks_field: {
    en: '{event} has no field {variable} that a message may name',
    'zh-CN': '{event} 没有可用于消息的字段 {variable}',
  },
  event_other_type: {
    en: '{variable} of {event} is of the type {actual}, the template has {expected}',
    'zh-CN': '{event} 的 {variable} 类型为 {actual}，模板写的是 {expected}',
  },
  template_has_variables: {
    en: 'the template {template} names {variables}, and nothing gives them here',
    'zh-CN': '模板 {template} 用到 {variables}，此处无从取值',
  },
  template_missing: {
    en: 'nobody drafts a text of {on} here, so it needs a template',
    'zh-CN': '{on} 的文本在此无人撰写，须有模板',
  },
  lapsed_not_asked: {
    en: '{on} goes to its holders whenever they bought last',
    'zh-CN': '{on} 不看持卡人上次购买的时间',
  },
  template_of_call: { en: 'a call has no template', 'zh-CN': '电话没有模板' },
  marketing_without_opt_out: {
    en: 'a marketing message carries a way out, and contact.optOut is missing',
    'zh-CN': '营销短信须可退订，而缺少 contact.optOut',
  },
  channel_twice: { en: 'the channel {channel} stands there before', 'zh-CN': '渠道 {channel} 前面已列出' },
  times_equal: { en: 'begins and ends at {time}', 'zh-CN': '起止同为 {time}' },
  period_upside_down: { en: '{from} is longer than {to}', 'zh-CN': '{from} 长于 {to}' },
  relatives_not_allowed: {
    en: 'relatives are named, and only the holder may use it',
    'zh-CN': '指定了亲属，却只限本人使用',
  },
  relatives_missing: { en: 'relatives may use it, and none can be named', 'zh-CN': '亲属可用，却没有指定办法' },
  contract_missing: {
    en: 'comes with a contract, and no contract is made with holders',
    'zh-CN': '随合同给予，却没有与持卡人订立的合同',
  },
  contract_terms_of_other: {
    en: '{terms} terms are for {expected}, the agreement is with {actual}',
    'zh-CN': '{terms} 条款属于 {expected}，协议对方是 {actual}',
  },
  ended_within_unused: {
    en: 'an agreement with the renewal {renewal} ends by itself',
    'zh-CN': '续期方式为 {renewal} 的协议自行终止',
  },
  clock_in_a_circle: { en: 'starts and stops with {moment}', 'zh-CN': '起止同为 {moment}' },
  looser_than_parent: {
    en: 'is not shown to be as strict as {parent}, version {version}: wanted {wanted}',
    'zh-CN': '不能证明不宽于上级方案 {parent} 第 {version} 版：要求 {wanted}',
  },
  parent_not_in_force: {
    en: 'no version of {parent} is in force at {at}',
    'zh-CN': '{at} 时上级方案 {parent} 没有生效的版本',
  },
  parent_fee_missing: {
    en: 'the fee {fee} of {parent}, version {version}, is missing',
    'zh-CN': '缺少上级方案 {parent} 第 {version} 版的费用 {fee}',
  },
  id_of_other: { en: 'the document is of {id}, the path says {asked}', 'zh-CN': '文档属于 {id}，路径为 {asked}' },
} as const satisfies Record<string, LocalText>;

/** The stable code of a problem. */
export type ProblemCode = keyof typeof PROBLEM_WORDS;

/** What was wrong with which numbers. */
export type Numbers = Readonly<Record<string, string | number>>;

/** Words with their numbers in place. */
export function wordsWith(words: LocalText, numbers: Numbers): LocalText {
  const fill = (text: string): string =>
    text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
      return value === undefined ? whole : String(value);
    });
  return { 'zh-CN': fill(words['zh-CN']), en: fill(words.en) };
}
