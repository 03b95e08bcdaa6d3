// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** The one price of a card in a city (domain 2.5). */
export interface OrderCityPrice {
  /** City, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly cityId: string;
  /** What a buyer pays there, in basis points of the face value. */
  readonly payBp: number;
}

/** An agent ordered recharge cards at the market price of the moment less its concession, to be paid in advance (domain 2.5, D4). */
export interface AgencyOrderPlaced {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** How many cards were ordered. */
  readonly cards: number;
  /** Market price of each card at the moment of the order, in fen. */
  readonly marketFen: Fen;
  /** Market price of all cards, in fen. */
  readonly marketTotalFen: Fen;
  /** What has to be paid before delivery, in fen, rounded once, half up. */
  readonly dueFen: Fen;
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
  /** Region the cards may be sold in, the issuer's own code; null for no limit. */
  readonly region: string | null;
  /** Version of the distributor's terms of this kind, from 1. */
  readonly termsVersion: number;
  /** What a card is sold at in each city; null where no price is agreed. */
  readonly cityPrices: readonly OrderCityPrice[] | null;
  /** Contact of the distributor who placed it, the issuer's own code of a person, never a name; null where none was named. */
  readonly contactId: string | null;
}

/** Cards of an order were handed over, late or in time (domain 2.5, D2). */
export interface DistributorOrderDelivered {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** How many cards were handed over by this. */
  readonly cards: number;
  /** How many cards of the order are still to be delivered. */
  readonly leftCards: number;
  /** Value of the cards at which they can be charged, in fen: their face value, or their market price. */
  readonly valueFen: Fen;
  /** Part of the payment that these cards are, in fen; the last part is the difference. */
  readonly partFen: Fen;
  /** How many business days late they are, by the calendar of Asia/Shanghai; 0 if they are not. */
  readonly lateDays: number;
  /** Penalty for these cards, in fen, cut to the fen; 0 for an agency order. */
  readonly penaltyFen: Fen;
  /** What the issuer owes for the order after this event, in fen: penalties and interest that are not paid. */
  readonly owedAfterFen: Fen;
}

/** Cards of an order cannot be charged, or their value is not the one ordered; a claim opens for each (domain 2.5, D3). */
export interface DistributorOrderFaultFound {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** How many cards have this fault. */
  readonly cards: number;
  /** 'card_not_chargeable' or 'card_value_mismatch'. */
  readonly cause: string;
  /** The claim that opens with it; clm_ and a ULID. */
  readonly claimId: string;
  /** What is claimed, in fen: the agreed times of the face value of these cards. */
  readonly claimFen: Fen;
}

/** An order was paid; from here on its delivery is counted (domain 2.5, D2 and D4). */
export interface DistributorOrderPaid {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** What was paid, in fen: what was due. */
  readonly paidFen: Fen;
  /** Reference of the bank transfer that paid it, the bank's own text of [A-Za-z0-9_.-]{1,64}. */
  readonly bankReference: string;
  /** First moment at which a delivery is late, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly deliveryDueAt: EpochMs;
  /** When what is not delivered is to be refunded, in milliseconds since 1970-01-01T00:00:00Z; null for a wholesale order. */
  readonly refundDueAt: EpochMs | null;
}

/** What was not delivered of an agency order in time was refunded (domain 2.5, D4). */
export interface DistributorOrderRefunded {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** How many cards are not delivered any more. */
  readonly cards: number;
  /** What was paid back, in fen: the part of the payment that these cards are. */
  readonly refundedFen: Fen;
  /** Whether the network operator caused the delay, which then costs nothing. */
  readonly carrierCaused: boolean;
  /** How many business days late the refund is, by the calendar of Asia/Shanghai; 0 if it is not. */
  readonly lateDays: number;
  /** Interest for these days, in fen, cut to the fen; it is owed from now on. */
  readonly interestFen: Fen;
  /** Reference of the bank transfer that paid it back, the bank's own text of [A-Za-z0-9_.-]{1,64}. */
  readonly bankReference: string;
  /** What the issuer owes for the order after this event, in fen: penalties and interest that are not paid. */
  readonly owedAfterFen: Fen;
}

/** Cards of an order were found to be sold outside its region: the distributor owes for it by a claim (domain 2.5, D6). */
export interface DistributorOrderRegionBreached {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** How many cards. */
  readonly cards: number;
  /** Region the order lets them be sold in, the issuer's own code. */
  readonly region: string;
  /** Region they were sold in, the issuer's own code. */
  readonly soldRegion: string;
  /** Claim that was opened for it; clm_ and a ULID. */
  readonly claimId: string;
  /** What is claimed, in fen. */
  readonly claimFen: Fen;
}

/** All of an order was delivered or refunded, and what was owed besides was paid (domain 2.5, D7). */
export interface DistributorOrderSettled {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** Penalties and interest that were paid with this, in fen; 0 if there were none. */
  readonly paidFen: Fen;
  /** Reference of the bank transfer that paid them, the bank's own text; null where nothing was paid. */
  readonly bankReference: string | null;
}

/** A distributor ordered recharge cards at a discount on their face value (domain 2.5, D1). */
export interface WholesaleOrderPlaced {
  /** Distributor or agent, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly distributorId: string;
  /** Order, the issuer's own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good. */
  readonly orderId: string;
  /** How many cards were ordered. */
  readonly cards: number;
  /** Face value of each card, in fen. */
  readonly faceFen: Fen;
  /** Face value of all cards, in fen. */
  readonly faceTotalFen: Fen;
  /** What has to be paid before delivery, in fen, rounded once, half up. */
  readonly dueFen: Fen;
  /** What the order costs, in basis points of the face value. */
  readonly payBp: number;
  /** How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H. */
  readonly deliverWithin: string;
  /** Penalty for each day that a part is late, in basis points of what was paid for it. */
  readonly lateBpPerDay: number;
  /** How many times its face value is owed for a card that cannot be charged or has another value. */
  readonly faultTimes: number;
  /** Region the cards may be sold in, the issuer's own code; null for no limit. */
  readonly region: string | null;
  /** Version of the distributor's terms of this kind, from 1. */
  readonly termsVersion: number;
  /** What a card is sold at in each city; null where no price is agreed. */
  readonly cityPrices: readonly OrderCityPrice[] | null;
  /** Contact of the distributor who placed it, the issuer's own code of a person, never a name; null where none was named. */
  readonly contactId: string | null;
}

/** Every event of topic ledger.distributor-order. */
export type DistributorOrderEvent =
  | { readonly type: 'AgencyOrderPlaced'; readonly data: AgencyOrderPlaced }
  | { readonly type: 'DistributorOrderDelivered'; readonly data: DistributorOrderDelivered }
  | { readonly type: 'DistributorOrderFaultFound'; readonly data: DistributorOrderFaultFound }
  | { readonly type: 'DistributorOrderPaid'; readonly data: DistributorOrderPaid }
  | { readonly type: 'DistributorOrderRefunded'; readonly data: DistributorOrderRefunded }
  | { readonly type: 'DistributorOrderRegionBreached'; readonly data: DistributorOrderRegionBreached }
  | { readonly type: 'DistributorOrderSettled'; readonly data: DistributorOrderSettled }
  | { readonly type: 'WholesaleOrderPlaced'; readonly data: WholesaleOrderPlaced };

/** The schemas of topic ledger.distributor-order, compact JSON. */
export const DISTRIBUTOR_ORDER_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'AgencyOrderPlaced',
    service: 'ledger',
    stream: 'distributor-order',
    text: '{"type":"record","name":"AgencyOrderPlaced","namespace":"scrip.ledger","doc":"An agent ordered recharge cards at the market price of the moment less its concession, to be paid in advance (domain 2.5, D4).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"cards","type":"int","doc":"How many cards were ordered."},{"name":"marketFen","type":{"type":"long","logicalType":"fen"},"doc":"Market price of each card at the moment of the order, in fen."},{"name":"marketTotalFen","type":{"type":"long","logicalType":"fen"},"doc":"Market price of all cards, in fen."},{"name":"dueFen","type":{"type":"long","logicalType":"fen"},"doc":"What has to be paid before delivery, in fen, rounded once, half up."},{"name":"concessionBp","type":"int","doc":"What is taken off the market price, in basis points."},{"name":"deliverWithin","type":"string","doc":"How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H."},{"name":"refundAfter","type":"string","doc":"How long after its payment what is not delivered is to be refunded at once, an ISO 8601 period such as PT48H."},{"name":"loanRateBp","type":"int","doc":"Loan rate of a year, in basis points: 345 is 3.45%."},{"name":"lateTimes","type":"int","doc":"How many times the loan rate a late refund costs."},{"name":"yearDays","type":"int","doc":"Days that the loan rate counts a year as."},{"name":"region","type":["null","string"],"default":null,"doc":"Region the cards may be sold in, the issuer\'s own code; null for no limit."},{"name":"termsVersion","type":"int","doc":"Version of the distributor\'s terms of this kind, from 1."},{"name":"cityPrices","type":["null",{"type":"array","items":{"type":"record","name":"OrderCityPrice","doc":"The one price of a card in a city (domain 2.5).","fields":[{"name":"cityId","type":"string","doc":"City, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"payBp","type":"int","doc":"What a buyer pays there, in basis points of the face value."}]}}],"default":null,"doc":"What a card is sold at in each city; null where no price is agreed."},{"name":"contactId","type":["null","string"],"default":null,"doc":"Contact of the distributor who placed it, the issuer\'s own code of a person, never a name; null where none was named."}]}',
  },
  {
    type: 'DistributorOrderDelivered',
    service: 'ledger',
    stream: 'distributor-order',
    text: '{"type":"record","name":"DistributorOrderDelivered","namespace":"scrip.ledger","doc":"Cards of an order were handed over, late or in time (domain 2.5, D2).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"cards","type":"int","doc":"How many cards were handed over by this."},{"name":"leftCards","type":"int","doc":"How many cards of the order are still to be delivered."},{"name":"valueFen","type":{"type":"long","logicalType":"fen"},"doc":"Value of the cards at which they can be charged, in fen: their face value, or their market price."},{"name":"partFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the payment that these cards are, in fen; the last part is the difference."},{"name":"lateDays","type":"int","doc":"How many business days late they are, by the calendar of Asia/Shanghai; 0 if they are not."},{"name":"penaltyFen","type":{"type":"long","logicalType":"fen"},"doc":"Penalty for these cards, in fen, cut to the fen; 0 for an agency order."},{"name":"owedAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"What the issuer owes for the order after this event, in fen: penalties and interest that are not paid."}]}',
  },
  {
    type: 'DistributorOrderFaultFound',
    service: 'ledger',
    stream: 'distributor-order',
    text: '{"type":"record","name":"DistributorOrderFaultFound","namespace":"scrip.ledger","doc":"Cards of an order cannot be charged, or their value is not the one ordered; a claim opens for each (domain 2.5, D3).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"cards","type":"int","doc":"How many cards have this fault."},{"name":"cause","type":"string","doc":"\'card_not_chargeable\' or \'card_value_mismatch\'."},{"name":"claimId","type":"string","doc":"The claim that opens with it; clm_ and a ULID."},{"name":"claimFen","type":{"type":"long","logicalType":"fen"},"doc":"What is claimed, in fen: the agreed times of the face value of these cards."}]}',
  },
  {
    type: 'DistributorOrderPaid',
    service: 'ledger',
    stream: 'distributor-order',
    text: '{"type":"record","name":"DistributorOrderPaid","namespace":"scrip.ledger","doc":"An order was paid; from here on its delivery is counted (domain 2.5, D2 and D4).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen: what was due."},{"name":"bankReference","type":"string","doc":"Reference of the bank transfer that paid it, the bank\'s own text of [A-Za-z0-9_.-]{1,64}."},{"name":"deliveryDueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment at which a delivery is late, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"refundDueAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When what is not delivered is to be refunded, in milliseconds since 1970-01-01T00:00:00Z; null for a wholesale order."}]}',
  },
  {
    type: 'DistributorOrderRefunded',
    service: 'ledger',
    stream: 'distributor-order',
    text: '{"type":"record","name":"DistributorOrderRefunded","namespace":"scrip.ledger","doc":"What was not delivered of an agency order in time was refunded (domain 2.5, D4).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"cards","type":"int","doc":"How many cards are not delivered any more."},{"name":"refundedFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid back, in fen: the part of the payment that these cards are."},{"name":"carrierCaused","type":"boolean","doc":"Whether the network operator caused the delay, which then costs nothing."},{"name":"lateDays","type":"int","doc":"How many business days late the refund is, by the calendar of Asia/Shanghai; 0 if it is not."},{"name":"interestFen","type":{"type":"long","logicalType":"fen"},"doc":"Interest for these days, in fen, cut to the fen; it is owed from now on."},{"name":"bankReference","type":"string","doc":"Reference of the bank transfer that paid it back, the bank\'s own text of [A-Za-z0-9_.-]{1,64}."},{"name":"owedAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"What the issuer owes for the order after this event, in fen: penalties and interest that are not paid."}]}',
  },
  {
    type: 'DistributorOrderRegionBreached',
    service: 'ledger',
    stream: 'distributor-order',
    text: '{"type":"record","name":"DistributorOrderRegionBreached","namespace":"scrip.ledger","doc":"Cards of an order were found to be sold outside its region: the distributor owes for it by a claim (domain 2.5, D6).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"cards","type":"int","doc":"How many cards."},{"name":"region","type":"string","doc":"Region the order lets them be sold in, the issuer\'s own code."},{"name":"soldRegion","type":"string","doc":"Region they were sold in, the issuer\'s own code."},{"name":"claimId","type":"string","doc":"Claim that was opened for it; clm_ and a ULID."},{"name":"claimFen","type":{"type":"long","logicalType":"fen"},"doc":"What is claimed, in fen."}]}',
  },
  {
    type: 'DistributorOrderSettled',
    service: 'ledger',
    stream: 'distributor-order',
    text: '{"type":"record","name":"DistributorOrderSettled","namespace":"scrip.ledger","doc":"All of an order was delivered or refunded, and what was owed besides was paid (domain 2.5, D7).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"Penalties and interest that were paid with this, in fen; 0 if there were none."},{"name":"bankReference","type":["null","string"],"default":null,"doc":"Reference of the bank transfer that paid them, the bank\'s own text; null where nothing was paid."}]}',
  },
  {
    type: 'WholesaleOrderPlaced',
    service: 'ledger',
    stream: 'distributor-order',
    text: '{"type":"record","name":"WholesaleOrderPlaced","namespace":"scrip.ledger","doc":"A distributor ordered recharge cards at a discount on their face value (domain 2.5, D1).","fields":[{"name":"distributorId","type":"string","doc":"Distributor or agent, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"orderId","type":"string","doc":"Order, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the distributor for good."},{"name":"cards","type":"int","doc":"How many cards were ordered."},{"name":"faceFen","type":{"type":"long","logicalType":"fen"},"doc":"Face value of each card, in fen."},{"name":"faceTotalFen","type":{"type":"long","logicalType":"fen"},"doc":"Face value of all cards, in fen."},{"name":"dueFen","type":{"type":"long","logicalType":"fen"},"doc":"What has to be paid before delivery, in fen, rounded once, half up."},{"name":"payBp","type":"int","doc":"What the order costs, in basis points of the face value."},{"name":"deliverWithin","type":"string","doc":"How long after its payment an order may take, an ISO 8601 period such as P3D or PT24H."},{"name":"lateBpPerDay","type":"int","doc":"Penalty for each day that a part is late, in basis points of what was paid for it."},{"name":"faultTimes","type":"int","doc":"How many times its face value is owed for a card that cannot be charged or has another value."},{"name":"region","type":["null","string"],"default":null,"doc":"Region the cards may be sold in, the issuer\'s own code; null for no limit."},{"name":"termsVersion","type":"int","doc":"Version of the distributor\'s terms of this kind, from 1."},{"name":"cityPrices","type":["null",{"type":"array","items":{"type":"record","name":"OrderCityPrice","doc":"The one price of a card in a city (domain 2.5).","fields":[{"name":"cityId","type":"string","doc":"City, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"payBp","type":"int","doc":"What a buyer pays there, in basis points of the face value."}]}}],"default":null,"doc":"What a card is sold at in each city; null where no price is agreed."},{"name":"contactId","type":["null","string"],"default":null,"doc":"Contact of the distributor who placed it, the issuer\'s own code of a person, never a name; null where none was named."}]}',
  },
];
