/** Languages in which Scrip explains a decision and writes a message. */
export type Locale = 'zh-CN' | 'en';

/** A text in every language of the house. */
export type LocalText = Readonly<Record<Locale, string>>;

/** What a fact can be: an amount in fen or points as bigint, a text, a yes or no, or `null` where there is none (a buyer without a grade). */
export type FactValue = bigint | string | boolean | null;

interface FactSpec {
  /** How the value is compared and written. `fen`, `points` and `count` are whole numbers. */
  readonly type: 'fen' | 'points' | 'count' | 'text' | 'boolean';
  readonly name: LocalText;
}

/** Every fact that a condition may name, with its type and what people call it. */
export const FACTS = {
  balancePoints: { type: 'points', name: { 'zh-CN': '积分余额', en: 'points balance' } },
  basePoints: { type: 'points', name: { 'zh-CN': '基本积分', en: 'base points' } },
  birthday: { type: 'boolean', name: { 'zh-CN': '当天生日', en: 'own birthday' } },
  counterInScheme: { type: 'boolean', name: { 'zh-CN': '专柜参加方案', en: 'counter inside the scheme' } },
  counterKey: { type: 'text', name: { 'zh-CN': '专柜', en: 'counter' } },
  daysSincePass: { type: 'count', name: { 'zh-CN': '距上次考勤天数', en: 'days since the last pass of a door' } },
  earnedPoints: { type: 'points', name: { 'zh-CN': '本次积分', en: 'points earned by the receipt' } },
  foreignGuest: { type: 'boolean', name: { 'zh-CN': '外宾', en: 'foreign guest' } },
  grade: { type: 'text', name: { 'zh-CN': '等级', en: 'grade' } },
  gradeOutcome: { type: 'text', name: { 'zh-CN': '等级变化', en: 'what became of the grade' } },
  holderClass: { type: 'text', name: { 'zh-CN': '客户类别', en: 'class of holder' } },
  housingLoanCleanMonths: {
    type: 'count',
    name: { 'zh-CN': '房贷正常还款月数', en: 'clean months of the housing loan' },
  },
  housingLoanFen: { type: 'fen', name: { 'zh-CN': '房贷金额', en: 'housing loan' } },
  keyClientExecutive: { type: 'boolean', name: { 'zh-CN': '重点单位高管', en: 'executive of a key client' } },
  lifetimePoints: { type: 'points', name: { 'zh-CN': '累计积分', en: 'lifetime points' } },
  paidFen: { type: 'fen', name: { 'zh-CN': '实付金额', en: 'amount paid' } },
  priceClass: { type: 'text', name: { 'zh-CN': '价格类别', en: 'price class' } },
  reservedUses: { type: 'count', name: { 'zh-CN': '已预留权益次数', en: 'uses of benefits put aside' } },
  sameDayTotalFen: { type: 'fen', name: { 'zh-CN': '当日小票合计', en: 'receipts of the day' } },
  tagFen: { type: 'fen', name: { 'zh-CN': '标价', en: 'tag price' } },
  visitClass: { type: 'text', name: { 'zh-CN': '拜访类别', en: 'class of visits' } },
  walletBalanceFen: { type: 'fen', name: { 'zh-CN': '储值余额', en: 'stored value' } },
} as const satisfies Record<string, FactSpec>;

/** The name of a fact, as a condition writes it. */
export type FactName = keyof typeof FACTS;

/** The fact names in order, for the document's schema. */
export const FACT_NAMES = Object.keys(FACTS) as [FactName, ...FactName[]];

/** What the conditions of one section of the document may ask about. */
export interface Askable {
  readonly facts: readonly FactName[];
  /** Whether the business date is known, so that `calendar` may be asked. */
  readonly calendar?: boolean;
  /**
   * Whether the place among the day's purchasing members is known, so that `rank` may be asked. 'ifCounted': where a rule of
   * the points plan gives places; 'beforeDay': never, because it is decided before anybody has bought.
   */
  readonly rank?: boolean | 'ifCounted' | 'beforeDay';
  /** Whether what is measured over time is known, so that `metric` may be asked; a list: only these. */
  readonly metrics?: boolean | readonly string[];
  /** Whether the segments of the holder are known, so that `segment` may be asked. */
  readonly segments?: boolean;
}

/** What is known of a customer whom a bank rates (domain 2.6, 2.8). */
const OF_CUSTOMER = ['housingLoanCleanMonths', 'housingLoanFen', 'keyClientExecutive'] as const;

/**
 * What is known of a holder who is told something: what notifications hears of in events, and whose birthday a day is. What
 * systems outside measure is in no event (domain 2.12).
 */
const OF_TOLD_HOLDER = {
  facts: [
    'balancePoints',
    'birthday',
    'daysSincePass',
    'grade',
    'holderClass',
    'lifetimePoints',
    'reservedUses',
    'visitClass',
    'walletBalanceFen',
  ],
  calendar: true,
  metrics: ['earnedPoints', 'purchases', 'spendingFen'],
  segments: true,
} as const;
/** What the points plan knows of a receipt. Its counter and price class are those of all its lines; of several there is none. */
const OF_RECEIPT = ['basePoints', 'birthday', 'counterKey', 'grade', 'paidFen', 'priceClass'] as const;

/** What each kind of rule may ask about: exactly what its pure function is given. */
export const ASKABLE = {
  joining: { facts: ['sameDayTotalFen'], calendar: true },
  pricing: { facts: ['counterInScheme', 'counterKey', 'grade', 'priceClass', 'tagFen'], calendar: true },
  multiplier: { facts: OF_RECEIPT, calendar: true, rank: true, segments: true },
  bonus: { facts: OF_RECEIPT, calendar: true, segments: true },
  draw: { facts: ['balancePoints', 'earnedPoints'], calendar: true },
  raise: { facts: ['balancePoints', 'grade', 'lifetimePoints'] },
  standardFor: { facts: OF_CUSTOMER },
  standard: { facts: [...OF_CUSTOMER, 'balancePoints', 'lifetimePoints'], metrics: true, segments: true },
  waiver: { facts: ['grade', 'keyClientExecutive'], metrics: true, segments: true },
  review: { facts: ['grade', ...OF_CUSTOMER], metrics: true, segments: true },
  entitlement: { facts: ['birthday', 'grade', 'paidFen'], calendar: true, metrics: true, segments: true },
  amenity: { facts: ['foreignGuest', 'grade'] },
  outreach: { ...OF_TOLD_HOLDER, rank: 'beforeDay' },
  purchaseOutreach: { ...OF_TOLD_HOLDER, rank: 'ifCounted' },
  trigger: { ...OF_TOLD_HOLDER, rank: 'ifCounted' },
  gradeTrigger: { ...OF_TOLD_HOLDER, facts: [...OF_TOLD_HOLDER.facts, 'gradeOutcome'], rank: 'ifCounted' },
} as const satisfies Record<string, Askable>;

/** A kind of rule that carries a condition. */
export type RuleKind = keyof typeof ASKABLE;
