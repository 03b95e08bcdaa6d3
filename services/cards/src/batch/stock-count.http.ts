/** Stock-takings: count a place, and look at what the counts found. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
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
import { caughtUp } from '../caught-up.ts';
import { batchIdField, codeField, idOf, rangesField } from './batch-route.ts';
import type { SerialRange } from './serial-ranges.ts';
import { countStock, stockCountDecider } from './stock-count.decider.ts';
import { countsOf, expectedAt, type StockCountView } from './stock-count.projection.ts';

type Reply = Parameters<typeof answer>[2];

/** Batches of one count. */
const BATCHES_MAX = 200;

const countBody = z.strictObject({
  placeKind: z.enum(['branch', 'distributor']),
  placeId: codeField('a branch or a distributor'),
  counted: z
    .array(z.strictObject({ batchId: batchIdField, ranges: rangesField }))
    .max(BATCHES_MAX)
    .describe('What was there, by batch and serials; empty: nothing.'),
});
const countParam = z.object({
  countId: z.string().regex(/^cnt_[0-9A-HJKMNP-TV-Z]{26}$/),
});
const listQuery = z.object({
  ...pageQuery,
  placeKind: z.enum(['branch', 'distributor']).optional(),
  placeId: codeField('a place').optional(),
  differs: z
    .enum(['true', 'false'])
    .optional()
    .describe('True: only those with a difference; false: only those without.'),
});
const differenceShape = z.object({
  batchId: z.string(),
  kind: z.enum(['missing', 'surplus']).describe('Should be there and were not; or were there and should not be.'),
  ranges: z.array(z.object({ firstSerial: z.int(), lastSerial: z.int() })),
  cards: z.int(),
});
const countAnswer = z.object({
  countId: z.string(),
  placeKind: z.string(),
  placeId: z.string(),
  expectedCards: z.int(),
  countedCards: z.int(),
  missingCards: z.int(),
  surplusCards: z.int(),
  comparedPosition: z.int().describe('Position of the log that was compared with.'),
  differences: z.array(differenceShape),
});
const countView = countAnswer.extend({ countedAt: z.iso.datetime(), actor: z.string() });
const listAnswer = z.object({ items: z.array(countView), next: z.string().nullable() });

const POSITION = /^\d{1,16}$/;

@Controller('cards/v1/stock-counts')
export class StockCountHttp {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;

  constructor(log: EventLog, runner: ProjectionRunner) {
    this.#log = log;
    this.#runner = runner;
  }

  @Post()
  @Scope('cards:stock.write')
  @ApiOperation({
    summary: 'Count the cards in stock of a place against what should be there',
    description:
      'Names every difference; nothing is moved by a count. 503 `reading_behind` while the stock is being counted up.',
  })
  @ApiCreatedResponse({ standardSchema: countAnswer })
  async count(
    @Body({ schema: countBody }) { placeKind, placeId, counted }: z.output<typeof countBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const comparedPosition = await caughtUp(this.#log, this.#runner);
    const { issuerId } = command.who;
    const expected = await expectedAt(this.#log.pool, { issuerId, kind: placeKind, id: placeId });
    const there = new Map<string, SerialRange[]>();
    for (const { batchId, ranges } of counted) there.set(batchId, [...(there.get(batchId) ?? []), ...ranges]);
    const countId = idOf('cnt', command);
    const asked = { countId, placeKind, placeId, expected, counted: there, comparedPosition };
    const verdict = await this.#log.execute({
      ...command,
      decider: stockCountDecider,
      streamId: countId,
      decide: (state) => countStock(state, asked),
    });
    return answer(verdict, { status: 201, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get()
  @Scope('cards:stock.read')
  @ApiOperation({ summary: 'List stock-takings', description: 'The newest first.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, differs, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<StockCountView>> {
    const last = cursorKey(cursor, POSITION);
    const before = last === undefined ? undefined : BigInt(last);
    const wanted = differs === undefined ? undefined : differs === 'true';
    const read = await countsOf(this.#log.pool, { issuerId, ...narrowed, differs: wanted, before, limit: limit + 1 });
    const page = pageOf(read, limit, ({ position }) => String(position));
    return { ...page, items: page.items.map(({ count }) => count) };
  }

  @Get(':countId')
  @Scope('cards:stock.read')
  @ApiOperation({ summary: 'Read a stock-taking', description: '404 `count_unknown`.' })
  @ApiOkResponse({ standardSchema: countView })
  async read(
    @Param({ schema: countParam }) { countId }: z.output<typeof countParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<StockCountView> {
    const [found] = await countsOf(this.#log.pool, { issuerId, countId, limit: 1 });
    if (!found) throw new Problem(404, 'count_unknown', 'There is no such stock-taking', { members: { countId } });
    return found.count;
  }
}
