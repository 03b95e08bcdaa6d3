// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** Another person approved an adjustment; the wallet has it in the same moment. */
export interface AdjustmentApproved {
  /** This adjustment; adj_ and a ULID; also the stream id. */
  readonly adjustmentId: string;
  /** Wallet that was corrected; wal_ and a ULID. */
  readonly walletId: string;
  /** Subject of the token of who approved; never who proposed. */
  readonly approvedBy: string;
}

/** Somebody of the back office asks for a correction of a wallet; nothing moves before somebody else approves it. */
export interface AdjustmentProposed {
  /** This adjustment; adj_ and a ULID; also the stream id. */
  readonly adjustmentId: string;
  /** Wallet to be corrected; wal_ and a ULID. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** 'credit' or 'debit'. */
  readonly direction: string;
  /** Principal that is to come or go, in fen; for a debit the whole amount, taken in the order of the product. */
  readonly principalFen: Fen;
  /** Bonus that is to come, in fen; 0 for a debit. */
  readonly bonusFen: Fen;
  /** Why, by a code of the issuer such as migration_error; snake_case. */
  readonly reason: string;
  /** Fact that it corrects. Null if there is none. */
  readonly correctsEventId: string | null;
  /** Subject of the token of who asks. */
  readonly proposedBy: string;
}

/** An adjustment was turned down, or taken back by who proposed it. */
export interface AdjustmentRejected {
  /** This adjustment; adj_ and a ULID; also the stream id. */
  readonly adjustmentId: string;
  /** Wallet that stays as it is; wal_ and a ULID. */
  readonly walletId: string;
  /** Subject of the token of who turned it down. */
  readonly rejectedBy: string;
  /** Why; snake_case. */
  readonly reason: string;
}

/** Every event of topic ledger.adjustment. */
export type AdjustmentEvent =
  | { readonly type: 'AdjustmentApproved'; readonly data: AdjustmentApproved }
  | { readonly type: 'AdjustmentProposed'; readonly data: AdjustmentProposed }
  | { readonly type: 'AdjustmentRejected'; readonly data: AdjustmentRejected };

/** The schemas of topic ledger.adjustment, compact JSON. */
export const ADJUSTMENT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'AdjustmentApproved',
    service: 'ledger',
    stream: 'adjustment',
    text: '{"type":"record","name":"AdjustmentApproved","namespace":"scrip.ledger","doc":"Another person approved an adjustment; the wallet has it in the same moment.","fields":[{"name":"adjustmentId","type":"string","doc":"This adjustment; adj_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet that was corrected; wal_ and a ULID."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved; never who proposed."}]}',
  },
  {
    type: 'AdjustmentProposed',
    service: 'ledger',
    stream: 'adjustment',
    text: '{"type":"record","name":"AdjustmentProposed","namespace":"scrip.ledger","doc":"Somebody of the back office asks for a correction of a wallet; nothing moves before somebody else approves it.","fields":[{"name":"adjustmentId","type":"string","doc":"This adjustment; adj_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet to be corrected; wal_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"direction","type":"string","doc":"\'credit\' or \'debit\'."},{"name":"principalFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that is to come or go, in fen; for a debit the whole amount, taken in the order of the product."},{"name":"bonusFen","type":{"type":"long","logicalType":"fen"},"doc":"Bonus that is to come, in fen; 0 for a debit."},{"name":"reason","type":"string","doc":"Why, by a code of the issuer such as migration_error; snake_case."},{"name":"correctsEventId","type":["null","string"],"default":null,"doc":"Fact that it corrects. Null if there is none."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who asks."}]}',
  },
  {
    type: 'AdjustmentRejected',
    service: 'ledger',
    stream: 'adjustment',
    text: '{"type":"record","name":"AdjustmentRejected","namespace":"scrip.ledger","doc":"An adjustment was turned down, or taken back by who proposed it.","fields":[{"name":"adjustmentId","type":"string","doc":"This adjustment; adj_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet that stays as it is; wal_ and a ULID."},{"name":"rejectedBy","type":"string","doc":"Subject of the token of who turned it down."},{"name":"reason","type":"string","doc":"Why; snake_case."}]}',
  },
];
