/**
 * Makes the client library encode a record's headers into the record. By itself it gives each header an encoder of its own,
 * with a buffer of 512 bytes, and each length in it a buffer too: with an envelope's eighteen headers that is two thirds
 * of the CPU that a message costs.
 * The bytes are the same; `lean-records.spec.ts` holds that. To be imported before the library.
 */
import { createRequire } from 'node:module';

interface Header {
  readonly key: string;
  readonly value: string | Buffer | null;
}

/** The library's encoder, as far as it is touched here. */
interface Encoder {
  buf: Buffer;
  offset: number;
  ensureAvailable(length: number): void;
  writeUVarInt(this: Encoder, value: number): Encoder;
  writeEncoderArray(this: Encoder, values: readonly (Encoder | Header)[]): Encoder;
  writeVarIntString(value: string): Encoder;
  writeVarIntBytes(value: string | Buffer | null): Encoder;
}

const require = createRequire(import.meta.url);
const ENCODER = require.resolve('kafkajs/src/protocol/encoder');
const HEADER = require.resolve('kafkajs/src/protocol/recordBatch/header/v0');

const encoderClass: { prototype: Encoder } = require(ENCODER);
const writeEncoders: Encoder['writeEncoderArray'] = encoderClass.prototype.writeEncoderArray;
encoderClass.prototype.writeEncoderArray = function (values) {
  const [first] = values;
  if (!first || !('key' in first)) return writeEncoders.call(this, values);
  for (const { key, value } of values as readonly Header[]) this.writeVarIntString(key).writeVarIntBytes(value);
  return this;
};

const VARINT_BYTES_MAX = 5;
encoderClass.prototype.writeUVarInt = function (value) {
  this.ensureAvailable(VARINT_BYTES_MAX);
  let rest = value;
  for (; (rest & ~0x7f) !== 0; rest >>>= 7) {
    this.buf[this.offset] = (rest & 0x7f) | 0x80;
    this.offset += 1;
  }
  this.buf[this.offset] = rest;
  this.offset += 1;
  return this;
};

require(HEADER);
const loaded = require.cache[HEADER];
if (loaded) loaded.exports = (header: Header): Header => header;
