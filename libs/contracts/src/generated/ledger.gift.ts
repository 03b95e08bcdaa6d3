// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** The operator owes a counter the cost of gifts that were handed out of its stock: a prize, a quarterly gift or another one that no points paid for (domain 2.1). Promotion expense, to be settled with the counter's sales. */
export interface HandedGiftPaid {
  /** This payment; one for each handing over, made of the id of its event; also the stream id. */
  readonly giftId: string;
  /** Stock of gifts that they were taken from. */
  readonly stockId: string;
  /** What they were for: a draw (drw_), a use of an entitlement (use_), or whatever else gives gifts. */
  readonly forId: string;
  /** How many, above 0. */
  readonly pieces: number;
  /** Merchant that is paid: the counter. */
  readonly merchantId: string;
  /** Cost of all of them, in fen, above 0. */
  readonly costFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** The operator owes a counter the cost of goods that were given for points (domain 2.1): promotion expense, to be settled with the counter's sales. */
export interface RedeemedGiftPaid {
  /** This payment; one for each redemption, made of the redemption's id; also the stream id. */
  readonly giftId: string;
  /** Redemption of points that the goods were given for; rdm_ and a ULID. */
  readonly redemptionId: string;
  /** Merchant that is paid: the counter. */
  readonly merchantId: string;
  /** Cost of the goods, in fen, above 0. */
  readonly costFen: Fen;
  /** Points account that paid for the goods; pts_ and a ULID. */
  readonly accountId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Every event of topic ledger.gift. */
export type GiftEvent =
  | { readonly type: 'HandedGiftPaid'; readonly data: HandedGiftPaid }
  | { readonly type: 'RedeemedGiftPaid'; readonly data: RedeemedGiftPaid };

/** The schemas of topic ledger.gift, compact JSON. */
export const GIFT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'HandedGiftPaid',
    service: 'ledger',
    stream: 'gift',
    text: '{"type":"record","name":"HandedGiftPaid","namespace":"scrip.ledger","doc":"The operator owes a counter the cost of gifts that were handed out of its stock: a prize, a quarterly gift or another one that no points paid for (domain 2.1). Promotion expense, to be settled with the counter\'s sales.","fields":[{"name":"giftId","type":"string","doc":"This payment; one for each handing over, made of the id of its event; also the stream id."},{"name":"stockId","type":"string","doc":"Stock of gifts that they were taken from."},{"name":"forId","type":"string","doc":"What they were for: a draw (drw_), a use of an entitlement (use_), or whatever else gives gifts."},{"name":"pieces","type":"int","doc":"How many, above 0."},{"name":"merchantId","type":"string","doc":"Merchant that is paid: the counter."},{"name":"costFen","type":{"type":"long","logicalType":"fen"},"doc":"Cost of all of them, in fen, above 0."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'RedeemedGiftPaid',
    service: 'ledger',
    stream: 'gift',
    text: '{"type":"record","name":"RedeemedGiftPaid","namespace":"scrip.ledger","doc":"The operator owes a counter the cost of goods that were given for points (domain 2.1): promotion expense, to be settled with the counter\'s sales.","fields":[{"name":"giftId","type":"string","doc":"This payment; one for each redemption, made of the redemption\'s id; also the stream id."},{"name":"redemptionId","type":"string","doc":"Redemption of points that the goods were given for; rdm_ and a ULID."},{"name":"merchantId","type":"string","doc":"Merchant that is paid: the counter."},{"name":"costFen","type":{"type":"long","logicalType":"fen"},"doc":"Cost of the goods, in fen, above 0."},{"name":"accountId","type":"string","doc":"Points account that paid for the goods; pts_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
];
