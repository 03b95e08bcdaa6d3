import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const ENCODE = `
  const { createRequire } = await import('node:module');
  const require = createRequire(process.cwd() + '/libs/kafka/src/client.ts');
  const Record = require('kafkajs/src/protocol/recordBatch/record/v0');
  const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0');
  const headers = { none: '', short: 'a', long: 'ü'.repeat(700), bytes: Buffer.from([0, 255]), twice: ['a', 'b'] };
  const records = [headers, {}, undefined].map((of, offsetDelta) =>
    Record({ offsetDelta, timestampDelta: 0, key: 'k', value: Buffer.from('v'), headers: of }));
  const batch = await RecordBatch({ records, lastOffsetDelta: 2, firstTimestamp: 1, maxTimestamp: 1 });
  process.stdout.write(batch.buffer.toString('hex'));
`;

/** The bytes of a record batch, encoded in a process of its own. */
function batch(first: string): string {
  const program = `${first}\n${ENCODE}`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
}

describe('records with lean headers', () => {
  it('have the very bytes that the client library gives them', () => {
    const own = batch('');
    expect(own.length).toBeGreaterThan(1_400);
    expect(batch("await import('./libs/kafka/src/lean-records.ts');")).toBe(own);
  });

  it('are what this room sends: the library is set up with them', () => {
    const source = "await import('./libs/kafka/src/client.ts');";
    const isLean = `const { createRequire } = await import('node:module');
      const require = createRequire(process.cwd() + '/libs/kafka/src/client.ts');
      const header = { key: 'a', value: 'b' };
      process.stdout.write(String(require('kafkajs/src/protocol/recordBatch/header/v0')(header) === header));`;
    const program = `${source}\n${isLean}`;
    const flags = ['-C', '@scrip/source', '--input-type=module', '--eval', program];
    expect(execFileSync(process.execPath, flags, { encoding: 'utf8' })).toBe('true');
  });
});
