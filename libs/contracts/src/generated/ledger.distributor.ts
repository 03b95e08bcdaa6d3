// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** An agent's fee of a month: most of it was paid, the rest is kept until the term is over and all invoices are in (domain 2.5, D5). */
export interface AgencyFeeRecorded {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Month of the fee, YYYY-MM; each month once. */
  readonly feeMonth: string;
  /** Fee of the month, in fen. */
  readonly feeFen: Fen;
  /** Part that was paid, in fen, cut to the fen. */
  readonly paidFen: Fen;
  /** Part that is kept, in fen: the difference. */
  readonly retainedFen: Fen;
  /** Part that is paid at once, in basis points. */
  readonly feeNowBp: number;
  /** Reference of the bank transfer that paid the first part, the bank's own text of [A-Za-z0-9_.-]{1,64}. */
  readonly bankReference: string;
  /** Version of the distributor's terms of this kind, from 1. */
  readonly termsVersion: number;
}

/** The term was over and all invoices were in: what had been kept of an agent's fees was paid (domain 2.5, D5). */
export interface AgencyFeesReleased {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** What was paid, in fen: all that had been kept. */
  readonly releasedFen: Fen;
  /** Sum of the invoices that are in, in fen. */
  readonly invoicedFen: Fen;
  /** Reference of the bank transfer that paid it, the bank's own text of [A-Za-z0-9_.-]{1,64}. */
  readonly bankReference: string;
}

/** Terms of agency orders and of the monthly fee were agreed with an agent; they hold for orders placed from now on (domain 2.5). */
export interface AgencyTermsAgreed {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Version of the distributor's terms of this kind, from 1. */
  readonly termsVersion: number;
  /** What is taken off the market price, in basis points. */
  readonly concessionBp: number;
  /** How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H. */
  readonly deliverWithin: string;
  /** How long after its payment what is not delivered is to be refunded at once, an ISO 8601 period such as PT48H. */
  readonly refundAfter: string;
  /** Loan rate of a year, in basis points: 345 is 3.45%. */
  readonly loanRateBp: number;
  /** How many times the loan rate a late refund costs. */
  readonly lateTimes: number;
  /** Days that the loan rate counts a year as. */
  readonly yearDays: number;
  /** Part of a monthly fee that is paid at once, in basis points; the rest is paid when the term is over. */
  readonly feeNowBp: number;
  /** First business day of the term, YYYY-MM-DD in Asia/Shanghai. */
  readonly startsDate: string;
  /** Last business day of the term, YYYY-MM-DD in Asia/Shanghai. */
  readonly endsDate: string;
  /** Region the agent sells in, the issuer's own code; null for no limit. */
  readonly region: string | null;
}

/** A distributor's order was settled; the next may be placed (domain 2.5, D7). */
export interface DistributorOrderClosed {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** Kind of the order: 'wholesale' or 'agency'. */
  readonly kind: string;
}

/** A distributor's order was accepted; an agent places no other before it is settled (domain 2.5, D7). */
export interface DistributorOrderTaken {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** Kind of the order: 'wholesale' or 'agency'. */
  readonly kind: string;
}

/** Terms of wholesale orders were agreed with a distributor; they hold for orders placed from now on (domain 2.5). */
export interface WholesaleTermsAgreed {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Version of the distributor's terms of this kind, from 1. */
  readonly termsVersion: number;
  /** What an order costs, in basis points of the face value: 9,500 is 95%. */
  readonly payBp: number;
  /** How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H. */
  readonly deliverWithin: string;
  /** Penalty for each day that a part is late, in basis points of what was paid for it: 30 is 0.3%. */
  readonly lateBpPerDay: number;
  /** How many times its face value is owed for a card that cannot be charged or has another value. */
  readonly faultTimes: number;
  /** Region the distributor sells in, the issuer's own code; null for no limit. */
  readonly region: string | null;
}

/** Every event of topic ledger.distributor. */
export type DistributorEvent =
  | { readonly type: 'AgencyFeeRecorded'; readonly data: AgencyFeeRecorded }
  | { readonly type: 'AgencyFeesReleased'; readonly data: AgencyFeesReleased }
  | { readonly type: 'AgencyTermsAgreed'; readonly data: AgencyTermsAgreed }
  | { readonly type: 'DistributorOrderClosed'; readonly data: DistributorOrderClosed }
  | { readonly type: 'DistributorOrderTaken'; readonly data: DistributorOrderTaken }
  | { readonly type: 'WholesaleTermsAgreed'; readonly data: WholesaleTermsAgreed };

/** The schemas of topic ledger.distributor, compact JSON. */
export const DISTRIBUTOR_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'AgencyFeeRecorded',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"AgencyFeeRecorded","namespace":"scrip.ledger","doc":"An agent\'s fee of a month: most of it was paid, the rest is kept until the term is over and all invoices are in (domain 2.5, D5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"feeMonth","type":"string","doc":"Month of the fee, YYYY-MM; each month once."},{"name":"feeFen","type":{"type":"long","logicalType":"fen"},"doc":"Fee of the month, in fen."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"Part that was paid, in fen, cut to the fen."},{"name":"retainedFen","type":{"type":"long","logicalType":"fen"},"doc":"Part that is kept, in fen: the difference."},{"name":"feeNowBp","type":"int","doc":"Part that is paid at once, in basis points."},{"name":"bankReference","type":"string","doc":"Reference of the bank transfer that paid the first part, the bank\'s own text of [A-Za-z0-9_.-]{1,64}."},{"name":"termsVersion","type":"int","doc":"Version of the distributor\'s terms of this kind, from 1."}]}',
  },
  {
    type: 'AgencyFeesReleased',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"AgencyFeesReleased","namespace":"scrip.ledger","doc":"The term was over and all invoices were in: what had been kept of an agent\'s fees was paid (domain 2.5, D5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"releasedFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen: all that had been kept."},{"name":"invoicedFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of the invoices that are in, in fen."},{"name":"bankReference","type":"string","doc":"Reference of the bank transfer that paid it, the bank\'s own text of [A-Za-z0-9_.-]{1,64}."}]}',
  },
  {
    type: 'AgencyTermsAgreed',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"AgencyTermsAgreed","namespace":"scrip.ledger","doc":"Terms of agency orders and of the monthly fee were agreed with an agent; they hold for orders placed from now on (domain 2.5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"termsVersion","type":"int","doc":"Version of the distributor\'s terms of this kind, from 1."},{"name":"concessionBp","type":"int","doc":"What is taken off the market price, in basis points."},{"name":"deliverWithin","type":"string","doc":"How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H."},{"name":"refundAfter","type":"string","doc":"How long after its payment what is not delivered is to be refunded at once, an ISO 8601 period such as PT48H."},{"name":"loanRateBp","type":"int","doc":"Loan rate of a year, in basis points: 345 is 3.45%."},{"name":"lateTimes","type":"int","doc":"How many times the loan rate a late refund costs."},{"name":"yearDays","type":"int","doc":"Days that the loan rate counts a year as."},{"name":"feeNowBp","type":"int","doc":"Part of a monthly fee that is paid at once, in basis points; the rest is paid when the term is over."},{"name":"startsDate","type":"string","doc":"First business day of the term, YYYY-MM-DD in Asia/Shanghai."},{"name":"endsDate","type":"string","doc":"Last business day of the term, YYYY-MM-DD in Asia/Shanghai."},{"name":"region","type":["null","string"],"default":null,"doc":"Region the agent sells in, the issuer\'s own code; null for no limit."}]}',
  },
  {
    type: 'DistributorOrderClosed',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"DistributorOrderClosed","namespace":"scrip.ledger","doc":"A distributor\'s order was settled; the next may be placed (domain 2.5, D7).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"kind","type":"string","doc":"Kind of the order: \'wholesale\' or \'agency\'."}]}',
  },
  {
    type: 'DistributorOrderTaken',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"DistributorOrderTaken","namespace":"scrip.ledger","doc":"A distributor\'s order was accepted; an agent places no other before it is settled (domain 2.5, D7).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"kind","type":"string","doc":"Kind of the order: \'wholesale\' or \'agency\'."}]}',
  },
  {
    type: 'WholesaleTermsAgreed',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"WholesaleTermsAgreed","namespace":"scrip.ledger","doc":"Terms of wholesale orders were agreed with a distributor; they hold for orders placed from now on (domain 2.5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"termsVersion","type":"int","doc":"Version of the distributor\'s terms of this kind, from 1."},{"name":"payBp","type":"int","doc":"What an order costs, in basis points of the face value: 9,500 is 95%."},{"name":"deliverWithin","type":"string","doc":"How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H."},{"name":"lateBpPerDay","type":"int","doc":"Penalty for each day that a part is late, in basis points of what was paid for it: 30 is 0.3%."},{"name":"faultTimes","type":"int","doc":"How many times its face value is owed for a card that cannot be charged or has another value."},{"name":"region","type":["null","string"],"default":null,"doc":"Region the distributor sells in, the issuer\'s own code; null for no limit."}]}',
  },
];
