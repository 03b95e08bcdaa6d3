// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A value that a system outside measured of a holder, as an issuer's integrator writes it to the topic tiering.metric-intake.<issuerId>: no fact of the log, which has the report that it was taken with (domain 2.6 to 2.8). */
export interface MetricMeasured {
  /** Holder it was measured of; hld_ and a ULID; also the key of the message, so that corrections follow what they correct. */
  readonly holderId: string;
  /** A metric that can be reported, or a fact of a customer, by its name in the programme document. */
  readonly metric: string;
  /** Business day, YYYY-MM-DD, or whole month, YYYY-MM, in Asia/Shanghai; of a month of what is held, its average. */
  readonly period: string;
  /** In the unit of the metric: fen, points or a count; yes is 1 and no is 0. */
  readonly value: bigint;
  /** Of the source, from 0; a higher one corrects a lower one, and the same one twice is one. */
  readonly revision: bigint;
}

/** Every event of topic tiering.metric-intake. */
export type MetricIntakeEvent =
  | { readonly type: 'MetricMeasured'; readonly data: MetricMeasured };

/** The schemas of topic tiering.metric-intake, compact JSON. */
export const METRIC_INTAKE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'MetricMeasured',
    service: 'tiering',
    stream: 'metric-intake',
    text: '{"type":"record","name":"MetricMeasured","namespace":"scrip.tiering","doc":"A value that a system outside measured of a holder, as an issuer\'s integrator writes it to the topic tiering.metric-intake.<issuerId>: no fact of the log, which has the report that it was taken with (domain 2.6 to 2.8).","fields":[{"name":"holderId","type":"string","doc":"Holder it was measured of; hld_ and a ULID; also the key of the message, so that corrections follow what they correct."},{"name":"metric","type":"string","doc":"A metric that can be reported, or a fact of a customer, by its name in the programme document."},{"name":"period","type":"string","doc":"Business day, YYYY-MM-DD, or whole month, YYYY-MM, in Asia/Shanghai; of a month of what is held, its average."},{"name":"value","type":"long","doc":"In the unit of the metric: fen, points or a count; yes is 1 and no is 0."},{"name":"revision","type":"long","doc":"Of the source, from 0; a higher one corrects a lower one, and the same one twice is one."}]}',
  },
];
