// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A card to be made. */
export interface CardFileLine {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Replacement; rpl_ and a ULID. */
  readonly replacementId: string;
  /** Card to be made; crd_ and a ULID. */
  readonly cardId: string;
  /** Number of the card, digits only, check digit included. */
  readonly cardNumber: string;
  /** Sequence of the card under its number, from 1. */
  readonly sequence: number;
  /** Which product the card is: what it looks like. */
  readonly productKey: string;
  /** Holder, whose name is embossed; the name stays in the vault of cards. */
  readonly holderId: string;
  /** The issuer's own number of the branch that the card is posted to. */
  readonly branchNo: string;
}

/** A whole batch of blank cards was put into the card-making file of a vendor's business day: a line for each card, in the order of the serials. */
export interface CardFileBatchAdded {
  /** Card-making file this happened to; cmf_ and a ULID; also the stream id. */
  readonly cardFileId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Business day of that file, YYYY-MM-DD. */
  readonly fileDate: string;
  /** Batch of cards; bat_ and a ULID. */
  readonly batchId: string;
  /** Which product the cards are: what they look like. */
  readonly productKey: string;
  /** Face value of each card, in fen. */
  readonly faceFen: Fen;
  /** Line of the card with serial 1 in the file. */
  readonly firstLine: number;
  /** How many lines: the cards with serials from 1 to this. */
  readonly cards: number;
}

/** The card-making file of a vendor's business day is complete: nothing is added to it any more (domain 2.9, N2). */
export interface CardFileClosed {
  /** Card-making file this happened to; cmf_ and a ULID; also the stream id. */
  readonly cardFileId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Business day of the file, YYYY-MM-DD. */
  readonly fileDate: string;
  /** Lines of the file; 0 if nothing was to be made. */
  readonly lineCount: number;
  /** SHA-256 of the lines without the names, in lower-case hex: the same however often the file is fetched. */
  readonly linesSha256: string;
}

/** Applications were put into the card-making file of a vendor's business day; a large file is made of several such parts. */
export interface CardFileExtended {
  /** Card-making file this happened to; cmf_ and a ULID; also the stream id. */
  readonly cardFileId: string;
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Business day of that file, YYYY-MM-DD. */
  readonly fileDate: string;
  /** The lines of this part, after those of the parts before. */
  readonly lines: readonly CardFileLine[];
}

/** Every event of topic cards.card-file. */
export type CardFileEvent =
  | { readonly type: 'CardFileBatchAdded'; readonly data: CardFileBatchAdded }
  | { readonly type: 'CardFileClosed'; readonly data: CardFileClosed }
  | { readonly type: 'CardFileExtended'; readonly data: CardFileExtended };

/** The schemas of topic cards.card-file, compact JSON. */
export const CARD_FILE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CardFileBatchAdded',
    service: 'cards',
    stream: 'card-file',
    text: '{"type":"record","name":"CardFileBatchAdded","namespace":"scrip.cards","doc":"A whole batch of blank cards was put into the card-making file of a vendor\'s business day: a line for each card, in the order of the serials.","fields":[{"name":"cardFileId","type":"string","doc":"Card-making file this happened to; cmf_ and a ULID; also the stream id."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"fileDate","type":"string","doc":"Business day of that file, YYYY-MM-DD."},{"name":"batchId","type":"string","doc":"Batch of cards; bat_ and a ULID."},{"name":"productKey","type":"string","doc":"Which product the cards are: what they look like."},{"name":"faceFen","type":{"type":"long","logicalType":"fen"},"doc":"Face value of each card, in fen."},{"name":"firstLine","type":"int","doc":"Line of the card with serial 1 in the file."},{"name":"cards","type":"int","doc":"How many lines: the cards with serials from 1 to this."}]}',
  },
  {
    type: 'CardFileClosed',
    service: 'cards',
    stream: 'card-file',
    text: '{"type":"record","name":"CardFileClosed","namespace":"scrip.cards","doc":"The card-making file of a vendor\'s business day is complete: nothing is added to it any more (domain 2.9, N2).","fields":[{"name":"cardFileId","type":"string","doc":"Card-making file this happened to; cmf_ and a ULID; also the stream id."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"fileDate","type":"string","doc":"Business day of the file, YYYY-MM-DD."},{"name":"lineCount","type":"int","doc":"Lines of the file; 0 if nothing was to be made."},{"name":"linesSha256","type":"string","doc":"SHA-256 of the lines without the names, in lower-case hex: the same however often the file is fetched."}]}',
  },
  {
    type: 'CardFileExtended',
    service: 'cards',
    stream: 'card-file',
    text: '{"type":"record","name":"CardFileExtended","namespace":"scrip.cards","doc":"Applications were put into the card-making file of a vendor\'s business day; a large file is made of several such parts.","fields":[{"name":"cardFileId","type":"string","doc":"Card-making file this happened to; cmf_ and a ULID; also the stream id."},{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"fileDate","type":"string","doc":"Business day of that file, YYYY-MM-DD."},{"name":"lines","type":{"type":"array","items":{"type":"record","name":"CardFileLine","doc":"A card to be made.","fields":[{"name":"line","type":"int","doc":"Line of the file, from 1."},{"name":"replacementId","type":"string","doc":"Replacement; rpl_ and a ULID."},{"name":"cardId","type":"string","doc":"Card to be made; crd_ and a ULID."},{"name":"cardNumber","type":"string","doc":"Number of the card, digits only, check digit included."},{"name":"sequence","type":"int","doc":"Sequence of the card under its number, from 1."},{"name":"productKey","type":"string","doc":"Which product the card is: what it looks like."},{"name":"holderId","type":"string","doc":"Holder, whose name is embossed; the name stays in the vault of cards."},{"name":"branchNo","type":"string","doc":"The issuer\'s own number of the branch that the card is posted to."}]}},"doc":"The lines of this part, after those of the parts before."}]}',
  },
];
