/** Every check of the rule pack `cn-single-purpose`: its clause, and what of a document it looks at (domain 3). */
import {
  type Check,
  capOf,
  eachProduct,
  held,
  INTERPRETATION,
  notApplicable,
  ofRefund,
  RULES,
  refundable,
  shorterThan,
  termsThatEnd,
  under,
  yuan,
} from './rule-pack-look.ts';

/** Most value of a named and of a bearer card, in fen. */
const NAMED_CAP_FEN = 500_000;
const BEARER_CAP_FEN = 100_000;
/** A bearer card is valid at least so long. */
const BEARER_TERM_MIN = 'P3Y';
/** Bearer cards of so much in one purchase need the buyer's identity, in fen. */
const IDENTITY_FROM_FEN = 1_000_000;
/** Purchases of so much are paid by transfer: of a company, of a person, in fen. */
const TRANSFER_COMPANY_FEN = 500_000;
const TRANSFER_PERSON_FEN = 5_000_000;
/** Most of a refund that may be paid in cash, in fen. */
const CASH_REFUND_FEN = 10_000;
/** Outreach that serves what the holder bought or asked for; everything else of the kind is marketing. */
const SERVING = new Set<string>(['attendance', 'giftToCollect', 'newSeasonPurchase', 'returnOrExchange']);

/** The checks in the order of the clauses. */
export const CHECKS = [
  {
    key: 'named_card_cap',
    clause: under(RULES, '记名卡不超过5000元。', 'a named card holds at most 5,000 yuan.'),
    look: (programme, capCounts) =>
      eachProduct(programme, 'named', (product) => capOf(product, capCounts, NAMED_CAP_FEN)),
  },
  {
    key: 'bearer_card_cap',
    clause: under(RULES, '不记名卡不超过1000元。', 'a bearer card holds at most 1,000 yuan.'),
    look: (programme, capCounts) =>
      eachProduct(programme, 'bearer', (product) => capOf(product, capCounts, BEARER_CAP_FEN)),
  },
  {
    key: 'named_card_no_expiry',
    clause: under(RULES, '记名卡不得设有效期。', 'a named card has no expiry.'),
    look: (programme) =>
      eachProduct(programme, 'named', (product) => {
        const terms = termsThatEnd(programme, product);
        return held(
          terms.length === 0,
          terms.length === 0 ? {} : { terms: terms.join(', ') },
          terms.length === 0 ? '没有有效期。' : `设有期限：${terms.join('、')}。`,
          terms.length === 0 ? 'It has none.' : `It ends after ${terms.join(', ')}.`,
        );
      }),
  },
  {
    key: 'bearer_card_validity',
    clause: under(RULES, '不记名卡有效期不少于3年。', 'a bearer card is valid at least 3 years.'),
    look: (programme) =>
      eachProduct(programme, 'bearer', (product) => {
        const terms = termsThatEnd(programme, product);
        const short = terms.filter((term) => shorterThan(term, BEARER_TERM_MIN));
        return held(
          short.length === 0,
          { leastTerm: BEARER_TERM_MIN, terms: terms.join(', ') || 'none' },
          short.length === 0 ? '不少于3年。' : `仅${short.join('、')}。`,
          short.length === 0 ? 'It is.' : `It is valid for ${short.join(', ')} only.`,
        );
      }),
  },
  {
    key: 'bearer_card_extension',
    clause: under(
      RULES,
      '过期而有余额的不记名卡应可延期或换卡。',
      'a bearer card that lapsed with value left can be extended or exchanged.',
    ),
    look: (programme) =>
      eachProduct(programme, 'bearer', ({ lots }) => {
        const met = lots.validity === 'none' || lots.validity.extension !== undefined;
        return held(
          met,
          {},
          met ? '可以延期，或不会过期。' : '过期后不能延期。',
          met ? 'It can.' : 'It cannot be extended.',
        );
      }),
  },
  {
    key: 'buyer_identity',
    clause: under(
      RULES,
      '购买记名卡，或一次购买不记名卡1万元以上，须核验购卡人身份。',
      "the buyer's identity for every named card, and from 10,000 yuan of bearer cards in one purchase.",
    ),
    look: (programme) =>
      eachProduct(programme, 'any', ({ card, sale }) => {
        const limitFen = card?.holder === 'bearer' ? IDENTITY_FROM_FEN : 0;
        const isFen = sale?.identityFromFen;
        return held(
          isFen !== undefined && isFen <= limitFen,
          isFen === undefined ? { limitFen } : { limitFen, isFen },
          isFen === undefined ? '从不核验身份。' : `自${yuan(isFen)}元起核验，要求自${yuan(limitFen)}元起。`,
          isFen === undefined
            ? 'The buyer is never identified.'
            : `The buyer is identified from ${yuan(isFen)} yuan, wanted from ${yuan(limitFen)}.`,
        );
      }),
  },
  {
    key: 'payment_by_transfer',
    clause: under(
      RULES,
      '单位一次购卡5000元以上、个人一次购卡5万元以上，须转账付款。',
      'by transfer, not in cash, from 5,000 yuan of a company and 50,000 yuan of a person in one purchase.',
    ),
    look: (programme) =>
      eachProduct(programme, 'any', ({ sale }) => {
        const from = sale?.transferFromFen;
        const limits = { companyLimitFen: TRANSFER_COMPANY_FEN, personLimitFen: TRANSFER_PERSON_FEN };
        return held(
          from !== undefined && from.company <= TRANSFER_COMPANY_FEN && from.person <= TRANSFER_PERSON_FEN,
          from === undefined ? limits : { ...limits, companyFen: from.company, personFen: from.person },
          from === undefined
            ? '任何金额都收现金。'
            : `单位自${yuan(from.company)}元、个人自${yuan(from.person)}元起转账。`,
          from === undefined
            ? 'Cash is taken for any amount.'
            : `By transfer from ${yuan(from.company)} yuan of a company, ${yuan(from.person)} of a person.`,
        );
      }),
  },
  {
    key: 'records_kept',
    clause: under(RULES, '业务记录自最后使用起保存5年。', 'records are kept 5 years after the last use.'),
    look: (programme) =>
      eachProduct(programme, 'any', () =>
        held(true, { leastYears: 5 }, '账簿只增不删，永久保存。', 'The log is never cut: records are kept for ever.'),
      ),
  },
  {
    key: 'reserve_in_custody',
    clause: under(
      RULES,
      '规模、集团、品牌发卡企业按上季末预收资金余额的20%、30%、40%存管。',
      "20, 30 or 40% of the last quarter's outstanding funds in custody, by the kind of issuer.",
    ),
    look: () => [
      notApplicable(
        '由发卡方而非方案履行，见账簿的存管报表。',
        "The issuer's duty, not a programme's: see the reserve report of the ledger.",
      ),
    ],
  },
  {
    key: 'invoice_at_recharge',
    clause: under(
      RULES,
      '充值时开具税目601的普通发票，不征税；消费时不开票。',
      'an ordinary invoice at the recharge, tax item 601, untaxed; none at spending.',
    ),
    look: (programme) =>
      eachProduct(programme, 'any', () =>
        held(
          true,
          { taxItem: '601' },
          '账簿只按本金开具一次。',
          'The ledger writes one, for the principal, at the recharge.',
        ),
      ),
  },
  {
    key: 'refund_clause',
    clause: under(INTERPRETATION, '“概不退款”条款无效。', 'a clause of no refund is void.'),
    look: (programme) =>
      eachProduct(programme, 'any', (product, path) => ({
        ...held(
          refundable(product),
          { policy: product.refund?.policy ?? 'none' },
          refundable(product) ? '可以退款。' : '不予退款。',
          refundable(product) ? 'It is paid back.' : 'It is never paid back.',
        ),
        path: product.refund ? [...path, 'refund'] : path,
      })),
  },
  {
    key: 'withdrawal_in_7_days',
    clause: under(
      INTERPRETATION,
      '付款后七日内未获相同商品的，可以要求退款。',
      'refund within 7 days unless the same goods were had before.',
    ),
    look: (programme) => ofRefund(programme, '七日内全额退还。', 'All that was paid is given back within 7 days.'),
  },
  {
    key: 'refund_valuation',
    clause: under(
      INTERPRETATION,
      '非消费者原因退款，按折后价计已消费部分；消费者原因按原价；不超过预付款。',
      'not caused by the consumer: what was used at the discounted price; caused by the consumer: undiscounted; never more than was prepaid.',
    ),
    look: (programme) =>
      ofRefund(
        programme,
        '账簿按本金占本金加赠送的比例折算。',
        'The ledger values what was used at paid / (paid + bonus), or undiscounted, by the cause.',
      ),
  },
  {
    key: 'refund_to_same_name',
    clause: under(
      RULES,
      '退款至同名账户，现金不超过100元。',
      'a refund goes to an account of the same name, in cash up to 100 yuan.',
    ),
    look: (programme) =>
      eachProduct(programme, 'any', (product, path) => {
        const { refund, client } = product;
        const limitFen = CASH_REFUND_FEN;
        if (client && (client.cashUpToFen === undefined || client.cashUpToFen > limitFen)) {
          const isFen = client.cashUpToFen;
          return {
            ...held(
              false,
              isFen === undefined ? { limitFen } : { limitFen, isFen },
              isFen === undefined ? '单位退卡的现金没有限额。' : `单位退卡可付现金${yuan(isFen)}元。`,
              isFen === undefined
                ? 'What a client is given back in cash has no limit.'
                : `A client is given back up to ${yuan(isFen)} yuan in cash.`,
            ),
            path: [...path, 'client'],
          };
        }
        if (refund === undefined || refund.policy === 'never') {
          return {
            outcome: 'notApplicable',
            numbers: {},
            text: { 'zh-CN': '不予退款。', en: 'It is never paid back.' },
          };
        }
        const isFen = refund.cashUpToFen;
        return {
          ...held(
            isFen <= limitFen,
            { limitFen, isFen },
            `现金至多${yuan(isFen)}元。`,
            `Up to ${yuan(isFen)} yuan in cash.`,
          ),
          path: [...path, 'refund'],
        };
      }),
  },
  {
    key: 'replacement_clause',
    clause: under(INTERPRETATION, '“概不补卡”条款无效。', 'a clause of no replacement is void.'),
    look: (programme) =>
      eachProduct(programme, 'any', () =>
        held(true, {}, '丢失或损坏的卡都可以补办。', 'A lost or damaged card is always replaced.'),
      ),
  },
  {
    key: 'transfer_clause',
    clause: under(INTERPRETATION, '“不得转让”条款无效。', 'a clause of no transfer is void.'),
    look: (programme) =>
      eachProduct(programme, 'any', ({ transfer }) =>
        transfer === undefined
          ? {
              outcome: 'notApplicable',
              numbers: {},
              text: { 'zh-CN': '文档没有这样的条款。', en: 'The document has no such clause.' },
            }
          : held(
              transfer === 'allowed',
              { transfer },
              transfer === 'allowed' ? '可以转让。' : '不得转让。',
              transfer === 'allowed' ? 'It may be transferred.' : 'It may not be transferred.',
            ),
      ),
  },
  {
    key: 'marketing_consent',
    clause: {
      'zh-CN': '《个人信息保护法》：营销信息须经同意并可退订。',
      en: 'Personal Information Protection Law: marketing needs consent and can be stopped.',
    },
    look: ({ contact }) => {
      const { outreach = [], festivals = [] } = contact ?? {};
      if (outreach.length + festivals.length === 0) {
        return [notApplicable('方案没有主动联系。', 'The programme contacts nobody unasked.')];
      }
      const without = [...outreach.filter(({ on }) => !SERVING.has(on)), ...festivals].filter(
        ({ category }) => category === 'service',
      );
      const keys = without.map(({ key }) => key).join(', ');
      return [
        {
          path: ['contact'],
          ...held(
            without.length === 0,
            without.length === 0 ? { withoutConsent: 0 } : { withoutConsent: without.length, keys },
            without.length === 0 ? '均须同意。' : `${without.length}项未经同意：${keys}。`,
            without.length === 0 ? 'All of it asks for consent.' : `${without.length} without consent: ${keys}.`,
          ),
        },
      ];
    },
  },
] as const satisfies readonly Check[];

/** The stable name of a check. */
export type CheckKey = (typeof CHECKS)[number]['key'];

/** The names of all checks, in order. */
export const CHECK_KEYS: readonly CheckKey[] = CHECKS.map(({ key }) => key);
