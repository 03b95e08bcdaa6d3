/** Goods for points: have them put aside, hand them over, give them up. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import { EventLog, idFrom } from '@scrip/event-store';
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
  pointsField,
  Scope,
} from '@scrip/http';
import { PRICE_CLASSES } from '@scrip/programme';
import { z } from 'zod';
import {
  accountIdField,
  codeField,
  holderIdField,
  keyField,
  programmeIdField,
  reasonField,
  redemptionIdField,
  stockIdField,
} from '../fields.ts';
import { Ownership } from '../ownership.ts';
import { cancel, collect } from './redeem.rule.ts';
import { REDEMPTION_STATES, type RedemptionView, redemptionsOf } from './redemption.projection.ts';
import { factOf, RedemptionCommands } from './redemption-commands.ts';

/** Goods of one redemption, where the programme lets several go together. */
const ITEMS_MAX = 20;
const POSITION = /^\d{1,18}$/;
/** Above every position: the latest come first. */
const NO_POSITION_YET = '999999999999999999';

const goodsFields = {
  sku: codeField.describe('Article as the till knows it.'),
  tagFen: fenField.describe('Price on the tag.'),
  todayFen: fenField.optional().describe('What it costs today; left out: what the tag says.'),
  priceClass: z.enum(PRICE_CLASSES).describe('regular or special.'),
  costFen: fenField.describe('What the counter is to be paid for it.'),
};
const itemField = z.union([z.strictObject(goodsFields), z.strictObject({ stockId: stockIdField })], {
  error: 'expected goods of the counter, or the stockId of a gift',
});
const redemptionBody = z.strictObject({
  counterKey: keyField.describe('Counter that gives the goods, by its key in the programme document.'),
  items: z.array(itemField).min(1).max(ITEMS_MAX),
});
const cancellationBody = z.strictObject({ reason: reasonField });
const accountParam = z.object({ accountId: accountIdField });
const redemptionParam = z.object({ redemptionId: redemptionIdField });
const redemptionsQuery = z.object({
  ...pageQuery,
  accountId: accountIdField.optional(),
  counterKey: keyField.optional(),
  state: z.enum(REDEMPTION_STATES).optional(),
});

const itemShape = z.object({
  sku: z.string(),
  tagFen: fenField,
  todayFen: fenField,
  priceClass: z.string(),
  costFen: fenField,
  stockId: z.string().nullable(),
});
const madeAnswer = z.object({
  redemptionId: redemptionIdField,
  counterKey: z.string(),
  items: z.array(itemShape),
  ladderFen: fenField.describe('What the ladder went by.'),
  usedPoints: pointsField,
  balanceAfterPoints: pointsField,
  collectUntilAt: z.iso.datetime().nullable().describe('First moment at which the goods are given up.'),
  programmeVersion: z.int(),
});
const collectedAnswer = z.object({
  redemptionId: redemptionIdField,
  merchantId: z.string(),
  costFen: fenField.describe('What the counter is paid by the ledger.'),
});
const cancelledAnswer = z.object({
  redemptionId: redemptionIdField,
  givenBackPoints: pointsField,
  balanceAfterPoints: pointsField,
});
const redemptionAnswer = z.object({
  position: z.int().describe("Of its making in this service's log."),
  redemptionId: redemptionIdField,
  state: z.enum(REDEMPTION_STATES),
  accountId: accountIdField,
  holderId: holderIdField,
  counterKey: z.string(),
  merchantId: z.string(),
  items: z.array(itemShape),
  usedPoints: pointsField,
  costFen: fenField,
  collectUntilAt: z.iso.datetime().nullable(),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  madeAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
});
const page = z.object({ items: z.array(redemptionAnswer), next: z.string().nullable() });

const REFUSALS = {
  account_unknown: 404,
  programme_unknown: 404,
  redemption_unknown: 404,
  merchant_mismatch: 403,
  gift_stock_unknown: 404,
  counter_unknown: 422,
  item_unknown: 422,
  price_above_tag: 422,
  cost_exceeds_tag: 422,
} as const;

type Reply = Parameters<typeof answer>[2];

@Controller('points/v1')
export class RedemptionHttp {
  readonly #log: EventLog;
  readonly #commands: RedemptionCommands;
  readonly #ownership: Ownership;

  constructor(log: EventLog, commands: RedemptionCommands, ownership: Ownership) {
    this.#log = log;
    this.#commands = commands;
    this.#ownership = ownership;
  }

  @Post('accounts/:accountId/redemptions')
  @Scope('points:redeem')
  @ApiOperation({
    summary: 'Have goods put aside for points',
    description:
      'By the programme’s ladder; the points are used at once, those that lapse first before the others. Refused, in this order: 404 `account_unknown`; 409 `account_moved` {toAccountId}; 409 `account_closed` {cause}; 404 `programme_unknown`; 409 `redemption_not_offered`; 409 `one_item_only` {items}; 422 `counter_unknown` {counterKey}; 403 `merchant_mismatch` {merchantId}; for each item 404 `gift_stock_unknown` {stockId}, 409 `gift_of_other_counter` {counterKey}, 422 `item_unknown` {sku, counterKey}, 409 `special_price_excluded` {sku}, 422 `price_above_tag` {todayFen, tagFen}, 422 `cost_exceeds_tag` {costFen, tagFen}; 409 `balance_below_zero` {askedPoints, balancePoints}; 409 `points_short` {askedPoints, availablePoints, pendingPoints, missingPoints}; 409 `reservations_exceeded`; 409 `gifts_short` {stockId, askedPieces, availablePieces, missingPieces}.',
  })
  @ApiCreatedResponse({ standardSchema: madeAnswer })
  async redeem(
    @Param({ schema: accountParam }) { accountId }: z.output<typeof accountParam>,
    @Body({ schema: redemptionBody }) { counterKey, items }: z.output<typeof redemptionBody>,
    @Caller() { merchantId }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who, key } = command;
    if (!(await this.#ownership.belongsTo(who.issuerId, accountId))) throw accountUnknown(accountId);
    const verdict = await this.#commands.redeem(command, accountId, {
      redemptionId: idFrom('rdm', `${key.scope}\n${key.key}`),
      counterKey,
      items: items.map((item) => ('stockId' in item ? item : { ...item, todayFen: item.todayFen ?? item.tagFen })),
      at: who.occurredAt,
      merchantId,
    });
    return answer(
      verdict,
      {
        status: 201,
        refusals: REFUSALS,
        body: (events) => {
          const made = factOf(events, 'RedemptionMade');
          const until = made?.collectUntilAt ?? null;
          return {
            redemptionId: made?.redemptionId,
            counterKey: made?.counterKey,
            items: made?.items,
            ladderFen: made?.ladderFen,
            usedPoints: made?.usedPoints,
            balanceAfterPoints: factOf(events, 'PointsUsed')?.balanceAfterPoints,
            collectUntilAt: until === null ? null : toRfc3339(until),
            programmeVersion: made?.programmeVersion,
          };
        },
      },
      reply,
    );
  }

  @Post('redemptions/:redemptionId/collection')
  @Scope('points:redeem')
  @ApiOperation({
    summary: 'Hand redeemed goods over',
    description:
      'From then on the counter is owed their cost, which the ledger pays. Refused, in this order: 404 `redemption_unknown`; 403 `merchant_mismatch` {merchantId}; 409 `redemption_collected`; 409 `redemption_cancelled`; 409 `gifts_short` {stockId, askedPieces, availablePieces, missingPieces}, where a count did not find the gift.',
  })
  @ApiCreatedResponse({ standardSchema: collectedAnswer })
  async collect(
    @Param({ schema: redemptionParam }) { redemptionId }: z.output<typeof redemptionParam>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#require(command.who.issuerId, redemptionId);
    const verdict = await this.#commands.ofMade(command, redemptionId, (streams) => collect(streams, caller));
    return answer(
      verdict,
      {
        status: 201,
        refusals: REFUSALS,
        body: (events) => {
          const collected = factOf(events, 'RedemptionCollected');
          return { redemptionId, merchantId: collected?.merchantId, costFen: collected?.costFen };
        },
      },
      reply,
    );
  }

  @Post('redemptions/:redemptionId/cancellation')
  @Scope('points:redeem')
  @ApiOperation({
    summary: 'Give a redemption up before its goods are collected',
    description:
      'The points are in the lots they came from, with their dates; those whose date has passed lapse at once. Refused, in this order: 404 `redemption_unknown`; 403 `merchant_mismatch` {merchantId}; 409 `redemption_collected`; 409 `redemption_cancelled`.',
  })
  @ApiCreatedResponse({ standardSchema: cancelledAnswer })
  async cancel(
    @Param({ schema: redemptionParam }) { redemptionId }: z.output<typeof redemptionParam>,
    @Body({ schema: cancellationBody }) { reason }: z.output<typeof cancellationBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#require(command.who.issuerId, redemptionId);
    const verdict = await this.#commands.ofMade(command, redemptionId, (streams) =>
      cancel(streams, { reason, at: command.who.occurredAt }, caller),
    );
    return answer(
      verdict,
      {
        status: 201,
        refusals: REFUSALS,
        body: (events) => ({
          redemptionId,
          givenBackPoints: factOf(events, 'RedemptionCancelled')?.givenBackPoints,
          balanceAfterPoints: balanceAfter(events),
        }),
      },
      reply,
    );
  }

  @Get('redemptions')
  @Scope('points:read')
  @ApiOperation({ summary: 'List redemptions', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: page })
  async list(
    @Query({ schema: redemptionsQuery }) { cursor, limit, ...asked }: z.output<typeof redemptionsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<RedemptionView>> {
    const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
    const read = await redemptionsOf(this.#log.pool, { issuerId, ...asked, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.position.toString());
  }

  @Get('redemptions/:redemptionId')
  @Scope('points:read')
  @ApiOperation({ summary: 'Read a redemption', description: '404 `redemption_unknown`.' })
  @ApiOkResponse({ standardSchema: redemptionAnswer })
  async read(
    @Param({ schema: redemptionParam }) { redemptionId }: z.output<typeof redemptionParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<RedemptionView> {
    const before = BigInt(NO_POSITION_YET);
    const [found] = await redemptionsOf(this.#log.pool, { issuerId, redemptionId, before, limit: 1 });
    if (found) return found;
    throw redemptionUnknown(redemptionId);
  }

  async #require(issuerId: string, redemptionId: string): Promise<void> {
    if (!(await this.#ownership.belongsTo(issuerId, redemptionId))) throw redemptionUnknown(redemptionId);
  }
}

/** After points were given back, less what of them lapsed at once; undefined where nobody was there to have them. */
function balanceAfter(events: Parameters<typeof factOf>[0]): bigint | undefined {
  const lapsed = events.findLast((event) => event.type === 'PointsLapsed');
  return lapsed?.data.balanceAfterPoints ?? factOf(events, 'PointsUseReversed')?.balanceAfterPoints;
}

function accountUnknown(accountId: string): Problem {
  return new Problem(404, 'account_unknown', 'There is no such points account', { members: { accountId } });
}

function redemptionUnknown(redemptionId: string): Problem {
  return new Problem(404, 'redemption_unknown', 'There is no such redemption', { members: { redemptionId } });
}
