// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** Pieces of a gift were handed to whoever they were for. */
export interface GiftHandedOver {
  /** Stock of one gift at one place; also the stream id. */
  readonly stockId: string;
  /** What it is for: a redemption (rdm_), a draw (drw_), or whatever else gives gifts. */
  readonly forId: string;
  /** How many, above 0. */
  readonly pieces: number;
  /** How many of them had been put aside for it; the others came from what was free. */
  readonly reservedPieces: number;
  /** Pieces there after this event, reserved ones too. */
  readonly onHandPieces: number;
  /** Merchant of the counter that is paid for these pieces because of this event; null: nobody is, or the redemption they are for pays. */
  readonly merchantId: string | null;
  /** What that merchant is paid for all of them, in fen, above 0; null where nobody is paid. */
  readonly costFen: Fen | null;
  /** Programme whose operator pays, an issuer's own key of [a-z0-9-]{2,40}; null where nobody is paid. */
  readonly programmeId: string | null;
  /** Version of the programme document that named the counter's merchant; null where nobody is paid. */
  readonly programmeVersion: number | null;
}

/** Pieces that were put aside are not needed any more. */
export interface GiftReleased {
  /** Stock of one gift at one place; also the stream id. */
  readonly stockId: string;
  /** What it is for: a redemption (rdm_), a draw (drw_), or whatever else gives gifts. */
  readonly forId: string;
  /** How many, above 0. */
  readonly pieces: number;
  /** Why, in snake_case, such as 'redemption_cancelled'. */
  readonly reason: string;
  /** Pieces that can be promised after this event. */
  readonly availablePieces: number;
}

/** Pieces of a gift were put aside for somebody; nobody else gets them. */
export interface GiftReserved {
  /** Stock of one gift at one place; also the stream id. */
  readonly stockId: string;
  /** What it is for: a redemption (rdm_), a draw (drw_), or whatever else gives gifts. */
  readonly forId: string;
  /** How many, above 0. */
  readonly pieces: number;
  /** Pieces that can still be promised after this event. */
  readonly availablePieces: number;
}

/** Pieces that were handed over came back, such as a broken one that was exchanged; they can be given again. */
export interface GiftReturned {
  /** Stock of one gift at one place; also the stream id. */
  readonly stockId: string;
  /** What it is for: a redemption (rdm_), a draw (drw_), or whatever else gives gifts. */
  readonly forId: string;
  /** How many, above 0. */
  readonly pieces: number;
  /** Why, in snake_case. */
  readonly reason: string;
  /** Pieces there after this event, reserved ones too. */
  readonly onHandPieces: number;
}

/** Somebody counted the pieces of a gift; what was counted is what there is. */
export interface GiftStockCounted {
  /** Stock of one gift at one place; also the stream id. */
  readonly stockId: string;
  /** Pieces that were found, reserved ones too. */
  readonly countedPieces: number;
  /** Pieces that the books had. */
  readonly expectedPieces: number;
  /** Counted less expected; below zero where some are missing. */
  readonly differencePieces: number;
  /** What is said of the difference, in snake_case, such as 'stocktaking'. */
  readonly reason: string;
}

/** A kind of gift is kept at a counter or a service desk from now on (domain 2.1). */
export interface GiftStockOpened {
  /** Stock of one gift at one place; also the stream id. */
  readonly stockId: string;
  /** Counter that keeps and hands out the gift, by its key in the programme document. */
  readonly counterKey: string;
  /** The gift, by a key of the issuer's own; unique at the counter. */
  readonly giftKey: string;
  /** Article, as tills know it. */
  readonly sku: string;
  /** Price on its tag, in fen: what the redemption ladder goes by (domain 2.1, M6). */
  readonly tagFen: Fen;
  /** 'regular' or 'special'; goods of a special price may be shut out of redemption. */
  readonly priceClass: string;
  /** What the counter is paid for a piece that is redeemed, in fen; 0 where the operator bought the gifts itself. */
  readonly costFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Pieces of a gift were delivered. */
export interface GiftsReceived {
  /** Stock of one gift at one place; also the stream id. */
  readonly stockId: string;
  /** How many were delivered, above 0. */
  readonly pieces: number;
  /** Number of the delivery note, a code. */
  readonly deliveryRef: string;
  /** Pieces there after this event, reserved ones too. */
  readonly onHandPieces: number;
}

/** Every event of topic points.gift-stock. */
export type GiftStockEvent =
  | { readonly type: 'GiftHandedOver'; readonly data: GiftHandedOver }
  | { readonly type: 'GiftReleased'; readonly data: GiftReleased }
  | { readonly type: 'GiftReserved'; readonly data: GiftReserved }
  | { readonly type: 'GiftReturned'; readonly data: GiftReturned }
  | { readonly type: 'GiftStockCounted'; readonly data: GiftStockCounted }
  | { readonly type: 'GiftStockOpened'; readonly data: GiftStockOpened }
  | { readonly type: 'GiftsReceived'; readonly data: GiftsReceived };

/** The schemas of topic points.gift-stock, compact JSON. */
export const GIFT_STOCK_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'GiftHandedOver',
    service: 'points',
    stream: 'gift-stock',
    text: '{"type":"record","name":"GiftHandedOver","namespace":"scrip.points","doc":"Pieces of a gift were handed to whoever they were for.","fields":[{"name":"stockId","type":"string","doc":"Stock of one gift at one place; also the stream id."},{"name":"forId","type":"string","doc":"What it is for: a redemption (rdm_), a draw (drw_), or whatever else gives gifts."},{"name":"pieces","type":"int","doc":"How many, above 0."},{"name":"reservedPieces","type":"int","doc":"How many of them had been put aside for it; the others came from what was free."},{"name":"onHandPieces","type":"int","doc":"Pieces there after this event, reserved ones too."},{"name":"merchantId","type":["null","string"],"default":null,"doc":"Merchant of the counter that is paid for these pieces because of this event; null: nobody is, or the redemption they are for pays."},{"name":"costFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What that merchant is paid for all of them, in fen, above 0; null where nobody is paid."},{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme whose operator pays, an issuer\'s own key of [a-z0-9-]{2,40}; null where nobody is paid."},{"name":"programmeVersion","type":["null","int"],"default":null,"doc":"Version of the programme document that named the counter\'s merchant; null where nobody is paid."}]}',
  },
  {
    type: 'GiftReleased',
    service: 'points',
    stream: 'gift-stock',
    text: '{"type":"record","name":"GiftReleased","namespace":"scrip.points","doc":"Pieces that were put aside are not needed any more.","fields":[{"name":"stockId","type":"string","doc":"Stock of one gift at one place; also the stream id."},{"name":"forId","type":"string","doc":"What it is for: a redemption (rdm_), a draw (drw_), or whatever else gives gifts."},{"name":"pieces","type":"int","doc":"How many, above 0."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'redemption_cancelled\'."},{"name":"availablePieces","type":"int","doc":"Pieces that can be promised after this event."}]}',
  },
  {
    type: 'GiftReserved',
    service: 'points',
    stream: 'gift-stock',
    text: '{"type":"record","name":"GiftReserved","namespace":"scrip.points","doc":"Pieces of a gift were put aside for somebody; nobody else gets them.","fields":[{"name":"stockId","type":"string","doc":"Stock of one gift at one place; also the stream id."},{"name":"forId","type":"string","doc":"What it is for: a redemption (rdm_), a draw (drw_), or whatever else gives gifts."},{"name":"pieces","type":"int","doc":"How many, above 0."},{"name":"availablePieces","type":"int","doc":"Pieces that can still be promised after this event."}]}',
  },
  {
    type: 'GiftReturned',
    service: 'points',
    stream: 'gift-stock',
    text: '{"type":"record","name":"GiftReturned","namespace":"scrip.points","doc":"Pieces that were handed over came back, such as a broken one that was exchanged; they can be given again.","fields":[{"name":"stockId","type":"string","doc":"Stock of one gift at one place; also the stream id."},{"name":"forId","type":"string","doc":"What it is for: a redemption (rdm_), a draw (drw_), or whatever else gives gifts."},{"name":"pieces","type":"int","doc":"How many, above 0."},{"name":"reason","type":"string","doc":"Why, in snake_case."},{"name":"onHandPieces","type":"int","doc":"Pieces there after this event, reserved ones too."}]}',
  },
  {
    type: 'GiftStockCounted',
    service: 'points',
    stream: 'gift-stock',
    text: '{"type":"record","name":"GiftStockCounted","namespace":"scrip.points","doc":"Somebody counted the pieces of a gift; what was counted is what there is.","fields":[{"name":"stockId","type":"string","doc":"Stock of one gift at one place; also the stream id."},{"name":"countedPieces","type":"int","doc":"Pieces that were found, reserved ones too."},{"name":"expectedPieces","type":"int","doc":"Pieces that the books had."},{"name":"differencePieces","type":"int","doc":"Counted less expected; below zero where some are missing."},{"name":"reason","type":"string","doc":"What is said of the difference, in snake_case, such as \'stocktaking\'."}]}',
  },
  {
    type: 'GiftStockOpened',
    service: 'points',
    stream: 'gift-stock',
    text: '{"type":"record","name":"GiftStockOpened","namespace":"scrip.points","doc":"A kind of gift is kept at a counter or a service desk from now on (domain 2.1).","fields":[{"name":"stockId","type":"string","doc":"Stock of one gift at one place; also the stream id."},{"name":"counterKey","type":"string","doc":"Counter that keeps and hands out the gift, by its key in the programme document."},{"name":"giftKey","type":"string","doc":"The gift, by a key of the issuer\'s own; unique at the counter."},{"name":"sku","type":"string","doc":"Article, as tills know it."},{"name":"tagFen","type":{"type":"long","logicalType":"fen"},"doc":"Price on its tag, in fen: what the redemption ladder goes by (domain 2.1, M6)."},{"name":"priceClass","type":"string","doc":"\'regular\' or \'special\'; goods of a special price may be shut out of redemption."},{"name":"costFen","type":{"type":"long","logicalType":"fen"},"doc":"What the counter is paid for a piece that is redeemed, in fen; 0 where the operator bought the gifts itself."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'GiftsReceived',
    service: 'points',
    stream: 'gift-stock',
    text: '{"type":"record","name":"GiftsReceived","namespace":"scrip.points","doc":"Pieces of a gift were delivered.","fields":[{"name":"stockId","type":"string","doc":"Stock of one gift at one place; also the stream id."},{"name":"pieces","type":"int","doc":"How many were delivered, above 0."},{"name":"deliveryRef","type":"string","doc":"Number of the delivery note, a code."},{"name":"onHandPieces","type":"int","doc":"Pieces there after this event, reserved ones too."}]}',
  },
];
