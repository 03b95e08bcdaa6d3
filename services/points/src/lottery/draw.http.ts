/** Draws of a programme's lotteries: announce, close, hold, hand prizes out; and all that proves them. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, idFrom } from '@scrip/event-store';
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
import {
  accountIdField,
  drawIdField,
  entryIdField,
  holderIdField,
  keyField,
  programmeIdField,
  reasonField,
  stockIdField,
} from '../fields.ts';
import { factOf } from '../redemption/redemption-commands.ts';
import { WINNERS_MAX } from './draw.rule.ts';
import { DrawCommands, type LotteryRef } from './draw-commands.ts';
import { entriesFrom, type PlacedEntry } from './draw-entries.ts';
import { DRAW_STATES, type DrawView, drawsOf, type WinnerView, winnersOf } from './lottery-draw.projection.ts';

const PRIZES_MAX = 50;
/** Entries of a page: whoever checks a draw reads them all. */
const ENTRIES_MAX = 10_000;
const POSITION = /^\d{1,18}$/;
const PLACE = /^\d{1,9}$/;
/** Above every position: the latest come first. */
const NO_POSITION_YET = '999999999999999999';

const prizeBody = z.strictObject({
  prizeKey: keyField.describe("The issuer's own key of the prize; unique in the draw."),
  winners: z.int().min(1).max(WINNERS_MAX).describe('How many entries win it.'),
  stockId: stockIdField.optional().describe('Stock of gifts it is taken from, a piece for each winner.'),
});
const drawBody = z.strictObject({
  prizes: z.array(prizeBody).min(1).max(PRIZES_MAX).describe('The first is drawn first.'),
  oncePerAccount: z.boolean().default(true).describe('Whether an account wins at most once in the draw.'),
});
const cancellationBody = z.strictObject({ reason: reasonField });
const lotteryParam = z.object({ programmeId: programmeIdField, rule: keyField });
const drawParam = lotteryParam.extend({ drawId: drawIdField });
const prizeParam = drawParam.extend({ entryId: entryIdField });
const drawsQuery = z.object({
  ...pageQuery,
  programmeId: programmeIdField.optional(),
  rule: keyField.optional(),
  state: z.enum(DRAW_STATES).optional(),
});
const idParam = z.object({ drawId: drawIdField });
const entriesQuery = z.object({
  cursor: pageQuery.cursor,
  limit: z.coerce.number().int().min(1).max(ENTRIES_MAX).default(1_000),
});

const prizeShape = z.object({ prizeKey: z.string(), winners: z.int(), stockId: z.string().nullable() });
const winnerShape = z.object({
  prizeKey: z.string(),
  place: z.int().describe('Of the entry among those of the draw, from 0.'),
  entryId: z.string(),
  accountId: accountIdField,
  holderId: holderIdField,
});
const openedAnswer = z.object({
  drawId: drawIdField,
  seedHash: z.string().describe('SHA-256 of the seed, which is shown when the draw is held.'),
  afterPosition: z.int().describe('Entries above this position of the log are in the draw.'),
});
const closedAnswer = z.object({
  drawId: drawIdField,
  throughPosition: z.int(),
  entries: z.int(),
  entriesHash: z.string(),
});
const heldAnswer = z.object({
  drawId: drawIdField,
  method: z.string(),
  seed: z.string(),
  winners: z.array(winnerShape),
});
const endedAnswer = z.object({ drawId: drawIdField });
const collectedAnswer = z.object({ drawId: drawIdField, entryId: z.string(), prizeKey: z.string() });
const drawAnswer = z.object({
  position: z.int().describe("Of its opening in this service's log."),
  drawId: drawIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  rule: z.string(),
  state: z.enum(DRAW_STATES),
  prizes: z.array(prizeShape),
  oncePerAccount: z.boolean(),
  seedHash: z.string(),
  afterPosition: z.int(),
  throughPosition: z.int().nullable(),
  entries: z.int().nullable(),
  entriesHash: z.string().nullable(),
  method: z.string().nullable(),
  seed: z.string().nullable().describe('Null until the draw is held.'),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
});
const proofAnswer = drawAnswer.extend({
  winners: z.array(winnerShape.extend({ collectedAt: z.iso.datetime().nullable() })),
  entriesAt: z.string().describe('Where the entries are listed, in pages.'),
});
const entryAnswer = z.object({
  place: z.int(),
  position: z.int().describe("Of the event in this service's log."),
  entryId: z.string(),
  accountId: accountIdField,
  holderId: holderIdField,
});
const page = (item: z.ZodType): z.ZodType => z.object({ items: z.array(item), next: z.string().nullable() });

const REFUSALS = {
  programme_unknown: 404,
  draw_rule_unknown: 404,
  draw_unknown: 404,
  prize_unknown: 404,
  merchant_mismatch: 403,
  gift_stock_unknown: 404,
  prize_repeated: 422,
  winners_exceeded: 422,
} as const;
const NOT_UNDER_WAY = '404 `draw_unknown`; 409 `draw_held`; 409 `draw_cancelled`';

type Reply = Parameters<typeof answer>[2];

@Controller('points/v1')
export class DrawHttp {
  readonly #log: EventLog;
  readonly #draws: DrawCommands;

  constructor(log: EventLog, draws: DrawCommands) {
    this.#log = log;
    this.#draws = draws;
  }

  @Post('programmes/:programmeId/lotteries/:rule/draws')
  @Scope('points:lottery.write')
  @ApiOperation({
    summary: 'Announce a draw',
    description:
      'Its prizes are put aside, its seed is made and its hash published. Refused, in this order: 404 `programme_unknown`; 404 `draw_rule_unknown` {rule}; 409 `draw_under_way` {drawId}; 422 `prize_repeated` {prizeKey}; 422 `winners_exceeded` {winners, most}; 404 `gift_stock_unknown`; 409 `reservations_exceeded`; 409 `gifts_short` {stockId, askedPieces, availablePieces, missingPieces}.',
  })
  @ApiCreatedResponse({ standardSchema: openedAnswer })
  async open(
    @Param({ schema: lotteryParam }) lottery: z.output<typeof lotteryParam>,
    @Body({ schema: drawBody }) { prizes, oncePerAccount }: z.output<typeof drawBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { key } = command;
    const verdict = await this.#draws.open(command, refOf(command, lottery), {
      drawId: idFrom('drw', `${key.scope}\n${key.key}`),
      prizes: prizes.map((prize) => ({ ...prize, stockId: prize.stockId ?? null })),
      oncePerAccount,
    });
    const body = (events: Parameters<typeof factOf>[0]): object => {
      const opened = factOf(events, 'DrawOpened');
      return { drawId: opened?.drawId, seedHash: opened?.seedHash, afterPosition: opened?.afterPosition };
    };
    return answer(verdict, { status: 201, refusals: REFUSALS, body }, reply);
  }

  @Post('programmes/:programmeId/lotteries/:rule/draws/:drawId/closing')
  @Scope('points:lottery.write')
  @ApiOperation({
    summary: 'Close a draw',
    description: `It has the entries up to the end of the log as it is now, and no others. Refused, in this order: 503 \`position_not_reached\`; ${NOT_UNDER_WAY}; 409 \`draw_closed\` {throughPosition}; 409 \`no_entries\`.`,
  })
  @ApiCreatedResponse({ standardSchema: closedAnswer })
  async close(
    @Param({ schema: drawParam }) { drawId, ...lottery }: z.output<typeof drawParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#draws.close(command, refOf(command, lottery), drawId);
    const body = (events: Parameters<typeof factOf>[0]): object => {
      const closed = factOf(events, 'DrawClosed');
      const { throughPosition, entries, entriesHash } = closed ?? {};
      return { drawId, throughPosition, entries, entriesHash };
    };
    return answer(verdict, { status: 201, refusals: REFUSALS, body }, reply);
  }

  @Post('programmes/:programmeId/lotteries/:rule/draws/:drawId/holding')
  @Scope('points:lottery.write')
  @ApiOperation({
    summary: 'Hold a closed draw',
    description: `The seed is shown and the winners follow from it. Refused, in this order: ${NOT_UNDER_WAY}; 409 \`draw_not_closed\`.`,
  })
  @ApiCreatedResponse({ standardSchema: heldAnswer })
  async hold(
    @Param({ schema: drawParam }) { drawId, ...lottery }: z.output<typeof drawParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#draws.hold(command, refOf(command, lottery), drawId);
    const body = (events: Parameters<typeof factOf>[0]): object => {
      const { method, seed, winners } = factOf(events, 'DrawHeld') ?? {};
      return { drawId, method, seed, winners };
    };
    return answer(verdict, { status: 201, refusals: REFUSALS, body }, reply);
  }

  @Post('programmes/:programmeId/lotteries/:rule/draws/:drawId/cancellation')
  @Scope('points:lottery.write')
  @ApiOperation({
    summary: 'Give a draw up before it is held',
    description: `Its entries are in the next one. Refused, in this order: ${NOT_UNDER_WAY}.`,
  })
  @ApiCreatedResponse({ standardSchema: endedAnswer })
  async cancel(
    @Param({ schema: drawParam }) { drawId, ...lottery }: z.output<typeof drawParam>,
    @Body({ schema: cancellationBody }) { reason }: z.output<typeof cancellationBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#draws.cancel(command, refOf(command, lottery), drawId, reason);
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => ({ drawId }) }, reply);
  }

  @Post('programmes/:programmeId/lotteries/:rule/draws/:drawId/prizes/:entryId/collection')
  @Scope('points:redeem')
  @ApiOperation({
    summary: 'Hand a prize to its winner',
    description:
      'Refused, in this order: 503 `position_not_reached`; 404 `prize_unknown` {entryId}; 403 `merchant_mismatch` {merchantId}, also where the prize is of no stock and so of no counter; 409 `prize_collected` {entryId}; 409 `gifts_short` {stockId, askedPieces, availablePieces, missingPieces}.',
  })
  @ApiCreatedResponse({ standardSchema: collectedAnswer })
  async collect(
    @Param({ schema: prizeParam }) { drawId, entryId, ...lottery }: z.output<typeof prizeParam>,
    @Caller() { merchantId }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#draws.collect(command, refOf(command, lottery), { drawId, entryId, merchantId });
    const body = (events: Parameters<typeof factOf>[0]): object => {
      const prizeKey = factOf(events, 'PrizeCollected')?.prizeKey;
      return { drawId, entryId, prizeKey };
    };
    return answer(verdict, { status: 201, refusals: REFUSALS, body }, reply);
  }

  @Get('draws')
  @Scope('points:read')
  @ApiOperation({ summary: 'List draws', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: page(drawAnswer) })
  async list(
    @Query({ schema: drawsQuery }) { cursor, limit, ...asked }: z.output<typeof drawsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<DrawView>> {
    const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
    const read = await drawsOf(this.#log.pool, { issuerId, ...asked, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.position.toString());
  }

  @Get('draws/:drawId/proof')
  @Scope('points:read')
  @ApiOperation({
    summary: 'Read what proves a draw',
    description:
      'The hash that was published before, the seed, the hash of the entries, the winners, and where the entries are: whoever follows the method with them comes to the same winners (README). 404 `draw_unknown`.',
  })
  @ApiOkResponse({ standardSchema: proofAnswer })
  async proof(
    @Param({ schema: idParam }) { drawId }: z.output<typeof idParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<DrawView & { readonly winners: readonly WinnerView[]; readonly entriesAt: string }> {
    const draw = await this.#draw(issuerId, drawId);
    const winners = await winnersOf(this.#log.pool, drawId);
    return { ...draw, winners, entriesAt: `/points/v1/draws/${drawId}/entries` };
  }

  @Get('draws/:drawId/entries')
  @Scope('points:read')
  @ApiOperation({
    summary: 'List the entries of a closed draw',
    description: 'In the order they were given, up to 10,000 at once. 404 `draw_unknown`; 409 `draw_not_closed`.',
  })
  @ApiOkResponse({ standardSchema: page(entryAnswer) })
  async entries(
    @Param({ schema: idParam }) { drawId }: z.output<typeof idParam>,
    @Query({ schema: entriesQuery }) { cursor, limit }: z.output<typeof entriesQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<PlacedEntry>> {
    const { programmeId, rule, afterPosition, throughPosition } = await this.#draw(issuerId, drawId);
    if (throughPosition === null) {
      throw new Problem(409, 'draw_not_closed', 'The draw is not closed', { members: { drawId } });
    }
    const from = Number(cursorKey(cursor, PLACE) ?? '-1') + 1;
    const asked = { issuerId, programmeId, rule, afterPosition, throughPosition };
    const read = await entriesFrom(this.#log.pool, asked, { from, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.place.toString());
  }

  async #draw(issuerId: string, drawId: string): Promise<DrawView> {
    const [draw] = await drawsOf(this.#log.pool, { issuerId, drawId, before: BigInt(NO_POSITION_YET), limit: 1 });
    if (draw) return draw;
    throw new Problem(404, 'draw_unknown', 'There is no such draw', { members: { drawId } });
  }
}

function refOf({ who }: CommandRequest, { programmeId, rule }: Omit<LotteryRef, 'issuerId'>): LotteryRef {
  return { issuerId: who.issuerId, programmeId, rule };
}
