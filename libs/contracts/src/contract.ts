import { type Codec, codecOf } from './codec.ts';
import { SCHEMAS, type ScripEvent } from './generated/index.ts';
import type { SchemaSource } from './schema-source.ts';
import type { AvroRecord } from './shape.ts';

/** Name of an event, such as 'WalletRecharged'; unique in the whole system. */
export type EventType = ScripEvent['type'];

/** The event of that name. */
export type EventOf<T extends EventType> = Extract<ScripEvent, { readonly type: T }>;

/** Data of the event of that name. */
export type EventData<T extends EventType> = EventOf<T>['data'];

/** What is agreed about one event type: where it is published, its schema and its codec. */
export interface Contract<E extends ScripEvent = ScripEvent> {
  /** Name of the event, the record's name. */
  readonly type: E['type'];
  /** Service whose log holds it. */
  readonly service: string;
  /** Stream within the service. */
  readonly stream: string;
  /** Topic it is published to, without any prefix: `<service>.<stream>`. */
  readonly topic: string;
  /** The schema, parsed. */
  readonly schema: AvroRecord;
  /** The schema as compact JSON: kept in the log's `schema` table, given to the registry. */
  readonly schemaText: string;
  /** SHA-256 of the schema's Avro Parsing Canonical Form, 32 bytes. Docs, defaults and logical types are not part of that form. */
  readonly fingerprint: Buffer;
  /** Avro binary of the data. @throws ContractError naming the event and the field if the data is not of the schema. */
  encode(data: E['data']): Buffer;
  /** Data of an Avro binary written with this very version of the schema. @throws ContractError if it is not one. */
  decode(body: Buffer): E['data'];
}

/** Writer versions remembered per event type; a schema that has lived through more is compiled again now and then. */
const WRITER_VERSIONS_MAX = 64;

interface Compiled {
  readonly contract: Contract;
  readonly codec: Codec;
  readonly resolvers: Map<string, (body: Buffer) => unknown>;
}

function compile({ type, service, stream, text }: SchemaSource): Compiled {
  const schema: AvroRecord = JSON.parse(text);
  const codec = codecOf(schema, text);
  const contract: Contract = {
    // The generator took the name from the schema that also gave the type its members.
    type: type as EventType,
    service,
    stream,
    topic: `${service}.${stream}`,
    schema,
    schemaText: text,
    fingerprint: codec.fingerprint,
    encode: (data) => codec.encode(data),
    decode: (body) => codec.decode(body) as ScripEvent['data'],
  };
  return { contract: Object.freeze(contract), codec, resolvers: new Map() };
}

const compiled: ReadonlyMap<string, Compiled> = new Map(SCHEMAS.map((source) => [source.type, compile(source)]));
const all: readonly Contract[] = [...compiled.values()].map(({ contract }) => contract);

/** Every contract, by service, stream and event. */
export function contracts(): readonly Contract[] {
  return all;
}

/** Contract of an event type; `undefined` for a name this version of the code does not know, as a newer writer may send. */
export function contractOf<T extends EventType>(type: T): Contract<EventOf<T>>;
export function contractOf(type: string): Contract | undefined;
export function contractOf(type: string): Contract | undefined {
  return compiled.get(type)?.contract;
}

/** Topics a service publishes, without any prefix, in alphabetical order; none for a service without events. */
export function topicsOf(service: string): readonly string[] {
  return [...new Set(all.filter((contract) => contract.service === service).map(({ topic }) => topic))].sort();
}

/**
 * Data of a body that was written with another version of the schema, read as the present version: fields the writer did
 * not know are null, fields the present version does not know are dropped (Avro specification, "Schema Resolution").
 * The resolver is compiled once per version.
 * @throws ContractError if the versions do not resolve, then if the body is not of the writer's version.
 */
export function decodeWith<E extends ScripEvent>(
  contract: Contract<E>,
  writerSchemaText: string,
  body: Buffer,
): E['data'] {
  if (writerSchemaText === contract.schemaText) return contract.decode(body);
  const { codec, resolvers } = entry(contract.type);
  let read = resolvers.get(writerSchemaText);
  if (read === undefined) {
    read = codec.resolve(writerSchemaText);
    if (resolvers.size >= WRITER_VERSIONS_MAX) resolvers.clear();
    resolvers.set(writerSchemaText, read);
  }
  return read(body) as E['data'];
}

function entry(type: EventType): Compiled {
  const found = compiled.get(type);
  if (found === undefined) throw new Error(`no contract named ${type}`);
  return found;
}
