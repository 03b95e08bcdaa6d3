// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A document of an application that the vault keeps, told without what is in it. */
export interface ApplicationDocument {
  /** Document in the vault; doc_ and a ULID. */
  readonly documentId: string;
  /** What it is, a key of the issuer or of the programme, such as 'identity' or 'deed'. */
  readonly kind: string;
  /** Its format, a media type such as 'image/jpeg'. */
  readonly mediaType: string;
  /** Length of the document in bytes. */
  readonly sizeBytes: number;
  /** SHA-256 of the document in hexadecimal, so that it can be proven later that it is the same. */
  readonly sha256: string;
}

/** One look at an application, as the programme orders it. */
export interface ApplicationStep {
  /** Which look, a key of the programme such as 'spending'. */
  readonly stepKey: string;
  /** Who may take it: keys of the programme, any of them; held by those whose token has the scope cards:authority.<key>. */
  readonly roles: readonly string[];
  /** How long it may take, an ISO 8601 period; null when nothing is said. */
  readonly within: string | null;
}

/** Whose word it takes to approve an application with a grade. */
export interface ApplicationAuthority {
  /** The grade, a key of the programme; null stands for every grade that has no entry of its own. */
  readonly gradeKey: string | null;
  /** Who may approve it: keys of the programme, any of them; held by those whose token has the scope cards:authority.<key>. */
  readonly roles: readonly string[];
}

/** An application was approved with a level by who has the authority over that level. */
export interface ApplicationApproved {
  /** The application; apl_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Who applied; hld_ and a ULID. */
  readonly holderId: string;
  /** What was applied for, a key among the programme's approvals. */
  readonly approvalKey: string;
  /** Grade it was approved with, a key of the programme; null when it has none. */
  readonly gradeKey: string | null;
  /** In which role, a key of the programme. */
  readonly role: string;
  /** Card product that is issued for it; null when none is. */
  readonly productKey: string | null;
  /** Card that is issued for it; crd_ and a ULID; null when none is. */
  readonly cardId: string | null;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** Subject of the token of who approved it. */
  readonly approvedBy: string;
}

/** A document of an application came; the vault keeps it under the holder's key. */
export interface ApplicationDocumentAdded {
  /** The application; apl_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** The document. */
  readonly document: ApplicationDocument;
  /** Subject of the token of who added it; never decides on the application. */
  readonly addedBy: string;
}

/** A holder applied for a card or a level. Documents follow; nobody decides before they are all there. The terms it is decided under are written here (domain 2.11, 2.8). */
export interface ApplicationRecorded {
  /** The application; apl_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** What is applied for, a key among the programme's approvals. */
  readonly approvalKey: string;
  /** Grade that was asked for, a key of the programme; null when none was named. */
  readonly askedGradeKey: string | null;
  /** How it came in: 'desk', 'online', 'phone' or 'letter'. */
  readonly channel: string;
  /** Kinds of documents that must be there before it is decided. */
  readonly documentKinds: readonly string[];
  /** Looks that it takes before the approval, in this order. */
  readonly steps: readonly ApplicationStep[];
  /** Who approves it with which grade. */
  readonly authorities: readonly ApplicationAuthority[];
  /** Card product that is issued when it is approved; null when none is. */
  readonly productKey: string | null;
  /** Programme it is decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** Subject of the token of who recorded it; never decides on it. */
  readonly recordedBy: string;
}

/** An application was refused by who had the next word on it. */
export interface ApplicationRefused {
  /** The application; apl_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Who applied; hld_ and a ULID. */
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

/** Somebody with the authority looked at an application and found it good so far. */
export interface ApplicationStepPassed {
  /** The application; apl_ and a ULID; also the stream id. */
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

/** The applicant took an application back; applying and leaving are free (domain 2.8). */
export interface ApplicationWithdrawn {
  /** The application; apl_ and a ULID; also the stream id. */
  readonly applicationId: string;
  /** Who applied; hld_ and a ULID. */
  readonly holderId: string;
  /** Why, a code of the issuer in snake_case. */
  readonly reason: string;
}

/** Every event of topic cards.application. */
export type ApplicationEvent =
  | { readonly type: 'ApplicationApproved'; readonly data: ApplicationApproved }
  | { readonly type: 'ApplicationDocumentAdded'; readonly data: ApplicationDocumentAdded }
  | { readonly type: 'ApplicationRecorded'; readonly data: ApplicationRecorded }
  | { readonly type: 'ApplicationRefused'; readonly data: ApplicationRefused }
  | { readonly type: 'ApplicationStepPassed'; readonly data: ApplicationStepPassed }
  | { readonly type: 'ApplicationWithdrawn'; readonly data: ApplicationWithdrawn };

/** The schemas of topic cards.application, compact JSON. */
export const APPLICATION_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ApplicationApproved',
    service: 'cards',
    stream: 'application',
    text: '{"type":"record","name":"ApplicationApproved","namespace":"scrip.cards","doc":"An application was approved with a level by who has the authority over that level.","fields":[{"name":"applicationId","type":"string","doc":"The application; apl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Who applied; hld_ and a ULID."},{"name":"approvalKey","type":"string","doc":"What was applied for, a key among the programme\'s approvals."},{"name":"gradeKey","type":["null","string"],"default":null,"doc":"Grade it was approved with, a key of the programme; null when it has none."},{"name":"role","type":"string","doc":"In which role, a key of the programme."},{"name":"productKey","type":["null","string"],"default":null,"doc":"Card product that is issued for it; null when none is."},{"name":"cardId","type":["null","string"],"default":null,"doc":"Card that is issued for it; crd_ and a ULID; null when none is."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it."}]}',
  },
  {
    type: 'ApplicationDocumentAdded',
    service: 'cards',
    stream: 'application',
    text: '{"type":"record","name":"ApplicationDocumentAdded","namespace":"scrip.cards","doc":"A document of an application came; the vault keeps it under the holder\'s key.","fields":[{"name":"applicationId","type":"string","doc":"The application; apl_ and a ULID; also the stream id."},{"name":"document","type":{"type":"record","name":"ApplicationDocument","doc":"A document of an application that the vault keeps, told without what is in it.","fields":[{"name":"documentId","type":"string","doc":"Document in the vault; doc_ and a ULID."},{"name":"kind","type":"string","doc":"What it is, a key of the issuer or of the programme, such as \'identity\' or \'deed\'."},{"name":"mediaType","type":"string","doc":"Its format, a media type such as \'image/jpeg\'."},{"name":"sizeBytes","type":"int","doc":"Length of the document in bytes."},{"name":"sha256","type":"string","doc":"SHA-256 of the document in hexadecimal, so that it can be proven later that it is the same."}]},"doc":"The document."},{"name":"addedBy","type":"string","doc":"Subject of the token of who added it; never decides on the application."}]}',
  },
  {
    type: 'ApplicationRecorded',
    service: 'cards',
    stream: 'application',
    text: '{"type":"record","name":"ApplicationRecorded","namespace":"scrip.cards","doc":"A holder applied for a card or a level. Documents follow; nobody decides before they are all there. The terms it is decided under are written here (domain 2.11, 2.8).","fields":[{"name":"applicationId","type":"string","doc":"The application; apl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"approvalKey","type":"string","doc":"What is applied for, a key among the programme\'s approvals."},{"name":"askedGradeKey","type":["null","string"],"default":null,"doc":"Grade that was asked for, a key of the programme; null when none was named."},{"name":"channel","type":"string","doc":"How it came in: \'desk\', \'online\', \'phone\' or \'letter\'."},{"name":"documentKinds","type":{"type":"array","items":"string"},"doc":"Kinds of documents that must be there before it is decided."},{"name":"steps","type":{"type":"array","items":{"type":"record","name":"ApplicationStep","doc":"One look at an application, as the programme orders it.","fields":[{"name":"stepKey","type":"string","doc":"Which look, a key of the programme such as \'spending\'."},{"name":"roles","type":{"type":"array","items":"string"},"doc":"Who may take it: keys of the programme, any of them; held by those whose token has the scope cards:authority.<key>."},{"name":"within","type":["null","string"],"default":null,"doc":"How long it may take, an ISO 8601 period; null when nothing is said."}]}},"doc":"Looks that it takes before the approval, in this order."},{"name":"authorities","type":{"type":"array","items":{"type":"record","name":"ApplicationAuthority","doc":"Whose word it takes to approve an application with a grade.","fields":[{"name":"gradeKey","type":["null","string"],"default":null,"doc":"The grade, a key of the programme; null stands for every grade that has no entry of its own."},{"name":"roles","type":{"type":"array","items":"string"},"doc":"Who may approve it: keys of the programme, any of them; held by those whose token has the scope cards:authority.<key>."}]}},"doc":"Who approves it with which grade."},{"name":"productKey","type":["null","string"],"default":null,"doc":"Card product that is issued when it is approved; null when none is."},{"name":"programmeId","type":"string","doc":"Programme it is decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"recordedBy","type":"string","doc":"Subject of the token of who recorded it; never decides on it."}]}',
  },
  {
    type: 'ApplicationRefused',
    service: 'cards',
    stream: 'application',
    text: '{"type":"record","name":"ApplicationRefused","namespace":"scrip.cards","doc":"An application was refused by who had the next word on it.","fields":[{"name":"applicationId","type":"string","doc":"The application; apl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Who applied; hld_ and a ULID."},{"name":"stepKey","type":["null","string"],"default":null,"doc":"At which look, a key of the programme; null at the approval."},{"name":"role","type":"string","doc":"In which role, a key of the programme."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."},{"name":"refusedBy","type":"string","doc":"Subject of the token of who refused it."}]}',
  },
  {
    type: 'ApplicationStepPassed',
    service: 'cards',
    stream: 'application',
    text: '{"type":"record","name":"ApplicationStepPassed","namespace":"scrip.cards","doc":"Somebody with the authority looked at an application and found it good so far.","fields":[{"name":"applicationId","type":"string","doc":"The application; apl_ and a ULID; also the stream id."},{"name":"stepKey","type":"string","doc":"Which look, a key of the programme."},{"name":"role","type":"string","doc":"In which role, a key of the programme."},{"name":"finding","type":["null","string"],"default":null,"doc":"What was found, a code of the issuer in snake_case; null when nothing was said."},{"name":"passedBy","type":"string","doc":"Subject of the token of who looked."}]}',
  },
  {
    type: 'ApplicationWithdrawn',
    service: 'cards',
    stream: 'application',
    text: '{"type":"record","name":"ApplicationWithdrawn","namespace":"scrip.cards","doc":"The applicant took an application back; applying and leaving are free (domain 2.8).","fields":[{"name":"applicationId","type":"string","doc":"The application; apl_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"Who applied; hld_ and a ULID."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."}]}',
  },
];
