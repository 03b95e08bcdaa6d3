/** Opening balances: what wallets held in an older system, brought in from a file. */
import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  claimKey,
  cursorKey,
  FILE_MEDIA,
  fenField,
  fileBody,
  madeTogether,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { walletIdField } from '../fields.ts';
import { ProgrammeTerms } from '../wallet/programme-terms.ts';
import { WalletDirectory } from '../wallet/wallet-directory.ts';
import { idOf } from '../wallet/wallet-route.ts';
import { type OpeningView, openingBalances } from './opening-balance.projection.ts';
import { OpeningImport } from './opening-import.ts';
import { type FileRead, readFile } from './opening-lines.ts';

type Reply = Parameters<typeof answer>[2];

const importQuery = z.object({
  dryRun: z.enum(['true', 'false']).default('false').describe('True: nothing is loaded, every line is checked.'),
});
const listQuery = z.object({
  ...pageQuery,
  importId: z
    .string()
    .regex(/^imp_[0-9A-HJKMNP-TV-Z]{26}$/)
    .optional(),
  walletId: walletIdField.optional(),
  reference: z.string().min(1).max(100).optional(),
});

const totalsShape = z.object({ lines: z.int(), principalFen: fenField, bonusFen: fenField });
const reportAnswer = z.object({
  importId: z.string(),
  dryRun: z.boolean(),
  totals: z.object({ accepted: totalsShape, replayed: totalsShape, refused: totalsShape }),
  lines: z.array(
    z.object({
      line: z.int().describe('Place in the file, from 1, the heading counted.'),
      reference: z.string().nullable(),
      verdict: z.enum(['accepted', 'replayed', 'refused']).describe('Replayed: the same line had been loaded before.'),
      code: z
        .string()
        .optional()
        .describe(
          'Why it was refused: line_invalid, reference_reused, wallet_unknown, programme_unknown, product_unknown, amount_not_positive, opening_balance_expired.',
        ),
      detail: z.looseObject({}).optional().describe('The numbers behind it.'),
    }),
  ),
});
const openingShape = z.object({
  reference: z.string(),
  importId: z.string(),
  walletId: walletIdField,
  lotId: z.string(),
  principalFen: fenField,
  bonusFen: fenField,
  expiresAt: z.iso.datetime().nullable(),
  loadedAt: z.iso.datetime(),
  position: z.int().describe('Place in the log.'),
});
const listAnswer = z.object({ items: z.array(openingShape), next: z.string().nullable() });

const POSITION = /^\d{1,16}$/;
const TITLES = {
  csv_heading_invalid: 'The heading of the CSV file is not the documented one',
  file_empty: 'The file has no lines',
  too_many_lines: 'The file has too many lines',
} as const;

@Controller('ledger/v1/opening-balances')
export class OpeningBalanceHttp {
  readonly #log: EventLog;
  readonly #import: OpeningImport;

  constructor(log: EventLog, wallets: WalletDirectory, terms: ProgrammeTerms) {
    this.#log = log;
    this.#import = new OpeningImport(log, wallets, terms);
  }

  @Post()
  @Scope('ledger:import')
  @ApiConsumes(...FILE_MEDIA)
  @ApiBody({
    schema: { type: 'string' },
    description:
      'CSV with the heading reference,walletId,principalFen,bonusFen,expiresAt, or one JSON object of these a line; up to 10,000 lines. Amounts are integers of fen, expiresAt is RFC 3339 and may be left out. What a refund goes by may stand there too: paidFen and givenFen (paid for it and given with it, before any of it was used) and rechargedAt.',
  })
  @ApiOperation({
    summary: 'Bring in opening balances from a file, each line with its own verdict',
    description:
      'A line is loaded once by its reference, whatever file it comes with; a file that is sent again under its key goes on where it stopped. Refused as a whole, in this order: 400 `csv_heading_invalid` {expected, got}; 400 `file_empty`; 413 `too_many_lines` {lines, limit}; 422 `idempotency_key_reused`. A single line, in its report: `line_invalid` {issues}; `reference_reused`; `wallet_unknown`; `programme_unknown`; `product_unknown`; `wallet_closed`; `amount_not_positive`; `opening_balance_expired` {expiresAt, at}; `opening_balance_exceeds_paid` {principalFen, paidFen, bonusFen, givenFen}.',
  })
  @ApiOkResponse({ standardSchema: reportAnswer })
  async import(
    @Query({ schema: importQuery }) query: z.output<typeof importQuery>,
    @Body({ schema: fileBody }) file: z.output<typeof fileBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const dryRun = query.dryRun === 'true';
    const lines = requireLines(readFile(file));
    if (!dryRun) await claimKey(this.#log, command);
    const importId = idOf('imp', command);
    const report = await this.#import.run(command, lines, { importId, dryRun });
    const made = madeTogether(
      report.events,
      report.lines.every(({ verdict }) => verdict === 'replayed'),
    );
    const body = (): object => ({ importId, dryRun, totals: report.totals, lines: report.lines });
    return answer(made, { status: 200, body }, reply);
  }

  @Get()
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List the opening balances that were loaded', description: 'In the order of the log.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<OpeningView>> {
    const position = cursorKey(cursor, POSITION);
    const after = position === undefined ? undefined : BigInt(position);
    const { importId, walletId, reference } = asked;
    const narrowed = { issuerId, importId, walletId, reference, after, limit: limit + 1 };
    return pageOf(await openingBalances(this.#log.pool, narrowed), limit, (one) => String(one.position));
  }
}

/** The lines of a file. Throws the Problem 400 `csv_heading_invalid` or `file_empty`, 413 `too_many_lines`. */
function requireLines(read: FileRead): Extract<FileRead, { kind: 'lines' }>['lines'] {
  if (read.kind === 'lines') return read.lines;
  const { code, members } = read;
  throw new Problem(code === 'too_many_lines' ? 413 : 400, code, TITLES[code], { members });
}
