// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** The service hall lent something, such as an umbrella, that is to be brought back (domain 2.12). */
export interface ThingLent {
  /** The one thing that is lent; thg_ and 26 characters made from shop, kind and number; also the stream id. */
  readonly thingId: string;
  /** The loan; lon_ and 26 characters. */
  readonly loanId: string;
  /** The shop, the issuer's own key of it. */
  readonly queueKey: string;
  /** What it is, a key of the programme. */
  readonly thingKey: string;
  /** Which one, the issuer's own number of [A-Za-z0-9_.-]{1,40}. */
  readonly thingNo: string;
  /** Who has it; hld_ and a ULID. */
  readonly holderId: string;
  /** Last day on which it is in time, YYYY-MM-DD; null: there is none. */
  readonly dueDate: string | null;
  /** Subject of the token of who lent it. */
  readonly lentBy: string;
  /** Programme it is decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** What was lent is given up; the thing is not lent again until it is found. */
export interface ThingMissed {
  /** The one thing that is lent; thg_ and 26 characters made from shop, kind and number; also the stream id. */
  readonly thingId: string;
  /** The loan; lon_ and 26 characters. */
  readonly loanId: string;
  /** Subject of the token of who said so. */
  readonly reportedBy: string;
}

/** What was lent came back. */
export interface ThingReturned {
  /** The one thing that is lent; thg_ and 26 characters made from shop, kind and number; also the stream id. */
  readonly thingId: string;
  /** The loan; lon_ and 26 characters. */
  readonly loanId: string;
  /** Whether it came after its last day. */
  readonly isLate: boolean;
  /** 'good' or 'damaged'. */
  readonly condition: string;
  /** Subject of the token of who took it. */
  readonly receivedBy: string;
}

/** Every event of topic notifications.lending. */
export type LendingEvent =
  | { readonly type: 'ThingLent'; readonly data: ThingLent }
  | { readonly type: 'ThingMissed'; readonly data: ThingMissed }
  | { readonly type: 'ThingReturned'; readonly data: ThingReturned };

/** The schemas of topic notifications.lending, compact JSON. */
export const LENDING_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ThingLent',
    service: 'notifications',
    stream: 'lending',
    text: '{"type":"record","name":"ThingLent","namespace":"scrip.notifications","doc":"The service hall lent something, such as an umbrella, that is to be brought back (domain 2.12).","fields":[{"name":"thingId","type":"string","doc":"The one thing that is lent; thg_ and 26 characters made from shop, kind and number; also the stream id."},{"name":"loanId","type":"string","doc":"The loan; lon_ and 26 characters."},{"name":"queueKey","type":"string","doc":"The shop, the issuer\'s own key of it."},{"name":"thingKey","type":"string","doc":"What it is, a key of the programme."},{"name":"thingNo","type":"string","doc":"Which one, the issuer\'s own number of [A-Za-z0-9_.-]{1,40}."},{"name":"holderId","type":"string","doc":"Who has it; hld_ and a ULID."},{"name":"dueDate","type":["null","string"],"default":null,"doc":"Last day on which it is in time, YYYY-MM-DD; null: there is none."},{"name":"lentBy","type":"string","doc":"Subject of the token of who lent it."},{"name":"programmeId","type":"string","doc":"Programme it is decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'ThingMissed',
    service: 'notifications',
    stream: 'lending',
    text: '{"type":"record","name":"ThingMissed","namespace":"scrip.notifications","doc":"What was lent is given up; the thing is not lent again until it is found.","fields":[{"name":"thingId","type":"string","doc":"The one thing that is lent; thg_ and 26 characters made from shop, kind and number; also the stream id."},{"name":"loanId","type":"string","doc":"The loan; lon_ and 26 characters."},{"name":"reportedBy","type":"string","doc":"Subject of the token of who said so."}]}',
  },
  {
    type: 'ThingReturned',
    service: 'notifications',
    stream: 'lending',
    text: '{"type":"record","name":"ThingReturned","namespace":"scrip.notifications","doc":"What was lent came back.","fields":[{"name":"thingId","type":"string","doc":"The one thing that is lent; thg_ and 26 characters made from shop, kind and number; also the stream id."},{"name":"loanId","type":"string","doc":"The loan; lon_ and 26 characters."},{"name":"isLate","type":"boolean","doc":"Whether it came after its last day."},{"name":"condition","type":"string","doc":"\'good\' or \'damaged\'."},{"name":"receivedBy","type":"string","doc":"Subject of the token of who took it."}]}',
  },
];
