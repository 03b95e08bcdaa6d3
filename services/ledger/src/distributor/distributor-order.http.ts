/** Orders of distributors and agents: placed, paid, delivered, refunded, answered for, settled; and read. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { DistributorOrderEvent, ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, on, type Placed } from '@scrip/event-store';
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
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { claimDecider } from '../claim/claim.decider.ts';
import {
  amountField,
  bankReferenceField,
  claimIdField,
  codeField,
  distributorIdField,
  orderIdField,
  personCodeField,
} from '../fields.ts';
import { idOf } from '../wallet/wallet-route.ts';
import { type DistributorState, distributorDecider, distributorStream } from './distributor.decider.ts';
import { distributorOrderDecider, type OrderState, orderStream } from './distributor-order.decider.ts';
import { type OrderView, ordersOf, orderView } from './distributor-order.ts';
import { DISTRIBUTOR_REFUSALS, distributorParam, orderParam } from './distributor-route.ts';
import { deliverOrder, findBreach, findFault, payOrder, refundOrder } from './fulfil-order.rule.ts';
import { placeOrder, settleOrder } from './place-order.rule.ts';

type Reply = Parameters<typeof answer>[2];

/** A hundred thousand cards of one order: more than any agreement on paper. */
const CARDS_MAX = 100_000;
/** A million yuan a card; so many of the most expensive ones still fit what an answer can say. */
const CARD_FEN_MAX = 100_000_000n;

const KINDS = ['wholesale', 'agency'] as const;
const STATUSES = ['placed', 'paid', 'settled'] as const;
const CAUSES = ['card_not_chargeable', 'card_value_mismatch'] as const;

const cardsField = z.int().min(1).max(CARDS_MAX);
const placeBody = z.strictObject({
  orderId: orderIdField,
  kind: z.enum(KINDS),
  cards: cardsField,
  cardFen: amountField
    .refine((amount) => amount <= CARD_FEN_MAX, `Expected at most ${CARD_FEN_MAX} fen`)
    .describe('Face value of each card, or for an agency order its market price of the moment.'),
  region: codeField('a region')
    .optional()
    .describe('Where the cards of this order may be sold; left out: as the terms say.'),
  contactId: personCodeField.optional().describe('Who orders for the distributor; a code, never a name.'),
});
const payBody = z.strictObject({ amountFen: amountField, bankReference: bankReferenceField });
const deliverBody = z.strictObject({ cards: cardsField });
const refundBody = z.strictObject({
  bankReference: bankReferenceField,
  carrierCaused: z.boolean().default(false).describe('The network operator caused the delay: it costs nothing.'),
});
const faultBody = z.strictObject({ cards: cardsField, cause: z.enum(CAUSES) });
const breachBody = z.strictObject({
  cards: cardsField,
  soldRegion: codeField('the region they were sold in'),
  amountFen: amountField.describe('What is claimed for all of them.'),
});
const settleBody = z
  .strictObject({ bankReference: bankReferenceField.optional().describe('Needed where something is owed.') })
  .nullish();
const ordersQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  kind: z.enum(KINDS).optional(),
  status: z.enum(STATUSES).optional(),
});

const ofOrder = { distributorId: distributorIdField, orderId: orderIdField };
const placedAnswer = z.object({
  ...ofOrder,
  cards: z.int(),
  dueFen: fenField.describe('To be paid before delivery.'),
  termsVersion: z.int(),
});
const paidAnswer = z.object({
  ...ofOrder,
  paidFen: fenField,
  bankReference: z.string(),
  deliveryDueAt: z.iso.datetime().describe('First moment at which a delivery is late.'),
  refundDueAt: z.iso.datetime().nullable().describe('When what is not delivered is to be refunded; null: never.'),
});
const deliveredAnswer = z.object({
  ...ofOrder,
  cards: z.int(),
  leftCards: z.int(),
  valueFen: fenField.describe('At which the cards can be charged.'),
  partFen: fenField.describe('Part of the payment that these cards are.'),
  lateDays: z.int(),
  penaltyFen: fenField,
  owedAfterFen: fenField.describe('Penalties and interest that are not paid.'),
});
const refundedAnswer = z.object({
  ...ofOrder,
  cards: z.int(),
  refundedFen: fenField,
  carrierCaused: z.boolean(),
  lateDays: z.int(),
  interestFen: fenField.describe('Owed besides.'),
  bankReference: z.string(),
  owedAfterFen: fenField,
});
const faultAnswer = z.object({
  ...ofOrder,
  cards: z.int(),
  cause: z.enum(CAUSES),
  claimId: claimIdField,
  claimFen: fenField,
});
const breachAnswer = z.object({
  ...ofOrder,
  cards: z.int(),
  region: z.string().describe('Where the order lets them be sold.'),
  soldRegion: z.string(),
  claimId: claimIdField,
  claimFen: fenField,
});
const settledAnswer = z.object({ ...ofOrder, paidFen: fenField, bankReference: z.string().nullable() });
const lateShape = z.object({
  of: z.enum(['delivery', 'refund']).describe('What should have come: the cards, or of an agency order the money.'),
  asOfDate: z.iso.date().describe('The business day it is counted on, as if all that is left came then.'),
  dueDate: z.iso.date().describe('Last business day in time.'),
  lateDays: z.int().describe('Business days after that day.'),
  lateCards: z.int(),
  lateFen: fenField.describe('The part of the payment that these cards are.'),
  lateBpPerDay: z.int().nullable().describe('What a day of a late delivery costs; null where it costs nothing.'),
  lateBpPerYear: z.int().nullable().describe('What a year of a late refund costs; null for a delivery.'),
  yearDays: z.int().nullable().describe('Days that such a year has.'),
  penaltyFen: fenField.describe(
    'What it costs up to the day, unless the carrier caused it; owed for good once the delivery or refund is recorded.',
  ),
  owedWithPenaltyFen: fenField.describe('With the penalties and interest that are recorded and not paid.'),
});
/** An order in an answer. */
export const orderShape = z.object({
  ...ofOrder,
  kind: z.enum(KINDS),
  status: z.enum(STATUSES),
  cards: z.int(),
  cardFen: fenField.describe('Face value or market price of each.'),
  dueFen: fenField,
  termsVersion: z.int(),
  region: z.string().nullable(),
  placedAt: z.iso.datetime(),
  paidAt: z.iso.datetime().nullable(),
  deliveryDueAt: z.iso.datetime().nullable(),
  refundDueAt: z.iso.datetime().nullable(),
  settledAt: z.iso.datetime().nullable(),
  deliveredCards: z.int(),
  refundedCards: z.int(),
  faultyCards: z.int(),
  breachedCards: z.int().describe('Found to be sold outside the region.'),
  refundedFen: fenField,
  penaltyFen: fenField.describe('Penalties and interest so far.'),
  owedFen: fenField.describe('Of them, what is not paid.'),
  claimedFen: fenField.describe('For faulty cards.'),
  late: lateShape.nullable().describe('What of it is late today; null while nothing is.'),
});
const ordersAnswer = z.object({ items: z.array(orderShape), next: z.string().nullable() });

const POSITION = /^\d{1,16}$/;

@Controller('ledger/v1/distributors')
export class DistributorOrderHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post(':distributorId/orders')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Place an order, and learn what has to be paid',
    description:
      'Under the terms of the moment, which the order keeps. Refused, in this order: 409 `order_known`; 404 `distributor_unknown`; 409 `terms_missing` {kind}; 409 `term_over` {startsDate, endsDate}; 409 `not_the_contact` {askedBy, contactId}; 409 `order_unsettled` {unsettledOrderId}; 409 `open_orders_exceeded` {openOrders, limit}; under a contract of a programme 409 `term_contradicts_contract` {term, asked, agreed}; 409 `order_below_steps` {askedCards, leastCards}.',
  })
  @ApiCreatedResponse({ standardSchema: placedAnswer })
  async place(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: placeBody }) body: z.output<typeof placeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const distributor = distributorStream(issuerId, distributorId);
    const order = orderStream(issuerId, distributorId, body.orderId);
    const streamOf = { distributor, order };
    const asked = { ...body, at: occurredAt };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(distributorDecider, distributor), on(distributorOrderDecider, order)],
      decide: ([agreed, state]) => placed(streamOf, placeOrder(agreed as DistributorState, state as OrderState, asked)),
    });
    return answer(verdict, { status: 201, refusals: DISTRIBUTOR_REFUSALS, body: placedBody }, reply);
  }

  @Post(':distributorId/orders/:orderId/payment')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Record the payment of an order',
    description:
      'Refused, in this order: 404 `order_unknown`; 409 `order_paid`; 409 `payment_mismatch` {paidFen, dueFen, differenceFen}.',
  })
  @ApiCreatedResponse({ standardSchema: paidAnswer })
  pay(
    @Param({ schema: orderParam }) ids: z.output<typeof orderParam>,
    @Body({ schema: payBody }) { amountFen, bankReference }: z.output<typeof payBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const asked = { paidFen: amountFen, bankReference, at: command.who.occurredAt };
    return this.#decide(command, ids, (state) => payOrder(state, asked), reply);
  }

  @Post(':distributorId/orders/:orderId/deliveries')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Record a delivery of all cards of an order, or of a part',
    description:
      'A wholesale part that is late costs a penalty. Refused, in this order: 404 `order_unknown`; 409 `order_unpaid` {dueFen}; 409 `order_settled`; 409 `delivery_exceeds_order` {askedCards, leftCards}.',
  })
  @ApiCreatedResponse({ standardSchema: deliveredAnswer })
  deliver(
    @Param({ schema: orderParam }) ids: z.output<typeof orderParam>,
    @Body({ schema: deliverBody }) { cards }: z.output<typeof deliverBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const asked = { cards, at: command.who.occurredAt };
    return this.#decide(command, ids, (state) => deliverOrder(state, asked), reply);
  }

  @Post(':distributorId/orders/:orderId/refund')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Record that what is not delivered of an agency order was paid back',
    description:
      'A late refund costs interest. Refused, in this order: 404 `order_unknown`; 409 `order_unpaid` {dueFen}; 409 `order_settled`; 409 `refund_not_agreed` {kind}; 409 `nothing_left`; 409 `refund_not_due` {refundDueAt}.',
  })
  @ApiCreatedResponse({ standardSchema: refundedAnswer })
  refund(
    @Param({ schema: orderParam }) ids: z.output<typeof orderParam>,
    @Body({ schema: refundBody }) body: z.output<typeof refundBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const asked = { ...body, at: command.who.occurredAt };
    return this.#decide(command, ids, (state) => refundOrder(state, asked), reply);
  }

  @Post(':distributorId/orders/:orderId/faults')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Record cards that cannot be charged or have another value: a claim opens',
    description:
      'Refused, in this order: 404 `order_unknown`; 409 `fault_not_agreed` {kind}; 409 `faults_exceed_delivery` {askedCards, deliveredCards, faultyCards}.',
  })
  @ApiCreatedResponse({ standardSchema: faultAnswer })
  async fault(
    @Param({ schema: orderParam }) { distributorId, orderId }: z.output<typeof orderParam>,
    @Body({ schema: faultBody }) body: z.output<typeof faultBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const order = orderStream(command.who.issuerId, distributorId, orderId);
    const claim = idOf('clm', command);
    const streamOf = { order, claim };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(distributorOrderDecider, order), on(claimDecider, claim)],
      decide: ([state]) => placed(streamOf, findFault(state as OrderState, { ...body, claimId: claim })),
    });
    const said = ([event]: readonly ScripEvent[]): object => ({ ...event?.data });
    return answer(verdict, { status: 201, refusals: DISTRIBUTOR_REFUSALS, body: said }, reply);
  }

  @Post(':distributorId/orders/:orderId/region-breaches')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Record cards that were sold outside the region of their order: a claim opens',
    description:
      'Refused, in this order: 404 `order_unknown`; 409 `region_not_limited`; 409 `region_kept` {region}; 409 `breaches_exceed_delivery` {askedCards, deliveredCards, breachedCards}.',
  })
  @ApiCreatedResponse({ standardSchema: breachAnswer })
  async breach(
    @Param({ schema: orderParam }) { distributorId, orderId }: z.output<typeof orderParam>,
    @Body({ schema: breachBody }) body: z.output<typeof breachBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const order = orderStream(command.who.issuerId, distributorId, orderId);
    const claim = idOf('clm', command);
    const streamOf = { order, claim };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(distributorOrderDecider, order), on(claimDecider, claim)],
      decide: ([state]) => placed(streamOf, findBreach(state as OrderState, { ...body, claimId: claim })),
    });
    const said = ([event]: readonly ScripEvent[]): object => ({ ...event?.data });
    return answer(verdict, { status: 201, refusals: DISTRIBUTOR_REFUSALS, body: said }, reply);
  }

  @Post(':distributorId/orders/:orderId/settlement')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Settle an order, and record the payment of what is owed for it besides',
    description:
      'Then an agent may place the next. Refused, in this order: 404 `order_unknown`; 409 `order_unpaid` {dueFen}; 409 `order_settled`; 409 `order_open` {leftCards}; 409 `bank_reference_missing` {owedFen}.',
  })
  @ApiCreatedResponse({ standardSchema: settledAnswer })
  async settle(
    @Param({ schema: orderParam }) { distributorId, orderId }: z.output<typeof orderParam>,
    @Body({ schema: settleBody }) body: z.output<typeof settleBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const distributor = distributorStream(issuerId, distributorId);
    const order = orderStream(issuerId, distributorId, orderId);
    const streamOf = { distributor, order };
    const asked = { bankReference: body?.bankReference ?? null };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(distributorDecider, distributor), on(distributorOrderDecider, order)],
      decide: ([, state]) => placed(streamOf, settleOrder(state as OrderState, asked)),
    });
    const said = ([event]: readonly ScripEvent[]): object => ({ ...event?.data });
    return answer(verdict, { status: 201, refusals: DISTRIBUTOR_REFUSALS, body: said }, reply);
  }

  @Get(':distributorId/orders')
  @Scope('ledger:read')
  @ApiOperation({
    summary: "List a distributor's orders",
    description: 'In the order they were placed or its reverse.',
  })
  @ApiOkResponse({ standardSchema: ordersAnswer })
  async list(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Query({ schema: ordersQuery }) { cursor, limit, order, kind, status }: z.output<typeof ordersQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<OrderView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const now = this.#log.clock.now();
    const asked = { issuerId, distributorId, order, kind, status, beyond, now, limit: limit + 1 };
    const { items, next } = pageOf(await ordersOf(this.#log.pool, asked), limit, (row) => String(row.position));
    return { items: items.map((row) => row.placed), next };
  }

  @Get(':distributorId/orders/:orderId')
  @Scope('ledger:read')
  @ApiOperation({
    summary: 'Read an order',
    description: 'With what of it is late as of today, in days and money. 404 `order_unknown`.',
  })
  @ApiOkResponse({ standardSchema: orderShape })
  async read(
    @Param({ schema: orderParam }) { distributorId, orderId }: z.output<typeof orderParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<OrderView> {
    const now = this.#log.clock.now();
    const order = await orderView(this.#log.pool, { issuerId, distributorId, orderId, now });
    if (order) return order;
    throw new Problem(404, 'order_unknown', 'There is no such order', { members: { distributorId, orderId } });
  }

  async #decide(
    command: CommandRequest,
    { distributorId, orderId }: z.output<typeof orderParam>,
    decide: (state: OrderState) => Decision<DistributorOrderEvent>,
    reply: Reply,
  ): Promise<object> {
    const streamId = orderStream(command.who.issuerId, distributorId, orderId);
    const verdict = await this.#log.execute({ ...command, decider: distributorOrderDecider, streamId, decide });
    return answer(verdict, { status: 201, refusals: DISTRIBUTOR_REFUSALS, body: saidOf }, reply);
  }
}

/** Facts with the stream of each. */
function placed<K extends string>(
  streamOf: Readonly<Record<K, string>>,
  decision: Decision<{ readonly of: K; readonly event: ScripEvent }>,
): Decision<Placed> {
  if (decision.kind === 'refused') return decision;
  return { kind: 'accepted', events: decision.events.map(({ of, event }) => ({ streamId: streamOf[of], event })) };
}

function placedBody(events: readonly ScripEvent[]): object {
  const order = events.find((event) => event.type === 'WholesaleOrderPlaced' || event.type === 'AgencyOrderPlaced');
  if (!order) return {};
  const { distributorId, orderId, cards, dueFen, termsVersion } = order.data;
  return { distributorId, orderId, cards, dueFen, termsVersion };
}

function saidOf([event]: readonly DistributorOrderEvent[]): object {
  if (event?.type !== 'DistributorOrderPaid') return { ...event?.data };
  const { deliveryDueAt, refundDueAt } = event.data;
  const due = {
    deliveryDueAt: toRfc3339(deliveryDueAt),
    refundDueAt: refundDueAt === null ? null : toRfc3339(refundDueAt),
  };
  return { ...event.data, ...due };
}
