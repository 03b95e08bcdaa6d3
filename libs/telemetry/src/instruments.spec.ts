import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metrics as openTelemetry } from '@opentelemetry/api';
import { Counter, Gauge, Histogram } from './instruments.ts';
import { metrics } from './metrics.ts';
import { prometheusText, startTelemetry, type Telemetry } from './telemetry.ts';

const counter = new Counter({ name: 'spec_things_total', unit: '1', doc: 'Things', labels: ['kind'] });
const histogram = new Histogram({ name: 'spec_wait_seconds', unit: 's', doc: 'Waits', labels: [], bounds: [0.1, 1] });
const gauge = new Gauge({ name: 'spec_level', unit: '1', doc: 'Level', labels: ['tank'] });

let telemetry: Telemetry;

beforeAll(() => {
  telemetry = startTelemetry({ service: 'spec', environment: {} });
});

afterAll(() => telemetry.stop());

async function lines(start: string): Promise<string[]> {
  return (await prometheusText()).split('\n').filter((line) => line.startsWith(start));
}

describe('a scrape shows', () => {
  it('what was counted, by label, and not set back by an earlier scrape', async () => {
    counter.add(2, { kind: 'a' });
    counter.series({ kind: 'b' }).add();
    await prometheusText();
    counter.add(1, { kind: 'a' });
    expect(await lines('spec_things_total')).toEqual([
      'spec_things_total{kind="a"} 3',
      'spec_things_total{kind="b"} 1',
    ]);
  });

  it('how measurements are spread; a bound belongs to its bucket', async () => {
    for (const value of [0.05, 0.1, 0.5, 3]) histogram.record(value, {});
    expect(await lines('spec_wait_seconds')).toEqual([
      'spec_wait_seconds_count 4',
      'spec_wait_seconds_sum 3.65',
      'spec_wait_seconds_bucket{le="0.1"} 2',
      'spec_wait_seconds_bucket{le="1"} 3',
      'spec_wait_seconds_bucket{le="+Inf"} 4',
    ]);
  });

  it('the present value of a gauge, and nothing for one that is unknown', async () => {
    gauge.set(1, { tank: 'set' });
    gauge.observe({ tank: 'seen' }, () => 7);
    gauge.observe({ tank: 'unknown' }, () => Number.NaN);
    expect(await lines('spec_level')).toEqual(['spec_level{tank="set"} 1', 'spec_level{tank="seen"} 7']);
  });

  it('measurements made through the OpenTelemetry API as well', async () => {
    openTelemetry.getMeter('other').createCounter('spec_other').add(5);
    expect(await lines('spec_other')).toEqual(['spec_other_total 5']);
  });

  it('the process itself and the service it belongs to', async () => {
    const text = await prometheusText();
    expect(text).toContain('service_name="scrip-spec"');
    expect(text).toMatch(/process_resident_memory_bytes \d+/);
    expect(text).toMatch(/scrip_event_loop_delay_seconds\{quantile="0.99"\} [\d.]+/);
  });
});

describe('an instrument', () => {
  it('with free text in a label stays bounded: the rest shares one series', async () => {
    const free = new Counter({ name: 'spec_free_total', unit: '1', doc: 'Free', labels: ['text'] });
    for (let i = 0; i < 2_500; i++) free.add(1, { text: String(i) });
    const shown = await lines('spec_free_total');
    expect(shown).toHaveLength(2_001);
    expect(shown).toContain('spec_free_total{overflow="true"} 500');
  });

  it('gives the same series for the same labels', () => {
    expect(counter.series({ kind: 'a' })).toBe(counter.series({ kind: 'a' }));
  });
});

it('the list of metrics keeps to its names: lower case, unit last, a counter ends in total', async () => {
  metrics.commandOutcome.add(1, { operation: 'x', outcome: 'accepted', code: '' });
  metrics.httpServerDuration.record(0.003, {
    http_route: '/x',
    http_request_method: 'GET',
    http_response_status_code: '200',
  });
  const text = await prometheusText();
  expect(text).toContain('scrip_commands_total{operation="x",outcome="accepted",code=""} 1');
  expect(text).toContain('http_server_request_duration_seconds_bucket{http_route="/x"');
  for (const [, name, kind] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(name?.endsWith('_total')).toBe(kind === 'counter');
  }
});
