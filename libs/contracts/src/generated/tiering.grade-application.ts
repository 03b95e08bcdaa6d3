// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A document of an application that the vault of cards keeps, told without what is in it. */
export interface GradeApplicationDocument {
  /** Document in the vault; doc_ and a ULID. */
  readonly documentId: string;
  /** What it is, a key of the programme such as 'id-document'. */
  readonly kind: string;
}

/** One look at an application, as the programme orders it. */
export interface GradeApplicationStep {
  /** Which look, a key of the programme. */
  readonly stepKey: string;
  /** Who may take it: keys of the programme, any of them; held by those whose token has the scope tiering:authority.<key>. */
  readonly roles: readonly string[];
  /** How long it may take from the moment that it is next, an ISO 8601 duration; null: no limit is named. */
  readonly within: string | null;
}

/** Whose word it takes to approve an application with a grade. */
export interface GradeApplicationAuthority {
  /** The grade, a key of the programme; null stands for every grade that has no entry of its own. */
  readonly gradeKey: string | null;
  /** Who may approve it: keys of the programme, any of them; held by those whose token has the scope tiering:authority.<key>. */
  readonly roles: readonly string[];
}

/** An application for a grade was approved by who has the authority over it; the membership has the grade in the same moment. */
export interface GradeApplicationApproved {
  /** The application; gap_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** Grade it was approved with, a key of the programme. */
  readonly gradeKey: string;
  /** In which role, a key of the programme. */
  readonly role: string;
  /** Last business day of the term, YYYY-MM-DD; null where there is none. */
  readonly untilDate: string | null;
  /** Subject of the token of who approved it. */
  readonly approvedBy: string;
}

/** A document of an application for a grade came; the vault of cards keeps it. */
export interface GradeApplicationDocumentAdded {
  /** The application; gap_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** The document. */
  readonly document: GradeApplicationDocument;
  /** Subject of the token of who added it; never decides on the application. */
  readonly addedBy: string;
}

/** An application for a grade was refused by who had the next word on it. */
export interface GradeApplicationRefused {
  /** The application; gap_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** At which look, a key of the programme; null at the approval. */
  readonly stepKey: string | null;
  /** In which role, a key of the programme. */
  readonly role: string;
  /** Why, a code of the issuer in snake_case. */
  readonly reason: string;
  /** Subject of the token of who refused it. */
  readonly refusedBy: string;
}

/** Somebody with the authority looked at an application for a grade and found it good so far. */
export interface GradeApplicationStepPassed {
  /** The application; gap_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Which look, a key of the programme. */
  readonly stepKey: string;
  /** In which role, a key of the programme. */
  readonly role: string;
  /** What was found, a code of the issuer in snake_case; null when nothing was said. */
  readonly finding: string | null;
  /** Subject of the token of who looked. */
  readonly passedBy: string;
}

/** The applicant took an application for a grade back; it is voluntary (domain 2.8). */
export interface GradeApplicationWithdrawn {
  /** The application; gap_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** Why, a code of the issuer in snake_case. */
  readonly reason: string;
}

/** A holder applied for a grade, because a standard that only entitles to apply was met, or because the programme lets anybody apply (domain 2.8, V2). The terms it is decided under are written here. */
export interface GradeApplied {
  /** The application; gap_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** What is applied for, a key among the programme's approvals. */
  readonly approvalKey: string;
  /** Grade that was asked for, a key of the programme. */
  readonly askedGradeKey: string;
  /** Key of the standard that entitles to apply; null where the programme asks for none. */
  readonly standard: string | null;
  /** How it came in: 'desk', 'online', 'phone' or 'letter'. */
  readonly channel: string;
  /** Kinds of documents that must be there before it is decided. */
  readonly documentKinds: readonly string[];
  /** Documents it was made with. */
  readonly documents: readonly GradeApplicationDocument[];
  /** Looks that it takes before the approval, in this order. */
  readonly steps: readonly GradeApplicationStep[];
  /** Who approves it with which grade. */
  readonly authorities: readonly GradeApplicationAuthority[];
  /** Subject of the token of who recorded it; never decides on it. */
  readonly recordedBy: string;
}

/** Every event of topic tiering.grade-application. */
export type GradeApplicationEvent =
  | { readonly type: 'GradeApplicationApproved'; readonly data: GradeApplicationApproved }
  | { readonly type: 'GradeApplicationDocumentAdded'; readonly data: GradeApplicationDocumentAdded }
  | { readonly type: 'GradeApplicationRefused'; readonly data: GradeApplicationRefused }
  | { readonly type: 'GradeApplicationStepPassed'; readonly data: GradeApplicationStepPassed }
  | { readonly type: 'GradeApplicationWithdrawn'; readonly data: GradeApplicationWithdrawn }
  | { readonly type: 'GradeApplied'; readonly data: GradeApplied };

/** The schemas of topic tiering.grade-application, compact JSON. */
export const GRADE_APPLICATION_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'GradeApplicationApproved',
    service: 'tiering',
    stream: 'grade-application',
    text: '{"type":"record","name":"GradeApplicationApproved","namespace":"scrip.tiering","doc":"An application for a grade was approved by who has the authority over it; the membership has the grade in the same moment.","fields":[{"name":"applicationId","type":"string","doc":"The application; gap_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"gradeKey","type":"string","doc":"Grade it was approved with, a key of the programme."},{"name":"role","type":"string","doc":"In which role, a key of the programme."},{"name":"untilDate","type":["null","string"],"default":null,"doc":"Last business day of the term, YYYY-MM-DD; null where there is none."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it."}]}',
  },
  {
    type: 'GradeApplicationDocumentAdded',
    service: 'tiering',
    stream: 'grade-application',
    text: '{"type":"record","name":"GradeApplicationDocumentAdded","namespace":"scrip.tiering","doc":"A document of an application for a grade came; the vault of cards keeps it.","fields":[{"name":"applicationId","type":"string","doc":"The application; gap_ and a ULID; also the stream id."},{"name":"document","type":{"type":"record","name":"GradeApplicationDocument","doc":"A document of an application that the vault of cards keeps, told without what is in it.","fields":[{"name":"documentId","type":"string","doc":"Document in the vault; doc_ and a ULID."},{"name":"kind","type":"string","doc":"What it is, a key of the programme such as \'id-document\'."}]},"doc":"The document."},{"name":"addedBy","type":"string","doc":"Subject of the token of who added it; never decides on the application."}]}',
  },
  {
    type: 'GradeApplicationRefused',
    service: 'tiering',
    stream: 'grade-application',
    text: '{"type":"record","name":"GradeApplicationRefused","namespace":"scrip.tiering","doc":"An application for a grade was refused by who had the next word on it.","fields":[{"name":"applicationId","type":"string","doc":"The application; gap_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"stepKey","type":["null","string"],"default":null,"doc":"At which look, a key of the programme; null at the approval."},{"name":"role","type":"string","doc":"In which role, a key of the programme."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."},{"name":"refusedBy","type":"string","doc":"Subject of the token of who refused it."}]}',
  },
  {
    type: 'GradeApplicationStepPassed',
    service: 'tiering',
    stream: 'grade-application',
    text: '{"type":"record","name":"GradeApplicationStepPassed","namespace":"scrip.tiering","doc":"Somebody with the authority looked at an application for a grade and found it good so far.","fields":[{"name":"applicationId","type":"string","doc":"The application; gap_ and a ULID; also the stream id."},{"name":"stepKey","type":"string","doc":"Which look, a key of the programme."},{"name":"role","type":"string","doc":"In which role, a key of the programme."},{"name":"finding","type":["null","string"],"default":null,"doc":"What was found, a code of the issuer in snake_case; null when nothing was said."},{"name":"passedBy","type":"string","doc":"Subject of the token of who looked."}]}',
  },
  {
    type: 'GradeApplicationWithdrawn',
    service: 'tiering',
    stream: 'grade-application',
    text: '{"type":"record","name":"GradeApplicationWithdrawn","namespace":"scrip.tiering","doc":"The applicant took an application for a grade back; it is voluntary (domain 2.8).","fields":[{"name":"applicationId","type":"string","doc":"The application; gap_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."}]}',
  },
  {
    type: 'GradeApplied',
    service: 'tiering',
    stream: 'grade-application',
    text: '{"type":"record","name":"GradeApplied","namespace":"scrip.tiering","doc":"A holder applied for a grade, because a standard that only entitles to apply was met, or because the programme lets anybody apply (domain 2.8, V2). The terms it is decided under are written here.","fields":[{"name":"applicationId","type":"string","doc":"The application; gap_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"approvalKey","type":"string","doc":"What is applied for, a key among the programme\'s approvals."},{"name":"askedGradeKey","type":"string","doc":"Grade that was asked for, a key of the programme."},{"name":"standard","type":["null","string"],"default":null,"doc":"Key of the standard that entitles to apply; null where the programme asks for none."},{"name":"channel","type":"string","doc":"How it came in: \'desk\', \'online\', \'phone\' or \'letter\'."},{"name":"documentKinds","type":{"type":"array","items":"string"},"doc":"Kinds of documents that must be there before it is decided."},{"name":"documents","type":{"type":"array","items":{"type":"record","name":"GradeApplicationDocument","doc":"A document of an application that the vault of cards keeps, told without what is in it.","fields":[{"name":"documentId","type":"string","doc":"Document in the vault; doc_ and a ULID."},{"name":"kind","type":"string","doc":"What it is, a key of the programme such as \'id-document\'."}]}},"doc":"Documents it was made with."},{"name":"steps","type":{"type":"array","items":{"type":"record","name":"GradeApplicationStep","doc":"One look at an application, as the programme orders it.","fields":[{"name":"stepKey","type":"string","doc":"Which look, a key of the programme."},{"name":"roles","type":{"type":"array","items":"string"},"doc":"Who may take it: keys of the programme, any of them; held by those whose token has the scope tiering:authority.<key>."},{"name":"within","type":["null","string"],"default":null,"doc":"How long it may take from the moment that it is next, an ISO 8601 duration; null: no limit is named."}]}},"doc":"Looks that it takes before the approval, in this order."},{"name":"authorities","type":{"type":"array","items":{"type":"record","name":"GradeApplicationAuthority","doc":"Whose word it takes to approve an application with a grade.","fields":[{"name":"gradeKey","type":["null","string"],"default":null,"doc":"The grade, a key of the programme; null stands for every grade that has no entry of its own."},{"name":"roles","type":{"type":"array","items":"string"},"doc":"Who may approve it: keys of the programme, any of them; held by those whose token has the scope tiering:authority.<key>."}]}},"doc":"Who approves it with which grade."},{"name":"recordedBy","type":"string","doc":"Subject of the token of who recorded it; never decides on it."}]}',
  },
];
