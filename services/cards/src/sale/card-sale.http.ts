/** Sales of blank cards: one purchase, at a branch or by a distributor; and the sales so far. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { InvariantError } from '@scrip/decider';
import { EventLog, on } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  orderQuery,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  positiveFenField,
  Scope,
} from '@scrip/http';
import type { RulePackSettings } from '@scrip/programme';
import { z } from 'zod';
import { type BatchState, batchDecider } from '../batch/batch.decider.ts';
import { idsOf } from '../batch/batch-issue.ts';
import {
  batchIdField,
  codeField,
  idOf,
  placeField,
  rangesField,
  requireBatch,
  requireFew,
  saleIdField,
  serialsIn,
} from '../batch/batch-route.ts';
import { cardsByNumber } from '../batch/card-stock.projection.ts';
import { ProductTerms } from '../batch/product-terms.ts';
import { countIn, inOrder } from '../batch/serial-ranges.ts';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import { holderIdField, programmeIdField } from '../fields.ts';
import { belongsTo } from '../ownership.ts';
import { type ProgrammeState, programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { programmeSettingDecider, programmeSettingStream } from '../programme/programme-setting.decider.ts';
import { type SaleState, saleDecider, sellCards } from './card-sale.decider.ts';
import { type SaleView, salesOf } from './card-sale.projection.ts';
import { limitsOf } from './purchase.rule.ts';

type Reply = Parameters<typeof answer>[2];

/** Batches of one purchase: cards of one product from some boxes. */
const BATCHES_MAX = 10;
/** A million yuan a card. */
const PRICE_FEN_MAX = 100_000_000n;

const sellBody = z
  .strictObject({
    place: placeField.describe('Who sells them; for a distributor with the order they were delivered for.'),
    region: codeField('the region they are sold in').optional(),
    cards: z
      .array(z.strictObject({ batchId: batchIdField, ranges: rangesField }))
      .min(1)
      .max(BATCHES_MAX)
      .optional()
      .describe('By batch and serials; or by their numbers.'),
    numbers: z
      .array(z.string().regex(/^\d{12,19}$/))
      .min(1)
      .max(1_000)
      .optional(),
    priceFen: positiveFenField
      .refine((amount) => amount <= PRICE_FEN_MAX, `Expected at most ${PRICE_FEN_MAX} fen`)
      .describe('What the buyer pays for each card.'),
    tender: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
      .describe('How the buyer pays, such as cash or bank-transfer.'),
    buyer: z.strictObject({
      kind: z.enum(['person', 'company']),
      holderId: holderIdField.optional().describe('Whose identity was recorded, in the vault; left out: nobody’s.'),
    }),
  })
  .refine(
    ({ cards, numbers }) => (cards === undefined) !== (numbers === undefined),
    'Expected either cards or numbers',
  );
const saleParam = z.object({ saleId: saleIdField });
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  placeKind: z.enum(['branch', 'distributor']).optional(),
  placeId: codeField('a place').optional(),
  orderId: codeField("a distributor's order").optional(),
  region: codeField('a region').optional(),
  withFindings: z
    .enum(['true', 'false'])
    .optional()
    .describe('True: only sales that do not keep a rule of law; false: only those that do.'),
});

const findingShape = z.object({
  ruleId: z.string().describe('bearer_identity or transfer_only (domain 3).'),
  amountFen: fenField,
  limitFen: fenField,
});
const saleShape = z.object({
  saleId: saleIdField,
  programmeId: programmeIdField,
  productKey: z.string(),
  placeKind: z.string(),
  placeId: z.string(),
  orderId: z.string().nullable(),
  region: z.string().nullable(),
  cards: z.int(),
  faceTotalFen: fenField,
  paidFen: fenField,
  tender: z.string(),
  buyerKind: z.string(),
  buyerId: z.string().nullable(),
  findings: z.array(findingShape).describe('Rules of law that it does not keep, where the issuer is warned of them.'),
});
const soldAnswer = saleShape.extend({
  programmeVersion: z.int(),
  sold: z.array(z.object({ cardId: z.string(), cardNumber: z.string(), walletId: z.string(), faceFen: fenField })),
});
const saleAnswer = saleShape.extend({ soldAt: z.iso.datetime() });
const listAnswer = z.object({ items: z.array(saleAnswer), next: z.string().nullable() });

const REFUSALS = { batch_unknown: 404, programme_unknown: 404, product_unknown: 404 } as const;
const POSITION = /^\d{1,16}$/;

/** A card by its place in a batch. */
interface Chosen {
  readonly batchId: string;
  readonly serial: number;
}

@Controller('cards/v1/card-sales')
export class CardSaleHttp {
  readonly #log: EventLog;
  readonly #products: ProductTerms;

  constructor(log: EventLog, products: ProductTerms) {
    this.#log = log;
    this.#products = products;
  }

  @Post()
  @Scope('cards:sale')
  @ApiOperation({
    summary: 'Sell blank cards: one purchase of up to 1,000 cards of a product',
    description:
      'All of them or none; each may be used from then on, and its wallet is loaded with its face value. Refused, in this order: 404 `holder_unknown`; 404 `batch_unknown`; 404 `numbers_unknown` {numbers}; 413 `too_many_cards` {cards, limit}; for the first card that cannot be sold, with {batchId, serial}: 409 `cards_not_made`, `product_mixed`, `card_not_received`, `card_elsewhere` {placeKind, placeId, orderId}, `region_not_allowed` {region, orderRegion}, `city_price_mismatch` {askedFen, cityPriceFen}, and the states that forbid it; 409 `purchase_not_allowed` {findings} where the product asks for it, or the issuer refuses what the law does not let (identity of the buyer from 10,000 yuan, transfer from 5,000 by companies and 50,000 by persons).',
  })
  @ApiCreatedResponse({ standardSchema: soldAnswer })
  async sell(
    @Body({ schema: sellBody }) body: z.output<typeof sellBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const buyerId = body.buyer.holderId ?? null;
    if (buyerId !== null && !(await belongsTo(this.#log, issuerId, buyerId))) {
      throw new Problem(404, 'holder_unknown', 'There is no such holder', { members: { holderId: buyerId } });
    }
    const chosen = await this.#chosen(issuerId, body);
    const batchIds = [...new Set(chosen.map(({ batchId }) => batchId))];
    const [firstBatch = ''] = batchIds;
    const { state: first } = await this.#log.state(batchDecider, firstBatch);
    if (first.status === 'none') throw new InvariantError(`${firstBatch} has cards and was never ordered`);
    const saleId = idOf('sal', command);
    const { kind, id, orderId = null } = body.place;
    const asked = {
      saleId,
      place: { kind, id, orderId },
      region: body.region ?? null,
      priceFen: body.priceFen,
      tender: body.tender,
      buyerKind: body.buyer.kind,
      buyerId,
      at,
    };
    const limits = limitsOf((await this.#products.of({ issuerId, ...first }))?.sale);
    const cardIds = chosen.map(({ batchId, serial }) => idsOf(batchId, serial).cardId);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        on(saleDecider, saleId),
        on(programmeDecider, programmeStream(issuerId, first.programmeId)),
        on(programmeSettingDecider, programmeSettingStream(issuerId)),
        ...batchIds.map((batchId) => on(batchDecider, batchId)),
        ...cardIds.map((cardId) => on(cardDecider, cardId)),
      ],
      decide: ([sale, programme, law, ...rest]) => {
        const batches = new Map(batchIds.map((batchId, index) => [batchId, rest[index] as BatchState]));
        const cards = chosen.map(({ batchId, serial }, index) => ({
          batch: batches.get(batchId) ?? batchDecider.initial,
          serial,
          card: rest[batchIds.length + index] as CardState,
        }));
        const terms = { programme: programme as ProgrammeState, limits, law: law as RulePackSettings };
        return sellCards(sale as SaleState, cards, terms, asked);
      },
    });
    return answer(
      verdict,
      {
        status: 201,
        refusals: REFUSALS,
        body: (events) => {
          const made = events.find((event) => event.type === 'CardSaleMade');
          const sold = events.flatMap((event) => {
            if (event.type !== 'CardSold') return [];
            const { cardId, cardNumber, walletId, faceFen } = event.data;
            return [{ cardId, cardNumber, walletId, faceFen }];
          });
          return { ...made?.data, findings: made?.data.findings ?? [], sold };
        },
      },
      reply,
    );
  }

  @Get()
  @Scope('cards:stock.read')
  @ApiOperation({ summary: 'List sales of cards' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, withFindings, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<SaleView>> {
    const last = cursorKey(cursor, POSITION);
    const beyond = last === undefined ? undefined : BigInt(last);
    const found = withFindings === undefined ? undefined : withFindings === 'true';
    const read = await salesOf(this.#log.pool, {
      issuerId,
      ...narrowed,
      withFindings: found,
      beyond,
      limit: limit + 1,
    });
    const page = pageOf(read, limit, ({ position }) => String(position));
    return { ...page, items: page.items.map(({ sale }) => sale) };
  }

  @Get(':saleId')
  @Scope('cards:stock.read')
  @ApiOperation({ summary: 'Read a sale of cards', description: '404 `sale_unknown`.' })
  @ApiOkResponse({ standardSchema: saleAnswer })
  async read(
    @Param({ schema: saleParam }) { saleId }: z.output<typeof saleParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<SaleView> {
    const [found] = await salesOf(this.#log.pool, { issuerId, saleId, order: 'newest', limit: 1 });
    if (!found) throw new Problem(404, 'sale_unknown', 'There is no such sale', { members: { saleId } });
    return found.sale;
  }

  /** The cards that are meant, in order, each once. */
  async #chosen(
    issuerId: string,
    { cards, numbers }: Pick<z.output<typeof sellBody>, 'cards' | 'numbers'>,
  ): Promise<readonly Chosen[]> {
    if (numbers !== undefined) {
      const found = await cardsByNumber(this.#log.pool, issuerId, numbers);
      const missing = numbers.filter((number) => !found.has(number));
      if (missing.length > 0) {
        throw new Problem(404, 'numbers_unknown', 'Some numbers are of no card of a batch', {
          members: { numbers: missing },
        });
      }
      return [...found.values()];
    }
    const ranges = new Map<string, z.output<typeof rangesField>>();
    for (const one of cards ?? []) ranges.set(one.batchId, [...(ranges.get(one.batchId) ?? []), ...one.ranges]);
    for (const batchId of ranges.keys()) await requireBatch(this.#log, issuerId, batchId);
    const sets = [...ranges].map(([batchId, some]) => ({ batchId, set: inOrder(some) }));
    requireFew(sets.reduce((sum, { set }) => sum + countIn(set), 0));
    return sets.flatMap(({ batchId, set }) => serialsIn(set).map((serial) => ({ batchId, serial })));
  }
}
