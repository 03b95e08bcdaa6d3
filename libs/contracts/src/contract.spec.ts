import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { fen } from '@scrip/money';
import fc from 'fast-check';
import {
  type AvroRecord,
  type AvroSchema,
  type Contract,
  ContractError,
  contractOf,
  contracts,
  decodeWith,
  fromJson,
  toJson,
  topicsOf,
  type WalletRecharged,
} from './index.ts';

const EPOCH_MS_MAX = 8.64e15;
const text = fc.string({ unit: 'binary', maxLength: 40 });
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** Any value a schema allows, at the ends of its range too. */
function dataOf(schema: AvroSchema): fc.Arbitrary<unknown> {
  switch (schema) {
    case 'string':
      return text;
    case 'int':
      return fc.integer();
    case 'long':
      return long;
    case 'boolean':
      return fc.boolean();
  }
  if (typeof schema === 'string') throw new Error(`no values for ${schema}`);
  if ('length' in schema) return fc.oneof(fc.constant(null), dataOf(schema[1] ?? 'null'));
  switch (schema.type) {
    case 'long':
      return schema.logicalType === 'timestamp-millis' ? fc.integer({ min: -EPOCH_MS_MAX, max: EPOCH_MS_MAX }) : long;
    case 'array':
      return fc.array(dataOf(schema.items), { maxLength: 4 });
    case 'map':
      // The one key that a map refuses, see below.
      return fc.dictionary(
        text.filter((key) => key !== '__proto__'),
        dataOf(schema.values),
        { maxKeys: 4, noNullPrototype: true },
      );
    case 'record':
      return fc.record(Object.fromEntries(schema.fields.map(({ name, type }) => [name, dataOf(type)])), {
        noNullPrototype: true,
      });
  }
}

/** Parsing Canonical Form as the Avro specification words it, from the schema as parsed JSON; this one knows nothing of avsc. */
function canonical(schema: AvroSchema, namespace: string): string {
  if (typeof schema === 'string') return JSON.stringify(schema);
  if ('length' in schema) return `[${schema.map((branch) => canonical(branch, namespace)).join(',')}]`;
  switch (schema.type) {
    case 'long':
      return '"long"';
    case 'array':
      return `{"type":"array","items":${canonical(schema.items, namespace)}}`;
    case 'map':
      return `{"type":"map","values":${canonical(schema.values, namespace)}}`;
    case 'record': {
      const inner = schema.namespace ?? namespace;
      const fields = schema.fields.map(({ name, type }) => `{"name":"${name}","type":${canonical(type, inner)}}`);
      return `{"name":"${inner}.${schema.name}","type":"record","fields":[${fields.join(',')}]}`;
    }
  }
}

function recharged(changes: object = {}): WalletRecharged {
  return {
    walletId: 'wal_1',
    holderId: 'hld_1',
    rechargeId: 'rch_1',
    lotId: 'lot_1',
    principalFen: fen(100_000),
    bonusFen: fen(10_000),
    tender: 'cash',
    expiresAt: 1_799_596_800_000,
    gifts: null,
    clientId: null,
    programmeId: 'apparel',
    programmeVersion: 1,
    balanceAfterFen: fen(110_000),
    expiryNotices: null,
    breakage: null,
    ...changes,
  } as WalletRecharged;
}

/** An older or newer version of a contract's schema. */
function version(contract: Contract, fields: (fields: AvroRecord['fields']) => readonly unknown[]): string {
  return JSON.stringify({ ...contract.schema, fields: fields(contract.schema.fields) });
}

const wallet = contractOf('WalletRecharged');

describe('every event', () => {
  test.each(contracts().map((contract) => [contract.type, contract] as const))(
    '%s comes back from its bytes and from JSON as it was',
    (_, contract) => {
      fc.assert(
        fc.property(dataOf(contract.schema), (value) => {
          // What is generated is of the schema; the compiler cannot follow it there.
          const data = value as Parameters<typeof contract.encode>[0];
          const body = contract.encode(data);
          expect(contract.decode(body)).toStrictEqual(data);
          expect(fromJson(contract, JSON.parse(JSON.stringify(toJson(data))))).toStrictEqual(data);
        }),
        { numRuns: 40 },
      );
    },
  );

  test.each(contracts().map((contract) => [contract.type, contract] as const))(
    'the fingerprint of %s is the SHA-256 of its canonical form',
    (_, { schema, fingerprint }) => {
      expect(fingerprint).toEqual(createHash('sha256').update(canonical(schema, '')).digest());
    },
  );

  test('an event larger than the shared buffer comes back whole', () => {
    const programme = contractOf('ProgrammePublished');
    const data = { programmeId: 'mall-vip', version: 1, effectiveAt: 0, documentJson: '券'.repeat(50_000) };
    expect(programme.decode(programme.encode(data))).toStrictEqual(data);
  });

  test('bytes handed out stay as they are when the next event is encoded', () => {
    const first = wallet.encode(recharged());
    const copy = Buffer.from(first);
    wallet.encode(recharged({ walletId: 'wal_2' }));
    expect(first).toEqual(copy);
  });
});

describe('data that is not of the schema is refused with event and field', () => {
  test.each([
    [
      'a plain number where an amount is needed',
      { principalFen: 100_000 },
      'WalletRecharged.principalFen: a long (bigint of 64 bits) was expected, the number 100000 was given',
    ],
    [
      'an amount beyond 64 bits',
      { bonusFen: 2n ** 63n },
      'WalletRecharged.bonusFen: a long (bigint of 64 bits) was expected, the bigint 9223372036854775808 was given',
    ],
    [
      'a version that is not whole',
      { programmeVersion: 1.5 },
      'WalletRecharged.programmeVersion: an int (number of 32 bits) was expected, the number 1.5 was given',
    ],
    [
      'a time beyond what a date can be',
      { expiresAt: 9e15 },
      'WalletRecharged.expiresAt: a time (number of whole milliseconds since 1970) was expected, the number 9000000000000000 was given',
    ],
    [
      'an optional field left out',
      { expiresAt: undefined },
      'WalletRecharged.expiresAt: a time (number of whole milliseconds since 1970) was expected, nothing was given',
    ],
    ['half a surrogate pair', { tender: 'a\ud800' }, 'WalletRecharged.tender: the text is not well-formed Unicode'],
    ['a field nobody declared', { cashier: 'x' }, 'WalletRecharged.cashier: the schema has no such field'],
  ])('%s', (_, changes, message) => {
    expect(() => wallet.encode(recharged(changes))).toThrow(ContractError);
    expect(() => wallet.encode(recharged(changes))).toThrow(message);
  });

  test('the path leads into lists, and a text is never repeated in the message', () => {
    const captured = contractOf('WalletHoldCaptured');
    const lots = [{ lotId: 'lot_1', principalFen: fen(1), bonusFen: 'secret' }];
    const data = {
      walletId: 'w',
      holderId: 'h',
      holdId: 'o',
      merchantId: 'm',
      capturedFen: fen(1),
      releasedFen: fen(0),
      lots,
      balanceAfterFen: fen(0),
      heldAfterFen: fen(0),
    };
    expect(() => captured.encode(data as never)).toThrow(
      'WalletHoldCaptured.lots[0].bonusFen: a long (bigint of 64 bits) was expected, a string was given',
    );
  });

  test('a key that would change the prototype instead of the map', () => {
    const queued = contractOf('OutreachQueued');
    const fields = queued.schema.fields.map(({ name, type }) => [name, oneByte(type)]);
    const data = { ...Object.fromEntries(fields), variables: JSON.parse('{"__proto__":"x"}') };
    expect(() => queued.encode(data)).toThrow('OutreachQueued.variables.__proto__: a map has no such key');
  });

  test('bytes that are cut short, too long or of another kind', () => {
    const body = wallet.encode(recharged());
    for (const wrong of [body.subarray(0, -1), Buffer.concat([body, Buffer.of(0)]), Buffer.alloc(0)]) {
      expect(() => wallet.decode(wrong)).toThrow(ContractError);
    }
  });
});

describe('other versions of a schema', () => {
  test('a body of an older version without an optional field reads as null', () => {
    const older = version(wallet, (fields) => fields.filter(({ name }) => name !== 'expiresAt'));
    const { expiresAt, ...rest } = recharged();
    expect(expiresAt).not.toBeNull();
    const body = withoutField(wallet, 'expiresAt');
    expect(decodeWith(wallet, older, body)).toStrictEqual({ ...rest, expiresAt: null });
    expect(decodeWith(wallet, older, body)).toStrictEqual({ ...rest, expiresAt: null });
  });

  test('a field that only a newer version knows is dropped', () => {
    const newer = version(wallet, (fields) => [
      { name: 'campaignKey', type: ['null', 'string'], default: null, doc: 'New.' },
      ...fields,
    ]);
    const body = Buffer.concat([Buffer.of(0), wallet.encode(recharged())]);
    expect(decodeWith(wallet, newer, body)).toStrictEqual(recharged());
  });

  test('a version that differs in words only reads as the present one', () => {
    const reworded = version(wallet, (fields) => fields.map((field) => ({ ...field, doc: 'Other words.' })));
    expect(decodeWith(wallet, reworded, wallet.encode(recharged()))).toStrictEqual(recharged());
    expect(decodeWith(wallet, wallet.schemaText, wallet.encode(recharged()))).toStrictEqual(recharged());
  });

  test('a version without a field that must be there cannot be read', () => {
    const older = version(wallet, (fields) => fields.filter(({ name }) => name !== 'principalFen'));
    expect(() => decodeWith(wallet, older, wallet.encode(recharged()))).toThrow(
      'the schema it was written with cannot be read as the present one',
    );
  });

  test('optional fields and lists of records keep bigint and time through resolution', () => {
    const receipt = contractOf('ReceiptRecorded');
    const reordered = version(receipt, (fields) => fields.toReversed());
    fc.assert(
      fc.property(dataOf(receipt.schema), (value) => {
        const data = value as Parameters<typeof receipt.encode>[0];
        const names = receipt.schema.fields.map(({ name }) => name as keyof typeof data);
        const body = Buffer.concat(names.toReversed().map((name) => fieldBytes(receipt, name, data[name])));
        expect(decodeWith(receipt, reordered, body)).toStrictEqual(data);
      }),
      { numRuns: 20 },
    );
  });
});

/** The recharge as a writer wrote it who did not know a field. */
function withoutField(contract: typeof wallet, field: keyof WalletRecharged): Buffer {
  const others = Object.entries(recharged()).filter(([name]) => name !== field);
  return Buffer.concat(others.map(([name, value]) => fieldBytes(contract, name, value)));
}

/**
 * The bytes of one field alone: an Avro record is its fields one after the other, so they are what is left of a record
 * whose other fields take one byte each.
 */
function fieldBytes(contract: Contract, field: string, value: unknown): Buffer {
  const fields = contract.schema.fields;
  const data = { ...Object.fromEntries(fields.map(({ name, type }) => [name, oneByte(type)])), [field]: value };
  const body = contract.encode(data as never);
  const before = fields.findIndex(({ name }) => name === field);
  return body.subarray(before, body.length - (fields.length - 1 - before));
}

/** A value whose Avro form is the single byte 0: an empty text or list, zero, null. */
function oneByte(type: AvroSchema): unknown {
  if (type === 'string') return '';
  if (type === 'int') return 0;
  if (type === 'boolean') return false;
  if (typeof type === 'string' || 'length' in type) return null;
  if (type.type === 'long') return type.logicalType === 'timestamp-millis' ? 0 : 0n;
  return type.type === 'array' ? [] : {};
}

describe('looking contracts up', () => {
  test('a name nobody knows has no contract', () => {
    expect(contractOf('WalletPainted')).toBeUndefined();
    expect(contractOf('toString')).toBeUndefined();
  });

  test('a service publishes one topic per stream', () => {
    expect(topicsOf('points')).toEqual(
      [
        'account',
        'campaign',
        'campaign-day',
        'gift-stock',
        'gift-use',
        'lottery',
        'points-adjustment',
        'points-grant',
        'purchase',
        'redemption',
      ].map((stream) => `points.${stream}`),
    );
    expect(topicsOf('console')).toEqual([]);
    expect(wallet).toMatchObject({ service: 'ledger', stream: 'wallet', topic: 'ledger.wallet' });
  });
});

describe('JSON', () => {
  test('an amount is a number while single fen can be told apart, and digits beyond', () => {
    expect(toJson({ a: 2n ** 53n - 1n, b: 2n ** 53n, c: -(2n ** 63n), d: undefined, e: [null, 1n] })).toEqual({
      a: 9007199254740991,
      b: '9007199254740992',
      c: '-9223372036854775808',
      e: [null, 1],
    });
  });

  test('what is not data has no JSON', () => {
    expect(() => toJson({ a: Number.NaN })).toThrow(TypeError);
    expect(() => toJson({ a: () => 1 })).toThrow(TypeError);
  });

  test('an optional field may be left out, any other is missed by name', () => {
    const json = toJson(recharged());
    const { expiresAt: _, ...without } = json as Record<string, never>;
    expect(fromJson(wallet, without)).toStrictEqual(recharged({ expiresAt: null }));
    expect(() => fromJson(wallet, { ...without, principalFen: 1.5 })).toThrow('WalletRecharged.principalFen');
    expect(() => fromJson(wallet, [])).toThrow(
      'WalletRecharged: the record WalletRecharged was expected, an array was given',
    );
  });
});
