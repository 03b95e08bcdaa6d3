/** One line of a file of records: a spend that a card has MACed, or a pass that a terminal has. */
import { fenField, positiveFenField } from '@scrip/http';
import { z } from 'zod';
import {
  counterField,
  enterpriseIdField,
  instantField,
  keyEpochField,
  macField,
  terminalIdField,
} from '../enterprise/enterprise-fields.ts';
import { cardIdField } from '../fields.ts';

const spend = z.strictObject({
  type: z.literal('spend').optional(),
  cardId: cardIdField,
  enterpriseId: enterpriseIdField,
  keyEpoch: keyEpochField,
  counter: counterField,
  amountFen: positiveFenField,
  balanceFen: fenField,
  spentAt: instantField,
  terminalId: terminalIdField,
  mac: macField,
});
const pass = z.strictObject({
  type: z.enum(['attendance', 'door']),
  terminalId: terminalIdField,
  counter: counterField,
  cardId: cardIdField,
  direction: z.enum(['in', 'out']).optional(),
  passedAt: instantField,
  mac: macField,
});

/** A spend as a card has it; times in epoch milliseconds, the MAC in hex. */
export type SpendLine = z.output<typeof spend>;
/** A card at a door or an attendance terminal; likewise. */
export type PassLine = z.output<typeof pass>;

/** What a line says, or what is wrong with it, in words that repeat no value of it. */
export type RecordLine =
  | { readonly kind: 'spend'; readonly line: number; readonly record: SpendLine }
  | { readonly kind: 'pass'; readonly line: number; readonly record: PassLine }
  | { readonly kind: 'invalid'; readonly line: number; readonly what: string };

/** Every member that a line can have: the columns of a CSV file. */
const COLUMNS: readonly string[] = [...new Set(['type', ...Object.keys(spend.shape), ...Object.keys(pass.shape)])];
const NUMBERS = new Set(['keyEpoch', 'counter', 'amountFen', 'balanceFen']);
const WHAT_LENGTH_MAX = 200;

/** Why this cannot be the heading of a CSV file; undefined where it can. */
export function whyNoHeading(
  heading: string,
): { readonly expected: readonly string[]; readonly got: string } | undefined {
  const names = fieldsOf(heading);
  const fine =
    new Set(names).size === names.length && names.every((name) => COLUMNS.includes(name)) && names.includes('mac');
  return fine ? undefined : { expected: COLUMNS, got: heading.slice(0, WHAT_LENGTH_MAX) };
}

/**
 * Reads a line.
 * @param heading of a CSV file; null for JSON lines.
 * @param line of the file, from 1.
 */
export function readLine(text: string, heading: string | null, line: number): RecordLine {
  const said = heading === null ? objectOf(text) : rowOf(fieldsOf(heading), fieldsOf(text));
  if (typeof said === 'string') return { kind: 'invalid', line, what: said };
  const { type } = said as { type?: unknown };
  if (type === undefined || type === 'spend') {
    const parsed = spend.safeParse(said);
    return parsed.success
      ? { kind: 'spend', line, record: parsed.data }
      : { kind: 'invalid', line, what: whatOf(parsed.error) };
  }
  const parsed = pass.safeParse(said);
  return parsed.success
    ? { kind: 'pass', line, record: parsed.data }
    : { kind: 'invalid', line, what: whatOf(parsed.error) };
}

function whatOf({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ')
    .slice(0, WHAT_LENGTH_MAX);
}

function objectOf(text: string): object | string {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === 'object' && said !== null && !Array.isArray(said)) return said;
  } catch {
    // Told below, as for anything that is not an object.
  }
  return 'Expected a JSON object';
}

/** Fields hold codes and numbers, so a comma never stands inside one; quotes around a field are taken off. */
function fieldsOf(text: string): readonly string[] {
  return text.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
}

function rowOf(heading: readonly string[], fields: readonly string[]): object | string {
  if (fields.length !== heading.length) return `Expected ${heading.length} fields, found ${fields.length}`;
  return Object.fromEntries(
    heading.flatMap((name, index): [string, unknown][] => {
      const field = fields[index] ?? '';
      if (field === '') return [];
      return [[name, NUMBERS.has(name) && /^\d{1,15}$/.test(field) ? Number(field) : field]];
    }),
  );
}
