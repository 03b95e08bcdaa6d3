// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen, Points } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A reservation is over without a use; the uses are free again. */
export interface EntitlementReservationReleased {
  /** The entitlement of this holder or contract; ent_ and a ULID; also the stream id. */
  readonly entitlementId: string;
  /** This use; use_ and a ULID; the reservation and what becomes of it have the same. */
  readonly useId: string;
  /** Holder who has the entitlement; hld_ and a ULID. */
  readonly holderId: string;
  /** Why: 'expired', or a code of the issuer; snake_case. */
  readonly reason: string;
}

/** Uses of an entitlement are kept for somebody and can be used by nobody else until they are used, released or expired. */
export interface EntitlementReserved {
  /** The entitlement of this holder or contract; ent_ and a ULID; also the stream id. */
  readonly entitlementId: string;
  /** This use; use_ and a ULID; the reservation and what becomes of it have the same. */
  readonly useId: string;
  /** Holder who has the entitlement; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** Which entitlement, a key of the programme. */
  readonly entitlementKey: string;
  /** Contract that gives it; ctr_ and a ULID; null where a grade or a condition gives it. */
  readonly contractId: string | null;
  /** Relative who uses it; rel_ and a ULID; null: the holder. */
  readonly relativeId: string | null;
  /** Grade of the holder at the time, a key of the programme; null where there is none. */
  readonly gradeKey: string | null;
  /** What it was given for: 2026-03, 2026-Q1 or 2026 for a month, quarter or year; the first day of a contract or of its year; the occasion; 'joining'; of an approval the application, or the event, that gave the grade. */
  readonly grantPeriod: string;
  /** Uses that were given for that period. */
  readonly grantedCount: number;
  /** Uses of that period before this one, reserved ones counted. */
  readonly usedBeforeCount: number;
  /** Uses that this one takes. */
  readonly useCount: number;
  /** The receipt, stay or event it is used at, the issuer's own number; null where none was named. */
  readonly occasion: string | null;
  /** 'service', 'gift', 'points' or 'amenities'. */
  readonly effectKind: string;
  /** Business day it is for, YYYY-MM-DD. */
  readonly usedDate: string;
  /** First moment at which the reservation no longer holds. */
  readonly expiresAt: EpochMs;
}

/** A use was recorded by mistake or was not delivered; the uses are free again. */
export interface EntitlementUseReversed {
  /** The entitlement of this holder or contract; ent_ and a ULID; also the stream id. */
  readonly entitlementId: string;
  /** This use; use_ and a ULID; the reservation and what becomes of it have the same. */
  readonly useId: string;
  /** Holder who has the entitlement; hld_ and a ULID. */
  readonly holderId: string;
  /** Why, by a code of the issuer; snake_case. */
  readonly reason: string;
}

/** An entitlement was used. Under which grade, contract and period is written, so that it can be explained without today's terms (domain 2.1, 2.11). */
export interface EntitlementUsed {
  /** The entitlement of this holder or contract; ent_ and a ULID; also the stream id. */
  readonly entitlementId: string;
  /** This use; use_ and a ULID; the reservation and what becomes of it have the same. */
  readonly useId: string;
  /** Holder who has the entitlement; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** Which entitlement, a key of the programme. */
  readonly entitlementKey: string;
  /** Contract that gives it; ctr_ and a ULID; null where a grade or a condition gives it. */
  readonly contractId: string | null;
  /** Relative who uses it; rel_ and a ULID; null: the holder. */
  readonly relativeId: string | null;
  /** Grade of the holder at the time, a key of the programme; null where there is none. */
  readonly gradeKey: string | null;
  /** What it was given for: 2026-03, 2026-Q1 or 2026 for a month, quarter or year; the first day of a contract or of its year; the occasion; 'joining'; of an approval the application, or the event, that gave the grade. */
  readonly grantPeriod: string;
  /** Uses that were given for that period. */
  readonly grantedCount: number;
  /** Uses of that period before this one, reserved ones counted. */
  readonly usedBeforeCount: number;
  /** Uses that this one takes. */
  readonly useCount: number;
  /** The receipt, stay or event it is used at, the issuer's own number; null where none was named. */
  readonly occasion: string | null;
  /** 'service', 'gift', 'points' or 'amenities'. */
  readonly effectKind: string;
  /** Business day it is for, YYYY-MM-DD. */
  readonly usedDate: string;
  /** Whether it was reserved before. */
  readonly wasReserved: boolean;
  /** What it cost the issuer, in fen; null where nothing was said. */
  readonly costFen: Fen | null;
  /** Points that it gives, of all its uses together; null where it gives none. */
  readonly givenPoints: Points | null;
  /** What it takes off a purchase, in fen; always null: no programme gives such an entitlement any more. */
  readonly amountOffFen: Fen | null;
  /** Gift that each of its uses takes a piece of, by the issuer's own key in the stocks of gifts; null where it takes none from a stock. */
  readonly giftKey: string | null;
  /** Counter whose stock the gift is taken from, by its key in the programme document; null as the gift. */
  readonly giftCounterKey: string | null;
}

/** Every event of topic tiering.entitlement. */
export type EntitlementEvent =
  | { readonly type: 'EntitlementReservationReleased'; readonly data: EntitlementReservationReleased }
  | { readonly type: 'EntitlementReserved'; readonly data: EntitlementReserved }
  | { readonly type: 'EntitlementUseReversed'; readonly data: EntitlementUseReversed }
  | { readonly type: 'EntitlementUsed'; readonly data: EntitlementUsed };

/** The schemas of topic tiering.entitlement, compact JSON. */
export const ENTITLEMENT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'EntitlementReservationReleased',
    service: 'tiering',
    stream: 'entitlement',
    text: '{"type":"record","name":"EntitlementReservationReleased","namespace":"scrip.tiering","doc":"A reservation is over without a use; the uses are free again.","fields":[{"name":"entitlementId","type":"string","doc":"The entitlement of this holder or contract; ent_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"This use; use_ and a ULID; the reservation and what becomes of it have the same."},{"name":"holderId","type":"string","doc":"Holder who has the entitlement; hld_ and a ULID."},{"name":"reason","type":"string","doc":"Why: \'expired\', or a code of the issuer; snake_case."}]}',
  },
  {
    type: 'EntitlementReserved',
    service: 'tiering',
    stream: 'entitlement',
    text: '{"type":"record","name":"EntitlementReserved","namespace":"scrip.tiering","doc":"Uses of an entitlement are kept for somebody and can be used by nobody else until they are used, released or expired.","fields":[{"name":"entitlementId","type":"string","doc":"The entitlement of this holder or contract; ent_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"This use; use_ and a ULID; the reservation and what becomes of it have the same."},{"name":"holderId","type":"string","doc":"Holder who has the entitlement; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"entitlementKey","type":"string","doc":"Which entitlement, a key of the programme."},{"name":"contractId","type":["null","string"],"default":null,"doc":"Contract that gives it; ctr_ and a ULID; null where a grade or a condition gives it."},{"name":"relativeId","type":["null","string"],"default":null,"doc":"Relative who uses it; rel_ and a ULID; null: the holder."},{"name":"gradeKey","type":["null","string"],"default":null,"doc":"Grade of the holder at the time, a key of the programme; null where there is none."},{"name":"grantPeriod","type":"string","doc":"What it was given for: 2026-03, 2026-Q1 or 2026 for a month, quarter or year; the first day of a contract or of its year; the occasion; \'joining\'; of an approval the application, or the event, that gave the grade."},{"name":"grantedCount","type":"int","doc":"Uses that were given for that period."},{"name":"usedBeforeCount","type":"int","doc":"Uses of that period before this one, reserved ones counted."},{"name":"useCount","type":"int","doc":"Uses that this one takes."},{"name":"occasion","type":["null","string"],"default":null,"doc":"The receipt, stay or event it is used at, the issuer\'s own number; null where none was named."},{"name":"effectKind","type":"string","doc":"\'service\', \'gift\', \'points\' or \'amenities\'."},{"name":"usedDate","type":"string","doc":"Business day it is for, YYYY-MM-DD."},{"name":"expiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment at which the reservation no longer holds."}]}',
  },
  {
    type: 'EntitlementUseReversed',
    service: 'tiering',
    stream: 'entitlement',
    text: '{"type":"record","name":"EntitlementUseReversed","namespace":"scrip.tiering","doc":"A use was recorded by mistake or was not delivered; the uses are free again.","fields":[{"name":"entitlementId","type":"string","doc":"The entitlement of this holder or contract; ent_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"This use; use_ and a ULID; the reservation and what becomes of it have the same."},{"name":"holderId","type":"string","doc":"Holder who has the entitlement; hld_ and a ULID."},{"name":"reason","type":"string","doc":"Why, by a code of the issuer; snake_case."}]}',
  },
  {
    type: 'EntitlementUsed',
    service: 'tiering',
    stream: 'entitlement',
    text: '{"type":"record","name":"EntitlementUsed","namespace":"scrip.tiering","doc":"An entitlement was used. Under which grade, contract and period is written, so that it can be explained without today\'s terms (domain 2.1, 2.11).","fields":[{"name":"entitlementId","type":"string","doc":"The entitlement of this holder or contract; ent_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"This use; use_ and a ULID; the reservation and what becomes of it have the same."},{"name":"holderId","type":"string","doc":"Holder who has the entitlement; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"entitlementKey","type":"string","doc":"Which entitlement, a key of the programme."},{"name":"contractId","type":["null","string"],"default":null,"doc":"Contract that gives it; ctr_ and a ULID; null where a grade or a condition gives it."},{"name":"relativeId","type":["null","string"],"default":null,"doc":"Relative who uses it; rel_ and a ULID; null: the holder."},{"name":"gradeKey","type":["null","string"],"default":null,"doc":"Grade of the holder at the time, a key of the programme; null where there is none."},{"name":"grantPeriod","type":"string","doc":"What it was given for: 2026-03, 2026-Q1 or 2026 for a month, quarter or year; the first day of a contract or of its year; the occasion; \'joining\'; of an approval the application, or the event, that gave the grade."},{"name":"grantedCount","type":"int","doc":"Uses that were given for that period."},{"name":"usedBeforeCount","type":"int","doc":"Uses of that period before this one, reserved ones counted."},{"name":"useCount","type":"int","doc":"Uses that this one takes."},{"name":"occasion","type":["null","string"],"default":null,"doc":"The receipt, stay or event it is used at, the issuer\'s own number; null where none was named."},{"name":"effectKind","type":"string","doc":"\'service\', \'gift\', \'points\' or \'amenities\'."},{"name":"usedDate","type":"string","doc":"Business day it is for, YYYY-MM-DD."},{"name":"wasReserved","type":"boolean","doc":"Whether it was reserved before."},{"name":"costFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What it cost the issuer, in fen; null where nothing was said."},{"name":"givenPoints","type":["null",{"type":"long","logicalType":"points"}],"default":null,"doc":"Points that it gives, of all its uses together; null where it gives none."},{"name":"amountOffFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What it takes off a purchase, in fen; always null: no programme gives such an entitlement any more."},{"name":"giftKey","type":["null","string"],"default":null,"doc":"Gift that each of its uses takes a piece of, by the issuer\'s own key in the stocks of gifts; null where it takes none from a stock."},{"name":"giftCounterKey","type":["null","string"],"default":null,"doc":"Counter whose stock the gift is taken from, by its key in the programme document; null as the gift."}]}',
  },
];
