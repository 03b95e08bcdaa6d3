/** Receipts from the tills: record one with what it earns, read one again. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Problem, pointsField, Scope } from '@scrip/http';
import { z } from 'zod';
import { lotteryEntriesOf } from '../account/lottery-entry.projection.ts';
import { entryOfReceipt } from '../account/points-entry.projection.ts';
import { programmeIdField, receiptIdField } from '../fields.ts';
import { programmeTotals } from './programme-total.projection.ts';
import { receiptById } from './receipt.projection.ts';
import { ReceiptRecorder } from './receipt-recorder.ts';
import {
  type AskedReceipt,
  REFUSALS,
  receiptBody,
  receiptShape,
  recordedAnswer,
  recordedBody,
} from './receipt-route.ts';

/** Lottery entries that one receipt can give: one for each draw of a programme. */
const DRAWS_MAX = 100;

const receiptParam = z.object({ receiptId: receiptIdField });
const programmeParam = z.object({ programmeId: programmeIdField });

const said = { occurredAt: z.iso.datetime(), recordedAt: z.iso.datetime(), correlationId: z.string() };
const receiptAnswer = recordedAnswer.extend({ receipt: receiptShape.extend(said) });
const totalsAnswer = z.object({
  receipts: z.int().describe('All receipts, of members or not.'),
  tagFen: fenField.describe('Tag prices of their lines.'),
  paidFen: fenField,
  earnedPoints: pointsField,
  lotteryEntries: z.int(),
});

type Reply = Parameters<typeof answer>[2];

@Controller('points/v1')
export class PurchaseHttp {
  readonly #log: EventLog;
  readonly #recorder: ReceiptRecorder;

  constructor(log: EventLog, recorder: ReceiptRecorder) {
    this.#log = log;
    this.#recorder = recorder;
  }

  @Post('receipts')
  @Scope('points:receipt.record')
  @ApiOperation({
    summary: 'Record a receipt',
    description:
      'Of a member, it earns points, may take a place of the day and give lottery entries, all in one. Refused, in this order: 409 `receipt_already_recorded` {businessDate}; 404 `programme_unknown`; 404 `account_unknown` {membershipId}; 409 `account_closed` {accountId, cause}; 409 `account_of_other_programme` {accountProgrammeId}; 422 `counter_unknown` {lineNo, sku, counterKey}; 422 `item_unknown` {lineNo, sku, counterKey}; 422 `tenders_do_not_sum` {paidFen, tendersFen, missingFen}; of a receipt that names a quote 404 `quote_unknown`, 409 `quote_expired` {expiredAt, boughtAt, lateMs}, 409 `quote_differs` {field, quoted, charged; of a line also lineNo, sku, differenceFen}. Of `programme_unknown`, `account_unknown` and `quote_unknown` nothing is kept under the key: the news may be on its way, and the same command may be asked again. A receipt that follows a joining or a quote at once is sent with their positions as `Scrip-After`, separated by a comma.',
  })
  @ApiCreatedResponse({ standardSchema: recordedAnswer })
  async record(
    @Body({ schema: receiptBody }) asked: AskedReceipt,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#recorder.decide(await this.#recorder.gather(asked, command.who), command.key);
    return answer(verdict, { status: 201, refusals: REFUSALS, body: recordedBody }, reply);
  }

  @Get('receipts/:receiptId')
  @Scope('points:read')
  @ApiOperation({ summary: 'Read a receipt', description: 'With what it earned. 404 `receipt_unknown`.' })
  @ApiOkResponse({ standardSchema: receiptAnswer })
  async read(
    @Param({ schema: receiptParam }) { receiptId }: z.output<typeof receiptParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { pool } = this.#log;
    const receipt = await receiptById(pool, issuerId, receiptId);
    if (!receipt) throw new Problem(404, 'receipt_unknown', 'There is no such receipt', { members: { receiptId } });
    const [earned, lotteryEntries] = await Promise.all([
      entryOfReceipt(pool, issuerId, receiptId),
      lotteryEntriesOf(pool, { issuerId, receiptId, after: 0n, limit: DRAWS_MAX }),
    ]);
    return { receipt, earned: earned ?? null, lotteryEntries };
  }

  @Get('programmes/:programmeId/totals')
  @Scope('points:read')
  @ApiOperation({ summary: 'Read the totals of a programme', description: 'All 0 for one without receipts.' })
  @ApiOkResponse({ standardSchema: totalsAnswer })
  totals(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    return programmeTotals(this.#log.pool, issuerId, programmeId);
  }
}
