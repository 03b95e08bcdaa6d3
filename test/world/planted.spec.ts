import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import pg from 'pg';
import { plantedIn, somebody, tablesWith } from './planted.ts';

const person = { name: '某甲', mobile: '13900001111' };

describe('planted data', () => {
  it.each([
    ['as it is', `a line about ${person.name}`],
    ['in JSON with escapes', JSON.stringify({ who: '\u67d0\u7532' }).replace(/[^\x20-\x7e]/g, escaped)],
    ['in an address', `/holders?name=${encodeURIComponent(person.name)}`],
    ['in hexadecimal', Buffer.from(person.name).toString('hex').toUpperCase()],
    ['in base64, alone', Buffer.from(person.name).toString('base64')],
    ['in base64, after one byte', Buffer.from(`"${person.name}"`).toString('base64')],
    ['in base64, after two bytes', Buffer.from(`{"${person.name}"}`).toString('base64')],
    ['as a plain hash', createHash('sha256').update(person.name).digest('hex')],
  ])('is found %s', (_how, text) => {
    expect(plantedIn(text, person)).toEqual(['name']);
  });

  it('is found in bytes that are no text', () => {
    const bytes = Buffer.concat([Buffer.from([0, 255, 0]), Buffer.from(person.mobile), Buffer.from([128])]);
    expect(plantedIn(bytes, person)).toEqual(['mobile']);
  });

  it('is not found where it is not', () => {
    expect(plantedIn('a line about 某乙, 13900001112, and "hld_01J"', person)).toEqual([]);
    expect(plantedIn(Buffer.alloc(1_000), somebody())).toEqual([]);
  });
});

describe('a database with planted data', () => {
  let database: ThrowawayDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await throwawayDatabase('cards');
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  it('is told by table, whatever the column is, and the vault alone may have it', async () => {
    expect(await tablesWith(client, person)).toEqual([]);
    await client.query('CREATE TABLE public.plain (line text); CREATE TABLE public.packed (body bytea, more jsonb)');
    await client.query('INSERT INTO plain VALUES ($1)', [`told ${person.mobile}`]);
    await client.query('INSERT INTO packed VALUES ($1, $2)', [Buffer.from(`x${person.name}`), { a: person.mobile }]);
    const found = ['public.packed: name', 'public.packed: mobile', 'public.plain: mobile'];
    expect(await tablesWith(client, person)).toEqual(found);
    expect(await tablesWith(client, person, new Set(['packed', 'plain']))).toEqual([]);
  });
});

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
