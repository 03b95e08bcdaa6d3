// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A message to a holder passed consent, caps and windows and waits to be sent. The number to send to is asked of cards at the last moment and is in no event. */
export interface OutreachQueued {
  /** Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. */
  readonly holderId: string;
  /** What the message is for: 'service', 'marketing' or 'security'; caps, windows and consent are counted by it. */
  readonly category: string;
  /** How it will be sent: 'sms'. */
  readonly channel: string;
  /** Template of the message. */
  readonly templateKey: string;
  /** Language the message is rendered in, a BCP 47 tag such as 'zh-CN'. */
  readonly locale: string;
  /** What fills the template, already written for the reader: amounts, dates, points, ids; never personal data. */
  readonly variables: Readonly<Record<string, string>>;
  /** Event that called for the message; evt_ and a ULID. */
  readonly causeEventId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. Null in events from before this field. */
  readonly programmeVersion: number | null;
  /** Trigger of the programme document that called for the message: with the version, the rule that decided. Null in events from before this field. */
  readonly triggerKey: string | null;
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
}

/** Every event of topic notifications.outreach. */
export type OutreachEvent =
  | { readonly type: 'OutreachQueued'; readonly data: OutreachQueued }
  | { readonly type: 'OutreachSent'; readonly data: OutreachSent }
  | { readonly type: 'OutreachSuppressed'; readonly data: OutreachSuppressed };

/** The schemas of topic notifications.outreach, compact JSON. */
export const OUTREACH_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'OutreachQueued',
    service: 'notifications',
    stream: 'outreach',
    text: '{"type":"record","name":"OutreachQueued","namespace":"scrip.notifications","doc":"A message to a holder passed consent, caps and windows and waits to be sent. The number to send to is asked of cards at the last moment and is in no event.","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID."},{"name":"category","type":"string","doc":"What the message is for: \'service\', \'marketing\' or \'security\'; caps, windows and consent are counted by it."},{"name":"channel","type":"string","doc":"How it will be sent: \'sms\'."},{"name":"templateKey","type":"string","doc":"Template of the message."},{"name":"locale","type":"string","doc":"Language the message is rendered in, a BCP 47 tag such as \'zh-CN\'."},{"name":"variables","type":{"type":"map","values":"string"},"doc":"What fills the template, already written for the reader: amounts, dates, points, ids; never personal data."},{"name":"causeEventId","type":"string","doc":"Event that called for the message; evt_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":["null","int"],"default":null,"doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms. Null in events from before this field."},{"name":"triggerKey","type":["null","string"],"default":null,"doc":"Trigger of the programme document that called for the message: with the version, the rule that decided. Null in events from before this field."}]}',
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
    text: '{"type":"record","name":"OutreachSuppressed","namespace":"scrip.notifications","doc":"A message that an event called for is not sent; the reason can be shown to whoever asks why nothing arrived (domain 1).","fields":[{"name":"outreachId","type":"string","doc":"Outreach this happened to; out_ and a ULID made from cause and template, so the same cause never makes two; also the stream id."},{"name":"holderId","type":"string","doc":"Holder the message would have been for; hld_ and a ULID."},{"name":"category","type":"string","doc":"What the message is for: \'service\', \'marketing\' or \'security\'; caps, windows and consent are counted by it."},{"name":"reason","type":"string","doc":"Why not, in snake_case, such as \'no_consent\'."},{"name":"causeEventId","type":"string","doc":"Event that called for the message; evt_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":["null","int"],"default":null,"doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms. Null in events from before this field."},{"name":"triggerKey","type":["null","string"],"default":null,"doc":"Trigger of the programme document that called for the message: with the version, the rule that decided. Null in events from before this field."}]}',
  },
];
