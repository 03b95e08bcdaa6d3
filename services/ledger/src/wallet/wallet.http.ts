/** Wallets at the till: recharge, spend, hold. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import {
  amountField,
  authorisationField,
  cardIdField,
  holderIdField,
  holdIdField,
  merchantIdField,
  reasonField,
  signatoryIdField,
  slipAnswer,
  slipFields,
  tenderField,
  terminalIdField,
  walletIdField,
} from '../fields.ts';
import { PinAuthorisations } from './pin-authorisations.ts';
import { ProgrammeTerms } from './programme-terms.ts';
import { type WalletTerms, walletDecider } from './wallet.decider.ts';
import { WalletDirectory } from './wallet-directory.ts';
import { captureHold, increaseHold, placeHold, releaseHold } from './wallet-hold.rule.ts';
import {
  askedFields,
  askedIn,
  idOf,
  NAMES_ONE,
  namesOne,
  pricedItems,
  REFUSALS,
  requireOwnMerchant,
  requireTerms,
  requireWallet,
  take,
  termsOfHold,
} from './wallet-route.ts';
import { recharge, spend } from './wallet-till.rule.ts';

type Reply = Parameters<typeof answer>[2];

const walletParam = z.object({ walletId: walletIdField });
const holdParam = z.object({ walletId: walletIdField, holdId: holdIdField });

const rechargeBody = z.strictObject({
  principalFen: amountField.describe('What was paid.'),
  tender: tenderField,
});
const spendBody = z
  .strictObject({
    ...askedFields,
    cardId: cardIdField,
    merchantId: merchantIdField,
    terminalId: terminalIdField.optional(),
    signatoryId: signatoryIdField.optional().describe('Who signed, where the product asks for a signature.'),
    ...slipFields,
    authorisation: authorisationField.optional(),
    splitTender: z
      .boolean()
      .default(true)
      .describe(
        'False when the till cannot take the rest in another tender: a short wallet is then refused. Otherwise as the product says.',
      ),
  })
  .refine(namesOne, NAMES_ONE);
const holdBody = z
  .strictObject({
    ...askedFields,
    cardId: cardIdField,
    merchantId: merchantIdField,
    signatoryId: signatoryIdField.optional().describe('Who signed, where the product asks for a signature.'),
    ...slipFields,
    authorisation: authorisationField.optional(),
  })
  .refine(namesOne, NAMES_ONE);
const increaseBody = z.strictObject({
  addFen: amountField.describe('Reserved on top.'),
  authorisation: authorisationField.optional(),
});
const captureBody = z
  .strictObject({ amountFen: amountField.optional().describe('Left out: all that is held. The rest is free again.') })
  .nullish();
const releaseBody = z
  .strictObject({
    reason: reasonField.default('cancelled_by_merchant'),
  })
  .nullish();
const decidedUnder = { programmeId: z.string(), programmeVersion: z.int() };
const rechargedAnswer = z.object({
  walletId: walletIdField,
  holderId: holderIdField,
  rechargeId: z.string(),
  lotId: z.string(),
  principalFen: fenField,
  bonusFen: fenField,
  tender: tenderField,
  gifts: z
    .array(z.object({ giftKey: z.string(), count: z.int() }))
    .nullable()
    .describe('What the recharge gave besides value, such as free garments; null where it gave nothing.'),
  expiresAt: z.iso.datetime().nullable().describe('First moment the lot cannot be used; null if it always can.'),
  clientId: z.string().nullable().describe('Client whose list paid it; null where it was paid in for itself.'),
  ...decidedUnder,
  balanceAfterFen: fenField,
});
const spentAnswer = z.object({
  walletId: walletIdField,
  holderId: holderIdField,
  spendId: z.string(),
  cardId: cardIdField,
  merchantId: merchantIdField,
  terminalId: terminalIdField.nullable(),
  askedFen: fenField,
  chargedFen: fenField,
  dueFen: fenField.describe('Left for another tender.'),
  lots: z.array(take),
  items: pricedItems,
  signatoryId: z.string().nullable(),
  ...slipAnswer,
  authorisationId: z.string().nullable().describe('The verified PIN that authorised it; null where none is asked for.'),
  ...decidedUnder,
  balanceAfterFen: fenField,
});
const heldAnswer = z.object({
  walletId: walletIdField,
  holderId: holderIdField,
  holdId: holdIdField,
  cardId: cardIdField,
  merchantId: merchantIdField,
  amountFen: fenField,
  signatoryId: z.string().nullable(),
  ...slipAnswer,
  authorisationId: z.string().nullable().describe('The verified PIN that authorised it; null where none is asked for.'),
  items: pricedItems,
  endsAt: z.iso.datetime().nullable().describe('When it ends by itself unless it is settled; null if it does not.'),
  endsBy: z.enum(['capture', 'release']).nullable(),
  ...decidedUnder,
  balanceAfterFen: fenField,
  heldAfterFen: fenField,
});
const increasedAnswer = z.object({
  walletId: walletIdField,
  holdId: holdIdField,
  addedFen: fenField,
  amountAfterFen: fenField.describe('What the hold reserves now.'),
  ...decidedUnder,
  balanceAfterFen: fenField,
  heldAfterFen: fenField,
});
const capturedAnswer = z.object({
  walletId: walletIdField,
  holderId: holderIdField,
  holdId: holdIdField,
  merchantId: merchantIdField,
  capturedFen: fenField,
  releasedFen: fenField,
  lots: z.array(take),
  ...slipAnswer,
  balanceAfterFen: fenField,
  heldAfterFen: fenField,
});
const releasedAnswer = z.object({
  walletId: walletIdField,
  holdId: holdIdField,
  releasedFen: fenField,
  reason: z.string(),
  heldAfterFen: fenField,
});
@Controller('ledger/v1/wallets')
export class WalletHttp {
  readonly #log: EventLog;
  readonly #authorisations: PinAuthorisations;
  readonly #wallets: WalletDirectory;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, wallets: WalletDirectory, terms: ProgrammeTerms, authorisations: PinAuthorisations) {
    this.#authorisations = authorisations;
    this.#log = log;
    this.#wallets = wallets;
    this.#terms = terms;
  }

  @Post(':walletId/recharges')
  @Scope('ledger:recharge')
  @ApiOperation({
    summary: 'Pay value into a wallet',
    description:
      'One new lot: what was paid, and the bonus of the programme. Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `wallet_closed`; 409 `recharge_cancelled`; 409 `wallet_frozen` {cause}; 409 `recharge_below_minimum` {askedFen, minimumFen, missingFen}; 409 `recharge_not_a_step` {askedFen, belowFen, aboveFen}; 409 `balance_limit_exceeded` {askedFen, bonusFen, balanceFen, limitFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: rechargedAnswer })
  async recharge(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: rechargeBody }) body: z.output<typeof rechargeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = await this.#termsFor(command, walletId);
    const ids = { rechargeId: idOf('rch', command), lotId: idOf('lot', command) };
    const verdict = await this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      decide: (wallet) => recharge(wallet, { ...ids, ...body, at: command.who.occurredAt }, terms),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: rechargedBody }, reply);
  }

  @Post(':walletId/spends')
  @Scope('ledger:spend')
  @ApiOperation({
    summary: 'Pay a merchant from a wallet',
    description:
      'Short, where product and till allow it: what is there is charged and the rest named as due. Refused, in this order: 403 `merchant_mismatch`; 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `wallet_closed`; 409 `spend_cancelled`; 409 `wallet_frozen` {cause}; 409 `card_unknown`, `card_blocked`, `card_void`, `card_superseded`, `card_suspended`, `card_not_active`; 409 `amount_not_positive`; 409 `signature_required`, `signatory_unknown`, `signatory_lapsed` {lapsedAt}; 503 `authorisation_keys_unavailable`; 409 `pin_required`, `authorisation_invalid` {why}, `authorisation_expired` {expiredAt}, `authorisation_amount_mismatch` {askedFen, authorisedFen}; 409 `balance_short` {askedFen, availableFen, missingFen}.',
  })
  @ApiCreatedResponse({ standardSchema: spentAnswer })
  async spend(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: spendBody }) body: z.output<typeof spendBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireOwnMerchant(caller, body.merchantId);
    const terms = await this.#termsFor(command, walletId);
    const { cardId, merchantId, splitTender, terminalId = null, signatoryId = null, slipSignature, bookingId } = body;
    const authorisation = await this.#authorisations.brought(body.authorisation, command);
    const slip = { slipSignature, bookingId };
    const paid = {
      cardId,
      merchantId,
      splitTender,
      terminalId,
      signatoryId,
      ...slip,
      authorisation,
      asked: askedIn(body),
    };
    const spendId = idOf('spd', command);
    const verdict = await this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      decide: (wallet) => spend(wallet, { spendId, ...paid, at: command.who.occurredAt }, terms),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':walletId/holds')
  @Scope('ledger:hold')
  @ApiOperation({
    summary: 'Reserve value for a merchant',
    description:
      'It stays in the balance and cannot be used otherwise until the hold is captured or released. Refused, in this order: 403 `merchant_mismatch`; 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `wallet_closed`; 409 `hold_cancelled`; 409 `wallet_frozen` {cause}; 409 `card_unknown`, `card_blocked`, `card_void`, `card_superseded`, `card_suspended`, `card_not_active`; 409 `amount_not_positive`; 409 `signature_required`, `signatory_unknown`, `signatory_lapsed` {lapsedAt}; 503 `authorisation_keys_unavailable`; 409 `pin_required`, `authorisation_invalid` {why}, `authorisation_expired` {expiredAt}, `authorisation_amount_mismatch` {askedFen, authorisedFen}; 409 `holds_not_allowed`; 409 `open_holds_exceeded` {openHolds, limit}; 409 `balance_short` {askedFen, availableFen, missingFen}.',
  })
  @ApiCreatedResponse({ standardSchema: heldAnswer })
  async hold(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: holdBody }) body: z.output<typeof holdBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireOwnMerchant(caller, body.merchantId);
    const terms = await this.#termsFor(command, walletId);
    const holdId = idOf('hold', command);
    const { cardId, merchantId, signatoryId = null, slipSignature, bookingId } = body;
    const authorisation = await this.#authorisations.brought(body.authorisation, command);
    const at = command.who.occurredAt;
    const slip = { slipSignature, bookingId };
    const asked = { holdId, cardId, merchantId, signatoryId, ...slip, authorisation, asked: askedIn(body), at };
    const verdict = await this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      decide: (wallet) => placeHold(wallet, asked, terms),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: heldBody }, reply);
  }

  @Post(':walletId/holds/:holdId/increase')
  @Scope('ledger:hold')
  @ApiOperation({
    summary: 'Reserve more by an open hold',
    description:
      'Its end stays. Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `wallet_closed`; 409 `wallet_frozen` {cause}; 409 `hold_not_open`; 403 `merchant_mismatch`; 409 `card_unknown`, `card_blocked`, `card_void`, `card_superseded`, `card_suspended`, `card_not_active`; 503 `authorisation_keys_unavailable`; 409 `pin_required` and what a hold says of an authorisation; 409 `balance_short` {askedFen, availableFen, missingFen}.',
  })
  @ApiCreatedResponse({ standardSchema: increasedAnswer })
  async increase(
    @Param({ schema: holdParam }) { walletId, holdId }: z.output<typeof holdParam>,
    @Body({ schema: increaseBody }) body: z.output<typeof increaseBody>,
    @Caller() { merchantId }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = await this.#termsFor(command, walletId);
    const authorisation = await this.#authorisations.brought(body.authorisation, command);
    const asked = { holdId, merchantId, addFen: body.addFen, authorisation, at: command.who.occurredAt };
    const verdict = await this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      decide: (state) => increaseHold(state, asked, terms),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':walletId/holds/:holdId/capture')
  @Scope('ledger:hold')
  @ApiOperation({
    summary: 'Settle a hold: the merchant is paid all or part of it',
    description:
      'The hold is closed. Refused, in this order: 404 `wallet_unknown`; 409 `wallet_closed`; 409 `hold_not_open`; 403 `merchant_mismatch`; 409 `capture_exceeds_hold` {askedFen, heldFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: capturedAnswer })
  async capture(
    @Param({ schema: holdParam }) { walletId, holdId }: z.output<typeof holdParam>,
    @Body({ schema: captureBody }) body: z.output<typeof captureBody>,
    @Caller() { merchantId }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const wallet = await requireWallet(this.#wallets, command.who.issuerId, walletId);
    const termsOf = await termsOfHold(this.#log, this.#terms, wallet, holdId);
    const asked = { holdId, merchantId, amountFen: body?.amountFen ?? null, at: command.who.occurredAt, cause: null };
    const verdict = await this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      decide: (state) => captureHold(state, asked, termsOf),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':walletId/holds/:holdId/release')
  @Scope('ledger:hold')
  @ApiOperation({
    summary: 'Give a hold up: nobody is paid',
    description:
      'Refused, in this order: 404 `wallet_unknown`; 409 `wallet_closed`; 409 `hold_not_open`; 403 `merchant_mismatch`.',
  })
  @ApiCreatedResponse({ standardSchema: releasedAnswer })
  async release(
    @Param({ schema: holdParam }) { walletId, holdId }: z.output<typeof holdParam>,
    @Body({ schema: releaseBody }) body: z.output<typeof releaseBody>,
    @Caller() { merchantId }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireWallet(this.#wallets, command.who.issuerId, walletId);
    const asked = { holdId, merchantId, reason: body?.reason ?? 'cancelled_by_merchant' };
    const verdict = await this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      decide: (state) => releaseHold(state, asked),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  /** Neither answer is kept under the key: the wallet or the document may arrive in a moment. */
  async #termsFor({ who }: CommandRequest, walletId: string): Promise<WalletTerms> {
    const wallet = await requireWallet(this.#wallets, who.issuerId, walletId);
    return requireTerms(await this.#terms.at(wallet, who.occurredAt));
  }
}

function rechargedBody([event]: readonly WalletEvent[]): object {
  if (event?.type !== 'WalletRecharged') throw new InvariantError('a recharge without its event');
  const { expiresAt } = event.data;
  return { ...event.data, expiresAt: expiresAt === null ? null : toRfc3339(expiresAt) };
}

function heldBody([event]: readonly WalletEvent[]): object {
  if (event?.type !== 'WalletHeld') throw new InvariantError('a hold without its event');
  const { endsAt } = event.data;
  return { ...event.data, endsAt: endsAt === null ? null : toRfc3339(endsAt) };
}
