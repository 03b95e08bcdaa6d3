/**
 * Arrays as Postgres takes them in binary form. As text, which is what the client library sends, every element is quoted
 * here and parsed there, and bytes are twice as many in hex. Of a statement, the parameters with a cast to an array of a
 * known type (`$2::text[]`) are sent so.
 */
import pg from 'pg';

/** Types of elements by their name in a cast, with the number that Postgres gives them. */
const TYPES = { boolean: 16, bytea: 17, bigint: 20, int: 23, text: 25, jsonb: 3802 } as const;
type ElementType = keyof typeof TYPES;

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const BIGINT_MAX = 2n ** 63n;
const INT_MAX = 2 ** 31;
const WORD = 2 ** 32;

/** A client whose statements are sent like that. */
export class BinaryArrayClient extends pg.Client {
  override query: pg.Client['query'] = ((config: unknown, values?: unknown, callback?: unknown) => {
    const query = super.query.bind(this) as (...given: unknown[]) => unknown;
    if (typeof config === 'string') {
      return query(config, Array.isArray(values) ? withBinaryArrays(config, values) : values, callback);
    }
    return query(
      isStatement(config) ? { ...config, values: withBinaryArrays(config.text, config.values) } : config,
      values,
      callback,
    );
  }) as pg.Client['query'];
}

/** A statement with its values; what submits itself, as a stream of COPY does, is none. */
function isStatement(config: unknown): config is { readonly text: string; readonly values: readonly unknown[] } {
  if (typeof config !== 'object' || config === null || 'submit' in config) return false;
  return 'text' in config && 'values' in config && Array.isArray(config.values);
}

function withBinaryArrays(text: string, values: readonly unknown[]): unknown[] {
  const types = arrayTypesOf(text);
  return values.map((value, index) => {
    const type = types.get(index + 1);
    return (type !== undefined && Array.isArray(value) && binaryArray(type, value)) || value;
  });
}

const knownTypes = new Map<string, ReadonlyMap<number, ElementType>>();
/** Statements are written in the code; a few are put together there. */
const STATEMENTS_MAX = 5_000;

/** The types of a statement's array parameters, by their number; not of one that is cast to several. */
function arrayTypesOf(text: string): ReadonlyMap<number, ElementType> {
  const known = knownTypes.get(text);
  if (known) return known;
  const types = new Map<number, ElementType>();
  const casts = new Map<number, Set<string>>();
  for (const [, number = '', cast = ''] of text.matchAll(/\$(\d+)(?:::([a-z0-9]+\[\]|[a-z0-9]+))?/g)) {
    const of = casts.get(Number(number)) ?? new Set();
    casts.set(Number(number), of.add(cast));
  }
  for (const [number, of] of casts) {
    const [cast = ''] = of;
    const type = cast.slice(0, -'[]'.length);
    if (of.size === 1 && cast.endsWith('[]') && type in TYPES) types.set(number, type as ElementType);
  }
  if (knownTypes.size < STATEMENTS_MAX) knownTypes.set(text, types);
  return types;
}

/** The array in binary form; undefined where an element is not plainly of the type, which Postgres is to judge. */
export function binaryArray(type: ElementType, values: readonly unknown[]): Buffer | undefined {
  let bytes = HEADER_BYTES;
  let hasNull = false;
  // By index: an iterator over a list of numbers allocates for each of them.
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    bytes += LENGTH_BYTES;
    if (value === null || value === undefined) hasNull = true;
    else {
      const size = sizeOf(type, value);
      if (size === undefined) return undefined;
      bytes += size;
    }
  }
  const buffer = Buffer.allocUnsafe(values.length === 0 ? HEADER_BYTES - 2 * LENGTH_BYTES : bytes);
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(hasNull ? 1 : 0, 4);
  buffer.writeInt32BE(TYPES[type], 8);
  if (values.length === 0) return buffer;
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (let index = 0; index < values.length; index += 1) at = writeElement(buffer, at, type, values[index]);
  return buffer;
}

/** Bytes of an element; undefined where it is not plainly of the type. */
function sizeOf(type: ElementType, value: unknown): number | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' ? Buffer.byteLength(value) : undefined;
    case 'jsonb':
      return typeof value === 'string' ? 1 + Buffer.byteLength(value) : undefined;
    case 'bytea':
      return Buffer.isBuffer(value) ? value.length : undefined;
    case 'bigint':
      if (typeof value === 'bigint') return value >= -BIGINT_MAX && value < BIGINT_MAX ? 8 : undefined;
      return Number.isSafeInteger(value) ? 8 : undefined;
    case 'int':
      return Number.isInteger(value) && (value as number) >= -INT_MAX && (value as number) < INT_MAX ? 4 : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? 1 : undefined;
  }
}

/** Writes an element with its length before it; gives where the next begins. */
function writeElement(buffer: Buffer, at: number, type: ElementType, value: unknown): number {
  if (value === null || value === undefined) return buffer.writeInt32BE(-1, at);
  const from = at + LENGTH_BYTES;
  const end = from + writeValue(buffer, from, type, value);
  buffer.writeInt32BE(end - from, at);
  return end;
}

/** Writes a value of the type; gives its bytes. */
function writeValue(buffer: Buffer, at: number, type: ElementType, value: unknown): number {
  switch (type) {
    case 'text':
      return buffer.write(value as string, at, 'utf8');
    case 'jsonb':
      // The version of the form, of which there is one.
      return 1 + buffer.write(value as string, buffer.writeUInt8(1, at), 'utf8');
    case 'bytea':
      buffer.set(value as Buffer, at);
      return (value as Buffer).length;
    case 'bigint':
      if (typeof value === 'bigint') return buffer.writeBigInt64BE(value, at) - at;
      buffer.writeInt32BE(Math.floor((value as number) / WORD), at);
      return buffer.writeUInt32BE((value as number) - WORD * Math.floor((value as number) / WORD), at + 4) - at;
    case 'int':
      return buffer.writeInt32BE(value as number, at) - at;
    case 'boolean':
      return buffer.writeUInt8(value === true ? 1 : 0, at) - at;
  }
}
