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
  /** How the holder said it: 'form', 'desk', 'phone', 'app', 'reply' or 'link'; 'merge' where it was said as the holder that became this one. Null in events from before this field. */
  readonly means: string | null;
  /** Version of the text that the holder was shown, the issuer's own; null where none was shown. */
  readonly textVersion: string | null;
}

/** Nobody writes to or calls this holder any more: died, moved away, was erased, or is another holder now (domain 2.12). */
export interface ContactEnded {
  /** Contact it happened to; con_ and the ULID of the holder; also the stream id. */
  readonly contactId: string;
  /** Holder of the contact; hld_ and a ULID. */
  readonly holderId: string;
  /** 'died', 'moved_away', 'erased' or 'merged'. */
  readonly reason: string;
  /** With merged: the holder who stays; hld_ and a ULID; null otherwise. */
  readonly survivorId: string | null;
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

/** A holder was contacted in a way that a programme limits: a message was queued, or a call was connected. Caps count these (domain 2.12, K1). */
export interface ContactMade {
  /** Contact it happened to; con_ and the ULID of the holder; also the stream id. */
  readonly contactId: string;
  /** Holder of the contact; hld_ and a ULID. */
  readonly holderId: string;
  /** The message, out_ and a ULID, or the call, cal_ and a ULID. It counts once. */
  readonly outreachId: string;
  /** How: 'sms', 'call', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** What the message is for: 'service', 'marketing' or 'security'; caps, windows and consent are counted by it. */
  readonly category: string;
  /** Business day it counts for in Asia/Shanghai, YYYY-MM-DD. */
  readonly madeDate: string;
}

/** What sort of holder this is for windows and visits was said, at the desk or in a call (domain 2.12). */
export interface ContactProfileChosen {
  /** Contact it happened to; con_ and the ULID of the holder; also the stream id. */
  readonly contactId: string;
  /** Holder of the contact; hld_ and a ULID. */
  readonly holderId: string;
  /** Class that windows and conditions tell apart, a key of the programme such as 'office-worker'; null: none. */
  readonly holderClass: string | null;
  /** Class that says how often a manager visits, a key of the programme such as 'class-a'; null: none. */
  readonly visitClass: string | null;
  /** Who looks after the holder, the subject of a token; null: nobody. */
  readonly managerId: string | null;
}

/** A holder who was said to have died or moved away is there, and may be written to again. */
export interface ContactResumed {
  /** Contact it happened to; con_ and the ULID of the holder; also the stream id. */
  readonly contactId: string;
  /** Holder of the contact; hld_ and a ULID. */
  readonly holderId: string;
}

/** It was learnt that the holder's number roams, or that it is home again (domain 2.12). */
export interface ContactRoamingNoted {
  /** Contact it happened to; con_ and the ULID of the holder; also the stream id. */
  readonly contactId: string;
  /** Holder of the contact; hld_ and a ULID. */
  readonly holderId: string;
  /** True: it roams. */
  readonly roaming: boolean;
}

/** Every event of topic notifications.contact. */
export type ContactEvent =
  | { readonly type: 'ContactConsentRecorded'; readonly data: ContactConsentRecorded }
  | { readonly type: 'ContactEnded'; readonly data: ContactEnded }
  | { readonly type: 'ContactLocaleChosen'; readonly data: ContactLocaleChosen }
  | { readonly type: 'ContactMade'; readonly data: ContactMade }
  | { readonly type: 'ContactProfileChosen'; readonly data: ContactProfileChosen }
  | { readonly type: 'ContactResumed'; readonly data: ContactResumed }
  | { readonly type: 'ContactRoamingNoted'; readonly data: ContactRoamingNoted };

/** The schemas of topic notifications.contact, compact JSON. */
export const CONTACT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ContactConsentRecorded',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactConsentRecorded","namespace":"scrip.notifications","doc":"A holder agreed to messages of a category on a channel, or took the agreement back. The last one counts.","fields":[{"name":"contactId","type":"string","doc":"Contact of the holder; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who said it; hld_ and a ULID."},{"name":"category","type":"string","doc":"What the message is for: \'service\', \'marketing\' or \'security\'; caps, windows and consent are counted by it."},{"name":"channel","type":"string","doc":"How the holder is reached, such as \'sms\'."},{"name":"given","type":"boolean","doc":"True if consent was given, false if it was withdrawn."},{"name":"proof","type":"string","doc":"Where the proof is found, such as the id of a signed form; a reference, never its text."},{"name":"means","type":["null","string"],"default":null,"doc":"How the holder said it: \'form\', \'desk\', \'phone\', \'app\', \'reply\' or \'link\'; \'merge\' where it was said as the holder that became this one. Null in events from before this field."},{"name":"textVersion","type":["null","string"],"default":null,"doc":"Version of the text that the holder was shown, the issuer\'s own; null where none was shown."}]}',
  },
  {
    type: 'ContactEnded',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactEnded","namespace":"scrip.notifications","doc":"Nobody writes to or calls this holder any more: died, moved away, was erased, or is another holder now (domain 2.12).","fields":[{"name":"contactId","type":"string","doc":"Contact it happened to; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the contact; hld_ and a ULID."},{"name":"reason","type":"string","doc":"\'died\', \'moved_away\', \'erased\' or \'merged\'."},{"name":"survivorId","type":["null","string"],"default":null,"doc":"With merged: the holder who stays; hld_ and a ULID; null otherwise."}]}',
  },
  {
    type: 'ContactLocaleChosen',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactLocaleChosen","namespace":"scrip.notifications","doc":"A holder chose the language of messages; later messages are rendered in it.","fields":[{"name":"contactId","type":"string","doc":"Contact of the holder; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who chose; hld_ and a ULID."},{"name":"locale","type":"string","doc":"Language, a BCP 47 tag such as \'zh-CN\'."}]}',
  },
  {
    type: 'ContactMade',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactMade","namespace":"scrip.notifications","doc":"A holder was contacted in a way that a programme limits: a message was queued, or a call was connected. Caps count these (domain 2.12, K1).","fields":[{"name":"contactId","type":"string","doc":"Contact it happened to; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the contact; hld_ and a ULID."},{"name":"outreachId","type":"string","doc":"The message, out_ and a ULID, or the call, cal_ and a ULID. It counts once."},{"name":"channel","type":"string","doc":"How: \'sms\', \'call\', \'email\', \'webhook\' or \'inbox\'."},{"name":"category","type":"string","doc":"What the message is for: \'service\', \'marketing\' or \'security\'; caps, windows and consent are counted by it."},{"name":"madeDate","type":"string","doc":"Business day it counts for in Asia/Shanghai, YYYY-MM-DD."}]}',
  },
  {
    type: 'ContactProfileChosen',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactProfileChosen","namespace":"scrip.notifications","doc":"What sort of holder this is for windows and visits was said, at the desk or in a call (domain 2.12).","fields":[{"name":"contactId","type":"string","doc":"Contact it happened to; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the contact; hld_ and a ULID."},{"name":"holderClass","type":["null","string"],"default":null,"doc":"Class that windows and conditions tell apart, a key of the programme such as \'office-worker\'; null: none."},{"name":"visitClass","type":["null","string"],"default":null,"doc":"Class that says how often a manager visits, a key of the programme such as \'class-a\'; null: none."},{"name":"managerId","type":["null","string"],"default":null,"doc":"Who looks after the holder, the subject of a token; null: nobody."}]}',
  },
  {
    type: 'ContactResumed',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactResumed","namespace":"scrip.notifications","doc":"A holder who was said to have died or moved away is there, and may be written to again.","fields":[{"name":"contactId","type":"string","doc":"Contact it happened to; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the contact; hld_ and a ULID."}]}',
  },
  {
    type: 'ContactRoamingNoted',
    service: 'notifications',
    stream: 'contact',
    text: '{"type":"record","name":"ContactRoamingNoted","namespace":"scrip.notifications","doc":"It was learnt that the holder\'s number roams, or that it is home again (domain 2.12).","fields":[{"name":"contactId","type":"string","doc":"Contact it happened to; con_ and the ULID of the holder; also the stream id."},{"name":"holderId","type":"string","doc":"Holder of the contact; hld_ and a ULID."},{"name":"roaming","type":"boolean","doc":"True: it roams."}]}',
  },
];
