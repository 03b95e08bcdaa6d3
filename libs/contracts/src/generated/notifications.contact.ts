// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A holder agreed to messages of a category on a channel, or took the agreement back. The last one counts. */
export interface ContactConsentRecorded {
  /** Contact of the holder; con_ and the ULID of the holder; also the stream id. */
  readonly contactId: string;
  /** Holder who said it; hld_ and a ULID. */
  readonly holderId: string;
  /** What the message is for: 'service', 'marketing' or 'security'; caps, windows and consent are counted by it. */
  readonly category: string;
  /** How the holder is reached, such as 'sms'. */
  readonly channel: string;
  /** True if consent was given, false if it was withdrawn. */
  readonly given: boolean;
  /** Where the proof is found, such as the id of a signed form; a reference, never its text. */
  readonly proof: string;
}

/** A holder chose the language of messages; later messages are rendered in it. */
export interface ContactLocaleChosen {
  /** Contact of the holder; con_ and the ULID of the holder; also the stream id. */
  readonly contactId: string;
  /** Holder who chose; hld_ and a ULID. */
  readonly holderId: string;
  /** Language, a BCP 47 tag such as 'zh-CN'. */
  readonly locale: string;
}

/** Every event of topic notifications.contact. */
export type ContactEvent =
  | { readonly type: 'ContactConsentRecorded'; readonly data: ContactConsentRecorded }
  | { readonly type: 'ContactLocaleChosen'; readonly data: ContactLocaleChosen };

/** The schemas of topic notifications.contact, compact JSON. */
export const CONTACT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ContactConsentRecorded',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactConsentRecorded","namespace":"scrip.notifications","doc":"A holder agreed to messages of a category on a channel, or took the agreement back. The last one counts.","fields":[{"name":"contactId","type":"string","doc":"Contact of the holder; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who said it; hld_ and a ULID."},{"name":"category","type":"string","doc":"What the message is for: \'service\', \'marketing\' or \'security\'; caps, windows and consent are counted by it."},{"name":"channel","type":"string","doc":"How the holder is reached, such as \'sms\'."},{"name":"given","type":"boolean","doc":"True if consent was given, false if it was withdrawn."},{"name":"proof","type":"string","doc":"Where the proof is found, such as the id of a signed form; a reference, never its text."}]}',
  },
  {
    type: 'ContactLocaleChosen',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactLocaleChosen","namespace":"scrip.notifications","doc":"A holder chose the language of messages; later messages are rendered in it.","fields":[{"name":"contactId","type":"string","doc":"Contact of the holder; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who chose; hld_ and a ULID."},{"name":"locale","type":"string","doc":"Language, a BCP 47 tag such as \'zh-CN\'."}]}',
  },
];
