import { describe, expect, it } from '@jest/globals';
import { createLogger } from './log.ts';
import { withSpan } from './tracing.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger({ service: 'ledger', destination: { write: (line: string) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a log line', () => {
  it('is one JSON object with time, level, service and message', () => {
    const [line] = logged((log) => log.info({ positions: 3 }, 'relayed'));
    expect(line).toMatchObject({ level: 'info', service: 'ledger', msg: 'relayed', positions: 3 });
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(line).not.toHaveProperty('traceId');
  });

  it('carries the trace and the sale it belongs to', () => {
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    const [line] = logged((log) => withSpan('x', { parent, correlationId: 'sale-1' }, () => log.warn('slow')));
    expect(line).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', correlationId: 'sale-1' });
    expect(line?.spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('never shows a secret', () => {
    const [line] = logged((log) =>
      log.info({
        authorization: 'Bearer abc',
        request: { token: 'abc', headers: { authorization: 'Bearer abc' } },
        pin: '1234',
      }),
    );
    expect(JSON.stringify(line)).not.toMatch(/abc|1234/);
    expect(line?.authorization).toBe('[redacted]');
  });
});
