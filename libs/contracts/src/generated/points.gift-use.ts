// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** The gift of one use of an entitlement was taken from its stock: once, however often the use is told (domain 2.1). */
export interface EntitlementGiftHandedOver {
  /** The gift of this use; gfu_ and a ULID; also the stream id. */
  readonly giftUseId: string;
  /** Use of the entitlement in tiering; use_ and a ULID. */
  readonly useId: string;
  /** Which entitlement, a key of the programme. */
  readonly entitlementKey: string;
  /** Holder who used it; hld_ and a ULID. */
  readonly holderId: string;
  /** Stock of one gift at one counter: gst_, the issuer, the counter and the gift. */
  readonly stockId: string;
  /** Pieces of the use, above 0. */
  readonly pieces: number;
  /** Whether it had been missing, and somebody handed it over later. */
  readonly afterMissing: boolean;
  /** Programme the use was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the use was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** The gift of a use was not there to be taken from its stock: staff see to it (domain 2.1). The use stands. */
export interface EntitlementGiftMissing {
  /** The gift of this use; gfu_ and a ULID; also the stream id. */
  readonly giftUseId: string;
  /** Use of the entitlement in tiering; use_ and a ULID. */
  readonly useId: string;
  /** Which entitlement, a key of the programme. */
  readonly entitlementKey: string;
  /** Holder who used it; hld_ and a ULID. */
  readonly holderId: string;
  /** Stock of one gift at one counter: gst_, the issuer, the counter and the gift. */
  readonly stockId: string;
  /** Pieces of the use, above 0. */
  readonly pieces: number;
  /** 'gift_stock_unknown': no such stock is kept; 'gifts_short': too few pieces that are promised to nobody else. */
  readonly because: string;
  /** Pieces that could have been taken; below 0 where a count found fewer than are promised; null where no such stock is kept. */
  readonly availablePieces: number | null;
  /** Programme the use was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the use was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** The gift of a use is in the stock again: the use was taken back, or somebody brought the gift back. */
export interface EntitlementGiftReturned {
  /** The gift of this use; gfu_ and a ULID; also the stream id. */
  readonly giftUseId: string;
  /** Use of the entitlement in tiering; use_ and a ULID. */
  readonly useId: string;
  /** Stock it was taken from. */
  readonly stockId: string;
  /** Pieces that came back; 0 where all that were out had come back before. */
  readonly returnedPieces: number;
  /** Why, by a code of the issuer; snake_case. */
  readonly reason: string;
}

/** A gift that was missing is not handed over from a stock any more. */
export interface EntitlementGiftWaived {
  /** The gift of this use; gfu_ and a ULID; also the stream id. */
  readonly giftUseId: string;
  /** Use of the entitlement in tiering; use_ and a ULID. */
  readonly useId: string;
  /** Stock it was missing from. */
  readonly stockId: string;
  /** Why, by a code of the issuer, such as 'given_from_elsewhere', or that of the use taken back; snake_case. */
  readonly reason: string;
}

/** Every event of topic points.gift-use. */
export type GiftUseEvent =
  | { readonly type: 'EntitlementGiftHandedOver'; readonly data: EntitlementGiftHandedOver }
  | { readonly type: 'EntitlementGiftMissing'; readonly data: EntitlementGiftMissing }
  | { readonly type: 'EntitlementGiftReturned'; readonly data: EntitlementGiftReturned }
  | { readonly type: 'EntitlementGiftWaived'; readonly data: EntitlementGiftWaived };

/** The schemas of topic points.gift-use, compact JSON. */
export const GIFT_USE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'EntitlementGiftHandedOver',
    service: 'points',
    stream: 'gift-use',
    text: '{"type":"record","name":"EntitlementGiftHandedOver","namespace":"scrip.points","doc":"The gift of one use of an entitlement was taken from its stock: once, however often the use is told (domain 2.1).","fields":[{"name":"giftUseId","type":"string","doc":"The gift of this use; gfu_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"Use of the entitlement in tiering; use_ and a ULID."},{"name":"entitlementKey","type":"string","doc":"Which entitlement, a key of the programme."},{"name":"holderId","type":"string","doc":"Holder who used it; hld_ and a ULID."},{"name":"stockId","type":"string","doc":"Stock of one gift at one counter: gst_, the issuer, the counter and the gift."},{"name":"pieces","type":"int","doc":"Pieces of the use, above 0."},{"name":"afterMissing","type":"boolean","doc":"Whether it had been missing, and somebody handed it over later."},{"name":"programmeId","type":"string","doc":"Programme the use was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the use was decided under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'EntitlementGiftMissing',
    service: 'points',
    stream: 'gift-use',
    text: '{"type":"record","name":"EntitlementGiftMissing","namespace":"scrip.points","doc":"The gift of a use was not there to be taken from its stock: staff see to it (domain 2.1). The use stands.","fields":[{"name":"giftUseId","type":"string","doc":"The gift of this use; gfu_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"Use of the entitlement in tiering; use_ and a ULID."},{"name":"entitlementKey","type":"string","doc":"Which entitlement, a key of the programme."},{"name":"holderId","type":"string","doc":"Holder who used it; hld_ and a ULID."},{"name":"stockId","type":"string","doc":"Stock of one gift at one counter: gst_, the issuer, the counter and the gift."},{"name":"pieces","type":"int","doc":"Pieces of the use, above 0."},{"name":"because","type":"string","doc":"\'gift_stock_unknown\': no such stock is kept; \'gifts_short\': too few pieces that are promised to nobody else."},{"name":"availablePieces","type":["null","int"],"default":null,"doc":"Pieces that could have been taken; below 0 where a count found fewer than are promised; null where no such stock is kept."},{"name":"programmeId","type":"string","doc":"Programme the use was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the use was decided under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'EntitlementGiftReturned',
    service: 'points',
    stream: 'gift-use',
    text: '{"type":"record","name":"EntitlementGiftReturned","namespace":"scrip.points","doc":"The gift of a use is in the stock again: the use was taken back, or somebody brought the gift back.","fields":[{"name":"giftUseId","type":"string","doc":"The gift of this use; gfu_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"Use of the entitlement in tiering; use_ and a ULID."},{"name":"stockId","type":"string","doc":"Stock it was taken from."},{"name":"returnedPieces","type":"int","doc":"Pieces that came back; 0 where all that were out had come back before."},{"name":"reason","type":"string","doc":"Why, by a code of the issuer; snake_case."}]}',
  },
  {
    type: 'EntitlementGiftWaived',
    service: 'points',
    stream: 'gift-use',
    text: '{"type":"record","name":"EntitlementGiftWaived","namespace":"scrip.points","doc":"A gift that was missing is not handed over from a stock any more.","fields":[{"name":"giftUseId","type":"string","doc":"The gift of this use; gfu_ and a ULID; also the stream id."},{"name":"useId","type":"string","doc":"Use of the entitlement in tiering; use_ and a ULID."},{"name":"stockId","type":"string","doc":"Stock it was missing from."},{"name":"reason","type":"string","doc":"Why, by a code of the issuer, such as \'given_from_elsewhere\', or that of the use taken back; snake_case."}]}',
  },
];
