import { describe, expect, test } from '@jest/globals';
import { type AvroRecord, type AvroSchema, type Contract, contracts } from './index.ts';

interface Place {
  readonly path: string;
  readonly name: string;
  readonly type: AvroSchema;
  readonly doc: unknown;
  readonly fallback: unknown;
}

/** Words of a camelCase name that would say a field holds something about a person. */
const PERSONAL = new Set([
  'name',
  'surname',
  'mobile',
  'phone',
  'tel',
  'address',
  'birth',
  'birthday',
  'birthdate',
  'email',
  'mail',
  'passport',
  'gender',
  'pin',
  'password',
]);
/** Ending of a field's name by the logical type of its value. */
const UNITS: Readonly<Record<string, string>> = { fen: 'Fen', points: 'Points', 'timestamp-millis': 'At' };

function placesOf(record: AvroRecord, path: string): Place[] {
  return record.fields.flatMap((field) => {
    const here = {
      path: `${path}.${field.name}`,
      name: field.name,
      type: field.type,
      doc: field.doc,
      fallback: 'default' in field ? field.default : undefined,
    };
    return [here, ...nestedOf(field.type).flatMap((nested) => placesOf(nested, here.path))];
  });
}

function nestedOf(type: AvroSchema): AvroRecord[] {
  if (typeof type === 'string') return [];
  if ('length' in type) return type.flatMap(nestedOf);
  if (type.type === 'record') return [type];
  if (type.type === 'array') return nestedOf(type.items);
  return type.type === 'map' ? nestedOf(type.values) : [];
}

/** What is wrong with a schema, in words; empty for a good one. */
function faultsOf(schema: AvroRecord): string[] {
  return [
    ...recordsOf(schema)
      .filter(({ doc }) => !isSentence(doc))
      .map(({ name }) => `${name}: the doc is not a sentence`),
    ...placesOf(schema, schema.name).flatMap(faultsOfField),
  ];
}

function recordsOf(schema: AvroRecord): AvroRecord[] {
  return [schema, ...schema.fields.flatMap(({ type }) => nestedOf(type)).flatMap(recordsOf)];
}

function faultsOfField({ path, name, type, doc, fallback }: Place): string[] {
  const faults: string[] = [];
  const logicalType = logicalTypeOf(type);
  const unit = logicalType === undefined ? undefined : UNITS[logicalType];
  if (!isSentence(doc)) faults.push(`${path}: the doc is not a sentence`);
  if (logicalType !== undefined && unit === undefined)
    faults.push(`${path}: logical type ${logicalType} is not one of ours`);
  if (unit !== undefined && !name.endsWith(unit)) faults.push(`${path}: a ${logicalType} ends in ${unit}`);
  for (const [logical, ending] of Object.entries(UNITS)) {
    if (name.endsWith(ending) && logicalType !== logical)
      faults.push(`${path}: ${ending} at the end is for ${logical}`);
  }
  if (wordsOf(name).some((word) => PERSONAL.has(word)) || /idNumber/i.test(name))
    faults.push(`${path}: personal data stays in the vault of cards`);
  if (JSON.stringify(type).includes('"enum"'))
    faults.push(`${path}: an enum cannot grow compatibly; use a string and list its values in the doc`);
  if (Array.isArray(type) ? type[0] !== 'null' || type.length !== 2 || fallback !== null : fallback !== undefined) {
    faults.push(`${path}: optional is ["null", T] with default null, nothing else has a default`);
  }
  return faults;
}

function logicalTypeOf(type: AvroSchema): string | undefined {
  if (typeof type === 'string') return undefined;
  if ('length' in type) return type.map(logicalTypeOf).find((logical) => logical !== undefined);
  return type.type === 'long' ? type.logicalType : undefined;
}

function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
}

function isSentence(doc: unknown): boolean {
  return typeof doc === 'string' && /^\S.{8,}\.$/.test(doc);
}

describe('schemas', () => {
  test.each(contracts().map((contract) => [contract.type, contract] as const))(
    '%s keeps the rules of schemas/README.md',
    (_, { schema }) => {
      expect(faultsOf(schema)).toEqual([]);
    },
  );

  test('each rule finds what breaks it', () => {
    const broken = (name: string, type: unknown, more: object = {}) => {
      const schema = {
        type: 'record',
        name: 'Broken',
        doc: 'Something happened.',
        fields: [{ name, type, doc: 'What it is, in words.', ...more }],
      };
      return faultsOf(schema as unknown as AvroRecord);
    };
    const long = (logicalType: string) => ({ type: 'long', logicalType });
    expect(broken('amountFen', long('fen'))).toEqual([]);
    expect(broken('amount', long('fen'))).toHaveLength(1);
    expect(broken('amountFen', 'long')).toHaveLength(1);
    expect(broken('expiresOn', long('timestamp-millis'))).toHaveLength(1);
    expect(broken('balance', ['null', long('points')], { default: null })).toHaveLength(1);
    expect(broken('tender', ['null', 'string'])).toHaveLength(1);
    expect(broken('tender', 'string', { doc: '' })).toHaveLength(1);
    expect(broken('tender', { type: 'enum', name: 'Tender', symbols: ['CASH'] })).toHaveLength(1);
    for (const name of ['holderName', 'mobile', 'idNumber', 'birthDate', 'email', 'homeAddress', 'phone'])
      expect(broken(name, 'string')).toHaveLength(1);
    expect(broken('cardNumber', 'string')).toEqual([]);
    expect(
      broken('lots', {
        type: 'array',
        items: {
          type: 'record',
          name: 'Lot',
          doc: 'One lot of value.',
          fields: [{ name: 'mobile', type: 'string', doc: 'x' }],
        },
      }),
    ).toHaveLength(2);
  });

  test('an event name is used once in the whole system', () => {
    const names = contracts().map(({ type }) => type);
    expect(new Set(names).size).toBe(names.length);
  });

  test('a record that several events of a stream share is the same in each', () => {
    const texts = new Map<string, Set<string>>();
    for (const contract of contracts())
      for (const [name, text] of sharedRecords(contract)) texts.set(name, (texts.get(name) ?? new Set()).add(text));
    expect([...texts].filter(([, versions]) => versions.size > 1).map(([name]) => name)).toEqual([]);
  });
});

function sharedRecords({ service, schema }: Contract): [string, string][] {
  const nested = recordsOf(schema).slice(1);
  return nested.map((record) => [`${service}.${record.name}`, JSON.stringify(record)]);
}
