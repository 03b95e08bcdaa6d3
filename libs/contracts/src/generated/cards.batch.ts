// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** Cards of a batch that follow each other. */
export interface SerialRange {
  /** Serial of the first card; the cards of a batch count from 1. */
  readonly firstSerial: number;
  /** Serial of the last card, itself included. */
  readonly lastSerial: number;
}

/** Cards of a batch went from one branch to another, or to a distributor for an order (domain 2.5). Who has them may sell them. */
export interface CardBatchAllotted {
  /** Batch of cards; bat_ and a ULID; also the stream id. */
  readonly batchId: string;
  /** The cards, by their serials. */
  readonly ranges: readonly SerialRange[];
  /** How many cards these are. */
  readonly cards: number;
  /** Where they were: 'branch' or 'distributor'. */
  readonly fromKind: string;
  /** The issuer's own code of that branch or distributor. */
  readonly fromId: string;
  /** Where they are now: 'branch' or 'distributor'. */
  readonly toKind: string;
  /** The issuer's own code of that branch or distributor. */
  readonly toId: string;
  /** Distributor's order they are delivered for, the issuer's own code; null for a branch. */
  readonly orderId: string | null;
  /** Region the order lets them be sold in, the issuer's own code; null for no limit (domain 2.5, D6). */
  readonly region: string | null;
  /** Price of one card in the city of the one who has them, in fen; null where none is agreed (domain 2.5: one price per city). */
  readonly cityPriceFen: Fen | null;
}

/** The cards of a batch are in a vendor's card-making file, in this one and in no other: the vendor reads their numbers there. */
export interface CardBatchFiled {
  /** Batch of cards; bat_ and a ULID; also the stream id. */
  readonly batchId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Card-making file it is in; cmf_ and a ULID. */
  readonly cardFileId: string;
  /** Business day of that file, YYYY-MM-DD. */
  readonly fileDate: string;
  /** How many cards: those that have numbers. */
  readonly cards: number;
  /** What the vendor is paid for each card, in fen: the price of the programme or of the vendor when the file was made. Null in facts of before it was said. */
  readonly cardFen: Fen | null;
}

/** A number of blank bearer cards of one product and face value was ordered from a maker (domain 2.5). Their numbers are drawn by a job of many parts; none of them opens a wallet before it is sold. */
export interface CardBatchOrdered {
  /** Batch of cards; bat_ and a ULID; also the stream id. */
  readonly batchId: string;
  /** Programme the cards are of, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the order was decided under. */
  readonly programmeVersion: number;
  /** Stored-value product of the programme that the cards are of. */
  readonly productKey: string;
  /** Face value of each card, in fen; what its wallet is loaded with when it is sold. */
  readonly faceFen: Fen;
  /** How many cards. */
  readonly cards: number;
  /** Maker of the cards, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly makerId: string;
  /** Vendor that makes the cards by the programme, the issuer's own key; their numbers go into its card-making file. Null: the programme names none. */
  readonly vendorId: string | null;
  /** What the programme pays the vendor for one card, in fen; null: as agreed with the vendor. */
  readonly cardFen: Fen | null;
}

/** The next cards of a batch got their numbers; each has its first fact in its own stream, in the same commit. The log alone says how far the job is. */
export interface CardBatchPartMade {
  /** Batch of cards; bat_ and a ULID; also the stream id. */
  readonly batchId: string;
  /** Serial of the first card of the part. */
  readonly firstSerial: number;
  /** Serial of the last card of the part. */
  readonly lastSerial: number;
  /** Cards that have numbers after this part. */
  readonly madeCards: number;
}

/** Cards of a batch came from the maker and were counted at a branch; what is missing of the range stays with the maker. */
export interface CardBatchReceived {
  /** Batch of cards; bat_ and a ULID; also the stream id. */
  readonly batchId: string;
  /** The cards that were there. */
  readonly ranges: readonly SerialRange[];
  /** How many were there. */
  readonly cards: number;
  /** How many of those that were announced were not there. */
  readonly missingCards: number;
  /** Branch that received them, the issuer's own code. */
  readonly branchId: string;
  /** The maker's own code of the delivery. */
  readonly deliveryReference: string;
  /** Vendor that is owed for the cards that were there, the issuer's own key; null: the programme names none. */
  readonly vendorId: string | null;
  /** What the vendor is owed for each card that was there, in fen (domain 2.9); null where no vendor is owed. */
  readonly cardFen: Fen | null;
}

/** Cards of a batch that were not sold came back to a branch. */
export interface CardBatchReturned {
  /** Batch of cards; bat_ and a ULID; also the stream id. */
  readonly batchId: string;
  /** The cards, by their serials. */
  readonly ranges: readonly SerialRange[];
  /** How many cards these are. */
  readonly cards: number;
  /** Where they were: 'branch' or 'distributor'. */
  readonly fromKind: string;
  /** The issuer's own code of that branch or distributor. */
  readonly fromId: string;
  /** Branch that took them back, the issuer's own code. */
  readonly branchId: string;
  /** Why, as a code of [a-z0-9_]. */
  readonly reason: string;
}

/** The rest of a batch is never made; what has its numbers stays. */
export interface CardBatchStopped {
  /** Batch of cards; bat_ and a ULID; also the stream id. */
  readonly batchId: string;
  /** Cards that have numbers. */
  readonly madeCards: number;
  /** Why, as a code of [a-z0-9_]. */
  readonly reason: string;
}

/** Every event of topic cards.batch. */
export type BatchEvent =
  | { readonly type: 'CardBatchAllotted'; readonly data: CardBatchAllotted }
  | { readonly type: 'CardBatchFiled'; readonly data: CardBatchFiled }
  | { readonly type: 'CardBatchOrdered'; readonly data: CardBatchOrdered }
  | { readonly type: 'CardBatchPartMade'; readonly data: CardBatchPartMade }
  | { readonly type: 'CardBatchReceived'; readonly data: CardBatchReceived }
  | { readonly type: 'CardBatchReturned'; readonly data: CardBatchReturned }
  | { readonly type: 'CardBatchStopped'; readonly data: CardBatchStopped };

/** The schemas of topic cards.batch, compact JSON. */
export const BATCH_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CardBatchAllotted',
    service: 'cards',
    stream: 'batch',
    text: '{"type":"record","name":"CardBatchAllotted","namespace":"scrip.cards","doc":"Cards of a batch went from one branch to another, or to a distributor for an order (domain 2.5). Who has them may sell them.","fields":[{"name":"batchId","type":"string","doc":"Batch of cards; bat_ and a ULID; also the stream id."},{"name":"ranges","type":{"type":"array","items":{"type":"record","name":"SerialRange","doc":"Cards of a batch that follow each other.","fields":[{"name":"firstSerial","type":"int","doc":"Serial of the first card; the cards of a batch count from 1."},{"name":"lastSerial","type":"int","doc":"Serial of the last card, itself included."}]}},"doc":"The cards, by their serials."},{"name":"cards","type":"int","doc":"How many cards these are."},{"name":"fromKind","type":"string","doc":"Where they were: \'branch\' or \'distributor\'."},{"name":"fromId","type":"string","doc":"The issuer\'s own code of that branch or distributor."},{"name":"toKind","type":"string","doc":"Where they are now: \'branch\' or \'distributor\'."},{"name":"toId","type":"string","doc":"The issuer\'s own code of that branch or distributor."},{"name":"orderId","type":["null","string"],"default":null,"doc":"Distributor\'s order they are delivered for, the issuer\'s own code; null for a branch."},{"name":"region","type":["null","string"],"default":null,"doc":"Region the order lets them be sold in, the issuer\'s own code; null for no limit (domain 2.5, D6)."},{"name":"cityPriceFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Price of one card in the city of the one who has them, in fen; null where none is agreed (domain 2.5: one price per city)."}]}',
  },
  {
    type: 'CardBatchFiled',
    service: 'cards',
    stream: 'batch',
    text: '{"type":"record","name":"CardBatchFiled","namespace":"scrip.cards","doc":"The cards of a batch are in a vendor\'s card-making file, in this one and in no other: the vendor reads their numbers there.","fields":[{"name":"batchId","type":"string","doc":"Batch of cards; bat_ and a ULID; also the stream id."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"cardFileId","type":"string","doc":"Card-making file it is in; cmf_ and a ULID."},{"name":"fileDate","type":"string","doc":"Business day of that file, YYYY-MM-DD."},{"name":"cards","type":"int","doc":"How many cards: those that have numbers."},{"name":"cardFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What the vendor is paid for each card, in fen: the price of the programme or of the vendor when the file was made. Null in facts of before it was said."}]}',
  },
  {
    type: 'CardBatchOrdered',
    service: 'cards',
    stream: 'batch',
    text: '{"type":"record","name":"CardBatchOrdered","namespace":"scrip.cards","doc":"A number of blank bearer cards of one product and face value was ordered from a maker (domain 2.5). Their numbers are drawn by a job of many parts; none of them opens a wallet before it is sold.","fields":[{"name":"batchId","type":"string","doc":"Batch of cards; bat_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme the cards are of, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the order was decided under."},{"name":"productKey","type":"string","doc":"Stored-value product of the programme that the cards are of."},{"name":"faceFen","type":{"type":"long","logicalType":"fen"},"doc":"Face value of each card, in fen; what its wallet is loaded with when it is sold."},{"name":"cards","type":"int","doc":"How many cards."},{"name":"makerId","type":"string","doc":"Maker of the cards, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"vendorId","type":["null","string"],"default":null,"doc":"Vendor that makes the cards by the programme, the issuer\'s own key; their numbers go into its card-making file. Null: the programme names none."},{"name":"cardFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What the programme pays the vendor for one card, in fen; null: as agreed with the vendor."}]}',
  },
  {
    type: 'CardBatchPartMade',
    service: 'cards',
    stream: 'batch',
    text: '{"type":"record","name":"CardBatchPartMade","namespace":"scrip.cards","doc":"The next cards of a batch got their numbers; each has its first fact in its own stream, in the same commit. The log alone says how far the job is.","fields":[{"name":"batchId","type":"string","doc":"Batch of cards; bat_ and a ULID; also the stream id."},{"name":"firstSerial","type":"int","doc":"Serial of the first card of the part."},{"name":"lastSerial","type":"int","doc":"Serial of the last card of the part."},{"name":"madeCards","type":"int","doc":"Cards that have numbers after this part."}]}',
  },
  {
    type: 'CardBatchReceived',
    service: 'cards',
    stream: 'batch',
    text: '{"type":"record","name":"CardBatchReceived","namespace":"scrip.cards","doc":"Cards of a batch came from the maker and were counted at a branch; what is missing of the range stays with the maker.","fields":[{"name":"batchId","type":"string","doc":"Batch of cards; bat_ and a ULID; also the stream id."},{"name":"ranges","type":{"type":"array","items":{"type":"record","name":"SerialRange","doc":"Cards of a batch that follow each other.","fields":[{"name":"firstSerial","type":"int","doc":"Serial of the first card; the cards of a batch count from 1."},{"name":"lastSerial","type":"int","doc":"Serial of the last card, itself included."}]}},"doc":"The cards that were there."},{"name":"cards","type":"int","doc":"How many were there."},{"name":"missingCards","type":"int","doc":"How many of those that were announced were not there."},{"name":"branchId","type":"string","doc":"Branch that received them, the issuer\'s own code."},{"name":"deliveryReference","type":"string","doc":"The maker\'s own code of the delivery."},{"name":"vendorId","type":["null","string"],"default":null,"doc":"Vendor that is owed for the cards that were there, the issuer\'s own key; null: the programme names none."},{"name":"cardFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What the vendor is owed for each card that was there, in fen (domain 2.9); null where no vendor is owed."}]}',
  },
  {
    type: 'CardBatchReturned',
    service: 'cards',
    stream: 'batch',
    text: '{"type":"record","name":"CardBatchReturned","namespace":"scrip.cards","doc":"Cards of a batch that were not sold came back to a branch.","fields":[{"name":"batchId","type":"string","doc":"Batch of cards; bat_ and a ULID; also the stream id."},{"name":"ranges","type":{"type":"array","items":{"type":"record","name":"SerialRange","doc":"Cards of a batch that follow each other.","fields":[{"name":"firstSerial","type":"int","doc":"Serial of the first card; the cards of a batch count from 1."},{"name":"lastSerial","type":"int","doc":"Serial of the last card, itself included."}]}},"doc":"The cards, by their serials."},{"name":"cards","type":"int","doc":"How many cards these are."},{"name":"fromKind","type":"string","doc":"Where they were: \'branch\' or \'distributor\'."},{"name":"fromId","type":"string","doc":"The issuer\'s own code of that branch or distributor."},{"name":"branchId","type":"string","doc":"Branch that took them back, the issuer\'s own code."},{"name":"reason","type":"string","doc":"Why, as a code of [a-z0-9_]."}]}',
  },
  {
    type: 'CardBatchStopped',
    service: 'cards',
    stream: 'batch',
    text: '{"type":"record","name":"CardBatchStopped","namespace":"scrip.cards","doc":"The rest of a batch is never made; what has its numbers stays.","fields":[{"name":"batchId","type":"string","doc":"Batch of cards; bat_ and a ULID; also the stream id."},{"name":"madeCards","type":"int","doc":"Cards that have numbers."},{"name":"reason","type":"string","doc":"Why, as a code of [a-z0-9_]."}]}',
  },
];
