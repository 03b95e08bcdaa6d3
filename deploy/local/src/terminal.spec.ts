import { describe, expect, it } from '@jest/globals';
import { openTerminal, paintFor } from './terminal.ts';

/** An output that keeps what was written. */
function paper(isTTY: boolean): { isTTY: boolean; columns: number; written: string; write(text: string): void } {
  return {
    isTTY,
    columns: 80,
    written: '',
    write(text: string) {
      this.written += text;
    },
  };
}

describe('how a start looks', () => {
  it('is one plain line per step where there is no terminal', () => {
    const output = paper(false);
    const terminal = openTerminal(output);
    const kafka = terminal.step('Kafka');
    const postgres = terminal.step('Postgres');
    kafka.progress('on its way');
    postgres.done('127.0.0.1:5433');
    kafka.done('127.0.0.1:9092');
    terminal.news('ledger died');
    terminal.close();
    expect(output.written.replace(/\d+\.\d s/g, 'T')).toBe(
      '  ✓ Postgres            127.0.0.1:5433  T\n  ✓ Kafka               127.0.0.1:9092  T\n  • ledger died\n',
    );
  });

  it('marks the first failure, and what was given up because of it', () => {
    const output = paper(false);
    const terminal = openTerminal(output);
    const [kafka, registry] = [terminal.step('Kafka'), terminal.step('Schema registry')];
    kafka.failed();
    registry.failed();
    terminal.close();
    expect(output.written).toMatch(/✗ Kafka .*\n {2}– Schema registry {5}given up/);
  });

  it('keeps lines of steps below what is done in a terminal, and leaves none behind', () => {
    const output = paper(true);
    const terminal = openTerminal(output);
    const [kafka, postgres] = [terminal.step('Kafka'), terminal.step('Postgres')];
    postgres.done('up');
    kafka.done('up');
    terminal.close();
    const lines = output.written.split('\n').filter((line) => line.includes('✓'));
    expect(lines).toHaveLength(2);
  });

  it('has colours only where they can be shown and are wanted', () => {
    expect(paintFor({ isTTY: true, write: () => true }, {}).green('x')).toBe('\u001b[32mx\u001b[39m');
    expect(paintFor({ isTTY: true, write: () => true }, { NO_COLOR: '1' }).green('x')).toBe('x');
    expect(paintFor({ isTTY: false, write: () => true }, {}).green('x')).toBe('x');
  });
});
