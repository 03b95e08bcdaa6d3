// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A holder's first card of a product is to be made by a vendor: it goes into the next card-making file, and from there the way of a replacement (domain 2.9). The terms of its collection are those of this moment. */
export interface FirstCardApplied {
  /** The making of the card; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** Holder of the card; hld_ and a ULID. */
  readonly holderId: string;
  /** Wallet that the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** The card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Number of the card, digits only, check digit included. */
  readonly cardNumber: string;
  /** Sequence of the card under its number, from 1. */
  readonly newSequence: number;
  /** Application that it was approved with; apl_ and a ULID. Null: it was ordered at the desk or with a staff list. */
  readonly applicationId: string | null;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which product of the programme document the card is. */
  readonly productKey: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** The issuer's own number of the branch where the card is collected. */
  readonly branchNo: string;
  /** How long after its receipt by the branch the card may be collected, an ISO 8601 period of whole days; the last day is in time. Null: for ever. */
  readonly collectWithin: string | null;
  /** Whether the card is void by itself when that time is over (domain 2.9, N3); if not, the desk may void it. */
  readonly voidsItself: boolean;
  /** What the vendor is paid for the card by the programme, in fen. Null: what is agreed with the vendor when the card is ordered. */
  readonly cardFen: Fen | null;
}

/** The holder, known by the ID document, collected the first card: it is active from this moment and opens its wallet. */
export interface FirstCardCollected {
  /** The making of the card; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** Holder of the card; hld_ and a ULID. */
  readonly holderId: string;
  /** Wallet that the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** The card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Sequence of the card under its number, from 1. */
  readonly newSequence: number;
  /** The issuer's own number of the branch where the card is collected. */
  readonly branchNo: string;
}

/** A first card that the vendor made or was to make is void; its wallet was never opened. */
export interface FirstCardVoided {
  /** The making of the card; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** Holder of the card; hld_ and a ULID. */
  readonly holderId: string;
  /** Wallet that the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** The card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Why: 'not_collected' (its time was over), 'declined' (the holder does not want it) or 'card_void' (its card was void before it was in a file). */
  readonly reason: string;
}

/** A holder applied for a card with the same number in the place of a damaged or lost one (domain 2.9). The terms of its collection are those of this moment. */
export interface ReplacementApplied {
  /** Replacement this happened to; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** Why the card is replaced: 'damaged' (the card was shown), 'lost' or 'stolen' (blocked at once). */
  readonly cause: string;
  /** Holder of both cards; hld_ and a ULID. */
  readonly holderId: string;
  /** Wallet that both cards open; wal_ and a ULID. */
  readonly walletId: string;
  /** The old card; crd_ and a ULID. */
  readonly cardId: string;
  /** Sequence of the old card under its number, from 1. */
  readonly sequence: number;
  /** Number of both cards, digits only, check digit included. */
  readonly cardNumber: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Sequence of the new card under the same number. */
  readonly newSequence: number;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which product of the programme document the cards are. */
  readonly productKey: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** The issuer's own number of the branch where the card is collected. */
  readonly branchNo: string;
  /** How long after its receipt by the branch the card may be collected, an ISO 8601 period of whole days; the last day is in time. Null: for ever. */
  readonly collectWithin: string | null;
  /** Whether the card is void by itself when that time is over (domain 2.9, N3); if not, the desk may void it. */
  readonly voidsItself: boolean;
  /** What the vendor is paid for the card by the programme, in fen. Null: what is agreed with the vendor when the card is ordered. */
  readonly cardFen: Fen | null;
  /** Segment of the programme that the holder is in by the issuer's own books, as the desk said. Null: none was named. */
  readonly segment: string | null;
}

/** The holder, known by the ID document, collected the card: the new sequence is active and the old card void from the same moment. */
export interface ReplacementCollected {
  /** Replacement this happened to; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** Holder of both cards; hld_ and a ULID. */
  readonly holderId: string;
  /** Wallet that both cards open; wal_ and a ULID. */
  readonly walletId: string;
  /** The old card; crd_ and a ULID. */
  readonly cardId: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Sequence of the new card under the same number. */
  readonly newSequence: number;
  /** The issuer's own number of the branch where the card is collected. */
  readonly branchNo: string;
}

/** The vendor made the card, by its report or because it posted it. From now on the price is owed to the vendor. */
export interface ReplacementMade {
  /** Replacement this happened to; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Card-making file it is in; cmf_ and a ULID. */
  readonly cardFileId: string;
  /** The vendor's own name of the batch that the card was made in. */
  readonly batch: string;
  /** What the vendor is paid for this card, in fen: the price when the file was made. */
  readonly cardFen: Fen;
}

/** The letter was counted at the branch and the card was not in it: it stays posted and is flagged (domain 2.9, N1). */
export interface ReplacementMissed {
  /** Replacement this happened to; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Packing list it was posted with; pkl_ and a ULID. */
  readonly packingListId: string;
  /** The issuer's own number of the branch where the card is collected. */
  readonly branchNo: string;
}

/** The application is in a card-making file, in this one and in no other (domain 2.9, N2): the card is in production. */
export interface ReplacementOrdered {
  /** Replacement this happened to; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Card-making file it is in; cmf_ and a ULID. */
  readonly cardFileId: string;
  /** Business day of that file, YYYY-MM-DD. */
  readonly fileDate: string;
  /** Its line in that file, from 1. */
  readonly line: number;
  /** What the vendor is paid for this card, in fen: the price when the file was made. */
  readonly cardFen: Fen;
}

/** The vendor posted the card to the branch in a registered letter with a packing list. */
export interface ReplacementPosted {
  /** Replacement this happened to; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Packing list it was posted with; pkl_ and a ULID. */
  readonly packingListId: string;
  /** The issuer's own number of the branch where the card is collected. */
  readonly branchNo: string;
  /** Number of the registered letter. */
  readonly postNumber: string;
  /** The vendor's own name of the batch that the card was made in. */
  readonly batch: string;
  /** When the vendor took the order of the card, as the packing list says, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly takenAt: EpochMs;
}

/** The branch has the card, counted against the packing list; it waits for its holder. */
export interface ReplacementReceived {
  /** Replacement this happened to; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Packing list it was posted with; pkl_ and a ULID. */
  readonly packingListId: string;
  /** The issuer's own number of the branch where the card is collected. */
  readonly branchNo: string;
  /** First moment at which the card can no longer be collected, in milliseconds since 1970-01-01T00:00:00Z. Null: it waits for ever. */
  readonly collectionEndsAt: EpochMs | null;
}

/** The new card is void. The old one of a damaged application goes on; a lost one stays blocked (domain 2.9). */
export interface ReplacementVoided {
  /** Replacement this happened to; rpl_ and a ULID; also the stream id. */
  readonly replacementId: string;
  /** Holder of both cards; hld_ and a ULID. */
  readonly holderId: string;
  /** Wallet that both cards open; wal_ and a ULID. */
  readonly walletId: string;
  /** The old card; crd_ and a ULID. */
  readonly cardId: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Why the card is replaced: 'damaged' (the card was shown), 'lost' or 'stolen' (blocked at once). */
  readonly cause: string;
  /** Why: 'not_collected' (its time was over), 'declined' (the holder does not want it) or 'card_void' (its card was void before it was in a file). */
  readonly reason: string;
}

/** Every event of topic cards.replacement. */
export type ReplacementEvent =
  | { readonly type: 'FirstCardApplied'; readonly data: FirstCardApplied }
  | { readonly type: 'FirstCardCollected'; readonly data: FirstCardCollected }
  | { readonly type: 'FirstCardVoided'; readonly data: FirstCardVoided }
  | { readonly type: 'ReplacementApplied'; readonly data: ReplacementApplied }
  | { readonly type: 'ReplacementCollected'; readonly data: ReplacementCollected }
  | { readonly type: 'ReplacementMade'; readonly data: ReplacementMade }
  | { readonly type: 'ReplacementMissed'; readonly data: ReplacementMissed }
  | { readonly type: 'ReplacementOrdered'; readonly data: ReplacementOrdered }
  | { readonly type: 'ReplacementPosted'; readonly data: ReplacementPosted }
  | { readonly type: 'ReplacementReceived'; readonly data: ReplacementReceived }
  | { readonly type: 'ReplacementVoided'; readonly data: ReplacementVoided };

/** The schemas of topic cards.replacement, compact JSON. */
export const REPLACEMENT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'FirstCardApplied',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"FirstCardApplied","namespace":"scrip.cards","doc":"A holder\'s first card of a product is to be made by a vendor: it goes into the next card-making file, and from there the way of a replacement (domain 2.9). The terms of its collection are those of this moment.","fields":[{"name":"replacementId","type":"string","doc":"The making of the card; rpl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the card; hld_ and a ULID."},{"name":"walletId","type":"string","doc":"Wallet that the card opens; wal_ and a ULID."},{"name":"newCardId","type":"string","doc":"The card; crd_ and a ULID."},{"name":"cardNumber","type":"string","doc":"Number of the card, digits only, check digit included."},{"name":"newSequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"applicationId","type":["null","string"],"default":null,"doc":"Application that it was approved with; apl_ and a ULID. Null: it was ordered at the desk or with a staff list."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which product of the programme document the card is."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch where the card is collected."},{"name":"collectWithin","type":["null","string"],"default":null,"doc":"How long after its receipt by the branch the card may be collected, an ISO 8601 period of whole days; the last day is in time. Null: for ever."},{"name":"voidsItself","type":"boolean","doc":"Whether the card is void by itself when that time is over (domain 2.9, N3); if not, the desk may void it."},{"name":"cardFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What the vendor is paid for the card by the programme, in fen. Null: what is agreed with the vendor when the card is ordered."}]}',
  },
  {
    type: 'FirstCardCollected',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"FirstCardCollected","namespace":"scrip.cards","doc":"The holder, known by the ID document, collected the first card: it is active from this moment and opens its wallet.","fields":[{"name":"replacementId","type":"string","doc":"The making of the card; rpl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the card; hld_ and a ULID."},{"name":"walletId","type":"string","doc":"Wallet that the card opens; wal_ and a ULID."},{"name":"newCardId","type":"string","doc":"The card; crd_ and a ULID."},{"name":"newSequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch where the card is collected."}]}',
  },
  {
    type: 'FirstCardVoided',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"FirstCardVoided","namespace":"scrip.cards","doc":"A first card that the vendor made or was to make is void; its wallet was never opened.","fields":[{"name":"replacementId","type":"string","doc":"The making of the card; rpl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the card; hld_ and a ULID."},{"name":"walletId","type":"string","doc":"Wallet that the card opens; wal_ and a ULID."},{"name":"newCardId","type":"string","doc":"The card; crd_ and a ULID."},{"name":"reason","type":"string","doc":"Why: \'not_collected\' (its time was over), \'declined\' (the holder does not want it) or \'card_void\' (its card was void before it was in a file)."}]}',
  },
  {
    type: 'ReplacementApplied',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"ReplacementApplied","namespace":"scrip.cards","doc":"A holder applied for a card with the same number in the place of a damaged or lost one (domain 2.9). The terms of its collection are those of this moment.","fields":[{"name":"replacementId","type":"string","doc":"Replacement this happened to; rpl_ and a ULID; also the stream id."},{"name":"cause","type":"string","doc":"Why the card is replaced: \'damaged\' (the card was shown), \'lost\' or \'stolen\' (blocked at once)."},{"name":"holderId","type":"string","doc":"Holder of both cards; hld_ and a ULID."},{"name":"walletId","type":"string","doc":"Wallet that both cards open; wal_ and a ULID."},{"name":"cardId","type":"string","doc":"The old card; crd_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the old card under its number, from 1."},{"name":"cardNumber","type":"string","doc":"Number of both cards, digits only, check digit included."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"newSequence","type":"int","doc":"Sequence of the new card under the same number."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which product of the programme document the cards are."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch where the card is collected."},{"name":"collectWithin","type":["null","string"],"default":null,"doc":"How long after its receipt by the branch the card may be collected, an ISO 8601 period of whole days; the last day is in time. Null: for ever."},{"name":"voidsItself","type":"boolean","doc":"Whether the card is void by itself when that time is over (domain 2.9, N3); if not, the desk may void it."},{"name":"cardFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What the vendor is paid for the card by the programme, in fen. Null: what is agreed with the vendor when the card is ordered."},{"name":"segment","type":["null","string"],"default":null,"doc":"Segment of the programme that the holder is in by the issuer\'s own books, as the desk said. Null: none was named."}]}',
  },
  {
    type: 'ReplacementCollected',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"ReplacementCollected","namespace":"scrip.cards","doc":"The holder, known by the ID document, collected the card: the new sequence is active and the old card void from the same moment.","fields":[{"name":"replacementId","type":"string","doc":"Replacement this happened to; rpl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of both cards; hld_ and a ULID."},{"name":"walletId","type":"string","doc":"Wallet that both cards open; wal_ and a ULID."},{"name":"cardId","type":"string","doc":"The old card; crd_ and a ULID."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"newSequence","type":"int","doc":"Sequence of the new card under the same number."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch where the card is collected."}]}',
  },
  {
    type: 'ReplacementMade',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"ReplacementMade","namespace":"scrip.cards","doc":"The vendor made the card, by its report or because it posted it. From now on the price is owed to the vendor.","fields":[{"name":"replacementId","type":"string","doc":"Replacement this happened to; rpl_ and a ULID; also the stream id."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"cardFileId","type":"string","doc":"Card-making file it is in; cmf_ and a ULID."},{"name":"batch","type":"string","doc":"The vendor\'s own name of the batch that the card was made in."},{"name":"cardFen","type":{"type":"long","logicalType":"fen"},"doc":"What the vendor is paid for this card, in fen: the price when the file was made."}]}',
  },
  {
    type: 'ReplacementMissed',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"ReplacementMissed","namespace":"scrip.cards","doc":"The letter was counted at the branch and the card was not in it: it stays posted and is flagged (domain 2.9, N1).","fields":[{"name":"replacementId","type":"string","doc":"Replacement this happened to; rpl_ and a ULID; also the stream id."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"packingListId","type":"string","doc":"Packing list it was posted with; pkl_ and a ULID."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch where the card is collected."}]}',
  },
  {
    type: 'ReplacementOrdered',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"ReplacementOrdered","namespace":"scrip.cards","doc":"The application is in a card-making file, in this one and in no other (domain 2.9, N2): the card is in production.","fields":[{"name":"replacementId","type":"string","doc":"Replacement this happened to; rpl_ and a ULID; also the stream id."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"cardFileId","type":"string","doc":"Card-making file it is in; cmf_ and a ULID."},{"name":"fileDate","type":"string","doc":"Business day of that file, YYYY-MM-DD."},{"name":"line","type":"int","doc":"Its line in that file, from 1."},{"name":"cardFen","type":{"type":"long","logicalType":"fen"},"doc":"What the vendor is paid for this card, in fen: the price when the file was made."}]}',
  },
  {
    type: 'ReplacementPosted',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"ReplacementPosted","namespace":"scrip.cards","doc":"The vendor posted the card to the branch in a registered letter with a packing list.","fields":[{"name":"replacementId","type":"string","doc":"Replacement this happened to; rpl_ and a ULID; also the stream id."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"packingListId","type":"string","doc":"Packing list it was posted with; pkl_ and a ULID."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch where the card is collected."},{"name":"postNumber","type":"string","doc":"Number of the registered letter."},{"name":"batch","type":"string","doc":"The vendor\'s own name of the batch that the card was made in."},{"name":"takenAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the vendor took the order of the card, as the packing list says, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'ReplacementReceived',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"ReplacementReceived","namespace":"scrip.cards","doc":"The branch has the card, counted against the packing list; it waits for its holder.","fields":[{"name":"replacementId","type":"string","doc":"Replacement this happened to; rpl_ and a ULID; also the stream id."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"packingListId","type":"string","doc":"Packing list it was posted with; pkl_ and a ULID."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch where the card is collected."},{"name":"collectionEndsAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment at which the card can no longer be collected, in milliseconds since 1970-01-01T00:00:00Z. Null: it waits for ever."}]}',
  },
  {
    type: 'ReplacementVoided',
    service: 'cards',
    stream: 'replacement',
    text: '{"type":"record","name":"ReplacementVoided","namespace":"scrip.cards","doc":"The new card is void. The old one of a damaged application goes on; a lost one stays blocked (domain 2.9).","fields":[{"name":"replacementId","type":"string","doc":"Replacement this happened to; rpl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of both cards; hld_ and a ULID."},{"name":"walletId","type":"string","doc":"Wallet that both cards open; wal_ and a ULID."},{"name":"cardId","type":"string","doc":"The old card; crd_ and a ULID."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"cause","type":"string","doc":"Why the card is replaced: \'damaged\' (the card was shown), \'lost\' or \'stolen\' (blocked at once)."},{"name":"reason","type":"string","doc":"Why: \'not_collected\' (its time was over), \'declined\' (the holder does not want it) or \'card_void\' (its card was void before it was in a file)."}]}',
  },
];
