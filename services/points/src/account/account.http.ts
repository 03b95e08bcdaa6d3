/** Points accounts: the balance, the statement, and lottery entries. */

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339, toRfc3339 } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, type Page, Problem, pageOf, pageQuery, pointsField, Scope } from '@scrip/http';
import { z } from 'zod';
import { accountIdField, holderIdField, membershipIdField, programmeIdField, receiptIdField } from '../fields.ts';
import { accountDecider, NOTHING } from './account.decider.ts';
import type { PointsLot } from './lots.ts';
import { type LotteryEntryView, lotteryEntriesOf } from './lottery-entry.projection.ts';
import { MOVEMENT_KINDS } from './movement.ts';
import { type AccountView, accountById, accountsOf } from './points-account.projection.ts';
import { type BalanceAt, balanceAt, type EntryView, entriesOf } from './points-entry.projection.ts';

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
  kind: z.enum(MOVEMENT_KINDS).optional(),
  from: instantField.optional().describe('RFC 3339: happened at or after this time.'),
  to: instantField.optional().describe('RFC 3339: happened before this time.'),
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
  state: z.enum(['open', 'moved', 'closed']).describe('Only an open one takes and gives points.'),
  movedTo: accountIdField.nullable().describe('Account of the same person that has its points since it moved.'),
  balancePoints: pointsField.describe('What can be redeemed; below zero where a return took more than was left.'),
  pendingPoints: pointsField.describe('What cannot be used yet.'),
  lifetimePoints: pointsField.describe('Ever earned, less what returns took back.'),
  entries: z.int().describe('How many receipts earned.'),
  lotteryEntries: z.int(),
  openedAt: z.iso.datetime(),
  lastEarnedAt: z.iso.datetime().nullable(),
});
const entryAnswer = z.object({
  position: z.int().describe("Of the event in this service's log."),
  eventId: z.string(),
  kind: z.enum(MOVEMENT_KINDS),
  receiptId: receiptIdField.nullable().describe('Null where it is not about a receipt.'),
  reference: z.string().nullable().describe('The return, use, adjustment or other account that it is about.'),
  changePoints: pointsField.describe('Of the balance; below zero where points go.'),
  pendingChangePoints: pointsField.describe('Of what cannot be used yet.'),
  lifetimeChangePoints: pointsField.describe('Of what was ever earned.'),
  basePoints: pointsField.nullable().describe('Before any campaign; null where nothing was earned, as the next three.'),
  multiplierBp: z.int().nullable().describe('10,000 is once.'),
  bonusPoints: pointsField.nullable().describe('Added after multiplying.'),
  earnedPoints: pointsField.nullable(),
  balanceAfterPoints: pointsField,
  lifetimeAfterPoints: pointsField.nullable().describe('Null where it did not change.'),
  dayRank: z.int().nullable().describe("Place among the day's purchasing members."),
  rules: z.array(z.string()).describe('Keys of the rules that counted.'),
  programmeId: programmeIdField,
  programmeVersion: z.int().nullable().describe('Null where no rule was asked.'),
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
const balanceQuery = z.object({ at: instantField.describe('RFC 3339: what had happened by then counts.') });
const balanceAnswer = z.object({
  accountId: accountIdField,
  at: z.iso.datetime(),
  balancePoints: pointsField,
  pendingPoints: pointsField,
  lifetimePoints: pointsField,
});
const promise = {
  expiresAt: z.iso.datetime().nullable().describe('First moment they cannot be used; null: never.'),
  notices: z.array(z.iso.datetime()).describe('When the holder is still to be told.'),
  leftPoints: pointsField,
};
const lotsAnswer = z.object({
  accountId: accountIdField,
  balancePoints: pointsField,
  owedPoints: pointsField.describe('How far the balance is below zero.'),
  lots: z.array(z.object(promise)).describe('In the order they are used; one for each moment at which points lapse.'),
  pending: z.array(z.object({ usableAt: z.iso.datetime(), ...promise })),
});
const page = (item: z.ZodType): z.ZodType => z.object({ items: z.array(item), next: z.string().nullable() });

@Controller('points/v1')
export class AccountHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
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
    const read = await accountsOf(this.#log.pool, { issuerId, ...asked, after: last, limit: limit + 1 });
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
    const account = await accountById(this.#log.pool, issuerId, accountId);
    if (account) return account;
    throw new Problem(404, 'account_unknown', 'There is no such points account', { members: { accountId } });
  }

  @Get('accounts/:accountId/balance')
  @Scope('points:read')
  @ApiOperation({
    summary: 'Read the balance of a points account at a past time',
    description: 'The sum of what had happened by then, in whatever order it was recorded. 404 `account_unknown`.',
  })
  @ApiOkResponse({ standardSchema: balanceAnswer })
  async balance(
    @Param({ schema: accountParam }) { accountId }: z.output<typeof accountParam>,
    @Query({ schema: balanceQuery }) { at }: z.output<typeof balanceQuery>,
    @Caller() caller: Caller,
  ): Promise<BalanceAt & { readonly accountId: string; readonly at: string }> {
    await this.read({ accountId }, caller);
    return { accountId, at: toRfc3339(at), ...(await balanceAt(this.#log.pool, caller.issuerId, accountId, at)) };
  }

  @Get('accounts/:accountId/lots')
  @Scope('points:read')
  @ApiOperation({
    summary: 'Read which points of an account lapse when, and which wait',
    description: 'As the log has them now. 404 `account_unknown`.',
  })
  @ApiOkResponse({ standardSchema: lotsAnswer })
  async lots(
    @Param({ schema: accountParam }) { accountId }: z.output<typeof accountParam>,
    @Caller() caller: Caller,
  ): Promise<object> {
    await this.read({ accountId }, caller);
    const { state } = await this.#log.state(accountDecider, accountId);
    const { balancePoints, owedPoints, lots, pending } = state.kind === 'open' ? state : NOTHING;
    const told = ({ expiresAt, expiryNotices, leftPoints }: PointsLot): object => ({
      expiresAt: expiresAt === null ? null : toRfc3339(expiresAt),
      notices: expiryNotices.map(toRfc3339),
      leftPoints,
    });
    return {
      accountId,
      balancePoints,
      owedPoints,
      lots: lots.map(told),
      pending: pending.map((one) => ({ usableAt: toRfc3339(one.usableAt), ...told(one) })),
    };
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
    const read = await entriesOf(this.#log.pool, { issuerId, accountId, ...asked, before, limit: limit + 1 });
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
    const read = await lotteryEntriesOf(this.#log.pool, { issuerId, ...asked, after: last, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.position.toString());
  }
}
