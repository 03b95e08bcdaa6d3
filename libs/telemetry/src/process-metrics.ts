/** What the process itself says: how late its event loop runs, its CPU and its memory. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { metrics } from './metrics.ts';

/** Sampling interval of the delay, in milliseconds; 20 costs about 0.1 % of a core. */
const RESOLUTION_MS = 20;
const NS_PER_SECOND = 1e9;

/** Starts to watch; the returned function ends it. */
export function watchProcess(): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let seen = { p50: 0, p99: 0, max: 0 };
  const look = (): void => {
    // The histogram measures whole intervals, so an idle loop shows the resolution itself.
    const late = (ns: number): number => Math.max(0, ns / NS_PER_SECOND - RESOLUTION_MS / 1_000);
    seen = { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) };
    delay.reset();
  };
  metrics.eventLoopDelay.observe({ quantile: '0.5' }, () => {
    look();
    return seen.p50;
  });
  metrics.eventLoopDelay.observe({ quantile: '0.99' }, () => seen.p99);
  metrics.eventLoopDelay.observe({ quantile: '1' }, () => seen.max);
  metrics.processCpu.series({}).observe(() => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.processMemory.observe({}, () => process.memoryUsage.rss());
  return () => delay.disable();
}
