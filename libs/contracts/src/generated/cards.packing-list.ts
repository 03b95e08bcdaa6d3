// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A card in the letter. */
export interface PackingListLine {
  /** Line of the list, from 1. */
  readonly line: number;
  /** Replacement; rpl_ and a ULID. */
  readonly replacementId: string;
  /** The new card; crd_ and a ULID. */
  readonly newCardId: string;
  /** Number of both cards, digits only, check digit included. */
  readonly cardNumber: string;
  /** Sequence of the new card under the same number. */
  readonly newSequence: number;
  /** When the vendor took the order of the card, as the packing list says, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly takenAt: EpochMs;
  /** The vendor's own name of the batch that the card was made in. */
  readonly batch: string;
}

/** A branch counted a letter against its packing list (domain 2.9, N1). What is missing stays posted and is flagged; a later count may find it. */
export interface PackingListCounted {
  /** Packing list this happened to; pkl_ and a ULID; also the stream id. */
  readonly packingListId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** The issuer's own number of the branch that counted. */
  readonly branchNo: string;
  /** Replacements whose cards were in the letter, counted for the first time. */
  readonly receivedIds: readonly string[];
  /** Replacements that were in the letter and are void: their cards are to be destroyed. */
  readonly voidIds: readonly string[];
  /** Replacements on the list whose cards have not arrived so far. */
  readonly missingIds: readonly string[];
}

/** A vendor posted cards to a branch in a registered letter (domain 2.9). From now on its price is owed to the vendor. */
export interface PackingListPosted {
  /** Packing list this happened to; pkl_ and a ULID; also the stream id. */
  readonly packingListId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** The issuer's own number of the branch it goes to. */
  readonly branchNo: string;
  /** What the list calls that branch. */
  readonly branchLabel: string;
  /** How many cards the list says the letter holds; as many as it has lines. */
  readonly total: number;
  /** Number of the registered letter. */
  readonly postNumber: string;
  /** What the vendor is paid for the letter, in fen. */
  readonly postFen: Fen;
  /** What is in the letter. */
  readonly lines: readonly PackingListLine[];
}

/** Every event of topic cards.packing-list. */
export type PackingListEvent =
  | { readonly type: 'PackingListCounted'; readonly data: PackingListCounted }
  | { readonly type: 'PackingListPosted'; readonly data: PackingListPosted };

/** The schemas of topic cards.packing-list, compact JSON. */
export const PACKING_LIST_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'PackingListCounted',
    service: 'cards',
    stream: 'packing-list',
    text: '{"type":"record","name":"PackingListCounted","namespace":"scrip.cards","doc":"A branch counted a letter against its packing list (domain 2.9, N1). What is missing stays posted and is flagged; a later count may find it.","fields":[{"name":"packingListId","type":"string","doc":"Packing list this happened to; pkl_ and a ULID; also the stream id."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch that counted."},{"name":"receivedIds","type":{"type":"array","items":"string"},"doc":"Replacements whose cards were in the letter, counted for the first time."},{"name":"voidIds","type":{"type":"array","items":"string"},"doc":"Replacements that were in the letter and are void: their cards are to be destroyed."},{"name":"missingIds","type":{"type":"array","items":"string"},"doc":"Replacements on the list whose cards have not arrived so far."}]}',
  },
  {
    type: 'PackingListPosted',
    service: 'cards',
    stream: 'packing-list',
    text: '{"type":"record","name":"PackingListPosted","namespace":"scrip.cards","doc":"A vendor posted cards to a branch in a registered letter (domain 2.9). From now on its price is owed to the vendor.","fields":[{"name":"packingListId","type":"string","doc":"Packing list this happened to; pkl_ and a ULID; also the stream id."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch it goes to."},{"name":"branchLabel","type":"string","doc":"What the list calls that branch."},{"name":"total","type":"int","doc":"How many cards the list says the letter holds; as many as it has lines."},{"name":"postNumber","type":"string","doc":"Number of the registered letter."},{"name":"postFen","type":{"type":"long","logicalType":"fen"},"doc":"What the vendor is paid for the letter, in fen."},{"name":"lines","type":{"type":"array","items":{"type":"record","name":"PackingListLine","doc":"A card in the letter.","fields":[{"name":"line","type":"int","doc":"Line of the list, from 1."},{"name":"replacementId","type":"string","doc":"Replacement; rpl_ and a ULID."},{"name":"newCardId","type":"string","doc":"The new card; crd_ and a ULID."},{"name":"cardNumber","type":"string","doc":"Number of both cards, digits only, check digit included."},{"name":"newSequence","type":"int","doc":"Sequence of the new card under the same number."},{"name":"takenAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the vendor took the order of the card, as the packing list says, in milliseconds since 1970-01-01T00:00:00Z."},{"name":"batch","type":"string","doc":"The vendor\'s own name of the batch that the card was made in."}]}},"doc":"What is in the letter."}]}',
  },
];
