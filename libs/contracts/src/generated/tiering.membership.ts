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

/** A grade given by hand that goes on. */
export interface MembershipGrant {
  /** Application that it was given for; gap_ and a ULID. */
  readonly applicationId: string;
  /** Key of the grade that was given. */
  readonly grade: string;
  /** Key of the grade that is back when it ends. */
  readonly beforeGrade: string;
  /** Last business day of its term, YYYY-MM-DD; null where it stands until somebody ends it. */
  readonly untilDate: string | null;
}

/** The term of a grade that was given by hand is over, or who has the authority ended it: the grade before it is back, or what ratings gave since, if that is higher (domain 2.8). */
export interface GradeGrantEnded {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Key of the grade before; of the lowest where the holder had none. */
  readonly fromGrade: string;
  /** Key of the grade from now on. */
  readonly toGrade: string;
  /** Application it had been given for; gap_ and a ULID. */
  readonly applicationId: string;
  /** First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai. */
  readonly effectiveDate: string;
  /** Why: 'term_over', or a code of the issuer in snake_case. */
  readonly cause: string;
  /** Subject of the token of who ended it; null where its term was over. */
  readonly endedBy: string | null;
}

/** A grade was given by hand, by who has the authority over it (domain 2.8). Until its term ends no rating takes it; a rating may raise it further. */
export interface GradeGranted {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Key of the grade before; of the lowest where the holder had none. */
  readonly fromGrade: string;
  /** Key of the grade from now on. */
  readonly toGrade: string;
  /** Application that was approved: gap_ and a ULID, or apl_ where it was one for a card. */
  readonly applicationId: string;
  /** First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai. */
  readonly effectiveDate: string;
  /** Last business day of the term, YYYY-MM-DD; null where it stands until somebody ends it. */
  readonly untilDate: string | null;
  /** In which role it was approved, a key of the programme. */
  readonly role: string;
  /** Subject of the token of who approved it. */
  readonly approvedBy: string;
}

/** A member reached a higher grade by points earned, at once and with what did it: a receipt, or a correction, a merge or a confirmation of points (domain 2.1, M7). A later return does not take it back (domain 2.1, M12). */
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
  /** Receipt that reached the threshold, the issuer's own number; empty where something else did, see reachedBy. */
  readonly receiptId: string;
  /** Lifetime points the rule was checked with. */
  readonly lifetimePoints: Points;
  /** Points balance the rule was checked with; null in events from before this field. */
  readonly balancePoints: Points | null;
  /** What brought the points there: 'receipt', 'adjustment', 'merge' of two accounts, 'confirmation' of points that waited, 'use_reversed', or 'grant' of an entitlement; null in events from before this field: a receipt. */
  readonly reachedBy: string | null;
  /** The adjustment, paj_; the account merged, pts_; the use that was undone; or the use of an entitlement that gave them, use_; null for a receipt or a confirmation. */
  readonly reference: string | null;
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

/** A rating that the customer asked for was passed: the grade holds at once (domain 2.6, B4). */
export interface GradeRatedInstantly {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Key of the grade before; of the lowest where the holder had none. */
  readonly fromGrade: string;
  /** Key of the grade from now on. */
  readonly toGrade: string;
  /** The instant rating; irt_ and a ULID. */
  readonly ratingId: string;
  /** Calendar month of the rating, YYYY-MM. */
  readonly month: string;
  /** Whether it stands in for the system rating of that month. */
  readonly settlesMonth: boolean;
  /** Key of the standard that was met. */
  readonly standard: string;
  /** First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai. */
  readonly effectiveDate: string;
  /** What was measured when it was decided; null in events from before this field. */
  readonly measured: readonly MeasuredFigure[] | null;
  /** Product that the customer bought, a key of the programme; null where none is asked for, or in events from before this field. */
  readonly productKey: string | null;
  /** Subject of the token of who approved it; null in events from before this field. */
  readonly decidedBy: string | null;
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

/** A holder joined a programme with a grade, by receipts of one business day, without any on a launch day (domain 2.1, M5), or because an application for a card was approved with the grade (domain 2.11). */
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
  /** Key of the joining rule that gave the grade, or of the approval that was applied for. */
  readonly rule: string;
  /** Receipts used to join, the issuer's own numbers; each joins one member only. Empty if the rule needs none. */
  readonly receiptIds: readonly string[];
  /** Total paid on those receipts, in fen; 0 if there are none. */
  readonly receiptsTotalFen: Fen;
  /** Business day of joining in Asia/Shanghai, YYYY-MM-DD; all receipts are of it. */
  readonly businessDate: string;
  /** Application for a card that was approved with the grade; apl_ and a ULID; null where receipts or a launch day let the holder join. */
  readonly applicationId: string | null;
  /** In which role the application was approved, a key of the programme; null without one. */
  readonly role: string | null;
  /** Subject of the token of who approved the application; null without one. */
  readonly approvedBy: string | null;
}

/** A membership ended: its holder was found to be another, or was erased. */
export interface MembershipClosed {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Key of the grade that it had. */
  readonly grade: string;
  /** 'merged' or 'erased'. */
  readonly cause: string;
  /** Membership that goes on in its place; mbr_ and a ULID; null where none does. */
  readonly intoMembershipId: string | null;
}

/** Two holders were one person: this membership goes on with the higher grade of the two; the other closes (domain 2.1, 2.6). */
export interface MembershipTakenOver {
  /** Membership this happened to; mbr_ and a ULID; also the stream id. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Key of the grade before; of the lowest where the holder had none. */
  readonly fromGrade: string;
  /** Key of the grade from now on. */
  readonly toGrade: string;
  /** How toGrade is held: 'met', 'extension' or 'falling'. */
  readonly toStanding: string;
  /** Ratings of the extension that have missed the grade; 0 outside an extension. */
  readonly missedRatings: number;
  /** Membership that closes; mbr_ and a ULID. */
  readonly fromMembershipId: string;
  /** Holder who is this one from now on; hld_ and a ULID. */
  readonly fromHolderId: string;
  /** The merge of the holders; hmg_ and a ULID. */
  readonly mergeId: string;
  /** Key of the grade that the closing membership had. */
  readonly otherGrade: string;
  /** Grade given by hand, to either of the two, that stands from now on; null: the one of this membership, if it has one, as it was. */
  readonly grant: MembershipGrant | null;
  /** Months, YYYY-MM, not rated yet, whose system rating another decision of the closing membership stands in for; null: not said. */
  readonly settledMonths: readonly string[] | null;
  /** First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai. */
  readonly effectiveDate: string;
}

/** Every event of topic tiering.membership. */
export type MembershipEvent =
  | { readonly type: 'GradeGrantEnded'; readonly data: GradeGrantEnded }
  | { readonly type: 'GradeGranted'; readonly data: GradeGranted }
  | { readonly type: 'GradeRaised'; readonly data: GradeRaised }
  | { readonly type: 'GradeRated'; readonly data: GradeRated }
  | { readonly type: 'GradeRatedInstantly'; readonly data: GradeRatedInstantly }
  | { readonly type: 'GradeRerated'; readonly data: GradeRerated }
  | { readonly type: 'MemberJoined'; readonly data: MemberJoined }
  | { readonly type: 'MembershipClosed'; readonly data: MembershipClosed }
  | { readonly type: 'MembershipTakenOver'; readonly data: MembershipTakenOver };

/** The schemas of topic tiering.membership, compact JSON. */
export const MEMBERSHIP_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'GradeGrantEnded',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeGrantEnded","namespace":"scrip.tiering","doc":"The term of a grade that was given by hand is over, or who has the authority ended it: the grade before it is back, or what ratings gave since, if that is higher (domain 2.8).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"fromGrade","type":"string","doc":"Key of the grade before; of the lowest where the holder had none."},{"name":"toGrade","type":"string","doc":"Key of the grade from now on."},{"name":"applicationId","type":"string","doc":"Application it had been given for; gap_ and a ULID."},{"name":"effectiveDate","type":"string","doc":"First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai."},{"name":"cause","type":"string","doc":"Why: \'term_over\', or a code of the issuer in snake_case."},{"name":"endedBy","type":["null","string"],"default":null,"doc":"Subject of the token of who ended it; null where its term was over."}]}',
  },
  {
    type: 'GradeGranted',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeGranted","namespace":"scrip.tiering","doc":"A grade was given by hand, by who has the authority over it (domain 2.8). Until its term ends no rating takes it; a rating may raise it further.","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"fromGrade","type":"string","doc":"Key of the grade before; of the lowest where the holder had none."},{"name":"toGrade","type":"string","doc":"Key of the grade from now on."},{"name":"applicationId","type":"string","doc":"Application that was approved: gap_ and a ULID, or apl_ where it was one for a card."},{"name":"effectiveDate","type":"string","doc":"First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai."},{"name":"untilDate","type":["null","string"],"default":null,"doc":"Last business day of the term, YYYY-MM-DD; null where it stands until somebody ends it."},{"name":"role","type":"string","doc":"In which role it was approved, a key of the programme."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it."}]}',
  },
  {
    type: 'GradeRaised',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeRaised","namespace":"scrip.tiering","doc":"A member reached a higher grade by points earned, at once and with what did it: a receipt, or a correction, a merge or a confirmation of points (domain 2.1, M7). A later return does not take it back (domain 2.1, M12).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder whose grade was raised; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"fromGrade","type":"string","doc":"Key of the grade before."},{"name":"toGrade","type":"string","doc":"Key of the grade from now on."},{"name":"rule","type":"string","doc":"Key of the rule in the programme document."},{"name":"receiptId","type":"string","doc":"Receipt that reached the threshold, the issuer\'s own number; empty where something else did, see reachedBy."},{"name":"lifetimePoints","type":{"type":"long","logicalType":"points"},"doc":"Lifetime points the rule was checked with."},{"name":"balancePoints","type":["null",{"type":"long","logicalType":"points"}],"default":null,"doc":"Points balance the rule was checked with; null in events from before this field."},{"name":"reachedBy","type":["null","string"],"default":null,"doc":"What brought the points there: \'receipt\', \'adjustment\', \'merge\' of two accounts, \'confirmation\' of points that waited, \'use_reversed\', or \'grant\' of an entitlement; null in events from before this field: a receipt."},{"name":"reference","type":["null","string"],"default":null,"doc":"The adjustment, paj_; the account merged, pts_; the use that was undone; or the use of an entitlement that gave them, use_; null for a receipt or a confirmation."}]}',
  },
  {
    type: 'GradeRated',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeRated","namespace":"scrip.tiering","doc":"A rating changed a member\'s grade, or how it is held: one event per rating and member, none where nothing changed. Whoever was rated first and is more than the lowest grade becomes a member by it (domain 2.6 to 2.8).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who was rated; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"runId","type":"string","doc":"Rating run that rated; rtr_ and a ULID."},{"name":"month","type":"string","doc":"Month that was rated, YYYY-MM in Asia/Shanghai."},{"name":"fromGrade","type":"string","doc":"Key of the grade before; the lowest of the programme for whoever was never rated."},{"name":"toGrade","type":"string","doc":"Key of the grade after; equal to fromGrade where only its standing changed."},{"name":"metGrade","type":"string","doc":"Key of the highest grade whose standard the month met; the lowest of the programme where none was."},{"name":"standard","type":["null","string"],"default":null,"doc":"Key of the standard that gave metGrade; null where none was met."},{"name":"outcome","type":"string","doc":"\'raised\', \'confirmed\' (an extension or a fall ended), \'extended\' (missed and kept) or \'lowered\'."},{"name":"fromStanding","type":"string","doc":"How the grade was held before: \'met\', \'extension\' or \'falling\' (no extension before a level is met)."},{"name":"toStanding","type":"string","doc":"How the grade is held after, as fromStanding."},{"name":"missedRatings","type":"int","doc":"Ratings of the extension that have missed the grade, this one included; 0 outside an extension."},{"name":"measured","type":{"type":"array","items":{"type":"record","name":"MeasuredFigure","doc":"One number that a standard was asked with, exact: a sum, or an average as its sum and its divisor.","fields":[{"name":"measure","type":"string","doc":"Metric, window and how it was taken, as one key."},{"name":"total","type":"string","doc":"The sum as whole decimal digits, in the unit of the metric; text, since a fraction may need more than 64 bits."},{"name":"over","type":"string","doc":"The divisor as whole decimal digits, above zero; 1 for what is no average."}]}},"doc":"What was measured, so that the rating can be explained without the values at hand."},{"name":"effectiveDate","type":"string","doc":"First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai."}]}',
  },
  {
    type: 'GradeRatedInstantly',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeRatedInstantly","namespace":"scrip.tiering","doc":"A rating that the customer asked for was passed: the grade holds at once (domain 2.6, B4).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"fromGrade","type":"string","doc":"Key of the grade before; of the lowest where the holder had none."},{"name":"toGrade","type":"string","doc":"Key of the grade from now on."},{"name":"ratingId","type":"string","doc":"The instant rating; irt_ and a ULID."},{"name":"month","type":"string","doc":"Calendar month of the rating, YYYY-MM."},{"name":"settlesMonth","type":"boolean","doc":"Whether it stands in for the system rating of that month."},{"name":"standard","type":"string","doc":"Key of the standard that was met."},{"name":"effectiveDate","type":"string","doc":"First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai."},{"name":"measured","type":["null",{"type":"array","items":{"type":"record","name":"MeasuredFigure","doc":"One number that a standard was asked with, exact: a sum, or an average as its sum and its divisor.","fields":[{"name":"measure","type":"string","doc":"Metric, window and how it was taken, as one key."},{"name":"total","type":"string","doc":"The sum as whole decimal digits, in the unit of the metric; text, since a fraction may need more than 64 bits."},{"name":"over","type":"string","doc":"The divisor as whole decimal digits, above zero; 1 for what is no average."}]}}],"default":null,"doc":"What was measured when it was decided; null in events from before this field."},{"name":"productKey","type":["null","string"],"default":null,"doc":"Product that the customer bought, a key of the programme; null where none is asked for, or in events from before this field."},{"name":"decidedBy","type":["null","string"],"default":null,"doc":"Subject of the token of who approved it; null in events from before this field."}]}',
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
    text: '{"type":"record","name":"MemberJoined","namespace":"scrip.tiering","doc":"A holder joined a programme with a grade, by receipts of one business day, without any on a launch day (domain 2.1, M5), or because an application for a card was approved with the grade (domain 2.11).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who joined; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"grade","type":"string","doc":"Key of the grade in the programme document."},{"name":"rule","type":"string","doc":"Key of the joining rule that gave the grade, or of the approval that was applied for."},{"name":"receiptIds","type":{"type":"array","items":"string"},"doc":"Receipts used to join, the issuer\'s own numbers; each joins one member only. Empty if the rule needs none."},{"name":"receiptsTotalFen","type":{"type":"long","logicalType":"fen"},"doc":"Total paid on those receipts, in fen; 0 if there are none."},{"name":"businessDate","type":"string","doc":"Business day of joining in Asia/Shanghai, YYYY-MM-DD; all receipts are of it."},{"name":"applicationId","type":["null","string"],"default":null,"doc":"Application for a card that was approved with the grade; apl_ and a ULID; null where receipts or a launch day let the holder join."},{"name":"role","type":["null","string"],"default":null,"doc":"In which role the application was approved, a key of the programme; null without one."},{"name":"approvedBy","type":["null","string"],"default":null,"doc":"Subject of the token of who approved the application; null without one."}]}',
  },
  {
    type: 'MembershipClosed',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"MembershipClosed","namespace":"scrip.tiering","doc":"A membership ended: its holder was found to be another, or was erased.","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"grade","type":"string","doc":"Key of the grade that it had."},{"name":"cause","type":"string","doc":"\'merged\' or \'erased\'."},{"name":"intoMembershipId","type":["null","string"],"default":null,"doc":"Membership that goes on in its place; mbr_ and a ULID; null where none does."}]}',
  },
  {
    type: 'MembershipTakenOver',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"MembershipTakenOver","namespace":"scrip.tiering","doc":"Two holders were one person: this membership goes on with the higher grade of the two; the other closes (domain 2.1, 2.6).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"fromGrade","type":"string","doc":"Key of the grade before; of the lowest where the holder had none."},{"name":"toGrade","type":"string","doc":"Key of the grade from now on."},{"name":"toStanding","type":"string","doc":"How toGrade is held: \'met\', \'extension\' or \'falling\'."},{"name":"missedRatings","type":"int","doc":"Ratings of the extension that have missed the grade; 0 outside an extension."},{"name":"fromMembershipId","type":"string","doc":"Membership that closes; mbr_ and a ULID."},{"name":"fromHolderId","type":"string","doc":"Holder who is this one from now on; hld_ and a ULID."},{"name":"mergeId","type":"string","doc":"The merge of the holders; hmg_ and a ULID."},{"name":"otherGrade","type":"string","doc":"Key of the grade that the closing membership had."},{"name":"grant","type":["null",{"type":"record","name":"MembershipGrant","doc":"A grade given by hand that goes on.","fields":[{"name":"applicationId","type":"string","doc":"Application that it was given for; gap_ and a ULID."},{"name":"grade","type":"string","doc":"Key of the grade that was given."},{"name":"beforeGrade","type":"string","doc":"Key of the grade that is back when it ends."},{"name":"untilDate","type":["null","string"],"default":null,"doc":"Last business day of its term, YYYY-MM-DD; null where it stands until somebody ends it."}]}],"default":null,"doc":"Grade given by hand, to either of the two, that stands from now on; null: the one of this membership, if it has one, as it was."},{"name":"settledMonths","type":["null",{"type":"array","items":"string"}],"default":null,"doc":"Months, YYYY-MM, not rated yet, whose system rating another decision of the closing membership stands in for; null: not said."},{"name":"effectiveDate","type":"string","doc":"First business day on which toGrade holds, YYYY-MM-DD in Asia/Shanghai."}]}',
  },
];
