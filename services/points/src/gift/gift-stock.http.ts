/** Stocks of gifts at counters and service desks: open one, take deliveries, put aside, hand over, take back, count. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Terms } from '@scrip/chassis';
import type { GiftStockEvent, ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
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
import { counterOf, PRICE_CLASSES } from '@scrip/programme';
import { z } from 'zod';
import { codeField, keyField, programmeIdField, reasonField, stockIdField } from '../fields.ts';
import { paidCounter } from '../own-merchant.ts';
import { Ownership } from '../ownership.ts';
import {
  countGifts,
  type GiftStockState,
  giftStockDecider,
  giftStockId,
  handOverGifts,
  openGiftStock,
  receiveGifts,
  releaseGifts,
  reserveGifts,
} from './gift-stock.decider.ts';
import { type GiftMovementView, type GiftStockView, giftMovementsOf, giftStocksOf } from './gift-stock.projection.ts';
import { bringGiftsBack } from './gift-use.decider.ts';
import { GiftUses, giftStates, giftUseOf } from './gift-uses.ts';

/** More pieces of one gift than any mall keeps. */
const PIECES_MAX = 1_000_000;
const POSITION = /^\d{1,18}$/;
/** Above every position: the latest come first. */
const NO_POSITION_YET = '999999999999999999';

const piecesField = z.int().min(1).max(PIECES_MAX);
const forText = 'What the pieces are for, such as the id of a use of an entitlement.';
/** Redemptions and draws put aside, give up and hand over what is theirs themselves; nobody else does so in their name. */
const forField = z
  .string()
  .regex(/^(?!(?:rdm|drw)_)[A-Za-z0-9_.:/-]{1,64}$/, { error: "expected a code that is no redemption's and no draw's" })
  .describe(`${forText} Never the id of a redemption or a draw.`);
const stockFields = {
  programmeId: programmeIdField,
  counterKey: keyField.describe('Counter that keeps the gift, by its key in the programme document.'),
  giftKey: keyField.describe("The issuer's own key of the gift; unique at the counter."),
  sku: codeField.describe('Article as tills know it.'),
  tagFen: fenField.describe('Price on the tag: what the redemption ladder goes by.'),
  priceClass: z.enum(PRICE_CLASSES).describe('regular or special.'),
  costFen: fenField.describe("What the counter is paid for a redeemed piece; 0 for the operator's own gifts."),
};
const stockBody = z.strictObject(stockFields);
const deliveryBody = z.strictObject({
  pieces: piecesField,
  deliveryRef: codeField.describe('Number of the delivery note.'),
});
const forBody = z.strictObject({ forId: forField, pieces: piecesField });
const releaseBody = z.strictObject({ forId: forField, reason: reasonField });
const returnBody = z.strictObject({ forId: codeField.describe(forText), pieces: piecesField, reason: reasonField });
const countBody = z.strictObject({ countedPieces: z.int().min(0).max(PIECES_MAX), reason: reasonField });
const stockParam = z.object({ stockId: stockIdField });
const stocksQuery = z.object({
  ...pageQuery,
  programmeId: programmeIdField.optional(),
  counterKey: keyField.optional(),
});
const movementsQuery = z.object(pageQuery);

const openedAnswer = z.object({ stockId: stockIdField, ...stockFields });
const movedAnswer = z.looseObject({ stockId: stockIdField });
const stockAnswer = openedAnswer.extend({
  onHandPieces: z.int().describe('There, reserved ones too.'),
  reservedPieces: z.int(),
  availablePieces: z.int().describe('Below zero where a count found fewer than are promised.'),
  outPieces: z.int().describe('Handed over and not brought back.'),
});
const movementAnswer = z.object({
  position: z.int(),
  type: z.string(),
  forId: z.string().nullable(),
  onHandChangePieces: z.int(),
  reservedChangePieces: z.int(),
  reference: z.string().nullable(),
  actor: z.string(),
  occurredAt: z.iso.datetime(),
});
const pageAnswer = (item: z.ZodType): z.ZodType => z.object({ items: z.array(item), next: z.string().nullable() });

const REFUSALS = { gift_stock_unknown: 404, programme_unknown: 404, counter_unknown: 422 } as const;
const SHORT = '409 `gifts_short` {askedPieces, availablePieces, missingPieces}';

type Reply = Parameters<typeof answer>[2];

@Controller('points/v1/gift-stocks')
export class GiftStockHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #gifts: GiftUses;
  readonly #ownership: Ownership;

  constructor(log: EventLog, terms: Terms, gifts: GiftUses, ownership: Ownership) {
    this.#log = log;
    this.#terms = terms;
    this.#gifts = gifts;
    this.#ownership = ownership;
  }

  @Post()
  @Scope('points:gift.write')
  @ApiOperation({
    summary: 'Keep a kind of gift at a counter',
    description:
      'Refused, in this order: 404 `programme_unknown`; 422 `counter_unknown` {counterKey}; 409 `gift_stock_known` {stockId}.',
  })
  @ApiCreatedResponse({ standardSchema: openedAnswer })
  async open(
    @Body({ schema: stockBody }) body: z.output<typeof stockBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const { programmeId, counterKey, giftKey } = body;
    const programme = await this.#terms.inForce(issuerId, programmeId, occurredAt);
    if (!programme) {
      throw new Problem(404, 'programme_unknown', 'There is no such programme', { members: { programmeId } });
    }
    if (!counterOf(programme, counterKey)) {
      throw new Problem(422, 'counter_unknown', 'There is no such counter', { members: { counterKey } });
    }
    const stockId = giftStockId(issuerId, counterKey, giftKey);
    return this.#decide(stockId, command, reply, (stock) => openGiftStock(stock, { stockId, ...body }));
  }

  @Post(':stockId/deliveries')
  @Scope('points:gift.write')
  @ApiOperation({ summary: 'Take a delivery of gifts', description: 'Refused: 404 `gift_stock_unknown`.' })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async receive(
    @Param({ schema: stockParam }) { stockId }: z.output<typeof stockParam>,
    @Body({ schema: deliveryBody }) body: z.output<typeof deliveryBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#require(command.who.issuerId, stockId);
    return this.#decide(stockId, command, reply, (stock) => receiveGifts(stock, body));
  }

  @Post(':stockId/reservations')
  @Scope('points:gift.write')
  @ApiOperation({
    summary: 'Put gifts aside',
    description: `Refused, in this order: 404 \`gift_stock_unknown\`; 409 \`reservations_exceeded\` {reservations, most}; ${SHORT}.`,
  })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async reserve(
    @Param({ schema: stockParam }) { stockId }: z.output<typeof stockParam>,
    @Body({ schema: forBody }) body: z.output<typeof forBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#require(command.who.issuerId, stockId);
    return this.#decide(stockId, command, reply, (stock) => reserveGifts(stock, body));
  }

  @Post(':stockId/releases')
  @Scope('points:gift.write')
  @ApiOperation({
    summary: 'Give up gifts that were put aside',
    description: 'All that were put aside for it; nothing happens where none were. Refused: 404 `gift_stock_unknown`.',
  })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async release(
    @Param({ schema: stockParam }) { stockId }: z.output<typeof stockParam>,
    @Body({ schema: releaseBody }) body: z.output<typeof releaseBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#require(command.who.issuerId, stockId);
    return this.#decide(stockId, command, reply, (stock) => releaseGifts(stock, body));
  }

  @Post(':stockId/handovers')
  @Scope('points:gift.write')
  @ApiOperation({
    summary: 'Hand gifts over',
    description: `Those that were put aside for it first, then free ones; the counter is owed what a piece costs, where the stock names a cost. Refused, in this order: 404 \`gift_stock_unknown\`; ${SHORT}.`,
  })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async handOver(
    @Param({ schema: stockParam }) { stockId }: z.output<typeof stockParam>,
    @Body({ schema: forBody }) body: z.output<typeof forBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    await this.#require(issuerId, stockId);
    const { state } = await this.#log.state(giftStockDecider, stockId);
    // The programme and the counter of a stock never change.
    const of = state.kind === 'open' ? state : { programmeId: '', counterKey: '' };
    const programme = await this.#terms.inForce(issuerId, of.programmeId, occurredAt);
    const paid = paidCounter(of.counterKey, programme);
    return this.#decide(stockId, command, reply, (stock) => handOverGifts(stock, body, paid));
  }

  @Post(':stockId/returns')
  @Scope('points:gift.write')
  @ApiOperation({
    summary: 'Take back gifts that were handed over',
    description:
      "The gift of a use of an entitlement comes back whole, and not a second time when the use is taken back; what is handed over in exchange is brought back by hand. Refused, in this order: 404 `gift_stock_unknown`; 409 `return_differs_from_gift` {askedPieces, givenPieces}: they are not all pieces of the use's gift; 409 `return_exceeds_handed_over` {askedPieces, outPieces}.",
  })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async takeBack(
    @Param({ schema: stockParam }) { stockId }: z.output<typeof stockParam>,
    @Body({ schema: returnBody }) body: z.output<typeof returnBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#require(command.who.issuerId, stockId);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: this.#gifts.streams(giftUseOf(body.forId), stockId),
      decide: (states) => bringGiftsBack(giftStates(states), body),
    });
    const returned = (events: readonly ScripEvent[]): object =>
      events.find(({ type }) => type === 'GiftReturned')?.data ?? { stockId };
    return answer(verdict, { status: 201, refusals: REFUSALS, body: returned }, reply);
  }

  @Post(':stockId/counts')
  @Scope('points:gift.write')
  @ApiOperation({
    summary: 'Count gifts: what was counted is what there is',
    description: 'The answer says the difference. Refused: 404 `gift_stock_unknown`.',
  })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async count(
    @Param({ schema: stockParam }) { stockId }: z.output<typeof stockParam>,
    @Body({ schema: countBody }) body: z.output<typeof countBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#require(command.who.issuerId, stockId);
    return this.#decide(stockId, command, reply, (stock) => countGifts(stock, body));
  }

  @Get()
  @Scope('points:read')
  @ApiOperation({ summary: 'List stocks of gifts', description: 'In the order of their ids.' })
  @ApiOkResponse({ standardSchema: pageAnswer(stockAnswer) })
  async list(
    @Query({ schema: stocksQuery }) { cursor, limit, ...asked }: z.output<typeof stocksQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<GiftStockView>> {
    const after = cursorKey(cursor, /^gst_[A-Za-z0-9_.-]{1,200}$/) ?? '';
    const read = await giftStocksOf(this.#log.pool, { issuerId, ...asked, after, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.stockId);
  }

  @Get(':stockId')
  @Scope('points:read')
  @ApiOperation({ summary: 'Read a stock of gifts', description: '404 `gift_stock_unknown`.' })
  @ApiOkResponse({ standardSchema: stockAnswer })
  async read(
    @Param({ schema: stockParam }) { stockId }: z.output<typeof stockParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<GiftStockView> {
    const [found] = await giftStocksOf(this.#log.pool, { issuerId, stockId, after: '', limit: 1 });
    if (found) return found;
    throw stockUnknown(stockId);
  }

  @Get(':stockId/movements')
  @Scope('points:read')
  @ApiOperation({ summary: 'Read what moved a stock', description: 'The latest first. 404 `gift_stock_unknown`.' })
  @ApiOkResponse({ standardSchema: pageAnswer(movementAnswer) })
  async movements(
    @Param({ schema: stockParam }) { stockId }: z.output<typeof stockParam>,
    @Query({ schema: movementsQuery }) { cursor, limit }: z.output<typeof movementsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<GiftMovementView>> {
    await this.#require(issuerId, stockId);
    const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
    const read = await giftMovementsOf(this.#log.pool, { stockId, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.position.toString());
  }

  async #require(issuerId: string, stockId: string): Promise<void> {
    if (!(await this.#ownership.belongsTo(issuerId, stockId))) throw stockUnknown(stockId);
  }

  async #decide(
    stockId: string,
    command: CommandRequest,
    reply: Reply,
    decide: (stock: GiftStockState) => Decision<GiftStockEvent>,
  ): Promise<object> {
    const verdict = await this.#log.execute({ ...command, decider: giftStockDecider, streamId: stockId, decide });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => event?.data ?? { stockId } }, reply);
  }
}

function stockUnknown(stockId: string): Problem {
  return new Problem(404, 'gift_stock_unknown', 'There is no such stock of gifts', { members: { stockId } });
}
