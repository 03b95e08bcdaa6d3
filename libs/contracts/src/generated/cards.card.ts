// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A blank bearer card was made: it has a number and belongs to nobody. Its wallet is opened when it is sold. */
export interface BlankCardProduced {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Number of the card, digits only, check digit included. */
  readonly cardNumber: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Wallet the card opens once it is sold; wal_ and a ULID. */
  readonly walletId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which product of the programme document the card is. */
  readonly productKey: string;
  /** What the card is made as: 'physical', 'virtual' or 'rfidSim'. */
  readonly form: string;
  /** Batch it was ordered with; null where there was none. */
  readonly batchId: string | null;
  /** Place in that batch, from 1; null where there was none. */
  readonly serial: number | null;
  /** Value it is sold with, in fen; null where value is loaded for itself. */
  readonly faceFen: Fen | null;
}

/** A card was handed over and may be used from now on. The ledger lets this sequence open the wallet once it has seen the event. */
export interface CardActivated {
  /** Card that was activated; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. Null: the same as the sequence. */
  readonly cardVersion: number | null;
  /** First moment the card works no more, in milliseconds since 1970-01-01T00:00:00Z; null if it works for ever. */
  readonly expiresAt: EpochMs | null;
}

/** A card in stock went to another branch or to a distributor. */
export interface CardAllotted {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** What kind of place has the card: 'branch' or 'distributor'. */
  readonly placeKind: string;
  /** The issuer's own code of that place. */
  readonly placeId: string;
  /** What kind of place had the card: 'branch' or 'distributor'. */
  readonly fromPlaceKind: string;
  /** The issuer's own code of the place that had it. */
  readonly fromPlaceId: string;
  /** The issuer's own code of the distributor's order that it is delivered for; null where there is none. */
  readonly orderId: string | null;
}

/** A named card was applied for: it has its number and its wallet, and is not made before it is approved (domain 2.9, 2.11). */
export interface CardApplied {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Number of the card, digits only, check digit included. */
  readonly cardNumber: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Holder the card belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which product of the programme document the card is. */
  readonly productKey: string;
  /** What the card is made as: 'physical', 'virtual' or 'rfidSim'. */
  readonly form: string;
  /** Application with its documents and reviews; null where there is none. */
  readonly applicationId: string | null;
  /** Card that this one is to replace; null if it is a first one. */
  readonly replacesCardId: string | null;
  /** Why a card is replaced: 'damaged', 'lost', 'stolen', 'faulty', 'forgotten' (its PIN), 'expired' or 'other'. Null if it is a first one. */
  readonly cause: string | null;
}

/** A named card that was applied for was approved: it may be made. */
export interface CardApproved {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Application that was decided; null where there is none. */
  readonly applicationId: string | null;
}

/** The validity of a card is over: it opens nothing any more. What is in its wallet stays there, and the card can be replaced. */
export interface CardExpired {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
}

/** A card was made for a holder together with the wallet it opens. The card is a key to the wallet, never the money itself; it cannot be used before it is activated (domain 1). */
export interface CardIssued {
  /** Card that was issued; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Number printed on the card, digits only. */
  readonly cardNumber: string;
  /** Counts the cards that carry this number, from 1; a replacement with the same number has the next one (domain 1). */
  readonly sequence: number;
  /** Holder the card was issued to; hld_ and a ULID. */
  readonly holderId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which card product of the programme document the card is. */
  readonly productKey: string;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. Null: the same as the sequence. */
  readonly cardVersion: number | null;
  /** What the card is made as: 'physical', 'virtual' or 'rfidSim'. Null: physical. */
  readonly form: string | null;
  /** Application with its documents and reviews; null where there is none. */
  readonly applicationId: string | null;
  /** Card that this one replaces; its wallet is the same. Null if it is a first one. */
  readonly replacesCardId: string | null;
  /** Why a card is replaced: 'damaged', 'lost', 'stolen', 'faulty', 'forgotten' (its PIN), 'expired' or 'other'. Null if it is a first one. */
  readonly cause: string | null;
}

/** The report of the loss, which stands beside this, was the holder's own, where the agent of a client alone may report: the issuer owes the client that person's allowance (domain 2.4). */
export interface CardLossReportedByHolder {
  /** Card that was reported; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Holder of the card; hld_ and a ULID. */
  readonly holderId: string;
  /** Client that loads the wallet, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly clientId: string;
  /** When the report was taken, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly reportedAt: EpochMs;
}

/** A named card was made by its vendor. */
export interface CardProduced {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** The issuer's own code of the vendor; null where the branch made it. */
  readonly vendorId: string | null;
  /** Card-making file that it was ordered with; null where there was none. */
  readonly fileId: string | null;
}

/** A bearer card was registered to a holder: from now on it is a named card. */
export interface CardRegistered {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** Holder the card belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
}

/** A card was replaced by another, which is active from the same moment: this one opens nothing any more. The wallet stays. */
export interface CardReplaced {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** Card that replaced it; crd_ and a ULID. */
  readonly replacementCardId: string;
  /** Why: 'damaged', 'lost', 'stolen', 'faulty', 'forgotten' (its PIN), 'expired' or 'other'. */
  readonly cause: string;
}

/** The new card was not collected, or declined: it is void, and this one is what it was (domain 2.9). */
export interface CardReplacementDropped {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Card that was to replace it; crd_ and a ULID. */
  readonly replacementCardId: string;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
}

/** A card is to be replaced; the new one was applied for in the same moment. */
export interface CardReplacementStarted {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Card that is to replace it; crd_ and a ULID. */
  readonly replacementCardId: string;
  /** Whether the new card has the same number and the next sequence. */
  readonly sameNumber: boolean;
  /** Why: 'damaged', 'lost', 'stolen', 'faulty', 'forgotten' (its PIN), 'expired' or 'other'. */
  readonly cause: string;
}

/** The holder showed a damaged card. It opens its wallet until it is replaced (domain 2.9). */
export interface CardReportedDamaged {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** How the report came in: 'desk', 'phone' or 'online'. */
  readonly channel: string;
}

/** The holder reported the card lost. Spends before the report stay with the holder, any after it are the issuer's loss (domain 2.2, A8). */
export interface CardReportedLost {
  /** Card that was reported; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Holder of the card; hld_ and a ULID. */
  readonly holderId: string;
  /** Sequence of the card under its number; a later sequence of the number is not touched. */
  readonly sequence: number;
  /** When the report was taken, in milliseconds since 1970-01-01T00:00:00Z; it divides the holder's spends from the issuer's. */
  readonly reportedAt: EpochMs;
  /** How the report came in, such as 'desk' or 'phone'. */
  readonly channel: string;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. Null: the same as the sequence. */
  readonly cardVersion: number | null;
  /** 'lost' or 'stolen'. Null: lost. */
  readonly cause: string | null;
}

/** A suspended or damaged card may be used again. */
export interface CardResumed {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
}

/** A blank card was sold and may be used from now on: the ledger opens its wallet. Whoever has it may use it, until it is registered to a holder (domain 1). */
export interface CardSold {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Number of the card, digits only, check digit included. */
  readonly cardNumber: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which product of the programme document the card is. */
  readonly productKey: string;
  /** What the card is made as: 'physical', 'virtual' or 'rfidSim'. */
  readonly form: string;
  /** Where it was sold: 'branch' or 'distributor'; null where the issuer has no place for it. */
  readonly placeKind: string | null;
  /** The issuer's own code of that place; null like its kind. */
  readonly placeId: string | null;
  /** The issuer's own code of the distributor's order it was delivered for; null where there is none. */
  readonly orderId: string | null;
  /** The issuer's own code of the region it was sold in; null where nobody said (domain 2.5, D6). */
  readonly region: string | null;
  /** Value it was sold with, in fen; null where value is loaded for itself. */
  readonly faceFen: Fen | null;
  /** First moment the card works no more, in milliseconds since 1970-01-01T00:00:00Z; null if it works for ever. */
  readonly expiresAt: EpochMs | null;
  /** Purchase it was sold in; sal_ and a ULID; null where it was sold by itself. */
  readonly saleId: string | null;
  /** How the buyer paid, such as 'cash' or 'bank-transfer'; null where nobody said. */
  readonly tender: string | null;
}

/** A card that was made was received and counted: it is in stock and can be handed out or sold. */
export interface CardStocked {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** What kind of place has the card: 'branch' or 'distributor'. */
  readonly placeKind: string;
  /** The issuer's own code of that place. */
  readonly placeId: string;
  /** Packing list or delivery it came with; null where there was none. */
  readonly referenceId: string | null;
}

/** A card was suspended: it opens nothing until it is resumed. */
export interface CardSuspended {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
}

/** It was asked to let a lost or stolen card be used again, and that was declined; it stays blocked. */
export interface CardUnblockDeclined {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
  /** Subject of the token of who had asked. */
  readonly proposedBy: string;
}

/** A lost or stolen card was found again and somebody asks to let it be used; nothing changes before somebody else approves it. */
export interface CardUnblockProposed {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
  /** Subject of the token of who asks. */
  readonly proposedBy: string;
}

/** A lost or stolen card that was found again may be used; who approved it is not who asked. Spends the ledger took before stay where they are. */
export interface CardUnblocked {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
  /** When the report was taken that no longer counts, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly reportedAt: EpochMs;
  /** Subject of the token of who had asked. */
  readonly proposedBy: string;
}

/** A card is void for good: it was declined, not collected, returned, spoilt or cancelled. */
export interface CardVoided {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. */
  readonly cardVersion: number;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
}

/** The holder changed the PIN, knowing the old one. */
export interface PinChanged {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Counts the PINs of the card from 1. */
  readonly verifierVersion: number;
}

/** Too many wrong PINs were given one after the other: no PIN is verified until it is reset with the ID (domain 2.2, A7). */
export interface PinLocked {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Counts the PINs of the card from 1. */
  readonly verifierVersion: number;
}

/** A wrong PIN was given. */
export interface PinRefused {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Counts the PINs of the card from 1. */
  readonly verifierVersion: number;
  /** What for: 'spend', 'hold', 'change' or 'check'. */
  readonly purpose: string;
  /** Wrong tries that are left before the PIN is locked. */
  readonly triesLeft: number;
}

/** The card has a new PIN, given at the desk to its holder with the ID; wrong tries are forgotten and a lock is open again (domain 2.2, A7). */
export interface PinReset {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Counts the PINs of the card from 1. */
  readonly verifierVersion: number;
}

/** The card has its first PIN. Neither the PIN nor what it is verified with is in any event (domain 2.2). */
export interface PinSet {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Counts the PINs of the card from 1. */
  readonly verifierVersion: number;
}

/** The right PIN was given; wrong tries before it are forgotten. */
export interface PinVerified {
  /** Card this happened to; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Counts the PINs of the card from 1. */
  readonly verifierVersion: number;
  /** What for: 'spend', 'hold', 'change' or 'check'. */
  readonly purpose: string;
  /** Amount that the try was to authorise, in fen; null where it was none. */
  readonly amountFen: Fen | null;
}

/** Every event of topic cards.card. */
export type CardEvent =
  | { readonly type: 'BlankCardProduced'; readonly data: BlankCardProduced }
  | { readonly type: 'CardActivated'; readonly data: CardActivated }
  | { readonly type: 'CardAllotted'; readonly data: CardAllotted }
  | { readonly type: 'CardApplied'; readonly data: CardApplied }
  | { readonly type: 'CardApproved'; readonly data: CardApproved }
  | { readonly type: 'CardExpired'; readonly data: CardExpired }
  | { readonly type: 'CardIssued'; readonly data: CardIssued }
  | { readonly type: 'CardLossReportedByHolder'; readonly data: CardLossReportedByHolder }
  | { readonly type: 'CardProduced'; readonly data: CardProduced }
  | { readonly type: 'CardRegistered'; readonly data: CardRegistered }
  | { readonly type: 'CardReplaced'; readonly data: CardReplaced }
  | { readonly type: 'CardReplacementDropped'; readonly data: CardReplacementDropped }
  | { readonly type: 'CardReplacementStarted'; readonly data: CardReplacementStarted }
  | { readonly type: 'CardReportedDamaged'; readonly data: CardReportedDamaged }
  | { readonly type: 'CardReportedLost'; readonly data: CardReportedLost }
  | { readonly type: 'CardResumed'; readonly data: CardResumed }
  | { readonly type: 'CardSold'; readonly data: CardSold }
  | { readonly type: 'CardStocked'; readonly data: CardStocked }
  | { readonly type: 'CardSuspended'; readonly data: CardSuspended }
  | { readonly type: 'CardUnblockDeclined'; readonly data: CardUnblockDeclined }
  | { readonly type: 'CardUnblockProposed'; readonly data: CardUnblockProposed }
  | { readonly type: 'CardUnblocked'; readonly data: CardUnblocked }
  | { readonly type: 'CardVoided'; readonly data: CardVoided }
  | { readonly type: 'PinChanged'; readonly data: PinChanged }
  | { readonly type: 'PinLocked'; readonly data: PinLocked }
  | { readonly type: 'PinRefused'; readonly data: PinRefused }
  | { readonly type: 'PinReset'; readonly data: PinReset }
  | { readonly type: 'PinSet'; readonly data: PinSet }
  | { readonly type: 'PinVerified'; readonly data: PinVerified };

/** The schemas of topic cards.card, compact JSON. */
export const CARD_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'BlankCardProduced',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"BlankCardProduced","namespace":"scrip.cards","doc":"A blank bearer card was made: it has a number and belongs to nobody. Its wallet is opened when it is sold.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"cardNumber","type":"string","doc":"Number of the card, digits only, check digit included."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"walletId","type":"string","doc":"Wallet the card opens once it is sold; wal_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which product of the programme document the card is."},{"name":"form","type":"string","doc":"What the card is made as: \'physical\', \'virtual\' or \'rfidSim\'."},{"name":"batchId","type":["null","string"],"default":null,"doc":"Batch it was ordered with; null where there was none."},{"name":"serial","type":["null","int"],"default":null,"doc":"Place in that batch, from 1; null where there was none."},{"name":"faceFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Value it is sold with, in fen; null where value is loaded for itself."}]}',
  },
  {
    type: 'CardActivated',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardActivated","namespace":"scrip.cards","doc":"A card was handed over and may be used from now on. The ledger lets this sequence open the wallet once it has seen the event.","fields":[{"name":"cardId","type":"string","doc":"Card that was activated; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":["null","int"],"default":null,"doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. Null: the same as the sequence."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment the card works no more, in milliseconds since 1970-01-01T00:00:00Z; null if it works for ever."}]}',
  },
  {
    type: 'CardAllotted',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardAllotted","namespace":"scrip.cards","doc":"A card in stock went to another branch or to a distributor.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"placeKind","type":"string","doc":"What kind of place has the card: \'branch\' or \'distributor\'."},{"name":"placeId","type":"string","doc":"The issuer\'s own code of that place."},{"name":"fromPlaceKind","type":"string","doc":"What kind of place had the card: \'branch\' or \'distributor\'."},{"name":"fromPlaceId","type":"string","doc":"The issuer\'s own code of the place that had it."},{"name":"orderId","type":["null","string"],"default":null,"doc":"The issuer\'s own code of the distributor\'s order that it is delivered for; null where there is none."}]}',
  },
  {
    type: 'CardApplied',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardApplied","namespace":"scrip.cards","doc":"A named card was applied for: it has its number and its wallet, and is not made before it is approved (domain 2.9, 2.11).","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"cardNumber","type":"string","doc":"Number of the card, digits only, check digit included."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the card belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which product of the programme document the card is."},{"name":"form","type":"string","doc":"What the card is made as: \'physical\', \'virtual\' or \'rfidSim\'."},{"name":"applicationId","type":["null","string"],"default":null,"doc":"Application with its documents and reviews; null where there is none."},{"name":"replacesCardId","type":["null","string"],"default":null,"doc":"Card that this one is to replace; null if it is a first one."},{"name":"cause","type":["null","string"],"default":null,"doc":"Why a card is replaced: \'damaged\', \'lost\', \'stolen\', \'faulty\', \'forgotten\' (its PIN), \'expired\' or \'other\'. Null if it is a first one."}]}',
  },
  {
    type: 'CardApproved',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardApproved","namespace":"scrip.cards","doc":"A named card that was applied for was approved: it may be made.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"applicationId","type":["null","string"],"default":null,"doc":"Application that was decided; null where there is none."}]}',
  },
  {
    type: 'CardExpired',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardExpired","namespace":"scrip.cards","doc":"The validity of a card is over: it opens nothing any more. What is in its wallet stays there, and the card can be replaced.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."}]}',
  },
  {
    type: 'CardIssued',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardIssued","namespace":"scrip.cards","doc":"A card was made for a holder together with the wallet it opens. The card is a key to the wallet, never the money itself; it cannot be used before it is activated (domain 1).","fields":[{"name":"cardId","type":"string","doc":"Card that was issued; crd_ and a ULID; also the stream id."},{"name":"cardNumber","type":"string","doc":"Number printed on the card, digits only."},{"name":"sequence","type":"int","doc":"Counts the cards that carry this number, from 1; a replacement with the same number has the next one (domain 1)."},{"name":"holderId","type":"string","doc":"Holder the card was issued to; hld_ and a ULID."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which card product of the programme document the card is."},{"name":"cardVersion","type":["null","int"],"default":null,"doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. Null: the same as the sequence."},{"name":"form","type":["null","string"],"default":null,"doc":"What the card is made as: \'physical\', \'virtual\' or \'rfidSim\'. Null: physical."},{"name":"applicationId","type":["null","string"],"default":null,"doc":"Application with its documents and reviews; null where there is none."},{"name":"replacesCardId","type":["null","string"],"default":null,"doc":"Card that this one replaces; its wallet is the same. Null if it is a first one."},{"name":"cause","type":["null","string"],"default":null,"doc":"Why a card is replaced: \'damaged\', \'lost\', \'stolen\', \'faulty\', \'forgotten\' (its PIN), \'expired\' or \'other\'. Null if it is a first one."}]}',
  },
  {
    type: 'CardLossReportedByHolder',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardLossReportedByHolder","namespace":"scrip.cards","doc":"The report of the loss, which stands beside this, was the holder\'s own, where the agent of a client alone may report: the issuer owes the client that person\'s allowance (domain 2.4).","fields":[{"name":"cardId","type":"string","doc":"Card that was reported; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder of the card; hld_ and a ULID."},{"name":"clientId","type":"string","doc":"Client that loads the wallet, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the report was taken, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'CardProduced',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardProduced","namespace":"scrip.cards","doc":"A named card was made by its vendor.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"vendorId","type":["null","string"],"default":null,"doc":"The issuer\'s own code of the vendor; null where the branch made it."},{"name":"fileId","type":["null","string"],"default":null,"doc":"Card-making file that it was ordered with; null where there was none."}]}',
  },
  {
    type: 'CardRegistered',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardRegistered","namespace":"scrip.cards","doc":"A bearer card was registered to a holder: from now on it is a named card.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"holderId","type":"string","doc":"Holder the card belongs to; hld_ and a ULID. Personal data stays in the vault of cards."}]}',
  },
  {
    type: 'CardReplaced',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardReplaced","namespace":"scrip.cards","doc":"A card was replaced by another, which is active from the same moment: this one opens nothing any more. The wallet stays.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"replacementCardId","type":"string","doc":"Card that replaced it; crd_ and a ULID."},{"name":"cause","type":"string","doc":"Why: \'damaged\', \'lost\', \'stolen\', \'faulty\', \'forgotten\' (its PIN), \'expired\' or \'other\'."}]}',
  },
  {
    type: 'CardReplacementDropped',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardReplacementDropped","namespace":"scrip.cards","doc":"The new card was not collected, or declined: it is void, and this one is what it was (domain 2.9).","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"replacementCardId","type":"string","doc":"Card that was to replace it; crd_ and a ULID."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."}]}',
  },
  {
    type: 'CardReplacementStarted',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardReplacementStarted","namespace":"scrip.cards","doc":"A card is to be replaced; the new one was applied for in the same moment.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"replacementCardId","type":"string","doc":"Card that is to replace it; crd_ and a ULID."},{"name":"sameNumber","type":"boolean","doc":"Whether the new card has the same number and the next sequence."},{"name":"cause","type":"string","doc":"Why: \'damaged\', \'lost\', \'stolen\', \'faulty\', \'forgotten\' (its PIN), \'expired\' or \'other\'."}]}',
  },
  {
    type: 'CardReportedDamaged',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardReportedDamaged","namespace":"scrip.cards","doc":"The holder showed a damaged card. It opens its wallet until it is replaced (domain 2.9).","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"channel","type":"string","doc":"How the report came in: \'desk\', \'phone\' or \'online\'."}]}',
  },
  {
    type: 'CardReportedLost',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardReportedLost","namespace":"scrip.cards","doc":"The holder reported the card lost. Spends before the report stay with the holder, any after it are the issuer\'s loss (domain 2.2, A8).","fields":[{"name":"cardId","type":"string","doc":"Card that was reported; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder of the card; hld_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number; a later sequence of the number is not touched."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the report was taken, in milliseconds since 1970-01-01T00:00:00Z; it divides the holder\'s spends from the issuer\'s."},{"name":"channel","type":"string","doc":"How the report came in, such as \'desk\' or \'phone\'."},{"name":"cardVersion","type":["null","int"],"default":null,"doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet. Null: the same as the sequence."},{"name":"cause","type":["null","string"],"default":null,"doc":"\'lost\' or \'stolen\'. Null: lost."}]}',
  },
  {
    type: 'CardResumed',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardResumed","namespace":"scrip.cards","doc":"A suspended or damaged card may be used again.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."}]}',
  },
  {
    type: 'CardSold',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardSold","namespace":"scrip.cards","doc":"A blank card was sold and may be used from now on: the ledger opens its wallet. Whoever has it may use it, until it is registered to a holder (domain 1).","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"cardNumber","type":"string","doc":"Number of the card, digits only, check digit included."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which product of the programme document the card is."},{"name":"form","type":"string","doc":"What the card is made as: \'physical\', \'virtual\' or \'rfidSim\'."},{"name":"placeKind","type":["null","string"],"default":null,"doc":"Where it was sold: \'branch\' or \'distributor\'; null where the issuer has no place for it."},{"name":"placeId","type":["null","string"],"default":null,"doc":"The issuer\'s own code of that place; null like its kind."},{"name":"orderId","type":["null","string"],"default":null,"doc":"The issuer\'s own code of the distributor\'s order it was delivered for; null where there is none."},{"name":"region","type":["null","string"],"default":null,"doc":"The issuer\'s own code of the region it was sold in; null where nobody said (domain 2.5, D6)."},{"name":"faceFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Value it was sold with, in fen; null where value is loaded for itself."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment the card works no more, in milliseconds since 1970-01-01T00:00:00Z; null if it works for ever."},{"name":"saleId","type":["null","string"],"default":null,"doc":"Purchase it was sold in; sal_ and a ULID; null where it was sold by itself."},{"name":"tender","type":["null","string"],"default":null,"doc":"How the buyer paid, such as \'cash\' or \'bank-transfer\'; null where nobody said."}]}',
  },
  {
    type: 'CardStocked',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardStocked","namespace":"scrip.cards","doc":"A card that was made was received and counted: it is in stock and can be handed out or sold.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"placeKind","type":"string","doc":"What kind of place has the card: \'branch\' or \'distributor\'."},{"name":"placeId","type":"string","doc":"The issuer\'s own code of that place."},{"name":"referenceId","type":["null","string"],"default":null,"doc":"Packing list or delivery it came with; null where there was none."}]}',
  },
  {
    type: 'CardSuspended',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardSuspended","namespace":"scrip.cards","doc":"A card was suspended: it opens nothing until it is resumed.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."}]}',
  },
  {
    type: 'CardUnblockDeclined',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardUnblockDeclined","namespace":"scrip.cards","doc":"It was asked to let a lost or stolen card be used again, and that was declined; it stays blocked.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who had asked."}]}',
  },
  {
    type: 'CardUnblockProposed',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardUnblockProposed","namespace":"scrip.cards","doc":"A lost or stolen card was found again and somebody asks to let it be used; nothing changes before somebody else approves it.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who asks."}]}',
  },
  {
    type: 'CardUnblocked',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardUnblocked","namespace":"scrip.cards","doc":"A lost or stolen card that was found again may be used; who approved it is not who asked. Spends the ledger took before stay where they are.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the report was taken that no longer counts, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who had asked."}]}',
  },
  {
    type: 'CardVoided',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardVoided","namespace":"scrip.cards","doc":"A card is void for good: it was declined, not collected, returned, spoilt or cancelled.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"cardVersion","type":"int","doc":"Counts the cards of the wallet from 1; where a later one is active, earlier ones no longer open the wallet."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."}]}',
  },
  {
    type: 'PinChanged',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"PinChanged","namespace":"scrip.cards","doc":"The holder changed the PIN, knowing the old one.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"verifierVersion","type":"int","doc":"Counts the PINs of the card from 1."}]}',
  },
  {
    type: 'PinLocked',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"PinLocked","namespace":"scrip.cards","doc":"Too many wrong PINs were given one after the other: no PIN is verified until it is reset with the ID (domain 2.2, A7).","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"verifierVersion","type":"int","doc":"Counts the PINs of the card from 1."}]}',
  },
  {
    type: 'PinRefused',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"PinRefused","namespace":"scrip.cards","doc":"A wrong PIN was given.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"verifierVersion","type":"int","doc":"Counts the PINs of the card from 1."},{"name":"purpose","type":"string","doc":"What for: \'spend\', \'hold\', \'change\' or \'check\'."},{"name":"triesLeft","type":"int","doc":"Wrong tries that are left before the PIN is locked."}]}',
  },
  {
    type: 'PinReset',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"PinReset","namespace":"scrip.cards","doc":"The card has a new PIN, given at the desk to its holder with the ID; wrong tries are forgotten and a lock is open again (domain 2.2, A7).","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"verifierVersion","type":"int","doc":"Counts the PINs of the card from 1."}]}',
  },
  {
    type: 'PinSet',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"PinSet","namespace":"scrip.cards","doc":"The card has its first PIN. Neither the PIN nor what it is verified with is in any event (domain 2.2).","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"verifierVersion","type":"int","doc":"Counts the PINs of the card from 1."}]}',
  },
  {
    type: 'PinVerified',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"PinVerified","namespace":"scrip.cards","doc":"The right PIN was given; wrong tries before it are forgotten.","fields":[{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"verifierVersion","type":"int","doc":"Counts the PINs of the card from 1."},{"name":"purpose","type":"string","doc":"What for: \'spend\', \'hold\', \'change\' or \'check\'."},{"name":"amountFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Amount that the try was to authorise, in fen; null where it was none."}]}',
  },
];
