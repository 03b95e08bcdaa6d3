// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A second person approved a draft; its publication is the event before this one. */
export interface ProgrammeDraftApproved {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Draft; drf_ and a ULID. */
  readonly draftId: string;
  /** Revision that was approved. */
  readonly revision: number;
  /** Version of the programme that it becomes. */
  readonly version: number;
  /** Subject of the token of who approved it; nobody who wrote or submitted the draft. */
  readonly approvedBy: string;
}

/** A draft was given up; its id is not used again. */
export interface ProgrammeDraftDiscarded {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Draft; drf_ and a ULID. */
  readonly draftId: string;
  /** Subject of the token of who gave it up. */
  readonly discardedBy: string;
}

/** A submitted draft was not approved and is open again. */
export interface ProgrammeDraftReturned {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Draft; drf_ and a ULID. */
  readonly draftId: string;
  /** Revision that was not approved. */
  readonly revision: number;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
  /** Subject of the token of who returned it. */
  readonly returnedBy: string;
}

/** Somebody wrote a draft of a programme's next version, or the next revision of one; nothing is decided under it. */
export interface ProgrammeDraftSaved {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Draft; drf_ and a ULID. */
  readonly draftId: string;
  /** Revision of the draft, from 1; the next one is higher. A draft that was submitted or returned is open again. */
  readonly revision: number;
  /** The draft as it was written, JSON or YAML with its comments; it may have problems. */
  readonly documentText: string;
  /** Subject of the token of who wrote it; whoever wrote a revision never approves the draft. */
  readonly savedBy: string;
}

/** A draft was handed over for approval by a second person. */
export interface ProgrammeDraftSubmitted {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Draft; drf_ and a ULID. */
  readonly draftId: string;
  /** Revision that is to be approved. */
  readonly revision: number;
  /** Subject of the token of who submitted it. */
  readonly submittedBy: string;
}

/** An issuer published a version of a programme. Every later decision names the version it was made under, so this document is never edited, only followed by the next version (domain 1). */
export interface ProgrammePublished {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme, from 1; the next one is higher. */
  readonly version: number;
  /** First moment the version applies to new decisions, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly effectiveAt: EpochMs;
  /** The whole programme document as JSON text, exactly as it was validated; no part of it is kept elsewhere. */
  readonly documentJson: string;
}

/** A version that was published was held against the rules of law (domain 3), under the setting of its issuer; it stands beside its publication. */
export interface ProgrammeRulesChecked {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version that was published. */
  readonly version: number;
  /** off, warn or refuse: what the issuer had set for a broken rule. */
  readonly level: string;
  /** Stable names of the checks that warned, each once; empty where none did. */
  readonly rulesBroken: readonly string[];
}

/** A version was taken back before it began to decide; it is never in force, and its number is not used again. */
export interface ProgrammeVersionWithdrawn {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version that was taken back. */
  readonly version: number;
  /** Why, in snake_case, by a code of the issuer's own where the list of the rule does not have it. */
  readonly reason: string;
  /** Subject of the token of who took it back. */
  readonly withdrawnBy: string;
}

/** Every event of topic cards.programme. */
export type ProgrammeEvent =
  | { readonly type: 'ProgrammeDraftApproved'; readonly data: ProgrammeDraftApproved }
  | { readonly type: 'ProgrammeDraftDiscarded'; readonly data: ProgrammeDraftDiscarded }
  | { readonly type: 'ProgrammeDraftReturned'; readonly data: ProgrammeDraftReturned }
  | { readonly type: 'ProgrammeDraftSaved'; readonly data: ProgrammeDraftSaved }
  | { readonly type: 'ProgrammeDraftSubmitted'; readonly data: ProgrammeDraftSubmitted }
  | { readonly type: 'ProgrammePublished'; readonly data: ProgrammePublished }
  | { readonly type: 'ProgrammeRulesChecked'; readonly data: ProgrammeRulesChecked }
  | { readonly type: 'ProgrammeVersionWithdrawn'; readonly data: ProgrammeVersionWithdrawn };

/** The schemas of topic cards.programme, compact JSON. */
export const PROGRAMME_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ProgrammeDraftApproved',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammeDraftApproved","namespace":"scrip.cards","doc":"A second person approved a draft; its publication is the event before this one.","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"draftId","type":"string","doc":"Draft; drf_ and a ULID."},{"name":"revision","type":"int","doc":"Revision that was approved."},{"name":"version","type":"int","doc":"Version of the programme that it becomes."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it; nobody who wrote or submitted the draft."}]}',
  },
  {
    type: 'ProgrammeDraftDiscarded',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammeDraftDiscarded","namespace":"scrip.cards","doc":"A draft was given up; its id is not used again.","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"draftId","type":"string","doc":"Draft; drf_ and a ULID."},{"name":"discardedBy","type":"string","doc":"Subject of the token of who gave it up."}]}',
  },
  {
    type: 'ProgrammeDraftReturned',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammeDraftReturned","namespace":"scrip.cards","doc":"A submitted draft was not approved and is open again.","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"draftId","type":"string","doc":"Draft; drf_ and a ULID."},{"name":"revision","type":"int","doc":"Revision that was not approved."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."},{"name":"returnedBy","type":"string","doc":"Subject of the token of who returned it."}]}',
  },
  {
    type: 'ProgrammeDraftSaved',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammeDraftSaved","namespace":"scrip.cards","doc":"Somebody wrote a draft of a programme\'s next version, or the next revision of one; nothing is decided under it.","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"draftId","type":"string","doc":"Draft; drf_ and a ULID."},{"name":"revision","type":"int","doc":"Revision of the draft, from 1; the next one is higher. A draft that was submitted or returned is open again."},{"name":"documentText","type":"string","doc":"The draft as it was written, JSON or YAML with its comments; it may have problems."},{"name":"savedBy","type":"string","doc":"Subject of the token of who wrote it; whoever wrote a revision never approves the draft."}]}',
  },
  {
    type: 'ProgrammeDraftSubmitted',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammeDraftSubmitted","namespace":"scrip.cards","doc":"A draft was handed over for approval by a second person.","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"draftId","type":"string","doc":"Draft; drf_ and a ULID."},{"name":"revision","type":"int","doc":"Revision that is to be approved."},{"name":"submittedBy","type":"string","doc":"Subject of the token of who submitted it."}]}',
  },
  {
    type: 'ProgrammePublished',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammePublished","namespace":"scrip.cards","doc":"An issuer published a version of a programme. Every later decision names the version it was made under, so this document is never edited, only followed by the next version (domain 1).","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"version","type":"int","doc":"Version of the programme, from 1; the next one is higher."},{"name":"effectiveAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment the version applies to new decisions, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"documentJson","type":"string","doc":"The whole programme document as JSON text, exactly as it was validated; no part of it is kept elsewhere."}]}',
  },
  {
    type: 'ProgrammeRulesChecked',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammeRulesChecked","namespace":"scrip.cards","doc":"A version that was published was held against the rules of law (domain 3), under the setting of its issuer; it stands beside its publication.","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"version","type":"int","doc":"Version that was published."},{"name":"level","type":"string","doc":"off, warn or refuse: what the issuer had set for a broken rule."},{"name":"rulesBroken","type":{"type":"array","items":"string"},"doc":"Stable names of the checks that warned, each once; empty where none did."}]}',
  },
  {
    type: 'ProgrammeVersionWithdrawn',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammeVersionWithdrawn","namespace":"scrip.cards","doc":"A version was taken back before it began to decide; it is never in force, and its number is not used again.","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"version","type":"int","doc":"Version that was taken back."},{"name":"reason","type":"string","doc":"Why, in snake_case, by a code of the issuer\'s own where the list of the rule does not have it."},{"name":"withdrawnBy","type":"string","doc":"Subject of the token of who took it back."}]}',
  },
];
