/** Which values of a report are taken (domain 2.6 to 2.8): the latest revision of a value counts, and the same one twice is one. */
import { createHash } from 'node:crypto';
import { isBusinessDate } from '@scrip/calendar';
import type { MetricVerdict } from '@scrip/contracts';
import { MEASURED_METRICS, METRICS } from '@scrip/programme';

/** Facts of a customer that systems outside know too, with what their values are: a yes or no is reported as 1 or 0. */
const CUSTOMER_FACTS = {
  housingLoanCleanMonths: 'count',
  housingLoanFen: 'fen',
  keyClientExecutive: 'boolean',
} as const;

/** The name of a fact of a customer that can be reported. */
export type CustomerFact = keyof typeof CUSTOMER_FACTS;

/** The facts of a customer that can be reported. */
export const CUSTOMER_FACT_NAMES = Object.keys(CUSTOMER_FACTS) as readonly CustomerFact[];

/** What can be reported: every metric that is measured itself, and the facts of a customer. */
const KINDS: ReadonlyMap<string, 'fen' | 'points' | 'count' | 'boolean'> = new Map([
  ...MEASURED_METRICS.map((name) => [name, METRICS[name].type] as const),
  ...Object.entries(CUSTOMER_FACTS),
]);

/** A value of a holder for a period. */
export interface ReportedValue {
  readonly holderId: string;
  readonly metric: string;
  /** A day, YYYY-MM-DD, or a whole month, YYYY-MM. */
  readonly period: string;
  /** In the unit of the metric; of a month of a stock, its average. */
  readonly value: bigint;
  /** Of the source; a higher one corrects a lower one. */
  readonly revision: bigint;
}

/** What is known of a value: its revision, and what that says. */
export interface KnownValue {
  readonly value: bigint;
  readonly revision: bigint;
}

/** A value that is taken, and its place in the report, from 0. */
export interface TakenValue extends ReportedValue {
  readonly index: number;
  /** Whether it takes the place of an earlier revision. */
  readonly corrects: boolean;
}

/** What becomes of a report. */
export interface Judged {
  readonly taken: readonly TakenValue[];
  /** What is not taken, in the order of the report. */
  readonly faults: readonly MetricVerdict[];
}

/** A name for holder, metric and period; equal ones have equal names. */
export function valueKey({ holderId, metric, period }: Pick<ReportedValue, 'holderId' | 'metric' | 'period'>): string {
  return `${holderId} ${metric} ${period}`;
}

/**
 * Judges each value by itself. What is not taken, in the order tried:
 * - `metric_unknown`: nothing of this name can be reported.
 * - `period_invalid`: it is neither a day nor a month that exists, or it begins after `today`.
 * - `value_out_of_range`: a count below zero, or a yes or no that is neither 1 nor 0.
 * - `listed_twice`: holder, metric and period stand earlier in the report.
 * - `duplicate`: known, of the same revision and with the same value; nothing is wrong with it.
 * - `revision_conflict` {knownRevision}: known, of the same revision with another value.
 * - `revision_outdated` {knownRevision}: a later revision is known.
 */
export function judgeValues(
  values: readonly ReportedValue[],
  known: ReadonlyMap<string, KnownValue>,
  today: string,
): Judged {
  const taken: TakenValue[] = [];
  const faults: MetricVerdict[] = [];
  const listed = new Set<string>();
  for (const [index, value] of values.entries()) {
    const key = valueKey(value);
    const before = known.get(key);
    const code = listed.has(key) ? (whyWrong(value, today) ?? 'listed_twice') : whyNotTaken(value, before, today);
    listed.add(key);
    if (code === undefined) taken.push({ ...value, index, corrects: before !== undefined });
    else faults.push({ index, code, knownRevision: code.startsWith('revision_') ? (before?.revision ?? null) : null });
  }
  return { taken, faults };
}

function whyNotTaken(value: ReportedValue, known: KnownValue | undefined, today: string): string | undefined {
  const wrong = whyWrong(value, today);
  if (wrong !== undefined || known === undefined || value.revision > known.revision) return wrong;
  if (value.revision < known.revision) return 'revision_outdated';
  return value.value === known.value ? 'duplicate' : 'revision_conflict';
}

function whyWrong({ metric, period, value }: ReportedValue, today: string): string | undefined {
  const kind = KINDS.get(metric);
  if (kind === undefined) return 'metric_unknown';
  const firstDay = period.length === 7 ? `${period}-01` : period;
  if (!isBusinessDate(firstDay) || firstDay > today) return 'period_invalid';
  if (kind === 'boolean' && value !== 0n && value !== 1n) return 'value_out_of_range';
  return kind === 'count' && value < 0n ? 'value_out_of_range' : undefined;
}

/** SHA-256 in hex of the values that are taken, as the fact of the report says it. */
export function hashOfValues(taken: readonly ReportedValue[]): string {
  const hash = createHash('sha256');
  for (const { holderId, metric, period, value, revision } of taken) {
    hash.update(`${holderId},${metric},${period},${value},${revision}\n`);
  }
  return hash.digest('hex');
}
