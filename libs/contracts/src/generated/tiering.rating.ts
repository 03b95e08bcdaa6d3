// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A rating run is through: how many were rated and what became of them, and the hash of its full result, which is kept as a table (domain 2.6 to 2.8). */
export interface RatingRunClosed {
  /** The ratings of the programme; rtg_ and a ULID; also the stream id. */
  readonly ratingId: string;
  /** The run; rtr_ and a ULID. */
  readonly runId: string;
  /** Programme that was rated, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** 'month' or 'corrected', as it was started. */
  readonly kind: string;
  /** Month, YYYY-MM in Asia/Shanghai; of a corrected run the first. */
  readonly month: string;
  /** Last month, YYYY-MM; of a month's run the same. */
  readonly throughMonth: string;
  /** Whether it only said what it would do. */
  readonly dryRun: boolean;
  /** Ratings: one of each holder, of a corrected run one of each holder and month. */
  readonly rated: bigint;
  /** Ratings that gave a higher grade. */
  readonly raised: bigint;
  /** Ratings that took the grade. */
  readonly lowered: bigint;
  /** Ratings that missed the grade and kept it. */
  readonly extended: bigint;
  /** Ratings that found the grade met. */
  readonly confirmed: bigint;
  /** Ratings that another decision of the month stands in for, such as an instant rating (domain 2.6, B4). */
  readonly settled: bigint;
  /** Ratings of a grade that the programme no longer has, which is left alone. */
  readonly unrated: bigint;
  /** Members whose grade, or how it is held, changed: each has a fact of its own, unless it was a dry run. */
  readonly membersChanged: bigint;
  /** SHA-256 in hex of the result as its CSV download has it, rows by holder and month. */
  readonly resultSha256: string;
}

/** A rating run was halted by a person: it goes no further until it is resumed, and what it has done stands. */
export interface RatingRunPaused {
  /** The ratings of the programme; rtg_ and a ULID; also the stream id. */
  readonly ratingId: string;
  /** The run; rtr_ and a ULID. */
  readonly runId: string;
  /** Programme that is rated, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** A rating run goes on after a pause, from where it was. */
export interface RatingRunResumed {
  /** The ratings of the programme; rtg_ and a ULID; also the stream id. */
  readonly ratingId: string;
  /** The run; rtr_ and a ULID. */
  readonly runId: string;
  /** Programme that is rated, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** The rating of everybody in a programme for a month began, or of those whose values of rated months were corrected (domain 2.6 to 2.8). One runs at a time. */
export interface RatingRunStarted {
  /** The ratings of the programme; rtg_ and a ULID; also the stream id. */
  readonly ratingId: string;
  /** The run; rtr_ and a ULID. */
  readonly runId: string;
  /** Programme that is rated, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document that the run decides under: the one in force at the end of the month. */
  readonly programmeVersion: number;
  /** 'month': everybody, for a month; 'corrected': those with late or corrected values, from a month on. */
  readonly kind: string;
  /** Month, YYYY-MM in Asia/Shanghai; of a corrected run the first. */
  readonly month: string;
  /** Last month, YYYY-MM; of a month's run the same. */
  readonly throughMonth: string;
  /** Whether it only says what it would do: it leaves results and no fact of any member. */
  readonly dryRun: boolean;
}

/** Every event of topic tiering.rating. */
export type RatingEvent =
  | { readonly type: 'RatingRunClosed'; readonly data: RatingRunClosed }
  | { readonly type: 'RatingRunPaused'; readonly data: RatingRunPaused }
  | { readonly type: 'RatingRunResumed'; readonly data: RatingRunResumed }
  | { readonly type: 'RatingRunStarted'; readonly data: RatingRunStarted };

/** The schemas of topic tiering.rating, compact JSON. */
export const RATING_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'RatingRunClosed',
    service: 'tiering',
    stream: 'rating',
    text: '{"type":"record","name":"RatingRunClosed","namespace":"scrip.tiering","doc":"A rating run is through: how many were rated and what became of them, and the hash of its full result, which is kept as a table (domain 2.6 to 2.8).","fields":[{"name":"ratingId","type":"string","doc":"The ratings of the programme; rtg_ and a ULID; also the stream id."},{"name":"runId","type":"string","doc":"The run; rtr_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme that was rated, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"kind","type":"string","doc":"\'month\' or \'corrected\', as it was started."},{"name":"month","type":"string","doc":"Month, YYYY-MM in Asia/Shanghai; of a corrected run the first."},{"name":"throughMonth","type":"string","doc":"Last month, YYYY-MM; of a month\'s run the same."},{"name":"dryRun","type":"boolean","doc":"Whether it only said what it would do."},{"name":"rated","type":"long","doc":"Ratings: one of each holder, of a corrected run one of each holder and month."},{"name":"raised","type":"long","doc":"Ratings that gave a higher grade."},{"name":"lowered","type":"long","doc":"Ratings that took the grade."},{"name":"extended","type":"long","doc":"Ratings that missed the grade and kept it."},{"name":"confirmed","type":"long","doc":"Ratings that found the grade met."},{"name":"settled","type":"long","doc":"Ratings that another decision of the month stands in for, such as an instant rating (domain 2.6, B4)."},{"name":"unrated","type":"long","doc":"Ratings of a grade that the programme no longer has, which is left alone."},{"name":"membersChanged","type":"long","doc":"Members whose grade, or how it is held, changed: each has a fact of its own, unless it was a dry run."},{"name":"resultSha256","type":"string","doc":"SHA-256 in hex of the result as its CSV download has it, rows by holder and month."}]}',
  },
  {
    type: 'RatingRunPaused',
    service: 'tiering',
    stream: 'rating',
    text: '{"type":"record","name":"RatingRunPaused","namespace":"scrip.tiering","doc":"A rating run was halted by a person: it goes no further until it is resumed, and what it has done stands.","fields":[{"name":"ratingId","type":"string","doc":"The ratings of the programme; rtg_ and a ULID; also the stream id."},{"name":"runId","type":"string","doc":"The run; rtr_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme that is rated, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'RatingRunResumed',
    service: 'tiering',
    stream: 'rating',
    text: '{"type":"record","name":"RatingRunResumed","namespace":"scrip.tiering","doc":"A rating run goes on after a pause, from where it was.","fields":[{"name":"ratingId","type":"string","doc":"The ratings of the programme; rtg_ and a ULID; also the stream id."},{"name":"runId","type":"string","doc":"The run; rtr_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme that is rated, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
  {
    type: 'RatingRunStarted',
    service: 'tiering',
    stream: 'rating',
    text: '{"type":"record","name":"RatingRunStarted","namespace":"scrip.tiering","doc":"The rating of everybody in a programme for a month began, or of those whose values of rated months were corrected (domain 2.6 to 2.8). One runs at a time.","fields":[{"name":"ratingId","type":"string","doc":"The ratings of the programme; rtg_ and a ULID; also the stream id."},{"name":"runId","type":"string","doc":"The run; rtr_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme that is rated, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document that the run decides under: the one in force at the end of the month."},{"name":"kind","type":"string","doc":"\'month\': everybody, for a month; \'corrected\': those with late or corrected values, from a month on."},{"name":"month","type":"string","doc":"Month, YYYY-MM in Asia/Shanghai; of a corrected run the first."},{"name":"throughMonth","type":"string","doc":"Last month, YYYY-MM; of a month\'s run the same."},{"name":"dryRun","type":"boolean","doc":"Whether it only says what it would do: it leaves results and no fact of any member."}]}',
  },
];
