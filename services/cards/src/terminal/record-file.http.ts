/** Files of records of terminals: sent in one piece, taken in the background, with progress and a report (domain 2.10). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { RecordFileEvent } from '@scrip/contracts';
import { EventLog, idFrom, newId } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  FILE_MEDIA,
  fileStreamBody,
  orderQuery,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
  StreamsFile,
} from '@scrip/http';
import { z } from 'zod';
import { receiveFile, recordFileDecider } from './record-file.decider.ts';
import { type RecordFileView, type RefusalView, recordFiles, refusalsOf } from './record-file.projection.ts';
import { hashWith, PART_LINES, RecordUploads } from './record-upload.ts';

type Reply = Parameters<typeof answer>[2];

const fileIdField = z
  .string()
  .regex(/^rcf_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A file of records: rcf_ and 26 characters.');
const fileParam = z.object({ fileId: fileIdField });
const stateField = z.enum(['taking', 'done']);
const listQuery = z.object({ ...pageQuery, order: orderQuery, state: stateField.optional() });
const refusalsQuery = z.object({
  ...pageQuery,
  code: z
    .string()
    .regex(/^[a-z][a-z_]{0,39}$/)
    .optional(),
});

const receivedAnswer = z.object({
  fileId: fileIdField,
  received: z.int().describe('Records in it.'),
  bytes: z.int(),
  sha256: z.string().describe('Of the bytes as they came, in hex.'),
});
const fileShape = z.object({
  fileId: fileIdField,
  state: stateField,
  media: z.enum(FILE_MEDIA),
  received: z.int().describe('Records in it: the next four together.'),
  accepted: z.int(),
  duplicates: z.int().describe('Had been taken, or refused, before.'),
  refused: z.int().describe('See its refusals.'),
  remaining: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  receivedBy: z.string().describe('Subject of the token that sent it.'),
  receivedAt: z.iso.datetime(),
  doneAt: z.iso.datetime().nullable(),
  position: z.int().describe('Place in the log of its arrival.'),
});
const listAnswer = z.object({ items: z.array(fileShape), next: z.string().nullable() });
const refusalsAnswer = z.object({
  items: z.array(
    z.object({
      line: z.int().describe('Of the file, from 1; a heading counts.'),
      code: z
        .string()
        .describe(
          'line_invalid, terminal_unknown, terminal_not_for_this, terminal_retired, key_unknown, card_unknown (nothing was kept of these: mend the cause and send them again); mac_invalid of a pass, likewise; of a spend mac_invalid, counter_conflict, gaps_exceeded (these are exceptions for finance in the ledger); purse_unknown.',
        ),
      what: z.string().nullable().describe('What is wrong with the line, without its values.'),
      cardId: z.string().nullable(),
      terminalId: z.string().nullable(),
      counter: z.int().nullable(),
      text: z.string().nullable().describe('The line as it was sent.'),
    }),
  ),
  next: z.string().nullable(),
});

const POSITION = /^\d{1,16}$/;
const LINE = /^\d{1,9}$/;
const FORMAT =
  'One JSON object a line, or CSV with a heading of the same names. A spend: cardId, enterpriseId, keyEpoch, counter, amountFen, balanceFen, spentAt (RFC 3339), terminalId, mac. A pass: type `door` or `attendance`, terminalId, counter, cardId, direction (`in` or `out`, may be left out), passedAt, mac. Up to 100,000 records and 64 MiB.';

@Controller('cards/v1/record-files')
export class RecordFileHttp {
  readonly #log: EventLog;
  readonly #uploads: RecordUploads;

  constructor(log: EventLog, uploads: RecordUploads) {
    this.#log = log;
    this.#uploads = uploads;
  }

  @Post()
  @StreamsFile()
  @Scope('cards:records.upload')
  @ApiConsumes(...FILE_MEDIA)
  @ApiBody({ schema: { type: 'string' }, description: FORMAT })
  @ApiOperation({
    summary: 'Send a file of records of terminals, up to 100,000',
    description:
      'Late, twice and in any order: each counter is taken once, whatever file it comes with. It is read as it arrives and taken in the background; what it says of each record is in its report. Refused as a whole, in the order met: 413 `body_too_large` {limit}; 413 `line_too_long` {line, limit}; 400 `csv_heading_invalid` {expected, got}; 413 `too_many_lines` {limit}; 400 `file_empty`; 422 `idempotency_key_reused`.',
  })
  @ApiAcceptedResponse({ standardSchema: receivedAnswer })
  async receive(
    @Body({ schema: fileStreamBody }) file: z.output<typeof fileStreamBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who, key } = command;
    const fileId = idFrom('rcf', [who.issuerId, key.scope, key.key].join('\n'));
    const uploadId = newId('upl');
    const stored = await this.#uploads.store(uploadId, file);
    const inputHash = hashWith(key.inputHash, stored);
    const sha256 = stored.sha256.toString('hex');
    const { media } = file;
    const { lines, parts, bytes } = stored;
    let kept = false;
    try {
      const verdict = await this.#log.execute({
        who,
        key: { ...key, inputHash },
        decider: recordFileDecider,
        streamId: fileId,
        decide: (state) =>
          receiveFile(state, { fileId, media, lines, partLines: PART_LINES, parts, bytes: BigInt(bytes), sha256 }),
        writes: (tx) => this.#uploads.claim(tx, fileId, uploadId),
      });
      kept = verdict.kind === 'accepted' && !verdict.replayed;
      return answer(verdict, { status: 202, body: receivedBody }, reply);
    } finally {
      // A batch whose answer was lost may stand, and is then told as a replay: its upload must stay.
      if (!kept) await this.#uploads.removeUnclaimed(uploadId);
    }
  }

  @Get()
  @Scope('cards:records.read')
  @ApiOperation({ summary: 'List files of records with their progress' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, order, state }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<RecordFileView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const read = await recordFiles(this.#log.pool, { issuerId, order, state, beyond, limit: limit + 1 });
    return pageOf(read, limit, (one) => String(one.position));
  }

  @Get(':fileId')
  @Scope('cards:records.read')
  @ApiOperation({ summary: 'Read how far a file has been taken', description: '404 `file_unknown`.' })
  @ApiOkResponse({ standardSchema: fileShape })
  read(
    @Param({ schema: fileParam }) { fileId }: z.output<typeof fileParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<RecordFileView> {
    return this.#require(issuerId, fileId);
  }

  @Get(':fileId/refusals')
  @Scope('cards:records.read')
  @ApiOperation({ summary: 'Read what of a file was refused', description: 'By line. 404 `file_unknown`.' })
  @ApiOkResponse({ standardSchema: refusalsAnswer })
  async refusals(
    @Param({ schema: fileParam }) { fileId }: z.output<typeof fileParam>,
    @Query({ schema: refusalsQuery }) { cursor, limit, code }: z.output<typeof refusalsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    await this.#require(issuerId, fileId);
    const after = Number(cursorKey(cursor, LINE) ?? '0');
    const read = await refusalsOf(this.#log.pool, { fileId, code, after, limit: limit + 1 });
    const page = pageOf(read, limit, (one) => String(one.line));
    return { ...page, items: await this.#withText(fileId, page.items) };
  }

  async #require(issuerId: string, fileId: string): Promise<RecordFileView> {
    const [file] = await recordFiles(this.#log.pool, { issuerId, fileId, order: 'newest', limit: 1 });
    if (file) return file;
    throw new Problem(404, 'file_unknown', 'There is no such file', { members: { fileId } });
  }

  /** Each refusal with its line; a page is of few parts. */
  async #withText(fileId: string, refused: readonly RefusalView[]): Promise<readonly object[]> {
    const texts = new Map<number, string | null>();
    for (const part of new Set(refused.map((one) => one.part))) {
      const stored = await this.#uploads.part(fileId, part);
      for (const [index, text] of stored?.lines.entries() ?? []) texts.set((stored?.firstLine ?? 0) + index, text);
    }
    return refused.map(({ part: _part, ...one }) => ({ ...one, text: texts.get(one.line) ?? null }));
  }
}

function receivedBody([event]: readonly RecordFileEvent[]): object {
  if (event?.type !== 'RecordFileReceived') return {};
  const { fileId, lines, bytes, sha256 } = event.data;
  return { fileId, received: lines, bytes, sha256 };
}
