/** A file of records as it arrives: cut into parts that are written down one by one, so that its length costs no memory. */
import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { EventLog, Tx } from '@scrip/event-store';
import { type FileStream, Problem } from '@scrip/http';
import { whyNoHeading } from './record-line.ts';

/** Records of one file: what a campus of 5,000 cards gathers in a busy day. */
const LINES_MAX = 100_000;
/** Records of a part: what the ledger takes in one request. */
export const PART_LINES = 1_000;
/** A record is some 350 bytes; a file of the most records is well below. */
const FILE_BYTES_MAX = 64 * 1_048_576;
/** Characters of a line. */
const LINE_LENGTH_MAX = 2_000;
/** What is left of an upload that broke off is removed after this. */
const LEFT_OVER_MS = 24 * 60 * 60_000;

/** A file that has been written down. */
export interface Stored {
  readonly lines: number;
  readonly parts: number;
  readonly bytes: number;
  readonly sha256: Buffer;
}

/** The input hash of the command that brought a file: what was asked, and what was in it. */
export function hashWith(inputHash: Buffer, { sha256 }: Stored): Buffer {
  return createHash('sha256').update(inputHash).update(sha256).digest();
}

/** A part of a file, as it came. */
export interface StoredPart {
  readonly firstLine: number;
  readonly heading: string | null;
  readonly lines: readonly string[];
}

export class RecordUploads {
  readonly #pool: EventLog['pool'];
  readonly #clock: EventLog['clock'];

  constructor({ pool, clock }: Pick<EventLog, 'pool' | 'clock'>) {
    this.#pool = pool;
    this.#clock = clock;
  }

  /**
   * Writes a file down as it arrives. Empty lines are left out.
   * @throws Problem, in the order met: 413 `body_too_large` {limit}; 413 `line_too_long` {line, limit}; 400
   * `csv_heading_invalid` {expected, got}; 413 `too_many_lines` {limit}; 400 `file_empty`. What was written is left over.
   */
  async store(uploadId: string, file: FileStream): Promise<Stored> {
    await this.#removeLeftOvers();
    const cut = new Cut(file.media === 'text/csv', (part) => this.#keep(uploadId, part));
    try {
      for await (const chunk of file.stream as AsyncIterable<Buffer>) await cut.take(chunk);
      return await cut.end();
    } catch (error) {
      // The rest is read away, so that the client hears the answer and no broken connection.
      file.stream.resume();
      throw error;
    }
  }

  /** Says which upload is the file; in the transaction of its fact. */
  async claim(tx: Tx, fileId: string, uploadId: string): Promise<void> {
    await tx.query('INSERT INTO record_upload (file_id, upload_id) VALUES ($1, $2)', [fileId, uploadId]);
  }

  /** Removes an upload, unless it is a file's. */
  async removeUnclaimed(uploadId: string): Promise<void> {
    await this.#pool.query(
      `DELETE FROM record_upload_part WHERE upload_id = $1
         AND NOT EXISTS (SELECT 1 FROM record_upload WHERE upload_id = $1)`,
      [uploadId],
    );
  }

  /** A part of a file, from 1; undefined where it has none. */
  async part(fileId: string, part: number): Promise<StoredPart | undefined> {
    const { rows } = await this.#pool.query<{ first_line: number; heading: string | null; body: string }>(
      `SELECT first_line, heading, body FROM record_upload JOIN record_upload_part USING (upload_id)
       WHERE file_id = $1 AND part = $2`,
      [fileId, part],
    );
    const [row] = rows;
    return row && { firstLine: row.first_line, heading: row.heading, lines: row.body.split('\n') };
  }

  async #keep(uploadId: string, part: CutPart): Promise<void> {
    await this.#pool.query(
      `INSERT INTO record_upload_part (upload_id, part, first_line, lines, heading, body, stored_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [uploadId, part.part, part.firstLine, part.lines.length, part.heading, part.lines.join('\n'), this.#clock.now()],
    );
  }

  async #removeLeftOvers(): Promise<void> {
    await this.#pool.query(
      `DELETE FROM record_upload_part AS p WHERE stored_at < $1
         AND NOT EXISTS (SELECT 1 FROM record_upload AS u WHERE u.upload_id = p.upload_id)`,
      [this.#clock.now() - LEFT_OVER_MS],
    );
  }
}

interface CutPart {
  readonly part: number;
  readonly firstLine: number;
  readonly heading: string | null;
  readonly lines: readonly string[];
}

/** Cuts bytes into lines and lines into parts; holds one part at a time. An empty line stays, so that lines can be counted. */
class Cut {
  readonly #isCsv: boolean;
  readonly #keep: (part: CutPart) => Promise<void>;
  readonly #decoder = new StringDecoder('utf8');
  readonly #hash = createHash('sha256');
  #rest = '';
  #bytes = 0;
  /** Lines that have been read, the heading too. */
  #line = 0;
  #records = 0;
  #parts = 0;
  #heading: string | null = null;
  #gathered: string[] = [];

  constructor(isCsv: boolean, keep: (part: CutPart) => Promise<void>) {
    this.#isCsv = isCsv;
    this.#keep = keep;
  }

  async take(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.length;
    if (this.#bytes > FILE_BYTES_MAX)
      throw tooLarge('body_too_large', 'The file is too large', { limit: FILE_BYTES_MAX });
    this.#hash.update(chunk);
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LINE_LENGTH_MAX) throw this.#lineTooLong();
    for (const line of lines) await this.#add(line);
  }

  async end(): Promise<Stored> {
    const last = this.#rest + this.#decoder.end();
    if (last !== '') await this.#add(last);
    await this.#flush();
    if (this.#records === 0) throw new Problem(400, 'file_empty', 'The file has no records');
    return { lines: this.#records, parts: this.#parts, bytes: this.#bytes, sha256: this.#hash.digest() };
  }

  async #add(raw: string): Promise<void> {
    const text = (this.#line === 0 ? raw.replace(/^\uFEFF/, '') : raw).replace(/\r$/, '').replaceAll('\0', '\uFFFD');
    if (text.length > LINE_LENGTH_MAX) throw this.#lineTooLong();
    this.#line += 1;
    if (this.#isCsv && this.#heading === null) {
      const why = whyNoHeading(text);
      if (why)
        throw new Problem(400, 'csv_heading_invalid', 'The heading of the CSV file is not the documented one', {
          members: why,
        });
      this.#heading = text;
      return;
    }
    if (text.trim() !== '') this.#records += 1;
    if (this.#records > LINES_MAX)
      throw tooLarge('too_many_lines', 'The file has too many records', { limit: LINES_MAX });
    this.#gathered.push(text);
    if (this.#gathered.length === PART_LINES) await this.#flush();
  }

  async #flush(): Promise<void> {
    const lines = this.#gathered;
    this.#gathered = [];
    // Empty lines are no part of their own.
    if (lines.every((line) => line.trim() === '')) return;
    this.#parts += 1;
    await this.#keep({ part: this.#parts, firstLine: this.#line - lines.length + 1, heading: this.#heading, lines });
  }

  #lineTooLong(): Problem {
    return tooLarge('line_too_long', 'A line is too long', { line: this.#line + 1, limit: LINE_LENGTH_MAX });
  }
}

function tooLarge(code: string, title: string, members: Readonly<Record<string, number>>): Problem {
  return new Problem(413, code, title, { members });
}
