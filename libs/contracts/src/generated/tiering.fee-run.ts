// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** Every fee of the month is decided (domain 2.8). */
export interface FeeRunClosed {
  /** The run; frn_ and a ULID; also the stream id. */
  readonly runId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document it was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Calendar month whose fees it decides, YYYY-MM. */
  readonly month: string;
  /** Members who were looked at. */
  readonly members: number;
  /** Fees that are due. */
  readonly dueCount: number;
  /** Fees that were waived. */
  readonly waivedCount: number;
  /** Sum of those that are due, in fen. */
  readonly dueFen: Fen;
  /** Sum of those that were waived, in fen. */
  readonly waivedFen: Fen;
  /** SHA-256 in hex of the whole result: the hash of the last part. */
  readonly resultHash: string;
}

/** The fees of the next members were decided; a run that was killed goes on after the last part. */
export interface FeeRunPartDone {
  /** The run; frn_ and a ULID; also the stream id. */
  readonly runId: string;
  /** Last membership of the part, in the order of ids; mbr_ and a ULID. */
  readonly toMembershipId: string;
  /** Members who were looked at. */
  readonly members: number;
  /** Fees that are due. */
  readonly dueCount: number;
  /** Fees that were waived. */
  readonly waivedCount: number;
  /** Sum of those that are due, in fen. */
  readonly dueFen: Fen;
  /** Sum of those that were waived, in fen. */
  readonly waivedFen: Fen;
  /** SHA-256 in hex of the hash of the part before and the lines of this one. */
  readonly resultHash: string;
}

/** The fees of a month began to be decided: everything that falls due in it, with what was measured by its end (domain 2.8). */
export interface FeeRunStarted {
  /** The run; frn_ and a ULID; also the stream id. */
  readonly runId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document it was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Calendar month whose fees it decides, YYYY-MM. */
  readonly month: string;
}

/** Every event of topic tiering.fee-run. */
export type FeeRunEvent =
  | { readonly type: 'FeeRunClosed'; readonly data: FeeRunClosed }
  | { readonly type: 'FeeRunPartDone'; readonly data: FeeRunPartDone }
  | { readonly type: 'FeeRunStarted'; readonly data: FeeRunStarted };

/** The schemas of topic tiering.fee-run, compact JSON. */
export const FEE_RUN_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'FeeRunClosed',
    service: 'tiering',
    stream: 'fee-run',
    text: '{"type":"record","name":"FeeRunClosed","namespace":"scrip.tiering","doc":"Every fee of the month is decided (domain 2.8).","fields":[{"name":"runId","type":"string","doc":"The run; frn_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document it was decided under; replay never looks at today\'s terms."},{"name":"month","type":"string","doc":"Calendar month whose fees it decides, YYYY-MM."},{"name":"members","type":"int","doc":"Members who were looked at."},{"name":"dueCount","type":"int","doc":"Fees that are due."},{"name":"waivedCount","type":"int","doc":"Fees that were waived."},{"name":"dueFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of those that are due, in fen."},{"name":"waivedFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of those that were waived, in fen."},{"name":"resultHash","type":"string","doc":"SHA-256 in hex of the whole result: the hash of the last part."}]}',
  },
  {
    type: 'FeeRunPartDone',
    service: 'tiering',
    stream: 'fee-run',
    text: '{"type":"record","name":"FeeRunPartDone","namespace":"scrip.tiering","doc":"The fees of the next members were decided; a run that was killed goes on after the last part.","fields":[{"name":"runId","type":"string","doc":"The run; frn_ and a ULID; also the stream id."},{"name":"toMembershipId","type":"string","doc":"Last membership of the part, in the order of ids; mbr_ and a ULID."},{"name":"members","type":"int","doc":"Members who were looked at."},{"name":"dueCount","type":"int","doc":"Fees that are due."},{"name":"waivedCount","type":"int","doc":"Fees that were waived."},{"name":"dueFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of those that are due, in fen."},{"name":"waivedFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of those that were waived, in fen."},{"name":"resultHash","type":"string","doc":"SHA-256 in hex of the hash of the part before and the lines of this one."}]}',
  },
  {
    type: 'FeeRunStarted',
    service: 'tiering',
    stream: 'fee-run',
    text: '{"type":"record","name":"FeeRunStarted","namespace":"scrip.tiering","doc":"The fees of a month began to be decided: everything that falls due in it, with what was measured by its end (domain 2.8).","fields":[{"name":"runId","type":"string","doc":"The run; frn_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document it was decided under; replay never looks at today\'s terms."},{"name":"month","type":"string","doc":"Calendar month whose fees it decides, YYYY-MM."}]}',
  },
];
