// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3). */
export interface LotTake {
  /** Lot the value comes from. */
  readonly lotId: string;
  /** Principal taken from the lot, in fen. */
  readonly principalFen: Fen;
  /** Bonus taken from the lot, in fen. */
  readonly bonusFen: Fen;
}

/** A lot that came from another lot, with its kinds and its dates. */
export interface TransferredLot {
  /** The new lot. */
  readonly lotId: string;
  /** Lot of the other wallet that it came from. */
  readonly fromLotId: string;
  /** Principal that came, in fen. */
  readonly principalFen: Fen;
  /** Bonus that came, in fen. */
  readonly bonusFen: Fen;
  /** When it ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z, as the lot it came from. Null if it never does. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is still to be told that it will expire, in milliseconds since 1970-01-01T00:00:00Z. Null: not told. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** Whether what is left when it expires becomes the issuer's. */
  readonly breakage: boolean;
  /** Version of the programme the lot was recharged under. */
  readonly programmeVersion: number;
  /** Principal that counts as loaded into the new lot, in fen: more than came where the lot it came from was used. Null: as much as came. */
  readonly loadedPrincipalFen: Fen | null;
  /** Bonus that counts as loaded into the new lot, in fen. Null: as much as came. */
  readonly loadedBonusFen: Fen | null;
  /** Whether somebody paid for the lot it came from, so that it can be refunded (domain 3). Null: it is not known. */
  readonly recharged: boolean | null;
  /** Recharge that the value once came with; rch_ and a ULID. Null: none, or it is not known. */
  readonly rechargeId: string | null;
  /** When that recharge was paid, in milliseconds since 1970-01-01T00:00:00Z. Null: it is not known. */
  readonly rechargedAt: EpochMs | null;
}

/** Equal items as the till tagged them, and what is paid for them after the product's own discount (domain 2.2, A2). */
export interface PricedItem {
  /** Tag price of one item, in fen. */
  readonly tagFen: Fen;
  /** How many of them. */
  readonly count: number;
  /** Paid for all of them, in fen, rounded once, half up. */
  readonly payFen: Fen;
}

/** Something that a recharge gave besides value, such as free garments (domain 2.2, A1). */
export interface RechargeGift {
  /** Gift of the product in the programme document. */
  readonly giftKey: string;
  /** How many were given: those of the highest step reached. */
  readonly count: number;
}

/** How much of what was loaded into a lot goes along with what the lot gives, in the proportion of what it gives to what was left in it (domain 3). */
export interface LoadedShare {
  /** Lot the value comes from. */
  readonly lotId: string;
  /** Principal that counts as loaded into the new lot and no longer into this one, in fen. */
  readonly loadedPrincipalFen: Fen;
  /** Bonus that counts as loaded into the new lot and no longer into this one, in fen. */
  readonly loadedBonusFen: Fen;
}

/** The balance was corrected by hand: one person proposed it and another approved; or a compensation came into it that was granted so. */
export interface WalletAdjusted {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Adjustment that was approved; its own stream says who asked and why. Of a compensation: cmp_ and 26 characters, as notifications knows it. */
  readonly adjustmentId: string;
  /** 'credit': the wallet has more, as a lot of its own that does not expire; 'debit': it has less. */
  readonly direction: string;
  /** Lot of a credit. Null for a debit. */
  readonly lotId: string | null;
  /** Principal that came or went, in fen. */
  readonly principalFen: Fen;
  /** Bonus that came or went, in fen. */
  readonly bonusFen: Fen;
  /** What each lot gave; empty for a credit. */
  readonly lots: readonly LotTake[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
  /** Claim of the holder that the value pays, clm_ and 26 characters; null for a correction. */
  readonly claimId: string | null;
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
  /** Version of that card among those of the wallet: its sequence, as long as the number stays the same; older ones are ignored afterwards. */
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

/** A suspended card opens the wallet again. */
export interface WalletCardResumed {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Card this happened to; crd_ and a ULID. */
  readonly cardId: string;
  /** Version of that card among those of the wallet. */
  readonly cardSequence: number;
  /** Why, in snake_case, as cards said. */
  readonly reason: string;
}

/** From now on this card opens nothing, until it is resumed. Value in the wallet is untouched. */
export interface WalletCardSuspended {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Card this happened to; crd_ and a ULID. */
  readonly cardId: string;
  /** Version of that card among those of the wallet. */
  readonly cardSequence: number;
  /** Why, in snake_case, as cards said. */
  readonly reason: string;
}

/** A card that had been reported lost or stolen was found, and two persons let it be used again. What the issuer has borne since the report stays with the issuer. */
export interface WalletCardUnblocked {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Card this happened to; crd_ and a ULID. */
  readonly cardId: string;
  /** Version of that card among those of the wallet. */
  readonly cardSequence: number;
  /** The report that no longer counts, in milliseconds since 1970-01-01T00:00:00Z: news of it that come later block nothing. */
  readonly reportedAt: EpochMs;
  /** How the card stands from now on, as it did before the report: 'issued', 'active' or 'suspended'. */
  readonly state: string;
  /** Why, in snake_case, as cards said. */
  readonly reason: string;
}

/** This card opens nothing any more, for good: it was replaced, has expired or is void. Value in the wallet is untouched. */
export interface WalletCardVoided {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Card this happened to; crd_ and a ULID. */
  readonly cardId: string;
  /** Version of that card among those of the wallet. */
  readonly cardSequence: number;
  /** Why, in snake_case: 'replaced', 'expired', or as cards said. */
  readonly reason: string;
}

/** The card of a wallet was returned for good: what was left went back to the client that loaded it, with the deposit, and nothing opens the wallet any more (domain 2.4, C3). */
export interface WalletClosed {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** The credit of the client that this is the other half of; creditId of ClientCredited. */
  readonly creditId: string;
  /** Client that gets it, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly clientId: string;
  /** Principal that was left, in fen; the client gets it. */
  readonly principalFen: Fen;
  /** Bonus that was left, in fen; it was given and lapses. */
  readonly bonusFen: Fen;
  /** Deposit that is given back, in fen; 0 if none was taken. */
  readonly depositFen: Fen;
  /** What was left in each lot, oldest first; all of it is taken. */
  readonly lots: readonly LotTake[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, in fen: 0. */
  readonly balanceAfterFen: Fen;
}

/** A client's payment left a deposit for the card of a wallet. It is no value of the wallet and is given back when the card is returned (domain 2.4, C1). */
export interface WalletDepositTaken {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Client that paid it, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly clientId: string;
  /** Deposit taken, in fen. */
  readonly depositFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** The holder disputes a spend and has its amount back for the time being, as a lot of its own (provisional credit). */
export interface WalletDisputeOpened {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This dispute. */
  readonly disputeId: string;
  /** Spend that is disputed. */
  readonly spendId: string;
  /** Merchant that was paid. */
  readonly merchantId: string;
  /** Amount that is disputed and provisionally credited, in fen. */
  readonly amountFen: Fen;
  /** Lot of the provisional credit. */
  readonly lotId: string;
  /** What the holder says, such as not_received or not_mine; snake_case. */
  readonly cause: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
  /** The lots of the credit, the kinds and dates as they were spent; the first has lotId. Null: one lot of principal that does not expire. */
  readonly parts: readonly TransferredLot[] | null;
}

/** A dispute was decided: for the holder, who keeps the credit and the merchant gives it back; or for the merchant, and the credit is taken back as far as it is there. */
export interface WalletDisputeResolved {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Dispute that is decided. */
  readonly disputeId: string;
  /** Spend it was about. */
  readonly spendId: string;
  /** Merchant that had been paid. */
  readonly merchantId: string;
  /** 'holder' or 'merchant'. */
  readonly inFavourOf: string;
  /** Amount that was disputed, in fen. */
  readonly amountFen: Fen;
  /** Provisional credit that was taken back from the wallet, in fen; 0 if decided for the holder. */
  readonly takenBackFen: Fen;
  /** Provisional credit that had been spent and cannot be taken back, in fen; the issuer bears it. */
  readonly writtenOffFen: Fen;
  /** What each lot gave back; empty if decided for the holder. */
  readonly lots: readonly LotTake[];
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** It was time to tell the holder that the wallet will be dormant, which is frozen, unless the holder uses it before: 30 days ahead. */
export interface WalletDormancyNoticed {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** When its holder last used it, in milliseconds since 1970-01-01T00:00:00Z: of what the holder did with it the latest, or when the ledger came to know the wallet. */
  readonly lastUsedAt: EpochMs;
  /** After how many months without use a wallet of the product is dormant. */
  readonly dormantAfterMonths: number;
  /** First moment it is dormant, in milliseconds since 1970-01-01T00:00:00Z, if it is not used before. Later than the months say where the holder could not be told in time. */
  readonly dormantAt: EpochMs;
  /** Last business day on which it can be used, YYYY-MM-DD. */
  readonly lastUsableDate: string;
  /** Value left in the wallet now, principal and bonus together, in fen. */
  readonly balanceFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document in force then. */
  readonly programmeVersion: number;
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

/** The holder paid a fee of the programme, from the wallet or in another tender (domain 2.2: 10 for a replaced card). */
export interface WalletFeeCharged {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This fee, named by a correction later. */
  readonly feeId: string;
  /** What for: 'card_replacement' or 'lot_extension'. */
  readonly kind: string;
  /** Fee, in fen. */
  readonly amountFen: Fen;
  /** How it was paid, such as cash. Null: from the lots. */
  readonly tender: string | null;
  /** What each lot gave; empty where it was paid otherwise. */
  readonly lots: readonly LotTake[];
  /** Card or lot it was charged for. */
  readonly referenceId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** Nothing can be paid into or out of the wallet until it is unfrozen: its holder has died, it is dormant, or somebody with the right to do so asked for it. */
export interface WalletFrozen {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** 'deceased', 'dormant', 'court_order' or 'suspected_fraud'. */
  readonly cause: string;
  /** The paper behind it, by the issuer's own file number; no personal data. Null if there is none. */
  readonly reference: string | null;
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
  /** When the hold ends by itself unless it is settled before, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2, A5). Null: it does not. */
  readonly endsAt: EpochMs | null;
  /** How it then ends: 'capture' or 'release'. Null where it does not end by itself. */
  readonly endsBy: string | null;
  /** Who signed it, by the code of the issuer (domain 2.3, R2). Null where the product asks for no signature. */
  readonly signatoryId: string | null;
  /** The verified PIN that authorised it: id of the fact PinVerified of cards (domain 2.2). Null where the product asks for none. */
  readonly authorisationId: string | null;
  /** The signed slip, by its number in the merchant's own files (domain 2.2). Null: none was named. */
  readonly slipSignature: string | null;
  /** Booking that this hold belongs to, by the merchant's own number (domain 2.3). Null: none was named. */
  readonly bookingId: string | null;
}

/** A till took a hold back by its key before it had arrived: it is refused when it comes. */
export interface WalletHoldBarred {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Hold that will never be; made of its key, so that it has its id before it arrives. */
  readonly holdId: string;
  /** Why, such as answer_lost; snake_case. */
  readonly reason: string;
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
  /** Why, where nobody asked for it: 'hold_period_over' (domain 2.2, A5). Null: the merchant asked. */
  readonly cause: string | null;
  /** The signed slip, as it was named when the value was held (domain 2.2). Null: none was named. */
  readonly slipSignature: string | null;
  /** Booking, as it was named when the value was held (domain 2.3). Null: none was named. */
  readonly bookingId: string | null;
}

/** More value was reserved by an open hold (incremental authorisation). */
export interface WalletHoldIncreased {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Hold that grew. */
  readonly holdId: string;
  /** Value reserved on top, in fen. */
  readonly addedFen: Fen;
  /** Value the hold reserves now, in fen. */
  readonly amountAfterFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
  /** Part of the balance that is reserved by open holds after this event, in fen. */
  readonly heldAfterFen: Fen;
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

/** The holder of this wallet turned out to be the same person as another, who stays: from now on the wallet is that one's. */
export interface WalletHolderMerged {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to from now on; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Holder it belonged to until now; hld_ and a ULID. */
  readonly formerHolderId: string;
  /** The merge in cards; hmg_ and a ULID. */
  readonly mergeId: string;
}

/** The bearer card of this wallet was registered: from now on the wallet belongs to a holder. */
export interface WalletHolderRegistered {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** What the wallet named in the place of a holder until now; brr_ and a ULID. */
  readonly bearerId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
}

/** A lot that has expired, or soon will, can be used longer, as the programme allows (domain 3: a lapsed card with value left can be extended). */
export interface WalletLotExtended {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Lot that is extended. */
  readonly lotId: string;
  /** When it would have ceased, or had ceased, to be usable, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly fromExpiresAt: EpochMs;
  /** When it now ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: EpochMs;
  /** When the holder is told of the new expiry, the first time first, in milliseconds since 1970-01-01T00:00:00Z. Null: not told. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** Value left in the lot, in fen. */
  readonly leftFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** What had become the issuer's of a lapsed lot (breakage) is in the lot again, which is extended with it (domain 3: a lapsed card with value left can be extended). */
export interface WalletLotReactivated {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Lot that had lapsed. */
  readonly lotId: string;
  /** First moment the lot could not be used when its breakage was taken, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiredAt: EpochMs;
  /** Principal that is in the lot again, in fen. */
  readonly principalFen: Fen;
  /** Bonus that is in the lot again, in fen. */
  readonly bonusFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** The ledger opened a wallet for a card that was issued. It starts empty and with that card not yet active. */
export interface WalletOpened {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. Of a bearer card, brr_ and a ULID that stand for whoever has it; WalletHolderRegistered then names the holder. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which card product of the programme document the wallet serves; its limits apply. */
  readonly productKey: string;
  /** First card of the wallet; crd_ and a ULID. */
  readonly cardId: string;
  /** Version of that card among those of the wallet, from 1: its sequence, as long as the number stays the same. */
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
  /** What had been paid for it in the older system, in fen; a refund goes by it (domain 3). Null: the principal that was left. */
  readonly paidFen: Fen | null;
  /** Bonus that had been given with it, in fen. Null: the bonus that was left. */
  readonly givenFen: Fen | null;
  /** When it had been paid, in milliseconds since 1970-01-01T00:00:00Z. Null: it is not known. */
  readonly rechargedAt: EpochMs | null;
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

/** A recharge was taken back by its own key before any of it was used: the lot and its bonus are gone, the payer has the money again. Of a recharge that had not arrived it says that it never will: it is refused when it comes. */
export interface WalletRechargeVoided {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Recharge that is void; made of its key. */
  readonly rechargeId: string;
  /** Lot it had loaded. Null if the recharge had not arrived. */
  readonly lotId: string | null;
  /** Principal that was taken out again and given back to the payer, in fen; 0 if the recharge had not arrived. */
  readonly principalFen: Fen;
  /** Bonus that was taken out again, in fen. */
  readonly bonusFen: Fen;
  /** How it had been paid, and is given back. Null if the recharge had not arrived. */
  readonly tender: string | null;
  /** Why, such as answer_lost or cashier_error; snake_case. */
  readonly reason: string;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
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
  /** Client whose payment this is a part of, the issuer's own code of [A-Za-z0-9_.-]{1,64} (domain 2.4); null where it was paid in for itself. */
  readonly clientId: string | null;
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

/** A lot was paid back to its holder and is empty (domain 3, judicial interpretation 2025 No. 4; domain 2.2 has none). */
export interface WalletRefunded {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This refund. */
  readonly refundId: string;
  /** Lot that is refunded. */
  readonly lotId: string;
  /** Why, and so how what was used is valued: 'issuer' (at the discounted price, paid / (paid + bonus)), 'holder' (at the undiscounted price), 'withdrawal' (within 7 days of the recharge, nothing used: all that was paid). */
  readonly cause: string;
  /** What had been paid for the lot, in fen. */
  readonly paidFen: Fen;
  /** What had been used of the lot, principal and bonus together, in fen. */
  readonly usedFen: Fen;
  /** What that is worth by the cause, in fen, rounded once, half up. */
  readonly usedWorthFen: Fen;
  /** Paid back, in fen: paid less worth, never below zero, never more than was paid. */
  readonly refundedFen: Fen;
  /** Principal that left the lot, in fen. */
  readonly principalFen: Fen;
  /** Bonus that left the lot, in fen; it is void. */
  readonly bonusFen: Fen;
  /** Where to: 'cash' or 'same-name-account'. */
  readonly payTo: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
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

/** Somebody may sign spends of the wallet from now on (domain 2.3). */
export interface WalletSignatoryNamed {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** The issuer's own code of the person; the name is in the vault of cards. */
  readonly signatoryId: string;
  /** 'writing': for good; 'phone': until it is confirmed in writing, or lapses. */
  readonly by: string;
  /** First moment it is not valid any more unless confirmed in writing before, in milliseconds since 1970-01-01T00:00:00Z (domain 2.3, R4). Null: it does not lapse. */
  readonly lapsesAt: EpochMs | null;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Somebody may not sign spends of the wallet any more. */
export interface WalletSignatoryRemoved {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** The issuer's own code of the person. */
  readonly signatoryId: string;
  /** 'writing': for good; 'phone': until the removal is confirmed in writing, or lapses. Null: in writing. */
  readonly by: string | null;
  /** First moment the person may sign again unless the removal is confirmed in writing before, in milliseconds since 1970-01-01T00:00:00Z (domain 2.3, R4). Null: never. */
  readonly lapsesAt: EpochMs | null;
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

/** A till took a spend back by the spend's own key: the value is in the lots it came from again. Of a spend that had not arrived it says that it never will: it is refused when it comes. */
export interface WalletSpendVoided {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Spend that is void; made of its key, so that it has its id before it arrives. */
  readonly spendId: string;
  /** Merchant that had been paid. Null if the spend had not arrived. */
  readonly merchantId: string | null;
  /** Amount that came back, in fen; 0 if the spend had not arrived. */
  readonly voidedFen: Fen;
  /** What each lot got back, the lot that was taken from last first; empty if the spend had not arrived. */
  readonly lots: readonly LotTake[];
  /** Why, such as answer_lost or cashier_error; snake_case. */
  readonly reason: string;
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
  /** Who signed it, by the code of the issuer (domain 2.3, R2). Null where the product asks for no signature. */
  readonly signatoryId: string | null;
  /** The verified PIN that authorised it: id of the fact PinVerified of cards (domain 2.2). Null where the product asks for none. */
  readonly authorisationId: string | null;
  /** The signed slip, by its number in the merchant's own files (domain 2.2). Null: none was named. */
  readonly slipSignature: string | null;
  /** Booking that this spend belongs to, by the merchant's own number (domain 2.3). Null: none was named. */
  readonly bookingId: string | null;
}

/** Value came from another wallet of the same holder; each part is a lot of its own with the dates of the lot it came from. */
export interface WalletTransferReceived {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This transfer; the other wallet has WalletTransferSent with the same. */
  readonly transferId: string;
  /** Wallet it came from; wal_ and a ULID. */
  readonly fromWalletId: string;
  /** Amount that came, in fen. */
  readonly amountFen: Fen;
  /** The lots it became, in the order they were taken. */
  readonly parts: readonly TransferredLot[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** Value went to another wallet of the same holder, with its lots' kinds and dates. */
export interface WalletTransferSent {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** This transfer; the other wallet has WalletTransferReceived with the same. */
  readonly transferId: string;
  /** Wallet it went to; wal_ and a ULID. */
  readonly toWalletId: string;
  /** Amount that went, in fen: the sum of principal and bonus over lots. */
  readonly amountFen: Fen;
  /** What each lot gave. */
  readonly lots: readonly LotTake[];
  /** What went along of what was loaded, for each lot in the order of lots. Null: as much as the lot gave, since older facts leave what was used with the rest. */
  readonly loaded: readonly LoadedShare[] | null;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held. */
  readonly balanceAfterFen: Fen;
}

/** The wallet can be used again. */
export interface WalletUnfrozen {
  /** Wallet (the domain's account) this happened to; wal_ and a ULID; also the stream id. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** What it had been frozen for. */
  readonly cause: string;
  /** The paper behind it, by the issuer's own file number; no personal data. Null if there is none. */
  readonly reference: string | null;
}

/** Every event of topic ledger.wallet. */
export type WalletEvent =
  | { readonly type: 'WalletAdjusted'; readonly data: WalletAdjusted }
  | { readonly type: 'WalletBreakageTaken'; readonly data: WalletBreakageTaken }
  | { readonly type: 'WalletCardActivated'; readonly data: WalletCardActivated }
  | { readonly type: 'WalletCardBlocked'; readonly data: WalletCardBlocked }
  | { readonly type: 'WalletCardResumed'; readonly data: WalletCardResumed }
  | { readonly type: 'WalletCardSuspended'; readonly data: WalletCardSuspended }
  | { readonly type: 'WalletCardUnblocked'; readonly data: WalletCardUnblocked }
  | { readonly type: 'WalletCardVoided'; readonly data: WalletCardVoided }
  | { readonly type: 'WalletClosed'; readonly data: WalletClosed }
  | { readonly type: 'WalletDepositTaken'; readonly data: WalletDepositTaken }
  | { readonly type: 'WalletDisputeOpened'; readonly data: WalletDisputeOpened }
  | { readonly type: 'WalletDisputeResolved'; readonly data: WalletDisputeResolved }
  | { readonly type: 'WalletDormancyNoticed'; readonly data: WalletDormancyNoticed }
  | { readonly type: 'WalletExpiryNoticed'; readonly data: WalletExpiryNoticed }
  | { readonly type: 'WalletFeeCharged'; readonly data: WalletFeeCharged }
  | { readonly type: 'WalletFrozen'; readonly data: WalletFrozen }
  | { readonly type: 'WalletHeld'; readonly data: WalletHeld }
  | { readonly type: 'WalletHoldBarred'; readonly data: WalletHoldBarred }
  | { readonly type: 'WalletHoldCaptured'; readonly data: WalletHoldCaptured }
  | { readonly type: 'WalletHoldIncreased'; readonly data: WalletHoldIncreased }
  | { readonly type: 'WalletHoldReleased'; readonly data: WalletHoldReleased }
  | { readonly type: 'WalletHolderMerged'; readonly data: WalletHolderMerged }
  | { readonly type: 'WalletHolderRegistered'; readonly data: WalletHolderRegistered }
  | { readonly type: 'WalletLotExtended'; readonly data: WalletLotExtended }
  | { readonly type: 'WalletLotReactivated'; readonly data: WalletLotReactivated }
  | { readonly type: 'WalletOpened'; readonly data: WalletOpened }
  | { readonly type: 'WalletOpeningBalanceLoaded'; readonly data: WalletOpeningBalanceLoaded }
  | { readonly type: 'WalletPurseLoadReversed'; readonly data: WalletPurseLoadReversed }
  | { readonly type: 'WalletPurseLoaded'; readonly data: WalletPurseLoaded }
  | { readonly type: 'WalletRechargeVoided'; readonly data: WalletRechargeVoided }
  | { readonly type: 'WalletRecharged'; readonly data: WalletRecharged }
  | { readonly type: 'WalletRefunded'; readonly data: WalletRefunded }
  | { readonly type: 'WalletReturned'; readonly data: WalletReturned }
  | { readonly type: 'WalletSignatoryNamed'; readonly data: WalletSignatoryNamed }
  | { readonly type: 'WalletSignatoryRemoved'; readonly data: WalletSignatoryRemoved }
  | { readonly type: 'WalletSpendAssumedByIssuer'; readonly data: WalletSpendAssumedByIssuer }
  | { readonly type: 'WalletSpendVoided'; readonly data: WalletSpendVoided }
  | { readonly type: 'WalletSpent'; readonly data: WalletSpent }
  | { readonly type: 'WalletTransferReceived'; readonly data: WalletTransferReceived }
  | { readonly type: 'WalletTransferSent'; readonly data: WalletTransferSent }
  | { readonly type: 'WalletUnfrozen'; readonly data: WalletUnfrozen };

/** The schemas of topic ledger.wallet, compact JSON. */
export const WALLET_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'WalletAdjusted',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletAdjusted","namespace":"scrip.ledger","doc":"The balance was corrected by hand: one person proposed it and another approved; or a compensation came into it that was granted so.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"adjustmentId","type":"string","doc":"Adjustment that was approved; its own stream says who asked and why. Of a compensation: cmp_ and 26 characters, as notifications knows it."},{"name":"direction","type":"string","doc":"\'credit\': the wallet has more, as a lot of its own that does not expire; \'debit\': it has less."},{"name":"lotId","type":["null","string"],"default":null,"doc":"Lot of a credit. Null for a debit."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that came or went, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that came or went, in fen."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave; empty for a credit."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"claimId","type":["null","string"],"default":null,"doc":"Claim of the holder that the value pays, clm_ and 26 characters; null for a correction."}]}',
  },
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
    text: '{"type":"record","name":"WalletCardActivated","namespace":"scrip.ledger","doc":"From now on this card opens the wallet.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"cardId","type":"string","doc":"Card that opens the wallet; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Version of that card among those of the wallet: its sequence, as long as the number stays the same; older ones are ignored afterwards."}]}',
  },
  {
    type: 'WalletCardBlocked',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletCardBlocked","namespace":"scrip.ledger","doc":"From now on this card no longer opens the wallet. Value in the wallet is untouched (domain 2.2).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"cardId","type":"string","doc":"Card that is blocked; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Sequence of that card under its number."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the cause was reported to cards, in milliseconds since 1970-01-01T00:00:00Z; spends logged after it and before this event are the issuer\'s (domain 2.2, A8)."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'reported_lost\'."}]}',
  },
  {
    type: 'WalletCardResumed',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletCardResumed","namespace":"scrip.ledger","doc":"A suspended card opens the wallet again.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Version of that card among those of the wallet."},{"name":"reason","type":"string","doc":"Why, in snake_case, as cards said."}]}',
  },
  {
    type: 'WalletCardSuspended',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletCardSuspended","namespace":"scrip.ledger","doc":"From now on this card opens nothing, until it is resumed. Value in the wallet is untouched.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Version of that card among those of the wallet."},{"name":"reason","type":"string","doc":"Why, in snake_case, as cards said."}]}',
  },
  {
    type: 'WalletCardUnblocked',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletCardUnblocked","namespace":"scrip.ledger","doc":"A card that had been reported lost or stolen was found, and two persons let it be used again. What the issuer has borne since the report stays with the issuer.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Version of that card among those of the wallet."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"The report that no longer counts, in milliseconds since 1970-01-01T00:00:00Z: news of it that come later block nothing."},{"name":"state","type":"string","doc":"How the card stands from now on, as it did before the report: \'issued\', \'active\' or \'suspended\'."},{"name":"reason","type":"string","doc":"Why, in snake_case, as cards said."}]}',
  },
  {
    type: 'WalletCardVoided',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletCardVoided","namespace":"scrip.ledger","doc":"This card opens nothing any more, for good: it was replaced, has expired or is void. Value in the wallet is untouched.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"cardId","type":"string","doc":"Card this happened to; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Version of that card among those of the wallet."},{"name":"reason","type":"string","doc":"Why, in snake_case: \'replaced\', \'expired\', or as cards said."}]}',
  },
  {
    type: 'WalletClosed',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletClosed","namespace":"scrip.ledger","doc":"The card of a wallet was returned for good: what was left went back to the client that loaded it, with the deposit, and nothing opens the wallet any more (domain 2.4, C3).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"creditId","type":"string","doc":"The credit of the client that this is the other half of; creditId of ClientCredited."},{"name":"clientId","type":"string","doc":"Client that gets it, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that was left, in fen; the client gets it."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that was left, in fen; it was given and lapses."},{"name":"depositFen","type":{"type":"long","logicalType":"fen"},"doc":"Deposit that is given back, in fen; 0 if none was taken."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What was left in each lot, oldest first; all of it is taken."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, in fen: 0."}]}',
  },
  {
    type: 'WalletDepositTaken',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletDepositTaken","namespace":"scrip.ledger","doc":"A client\'s payment left a deposit for the card of a wallet. It is no value of the wallet and is given back when the card is returned (domain 2.4, C1).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"clientId","type":"string","doc":"Client that paid it, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"depositFen","type":{"type":"long","logicalType":"fen"},"doc":"Deposit taken, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'WalletDisputeOpened',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletDisputeOpened","namespace":"scrip.ledger","doc":"The holder disputes a spend and has its amount back for the time being, as a lot of its own (provisional credit).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"disputeId","type":"string","doc":"This dispute."},{"name":"spendId","type":"string","doc":"Spend that is disputed."},{"name":"merchantId","type":"string","doc":"Merchant that was paid."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount that is disputed and provisionally credited, in fen."},{"name":"lotId","type":"string","doc":"Lot of the provisional credit."},{"name":"cause","type":"string","doc":"What the holder says, such as not_received or not_mine; snake_case."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"parts","type":["null",{"type":"array","items":{"type":"record","name":"TransferredLot","doc":"A lot that came from another lot, with its kinds and its dates.","fields":[{"name":"lotId","type":"string","doc":"The new lot."},{"name":"fromLotId","type":"string","doc":"Lot of the other wallet that it came from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that came, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that came, in fen."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When it ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z, as the lot it came from. Null if it never does."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told that it will expire, in milliseconds since 1970-01-01T00:00:00Z. Null: not told."},{"name":"breakage","type":"boolean","doc":"Whether what is left when it expires becomes the issuer\'s."},{"name":"programmeVersion","type":"int","doc":"Version of the programme the lot was recharged under."},{"name":"loadedPrincipalFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Principal that counts as loaded into the new lot, in fen: more than came where the lot it came from was used. Null: as much as came."},{"name":"loadedBonusFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Bonus that counts as loaded into the new lot, in fen. Null: as much as came."},{"name":"recharged","type":["null","boolean"],"default":null,"doc":"Whether somebody paid for the lot it came from, so that it can be refunded (domain 3). Null: it is not known."},{"name":"rechargeId","type":["null","string"],"default":null,"doc":"Recharge that the value once came with; rch_ and a ULID. Null: none, or it is not known."},{"name":"rechargedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When that recharge was paid, in milliseconds since 1970-01-01T00:00:00Z. Null: it is not known."}]}}],"default":null,"doc":"The lots of the credit, the kinds and dates as they were spent; the first has lotId. Null: one lot of principal that does not expire."}]}',
  },
  {
    type: 'WalletDisputeResolved',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletDisputeResolved","namespace":"scrip.ledger","doc":"A dispute was decided: for the holder, who keeps the credit and the merchant gives it back; or for the merchant, and the credit is taken back as far as it is there.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"disputeId","type":"string","doc":"Dispute that is decided."},{"name":"spendId","type":"string","doc":"Spend it was about."},{"name":"merchantId","type":"string","doc":"Merchant that had been paid."},{"name":"inFavourOf","type":"string","doc":"\'holder\' or \'merchant\'."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount that was disputed, in fen."},{"name":"takenBackFen","type":{"type":"long","logicalType":"fen"},"doc":"Provisional credit that was taken back from the wallet, in fen; 0 if decided for the holder."},{"name":"writtenOffFen","type":{"type":"long","logicalType":"fen"},"doc":"Provisional credit that had been spent and cannot be taken back, in fen; the issuer bears it."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave back; empty if decided for the holder."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletDormancyNoticed',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletDormancyNoticed","namespace":"scrip.ledger","doc":"It was time to tell the holder that the wallet will be dormant, which is frozen, unless the holder uses it before: 30 days ahead.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"lastUsedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When its holder last used it, in milliseconds since 1970-01-01T00:00:00Z: of what the holder did with it the latest, or when the ledger came to know the wallet."},{"name":"dormantAfterMonths","type":"int","doc":"After how many months without use a wallet of the product is dormant."},{"name":"dormantAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment it is dormant, in milliseconds since 1970-01-01T00:00:00Z, if it is not used before. Later than the months say where the holder could not be told in time."},{"name":"lastUsableDate","type":"string","doc":"Last business day on which it can be used, YYYY-MM-DD."},{"name":"balanceFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in the wallet now, principal and bonus together, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document in force then."}]}',
  },
  {
    type: 'WalletExpiryNoticed',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletExpiryNoticed","namespace":"scrip.ledger","doc":"It was time to tell the holder that a lot with value left will expire (domain 2.2: 30 and 7 days before its last usable day).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"lotId","type":"string","doc":"Lot that will expire."},{"name":"noticeAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"The notice that this is, in milliseconds since 1970-01-01T00:00:00Z: one of those its recharge named. Earlier ones that were missed are not told any more."},{"name":"expiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment the lot cannot be used, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"lastUsableDate","type":"string","doc":"Last business day the lot can be used, YYYY-MM-DD."},{"name":"leftFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in the lot now, principal and bonus together, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the lot was recharged under."}]}',
  },
  {
    type: 'WalletFeeCharged',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletFeeCharged","namespace":"scrip.ledger","doc":"The holder paid a fee of the programme, from the wallet or in another tender (domain 2.2: 10 for a replaced card).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"feeId","type":"string","doc":"This fee, named by a correction later."},{"name":"kind","type":"string","doc":"What for: \'card_replacement\' or \'lot_extension\'."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Fee, in fen."},{"name":"tender","type":["null","string"],"default":null,"doc":"How it was paid, such as cash. Null: from the lots."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave; empty where it was paid otherwise."},{"name":"referenceId","type":"string","doc":"Card or lot it was charged for."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletFrozen',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletFrozen","namespace":"scrip.ledger","doc":"Nothing can be paid into or out of the wallet until it is unfrozen: its holder has died, it is dormant, or somebody with the right to do so asked for it.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"cause","type":"string","doc":"\'deceased\', \'dormant\', \'court_order\' or \'suspected_fraud\'."},{"name":"reference","type":["null","string"],"default":null,"doc":"The paper behind it, by the issuer\'s own file number; no personal data. Null if there is none."}]}',
  },
  {
    type: 'WalletHeld',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHeld","namespace":"scrip.ledger","doc":"Value of a wallet was reserved for a merchant. It stays in the balance but cannot be spent otherwise until the hold is captured or released.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"holdId","type":"string","doc":"This hold."},{"name":"cardId","type":"string","doc":"Card that opened the wallet; crd_ and a ULID."},{"name":"merchantId","type":"string","doc":"Merchant the value is reserved for, or the counter inside a mall."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value reserved, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"heldAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the balance that is reserved by open holds after this event, in fen."},{"name":"items","type":["null",{"type":"array","items":{"type":"record","name":"PricedItem","doc":"Equal items as the till tagged them, and what is paid for them after the product\'s own discount (domain 2.2, A2).","fields":[{"name":"tagFen","type":{"type":"long","logicalType":"fen"},"doc":"Tag price of one item, in fen."},{"name":"count","type":"int","doc":"How many of them."},{"name":"payFen","type":{"type":"long","logicalType":"fen"},"doc":"Paid for all of them, in fen, rounded once, half up."}]}}],"default":null,"doc":"What was bought, where the till left the discount to the ledger; the amounts sum to what was asked. Null where the till named an amount."},{"name":"endsAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the hold ends by itself unless it is settled before, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2, A5). Null: it does not."},{"name":"endsBy","type":["null","string"],"default":null,"doc":"How it then ends: \'capture\' or \'release\'. Null where it does not end by itself."},{"name":"signatoryId","type":["null","string"],"default":null,"doc":"Who signed it, by the code of the issuer (domain 2.3, R2). Null where the product asks for no signature."},{"name":"authorisationId","type":["null","string"],"default":null,"doc":"The verified PIN that authorised it: id of the fact PinVerified of cards (domain 2.2). Null where the product asks for none."},{"name":"slipSignature","type":["null","string"],"default":null,"doc":"The signed slip, by its number in the merchant\'s own files (domain 2.2). Null: none was named."},{"name":"bookingId","type":["null","string"],"default":null,"doc":"Booking that this hold belongs to, by the merchant\'s own number (domain 2.3). Null: none was named."}]}',
  },
  {
    type: 'WalletHoldBarred',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHoldBarred","namespace":"scrip.ledger","doc":"A till took a hold back by its key before it had arrived: it is refused when it comes.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"holdId","type":"string","doc":"Hold that will never be; made of its key, so that it has its id before it arrives."},{"name":"reason","type":"string","doc":"Why, such as answer_lost; snake_case."}]}',
  },
  {
    type: 'WalletHoldCaptured',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHoldCaptured","namespace":"scrip.ledger","doc":"A hold was settled: the merchant was paid all or part of it, and the rest is free again (domain 2.2, A5).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"holdId","type":"string","doc":"Hold that is closed by this."},{"name":"merchantId","type":"string","doc":"Merchant that is paid, the one the value was reserved for."},{"name":"capturedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount taken from the wallet, in fen: the sum of principal and bonus over lots."},{"name":"releasedFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the hold that is free again, in fen; 0 if all was captured."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave, in the order it was taken: earliest expiry first, of equal ones the oldest (domain 2.2, A3)."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"heldAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the balance that is reserved by open holds after this event, in fen."},{"name":"cause","type":["null","string"],"default":null,"doc":"Why, where nobody asked for it: \'hold_period_over\' (domain 2.2, A5). Null: the merchant asked."},{"name":"slipSignature","type":["null","string"],"default":null,"doc":"The signed slip, as it was named when the value was held (domain 2.2). Null: none was named."},{"name":"bookingId","type":["null","string"],"default":null,"doc":"Booking, as it was named when the value was held (domain 2.3). Null: none was named."}]}',
  },
  {
    type: 'WalletHoldIncreased',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHoldIncreased","namespace":"scrip.ledger","doc":"More value was reserved by an open hold (incremental authorisation).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"holdId","type":"string","doc":"Hold that grew."},{"name":"addedFen","type":{"type":"long","logicalType":"fen"},"doc":"Value reserved on top, in fen."},{"name":"amountAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value the hold reserves now, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"heldAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the balance that is reserved by open holds after this event, in fen."}]}',
  },
  {
    type: 'WalletHoldReleased',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHoldReleased","namespace":"scrip.ledger","doc":"A hold was given up and nothing was paid; the value can be spent again.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holdId","type":"string","doc":"Hold that is closed by this."},{"name":"releasedFen","type":{"type":"long","logicalType":"fen"},"doc":"Value that is free again, in fen: the whole hold."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'cancelled_by_merchant\'."},{"name":"heldAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Part of the balance that is reserved by open holds after this event, in fen."}]}',
  },
  {
    type: 'WalletHolderMerged',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHolderMerged","namespace":"scrip.ledger","doc":"The holder of this wallet turned out to be the same person as another, who stays: from now on the wallet is that one\'s.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to from now on; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"formerHolderId","type":"string","doc":"Holder it belonged to until now; hld_ and a ULID."},{"name":"mergeId","type":"string","doc":"The merge in cards; hmg_ and a ULID."}]}',
  },
  {
    type: 'WalletHolderRegistered',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletHolderRegistered","namespace":"scrip.ledger","doc":"The bearer card of this wallet was registered: from now on the wallet belongs to a holder.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"bearerId","type":"string","doc":"What the wallet named in the place of a holder until now; brr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."}]}',
  },
  {
    type: 'WalletLotExtended',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletLotExtended","namespace":"scrip.ledger","doc":"A lot that has expired, or soon will, can be used longer, as the programme allows (domain 3: a lapsed card with value left can be extended).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"lotId","type":"string","doc":"Lot that is extended."},{"name":"fromExpiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it would have ceased, or had ceased, to be usable, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"expiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it now ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is told of the new expiry, the first time first, in milliseconds since 1970-01-01T00:00:00Z. Null: not told."},{"name":"leftFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in the lot, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'WalletLotReactivated',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletLotReactivated","namespace":"scrip.ledger","doc":"What had become the issuer\'s of a lapsed lot (breakage) is in the lot again, which is extended with it (domain 3: a lapsed card with value left can be extended).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"lotId","type":"string","doc":"Lot that had lapsed."},{"name":"expiredAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment the lot could not be used when its breakage was taken, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that is in the lot again, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that is in the lot again, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletOpened',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletOpened","namespace":"scrip.ledger","doc":"The ledger opened a wallet for a card that was issued. It starts empty and with that card not yet active.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. Of a bearer card, brr_ and a ULID that stand for whoever has it; WalletHolderRegistered then names the holder."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which card product of the programme document the wallet serves; its limits apply."},{"name":"cardId","type":"string","doc":"First card of the wallet; crd_ and a ULID."},{"name":"cardSequence","type":"int","doc":"Version of that card among those of the wallet, from 1: its sequence, as long as the number stays the same."}]}',
  },
  {
    type: 'WalletOpeningBalanceLoaded',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletOpeningBalanceLoaded","namespace":"scrip.ledger","doc":"A balance was brought in from an older system as one new lot. Nothing was paid for it here: it stands against the opening balance of the books.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"lotId","type":"string","doc":"Lot the value was put in; made of the issuer and the reference."},{"name":"reference","type":"string","doc":"Name of the balance in the file it came with, unique within an issuer: it is loaded once."},{"name":"importId","type":"string","doc":"File, or part of one, that it came with; imp_ and 26 characters made of its idempotency key."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that was left in the older system, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that was left in the older system, in fen."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z. Null if it never does."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is told that the lot will expire, the first time first, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2). Null: not told."},{"name":"breakage","type":["null","boolean"],"default":null,"doc":"True: what is left of the lot when it expires becomes the issuer\'s (domain 2.2, A6). False or null: it stays in the wallet and cannot be used."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"paidFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What had been paid for it in the older system, in fen; a refund goes by it (domain 3). Null: the principal that was left."},{"name":"givenFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Bonus that had been given with it, in fen. Null: the bonus that was left."},{"name":"rechargedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When it had been paid, in milliseconds since 1970-01-01T00:00:00Z. Null: it is not known."}]}',
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
    type: 'WalletRechargeVoided',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletRechargeVoided","namespace":"scrip.ledger","doc":"A recharge was taken back by its own key before any of it was used: the lot and its bonus are gone, the payer has the money again. Of a recharge that had not arrived it says that it never will: it is refused when it comes.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"rechargeId","type":"string","doc":"Recharge that is void; made of its key."},{"name":"lotId","type":["null","string"],"default":null,"doc":"Lot it had loaded. Null if the recharge had not arrived."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that was taken out again and given back to the payer, in fen; 0 if the recharge had not arrived."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that was taken out again, in fen."},{"name":"tender","type":["null","string"],"default":null,"doc":"How it had been paid, and is given back. Null if the recharge had not arrived."},{"name":"reason","type":"string","doc":"Why, such as answer_lost or cashier_error; snake_case."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletRecharged',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletRecharged","namespace":"scrip.ledger","doc":"Value was paid into a wallet as one new lot: the principal that was paid and the programme\'s bonus on it. The till may hand out the card and the benefits once this event stands (domain 2.2, A1).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"rechargeId","type":"string","doc":"This recharge, named by an invoice or a correction later."},{"name":"lotId","type":"string","doc":"Lot the value was put in."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Money that was paid, in fen; the only part that is invoiced."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Value given on top by the issuer, in fen, cut to the fen; 0 if the programme gives none."},{"name":"tender","type":"string","doc":"How the principal was paid, such as \'cash\' or \'bank-card\'."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z: the end of its last usable business day (domain 2.2, A6). Null if it never does."},{"name":"gifts","type":["null",{"type":"array","items":{"type":"record","name":"RechargeGift","doc":"Something that a recharge gave besides value, such as free garments (domain 2.2, A1).","fields":[{"name":"giftKey","type":"string","doc":"Gift of the product in the programme document."},{"name":"count","type":"int","doc":"How many were given: those of the highest step reached."}]}}],"default":null,"doc":"What the recharge gave besides value; null where it gave nothing."},{"name":"clientId","type":["null","string"],"default":null,"doc":"Client whose payment this is a part of, the issuer\'s own code of [A-Za-z0-9_.-]{1,64} (domain 2.4); null where it was paid in for itself."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is told that the lot will expire, the first time first, in milliseconds since 1970-01-01T00:00:00Z (domain 2.2). Null: not told."},{"name":"breakage","type":["null","boolean"],"default":null,"doc":"True: what is left of the lot when it expires becomes the issuer\'s (domain 2.2, A6). False or null: it stays in the wallet and cannot be used."}]}',
  },
  {
    type: 'WalletRefunded',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletRefunded","namespace":"scrip.ledger","doc":"A lot was paid back to its holder and is empty (domain 3, judicial interpretation 2025 No. 4; domain 2.2 has none).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"refundId","type":"string","doc":"This refund."},{"name":"lotId","type":"string","doc":"Lot that is refunded."},{"name":"cause","type":"string","doc":"Why, and so how what was used is valued: \'issuer\' (at the discounted price, paid / (paid + bonus)), \'holder\' (at the undiscounted price), \'withdrawal\' (within 7 days of the recharge, nothing used: all that was paid)."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"What had been paid for the lot, in fen."},{"name":"usedFen","type":{"type":"long","logicalType":"fen"},"doc":"What had been used of the lot, principal and bonus together, in fen."},{"name":"usedWorthFen","type":{"type":"long","logicalType":"fen"},"doc":"What that is worth by the cause, in fen, rounded once, half up."},{"name":"refundedFen","type":{"type":"long","logicalType":"fen"},"doc":"Paid back, in fen: paid less worth, never below zero, never more than was paid."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that left the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that left the lot, in fen; it is void."},{"name":"payTo","type":"string","doc":"Where to: \'cash\' or \'same-name-account\'."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletReturned',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletReturned","namespace":"scrip.ledger","doc":"A merchant gave back all or part of what a spend paid: the value is in the lots it came from again, with their dates (domain 2.2, A3b). Of one spend never more comes back than was taken.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"returnId","type":"string","doc":"This return, named by a correction later."},{"name":"spendId","type":"string","doc":"Spend that is returned, or the hold that was captured."},{"name":"merchantId","type":"string","doc":"Merchant that gives it back, the one that was paid."},{"name":"returnedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount that came back, in fen: the sum of principal and bonus over lots."},{"name":"leftFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount of the spend that can still be returned after this, in fen."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot got back, the lot that was taken from last first; principal and bonus by the running net use of the lot (domain 2.2, A3)."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletSignatoryNamed',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletSignatoryNamed","namespace":"scrip.ledger","doc":"Somebody may sign spends of the wallet from now on (domain 2.3).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"signatoryId","type":"string","doc":"The issuer\'s own code of the person; the name is in the vault of cards."},{"name":"by","type":"string","doc":"\'writing\': for good; \'phone\': until it is confirmed in writing, or lapses."},{"name":"lapsesAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment it is not valid any more unless confirmed in writing before, in milliseconds since 1970-01-01T00:00:00Z (domain 2.3, R4). Null: it does not lapse."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'WalletSignatoryRemoved',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletSignatoryRemoved","namespace":"scrip.ledger","doc":"Somebody may not sign spends of the wallet any more.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"signatoryId","type":"string","doc":"The issuer\'s own code of the person."},{"name":"by","type":["null","string"],"default":null,"doc":"\'writing\': for good; \'phone\': until the removal is confirmed in writing, or lapses. Null: in writing."},{"name":"lapsesAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment the person may sign again unless the removal is confirmed in writing before, in milliseconds since 1970-01-01T00:00:00Z (domain 2.3, R4). Null: never."}]}',
  },
  {
    type: 'WalletSpendAssumedByIssuer',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletSpendAssumedByIssuer","namespace":"scrip.ledger","doc":"A spend slipped in between a loss report and the block of the card. It stands for the merchant, its value goes back to the lots it came from, and the issuer bears the loss (domain 2.2, A8).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"spendId","type":"string","doc":"Spend whose loss is assumed."},{"name":"cardId","type":"string","doc":"Card that was reported lost; crd_ and a ULID."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value given back to the wallet, in fen: the sum of principal and bonus over lots."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What goes back to each lot: the same takes as the spend, with the same dates of expiry."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the loss was reported, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletSpendVoided',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletSpendVoided","namespace":"scrip.ledger","doc":"A till took a spend back by the spend\'s own key: the value is in the lots it came from again. Of a spend that had not arrived it says that it never will: it is refused when it comes.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"spendId","type":"string","doc":"Spend that is void; made of its key, so that it has its id before it arrives."},{"name":"merchantId","type":["null","string"],"default":null,"doc":"Merchant that had been paid. Null if the spend had not arrived."},{"name":"voidedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount that came back, in fen; 0 if the spend had not arrived."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot got back, the lot that was taken from last first; empty if the spend had not arrived."},{"name":"reason","type":"string","doc":"Why, such as answer_lost or cashier_error; snake_case."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletSpent',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletSpent","namespace":"scrip.ledger","doc":"A merchant was paid from a wallet. With split tender allowed, less than was asked may be charged and the rest is named as due (domain 2.2, A4).","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"spendId","type":"string","doc":"This spend, named by a return or a correction later."},{"name":"cardId","type":"string","doc":"Card that opened the wallet; crd_ and a ULID."},{"name":"merchantId","type":"string","doc":"Merchant that is paid, or the counter inside a mall."},{"name":"terminalId","type":["null","string"],"default":null,"doc":"Terminal the card was used at; null if the till has none to name."},{"name":"askedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount the till asked for, in fen: chargedFen + dueFen."},{"name":"chargedFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount taken from the wallet, in fen: the sum of principal and bonus over lots."},{"name":"dueFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount left for another tender, in fen; 0 unless the programme allows split tender."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave, in the order it was taken: earliest expiry first, of equal ones the oldest (domain 2.2, A3)."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."},{"name":"items","type":["null",{"type":"array","items":{"type":"record","name":"PricedItem","doc":"Equal items as the till tagged them, and what is paid for them after the product\'s own discount (domain 2.2, A2).","fields":[{"name":"tagFen","type":{"type":"long","logicalType":"fen"},"doc":"Tag price of one item, in fen."},{"name":"count","type":"int","doc":"How many of them."},{"name":"payFen","type":{"type":"long","logicalType":"fen"},"doc":"Paid for all of them, in fen, rounded once, half up."}]}}],"default":null,"doc":"What was bought, where the till left the discount to the ledger; the amounts sum to what was asked. Null where the till named an amount."},{"name":"signatoryId","type":["null","string"],"default":null,"doc":"Who signed it, by the code of the issuer (domain 2.3, R2). Null where the product asks for no signature."},{"name":"authorisationId","type":["null","string"],"default":null,"doc":"The verified PIN that authorised it: id of the fact PinVerified of cards (domain 2.2). Null where the product asks for none."},{"name":"slipSignature","type":["null","string"],"default":null,"doc":"The signed slip, by its number in the merchant\'s own files (domain 2.2). Null: none was named."},{"name":"bookingId","type":["null","string"],"default":null,"doc":"Booking that this spend belongs to, by the merchant\'s own number (domain 2.3). Null: none was named."}]}',
  },
  {
    type: 'WalletTransferReceived',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletTransferReceived","namespace":"scrip.ledger","doc":"Value came from another wallet of the same holder; each part is a lot of its own with the dates of the lot it came from.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"transferId","type":"string","doc":"This transfer; the other wallet has WalletTransferSent with the same."},{"name":"fromWalletId","type":"string","doc":"Wallet it came from; wal_ and a ULID."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount that came, in fen."},{"name":"parts","type":{"type":"array","items":{"type":"record","name":"TransferredLot","doc":"A lot that came from another lot, with its kinds and its dates.","fields":[{"name":"lotId","type":"string","doc":"The new lot."},{"name":"fromLotId","type":"string","doc":"Lot of the other wallet that it came from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that came, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that came, in fen."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When it ceases to be usable, in milliseconds since 1970-01-01T00:00:00Z, as the lot it came from. Null if it never does."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told that it will expire, in milliseconds since 1970-01-01T00:00:00Z. Null: not told."},{"name":"breakage","type":"boolean","doc":"Whether what is left when it expires becomes the issuer\'s."},{"name":"programmeVersion","type":"int","doc":"Version of the programme the lot was recharged under."},{"name":"loadedPrincipalFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Principal that counts as loaded into the new lot, in fen: more than came where the lot it came from was used. Null: as much as came."},{"name":"loadedBonusFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Bonus that counts as loaded into the new lot, in fen. Null: as much as came."},{"name":"recharged","type":["null","boolean"],"default":null,"doc":"Whether somebody paid for the lot it came from, so that it can be refunded (domain 3). Null: it is not known."},{"name":"rechargeId","type":["null","string"],"default":null,"doc":"Recharge that the value once came with; rch_ and a ULID. Null: none, or it is not known."},{"name":"rechargedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When that recharge was paid, in milliseconds since 1970-01-01T00:00:00Z. Null: it is not known."}]}},"doc":"The lots it became, in the order they were taken."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletTransferSent',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletTransferSent","namespace":"scrip.ledger","doc":"Value went to another wallet of the same holder, with its lots\' kinds and dates.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"transferId","type":"string","doc":"This transfer; the other wallet has WalletTransferReceived with the same."},{"name":"toWalletId","type":"string","doc":"Wallet it went to; wal_ and a ULID."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount that went, in fen: the sum of principal and bonus over lots."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"LotTake","doc":"What one lot gave: its principal and bonus move together, in the order and split the programme chose (domain 2.2, A3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot gave."},{"name":"loaded","type":["null",{"type":"array","items":{"type":"record","name":"LoadedShare","doc":"How much of what was loaded into a lot goes along with what the lot gives, in the proportion of what it gives to what was left in it (domain 3).","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"loadedPrincipalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that counts as loaded into the new lot and no longer into this one, in fen."},{"name":"loadedBonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that counts as loaded into the new lot and no longer into this one, in fen."}]}}],"default":null,"doc":"What went along of what was loaded, for each lot in the order of lots. Null: as much as the lot gave, since older facts leave what was used with the rest."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"balanceAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"Value left in all lots of the wallet after this event, principal and bonus together, in fen; includes value that is held."}]}',
  },
  {
    type: 'WalletUnfrozen',
    service: 'ledger',
    stream: 'wallet',
    text: '{"type":"record","name":"WalletUnfrozen","namespace":"scrip.ledger","doc":"The wallet can be used again.","fields":[{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) this happened to; wal_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"cause","type":"string","doc":"What it had been frozen for."},{"name":"reference","type":["null","string"],"default":null,"doc":"The paper behind it, by the issuer\'s own file number; no personal data. Null if there is none."}]}',
  },
];
