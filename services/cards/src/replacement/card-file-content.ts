/**
 * What a vendor reads: the lines of a file with the names to emboss, which leave the vault for the time of one answer.
 * That they are read is a fact of its own, with the reader; the text itself is kept nowhere.
 */
import { createHash } from 'node:crypto';
import type { CardFileLine } from '@scrip/contracts';
import type { EventLog } from '@scrip/event-store';
import { READING_HOLDERS_MAX } from '../vault/reading.decider.ts';
import type { Reading } from '../vault/readings.ts';
import type { Vault } from '../vault/vault.ts';
import type { ClosedFile } from './card-files.ts';

/** First line of every file. */
const HEADING = 'line,cardNumber,sequence,productKey,name,branchNo,replacementId,state';

/** The plain text of a file. */
export interface FileContent {
  readonly text: string;
  /** Of the whole text, in lower-case hex. */
  readonly sha256: string;
  /** Lines whose holder was erased: they have no name, and are not to be made. */
  readonly erasedLines: number;
}

/**
 * The text: a heading; a line for each card (RFC 4180); `#count` with the number of lines; `#sha256` of everything above
 * it. The `state` of a line is `make`, or `erased` where the vault knows the holder no more: the line stays, so that
 * numbers and count are as before, without a name, and no card is to be made of it.
 */
export async function contentOf(
  lines: readonly CardFileLine[],
  { vault, reading }: { readonly vault: Vault; readonly reading: Reading },
): Promise<FileContent> {
  const names = await namesOf(lines, vault, reading);
  const rows = lines.map(({ line, cardNumber, sequence, productKey, holderId, branchNo, replacementId }) => {
    const name = names.get(holderId);
    const state = name === undefined ? 'erased' : 'make';
    return [line, cardNumber, sequence, productKey, name ?? '', branchNo, replacementId, state].map(cell).join(',');
  });
  const above = [HEADING, ...rows, `#count,${lines.length}`, ''].join('\r\n');
  const text = `${above}#sha256,${hexOf(above)}\r\n`;
  const erasedLines = lines.filter(({ holderId }) => !names.has(holderId)).length;
  return { text, sha256: hexOf(text), erasedLines };
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

function hexOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
