// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** Another person approved the text; it goes out at its time. */
export interface DraftApproved {
  /** This text; dft_ and a ULID; also the stream id. */
  readonly draftId: string;
  /** Role of the programme document that the approver has. */
  readonly approvedRole: string;
  /** Subject of the token of who approved it. */
  readonly approvedBy: string;
}

/** The text is not sent: it was turned down, or taken back by who wrote it. */
export interface DraftRefused {
  /** This text; dft_ and a ULID; also the stream id. */
  readonly draftId: string;
  /** Subject of the token of who refused it. */
  readonly refusedBy: string;
  /** Why, a code of the issuer in snake_case. */
  readonly reason: string;
}

/** Somebody wrote a text for one occasion. Nothing is sent before somebody else approves it (domain 2.12). It speaks to everybody alike: nothing about any holder is in it. */
export interface DraftWritten {
  /** This text; dft_ and a ULID; also the stream id. */
  readonly draftId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Outreach of the programme document that it is the text of. */
  readonly outreachKey: string;
  /** The text in Chinese. */
  readonly textZh: string;
  /** The text in English. */
  readonly textEn: string;
  /** When it is to go out, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly sendAt: EpochMs;
  /** Role of the programme document that the writer has. */
  readonly writtenRole: string;
  /** Subject of the token of who wrote it. */
  readonly writtenBy: string;
}

/** Every event of topic notifications.draft. */
export type DraftEvent =
  | { readonly type: 'DraftApproved'; readonly data: DraftApproved }
  | { readonly type: 'DraftRefused'; readonly data: DraftRefused }
  | { readonly type: 'DraftWritten'; readonly data: DraftWritten };

/** The schemas of topic notifications.draft, compact JSON. */
export const DRAFT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'DraftApproved',
    service: 'notifications',
    stream: 'draft',
    text: '{"type":"record","name":"DraftApproved","namespace":"scrip.notifications","doc":"Another person approved the text; it goes out at its time.","fields":[{"name":"draftId","type":"string","doc":"This text; dft_ and a ULID; also the stream id."},{"name":"approvedRole","type":"string","doc":"Role of the programme document that the approver has."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it."}]}',
  },
  {
    type: 'DraftRefused',
    service: 'notifications',
    stream: 'draft',
    text: '{"type":"record","name":"DraftRefused","namespace":"scrip.notifications","doc":"The text is not sent: it was turned down, or taken back by who wrote it.","fields":[{"name":"draftId","type":"string","doc":"This text; dft_ and a ULID; also the stream id."},{"name":"refusedBy","type":"string","doc":"Subject of the token of who refused it."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."}]}',
  },
  {
    type: 'DraftWritten',
    service: 'notifications',
    stream: 'draft',
    text: '{"type":"record","name":"DraftWritten","namespace":"scrip.notifications","doc":"Somebody wrote a text for one occasion. Nothing is sent before somebody else approves it (domain 2.12). It speaks to everybody alike: nothing about any holder is in it.","fields":[{"name":"draftId","type":"string","doc":"This text; dft_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"outreachKey","type":"string","doc":"Outreach of the programme document that it is the text of."},{"name":"textZh","type":"string","doc":"The text in Chinese."},{"name":"textEn","type":"string","doc":"The text in English."},{"name":"sendAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is to go out, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"writtenRole","type":"string","doc":"Role of the programme document that the writer has."},{"name":"writtenBy","type":"string","doc":"Subject of the token of who wrote it."}]}',
  },
];
