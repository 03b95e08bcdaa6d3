import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const REQUIRE = `const { createRequire } = await import('node:module');
  const require = createRequire(process.cwd() + '/libs/kafka/src/client.ts');`;
const LEAN = "await import('./libs/kafka/src/lean-records.ts');";

/** Records of all kinds as a batch, and what is read from it again. */
const ROUND_TRIP = `
  const Record = require('kafkajs/src/protocol/recordBatch/record/v0');
  const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0');
  const decode = require('kafkajs/src/protocol/recordBatch/v0/decoder');
  const Decoder = require('kafkajs/src/protocol/decoder');
  const headers = { none: '', short: 'a', long: 'ü'.repeat(700), latin: 'é', twice: ['a', 'b'], ü: '€' };
  const records = [
    { key: 'k', value: Buffer.from('v'), headers },
    { key: null, value: Buffer.alloc(20_000, 7), headers: { short: 'other', none: '' } },
    { key: 'ключ', value: null, timestampDelta: 5_000_000_000, headers: {} },
    { key: Buffer.from([0, 255]), value: Buffer.alloc(0), timestampDelta: -1 },
  ].map((record, offsetDelta) => Record({ offsetDelta, timestampDelta: 0, ...record }));
  const batch = await RecordBatch({ records, lastOffsetDelta: 3, firstOffset: 7, firstTimestamp: 1_760_000_000_000, maxTimestamp: 1_760_000_000_000 });
  const read = await decode(new Decoder(batch.buffer));
  const shown = read.records.map(({ batchContext, headers, ...record }) => ({
    ...record,
    headers: Object.entries(headers).map(([name, value]) => [name, [value].flat().map(String)]),
  }));
  process.stdout.write(JSON.stringify({ bytes: batch.buffer.toString('hex'), shown }));`;

/** What a program prints, as JSON, in a process of its own. */
function run(...lines: readonly string[]): unknown {
  const flags = ['-C', '@scrip/source', '--input-type=module', '--eval', lines.join('\n')];
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }));
}

describe('lean records', () => {
  it('have the very bytes that the client library gives them, and are read as it reads them', () => {
    const its = run(REQUIRE, ROUND_TRIP) as { bytes: string; shown: readonly object[] };
    expect(its.bytes.length).toBeGreaterThan(42_000);
    expect(its.shown).toHaveLength(4);
    expect(run(REQUIRE, LEAN, ROUND_TRIP)).toEqual(its);
  });

  it('go to the partitions that the library would send them to, in their order', () => {
    const group = `
      const group = require('kafkajs/src/producer/groupMessagesPerPartition');
      const messages = Array.from({ length: 50 }, (_, n) => ({ n, partition: (n * 7) % 6 }));
      const partitioner = ({ message }) => message.partition;
      const of = (partitionMetadata) => group({ topic: 't', partitionMetadata, messages, partitioner });
      process.stdout.write(JSON.stringify([of([1]), of([])]));`;
    const its = run(REQUIRE, group);
    expect(its).toHaveLength(2);
    expect(run(REQUIRE, LEAN, group)).toEqual(its);
  });

  it('are what this room sends and reads: the library is set up with them', () => {
    const isLean = `
      const { encodeRecord } = await import('./libs/kafka/src/record-encoding.ts');
      const { decodeRecord } = await import('./libs/kafka/src/record-decoding.ts');
      const path = 'kafkajs/src/protocol/recordBatch/record/v0';
      process.stdout.write(JSON.stringify([require(path) === encodeRecord, require(path + '/decoder') === decodeRecord]));`;
    expect(run(REQUIRE, "await import('./libs/kafka/src/client.ts');", isLean)).toEqual([true, true]);
  });
});
