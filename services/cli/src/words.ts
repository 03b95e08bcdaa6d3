/** What the command says, in English and Chinese; the language follows LC_ALL or LANG. */

const en = {
  usage: 'Look after a Scrip system: audit it, mend what is parked, ask for a wallet.',
  audit: 'Audits by replay',
  auditReplay: 'Fold every log from its first event, again from Kafka, and compare with every projection',
  optionSource: "What to fold: the log, or the log and Kafka's copy of it",
  optionJson: 'Print JSON instead of text',
  parked: 'Messages that a consumer could not apply',
  parkedList: 'List parked messages of all services, or of one',
  parkedShow: 'Show one parked message with its headers and data',
  parkedRedrive: 'Drive parked messages again: one, a stream, or all of a group',
  optionService: 'Service that parked it',
  optionGroup: 'Consumer group, such as points.tiering-membership',
  optionStream: 'Stream id',
  optionTopic: 'Topic of the message',
  optionEpoch: "Epoch of the producing service's log",
  optionPosition: "Position in the producing service's log",
  optionType: 'Event type',
  optionReason: 'Why it is parked',
  optionLimit: 'Most rows to show of each service',
  status: 'Where each log ends, what is published, how far projections are',
  token: 'Print a fresh access token of a role of the local system',
  wallet: 'Show a wallet: balance, lots, cards',
  statement: "Show a wallet's statement, newest first",
  rebuild: 'Build a projection again beside the live one and swap it in',
  clock: 'Show the business clock, or run it ahead (local and sandbox modes)',
  optionTo: 'RFC 3339 time to run ahead to',
  nothingParked: 'Nothing is parked.',
  proved: (a: { events: string; services: number; projections: number; messages: string; seconds: string }) =>
    `proved: ${a.events} events in ${a.services} logs are whole and unaltered, and all ${a.projections} projections equal their replay from the log${a.messages} (${a.seconds} s)`,
  provedKafka: (messages: string) => ` and from Kafka (${messages} messages)`,
  notProved: 'NOT PROVED: what differs is listed above',
};

type Words = typeof en;

const zh: Words = {
  usage: '照看 Scrip 系统：审计、处理滞留消息、查询账户。',
  audit: '重放审计',
  auditReplay: '从第一个事件重放每个服务的日志，再从 Kafka 重放一遍，并与每个投影比较',
  optionSource: '重放的来源：仅日志，或日志与 Kafka 的副本',
  optionJson: '输出 JSON',
  parked: '消费者无法处理而滞留的消息',
  parkedList: '列出所有服务（或一个服务）的滞留消息',
  parkedShow: '显示一条滞留消息及其消息头与内容',
  parkedRedrive: '重新处理滞留消息：一条、一个流或整个消费组',
  optionService: '滞留该消息的服务',
  optionGroup: '消费组，例如 points.tiering-membership',
  optionStream: '流 ID',
  optionTopic: '消息的主题',
  optionEpoch: '来源服务日志的纪元',
  optionPosition: '来源服务日志的位置',
  optionType: '事件类型',
  optionReason: '滞留原因',
  optionLimit: '每个服务最多显示的行数',
  status: '各日志的末尾、已发布位置与投影进度',
  token: '输出本地系统某个角色的新访问令牌',
  wallet: '显示账户：余额、批次、卡',
  statement: '显示账户流水，最新在前',
  rebuild: '在现有投影旁重建并切换',
  clock: '显示业务时钟，或将其拨快（本地与沙箱模式）',
  optionTo: '拨到的时间（RFC 3339）',
  nothingParked: '没有滞留消息。',
  proved: (a) =>
    `已证明：${a.services} 个日志共 ${a.events} 个事件完整且未被改动，全部 ${a.projections} 个投影与日志重放${a.messages}一致（${a.seconds} 秒）`,
  provedKafka: (messages) => `及 Kafka 重放（${messages} 条消息）`,
  notProved: '未能证明：差异见上',
};

/** The words of the user's language. */
export function wordsFor(env: NodeJS.ProcessEnv): Words {
  return (env.LC_ALL ?? env.LANG ?? '').startsWith('zh') ? zh : en;
}
