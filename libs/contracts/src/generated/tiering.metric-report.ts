// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** What became of a value that was not taken. */
export interface MetricVerdict {
  /** Place in the report, from 0. */
  readonly index: number;
  /** 'duplicate', 'metric_unknown', 'period_invalid', 'value_out_of_range', 'listed_twice', 'revision_outdated' or 'revision_conflict'. */
  readonly code: string;
  /** Revision that was known; null where that was not why. */
  readonly knownRevision: bigint | null;
}

/** A system outside reported what it measured of holders: balances, loans, purchases, stays. The values are kept in a table of the service and not in the fact, which has their number and hash: they are many, and of no use to who reads the topic (domain 2.6 to 2.8). */
export interface MetricsReported {
  /** The report; mtr_ and a ULID; also the stream id. */
  readonly reportId: string;
  /** System that measured, the issuer's own key of [a-z0-9-]{1,40}. */
  readonly source: string;
  /** Values in it: the next three together. */
  readonly received: number;
  /** Values that were taken, first ones and corrections. */
  readonly accepted: number;
  /** Values that were known already, of the same revision. */
  readonly duplicates: number;
  /** Values that were not taken. */
  readonly refused: number;
  /** Accepted values that took the place of an earlier revision. */
  readonly corrections: number;
  /** Months, YYYY-MM, that some programme of the issuer had rated before an accepted value of them came; in order. */
  readonly lateMonths: readonly string[];
  /** Duplicates and refused values in the order of the report. */
  readonly faults: readonly MetricVerdict[];
  /** SHA-256 in hex of the accepted values, a line each in the order of the report: holderId, metric, period, value and revision with commas between and a line feed after. */
  readonly valuesSha256: string;
}

/** Every event of topic tiering.metric-report. */
export type MetricReportEvent =
  | { readonly type: 'MetricsReported'; readonly data: MetricsReported };

/** The schemas of topic tiering.metric-report, compact JSON. */
export const METRIC_REPORT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'MetricsReported',
    service: 'tiering',
    stream: 'metric-report',
    text: '{"type":"record","name":"MetricsReported","namespace":"scrip.tiering","doc":"A system outside reported what it measured of holders: balances, loans, purchases, stays. The values are kept in a table of the service and not in the fact, which has their number and hash: they are many, and of no use to who reads the topic (domain 2.6 to 2.8).","fields":[{"name":"reportId","type":"string","doc":"The report; mtr_ and a ULID; also the stream id."},{"name":"source","type":"string","doc":"System that measured, the issuer\'s own key of [a-z0-9-]{1,40}."},{"name":"received","type":"int","doc":"Values in it: the next three together."},{"name":"accepted","type":"int","doc":"Values that were taken, first ones and corrections."},{"name":"duplicates","type":"int","doc":"Values that were known already, of the same revision."},{"name":"refused","type":"int","doc":"Values that were not taken."},{"name":"corrections","type":"int","doc":"Accepted values that took the place of an earlier revision."},{"name":"lateMonths","type":{"type":"array","items":"string"},"doc":"Months, YYYY-MM, that some programme of the issuer had rated before an accepted value of them came; in order."},{"name":"faults","type":{"type":"array","items":{"type":"record","name":"MetricVerdict","doc":"What became of a value that was not taken.","fields":[{"name":"index","type":"int","doc":"Place in the report, from 0."},{"name":"code","type":"string","doc":"\'duplicate\', \'metric_unknown\', \'period_invalid\', \'value_out_of_range\', \'listed_twice\', \'revision_outdated\' or \'revision_conflict\'."},{"name":"knownRevision","type":["null","long"],"default":null,"doc":"Revision that was known; null where that was not why."}]}},"doc":"Duplicates and refused values in the order of the report."},{"name":"valuesSha256","type":"string","doc":"SHA-256 in hex of the accepted values, a line each in the order of the report: holderId, metric, period, value and revision with commas between and a line feed after."}]}',
  },
];
