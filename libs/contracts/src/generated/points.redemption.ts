// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen, Points } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** One item that points paid. */
export interface RedeemedItem {
  /** Article, as tills know it. */
  readonly sku: string;
  /** Price on its tag, in fen. */
  readonly tagFen: Fen;
  /** What it costs today, in fen; below the tag where it is marked down. */
  readonly todayFen: Fen;
  /** 'regular' or 'special'. */
  readonly priceClass: string;
  /** What the counter is to be paid for it when it is collected, in fen; 0 for nothing. */
  readonly costFen: Fen;
  /** Stock of gifts it comes from; null for goods of the counter. */
  readonly stockId: string | null;
}

/** Points of one lot. All points of an account that lapse at the same moment are one lot. */
export interface RedeemedLot {
  /** When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot's name; null: never. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** How many points of it. */
  readonly sharePoints: Points;
}

/** A redemption was given up before its goods were collected; the points are in their lots again. */
export interface RedemptionCancelled {
  /** This redemption; rdm_ and a ULID; also the stream id. */
  readonly redemptionId: string;
  /** Points account that paid; pts_ and a ULID. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Points given back: all of them. */
  readonly givenBackPoints: Points;
  /** Why, in snake_case, such as 'member_asked' or 'not_collected'. */
  readonly reason: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** The goods of a redemption were collected. From now on the operator owes the counter their cost (domain 2.1). */
export interface RedemptionCollected {
  /** This redemption; rdm_ and a ULID; also the stream id. */
  readonly redemptionId: string;
  /** Points account that paid; pts_ and a ULID. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Counter that gave the goods, by its key in the programme document. */
  readonly counterKey: string;
  /** The counter as the ledger knows it: who is paid. */
  readonly merchantId: string;
  /** What the counter is paid, in fen: the sum over the goods; 0 where it gives them itself, or where they were the operator's own. */
  readonly costFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A member had goods put aside for points, by the redemption ladder (domain 2.1, M6). The points are used; the goods wait to be collected. */
export interface RedemptionMade {
  /** This redemption; rdm_ and a ULID; also the stream id. */
  readonly redemptionId: string;
  /** Points account that paid; pts_ and a ULID. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Counter that gives the goods, by its key in the programme document. */
  readonly counterKey: string;
  /** The counter as the ledger knows it: who is paid. */
  readonly merchantId: string;
  /** The goods; one, unless the programme lets several go together. */
  readonly items: readonly RedeemedItem[];
  /** Amount that the ladder went by, in fen: the sum of the tags, or of what they cost today. */
  readonly ladderFen: Fen;
  /** What the goods cost in points. */
  readonly usedPoints: Points;
  /** Lots that the points came from; a cancellation gives them back to these. */
  readonly lots: readonly RedeemedLot[];
  /** First moment at which goods that were not collected are given up, in milliseconds since 1970-01-01T00:00:00Z; null: never. */
  readonly collectUntilAt: EpochMs | null;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Every event of topic points.redemption. */
export type RedemptionEvent =
  | { readonly type: 'RedemptionCancelled'; readonly data: RedemptionCancelled }
  | { readonly type: 'RedemptionCollected'; readonly data: RedemptionCollected }
  | { readonly type: 'RedemptionMade'; readonly data: RedemptionMade };

/** The schemas of topic points.redemption, compact JSON. */
export const REDEMPTION_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'RedemptionCancelled',
    service: 'points',
    stream: 'redemption',
    text: '{"type":"record","name":"RedemptionCancelled","namespace":"scrip.points","doc":"A redemption was given up before its goods were collected; the points are in their lots again.","fields":[{"name":"redemptionId","type":"string","doc":"This redemption; rdm_ and a ULID; also the stream id."},{"name":"accountId","type":"string","doc":"Points account that paid; pts_ and a ULID."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"givenBackPoints","type":{"type":"long","logicalType":"points"},"doc":"Points given back: all of them."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'member_asked\' or \'not_collected\'."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'RedemptionCollected',
    service: 'points',
    stream: 'redemption',
    text: '{"type":"record","name":"RedemptionCollected","namespace":"scrip.points","doc":"The goods of a redemption were collected. From now on the operator owes the counter their cost (domain 2.1).","fields":[{"name":"redemptionId","type":"string","doc":"This redemption; rdm_ and a ULID; also the stream id."},{"name":"accountId","type":"string","doc":"Points account that paid; pts_ and a ULID."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"counterKey","type":"string","doc":"Counter that gave the goods, by its key in the programme document."},{"name":"merchantId","type":"string","doc":"The counter as the ledger knows it: who is paid."},{"name":"costFen","type":{"type":"long","logicalType":"fen"},"doc":"What the counter is paid, in fen: the sum over the goods; 0 where it gives them itself, or where they were the operator\'s own."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'RedemptionMade',
    service: 'points',
    stream: 'redemption',
    text: '{"type":"record","name":"RedemptionMade","namespace":"scrip.points","doc":"A member had goods put aside for points, by the redemption ladder (domain 2.1, M6). The points are used; the goods wait to be collected.","fields":[{"name":"redemptionId","type":"string","doc":"This redemption; rdm_ and a ULID; also the stream id."},{"name":"accountId","type":"string","doc":"Points account that paid; pts_ and a ULID."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"counterKey","type":"string","doc":"Counter that gives the goods, by its key in the programme document."},{"name":"merchantId","type":"string","doc":"The counter as the ledger knows it: who is paid."},{"name":"items","type":{"type":"array","items":{"type":"record","name":"RedeemedItem","doc":"One item that points paid.","fields":[{"name":"sku","type":"string","doc":"Article, as tills know it."},{"name":"tagFen","type":{"type":"long","logicalType":"fen"},"doc":"Price on its tag, in fen."},{"name":"todayFen","type":{"type":"long","logicalType":"fen"},"doc":"What it costs today, in fen; below the tag where it is marked down."},{"name":"priceClass","type":"string","doc":"\'regular\' or \'special\'."},{"name":"costFen","type":{"type":"long","logicalType":"fen"},"doc":"What the counter is to be paid for it when it is collected, in fen; 0 for nothing."},{"name":"stockId","type":["null","string"],"default":null,"doc":"Stock of gifts it comes from; null for goods of the counter."}]}},"doc":"The goods; one, unless the programme lets several go together."},{"name":"ladderFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount that the ladder went by, in fen: the sum of the tags, or of what they cost today."},{"name":"usedPoints","type":{"type":"long","logicalType":"points"},"doc":"What the goods cost in points."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"RedeemedLot","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"Lots that the points came from; a cancellation gives them back to these."},{"name":"collectUntilAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment at which goods that were not collected are given up, in milliseconds since 1970-01-01T00:00:00Z; null: never."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
];
