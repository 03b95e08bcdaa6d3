export type { CounterSeries, GaugeSeries, HistogramSeries, InstrumentOptions, Labels } from './instruments.ts';
export { Counter, Gauge, Histogram, instrumentProducer } from './instruments.ts';
export type { Logger, LogOptions } from './log.ts';
export { createLogger } from './log.ts';
export { metrics } from './metrics.ts';
export type { Telemetry, TelemetryOptions } from './telemetry.ts';
export { PROMETHEUS_CONTENT_TYPE, prometheusText, startTelemetry } from './telemetry.ts';
export {
  currentCorrelationId,
  currentFrame,
  currentTraceparent,
  newTraceId,
  parseTraceparent,
  TraceFrame,
} from './trace-frame.ts';
export type { WorkKind, WorkOptions } from './tracing.ts';
export { beginWork, Work, withSpan } from './tracing.ts';
