/** Spans: recorded with OpenTelemetry when the trace is sampled and an exporter is set, else only ids are handed on. */
import { type Attributes, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import {
  currentFrame,
  frameOfSpan,
  frames,
  newSpanId,
  newTraceId,
  parseTraceparent,
  TraceFrame,
} from './trace-frame.ts';

/** Who asks whom: a request we answer, one we make, a message we publish, one we consume, or work inside. */
export type WorkKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

const KINDS: Readonly<Record<WorkKind, SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

export interface WorkOptions {
  /** Default `internal`. */
  readonly kind?: WorkKind;
  /**
   * W3C `traceparent` that this work continues: of a request, or of the envelope of an event. Absent: the current
   * frame. Malformed or null: a new trace.
   */
  readonly parent?: string | null | undefined;
  /** The sale or process; absent: the current one. */
  readonly correlationId?: string | null | undefined;
  /** Read only when the span is recorded. No personal data: ids and listed flags only. */
  readonly attributes?: Attributes | undefined;
}

/** What decides and records; set by `startTelemetry`, absent before (then nothing is recorded). */
interface Recording {
  readonly tracer: Tracer;
  /** Share of new traces that is recorded, 0 to 1. */
  readonly ratio: number;
}

let recording: Recording | undefined;

/** Turns recording on or off; only `startTelemetry` calls it. */
export function recordWith(next: Recording | undefined): void {
  recording = next;
}

/** A piece of work that has begun; `end` it exactly once. For work that fits in one function use `withSpan`. */
export class Work {
  readonly frame: TraceFrame;

  constructor(frame: TraceFrame) {
    this.frame = frame;
  }

  /** Runs `fn` inside this work: logs, spans and `currentTraceparent()` in it, and in what it awaits, belong to it. */
  run<T>(fn: () => T): T {
    return frames.with(this.frame, fn);
  }

  /** Whether attributes set on it will be seen by anybody. */
  get recorded(): boolean {
    return this.frame.span !== undefined;
  }

  /** A better name than the one it began with, such as the route once it is known. */
  rename(name: string): void {
    this.frame.span?.updateName(name);
  }

  setAttributes(attributes: Attributes): void {
    this.frame.span?.setAttributes(attributes);
  }

  /** @param failure what went wrong on our side; a refusal by the business is not one. */
  end(failure?: unknown): void {
    const span = this.frame.span;
    if (!span) return;
    if (failure !== undefined) {
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: failure instanceof Error ? failure.name : typeof failure === 'string' ? failure : 'failed',
      });
      if (failure instanceof Error) span.recordException(failure);
    }
    span.end();
  }
}

/**
 * Begins a piece of work. The parent's sampled flag is kept; without a parent the configured share of traces is sampled.
 * Unsampled work inside an unsampled frame keeps that frame: no id is made that nobody will see.
 */
export function beginWork(name: string, options: WorkOptions = {}): Work {
  const around = options.parent === undefined ? currentFrame() : undefined;
  const correlationId = options.correlationId ?? around?.correlationId ?? null;
  const parent = around ?? parseTraceparent(options.parent ?? undefined, correlationId);
  if (recording && (parent ? parent.sampled : Math.random() < recording.ratio)) {
    const kind = KINDS[options.kind ?? 'internal'];
    const started = { kind, ...(options.attributes && { attributes: options.attributes }), root: parent === undefined };
    const span = recording.tracer.startSpan(name, started, parent);
    return new Work(frameOfSpan(span, correlationId));
  }
  if (around && around.correlationId === correlationId) return new Work(around);
  const ids = {
    traceId: parent?.traceId ?? newTraceId(),
    // Without an exporter the ids of a sampled parent go on as they are, so that no span in the middle is missing.
    spanId: parent?.sampled ? parent.spanId : newSpanId(),
    sampled: parent?.sampled ?? false,
  };
  return new Work(new TraceFrame(ids, correlationId));
}

/** Runs `fn` as one span (see `beginWork`); what it throws or rejects with is recorded and passed on. */
export function withSpan<T>(name: string, options: WorkOptions, fn: (work: Work) => T): T {
  const work = beginWork(name, options);
  if (!work.recorded) return work.run(() => fn(work));
  let result: T;
  try {
    result = work.run(() => fn(work));
  } catch (failure) {
    work.end(failure);
    throw failure;
  }
  if (!(result instanceof Promise)) {
    work.end();
    return result;
  }
  return result.then(
    (value) => {
      work.end();
      return value;
    },
    (failure: unknown) => {
      work.end(failure);
      throw failure;
    },
  ) as T;
}
