/** Gifts of entitlements that were not in their stock when they were used: seen, handed over later, given up. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
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
import { giftUseIdField, holderIdField, programmeIdField, reasonField, stockIdField } from '../fields.ts';
import { Ownership } from '../ownership.ts';
import { GIFT_EXCEPTION_STATES, type GiftExceptionView, giftExceptionsOf } from './gift-exception.projection.ts';
import { giftUseDecider, giveMissingGift, waiveGift } from './gift-use.decider.ts';
import { GiftUses, giftStates } from './gift-uses.ts';

const POSITION = /^\d{1,18}$/;
/** Above every position: the latest come first. */
const NO_POSITION_YET = '999999999999999999';

const exceptionsQuery = z.object({
  ...pageQuery,
  state: z.enum(GIFT_EXCEPTION_STATES).optional(),
  programmeId: programmeIdField.optional(),
  stockId: stockIdField.optional(),
});
const exceptionParam = z.object({ giftUseId: giftUseIdField });
const handoverBody = z
  .strictObject({
    stockId: stockIdField.optional().describe('Stock to take it from; left out: the one that it was missing from.'),
  })
  .nullish();
const waiverBody = z.strictObject({ reason: reasonField });

const exceptionAnswer = z.object({
  position: z.int(),
  giftUseId: giftUseIdField,
  state: z.enum(GIFT_EXCEPTION_STATES),
  useId: z.string().describe('Use of the entitlement in tiering.'),
  entitlementKey: z.string(),
  holderId: holderIdField,
  stockId: stockIdField.describe('That it was missing from.'),
  pieces: z.int(),
  because: z.string().describe('gift_stock_unknown or gifts_short.'),
  availablePieces: z.int().nullable().describe('That could have been taken; null where no such stock is kept.'),
  programmeId: programmeIdField,
  missingAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  closedBy: z.string().nullable(),
  fromStockId: stockIdField.nullable().describe('That it was taken from in the end; null where it was not.'),
  reason: z.string().nullable().describe('Why it was given up.'),
});
const pageAnswer = z.object({ items: z.array(exceptionAnswer), next: z.string().nullable() });
const closedAnswer = z.looseObject({ giftUseId: giftUseIdField, stockId: stockIdField });

const REFUSALS = { gift_exception_unknown: 404, gift_stock_unknown: 404 } as const;

type Reply = Parameters<typeof answer>[2];

@Controller('points/v1/gift-exceptions')
export class GiftExceptionHttp {
  readonly #log: EventLog;
  readonly #gifts: GiftUses;
  readonly #ownership: Ownership;

  constructor(log: EventLog, gifts: GiftUses, ownership: Ownership) {
    this.#log = log;
    this.#gifts = gifts;
    this.#ownership = ownership;
  }

  @Get()
  @Scope('points:read')
  @ApiOperation({
    summary: 'List gifts that were missing',
    description: 'Gifts of entitlements that were not in their stock when they were used; the latest first.',
  })
  @ApiOkResponse({ standardSchema: pageAnswer })
  async list(
    @Query({ schema: exceptionsQuery }) { cursor, limit, ...asked }: z.output<typeof exceptionsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<GiftExceptionView>> {
    const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
    const read = await giftExceptionsOf(this.#log.pool, { issuerId, ...asked, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.position.toString());
  }

  @Post(':giftUseId/handover')
  @Scope('points:gift.write')
  @ApiOperation({
    summary: 'Hand over a gift that was missing',
    description:
      'From its stock or from another one; the counter is owed what a piece costs, where the stock names a cost. Refused, in this order: 404 `gift_exception_unknown`; 404 `gift_stock_unknown`; 409 `gift_exception_closed` {state}; 409 `gifts_short` {askedPieces, availablePieces, missingPieces}.',
  })
  @ApiCreatedResponse({ standardSchema: closedAnswer })
  async handOver(
    @Param({ schema: exceptionParam }) { giftUseId }: z.output<typeof exceptionParam>,
    @Body({ schema: handoverBody }) body: z.output<typeof handoverBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    await this.#require(issuerId, giftUseId);
    const gift = await this.#gifts.stateOf(giftUseId);
    const stockId = body?.stockId ?? (gift.status === 'none' ? '' : gift.use.stockId);
    if (!(await this.#ownership.belongsTo(issuerId, stockId))) {
      throw new Problem(404, 'gift_stock_unknown', 'There is no such stock of gifts', { members: { stockId } });
    }
    const paid = await this.#gifts.paidFor(issuerId, stockId, occurredAt);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: this.#gifts.streams(giftUseId, stockId),
      decide: (states) => giveMissingGift(giftStates(states), stockId, paid),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => event?.data ?? { giftUseId } }, reply);
  }

  @Post(':giftUseId/waiver')
  @Scope('points:gift.write')
  @ApiOperation({
    summary: 'Give up a gift that was missing',
    description:
      'It was given from elsewhere, or the holder took something else. Refused, in this order: 404 `gift_exception_unknown`; 409 `gift_exception_closed` {state}.',
  })
  @ApiCreatedResponse({ standardSchema: closedAnswer })
  async waive(
    @Param({ schema: exceptionParam }) { giftUseId }: z.output<typeof exceptionParam>,
    @Body({ schema: waiverBody }) { reason }: z.output<typeof waiverBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#require(command.who.issuerId, giftUseId);
    const verdict = await this.#log.execute({
      ...command,
      decider: giftUseDecider,
      streamId: giftUseId,
      decide: (gift) => waiveGift(gift, reason),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => event?.data ?? { giftUseId } }, reply);
  }

  async #require(issuerId: string, giftUseId: string): Promise<void> {
    if (await this.#ownership.belongsTo(issuerId, giftUseId)) return;
    throw new Problem(404, 'gift_exception_unknown', 'No gift was missing', { members: { giftUseId } });
  }
}
