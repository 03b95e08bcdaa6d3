import type { Contract } from './contract.ts';
import type { ScripEvent } from './generated/index.ts';
import { type AvroField, type AvroSchema, isUnion, shapeOf } from './shape.ts';

/** What JSON can say (RFC 8259). */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON of data: a bigint becomes a number while a number still counts single fen (up to 2^53), beyond that a text of its
 * digits; keys whose value is `undefined` are left out, as `JSON.stringify` does. Times stay milliseconds.
 * @throws TypeError for what is not data: functions, symbols, numbers that are not finite.
 */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case 'bigint':
      return longToJson(value);
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no form in JSON`);
      return value;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(toJson);
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .map(([key, member]) => [key, toJson(member)]),
      );
    default:
      throw new TypeError(`a ${typeof value} has no form in JSON`);
  }
}

function longToJson(value: bigint): number | string {
  const safe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return safe ? Number(value) : value.toString();
}

/**
 * Data of an event from its JSON as {@link toJson} writes it. An optional field may be left out and is null then.
 * @throws ContractError naming the event and the field if the JSON is not of the schema.
 */
export function fromJson<E extends ScripEvent>(contract: Contract<E>, json: Json): E['data'] {
  const data = convert(contract.schema, json);
  shapeOf(contract.schema)(data);
  return data as E['data'];
}

/** Turns what JSON cannot say into what the schema means; what does not fit is left for the check, which names the field. */
function convert(schema: AvroSchema, json: Json | undefined): unknown {
  if (typeof schema === 'string') return schema === 'long' ? longFromJson(json) : json;
  if (isUnion(schema)) return json === null || json === undefined ? null : convert(schema[1] ?? 'null', json);
  switch (schema.type) {
    case 'long':
      return schema.logicalType === 'timestamp-millis' ? json : longFromJson(json);
    case 'array':
      return isList(json) ? json.map((item) => convert(schema.items, item)) : json;
    case 'map':
      return json;
    case 'record':
      return isMembers(json) ? recordFromJson(schema.fields, json) : json;
  }
}

function recordFromJson(fields: readonly AvroField[], json: { readonly [key: string]: Json }): unknown {
  return { ...json, ...Object.fromEntries(fields.map(({ name, type }) => [name, convert(type, json[name])])) };
}

function longFromJson(json: Json | undefined): unknown {
  if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json);
  return typeof json === 'string' && /^-?\d{1,19}$/.test(json) ? BigInt(json) : json;
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

function isMembers(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
