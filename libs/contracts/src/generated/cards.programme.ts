// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

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

/** Every event of topic cards.programme. */
export type ProgrammeEvent =
  | { readonly type: 'ProgrammePublished'; readonly data: ProgrammePublished };

/** The schemas of topic cards.programme, compact JSON. */
export const PROGRAMME_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ProgrammePublished',
    service: 'cards',
    stream: 'programme',
    text: '{"type":"record","name":"ProgrammePublished","namespace":"scrip.cards","doc":"An issuer published a version of a programme. Every later decision names the version it was made under, so this document is never edited, only followed by the next version (domain 1).","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"version","type":"int","doc":"Version of the programme, from 1; the next one is higher."},{"name":"effectiveAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment the version applies to new decisions, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"documentJson","type":"string","doc":"The whole programme document as JSON text, exactly as it was validated; no part of it is kept elsewhere."}]}',
  },
];
