import { afterEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { startTelemetry, type Telemetry } from './telemetry.ts';
import { currentCorrelationId, currentFrame, currentTraceparent, parseTraceparent } from './trace-frame.ts';
import { beginWork, withSpan } from './tracing.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UNSAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

let telemetry: Telemetry | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

function record(ratio: string): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter();
  telemetry = startTelemetry({
    service: 'spec',
    environment: { OTEL_TRACES_SAMPLER_ARG: ratio },
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  return exporter;
}

describe('a traceparent', () => {
  it('is read and written back unchanged', () => {
    expect(parseTraceparent(PARENT, null)?.traceparent).toBe(PARENT);
    expect(parseTraceparent(UNSAMPLED, null)?.sampled).toBe(false);
  });

  it('of a later version may carry more fields', () => {
    expect(parseTraceparent(`01${PARENT.slice(2)}-extra`, null)?.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `${PARENT}-extra`,
    `ff${PARENT.slice(2)}`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    PARENT.toUpperCase(),
  ])('that breaks the specification is not continued: %s', (text) => {
    expect(parseTraceparent(text, null)).toBeUndefined();
  });
});

describe('work', () => {
  it('that is sampled is recorded under its parent, and what it awaits is under it', async () => {
    const exporter = record('0');
    await withSpan('outer', { kind: 'server', parent: PARENT, correlationId: 'sale-1' }, async () => {
      await Promise.resolve();
      expect(currentCorrelationId()).toBe('sale-1');
      await withSpan('inner', { attributes: { group: 'a' } }, async () => {
        await Promise.resolve();
        expect(currentTraceparent()).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
        expect(currentCorrelationId()).toBe('sale-1');
      });
    });
    const [inner, outer] = exporter.getFinishedSpans();
    expect(outer?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.attributes).toEqual({ group: 'a' });
    expect(inner?.resource.attributes['service.name']).toBe('scrip-spec');
  });

  it('that is not sampled records nothing, and still hands on trace and span ids', () => {
    const exporter = record('1');
    withSpan('outer', { parent: UNSAMPLED }, () => {
      const outer = currentTraceparent();
      expect(outer).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
      expect(outer).not.toBe(UNSAMPLED);
      withSpan('inner', {}, () => expect(currentTraceparent()).toBe(outer));
    });
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('without a parent is recorded in the share asked for', () => {
    const all = record('1');
    withSpan('one', {}, () => undefined);
    withSpan('two', { parent: null }, () => undefined);
    expect(all.getFinishedSpans()).toHaveLength(2);
    expect(all.getFinishedSpans()[0]?.parentSpanContext).toBeUndefined();
  });

  it('without a parent and with a share of zero gets ids of its own', () => {
    const none = record('0');
    withSpan('one', {}, () => expect(currentTraceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/));
    expect(none.getFinishedSpans()).toEqual([]);
  });

  it('keeps the ids of a sampled parent when nothing is exported here', () => {
    withSpan('one', { parent: PARENT }, () => expect(currentTraceparent()).toBe(PARENT));
  });

  it('that fails is recorded as failed, and the failure goes on', async () => {
    const exporter = record('1');
    await expect(withSpan('async', {}, () => Promise.reject(new TypeError('no')))).rejects.toThrow('no');
    expect(() =>
      withSpan('sync', {}, () => {
        throw new TypeError('no');
      }),
    ).toThrow('no');
    for (const span of exporter.getFinishedSpans()) {
      expect(span.status.message).toBe('TypeError');
      expect(span.events[0]?.name).toBe('exception');
    }
    expect(exporter.getFinishedSpans()).toHaveLength(2);
  });

  it('is the current span of the OpenTelemetry API too, sampled or not', () => {
    record('1');
    withSpan('sampled', {}, () => expect(trace.getActiveSpan()?.spanContext().spanId).toBe(currentFrame()?.spanId));
    withSpan('not', { parent: UNSAMPLED }, () =>
      expect(trace.getActiveSpan()?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c'),
    );
  });

  it('outside of any frame has no traceparent', () => {
    expect(currentTraceparent()).toBeNull();
    expect(beginWork('x').frame.correlationId).toBeNull();
  });
});

it('a share outside 0 to 1 stops the start', () => {
  expect(() => startTelemetry({ service: 'spec', environment: { OTEL_TRACES_SAMPLER_ARG: '2' } })).toThrow(RangeError);
});
