// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** One who was called later than promised got the small gift; once. */
export interface HallGiftGiven {
  /** The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id. */
  readonly hallId: string;
  /** The ticket; tik_ and 26 characters. */
  readonly ticketId: string;
  /** Subject of the token of who gave it. */
  readonly givenBy: string;
}

/** A ticket was called to a window. */
export interface HallTicketCalled {
  /** The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id. */
  readonly hallId: string;
  /** The ticket; tik_ and 26 characters. */
  readonly ticketId: string;
  /** Number on it. */
  readonly ticketNo: number;
  /** The window. */
  readonly windowNo: number;
  /** When it should have been called at the latest. */
  readonly promisedAt: EpochMs;
  /** Whether it was called later than that. */
  readonly isLate: boolean;
  /** Whether the programme gives one who waited too long a small gift. */
  readonly isGiftDue: boolean;
  /** Subject of the token of who called. */
  readonly calledBy: string;
}

/** A visitor who took a ticket did not wait. */
export interface HallTicketDropped {
  /** The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id. */
  readonly hallId: string;
  /** The ticket; tik_ and 26 characters. */
  readonly ticketId: string;
  /** Number on it. */
  readonly ticketNo: number;
}

/** A visitor took a ticket and was told how long it takes (domain 2.12). */
export interface HallTicketTaken {
  /** The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id. */
  readonly hallId: string;
  /** The shop, the issuer's own key of it. */
  readonly queueKey: string;
  /** The day, YYYY-MM-DD in Asia/Shanghai. */
  readonly businessDate: string;
  /** The ticket; tik_ and 26 characters. */
  readonly ticketId: string;
  /** Number on it, from 1 each day. */
  readonly ticketNo: number;
  /** Who waits; hld_ and a ULID; null where it is not known. */
  readonly holderId: string | null;
  /** Tickets that are called before it. */
  readonly aheadTickets: number;
  /** Windows that were counted with. */
  readonly windows: number;
  /** Minutes that one visitor takes. */
  readonly minutesEach: number;
  /** What was told: ahead times minutes each by windows, up to the next whole minute. */
  readonly promisedMinutes: number;
  /** When it is called at the latest, by that. */
  readonly promisedAt: EpochMs;
  /** Whether the programme gives one who is called later than promised a small gift. */
  readonly isGiftPromised: boolean;
  /** Programme it is decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A window serves nobody any more. */
export interface HallWindowClosed {
  /** The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id. */
  readonly hallId: string;
  /** The window. */
  readonly windowNo: number;
  /** Subject of the token of who closed it. */
  readonly closedBy: string;
}

/** A window serves visitors. */
export interface HallWindowOpened {
  /** The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id. */
  readonly hallId: string;
  /** The shop, the issuer's own key of it. */
  readonly queueKey: string;
  /** The day, YYYY-MM-DD in Asia/Shanghai. */
  readonly businessDate: string;
  /** The window. */
  readonly windowNo: number;
  /** Subject of the token of who opened it. */
  readonly openedBy: string;
}

/** Every event of topic notifications.hall. */
export type HallEvent =
  | { readonly type: 'HallGiftGiven'; readonly data: HallGiftGiven }
  | { readonly type: 'HallTicketCalled'; readonly data: HallTicketCalled }
  | { readonly type: 'HallTicketDropped'; readonly data: HallTicketDropped }
  | { readonly type: 'HallTicketTaken'; readonly data: HallTicketTaken }
  | { readonly type: 'HallWindowClosed'; readonly data: HallWindowClosed }
  | { readonly type: 'HallWindowOpened'; readonly data: HallWindowOpened };

/** The schemas of topic notifications.hall, compact JSON. */
export const HALL_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'HallGiftGiven',
    service: 'notifications',
    stream: 'hall',
    text: '{"type":"record","name":"HallGiftGiven","namespace":"scrip.notifications","doc":"One who was called later than promised got the small gift; once.","fields":[{"name":"hallId","type":"string","doc":"The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id."},{"name":"ticketId","type":"string","doc":"The ticket; tik_ and 26 characters."},{"name":"givenBy","type":"string","doc":"Subject of the token of who gave it."}]}',
  },
  {
    type: 'HallTicketCalled',
    service: 'notifications',
    stream: 'hall',
    text: '{"type":"record","name":"HallTicketCalled","namespace":"scrip.notifications","doc":"A ticket was called to a window.","fields":[{"name":"hallId","type":"string","doc":"The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id."},{"name":"ticketId","type":"string","doc":"The ticket; tik_ and 26 characters."},{"name":"ticketNo","type":"int","doc":"Number on it."},{"name":"windowNo","type":"int","doc":"The window."},{"name":"promisedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it should have been called at the latest."},{"name":"isLate","type":"boolean","doc":"Whether it was called later than that."},{"name":"isGiftDue","type":"boolean","doc":"Whether the programme gives one who waited too long a small gift."},{"name":"calledBy","type":"string","doc":"Subject of the token of who called."}]}',
  },
  {
    type: 'HallTicketDropped',
    service: 'notifications',
    stream: 'hall',
    text: '{"type":"record","name":"HallTicketDropped","namespace":"scrip.notifications","doc":"A visitor who took a ticket did not wait.","fields":[{"name":"hallId","type":"string","doc":"The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id."},{"name":"ticketId","type":"string","doc":"The ticket; tik_ and 26 characters."},{"name":"ticketNo","type":"int","doc":"Number on it."}]}',
  },
  {
    type: 'HallTicketTaken',
    service: 'notifications',
    stream: 'hall',
    text: '{"type":"record","name":"HallTicketTaken","namespace":"scrip.notifications","doc":"A visitor took a ticket and was told how long it takes (domain 2.12).","fields":[{"name":"hallId","type":"string","doc":"The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id."},{"name":"queueKey","type":"string","doc":"The shop, the issuer\'s own key of it."},{"name":"businessDate","type":"string","doc":"The day, YYYY-MM-DD in Asia/Shanghai."},{"name":"ticketId","type":"string","doc":"The ticket; tik_ and 26 characters."},{"name":"ticketNo","type":"int","doc":"Number on it, from 1 each day."},{"name":"holderId","type":["null","string"],"default":null,"doc":"Who waits; hld_ and a ULID; null where it is not known."},{"name":"aheadTickets","type":"int","doc":"Tickets that are called before it."},{"name":"windows","type":"int","doc":"Windows that were counted with."},{"name":"minutesEach","type":"int","doc":"Minutes that one visitor takes."},{"name":"promisedMinutes","type":"int","doc":"What was told: ahead times minutes each by windows, up to the next whole minute."},{"name":"promisedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is called at the latest, by that."},{"name":"isGiftPromised","type":"boolean","doc":"Whether the programme gives one who is called later than promised a small gift."},{"name":"programmeId","type":"string","doc":"Programme it is decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'HallWindowClosed',
    service: 'notifications',
    stream: 'hall',
    text: '{"type":"record","name":"HallWindowClosed","namespace":"scrip.notifications","doc":"A window serves nobody any more.","fields":[{"name":"hallId","type":"string","doc":"The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id."},{"name":"windowNo","type":"int","doc":"The window."},{"name":"closedBy","type":"string","doc":"Subject of the token of who closed it."}]}',
  },
  {
    type: 'HallWindowOpened',
    service: 'notifications',
    stream: 'hall',
    text: '{"type":"record","name":"HallWindowOpened","namespace":"scrip.notifications","doc":"A window serves visitors.","fields":[{"name":"hallId","type":"string","doc":"The hall of one shop on one business day; hal_ and 26 characters made from both; also the stream id."},{"name":"queueKey","type":"string","doc":"The shop, the issuer\'s own key of it."},{"name":"businessDate","type":"string","doc":"The day, YYYY-MM-DD in Asia/Shanghai."},{"name":"windowNo","type":"int","doc":"The window."},{"name":"openedBy","type":"string","doc":"Subject of the token of who opened it."}]}',
  },
];
