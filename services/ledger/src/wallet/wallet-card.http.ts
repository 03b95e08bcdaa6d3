/** Cards at their wallet, as cards asks: block a lost one, let one that was found open it again. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { WalletEvent } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { answer, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { cardIdField, instantField, reasonField, walletIdField } from '../fields.ts';
import { walletDecider } from './wallet.decider.ts';
import { blockCard, LOST, STOLEN, unblockCard } from './wallet-card.rule.ts';
import { WalletDirectory } from './wallet-directory.ts';
import { historySince } from './wallet-history.ts';
import { REFUSALS, requireWallet } from './wallet-route.ts';

type Reply = Parameters<typeof answer>[2];

const walletParam = z.object({ walletId: walletIdField });
const cardFields = {
  cardId: cardIdField,
  cardSequence: z.int().min(1).describe('Version of the card among those of the wallet.'),
  reportedAt: instantField.describe(
    'When the loss was reported; spends the ledger took since then are not the holder’s.',
  ),
};
const blockBody = z.strictObject({ ...cardFields, cause: z.enum(['lost', 'stolen']).default('lost') });
const unblockBody = z.strictObject({ ...cardFields, reason: reasonField });

const blockedAnswer = z.object({
  walletId: walletIdField,
  cardId: cardIdField,
  state: z.literal('blocked'),
  assumedSpends: z
    .array(z.object({ spendId: z.string(), amountFen: fenField }))
    .describe('Spends since the report that are the issuer’s now, not the holder’s.'),
});
const unblockedAnswer = z.object({ walletId: walletIdField, cardId: cardIdField, unblocked: z.literal(true) });

@Controller('ledger/v1/wallets')
export class WalletCardHttp {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;

  constructor(log: EventLog, wallets: WalletDirectory) {
    this.#log = log;
    this.#wallets = wallets;
  }

  @Post(':walletId/card-blocks')
  @Scope('ledger:card.block')
  @ApiOperation({
    summary: 'Block a lost card',
    description:
      'Asked by cards before it answers the report. Blocked already: the same answer, nothing new. Refused, in this order: 404 `wallet_unknown`; 409 `card_unknown`.',
  })
  @ApiOkResponse({ standardSchema: blockedAnswer })
  async block(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: blockBody }) body: z.output<typeof blockBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireWallet(this.#wallets, command.who.issuerId, walletId);
    const { reportedAt, cause, ...card } = body;
    const reason = cause === 'stolen' ? STOLEN : LOST;
    const verdict = await this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      gather: (version) => historySince(this.#log, walletId, { reportedAt, version }),
      decide: (wallet, history) => blockCard(wallet, { ...card, reportedAt, reason }, history),
    });
    const made = { walletId, cardId: card.cardId, state: 'blocked' };
    const said = (events: readonly WalletEvent[]): object => ({ ...made, assumedSpends: assumedIn(events) });
    return answer(verdict, { status: 200, refusals: REFUSALS, body: said }, reply);
  }

  @Post(':walletId/card-unblocks')
  @Scope('ledger:card.block')
  @ApiOperation({
    summary: 'Let a card open its wallet again that was found',
    description:
      'Asked by cards before it answers who approved it. What the issuer bore since the report stays with the issuer. Done already: the same answer, nothing new. Refused, in this order: 404 `wallet_unknown`; 409 `wallet_closed`.',
  })
  @ApiOkResponse({ standardSchema: unblockedAnswer })
  async unblock(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: unblockBody }) body: z.output<typeof unblockBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireWallet(this.#wallets, command.who.issuerId, walletId);
    const verdict = await this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      decide: (wallet) => unblockCard(wallet, body),
    });
    const said = { walletId, cardId: body.cardId, unblocked: true };
    return answer(verdict, { status: 200, refusals: REFUSALS, body: () => said }, reply);
  }
}

function assumedIn(events: readonly WalletEvent[]): readonly object[] {
  return events.flatMap((event) => {
    if (event.type !== 'WalletSpendAssumedByIssuer') return [];
    const { spendId, amountFen } = event.data;
    return [{ spendId, amountFen }];
  });
}
