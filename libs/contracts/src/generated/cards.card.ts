// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A card was handed over and may be used from now on. The ledger lets this sequence open the wallet once it has seen the event. */
export interface CardActivated {
  /** Card that was activated; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
}

/** A card was made for a holder together with the wallet it opens. The card is a key to the wallet, never the money itself; it cannot be used before it is activated (domain 1). */
export interface CardIssued {
  /** Card that was issued; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Number printed on the card, digits only. */
  readonly cardNumber: string;
  /** Counts the cards that carry this number, from 1; a replacement with the same number has the next one (domain 1). */
  readonly sequence: number;
  /** Holder the card was issued to; hld_ and a ULID. */
  readonly holderId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which card product of the programme document the card is. */
  readonly productKey: string;
}

/** The holder reported the card lost. Spends before the report stay with the holder, any after it are the issuer's loss (domain 2.2, A8). */
export interface CardReportedLost {
  /** Card that was reported; crd_ and a ULID; also the stream id. */
  readonly cardId: string;
  /** Wallet the card opens; wal_ and a ULID. */
  readonly walletId: string;
  /** Holder of the card; hld_ and a ULID. */
  readonly holderId: string;
  /** Sequence of the card under its number; a later sequence of the number is not touched. */
  readonly sequence: number;
  /** When the report was taken, in milliseconds since 1970-01-01T00:00:00Z; it divides the holder's spends from the issuer's. */
  readonly reportedAt: EpochMs;
  /** How the report came in, such as 'desk' or 'phone'. */
  readonly channel: string;
}

/** Every event of topic cards.card. */
export type CardEvent =
  | { readonly type: 'CardActivated'; readonly data: CardActivated }
  | { readonly type: 'CardIssued'; readonly data: CardIssued }
  | { readonly type: 'CardReportedLost'; readonly data: CardReportedLost };

/** The schemas of topic cards.card, compact JSON. */
export const CARD_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CardActivated',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardActivated","namespace":"scrip.cards","doc":"A card was handed over and may be used from now on. The ledger lets this sequence open the wallet once it has seen the event.","fields":[{"name":"cardId","type":"string","doc":"Card that was activated; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."}]}',
  },
  {
    type: 'CardIssued',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardIssued","namespace":"scrip.cards","doc":"A card was made for a holder together with the wallet it opens. The card is a key to the wallet, never the money itself; it cannot be used before it is activated (domain 1).","fields":[{"name":"cardId","type":"string","doc":"Card that was issued; crd_ and a ULID; also the stream id."},{"name":"cardNumber","type":"string","doc":"Number printed on the card, digits only."},{"name":"sequence","type":"int","doc":"Counts the cards that carry this number, from 1; a replacement with the same number has the next one (domain 1)."},{"name":"holderId","type":"string","doc":"Holder the card was issued to; hld_ and a ULID."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"productKey","type":"string","doc":"Which card product of the programme document the card is."}]}',
  },
  {
    type: 'CardReportedLost',
    service: 'cards',
    stream: 'card',
    text: '{"type":"record","name":"CardReportedLost","namespace":"scrip.cards","doc":"The holder reported the card lost. Spends before the report stay with the holder, any after it are the issuer\'s loss (domain 2.2, A8).","fields":[{"name":"cardId","type":"string","doc":"Card that was reported; crd_ and a ULID; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet the card opens; wal_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder of the card; hld_ and a ULID."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number; a later sequence of the number is not touched."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the report was taken, in milliseconds since 1970-01-01T00:00:00Z; it divides the holder\'s spends from the issuer\'s."},{"name":"channel","type":"string","doc":"How the report came in, such as \'desk\' or \'phone\'."}]}',
  },
];
