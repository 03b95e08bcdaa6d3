// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** The price of one article. */
export interface QuotedLine {
  /** Place in the request, from 1. */
  readonly lineNo: number;
  /** Article as the till knows it. */
  readonly sku: string;
  /** Price on the tag, before any promotion or grade, in fen. */
  readonly tagFen: Fen;
  /** 'regular' or 'special'; a special price takes no promotion and no grade discount (domain 2.1, M4). */
  readonly priceClass: string;
  /** Counter that sells it, by its key in the programme document. */
  readonly counterKey: string;
  /** What the line costs, in fen: the tag times every rate, exact, rounded once, half up (domain 1). */
  readonly paidFen: Fen;
  /** What is left to pay at each step, in basis points: 8800 is 88%. Empty: the tag is paid. */
  readonly ratesBp: readonly number[];
  /** What gave each rate, in the order of ratesBp: 'counter:' and the counter's key for its own promotion, else the key of a pricing rule in the programme document. */
  readonly rules: readonly string[];
}

/** A till was told what lines cost a buyer and until when it may charge that. The receipt that names the quote is held against it, so a price can be explained from the tag to the slip (domain 1, 2.1, M2 to M4). */
export interface QuoteGiven {
  /** This quote; quo_ and a ULID; also the stream id. */
  readonly quoteId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Membership shown at the till; mbr_ and a ULID; null for a buyer without one. */
  readonly membershipId: string | null;
  /** Key of the buyer's grade in the programme document; null for a buyer who is not a member. */
  readonly grade: string | null;
  /** Key of the stored-value product it will be paid with, since some give no discount of a grade (domain 2.3, R3); null if that was not said. */
  readonly tender: string | null;
  /** The lines in the order of the request. */
  readonly lines: readonly QuotedLine[];
  /** Sum of the tags, in fen. */
  readonly tagTotalFen: Fen;
  /** Sum of what the lines cost, in fen. */
  readonly totalFen: Fen;
  /** The last moment at which a till may charge by it. */
  readonly expiresAt: EpochMs;
}

/** Every event of topic tiering.quote. */
export type QuoteEvent =
  | { readonly type: 'QuoteGiven'; readonly data: QuoteGiven };

/** The schemas of topic tiering.quote, compact JSON. */
export const QUOTE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'QuoteGiven',
    service: 'tiering',
    stream: 'quote',
    text: '{"type":"record","name":"QuoteGiven","namespace":"scrip.tiering","doc":"A till was told what lines cost a buyer and until when it may charge that. The receipt that names the quote is held against it, so a price can be explained from the tag to the slip (domain 1, 2.1, M2 to M4).","fields":[{"name":"quoteId","type":"string","doc":"This quote; quo_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"membershipId","type":["null","string"],"default":null,"doc":"Membership shown at the till; mbr_ and a ULID; null for a buyer without one."},{"name":"grade","type":["null","string"],"default":null,"doc":"Key of the buyer\'s grade in the programme document; null for a buyer who is not a member."},{"name":"tender","type":["null","string"],"default":null,"doc":"Key of the stored-value product it will be paid with, since some give no discount of a grade (domain 2.3, R3); null if that was not said."},{"name":"lines","type":{"type":"array","items":{"type":"record","name":"QuotedLine","doc":"The price of one article.","fields":[{"name":"lineNo","type":"int","doc":"Place in the request, from 1."},{"name":"sku","type":"string","doc":"Article as the till knows it."},{"name":"tagFen","type":{"type":"long","logicalType":"fen"},"doc":"Price on the tag, before any promotion or grade, in fen."},{"name":"priceClass","type":"string","doc":"\'regular\' or \'special\'; a special price takes no promotion and no grade discount (domain 2.1, M4)."},{"name":"counterKey","type":"string","doc":"Counter that sells it, by its key in the programme document."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"What the line costs, in fen: the tag times every rate, exact, rounded once, half up (domain 1)."},{"name":"ratesBp","type":{"type":"array","items":"int"},"doc":"What is left to pay at each step, in basis points: 8800 is 88%. Empty: the tag is paid."},{"name":"rules","type":{"type":"array","items":"string"},"doc":"What gave each rate, in the order of ratesBp: \'counter:\' and the counter\'s key for its own promotion, else the key of a pricing rule in the programme document."}]}},"doc":"The lines in the order of the request."},{"name":"tagTotalFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of the tags, in fen."},{"name":"totalFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of what the lines cost, in fen."},{"name":"expiresAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"The last moment at which a till may charge by it."}]}',
  },
];
