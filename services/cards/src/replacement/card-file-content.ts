/**
 * What a vendor reads: the lines of a file with the names to emboss, which leave the vault for the time of one answer.
 * That they are read is a fact of its own, with the reader; the text itself is kept nowhere.
 */
import { createHash } from 'node:crypto';
import type { CardFileBatchAdded, CardFileLine } from '@scrip/contracts';
import type { EventLog } from '@scrip/event-store';
import { Problem } from '@scrip/http';
import { READING_HOLDERS_MAX } from '../vault/reading.decider.ts';
import type { Reading } from '../vault/readings.ts';
import type { Vault } from '../vault/vault.ts';
import type { ClosedFile, FilePartOf } from './card-files.ts';

/** First line of every file. */
const HEADING = 'line,cardNumber,sequence,productKey,name,branchNo,replacementId,state,batchId,serial,faceFen';
/** Cards of a batch that are read and written at a time: some hundred kilobytes. */
const PIECE_CARDS = 5_000;

/** The plain text of a file. */
export interface FileContent {
  /** The text in pieces, the same however often: a batch may be longer than what fits in memory. */
  pieces(): AsyncGenerator<string>;
  /** Of the whole text, in lower-case hex. */
  readonly sha256: string;
  /** Lines whose holder was erased: they have no name, and are not to be made. */
  readonly erasedLines: number;
}

/**
 * The text: a heading; a line for each card (RFC 4180); `#count` with the number of lines; `#sha256` of everything above
 * it. The `state` of a line is `make`, or `erased` where the vault knows the holder no more: the line stays, so that
 * numbers and count are as before, without a name, and no card is to be made of it. Blank cards have their batch, serial
 * and face value in the place of name, branch and replacement.
 */
export async function contentOf(
  parts: readonly FilePartOf[],
  { log, vault, reading }: { readonly log: EventLog; readonly vault: Vault; readonly reading: Reading },
): Promise<FileContent> {
  const lines = parts.flatMap((part) => part.lines ?? []);
  const names = await namesOf(lines, vault, reading);
  const checked = createHash('sha256');
  const whole = createHash('sha256');
  for await (const piece of above(parts, names, log)) {
    checked.update(piece, 'utf8');
    whole.update(piece, 'utf8');
  }
  const check = `#sha256,${checked.digest('hex')}\r\n`;
  const sha256 = whole.update(check, 'utf8').digest('hex');
  const erasedLines = lines.filter(({ holderId }) => !names.has(holderId)).length;
  async function* pieces(): AsyncGenerator<string> {
    yield* above(parts, names, log);
    yield check;
  }
  return { pieces, sha256, erasedLines };
}

/** Everything above the checksum. */
async function* above(
  parts: readonly FilePartOf[],
  names: ReadonlyMap<string, string>,
  log: EventLog,
): AsyncGenerator<string> {
  let count = 0;
  yield textOf([HEADING]);
  for (const { lines, batch } of parts) {
    count += lines?.length ?? batch?.cards ?? 0;
    if (lines) yield textOf(lines.map((line) => namedRow(line, names.get(line.holderId))));
    if (batch) yield* batchRows(batch, log);
  }
  yield textOf([`#count,${count}`]);
}

function namedRow(of: CardFileLine, name: string | undefined): string {
  const { line, cardNumber, sequence, productKey, branchNo, replacementId } = of;
  const state = name === undefined ? 'erased' : 'make';
  return rowOf([line, cardNumber, sequence, productKey, name ?? '', branchNo, replacementId, state, '', '', '']);
}

async function* batchRows(batch: CardFileBatchAdded, log: EventLog): AsyncGenerator<string> {
  const { batchId, firstLine, cards, productKey, faceFen } = batch;
  for (let after = 0; after < cards; after += PIECE_CARDS) {
    const { rows } = await log.pool.query<{ serial: number; card_number: string }>(
      'SELECT serial, card_number FROM stock_card WHERE batch_id = $1 AND serial > $2 AND serial <= $3 ORDER BY serial',
      [batchId, after, Math.min(cards, after + PIECE_CARDS)],
    );
    // Before the first byte is sent: the text is made once for its checksum.
    if (rows.length < Math.min(cards - after, PIECE_CARDS)) {
      throw new Problem(503, 'reading_behind', 'The cards of the batch are not all shown yet', {
        headers: { 'Retry-After': '1' },
      });
    }
    yield textOf(
      rows.map(({ serial, card_number: cardNumber }) =>
        rowOf([
          firstLine + serial - 1,
          cardNumber,
          1,
          productKey,
          '',
          '',
          '',
          'make',
          batchId,
          serial,
          String(faceFen),
        ]),
      ),
    );
  }
}

function rowOf(fields: readonly (string | number)[]): string {
  return fields.map(cell).join(',');
}

function textOf(rows: readonly string[]): string {
  return rows.map((row) => `${row}\r\n`).join('');
}

/** Whether a file says what it said when it was fetched first; keeps what it says where this is the first time. */
export async function isAsFirstRead(
  log: EventLog,
  vault: Vault,
  { issuerId, file, content }: { readonly issuerId: string; readonly file: ClosedFile; readonly content: FileContent },
): Promise<boolean> {
  const hash = await vault.blind(Buffer.from(content.sha256, 'hex'));
  const { rows } = await log.pool.query<{ content_hash: Buffer }>(
    `WITH added AS (
       INSERT INTO card_file_content (issuer_id, card_file_id, content_hash, first_read_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING content_hash)
     SELECT content_hash FROM added
     UNION ALL SELECT content_hash FROM card_file_content WHERE issuer_id = $1 AND card_file_id = $2 LIMIT 1`,
    [issuerId, file.cardFileId, hash, log.clock.now()],
  );
  return rows[0]?.content_hash.equals(hash) ?? true;
}

async function namesOf(
  lines: readonly CardFileLine[],
  vault: Vault,
  reading: Reading,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const holderIds = [...new Set(lines.map(({ holderId }) => holderId))];
  for (let from = 0; from < holderIds.length; from += READING_HOLDERS_MAX) {
    const part = holderIds.slice(from, from + READING_HOLDERS_MAX);
    for (const [holderId, { name }] of await vault.readMany(reading.issuerId, part, reading)) names.set(holderId, name);
  }
  return names;
}

/** A field as RFC 4180 writes it. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
