// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** Finance closed an exception of a purse. A difference leaves suspense for the issuer's expense (domain 2.10, O3). */
export interface PurseExceptionClosed {
  /** Exception that is closed; pex_ and 26 characters made of the event that found it; also the stream id. */
  readonly exceptionId: string;
  /** Purse it is of. */
  readonly purseId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** 'difference', 'gap', 'refused' or 'spent_after_block'. */
  readonly kind: string;
  /** What stood in suspense for it, in fen, above zero where the card held more; 0 for the other kinds. */
  readonly differenceFen: Fen;
  /** Why it could be closed, in snake_case, such as 'terminal_repaired'. */
  readonly reason: string;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Every event of topic ledger.purse-exception. */
export type PurseExceptionEvent =
  | { readonly type: 'PurseExceptionClosed'; readonly data: PurseExceptionClosed };

/** The schemas of topic ledger.purse-exception, compact JSON. */
export const PURSE_EXCEPTION_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'PurseExceptionClosed',
    service: 'ledger',
    stream: 'purse-exception',
    text: '{"type":"record","name":"PurseExceptionClosed","namespace":"scrip.ledger","doc":"Finance closed an exception of a purse. A difference leaves suspense for the issuer\'s expense (domain 2.10, O3).","fields":[{"name":"exceptionId","type":"string","doc":"Exception that is closed; pex_ and 26 characters made of the event that found it; also the stream id."},{"name":"purseId","type":"string","doc":"Purse it is of."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"kind","type":"string","doc":"\'difference\', \'gap\', \'refused\' or \'spent_after_block\'."},{"name":"differenceFen","type":{"type":"long","logicalType":"fen"},"doc":"What stood in suspense for it, in fen, above zero where the card held more; 0 for the other kinds."},{"name":"reason","type":"string","doc":"Why it could be closed, in snake_case, such as \'terminal_repaired\'."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
];
