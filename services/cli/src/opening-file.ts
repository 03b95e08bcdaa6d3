/** A file of opening balances in parts that the ledger takes in one request each. Pure. */
import { createHash } from 'node:crypto';

/** Lines of one request: a few seconds of work for the ledger on a small machine. */
const PART_LINES = 1_000;

/** What the ledger takes: CSV with a heading, or one JSON object a line. */
export type FileMedia = 'text/csv' | 'application/x-ndjson';

/** One request's worth of a file. */
export interface FilePart {
  readonly text: string;
  /** To be added to a line of the part to name the line of the file. */
  readonly lineOffset: number;
  /** Lines with something on them, the heading not counted. */
  readonly lines: number;
  /** The same for the same part of the same file, so that the command can be run again. */
  readonly key: string;
}

/** The media type of a file by the end of its name; undefined for one that is neither. */
export function mediaOf(path: string): FileMedia | undefined {
  if (/\.csv$/i.test(path)) return 'text/csv';
  return /\.(ndjson|jsonl)$/i.test(path) ? 'application/x-ndjson' : undefined;
}

/**
 * Cuts a file into parts; each part of a CSV file begins with the file's heading. Blank lines stay, so that lines keep
 * their numbers. None for a file without lines.
 */
export function partsOf(text: string, media: FileMedia, partLines: number = PART_LINES): readonly FilePart[] {
  const fileHash = createHash('sha256').update(text).digest('hex');
  const all = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const headingAt = media === 'text/csv' ? all.findIndex(isFilled) : -1;
  const heading = all.slice(headingAt, headingAt + 1);
  const parts: FilePart[] = [];
  for (let first = headingAt + 1; first < all.length; first += partLines) {
    const rows = all.slice(first, first + partLines);
    const lines = rows.filter(isFilled).length;
    if (lines === 0) continue;
    const own = headingAt < 0 ? rows : [...heading, ...rows];
    const lineOffset = headingAt < 0 ? first : first - 1;
    parts.push({ text: own.join('\n'), lineOffset, lines, key: `opening ${fileHash} ${first}` });
  }
  return parts;
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}
