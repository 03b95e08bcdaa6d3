/** Files that vendors send: what was made, and what was posted to whom. Each line is good or says what is wrong. */
import { parseRfc3339 } from '@scrip/calendar';
import { z } from 'zod';
import { cardNumberField } from '../fields.ts';

/** Lines of one file; a longer report is sent in parts. */
export const LINES_MAX = 10_000;

/** The vendor's own name of a batch. */
export const batchField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,49}$/, 'Expected 1 to 50 of A-Z, a-z, 0-9, _ . : / -')
  .describe("The vendor's own name of a batch.");
export const branchNoField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, 'Expected 1 to 40 of A-Z, a-z, 0-9 and -')
  .describe("The issuer's own number of a branch.");
export const postNumberField = z
  .string()
  .regex(/^[A-Z0-9]{8,30}$/, 'Expected 8 to 30 of A-Z and 0-9')
  .describe('Number of a registered letter.');

const madeLine = z.strictObject({
  cardNumber: cardNumberField,
  sequence: z.string().regex(/^[1-9]\d{0,3}$/, 'Expected a number from 1'),
  batch: batchField,
});
const listHead = z.strictObject({
  kind: z.literal('H'),
  branchNo: branchNoField,
  branchLabel: z.string().trim().min(1).max(100),
  total: z.string().regex(/^\d{1,5}$/, 'Expected a number of cards'),
  postNumber: postNumberField,
});
const listLine = z.strictObject({
  kind: z.literal('D'),
  cardNumber: cardNumberField,
  takenAt: z.iso.datetime({ offset: true }),
  batch: batchField,
});

/** A card that was made. */
export interface MadeLine {
  /** Place in the file, from 1, the heading counted. */
  readonly line: number;
  readonly cardNumber: string;
  readonly sequence: number;
  readonly batch: string;
}

/** A card in a letter. */
export interface ListLine {
  readonly line: number;
  readonly cardNumber: string;
  /** Epoch milliseconds: when the vendor took the order. */
  readonly takenAt: number;
  readonly batch: string;
}

/** A letter with its list. */
export interface SentList {
  /** Of its header. */
  readonly line: number;
  readonly branchNo: string;
  readonly branchLabel: string;
  readonly total: number;
  readonly postNumber: string;
  readonly lines: readonly ListLine[];
  /** Lines of the list that cannot be read. */
  readonly bad: readonly BadLine[];
}

/** A line that says something else. */
export interface BadLine {
  readonly line: number;
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}

/** What a file says, or why it is none: as a stable code with the numbers behind it. */
export type FileRead<T> =
  | { readonly kind: 'read'; readonly items: readonly T[]; readonly bad: readonly BadLine[] }
  | {
      readonly kind: 'none';
      readonly code: 'csv_heading_invalid' | 'file_empty' | 'too_many_lines';
      readonly members: Readonly<Record<string, unknown>>;
    };

const MADE_COLUMNS = ['cardNumber', 'sequence', 'batch'] as const;
const HEAD_COLUMNS = ['kind', 'branchNo', 'branchLabel', 'total', 'postNumber'] as const;
const LIST_COLUMNS = ['kind', 'cardNumber', 'takenAt', 'batch'] as const;

/**
 * Reads a production report: the heading `cardNumber,sequence,batch` and a line for each card. None, in the order tried:
 * `csv_heading_invalid` {expected, got}; `file_empty`; `too_many_lines` {lines, limit}.
 */
export function readMadeFile(text: string): FileRead<MadeLine> {
  const [heading, ...rows] = rowsOf(text);
  const got = heading?.cells ?? [];
  if (got.join() !== MADE_COLUMNS.join()) {
    return { kind: 'none', code: 'csv_heading_invalid', members: { expected: MADE_COLUMNS, got: got.slice(0, 10) } };
  }
  const none = whyNone(rows.length);
  if (none) return none;
  const items: MadeLine[] = [];
  const bad: BadLine[] = [];
  for (const row of rows) {
    const read = parsed(row, MADE_COLUMNS, madeLine);
    if ('issues' in read) bad.push(read);
    else items.push({ line: row.line, ...read.value, sequence: Number(read.value.sequence) });
  }
  return { kind: 'read', items, bad };
}

/**
 * Reads packing lists: a line `H,branchNo,branchLabel,total,postNumber` for each letter, under it a line
 * `D,cardNumber,takenAt,batch` for each card. None, in the order tried: `file_empty`; `too_many_lines` {lines, limit}.
 */
export function readListFile(text: string): FileRead<SentList> {
  const rows = rowsOf(text);
  const none = whyNone(rows.length);
  if (none) return none;
  const items: (SentList & { readonly lines: ListLine[]; readonly bad: BadLine[] })[] = [];
  const strays: BadLine[] = [];
  /** Null under a header that cannot be read: its lines belong to no letter. */
  let list: (typeof items)[number] | null = null;
  for (const row of rows) {
    if (row.cells[0] === 'H') {
      const read = parsed(row, HEAD_COLUMNS, listHead);
      list = 'issues' in read ? null : sentList(row.line, read.value);
      if ('issues' in read) strays.push(read);
      if (list) items.push(list);
      continue;
    }
    const read = parsed(row, LIST_COLUMNS, listLine);
    if (!list) strays.push('issues' in read ? read : { line: row.line, issues: [NO_LETTER] });
    else if ('issues' in read) list.bad.push(read);
    else list.lines.push(cardOf(row.line, read.value));
  }
  return { kind: 'read', items, bad: strays };
}

const NO_LETTER = { path: '', message: 'There is no readable header (H) above this line' };

function sentList(
  line: number,
  { branchNo, branchLabel, total, postNumber }: z.output<typeof listHead>,
): SentList & { readonly lines: ListLine[]; readonly bad: BadLine[] } {
  return { line, branchNo, branchLabel, total: Number(total), postNumber, lines: [], bad: [] };
}

function cardOf(line: number, { cardNumber, takenAt, batch }: z.output<typeof listLine>): ListLine {
  return { line, cardNumber, takenAt: parseRfc3339(takenAt), batch };
}

interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Blank lines are passed over. */
function rowsOf(text: string): readonly CsvRow[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((raw, index) => ({ line: index + 1, raw: raw.trim() }))
    .filter(({ raw }) => raw !== '')
    .map(({ line, raw }) => ({ line, cells: cellsOf(raw) }));
}

/** The fields of one line as RFC 4180 writes them; none of them goes over the end of a line. */
function cellsOf(raw: string): readonly string[] {
  return [...raw.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')).trim(),
  );
}

function parsed<T extends z.ZodType>(
  { line, cells }: CsvRow,
  columns: readonly string[],
  shape: T,
): { readonly value: z.output<T> } | BadLine {
  if (cells.length !== columns.length) {
    return { line, issues: [{ path: '', message: `Expected ${columns.length} fields, found ${cells.length}` }] };
  }
  const read = shape.safeParse(Object.fromEntries(columns.map((name, index) => [name, cells[index]])));
  if (read.success) return { value: read.data };
  return { line, issues: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) };
}

function whyNone(lines: number): Extract<FileRead<never>, { kind: 'none' }> | undefined {
  if (lines === 0) return { kind: 'none', code: 'file_empty', members: {} };
  if (lines > LINES_MAX) return { kind: 'none', code: 'too_many_lines', members: { lines, limit: LINES_MAX } };
  return undefined;
}
