/** Personal data that was planted, and every way it could be found again where it must not be. */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type pg from 'pg';

/** What was planted, by what it is. */
export type Planted = Readonly<Record<string, string>>;

/** A person whom nobody else in the world is. */
export function somebody(): Planted & { readonly name: string; readonly idNumber: string; readonly mobile: string } {
  const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
  // Any of 20,000 characters, so that the name is in no other text.
  const name = String.fromCodePoint(...Array.from({ length: 4 }, () => 0x4e00 + randomInt(20_000)));
  return {
    name,
    idNumber: withCheckDigit(`110105198402${digits(5)}`),
    mobile: `139${digits(8)}`,
    address: `${name}路${digits(6)}号`,
    newName: `${name}之${digits(4)}`,
    newMobile: `138${digits(8)}`,
    reason: `asked by ${randomBytes(8).toString('hex')}`,
    document: `page-${randomBytes(12).toString('hex')}`,
  };
}

/** The 18 digits of a mainland identity number (GB 11643; ISO 7064 MOD 11-2). */
function withCheckDigit(first17: string): string {
  const sum = Array.from(first17).reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return first17 + '10X98765432'.charAt(sum % 11);
}

/** How a value can be written in a log, a column or a message: as it is, escaped, in hexadecimal or base64, or hashed. */
export function spellingsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const hashed = createHash('sha256').update(bytes).digest();
  const escaped = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index)).map(
    (unit) => `\\u${unit.toString(16).padStart(4, '0')}`,
  );
  return [
    ...new Set([
      value,
      ...(/^[\x20-\x7e]*$/.test(value) ? [] : [escaped.join('')]),
      encodeURIComponent(value),
      bytes.toString('hex'),
      // Inside a longer text base64 may begin at any of three places; the edges depend on what stands beside.
      ...[0, 1, 2].map((before) => inBase64(bytes, before)),
      hashed.toString('hex'),
      hashed.toString('base64').slice(0, -1),
    ]),
  ];
}

/** The part of the base64 of a text with `bytes` after so many others that does not depend on the others. */
function inBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const from = before === 0 ? 0 : before + 1;
  const partial = (before + bytes.length) % 3 !== 0;
  return text.slice(from, partial ? -1 : undefined);
}

/** Names of what was planted and is in these bytes. */
export function plantedIn(content: Buffer | string, planted: Planted): readonly string[] {
  const text = (typeof content === 'string' ? Buffer.from(content, 'utf8') : content).toString('latin1');
  const lower = text.toLowerCase();
  return Object.entries(planted).flatMap(([name, value]) => {
    const found = spellingsOf(value).some((spelling) => {
      const wanted = Buffer.from(spelling, 'utf8').toString('latin1');
      return text.includes(wanted) || lower.includes(wanted.toLowerCase());
    });
    return found ? [name] : [];
  });
}

/** Tables of a database in whose rows something planted is, with what it is; `except` names tables that are the vault's. */
export async function tablesWith(
  database: pg.Client,
  planted: Planted,
  except: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const { rows: tables } = await database.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
     ORDER BY 1, 2`,
  );
  // A row as text has its bytea columns in hexadecimal; what is base64 or escaped in one is hexadecimal of that.
  const wanted = Object.entries(planted).map(([what, value]) => {
    const spellings = spellingsOf(value).map((spelling) => spelling.toLowerCase());
    return { what, texts: [...spellings, ...spellings.map((text) => Buffer.from(text, 'utf8').toString('hex'))] };
  });
  const found: string[] = [];
  for (const { schema, name } of tables) {
    if (except.has(name)) continue;
    const inTable = new Set<string>();
    for await (const rows of rowsAsText(database, `"${schema}"."${name}"`)) {
      const text = rows.toLowerCase();
      for (const { what, texts } of wanted) if (texts.some((one) => text.includes(one))) inTable.add(what);
    }
    found.push(...[...inTable].map((what) => `${schema}.${name}: ${what}`));
  }
  return found;
}

/** Rows of one page: some megabytes of text. */
const ROWS_OF_PAGE = 5_000;

/** Every row of a table as text, page by page: searched here, since the server would look through each row for each spelling. */
async function* rowsAsText(database: pg.Client, table: string): AsyncGenerator<string> {
  await database.query('BEGIN');
  await database.query(`DECLARE whole NO SCROLL CURSOR FOR SELECT t::text AS line FROM ${table} AS t`);
  for (;;) {
    const { rows } = await database.query<{ line: string }>(`FETCH ${ROWS_OF_PAGE} FROM whole`);
    if (rows.length === 0) break;
    yield rows.map(({ line }) => line).join('\n');
  }
  await database.query('COMMIT');
}
