// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** The vault told somebody something about holders. Recorded before it was told, so that nothing is read without it (domain 3). */
export interface HolderDataRead {
  /** This reading; rdg_ and a ULID; also the stream id. The words that the reader gave are in the vault under it. */
  readonly readingId: string;
  /** What was told: 'profile', 'match' (that a holder has the value asked for), 'document' or 'export' (all there is). */
  readonly told: string;
  /** What it was read for: 'service', 'registration', 'replacement', 'application', 'case', 'outreach', 'correction', 'audit', 'legal' or 'request' (the holder asked). */
  readonly purpose: string;
  /** Holders it was about, at most 1,000; hld_ and a ULID each. */
  readonly holderIds: readonly string[];
}

/** Every event of topic cards.reading. */
export type ReadingEvent =
  | { readonly type: 'HolderDataRead'; readonly data: HolderDataRead };

/** The schemas of topic cards.reading, compact JSON. */
export const READING_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'HolderDataRead',
    service: 'cards',
    stream: 'reading',
    text: '{"type":"record","name":"HolderDataRead","namespace":"scrip.cards","doc":"The vault told somebody something about holders. Recorded before it was told, so that nothing is read without it (domain 3).","fields":[{"name":"readingId","type":"string","doc":"This reading; rdg_ and a ULID; also the stream id. The words that the reader gave are in the vault under it."},{"name":"told","type":"string","doc":"What was told: \'profile\', \'match\' (that a holder has the value asked for), \'document\' or \'export\' (all there is)."},{"name":"purpose","type":"string","doc":"What it was read for: \'service\', \'registration\', \'replacement\', \'application\', \'case\', \'outreach\', \'correction\', \'audit\', \'legal\' or \'request\' (the holder asked)."},{"name":"holderIds","type":{"type":"array","items":"string"},"doc":"Holders it was about, at most 1,000; hld_ and a ULID each."}]}',
  },
];
