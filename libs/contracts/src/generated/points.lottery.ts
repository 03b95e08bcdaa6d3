// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** An entry that won. */
export interface DrawWinner {
  /** What it won. */
  readonly prizeKey: string;
  /** Place of the entry among those of the draw in the order they were given, from 0. */
  readonly place: number;
  /** The entry. */
  readonly entryId: string;
  /** Points account the entry belongs to; pts_ and a ULID. */
  readonly accountId: string;
  /** Holder the entry belongs to; hld_ and a ULID. */
  readonly holderId: string;
}

/** A prize of a draw. */
export interface DrawPrize {
  /** The prize, by a key of the issuer's own; unique in the draw. */
  readonly prizeKey: string;
  /** How many entries win it, above 0. */
  readonly winners: number;
  /** Stock of gifts it is taken from, a piece for each winner; null where it is no gift of a stock. */
  readonly stockId: string | null;
}

/** A draw was given up before it was held; its entries are in the next one. */
export interface DrawCancelled {
  /** Lottery of one rule of a programme; also the stream id. One draw follows the other. */
  readonly lotteryId: string;
  /** This draw; drw_ and a ULID. */
  readonly drawId: string;
  /** Why, in snake_case. */
  readonly reason: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A draw takes no more entries. Which ones are in it is settled by their hash, before the seed is known to anybody. */
export interface DrawClosed {
  /** Lottery of one rule of a programme; also the stream id. One draw follows the other. */
  readonly lotteryId: string;
  /** This draw; drw_ and a ULID. */
  readonly drawId: string;
  /** Last position of this service's log whose entries are in the draw. */
  readonly throughPosition: bigint;
  /** How many entries are in it. */
  readonly entries: number;
  /** SHA-256 over the entries in the order they were given, each as entry id, space, account id, line feed; 64 hexadecimal digits. */
  readonly entriesHash: string;
}

/** The seed was shown and the winners follow from it, by the method of that name; anybody can compute them again. */
export interface DrawHeld {
  /** Lottery of one rule of a programme; also the stream id. One draw follows the other. */
  readonly lotteryId: string;
  /** This draw; drw_ and a ULID. */
  readonly drawId: string;
  /** How winners follow from seed and entries: 'scrip-draw-v1' (services/points/README.md). */
  readonly method: string;
  /** The seed, 64 hexadecimal digits; its SHA-256 was committed to when the draw was opened. */
  readonly seed: string;
  /** That of the closing. */
  readonly entriesHash: string;
  /** Who won what, in the order drawn; fewer than there are prizes where entries run out. */
  readonly winners: readonly DrawWinner[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A draw was announced with its prizes, and its seed was committed to: nobody can choose another one later (domain 2.1). */
export interface DrawOpened {
  /** Lottery of one rule of a programme; also the stream id. One draw follows the other. */
  readonly lotteryId: string;
  /** This draw; drw_ and a ULID. */
  readonly drawId: string;
  /** Key of the lottery in the programme document. */
  readonly rule: string;
  /** The prizes, the first drawn first. */
  readonly prizes: readonly DrawPrize[];
  /** Whether an account wins at most once in the draw; later places that come to it go on to the next. */
  readonly oncePerAccount: boolean;
  /** SHA-256 of the seed's 32 bytes, 64 hexadecimal digits. */
  readonly seedHash: string;
  /** Entries above this position of this service's log are in the draw: where the draw before ended; 0 for the first. */
  readonly afterPosition: bigint;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A winner collected the prize. */
export interface PrizeCollected {
  /** Lottery of one rule of a programme; also the stream id. One draw follows the other. */
  readonly lotteryId: string;
  /** This draw; drw_ and a ULID. */
  readonly drawId: string;
  /** The prize. */
  readonly prizeKey: string;
  /** The entry that won it. */
  readonly entryId: string;
  /** Points account the entry belongs to; pts_ and a ULID. */
  readonly accountId: string;
  /** Holder the entry belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Stock of gifts it was taken from; null where it was no gift of a stock. */
  readonly stockId: string | null;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Every event of topic points.lottery. */
export type LotteryEvent =
  | { readonly type: 'DrawCancelled'; readonly data: DrawCancelled }
  | { readonly type: 'DrawClosed'; readonly data: DrawClosed }
  | { readonly type: 'DrawHeld'; readonly data: DrawHeld }
  | { readonly type: 'DrawOpened'; readonly data: DrawOpened }
  | { readonly type: 'PrizeCollected'; readonly data: PrizeCollected };

/** The schemas of topic points.lottery, compact JSON. */
export const LOTTERY_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'DrawCancelled',
    service: 'points',
    stream: 'lottery',
    text: '{"type":"record","name":"DrawCancelled","namespace":"scrip.points","doc":"A draw was given up before it was held; its entries are in the next one.","fields":[{"name":"lotteryId","type":"string","doc":"Lottery of one rule of a programme; also the stream id. One draw follows the other."},{"name":"drawId","type":"string","doc":"This draw; drw_ and a ULID."},{"name":"reason","type":"string","doc":"Why, in snake_case."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'DrawClosed',
    service: 'points',
    stream: 'lottery',
    text: '{"type":"record","name":"DrawClosed","namespace":"scrip.points","doc":"A draw takes no more entries. Which ones are in it is settled by their hash, before the seed is known to anybody.","fields":[{"name":"lotteryId","type":"string","doc":"Lottery of one rule of a programme; also the stream id. One draw follows the other."},{"name":"drawId","type":"string","doc":"This draw; drw_ and a ULID."},{"name":"throughPosition","type":"long","doc":"Last position of this service\'s log whose entries are in the draw."},{"name":"entries","type":"int","doc":"How many entries are in it."},{"name":"entriesHash","type":"string","doc":"SHA-256 over the entries in the order they were given, each as entry id, space, account id, line feed; 64 hexadecimal digits."}]}',
  },
  {
    type: 'DrawHeld',
    service: 'points',
    stream: 'lottery',
    text: '{"type":"record","name":"DrawHeld","namespace":"scrip.points","doc":"The seed was shown and the winners follow from it, by the method of that name; anybody can compute them again.","fields":[{"name":"lotteryId","type":"string","doc":"Lottery of one rule of a programme; also the stream id. One draw follows the other."},{"name":"drawId","type":"string","doc":"This draw; drw_ and a ULID."},{"name":"method","type":"string","doc":"How winners follow from seed and entries: \'scrip-draw-v1\' (services/points/README.md)."},{"name":"seed","type":"string","doc":"The seed, 64 hexadecimal digits; its SHA-256 was committed to when the draw was opened."},{"name":"entriesHash","type":"string","doc":"That of the closing."},{"name":"winners","type":{"type":"array","items":{"type":"record","name":"DrawWinner","doc":"An entry that won.","fields":[{"name":"prizeKey","type":"string","doc":"What it won."},{"name":"place","type":"int","doc":"Place of the entry among those of the draw in the order they were given, from 0."},{"name":"entryId","type":"string","doc":"The entry."},{"name":"accountId","type":"string","doc":"Points account the entry belongs to; pts_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the entry belongs to; hld_ and a ULID."}]}},"doc":"Who won what, in the order drawn; fewer than there are prizes where entries run out."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'DrawOpened',
    service: 'points',
    stream: 'lottery',
    text: '{"type":"record","name":"DrawOpened","namespace":"scrip.points","doc":"A draw was announced with its prizes, and its seed was committed to: nobody can choose another one later (domain 2.1).","fields":[{"name":"lotteryId","type":"string","doc":"Lottery of one rule of a programme; also the stream id. One draw follows the other."},{"name":"drawId","type":"string","doc":"This draw; drw_ and a ULID."},{"name":"rule","type":"string","doc":"Key of the lottery in the programme document."},{"name":"prizes","type":{"type":"array","items":{"type":"record","name":"DrawPrize","doc":"A prize of a draw.","fields":[{"name":"prizeKey","type":"string","doc":"The prize, by a key of the issuer\'s own; unique in the draw."},{"name":"winners","type":"int","doc":"How many entries win it, above 0."},{"name":"stockId","type":["null","string"],"default":null,"doc":"Stock of gifts it is taken from, a piece for each winner; null where it is no gift of a stock."}]}},"doc":"The prizes, the first drawn first."},{"name":"oncePerAccount","type":"boolean","doc":"Whether an account wins at most once in the draw; later places that come to it go on to the next."},{"name":"seedHash","type":"string","doc":"SHA-256 of the seed\'s 32 bytes, 64 hexadecimal digits."},{"name":"afterPosition","type":"long","doc":"Entries above this position of this service\'s log are in the draw: where the draw before ended; 0 for the first."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'PrizeCollected',
    service: 'points',
    stream: 'lottery',
    text: '{"type":"record","name":"PrizeCollected","namespace":"scrip.points","doc":"A winner collected the prize.","fields":[{"name":"lotteryId","type":"string","doc":"Lottery of one rule of a programme; also the stream id. One draw follows the other."},{"name":"drawId","type":"string","doc":"This draw; drw_ and a ULID."},{"name":"prizeKey","type":"string","doc":"The prize."},{"name":"entryId","type":"string","doc":"The entry that won it."},{"name":"accountId","type":"string","doc":"Points account the entry belongs to; pts_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the entry belongs to; hld_ and a ULID."},{"name":"stockId","type":["null","string"],"default":null,"doc":"Stock of gifts it was taken from; null where it was no gift of a stock."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
];
