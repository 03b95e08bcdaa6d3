// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A line that got no card. */
export interface RefusedStaffLine {
  /** The line, from 1, the heading not counted. */
  readonly line: number;
  /** Why, such as 'holder_erased': the person was erased since the list was taken. */
  readonly code: string;
}

/** A client's list of its people was taken, every line of it (domain 2.4, C1). Who they are is in the vault; a job registers those who are new and issues a named card to each who has none of the client's. */
export interface StaffListAccepted {
  /** Staff list; stf_ and a ULID; also the stream id. */
  readonly staffListId: string;
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly clientId: string;
  /** The client's own code of the list, [A-Za-z0-9_.-]{1,64}; unique for the client for good (domain 2.4, C6). */
  readonly listId: string;
  /** Programme of the cards, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the list was decided under. */
  readonly programmeVersion: number;
  /** Stored-value product of the cards. */
  readonly productKey: string;
  /** How many people. */
  readonly lines: number;
  /** How many of them are registered by it. */
  readonly newHolders: number;
  /** How many of them get a card by it. */
  readonly newCards: number;
  /** Allowances of all lines, in fen; the ledger loads them once the bill is paid. */
  readonly allowancesFen: Fen;
  /** The issuer's own number of the branch where cards that a vendor makes are collected. Null: none was named. */
  readonly branchNo: string | null;
}

/** The next lines of a staff list have their holders and cards; each has its facts in its own stream, in the same commit. */
export interface StaffListPartIssued {
  /** Staff list; stf_ and a ULID; also the stream id. */
  readonly staffListId: string;
  /** First line of the part, from 1, the heading not counted. */
  readonly firstLine: number;
  /** Last line of the part. */
  readonly lastLine: number;
  /** Lines that are done after this part. */
  readonly issuedLines: number;
  /** Lines of this part that got no card. Null: all have one. */
  readonly refused: readonly RefusedStaffLine[] | null;
}

/** Every event of topic cards.staff-list. */
export type StaffListEvent =
  | { readonly type: 'StaffListAccepted'; readonly data: StaffListAccepted }
  | { readonly type: 'StaffListPartIssued'; readonly data: StaffListPartIssued };

/** The schemas of topic cards.staff-list, compact JSON. */
export const STAFF_LIST_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'StaffListAccepted',
    service: 'cards',
    stream: 'staff-list',
    text: '{"type":"record","name":"StaffListAccepted","namespace":"scrip.cards","doc":"A client\'s list of its people was taken, every line of it (domain 2.4, C1). Who they are is in the vault; a job registers those who are new and issues a named card to each who has none of the client\'s.","fields":[{"name":"staffListId","type":"string","doc":"Staff list; stf_ and a ULID; also the stream id."},{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"listId","type":"string","doc":"The client\'s own code of the list, [A-Za-z0-9_.-]{1,64}; unique for the client for good (domain 2.4, C6)."},{"name":"programmeId","type":"string","doc":"Programme of the cards, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the list was decided under."},{"name":"productKey","type":"string","doc":"Stored-value product of the cards."},{"name":"lines","type":"int","doc":"How many people."},{"name":"newHolders","type":"int","doc":"How many of them are registered by it."},{"name":"newCards","type":"int","doc":"How many of them get a card by it."},{"name":"allowancesFen","type":{"type":"long","logicalType":"fen"},"doc":"Allowances of all lines, in fen; the ledger loads them once the bill is paid."},{"name":"branchNo","type":["null","string"],"default":null,"doc":"The issuer\'s own number of the branch where cards that a vendor makes are collected. Null: none was named."}]}',
  },
  {
    type: 'StaffListPartIssued',
    service: 'cards',
    stream: 'staff-list',
    text: '{"type":"record","name":"StaffListPartIssued","namespace":"scrip.cards","doc":"The next lines of a staff list have their holders and cards; each has its facts in its own stream, in the same commit.","fields":[{"name":"staffListId","type":"string","doc":"Staff list; stf_ and a ULID; also the stream id."},{"name":"firstLine","type":"int","doc":"First line of the part, from 1, the heading not counted."},{"name":"lastLine","type":"int","doc":"Last line of the part."},{"name":"issuedLines","type":"int","doc":"Lines that are done after this part."},{"name":"refused","type":["null",{"type":"array","items":{"type":"record","name":"RefusedStaffLine","doc":"A line that got no card.","fields":[{"name":"line","type":"int","doc":"The line, from 1, the heading not counted."},{"name":"code","type":"string","doc":"Why, such as \'holder_erased\': the person was erased since the list was taken."}]}}],"default":null,"doc":"Lines of this part that got no card. Null: all have one."}]}',
  },
];
