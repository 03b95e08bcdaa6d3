/** Card-making files: made at the end of a vendor's business day, listed, and fetched sealed to the vendor's key. */
import { Controller, Get, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { isBusinessDate } from '@scrip/calendar';
import { EventLog, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import type { Reading } from '../vault/readings.ts';
import { Vault } from '../vault/vault.ts';
import { sealPieces, VendorKeyError } from '../vendor/vendor-key.ts';
import { vendorKeyOf } from '../vendor/vendor-keys.ts';
import {
  requireOwnVendor,
  requireVendor,
  VENDOR_REFUSALS,
  vendorIdField,
  vendorParam,
} from '../vendor/vendor-route.ts';
import { contentOf, isAsFirstRead } from './card-file-content.ts';
import { type CardFileView, cardFilesOf } from './card-file-list.ts';
import { CardFiles, type ClosedFile } from './card-files.ts';

type Reply = Parameters<typeof answer>[2];

const DAY = /^\d{4}-\d\d-\d\d$/;
const dayField = z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' });
const fileParam = z.object({ vendorId: vendorIdField, fileDate: dayField.describe('Business day of the file.') });
const listQuery = z.object(pageQuery);

const fileShape = z.object({
  cardFileId: z.string(),
  vendorId: vendorIdField,
  fileDate: z.string(),
  lineCount: z.int().describe('0 where nothing was to be made.'),
  linesSha256: z.string().nullable().describe('Of the lines without names; null while the file is being made.'),
  closedAt: z.iso.datetime().nullable(),
});
const madeAnswer = fileShape.omit({ closedAt: true }).extend({ linesSha256: z.string() });
const listAnswer = z.object({ items: z.array(fileShape), next: z.string().nullable() });

@Controller('cards/v1/vendors')
export class CardFileHttp {
  readonly #log: EventLog;
  readonly #vault: Vault;
  readonly #files: CardFiles;

  constructor(log: EventLog, vault: Vault, files: CardFiles) {
    this.#log = log;
    this.#vault = vault;
    this.#files = files;
  }

  @Post(':vendorId/card-files/:fileDate')
  @HttpCode(200)
  @Scope('cards:vendor.close')
  @ApiOperation({
    summary: "Make the card-making file of a vendor's business day",
    description:
      'Takes what was applied for up to the end of that day and is in no file yet, and closes it; a day without applications has an empty file. Asked again it tells the same file. What was applied for after the close is in the next day’s. The timer does the same when a day is over. Refused, in this order: 404 `vendor_unknown`; 409 `day_not_begun` {fileDate, today}.',
  })
  @ApiOkResponse({ standardSchema: madeAnswer })
  async make(
    @Param({ schema: fileParam }) { vendorId, fileDate }: z.output<typeof fileParam>,
    @Command() { who, key }: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const made = await this.#files.make(who, key, { vendorId, fileDate });
    const verdict: Verdict =
      'refusal' in made
        ? { kind: 'refused', refusal: made.refusal, replayed: false }
        : { kind: 'accepted', events: [], replayed: false, position: 0 };
    return answer(verdict, { refusals: VENDOR_REFUSALS, body: () => made }, reply);
  }

  @Get(':vendorId/card-files')
  @Scope('cards:vendor.read')
  @ApiOperation({
    summary: 'List the card-making files of a vendor',
    description: 'The latest first. 403 `vendor_mismatch`.',
  })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Param({ schema: vendorParam }) { vendorId }: z.output<typeof vendorParam>,
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
    @Caller() caller: Caller,
  ): Promise<Page<CardFileView>> {
    requireOwnVendor(caller, vendorId);
    const { issuerId } = caller;
    const asked = { issuerId, vendorId, before: cursorKey(cursor, DAY), limit: limit + 1 };
    return pageOf(await cardFilesOf(this.#log.pool, asked), limit, (one) => one.fileDate);
  }

  @Get(':vendorId/card-files/:fileDate/content')
  @Scope('cards:vendor.file')
  @ApiProduces('application/octet-stream', 'application/pgp-encrypted')
  @ApiOperation({
    summary: 'Fetch a card-making file, sealed to the vendor’s key of today',
    description:
      'CSV with the heading line,cardNumber,sequence,productKey,name,branchNo,replacementId,state,batchId,serial,faceFen; blank cards of a batch have the last three in the place of name, branch and replacement; then #count and #sha256. As an age file, or an armoured PGP message. The names come from the vault for this answer, and each reading is kept. Fetched again, the plain text is the same: `Scrip-Content-Sha256` says its SHA-256, `Scrip-Content-Changed` is true where it is not what it was the first time, because a name was changed or a holder erased; such a line has the state `erased` and no name, `Scrip-Erased-Lines` counts them, and no card is made of them. Refused, in this order: 403 `vendor_mismatch`; 404 `vendor_unknown`; 404 `card_file_unknown`; 409 `vendor_key_unusable`.',
  })
  async content(
    @Param({ schema: fileParam }) { vendorId, fileDate }: z.output<typeof fileParam>,
    @Caller() caller: Caller,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    requireOwnVendor(caller, vendorId);
    const { issuerId, subject: actor } = caller;
    const { keyFingerprint } = await requireVendor(this.#log, issuerId, vendorId);
    const file = await this.#closed({ issuerId, vendorId, fileDate });
    const parts = await this.#files.parts(file.cardFileId);
    const reading: Reading = {
      issuerId,
      actor,
      reason: `card-making file ${file.cardFileId}`,
      purpose: 'replacement',
    };
    const content = await contentOf(parts, { log: this.#log, vault: this.#vault, reading });
    const key = await vendorKeyOf(this.#log.pool, issuerId, keyFingerprint);
    let sealed: Awaited<ReturnType<typeof sealPieces>>;
    try {
      sealed = await sealPieces(key, content.pieces());
    } catch (error) {
      if (!(error instanceof VendorKeyError)) throw error;
      throw new Problem(409, 'vendor_key_unusable', 'Nothing can be sealed to the key of the vendor', {
        detail: 'It may have expired; agree another one.',
        members: { keyFingerprint },
      });
    }
    const isAsBefore = await isAsFirstRead(this.#log, this.#vault, { issuerId, file, content });
    const name = `${vendorId}-${fileDate}.csv.${key.kind === 'age' ? 'age' : 'asc'}`;
    reply.headers({
      'content-type': key.kind === 'age' ? 'application/octet-stream' : 'application/pgp-encrypted',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'scrip-content-sha256': content.sha256,
      'scrip-content-changed': String(!isAsBefore),
      'scrip-erased-lines': String(content.erasedLines),
    });
    return new StreamableFile(sealed);
  }

  async #closed(of: { issuerId: string; vendorId: string; fileDate: string }): Promise<ClosedFile> {
    const file = await this.#files.closed(of);
    if (file) return file;
    const { vendorId, fileDate } = of;
    throw new Problem(404, 'card_file_unknown', 'There is no such file', { members: { vendorId, fileDate } });
  }
}
