/** Rating runs: asked for, watched, paused, and their results read row by row or as a file (domain 2.6 to 2.8). */
import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { businessDate, endOfBusinessDay, startOfBusinessDay } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, idFrom } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  orderQuery,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { STANDINGS } from '@scrip/programme';
import { z } from 'zod';
import { holderIdField, programmeIdField } from '../fields.ts';
import { lastDay } from './measure.rule.ts';
import { type RatingRow, ratingOf } from './rate-member.rule.ts';
import { pauseRun, ratingDecider, ratingSeed, startRun } from './rating.decider.ts';
import { lateByMonth } from './rating-correction.ts';
import { resultCsv, resultsOf } from './rating-result.ts';
import { type FoundRun, type RatingRunView, ratedMonths, ratingRuns } from './rating-run.projection.ts';

type Reply = Parameters<typeof answer>[2];

const monthField = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .describe('A month, YYYY-MM, in Asia/Shanghai.');
const runIdField = z
  .string()
  .regex(/^rtr_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A rating run: rtr_ and 26 characters.');
const kindField = z
  .enum(['month', 'corrected'])
  .describe('month: everybody; corrected: those with late or corrected values, from the month on.');
const stateField = z.enum(['running', 'paused', 'closed']);
const outcomeField = z.enum(['raised', 'confirmed', 'extended', 'lowered', 'settled', 'unrated']);

const startBody = z.strictObject({
  programmeId: programmeIdField,
  month: monthField.describe('Of a corrected run the first month that is rated again.'),
  kind: kindField.default('month'),
  dryRun: z.boolean().default(false).describe('Says what it would do, and leaves no fact of any member.'),
});
const runParam = z.object({ runId: runIdField });
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  programmeId: programmeIdField.optional(),
  state: stateField.optional(),
});
const resultsQuery = z.object({
  ...pageQuery,
  holderId: holderIdField.optional(),
  grade: z.string().max(40).optional().describe('The grade after the rating.'),
  outcome: outcomeField.optional(),
  changed: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('Whether the grade, or how it is held, changed.'),
});
const lateQuery = z.object({ programmeId: programmeIdField });

const startedAnswer = z.object({
  runId: runIdField,
  ratingId: z.string(),
  programmeId: programmeIdField,
  programmeVersion: z.int().describe('In force at the end of the month.'),
  kind: kindField,
  month: monthField,
  throughMonth: monthField,
  dryRun: z.boolean(),
});
const pausedAnswer = z.object({ runId: runIdField, ratingId: z.string(), programmeId: programmeIdField });
const runShape = z.object({
  ...startedAnswer.shape,
  state: stateField,
  startedBy: z.string().describe('Subject of the token.'),
  startedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  rated: z.int().describe('Ratings so far.'),
  membersChanged: z.int().describe('Members whose grade, or how it is held, changed so far.'),
  afterHolderId: z.string().nullable().describe('The last holder that was rated, while it goes on.'),
  outcomes: z.record(outcomeField, z.int()).nullable().describe('Null until it is closed.'),
  resultSha256: z.string().nullable().describe('Of the CSV of its result, in hex; null until it is closed.'),
  position: z.int().describe('Place in the log of its start.'),
});
const heldShape = z.object({ grade: z.string(), standing: z.enum(STANDINGS), missedRatings: z.int() });
const resultShape = z.object({
  holderId: holderIdField,
  month: monthField,
  metGrade: z.string(),
  standard: z.string().nullable().describe('That gave it; null where none was met.'),
  mayApply: z.string().nullable().describe('Higher grade that may be applied for.'),
  from: heldShape,
  to: heldShape,
  outcome: outcomeField,
  measured: z.string().describe('total/over of each measure that was asked, in the order of the document.'),
});
const page = (item: z.ZodType): z.ZodType => z.object({ items: z.array(item), next: z.string().nullable() });
const lateAnswer = z.object({ items: z.array(z.object({ month: monthField, holders: z.int() })) });

const REFUSALS = { programme_unknown: 404, month_not_over: 422 };
const POSITION = /^\d{1,16}$/;
const ROW = /^hld_\w{26} \d{4}-\d\d$/;

@Controller('tiering/v1/rating-runs')
export class RatingRunHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Post()
  @Scope('tiering:rating.run')
  @ApiOperation({
    summary: 'Start a rating run',
    description:
      'In the background, under the version in force at the end of the month. Refused, in this order: 404 `programme_unknown`; 409 `programme_rates_nobody`; 409 `segment_not_measured` {segment}; 409 `run_under_way` {runId, month}; 422 `month_not_over` {lastDay, today} unless it is a dry run; 409 `month_already_rated` {lastMonth}; 409 `month_not_next` {nextMonth}; 409 `month_not_rated` {firstMonth, lastMonth} of a corrected run.',
  })
  @ApiCreatedResponse({ standardSchema: startedAnswer })
  async start(
    @Body({ schema: startBody }) { programmeId, month, kind, dryRun }: z.output<typeof startBody>,
    @Command() { who, key }: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = who;
    const endsAt = endOfBusinessDay(startOfBusinessDay(lastDay(month))) - 1;
    const programme = await this.#terms.inForce(issuerId, programmeId, endsAt);
    const ratingId = idFrom('rtg', ratingSeed(issuerId, programmeId));
    const runId = idFrom('rtr', [issuerId, key.scope, key.key].join('\n'));
    const today = businessDate(this.#log.clock.now());
    const asked = { ratingId, runId, programmeId, kind, month, dryRun, today };
    const verdict = await this.#log.execute({
      who,
      key,
      decider: ratingDecider,
      streamId: ratingId,
      decide: (state) => startRun(state, asked, programme),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: firstFact }, reply);
  }

  @Post(':runId/pauses')
  @Scope('tiering:rating.run')
  @ApiOperation({
    summary: 'Pause a rating run',
    description:
      'It stops within seconds, between two batches. Refused, in this order: 404 `run_unknown`; 409 `run_not_under_way`; 409 `run_paused`.',
  })
  @ApiCreatedResponse({ standardSchema: pausedAnswer })
  pause(
    @Param({ schema: runParam }) { runId }: z.output<typeof runParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return this.#halt(runId, command, true, reply);
  }

  @Post(':runId/resumptions')
  @Scope('tiering:rating.run')
  @ApiOperation({
    summary: 'Let a paused rating run go on',
    description: 'Refused, in this order: 404 `run_unknown`; 409 `run_not_under_way`; 409 `run_not_paused`.',
  })
  @ApiCreatedResponse({ standardSchema: pausedAnswer })
  resume(
    @Param({ schema: runParam }) { runId }: z.output<typeof runParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return this.#halt(runId, command, false, reply);
  }

  @Get()
  @Scope('tiering:rating.read')
  @ApiOperation({ summary: 'List rating runs with their progress' })
  @ApiOkResponse({ standardSchema: page(runShape) })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<RatingRunView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const read = await ratingRuns(this.#log.pool, { issuerId, ...asked, beyond, limit: limit + 1 });
    return pageOf(
      read.map(({ run }) => run),
      limit,
      (one) => String(one.position),
    );
  }

  @Get('late-values')
  @Scope('tiering:rating.read')
  @ApiOperation({
    summary: 'Read which rated months have values that their ratings did not see',
    description:
      'Each holder counts in its first such month. A run of kind `corrected` from that month on rates them again. None for a programme that was never rated. 404 `programme_unknown`.',
  })
  @ApiOkResponse({ standardSchema: lateAnswer })
  async late(
    @Query({ schema: lateQuery }) { programmeId }: z.output<typeof lateQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const programme = await this.#terms.inForce(issuerId, programmeId, this.#log.clock.now());
    if (!programme) throw new Problem(404, 'programme_unknown', 'No version of this programme is in force');
    const { months } = await ratedMonths(this.#log.pool, issuerId, programmeId);
    const [first] = months;
    if (!first) return { items: [] };
    const rating = ratingOf('', programme, first.month);
    return { items: await lateByMonth(this.#log.pool, { issuerId, rating, months, from: first.month }) };
  }

  @Get(':runId')
  @Scope('tiering:rating.read')
  @ApiOperation({ summary: 'Read a rating run and how far it is', description: '404 `run_unknown`.' })
  @ApiOkResponse({ standardSchema: runShape })
  async read(
    @Param({ schema: runParam }) { runId }: z.output<typeof runParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<RatingRunView> {
    return (await this.#require(issuerId, runId)).run;
  }

  @Get(':runId/results')
  @Scope('tiering:rating.read')
  @ApiOperation({
    summary: 'Read what a run found of each holder',
    description: 'By holder and month. 404 `run_unknown`.',
  })
  @ApiOkResponse({ standardSchema: page(resultShape) })
  async results(
    @Param({ schema: runParam }) { runId }: z.output<typeof runParam>,
    @Query({ schema: resultsQuery }) { cursor, limit, ...asked }: z.output<typeof resultsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<RatingRow>> {
    const { runNo } = await this.#require(issuerId, runId);
    const [holderId = '', month = ''] = (cursorKey(cursor, ROW) ?? '').split(' ');
    if (runNo === null) return { items: [], next: null };
    const narrowed = { ...asked, runNo, after: { holderId, month }, limit: limit + 1 };
    return pageOf(await resultsOf(this.#log.pool, narrowed), limit, (row) => `${row.holderId} ${row.month}`);
  }

  @Get(':runId/result')
  @Scope('tiering:rating.read')
  @ApiProduces('text/csv')
  @ApiOperation({
    summary: 'Download the full result as CSV',
    description:
      'A heading, then a row for each holder and month, by both. Its SHA-256 is the one that the closed run says. Refused, in this order: 404 `run_unknown`; 409 `run_under_way`.',
  })
  @ApiOkResponse({ description: 'CSV with a heading.' })
  async download(
    @Param({ schema: runParam }) { runId }: z.output<typeof runParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<StreamableFile> {
    const { runNo, run } = await this.#require(issuerId, runId);
    if (runNo === null || run.state !== 'closed') {
      throw new Problem(409, 'run_under_way', 'The rating run is not through yet', { members: { runId } });
    }
    const disposition = `attachment; filename="${runId}.csv"`;
    return new StreamableFile(Readable.from(resultCsv(this.#log.pool, runNo)), {
      type: 'text/csv; charset=utf-8',
      disposition,
    });
  }

  async #halt(runId: string, { who, key }: CommandRequest, pause: boolean, reply: Reply): Promise<object> {
    const { ratingId, programmeId } = (await this.#require(who.issuerId, runId)).run;
    const verdict = await this.#log.execute({
      who,
      key,
      decider: ratingDecider,
      streamId: ratingId,
      decide: (state) => pauseRun(state, { ratingId, runId, programmeId }, pause),
    });
    return answer(verdict, { status: 201, body: firstFact }, reply);
  }

  async #require(issuerId: string, runId: string): Promise<FoundRun> {
    const [found] = await ratingRuns(this.#log.pool, { issuerId, runId, order: 'oldest', limit: 1 });
    if (found) return found;
    throw new Problem(404, 'run_unknown', 'There is no such rating run', { members: { runId } });
  }
}

function firstFact(events: readonly ScripEvent[]): object {
  return events[0]?.data ?? {};
}
