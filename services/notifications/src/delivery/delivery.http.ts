/** Deliveries for whoever asks what became of a message, and for operators who settle what nobody knows. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { Decision } from '@scrip/decider';
import { EventLog, on } from '@scrip/event-store';
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
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CHANNELS } from '../channel/provider.ts';
import { type ContactState, contactDecider, contactOf } from '../contact/contact.decider.ts';
import { correlationIdField, deliveryIdField, holderIdField, outreachIdField } from '../fields.ts';
import { type OutreachState, outreachDecider } from '../outreach/outreach.decider.ts';
import { type DeliveryState, deliveryDecider, RESOLUTIONS, resolveDoubt } from './delivery.decider.ts';
import { DELIVERY_STATES } from './delivery.projection.ts';
import { programmeOf } from './delivery-due.ts';
import { type DeliveryView, deliveriesOf, deliveryCounts } from './delivery-list.ts';
import { type DeliveryFact, withMessage } from './with-message.rule.ts';

const stateField = z.enum(DELIVERY_STATES).describe('Where a delivery is in its life.');
const channelName = z.enum(CHANNELS);
const NO_POSITION_YET = String(2n ** 62n);
const POSITION = /^[1-9]\d{0,18}$/;

const listQuery = z.object({
  ...pageQuery,
  state: stateField.optional(),
  channel: channelName.optional(),
  holderId: holderIdField.optional(),
  outreachId: outreachIdField.optional(),
  providerKey: z.string().max(40).optional().describe('Provider of the last attempt.'),
});
const deliveryParam = z.object({ deliveryId: deliveryIdField });
const resolutionBody = z.strictObject({
  resolution: z
    .enum(RESOLUTIONS)
    .describe('What was found out at the carrier: it went out; it did not, send it again; it did not, leave it.'),
});

const time = z.iso.datetime().nullable();
const deliveryAnswer = z.object({
  deliveryId: deliveryIdField,
  outreachId: outreachIdField,
  holderId: holderIdField,
  channel: channelName,
  category: z.string(),
  state: stateField,
  attempts: z.int(),
  providerKey: z.string().nullable().describe('Provider of the last attempt.'),
  reason: z.string().nullable().describe('Why it waits again, is in doubt, was given up or did not arrive.'),
  carrierReference: z.string().nullable().describe('What the provider calls the message.'),
  correlationId: correlationIdField,
  queuedAt: z.iso.datetime(),
  dueAt: time.describe('When it is looked at; null where nobody looks by himself.'),
  acceptedAt: time,
  reportedAt: time.describe('By the clock of the carrier.'),
  readAt: time.describe('In the inbox.'),
});
const listAnswer = z.object({ items: z.array(deliveryAnswer), next: z.string().nullable() });
const countsAnswer = z.object({
  items: z.array(
    z.object({ channel: channelName, providerKey: z.string().nullable(), state: stateField, deliveries: z.int() }),
  ),
});
const resolvedAnswer = z.object({ deliveryId: deliveryIdField, resolution: z.enum(RESOLUTIONS) });

const REFUSALS = { delivery_unknown: 404 } as const;

@Controller('notifications/v1/deliveries')
export class DeliveryHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Get()
  @Scope('notifications:read')
  @ApiOperation({
    summary: 'List deliveries',
    description: 'The latest first. `state=doubtful`: what an operator has to settle.',
  })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
    const read = await deliveriesOf(this.#log.pool, { issuerId, ...narrowed, before, limit: limit + 1 });
    const page = pageOf(read, limit, ({ position }) => String(position));
    return { items: page.items.map(({ view }) => bodyOf(view)), next: page.next };
  }

  @Get('counts')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'Count deliveries by channel, provider and state' })
  @ApiOkResponse({ standardSchema: countsAnswer })
  async counts(@Caller() { issuerId }: Caller): Promise<object> {
    return { items: await deliveryCounts(this.#log.pool, issuerId) };
  }

  @Get(':deliveryId')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'Read a delivery', description: '404 `delivery_unknown`.' })
  @ApiOkResponse({ standardSchema: deliveryAnswer })
  async read(
    @Param({ schema: deliveryParam }) { deliveryId }: z.output<typeof deliveryParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    return bodyOf(await this.#own(issuerId, deliveryId));
  }

  @Post(':deliveryId/resolution')
  @HttpCode(200)
  @Scope('notifications:delivery.resolve')
  @ApiOperation({
    summary: 'Settle a delivery that nobody knows the end of',
    description: 'Refused, in this order: 404 `delivery_unknown`; 409 `delivery_not_doubtful` {state}.',
  })
  @ApiOkResponse({ standardSchema: resolvedAnswer })
  async resolve(
    @Param({ schema: deliveryParam }) { deliveryId }: z.output<typeof deliveryParam>,
    @Body({ schema: resolutionBody }) { resolution }: z.output<typeof resolutionBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { outreachId, holderId, channel } = await this.#own(command.who.issuerId, deliveryId);
    const at = this.#log.clock.now();
    const { state } = await this.#log.state(outreachDecider, outreachId);
    const programme = await programmeOf(this.#terms, command.who.issuerId, state);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        on(deliveryDecider, deliveryId),
        on(outreachDecider, outreachId),
        on(contactDecider, contactOf(holderId)),
      ],
      decide: (states): Decision<DeliveryFact> => {
        const [delivery, outreach, contact] = states as [DeliveryState, OutreachState, ContactState];
        const of = { deliveryId, outreachId, holderId, channel };
        return withMessage(resolveDoubt(delivery, resolution, at), { outreach, contact, programme }, of, at);
      },
    });
    return answer(verdict, { refusals: REFUSALS, body: () => ({ deliveryId, resolution }) }, reply);
  }

  async #own(issuerId: string, deliveryId: string): Promise<DeliveryView> {
    const asked = { issuerId, deliveryId, before: BigInt(NO_POSITION_YET), limit: 1 };
    const [found] = await deliveriesOf(this.#log.pool, asked);
    if (!found) throw new Problem(404, 'delivery_unknown', 'There is no such delivery', { members: { deliveryId } });
    return found.view;
  }
}

function bodyOf({ queuedAt, dueAt, acceptedAt, reportedAt, readAt, ...view }: DeliveryView): object {
  const times = { dueAt, acceptedAt, reportedAt, readAt };
  return {
    ...view,
    queuedAt: toRfc3339(queuedAt),
    ...Object.fromEntries(
      Object.entries(times).map(([name, value]) => [name, value === null ? null : toRfc3339(value)]),
    ),
  };
}
