// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** The one price of a card in a city (domain 2.5). */
export interface CityPrice {
  /** City, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly cityId: string;
  /** What a buyer pays there, in basis points of the face value. */
  readonly payBp: number;
}

/** What is to be sold in a period (domain 2.5). */
export interface SalesTarget {
  /** First business day of the period, YYYY-MM-DD in Asia/Shanghai. */
  readonly fromDate: string;
  /** Last business day of the period, YYYY-MM-DD in Asia/Shanghai. */
  readonly toDate: string;
  /** Value of the cards to be delivered in it, in fen. */
  readonly targetFen: Fen;
}

/** What orders from a number of cards on cost (domain 2.5). */
export interface DiscountStep {
  /** Least number of cards in an order. */
  readonly fromCards: number;
  /** What the order costs, in basis points of the face value: 9,500 is 95%. */
  readonly payBp: number;
}

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
  /** What was paid, in fen: all that had been kept of these months. */
  readonly releasedFen: Fen;
  /** Sum of the invoices that were in and not used for an earlier release, in fen; the fees of the months are taken off it. */
  readonly invoicedFen: Fen;
  /** Reference of the bank transfer that paid it, the bank's own text of [A-Za-z0-9_.-]{1,64}. */
  readonly bankReference: string;
  /** Months whose fees are paid out with this, YYYY-MM; null in facts from before they were named: all there were. */
  readonly feeMonths: readonly string[] | null;
}

/** An agent's invoice for its fees came in; what was kept of them is paid against such (domain 2.5, D5). */
export interface AgencyInvoiceTaken {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Number of the invoice, the agent's own text of [A-Za-z0-9_.-]{1,64}; each once. */
  readonly invoiceNumber: string;
  /** Day of the invoice, YYYY-MM-DD. */
  readonly invoiceDate: string;
  /** What it is for, in fen. */
  readonly amountFen: Fen;
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
  /** How long the agreement goes on each time its term is over and nobody ended it in the last month, an ISO 8601 period such as P1Y; null: it ends. */
  readonly renewedFor: string | null;
  /** What a card is sold at in each city; null where no price is agreed. */
  readonly cityPrices: readonly CityPrice[] | null;
  /** Sales targets by period; null where none are agreed. */
  readonly targets: readonly SalesTarget[] | null;
  /** Programme whose contract the terms are agreed under, an issuer's own key of [a-z0-9-]{2,40}; null where they are typed. */
  readonly programmeId: string | null;
  /** Version of that programme that was in force; null where the terms are typed. */
  readonly programmeVersion: number | null;
  /** Kind of agreement in the programme's section contracts, its key; null where the terms are typed. */
  readonly contractKey: string | null;
  /** Regions that the contract limits every order to, keys of the programme; null for no limit. */
  readonly regions: readonly string[] | null;
}

/** One side gave notice in the last month of the term: the agreement is not renewed (domain 2.5). */
export interface DistributorAgreementEnded {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Which terms: 'wholesale' or 'agency'. */
  readonly kind: string;
  /** Last business day of the agreement, YYYY-MM-DD in Asia/Shanghai. */
  readonly lastDate: string;
  /** Version of the terms that were ended, from 1. */
  readonly termsVersion: number;
}

/** A letter named who may act for a distributor; the change acts five days after it arrives (domain 2.5, D7). */
export interface DistributorContactNamed {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Who may act from then on, the issuer's own code of a person, never a name. */
  readonly contactId: string;
  /** Business day on which the letter arrived, YYYY-MM-DD in Asia/Shanghai. */
  readonly arrivedDate: string;
  /** First business day on which the contact may act, YYYY-MM-DD in Asia/Shanghai. */
  readonly actsFromDate: string;
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
  /** What an order costs, in basis points of the face value: 9,500 is 95%; where there are steps, the smallest one. */
  readonly payBp: number;
  /** How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H. */
  readonly deliverWithin: string;
  /** Penalty for each day that a part is late, in basis points of what was paid for it: 30 is 0.3%. */
  readonly lateBpPerDay: number;
  /** How many times its face value is owed for a card that cannot be charged or has another value. */
  readonly faultTimes: number;
  /** Region the distributor sells in, the issuer's own code; null for no limit. */
  readonly region: string | null;
  /** First business day of the term, YYYY-MM-DD in Asia/Shanghai; null where no term is agreed. */
  readonly startsDate: string | null;
  /** Last business day of the first term, YYYY-MM-DD in Asia/Shanghai; null where no term is agreed. */
  readonly endsDate: string | null;
  /** How long the agreement goes on each time its term is over and nobody ended it in the last month, an ISO 8601 period such as P1Y; null: it ends. */
  readonly renewedFor: string | null;
  /** What a card is sold at in each city; null where no price is agreed. */
  readonly cityPrices: readonly CityPrice[] | null;
  /** Sales targets by period; null where none are agreed. */
  readonly targets: readonly SalesTarget[] | null;
  /** Programme whose contract the terms are agreed under, an issuer's own key of [a-z0-9-]{2,40}; null where they are typed. */
  readonly programmeId: string | null;
  /** Version of that programme that was in force; null where the terms are typed. */
  readonly programmeVersion: number | null;
  /** Kind of agreement in the programme's section contracts, its key; null where the terms are typed. */
  readonly contractKey: string | null;
  /** Regions that the contract limits every order to, keys of the programme; null for no limit. */
  readonly regions: readonly string[] | null;
  /** Prices by the size of the order, the smallest first: the highest step reached counts; null where payBp holds for every order. */
  readonly discountSteps: readonly DiscountStep[] | null;
}

/** Every event of topic ledger.distributor. */
export type DistributorEvent =
  | { readonly type: 'AgencyFeeRecorded'; readonly data: AgencyFeeRecorded }
  | { readonly type: 'AgencyFeesReleased'; readonly data: AgencyFeesReleased }
  | { readonly type: 'AgencyInvoiceTaken'; readonly data: AgencyInvoiceTaken }
  | { readonly type: 'AgencyTermsAgreed'; readonly data: AgencyTermsAgreed }
  | { readonly type: 'DistributorAgreementEnded'; readonly data: DistributorAgreementEnded }
  | { readonly type: 'DistributorContactNamed'; readonly data: DistributorContactNamed }
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
    text: '{"type":"record","name":"AgencyFeesReleased","namespace":"scrip.ledger","doc":"The term was over and all invoices were in: what had been kept of an agent\'s fees was paid (domain 2.5, D5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"releasedFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen: all that had been kept of these months."},{"name":"invoicedFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of the invoices that were in and not used for an earlier release, in fen; the fees of the months are taken off it."},{"name":"bankReference","type":"string","doc":"Reference of the bank transfer that paid it, the bank\'s own text of [A-Za-z0-9_.-]{1,64}."},{"name":"feeMonths","type":["null",{"type":"array","items":"string"}],"default":null,"doc":"Months whose fees are paid out with this, YYYY-MM; null in facts from before they were named: all there were."}]}',
  },
  {
    type: 'AgencyInvoiceTaken',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"AgencyInvoiceTaken","namespace":"scrip.ledger","doc":"An agent\'s invoice for its fees came in; what was kept of them is paid against such (domain 2.5, D5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"invoiceNumber","type":"string","doc":"Number of the invoice, the agent\'s own text of [A-Za-z0-9_.-]{1,64}; each once."},{"name":"invoiceDate","type":"string","doc":"Day of the invoice, YYYY-MM-DD."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What it is for, in fen."}]}',
  },
  {
    type: 'AgencyTermsAgreed',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"AgencyTermsAgreed","namespace":"scrip.ledger","doc":"Terms of agency orders and of the monthly fee were agreed with an agent; they hold for orders placed from now on (domain 2.5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"termsVersion","type":"int","doc":"Version of the distributor\'s terms of this kind, from 1."},{"name":"concessionBp","type":"int","doc":"What is taken off the market price, in basis points."},{"name":"deliverWithin","type":"string","doc":"How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H."},{"name":"refundAfter","type":"string","doc":"How long after its payment what is not delivered is to be refunded at once, an ISO 8601 period such as PT48H."},{"name":"loanRateBp","type":"int","doc":"Loan rate of a year, in basis points: 345 is 3.45%."},{"name":"lateTimes","type":"int","doc":"How many times the loan rate a late refund costs."},{"name":"yearDays","type":"int","doc":"Days that the loan rate counts a year as."},{"name":"feeNowBp","type":"int","doc":"Part of a monthly fee that is paid at once, in basis points; the rest is paid when the term is over."},{"name":"startsDate","type":"string","doc":"First business day of the term, YYYY-MM-DD in Asia/Shanghai."},{"name":"endsDate","type":"string","doc":"Last business day of the term, YYYY-MM-DD in Asia/Shanghai."},{"name":"region","type":["null","string"],"default":null,"doc":"Region the agent sells in, the issuer\'s own code; null for no limit."},{"name":"renewedFor","type":["null","string"],"default":null,"doc":"How long the agreement goes on each time its term is over and nobody ended it in the last month, an ISO 8601 period such as P1Y; null: it ends."},{"name":"cityPrices","type":["null",{"type":"array","items":{"type":"record","name":"CityPrice","doc":"The one price of a card in a city (domain 2.5).","fields":[{"name":"cityId","type":"string","doc":"City, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"payBp","type":"int","doc":"What a buyer pays there, in basis points of the face value."}]}}],"default":null,"doc":"What a card is sold at in each city; null where no price is agreed."},{"name":"targets","type":["null",{"type":"array","items":{"type":"record","name":"SalesTarget","doc":"What is to be sold in a period (domain 2.5).","fields":[{"name":"fromDate","type":"string","doc":"First business day of the period, YYYY-MM-DD in Asia/Shanghai."},{"name":"toDate","type":"string","doc":"Last business day of the period, YYYY-MM-DD in Asia/Shanghai."},{"name":"targetFen","type":{"type":"long","logicalType":"fen"},"doc":"Value of the cards to be delivered in it, in fen."}]}}],"default":null,"doc":"Sales targets by period; null where none are agreed."},{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme whose contract the terms are agreed under, an issuer\'s own key of [a-z0-9-]{2,40}; null where they are typed."},{"name":"programmeVersion","type":["null","int"],"default":null,"doc":"Version of that programme that was in force; null where the terms are typed."},{"name":"contractKey","type":["null","string"],"default":null,"doc":"Kind of agreement in the programme\'s section contracts, its key; null where the terms are typed."},{"name":"regions","type":["null",{"type":"array","items":"string"}],"default":null,"doc":"Regions that the contract limits every order to, keys of the programme; null for no limit."}]}',
  },
  {
    type: 'DistributorAgreementEnded',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"DistributorAgreementEnded","namespace":"scrip.ledger","doc":"One side gave notice in the last month of the term: the agreement is not renewed (domain 2.5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"kind","type":"string","doc":"Which terms: \'wholesale\' or \'agency\'."},{"name":"lastDate","type":"string","doc":"Last business day of the agreement, YYYY-MM-DD in Asia/Shanghai."},{"name":"termsVersion","type":"int","doc":"Version of the terms that were ended, from 1."}]}',
  },
  {
    type: 'DistributorContactNamed',
    service: 'ledger',
    stream: 'distributor',
    text: '{"type":"record","name":"DistributorContactNamed","namespace":"scrip.ledger","doc":"A letter named who may act for a distributor; the change acts five days after it arrives (domain 2.5, D7).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"contactId","type":"string","doc":"Who may act from then on, the issuer\'s own code of a person, never a name."},{"name":"arrivedDate","type":"string","doc":"Business day on which the letter arrived, YYYY-MM-DD in Asia/Shanghai."},{"name":"actsFromDate","type":"string","doc":"First business day on which the contact may act, YYYY-MM-DD in Asia/Shanghai."}]}',
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
    text: '{"type":"record","name":"WholesaleTermsAgreed","namespace":"scrip.ledger","doc":"Terms of wholesale orders were agreed with a distributor; they hold for orders placed from now on (domain 2.5).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"termsVersion","type":"int","doc":"Version of the distributor\'s terms of this kind, from 1."},{"name":"payBp","type":"int","doc":"What an order costs, in basis points of the face value: 9,500 is 95%; where there are steps, the smallest one."},{"name":"deliverWithin","type":"string","doc":"How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H."},{"name":"lateBpPerDay","type":"int","doc":"Penalty for each day that a part is late, in basis points of what was paid for it: 30 is 0.3%."},{"name":"faultTimes","type":"int","doc":"How many times its face value is owed for a card that cannot be charged or has another value."},{"name":"region","type":["null","string"],"default":null,"doc":"Region the distributor sells in, the issuer\'s own code; null for no limit."},{"name":"startsDate","type":["null","string"],"default":null,"doc":"First business day of the term, YYYY-MM-DD in Asia/Shanghai; null where no term is agreed."},{"name":"endsDate","type":["null","string"],"default":null,"doc":"Last business day of the first term, YYYY-MM-DD in Asia/Shanghai; null where no term is agreed."},{"name":"renewedFor","type":["null","string"],"default":null,"doc":"How long the agreement goes on each time its term is over and nobody ended it in the last month, an ISO 8601 period such as P1Y; null: it ends."},{"name":"cityPrices","type":["null",{"type":"array","items":{"type":"record","name":"CityPrice","doc":"The one price of a card in a city (domain 2.5).","fields":[{"name":"cityId","type":"string","doc":"City, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"payBp","type":"int","doc":"What a buyer pays there, in basis points of the face value."}]}}],"default":null,"doc":"What a card is sold at in each city; null where no price is agreed."},{"name":"targets","type":["null",{"type":"array","items":{"type":"record","name":"SalesTarget","doc":"What is to be sold in a period (domain 2.5).","fields":[{"name":"fromDate","type":"string","doc":"First business day of the period, YYYY-MM-DD in Asia/Shanghai."},{"name":"toDate","type":"string","doc":"Last business day of the period, YYYY-MM-DD in Asia/Shanghai."},{"name":"targetFen","type":{"type":"long","logicalType":"fen"},"doc":"Value of the cards to be delivered in it, in fen."}]}}],"default":null,"doc":"Sales targets by period; null where none are agreed."},{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme whose contract the terms are agreed under, an issuer\'s own key of [a-z0-9-]{2,40}; null where they are typed."},{"name":"programmeVersion","type":["null","int"],"default":null,"doc":"Version of that programme that was in force; null where the terms are typed."},{"name":"contractKey","type":["null","string"],"default":null,"doc":"Kind of agreement in the programme\'s section contracts, its key; null where the terms are typed."},{"name":"regions","type":["null",{"type":"array","items":"string"}],"default":null,"doc":"Regions that the contract limits every order to, keys of the programme; null for no limit."},{"name":"discountSteps","type":["null",{"type":"array","items":{"type":"record","name":"DiscountStep","doc":"What orders from a number of cards on cost (domain 2.5).","fields":[{"name":"fromCards","type":"int","doc":"Least number of cards in an order."},{"name":"payBp","type":"int","doc":"What the order costs, in basis points of the face value: 9,500 is 95%."}]}}],"default":null,"doc":"Prices by the size of the order, the smallest first: the highest step reached counts; null where payBp holds for every order."}]}',
  },
];
