import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import type pg from 'pg';
import { binaryArray } from './binary-arrays.ts';
import { openPool } from './database.ts';

let database: ThrowawayDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await throwawayDatabase('points');
  pool = openPool(database.appUrl);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The elements of an array as Postgres writes each as text. */
async function asText(type: string, values: readonly unknown[]): Promise<readonly (string | null)[]> {
  const { rows } = await pool.query<{ text: string | null }>(
    `SELECT a.value::text AS text FROM unnest($1::${type}[]) WITH ORDINALITY AS a (value, n) ORDER BY n`,
    [values],
  );
  return rows.map(({ text }) => text);
}

describe('arrays in binary form', () => {
  it.each([
    ['text', ['', 'plain', 'with "quotes", {braces} and \\', 'é 中文 😀', 'NULL', null, undefined]],
    ['bytea', [Buffer.alloc(0), Buffer.from([0, 255, 92]), null]],
    [
      'bigint',
      [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 0, -1, 4_294_967_296, -4_294_967_297, Number.MIN_SAFE_INTEGER, null],
    ],
    ['int', [0, -1, 2_147_483_647, -2_147_483_648, null]],
    ['boolean', [true, false, null]],
    ['jsonb', ['{"a": [1, "é"]}', 'null', null]],
  ] as const)('say of %s what text says', async (type, values) => {
    expect(binaryArray(type, values)).toBeDefined();
    const shown = await asText(type, values);
    const expected = values.map((value) => {
      if (value === null || value === undefined) return null;
      return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : String(value);
    });
    expect(shown).toEqual(expected);
    expect(await asText(type, [])).toEqual([]);
  });

  it('are not made of what is not plainly of the type: Postgres judges that', async () => {
    for (const [type, value] of [
      ['text', 1],
      ['bytea', 'a'],
      ['bigint', '1'],
      ['bigint', 1.5],
      ['bigint', 2n ** 63n],
      ['int', 2 ** 31],
      ['boolean', 'true'],
    ] as const) {
      expect(binaryArray(type, [value])).toBeUndefined();
    }
    expect(await asText('bigint', ['1', 2])).toEqual(['1', '2']);
    await expect(asText('int', [2 ** 31])).rejects.toMatchObject({ code: '22003' });
    await expect(asText('text', ['a\u0000b'])).rejects.toMatchObject({ code: '22021' });
  });

  it('are sent in prepared statements too, and not where a parameter is used as two types', async () => {
    const named = { name: 'binary_arrays', text: 'SELECT $1::text[] AS texts, $2::bigint[] AS numbers' };
    const { rows } = await pool.query({
      ...named,
      values: [
        ['a', null],
        [1n, 2],
      ],
    });
    expect(rows).toEqual([{ texts: ['a', null], numbers: ['1', '2'] }]);
    const both = await pool.query<{ ok: boolean }>(
      `SELECT $1::text[] = ($1::text[])::varchar[]::text[] AS ok, $1 = ARRAY['a'] AS same`,
      [['a']],
    );
    expect(both.rows).toEqual([{ ok: true, same: true }]);
  });
});
