/** Takes reports of values, from whichever way they come: judged on what is known, and taken with the fact of the report. */
import { businessDate } from '@scrip/calendar';
import type { MetricsReported } from '@scrip/contracts';
import type { CommandKey, EventLog, Verdict, Who } from '@scrip/event-store';
import { makeReport, metricReportDecider } from './metric-report.decider.ts';
import { knownValues, takeValues, ValuesMovedError } from './metric-value.ts';
import { hashOfValues, judgeValues, type ReportedValue } from './metric-verdict.rule.ts';

/** How often a report is judged anew when what is known keeps moving under it. */
const ATTEMPTS_MAX = 10;

/** A report as it came. */
export interface Report {
  readonly reportId: string;
  readonly source: string;
  readonly values: readonly ReportedValue[];
}

export class MetricIntake {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * Takes a report under the key of its command; the same one again has the same verdicts. Errors as `EventLog.execute`,
   * and ValuesMovedError where what is known moved ten times while it was judged.
   */
  async take(report: Report, { who, key }: { readonly who: Who; readonly key: CommandKey | null }): Promise<Verdict> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#take(report, who, key);
      } catch (error) {
        if (!(error instanceof ValuesMovedError) || attempt >= ATTEMPTS_MAX) throw error;
      }
    }
  }

  async #take({ reportId, source, values }: Report, who: Who, key: CommandKey | null): Promise<Verdict> {
    const { issuerId } = who;
    const known = await knownValues(this.#log.pool, issuerId, values);
    const { taken, faults } = judgeValues(values, known, businessDate(this.#log.clock.now()));
    const duplicates = faults.filter(({ code }) => code === 'duplicate').length;
    const data: MetricsReported = {
      reportId,
      source,
      received: values.length,
      accepted: taken.length,
      duplicates,
      refused: faults.length - duplicates,
      corrections: taken.filter(({ corrects }) => corrects).length,
      lateMonths: await this.#lateMonths(issuerId, taken),
      faults,
      valuesSha256: hashOfValues(taken),
    };
    return this.#log.execute({
      who,
      key,
      decider: metricReportDecider,
      streamId: reportId,
      decide: (state) => makeReport(state, data),
      writes: (tx) => takeValues(tx, issuerId, reportId, taken, known),
    });
  }

  /** Months of these values that some programme of the issuer has rated, in order. */
  async #lateMonths(issuerId: string, taken: readonly ReportedValue[]): Promise<readonly string[]> {
    const months = [...new Set(taken.map(({ period }) => period.slice(0, 7)))].sort();
    const { rows } = await this.#log.pool.query<{ month: string | null }>(
      'SELECT max(through_month) AS month FROM rating_run WHERE issuer_id = $1 AND closed_at IS NOT NULL AND NOT dry_run',
      [issuerId],
    );
    const rated = rows[0]?.month ?? '';
    return months.filter((month) => month <= rated);
  }
}
