/** Files of opening balances: CSV with a heading, or one JSON object a line. Each line is good or says what is wrong. */
import { fenField } from '@scrip/http';
import { z } from 'zod';
import { instantField, walletIdField } from '../fields.ts';
import type { OpeningBalance } from './opening-balance.rule.ts';

/** Lines of one file: what a service can answer for in one go; longer files are sent in parts. */
export const LINES_MAX = 10_000;

/** The heading of a CSV file, in any order; those from `expiresAt` on may be left out. */
export const COLUMNS = [
  'reference',
  'walletId',
  'principalFen',
  'bonusFen',
  'expiresAt',
  'paidFen',
  'givenFen',
  'rechargedAt',
] as const;
const AMOUNTS: readonly string[] = ['principalFen', 'bonusFen', 'paidFen', 'givenFen'];
const NEEDED = COLUMNS.slice(0, 4);

/** Ten billion yuan, as of any one payment. */
const AMOUNT_FEN_MAX = 1_000_000_000_000n;
const amount = fenField.refine((fen) => fen <= AMOUNT_FEN_MAX, `Expected at most ${AMOUNT_FEN_MAX} fen`);

const balanceLine = z.strictObject({
  reference: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}$/, 'Expected 1 to 100 of A-Z, a-z, 0-9, _ . : / -'),
  walletId: walletIdField,
  principalFen: amount,
  bonusFen: amount,
  expiresAt: instantField.nullish(),
  paidFen: amount.nullish(),
  givenFen: amount.nullish(),
  rechargedAt: instantField.nullish(),
});

/** A line that can be loaded. */
export interface GoodLine {
  /** Place in the file, from 1, as an editor counts. */
  readonly line: number;
  readonly walletId: string;
  readonly balance: OpeningBalance;
}

/** A line that says something else. */
export interface BadLine {
  readonly line: number;
  /** As far as it could be read. */
  readonly reference: string | null;
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}

/** The lines of a file, or why it is none: as a stable code with the numbers behind it. */
export type FileRead =
  | { readonly kind: 'lines'; readonly lines: readonly (GoodLine | BadLine)[] }
  | {
      readonly kind: 'none';
      readonly code: 'csv_heading_invalid' | 'file_empty' | 'too_many_lines';
      readonly members: Readonly<Record<string, unknown>>;
    };

/** Whether a line is a bad one. */
export function isBad(line: GoodLine | BadLine): line is BadLine {
  return 'issues' in line;
}

/**
 * Reads a file; blank lines are passed over. None, in the order tried: `csv_heading_invalid` {expected, got};
 * `file_empty`; `too_many_lines` {lines, limit}.
 */
export function readFile({ media, text }: { readonly media: string; readonly text: string }): FileRead {
  const all = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((raw, index) => ({ raw: raw.trim(), line: index + 1 }))
    .filter(({ raw }) => raw !== '');
  const isCsv = media === 'text/csv';
  const heading = isCsv ? fieldsOf(all[0]?.raw ?? '') : [];
  if (isCsv && !isHeading(heading)) {
    return { kind: 'none', code: 'csv_heading_invalid', members: { expected: COLUMNS, got: heading.slice(0, 10) } };
  }
  const rows = isCsv ? all.slice(1) : all;
  if (rows.length === 0) return { kind: 'none', code: 'file_empty', members: {} };
  if (rows.length > LINES_MAX) {
    return { kind: 'none', code: 'too_many_lines', members: { lines: rows.length, limit: LINES_MAX } };
  }
  const parse = (raw: string): unknown => (isCsv ? rowOf(heading, raw) : objectOf(raw));
  return { kind: 'lines', lines: rows.map(({ raw, line }) => lineOf(line, parse(raw))) };
}

function isHeading(names: readonly string[]): boolean {
  const known: readonly string[] = COLUMNS;
  const once = new Set(names);
  return (
    once.size === names.length && names.every((name) => known.includes(name)) && NEEDED.every((name) => once.has(name))
  );
}

/** Fields hold codes and numbers, so a comma never stands inside one; quotes around a field are taken off. */
function fieldsOf(raw: string): readonly string[] {
  return raw.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
}

function rowOf(heading: readonly string[], raw: string): unknown {
  const fields = fieldsOf(raw);
  if (fields.length !== heading.length) {
    return new Unreadable(`Expected ${heading.length} fields, found ${fields.length}`);
  }
  return Object.fromEntries(
    heading.flatMap((name, index): [string, unknown][] => {
      const field = fields[index] ?? '';
      const isNeeded = (NEEDED as readonly string[]).includes(name);
      if (field === '' && !isNeeded) return [];
      return [[name, AMOUNTS.includes(name) && /^\d{1,15}$/.test(field) ? Number(field) : field]];
    }),
  );
}

function objectOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return new Unreadable('Expected a JSON object');
  }
}

/** A line that has no fields at all. */
class Unreadable {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

function lineOf(line: number, value: unknown): GoodLine | BadLine {
  if (value instanceof Unreadable) return { line, reference: null, issues: [{ path: '', message: value.message }] };
  const read = balanceLine.safeParse(value);
  if (read.success) {
    const { walletId, expiresAt = null, paidFen = null, givenFen = null, rechargedAt = null, ...balance } = read.data;
    return { line, walletId, balance: { ...balance, expiresAt, paidFen, givenFen, rechargedAt } };
  }
  const issues = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return { line, reference: referenceIn(value), issues };
}

function referenceIn(value: unknown): string | null {
  const reference: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'reference') : undefined;
  return typeof reference === 'string' ? reference.slice(0, 100) : null;
}
