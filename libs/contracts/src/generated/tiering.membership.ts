// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen, Points } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

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
  | { readonly type: 'MemberJoined'; readonly data: MemberJoined };

/** The schemas of topic tiering.membership, compact JSON. */
export const MEMBERSHIP_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'GradeRaised',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"GradeRaised","namespace":"scrip.tiering","doc":"A member reached a higher grade by points earned, at once and with the receipt that did it (domain 2.1, M7). A later return does not take it back (domain 2.1, M12).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder whose grade was raised; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"fromGrade","type":"string","doc":"Key of the grade before."},{"name":"toGrade","type":"string","doc":"Key of the grade from now on."},{"name":"rule","type":"string","doc":"Key of the rule in the programme document."},{"name":"receiptId","type":"string","doc":"Receipt that reached the threshold, the issuer\'s own number."},{"name":"lifetimePoints","type":{"type":"long","logicalType":"points"},"doc":"Lifetime points the rule was checked with."}]}',
  },
  {
    type: 'MemberJoined',
    service: 'tiering',
    stream: 'membership',
    text: '{"type":"record","name":"MemberJoined","namespace":"scrip.tiering","doc":"A holder joined a programme with a grade, by receipts of one business day or without any on a launch day (domain 2.1, M5).","fields":[{"name":"membershipId","type":"string","doc":"Membership this happened to; mbr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who joined; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"grade","type":"string","doc":"Key of the grade in the programme document."},{"name":"rule","type":"string","doc":"Key of the joining rule that gave the grade."},{"name":"receiptIds","type":{"type":"array","items":"string"},"doc":"Receipts used to join, the issuer\'s own numbers; each joins one member only. Empty if the rule needs none."},{"name":"receiptsTotalFen","type":{"type":"long","logicalType":"fen"},"doc":"Total paid on those receipts, in fen; 0 if there are none."},{"name":"businessDate","type":"string","doc":"Business day of joining in Asia/Shanghai, YYYY-MM-DD; all receipts are of it."}]}',
  },
];
