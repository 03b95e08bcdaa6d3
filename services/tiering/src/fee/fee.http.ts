/** Fees of grades: runs of a month, what each member owes or was waived and why, and what was paid (domain 2.8, V4). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate, endOfBusinessDay, startOfBusinessDay } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { BusinessClock, EventLog, idFrom } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { endOfMonth, inWords } from '@scrip/programme';
import { z } from 'zod';
import { codeField, membershipIdField, monthField, programmeIdField, runIdField, ulidField } from '../fields.ts';
import { feeDecider, settleFee } from './fee.decider.ts';
import { FEE_STATES, type FeeRunView, type FeeView, feeRuns, feesOf } from './fee.projection.ts';
import { whyFee } from './fee-explanation.ts';
import { feeRunDecider, startFeeRun } from './fee-run.decider.ts';

type Reply = Parameters<typeof answer>[2];

const feeIdField = ulidField('fee', 'A fee');
const runParam = z.object({ runId: runIdField('frn') });
const feeParam = z.object({ feeId: feeIdField });
const startBody = z.strictObject({ programmeId: programmeIdField, month: monthField });
const settlementBody = z.strictObject({
  amountFen: fenField.describe('The whole fee.'),
  reference: codeField.describe("The biller's own code of the payment."),
});
const runsQuery = z.object({ ...pageQuery, programmeId: programmeIdField.optional() });
const feesQuery = z.object({
  ...pageQuery,
  runId: runIdField('frn').optional(),
  membershipId: membershipIdField.optional(),
  programmeId: programmeIdField.optional(),
  state: z.enum(FEE_STATES).optional(),
});

const startedAnswer = z.object({
  runId: runIdField('frn'),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  month: monthField,
});
const runShape = z.object({
  runId: runIdField('frn'),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  month: monthField,
  state: z.enum(['started', 'closed']),
  startedBy: z.string().describe('Subject of the token.'),
  startedAt: z.iso.datetime(),
  members: z.int().describe('Looked at so far, as the next four.'),
  dueCount: z.int(),
  waivedCount: z.int(),
  dueFen: fenField,
  waivedFen: fenField,
  resultHash: z.string().nullable().describe('SHA-256: of each part the hash of the part before and its own lines.'),
  closedAt: z.iso.datetime().nullable(),
  position: z.int().describe('Place in the log.'),
});
const feeFields = {
  feeId: feeIdField,
  runId: runIdField('frn'),
  membershipId: membershipIdField,
  holderId: z.string(),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  feeKey: z.string(),
  gradeKey: z.string().describe('Grade at the end of the month.'),
  month: monthField,
  dueDate: z.iso.date(),
  amountFen: fenField,
  state: z.enum(FEE_STATES),
  reference: z.string().nullable(),
  settledAt: z.iso.datetime().nullable(),
  position: z.int().describe('Place in the log.'),
};
const words = z.object({ 'zh-CN': z.string(), en: z.string() });
const feeAnswer = z.object({
  ...feeFields,
  waiver: z
    .object({ met: z.boolean(), words, explanation: z.looseObject({}) })
    .nullable()
    .describe('Why it was waived or not, clause by clause; null where the programme names no waiver.'),
});
const settledAnswer = z.object({ feeId: feeIdField, amountFen: fenField, reference: z.string() });
const page = (item: z.ZodType): z.ZodType => z.object({ items: z.array(item), next: z.string().nullable() });

const REFUSALS = { programme_unknown: 404, fee_unknown: 404 };

@Controller('tiering/v1')
export class FeeHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #clock: BusinessClock;

  constructor(log: EventLog, programmes: Terms, clock: BusinessClock) {
    this.#log = log;
    this.#programmes = programmes;
    this.#clock = clock;
  }

  @Post('fee-runs')
  @Scope('tiering:fee.run')
  @ApiOperation({
    summary: 'Decide the fees of a month',
    description:
      'A job, under the version in force at the end of the month, with what was measured by then; each fee is decided once. Refused, in this order: 404 `programme_unknown`; 409 `fees_none` {programmeVersion}; 409 `month_not_over` {month, endsOn}; 409 `month_decided` {runId, month}.',
  })
  @ApiCreatedResponse({ standardSchema: startedAnswer })
  async start(
    @Body({ schema: startBody }) { programmeId, month }: z.output<typeof startBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const ended = endOfBusinessDay(startOfBusinessDay(endOfMonth(month))) - 1;
    const programme = await this.#programmes.inForce(issuerId, programmeId, ended);
    const runId = idFrom('frn', [issuerId, programmeId, month].join('\n'));
    const asked = { runId, programmeId, month, today: businessDate(this.#clock.now()) };
    const verdict = await this.#log.execute({
      ...command,
      decider: feeRunDecider,
      streamId: runId,
      decide: (state) => startFeeRun(state, asked, programme),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get('fee-runs')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'List runs of fees', description: 'The newest first, each with its report.' })
  @ApiOkResponse({ standardSchema: page(runShape) })
  async runs(
    @Query({ schema: runsQuery }) { cursor, limit, programmeId }: z.output<typeof runsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<FeeRunView>> {
    const before = positionOf(cursor);
    const read = await feeRuns(this.#log.pool, { issuerId, programmeId, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => String(item.position));
  }

  @Get('fee-runs/:runId')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'Read a run of fees with its report', description: '404 `run_unknown`.' })
  @ApiOkResponse({ standardSchema: runShape })
  async run(
    @Param({ schema: runParam }) { runId }: z.output<typeof runParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<FeeRunView> {
    const [run] = await feeRuns(this.#log.pool, { issuerId, runId, limit: 1 });
    if (run) return run;
    throw new Problem(404, 'run_unknown', 'There is no such run', { members: { runId } });
  }

  @Get('fees')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'List fees', description: 'In the order they were decided.' })
  @ApiOkResponse({ standardSchema: page(z.object(feeFields)) })
  async fees(
    @Query({ schema: feesQuery }) { cursor, limit, ...asked }: z.output<typeof feesQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<FeeView>> {
    const after = positionOf(cursor);
    const read = await feesOf(this.#log.pool, { issuerId, ...asked, after, limit: limit + 1 });
    return pageOf(
      read.map(({ fee }) => fee),
      limit,
      (item) => String(item.position),
    );
  }

  @Get('fees/:feeId')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Read a fee, and why it was waived or not',
    description: 'Asked again under the version that decided, with the numbers it saw. 404 `fee_unknown`.',
  })
  @ApiOkResponse({ standardSchema: feeAnswer })
  async fee(
    @Param({ schema: feeParam }) { feeId }: z.output<typeof feeParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const [found] = await feesOf(this.#log.pool, { issuerId, feeId, limit: 1 });
    if (!found) throw feeUnknown(feeId);
    const { fee, asked } = found;
    const programme = await this.#programmes.ofVersion(issuerId, fee.programmeId, fee.programmeVersion);
    const explanation = programme ? whyFee(fee, asked, programme) : null;
    const waiver = explanation && {
      met: explanation.met,
      words: { 'zh-CN': inWords(explanation, 'zh-CN'), en: inWords(explanation, 'en') },
      explanation,
    };
    return { ...fee, waiver };
  }

  @Post('fees/:feeId/settlement')
  @Scope('tiering:fee.settle')
  @ApiOperation({
    summary: 'Say that a fee was paid',
    description:
      'By who bills it: the fee itself is the event FeeDue. Refused, in this order: 404 `fee_unknown`; 409 `fee_waived` {feeId}; 409 `fee_settled` {feeId}; 409 `amount_differs` {askedFen, dueFen}.',
  })
  @ApiCreatedResponse({ standardSchema: settledAnswer })
  async settle(
    @Param({ schema: feeParam }) { feeId }: z.output<typeof feeParam>,
    @Body({ schema: settlementBody }) body: z.output<typeof settlementBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const first = await this.#log.firstOf(feeId);
    if (first?.envelope.issuerId !== command.who.issuerId) throw feeUnknown(feeId);
    const verdict = await this.#log.execute({
      ...command,
      decider: feeDecider,
      streamId: feeId,
      decide: (state) => settleFee(state, body),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }
}

function positionOf(cursor: string | undefined): bigint | undefined {
  const last = cursorKey(cursor, /^\d{1,16}$/);
  return last === undefined ? undefined : BigInt(last);
}

function feeUnknown(feeId: string): Problem {
  return new Problem(404, 'fee_unknown', 'There is no such fee', { members: { feeId } });
}
