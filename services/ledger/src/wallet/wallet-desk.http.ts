/** Wallets at the desk: fees, extension of a lot, freezing, who may sign. */
import { Body, Controller, Delete, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { answer, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { plus } from '@scrip/money';
import { z } from 'zod';
import { cardIdField, lotIdField, signatoryIdField, tenderField, walletIdField } from '../fields.ts';
import { WalletCommands } from './wallet-commands.ts';
import { idOf, REFUSALS, take } from './wallet-route.ts';
import {
  chargeReplacement,
  extendLot,
  FREEZE_CAUSES,
  freeze,
  nameSignatory,
  removeSignatory,
  unfreeze,
} from './wallet-service.rule.ts';

type Reply = Parameters<typeof answer>[2];

const walletParam = z.object({ walletId: walletIdField });
const lotParam = z.object({ walletId: walletIdField, lotId: lotIdField });
const signatoryParam = z.object({ walletId: walletIdField, signatoryId: signatoryIdField });

const tender = tenderField.optional().describe('How it is paid; left out: from the wallet.');
const feeBody = z.strictObject({ cardId: cardIdField.describe('The card that is replaced.'), tender });
const extensionBody = z.strictObject({ tender }).nullish();
const reference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9/_.-]{0,63}$/)
  .optional()
  .describe("File number of the paper behind it, in the issuer's own files. No personal data.");
const freezeBody = z.strictObject({ cause: z.enum(FREEZE_CAUSES), reference });
const unfreezeBody = z.strictObject({ reference }).nullish();
const signatoryBody = z.strictObject({
  signatoryId: signatoryIdField,
  by: z.enum(['writing', 'phone']).describe('By phone it lapses unless it is named again in writing in time.'),
});

const removalQuery = z.object({
  by: z
    .enum(['writing', 'phone'])
    .default('writing')
    .describe('By phone it lapses unless it comes in writing in time.'),
});

const feeAnswer = z.object({
  walletId: walletIdField,
  feeId: z.string().nullable().describe('Null where the programme charges nothing.'),
  amountFen: fenField,
  lots: z.array(take),
});
const extendedAnswer = z.object({
  walletId: walletIdField,
  lotId: lotIdField,
  fromExpiresAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().describe('First moment the lot cannot be used.'),
  leftFen: fenField,
  reactivatedFen: fenField.describe('What had lapsed to the issuer and is in the lot again.'),
  feeFen: fenField,
});
const frozenAnswer = z.object({ walletId: walletIdField, frozenFor: z.enum(FREEZE_CAUSES).nullable() });
const namedAnswer = z.object({
  walletId: walletIdField,
  signatoryId: signatoryIdField,
  lapsesAt: z.iso.datetime().nullable().describe('First moment it is not valid any more; null if it does not lapse.'),
});
const removedAnswer = z.object({
  walletId: walletIdField,
  signatoryId: signatoryIdField,
  lapsesAt: z.iso.datetime().nullable().describe('First moment the person may sign again; null if never.'),
});

@Controller('ledger/v1/wallets')
export class WalletDeskHttp {
  readonly #commands: WalletCommands;

  constructor(commands: WalletCommands) {
    this.#commands = commands;
  }

  @Post(':walletId/replacement-fees')
  @Scope('ledger:fee')
  @ApiOperation({
    summary: 'Charge the fee of a replaced card',
    description:
      'From the wallet or in another tender. Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `wallet_frozen`; 409 `card_unknown` {cardId}; 409 `balance_short` {askedFen, availableFen, missingFen}.',
  })
  @ApiCreatedResponse({ standardSchema: feeAnswer })
  async replacementFee(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: feeBody }) body: z.output<typeof feeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = await this.#commands.termsFor(command, walletId);
    const asked = {
      feeId: idOf('fee', command),
      cardId: body.cardId,
      tender: body.tender ?? null,
      at: command.who.occurredAt,
    };
    const verdict = await this.#commands.decide(command, walletId, (state) => chargeReplacement(state, asked, terms));
    const free = { walletId, feeId: null, amountFen: 0, lots: [] };
    return answer(
      verdict,
      { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...free, ...event?.data }) },
      reply,
    );
  }

  @Post(':walletId/lots/:lotId/extension')
  @Scope('ledger:fee')
  @ApiOperation({
    summary: 'Let a lot be used longer',
    description:
      'By the term of the product, from now on. What lapsed to the issuer is in the lot again, within that term after its last usable day. Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `wallet_frozen`; 404 `lot_unknown`; 409 `lot_does_not_expire`; 409 `extension_not_allowed`; 409 `reactivation_period_over` {lapsedAt, endedAt}; 409 `extension_not_longer` {expiresAt}; 409 `balance_short` {askedFen, availableFen, missingFen}.',
  })
  @ApiCreatedResponse({ standardSchema: extendedAnswer })
  async extend(
    @Param({ schema: lotParam }) { walletId, lotId }: z.output<typeof lotParam>,
    @Body({ schema: extensionBody }) body: z.output<typeof extensionBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = await this.#commands.termsFor(command, walletId);
    const asked = { feeId: idOf('fee', command), lotId, tender: body?.tender ?? null, at: command.who.occurredAt };
    const verdict = await this.#commands.decideOnBreakage(command, { walletId, lotId }, (state, broken) =>
      extendLot(state, asked, terms, broken),
    );
    return answer(verdict, { status: 201, refusals: REFUSALS, body: extendedBody }, reply);
  }

  @Post(':walletId/freeze')
  @Scope('ledger:freeze')
  @ApiOperation({
    summary: 'Freeze a wallet',
    description:
      'Nothing can be paid into or out of it until it is unfrozen; the heirs of a deceased holder can be paid back. Refused, in this order: 404 `wallet_unknown`; 409 `wallet_frozen` {cause}.',
  })
  @ApiOkResponse({ standardSchema: frozenAnswer })
  async freeze(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: freezeBody }) { cause, reference: file }: z.output<typeof freezeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#commands.wallet(command, walletId);
    const verdict = await this.#commands.decide(command, walletId, (state) =>
      freeze(state, { cause, reference: file ?? null }),
    );
    return answer(verdict, { refusals: REFUSALS, body: () => ({ walletId, frozenFor: cause }) }, reply);
  }

  @Post(':walletId/unfreeze')
  @Scope('ledger:freeze')
  @ApiOperation({
    summary: 'Let a frozen wallet be used again',
    description: 'Refused, in this order: 404 `wallet_unknown`; 409 `wallet_not_frozen`.',
  })
  @ApiOkResponse({ standardSchema: frozenAnswer })
  async unfreeze(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: unfreezeBody }) body: z.output<typeof unfreezeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#commands.wallet(command, walletId);
    const file = { reference: body?.reference ?? null };
    const verdict = await this.#commands.decide(command, walletId, (state) => unfreeze(state, file));
    return answer(verdict, { refusals: REFUSALS, body: () => ({ walletId, frozenFor: null }) }, reply);
  }

  @Post(':walletId/signatories')
  @Scope('ledger:signatory.write')
  @ApiOperation({
    summary: 'Name somebody who may sign spends',
    description:
      'Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `signatories_not_kept`; 409 `signatory_lapsed` {signatoryId, lapsedAt}; 409 `signatories_exceeded` {signatories, limit}.',
  })
  @ApiCreatedResponse({ standardSchema: namedAnswer })
  async nameSignatory(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: signatoryBody }) body: z.output<typeof signatoryBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = await this.#commands.termsFor(command, walletId);
    const asked = { ...body, at: command.who.occurredAt };
    const verdict = await this.#commands.decide(command, walletId, (state) => nameSignatory(state, asked, terms));
    const { signatoryId } = body;
    const said = (events: readonly WalletEvent[]): object => ({ walletId, signatoryId, lapsesAt: lapseIn(events) });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: said }, reply);
  }

  @Delete(':walletId/signatories/:signatoryId')
  @Scope('ledger:signatory.write')
  @ApiOperation({
    summary: 'Let somebody sign no more',
    description:
      'By phone until it is confirmed in writing; otherwise the person may sign again when the period is over. Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 404 `signatory_unknown`; 409 `removal_lapsed` {signatoryId, lapsedAt}.',
  })
  @ApiOkResponse({ standardSchema: removedAnswer })
  async removeSignatory(
    @Param({ schema: signatoryParam }) { walletId, signatoryId }: z.output<typeof signatoryParam>,
    @Query({ schema: removalQuery }) { by }: z.output<typeof removalQuery>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = await this.#commands.termsFor(command, walletId);
    const asked = { signatoryId, by, at: command.who.occurredAt };
    const verdict = await this.#commands.decide(command, walletId, (state) => removeSignatory(state, asked, terms));
    const refusals = { ...REFUSALS, signatory_unknown: 404 };
    const said = (events: readonly WalletEvent[]): object => ({ walletId, signatoryId, lapsesAt: lapseIn(events) });
    return answer(verdict, { refusals, body: said }, reply);
  }
}

function extendedBody(events: readonly WalletEvent[]): object {
  let said: object = {};
  for (const event of events) {
    if (event.type === 'WalletFeeCharged') said = { ...said, feeFen: event.data.amountFen };
    if (event.type === 'WalletLotReactivated') {
      said = { ...said, reactivatedFen: plus(event.data.principalFen, event.data.bonusFen) };
    }
    if (event.type !== 'WalletLotExtended') continue;
    const { walletId, lotId, leftFen, fromExpiresAt, expiresAt } = event.data;
    const dates = { fromExpiresAt: toRfc3339(fromExpiresAt), expiresAt: toRfc3339(expiresAt) };
    said = { walletId, lotId, leftFen, ...dates, reactivatedFen: 0, feeFen: 0, ...said };
  }
  return said;
}

/** Named in writing before, or in writing now: it does not lapse. */
function lapseIn([event]: readonly WalletEvent[]): string | null {
  if (event?.type !== 'WalletSignatoryNamed' && event?.type !== 'WalletSignatoryRemoved') return null;
  return event.data.lapsesAt === null ? null : toRfc3339(event.data.lapsesAt);
}
