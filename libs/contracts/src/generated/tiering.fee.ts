// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A number that a waiver was decided with. */
export interface FeeMeasure {
  /** What was measured over which time, as the programme language writes it. */
  readonly measure: string;
  /** The sum as whole decimal digits, in the unit of the metric. */
  readonly total: string;
  /** What it is divided by, as whole decimal digits; 1 unless it is an average. */
  readonly over: string;
}

/** A member owes a fee for a grade or a service. Who bills it takes it from here (domain 2.8, V4). */
export interface FeeDue {
  /** The fee; fee_ and a ULID made of membership, key and day; also the stream id. */
  readonly feeId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document it was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which fee, a key of the programme. */
  readonly feeKey: string;
  /** Grade that the member had at the end of the month. */
  readonly gradeKey: string;
  /** Calendar month it falls into, YYYY-MM. */
  readonly month: string;
  /** Business day it falls due, YYYY-MM-DD: the end of the month, the grant or its yearly return. */
  readonly dueDate: string;
  /** The fee, in fen. */
  readonly amountFen: Fen;
  /** The numbers that its waiver was asked with; empty where none was. */
  readonly measures: readonly FeeMeasure[];
  /** Segments that the member was in, keys of the programme. */
  readonly segments: readonly string[];
  /** Whether the holder is an executive of a key client; null where the waiver does not ask. */
  readonly keyClientExecutive: boolean | null;
  /** Run that decided it; frn_ and a ULID. */
  readonly runId: string;
}

/** Who bills the fees says that one was paid. */
export interface FeeSettled {
  /** The fee; fee_ and a ULID made of membership, key and day; also the stream id. */
  readonly feeId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** What was paid, in fen: the whole fee. */
  readonly amountFen: Fen;
  /** The biller's own code of the payment. */
  readonly reference: string;
}

/** A fee is not taken, because what the programme asks for it was met (domain 2.8, V4). */
export interface FeeWaived {
  /** The fee; fee_ and a ULID made of membership, key and day; also the stream id. */
  readonly feeId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document it was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which fee, a key of the programme. */
  readonly feeKey: string;
  /** Grade that the member had at the end of the month. */
  readonly gradeKey: string;
  /** Calendar month it falls into, YYYY-MM. */
  readonly month: string;
  /** Business day it falls due, YYYY-MM-DD: the end of the month, the grant or its yearly return. */
  readonly dueDate: string;
  /** The fee, in fen. */
  readonly amountFen: Fen;
  /** The numbers that its waiver was asked with; empty where none was. */
  readonly measures: readonly FeeMeasure[];
  /** Segments that the member was in, keys of the programme. */
  readonly segments: readonly string[];
  /** Whether the holder is an executive of a key client; null where the waiver does not ask. */
  readonly keyClientExecutive: boolean | null;
  /** Run that decided it; frn_ and a ULID. */
  readonly runId: string;
}

/** Every event of topic tiering.fee. */
export type FeeEvent =
  | { readonly type: 'FeeDue'; readonly data: FeeDue }
  | { readonly type: 'FeeSettled'; readonly data: FeeSettled }
  | { readonly type: 'FeeWaived'; readonly data: FeeWaived };

/** The schemas of topic tiering.fee, compact JSON. */
export const FEE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'FeeDue',
    service: 'tiering',
    stream: 'fee',
    text: '{"type":"record","name":"FeeDue","namespace":"scrip.tiering","doc":"A member owes a fee for a grade or a service. Who bills it takes it from here (domain 2.8, V4).","fields":[{"name":"feeId","type":"string","doc":"The fee; fee_ and a ULID made of membership, key and day; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document it was decided under; replay never looks at today\'s terms."},{"name":"feeKey","type":"string","doc":"Which fee, a key of the programme."},{"name":"gradeKey","type":"string","doc":"Grade that the member had at the end of the month."},{"name":"month","type":"string","doc":"Calendar month it falls into, YYYY-MM."},{"name":"dueDate","type":"string","doc":"Business day it falls due, YYYY-MM-DD: the end of the month, the grant or its yearly return."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"The fee, in fen."},{"name":"measures","type":{"type":"array","items":{"type":"record","name":"FeeMeasure","doc":"A number that a waiver was decided with.","fields":[{"name":"measure","type":"string","doc":"What was measured over which time, as the programme language writes it."},{"name":"total","type":"string","doc":"The sum as whole decimal digits, in the unit of the metric."},{"name":"over","type":"string","doc":"What it is divided by, as whole decimal digits; 1 unless it is an average."}]}},"doc":"The numbers that its waiver was asked with; empty where none was."},{"name":"segments","type":{"type":"array","items":"string"},"doc":"Segments that the member was in, keys of the programme."},{"name":"keyClientExecutive","type":["null","boolean"],"default":null,"doc":"Whether the holder is an executive of a key client; null where the waiver does not ask."},{"name":"runId","type":"string","doc":"Run that decided it; frn_ and a ULID."}]}',
  },
  {
    type: 'FeeSettled',
    service: 'tiering',
    stream: 'fee',
    text: '{"type":"record","name":"FeeSettled","namespace":"scrip.tiering","doc":"Who bills the fees says that one was paid.","fields":[{"name":"feeId","type":"string","doc":"The fee; fee_ and a ULID made of membership, key and day; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen: the whole fee."},{"name":"reference","type":"string","doc":"The biller\'s own code of the payment."}]}',
  },
  {
    type: 'FeeWaived',
    service: 'tiering',
    stream: 'fee',
    text: '{"type":"record","name":"FeeWaived","namespace":"scrip.tiering","doc":"A fee is not taken, because what the programme asks for it was met (domain 2.8, V4).","fields":[{"name":"feeId","type":"string","doc":"The fee; fee_ and a ULID made of membership, key and day; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document it was decided under; replay never looks at today\'s terms."},{"name":"feeKey","type":"string","doc":"Which fee, a key of the programme."},{"name":"gradeKey","type":"string","doc":"Grade that the member had at the end of the month."},{"name":"month","type":"string","doc":"Calendar month it falls into, YYYY-MM."},{"name":"dueDate","type":"string","doc":"Business day it falls due, YYYY-MM-DD: the end of the month, the grant or its yearly return."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"The fee, in fen."},{"name":"measures","type":{"type":"array","items":{"type":"record","name":"FeeMeasure","doc":"A number that a waiver was decided with.","fields":[{"name":"measure","type":"string","doc":"What was measured over which time, as the programme language writes it."},{"name":"total","type":"string","doc":"The sum as whole decimal digits, in the unit of the metric."},{"name":"over","type":"string","doc":"What it is divided by, as whole decimal digits; 1 unless it is an average."}]}},"doc":"The numbers that its waiver was asked with; empty where none was."},{"name":"segments","type":{"type":"array","items":"string"},"doc":"Segments that the member was in, keys of the programme."},{"name":"keyClientExecutive","type":["null","boolean"],"default":null,"doc":"Whether the holder is an executive of a key client; null where the waiver does not ask."},{"name":"runId","type":"string","doc":"Run that decided it; frn_ and a ULID."}]}',
  },
];
