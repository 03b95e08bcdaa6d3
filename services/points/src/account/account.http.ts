/** Points accounts: the balance, the statement, and lottery entries. */

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339 } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, type Page, Problem, pageOf, pageQuery, pointsField, Scope } from '@scrip/http';
import { z } from 'zod';
import { accountIdField, holderIdField, membershipIdField, programmeIdField, receiptIdField } from '../fields.ts';
import { type LotteryEntryView, lotteryEntriesOf } from './lottery-entry.projection.ts';
import { type AccountView, accountById, accountsOf } from './points-account.projection.ts';
import { type EntryView, entriesOf } from './points-entry.projection.ts';

/** A place in the log as a cursor says it. */
const POSITION = /^\d{1,18}$/;
/** Above every position: the latest entries come first. */
const NO_POSITION_YET = '999999999999999999';

const instantField = z.iso.datetime({ offset: true }).transform(parseRfc3339);
const accountParam = z.object({ accountId: accountIdField });
const accountsQuery = z.object({
  ...pageQuery,
  membershipId: membershipIdField.optional(),
  holderId: holderIdField.optional(),
  programmeId: programmeIdField.optional(),
});
const entriesQuery = z.object({
  ...pageQuery,
  receiptId: receiptIdField.optional(),
  from: instantField.optional().describe('RFC 3339: earned at or after this time.'),
  to: instantField.optional().describe('RFC 3339: earned before this time.'),
});
const lotteryQuery = z.object({
  ...pageQuery,
  programmeId: programmeIdField,
  accountId: accountIdField.optional(),
});

const accountAnswer = z.object({
  accountId: accountIdField,
  membershipId: membershipIdField,
  holderId: holderIdField,
  programmeId: programmeIdField,
  balancePoints: pointsField,
  lifetimePoints: pointsField.describe('Ever earned.'),
  entries: z.int().describe('How many receipts earned.'),
  lotteryEntries: z.int(),
  openedAt: z.iso.datetime(),
  lastEarnedAt: z.iso.datetime().nullable(),
});
const entryAnswer = z.object({
  position: z.int().describe("Of the event in this service's log."),
  eventId: z.string(),
  receiptId: receiptIdField,
  basePoints: pointsField.describe('Before any campaign.'),
  multiplierBp: z.int().describe('10,000 is once.'),
  bonusPoints: pointsField.describe('Added after multiplying.'),
  earnedPoints: pointsField,
  balanceAfterPoints: pointsField,
  lifetimeAfterPoints: pointsField,
  dayRank: z.int().nullable().describe("Place among the day's purchasing members."),
  rules: z.array(z.string()).describe('Keys of the rules that counted.'),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  correlationId: z.string().describe('The sale.'),
});
const lotteryAnswer = z.object({
  position: z.int().describe("Of the event in this service's log."),
  entryId: z.string(),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  rule: z.string(),
  accountId: accountIdField,
  holderId: holderIdField,
  receiptId: receiptIdField,
  balancePoints: pointsField.describe('The balance that gave it.'),
  occurredAt: z.iso.datetime(),
});
const page = (item: z.ZodType): z.ZodType => z.object({ items: z.array(item), next: z.string().nullable() });

@Controller('points/v1')
export class AccountHttp {
  readonly #pool: EventLog['pool'];

  constructor(log: EventLog) {
    this.#pool = log.pool;
  }

  @Get('accounts')
  @Scope('points:read')
  @ApiOperation({
    summary: 'Find points accounts',
    description: 'By membership, holder or programme, in the order of their ids.',
  })
  @ApiOkResponse({ standardSchema: page(accountAnswer) })
  async list(
    @Query({ schema: accountsQuery }) { cursor, limit, ...asked }: z.output<typeof accountsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<AccountView>> {
    const last = cursorKey(cursor, /^pts_\w{26}$/) ?? '';
    const read = await accountsOf(this.#pool, { issuerId, ...asked, after: last, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.accountId);
  }

  @Get('accounts/:accountId')
  @Scope('points:read')
  @ApiOperation({ summary: 'Read a points account', description: '404 `account_unknown`.' })
  @ApiOkResponse({ standardSchema: accountAnswer })
  async read(
    @Param({ schema: accountParam }) { accountId }: z.output<typeof accountParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<AccountView> {
    const account = await accountById(this.#pool, issuerId, accountId);
    if (account) return account;
    throw new Problem(404, 'account_unknown', 'There is no such points account', { members: { accountId } });
  }

  @Get('accounts/:accountId/entries')
  @Scope('points:read')
  @ApiOperation({
    summary: 'Read the statement of a points account',
    description: 'The latest first. 404 `account_unknown`.',
  })
  @ApiOkResponse({ standardSchema: page(entryAnswer) })
  async entries(
    @Param({ schema: accountParam }) { accountId }: z.output<typeof accountParam>,
    @Query({ schema: entriesQuery }) { cursor, limit, ...asked }: z.output<typeof entriesQuery>,
    @Caller() caller: Caller,
  ): Promise<Page<EntryView>> {
    await this.read({ accountId }, caller);
    const { issuerId } = caller;
    const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
    const read = await entriesOf(this.#pool, { issuerId, accountId, ...asked, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.position.toString());
  }

  @Get('lottery-entries')
  @Scope('points:read')
  @ApiOperation({ summary: 'List the lottery entries of a programme', description: 'In the order they were given.' })
  @ApiOkResponse({ standardSchema: page(lotteryAnswer) })
  async lotteryEntries(
    @Query({ schema: lotteryQuery }) { cursor, limit, ...asked }: z.output<typeof lotteryQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<LotteryEntryView>> {
    const last = BigInt(cursorKey(cursor, POSITION) ?? '0');
    const read = await lotteryEntriesOf(this.#pool, { issuerId, ...asked, after: last, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.position.toString());
  }
}
