// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A message or a call that was due waits, because holders are not to be disturbed now (domain 2.12). */
export interface OutreachDeferred {
  /** Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. */
  readonly holderId: string;
  /** Channel that it waits for: 'sms', 'call', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** Why: 'outside_window', 'night' or 'blackout'. */
  readonly reason: string;
  /** Window or blackout of the programme document that decided; null for the night. */
  readonly ruleKey: string | null;
  /** When it is looked at again, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly untilAt: EpochMs;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A channel gave a message up: it was not taken, or the carrier reported that it cannot arrive. Where another channel is left, OutreachSwitched and OutreachQueued follow with it. */
export interface OutreachFailed {
  /** Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. */
  readonly holderId: string;
  /** Channel that gave up: 'sms', 'call', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** Why, in snake_case, such as 'number_unknown' or 'attempts_spent'. */
  readonly reason: string;
  /** When it gave up, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly failedAt: EpochMs;
}

/** Something called for a message or a call later than now: at a time after an event, on an occasion of the calendar, or when a window opens. Consent, caps, windows and night are looked at when it is due (domain 2.12). */
export interface OutreachPlanned {
  /** Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. */
  readonly holderId: string;
  /** What the message is for: 'service', 'marketing' or 'security'; caps, windows and consent are counted by it. */
  readonly category: string;
  /** What gave rise to it: 'event' for a trigger, else the kind of the rule, such as 'birthday', 'festival', 'newSeasonPurchase', 'promotion' or 'unreached'; windows are told apart by it. */
  readonly purpose: string;
  /** Channels in the order in which they are tried: each 'sms', 'call', 'email', 'webhook' or 'inbox'. */
  readonly channels: readonly string[];
  /** Template of the message; null for one that has none: a call, or a text drafted for one occasion. */
  readonly templateKey: string | null;
  /** Text drafted for one occasion; dft_ and a ULID; null where a template has the words. */
  readonly draftId: string | null;
  /** Language the variables are written in, a BCP 47 tag; null where the language is chosen when it is queued. */
  readonly locale: string | null;
  /** What fills the template, already written for the reader: amounts, dates, points, ids; never personal data. */
  readonly variables: Readonly<Record<string, string>>;
  /** What called for it: an event, evt_ and a ULID, the run over the holders of a programme, occ_ and a ULID, or the call task that did not reach the holder, cal_ and 26 characters. */
  readonly causeEventId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Trigger, outreach, festival or visit of the programme document that called for it. */
  readonly triggerKey: string;
  /** Counter or merchant of the cause, whose staff calls; null where it has none. */
  readonly placeId: string | null;
  /** When it is to go out, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly dueAt: EpochMs;
  /** First moment at which it is too late, such as the end of a birthday, in milliseconds since 1970-01-01T00:00:00Z; null: never. */
  readonly expiresAt: EpochMs | null;
}

/** A message to a holder passed consent, caps and windows and waits to be sent. The number to send to is asked of cards at the last moment and is in no event. */
export interface OutreachQueued {
  /** Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. */
  readonly holderId: string;
  /** What the message is for: 'service', 'marketing' or 'security'; caps, windows and consent are counted by it. */
  readonly category: string;
  /** How it will be sent: 'sms', 'call', 'email', 'webhook' or 'inbox'; a call is a task for somebody to call. */
  readonly channel: string;
  /** Template of the message; empty for one that has none: a call, or a text drafted for one occasion. */
  readonly templateKey: string;
  /** Language the message is rendered in, a BCP 47 tag such as 'zh-CN'. */
  readonly locale: string;
  /** What fills the template, already written for the reader: amounts, dates, points, ids; never personal data. */
  readonly variables: Readonly<Record<string, string>>;
  /** Event that called for the message, evt_ and a ULID; or the run over the holders of a programme, occ_ and a ULID. */
  readonly causeEventId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. Null in events from before this field. */
  readonly programmeVersion: number | null;
  /** Trigger of the programme document that called for the message: with the version, the rule that decided. Null in events from before this field. */
  readonly triggerKey: string | null;
  /** What gave rise to it, as in OutreachPlanned; null in events from before this field. */
  readonly purpose: string | null;
  /** Channels that are tried where this one gives up, in order; null in events from before this field. */
  readonly laterChannels: readonly string[] | null;
  /** Text drafted for one occasion; dft_ and a ULID; null where a template has the words. */
  readonly draftId: string | null;
  /** Counter or merchant of the cause, whose staff calls; null where it has none. */
  readonly placeId: string | null;
  /** First moment at which the holder is not to be disturbed any more, in milliseconds since 1970-01-01T00:00:00Z; null where no window decided. */
  readonly windowEndsAt: EpochMs | null;
  /** With a call: whether the number roams and the holder is asked first whether to go on; null or false: no. */
  readonly askFirst: boolean | null;
}

/** A message was handed to its channel. */
export interface OutreachSent {
  /** Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. */
  readonly holderId: string;
  /** How it was sent, such as 'sms'. */
  readonly channel: string;
  /** When the channel took it, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly sentAt: EpochMs;
}

/** A message that an event called for is not sent; the reason can be shown to whoever asks why nothing arrived (domain 1). */
export interface OutreachSuppressed {
  /** Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id. */
  readonly outreachId: string;
  /** Holder the message would have been for; hld_ and a ULID. */
  readonly holderId: string;
  /** What the message is for: 'service', 'marketing' or 'security'; caps, windows and consent are counted by it. */
  readonly category: string;
  /** Why not, in snake_case, such as 'no_consent'. */
  readonly reason: string;
  /** Event that called for the message; evt_ and a ULID. */
  readonly causeEventId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. Null in events from before this field. */
  readonly programmeVersion: number | null;
  /** Trigger of the programme document that called for the message: with the version, the rule that decided. Null in events from before this field. */
  readonly triggerKey: string | null;
  /** What gave rise to it, as in OutreachPlanned; null in events from before this field. */
  readonly purpose: string | null;
  /** Channel that was looked at last; null in events from before this field, and where no channel matters. */
  readonly channel: string | null;
  /** Cap or blackout of the programme document that decided; null where none did. */
  readonly ruleKey: string | null;
  /** How many the cap allows in its time; null where no cap decided. */
  readonly capMax: number | null;
  /** How many there were already; null where no cap decided. */
  readonly capUsed: number | null;
}

/** A message goes out on another channel than the one before it in its order, which could not be used (domain 2.12). */
export interface OutreachSwitched {
  /** Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. */
  readonly holderId: string;
  /** Channel that could not be used: 'sms', 'call', 'email', 'webhook' or 'inbox'. */
  readonly fromChannel: string;
  /** Channel that is tried next. */
  readonly toChannel: string;
  /** Why, in snake_case: 'no_consent', 'consent_withdrawn', 'roaming', 'cap_reached', or what the channel said when it gave up. */
  readonly reason: string;
  /** Cap of the programme document that decided; null where none did. */
  readonly ruleKey: string | null;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Every event of topic notifications.outreach. */
export type OutreachEvent =
  | { readonly type: 'OutreachDeferred'; readonly data: OutreachDeferred }
  | { readonly type: 'OutreachFailed'; readonly data: OutreachFailed }
  | { readonly type: 'OutreachPlanned'; readonly data: OutreachPlanned }
  | { readonly type: 'OutreachQueued'; readonly data: OutreachQueued }
  | { readonly type: 'OutreachSent'; readonly data: OutreachSent }
  | { readonly type: 'OutreachSuppressed'; readonly data: OutreachSuppressed }
  | { readonly type: 'OutreachSwitched'; readonly data: OutreachSwitched };

/** The schemas of topic notifications.outreach, compact JSON. */
export const OUTREACH_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'OutreachDeferred',
    service: 'notifications',
    stream: 'outreach',
    text: '{"type":"record","name":"OutreachDeferred","namespace":"scrip.notifications","doc":"A message or a call that was due waits, because holders are not to be disturbed now (domain 2.12).","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID."},{"name":"channel","type":"string","doc":"Channel that it waits for: \'sms\', \'call\', \'email\', \'webhook\' or \'inbox\'."},{"name":"reason","type":"string","doc":"Why: \'outside_window\', \'night\' or \'blackout\'."},{"name":"ruleKey","type":["null","string"],"default":null,"doc":"Window or blackout of the programme document that decided; null for the night."},{"name":"untilAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is looked at again, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'OutreachFailed',
    service: 'notifications',
    stream: 'outreach',
    text: '{"type":"record","name":"OutreachFailed","namespace":"scrip.notifications","doc":"A channel gave a message up: it was not taken, or the carrier reported that it cannot arrive. Where another channel is left, OutreachSwitched and OutreachQueued follow with it.","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID."},{"name":"channel","type":"string","doc":"Channel that gave up: \'sms\', \'call\', \'email\', \'webhook\' or \'inbox\'."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'number_unknown\' or \'attempts_spent\'."},{"name":"failedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it gave up, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'OutreachPlanned',
    service: 'notifications',
    stream: 'outreach',
    text: '{"type":"record","name":"OutreachPlanned","namespace":"scrip.notifications","doc":"Something called for a message or a call later than now: at a time after an event, on an occasion of the calendar, or when a window opens. Consent, caps, windows and night are looked at when it is due (domain 2.12).","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID."},{"name":"category","type":"string","doc":"What the message is for: \'service\', \'marketing\' or \'security\'; caps, windows and consent are counted by it."},{"name":"purpose","type":"string","doc":"What gave rise to it: \'event\' for a trigger, else the kind of the rule, such as \'birthday\', \'festival\', \'newSeasonPurchase\', \'promotion\' or \'unreached\'; windows are told apart by it."},{"name":"channels","type":{"type":"array","items":"string"},"doc":"Channels in the order in which they are tried: each \'sms\', \'call\', \'email\', \'webhook\' or \'inbox\'."},{"name":"templateKey","type":["null","string"],"default":null,"doc":"Template of the message; null for one that has none: a call, or a text drafted for one occasion."},{"name":"draftId","type":["null","string"],"default":null,"doc":"Text drafted for one occasion; dft_ and a ULID; null where a template has the words."},{"name":"locale","type":["null","string"],"default":null,"doc":"Language the variables are written in, a BCP 47 tag; null where the language is chosen when it is queued."},{"name":"variables","type":{"type":"map","values":"string"},"doc":"What fills the template, already written for the reader: amounts, dates, points, ids; never personal data."},{"name":"causeEventId","type":"string","doc":"What called for it: an event, evt_ and a ULID, the run over the holders of a programme, occ_ and a ULID, or the call task that did not reach the holder, cal_ and 26 characters."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"triggerKey","type":"string","doc":"Trigger, outreach, festival or visit of the programme document that called for it."},{"name":"placeId","type":["null","string"],"default":null,"doc":"Counter or merchant of the cause, whose staff calls; null where it has none."},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is to go out, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment at which it is too late, such as the end of a birthday, in milliseconds since 1970-01-01T00:00:00Z; null: never."}]}',
  },
  {
    type: 'OutreachQueued',
    service: 'notifications',
    stream: 'outreach',
    text: '{"type":"record","name":"OutreachQueued","namespace":"scrip.notifications","doc":"A message to a holder passed consent, caps and windows and waits to be sent. The number to send to is asked of cards at the last moment and is in no event.","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID."},{"name":"category","type":"string","doc":"What the message is for: \'service\', \'marketing\' or \'security\'; caps, windows and consent are counted by it."},{"name":"channel","type":"string","doc":"How it will be sent: \'sms\', \'call\', \'email\', \'webhook\' or \'inbox\'; a call is a task for somebody to call."},{"name":"templateKey","type":"string","doc":"Template of the message; empty for one that has none: a call, or a text drafted for one occasion."},{"name":"locale","type":"string","doc":"Language the message is rendered in, a BCP 47 tag such as \'zh-CN\'."},{"name":"variables","type":{"type":"map","values":"string"},"doc":"What fills the template, already written for the reader: amounts, dates, points, ids; never personal data."},{"name":"causeEventId","type":"string","doc":"Event that called for the message, evt_ and a ULID; or the run over the holders of a programme, occ_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":["null","int"],"default":null,"doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms. Null in events from before this field."},{"name":"triggerKey","type":["null","string"],"default":null,"doc":"Trigger of the programme document that called for the message: with the version, the rule that decided. Null in events from before this field."},{"name":"purpose","type":["null","string"],"default":null,"doc":"What gave rise to it, as in OutreachPlanned; null in events from before this field."},{"name":"laterChannels","type":["null",{"type":"array","items":"string"}],"default":null,"doc":"Channels that are tried where this one gives up, in order; null in events from before this field."},{"name":"draftId","type":["null","string"],"default":null,"doc":"Text drafted for one occasion; dft_ and a ULID; null where a template has the words."},{"name":"placeId","type":["null","string"],"default":null,"doc":"Counter or merchant of the cause, whose staff calls; null where it has none."},{"name":"windowEndsAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment at which the holder is not to be disturbed any more, in milliseconds since 1970-01-01T00:00:00Z; null where no window decided."},{"name":"askFirst","type":["null","boolean"],"default":null,"doc":"With a call: whether the number roams and the holder is asked first whether to go on; null or false: no."}]}',
  },
  {
    type: 'OutreachSent',
    service: 'notifications',
    stream: 'outreach',
    text: '{"type":"record","name":"OutreachSent","namespace":"scrip.notifications","doc":"A message was handed to its channel.","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID."},{"name":"channel","type":"string","doc":"How it was sent, such as \'sms\'."},{"name":"sentAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the channel took it, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'OutreachSuppressed',
    service: 'notifications',
    stream: 'outreach',
    text: '{"type":"record","name":"OutreachSuppressed","namespace":"scrip.notifications","doc":"A message that an event called for is not sent; the reason can be shown to whoever asks why nothing arrived (domain 1).","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message would have been for; hld_ and a ULID."},{"name":"category","type":"string","doc":"What the message is for: \'service\', \'marketing\' or \'security\'; caps, windows and consent are counted by it."},{"name":"reason","type":"string","doc":"Why not, in snake_case, such as \'no_consent\'."},{"name":"causeEventId","type":"string","doc":"Event that called for the message; evt_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":["null","int"],"default":null,"doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms. Null in events from before this field."},{"name":"triggerKey","type":["null","string"],"default":null,"doc":"Trigger of the programme document that called for the message: with the version, the rule that decided. Null in events from before this field."},{"name":"purpose","type":["null","string"],"default":null,"doc":"What gave rise to it, as in OutreachPlanned; null in events from before this field."},{"name":"channel","type":["null","string"],"default":null,"doc":"Channel that was looked at last; null in events from before this field, and where no channel matters."},{"name":"ruleKey","type":["null","string"],"default":null,"doc":"Cap or blackout of the programme document that decided; null where none did."},{"name":"capMax","type":["null","int"],"default":null,"doc":"How many the cap allows in its time; null where no cap decided."},{"name":"capUsed","type":["null","int"],"default":null,"doc":"How many there were already; null where no cap decided."}]}',
  },
  {
    type: 'OutreachSwitched',
    service: 'notifications',
    stream: 'outreach',
    text: '{"type":"record","name":"OutreachSwitched","namespace":"scrip.notifications","doc":"A message goes out on another channel than the one before it in its order, which could not be used (domain 2.12).","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID."},{"name":"fromChannel","type":"string","doc":"Channel that could not be used: \'sms\', \'call\', \'email\', \'webhook\' or \'inbox\'."},{"name":"toChannel","type":"string","doc":"Channel that is tried next."},{"name":"reason","type":"string","doc":"Why, in snake_case: \'no_consent\', \'consent_withdrawn\', \'roaming\', \'cap_reached\', or what the channel said when it gave up."},{"name":"ruleKey","type":["null","string"],"default":null,"doc":"Cap of the programme document that decided; null where none did."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
];
