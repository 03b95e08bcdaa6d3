// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A card has new keys for an enterprise, in a key epoch of its own with counters from the beginning (domain 2.10). */
export interface CardWashed {
  /** Card that was washed; crd_ and a ULID; names the stream. */
  readonly cardId: string;
  /** Enterprise, the issuer's own code: a campus or a company that cards are used at. */
  readonly enterpriseId: string;
  /** Key epoch of the enterprise on this card, from 1, never used before. */
  readonly keyEpoch: number;
  /** Version of the enterprise's mother key that the card's key is made from. */
  readonly keyVersion: number;
  /** First three bytes of the zero block encrypted under the card's key, in hex. */
  readonly keyCheckValue: string;
  /** Enterprise whose keys were washed off; its mother key card agreed. Null: the initial keys of a free place on the card. */
  readonly replacedEnterpriseId: string | null;
  /** Key epoch that ended with it. Null: none. */
  readonly replacedKeyEpoch: number | null;
  /** Version of the mother key that the replaced key is made from: that of the enterprise washed off, or of the maker's initial keys. The new key travels to the card under the replaced one. */
  readonly replacedKeyVersion: number;
}

/** Every event of topic cards.card-key. */
export type CardKeyEvent =
  | { readonly type: 'CardWashed'; readonly data: CardWashed };

/** The schemas of topic cards.card-key, compact JSON. */
export const CARD_KEY_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CardWashed',
    service: 'cards',
    stream: 'card-key',
    text: '{"type":"record","name":"CardWashed","namespace":"scrip.cards","doc":"A card has new keys for an enterprise, in a key epoch of its own with counters from the beginning (domain 2.10).","fields":[{"name":"cardId","type":"string","doc":"Card that was washed; crd_ and a ULID; names the stream."},{"name":"enterpriseId","type":"string","doc":"Enterprise, the issuer\'s own code: a campus or a company that cards are used at."},{"name":"keyEpoch","type":"int","doc":"Key epoch of the enterprise on this card, from 1, never used before."},{"name":"keyVersion","type":"int","doc":"Version of the enterprise\'s mother key that the card\'s key is made from."},{"name":"keyCheckValue","type":"string","doc":"First three bytes of the zero block encrypted under the card\'s key, in hex."},{"name":"replacedEnterpriseId","type":["null","string"],"default":null,"doc":"Enterprise whose keys were washed off; its mother key card agreed. Null: the initial keys of a free place on the card."},{"name":"replacedKeyEpoch","type":["null","int"],"default":null,"doc":"Key epoch that ended with it. Null: none."},{"name":"replacedKeyVersion","type":"int","doc":"Version of the mother key that the replaced key is made from: that of the enterprise washed off, or of the maker\'s initial keys. The new key travels to the card under the replaced one."}]}',
  },
];
