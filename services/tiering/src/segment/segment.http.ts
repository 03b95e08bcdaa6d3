/** Runs of segments: started, watched, and their reports (domain 2.11, E4). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { BusinessClock, EventLog, idFrom, type Verdict } from '@scrip/event-store';
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
import { keyField, membershipIdField, monthField, programmeIdField, runIdField } from '../fields.ts';
import { latestRunMonth, type SegmentRunView, segmentRuns } from './segment.projection.ts';
import { resultsOf, type SegmentResultView } from './segment-result.ts';
import { segmentRunDecider, startSegmentRun } from './segment-run.decider.ts';
import { runUnderWay, SegmentTakenError, takeSegment } from './segment-under-way.ts';

type Reply = Parameters<typeof answer>[2];

const runParam = z.object({ runId: runIdField('sgr') });
const startBody = z.strictObject({
  programmeId: programmeIdField,
  segmentKey: keyField.describe('A segment of the programme.'),
  month: monthField.optional().describe('Month that its window ends with; left out: this one.'),
});
const listQuery = z.object({
  ...pageQuery,
  programmeId: programmeIdField.optional(),
  segmentKey: keyField.optional(),
});
const membersQuery = z.object({
  ...pageQuery,
  is: z.enum(['in', 'out']).optional().describe('Left out: everybody who was put in order.'),
});

const startedAnswer = z.object({
  runId: runIdField('sgr'),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  segmentKey: z.string(),
  month: monthField,
});
const runShape = z.object({
  runId: runIdField('sgr'),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  segmentKey: z.string(),
  membersOf: programmeIdField.describe('The programme whose members are told apart.'),
  month: monthField,
  metric: z.string(),
  state: z.enum(['started', 'ranked', 'closed']).describe('ranked: the order is known, members are being told.'),
  startedBy: z.string().describe('Subject of the token.'),
  startedAt: z.iso.datetime(),
  members: z.int().nullable().describe('Who were put in order; null, as the next five, until they are.'),
  inCount: z.int().nullable(),
  whole: z.int().nullable().describe('What was measured of all, in the unit of the metric; an average is cut.'),
  held: z.int().nullable().describe('Of it, what those hold who are in.'),
  heldShareBp: z.int().nullable().describe('In basis points, half up.'),
  resultHash: z.string().nullable().describe('SHA-256 of the result, a line a member in the order of their ids.'),
  entered: z.int().describe('Members who came in, so far.'),
  left: z.int().describe('Members who went out, so far.'),
  closedAt: z.iso.datetime().nullable(),
  position: z.int().describe('Place in the log.'),
});
const memberShape = z.object({
  membershipId: membershipIdField,
  holderId: z.string(),
  place: z.int().describe('From 1; equal members have the same.'),
  isIn: z.boolean(),
  total: z.string().describe('Whole decimal digits, in the unit of the metric.'),
  over: z.string().describe('What divides it, likewise; 1 unless it is an average.'),
});
const page = (item: z.ZodType): z.ZodType => z.object({ items: z.array(item), next: z.string().nullable() });

/** How often a start is decided anew while runs of the segment begin and end under it. */
const ATTEMPTS_MAX = 5;

const REFUSALS = { programme_unknown: 404, segment_unknown: 404 };

@Controller('tiering/v1/segment-runs')
export class SegmentHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #clock: BusinessClock;

  constructor(log: EventLog, programmes: Terms, clock: BusinessClock) {
    this.#log = log;
    this.#programmes = programmes;
    this.#clock = clock;
  }

  @Post()
  @Scope('tiering:segment.run')
  @ApiOperation({
    summary: 'Find who is in a segment',
    description:
      'A job: members are put in order and told in or out in the background, with a report at its end. Refused, in this order: 404 `programme_unknown`; 404 `segment_unknown` {programmeVersion, segmentKey}; 409 `run_under_way` {runId}; 409 `month_ahead` {month, thisMonth}; 409 `later_run_exists` {month, latestMonth}.',
  })
  @ApiCreatedResponse({ standardSchema: startedAnswer })
  async start(
    @Body({ schema: startBody }) { programmeId, segmentKey, month }: z.output<typeof startBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#start(command, { programmeId, segmentKey, month });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  /** Where another run began while it was decided, it is decided again, knowing of it. */
  async #start(command: CommandRequest, body: z.output<typeof startBody>): Promise<Verdict> {
    const { who, key } = command;
    const { issuerId, occurredAt } = who;
    const { programmeId, segmentKey } = body;
    const named = { issuerId, programmeId, segmentKey };
    const programme = await this.#programmes.inForce(issuerId, programmeId, occurredAt);
    const thisMonth = businessDate(this.#clock.now()).slice(0, 7);
    const runId = idFrom('sgr', [issuerId, key.scope, key.key].join('\n'));
    for (let attempt = 1; ; attempt += 1) {
      const underWayRunId = await runUnderWay(this.#log.pool, named);
      const latestMonth = await latestRunMonth(this.#log.pool, named);
      const of = { runId, programmeId, segmentKey, month: body.month ?? thisMonth };
      const asked = { ...of, thisMonth, underWayRunId, latestMonth };
      try {
        return await this.#log.execute({
          ...command,
          decider: segmentRunDecider,
          streamId: runId,
          decide: () => startSegmentRun(asked, programme),
          writes: (tx) => takeSegment(tx, named, runId),
        });
      } catch (error) {
        if (!(error instanceof SegmentTakenError) || attempt >= ATTEMPTS_MAX) throw error;
      }
    }
  }

  @Get()
  @Scope('tiering:read')
  @ApiOperation({ summary: 'List runs of segments', description: 'The newest first, each with its report.' })
  @ApiOkResponse({ standardSchema: page(runShape) })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<SegmentRunView>> {
    const last = cursorKey(cursor, /^\d{1,16}$/);
    const before = last === undefined ? undefined : BigInt(last);
    const read = await segmentRuns(this.#log.pool, { issuerId, ...asked, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => String(item.position));
  }

  @Get(':runId')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Read a run of a segment with its report',
    description: '404 `run_unknown`.',
  })
  @ApiOkResponse({ standardSchema: runShape })
  async read(
    @Param({ schema: runParam }) { runId }: z.output<typeof runParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<SegmentRunView> {
    const [run] = await segmentRuns(this.#log.pool, { issuerId, runId, limit: 1 });
    if (run) return run;
    throw new Problem(404, 'run_unknown', 'There is no such run', { members: { runId } });
  }

  @Get(':runId/members')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Read the order that a run found',
    description: 'The most first; none until the order is known. 404 `run_unknown`.',
  })
  @ApiOkResponse({ standardSchema: page(memberShape) })
  async members(
    @Param({ schema: runParam }) { runId }: z.output<typeof runParam>,
    @Query({ schema: membersQuery }) { cursor, limit, is }: z.output<typeof membersQuery>,
    @Caller() caller: Caller,
  ): Promise<Page<SegmentResultView>> {
    await this.read({ runId }, caller);
    const [place = '0', membershipId = ''] = (cursorKey(cursor, /^\d{1,9} mbr_\w{26}$/) ?? '0 ').split(' ');
    const isIn = is === undefined ? undefined : is === 'in';
    const asked = { runId, isIn, place: Number(place), membershipId, limit: limit + 1 };
    const read = await resultsOf(this.#log.pool, asked);
    return pageOf(read, limit, (item) => `${item.place} ${item.membershipId}`);
  }
}
