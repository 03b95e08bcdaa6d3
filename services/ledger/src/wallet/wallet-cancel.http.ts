/** A till whose answer was lost takes its request back, by the key it was asked under. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { WalletEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { answered, bar, EventLog, idFrom, on, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  fenField,
  insufficientScope,
  keyScope,
  Problem,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { reasonField, walletIdField } from '../fields.ts';
import { type InvoiceState, invoiceDecider } from '../invoice/invoice.decider.ts';
import { invoiceIdOf, invoiceNoIn } from '../invoice/invoiceable.ts';
import { type AskedFor, isForeign } from './subject-issuer.ts';
import { type WalletState, walletDecider } from './wallet.decider.ts';
import { type Cancel, cancelHold, cancelRecharge, cancelSpend } from './wallet-cancel.rule.ts';
import { WalletCommands } from './wallet-commands.ts';
import type { WalletEntry } from './wallet-directory.ts';
import { REFUSALS } from './wallet-route.ts';

type Reply = Parameters<typeof answer>[2];

/** The route that each kind of request is asked at, and the prefix of the id that is made of its key. */
const KINDS = {
  spend: { route: 'POST /ledger/v1/wallets/:walletId/spends', prefix: 'spd' },
  recharge: { route: 'POST /ledger/v1/wallets/:walletId/recharges', prefix: 'rch' },
  hold: { route: 'POST /ledger/v1/wallets/:walletId/holds', prefix: 'hold' },
} as const;

/** Whoever takes back what another client asked for has a scope of its own, and acts for no single merchant. */
const ANY_SCOPE = 'ledger:cancel.any';

type Kind = keyof typeof KINDS;

const walletParam = z.object({ walletId: walletIdField });
const cancelBody = z.strictObject({
  kind: z.enum(['spend', 'recharge', 'hold']).describe('What was asked for.'),
  idempotencyKey: z.string().min(1).max(255).describe('The Idempotency-Key it was asked under.'),
  subject: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('Token subject of the client that asked, such as a till; left out: the caller itself.'),
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
      'Whether it arrived or not: what arrived is undone, and what has not is refused when it comes (`spend_cancelled`, `recharge_cancelled`, `hold_cancelled`). A back office takes back what a till asked for by naming its `subject`, with the scope `ledger:cancel.any`. Refused, in this order: 403 `insufficient_scope` {scope}; 404 `wallet_unknown`; 403 `subject_foreign` {subject}, a client that acts for another issuer; 409 `programme_unknown`; 409 `product_unknown`; 403 `merchant_mismatch`; 409 `spend_disputed`, `spend_returned` {chargedFen, leftFen}; `wallet_frozen` {cause}, `recharge_invoiced` {rechargeId, invoiceNo}, `recharge_used` {loadedFen, leftFen}, `holds_open` {heldFen, availableFen}; `hold_not_open`.',
  })
  @ApiOkResponse({ standardSchema: cancelledAnswer })
  async cancel(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: cancelBody }) { kind, idempotencyKey, subject, reason }: z.output<typeof cancelBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const whose = subject === undefined || subject === caller.subject ? caller : { ...caller, subject };
    if (whose !== caller) requireAny(caller);
    const wallet = await this.#commands.wallet(command, walletId);
    const scope = keyScope(whose, KINDS[kind].route);
    if (whose !== caller) await this.#requireOwn(command, { subject: whose.subject, scope, key: idempotencyKey });
    const id = idFrom(KINDS[kind].prefix, `${scope}\n${idempotencyKey}`);
    const asked = { id, merchantId: caller.merchantId, reason };
    // What would be refused anyway bars nothing: a refusal changes nothing.
    await this.#commands.termsFor(command, walletId);
    const { state } = await this.#log.state(walletDecider, walletId);
    const shut = state.status !== 'open';
    const arrived = shut
      ? undefined
      : await this.#arrivedOrBarred(command, wallet, { kind, id, scope, key: idempotencyKey });
    const verdict = await this.#verdictOf(kind, command, wallet, { ...asked, arrived });
    const body = (events: readonly WalletEvent[]): object => ({
      walletId,
      kind,
      id,
      undoneFen: undoneIn(events),
    });
    return answer(verdict, { refusals: REFUSALS, body }, reply);
  }

  /**
   * A key that is barred is barred for whoever asks under it, so that of another issuer's client is left alone. A
   * cancellation that has its answer keeps it. Throws the Problem 403 `subject_foreign`.
   */
  async #requireOwn({ who, key }: CommandRequest, asked: AskedFor): Promise<void> {
    if (await answered(this.#log, key.scope, key.key)) return;
    if (!(await isForeign(this.#log, who.issuerId, asked))) return;
    const members = { subject: asked.subject };
    throw new Problem(403, 'subject_foreign', 'The client acts for another issuer', { members });
  }

  /** The fact that the key stands for; where there is none, the key stands for a refusal from now on, and for good. */
  async #arrivedOrBarred(
    { who }: CommandRequest,
    { walletId }: WalletEntry,
    {
      kind,
      id,
      scope,
      key,
    }: { readonly kind: Kind; readonly id: string; readonly scope: string; readonly key: string },
  ): Promise<WalletEvent | undefined> {
    const refusal = { code: `${kind}_cancelled`, detail: { [`${kind}Id`]: id } };
    const verdict = await bar(this.#log, who, { scope, key, on: on(walletDecider, walletId), refusal });
    const [first] = verdict.kind === 'accepted' ? verdict.events : [];
    return first?.envelope.streamId === walletId ? (first.event as WalletEvent) : undefined;
  }

  async #verdictOf(
    kind: Kind,
    command: CommandRequest,
    wallet: WalletEntry,
    { arrived, ...asked }: Cancel & { readonly arrived: WalletEvent | undefined },
  ): Promise<Verdict<WalletEvent>> {
    const { walletId } = wallet;
    switch (kind) {
      case 'spend':
        return this.#commands.decideOnSpend(command, wallet, asked.id, (state, { spend, terms }) =>
          cancelSpend(state, asked, spend, terms),
        );
      case 'recharge': {
        const recharged = arrived?.type === 'WalletRecharged' ? arrived.data : undefined;
        const verdict = await this.#log.executeAcross({
          ...command,
          streams: [on(walletDecider, walletId), on(invoiceDecider, invoiceIdOf(asked.id))],
          decide: ([state, invoice]) => {
            const invoiceNo = invoiceNoIn(invoice as InvoiceState);
            const decision = cancelRecharge(state as WalletState, { ...asked, arrived: recharged, invoiceNo });
            if (decision.kind === 'refused') return decision;
            return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: walletId, event })) };
          },
        });
        return verdict as Verdict<WalletEvent>;
      }
      case 'hold':
        return this.#commands.decide(command, walletId, (state) =>
          cancelHold(state, { ...asked, arrived: arrived !== undefined }),
        );
    }
  }
}

function requireAny({ scopes, merchantId }: Caller): void {
  if (scopes.has(ANY_SCOPE) && merchantId === null) return;
  throw insufficientScope(ANY_SCOPE);
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
