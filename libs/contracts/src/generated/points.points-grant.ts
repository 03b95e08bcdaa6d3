// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Points } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** The points of one use of an entitlement came to an account: once, however often the use is told. */
export interface EntitlementPointsGiven {
  /** These points of this use; pgr_ and a ULID; also the stream id. */
  readonly grantId: string;
  /** Use of the entitlement in tiering; use_ and a ULID. */
  readonly useId: string;
  /** Which entitlement, a key of the programme. */
  readonly entitlementKey: string;
  /** Points account that has them; pts_ and a ULID. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Points given, above 0. */
  readonly givenPoints: Points;
  /** When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never. */
  readonly expiresAt: EpochMs | null;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** The use was taken back, and its points with it. */
export interface EntitlementPointsTakenBack {
  /** These points of this use; pgr_ and a ULID; also the stream id. */
  readonly grantId: string;
  /** Use of the entitlement in tiering; use_ and a ULID. */
  readonly useId: string;
  /** Points account that has them; pts_ and a ULID. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Points that had been given: all of them. */
  readonly takenBackPoints: Points;
  /** Why the use was taken back, by a code of the issuer; snake_case. */
  readonly reason: string;
  /** Programme the points were given under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Every event of topic points.points-grant. */
export type PointsGrantEvent =
  | { readonly type: 'EntitlementPointsGiven'; readonly data: EntitlementPointsGiven }
  | { readonly type: 'EntitlementPointsTakenBack'; readonly data: EntitlementPointsTakenBack };

/** The schemas of topic points.points-grant, compact JSON. */
export const POINTS_GRANT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'EntitlementPointsGiven',
    service: 'points',
    stream: 'points-grant',
    text: '{"type":"record","name":"EntitlementPointsGiven","namespace":"scrip.points","doc":"The points of one use of an entitlement came to an account: once, however often the use is told.","fields":[{"name":"grantId","type":"string","doc":"These points of this use; pgr_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"Use of the entitlement in tiering; use_ and a ULID."},{"name":"entitlementKey","type":"string","doc":"Which entitlement, a key of the programme."},{"name":"accountId","type":"string","doc":"Points account that has them; pts_ and a ULID."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"givenPoints","type":{"type":"long","logicalType":"points"},"doc":"Points given, above 0."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'EntitlementPointsTakenBack',
    service: 'points',
    stream: 'points-grant',
    text: '{"type":"record","name":"EntitlementPointsTakenBack","namespace":"scrip.points","doc":"The use was taken back, and its points with it.","fields":[{"name":"grantId","type":"string","doc":"These points of this use; pgr_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"Use of the entitlement in tiering; use_ and a ULID."},{"name":"accountId","type":"string","doc":"Points account that has them; pts_ and a ULID."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"takenBackPoints","type":{"type":"long","logicalType":"points"},"doc":"Points that had been given: all of them."},{"name":"reason","type":"string","doc":"Why the use was taken back, by a code of the issuer; snake_case."},{"name":"programmeId","type":"string","doc":"Programme the points were given under, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
];
