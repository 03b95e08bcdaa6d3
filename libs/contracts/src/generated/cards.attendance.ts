// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A card was held to a door or an attendance terminal. Each counter of a terminal is taken once, however late it comes; a daily attendance bill is made of these (domain 2.10). */
export interface CardPassed {
  /** Terminal, the issuer's own code. */
  readonly terminalId: string;
  /** Enterprise, the issuer's own code: a campus or a company that cards are used at. */
  readonly enterpriseId: string;
  /** Counter of the terminal, from 1. */
  readonly counter: number;
  /** Card with the purses; crd_ and a ULID. */
  readonly cardId: string;
  /** Holder of the card; hld_ and a ULID. Personal data stays in the vault of cards. Null: a bearer card. */
  readonly holderId: string | null;
  /** 'door' or 'attendance'. */
  readonly kind: string;
  /** 'in' or 'out'. Null: the terminal does not tell. */
  readonly direction: string | null;
  /** When, by the terminal's clock, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly passedAt: EpochMs;
  /** Business day of it in Asia/Shanghai, YYYY-MM-DD. */
  readonly businessDate: string;
}

/** Every event of topic cards.attendance. */
export type AttendanceEvent =
  | { readonly type: 'CardPassed'; readonly data: CardPassed };

/** The schemas of topic cards.attendance, compact JSON. */
export const ATTENDANCE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CardPassed',
    service: 'cards',
    stream: 'attendance',
    text: '{"type":"record","name":"CardPassed","namespace":"scrip.cards","doc":"A card was held to a door or an attendance terminal. Each counter of a terminal is taken once, however late it comes; a daily attendance bill is made of these (domain 2.10).","fields":[{"name":"terminalId","type":"string","doc":"Terminal, the issuer\'s own code."},{"name":"enterpriseId","type":"string","doc":"Enterprise, the issuer\'s own code: a campus or a company that cards are used at."},{"name":"counter","type":"int","doc":"Counter of the terminal, from 1."},{"name":"cardId","type":"string","doc":"Card with the purses; crd_ and a ULID."},{"name":"holderId","type":["null","string"],"default":null,"doc":"Holder of the card; hld_ and a ULID. Personal data stays in the vault of cards. Null: a bearer card."},{"name":"kind","type":"string","doc":"\'door\' or \'attendance\'."},{"name":"direction","type":["null","string"],"default":null,"doc":"\'in\' or \'out\'. Null: the terminal does not tell."},{"name":"passedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When, by the terminal\'s clock, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"businessDate","type":"string","doc":"Business day of it in Asia/Shanghai, YYYY-MM-DD."}]}',
  },
];
