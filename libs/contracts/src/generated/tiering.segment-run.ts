// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** Everybody knows whether they are in the segment; the report stands (domain 2.11). */
export interface SegmentRunClosed {
  /** The run; sgr_ and a ULID; also the stream id. */
  readonly runId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document it was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which segment, a key of the programme. */
  readonly segmentKey: string;
  /** Calendar month that the window of the segment ends with, YYYY-MM. */
  readonly month: string;
  /** Members who were put in order. */
  readonly members: number;
  /** Of them, those who are in. */
  readonly inCount: number;
  /** Of those, who were not in before. */
  readonly entered: number;
  /** Members who are in no more. */
  readonly left: number;
  /** What was measured of all of them, in the unit of the metric; an average is cut. */
  readonly whole: bigint;
  /** Of it, what those hold who are in, in the unit of the metric; an average is cut. */
  readonly held: bigint;
  /** The part they hold in basis points, half up. */
  readonly heldShareBp: number;
  /** SHA-256 in hex of the whole result. */
  readonly resultHash: string;
}

/** The next members of a run were told in or out; a run that was killed goes on after the last part. */
export interface SegmentRunPartDone {
  /** The run; sgr_ and a ULID; also the stream id. */
  readonly runId: string;
  /** Last membership of the part, in the order of ids; mbr_ and a ULID. */
  readonly toMembershipId: string;
  /** Members who came in. */
  readonly entered: number;
  /** Members who went out. */
  readonly left: number;
}

/** The order of a segment is known and kept as a table: who is in, and what they hold of the whole (domain 2.11, E4). */
export interface SegmentRunRanked {
  /** The run; sgr_ and a ULID; also the stream id. */
  readonly runId: string;
  /** The kept table; sgt_ and a ULID. */
  readonly resultId: string;
  /** Members who were put in order. */
  readonly members: number;
  /** Of them, those who are in; ties at the edge are both in. */
  readonly inCount: number;
  /** What was measured of all of them, in the unit of the metric; an average is cut. */
  readonly whole: bigint;
  /** Of it, what those hold who are in, in the unit of the metric; an average is cut. */
  readonly held: bigint;
  /** The part they hold in basis points, half up: 3,455 is 34.55%. */
  readonly heldShareBp: number;
  /** SHA-256 in hex of the whole result, one line a member in the order of their ids. */
  readonly resultHash: string;
}

/** Somebody asked who is in a segment as of a month: the members of a programme are put in the order of what was measured of them (domain 2.11, E4). */
export interface SegmentRunStarted {
  /** The run; sgr_ and a ULID; also the stream id. */
  readonly runId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document it was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which segment, a key of the programme. */
  readonly segmentKey: string;
  /** Programme whose members are told apart, an issuer's own key. */
  readonly membersOf: string;
  /** Calendar month that the window of the segment ends with, YYYY-MM. */
  readonly month: string;
  /** What they are ordered by, a name of the programme language such as spendingFen. */
  readonly metric: string;
}

/** Every event of topic tiering.segment-run. */
export type SegmentRunEvent =
  | { readonly type: 'SegmentRunClosed'; readonly data: SegmentRunClosed }
  | { readonly type: 'SegmentRunPartDone'; readonly data: SegmentRunPartDone }
  | { readonly type: 'SegmentRunRanked'; readonly data: SegmentRunRanked }
  | { readonly type: 'SegmentRunStarted'; readonly data: SegmentRunStarted };

/** The schemas of topic tiering.segment-run, compact JSON. */
export const SEGMENT_RUN_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'SegmentRunClosed',
    service: 'tiering',
    stream: 'segment-run',
    text: '{"type":"record","name":"SegmentRunClosed","namespace":"scrip.tiering","doc":"Everybody knows whether they are in the segment; the report stands (domain 2.11).","fields":[{"name":"runId","type":"string","doc":"The run; sgr_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document it was decided under; replay never looks at today\'s terms."},{"name":"segmentKey","type":"string","doc":"Which segment, a key of the programme."},{"name":"month","type":"string","doc":"Calendar month that the window of the segment ends with, YYYY-MM."},{"name":"members","type":"int","doc":"Members who were put in order."},{"name":"inCount","type":"int","doc":"Of them, those who are in."},{"name":"entered","type":"int","doc":"Of those, who were not in before."},{"name":"left","type":"int","doc":"Members who are in no more."},{"name":"whole","type":"long","doc":"What was measured of all of them, in the unit of the metric; an average is cut."},{"name":"held","type":"long","doc":"Of it, what those hold who are in, in the unit of the metric; an average is cut."},{"name":"heldShareBp","type":"int","doc":"The part they hold in basis points, half up."},{"name":"resultHash","type":"string","doc":"SHA-256 in hex of the whole result."}]}',
  },
  {
    type: 'SegmentRunPartDone',
    service: 'tiering',
    stream: 'segment-run',
    text: '{"type":"record","name":"SegmentRunPartDone","namespace":"scrip.tiering","doc":"The next members of a run were told in or out; a run that was killed goes on after the last part.","fields":[{"name":"runId","type":"string","doc":"The run; sgr_ and a ULID; also the stream id."},{"name":"toMembershipId","type":"string","doc":"Last membership of the part, in the order of ids; mbr_ and a ULID."},{"name":"entered","type":"int","doc":"Members who came in."},{"name":"left","type":"int","doc":"Members who went out."}]}',
  },
  {
    type: 'SegmentRunRanked',
    service: 'tiering',
    stream: 'segment-run',
    text: '{"type":"record","name":"SegmentRunRanked","namespace":"scrip.tiering","doc":"The order of a segment is known and kept as a table: who is in, and what they hold of the whole (domain 2.11, E4).","fields":[{"name":"runId","type":"string","doc":"The run; sgr_ and a ULID; also the stream id."},{"name":"resultId","type":"string","doc":"The kept table; sgt_ and a ULID."},{"name":"members","type":"int","doc":"Members who were put in order."},{"name":"inCount","type":"int","doc":"Of them, those who are in; ties at the edge are both in."},{"name":"whole","type":"long","doc":"What was measured of all of them, in the unit of the metric; an average is cut."},{"name":"held","type":"long","doc":"Of it, what those hold who are in, in the unit of the metric; an average is cut."},{"name":"heldShareBp","type":"int","doc":"The part they hold in basis points, half up: 3,455 is 34.55%."},{"name":"resultHash","type":"string","doc":"SHA-256 in hex of the whole result, one line a member in the order of their ids."}]}',
  },
  {
    type: 'SegmentRunStarted',
    service: 'tiering',
    stream: 'segment-run',
    text: '{"type":"record","name":"SegmentRunStarted","namespace":"scrip.tiering","doc":"Somebody asked who is in a segment as of a month: the members of a programme are put in the order of what was measured of them (domain 2.11, E4).","fields":[{"name":"runId","type":"string","doc":"The run; sgr_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document it was decided under; replay never looks at today\'s terms."},{"name":"segmentKey","type":"string","doc":"Which segment, a key of the programme."},{"name":"membersOf","type":"string","doc":"Programme whose members are told apart, an issuer\'s own key."},{"name":"month","type":"string","doc":"Calendar month that the window of the segment ends with, YYYY-MM."},{"name":"metric","type":"string","doc":"What they are ordered by, a name of the programme language such as spendingFen."}]}',
  },
];
