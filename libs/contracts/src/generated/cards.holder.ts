// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A document about a holder that the vault keeps, told without what is in it. */
export interface HolderDocument {
  /** Document in the vault; doc_ and a ULID; rel_ of a relative. */
  readonly documentId: string;
  /** What it is, a key of the issuer or of the programme, such as 'identity' or 'deed'; 'relative' of a relative, of whom name and birth date are sealed with a random salt. */
  readonly kind: string;
  /** Its format, a media type such as 'image/jpeg'. */
  readonly mediaType: string;
  /** Length of the document in bytes. */
  readonly sizeBytes: number;
  /** SHA-256 of the document in hexadecimal, so that it can be proven later that it is the same. */
  readonly sha256: string;
}

/** This holder stayed when two that were one person were merged; it has what the other had. */
export interface HolderAbsorbed {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** The merge; hmg_ and a ULID. */
  readonly mergeId: string;
  /** Holder that is this one from now on; hld_ and a ULID. */
  readonly absorbedId: string;
}

/** A holder died or moved away; nobody calls or writes to them any more. Cards and value stay as they are until somebody with a right to them comes (domain 2.12). */
export interface HolderDeparted {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** 'died' or 'moved_away'. */
  readonly departure: string;
}

/** A document about a holder came into the vault, under the holder's key (domain 2.11). What is in it is told by the vault alone. */
export interface HolderDocumentStored {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** The document. */
  readonly document: HolderDocument;
  /** Subject of the token of who brought it in. */
  readonly storedBy: string;
}

/** The holder's data key was destroyed with the search hashes: who it was is not known any more to anybody. The history of the money goes on without it (domain 3). */
export interface HolderErased {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** Why: 'request' of the holder, 'retention_over' or 'erasure_of_survivor'. */
  readonly cause: string;
  /** Last use of a card or wallet of the holder, as found when it was decided, epoch milliseconds; null when there never was one. */
  readonly lastUsedAt: EpochMs | null;
  /** Documents that were destroyed with it. */
  readonly documents: number;
}

/** Somebody found that two holders are one person. Nothing changes before another person approves. */
export interface HolderMergeProposed {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** This merge; hmg_ and a ULID. */
  readonly mergeId: string;
  /** Holder who stays; hld_ and a ULID. */
  readonly survivorId: string;
  /** Why, a code of the issuer in snake_case. */
  readonly reason: string;
  /** Subject of the token of who proposed it. */
  readonly proposedBy: string;
}

/** A merge was turned down, or taken back by who proposed it. */
export interface HolderMergeRefused {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** The merge; hmg_ and a ULID. */
  readonly mergeId: string;
  /** Holder who would have stayed; hld_ and a ULID. */
  readonly survivorId: string;
  /** Subject of the token of who refused it. */
  readonly refusedBy: string;
  /** Why, a code of the issuer in snake_case. */
  readonly reason: string;
}

/** A second person approved that this holder is the same person as another, who stays. From now on its cards, wallets, points and memberships are that one's; who keeps things by holder moves them. */
export interface HolderMerged {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** The merge; hmg_ and a ULID. */
  readonly mergeId: string;
  /** Holder who stays; hld_ and a ULID. */
  readonly survivorId: string;
  /** Subject of the token of who proposed it. */
  readonly proposedBy: string;
  /** Subject of the token of who approved it. */
  readonly approvedBy: string;
}

/** Somebody recorded that a holder's name or identity document changed, with the documents that show it. What it changes to is in the vault. Nothing changes before another person approves. */
export interface HolderNameChangeProposed {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** This change; hnc_ and a ULID. */
  readonly changeId: string;
  /** Fields that would change: 'name' or 'idNumber'. */
  readonly fields: readonly string[];
  /** Documents that show it, at least one; doc_ and a ULID each. */
  readonly documentIds: readonly string[];
  /** Subject of the token of who recorded it. */
  readonly proposedBy: string;
}

/** A change of name or identity document was turned down, or taken back by who proposed it. */
export interface HolderNameChangeRefused {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** The change; hnc_ and a ULID. */
  readonly changeId: string;
  /** Subject of the token of who refused it. */
  readonly refusedBy: string;
  /** Why, a code of the issuer in snake_case. */
  readonly reason: string;
}

/** A second person approved a change of name or identity document, and the vault has it. A reissue of a card never does this (domain 2.2). */
export interface HolderNameChanged {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** The change; hnc_ and a ULID. */
  readonly changeId: string;
  /** Fields that changed: 'name' or 'idNumber'. */
  readonly fields: readonly string[];
  /** Counts the states of the profile from 1, its registration. */
  readonly revision: number;
  /** Subject of the token of who recorded it. */
  readonly proposedBy: string;
  /** Subject of the token of who approved it. */
  readonly approvedBy: string;
}

/** What a holder said, to a caller or at the desk, came into the vault under the holder's key. What it says is told by the vault alone (domain 2.12). */
export interface HolderNoteKept {
  /** Holder it is about; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** The note, a document in the vault; doc_ and a ULID. */
  readonly documentId: string;
  /** What it belongs to, such as 'call-note' or 'case-note'. */
  readonly kind: string;
  /** Subject of the token of who wrote it down, or of the service that asked. */
  readonly keptBy: string;
}

/** What the vault knows of a holder was changed at the holder's word. Which fields changed is told, never what they say (domain 2.1). */
export interface HolderProfileChanged {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** Fields that changed: 'mobile', 'address', 'preferredCategories', 'birthDate', 'days' or 'locale'. */
  readonly fields: readonly string[];
  /** Counts the states of the profile from 1, its registration. */
  readonly revision: number;
  /** Language to address the holder in from now on, a BCP 47 tag; null when it did not change. */
  readonly locale: string | null;
}

/** A person became known to the issuer as a holder. The profile itself is an object of the vault under a key of its own and is in no event (domain 1). */
export interface HolderRegistered {
  /** Holder that was registered; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** Language to address the holder in, a BCP 47 tag such as 'zh-CN'. */
  readonly locale: string;
}

/** A holder who was said to have died or moved away is there: moved back, or it was said by mistake. */
export interface HolderReturned {
  /** Holder it happened to; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** What had been said: 'died' or 'moved_away'. */
  readonly departure: string;
}

/** Every event of topic cards.holder. */
export type HolderEvent =
  | { readonly type: 'HolderAbsorbed'; readonly data: HolderAbsorbed }
  | { readonly type: 'HolderDeparted'; readonly data: HolderDeparted }
  | { readonly type: 'HolderDocumentStored'; readonly data: HolderDocumentStored }
  | { readonly type: 'HolderErased'; readonly data: HolderErased }
  | { readonly type: 'HolderMergeProposed'; readonly data: HolderMergeProposed }
  | { readonly type: 'HolderMergeRefused'; readonly data: HolderMergeRefused }
  | { readonly type: 'HolderMerged'; readonly data: HolderMerged }
  | { readonly type: 'HolderNameChangeProposed'; readonly data: HolderNameChangeProposed }
  | { readonly type: 'HolderNameChangeRefused'; readonly data: HolderNameChangeRefused }
  | { readonly type: 'HolderNameChanged'; readonly data: HolderNameChanged }
  | { readonly type: 'HolderNoteKept'; readonly data: HolderNoteKept }
  | { readonly type: 'HolderProfileChanged'; readonly data: HolderProfileChanged }
  | { readonly type: 'HolderRegistered'; readonly data: HolderRegistered }
  | { readonly type: 'HolderReturned'; readonly data: HolderReturned };

/** The schemas of topic cards.holder, compact JSON. */
export const HOLDER_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'HolderAbsorbed',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderAbsorbed","namespace":"scrip.cards","doc":"This holder stayed when two that were one person were merged; it has what the other had.","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"mergeId","type":"string","doc":"The merge; hmg_ and a ULID."},{"name":"absorbedId","type":"string","doc":"Holder that is this one from now on; hld_ and a ULID."}]}',
  },
  {
    type: 'HolderDeparted',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderDeparted","namespace":"scrip.cards","doc":"A holder died or moved away; nobody calls or writes to them any more. Cards and value stay as they are until somebody with a right to them comes (domain 2.12).","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"departure","type":"string","doc":"\'died\' or \'moved_away\'."}]}',
  },
  {
    type: 'HolderDocumentStored',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderDocumentStored","namespace":"scrip.cards","doc":"A document about a holder came into the vault, under the holder\'s key (domain 2.11). What is in it is told by the vault alone.","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"document","type":{"type":"record","name":"HolderDocument","doc":"A document about a holder that the vault keeps, told without what is in it.","fields":[{"name":"documentId","type":"string","doc":"Document in the vault; doc_ and a ULID; rel_ of a relative."},{"name":"kind","type":"string","doc":"What it is, a key of the issuer or of the programme, such as \'identity\' or \'deed\'; \'relative\' of a relative, of whom name and birth date are sealed with a random salt."},{"name":"mediaType","type":"string","doc":"Its format, a media type such as \'image/jpeg\'."},{"name":"sizeBytes","type":"int","doc":"Length of the document in bytes."},{"name":"sha256","type":"string","doc":"SHA-256 of the document in hexadecimal, so that it can be proven later that it is the same."}]},"doc":"The document."},{"name":"storedBy","type":"string","doc":"Subject of the token of who brought it in."}]}',
  },
  {
    type: 'HolderErased',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderErased","namespace":"scrip.cards","doc":"The holder\'s data key was destroyed with the search hashes: who it was is not known any more to anybody. The history of the money goes on without it (domain 3).","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"cause","type":"string","doc":"Why: \'request\' of the holder, \'retention_over\' or \'erasure_of_survivor\'."},{"name":"lastUsedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"Last use of a card or wallet of the holder, as found when it was decided, epoch milliseconds; null when there never was one."},{"name":"documents","type":"int","doc":"Documents that were destroyed with it."}]}',
  },
  {
    type: 'HolderMergeProposed',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderMergeProposed","namespace":"scrip.cards","doc":"Somebody found that two holders are one person. Nothing changes before another person approves.","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"mergeId","type":"string","doc":"This merge; hmg_ and a ULID."},{"name":"survivorId","type":"string","doc":"Holder who stays; hld_ and a ULID."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who proposed it."}]}',
  },
  {
    type: 'HolderMergeRefused',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderMergeRefused","namespace":"scrip.cards","doc":"A merge was turned down, or taken back by who proposed it.","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"mergeId","type":"string","doc":"The merge; hmg_ and a ULID."},{"name":"survivorId","type":"string","doc":"Holder who would have stayed; hld_ and a ULID."},{"name":"refusedBy","type":"string","doc":"Subject of the token of who refused it."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."}]}',
  },
  {
    type: 'HolderMerged',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderMerged","namespace":"scrip.cards","doc":"A second person approved that this holder is the same person as another, who stays. From now on its cards, wallets, points and memberships are that one\'s; who keeps things by holder moves them.","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"mergeId","type":"string","doc":"The merge; hmg_ and a ULID."},{"name":"survivorId","type":"string","doc":"Holder who stays; hld_ and a ULID."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who proposed it."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it."}]}',
  },
  {
    type: 'HolderNameChangeProposed',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderNameChangeProposed","namespace":"scrip.cards","doc":"Somebody recorded that a holder\'s name or identity document changed, with the documents that show it. What it changes to is in the vault. Nothing changes before another person approves.","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"changeId","type":"string","doc":"This change; hnc_ and a ULID."},{"name":"fields","type":{"type":"array","items":"string"},"doc":"Fields that would change: \'name\' or \'idNumber\'."},{"name":"documentIds","type":{"type":"array","items":"string"},"doc":"Documents that show it, at least one; doc_ and a ULID each."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who recorded it."}]}',
  },
  {
    type: 'HolderNameChangeRefused',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderNameChangeRefused","namespace":"scrip.cards","doc":"A change of name or identity document was turned down, or taken back by who proposed it.","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"changeId","type":"string","doc":"The change; hnc_ and a ULID."},{"name":"refusedBy","type":"string","doc":"Subject of the token of who refused it."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."}]}',
  },
  {
    type: 'HolderNameChanged',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderNameChanged","namespace":"scrip.cards","doc":"A second person approved a change of name or identity document, and the vault has it. A reissue of a card never does this (domain 2.2).","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"changeId","type":"string","doc":"The change; hnc_ and a ULID."},{"name":"fields","type":{"type":"array","items":"string"},"doc":"Fields that changed: \'name\' or \'idNumber\'."},{"name":"revision","type":"int","doc":"Counts the states of the profile from 1, its registration."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who recorded it."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it."}]}',
  },
  {
    type: 'HolderNoteKept',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderNoteKept","namespace":"scrip.cards","doc":"What a holder said, to a caller or at the desk, came into the vault under the holder\'s key. What it says is told by the vault alone (domain 2.12).","fields":[{"name":"holderId","type":"string","doc":"Holder it is about; hld_ and a ULID; also the stream id."},{"name":"documentId","type":"string","doc":"The note, a document in the vault; doc_ and a ULID."},{"name":"kind","type":"string","doc":"What it belongs to, such as \'call-note\' or \'case-note\'."},{"name":"keptBy","type":"string","doc":"Subject of the token of who wrote it down, or of the service that asked."}]}',
  },
  {
    type: 'HolderProfileChanged',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderProfileChanged","namespace":"scrip.cards","doc":"What the vault knows of a holder was changed at the holder\'s word. Which fields changed is told, never what they say (domain 2.1).","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"fields","type":{"type":"array","items":"string"},"doc":"Fields that changed: \'mobile\', \'address\', \'preferredCategories\', \'birthDate\', \'days\' or \'locale\'."},{"name":"revision","type":"int","doc":"Counts the states of the profile from 1, its registration."},{"name":"locale","type":["null","string"],"default":null,"doc":"Language to address the holder in from now on, a BCP 47 tag; null when it did not change."}]}',
  },
  {
    type: 'HolderRegistered',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderRegistered","namespace":"scrip.cards","doc":"A person became known to the issuer as a holder. The profile itself is an object of the vault under a key of its own and is in no event (domain 1).","fields":[{"name":"holderId","type":"string","doc":"Holder that was registered; hld_ and a ULID; also the stream id."},{"name":"locale","type":"string","doc":"Language to address the holder in, a BCP 47 tag such as \'zh-CN\'."}]}',
  },
  {
    type: 'HolderReturned',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderReturned","namespace":"scrip.cards","doc":"A holder who was said to have died or moved away is there: moved back, or it was said by mistake.","fields":[{"name":"holderId","type":"string","doc":"Holder it happened to; hld_ and a ULID; also the stream id."},{"name":"departure","type":"string","doc":"What had been said: \'died\' or \'moved_away\'."}]}',
  },
];
