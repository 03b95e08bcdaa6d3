import avsc from 'avsc';
import { type AvroRecord, ContractError, isEpochMs, shapeOf } from './shape.ts';
import { readLong, writeLong } from './varint.ts';

/** Encodes and decodes the data of one event type; the Avro types behind it are compiled once. */
export interface Codec {
  /** SHA-256 of the schema's Parsing Canonical Form (Avro specification, "Parsing Canonical Form for Schemas"), 32 bytes. */
  readonly fingerprint: Buffer;
  /** Avro binary of the data. @throws ContractError naming event and field if the data is not of the schema. */
  encode(data: unknown): Buffer;
  /** Data of an Avro binary of this very schema. @throws ContractError if bytes are missing, left over or malformed. */
  decode(body: Buffer): unknown;
  /** A decoder for bodies of an older or newer version of the schema. @throws ContractError if the versions cannot be resolved. */
  resolve(writerSchemaText: string): (body: Buffer) => unknown;
}

/** Avro `long` ↔ bigint, so that no amount loses a fen above 2^53; refuses numbers. */
const bigLong = avsc.types.LongType.__with(
  {
    fromBuffer: readLong,
    toBuffer: writeLong,
    fromJSON: (value: number | bigint): bigint => BigInt(value),
    toJSON: (value: bigint): number => Number(value),
    isValid: (value: unknown): boolean => typeof value === 'bigint',
    compare: (a: bigint, b: bigint): number => (a === b ? 0 : a < b ? -1 : 1),
  },
  // The two functions above take and give the bytes as they stand in the message.
  true,
);

/** Avro `timestamp-millis` ↔ number. Not avsc's own long of numbers: below −2^52 that reads back another number. */
const epochMillis = avsc.types.LongType.__with(
  {
    fromBuffer: readTime,
    toBuffer: (value: number): Buffer => writeLong(BigInt(value)),
    fromJSON: (value: number | bigint): number => Number(value),
    toJSON: (value: number): number => value,
    isValid: isEpochMs,
    compare: (a: number, b: number): number => a - b,
  },
  true,
);

function readTime(bytes: Buffer): number {
  const value = Number(readLong(bytes));
  if (!isEpochMs(value)) throw new RangeError(`${value} is not a time`);
  return value;
}

/**
 * `fen` and `points` are brands of the type checker and read as any long; only times have another form in memory. A hook
 * rather than avsc's logical types: those wrap each value and need a resolver of their own per type.
 */
function longsAreBigint(schema: unknown): avsc.Type | undefined {
  if (schema === 'long') return bigLong;
  if (typeof schema !== 'object' || schema === null || !('type' in schema) || schema.type !== 'long') return undefined;
  return 'logicalType' in schema && schema.logicalType === 'timestamp-millis' ? epochMillis : bigLong;
}

function typeOf(schemaText: string): avsc.Type {
  const schema: avsc.Schema = JSON.parse(schemaText);
  const type = avsc.Type.forSchema(schema, { typeHook: longsAreBigint, omitRecordMethods: true, wrapUnions: 'never' });
  decodeToPlainObjects(type, new Set());
  return type;
}

/** avsc builds records by a constructor per schema; with the prototype of plain objects they compare and clone as data. */
function decodeToPlainObjects(type: avsc.Type, seen: Set<avsc.Type>): void {
  if (seen.has(type)) return;
  seen.add(type);
  if (type instanceof avsc.types.RecordType) {
    type.recordConstructor.prototype = Object.prototype;
    for (const field of type.fields) decodeToPlainObjects(field.type, seen);
  } else if (type instanceof avsc.types.ArrayType) decodeToPlainObjects(type.itemsType, seen);
  else if (type instanceof avsc.types.UnwrappedUnionType)
    for (const branch of type.types) decodeToPlainObjects(branch, seen);
}

/**
 * Where events are written before they are copied out at their length: allocating for each costs more than writing it. An
 * event that is larger, a programme document perhaps, gets a buffer of its own.
 */
const SCRATCH_BYTES = 16 * 1024;
const scratch = Buffer.allocUnsafe(SCRATCH_BYTES);

/** Compiles the codec of one event type. */
export function codecOf(schema: AvroRecord, schemaText: string): Codec {
  const event = schema.name;
  const type = typeOf(schemaText);
  const check = shapeOf(schema);
  const attempt = <T>(what: string, action: () => T): T => {
    try {
      return action();
    } catch (cause) {
      throw new ContractError(event, '', `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  };
  return {
    fingerprint: type.fingerprint('sha256'),
    encode(data) {
      check(data);
      const length = type.encode(data, scratch);
      return length < 0 ? type.toBuffer(data) : Buffer.from(scratch.subarray(0, length));
    },
    decode: (body) => attempt('the body cannot be read', () => type.fromBuffer(body)),
    resolve(writerSchemaText) {
      const { writer, resolver } = attempt('the schema it was written with cannot be read as the present one', () => {
        const writer = typeOf(writerSchemaText);
        return { writer, resolver: type.createResolver(writer) };
      });
      // Two of one canonical form differ in docs at most: the plain decoder reads both.
      if (writer.equals(type)) return (body) => attempt('the body cannot be read', () => type.fromBuffer(body));
      return (body) => attempt('the body cannot be read', () => type.fromBuffer(body, resolver));
    },
  };
}
