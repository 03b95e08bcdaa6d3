/** The chart of accounts: every account that a posting can name, what kind it is and what it holds. */
import {
  ACCOUNT_PATTERNS,
  type AccountCodes,
  type AccountPattern,
  accountCodeOf,
  type LocalText,
} from '@scrip/programme';

/** What an account is; assets and expenses grow on the left side, the others on the right. */
export type AccountKind = 'asset' | 'liability' | 'equity' | 'income' | 'expense';

/** What the chart says of an account. */
interface Meaning {
  readonly kind: AccountKind;
  readonly name: LocalText;
  readonly holds: string;
}

/** An account of the chart, by pattern: `<…>` stands for a code of the issuer's own. */
export interface ChartAccount extends Meaning {
  readonly account: AccountPattern;
  /** The side on which it grows: debit is above zero in the journal, credit below. */
  readonly normalSide: 'debit' | 'credit';
}

const MEANINGS: { readonly [P in AccountPattern]: Meaning } = {
  'asset:bank': {
    kind: 'asset',
    name: { 'zh-CN': '银行存款', en: 'Bank' },
    holds: 'money that companies paid by transfer, less what was paid out by one, refunds to an account among it',
  },
  'asset:cash:<tender>': {
    kind: 'asset',
    name: { 'zh-CN': '充值收款', en: 'Recharge receipts' },
    holds: 'money received for recharges, by how it was paid',
  },
  'asset:suspense:dispute': {
    kind: 'asset',
    name: { 'zh-CN': '争议挂账', en: 'Disputes in suspense' },
    holds: 'provisional credits of disputes that are not decided',
  },
  'asset:suspense:purse': {
    kind: 'asset',
    name: { 'zh-CN': '电子钱包挂账', en: 'Purses in suspense' },
    holds: 'differences of purses that finance has not closed yet (O3)',
  },
  'equity:opening-balance': {
    kind: 'equity',
    name: { 'zh-CN': '期初余额', en: 'Opening balances' },
    holds: 'balances that were brought in from an older system',
  },
  'expense:adjustment': {
    kind: 'expense',
    name: { 'zh-CN': '人工调增', en: 'Adjustments, credit' },
    holds: 'what corrections by hand gave to wallets',
  },
  'expense:agency-fee': {
    kind: 'expense',
    name: { 'zh-CN': '代理费', en: 'Agency fees' },
    holds: 'monthly fees of agents (D5)',
  },
  'expense:card-loss': {
    kind: 'expense',
    name: { 'zh-CN': '挂失损失', en: 'Card loss' },
    holds: 'spends between a loss report and its block, borne by the issuer (A8)',
  },
  'expense:claim': {
    kind: 'expense',
    name: { 'zh-CN': '赔偿支出', en: 'Claims paid' },
    holds: 'claims against the issuer (C4, D3)',
  },
  'expense:compensation': {
    kind: 'expense',
    name: { 'zh-CN': '客诉补偿', en: 'Compensations' },
    holds: 'proved losses of holders that were made good',
  },
  'expense:dispute-loss': {
    kind: 'expense',
    name: { 'zh-CN': '争议损失', en: 'Dispute losses' },
    holds: 'provisional credits that were spent and could not be taken back',
  },
  'expense:distribution': {
    kind: 'expense',
    name: { 'zh-CN': '分销折让', en: 'Distribution' },
    holds: 'what distributors and agents pay less than cards can be charged at (D1)',
  },
  'expense:penalty': {
    kind: 'expense',
    name: { 'zh-CN': '违约金支出', en: 'Penalties' },
    holds: 'penalties and interest for being late (C5, D2, D4)',
  },
  'expense:promotion': {
    kind: 'expense',
    name: { 'zh-CN': '促销费用', en: 'Promotion' },
    holds: 'bonus given, less what lapsed with returned cards; cost of goods given for points (domain 2.1)',
  },
  'expense:purse-difference': {
    kind: 'expense',
    name: { 'zh-CN': '电子钱包差异', en: 'Purse differences' },
    holds: 'differences of purses that finance has closed (O3)',
  },
  'income:adjustment': {
    kind: 'income',
    name: { 'zh-CN': '人工调减', en: 'Adjustments, debit' },
    holds: 'what corrections by hand took from wallets',
  },
  'income:breakage': {
    kind: 'income',
    name: { 'zh-CN': '过期余额收入', en: 'Breakage' },
    holds: 'what was left of expired lots (A6)',
  },
  'income:claim': {
    kind: 'income',
    name: { 'zh-CN': '赔偿收入', en: 'Claims received' },
    holds: 'claims against other parties',
  },
  'income:fee:<kind>': {
    kind: 'income',
    name: { 'zh-CN': '服务费收入', en: 'Fees' },
    holds: 'fees of holders, such as for a replaced card',
  },
  'income:forfeiture': {
    kind: 'income',
    name: { 'zh-CN': '退卡余额收入', en: 'Forfeited at refund' },
    holds: 'principal that a refund did not pay back, because it was used at the undiscounted price',
  },
  'income:merchant-fee': {
    kind: 'income',
    name: { 'zh-CN': '商户手续费收入', en: 'Merchant fees' },
    holds: 'what the issuer keeps of settlements',
  },
  'liability:client:<client>': {
    kind: 'liability',
    name: { 'zh-CN': '单位客户往来', en: 'Clients' },
    holds: 'paid by a client and not loaded, or owed to it (C3, C5)',
  },
  'liability:deposit': {
    kind: 'liability',
    name: { 'zh-CN': '卡押金', en: 'Card deposits' },
    holds: 'deposits taken for cards (C1)',
  },
  'liability:distributor:<distributor>': {
    kind: 'liability',
    name: { 'zh-CN': '经销商往来', en: 'Distributors' },
    holds: 'paid by a distributor and not delivered; penalties and interest it is owed (D2, D4)',
  },
  'liability:purse': {
    kind: 'liability',
    name: { 'zh-CN': '电子钱包', en: 'Purses' },
    holds: 'value in purses on cards that holders can still use, as the last record of each card tells',
  },
  'liability:purse-in-transit': {
    kind: 'liability',
    name: { 'zh-CN': '圈存在途', en: 'Purse loads in transit' },
    holds: 'value on its way to a purse: authorised, not acknowledged (O4)',
  },
  'liability:recharge-card': {
    kind: 'liability',
    name: { 'zh-CN': '已售充值卡', en: 'Recharge cards sold' },
    holds: 'value of recharge cards that were delivered and not charged (D1)',
  },
  'liability:suspense:purse-gap': {
    kind: 'liability',
    name: { 'zh-CN': '电子钱包缺失记录挂账', en: 'Purse gaps in suspense' },
    holds: 'what cards have spent and no terminal has told yet: owed to merchants that are not known (O1)',
  },
  'liability:transfer': {
    kind: 'liability',
    name: { 'zh-CN': '转账过渡', en: 'Transfers' },
    holds: 'between two wallets of a transfer; nothing, once both have it',
  },
  'liability:wallet:bonus': {
    kind: 'liability',
    name: { 'zh-CN': '预收卡款—赠送', en: 'Wallets, bonus' },
    holds: 'bonus that holders can still use',
  },
  'liability:wallet:principal': {
    kind: 'liability',
    name: { 'zh-CN': '预收卡款—本金', en: 'Wallets, principal' },
    holds: 'principal that holders can still use',
  },
  'payable:agency-fee:<distributor>': {
    kind: 'liability',
    name: { 'zh-CN': '应付代理费', en: 'Agency fees kept' },
    holds: 'part of the fees of an agent that is kept until the term is over (D5)',
  },
  'payable:claim:<claim>': {
    kind: 'liability',
    name: { 'zh-CN': '应付赔偿款', en: 'Claims to pay' },
    holds: 'claims that the issuer owes (C4, D3)',
  },
  'payable:merchant:<merchant>': {
    kind: 'liability',
    name: { 'zh-CN': '应付商户款', en: 'Owed to merchants' },
    holds: 'owed to a merchant for what was paid with wallets, less what came back, not settled yet',
  },
  'payable:settlement:<merchant>': {
    kind: 'liability',
    name: { 'zh-CN': '应付商户结算款', en: 'Settlements to pay' },
    holds: 'settled with a merchant and not paid out yet',
  },
  'receivable:claim:<claim>': {
    kind: 'asset',
    name: { 'zh-CN': '应收赔偿款', en: 'Claims to receive' },
    holds: 'claims that the other party owes',
  },
};

/** The chart, by name of the account. */
export const CHART: readonly ChartAccount[] = ACCOUNT_PATTERNS.map((account) => {
  const meaning = MEANINGS[account];
  const growsLeft = meaning.kind === 'asset' || meaning.kind === 'expense';
  return { account, ...meaning, normalSide: growsLeft ? 'debit' : 'credit' };
});

/** An account of the chart with the issuer's own code, and codes of single accounts under it. */
export interface CodedAccount extends ChartAccount {
  /** Null where the programme gives none. */
  readonly code: string | null;
  readonly single: AccountCodes;
}

/** The chart with the codes of an issuer's own books. */
export function codedChart(codes: AccountCodes): readonly CodedAccount[] {
  return CHART.map((one) => {
    const prefix = one.account.split('<')[0] ?? '';
    const single = codes.filter(({ account }) => account !== one.account && account.startsWith(prefix));
    return { ...one, code: accountCodeOf(codes, one.account), single: prefix === one.account ? [] : single };
  });
}

/** The chart as the table of the README. */
export function chartTable(): string {
  const rows = CHART.map(({ account, kind, normalSide, name, holds }) =>
    [`\`${account}\``, kind, normalSide, name['zh-CN'], name.en, holds].join(' | '),
  );
  return ['account | kind | grows on | 名称 | name | what it holds', '--- | --- | --- | --- | --- | ---', ...rows]
    .map((row) => `| ${row} |`)
    .join('\n');
}
