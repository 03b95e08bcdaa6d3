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
  /** 'missing': they should be there and were not; 'surplus': they were there and should not be, since they are sold, destroyed, elsewhere, or of no batch. */
  readonly kind: string;
  /** The cards, by their serials. */
  readonly ranges: readonly CountedRange[];
  /** How many cards these are. */
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
  /** What is missing or too many, by batch. */
  readonly differences: readonly CountedDifference[];
  /** How many cards are missing. */
  readonly missingCards: number;
  /** How many cards are too many. */
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
    text: '{"type":"record","name":"StockCounted","namespace":"scrip.cards","doc":"The cards in stock of one place were counted and compared with what the log says (domain 2.5).","fields":[{"name":"countId","type":"string","doc":"Stock-taking; cnt_ and a ULID; also the stream id."},{"name":"placeKind","type":"string","doc":"Where it was: \'branch\' or \'distributor\'."},{"name":"placeId","type":"string","doc":"The issuer\'s own code of that branch or distributor."},{"name":"expectedCards","type":"int","doc":"How many should be in stock there."},{"name":"countedCards","type":"int","doc":"How many were counted."},{"name":"comparedPosition","type":"long","doc":"Position of this log that the count was compared with."},{"name":"differences","type":{"type":"array","items":{"type":"record","name":"CountedDifference","doc":"Cards of a batch that a stock-taking found otherwise than expected.","fields":[{"name":"batchId","type":"string","doc":"Batch; bat_ and a ULID."},{"name":"kind","type":"string","doc":"\'missing\': they should be there and were not; \'surplus\': they were there and should not be, since they are sold, destroyed, elsewhere, or of no batch."},{"name":"ranges","type":{"type":"array","items":{"type":"record","name":"CountedRange","doc":"Cards of a batch that follow each other.","fields":[{"name":"firstSerial","type":"int","doc":"Serial of the first card."},{"name":"lastSerial","type":"int","doc":"Serial of the last card, itself included."}]}},"doc":"The cards, by their serials."},{"name":"cards","type":"int","doc":"How many cards these are."}]}},"doc":"What is missing or too many, by batch."},{"name":"missingCards","type":"int","doc":"How many cards are missing."},{"name":"surplusCards","type":"int","doc":"How many cards are too many."}]}',
  },
];
