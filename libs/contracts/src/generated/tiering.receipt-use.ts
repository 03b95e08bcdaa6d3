// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A receipt was used up by a member who joined with it; a second member cannot use it (domain 2.1, M5). */
export interface ReceiptUsedToJoin {
  /** Receipt that is used up, the issuer's own number. */
  readonly receiptId: string;
  /** Membership that used it; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
}

/** Every event of topic tiering.receipt-use. */
export type ReceiptUseEvent =
  | { readonly type: 'ReceiptUsedToJoin'; readonly data: ReceiptUsedToJoin };

/** The schemas of topic tiering.receipt-use, compact JSON. */
export const RECEIPT_USE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ReceiptUsedToJoin',
    service: 'tiering',
    stream: 'receipt-use',
    text: '{"type":"record","name":"ReceiptUsedToJoin","namespace":"scrip.tiering","doc":"A receipt was used up by a member who joined with it; a second member cannot use it (domain 2.1, M5).","fields":[{"name":"receiptId","type":"string","doc":"Receipt that is used up, the issuer\'s own number."},{"name":"membershipId","type":"string","doc":"Membership that used it; mbr_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."}]}',
  },
];
