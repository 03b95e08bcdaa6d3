/** Returns at the till: what was bought with a wallet is given back. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { answer, Caller, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { amountField, holderIdField, holdIdField, merchantIdField, spendIdField, walletIdField } from '../fields.ts';
import { WalletCommands } from './wallet-commands.ts';
import { returnSpend } from './wallet-return.rule.ts';
import { idOf, REFUSALS, take } from './wallet-route.ts';

type Reply = Parameters<typeof answer>[2];

const spendParam = z.object({ walletId: walletIdField, spendId: z.union([spendIdField, holdIdField]) });
const returnBody = z
  .strictObject({ amountFen: amountField.optional().describe('Left out: all that can still be returned.') })
  .nullish();
const returnedAnswer = z.object({
  walletId: walletIdField,
  holderId: holderIdField,
  returnId: z.string(),
  spendId: z.string(),
  merchantId: merchantIdField,
  returnedFen: fenField,
  leftFen: fenField.describe('What can still be returned of the spend.'),
  lots: z.array(take),
  programmeId: z.string(),
  programmeVersion: z.int(),
  balanceAfterFen: fenField,
});

@Controller('ledger/v1/wallets')
export class WalletReturnHttp {
  readonly #commands: WalletCommands;

  constructor(commands: WalletCommands) {
    this.#commands = commands;
  }

  @Post(':walletId/spends/:spendId/returns')
  @Scope('ledger:return')
  @ApiOperation({
    summary: 'Give back what a spend paid, or a part of it',
    description:
      'Of a captured hold too, under the id of the hold. The value is in the lots it came from again, with their dates. Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `wallet_closed`; 404 `spend_unknown`; 403 `merchant_mismatch`; 409 `spend_disputed` {spendId}; 409 `return_exceeds_spend` {askedFen, chargedFen, leftFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: returnedAnswer })
  async return(
    @Param({ schema: spendParam }) { walletId, spendId }: z.output<typeof spendParam>,
    @Body({ schema: returnBody }) body: z.output<typeof returnBody>,
    @Caller() { merchantId }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const wallet = await this.#commands.wallet(command, walletId);
    const asked = { returnId: idOf('ret', command), spendId, merchantId, amountFen: body?.amountFen ?? null };
    const verdict = await this.#commands.decideOnSpend(command, wallet, spendId, (state, { spend, terms }) =>
      returnSpend(state, asked, spend, terms),
    );
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }
}
