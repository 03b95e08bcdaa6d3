/** A report of what a system outside measured: made once, and never changed; what corrects it is another report. */
import type { MetricReportEvent, MetricsReported } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError } from '@scrip/decider';

/** A report before and after it was made. */
export type MetricReportState = { readonly kind: 'none' } | { readonly kind: 'made' };

export const metricReportDecider: Decider<MetricReportState, MetricReportEvent> = {
  stream: 'metric-report',
  initial: { kind: 'none' },
  evolve(_state, event) {
    switch (event.type) {
      case 'MetricsReported':
        return { kind: 'made' };
    }
  },
};

/** Makes a report of what was judged. Throws InvariantError where its id was used before: ids are made of the command's key. */
export function makeReport(state: MetricReportState, data: MetricsReported): Decision<MetricReportEvent> {
  if (state.kind === 'made') throw new InvariantError(`${data.reportId} was made before`);
  return accept({ type: 'MetricsReported', data });
}
