// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen, Points } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** One article of a receipt. */
export interface ReceiptLine {
  /** Place on the receipt, from 1. */
  readonly lineNo: number;
  /** Article as the till knows it. */
  readonly sku: string;
  /** Price on the tag, before any promotion or grade, in fen. */
  readonly tagFen: Fen;
  /** 'regular' or 'special'; a special price takes no grade discount but earns points (domain 2.1, M4). */
  readonly priceClass: string;
  /** Counter that sold the line, by its key in the programme document. */
  readonly counterKey: string;
  /** Price of the line after all discounts, in fen, rounded once, half up (domain 1). */
  readonly paidFen: Fen;
}

/** One way a receipt was paid. */
export interface ReceiptTender {
  /** What paid, such as 'wallet', 'cash' or 'bank-card'. */
  readonly kind: string;
  /** Amount paid this way, in fen. */
  readonly amountFen: Fen;
  /** What the tender points at, such as the id of the spend; null if nothing. */
  readonly reference: string | null;
}

/** How many points a rule with caps had left for a member when a receipt was recorded. */
export interface CampaignRoom {
  /** Key of the rule in the programme document. */
  readonly rule: string;
  /** Points that it could still add, before what it may add to one receipt. */
  readonly roomPoints: Points;
}

/** What a receipt earned, and what the rules knew besides its lines and tenders, so that a return can let it earn again. */
export interface ReceiptEarning {
  /** All points of the receipt. */
  readonly earnedPoints: Points;
  /** Which purchasing member of the business day this was, from 1; null if no rule asked (domain 2.1, M10). */
  readonly dayRank: number | null;
  /** Grade of the member that the rules were told, by its key in the programme document; null where no rule asked. */
  readonly grade: string | null;
  /** From when the points can be used, in milliseconds since 1970-01-01T00:00:00Z; null: at once. */
  readonly usableAt: EpochMs | null;
  /** When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never. */
  readonly expiresAt: EpochMs | null;
  /** What rules with caps had left; null where no rule has a cap by day, month or in all. */
  readonly rooms: readonly CampaignRoom[] | null;
}

/** What was given back of one line of a receipt. */
export interface ReturnedLine {
  /** Place on the receipt, from 1. */
  readonly lineNo: number;
  /** Given back of what the line cost, in fen. */
  readonly returnedFen: Fen;
}

/** One purchase was recorded with its lines and tenders, as the till printed it. Points, joining and campaigns are decided from it; a receipt is recorded once (domain 1, 2.1). */
export interface ReceiptRecorded {
  /** Receipt number, the issuer's own text of [A-Za-z0-9_.-]{1,64}; unique within the issuer. */
  readonly receiptId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Membership shown at the till; mbr_ and a ULID; null for a purchase without one. */
  readonly membershipId: string | null;
  /** Points account that earns; pts_ and a ULID; null if nobody earns. */
  readonly accountId: string | null;
  /** Holder who bought; hld_ and a ULID; null if not known. */
  readonly holderId: string | null;
  /** The lines in the order of the receipt. */
  readonly lines: readonly ReceiptLine[];
  /** How it was paid; the amounts sum to paidFen. */
  readonly tenders: readonly ReceiptTender[];
  /** Total paid, in fen: the sum of paidFen over lines. */
  readonly paidFen: Fen;
  /** Business day of the purchase in Asia/Shanghai, YYYY-MM-DD; campaigns and joining count by it. */
  readonly businessDate: string;
  /** Price quote of tiering the till charged by; null if it priced without one. */
  readonly quoteId: string | null;
  /** Whether the day counted as the birthday of the receipt's holder (domain 2.1); null where nothing in the programme asks for it, or where cards did not say. */
  readonly ownDay: boolean | null;
  /** Segments of the programme that the rules asked for and the member was in, by their keys, also where it earned nothing; null where no rule asked, and in events from before this field (domain 2.11). */
  readonly segments: readonly string[] | null;
  /** What it earned when it was recorded, a return leaves it as it was; null where it earned nothing, and in events from before this field. */
  readonly earned: ReceiptEarning | null;
}

/** Goods of a receipt were returned, all or in part. The receipt itself stays as it was printed; what its points lost is on the account (domain 2.1, M12). */
export interface ReceiptReturned {
  /** Receipt the goods were on, the issuer's own number. */
  readonly receiptId: string;
  /** The return, the issuer's own number of [A-Za-z0-9_.-]{1,64}; unique for the receipt. */
  readonly returnId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Membership of the receipt; mbr_ and a ULID; null for a purchase without one. */
  readonly membershipId: string | null;
  /** Points account that the points are taken back from; pts_ and a ULID; null if nobody earned. */
  readonly accountId: string | null;
  /** Holder who bought; hld_ and a ULID; null if not known. */
  readonly holderId: string | null;
  /** What was given back of each line, in the order of the receipt. */
  readonly lines: readonly ReturnedLine[];
  /** How much of each tender of the receipt is undone; the amounts sum to returnedFen. */
  readonly tenders: readonly ReceiptTender[];
  /** Given back by this return, in fen. */
  readonly returnedFen: Fen;
  /** What of the receipt is not returned after this, in fen. */
  readonly leftFen: Fen;
  /** What is left of the receipt earns, by the rules of the day it was bought; null if nobody earned. */
  readonly earnedAfterPoints: Points | null;
  /** What the account lost for this return; null if nobody earned. */
  readonly takenBackPoints: Points | null;
  /** Business day of the return in Asia/Shanghai, YYYY-MM-DD. */
  readonly businessDate: string;
}

/** Every event of topic points.purchase. */
export type PurchaseEvent =
  | { readonly type: 'ReceiptRecorded'; readonly data: ReceiptRecorded }
  | { readonly type: 'ReceiptReturned'; readonly data: ReceiptReturned };

/** The schemas of topic points.purchase, compact JSON. */
export const PURCHASE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ReceiptRecorded',
    service: 'points',
    stream: 'purchase',
    text: '{"type":"record","name":"ReceiptRecorded","namespace":"scrip.points","doc":"One purchase was recorded with its lines and tenders, as the till printed it. Points, joining and campaigns are decided from it; a receipt is recorded once (domain 1, 2.1).","fields":[{"name":"receiptId","type":"string","doc":"Receipt number, the issuer\'s own text of [A-Za-z0-9_.-]{1,64}; unique within the issuer."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"membershipId","type":["null","string"],"default":null,"doc":"Membership shown at the till; mbr_ and a ULID; null for a purchase without one."},{"name":"accountId","type":["null","string"],"default":null,"doc":"Points account that earns; pts_ and a ULID; null if nobody earns."},{"name":"holderId","type":["null","string"],"default":null,"doc":"Holder who bought; hld_ and a ULID; null if not known."},{"name":"lines","type":{"type":"array","items":{"type":"record","name":"ReceiptLine","doc":"One article of a receipt.","fields":[{"name":"lineNo","type":"int","doc":"Place on the receipt, from 1."},{"name":"sku","type":"string","doc":"Article as the till knows it."},{"name":"tagFen","type":{"type":"long","logicalType":"fen"},"doc":"Price on the tag, before any promotion or grade, in fen."},{"name":"priceClass","type":"string","doc":"\'regular\' or \'special\'; a special price takes no grade discount but earns points (domain 2.1, M4)."},{"name":"counterKey","type":"string","doc":"Counter that sold the line, by its key in the programme document."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"Price of the line after all discounts, in fen, rounded once, half up (domain 1)."}]}},"doc":"The lines in the order of the receipt."},{"name":"tenders","type":{"type":"array","items":{"type":"record","name":"ReceiptTender","doc":"One way a receipt was paid.","fields":[{"name":"kind","type":"string","doc":"What paid, such as \'wallet\', \'cash\' or \'bank-card\'."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount paid this way, in fen."},{"name":"reference","type":["null","string"],"default":null,"doc":"What the tender points at, such as the id of the spend; null if nothing."}]}},"doc":"How it was paid; the amounts sum to paidFen."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"Total paid, in fen: the sum of paidFen over lines."},{"name":"businessDate","type":"string","doc":"Business day of the purchase in Asia/Shanghai, YYYY-MM-DD; campaigns and joining count by it."},{"name":"quoteId","type":["null","string"],"default":null,"doc":"Price quote of tiering the till charged by; null if it priced without one."},{"name":"ownDay","type":["null","boolean"],"default":null,"doc":"Whether the day counted as the birthday of the receipt\'s holder (domain 2.1); null where nothing in the programme asks for it, or where cards did not say."},{"name":"segments","type":["null",{"type":"array","items":"string"}],"default":null,"doc":"Segments of the programme that the rules asked for and the member was in, by their keys, also where it earned nothing; null where no rule asked, and in events from before this field (domain 2.11)."},{"name":"earned","type":["null",{"type":"record","name":"ReceiptEarning","doc":"What a receipt earned, and what the rules knew besides its lines and tenders, so that a return can let it earn again.","fields":[{"name":"earnedPoints","type":{"type":"long","logicalType":"points"},"doc":"All points of the receipt."},{"name":"dayRank","type":["null","int"],"default":null,"doc":"Which purchasing member of the business day this was, from 1; null if no rule asked (domain 2.1, M10)."},{"name":"grade","type":["null","string"],"default":null,"doc":"Grade of the member that the rules were told, by its key in the programme document; null where no rule asked."},{"name":"usableAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"From when the points can be used, in milliseconds since 1970-01-01T00:00:00Z; null: at once."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When they lapse, in milliseconds since 1970-01-01T00:00:00Z; null: never."},{"name":"rooms","type":["null",{"type":"array","items":{"type":"record","name":"CampaignRoom","doc":"How many points a rule with caps had left for a member when a receipt was recorded.","fields":[{"name":"rule","type":"string","doc":"Key of the rule in the programme document."},{"name":"roomPoints","type":{"type":"long","logicalType":"points"},"doc":"Points that it could still add, before what it may add to one receipt."}]}}],"default":null,"doc":"What rules with caps had left; null where no rule has a cap by day, month or in all."}]}],"default":null,"doc":"What it earned when it was recorded, a return leaves it as it was; null where it earned nothing, and in events from before this field."}]}',
  },
  {
    type: 'ReceiptReturned',
    service: 'points',
    stream: 'purchase',
    text: '{"type":"record","name":"ReceiptReturned","namespace":"scrip.points","doc":"Goods of a receipt were returned, all or in part. The receipt itself stays as it was printed; what its points lost is on the account (domain 2.1, M12).","fields":[{"name":"receiptId","type":"string","doc":"Receipt the goods were on, the issuer\'s own number."},{"name":"returnId","type":"string","doc":"The return, the issuer\'s own number of [A-Za-z0-9_.-]{1,64}; unique for the receipt."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"membershipId","type":["null","string"],"default":null,"doc":"Membership of the receipt; mbr_ and a ULID; null for a purchase without one."},{"name":"accountId","type":["null","string"],"default":null,"doc":"Points account that the points are taken back from; pts_ and a ULID; null if nobody earned."},{"name":"holderId","type":["null","string"],"default":null,"doc":"Holder who bought; hld_ and a ULID; null if not known."},{"name":"lines","type":{"type":"array","items":{"type":"record","name":"ReturnedLine","doc":"What was given back of one line of a receipt.","fields":[{"name":"lineNo","type":"int","doc":"Place on the receipt, from 1."},{"name":"returnedFen","type":{"type":"long","logicalType":"fen"},"doc":"Given back of what the line cost, in fen."}]}},"doc":"What was given back of each line, in the order of the receipt."},{"name":"tenders","type":{"type":"array","items":{"type":"record","name":"ReceiptTender","doc":"One way a receipt was paid.","fields":[{"name":"kind","type":"string","doc":"What paid, such as \'wallet\', \'cash\' or \'bank-card\'."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Amount paid this way, in fen."},{"name":"reference","type":["null","string"],"default":null,"doc":"What the tender points at, such as the id of the spend; null if nothing."}]}},"doc":"How much of each tender of the receipt is undone; the amounts sum to returnedFen."},{"name":"returnedFen","type":{"type":"long","logicalType":"fen"},"doc":"Given back by this return, in fen."},{"name":"leftFen","type":{"type":"long","logicalType":"fen"},"doc":"What of the receipt is not returned after this, in fen."},{"name":"earnedAfterPoints","type":["null",{"type":"long","logicalType":"points"}],"default":null,"doc":"What is left of the receipt earns, by the rules of the day it was bought; null if nobody earned."},{"name":"takenBackPoints","type":["null",{"type":"long","logicalType":"points"}],"default":null,"doc":"What the account lost for this return; null if nobody earned."},{"name":"businessDate","type":"string","doc":"Business day of the return in Asia/Shanghai, YYYY-MM-DD."}]}',
  },
];
