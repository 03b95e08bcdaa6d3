/** Starting and stopping: where spans go, what a scrape shows, whose name they carry. */
import { context, metrics as metricsApi, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { instrumentProducer } from './instruments.ts';
import { watchProcess } from './process-metrics.ts';
import { frames } from './trace-frame.ts';
import { recordWith } from './tracing.ts';

/** Share of new traces recorded outside local mode: at a thousand requests a second ten traces a second, enough to see what is usual. */
const RATIO_DEFAULT = 0.01;

export interface TelemetryOptions {
  /** `ledger`; shown as `service.name` with `scrip-` in front. */
  readonly service: string;
  /**
   * The process's environment; read are OTEL_EXPORTER_OTLP_ENDPOINT (base URL of a collector; without it no span is
   * recorded), OTEL_TRACES_SAMPLER_ARG (share of new traces, 0 to 1) and SCRIP_MODE (in `local` the share is 1 by default,
   * else 0.01).
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where spans go instead of a collector. */
  readonly spanProcessors?: readonly SpanProcessor[];
}

export interface Telemetry {
  /** Sends what is still waiting, then stops. */
  stop(): Promise<void>;
}

let reader: PrometheusExporter | undefined;

/**
 * Starts telemetry for this process.
 * @throws RangeError when OTEL_TRACES_SAMPLER_ARG is not a number from 0 to 1.
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const resource = resourceFromAttributes({ 'service.name': `scrip-${options.service}` });
  context.setGlobalContextManager(frames);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const tracers = startTracing(options, resource);
  const meters = startMetrics(resource);
  const unwatch = watchProcess();
  return {
    async stop() {
      unwatch();
      recordWith(undefined);
      await tracers?.shutdown();
      await meters.shutdown();
      reader = undefined;
      metricsApi.disable();
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}

function startTracing(options: TelemetryOptions, resource: Resource): TracerProvider | undefined {
  const ratio = samplerRatio(options.environment);
  const endpoint = options.environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  const processors = options.spanProcessors ?? (endpoint ? [exportTo(endpoint)] : []);
  if (processors.length === 0) return undefined;
  // Whether a new trace is sampled is decided in `beginWork`, before anything is built for it; here its word is kept.
  const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  const provider = new TracerProvider({ resource, sampler, spanProcessors: [...processors] });
  trace.setGlobalTracerProvider(provider);
  recordWith({ tracer: provider.getTracer('scrip'), ratio });
  return provider;
}

function exportTo(endpoint: string): SpanProcessor {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  return new BatchSpanProcessor({ exporter });
}

function samplerRatio(environment: TelemetryOptions['environment']): number {
  const given = environment.OTEL_TRACES_SAMPLER_ARG;
  if (given === undefined || given === '') return environment.SCRIP_MODE === 'local' ? 1 : RATIO_DEFAULT;
  const ratio = Number(given);
  if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`OTEL_TRACES_SAMPLER_ARG must be from 0 to 1, not "${given}"`);
  return ratio;
}

function startMetrics(resource: Resource): MeterProvider {
  reader = new PrometheusExporter({ preventServerStart: true, metricProducers: [instrumentProducer] });
  const provider = new MeterProvider({ resource, readers: [reader] });
  metricsApi.setGlobalMeterProvider(provider);
  return provider;
}

const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);

/** Everything measured so far in the Prometheus text format; empty before `startTelemetry`. Content type: PROMETHEUS_CONTENT_TYPE. */
export async function prometheusText(): Promise<string> {
  if (!reader) return '';
  const { resourceMetrics } = await reader.collect();
  return serializer.serialize(resourceMetrics);
}

/** Text format 0.0.4. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
