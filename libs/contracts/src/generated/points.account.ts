// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Points } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A purchase left the points balance on a number that gives a lottery entry (domain 2.1, M11). A later return does not take the entry back (domain 2.1, M12). */
export interface LotteryEntryGranted {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Holder the entry belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Receipt that brought the balance there, the issuer's own number. */
  readonly receiptId: string;
  /** This entry. */
  readonly entryId: string;
  /** Points balance that gave the entry. */
  readonly balancePoints: Points;
  /** Key of the rule in the programme document. */
  readonly rule: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A points account was opened for a membership; it starts at 0 points. */
export interface PointsAccountOpened {
  /** Points account that was opened; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
}

/** A receipt earned points. The event carries every part of the sum and the rules that gave it, so the decision can be explained without the programme at hand (domain 2.1, M1, M8, M9). */
export interface PointsEarned {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder who earned; hld_ and a ULID. */
  readonly holderId: string;
  /** Receipt that earned, the issuer's own number. */
  readonly receiptId: string;
  /** Points before any campaign, counted per receipt: one for each whole step of money paid. */
  readonly basePoints: Points;
  /** What the campaigns made of the base, in basis points: 10000 is once, 20000 is double. */
  readonly multiplierBp: number;
  /** Points added after multiplying, such as for a large receipt (domain 2.1, M8). */
  readonly bonusPoints: Points;
  /** All points of the receipt: the multiplied base plus bonusPoints. */
  readonly earnedPoints: Points;
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Points ever earned, less those taken back by returns, after this event; redeeming does not lower it. */
  readonly lifetimeAfterPoints: Points;
  /** Which purchasing member of the business day this was, from 1; null if no rule asked (domain 2.1, M10). */
  readonly dayRank: number | null;
  /** Keys in the programme document of the rules that applied, in the order applied. */
  readonly rules: readonly string[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Every event of topic points.account. */
export type AccountEvent =
  | { readonly type: 'LotteryEntryGranted'; readonly data: LotteryEntryGranted }
  | { readonly type: 'PointsAccountOpened'; readonly data: PointsAccountOpened }
  | { readonly type: 'PointsEarned'; readonly data: PointsEarned };

/** The schemas of topic points.account, compact JSON. */
export const ACCOUNT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'LotteryEntryGranted',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"LotteryEntryGranted","namespace":"scrip.points","doc":"A purchase left the points balance on a number that gives a lottery entry (domain 2.1, M11). A later return does not take the entry back (domain 2.1, M12).","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the entry belongs to; hld_ and a ULID."},{"name":"receiptId","type":"string","doc":"Receipt that brought the balance there, the issuer\'s own number."},{"name":"entryId","type":"string","doc":"This entry."},{"name":"balancePoints","type":{"type":"long","logicalType":"points"},"doc":"Points balance that gave the entry."},{"name":"rule","type":"string","doc":"Key of the rule in the programme document."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'PointsAccountOpened',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsAccountOpened","namespace":"scrip.points","doc":"A points account was opened for a membership; it starts at 0 points.","fields":[{"name":"accountId","type":"string","doc":"Points account that was opened; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."}]}',
  },
  {
    type: 'PointsEarned',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsEarned","namespace":"scrip.points","doc":"A receipt earned points. The event carries every part of the sum and the rules that gave it, so the decision can be explained without the programme at hand (domain 2.1, M1, M8, M9).","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder who earned; hld_ and a ULID."},{"name":"receiptId","type":"string","doc":"Receipt that earned, the issuer\'s own number."},{"name":"basePoints","type":{"type":"long","logicalType":"points"},"doc":"Points before any campaign, counted per receipt: one for each whole step of money paid."},{"name":"multiplierBp","type":"int","doc":"What the campaigns made of the base, in basis points: 10000 is once, 20000 is double."},{"name":"bonusPoints","type":{"type":"long","logicalType":"points"},"doc":"Points added after multiplying, such as for a large receipt (domain 2.1, M8)."},{"name":"earnedPoints","type":{"type":"long","logicalType":"points"},"doc":"All points of the receipt: the multiplied base plus bonusPoints."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"lifetimeAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points ever earned, less those taken back by returns, after this event; redeeming does not lower it."},{"name":"dayRank","type":["null","int"],"default":null,"doc":"Which purchasing member of the business day this was, from 1; null if no rule asked (domain 2.1, M10)."},{"name":"rules","type":{"type":"array","items":"string"},"doc":"Keys in the programme document of the rules that applied, in the order applied."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
];
