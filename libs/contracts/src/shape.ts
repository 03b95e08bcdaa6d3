/** A value in memory or an encoded body is not what its contract says. A bug of the writer, never an answer to a caller. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  /** Event whose contract was broken. */
  readonly event: string;
  /** Where, from the event down: `lots[0].principalFen`; empty for the event as a whole. */
  readonly path: string;

  constructor(event: string, path: string, problem: string, options?: ErrorOptions) {
    super(`${path === '' ? event : `${event}.${path}`}: ${problem}`, options);
    this.event = event;
    this.path = path;
  }
}

/** The part of Avro that Scrip's events use, as parsed from an `.avsc` file. */
export type AvroSchema = string | readonly AvroSchema[] | AvroRecord | AvroArray | AvroMap | AvroLogical;
/** A record, the event itself or one nested in it. */
export interface AvroRecord {
  readonly type: 'record';
  /** PascalCase, unique in the system. */
  readonly name: string;
  /** `scrip.<service>` on an event; a nested record takes it from the event. */
  readonly namespace?: string;
  /** What happened and why it matters. */
  readonly doc: string;
  readonly fields: readonly AvroField[];
}
/** A field of a record. */
export interface AvroField {
  /** camelCase, unit last. */
  readonly name: string;
  readonly type: AvroSchema;
  /** Meaning, unit and source. */
  readonly doc: string;
  /** Present, and null, on optional fields only. */
  readonly default?: null;
}
/** A list. */
export interface AvroArray {
  readonly type: 'array';
  readonly items: AvroSchema;
}
/** Texts by key. */
export interface AvroMap {
  readonly type: 'map';
  readonly values: AvroSchema;
}
/** A long with a meaning: `fen`, `points` or `timestamp-millis`. */
export interface AvroLogical {
  readonly type: 'long';
  readonly logicalType: string;
}

/** What is wrong with a value, and where below it. */
interface Fault {
  readonly path: string;
  readonly problem: string;
}
/** Finds what is wrong with one value; paths are put together on the way back up, so a right value costs no text. */
type Check = (value: unknown) => Fault | undefined;

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;
/** The farthest a JavaScript `Date` reaches to either side of 1970 (ECMA-262, time values). */
const EPOCH_MS_MAX = 8.64e15;

/**
 * Compiles the check of an event's data, called once per event type at load. The check throws {@link ContractError}.
 *
 * avsc checks types too, but its errors do not name the field, it drops fields it does not know and it takes a missing
 * optional field for null; each of these would let a fact differ from what the decider said.
 */
export function shapeOf(schema: AvroRecord): (data: unknown) => void {
  const check = record(schema, new Map());
  return (data) => {
    const fault = check(data);
    if (fault !== undefined) throw new ContractError(schema.name, fault.path, fault.problem);
  };
}

function record(schema: AvroRecord, named: Map<string, Check>): Check {
  const fields = schema.fields.map(({ name, type }) => ({ name, check: checkOf(type, named) }));
  const known = new Set(schema.fields.map(({ name }) => name));
  const check: Check = (value) => {
    if (!isMembers(value)) return wrong(`the record ${schema.name}`, value);
    for (const field of fields) {
      const fault = field.check(value[field.name]);
      if (fault !== undefined) return below(field.name, fault);
    }
    for (const name in value) {
      if (!known.has(name)) return { path: name, problem: 'the schema has no such field' };
    }
    return undefined;
  };
  named.set(schema.name, check);
  return check;
}

function checkOf(schema: AvroSchema, named: Map<string, Check>): Check {
  if (typeof schema === 'string') {
    const check = PRIMITIVES.get(schema) ?? named.get(schema);
    if (check === undefined) throw new TypeError(`type ${schema} is not used in Scrip's events`);
    return check;
  }
  if (isUnion(schema)) return optional(schema, named);
  switch (schema.type) {
    case 'record':
      return record(schema, named);
    case 'array':
      return list(checkOf(schema.items, named));
    case 'map':
      return map(checkOf(schema.values, named));
    case 'long':
      return schema.logicalType === 'timestamp-millis' ? epochMs : long;
  }
}

function optional(union: readonly AvroSchema[], named: Map<string, Check>): Check {
  const [first, second] = union;
  if (first !== 'null' || second === undefined || union.length !== 2)
    throw new TypeError('the only union is ["null", T]');
  const check = checkOf(second, named);
  return (value) => (value === null ? undefined : check(value));
}

function list(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return wrong('an array', value);
    for (let index = 0; index < value.length; index += 1) {
      const fault = check(value[index]);
      if (fault !== undefined) return below(`[${index}]`, fault);
    }
    return undefined;
  };
}

function map(check: Check): Check {
  return (value) => {
    if (!isMembers(value)) return wrong('a map', value);
    for (const key of Object.keys(value)) {
      const fault = keyFault(key) ?? check(value[key]);
      if (fault !== undefined) return below(key, fault);
    }
    return undefined;
  };
}

function keyFault(key: string): Fault | undefined {
  // Setting it on an object sets the prototype, so the entry would be gone when the event is read back.
  return key === '__proto__' ? { path: '', problem: 'a map has no such key' } : text(key);
}

function text(value: unknown): Fault | undefined {
  if (typeof value !== 'string') return wrong('a string', value);
  // UTF-8 has no place for half a surrogate pair: it would be stored as U+FFFD and read back as another text.
  return value.isWellFormed() ? undefined : { path: '', problem: 'the text is not well-formed Unicode' };
}

function int(value: unknown): Fault | undefined {
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= INT_MIN && value <= INT_MAX;
  return fits ? undefined : wrong('an int (number of 32 bits)', value);
}

function long(value: unknown): Fault | undefined {
  const fits = typeof value === 'bigint' && value >= LONG_MIN && value <= LONG_MAX;
  return fits ? undefined : wrong('a long (bigint of 64 bits)', value);
}

function epochMs(value: unknown): Fault | undefined {
  return isEpochMs(value) ? undefined : wrong('a time (number of whole milliseconds since 1970)', value);
}

function boolean(value: unknown): Fault | undefined {
  return typeof value === 'boolean' ? undefined : wrong('a boolean', value);
}

const PRIMITIVES: ReadonlyMap<string, Check> = new Map([
  ['string', text],
  ['int', int],
  ['long', long],
  ['boolean', boolean],
]);

/** Whether a value is a point in time: a number of whole milliseconds within the reach of a `Date`. */
export function isEpochMs(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= EPOCH_MS_MAX;
}

/** Whether a schema is a union, which JSON says by an array. */
export function isUnion(schema: AvroSchema): schema is readonly AvroSchema[] {
  return Array.isArray(schema);
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function below(step: string, { path, problem }: Fault): Fault {
  if (path === '') return { path: step, problem };
  return { path: path.startsWith('[') ? `${step}${path}` : `${step}.${path}`, problem };
}

/** What was found is named by its type, and by its value only where that cannot be a person's text. */
function wrong(expected: string, value: unknown): Fault {
  return { path: '', problem: `${expected} was expected, ${found(value)} was given` };
}

function found(value: unknown): string {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return `the ${typeof value} ${value}`;
    case 'undefined':
      return 'nothing';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object';
    default:
      return `a ${typeof value}`;
  }
}
