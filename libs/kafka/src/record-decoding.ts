/** A record of Kafka's message format v2, read. */

/** The record's bytes, as the client library holds them. */
interface Source {
  readonly buffer: Buffer;
}

/** What a record's batch says of it. */
interface BatchContext {
  readonly firstOffset?: string;
  readonly firstTimestamp?: string;
  readonly maxTimestamp?: string;
  readonly timestampType?: number;
  readonly magicByte?: number;
  readonly isControlBatch?: boolean;
}

type HeaderValue = string | null;

/** A record as the client library gives it on. */
interface DecodedRecord {
  readonly magicByte: number | undefined;
  readonly attributes: number;
  /** Epoch milliseconds. */
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** As text; of a name that is there twice all values in their order. */
  readonly headers: Record<string, HeaderValue | HeaderValue[]>;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

/** The broker's time stands for the record's. */
const LOG_APPEND_TIME = 1;
/** Names of headers by their place in the record read last: the next one has mostly the same. */
const lastNames: { readonly text: string; readonly bytes: Buffer }[] = [];
const NAMES_MAX = 100;

export function decodeRecord({ buffer }: Source, batchContext: BatchContext = {}): DecodedRecord {
  const { firstOffset = 0, firstTimestamp = 0, maxTimestamp, timestampType, magicByte } = batchContext;
  const reader = new Reader(buffer);
  const attributes = reader.int8();
  const timestampDelta = reader.varInt();
  const offsetDelta = reader.varInt();
  const key = reader.bytes();
  const value = reader.bytes();
  const headers: DecodedRecord['headers'] = {};
  const count = reader.varInt();
  for (let index = 0; index < count; index += 1) {
    const name = reader.name(index);
    const text = reader.text();
    const before = headers[name];
    if (before === undefined || !Object.hasOwn(headers, name)) headers[name] = text;
    else headers[name] = Array.isArray(before) ? [...before, text] : [before, text];
  }
  const brokersTime = timestampType === LOG_APPEND_TIME ? maxTimestamp : undefined;
  return {
    magicByte,
    attributes,
    timestamp: brokersTime ?? String(Number(firstTimestamp) + timestampDelta),
    offset: String(Number(firstOffset) + offsetDelta),
    key,
    value,
    headers,
    isControlRecord: batchContext.isControlBatch ?? false,
    batchContext,
  };
}

const MORE = 0x80;

class Reader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int8(): number {
    this.#at += 1;
    return this.#buffer.readInt8(this.#at - 1);
  }

  /** Exact up to 2^52. */
  varInt(): number {
    let byte = this.#buffer[this.#at] ?? 0;
    let value = byte % MORE;
    this.#at += 1;
    for (let weight = MORE; byte >= MORE; weight *= MORE) {
      byte = this.#buffer[this.#at] ?? 0;
      value += (byte % MORE) * weight;
      this.#at += 1;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(): Buffer | null {
    const size = this.varInt();
    if (size < 0) return null;
    this.#at += size;
    return this.#buffer.subarray(this.#at - size, this.#at);
  }

  text(): string | null {
    const size = this.varInt();
    if (size < 0) return null;
    this.#at += size;
    return this.#buffer.toString('utf8', this.#at - size, this.#at);
  }

  /** The name of the header at a place of the record. */
  name(place: number): string {
    const size = this.varInt();
    const from = this.#at;
    this.#at += size;
    const last = lastNames[place];
    if (last && last.bytes.length === size && this.#has(last.bytes, from)) return last.text;
    const bytes = Buffer.from(this.#buffer.subarray(from, this.#at));
    const text = bytes.toString('utf8');
    if (place < NAMES_MAX) lastNames[place] = { text, bytes };
    return text;
  }

  #has(bytes: Buffer, from: number): boolean {
    for (let index = 0; index < bytes.length; index += 1) {
      if (this.#buffer[from + index] !== bytes[index]) return false;
    }
    return true;
  }
}
