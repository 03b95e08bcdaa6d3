/** A CSV file of values as it arrives: cut into parts that are taken one by one, so that its length costs no memory. */
import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { type FileStream, Problem } from '@scrip/http';
import type { ReportedValue } from './metric-verdict.rule.ts';

/** The columns of the file, in order: its first line. */
export const FILE_HEADING = 'holderId,metric,period,value,revision';
/** Lines of a part: one report, one commit. */
const PART_LINES = 5_000;
/** Characters of a line: the longest that means anything has some hundred. */
const LINE_LENGTH_MAX = 300;
/** Two million customers with a value each. */
const LINES_MAX = 2_000_000;

const LINE = /^(hld_[0-9A-HJKMNP-TV-Z]{26}),([A-Za-z]{1,40}),(\d{4}-\d\d(?:-\d\d)?),(-?\d{1,15}),(\d{1,15})$/;

/** Lines that are taken together. */
export interface FilePart {
  /** From 1. */
  readonly part: number;
  /** Line of the file that the first is, from 1; the heading is line 1. */
  readonly firstLine: number;
  readonly values: readonly ReportedValue[];
  /** Places in the part, from 0, of lines that say no value. */
  readonly unreadable: readonly number[];
  /** SHA-256 of the lines. */
  readonly sha256: Buffer;
}

/**
 * The parts of a file as it arrives; what is not taken of it is read away.
 * @throws Problem, in the order met: 413 `line_too_long` {line, limit}; 400 `csv_heading_invalid` {expected, got};
 * 413 `too_many_lines` {limit}. Parts before it have been given.
 */
export async function* filePartsOf(file: FileStream): AsyncGenerator<FilePart> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let line = 0;
  let part = 0;
  let gathered: string[] = [];
  const take = (text: string): FilePart | undefined => {
    line += 1;
    const trimmed = text.replace(/^\uFEFF/, '').replace(/\r$/, '');
    if (line === 1) return requireHeading(trimmed);
    if (trimmed.length > LINE_LENGTH_MAX) throw tooLong(line);
    if (line > LINES_MAX + 1)
      throw new Problem(413, 'too_many_lines', 'The file has too many lines', { members: { limit: LINES_MAX } });
    gathered.push(trimmed);
    return gathered.length === PART_LINES ? flush() : undefined;
  };
  const flush = (): FilePart => {
    const lines = gathered;
    gathered = [];
    part += 1;
    return partOf(part, line - lines.length + 1, lines);
  };
  try {
    for await (const chunk of file.stream as AsyncIterable<Buffer>) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_LENGTH_MAX) throw tooLong(line + 1);
      for (const text of lines) {
        const full = take(text);
        if (full) yield full;
      }
    }
    const last = rest + decoder.end();
    const full = last === '' ? undefined : take(last);
    if (full) yield full;
    if (gathered.length > 0) yield flush();
  } finally {
    // So that the client hears the answer and no broken connection.
    file.stream.resume();
  }
}

function requireHeading(text: string): undefined {
  if (text === FILE_HEADING) return;
  throw new Problem(400, 'csv_heading_invalid', 'The heading of the CSV file is not the documented one', {
    members: { expected: FILE_HEADING, got: text.slice(0, LINE_LENGTH_MAX) },
  });
}

function tooLong(line: number): Problem {
  return new Problem(413, 'line_too_long', 'A line is too long', { members: { line, limit: LINE_LENGTH_MAX } });
}

function partOf(part: number, firstLine: number, lines: readonly string[]): FilePart {
  const values: ReportedValue[] = [];
  const unreadable: number[] = [];
  for (const [index, text] of lines.entries()) {
    const [, holderId, metric, period, value, revision] = LINE.exec(text) ?? [];
    if (holderId && metric && period && value && revision) {
      values.push({ holderId, metric, period, value: BigInt(value), revision: BigInt(revision) });
    } else unreadable.push(index);
  }
  const sha256 = createHash('sha256').update(lines.join('\n')).digest();
  return { part, firstLine, values, unreadable, sha256 };
}

/** The input hash of the command that brings a part: what was asked, and what is in it. */
export function partHash(inputHash: Buffer, { sha256 }: FilePart): Buffer {
  return createHash('sha256').update(inputHash).update(sha256).digest();
}
