// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** Cards of a batch that follow each other. */
export interface CountedRange {
  /** Serial of the first card. */
  readonly firstSerial: number;
  /** Serial of the last card, itself included. */
  readonly lastSerial: number;
}

/** Cards of a batch that a stock-taking found otherwise than expected. */
export interface CountedDifference {
  /** Batch; bat_ and a ULID. */
  readonly batchId: string;
  /** The cards. */
  readonly ranges: readonly CountedRange[];
  /** How many. */
  readonly cards: number;
}

/** The cards in stock of one place were counted and compared with what the log says (domain 2.5). */
export interface StockCounted {
  /** Stock-taking; cnt_ and a ULID; also the stream id. */
  readonly countId: string;
  /** Where it was: 'branch' or 'distributor'. */
  readonly placeKind: string;
  /** The issuer's own code of that branch or distributor. */
  readonly placeId: string;
  /** How many should be in stock there. */
  readonly expectedCards: number;
  /** How many were counted. */
  readonly countedCards: number;
  /** Position of this log that the count was compared with. */
  readonly comparedPosition: bigint;
  /** Cards that should be there and were not. */
  readonly missing: readonly CountedDifference[];
  /** Cards that were there and should not be: sold, destroyed, elsewhere, or not of any batch with those serials. */
  readonly surplus: readonly CountedDifference[];
  /** How many are missing. */
  readonly missingCards: number;
  /** How many are too many. */
  readonly surplusCards: number;
}

/** Every event of topic cards.stock-count. */
export type StockCountEvent =
  | { readonly type: 'StockCounted'; readonly data: StockCounted };

/** The schemas of topic cards.stock-count, compact JSON. */
export const STOCK_COUNT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'StockCounted',
    service: 'cards',
    stream: 'stock-count',
    text: '{"type":"record","name":"StockCounted","namespace":"scrip.cards","doc":"The cards in stock of one place were counted and compared with what the log says (domain 2.5).","fields":[{"name":"countId","type":"string","doc":"Stock-taking; cnt_ and a ULID; also the stream id."},{"name":"placeKind","type":"string","doc":"Where it was: \'branch\' or \'distributor\'."},{"name":"placeId","type":"string","doc":"The issuer\'s own code of that branch or distributor."},{"name":"expectedCards","type":"int","doc":"How many should be in stock there."},{"name":"countedCards","type":"int","doc":"How many were counted."},{"name":"comparedPosition","type":"long","doc":"Position of this log that the count was compared with."},{"name":"missing","type":{"type":"array","items":{"type":"record","name":"CountedDifference","doc":"Cards of a batch that a stock-taking found otherwise than expected.","fields":[{"name":"batchId","type":"string","doc":"Batch; bat_ and a ULID."},{"name":"ranges","type":{"type":"array","items":{"type":"record","name":"CountedRange","doc":"Cards of a batch that follow each other.","fields":[{"name":"firstSerial","type":"int","doc":"Serial of the first card."},{"name":"lastSerial","type":"int","doc":"Serial of the last card, itself included."}]}},"doc":"The cards."},{"name":"cards","type":"int","doc":"How many."}]}},"doc":"Cards that should be there and were not."},{"name":"surplus","type":{"type":"array","items":"CountedDifference"},"doc":"Cards that were there and should not be: sold, destroyed, elsewhere, or not of any batch with those serials."},{"name":"missingCards","type":"int","doc":"How many are missing."},{"name":"surplusCards","type":"int","doc":"How many are too many."}]}',
  },
];
