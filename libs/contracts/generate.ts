/**
 * Writes `src/generated/*.ts` from `schemas/<service>/<stream>/<Event>.avsc`: one file per stream with an interface per
 * event, the union of the stream's events and the schema texts, and one index over all streams.
 *
 * `node libs/contracts/generate.ts` writes; with `--check` it writes nothing and ends with 1 if what is committed differs.
 * The output depends on the schemas alone, so two machines write the same bytes.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

type Json = string | null | readonly Json[] | { readonly [key: string]: Json };
interface Field {
  readonly name: string;
  readonly type: Json;
  readonly doc: string;
}
interface RecordSchema {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field[];
}
interface EventSchema {
  readonly service: string;
  readonly stream: string;
  readonly record: RecordSchema;
  /** The schema as compact JSON: what is kept in the log's `schema` table and given to the registry. */
  readonly text: string;
}

const ROOT = join(import.meta.dirname, '..', '..');
const SCHEMAS = join(ROOT, 'schemas');
const GENERATED = join(import.meta.dirname, 'src', 'generated');
const HEADING = '// Generated from schemas/ by libs/contracts/generate.ts; never edited.\n';
/** Avro names are words of letters and digits here, so they can stand in TypeScript as they are. */
const EVENT_NAME = /^[A-Z][A-Za-z0-9]*$/;
const FIELD_NAME = /^[a-z][A-Za-z0-9]*$/;

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  int: 'number',
  long: 'bigint',
  boolean: 'boolean',
  null: 'null',
};
const LOGICAL: Readonly<Record<string, string>> = { fen: 'Fen', points: 'Points', 'timestamp-millis': 'EpochMs' };

class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function directories(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function asRecord(schema: Json, where: string): RecordSchema {
  if (!isObject(schema) || schema.type !== 'record') throw new SchemaError(`${where}: a record was expected`);
  const { name, doc, fields } = schema;
  if (typeof name !== 'string' || !EVENT_NAME.test(name))
    throw new SchemaError(`${where}: a record is named in PascalCase`);
  if (typeof doc !== 'string' || doc === '') throw new SchemaError(`${where}: record ${name} has no doc`);
  if (!Array.isArray(fields)) throw new SchemaError(`${where}: record ${name} has no fields`);
  return { name, doc, fields: fields.map((field: Json) => asField(field, `${where}: ${name}`)) };
}

function asField(field: Json, where: string): Field {
  if (!isObject(field)) throw new SchemaError(`${where}: a field is an object`);
  const { name, doc, type } = field;
  if (typeof name !== 'string' || !FIELD_NAME.test(name))
    throw new SchemaError(`${where}: a field is named in camelCase`);
  if (typeof doc !== 'string' || doc === '') throw new SchemaError(`${where}.${name} has no doc`);
  if (type === undefined) throw new SchemaError(`${where}.${name} has no type`);
  return { name, doc, type };
}

function readEvents(): EventSchema[] {
  const events: EventSchema[] = [];
  for (const service of directories(SCHEMAS)) {
    for (const stream of directories(join(SCHEMAS, service))) {
      for (const file of readdirSync(join(SCHEMAS, service, stream)).sort()) {
        if (!file.endsWith('.avsc')) throw new SchemaError(`schemas/${service}/${stream}/${file} is not an .avsc file`);
        const where = `schemas/${service}/${stream}/${file}`;
        const schema = JSON.parse(readFileSync(join(SCHEMAS, service, stream, file), 'utf8')) as Json;
        const record = asRecord(schema, where);
        if (record.name !== basename(file, '.avsc'))
          throw new SchemaError(`${where}: the record is named ${record.name}`);
        if (!isObject(schema) || schema.namespace !== `scrip.${service}`)
          throw new SchemaError(`${where}: the namespace is scrip.${service}`);
        events.push({ service, stream, record, text: JSON.stringify(schema) });
      }
    }
  }
  return events;
}

function pascal(words: string): string {
  return words
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function constant(words: string): string {
  return `${words.replaceAll('-', '_').toUpperCase()}_SCHEMAS`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

/** A doc comment of one line; the end mark of a comment cannot stand inside. */
function comment(doc: string, indent: string): string {
  return `${indent}/** ${doc.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')} */\n`;
}

/** What one stream's file needs besides its events: nested records by name, and the types that come from elsewhere. */
class StreamWriter {
  readonly nested = new Map<string, string>();
  readonly imported = new Set<string>();

  interfaceOf(record: RecordSchema, where: string): string {
    const lines = record.fields.map(
      (field) =>
        `${comment(field.doc, '  ')}  readonly ${field.name}: ${this.typeOf(field.type, `${where}.${field.name}`)};\n`,
    );
    return `${comment(record.doc, '')}export interface ${record.name} {\n${lines.join('')}}\n`;
  }

  private typeOf(type: Json, where: string): string {
    if (typeof type === 'string') {
      const name = PRIMITIVES[type] ?? (this.nested.has(type) ? type : undefined);
      if (name === undefined) throw new SchemaError(`${where}: type ${type} is not used in Scrip's events`);
      return name;
    }
    if (Array.isArray(type)) return this.optional(type, where);
    if (!isObject(type)) throw new SchemaError(`${where}: not a type`);
    if (typeof type.logicalType === 'string') return this.logical(type, type.logicalType, where);
    switch (type.type) {
      case 'array':
        return `readonly (${this.typeOf(type.items ?? null, where)})[]`.replace(/\((\w+)\)/, '$1');
      case 'map':
        return `Readonly<Record<string, ${this.typeOf(type.values ?? null, where)}>>`;
      case 'record':
        return this.nestedRecord(asRecord(type, where));
      default:
        throw new SchemaError(`${where}: type ${JSON.stringify(type.type)} is not used in Scrip's events`);
    }
  }

  private optional(union: readonly Json[], where: string): string {
    const [first, second, ...others] = union;
    if (first !== 'null' || second === undefined || second === null || others.length > 0) {
      throw new SchemaError(`${where}: the only union is ["null", T]`);
    }
    return `${this.typeOf(second, where)} | null`;
  }

  private logical(type: { readonly [key: string]: Json }, logicalType: string, where: string): string {
    const name = LOGICAL[logicalType];
    if (name === undefined || type.type !== 'long')
      throw new SchemaError(`${where}: logical type ${logicalType} is not used in Scrip's events`);
    this.imported.add(name);
    return name;
  }

  private nestedRecord(record: RecordSchema): string {
    const text = this.interfaceOf(record, record.name);
    const known = this.nested.get(record.name);
    if (known !== undefined && known !== text) throw new SchemaError(`record ${record.name} is defined in two ways`);
    this.nested.set(record.name, text);
    return record.name;
  }
}

function streamFile(events: readonly EventSchema[]): { text: string; nested: readonly string[] } {
  const [first] = events;
  if (first === undefined) throw new SchemaError('a stream without events');
  const { service, stream } = first;
  const writer = new StreamWriter();
  const interfaces = events.map(({ record }) => writer.interfaceOf(record, record.name));
  const money = ['Fen', 'Points'].filter((name) => writer.imported.has(name));
  const imports = [
    money.length > 0 ? `import type { ${money.join(', ')} } from '@scrip/money';\n` : '',
    `import type { ${writer.imported.has('EpochMs') ? 'EpochMs, ' : ''}SchemaSource } from '../schema-source.ts';\n`,
  ];
  const union = events
    .map(({ record: { name } }) => `  | { readonly type: '${name}'; readonly data: ${name} }`)
    .join('\n');
  const sources = events.map(({ record: { name }, text }) => {
    return `  {\n    type: '${name}',\n    service: '${service}',\n    stream: '${stream}',\n    text: ${quote(text)},\n  },\n`;
  });
  const text = [
    `${HEADING}\n${imports.join('')}`,
    ...writer.nested.values(),
    ...interfaces,
    `/** Every event of topic ${service}.${stream}. */\nexport type ${pascal(stream)}Event =\n${union};\n`,
    `/** The schemas of topic ${service}.${stream}, compact JSON. */\nexport const ${constant(stream)}: readonly SchemaSource[] = [\n${sources.join('')}];\n`,
  ];
  return { text: text.join('\n'), nested: [...writer.nested.keys()] };
}

function indexFile(streams: readonly (readonly EventSchema[])[]): string {
  const heads = streams.flatMap((events) => events.slice(0, 1));
  const imports = heads.map(({ service, stream }) => {
    return `import { ${constant(stream)}, type ${pascal(stream)}Event } from './${service}.${stream}.ts';\n`;
  });
  const union = heads.map(({ stream }) => `  | ${pascal(stream)}Event`).join('\n');
  return [
    `${HEADING}\nimport type { SchemaSource } from '../schema-source.ts';\n${imports.join('')}`,
    `/** Every event of the system. */\nexport type ScripEvent =\n${union};\n`,
    `/** Every schema of the system, by service, stream and event. */\nexport const SCHEMAS: readonly SchemaSource[] = [\n${heads.map(({ stream }) => `  ...${constant(stream)},\n`).join('')}];\n`,
  ].join('\n');
}

/** Names stand beside each other in the package's index and in Avro's namespaces, so each is used once in the whole system. */
function claim(taken: Map<string, string>, name: string, where: string): void {
  const before = taken.get(name);
  if (before !== undefined) throw new SchemaError(`${name} is defined by ${before} and by ${where}`);
  taken.set(name, where);
}

function generate(): Map<string, string> {
  const streams = new Map<string, EventSchema[]>();
  for (const event of readEvents()) {
    const key = `${event.service}.${event.stream}`;
    streams.set(key, [...(streams.get(key) ?? []), event]);
  }
  const files = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const [key, events] of streams) {
    const { text, nested } = streamFile(events);
    const names = [
      ...events.map(({ record }) => record.name),
      ...nested,
      ...events.slice(0, 1).map(({ stream }) => `${pascal(stream)}Event`),
    ];
    for (const name of names) claim(taken, name, key);
    files.set(`${key}.ts`, text);
  }
  files.set('index.ts', indexFile([...streams.values()]));
  return files;
}

function committed(): Map<string, string> {
  mkdirSync(GENERATED, { recursive: true });
  return new Map(readdirSync(GENERATED).map((name) => [name, readFileSync(join(GENERATED, name), 'utf8')]));
}

const wanted = generate();
const present = committed();
const stale = [...new Set([...wanted.keys(), ...present.keys()])]
  .filter((name) => wanted.get(name) !== present.get(name))
  .sort();
if (process.argv.includes('--check')) {
  for (const name of stale)
    console.error(`${relative(ROOT, join(GENERATED, name))} is not what the schemas say; run: npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const name of stale) {
    const text = wanted.get(name);
    if (text === undefined) rmSync(join(GENERATED, name));
    else writeFileSync(join(GENERATED, name), text);
  }
  console.log(`${wanted.size} files in ${relative(ROOT, GENERATED)}, ${stale.length} changed`);
}
