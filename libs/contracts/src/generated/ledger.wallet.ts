// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** Equal items as the till tagged them, and what is paid for them after the product's own discount (domain 2.2, A2). */
export interface PricedItem {
  /** Tag price of one item, in fen. */
  readonly tagFen: Fen;
  /** How many of them. */
  readonly count: number;
  /** Paid for all of them, in fen, rounded once, half up. */
  readonly payFen: Fen;
}

/** What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3). */
export interface LotTake {
  /** Lot the value comes from. */
  readonly lotId: string;
  /** Principal taken from the lot, in fen. */
  readonly principalFen: Fen;
  /** Bonus taken from the lot, in fen. */
  readonly bonusFen: Fen;
}

/** Something that a recharge gave besides value, such as free garments (domain 2.2, A1). */
export interface RechargeGift {
  /** Gift of the product in the programme document. */
  readonly giftKey: string;
  /** How many were given: those of the highest step reached. */
  readonly count: number;
}

/** What was left of an expired lot became the issuer's (breakage, domain 2.2, A6). */
export interface WalletBreakageTaken {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Lot that had expired. */
  readonly lotId: string;
  /** First moment the lot could not be used, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiredAt: EpochMs;
  /** Principal that was left, in fen. */
  readonly principalFen: Fen;
  /** Bonus that was left, in fen. */
  readonly bonusFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the lot was recharged under. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** From now on this card opens the wallet. */
export interface WalletCardActivated {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Card that opens the wallet; crd_ and a ULID. */
  readonly cardId: string;
  /** Sequence of that card under its number; older sequences are ignored afterwards. */
  readonly cardSequence: number;
}

/** From now on this card no longer opens the wallet. Value in the wallet is untouched (domain 2.2). */
export interface WalletCardBlocked {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Card that is blocked; crd_ and a ULID. */
  readonly cardId: string;
  /** Sequence of that card under its number. */
  readonly cardSequence: number;
  /** When the cause was reported to cards, in milliseconds since 1970-01-01T00:00:00Z; spends logged after it and before this event are the issuer's (domain 2.2, A8). */
  readonly reportedAt: EpochMs;
  /** Why, in snake_case, such as 'reported_lost'. */
  readonly reason: string;
}

/** It was time to tell the holder that a lot with value left will expire (domain 2.2: 30 and 7 days before its last usable day). */
export interface WalletExpiryNoticed {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Lot that will expire. */
  readonly lotId: string;
  /** The notice that this is, in milliseconds since 1970-01-01T00:00:00Z: one of those its recharge named. Earlier ones that were missed are not told any more. */
  readonly noticeAt: EpochMs;
  /** First moment the lot cannot be used, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: EpochMs;
  /** Last business day the lot can be used, YYYY-MM-DD. */
  readonly lastUsableDate: string;
  /** Value left in the lot now, principal and bonus together, in fen. */
  readonly leftFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the lot was recharged under. */
  readonly programmeVersion: number;
}

/** Value of a wallet was reserved for a merchant. It stays in the balance but cannot be spent otherwise until the hold is captured or released. */
export interface WalletHeld {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This hold. */
  readonly holdId: string;
  /** Card that opened the wallet; crd_ and a ULID. */
  readonly cardId: string;
  /** Merchant the value is reserved for, or the counter inside a mall. */
  readonly merchantId: string;
  /** Value reserved, in fen. */
  readonly amountFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
  /** Part of the balance that is reserved by open holds after this event, in fen. */
  readonly heldAfterFen: Fen;
  /** What was bought, where the till left the discount to the ledger; the amounts sum to what was asked. Null where the till named an amount. */
  readonly items: readonly PricedItem[] | null;
  /** When the hold is captured by itself unless it is settled before, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2, A5). Null: never. */
  readonly captureAt: EpochMs | null;
}

/** A hold was settled: the merchant was paid all or part of it, and the rest is free again (domain 2.2, A5). */
export interface WalletHoldCaptured {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Hold that is closed by this. */
  readonly holdId: string;
  /** Merchant that is paid, the one the value was reserved for. */
  readonly merchantId: string;
  /** Amount taken from the wallet, in fen: the sum of principal and bonus over lots. */
  readonly capturedFen: Fen;
  /** Part of the hold that is free again, in fen; 0 if all was captured. */
  readonly releasedFen: Fen;
  /** What each lot gave, in the order it was taken: earliest expiry first, of equal ones the oldest (domain 2.2, A3). */
  readonly lots: readonly LotTake[];
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
  /** Part of the balance that is reserved by open holds after this event, in fen. */
  readonly heldAfterFen: Fen;
  /** Why, where nobody asked for it: 'capture_period_over' (domain 2.2, A5). Null: the merchant asked. */
  readonly cause: string | null;
}

/** A hold was given up and nothing was paid; the value can be spent again. */
export interface WalletHoldReleased {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Hold that is closed by this. */
  readonly holdId: string;
  /** Value that is free again, in fen: the whole hold. */
  readonly releasedFen: Fen;
  /** Why, in snake_case, such as 'cancelled_by_merchant'. */
  readonly reason: string;
  /** Part of the balance that is reserved by open holds after this event, in fen. */
  readonly heldAfterFen: Fen;
}

/** The ledger opened a wallet for a card that was issued. It starts empty and with that card not yet active. */
export interface WalletOpened {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which card product of the programme document the wallet serves; its limits apply. */
  readonly productKey: string;
  /** First card of the wallet; crd_ and a ULID. */
  readonly cardId: string;
  /** Sequence of that card under its number, from 1. */
  readonly cardSequence: number;
}

/** A balance was brought in from an older system as one new lot. Nothing was paid for it here: it stands against the opening balance of the books. */
export interface WalletOpeningBalanceLoaded {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Lot the value was put in; made of the issuer and the reference. */
  readonly lotId: string;
  /** Name of the balance in the file it came with, unique within an issuer: it is loaded once. */
  readonly reference: string;
  /** File, or part of one, that it came with; imp_ and 26 characters made of its idempotency key. */
  readonly importId: string;
  /** Principal that was left in the older system, in fen. */
  readonly principalFen: Fen;
  /** Bonus that was left in the older system, in fen. */
  readonly bonusFen: Fen;
  /** When the lot ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z. Null if it never does. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is told that the lot will expire, the first time first, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2). Null: not told. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** True: what is left of the lot when it expires becomes the issuer's (domain 2.2, A6). False or null: it stays in the wallet and cannot be used. */
  readonly breakage: boolean | null;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** A load did not reach the purse: its value is in the lots it came from again, with their dates (domain 2.10, O4). */
export interface WalletPurseLoadReversed {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Purse on the card; prs_ and 26 characters made of card, enterprise and key epoch. */
  readonly purseId: string;
  /** This load of the purse. */
  readonly loadId: string;
  /** Value that came back, in fen: the sum of principal and bonus over lots. */
  readonly amountFen: Fen;
  /** What each lot got back. */
  readonly lots: readonly LotTake[];
  /** Why, in snake_case: 'next_record' where the next record of the card showed that it has no such value, else what was said at the reversal. */
  readonly cause: string;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** Value left the wallet for the purse on a card: authorised, and in transit until the card has it (domain 2.10, O4). */
export interface WalletPurseLoaded {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Purse on the card; prs_ and 26 characters made of card, enterprise and key epoch. */
  readonly purseId: string;
  /** This load of the purse. */
  readonly loadId: string;
  /** Card that has the purse. */
  readonly cardId: string;
  /** Value that left, in fen: the sum of principal and bonus over lots. */
  readonly amountFen: Fen;
  /** What each lot gave, in the order it was taken. */
  readonly lots: readonly LotTake[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** Value was paid into a wallet as one new lot: the principal that was paid and the programme's bonus on it. The till may hand out the card and the benefits once this event stands (domain 2.2, A1). */
export interface WalletRecharged {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This recharge, named by an invoice or a correction later. */
  readonly rechargeId: string;
  /** Lot the value was put in. */
  readonly lotId: string;
  /** Money that was paid, in fen; the only part that is invoiced. */
  readonly principalFen: Fen;
  /** Value given on top by the issuer, in fen, cut to the fen; 0 if the programme gives none. */
  readonly bonusFen: Fen;
  /** How the principal was paid, such as 'cash' or 'bank-card'. */
  readonly tender: string;
  /** When the lot ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z: the end of its last usable business day (domain 2.2, A6). Null if it never does. */
  readonly expiresAt: EpochMs | null;
  /** What the recharge gave besides value; null where it gave nothing. */
  readonly gifts: readonly RechargeGift[] | null;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
  /** When the holder is told that the lot will expire, the first time first, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2). Null: not told. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** True: what is left of the lot when it expires becomes the issuer's (domain 2.2, A6). False or null: it stays in the wallet and cannot be used. */
  readonly breakage: boolean | null;
}

/** A merchant gave back all or part of what a spend paid: the value is in the lots it came from again, with their dates (domain 2.2, A3b). Of one spend never more comes back than was taken. */
export interface WalletReturned {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This return, named by a correction later. */
  readonly returnId: string;
  /** Spend that is returned, or the hold that was captured. */
  readonly spendId: string;
  /** Merchant that gives it back, the one that was paid. */
  readonly merchantId: string;
  /** Amount that came back, in fen: the sum of principal and bonus over lots. */
  readonly returnedFen: Fen;
  /** Amount of the spend that can still be returned after this, in fen. */
  readonly leftFen: Fen;
  /** What each lot got back, the lot that was taken from last first; principal and bonus by the running net use of the lot (domain 2.2, A3). */
  readonly lots: readonly LotTake[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** A spend slipped in between a loss report and the block of the card. It stands for the merchant, its value goes back to the lots it came from, and the issuer bears the loss (domain 2.2, A8). */
export interface WalletSpendAssumedByIssuer {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Spend whose loss is assumed. */
  readonly spendId: string;
  /** Card that was reported lost; crd_ and a ULID. */
  readonly cardId: string;
  /** Value given back to the wallet, in fen: the sum of principal and bonus over lots. */
  readonly amountFen: Fen;
  /** What goes back to each lot: the same takes as the spend, with the same dates of expiry. */
  readonly lots: readonly LotTake[];
  /** When the loss was reported, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly reportedAt: EpochMs;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** A merchant was paid from a wallet. With split tender allowed, less than was asked may be charged and the rest is named as due (domain 2.2, A4). */
export interface WalletSpent {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This spend, named by a return or a correction later. */
  readonly spendId: string;
  /** Card that opened the wallet; crd_ and a ULID. */
  readonly cardId: string;
  /** Merchant that is paid, or the counter inside a mall. */
  readonly merchantId: string;
  /** Terminal the card was used at; null if the till has none to name. */
  readonly terminalId: string | null;
  /** Amount the till asked for, in fen: chargedFen + dueFen. */
  readonly askedFen: Fen;
  /** Amount taken from the wallet, in fen: the sum of principal and bonus over lots. */
  readonly chargedFen: Fen;
  /** Amount left for another tender, in fen; 0 unless the programme allows split tender. */
  readonly dueFen: Fen;
  /** What each lot gave, in the order it was taken: earliest expiry first, of equal ones the oldest (domain 2.2, A3). */
  readonly lots: readonly LotTake[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
  /** What was bought, where the till left the discount to the ledger; the amounts sum to what was asked. Null where the till named an amount. */
  readonly items: readonly PricedItem[] | null;
}

/** Every event of topic ledger.wallet. */
export type WalletEvent =
  | { readonly type: 'WalletBreakageTaken'; readonly data: WalletBreakageTaken }
  | { readonly type: 'WalletCardActivated'; readonly data: WalletCardActivated }
  | { readonly type: 'WalletCardBlocked'; readonly data: WalletCardBlocked }
  | { readonly type: 'WalletExpiryNoticed'; readonly data: WalletExpiryNoticed }
  | { readonly type: 'WalletHeld'; readonly data: WalletHeld }
  | { readonly type: 'WalletHoldCaptured'; readonly data: WalletHoldCaptured }
  | { readonly type: 'WalletHoldReleased'; readonly data: WalletHoldReleased }
  | { readonly type: 'WalletOpened'; readonly data: WalletOpened }
  | { readonly type: 'WalletOpeningBalanceLoaded'; readonly data: WalletOpeningBalanceLoaded }
  | { readonly type: 'WalletPurseLoadReversed'; readonly data: WalletPurseLoadReversed }
  | { readonly type: 'WalletPurseLoaded'; readonly data: WalletPurseLoaded }
  | { readonly type: 'WalletRecharged'; readonly data: WalletRecharged }
  | { readonly type: 'WalletReturned'; readonly data: WalletReturned }
  | { readonly type: 'WalletSpendAssumedByIssuer'; readonly data: WalletSpendAssumedByIssuer }
  | { readonly type: 'WalletSpent'; readonly data: WalletSpent };

/** The schemas of topic ledger.wallet, compact JSON. */
export const WALLET_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'WalletBreakageTaken',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletBreakageTaken","namespace":"scrip.ledger","doc":"What was left of an expired lot became the issuer\'s (breakage, domain 2.2, A6).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"lotId","type":"string","doc":"Lot that had expired."},{"name":"expiredAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment the lot could not be used, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that was left, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that was left, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the lot was recharged under."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletCardActivated',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletCardActivated","namespace":"scrip.ledger","doc":"From now on this card opens the wallet.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"cardId","type":"string","doc":"Card that opens the wallet; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Sequence of that card under its number; older sequences are ignored afterwards."}]}',
  },
  {
    type: 'WalletCardBlocked',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletCardBlocked","namespace":"scrip.ledger","doc":"From now on this card no longer opens the wallet. Value in the wallet is untouched (domain 2.2).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"cardId","type":"string","doc":"Card that is blocked; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Sequence of that card under its number."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the cause was reported to cards, in milliseconds since 1970-01-01T00:00:00Z; spends logged after it and before this event are the issuer\'s (domain 2.2, A8)."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'reported_lost\'."}]}',
  },
  {
    type: 'WalletExpiryNoticed',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletExpiryNoticed","namespace":"scrip.ledger","doc":"It was time to tell the holder that a lot with value left will expire (domain 2.2: 30 and 7 days before its last usable day).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"lotId","type":"string","doc":"Lot that will expire."},{"name":"noticeAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"The notice that this is, in milliseconds since 1970-01-01T00:00:00Z: one of those its recharge named. Earlier ones that were missed are not told any more."},{"name":"expiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment the lot cannot be used, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"lastUsableDate","type":"string","doc":"Last business day the lot can be used, YYYY-MM-DD."},{"name":"leftFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in the lot now, principal and bonus together, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the lot was recharged under."}]}',
  },
  {
    type: 'WalletHeld',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHeld","namespace":"scrip.ledger","doc":"Value of a wallet was reserved for a merchant. It stays in the balance but cannot be spent otherwise until the hold is captured or released.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"holdId","type":"string","doc":"This hold."},{"name":"cardId","type":"string","doc":"Card that opened the wallet; crd_ and a ULID."},{"name":"merchantId","type":"string","doc":"Merchant the value is reserved for, or the counter inside a mall."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value reserved, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"heldAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the balance that is reserved by open holds after this event, in fen."},{"name":"items","type":["null",{"type":"array","items":{"type":"record","name":"PricedItem","doc":"Equal items as the till tagged them, and what is paid for them after the product\'s own discount (domain 2.2, A2).","fields":[{"name":"tagFen","type":{"type":"long","logicalType":"fen"},"doc":"Tag price of one item, in fen."},{"name":"count","type":"int","doc":"How many of them."},{"name":"payFen","type":{"type":"long","logicalType":"fen"},"doc":"Paid for all of them, in fen, rounded once, half up."}]}}],"default":null,"doc":"What was bought, where the till left the discount to the ledger; the amounts sum to what was asked. Null where the till named an amount."},{"name":"captureAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the hold is captured by itself unless it is settled before, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2, A5). Null: never."}]}',
  },
  {
    type: 'WalletHoldCaptured',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHoldCaptured","namespace":"scrip.ledger","doc":"A hold was settled: the merchant was paid all or part of it, and the rest is free again (domain 2.2, A5).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"holdId","type":"string","doc":"Hold that is closed by this."},{"name":"merchantId","type":"string","doc":"Merchant that is paid, the one the value was reserved for."},{"name":"capturedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount taken from the wallet, in fen: the sum of principal and bonus over lots."},{"name":"releasedFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the hold that is free again, in fen; 0 if all was captured."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave, in the order it was taken: earliest expiry first, of equal ones the oldest (domain 2.2, A3)."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"heldAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the balance that is reserved by open holds after this event, in fen."},{"name":"cause","type":["null","string"],"default":null,"doc":"Why, where nobody asked for it: \'capture_period_over\' (domain 2.2, A5). Null: the merchant asked."}]}',
  },
  {
    type: 'WalletHoldReleased',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHoldReleased","namespace":"scrip.ledger","doc":"A hold was given up and nothing was paid; the value can be spent again.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holdId","type":"string","doc":"Hold that is closed by this."},{"name":"releasedFen","type":{"type":"long","logicalType":"fen"},"doc":"Value that is free again, in fen: the whole hold."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'cancelled_by_merchant\'."},{"name":"heldAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the balance that is reserved by open holds after this event, in fen."}]}',
  },
  {
    type: 'WalletOpened',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletOpened","namespace":"scrip.ledger","doc":"The ledger opened a wallet for a card that was issued. It starts empty and with that card not yet active.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which card product of the programme document the wallet serves; its limits apply."},{"name":"cardId","type":"string","doc":"First card of the wallet; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Sequence of that card under its number, from 1."}]}',
  },
  {
    type: 'WalletOpeningBalanceLoaded',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletOpeningBalanceLoaded","namespace":"scrip.ledger","doc":"A balance was brought in from an older system as one new lot. Nothing was paid for it here: it stands against the opening balance of the books.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"lotId","type":"string","doc":"Lot the value was put in; made of the issuer and the reference."},{"name":"reference","type":"string","doc":"Name of the balance in the file it came with, unique within an issuer: it is loaded once."},{"name":"importId","type":"string","doc":"File, or part of one, that it came with; imp_ and 26 characters made of its idempotency key."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that was left in the older system, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that was left in the older system, in fen."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z. Null if it never does."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is told that the lot will expire, the first time first, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2). Null: not told."},{"name":"breakage","type":["null","boolean"],"default":null,"doc":"True: what is left of the lot when it expires becomes the issuer\'s (domain 2.2, A6). False or null: it stays in the wallet and cannot be used."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletPurseLoadReversed',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletPurseLoadReversed","namespace":"scrip.ledger","doc":"A load did not reach the purse: its value is in the lots it came from again, with their dates (domain 2.10, O4).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"purseId","type":"string","doc":"Purse on the card; prs_ and 26 characters made of card, enterprise and key epoch."},{"name":"loadId","type":"string","doc":"This load of the purse."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value that came back, in fen: the sum of principal and bonus over lots."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot got back."},{"name":"cause","type":"string","doc":"Why, in snake_case: \'next_record\' where the next record of the card showed that it has no such value, else what was said at the reversal."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletPurseLoaded',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletPurseLoaded","namespace":"scrip.ledger","doc":"Value left the wallet for the purse on a card: authorised, and in transit until the card has it (domain 2.10, O4).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"purseId","type":"string","doc":"Purse on the card; prs_ and 26 characters made of card, enterprise and key epoch."},{"name":"loadId","type":"string","doc":"This load of the purse."},{"name":"cardId","type":"string","doc":"Card that has the purse."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value that left, in fen: the sum of principal and bonus over lots."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave, in the order it was taken."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletRecharged',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletRecharged","namespace":"scrip.ledger","doc":"Value was paid into a wallet as one new lot: the principal that was paid and the programme\'s bonus on it. The till may hand out the card and the benefits once this event stands (domain 2.2, A1).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"rechargeId","type":"string","doc":"This recharge, named by an invoice or a correction later."},{"name":"lotId","type":"string","doc":"Lot the value was put in."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Money that was paid, in fen; the only part that is invoiced."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Value given on top by the issuer, in fen, cut to the fen; 0 if the programme gives none."},{"name":"tender","type":"string","doc":"How the principal was paid, such as \'cash\' or \'bank-card\'."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z: the end of its last usable business day (domain 2.2, A6). Null if it never does."},{"name":"gifts","type":["null",{"type":"array","items":{"type":"record","name":"RechargeGift","doc":"Something that a recharge gave besides value, such as free garments (domain 2.2, A1).","fields":[{"name":"giftKey","type":"string","doc":"Gift of the product in the programme document."},{"name":"count","type":"int","doc":"How many were given: those of the highest step reached."}]}}],"default":null,"doc":"What the recharge gave besides value; null where it gave nothing."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is told that the lot will expire, the first time first, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2). Null: not told."},{"name":"breakage","type":["null","boolean"],"default":null,"doc":"True: what is left of the lot when it expires becomes the issuer\'s (domain 2.2, A6). False or null: it stays in the wallet and cannot be used."}]}',
  },
  {
    type: 'WalletReturned',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletReturned","namespace":"scrip.ledger","doc":"A merchant gave back all or part of what a spend paid: the value is in the lots it came from again, with their dates (domain 2.2, A3b). Of one spend never more comes back than was taken.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"returnId","type":"string","doc":"This return, named by a correction later."},{"name":"spendId","type":"string","doc":"Spend that is returned, or the hold that was captured."},{"name":"merchantId","type":"string","doc":"Merchant that gives it back, the one that was paid."},{"name":"returnedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount that came back, in fen: the sum of principal and bonus over lots."},{"name":"leftFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount of the spend that can still be returned after this, in fen."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot got back, the lot that was taken from last first; principal and bonus by the running net use of the lot (domain 2.2, A3)."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletSpendAssumedByIssuer',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletSpendAssumedByIssuer","namespace":"scrip.ledger","doc":"A spend slipped in between a loss report and the block of the card. It stands for the merchant, its value goes back to the lots it came from, and the issuer bears the loss (domain 2.2, A8).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"spendId","type":"string","doc":"Spend whose loss is assumed."},{"name":"cardId","type":"string","doc":"Card that was reported lost; crd_ and a ULID."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value given back to the wallet, in fen: the sum of principal and bonus over lots."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What goes back to each lot: the same takes as the spend, with the same dates of expiry."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the loss was reported, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletSpent',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletSpent","namespace":"scrip.ledger","doc":"A merchant was paid from a wallet. With split tender allowed, less than was asked may be charged and the rest is named as due (domain 2.2, A4).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"spendId","type":"string","doc":"This spend, named by a return or a correction later."},{"name":"cardId","type":"string","doc":"Card that opened the wallet; crd_ and a ULID."},{"name":"merchantId","type":"string","doc":"Merchant that is paid, or the counter inside a mall."},{"name":"terminalId","type":["null","string"],"default":null,"doc":"Terminal the card was used at; null if the till has none to name."},{"name":"askedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount the till asked for, in fen: chargedFen + dueFen."},{"name":"chargedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount taken from the wallet, in fen: the sum of principal and bonus over lots."},{"name":"dueFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount left for another tender, in fen; 0 unless the programme allows split tender."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave, in the order it was taken: earliest expiry first, of equal ones the oldest (domain 2.2, A3)."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"items","type":["null",{"type":"array","items":{"type":"record","name":"PricedItem","doc":"Equal items as the till tagged them, and what is paid for them after the product\'s own discount (domain 2.2, A2).","fields":[{"name":"tagFen","type":{"type":"long","logicalType":"fen"},"doc":"Tag price of one item, in fen."},{"name":"count","type":"int","doc":"How many of them."},{"name":"payFen","type":{"type":"long","logicalType":"fen"},"doc":"Paid for all of them, in fen, rounded once, half up."}]}}],"default":null,"doc":"What was bought, where the till left the discount to the ledger; the amounts sum to what was asked. Null where the till named an amount."}]}',
  },
];
