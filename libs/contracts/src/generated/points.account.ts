// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Points } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** Points of one lot. All points of an account that lapse at the same moment are one lot. */
export interface PointsLotShare {
  /** When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot's name; null: never. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** How many points of it. */
  readonly sharePoints: Points;
}

/** Points that were earned and cannot be used yet. */
export interface PendingPointsShare {
  /** From when they can be used, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly usableAt: EpochMs;
  /** When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** How many points. */
  readonly sharePoints: Points;
}

/** What one rule with a cap added to a receipt. */
export interface CappedPoints {
  /** Key of the rule in the programme document. */
  readonly rule: string;
  /** Business day of the purchase, YYYY-MM-DD: the day and the month that it counts for. */
  readonly onDate: string;
  /** What it would have added without caps. */
  readonly wantedPoints: Points;
  /** What it added. */
  readonly addedPoints: Points;
}

/** Points of one lot that paid a debt. */
export interface PaidPointsShare {
  /** When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot's name; null: never. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** How many points of it. */
  readonly sharePoints: Points;
}

/** Points of one lot that lapsed. */
export interface LapsedPoints {
  /** When they lapsed, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: EpochMs;
  /** How many points. */
  readonly lapsedPoints: Points;
}

/** A purchase left the points balance on a number that gives a lottery entry (domain 2.1, M11). A later return does not take the entry back (domain 2.1, M12). */
export interface LotteryEntryGranted {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Holder the entry belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Receipt that brought the balance there, the issuer's own number. */
  readonly receiptId: string;
  /** This entry. */
  readonly entryId: string;
  /** Points balance that gave the entry. */
  readonly balancePoints: Points;
  /** Key of the rule in the programme document. */
  readonly rule: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** The account takes nothing any more and its points are gone, because nobody is known any more who could use them. */
export interface PointsAccountClosed {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Why: 'holder_erased'. */
  readonly cause: string;
  /** The points that could be used. */
  readonly lots: readonly PointsLotShare[];
  /** The points that could not be used yet. */
  readonly pending: readonly PendingPointsShare[];
  /** How far the balance was below zero. */
  readonly owedPoints: Points;
  /** Programme of the account, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** The account's holder is the same person as another, who has no account in this programme: it is that one's now. */
export interface PointsAccountHolderChanged {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to from now on; hld_ and a ULID. */
  readonly holderId: string;
  /** Holder it belonged to; hld_ and a ULID. */
  readonly fromHolderId: string;
  /** The merge of holders that caused it; hmg_ and a ULID. */
  readonly mergeId: string;
  /** Programme of the account, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A points account was opened for a membership; it starts at 0 points. */
export interface PointsAccountOpened {
  /** Points account that was opened; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Grade the member joined with, by its key in the programme document; null in events from before this field. */
  readonly grade: string | null;
  /** Receipts the member joined with, the issuer's own numbers; they name no membership themselves. Null in events from before this field. */
  readonly joinedWithReceiptIds: readonly string[] | null;
}

/** Points were corrected by hand after a second person approved it. */
export interface PointsAdjusted {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** The adjustment; paj_ and a ULID. */
  readonly adjustmentId: string;
  /** 'credit' or 'debit'. */
  readonly direction: string;
  /** How many points, whichever the direction. */
  readonly adjustedPoints: Points;
  /** Whether what was ever earned changed as well. */
  readonly countsLifetime: boolean;
  /** Part of them that paid what the account was below zero and came to no lot. */
  readonly settledPoints: Points;
  /** What came to each lot or was taken from it. */
  readonly lots: readonly PointsLotShare[];
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Points ever earned, less those taken back by returns, after this event; redeeming does not lower it. */
  readonly lifetimeAfterPoints: Points;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Points that were pending can be used from now on. */
export interface PointsConfirmed {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Which pending points these are: those that wait for this moment, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly usableAt: EpochMs;
  /** First moment these points cannot be used, in milliseconds since 1970-01-01T00:00:00Z; null: they never lapse. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is told that they will lapse, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** How many points. */
  readonly confirmedPoints: Points;
  /** Part of them that paid what the account was below zero and came to no lot. */
  readonly settledPoints: Points;
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Programme of the account, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A receipt earned points. The event carries every part of the sum and the rules that gave it, so the decision can be explained without the programme at hand (domain 2.1, M1, M8, M9). */
export interface PointsEarned {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder who earned; hld_ and a ULID. */
  readonly holderId: string;
  /** Receipt that earned, the issuer's own number. */
  readonly receiptId: string;
  /** Points before any campaign, counted per receipt: one for each whole step of money paid. */
  readonly basePoints: Points;
  /** What the campaigns made of the base, in basis points: 10000 is once, 20000 is double. */
  readonly multiplierBp: number;
  /** Points added after multiplying, such as for a large receipt (domain 2.1, M8). */
  readonly bonusPoints: Points;
  /** All points of the receipt: the multiplied base plus bonusPoints. */
  readonly earnedPoints: Points;
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Points ever earned, less those taken back by returns, after this event; redeeming does not lower it. */
  readonly lifetimeAfterPoints: Points;
  /** Which purchasing member of the business day this was, from 1; null if no rule asked (domain 2.1, M10). */
  readonly dayRank: number | null;
  /** Keys in the programme document of the rules that applied, in the order applied. */
  readonly rules: readonly string[];
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** From when the points can be used, in milliseconds since 1970-01-01T00:00:00Z; until then they are pending and not in the balance; null: at once. */
  readonly usableAt: EpochMs | null;
  /** First moment the points cannot be used, in milliseconds since 1970-01-01T00:00:00Z; null: they never lapse. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is told that they will lapse, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** Part of them that paid what the account was below zero and came to no lot; null in events from before this field: 0. */
  readonly settledPoints: Points | null;
  /** Rules that have caps and counted; null where there were none. */
  readonly capped: readonly CappedPoints[] | null;
}

/** It was time to tell the holder that points will lapse (as domain 2.2 has it for recharges: 30 and 7 days before the last usable day). */
export interface PointsExpiryNoticed {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** The notice that this is, in milliseconds since 1970-01-01T00:00:00Z. Earlier ones that were missed are not told any more. */
  readonly noticeAt: EpochMs;
  /** First moment the points cannot be used, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: EpochMs;
  /** Last business day they can be used, YYYY-MM-DD. */
  readonly lastUsableDate: string;
  /** Points that will lapse as it stands now. */
  readonly leftPoints: Points;
  /** Programme of the account, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** The use of an entitlement that had given points was taken back, and the points with it. */
export interface PointsGrantTakenBack {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Use of the entitlement in tiering; use_ and a ULID. */
  readonly useId: string;
  /** Points that had been given: the sum over lots, owedPoints and sparedPoints. */
  readonly takenBackPoints: Points;
  /** What was taken of points that can be used: those that lapse with the given ones first, then those that lapse first. */
  readonly lots: readonly PointsLotShare[];
  /** What was not there any more: the balance is so much further below zero, and what is earned next pays it. */
  readonly owedPoints: Points;
  /** What was not taken from the balance: the points had lapsed already, or the programme stops at zero. */
  readonly sparedPoints: Points;
  /** Part of sparedPoints that had lapsed, so that nobody is spared it again; null: none. */
  readonly lapsedPoints: Points | null;
  /** When that part lapsed, in milliseconds since 1970-01-01T00:00:00Z; null where there is none. */
  readonly lapsedAt: EpochMs | null;
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** An entitlement gave points (domain 2.11). They can be used at once and lapse as what is earned that day does; they were not earned, so the lifetime count stays. */
export interface PointsGranted {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Use of the entitlement in tiering; use_ and a ULID. */
  readonly useId: string;
  /** Which entitlement, a key of the programme. */
  readonly entitlementKey: string;
  /** Points given, above 0. */
  readonly grantedPoints: Points;
  /** When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never. */
  readonly expiryNotices: readonly EpochMs[] | null;
  /** Part of them that paid what the account was below zero and came to no lot. */
  readonly settledPoints: Points;
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Points that were not used in time are gone; what was ever earned stays as it is. */
export interface PointsLapsed {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** The lot that lapsed, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: EpochMs;
  /** How many points were left in it. */
  readonly lapsedPoints: Points;
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Programme of the account, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** An account of the same person gave its points to this one, with their dates. */
export interface PointsMovedIn {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Account the points came from; pts_ and a ULID. */
  readonly fromAccountId: string;
  /** The merge of holders that caused it; hmg_ and a ULID. */
  readonly mergeId: string;
  /** Part of them that paid what the account was below zero and came to no lot. */
  readonly settledPoints: Points;
  /** What came to each lot. */
  readonly lots: readonly PointsLotShare[];
  /** What came and cannot be used yet. */
  readonly pending: readonly PendingPointsShare[];
  /** What this account's lots paid of what the other was below zero. */
  readonly paidLots: readonly PaidPointsShare[];
  /** What lapsed on the other account of late, so that a return does not take it again; null: nothing. */
  readonly lapsed: readonly LapsedPoints[] | null;
  /** What they could not pay: the balance is so much further below zero. */
  readonly owedPoints: Points;
  /** What the other account had ever earned. */
  readonly movedLifetimePoints: Points;
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Points ever earned, less those taken back by returns, after this event; redeeming does not lower it. */
  readonly lifetimeAfterPoints: Points;
  /** Programme of the account, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** The account's holder is the same person as another, who has an account in this programme: its points are there now. This account takes nothing any more. */
export interface PointsMovedOut {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Account the points went to; pts_ and a ULID. */
  readonly toAccountId: string;
  /** The merge of holders that caused it; hmg_ and a ULID. */
  readonly mergeId: string;
  /** The points that can be used. */
  readonly lots: readonly PointsLotShare[];
  /** The points that cannot be used yet. */
  readonly pending: readonly PendingPointsShare[];
  /** How far the balance was below zero. */
  readonly owedPoints: Points;
  /** What was ever earned. */
  readonly lifetimePoints: Points;
  /** Programme of the account, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Goods were returned: the receipt earned again what is left of it, and the difference was taken back, from the lifetime count too. A grade, a lottery entry or a place of the day given for the receipt stays (domain 2.1, M12). */
export interface PointsTakenBack {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** Receipt that the goods were on, the issuer's own number. */
  readonly receiptId: string;
  /** The return, the issuer's own number; unique for the receipt. */
  readonly returnId: string;
  /** What the receipt had earned, less what earlier returns took back. */
  readonly earnedBeforePoints: Points;
  /** What is left of it earns, by the rules of the day it was bought. */
  readonly earnedAfterPoints: Points;
  /** The difference, and what the lifetime count loses: the sum over pending and lots, owedPoints and sparedPoints. */
  readonly takenBackPoints: Points;
  /** What was taken of points that were not usable yet. */
  readonly pending: readonly PendingPointsShare[];
  /** What was taken of points that can be used: those that lapse with the receipt's own first, then those that lapse first. */
  readonly lots: readonly PointsLotShare[];
  /** What was not there any more: the balance is so much further below zero, and what is earned next pays it. */
  readonly owedPoints: Points;
  /** What was not taken from the balance: the receipt's points had lapsed already, or the programme stops at zero. */
  readonly sparedPoints: Points;
  /** Part of sparedPoints that had lapsed, so that nobody is spared it again; null: none. */
  readonly lapsedPoints: Points | null;
  /** When that part lapsed, in milliseconds since 1970-01-01T00:00:00Z; null where there is none. */
  readonly lapsedAt: EpochMs | null;
  /** Keys in the programme document of the rules that count for what is left, in the order applied. */
  readonly rules: readonly string[];
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Points ever earned, less those taken back by returns, after this event; redeeming does not lower it. */
  readonly lifetimeAfterPoints: Points;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A use of points was undone; they are in the lots they came from again, with their dates. */
export interface PointsUseReversed {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** The use that was undone. */
  readonly useId: string;
  /** What it had been for, such as 'redemption'. */
  readonly purpose: string;
  /** Points given back: all of the use. */
  readonly givenBackPoints: Points;
  /** Part of them that paid what the account was below zero and came to no lot. */
  readonly settledPoints: Points;
  /** What came to each lot: givenBackPoints less settledPoints. */
  readonly lots: readonly PointsLotShare[];
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Programme of the account, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Points were used for something, such as goods of the redemption ladder (domain 2.1, M6). Those that lapse first were taken first. */
export interface PointsUsed {
  /** Points account this happened to; pts_ and a ULID; also the stream id. */
  readonly accountId: string;
  /** Membership the account belongs to; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder the account belongs to; hld_ and a ULID. */
  readonly holderId: string;
  /** This use; whatever it was for refers to it. */
  readonly useId: string;
  /** What it was for, such as 'redemption'. */
  readonly purpose: string;
  /** Points used: the sum over lots. */
  readonly usedPoints: Points;
  /** The lots they were taken from, the one that lapses first in front. */
  readonly lots: readonly PointsLotShare[];
  /** Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12). */
  readonly balanceAfterPoints: Points;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Every event of topic points.account. */
export type AccountEvent =
  | { readonly type: 'LotteryEntryGranted'; readonly data: LotteryEntryGranted }
  | { readonly type: 'PointsAccountClosed'; readonly data: PointsAccountClosed }
  | { readonly type: 'PointsAccountHolderChanged'; readonly data: PointsAccountHolderChanged }
  | { readonly type: 'PointsAccountOpened'; readonly data: PointsAccountOpened }
  | { readonly type: 'PointsAdjusted'; readonly data: PointsAdjusted }
  | { readonly type: 'PointsConfirmed'; readonly data: PointsConfirmed }
  | { readonly type: 'PointsEarned'; readonly data: PointsEarned }
  | { readonly type: 'PointsExpiryNoticed'; readonly data: PointsExpiryNoticed }
  | { readonly type: 'PointsGrantTakenBack'; readonly data: PointsGrantTakenBack }
  | { readonly type: 'PointsGranted'; readonly data: PointsGranted }
  | { readonly type: 'PointsLapsed'; readonly data: PointsLapsed }
  | { readonly type: 'PointsMovedIn'; readonly data: PointsMovedIn }
  | { readonly type: 'PointsMovedOut'; readonly data: PointsMovedOut }
  | { readonly type: 'PointsTakenBack'; readonly data: PointsTakenBack }
  | { readonly type: 'PointsUseReversed'; readonly data: PointsUseReversed }
  | { readonly type: 'PointsUsed'; readonly data: PointsUsed };

/** The schemas of topic points.account, compact JSON. */
export const ACCOUNT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'LotteryEntryGranted',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"LotteryEntryGranted","namespace":"scrip.points","doc":"A purchase left the points balance on a number that gives a lottery entry (domain 2.1, M11). A later return does not take the entry back (domain 2.1, M12).","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the entry belongs to; hld_ and a ULID."},{"name":"receiptId","type":"string","doc":"Receipt that brought the balance there, the issuer\'s own number."},{"name":"entryId","type":"string","doc":"This entry."},{"name":"balancePoints","type":{"type":"long","logicalType":"points"},"doc":"Points balance that gave the entry."},{"name":"rule","type":"string","doc":"Key of the rule in the programme document."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'PointsAccountClosed',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsAccountClosed","namespace":"scrip.points","doc":"The account takes nothing any more and its points are gone, because nobody is known any more who could use them.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"cause","type":"string","doc":"Why: \'holder_erased\'."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PointsLotShare","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"The points that could be used."},{"name":"pending","type":{"type":"array","items":{"type":"record","name":"PendingPointsShare","doc":"Points that were earned and cannot be used yet.","fields":[{"name":"usableAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"From when they can be used, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points."}]}},"doc":"The points that could not be used yet."},{"name":"owedPoints","type":{"type":"long","logicalType":"points"},"doc":"How far the balance was below zero."},{"name":"programmeId","type":"string","doc":"Programme of the account, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PointsAccountHolderChanged',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsAccountHolderChanged","namespace":"scrip.points","doc":"The account\'s holder is the same person as another, who has no account in this programme: it is that one\'s now.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to from now on; hld_ and a ULID."},{"name":"fromHolderId","type":"string","doc":"Holder it belonged to; hld_ and a ULID."},{"name":"mergeId","type":"string","doc":"The merge of holders that caused it; hmg_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme of the account, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PointsAccountOpened',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsAccountOpened","namespace":"scrip.points","doc":"A points account was opened for a membership; it starts at 0 points.","fields":[{"name":"accountId","type":"string","doc":"Points account that was opened; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"grade","type":["null","string"],"default":null,"doc":"Grade the member joined with, by its key in the programme document; null in events from before this field."},{"name":"joinedWithReceiptIds","type":["null",{"type":"array","items":"string"}],"default":null,"doc":"Receipts the member joined with, the issuer\'s own numbers; they name no membership themselves. Null in events from before this field."}]}',
  },
  {
    type: 'PointsAdjusted',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsAdjusted","namespace":"scrip.points","doc":"Points were corrected by hand after a second person approved it.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"adjustmentId","type":"string","doc":"The adjustment; paj_ and a ULID."},{"name":"direction","type":"string","doc":"\'credit\' or \'debit\'."},{"name":"adjustedPoints","type":{"type":"long","logicalType":"points"},"doc":"How many points, whichever the direction."},{"name":"countsLifetime","type":"boolean","doc":"Whether what was ever earned changed as well."},{"name":"settledPoints","type":{"type":"long","logicalType":"points"},"doc":"Part of them that paid what the account was below zero and came to no lot."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PointsLotShare","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"What came to each lot or was taken from it."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"lifetimeAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points ever earned, less those taken back by returns, after this event; redeeming does not lower it."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'PointsConfirmed',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsConfirmed","namespace":"scrip.points","doc":"Points that were pending can be used from now on.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"usableAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Which pending points these are: those that wait for this moment, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment these points cannot be used, in milliseconds since 1970-01-01T00:00:00Z; null: they never lapse."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is told that they will lapse, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"confirmedPoints","type":{"type":"long","logicalType":"points"},"doc":"How many points."},{"name":"settledPoints","type":{"type":"long","logicalType":"points"},"doc":"Part of them that paid what the account was below zero and came to no lot."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"programmeId","type":"string","doc":"Programme of the account, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PointsEarned',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsEarned","namespace":"scrip.points","doc":"A receipt earned points. The event carries every part of the sum and the rules that gave it, so the decision can be explained without the programme at hand (domain 2.1, M1, M8, M9).","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder who earned; hld_ and a ULID."},{"name":"receiptId","type":"string","doc":"Receipt that earned, the issuer\'s own number."},{"name":"basePoints","type":{"type":"long","logicalType":"points"},"doc":"Points before any campaign, counted per receipt: one for each whole step of money paid."},{"name":"multiplierBp","type":"int","doc":"What the campaigns made of the base, in basis points: 10000 is once, 20000 is double."},{"name":"bonusPoints","type":{"type":"long","logicalType":"points"},"doc":"Points added after multiplying, such as for a large receipt (domain 2.1, M8)."},{"name":"earnedPoints","type":{"type":"long","logicalType":"points"},"doc":"All points of the receipt: the multiplied base plus bonusPoints."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"lifetimeAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points ever earned, less those taken back by returns, after this event; redeeming does not lower it."},{"name":"dayRank","type":["null","int"],"default":null,"doc":"Which purchasing member of the business day this was, from 1; null if no rule asked (domain 2.1, M10)."},{"name":"rules","type":{"type":"array","items":"string"},"doc":"Keys in the programme document of the rules that applied, in the order applied."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"usableAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"From when the points can be used, in milliseconds since 1970-01-01T00:00:00Z; until then they are pending and not in the balance; null: at once."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment the points cannot be used, in milliseconds since 1970-01-01T00:00:00Z; null: they never lapse."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is told that they will lapse, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"settledPoints","type":["null",{"type":"long","logicalType":"points"}],"default":null,"doc":"Part of them that paid what the account was below zero and came to no lot; null in events from before this field: 0."},{"name":"capped","type":["null",{"type":"array","items":{"type":"record","name":"CappedPoints","doc":"What one rule with a cap added to a receipt.","fields":[{"name":"rule","type":"string","doc":"Key of the rule in the programme document."},{"name":"onDate","type":"string","doc":"Business day of the purchase, YYYY-MM-DD: the day and the month that it counts for."},{"name":"wantedPoints","type":{"type":"long","logicalType":"points"},"doc":"What it would have added without caps."},{"name":"addedPoints","type":{"type":"long","logicalType":"points"},"doc":"What it added."}]}}],"default":null,"doc":"Rules that have caps and counted; null where there were none."}]}',
  },
  {
    type: 'PointsExpiryNoticed',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsExpiryNoticed","namespace":"scrip.points","doc":"It was time to tell the holder that points will lapse (as domain 2.2 has it for recharges: 30 and 7 days before the last usable day).","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"noticeAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"The notice that this is, in milliseconds since 1970-01-01T00:00:00Z. Earlier ones that were missed are not told any more."},{"name":"expiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment the points cannot be used, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"lastUsableDate","type":"string","doc":"Last business day they can be used, YYYY-MM-DD."},{"name":"leftPoints","type":{"type":"long","logicalType":"points"},"doc":"Points that will lapse as it stands now."},{"name":"programmeId","type":"string","doc":"Programme of the account, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PointsGrantTakenBack',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsGrantTakenBack","namespace":"scrip.points","doc":"The use of an entitlement that had given points was taken back, and the points with it.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"useId","type":"string","doc":"Use of the entitlement in tiering; use_ and a ULID."},{"name":"takenBackPoints","type":{"type":"long","logicalType":"points"},"doc":"Points that had been given: the sum over lots, owedPoints and sparedPoints."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PointsLotShare","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"What was taken of points that can be used: those that lapse with the given ones first, then those that lapse first."},{"name":"owedPoints","type":{"type":"long","logicalType":"points"},"doc":"What was not there any more: the balance is so much further below zero, and what is earned next pays it."},{"name":"sparedPoints","type":{"type":"long","logicalType":"points"},"doc":"What was not taken from the balance: the points had lapsed already, or the programme stops at zero."},{"name":"lapsedPoints","type":["null",{"type":"long","logicalType":"points"}],"default":null,"doc":"Part of sparedPoints that had lapsed, so that nobody is spared it again; null: none."},{"name":"lapsedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When that part lapsed, in milliseconds since 1970-01-01T00:00:00Z; null where there is none."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'PointsGranted',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsGranted","namespace":"scrip.points","doc":"An entitlement gave points (domain 2.11). They can be used at once and lapse as what is earned that day does; they were not earned, so the lifetime count stays.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"useId","type":"string","doc":"Use of the entitlement in tiering; use_ and a ULID."},{"name":"entitlementKey","type":"string","doc":"Which entitlement, a key of the programme."},{"name":"grantedPoints","type":{"type":"long","logicalType":"points"},"doc":"Points given, above 0."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"settledPoints","type":{"type":"long","logicalType":"points"},"doc":"Part of them that paid what the account was below zero and came to no lot."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'PointsLapsed',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsLapsed","namespace":"scrip.points","doc":"Points that were not used in time are gone; what was ever earned stays as it is.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"expiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"The lot that lapsed, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"lapsedPoints","type":{"type":"long","logicalType":"points"},"doc":"How many points were left in it."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"programmeId","type":"string","doc":"Programme of the account, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PointsMovedIn',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsMovedIn","namespace":"scrip.points","doc":"An account of the same person gave its points to this one, with their dates.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"fromAccountId","type":"string","doc":"Account the points came from; pts_ and a ULID."},{"name":"mergeId","type":"string","doc":"The merge of holders that caused it; hmg_ and a ULID."},{"name":"settledPoints","type":{"type":"long","logicalType":"points"},"doc":"Part of them that paid what the account was below zero and came to no lot."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PointsLotShare","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"What came to each lot."},{"name":"pending","type":{"type":"array","items":{"type":"record","name":"PendingPointsShare","doc":"Points that were earned and cannot be used yet.","fields":[{"name":"usableAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"From when they can be used, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points."}]}},"doc":"What came and cannot be used yet."},{"name":"paidLots","type":{"type":"array","items":{"type":"record","name":"PaidPointsShare","doc":"Points of one lot that paid a debt.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"What this account\'s lots paid of what the other was below zero."},{"name":"lapsed","type":["null",{"type":"array","items":{"type":"record","name":"LapsedPoints","doc":"Points of one lot that lapsed.","fields":[{"name":"expiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When they lapsed, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"lapsedPoints","type":{"type":"long","logicalType":"points"},"doc":"How many points."}]}}],"default":null,"doc":"What lapsed on the other account of late, so that a return does not take it again; null: nothing."},{"name":"owedPoints","type":{"type":"long","logicalType":"points"},"doc":"What they could not pay: the balance is so much further below zero."},{"name":"movedLifetimePoints","type":{"type":"long","logicalType":"points"},"doc":"What the other account had ever earned."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"lifetimeAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points ever earned, less those taken back by returns, after this event; redeeming does not lower it."},{"name":"programmeId","type":"string","doc":"Programme of the account, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PointsMovedOut',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsMovedOut","namespace":"scrip.points","doc":"The account\'s holder is the same person as another, who has an account in this programme: its points are there now. This account takes nothing any more.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"toAccountId","type":"string","doc":"Account the points went to; pts_ and a ULID."},{"name":"mergeId","type":"string","doc":"The merge of holders that caused it; hmg_ and a ULID."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PointsLotShare","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"The points that can be used."},{"name":"pending","type":{"type":"array","items":{"type":"record","name":"PendingPointsShare","doc":"Points that were earned and cannot be used yet.","fields":[{"name":"usableAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"From when they can be used, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points."}]}},"doc":"The points that cannot be used yet."},{"name":"owedPoints","type":{"type":"long","logicalType":"points"},"doc":"How far the balance was below zero."},{"name":"lifetimePoints","type":{"type":"long","logicalType":"points"},"doc":"What was ever earned."},{"name":"programmeId","type":"string","doc":"Programme of the account, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PointsTakenBack',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsTakenBack","namespace":"scrip.points","doc":"Goods were returned: the receipt earned again what is left of it, and the difference was taken back, from the lifetime count too. A grade, a lottery entry or a place of the day given for the receipt stays (domain 2.1, M12).","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"receiptId","type":"string","doc":"Receipt that the goods were on, the issuer\'s own number."},{"name":"returnId","type":"string","doc":"The return, the issuer\'s own number; unique for the receipt."},{"name":"earnedBeforePoints","type":{"type":"long","logicalType":"points"},"doc":"What the receipt had earned, less what earlier returns took back."},{"name":"earnedAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"What is left of it earns, by the rules of the day it was bought."},{"name":"takenBackPoints","type":{"type":"long","logicalType":"points"},"doc":"The difference, and what the lifetime count loses: the sum over pending and lots, owedPoints and sparedPoints."},{"name":"pending","type":{"type":"array","items":{"type":"record","name":"PendingPointsShare","doc":"Points that were earned and cannot be used yet.","fields":[{"name":"usableAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"From when they can be used, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points."}]}},"doc":"What was taken of points that were not usable yet."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PointsLotShare","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"What was taken of points that can be used: those that lapse with the receipt\'s own first, then those that lapse first."},{"name":"owedPoints","type":{"type":"long","logicalType":"points"},"doc":"What was not there any more: the balance is so much further below zero, and what is earned next pays it."},{"name":"sparedPoints","type":{"type":"long","logicalType":"points"},"doc":"What was not taken from the balance: the receipt\'s points had lapsed already, or the programme stops at zero."},{"name":"lapsedPoints","type":["null",{"type":"long","logicalType":"points"}],"default":null,"doc":"Part of sparedPoints that had lapsed, so that nobody is spared it again; null: none."},{"name":"lapsedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When that part lapsed, in milliseconds since 1970-01-01T00:00:00Z; null where there is none."},{"name":"rules","type":{"type":"array","items":"string"},"doc":"Keys in the programme document of the rules that count for what is left, in the order applied."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"lifetimeAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points ever earned, less those taken back by returns, after this event; redeeming does not lower it."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'PointsUseReversed',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsUseReversed","namespace":"scrip.points","doc":"A use of points was undone; they are in the lots they came from again, with their dates.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"useId","type":"string","doc":"The use that was undone."},{"name":"purpose","type":"string","doc":"What it had been for, such as \'redemption\'."},{"name":"givenBackPoints","type":{"type":"long","logicalType":"points"},"doc":"Points given back: all of the use."},{"name":"settledPoints","type":{"type":"long","logicalType":"points"},"doc":"Part of them that paid what the account was below zero and came to no lot."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PointsLotShare","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"What came to each lot: givenBackPoints less settledPoints."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"programmeId","type":"string","doc":"Programme of the account, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PointsUsed',
    service: 'points',
    stream: 'account',
    text: '{"type":"record","name":"PointsUsed","namespace":"scrip.points","doc":"Points were used for something, such as goods of the redemption ladder (domain 2.1, M6). Those that lapse first were taken first.","fields":[{"name":"accountId","type":"string","doc":"Points account this happened to; pts_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership the account belongs to; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the account belongs to; hld_ and a ULID."},{"name":"useId","type":"string","doc":"This use; whatever it was for refers to it."},{"name":"purpose","type":"string","doc":"What it was for, such as \'redemption\'."},{"name":"usedPoints","type":{"type":"long","logicalType":"points"},"doc":"Points used: the sum over lots."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PointsLotShare","doc":"Points of one lot. All points of an account that lapse at the same moment are one lot.","fields":[{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the lot lapses, in milliseconds since 1970-01-01T00:00:00Z: the lot\'s name; null: never."},{"name":"expiryNotices","type":["null",{"type":"array","items":{"type":"long","logicalType":"timestamp-millis"}}],"default":null,"doc":"When the holder is still to be told of it, in milliseconds since 1970-01-01T00:00:00Z, the first time first; null: never."},{"name":"sharePoints","type":{"type":"long","logicalType":"points"},"doc":"How many points of it."}]}},"doc":"The lots they were taken from, the one that lapses first in front."},{"name":"balanceAfterPoints","type":{"type":"long","logicalType":"points"},"doc":"Points the holder can redeem after this event; may be below zero after a return (domain 2.1, M12)."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
];
