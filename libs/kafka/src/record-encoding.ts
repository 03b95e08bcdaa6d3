/** A record of Kafka's message format v2, in one buffer of its exact size. */

type Bytes = string | Buffer | null | undefined;

/** A record as the client library gives it to be encoded. */
interface RecordToEncode {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key?: Bytes;
  readonly value?: Bytes;
  readonly headers?: Readonly<Record<string, Bytes | readonly Bytes[]>> | undefined;
}

/** What the library takes for an encoder that is done. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** Names of headers with their length before them: a few, the same in every message. */
const names = new Map<string, Buffer>();
const NAMES_MAX = 1_000;

/** Throws TypeError for keys, values and headers that are no text or bytes. */
export function encodeRecord(record: RecordToEncode): Encoded {
  const { offsetDelta = 0, timestampDelta = 0, key, value, headers = {} } = record;
  const headerNames: Buffer[] = [];
  const headerValues: Bytes[] = [];
  const sizes: number[] = [];
  let headersSize = 0;
  for (const [name, given] of Object.entries(headers)) {
    for (const one of (Array.isArray(given) ? given : [given]) as readonly Bytes[]) {
      const nameBytes = encodedName(name);
      const size = sizeOf(one);
      headerNames.push(nameBytes);
      headerValues.push(one);
      sizes.push(size);
      headersSize += nameBytes.length + sizedLength(size);
    }
  }
  const keySize = sizeOf(key);
  const valueSize = sizeOf(value);
  const bodySize =
    1 +
    varIntLength(zigZag(timestampDelta)) +
    varIntLength(zigZag(offsetDelta)) +
    sizedLength(keySize) +
    sizedLength(valueSize) +
    varIntLength(zigZag(headerNames.length)) +
    headersSize;
  const buf = Buffer.allocUnsafe(varIntLength(zigZag(bodySize)) + bodySize);
  let at = writeVarInt(buf, 0, zigZag(bodySize));
  // Attributes, of which none are in use.
  at = buf.writeUInt8(0, at);
  at = writeVarInt(buf, at, zigZag(timestampDelta));
  at = writeVarInt(buf, at, zigZag(offsetDelta));
  at = writeSized(buf, at, key, keySize);
  at = writeSized(buf, at, value, valueSize);
  at = writeVarInt(buf, at, zigZag(headerNames.length));
  for (let index = 0; index < headerNames.length; index += 1) {
    const name = headerNames[index];
    if (name) {
      buf.set(name, at);
      at += name.length;
    }
    at = writeSized(buf, at, headerValues[index], sizes[index] ?? 0);
  }
  return { buf, buffer: buf };
}

function encodedName(name: string): Buffer {
  const known = names.get(name);
  if (known) return known;
  const bytes = Buffer.from(name, 'utf8');
  const length = zigZag(bytes.length);
  const encoded = Buffer.alloc(varIntLength(length) + bytes.length);
  encoded.set(bytes, writeVarInt(encoded, 0, length));
  if (names.size < NAMES_MAX) names.set(name, encoded);
  return encoded;
}

/** Bytes of a text or of bytes; -1 where there are none. */
function sizeOf(bytes: Bytes): number {
  return bytes === null || bytes === undefined ? -1 : Buffer.byteLength(bytes);
}

/** Bytes of a field with its length before it. */
function sizedLength(size: number): number {
  return varIntLength(zigZag(size)) + Math.max(size, 0);
}

function writeSized(buf: Buffer, at: number, bytes: Bytes, size: number): number {
  const from = writeVarInt(buf, at, zigZag(size));
  if (bytes === null || bytes === undefined) return from;
  if (typeof bytes !== 'string') buf.set(bytes, from);
  // Of as many bytes as characters: plain ASCII, which is written faster as what it also is.
  else if (size === bytes.length) buf.write(bytes, from, size, 'latin1');
  else buf.write(bytes, from, size, 'utf8');
  return from + size;
}

/** Small numbers of either sign as small numbers without one; exact up to 2^52. */
function zigZag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

const MORE = 0x80;

function varIntLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= MORE; rest = Math.floor(rest / MORE)) length += 1;
  return length;
}

function writeVarInt(buf: Buffer, from: number, value: number): number {
  let at = from;
  for (let rest = value; ; rest = Math.floor(rest / MORE)) {
    if (rest < MORE) {
      buf[at] = rest;
      return at + 1;
    }
    buf[at] = (rest % MORE) | MORE;
    at += 1;
  }
}
