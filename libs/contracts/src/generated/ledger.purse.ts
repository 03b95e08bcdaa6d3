// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** What one lot of the wallet gave to a load of the purse. */
export interface PurseLoadLot {
  /** Lot the value comes from. */
  readonly lotId: string;
  /** Principal taken from the lot, in fen. */
  readonly principalFen: Fen;
  /** Bonus taken from the lot, in fen. */
  readonly bonusFen: Fen;
}

/** A record that was named as a duplicate. */
export interface RepeatedRecord {
  /** Place in the upload it came with, from 1. */
  readonly line: number;
  /** Spend counter of the card. */
  readonly counter: number;
  /** Why it had been refused, as in PurseRecordRefused. Null: it had been taken. */
  readonly code: string | null;
}

/** The purse does not add up: two spends that follow each other leave a difference that no load explains. It is an exception for finance (domain 2.10, O3). */
export interface PurseDifferenceFound {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** Card that has the purse; crd_ and a ULID. */
  readonly cardId: string;
  /** Spend before which the card held another amount than it should. */
  readonly counter: number;
  /** What the card should have held before that spend, in fen: after the spend before it, with the loads between. */
  readonly expectedFen: Fen;
  /** What it held by the record of that spend, in fen. */
  readonly cardFen: Fen;
  /** The second less the first, in fen: above zero the card holds more than was loaded. */
  readonly differenceFen: Fen;
  /** First counter of the open gap that the two spends stand in: the difference goes into the gap's suspense. Null: in no gap that keeps suspense; it goes to liability:purse. */
  readonly gapFromCounter: number | null;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** The last missing record of a gap arrived (domain 2.10, O1): what its spends, loads and differences came to is what stood in suspense for it, so nothing is left there. */
export interface PurseGapClosed {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** First counter that was missing. */
  readonly fromCounter: number;
  /** Last counter that was missing. */
  readonly toCounter: number;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A record arrived before others of lower counters: those are missing. What the gap explains is no difference yet (domain 2.10, O1). */
export interface PurseGapFound {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** Card that has the purse; crd_ and a ULID. */
  readonly cardId: string;
  /** First counter that is missing. */
  readonly fromCounter: number;
  /** Last counter that is missing. */
  readonly toCounter: number;
  /** What the missing spends come to if the purse adds up, in fen; a load that is pending is not counted. */
  readonly missingFen: Fen;
  /** What leaves liability:purse for liability:suspense:purse-gap until the missing records tell, in fen: missingFen, below zero where the card holds more than is known to have been loaded. Null: found before gaps were kept in suspense; what arrives in it moves liability:purse. */
  readonly suspenseFen: Fen | null;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A load of the purse was authorised: its value left the wallet and is in transit until the card's acknowledgement, or its next record, tells whether it arrived (domain 2.10, O4). */
export interface PurseLoadAuthorised {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** This load of the purse. */
  readonly loadId: string;
  /** Load counter of the card, rising with each load. */
  readonly loadCounter: number;
  /** Spend counter of the card when it asked: the load stands after this spend and before the next. */
  readonly spendCounter: number;
  /** Value of the load, in fen. */
  readonly amountFen: Fen;
  /** What each lot of the wallet gave, to be given back if the load does not arrive. */
  readonly lots: readonly PurseLoadLot[];
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A load arrived on the card: its value is in the purse (domain 2.10, O4). */
export interface PurseLoadConfirmed {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** This load of the purse. */
  readonly loadId: string;
  /** Load counter of the card at the load. */
  readonly loadCounter: number;
  /** Value of the load, in fen. */
  readonly amountFen: Fen;
  /** 'acknowledged' by the card, or 'next_record' where the balance in the card's next record holds the load. */
  readonly cause: string;
  /** First counter of the open gap that the load stands in: a later record of the card holds it already, so its value goes into the gap's suspense. Null: in no gap that keeps suspense; it goes to liability:purse. */
  readonly gapFromCounter: number | null;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A load did not arrive on the card: its value is back in the wallet (domain 2.10, O4). */
export interface PurseLoadReversed {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** This load of the purse. */
  readonly loadId: string;
  /** Load counter of the card at the load. */
  readonly loadCounter: number;
  /** Value of the load, in fen. */
  readonly amountFen: Fen;
  /** Why, in snake_case: 'next_record' where the balance in the card's next record does not hold the load, else what was said at the reversal. */
  readonly cause: string;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A card can hold value offline for an enterprise from now on: an empty purse of one key epoch, its counters not yet used (domain 2.10). */
export interface PurseOpened {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Card that has the purse; crd_ and a ULID. */
  readonly cardId: string;
  /** Enterprise the purse and its keys are of, the issuer's own code. */
  readonly enterpriseId: string;
  /** Key epoch, from 1: washing a card with new keys begins the next, with counters of its own. */
  readonly keyEpoch: number;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A record of a spend was not taken and is kept here for finance: the account is unchanged (domain 2.10, O2). */
export interface PurseRecordRefused {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** Card that has the purse; crd_ and a ULID. */
  readonly cardId: string;
  /** Place in the upload it came with, from 1. */
  readonly line: number;
  /** Spend counter of the card within the key epoch, from 1. */
  readonly counter: number;
  /** What was paid, in fen, as the record says. */
  readonly amountFen: Fen;
  /** What the purse held after it, in fen, as the record says. */
  readonly balanceFen: Fen;
  /** When it was paid by the terminal's clock, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly spentAt: EpochMs;
  /** Merchant that was paid, the issuer's own code. */
  readonly merchantId: string;
  /** Terminal it was paid at, the issuer's own code. */
  readonly terminalId: string;
  /** Why: 'mac_invalid', 'counter_conflict' (the counter was taken with other contents) or 'gaps_exceeded' (too many gaps are open; it can be sent again when some are closed). */
  readonly code: string;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Records arrived that had arrived before, taken or refused; nothing changes (domain 2.10, O1). */
export interface PurseRecordsRepeated {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** The duplicates, in the order of the upload. */
  readonly repeated: readonly RepeatedRecord[];
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A merchant was paid offline with the purse. Each counter is taken once, however late and in whatever order records arrive (domain 2.10, O1). */
export interface PurseSpent {
  /** Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** Card that has the purse; crd_ and a ULID. */
  readonly cardId: string;
  /** Place in the upload it came with, from 1. */
  readonly line: number;
  /** Spend counter of the card within the key epoch, from 1. */
  readonly counter: number;
  /** What was paid, in fen, as the record says. */
  readonly amountFen: Fen;
  /** What the purse held after it, in fen, as the record says. */
  readonly balanceFen: Fen;
  /** When it was paid by the terminal's clock, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly spentAt: EpochMs;
  /** Merchant that was paid, the issuer's own code. */
  readonly merchantId: string;
  /** Terminal it was paid at, the issuer's own code. */
  readonly terminalId: string;
  /** When the card had been reported lost, in milliseconds since 1970-01-01T00:00:00Z, where it was paid after that: the merchant is paid, the issuer bears it, finance is told. Null: paid by the holder. */
  readonly cardReportedAt: EpochMs | null;
  /** Who bears a spend after the report of loss where the product goes by what the terminal knew: 'holder' (the terminal had not taken the list of blocked cards yet) or 'issuer'. Null: the issuer, if cardReportedAt says so, else the holder. */
  readonly bearer: string | null;
  /** First counter of the open gap that it is in: all of amountFen comes out of the gap's suspense; what the issuer bears of it goes back to liability:purse. Null: in no gap that keeps suspense. */
  readonly gapFromCounter: number | null;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Every event of topic ledger.purse. */
export type PurseEvent =
  | { readonly type: 'PurseDifferenceFound'; readonly data: PurseDifferenceFound }
  | { readonly type: 'PurseGapClosed'; readonly data: PurseGapClosed }
  | { readonly type: 'PurseGapFound'; readonly data: PurseGapFound }
  | { readonly type: 'PurseLoadAuthorised'; readonly data: PurseLoadAuthorised }
  | { readonly type: 'PurseLoadConfirmed'; readonly data: PurseLoadConfirmed }
  | { readonly type: 'PurseLoadReversed'; readonly data: PurseLoadReversed }
  | { readonly type: 'PurseOpened'; readonly data: PurseOpened }
  | { readonly type: 'PurseRecordRefused'; readonly data: PurseRecordRefused }
  | { readonly type: 'PurseRecordsRepeated'; readonly data: PurseRecordsRepeated }
  | { readonly type: 'PurseSpent'; readonly data: PurseSpent };

/** The schemas of topic ledger.purse, compact JSON. */
export const PURSE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'PurseDifferenceFound',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseDifferenceFound","namespace":"scrip.ledger","doc":"The purse does not add up: two spends that follow each other leave a difference that no load explains. It is an exception for finance (domain 2.10, O3).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"cardId","type":"string","doc":"Card that has the purse; crd_ and a ULID."},{"name":"counter","type":"int","doc":"Spend before which the card held another amount than it should."},{"name":"expectedFen","type":{"type":"long","logicalType":"fen"},"doc":"What the card should have held before that spend, in fen: after the spend before it, with the loads between."},{"name":"cardFen","type":{"type":"long","logicalType":"fen"},"doc":"What it held by the record of that spend, in fen."},{"name":"differenceFen","type":{"type":"long","logicalType":"fen"},"doc":"The second less the first, in fen: above zero the card holds more than was loaded."},{"name":"gapFromCounter","type":["null","int"],"default":null,"doc":"First counter of the open gap that the two spends stand in: the difference goes into the gap\'s suspense. Null: in no gap that keeps suspense; it goes to liability:purse."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseGapClosed',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseGapClosed","namespace":"scrip.ledger","doc":"The last missing record of a gap arrived (domain 2.10, O1): what its spends, loads and differences came to is what stood in suspense for it, so nothing is left there.","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"fromCounter","type":"int","doc":"First counter that was missing."},{"name":"toCounter","type":"int","doc":"Last counter that was missing."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseGapFound',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseGapFound","namespace":"scrip.ledger","doc":"A record arrived before others of lower counters: those are missing. What the gap explains is no difference yet (domain 2.10, O1).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"cardId","type":"string","doc":"Card that has the purse; crd_ and a ULID."},{"name":"fromCounter","type":"int","doc":"First counter that is missing."},{"name":"toCounter","type":"int","doc":"Last counter that is missing."},{"name":"missingFen","type":{"type":"long","logicalType":"fen"},"doc":"What the missing spends come to if the purse adds up, in fen; a load that is pending is not counted."},{"name":"suspenseFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What leaves liability:purse for liability:suspense:purse-gap until the missing records tell, in fen: missingFen, below zero where the card holds more than is known to have been loaded. Null: found before gaps were kept in suspense; what arrives in it moves liability:purse."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseLoadAuthorised',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseLoadAuthorised","namespace":"scrip.ledger","doc":"A load of the purse was authorised: its value left the wallet and is in transit until the card\'s acknowledgement, or its next record, tells whether it arrived (domain 2.10, O4).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"loadId","type":"string","doc":"This load of the purse."},{"name":"loadCounter","type":"int","doc":"Load counter of the card, rising with each load."},{"name":"spendCounter","type":"int","doc":"Spend counter of the card when it asked: the load stands after this spend and before the next."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value of the load, in fen."},{"name":"lots","type":{"type":"array","items":{"type":"record","name":"PurseLoadLot","doc":"What one lot of the wallet gave to a load of the purse.","fields":[{"name":"lotId","type":"string","doc":"Lot the value comes from."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal taken from the lot, in fen."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus taken from the lot, in fen."}]}},"doc":"What each lot of the wallet gave, to be given back if the load does not arrive."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseLoadConfirmed',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseLoadConfirmed","namespace":"scrip.ledger","doc":"A load arrived on the card: its value is in the purse (domain 2.10, O4).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"loadId","type":"string","doc":"This load of the purse."},{"name":"loadCounter","type":"int","doc":"Load counter of the card at the load."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value of the load, in fen."},{"name":"cause","type":"string","doc":"\'acknowledged\' by the card, or \'next_record\' where the balance in the card\'s next record holds the load."},{"name":"gapFromCounter","type":["null","int"],"default":null,"doc":"First counter of the open gap that the load stands in: a later record of the card holds it already, so its value goes into the gap\'s suspense. Null: in no gap that keeps suspense; it goes to liability:purse."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseLoadReversed',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseLoadReversed","namespace":"scrip.ledger","doc":"A load did not arrive on the card: its value is back in the wallet (domain 2.10, O4).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"loadId","type":"string","doc":"This load of the purse."},{"name":"loadCounter","type":"int","doc":"Load counter of the card at the load."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Value of the load, in fen."},{"name":"cause","type":"string","doc":"Why, in snake_case: \'next_record\' where the balance in the card\'s next record does not hold the load, else what was said at the reversal."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseOpened',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseOpened","namespace":"scrip.ledger","doc":"A card can hold value offline for an enterprise from now on: an empty purse of one key epoch, its counters not yet used (domain 2.10).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"cardId","type":"string","doc":"Card that has the purse; crd_ and a ULID."},{"name":"enterpriseId","type":"string","doc":"Enterprise the purse and its keys are of, the issuer\'s own code."},{"name":"keyEpoch","type":"int","doc":"Key epoch, from 1: washing a card with new keys begins the next, with counters of its own."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseRecordRefused',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseRecordRefused","namespace":"scrip.ledger","doc":"A record of a spend was not taken and is kept here for finance: the account is unchanged (domain 2.10, O2).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"cardId","type":"string","doc":"Card that has the purse; crd_ and a ULID."},{"name":"line","type":"int","doc":"Place in the upload it came with, from 1."},{"name":"counter","type":"int","doc":"Spend counter of the card within the key epoch, from 1."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen, as the record says."},{"name":"balanceFen","type":{"type":"long","logicalType":"fen"},"doc":"What the purse held after it, in fen, as the record says."},{"name":"spentAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it was paid by the terminal\'s clock, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"merchantId","type":"string","doc":"Merchant that was paid, the issuer\'s own code."},{"name":"terminalId","type":"string","doc":"Terminal it was paid at, the issuer\'s own code."},{"name":"code","type":"string","doc":"Why: \'mac_invalid\', \'counter_conflict\' (the counter was taken with other contents) or \'gaps_exceeded\' (too many gaps are open; it can be sent again when some are closed)."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseRecordsRepeated',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseRecordsRepeated","namespace":"scrip.ledger","doc":"Records arrived that had arrived before, taken or refused; nothing changes (domain 2.10, O1).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"repeated","type":{"type":"array","items":{"type":"record","name":"RepeatedRecord","doc":"A record that was named as a duplicate.","fields":[{"name":"line","type":"int","doc":"Place in the upload it came with, from 1."},{"name":"counter","type":"int","doc":"Spend counter of the card."},{"name":"code","type":["null","string"],"default":null,"doc":"Why it had been refused, as in PurseRecordRefused. Null: it had been taken."}]}},"doc":"The duplicates, in the order of the upload."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'PurseSpent',
    service: 'ledger',
    stream: 'purse',
    text: '{"type":"record","name":"PurseSpent","namespace":"scrip.ledger","doc":"A merchant was paid offline with the purse. Each counter is taken once, however late and in whatever order records arrive (domain 2.10, O1).","fields":[{"name":"purseId","type":"string","doc":"Purse this happened to; prs_ and 26 characters made of card, enterprise and key epoch; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"cardId","type":"string","doc":"Card that has the purse; crd_ and a ULID."},{"name":"line","type":"int","doc":"Place in the upload it came with, from 1."},{"name":"counter","type":"int","doc":"Spend counter of the card within the key epoch, from 1."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen, as the record says."},{"name":"balanceFen","type":{"type":"long","logicalType":"fen"},"doc":"What the purse held after it, in fen, as the record says."},{"name":"spentAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it was paid by the terminal\'s clock, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"merchantId","type":"string","doc":"Merchant that was paid, the issuer\'s own code."},{"name":"terminalId","type":"string","doc":"Terminal it was paid at, the issuer\'s own code."},{"name":"cardReportedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the card had been reported lost, in milliseconds since 1970-01-01T00:00:00Z, where it was paid after that: the merchant is paid, the issuer bears it, finance is told. Null: paid by the holder."},{"name":"bearer","type":["null","string"],"default":null,"doc":"Who bears a spend after the report of loss where the product goes by what the terminal knew: \'holder\' (the terminal had not taken the list of blocked cards yet) or \'issuer\'. Null: the issuer, if cardReportedAt says so, else the holder."},{"name":"gapFromCounter","type":["null","int"],"default":null,"doc":"First counter of the open gap that it is in: all of amountFen comes out of the gap\'s suspense; what the issuer bears of it goes back to liability:purse. Null: in no gap that keeps suspense."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
];
