/**
 * Where a piece of work stands in its trace: ids, the sampled flag, and the business correlation id beside them.
 *
 * A frame is an OpenTelemetry `Context`, so anything written against the OpenTelemetry API sees the current span; the
 * ids themselves are plain fields, because building a context and a span for work that nobody samples costs ten times
 * what this does (README, "What it costs").
 */
import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

/** Carries the current frame through promises and callbacks; also registered as OpenTelemetry's own by `startTelemetry`. */
export const frames = new AsyncLocalStorageContextManager();

/** W3C Trace Context: version (not ff), 32 hex of trace id, 16 hex of parent id (neither all zero), flags. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
const VERSION_00_LENGTH = 55;
/** The bytes in hex: looked up, not converted, since every request makes an id. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** One place in a trace. Immutable. */
export class TraceFrame implements Context {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits: the span that work started from here has as its parent. */
  readonly spanId: string;
  /** Whether spans of this trace are recorded. */
  readonly sampled: boolean;
  /** The sale or process this belongs to, across services; null outside one. */
  readonly correlationId: string | null;
  readonly #span: Span | undefined;
  #context: Context | undefined;
  #text: string | undefined;

  constructor(
    ids: { traceId: string; spanId: string; sampled: boolean },
    correlationId: string | null,
    span?: Span,
    context?: Context,
  ) {
    this.traceId = ids.traceId;
    this.spanId = ids.spanId;
    this.sampled = ids.sampled;
    this.correlationId = correlationId;
    this.#span = span;
    this.#context = context;
  }

  /** The W3C `traceparent` of this place. */
  get traceparent(): string {
    this.#text ??= `00-${this.traceId}-${this.spanId}-${this.sampled ? '01' : '00'}`;
    return this.#text;
  }

  /** The recording span, when the trace is sampled and something exports it. */
  get span(): Span | undefined {
    return this.#span;
  }

  getValue(key: symbol): unknown {
    return this.#asContext().getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#derived(this.#asContext().setValue(key, value));
  }

  deleteValue(key: symbol): Context {
    return this.#derived(this.#asContext().deleteValue(key));
  }

  /** Only for callers of the OpenTelemetry API; our own code reads the fields. */
  #asContext(): Context {
    this.#context ??= this.#span
      ? trace.setSpan(ROOT_CONTEXT, this.#span)
      : trace.setSpanContext(ROOT_CONTEXT, this.spanContext());
    return this.#context;
  }

  /** A frame whose ids follow the span that `context` now holds. */
  #derived(context: Context): Context {
    const span = trace.getSpan(context);
    const ids = span?.spanContext();
    if (!span || !ids || ids.spanId === this.spanId) {
      return new TraceFrame(this, this.correlationId, this.#span, context);
    }
    return new TraceFrame(idsOf(ids), this.correlationId, span.isRecording() ? span : undefined, context);
  }

  /** The same ids in OpenTelemetry's shape. */
  spanContext(): SpanContext {
    return {
      traceId: this.traceId,
      spanId: this.spanId,
      traceFlags: this.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    };
  }
}

function idsOf(context: SpanContext): { traceId: string; spanId: string; sampled: boolean } {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    sampled: (context.traceFlags & TraceFlags.SAMPLED) !== 0,
  };
}

/** The frame of a recording span. */
export function frameOfSpan(span: Span, correlationId: string | null): TraceFrame {
  return new TraceFrame(idsOf(span.spanContext()), correlationId, span);
}

/** The frame the caller runs in; undefined outside any. */
export function currentFrame(): TraceFrame | undefined {
  const active = frames.active();
  if (active instanceof TraceFrame) return active;
  const ids = trace.getSpanContext(active);
  return ids && isSpanContextValid(ids) ? new TraceFrame(idsOf(ids), null, trace.getSpan(active), active) : undefined;
}

/**
 * Reads a W3C `traceparent` as a frame.
 * @returns undefined when it is absent or malformed, in which case the specification asks for a new trace.
 */
export function parseTraceparent(text: string | undefined, correlationId: string | null): TraceFrame | undefined {
  if (text === undefined || !TRACEPARENT.test(text)) return undefined;
  // Version 00 has four fields; later versions may append some, which a reader of 00 leaves alone.
  if (text.length > VERSION_00_LENGTH && (text.startsWith('00') || text[VERSION_00_LENGTH] !== '-')) return undefined;
  const sampled = (Number.parseInt(text.slice(53, 55), 16) & 1) === 1;
  return new TraceFrame({ traceId: text.slice(3, 35), spanId: text.slice(36, 52), sampled }, correlationId);
}

/** 16 hex digits, never all zero. Not a secret, so the fast generator will do, as in OpenTelemetry's own. */
export function newSpanId(): string {
  return hex32(Math.random() * 0xffff_ffff + 1) + hex32(Math.random() * 0x1_0000_0000);
}

/** 32 hex digits, never all zero. */
export function newTraceId(): string {
  return newSpanId() + newSpanId();
}

function hex32(value: number): string {
  const word = value >>> 0;
  return `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
}

/** The W3C `traceparent` to hand on (headers, envelopes); null outside any traced work. */
export function currentTraceparent(): string | null {
  return currentFrame()?.traceparent ?? null;
}

/** The correlation id of the work under way; null outside. */
export function currentCorrelationId(): string | null {
  return currentFrame()?.correlationId ?? null;
}
