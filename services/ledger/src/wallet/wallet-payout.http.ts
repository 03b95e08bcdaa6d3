/** Value that leaves a wallet otherwise than by a purchase: refunds, and transfers to another wallet of the holder. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { WalletEvent } from '@scrip/contracts';
import { EventLog, idFrom, on, type Placed, type Verdict } from '@scrip/event-store';
import { answer, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { amountField, lotIdField, walletIdField } from '../fields.ts';
import { type InvoiceState, invoiceDecider } from '../invoice/invoice.decider.ts';
import { invoiceIdOf, invoiceNoIn } from '../invoice/invoiceable.ts';
import { type WalletState, walletDecider } from './wallet.decider.ts';
import { WalletCommands } from './wallet-commands.ts';
import { REFUND_CAUSES, refundLot } from './wallet-refund.rule.ts';
import { idOf, REFUSALS, take } from './wallet-route.ts';
import { transfer } from './wallet-transfer.rule.ts';

type Reply = Parameters<typeof answer>[2];

const walletParam = z.object({ walletId: walletIdField });
const refundBody = z.strictObject({
  lotId: lotIdField,
  cause: z
    .enum(REFUND_CAUSES)
    .describe(
      'issuer: what was used is worth its discounted price, paid / (paid + bonus); holder: its undiscounted price; withdrawal: within 7 days of the recharge and nothing used; agreed: the principal that is left.',
    ),
  payTo: z.enum(['cash', 'same-name-account']),
});
const transferBody = z.strictObject({ toWalletId: walletIdField, amountFen: amountField });
const decidedUnder = { programmeId: z.string(), programmeVersion: z.int() };
const refundedAnswer = z.object({
  walletId: walletIdField,
  refundId: z.string(),
  lotId: lotIdField,
  cause: z.enum(REFUND_CAUSES),
  paidFen: fenField,
  usedFen: fenField,
  usedWorthFen: fenField,
  refundedFen: fenField.describe('Paid back: what was paid less what was used is worth.'),
  principalFen: fenField.describe('Left the wallet.'),
  bonusFen: fenField.describe('Left the wallet; it is void.'),
  payTo: z.string(),
  ...decidedUnder,
  balanceAfterFen: fenField,
});
const transferredAnswer = z.object({
  transferId: z.string(),
  walletId: walletIdField,
  toWalletId: walletIdField,
  amountFen: fenField,
  lots: z.array(take).describe('What each lot gave; in the other wallet each is a lot with the same dates.'),
  ...decidedUnder,
  balanceAfterFen: fenField,
});

@Controller('ledger/v1/wallets')
export class WalletPayoutHttp {
  readonly #log: EventLog;
  readonly #commands: WalletCommands;

  constructor(log: EventLog, commands: WalletCommands) {
    this.#log = log;
    this.#commands = commands;
  }

  @Post(':walletId/refunds')
  @Scope('ledger:refund')
  @ApiOperation({
    summary: 'Pay a lot back to its holder',
    description:
      'What is left in the lot besides is void. Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `wallet_frozen`; 409 `refund_not_allowed` {policy, cause}; 404 `lot_unknown`; 409 `spend_disputed`; 409 `recharge_invoiced` {rechargeId, invoiceNo}; 409 `withdrawal_period_over` {endedAt}; 409 `lot_used` {usedFen}; 409 `holds_open` {heldFen, availableFen}; 409 `cash_refund_exceeds_limit` {refundFen, limitFen}.',
  })
  @ApiCreatedResponse({ standardSchema: refundedAnswer })
  async refund(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: refundBody }) body: z.output<typeof refundBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = await this.#commands.termsFor(command, walletId);
    const at = command.who.occurredAt;
    const rechargedAt = (await this.#loadedAt(walletId)).get(body.lotId) ?? at;
    const asked = { refundId: idOf('rfd', command), ...body, at, rechargedAt };
    const rechargeId = await this.#rechargeOf(walletId, body.lotId);
    const invoices = rechargeId === null ? [] : [on(invoiceDecider, invoiceIdOf(rechargeId))];
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(walletDecider, walletId), ...invoices],
      decide: ([wallet, invoice]) => {
        const invoiceNo = invoiceNoIn(invoice as InvoiceState | undefined);
        const decision = refundLot(wallet as WalletState, { ...asked, invoiceNo }, terms);
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: walletId, event })) };
      },
    });
    const refusals = { ...REFUSALS, lot_unknown: 404 };
    return answer(
      verdict as Verdict<WalletEvent>,
      { status: 201, refusals, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }

  @Post(':walletId/transfers')
  @Scope('ledger:transfer')
  @ApiOperation({
    summary: 'Move value to another wallet of the same holder and product',
    description:
      'With its kinds and its dates. Refused, in this order: 404 `wallet_unknown` (either); 409 `programme_unknown`; 409 `product_unknown`; 409 `same_wallet`; 409 `wallet_of_another_holder`; 409 `wallet_of_another_product`; 409 `wallet_frozen`; 409 `transfer_not_allowed`; 409 `balance_short` {askedFen, availableFen, missingFen}; 409 `spend_disputed` {askedFen, availableFen, disputedFen, missingFen}; 409 `balance_limit_exceeded` {askedFen, balanceFen, limitFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: transferredAnswer })
  async transfer(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: transferBody }) { toWalletId, amountFen }: z.output<typeof transferBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = await this.#commands.termsFor(command, walletId);
    await this.#commands.wallet(command, toWalletId);
    const transferId = idOf('trf', command);
    const lotIdOf = (part: number): string => idFrom('lot', `${transferId} ${part}`);
    const loadedAt = await this.#loadedAt(walletId);
    const asked = { transferId, amountFen, at: command.who.occurredAt, lotIdOf, loadedAt };
    const streams = [walletId, ...(walletId === toWalletId ? [] : [toWalletId])];
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: streams.map((streamId) => on(walletDecider, streamId)),
      decide: ([from, to = from]) => {
        const decision = transfer(from as WalletState, to as WalletState, asked, terms);
        if (decision.kind === 'refused') return decision;
        const placed = decision.events.flatMap(({ sent, received }): Placed[] => [
          { streamId: walletId, event: sent },
          { streamId: toWalletId, event: received },
        ]);
        return { kind: 'accepted', events: placed };
      },
    });
    const refusals = REFUSALS;
    const body = ([sent]: readonly WalletEvent[]): object => ({ ...sent?.data });
    return answer(verdict as Verdict<WalletEvent>, { status: 201, refusals, body }, reply);
  }

  /** When the lots with value left were loaded; one that the tables do not show yet has been loaded just now. */
  async #loadedAt(walletId: string): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#log.pool.query<{ lot_id: string; loaded_at: bigint }>(
      'SELECT lot_id, loaded_at FROM wallet_lot WHERE wallet_id = $1 AND is_open',
      [walletId],
    );
    return new Map(rows.map((row) => [row.lot_id, Number(row.loaded_at)]));
  }

  /** The recharge that a lot is of; null where it is of none, or not known. */
  async #rechargeOf(walletId: string, lotId: string): Promise<string | null> {
    const { state } = await this.#log.state(walletDecider, walletId);
    const lot = state.status === 'open' ? state.lots.open.find((open) => open.lotId === lotId) : undefined;
    return lot?.rechargeId ?? null;
  }
}
