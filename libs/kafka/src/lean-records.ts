/**
 * Takes the place of four functions of the client library that are most of what a message costs: with an envelope's
 * eighteen headers it gives each header an encoder with a buffer of its own, copies all headers read so far for each one
 * more, copies all messages of a partition for each one more, and sums its checksum a byte at a time.
 * What they give is the same, but for headers that are read: those are text at once. `lean-records.spec.ts` holds it.
 * To be imported before the library.
 */
import { createRequire } from 'node:module';
import { crc32c } from '@node-rs/crc32';
import { decodeRecord } from './record-decoding.ts';
import { encodeRecord } from './record-encoding.ts';

const require = createRequire(import.meta.url);

interface Grouping {
  readonly topic: string;
  readonly partitionMetadata: readonly unknown[];
  readonly messages: readonly object[];
  readonly partitioner: (of: { topic: string; partitionMetadata: readonly unknown[]; message: object }) => number;
}

/** Messages by partition. */
function groupMessages({ topic, partitionMetadata, messages, partitioner }: Grouping): Record<number, object[]> {
  const groups: Record<number, object[]> = {};
  if (partitionMetadata.length === 0) return groups;
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message });
    groups[partition] ??= [];
    groups[partition].push(message);
  }
  return groups;
}

const INSTEAD: Readonly<Record<string, unknown>> = {
  'kafkajs/src/protocol/recordBatch/record/v0': encodeRecord,
  'kafkajs/src/protocol/recordBatch/record/v0/decoder': decodeRecord,
  'kafkajs/src/protocol/recordBatch/crc32C': (bytes: Buffer) => crc32c(bytes),
  'kafkajs/src/producer/groupMessagesPerPartition': groupMessages,
};

for (const [path, ours] of Object.entries(INSTEAD)) {
  const file = require.resolve(path);
  require(file);
  const loaded = require.cache[file];
  if (loaded) loaded.exports = ours;
}
