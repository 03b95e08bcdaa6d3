// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** The vault told somebody whose birthday a day is. Recorded before it was told. It says how many, never who: the ids beside the day would be their birthdays (domain 3). */
export interface BirthdaysRead {
  /** This reading; rdg_ and a ULID; also the stream id. The words that the reader gave are in the vault under it. */
  readonly readingId: string;
  /** What it was read for, in the words of HolderDataRead. */
  readonly purpose: string;
  /** The business day that was asked about, YYYY-MM-DD. */
  readonly onDate: string;
  /** How many holders were told, at most 1,000: one page of the list. */
  readonly holders: number;
  /** Which days were asked about: 'birthday', 'relative_birthday' or 'anniversary'. Null in events from before this field: 'birthday'. */
  readonly dayKind: string | null;
}

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
  | { readonly type: 'BirthdaysRead'; readonly data: BirthdaysRead }
  | { readonly type: 'HolderDataRead'; readonly data: HolderDataRead };

/** The schemas of topic cards.reading, compact JSON. */
export const READING_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'BirthdaysRead',
    service: 'cards',
    stream: 'reading',
    text: '{"type":"record","name":"BirthdaysRead","namespace":"scrip.cards","doc":"The vault told somebody whose birthday a day is. Recorded before it was told. It says how many, never who: the ids beside the day would be their birthdays (domain 3).","fields":[{"name":"readingId","type":"string","doc":"This reading; rdg_ and a ULID; also the stream id. The words that the reader gave are in the vault under it."},{"name":"purpose","type":"string","doc":"What it was read for, in the words of HolderDataRead."},{"name":"onDate","type":"string","doc":"The business day that was asked about, YYYY-MM-DD."},{"name":"holders","type":"int","doc":"How many holders were told, at most 1,000: one page of the list."},{"name":"dayKind","type":["null","string"],"default":null,"doc":"Which days were asked about: \'birthday\', \'relative_birthday\' or \'anniversary\'. Null in events from before this field: \'birthday\'."}]}',
  },
  {
    type: 'HolderDataRead',
    service: 'cards',
    stream: 'reading',
    text: '{"type":"record","name":"HolderDataRead","namespace":"scrip.cards","doc":"The vault told somebody something about holders. Recorded before it was told, so that nothing is read without it (domain 3).","fields":[{"name":"readingId","type":"string","doc":"This reading; rdg_ and a ULID; also the stream id. The words that the reader gave are in the vault under it."},{"name":"told","type":"string","doc":"What was told: \'profile\', \'match\' (that a holder has the value asked for), \'document\' or \'export\' (all there is)."},{"name":"purpose","type":"string","doc":"What it was read for: \'service\', \'registration\', \'replacement\', \'application\', \'case\', \'outreach\', \'correction\', \'audit\', \'legal\' or \'request\' (the holder asked)."},{"name":"holderIds","type":{"type":"array","items":"string"},"doc":"Holders it was about, at most 1,000; hld_ and a ULID each."}]}',
  },
];
