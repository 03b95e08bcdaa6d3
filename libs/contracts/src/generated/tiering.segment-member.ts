// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A member is in a segment from now on: conditions of the programme that ask for the segment are met (domain 2.11). */
export interface SegmentEntered {
  /** A member in a segment; sgm_ and a ULID made of both; also the stream id. */
  readonly segmentMemberId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document it was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which segment, a key of the programme. */
  readonly segmentKey: string;
  /** Calendar month that the window of the segment ends with, YYYY-MM. */
  readonly month: string;
  /** Run that found it; sgr_ and a ULID. */
  readonly runId: string;
  /** Place in the order, from 1; equal members have the same. */
  readonly place: number;
  /** What was measured as whole decimal digits, in the unit of the metric; for an average the sum it is made of. */
  readonly total: string;
  /** What it is divided by, as whole decimal digits; 1 unless it is an average. */
  readonly over: string;
}

/** A member is in a segment no more: a later run found others before them, or they are no member any more (domain 2.11). */
export interface SegmentLeft {
  /** A member in a segment; sgm_ and a ULID made of both; also the stream id. */
  readonly segmentMemberId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Holder of the membership; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document it was decided under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Which segment, a key of the programme. */
  readonly segmentKey: string;
  /** Calendar month that the window of the segment ends with, YYYY-MM. */
  readonly month: string;
  /** Run that found it; sgr_ and a ULID. */
  readonly runId: string;
}

/** Every event of topic tiering.segment-member. */
export type SegmentMemberEvent =
  | { readonly type: 'SegmentEntered'; readonly data: SegmentEntered }
  | { readonly type: 'SegmentLeft'; readonly data: SegmentLeft };

/** The schemas of topic tiering.segment-member, compact JSON. */
export const SEGMENT_MEMBER_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'SegmentEntered',
    service: 'tiering',
    stream: 'segment-member',
    text: '{"type":"record","name":"SegmentEntered","namespace":"scrip.tiering","doc":"A member is in a segment from now on: conditions of the programme that ask for the segment are met (domain 2.11).","fields":[{"name":"segmentMemberId","type":"string","doc":"A member in a segment; sgm_ and a ULID made of both; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document it was decided under; replay never looks at today\'s terms."},{"name":"segmentKey","type":"string","doc":"Which segment, a key of the programme."},{"name":"month","type":"string","doc":"Calendar month that the window of the segment ends with, YYYY-MM."},{"name":"runId","type":"string","doc":"Run that found it; sgr_ and a ULID."},{"name":"place","type":"int","doc":"Place in the order, from 1; equal members have the same."},{"name":"total","type":"string","doc":"What was measured as whole decimal digits, in the unit of the metric; for an average the sum it is made of."},{"name":"over","type":"string","doc":"What it is divided by, as whole decimal digits; 1 unless it is an average."}]}',
  },
  {
    type: 'SegmentLeft',
    service: 'tiering',
    stream: 'segment-member',
    text: '{"type":"record","name":"SegmentLeft","namespace":"scrip.tiering","doc":"A member is in a segment no more: a later run found others before them, or they are no member any more (domain 2.11).","fields":[{"name":"segmentMemberId","type":"string","doc":"A member in a segment; sgm_ and a ULID made of both; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder of the membership; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document it was decided under; replay never looks at today\'s terms."},{"name":"segmentKey","type":"string","doc":"Which segment, a key of the programme."},{"name":"month","type":"string","doc":"Calendar month that the window of the segment ends with, YYYY-MM."},{"name":"runId","type":"string","doc":"Run that found it; sgr_ and a ULID."}]}',
  },
];
