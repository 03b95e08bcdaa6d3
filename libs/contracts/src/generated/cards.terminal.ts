// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A terminal may be used from now on: its security module has a secret of its own and the mother key of its enterprise (domain 2.10). */
export interface TerminalRegistered {
  /** Terminal, the issuer's own code. */
  readonly terminalId: string;
  /** Enterprise, the issuer's own code: a campus or a company that cards are used at. */
  readonly enterpriseId: string;
  /** Merchant that spends at it are paid to, the issuer's own code. Null: it takes no spends. */
  readonly merchantId: string | null;
  /** What it is for, of 'spend', 'load', 'issue', 'door' and 'attendance'. */
  readonly uses: readonly string[];
  /** Counts the registrations of this code, from 1: one that was retired may come back with another module, for the same enterprise and merchant. */
  readonly registration: number;
  /** Version of the mother key in its module. */
  readonly keyVersion: number;
  /** SHA-256 of the module's public key, in hex. */
  readonly moduleFingerprint: string;
}

/** A terminal is out of use: what it took until then is still accepted, whatever it says of later is not (domain 2.10). */
export interface TerminalRetired {
  /** Terminal, the issuer's own code. */
  readonly terminalId: string;
  /** Why, snake_case. */
  readonly reason: string;
  /** Last moment that its records may be of, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly retiredAt: EpochMs;
}

/** A terminal said, under its own secret, that it has a version of the list of blocked cards: from then on it knows which cards to refuse (domain 2.10). */
export interface TerminalSynced {
  /** Terminal, the issuer's own code. */
  readonly terminalId: string;
  /** Version that it has: a position in the log of cards. */
  readonly listVersion: bigint;
  /** When it had it, by its own clock, never later than we heard of it, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly syncedAt: EpochMs;
}

/** Every event of topic cards.terminal. */
export type TerminalEvent =
  | { readonly type: 'TerminalRegistered'; readonly data: TerminalRegistered }
  | { readonly type: 'TerminalRetired'; readonly data: TerminalRetired }
  | { readonly type: 'TerminalSynced'; readonly data: TerminalSynced };

/** The schemas of topic cards.terminal, compact JSON. */
export const TERMINAL_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'TerminalRegistered',
    service: 'cards',
    stream: 'terminal',
    text: '{"type":"record","name":"TerminalRegistered","namespace":"scrip.cards","doc":"A terminal may be used from now on: its security module has a secret of its own and the mother key of its enterprise (domain 2.10).","fields":[{"name":"terminalId","type":"string","doc":"Terminal, the issuer\'s own code."},{"name":"enterpriseId","type":"string","doc":"Enterprise, the issuer\'s own code: a campus or a company that cards are used at."},{"name":"merchantId","type":["null","string"],"default":null,"doc":"Merchant that spends at it are paid to, the issuer\'s own code. Null: it takes no spends."},{"name":"uses","type":{"type":"array","items":"string"},"doc":"What it is for, of \'spend\', \'load\', \'issue\', \'door\' and \'attendance\'."},{"name":"registration","type":"int","doc":"Counts the registrations of this code, from 1: one that was retired may come back with another module, for the same enterprise and merchant."},{"name":"keyVersion","type":"int","doc":"Version of the mother key in its module."},{"name":"moduleFingerprint","type":"string","doc":"SHA-256 of the module\'s public key, in hex."}]}',
  },
  {
    type: 'TerminalRetired',
    service: 'cards',
    stream: 'terminal',
    text: '{"type":"record","name":"TerminalRetired","namespace":"scrip.cards","doc":"A terminal is out of use: what it took until then is still accepted, whatever it says of later is not (domain 2.10).","fields":[{"name":"terminalId","type":"string","doc":"Terminal, the issuer\'s own code."},{"name":"reason","type":"string","doc":"Why, snake_case."},{"name":"retiredAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Last moment that its records may be of, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'TerminalSynced',
    service: 'cards',
    stream: 'terminal',
    text: '{"type":"record","name":"TerminalSynced","namespace":"scrip.cards","doc":"A terminal said, under its own secret, that it has a version of the list of blocked cards: from then on it knows which cards to refuse (domain 2.10).","fields":[{"name":"terminalId","type":"string","doc":"Terminal, the issuer\'s own code."},{"name":"listVersion","type":"long","doc":"Version that it has: a position in the log of cards."},{"name":"syncedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it had it, by its own clock, never later than we heard of it, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
];
