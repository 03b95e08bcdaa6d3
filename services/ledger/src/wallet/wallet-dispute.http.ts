/** Disputed spends: opened with a provisional credit, listed, decided. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, idFrom } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  type Page,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import {
  amountField,
  disputeIdField,
  holdIdField,
  merchantIdField,
  reasonField,
  spendIdField,
  walletIdField,
} from '../fields.ts';
import { WalletCommands } from './wallet-commands.ts';
import { type DisputeEntry, disputesOf } from './wallet-dispute.projection.ts';
import { openDispute, resolveDispute } from './wallet-dispute.rule.ts';
import { idOf, REFUSALS, take } from './wallet-route.ts';

type Reply = Parameters<typeof answer>[2];

const walletParam = z.object({ walletId: walletIdField });
const disputeParam = z.object({ walletId: walletIdField, disputeId: disputeIdField });
const disputeBody = z.strictObject({
  spendId: z.union([spendIdField, holdIdField]).describe('The spend, or the hold whose capture paid.'),
  amountFen: amountField.optional().describe('Left out: all of it that has not come back.'),
  cause: reasonField.describe('What the holder says, such as not_received.'),
});
const resolutionBody = z.strictObject({ inFavourOf: z.enum(['holder', 'merchant']) });
const listQuery = z.object({
  ...pageQuery,
  state: z.enum(['open', 'resolved']).optional(),
  walletId: walletIdField.optional(),
  merchantId: merchantIdField.optional(),
});

const openedAnswer = z.object({
  walletId: walletIdField,
  disputeId: disputeIdField,
  spendId: z.string(),
  merchantId: z.string(),
  amountFen: fenField.describe('Provisionally credited.'),
  lotId: z.string(),
  cause: z.string(),
  balanceAfterFen: fenField,
});
const resolvedAnswer = z.object({
  walletId: walletIdField,
  disputeId: disputeIdField,
  inFavourOf: z.enum(['holder', 'merchant']),
  amountFen: fenField,
  takenBackFen: fenField,
  writtenOffFen: fenField.describe('Spent already, so the issuer bears it.'),
  lots: z.array(take),
  balanceAfterFen: fenField,
});
const entryShape = z.object({
  position: z.int().describe('Place in the log.'),
  disputeId: disputeIdField,
  walletId: walletIdField,
  spendId: z.string(),
  merchantId: z.string(),
  amountFen: fenField,
  cause: z.string(),
  openedAt: z.iso.datetime(),
  inFavourOf: z.enum(['holder', 'merchant']).nullable().describe('Null while it is open.'),
  resolvedAt: z.iso.datetime().nullable(),
  writtenOffFen: fenField.nullable(),
});
const listAnswer = z.object({ items: z.array(entryShape), next: z.string().nullable() });

const POSITION = /^\d{1,16}$/;

@Controller('ledger/v1')
export class WalletDisputeHttp {
  readonly #log: EventLog;
  readonly #commands: WalletCommands;

  constructor(log: EventLog, commands: WalletCommands) {
    this.#log = log;
    this.#commands = commands;
  }

  @Post('wallets/:walletId/disputes')
  @Scope('ledger:dispute')
  @ApiOperation({
    summary: 'Dispute a spend: its amount is credited for the time being',
    description:
      'Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 404 `spend_unknown`; 409 `spend_disputed`; 409 `dispute_exceeds_spend` {askedFen, leftFen, excessFen}; 409 `open_disputes_exceeded` {openDisputes, limit}.',
  })
  @ApiCreatedResponse({ standardSchema: openedAnswer })
  async open(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: disputeBody }) { spendId, cause, ...body }: z.output<typeof disputeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const wallet = await this.#commands.wallet(command, walletId);
    const disputeId = idOf('dsp', command);
    const lotIdOf = (part: number): string =>
      part === 0 ? idOf('lot', command) : idFrom('lot', `${disputeId} ${part}`);
    const loadedAt = await this.#loadedAt(walletId, await this.#commands.lotsOf(walletId, spendId));
    const asked = { disputeId, lotIdOf, spendId, cause, loadedAt };
    const verdict = await this.#commands.decideOnSpend(command, wallet, spendId, (state, { spend, terms }) =>
      openDispute(state, { ...asked, amountFen: body.amountFen ?? null }, spend, terms),
    );
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post('wallets/:walletId/disputes/:disputeId/resolution')
  @Scope('ledger:dispute')
  @ApiOperation({
    summary: 'Decide a dispute',
    description:
      'For the holder: the credit stays and the merchant gives it back. For the merchant: it is taken back as far as it is there. Refused, in this order: 404 `wallet_unknown`; 404 `dispute_unknown`.',
  })
  @ApiCreatedResponse({ standardSchema: resolvedAnswer })
  async resolve(
    @Param({ schema: disputeParam }) { walletId, disputeId }: z.output<typeof disputeParam>,
    @Body({ schema: resolutionBody }) { inFavourOf }: z.output<typeof resolutionBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#commands.wallet(command, walletId);
    const asked = { disputeId, inFavourOf };
    const verdict = await this.#commands.decide(command, walletId, (state) => resolveDispute(state, asked));
    const refusals = { ...REFUSALS, dispute_unknown: 404 };
    return answer(verdict, { status: 201, refusals, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get('disputes')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List disputes, the newest first' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId, merchantId: own }: Caller,
  ): Promise<Page<DisputeEntry>> {
    const before = cursorKey(cursor, POSITION);
    const { state, walletId } = narrowed;
    // A token of a merchant sees that merchant's only.
    const merchantId = own ?? narrowed.merchantId;
    const asked = { issuerId, state, walletId, merchantId, before, limit: limit + 1 };
    const read = await disputesOf(this.#log.pool, asked);
    return pageOf(read, limit, (entry) => String(entry.position));
  }

  /** When lots of a wallet were loaded, emptied ones too: a spend may have taken the last of them. */
  async #loadedAt(walletId: string, lotIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#log.pool.query<{ lot_id: string; loaded_at: bigint }>(
      'SELECT lot_id, loaded_at FROM wallet_lot WHERE wallet_id = $1 AND lot_id = ANY ($2::text[])',
      [walletId, lotIds],
    );
    return new Map(rows.map((row) => [row.lot_id, Number(row.loaded_at)]));
  }
}
