// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen, Points } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** One number that a standard was asked with, exact: a sum, or an average as its sum and its divisor. */
export interface MeasuredFigure {
  /** Metric, window and how it was taken, as one key. */
  readonly measure: string;
  /** The sum as whole decimal digits, in the unit of the metric; text, since a fraction may need more than 64 bits. */
  readonly total: string;
  /** The divisor as whole decimal digits, above zero; 1 for what is no average. */
  readonly over: string;
}

/** A month whose rating came to something else. */
export interface RatedMonthChange {
  /** Month, YYYY-MM in Asia/Shanghai. */
  readonly month: string;
  /** Key of the highest grade that the rating before found met. */
  readonly oldMetGrade: string;
  /** Key of the highest grade that is met by the values as they are now. */
  readonly newMetGrade: string;
  /** Key of the grade after the rating before. */
  readonly oldGrade: string;
  /** Key of the grade after this rating. */
  readonly newGrade: string;
  /** How oldGrade was held: 'met', 'extension' or 'falling'. */
  readonly oldStanding: string;
  /** How newGrade is held, as oldStanding. */
  readonly newStanding: string;
}

/** A member reached a higher grade by points earned, at once and with the receipt that did it (domain 2.1, M7). A later return does not take it back (domain 2.1, M12). */
export interface GradeRaised {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder whose grade was raised; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Key of the grade before. */
  readonly fromGrade: string;
  /** Key of the grade from now on. */
  readonly toGrade: string;
  /** Key of the rule in the programme document. */
  readonly rule: string;
  /** Receipt that reached the threshold, the issuer's own number. */
  readonly receiptId: string;
  /** Lifetime points the rule was checked with. */
  readonly lifetimePoints: Points;
  /** Points balance the rule was checked with; null in events from before this field. */
  readonly balancePoints: Points | null;
}

/** A rating changed a member's grade, or how it is held: one event per rating and member, none where nothing changed. Whoever was rated first and is more than the lowest grade becomes a member by it (domain 2.6 to 2.8). */
export interface GradeRated {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder who was rated; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Rating run that rated; rtr_ and a ULID. */
  readonly runId: string;
  /** Month that was rated, YYYY-MM in Asia/Shanghai. */
  readonly month: string;
  /** Key of the grade before; the lowest of the programme for whoever was never rated. */
  readonly fromGrade: string;
  /** Key of the grade after; equal to fromGrade where only its standing changed. */
  readonly toGrade: string;
  /** Key of the highest grade whose standard the month met; the lowest of the programme where none was. */
  readonly metGrade: string;
  /** Key of the standard that gave metGrade; null where none was met. */
  readonly standard: string | null;
  /** 'raised', 'confirmed' (an extension or a fall ended), 'extended' (missed and kept) or 'lowered'. */
  readonly outcome: string;
  /** How the grade was held before: 'met', 'extension' or 'falling' (no extension before a level is met). */
  readonly fromStanding: string;
  /** How the grade is held after, as fromStanding. */
  readonly toStanding: string;
  /** Ratings of the extension that have missed the grade, this one included; 0 outside an extension. */
  readonly missedRatings: number;
  /** What was measured, so that the rating can be explained without the values at hand. */
  readonly measured: readonly MeasuredFigure[];
  /** First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai. */
  readonly effectiveDate: string;
}

/** Late or corrected values of rated months changed what their ratings came to: the months are rated again from the first of them on, and this says what was and what is. Grades held in the past are not taken back; the present one follows (domain 2.6 to 2.8). */
export interface GradeRerated {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder who was rated again; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Rating run that rated again; rtr_ and a ULID. */
  readonly runId: string;
  /** The months that changed, in order; what they came to before and now. */
  readonly months: readonly RatedMonthChange[];
  /** Key of the grade that was held when this was decided. */
  readonly fromGrade: string;
  /** Key of the grade from now on; equal to fromGrade where only months of the past changed. */
  readonly toGrade: string;
  /** How toGrade is held: 'met', 'extension' or 'falling'. */
  readonly toStanding: string;
  /** Ratings of the extension that have missed the grade; 0 outside an extension. */
  readonly missedRatings: number;
  /** First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai. */
  readonly effectiveDate: string;
}

/** A holder joined a programme with a grade, by receipts of one business day or without any on a launch day (domain 2.1, M5). */
export interface MemberJoined {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder who joined; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Key of the grade in the programme document. */
  readonly grade: string;
  /** Key of the joining rule that gave the grade. */
  readonly rule: string;
  /** Receipts used to join, the issuer's own numbers; each joins one member only. Empty if the rule needs none. */
  readonly receiptIds: readonly string[];
  /** Total paid on those receipts, in fen; 0 if there are none. */
  readonly receiptsTotalFen: Fen;
  /** Business day of joining in Asia/Shanghai, YYYY-MM-DD; all receipts are of it. */
  readonly businessDate: string;
}

/** Every event of topic tiering.membership. */
export type MembershipEvent =
  | { readonly type: 'GradeRaised'; readonly data: GradeRaised }
  | { readonly type: 'GradeRated'; readonly data: GradeRated }
  | { readonly type: 'GradeRerated'; readonly data: GradeRerated }
  | { readonly type: 'MemberJoined'; readonly data: MemberJoined };

/** The schemas of topic tiering.membership, compact JSON. */
export const MEMBERSHIP_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'GradeRaised',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeRaised","namespace":"scrip.tiering","doc":"A member reached a higher grade by points earned, at once and with the receipt that did it (domain 2.1, M7). A later return does not take it back (domain 2.1, M12).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder whose grade was raised; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"fromGrade","type":"string","doc":"Key of the grade before."},{"name":"toGrade","type":"string","doc":"Key of the grade from now on."},{"name":"rule","type":"string","doc":"Key of the rule in the programme document."},{"name":"receiptId","type":"string","doc":"Receipt that reached the threshold, the issuer\'s own number."},{"name":"lifetimePoints","type":{"type":"long","logicalType":"points"},"doc":"Lifetime points the rule was checked with."},{"name":"balancePoints","type":["null",{"type":"long","logicalType":"points"}],"default":null,"doc":"Points balance the rule was checked with; null in events from before this field."}]}',
  },
  {
    type: 'GradeRated',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeRated","namespace":"scrip.tiering","doc":"A rating changed a member\'s grade, or how it is held: one event per rating and member, none where nothing changed. Whoever was rated first and is more than the lowest grade becomes a member by it (domain 2.6 to 2.8).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who was rated; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"runId","type":"string","doc":"Rating run that rated; rtr_ and a ULID."},{"name":"month","type":"string","doc":"Month that was rated, YYYY-MM in Asia/Shanghai."},{"name":"fromGrade","type":"string","doc":"Key of the grade before; the lowest of the programme for whoever was never rated."},{"name":"toGrade","type":"string","doc":"Key of the grade after; equal to fromGrade where only its standing changed."},{"name":"metGrade","type":"string","doc":"Key of the highest grade whose standard the month met; the lowest of the programme where none was."},{"name":"standard","type":["null","string"],"default":null,"doc":"Key of the standard that gave metGrade; null where none was met."},{"name":"outcome","type":"string","doc":"\'raised\', \'confirmed\' (an extension or a fall ended), \'extended\' (missed and kept) or \'lowered\'."},{"name":"fromStanding","type":"string","doc":"How the grade was held before: \'met\', \'extension\' or \'falling\' (no extension before a level is met)."},{"name":"toStanding","type":"string","doc":"How the grade is held after, as fromStanding."},{"name":"missedRatings","type":"int","doc":"Ratings of the extension that have missed the grade, this one included; 0 outside an extension."},{"name":"measured","type":{"type":"array","items":{"type":"record","name":"MeasuredFigure","doc":"One number that a standard was asked with, exact: a sum, or an average as its sum and its divisor.","fields":[{"name":"measure","type":"string","doc":"Metric, window and how it was taken, as one key."},{"name":"total","type":"string","doc":"The sum as whole decimal digits, in the unit of the metric; text, since a fraction may need more than 64 bits."},{"name":"over","type":"string","doc":"The divisor as whole decimal digits, above zero; 1 for what is no average."}]}},"doc":"What was measured, so that the rating can be explained without the values at hand."},{"name":"effectiveDate","type":"string","doc":"First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai."}]}',
  },
  {
    type: 'GradeRerated',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeRerated","namespace":"scrip.tiering","doc":"Late or corrected values of rated months changed what their ratings came to: the months are rated again from the first of them on, and this says what was and what is. Grades held in the past are not taken back; the present one follows (domain 2.6 to 2.8).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who was rated again; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"runId","type":"string","doc":"Rating run that rated again; rtr_ and a ULID."},{"name":"months","type":{"type":"array","items":{"type":"record","name":"RatedMonthChange","doc":"A month whose rating came to something else.","fields":[{"name":"month","type":"string","doc":"Month, YYYY-MM in Asia/Shanghai."},{"name":"oldMetGrade","type":"string","doc":"Key of the highest grade that the rating before found met."},{"name":"newMetGrade","type":"string","doc":"Key of the highest grade that is met by the values as they are now."},{"name":"oldGrade","type":"string","doc":"Key of the grade after the rating before."},{"name":"newGrade","type":"string","doc":"Key of the grade after this rating."},{"name":"oldStanding","type":"string","doc":"How oldGrade was held: \'met\', \'extension\' or \'falling\'."},{"name":"newStanding","type":"string","doc":"How newGrade is held, as oldStanding."}]}},"doc":"The months that changed, in order; what they came to before and now."},{"name":"fromGrade","type":"string","doc":"Key of the grade that was held when this was decided."},{"name":"toGrade","type":"string","doc":"Key of the grade from now on; equal to fromGrade where only months of the past changed."},{"name":"toStanding","type":"string","doc":"How toGrade is held: \'met\', \'extension\' or \'falling\'."},{"name":"missedRatings","type":"int","doc":"Ratings of the extension that have missed the grade; 0 outside an extension."},{"name":"effectiveDate","type":"string","doc":"First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai."}]}',
  },
  {
    type: 'MemberJoined',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"MemberJoined","namespace":"scrip.tiering","doc":"A holder joined a programme with a grade, by receipts of one business day or without any on a launch day (domain 2.1, M5).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who joined; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"grade","type":"string","doc":"Key of the grade in the programme document."},{"name":"rule","type":"string","doc":"Key of the joining rule that gave the grade."},{"name":"receiptIds","type":{"type":"array","items":"string"},"doc":"Receipts used to join, the issuer\'s own numbers; each joins one member only. Empty if the rule needs none."},{"name":"receiptsTotalFen","type":{"type":"long","logicalType":"fen"},"doc":"Total paid on those receipts, in fen; 0 if there are none."},{"name":"businessDate","type":"string","doc":"Business day of joining in Asia/Shanghai, YYYY-MM-DD; all receipts are of it."}]}',
  },
];
