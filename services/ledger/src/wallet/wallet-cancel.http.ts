/** A till whose answer was lost takes its request back, by the key it was asked under. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { WalletEvent, WalletRecharged } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { answered, EventLog, idFrom, type Verdict } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, keyScope, Scope } from '@scrip/http';
import { z } from 'zod';
import { reasonField, walletIdField } from '../fields.ts';
import { walletDecider } from './wallet.decider.ts';
import { type Cancel, cancelHold, cancelRecharge, cancelSpend } from './wallet-cancel.rule.ts';
import { WalletCommands } from './wallet-commands.ts';
import { REFUSALS } from './wallet-route.ts';

type Reply = Parameters<typeof answer>[2];

/** The route that each kind of request is asked at, and the prefix of the id that is made of its key. */
const KINDS = {
  spend: { route: 'POST /ledger/v1/wallets/:walletId/spends', prefix: 'spd' },
  recharge: { route: 'POST /ledger/v1/wallets/:walletId/recharges', prefix: 'rch' },
  hold: { route: 'POST /ledger/v1/wallets/:walletId/holds', prefix: 'hold' },
} as const;

const walletParam = z.object({ walletId: walletIdField });
const cancelBody = z.strictObject({
  kind: z.enum(['spend', 'recharge', 'hold']).describe('What was asked for.'),
  idempotencyKey: z.string().min(1).max(255).describe('The Idempotency-Key it was asked under, by the same client.'),
  reason: reasonField.default('answer_lost'),
});
const cancelledAnswer = z.object({
  walletId: walletIdField,
  kind: z.enum(['spend', 'recharge', 'hold']),
  id: z.string().describe('Of the spend, recharge or hold, whether it arrived or not.'),
  undoneFen: fenField.describe('What was undone; 0 where the request had not arrived, or had been cancelled before.'),
});

@Controller('ledger/v1/wallets')
export class WalletCancelHttp {
  readonly #log: EventLog;
  readonly #commands: WalletCommands;

  constructor(log: EventLog, commands: WalletCommands) {
    this.#log = log;
    this.#commands = commands;
  }

  @Post(':walletId/cancellations')
  @Scope('ledger:cancel')
  @ApiOperation({
    summary: 'Cancel a spend, recharge or hold by the key it was asked under',
    description:
      'Whether it arrived or not: what arrived is undone, and what has not is refused when it comes (`spend_cancelled`, `recharge_cancelled`, `hold_cancelled`). Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 403 `merchant_mismatch`; 409 `spend_disputed`, `spend_returned` {chargedFen, leftFen}; `wallet_frozen` {cause}, `recharge_used` {loadedFen, leftFen}, `holds_open` {heldFen, availableFen}; `hold_not_open`.',
  })
  @ApiOkResponse({ standardSchema: cancelledAnswer })
  async cancel(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: cancelBody }) { kind, idempotencyKey, reason }: z.output<typeof cancelBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const wallet = await this.#commands.wallet(command, walletId);
    const scope = keyScope(caller, KINDS[kind].route);
    const id = idFrom(KINDS[kind].prefix, `${scope}\n${idempotencyKey}`);
    const asked = { id, merchantId: caller.merchantId, reason };
    const verdict = await this.#verdictOf(kind, command, wallet, { ...asked, scope, key: idempotencyKey });
    const body = (events: readonly WalletEvent[]): object => ({
      walletId,
      kind,
      id,
      undoneFen: undoneIn(events),
    });
    return answer(verdict, { refusals: REFUSALS, body }, reply);
  }

  async #verdictOf(
    kind: keyof typeof KINDS,
    command: CommandRequest,
    wallet: Awaited<ReturnType<WalletCommands['wallet']>>,
    { scope, key, ...asked }: Cancel & { readonly scope: string; readonly key: string },
  ): Promise<Verdict<WalletEvent>> {
    const { walletId } = wallet;
    switch (kind) {
      case 'spend':
        return this.#commands.decideOnSpend(command, wallet, asked.id, (state, { spend, terms }) =>
          cancelSpend(state, asked, spend, terms),
        );
      case 'recharge': {
        return this.#log.execute({
          ...command,
          decider: walletDecider,
          streamId: walletId,
          gather: () => answered(this.#log, scope, key),
          decide: (state, verdict) => cancelRecharge(state, { ...asked, arrived: rechargeIn(verdict) }),
        });
      }
      case 'hold':
        return this.#log.execute({
          ...command,
          decider: walletDecider,
          streamId: walletId,
          gather: () => answered(this.#log, scope, key),
          decide: (state, verdict) => cancelHold(state, { ...asked, arrived: verdict?.kind === 'accepted' }),
        });
    }
  }
}

/** The recharge that was made under a key; undefined where none was. */
function rechargeIn(verdict: Verdict | undefined): WalletRecharged | undefined {
  const [first] = verdict?.kind === 'accepted' ? verdict.events : [];
  return first?.event.type === 'WalletRecharged' ? first.event.data : undefined;
}

function undoneIn(events: readonly WalletEvent[]): bigint {
  const [event] = events;
  if (!event) return 0n;
  switch (event.type) {
    case 'WalletSpendVoided':
      return event.data.voidedFen;
    case 'WalletRechargeVoided':
      return event.data.principalFen + event.data.bonusFen;
    case 'WalletHoldReleased':
      return event.data.releasedFen;
    case 'WalletHoldBarred':
      return 0n;
    default:
      throw new InvariantError(`${event.type} is no cancellation`);
  }
}
