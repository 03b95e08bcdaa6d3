/** Stock of blank cards: received from the maker, allotted, returned, destroyed; and how many are where. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { BatchEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { answered, EventLog, on, ProjectionRunner } from '@scrip/event-store';
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
import { type Fen, fen, priceAt } from '@scrip/money';
import { z } from 'zod';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import { caughtUp } from '../caught-up.ts';
import { programmeIdField } from '../fields.ts';
import { vendorDecider, vendorStream } from '../vendor/vendor.decider.ts';
import { type BatchState, batchDecider, branch, type Place } from './batch.decider.ts';
import { idsOf } from './batch-issue.ts';
import {
  BATCH_REFUSALS,
  batchIdField,
  batchParam,
  codeField,
  placeField,
  rangesField,
  reasonField,
  requireBatch,
  requireFew,
  SAYS_WHICH,
  saysWhich,
  serialFields,
  serialsIn,
  whichFields,
} from './batch-route.ts';
import { allotCards, type OrderedCards, receiveCards, takeBack } from './batch-stock.rule.ts';
import { firstInStock, notInStock, type StockTotal, stockKey, stockTotals } from './card-stock.projection.ts';
import { destroyCards } from './destroy-cards.rule.ts';
import { knownOrder } from './known-order.ts';
import { countIn, inOrder, rangesOf, type SerialRange } from './serial-ranges.ts';

type Reply = Parameters<typeof answer>[2];

const receiveBody = z.strictObject({
  branchId: codeField('the branch that counted them'),
  deliveryReference: codeField("the maker's delivery"),
  ...serialFields,
  missing: rangesField.optional().describe('What of the delivery note was not there.'),
});
const allotBody = z
  .strictObject({
    from: placeField,
    to: placeField,
    cityId: codeField('the city of a distributor').optional().describe('Needed where its order has a price per city.'),
    ...whichFields,
  })
  .refine(saysWhich, SAYS_WHICH);
const returnBody = z
  .strictObject({
    from: placeField,
    branchId: codeField('the branch that takes them back'),
    reason: reasonField,
    ...whichFields,
  })
  .refine(saysWhich, SAYS_WHICH);
const destroyBody = z.strictObject({ ranges: rangesField, reason: reasonField });
const stockQuery = z.object({
  ...pageQuery,
  placeKind: z.enum(['branch', 'distributor']).optional(),
  placeId: codeField('a branch or a distributor').optional(),
  orderId: codeField("a distributor's order").optional(),
  batchId: batchIdField.optional(),
  programmeId: programmeIdField.optional(),
  productKey: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .optional(),
  state: z.enum(['made', 'in_stock', 'sold', 'destroyed']).optional(),
});

const rangeShape = z.object({ firstSerial: z.int(), lastSerial: z.int() });
const movedShape = { batchId: batchIdField, ranges: z.array(rangeShape), cards: z.int() };
const receivedAnswer = z.object({
  ...movedShape,
  missingCards: z.int(),
  branchId: z.string(),
  deliveryReference: z.string(),
  vendorId: z.string().nullable().describe('Who is owed for them; null: the programme names no vendor.'),
  cardFen: fenField.nullable().describe('What it is owed for each card that was there.'),
});
const fromShape = { fromKind: z.string(), fromId: z.string() };
const allottedAnswer = z.object({
  ...movedShape,
  ...fromShape,
  toKind: z.string(),
  toId: z.string(),
  orderId: z.string().nullable(),
  region: z.string().nullable().describe('Where the order lets them be sold; null: anywhere.'),
  cityPriceFen: fenField.nullable().describe('Price of a card in the city; null where none is agreed.'),
});
const returnedAnswer = z.object({ ...movedShape, ...fromShape, branchId: z.string(), reason: z.string() });
const destroyedAnswer = z.object({ batchId: batchIdField, cards: z.int(), reason: z.string() });
const totalShape = z.object({
  placeKind: z.string().describe('branch or distributor; empty: with the maker.'),
  placeId: z.string(),
  orderId: z.string().nullable(),
  region: z.string().nullable(),
  batchId: batchIdField,
  state: z.enum(['made', 'in_stock', 'sold', 'destroyed']),
  programmeId: programmeIdField,
  productKey: z.string(),
  faceFen: fenField.describe('Of each card.'),
  cards: z.int(),
  faceTotalFen: fenField.describe('Of all of them.'),
});
const stockAnswer = z.object({ items: z.array(totalShape), next: z.string().nullable() });

const STOCK_KEY = /^[a-z]*\n[^\n]*\n[^\n]*\nbat_[^\n]{26}\n[a-z_]+$/;

@Controller('cards/v1')
export class BatchStockHttp {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;

  constructor(log: EventLog, runner: ProjectionRunner) {
    this.#log = log;
    this.#runner = runner;
  }

  @Post('batches/:batchId/receipts')
  @Scope('cards:stock.write')
  @ApiOperation({
    summary: 'Receive cards from the maker, counted',
    description:
      'What is missing stays with the maker and may come later. A vendor is owed for what was there. Refused, in this order: 404 `batch_unknown`; 409 `cards_not_made` {lastSerial, madeCards}; 409 `range_invalid` {announced, missing}; 409 `cards_received` {ranges}; 409 `nothing_received` {missingCards}; 409 `too_many_ranges` {ranges, limit}.',
  })
  @ApiCreatedResponse({ standardSchema: receivedAnswer })
  async receive(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Body({ schema: receiveBody }) body: z.output<typeof receiveBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { branchId, deliveryReference, firstSerial, lastSerial, missing = [] } = body;
    const announced = { firstSerial, lastSerial };
    const vendorCardFen = await this.#vendorPrice(command.who.issuerId, batchId);
    const asked = { branchId, deliveryReference, announced, missing, vendorCardFen };
    return this.#decide(command, batchId, (state) => receiveCards(state, asked), reply);
  }

  @Post('batches/:batchId/allotments')
  @Scope('cards:stock.write')
  @ApiOperation({
    summary: 'Hand cards to a branch, or to a distributor for its order',
    description:
      'By their serials, or so many of those in stock. Refused, in this order: 404 `batch_unknown`; 404 `order_unknown`; 409 `order_unpaid`; 409 `city_price_missing` {cityId}; 409 `cards_not_in_stock` {cards}; 409 `cards_short` {askedCards, cards}; 409 `face_value_mismatch` {faceFen, orderedFaceFen}; 409 `order_exceeded` {askedCards, allottedCards, orderedCards}; 409 `place_unchanged`; 409 `cards_not_there` {ranges}; 409 `too_many_ranges` {ranges, limit}.',
  })
  @ApiCreatedResponse({ standardSchema: allottedAnswer })
  async allot(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Body({ schema: allotBody }) body: z.output<typeof allotBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    await requireBatch(this.#log, issuerId, batchId);
    if (await this.#wasAnswered(command)) return this.#again(command, batchId, reply);
    const from = placeIn(body.from);
    await caughtUp(this.#log, this.#runner);
    const { to, order } = await this.#destination(issuerId, batchId, body);
    const ranges = await this.#which(batchId, from, body);
    return this.#decide(command, batchId, (state) => allotCards(state, { ranges, from, to, order }), reply);
  }

  @Post('batches/:batchId/returns')
  @Scope('cards:stock.write')
  @ApiOperation({
    summary: 'Take cards that were not sold back into the stock of a branch',
    description:
      'Refused, in this order: 404 `batch_unknown`; 409 `cards_not_in_stock` {cards}; 409 `cards_short` {askedCards, cards}; 409 `place_unchanged`; 409 `cards_not_there` {ranges}; 409 `too_many_ranges` {ranges, limit}.',
  })
  @ApiCreatedResponse({ standardSchema: returnedAnswer })
  async takeBack(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Body({ schema: returnBody }) body: z.output<typeof returnBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireBatch(this.#log, command.who.issuerId, batchId);
    if (await this.#wasAnswered(command)) return this.#again(command, batchId, reply);
    const from = placeIn(body.from);
    await caughtUp(this.#log, this.#runner);
    const ranges = await this.#which(batchId, from, body);
    const { branchId, reason } = body;
    return this.#decide(command, batchId, (state) => takeBack(state, { ranges, from, branchId, reason }), reply);
  }

  @Post('batches/:batchId/destructions')
  @Scope('cards:stock.write')
  @ApiOperation({
    summary: 'Record that cards which were not sold were destroyed',
    description:
      'Spoilt, wrongly printed, left over; up to 1,000 at once. They are void for good. Refused, in this order: 404 `batch_unknown`; 413 `too_many_cards` {cards, limit}; 409 `cards_not_made` {lastSerial, madeCards}; 409 `card_sold` {serial}; 409 `card_void` {serial}.',
  })
  @ApiCreatedResponse({ standardSchema: destroyedAnswer })
  async destroy(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Body({ schema: destroyBody }) body: z.output<typeof destroyBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireBatch(this.#log, command.who.issuerId, batchId);
    const ranges = inOrder(body.ranges);
    requireFew(countIn(ranges));
    const serials = serialsIn(ranges);
    const cards = serials.map((serial) => idsOf(batchId, serial).cardId);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(batchDecider, batchId), ...cards.map((cardId) => on(cardDecider, cardId))],
      decide: ([batch, ...states]) =>
        destroyCards(batch as BatchState, states as readonly CardState[], { serials, reason: body.reason }),
    });
    const said = { batchId, cards: cards.length, reason: body.reason };
    return answer(verdict, { status: 201, refusals: BATCH_REFUSALS, body: () => said }, reply);
  }

  @Get('stock')
  @Scope('cards:stock.read')
  @ApiOperation({
    summary: 'Count the cards of batches by place, order, batch and state',
    description: 'Where they are, of which product and face value, and what became of them.',
  })
  @ApiOkResponse({ standardSchema: stockAnswer })
  async stock(
    @Query({ schema: stockQuery }) { cursor, limit, ...narrowed }: z.output<typeof stockQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<StockTotal>> {
    const { placeKind, placeId, orderId, batchId, programmeId, productKey, state } = narrowed;
    const filters = { placeKind, placeId, orderId, batchId, programmeId, productKey, state };
    const after = cursorKey(cursor, STOCK_KEY)?.split('\n');
    const read = await stockTotals(this.#log.pool, { issuerId, ...filters, after, limit: limit + 1 });
    return pageOf(read, limit, stockKey);
  }

  /** What is agreed with the vendor of a batch for a card; null where it has none. Which vendor it is never changes. */
  async #vendorPrice(issuerId: string, batchId: string): Promise<Fen | null> {
    await requireBatch(this.#log, issuerId, batchId);
    const { state: batch } = await this.#log.state(batchDecider, batchId);
    if (batch.status === 'none' || !batch.vendorId) return null;
    const { state: vendor } = await this.#log.state(vendorDecider, vendorStream(issuerId, batch.vendorId));
    return vendor.status === 'none' ? null : vendor.terms.cardFen;
  }

  /** Where cards go; a distributor's order says how many, of which value, in which region and at which price. */
  async #destination(
    issuerId: string,
    batchId: string,
    { to, cityId }: z.output<typeof allotBody>,
  ): Promise<{ readonly to: Place; readonly order: OrderedCards | null }> {
    const { kind, id, orderId } = to;
    if (orderId === undefined) return { to: branch(id), order: null };
    const order = await knownOrder(this.#log.pool, { issuerId, distributorId: id, orderId });
    if (!order) {
      throw new Problem(404, 'order_unknown', 'There is no such order', { members: { distributorId: id, orderId } });
    }
    if (!order.paid) throw new Problem(409, 'order_unpaid', 'The order is not paid', { members: { orderId } });
    const price = order.cityPrices.find((one) => one.cityId === cityId);
    if (order.cityPrices.length > 0 && !price) {
      throw new Problem(409, 'city_price_missing', 'The order has no price for this city', {
        members: { cityId: cityId ?? null, cities: order.cityPrices.map((one) => one.cityId) },
      });
    }
    const cityPriceFen = price ? priceAt(order.cardFen, [price.payBp]) : null;
    const elsewhereCards = [...order.allotted].reduce(
      (sum, [batch, cards]) => sum + (batch === batchId ? 0 : cards),
      0,
    );
    return {
      to: { kind, id, orderId, region: order.region, cityPriceFen },
      order: { cards: order.cards, cardFen: fen(order.cardFen), elsewhereCards },
    };
  }

  /** The cards that are meant, all of them in stock as far as the log goes now. */
  async #which(
    batchId: string,
    from: Pick<Place, 'kind' | 'id' | 'orderId'>,
    { ranges, cards }: { readonly ranges?: readonly SerialRange[] | undefined; readonly cards?: number | undefined },
  ): Promise<readonly SerialRange[]> {
    if (ranges !== undefined) {
      const others = await notInStock(this.#log.pool, batchId, ranges);
      if (others === 0) return ranges;
      throw new Problem(409, 'cards_not_in_stock', 'Some of the cards are not in stock', {
        members: { cards: others },
      });
    }
    const asked = cards ?? 0;
    const { kind, id, orderId } = from;
    const place = { kind, id, orderId: orderId ?? '' };
    const serials = await firstInStock(this.#log.pool, { batchId, ...place, cards: asked });
    if (serials.length === asked) return rangesOf(serials);
    throw new Problem(409, 'cards_short', 'There are not so many cards in stock', {
      members: { askedCards: asked, cards: serials.length },
    });
  }

  /** Whether the key has a verdict: what is in stock by now no longer matters. */
  async #wasAnswered({ key }: CommandRequest): Promise<boolean> {
    return (await answered(this.#log, key.scope, key.key)) !== undefined;
  }

  /** The first answer, or that the key was used for something else. */
  #again(command: CommandRequest, batchId: string, reply: Reply): Promise<object> {
    return this.#decide(command, batchId, () => accept<BatchEvent>(), reply);
  }

  async #decide(
    command: CommandRequest,
    batchId: string,
    decide: (state: BatchState) => Decision<BatchEvent>,
    reply: Reply,
  ): Promise<object> {
    await requireBatch(this.#log, command.who.issuerId, batchId);
    const verdict = await this.#log.execute({ ...command, decider: batchDecider, streamId: batchId, decide });
    return answer(verdict, { status: 201, refusals: BATCH_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }
}

function placeIn({
  kind,
  id,
  orderId = null,
}: {
  readonly kind: Place['kind'];
  readonly id: string;
  readonly orderId?: string | null | undefined;
}): Pick<Place, 'kind' | 'id' | 'orderId'> {
  return { kind, id, orderId };
}
