/** PINs: set and reset at the desk, changed and verified wherever the holder keys them in (domain 2.2, A7). */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { CardEvent } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import type { Committed, Verdict } from '@scrip/event-store';
import { answer, Command, type CommandRequest, Open, Problem, positiveFenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { cardIdField } from '../fields.ts';
import { unechoed } from '../vault/personal-input.ts';
import { Vault } from '../vault/vault.ts';
import { type CardState, cardDecider } from './card.decider.ts';
import { CardCommands, cardParam, REFUSALS } from './card-route.ts';
import { HolderCheck, idNumberField } from './holder-check.ts';
import { changePin, PIN_DIGITS, PIN_TRIES_MAX, type PinTry, resetPin, setPin, tryPin } from './pin.rule.ts';
import { expiryOf, PinAuthorisations } from './pin-authorisation.ts';
import { isSimplePin, PinVault } from './pin-vault.ts';

type Reply = Parameters<typeof answer>[2];

const pinField = z
  .string()
  .regex(/^\d{4,12}$/, { error: 'expected 4 to 12 digits' })
  .describe('Digits; never in any answer, event or log.');
const setFields = z.strictObject({ pin: pinField });
const changeFields = z.strictObject({ oldPin: pinField, newPin: pinField });
const resetFields = z.strictObject({ pin: pinField, idNumber: idNumberField });
const checkFields = z.strictObject({ pin: pinField });
const authorisationFields = z.strictObject({
  pin: pinField,
  purpose: z.enum(['spend', 'hold']).describe('What the ledger will be asked for; a hold that grows is a hold.'),
  amountFen: positiveFenField.describe('What the ledger will be asked for, after the discount of the card.'),
  commandKey: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/)
    .describe(
      'Idempotency-Key that this client will ask the ledger under: the authorisation is good for that command.',
    ),
});

/** What is wrong with such a body is said without saying the PIN back. */
const setBody = unechoed(setFields);
const changeBody = unechoed(changeFields);
const resetBody = unechoed(resetFields);
const checkBody = unechoed(checkFields);
const authorisationBody = unechoed(authorisationFields);

const setAnswer = z.object({ cardId: cardIdField, pin: z.literal('set') });
const checkedAnswer = z.object({ cardId: cardIdField, verified: z.literal(true) });
const authorisationAnswer = z.object({
  cardId: cardIdField,
  walletId: z.string(),
  authorisationId: z.string().describe('The fact that the PIN was right.'),
  authorisation: z.string().describe('To be sent to the ledger as it is: a compact JWS.'),
  expiresAt: z.iso.datetime().describe('First moment it is not good any more.'),
});
const keySetAnswer = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });

/** Why a profile was read. */
const RESET = 'PIN reset with ID';

@Controller('cards/v1')
export class PinHttp {
  readonly #cards: CardCommands;
  readonly #pins: PinVault;
  readonly #vault: Vault;
  readonly #holders: HolderCheck;
  readonly #authorisations: PinAuthorisations;

  constructor(
    cards: CardCommands,
    pins: PinVault,
    vault: Vault,
    holders: HolderCheck,
    authorisations: PinAuthorisations,
  ) {
    this.#cards = cards;
    this.#pins = pins;
    this.#vault = vault;
    this.#holders = holders;
    this.#authorisations = authorisations;
  }

  @Post('cards/:cardId/pin')
  @Scope('cards:pin.write')
  @ApiOperation({
    summary: 'Give a card its first PIN',
    description:
      'Refused, in this order: 404 `card_unknown`; 422 `pin_digits_wrong` {digits}; 422 `pin_too_simple`; 409 the state that forbids it, such as `card_lost`; 409 `card_not_registered`; 409 `pin_already_set`.',
  })
  @ApiCreatedResponse({ standardSchema: setAnswer })
  async set(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: setBody }) { pin }: z.output<typeof setFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#requireUsable(command, cardId, pin);
    return this.#seal({ command, cardId, pin, reply, decide: setPin });
  }

  @Post('cards/:cardId/pin/reset')
  @Scope('cards:pin.write')
  @ApiOperation({
    summary: 'Give a new PIN to a holder who has forgotten or locked the old one, with the ID',
    description:
      'The ID number is compared in the vault, and the reading is kept. Refused, in this order: 404 `card_unknown`; 422 `pin_digits_wrong` {digits}; 422 `pin_too_simple`; 409 `card_not_registered`; 409 `id_not_kept`; 403 `id_mismatch`; 409 the state that forbids it, such as `card_lost`; 409 `pin_not_set`.',
  })
  @ApiCreatedResponse({ standardSchema: setAnswer })
  async reset(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: resetBody }) { pin, idNumber }: z.output<typeof resetFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { holderId } = await this.#requireUsable(command, cardId, pin);
    if (holderId === null) throw new Problem(409, 'card_not_registered', 'The card belongs to nobody');
    await this.#holders.requireId(command, holderId, { idNumber, reason: RESET });
    return this.#seal({ command, cardId, pin, reply, decide: resetPin });
  }

  @Post('cards/:cardId/pin/change')
  @Scope('cards:pin.verify')
  @ApiOperation({
    summary: 'Change a PIN with the old one',
    description:
      'A wrong old PIN counts as any wrong try. Refused, in this order: 404 `card_unknown`; 422 `pin_digits_wrong` {digits}; 422 `pin_too_simple`; 409 the state that forbids it; 409 `pin_not_set`; 409 `pin_locked`; 403 `pin_wrong` {triesLeft}.',
  })
  @ApiCreatedResponse({ standardSchema: setAnswer })
  async change(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: changeBody }) { oldPin, newPin }: z.output<typeof changeFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { triesMax } = await this.#requireUsable(command, cardId, newPin);
    const sealed = await this.#pins.seal(cardId, newPin);
    let made: number | null = null;
    const verdict = await this.#cards.log.execute({
      ...(await this.#blind(command)),
      decider: cardDecider,
      streamId: cardId,
      gather: () => this.#pins.compare(cardId, oldPin),
      decide: (state, compared) => {
        const decision = changePin(state, { ...compared, triesMax });
        made = versionIn(decision);
        return decision;
      },
      writes: async (tx) => {
        if (made !== null) await this.#pins.store(tx, sealed, made);
      },
    });
    return this.#answered(verdict, cardId, reply);
  }

  @Post('cards/:cardId/pin/checks')
  @Scope('cards:pin.verify')
  @ApiOperation({
    summary: 'Verify a PIN without paying',
    description:
      'Refused, in this order: 404 `card_unknown`; 409 the state that forbids it, such as `card_lost`; 409 `pin_not_set`; 409 `pin_locked`; 403 `pin_wrong` {triesLeft}.',
  })
  @ApiCreatedResponse({ standardSchema: checkedAnswer })
  async check(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: checkBody }) { pin }: z.output<typeof checkFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#try(command, cardId, pin, { purpose: 'check', amountFen: null });
    refuseWrong(verdict);
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => ({ cardId, verified: true }) }, reply);
  }

  @Post('cards/:cardId/pin/authorisations')
  @Scope('cards:pin.verify')
  @ApiOperation({
    summary: 'Verify a PIN for a spend or a hold',
    description:
      'The same client sends the authorisation to the ledger with that spend or hold, under the key named here, within two minutes. Refused, in this order: 404 `card_unknown`; 409 the state that forbids it, such as `card_lost`; 409 `pin_not_set`; 409 `pin_locked`; 403 `pin_wrong` {triesLeft}.',
  })
  @ApiCreatedResponse({ standardSchema: authorisationAnswer })
  async authorise(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: authorisationBody }) body: z.output<typeof authorisationFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { pin, purpose, amountFen, commandKey } = body;
    const verdict = await this.#try(command, cardId, pin, { purpose, amountFen });
    refuseWrong(verdict);
    const { issuerId, actor: subject } = command.who;
    const verified = verdict.kind === 'accepted' ? verifiedIn(verdict.events) : undefined;
    const signed = verified && {
      cardId,
      walletId: verified.event.data.walletId,
      authorisationId: verified.envelope.eventId,
      authorisation: await this.#authorisations.sign({
        authorisationId: verified.envelope.eventId,
        issuerId,
        subject,
        cardId,
        walletId: verified.event.data.walletId,
        purpose,
        amountFen,
        commandKey,
        verifiedAt: verified.envelope.recordedAt,
      }),
      expiresAt: toRfc3339(expiryOf({ verifiedAt: verified.envelope.recordedAt })),
    };
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => signed ?? {} }, reply);
  }

  @Get('authorisation-keys')
  @Open()
  @ApiOperation({
    summary: 'The public keys that check authorisations',
    description:
      'A JWK set (RFC 7517), open to everybody: it checks signatures and makes none. Keys that are replaced stay in it, for what they signed.',
  })
  @ApiOkResponse({ standardSchema: keySetAnswer })
  keys(): object {
    return this.#authorisations.keySet();
  }

  /** The PIN itself could be found by trying all against the fingerprint of the request; so that is blinded. */
  async #blind({ who, key }: CommandRequest): Promise<Pick<CommandRequest, 'who' | 'key'>> {
    return { who, key: { ...key, inputHash: await this.#vault.blind(key.inputHash) } };
  }

  async #try(
    command: CommandRequest,
    cardId: string,
    pin: string,
    asked: Pick<PinTry, 'purpose' | 'amountFen'>,
  ): Promise<Verdict<CardEvent>> {
    const { triesMax } = await this.#terms(command, cardId);
    return this.#cards.log.execute({
      ...(await this.#blind(command)),
      decider: cardDecider,
      streamId: cardId,
      // Of one card one try after the other: nobody tries three PINs at once.
      gather: () => this.#pins.compare(cardId, pin),
      decide: (state, compared) => tryPin(state, { ...asked, ...compared, triesMax }),
    });
  }

  async #seal(asked: {
    readonly command: CommandRequest;
    readonly cardId: string;
    readonly pin: string;
    readonly reply: Reply;
    decide(state: CardState): Decision<CardEvent>;
  }): Promise<object> {
    const { command, cardId, pin, reply } = asked;
    const sealed = await this.#pins.seal(cardId, pin);
    let made: number | null = null;
    const verdict = await this.#cards.log.execute({
      ...(await this.#blind(command)),
      decider: cardDecider,
      streamId: cardId,
      decide: (state) => {
        const decision = asked.decide(state);
        made = versionIn(decision);
        return decision;
      },
      writes: async (tx) => {
        if (made !== null) await this.#pins.store(tx, sealed, made);
      },
    });
    return this.#answered(verdict, cardId, reply);
  }

  #answered(verdict: Verdict<CardEvent>, cardId: string, reply: Reply): object {
    refuseWrong(verdict);
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => ({ cardId, pin: 'set' }) }, reply);
  }

  async #terms({ who }: CommandRequest, cardId: string) {
    const card = await this.#cards.card(who.issuerId, cardId);
    const pin = (await this.#cards.termsOf(who.issuerId, card, who.occurredAt))?.card?.pin;
    return { holderId: card.holderId, digits: pin?.digits ?? PIN_DIGITS, triesMax: pin?.triesMax ?? PIN_TRIES_MAX };
  }

  /** Throws the Problem 422 `pin_digits_wrong` or `pin_too_simple` for a new PIN that cannot be one. */
  async #requireUsable(command: CommandRequest, cardId: string, pin: string) {
    const terms = await this.#terms(command, cardId);
    const { digits } = terms;
    if (pin.length !== digits) {
      throw new Problem(422, 'pin_digits_wrong', `A PIN of this card has ${digits} digits`, { members: { digits } });
    }
    if (isSimplePin(pin)) throw new Problem(422, 'pin_too_simple', 'Anybody would try this PIN first');
    return terms;
  }
}

/** Version of the PIN that a decision makes; null where it makes none. */
function versionIn(decision: Decision<CardEvent>): number | null {
  if (decision.kind === 'refused') return null;
  for (const event of decision.events) {
    if (event.type === 'PinSet' || event.type === 'PinChanged' || event.type === 'PinReset') {
      return event.data.verifierVersion;
    }
  }
  return null;
}

/** A wrong PIN is a fact and still a no: throws the Problem 403 `pin_wrong`. The same request again says the same. */
function refuseWrong(verdict: Verdict<CardEvent>): void {
  if (verdict.kind === 'refused') return;
  for (const { event } of verdict.events) {
    if (event.type !== 'PinRefused') continue;
    const { cardId, triesLeft } = event.data;
    throw new Problem(403, 'pin_wrong', 'This is not the PIN of the card', { members: { cardId, triesLeft } });
  }
}

function verifiedIn(events: readonly Committed<CardEvent>[]): Committed<Extract<CardEvent, { type: 'PinVerified' }>> {
  for (const { envelope, event } of events) if (event.type === 'PinVerified') return { envelope, event };
  throw new InvariantError('a verified PIN without its fact');
}
