/** What vendors report: cards that they made, letters that they posted; CSV, each line with its verdict (domain 2.9). */
import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  claimKey,
  fileBody,
  madeTogether,
  Problem,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { idOf, packingListIdField } from '../replacement/replacement-route.ts';
import { type FileRead, LINES_MAX, readListFile, readMadeFile } from './vendor-report-lines.ts';
import { type LineVerdict, type Report, unreadable, VendorReports } from './vendor-reports.ts';
import { requireOwnVendor, requireVendor, vendorParam } from './vendor-route.ts';

type Reply = Parameters<typeof answer>[2];

const VERDICTS = ['accepted', 'repeated', 'refused'] as const;
const totalsShape = z.object({ accepted: z.int(), repeated: z.int(), refused: z.int() });
const verdictShape = z.object({
  line: z.int().describe('Place in the file, from 1, the heading counted.'),
  verdict: z.enum(VERDICTS).describe('Repeated: the same was reported before.'),
  code: z.string().optional().describe('Why it was refused.'),
  detail: z.looseObject({}).optional().describe('The numbers behind it.'),
});
const madeAnswer = z.object({ reportId: z.string(), totals: totalsShape, lines: z.array(verdictShape) });
const postedAnswer = z.object({
  reportId: z.string(),
  totals: totalsShape,
  lists: z.array(
    verdictShape.extend({ packingListId: packingListIdField.optional(), postNumber: z.string().optional() }),
  ),
});

const TITLES = {
  csv_heading_invalid: 'The heading of the CSV file is not the documented one',
  file_empty: 'The file has no lines',
  too_many_lines: 'The file has too many lines',
} as const;

@Controller('cards/v1/vendors')
export class VendorReportHttp {
  readonly #log: EventLog;
  readonly #reports: VendorReports;

  constructor(log: EventLog, reports: VendorReports) {
    this.#log = log;
    this.#reports = reports;
  }

  @Post(':vendorId/production-reports')
  @HttpCode(200)
  @Scope('cards:vendor.report')
  @ApiConsumes('text/csv')
  @ApiBody({
    schema: { type: 'string' },
    description: `CSV with the heading cardNumber,sequence,batch and a line for each card; up to ${LINES_MAX} lines.`,
  })
  @ApiOperation({
    summary: 'Report cards that were made',
    description:
      'Each line has its own verdict, and a wrong line refuses itself only: what was made was made. A line is refused as `line_invalid` {issues}, `card_not_ordered` or `already_made` {batch}. Refused as a whole, in this order: 403 `vendor_mismatch`; 404 `vendor_unknown`; 400 `csv_heading_invalid` {expected, got}; 400 `file_empty`; 413 `too_many_lines` {lines, limit}; 422 `idempotency_key_reused`.',
  })
  @ApiOkResponse({ standardSchema: madeAnswer })
  async made(
    @Param({ schema: vendorParam }) { vendorId }: z.output<typeof vendorParam>,
    @Body({ schema: fileBody }) { text }: z.output<typeof fileBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { items, bad, reportId } = await this.#take(caller, command, vendorId, () => readMadeFile(text));
    const report = await this.#reports.made(command.who, vendorId, items);
    const lines = [...report.lines, ...bad.map(unreadable)].sort((a, b) => a.line - b.line);
    return reported(report, { reportId, totals: totalsOf(lines), lines }, reply);
  }

  @Post(':vendorId/packing-lists')
  @HttpCode(200)
  @Scope('cards:vendor.report')
  @ApiConsumes('text/csv')
  @ApiBody({
    schema: { type: 'string' },
    description: `CSV without a heading: for each letter a line H,branchNo,branchLabel,total,postNumber, under it a line D,cardNumber,takenAt,batch for each card; up to ${LINES_MAX} lines. takenAt is RFC 3339: when the vendor took the order.`,
  })
  @ApiOperation({
    summary: 'Report letters that were posted, each with its packing list',
    description:
      'A letter is taken whole or not at all, since it is sealed and counted against its list; a wrong one refuses no other. A letter is refused as `lines_invalid` {lines}, `post_number_reused` {packingListId}, `too_many_cards` {total, limit}, `total_mismatch` {total, lines} or `lines_refused` {lines}, which names every wrong line: `listed_twice`, `card_not_ordered`, `already_posted` {packingListId}, `other_batch` {batch}, `other_branch` {branchNo}. Refused as a whole, in this order: 403 `vendor_mismatch`; 404 `vendor_unknown`; 400 `file_empty`; 413 `too_many_lines` {lines, limit}; 422 `idempotency_key_reused`.',
  })
  @ApiOkResponse({ standardSchema: postedAnswer })
  async posted(
    @Param({ schema: vendorParam }) { vendorId }: z.output<typeof vendorParam>,
    @Body({ schema: fileBody }) { text }: z.output<typeof fileBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { items, bad, reportId } = await this.#take(caller, command, vendorId, () => readListFile(text));
    const report = await this.#reports.posted(command.who, vendorId, items);
    const lists = [...report.lines, ...bad.map(unreadable)].sort((a, b) => a.line - b.line);
    return reported(report, { reportId, totals: totalsOf(lists), lists }, reply);
  }

  /** What a file says, for a vendor that may say it. Throws the Problems of a whole report. */
  async #take<T>(
    caller: Caller,
    command: CommandRequest,
    vendorId: string,
    read: () => FileRead<T>,
  ): Promise<Extract<FileRead<T>, { kind: 'read' }> & { readonly reportId: string }> {
    requireOwnVendor(caller, vendorId);
    await requireVendor(this.#log, caller.issuerId, vendorId);
    const file = read();
    if (file.kind === 'none') {
      const { code, members } = file;
      throw new Problem(code === 'too_many_lines' ? 413 : 400, code, TITLES[code], { members });
    }
    const reportId = idOf('vrp', command);
    await claimKey(this.#log, command);
    return { ...file, reportId };
  }
}

function totalsOf(lines: readonly LineVerdict[]): Record<LineVerdict['verdict'], number> {
  const totals = { accepted: 0, repeated: 0, refused: 0 };
  for (const { verdict } of lines) totals[verdict] += 1;
  return totals;
}

function reported(report: Report<LineVerdict>, body: object, reply: Reply): object {
  const events = report.verdicts.flatMap((verdict) => (verdict.kind === 'accepted' ? verdict.events : []));
  return answer(madeTogether(events), { status: 200, body: () => body }, reply);
}
