/** Batches of blank cards: order one, watch the job that makes it, stop it, look at what became of it. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, on } from '@scrip/event-store';
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
  positiveFenField,
  Scope,
} from '@scrip/http';
import type { StoredValueProduct } from '@scrip/programme';
import { z } from 'zod';
import { programmeIdField } from '../fields.ts';
import { type ProgrammeState, programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { type VendorState, vendorDecider, vendorStream } from '../vendor/vendor.decider.ts';
import {
  BATCH_CARDS_MAX,
  BATCH_CARDS_USUAL,
  type BatchState,
  batchDecider,
  orderBatch,
  stopBatch,
} from './batch.decider.ts';
import { BATCH_REFUSALS, batchIdField, batchParam, codeField, idOf, reasonField, requireBatch } from './batch-route.ts';
import { type BatchView, batchesOf, batchView, type MovementView, movementsOf } from './card-batch.projection.ts';
import { cardsOfBatch, type StockCard } from './card-stock.projection.ts';
import { ProductTerms } from './product-terms.ts';

type Reply = Parameters<typeof answer>[2];

/** A million yuan a card: more than any law or agreement allows. */
const FACE_FEN_MAX = 100_000_000n;
const STATES = ['making', 'made', 'stopped'] as const;
const CARD_STATES = ['made', 'in_stock', 'sold', 'destroyed'] as const;

const productKeyField = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const orderBody = z.strictObject({
  programmeId: programmeIdField,
  productKey: productKeyField.describe(
    'A stored-value product of the programme version in force; its cards are bearer cards.',
  ),
  faceFen: positiveFenField
    .refine((amount) => amount <= FACE_FEN_MAX, `Expected at most ${FACE_FEN_MAX} fen`)
    .describe('Face value of each card: what its wallet is loaded with when it is sold.'),
  cards: z.int().min(1).max(BATCH_CARDS_MAX),
  large: z.boolean().default(false).describe(`Really more than ${BATCH_CARDS_USUAL} cards.`),
  makerId: codeField('the maker'),
});
const stopBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  programmeId: programmeIdField.optional(),
  productKey: productKeyField.optional(),
  makerId: codeField('a maker').optional(),
  state: z.enum(STATES).optional(),
});
const movementsQuery = z.object(pageQuery);
const cardsQuery = z.object({
  ...pageQuery,
  state: z.enum(CARD_STATES).optional(),
  placeKind: z.enum(['branch', 'distributor']).optional(),
  placeId: codeField('a place').optional(),
});

const orderedAnswer = z.object({
  batchId: batchIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  productKey: productKeyField,
  faceFen: fenField,
  cards: z.int(),
  makerId: z.string(),
  vendorId: z
    .string()
    .nullable()
    .describe('Vendor whose card-making file its numbers go into, if the programme names one.'),
});
const stoppedAnswer = z.object({ batchId: batchIdField, madeCards: z.int(), reason: z.string() });
const jobShape = z.object({
  done: z.int().describe('Cards that have numbers.'),
  total: z.int(),
  cardsPerSecond: z
    .number()
    .nullable()
    .describe('By the latest parts; null before there are two, and when it is over.'),
  remainingSeconds: z.int().nullable(),
});
const batchShape = orderedAnswer.extend({
  cardFileId: z.string().nullable().describe('That file; null while it is in none.'),
  state: z.enum(STATES),
  madeCards: z.int(),
  receivedCards: z.int().describe('Came from the maker.'),
  orderedAt: z.iso.datetime(),
  madeAt: z.iso.datetime().nullable().describe('Of the latest part.'),
  stopReason: z.string().nullable(),
  job: jobShape,
});
const listAnswer = z.object({ items: z.array(batchShape), next: z.string().nullable() });
const jobAnswer = jobShape.extend({ batchId: batchIdField, state: z.enum(STATES) });
const movementShape = z.object({
  position: z.int().describe('Place in the log.'),
  type: z.enum(['received', 'allotted', 'returned']),
  cards: z.int(),
  missingCards: z.int().describe('Announced and not there.'),
  fromKind: z.string().nullable().describe('Null: from the maker.'),
  fromId: z.string().nullable(),
  toKind: z.string(),
  toId: z.string(),
  orderId: z.string().nullable(),
  region: z.string().nullable(),
  reference: z.string().nullable().describe('Delivery of a receipt, reason of a return.'),
  ranges: z.array(z.object({ firstSerial: z.int(), lastSerial: z.int() })),
  movedAt: z.iso.datetime(),
  actor: z.string(),
});
const movementsAnswer = z.object({ items: z.array(movementShape), next: z.string().nullable() });
const cardShape = z.object({
  batchId: batchIdField,
  serial: z.int(),
  cardId: z.string(),
  cardNumber: z.string(),
  state: z.enum(CARD_STATES),
  placeKind: z.string().describe('Empty: with the maker.'),
  placeId: z.string(),
  orderId: z.string().nullable(),
});
const cardsAnswer = z.object({ items: z.array(cardShape), next: z.string().nullable() });

const POSITION = /^\d{1,16}$/;

@Controller('cards/v1/batches')
export class BatchHttp {
  readonly #log: EventLog;
  readonly #products: ProductTerms;

  constructor(log: EventLog, products: ProductTerms) {
    this.#log = log;
    this.#products = products;
  }

  @Post()
  @Scope('cards:batch.order')
  @ApiOperation({
    summary: 'Order blank bearer cards of one product and face value',
    description:
      'A job draws their numbers; see its progress at GET …/job. Refused, in this order: 404 `programme_unknown`; 409 `programme_not_in_force` {at, firstEffectiveAt}; 404 `product_unknown`; 409 `bearer_not_allowed`; 409 `face_value_fixed` {askedFen, faceFen}; 409 `face_below_minimum` {askedFen, minimumFen}; 409 `face_above_cap` {askedFen, limitFen}; 409 `batch_too_large` {askedCards, limit}; of cards that a vendor makes 404 `vendor_unknown` {vendorId}; 409 `product_not_made` {vendorId, productKey}.',
  })
  @ApiCreatedResponse({ standardSchema: orderedAnswer })
  async order(
    @Body({ schema: orderBody }) body: z.output<typeof orderBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const batchId = idOf('bat', command);
    const programme = programmeStream(issuerId, body.programmeId);
    const products = await this.#productsOf(issuerId, body);
    const vendorIds = [...new Set([...products.values()].flatMap(({ card }) => card?.vendor?.key ?? []))];
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        on(batchDecider, batchId),
        on(programmeDecider, programme),
        ...vendorIds.map((vendorId) => on(vendorDecider, vendorStream(issuerId, vendorId))),
      ],
      decide: ([batch, state, ...vendors]) => {
        const terms = {
          programme: state as ProgrammeState,
          productIn: (version: number) => products.get(version),
          vendorOf: (key: string) => (vendors[vendorIds.indexOf(key)] ?? vendorDecider.initial) as VendorState,
        };
        const decision = orderBatch(batch as BatchState, terms, { batchId, ...body, at });
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: batchId, event })) };
      },
    });
    return answer(verdict, { status: 201, refusals: BATCH_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':batchId/stop')
  @Scope('cards:batch.order')
  @ApiOperation({
    summary: 'Stop the job: the rest of the cards is never made',
    description: 'Refused, in this order: 404 `batch_unknown`; 409 `batch_stopped`; 409 `batch_made` {cards}.',
  })
  @ApiCreatedResponse({ standardSchema: stoppedAnswer })
  async stop(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Body({ schema: stopBody }) { reason }: z.output<typeof stopBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireBatch(this.#log, command.who.issuerId, batchId);
    const verdict = await this.#log.execute({
      ...command,
      decider: batchDecider,
      streamId: batchId,
      decide: (state) => stopBatch(state, reason),
    });
    return answer(verdict, { status: 201, refusals: BATCH_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get()
  @Scope('cards:stock.read')
  @ApiOperation({ summary: 'List batches', description: 'The newest first.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) {
      programmeId,
      productKey,
      makerId,
      state,
      cursor,
      limit,
    }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<BatchView>> {
    const last = cursorKey(cursor, POSITION);
    const before = last === undefined ? undefined : BigInt(last);
    const asked = { issuerId, programmeId, productKey, makerId, state, before, limit: limit + 1 };
    const page = pageOf(await batchesOf(this.#log.pool, asked), limit, ({ position }) => String(position));
    return { ...page, items: page.items.map(({ batch }) => batch) };
  }

  @Get(':batchId')
  @Scope('cards:stock.read')
  @ApiOperation({ summary: 'Read a batch', description: '404 `batch_unknown`.' })
  @ApiOkResponse({ standardSchema: batchShape })
  read(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<BatchView> {
    return this.#view(issuerId, batchId);
  }

  @Get(':batchId/job')
  @Scope('cards:stock.read')
  @ApiOperation({ summary: 'See how far the job of a batch is', description: '404 `batch_unknown`.' })
  @ApiOkResponse({ standardSchema: jobAnswer })
  async job(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { state, job } = await this.#view(issuerId, batchId);
    return { batchId, state, ...job };
  }

  @Get(':batchId/movements')
  @Scope('cards:stock.read')
  @ApiOperation({
    summary: 'List what was done with the cards of a batch',
    description: 'Received, allotted, returned; oldest first. 404 `batch_unknown`.',
  })
  @ApiOkResponse({ standardSchema: movementsAnswer })
  async movements(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Query({ schema: movementsQuery }) { cursor, limit }: z.output<typeof movementsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<MovementView>> {
    await this.#view(issuerId, batchId);
    const after = BigInt(cursorKey(cursor, POSITION) ?? '0');
    const read = await movementsOf(this.#log.pool, { batchId, after, limit: limit + 1 });
    return pageOf(read, limit, ({ position }) => String(position));
  }

  @Get(':batchId/cards')
  @Scope('cards:stock.read')
  @ApiOperation({ summary: 'List the cards of a batch', description: 'By their serials. 404 `batch_unknown`.' })
  @ApiOkResponse({ standardSchema: cardsAnswer })
  async cards(
    @Param({ schema: batchParam }) { batchId }: z.output<typeof batchParam>,
    @Query({ schema: cardsQuery }) { state, placeKind, placeId, cursor, limit }: z.output<typeof cardsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<StockCard>> {
    await this.#view(issuerId, batchId);
    const after = Number(cursorKey(cursor, /^\d{1,9}$/) ?? '0');
    const asked = { batchId, state, placeKind, placeId, after, limit: limit + 1 };
    return pageOf(await cardsOfBatch(this.#log.pool, asked), limit, ({ serial }) => String(serial));
  }

  async #view(issuerId: string, batchId: string): Promise<BatchView> {
    const batch = await batchView(this.#log.pool, issuerId, batchId);
    if (!batch) throw new Problem(404, 'batch_unknown', 'There is no such batch', { members: { batchId } });
    return batch;
  }

  /** The product as each version so far has it: which one is in force is decided with the stream. */
  async #productsOf(
    issuerId: string,
    { programmeId, productKey }: { readonly programmeId: string; readonly productKey: string },
  ): Promise<ReadonlyMap<number, StoredValueProduct>> {
    const { state } = await this.#log.state(programmeDecider, programmeStream(issuerId, programmeId));
    const products = new Map<number, StoredValueProduct>();
    for (const { version } of state.versions) {
      const product = await this.#products.of({ issuerId, programmeId, programmeVersion: version, productKey });
      if (product) products.set(version, product);
    }
    return products;
  }
}
