// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** The part of a payout that belongs to one programme; the parts sum up to the payout. */
export interface PayoutPart {
  /** Programme the money belongs to; null for facts that belong to none. */
  readonly programmeId: string | null;
  /** What was paid for the part, in fen; below zero where the programme was owed by the merchant. */
  readonly amountFen: Fen;
}

/** The part of a settlement that belongs to one programme; the parts sum up to the settlement. */
export interface SettlementPart {
  /** Programme the money belongs to; null for facts that belong to none. */
  readonly programmeId: string | null;
  /** Sales of the part, in fen. */
  readonly grossFen: Fen;
  /** What came back of sales, in fen. */
  readonly returnedFen: Fen;
  /** What the issuer keeps of the part, in fen; the last part's is a difference, so that the parts sum up. */
  readonly feeFen: Fen;
  /** What is owed for the part, in fen: grossFen less returnedFen less feeFen; below zero where more came back than was sold. */
  readonly netFen: Fen;
}

/** A settlement, or a part of it, was paid out to the merchant by bank. */
export interface MerchantPaid {
  /** Merchant, or the counter inside a mall; the issuer's own code. */
  readonly merchantId: string;
  /** The settlement; stl_ and a ULID. */
  readonly settlementId: string;
  /** This payout; pay_ and a ULID. */
  readonly payoutId: string;
  /** The bank's own reference of the transfer. */
  readonly bankReference: string;
  /** What was paid, in fen. */
  readonly amountFen: Fen;
  /** What of the settlement is still to be paid after this, in fen. */
  readonly leftFen: Fen;
  /** The payout by programme. */
  readonly parts: readonly PayoutPart[];
}

/** The bank sent a payout back: the settlement, or that part of it, is to be paid again. */
export interface MerchantPayoutReturned {
  /** Merchant, or the counter inside a mall; the issuer's own code. */
  readonly merchantId: string;
  /** The settlement; stl_ and a ULID. */
  readonly settlementId: string;
  /** The payout that came back; pay_ and a ULID. */
  readonly payoutId: string;
  /** The bank's own reference of the transfer that came back. */
  readonly bankReference: string;
  /** Why, as the issuer's own code, such as account_closed. */
  readonly reason: string;
  /** What came back, in fen. */
  readonly amountFen: Fen;
  /** What the settlement came to, in fen. */
  readonly netFen: Fen;
  /** What of the settlement is still to be paid after this, in fen. */
  readonly leftFen: Fen;
  /** What came back by programme. */
  readonly parts: readonly PayoutPart[];
}

/** What a merchant sold and took back through a business day was settled: it is no longer open in its account and waits to be paid out. A fact that comes late goes into the next settlement (domain 2.10). */
export interface MerchantSettled {
  /** Merchant, or the counter inside a mall; the issuer's own code. */
  readonly merchantId: string;
  /** The settlement; stl_ and a ULID. */
  readonly settlementId: string;
  /** Last business day that is in it, YYYY-MM-DD in Asia/Shanghai. */
  readonly throughDate: string;
  /** Last position of the ledger's log that is in it. */
  readonly toPosition: bigint;
  /** throughDate of the settlement before; null for the first. Facts through that day and up to previousPosition were settled then. */
  readonly previousThroughDate: string | null;
  /** toPosition of the settlement before; 0 for the first. */
  readonly previousPosition: bigint;
  /** Lines by which the merchant is owed more. */
  readonly saleCount: number;
  /** Lines by which the merchant is owed less. */
  readonly returnCount: number;
  /** Sales, in fen. */
  readonly grossFen: Fen;
  /** What came back of sales, in fen. */
  readonly returnedFen: Fen;
  /** Rate of the issuer's fee on grossFen less returnedFen, in basis points; null where no fee was agreed. */
  readonly feeRateBp: number | null;
  /** What the issuer keeps, cut to the fen, in fen (domain 1). */
  readonly feeFen: Fen;
  /** What is to be paid out, in fen: grossFen less returnedFen less feeFen; never below zero. */
  readonly netFen: Fen;
  /** The settlement by programme. */
  readonly parts: readonly SettlementPart[];
}

/** A settlement was wrong and is taken back before anything was paid on it: what it settled is open in the merchant's account again and goes into the next one. */
export interface MerchantSettlementReversed {
  /** Merchant, or the counter inside a mall; the issuer's own code. */
  readonly merchantId: string;
  /** The settlement; stl_ and a ULID. */
  readonly settlementId: string;
  /** Why, as the issuer's own code, such as wrong_fee. */
  readonly reason: string;
  /** Through which day the merchant is settled after this; null where nothing is. */
  readonly throughDate: string | null;
  /** Up to which position of the ledger's log the merchant is settled after this; 0 where nothing is. */
  readonly toPosition: bigint;
  /** Sales of the settlement, in fen. */
  readonly grossFen: Fen;
  /** What came back of sales, in fen. */
  readonly returnedFen: Fen;
  /** What the issuer had kept, in fen. */
  readonly feeFen: Fen;
  /** What was to be paid out, in fen. */
  readonly netFen: Fen;
  /** The settlement by programme. */
  readonly parts: readonly SettlementPart[];
}

/** Every event of topic ledger.settlement. */
export type SettlementEvent =
  | { readonly type: 'MerchantPaid'; readonly data: MerchantPaid }
  | { readonly type: 'MerchantPayoutReturned'; readonly data: MerchantPayoutReturned }
  | { readonly type: 'MerchantSettled'; readonly data: MerchantSettled }
  | { readonly type: 'MerchantSettlementReversed'; readonly data: MerchantSettlementReversed };

/** The schemas of topic ledger.settlement, compact JSON. */
export const SETTLEMENT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'MerchantPaid',
    service: 'ledger',
    stream: 'settlement',
    text: '{"type":"record","name":"MerchantPaid","namespace":"scrip.ledger","doc":"A settlement, or a part of it, was paid out to the merchant by bank.","fields":[{"name":"merchantId","type":"string","doc":"Merchant, or the counter inside a mall; the issuer\'s own code."},{"name":"settlementId","type":"string","doc":"The settlement; stl_ and a ULID."},{"name":"payoutId","type":"string","doc":"This payout; pay_ and a ULID."},{"name":"bankReference","type":"string","doc":"The bank\'s own reference of the transfer."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen."},{"name":"leftFen","type":{"type":"long","logicalType":"fen"},"doc":"What of the settlement is still to be paid after this, in fen."},{"name":"parts","type":{"type":"array","items":{"type":"record","name":"PayoutPart","doc":"The part of a payout that belongs to one programme; the parts sum up to the payout.","fields":[{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme the money belongs to; null for facts that belong to none."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid for the part, in fen; below zero where the programme was owed by the merchant."}]}},"doc":"The payout by programme."}]}',
  },
  {
    type: 'MerchantPayoutReturned',
    service: 'ledger',
    stream: 'settlement',
    text: '{"type":"record","name":"MerchantPayoutReturned","namespace":"scrip.ledger","doc":"The bank sent a payout back: the settlement, or that part of it, is to be paid again.","fields":[{"name":"merchantId","type":"string","doc":"Merchant, or the counter inside a mall; the issuer\'s own code."},{"name":"settlementId","type":"string","doc":"The settlement; stl_ and a ULID."},{"name":"payoutId","type":"string","doc":"The payout that came back; pay_ and a ULID."},{"name":"bankReference","type":"string","doc":"The bank\'s own reference of the transfer that came back."},{"name":"reason","type":"string","doc":"Why, as the issuer\'s own code, such as account_closed."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What came back, in fen."},{"name":"netFen","type":{"type":"long","logicalType":"fen"},"doc":"What the settlement came to, in fen."},{"name":"leftFen","type":{"type":"long","logicalType":"fen"},"doc":"What of the settlement is still to be paid after this, in fen."},{"name":"parts","type":{"type":"array","items":{"type":"record","name":"PayoutPart","doc":"The part of a payout that belongs to one programme; the parts sum up to the payout.","fields":[{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme the money belongs to; null for facts that belong to none."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid for the part, in fen; below zero where the programme was owed by the merchant."}]}},"doc":"What came back by programme."}]}',
  },
  {
    type: 'MerchantSettled',
    service: 'ledger',
    stream: 'settlement',
    text: '{"type":"record","name":"MerchantSettled","namespace":"scrip.ledger","doc":"What a merchant sold and took back through a business day was settled: it is no longer open in its account and waits to be paid out. A fact that comes late goes into the next settlement (domain 2.10).","fields":[{"name":"merchantId","type":"string","doc":"Merchant, or the counter inside a mall; the issuer\'s own code."},{"name":"settlementId","type":"string","doc":"The settlement; stl_ and a ULID."},{"name":"throughDate","type":"string","doc":"Last business day that is in it, YYYY-MM-DD in Asia/Shanghai."},{"name":"toPosition","type":"long","doc":"Last position of the ledger\'s log that is in it."},{"name":"previousThroughDate","type":["null","string"],"default":null,"doc":"throughDate of the settlement before; null for the first. Facts through that day and up to previousPosition were settled then."},{"name":"previousPosition","type":"long","doc":"toPosition of the settlement before; 0 for the first."},{"name":"saleCount","type":"int","doc":"Lines by which the merchant is owed more."},{"name":"returnCount","type":"int","doc":"Lines by which the merchant is owed less."},{"name":"grossFen","type":{"type":"long","logicalType":"fen"},"doc":"Sales, in fen."},{"name":"returnedFen","type":{"type":"long","logicalType":"fen"},"doc":"What came back of sales, in fen."},{"name":"feeRateBp","type":["null","int"],"default":null,"doc":"Rate of the issuer\'s fee on grossFen less returnedFen, in basis points; null where no fee was agreed."},{"name":"feeFen","type":{"type":"long","logicalType":"fen"},"doc":"What the issuer keeps, cut to the fen, in fen (domain 1)."},{"name":"netFen","type":{"type":"long","logicalType":"fen"},"doc":"What is to be paid out, in fen: grossFen less returnedFen less feeFen; never below zero."},{"name":"parts","type":{"type":"array","items":{"type":"record","name":"SettlementPart","doc":"The part of a settlement that belongs to one programme; the parts sum up to the settlement.","fields":[{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme the money belongs to; null for facts that belong to none."},{"name":"grossFen","type":{"type":"long","logicalType":"fen"},"doc":"Sales of the part, in fen."},{"name":"returnedFen","type":{"type":"long","logicalType":"fen"},"doc":"What came back of sales, in fen."},{"name":"feeFen","type":{"type":"long","logicalType":"fen"},"doc":"What the issuer keeps of the part, in fen; the last part\'s is a difference, so that the parts sum up."},{"name":"netFen","type":{"type":"long","logicalType":"fen"},"doc":"What is owed for the part, in fen: grossFen less returnedFen less feeFen; below zero where more came back than was sold."}]}},"doc":"The settlement by programme."}]}',
  },
  {
    type: 'MerchantSettlementReversed',
    service: 'ledger',
    stream: 'settlement',
    text: '{"type":"record","name":"MerchantSettlementReversed","namespace":"scrip.ledger","doc":"A settlement was wrong and is taken back before anything was paid on it: what it settled is open in the merchant\'s account again and goes into the next one.","fields":[{"name":"merchantId","type":"string","doc":"Merchant, or the counter inside a mall; the issuer\'s own code."},{"name":"settlementId","type":"string","doc":"The settlement; stl_ and a ULID."},{"name":"reason","type":"string","doc":"Why, as the issuer\'s own code, such as wrong_fee."},{"name":"throughDate","type":["null","string"],"default":null,"doc":"Through which day the merchant is settled after this; null where nothing is."},{"name":"toPosition","type":"long","doc":"Up to which position of the ledger\'s log the merchant is settled after this; 0 where nothing is."},{"name":"grossFen","type":{"type":"long","logicalType":"fen"},"doc":"Sales of the settlement, in fen."},{"name":"returnedFen","type":{"type":"long","logicalType":"fen"},"doc":"What came back of sales, in fen."},{"name":"feeFen","type":{"type":"long","logicalType":"fen"},"doc":"What the issuer had kept, in fen."},{"name":"netFen","type":{"type":"long","logicalType":"fen"},"doc":"What was to be paid out, in fen."},{"name":"parts","type":{"type":"array","items":{"type":"record","name":"SettlementPart","doc":"The part of a settlement that belongs to one programme; the parts sum up to the settlement.","fields":[{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme the money belongs to; null for facts that belong to none."},{"name":"grossFen","type":{"type":"long","logicalType":"fen"},"doc":"Sales of the part, in fen."},{"name":"returnedFen","type":{"type":"long","logicalType":"fen"},"doc":"What came back of sales, in fen."},{"name":"feeFen","type":{"type":"long","logicalType":"fen"},"doc":"What the issuer keeps of the part, in fen; the last part\'s is a difference, so that the parts sum up."},{"name":"netFen","type":{"type":"long","logicalType":"fen"},"doc":"What is owed for the part, in fen: grossFen less returnedFen less feeFen; below zero where more came back than was sold."}]}},"doc":"The settlement by programme."}]}',
  },
];
