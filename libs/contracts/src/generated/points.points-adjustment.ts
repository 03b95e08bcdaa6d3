// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Points } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A second person approved a correction of points; the account has it in the same moment. */
export interface PointsAdjustmentApproved {
  /** The adjustment; paj_ and a ULID; also the stream id. */
  readonly adjustmentId: string;
  /** Points account it is about; pts_ and a ULID. */
  readonly accountId: string;
  /** Subject of the token of who approved it; never who proposed it. */
  readonly approvedBy: string;
}

/** Somebody proposed a correction of points by hand. Nothing moves before another person approves it. */
export interface PointsAdjustmentProposed {
  /** The adjustment; paj_ and a ULID; also the stream id. */
  readonly adjustmentId: string;
  /** Points account it is about; pts_ and a ULID. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** 'credit' or 'debit'. */
  readonly direction: string;
  /** How many points, whichever the direction. */
  readonly askedPoints: Points;
  /** Whether what was ever earned changes as well. */
  readonly countsLifetime: boolean;
  /** Code of the issuer, snake_case. */
  readonly reason: string;
  /** Fact that it corrects; evt_ and a ULID; null where it corrects none. */
  readonly correctsEventId: string | null;
  /** Subject of the token of who proposed it. */
  readonly proposedBy: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A correction of points was turned down, or taken back by who proposed it. */
export interface PointsAdjustmentRejected {
  /** The adjustment; paj_ and a ULID; also the stream id. */
  readonly adjustmentId: string;
  /** Points account it is about; pts_ and a ULID. */
  readonly accountId: string;
  /** Subject of the token of who turned it down. */
  readonly rejectedBy: string;
  /** Code of the issuer, snake_case. */
  readonly reason: string;
}

/** Every event of topic points.points-adjustment. */
export type PointsAdjustmentEvent =
  | { readonly type: 'PointsAdjustmentApproved'; readonly data: PointsAdjustmentApproved }
  | { readonly type: 'PointsAdjustmentProposed'; readonly data: PointsAdjustmentProposed }
  | { readonly type: 'PointsAdjustmentRejected'; readonly data: PointsAdjustmentRejected };

/** The schemas of topic points.points-adjustment, compact JSON. */
export const POINTS_ADJUSTMENT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'PointsAdjustmentApproved',
    service: 'points',
    stream: 'points-adjustment',
    text: '{"type":"record","name":"PointsAdjustmentApproved","namespace":"scrip.points","doc":"A second person approved a correction of points; the account has it in the same moment.","fields":[{"name":"adjustmentId","type":"string","doc":"The adjustment; paj_ and a ULID; also the stream id."},{"name":"accountId","type":"string","doc":"Points account it is about; pts_ and a ULID."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it; never who proposed it."}]}',
  },
  {
    type: 'PointsAdjustmentProposed',
    service: 'points',
    stream: 'points-adjustment',
    text: '{"type":"record","name":"PointsAdjustmentProposed","namespace":"scrip.points","doc":"Somebody proposed a correction of points by hand. Nothing moves before another person approves it.","fields":[{"name":"adjustmentId","type":"string","doc":"The adjustment; paj_ and a ULID; also the stream id."},{"name":"accountId","type":"string","doc":"Points account it is about; pts_ and a ULID."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"direction","type":"string","doc":"\'credit\' or \'debit\'."},{"name":"askedPoints","type":{"type":"long","logicalType":"points"},"doc":"How many points, whichever the direction."},{"name":"countsLifetime","type":"boolean","doc":"Whether what was ever earned changes as well."},{"name":"reason","type":"string","doc":"Code of the issuer, snake_case."},{"name":"correctsEventId","type":["null","string"],"default":null,"doc":"Fact that it corrects; evt_ and a ULID; null where it corrects none."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who proposed it."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'PointsAdjustmentRejected',
    service: 'points',
    stream: 'points-adjustment',
    text: '{"type":"record","name":"PointsAdjustmentRejected","namespace":"scrip.points","doc":"A correction of points was turned down, or taken back by who proposed it.","fields":[{"name":"adjustmentId","type":"string","doc":"The adjustment; paj_ and a ULID; also the stream id."},{"name":"accountId","type":"string","doc":"Points account it is about; pts_ and a ULID."},{"name":"rejectedBy","type":"string","doc":"Subject of the token of who turned it down."},{"name":"reason","type":"string","doc":"Code of the issuer, snake_case."}]}',
  },
];
