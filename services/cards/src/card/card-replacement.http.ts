/** A card is replaced at the desk: lost, stolen, damaged, faulty, expired, or its PIN forgotten (domain 2.2). */
import { Body, Controller, Logger, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { CardEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog, idFrom, newId, on } from '@scrip/event-store';
import { answer, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import type { CardTerms } from '@scrip/programme';
import { z } from 'zod';
import { cardIdField, cardNumberField, holderIdField } from '../fields.ts';
import { LedgerClient } from '../ledger-client.ts';
import { unechoed } from '../vault/personal-input.ts';
import { Vault } from '../vault/vault.ts';
import { type Card, type CardState, cardDecider } from './card.decider.ts';
import { cardExpiry } from './card-issue.rule.ts';
import { CardNumbers } from './card-number.ts';
import { type NewCard, REPLACEMENT_CAUSES, type ReplacementCause, replaceAtDesk } from './card-replacement.rule.ts';
import { CardCommands, cardParam, REFUSALS } from './card-route.ts';
import { answersField, HolderCheck, idNumberField } from './holder-check.ts';

type Reply = Parameters<typeof answer>[2];

const replaceFields = z.strictObject({
  cause: z.enum(REPLACEMENT_CAUSES).describe('A damaged, lost, stolen or expired card is recorded as such first.'),
  number: z
    .enum(['same', 'new'])
    .optional()
    .describe(
      'The number of the old card with the next sequence, or a number of its own; left out: as the product says.',
    ),
  idNumber: idNumberField.optional().describe('Of the holder; asked for unless the product verifies otherwise.'),
  answers: answersField.optional().describe('Where the product verifies by the profile: all of them must be right.'),
  fee: z
    .union([
      z.strictObject({ from: z.literal('wallet') }).describe('Charged to the wallet.'),
      z
        .strictObject({
          tender: z
            .string()
            .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
            .describe('How it was paid, such as cash.'),
        })
        .describe('Paid at the desk.'),
    ])
    .optional()
    .describe('How the fee is paid; left out: the answer names it, and nothing is charged.'),
});
/** A number of an ID is not said back. */
const replaceBody = unechoed(replaceFields);

const replacedAnswer = z.object({
  cardId: cardIdField.describe('The new card, which is active.'),
  cardNumber: cardNumberField,
  sequence: z.int(),
  cardVersion: z.int(),
  walletId: z.string().describe('As before: balance, lots and what was promised with them stay.'),
  holderId: holderIdField.describe('As before: name and ID number never change in a replacement.'),
  replacesCardId: cardIdField,
  cause: z.enum(REPLACEMENT_CAUSES),
  feeDueFen: z.int().describe('Still to be charged in the ledger, in fen; 0 where it was charged, or is free.'),
});

/** Why a profile was read. */
const REPLACEMENT = 'card replaced at the desk';

@Controller('cards/v1/cards')
export class CardReplacementHttp {
  readonly #log: EventLog;
  readonly #cards: CardCommands;
  readonly #numbers: CardNumbers;
  readonly #ledger: LedgerClient;
  readonly #vault: Vault;
  readonly #holders: HolderCheck;
  readonly #notes = new Logger('CardReplacementHttp');

  constructor(
    log: EventLog,
    cards: CardCommands,
    numbers: CardNumbers,
    ledger: LedgerClient,
    vault: Vault,
    holders: HolderCheck,
  ) {
    this.#log = log;
    this.#cards = cards;
    this.#numbers = numbers;
    this.#ledger = ledger;
    this.#vault = vault;
    this.#holders = holders;
  }

  @Post(':cardId/replacements')
  @Scope('cards:card.replace')
  @ApiOperation({
    summary: 'Replace a card at the desk',
    description:
      'The new card is active at once and the old one opens nothing; wallet and holder stay. A new PIN is set afterwards. The fee of the product is charged first, where the body says how; otherwise the answer names it as due, and the desk charges it in the ledger. Refused, in this order: 404 `card_unknown`; 409 `card_not_registered`; 409 `programme_not_in_force`; 422 `verification_missing` {needed}; 409 `id_not_kept`; 403 `id_mismatch`; 403 `answers_wrong` {asked, matching}; 409 the state that forbids it, such as `card_replaced`; 409 `replacement_open` {replacementCardId}; 409 `cause_not_reported` {cause, state}; of the fee what the ledger refuses, such as 409 `balance_short` {askedFen, availableFen, missingFen}, or 503 `ledger_unavailable`.',
  })
  @ApiCreatedResponse({ standardSchema: replacedAnswer })
  async replace(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: replaceBody }) body: z.output<typeof replaceFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who, key } = command;
    const card = await this.#cards.card(who.issuerId, cardId);
    if (card.holderId === null) {
      throw new Problem(409, 'card_not_registered', 'The card belongs to nobody', { members: { cardId } });
    }
    const terms = await this.#cards.termsOf(who.issuerId, card, who.occurredAt);
    if (!terms) throw new Problem(409, 'programme_not_in_force', 'No version of the programme is in force');
    await this.#verify(command, card.holderId, terms.card, body);
    const { cause, fee } = body;
    const number = body.number ?? terms.card?.replacement?.number ?? 'new';
    const made: NewCard = {
      cardId: newId('crd'),
      cardNumber: number === 'new' ? await this.#numbers.next(terms.card?.number) : null,
      cause,
      programmeVersion: terms.version,
      expiresAt: cardExpiry(who.occurredAt, terms.card),
    };
    const feeFen = feeOf(terms, cause);
    // What would be refused, or was done under this key before, is charged nothing.
    const would = replaceAtDesk(card, cardDecider.initial, made);
    if (feeFen > 0 && fee && would.kind === 'accepted') await this.#charge(command, card, fee);
    const verdict = await this.#log.executeAcross({
      who,
      key: { ...key, inputHash: await this.#vault.blind(key.inputHash) },
      streams: [on(cardDecider, cardId), on(cardDecider, made.cardId)],
      decide: ([old, replacement]) => {
        const decision = replaceAtDesk(old as CardState, replacement as CardState, made);
        if (decision.kind === 'refused') return decision;
        return {
          kind: 'accepted',
          events: decision.events.map(({ cardId: streamId, event }) => ({ streamId, event })),
        };
      },
    });
    const said = (events: readonly { readonly type: string; readonly data: object }[]): object => ({
      ...replacedBody(events as readonly CardEvent[]),
      feeDueFen: fee ? 0 : feeFen,
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: said }, reply);
  }

  /** Name and ID number never change in a replacement: who comes with another one is refused (domain 2.2, A10). */
  async #verify(
    command: CommandRequest,
    holderId: string,
    card: CardTerms | undefined,
    { idNumber, answers }: z.output<typeof replaceFields>,
  ): Promise<void> {
    const needed = card?.replacement?.verify ?? ['idDocument'];
    const reason = REPLACEMENT;
    const missing = [
      ...(needed.includes('idDocument') && idNumber === undefined ? ['idNumber'] : []),
      ...(needed.includes('profile') && Object.keys(answers ?? {}).length === 0 ? ['answers'] : []),
    ];
    if (missing.length > 0) {
      throw new Problem(422, 'verification_missing', 'The holder is to be verified', { members: { needed: missing } });
    }
    if (idNumber !== undefined) await this.#holders.requireId(command, holderId, { idNumber, reason });
    if (answers === undefined) return;
    const { asked, matching } = await this.#holders.compare(command, holderId, { answers, reason });
    if (matching === asked) return;
    throw new Problem(403, 'answers_wrong', 'Not all answers are those of the profile', {
      members: { asked, matching },
    });
  }

  async #charge(
    { who, key }: CommandRequest,
    { cardId, walletId }: Card,
    fee: { readonly from: 'wallet' } | { readonly tender: string },
  ): Promise<void> {
    const tender = 'tender' in fee ? fee.tender : null;
    const feeKey = idFrom('fee', `${key.scope}\n${key.key}`);
    const outcome = await this.#ledger.chargeReplacement(who, { walletId, cardId, tender, key: feeKey });
    if (outcome.kind === 'charged') return;
    if (outcome.kind === 'refused') {
      const { code, type: _type, title: _title, status: _status, instance: _instance, ...members } = outcome.numbers;
      throw new Problem(409, String(code), 'The ledger refuses the fee', { members });
    }
    this.#notes.warn(`the fee of ${cardId} at ${walletId} was not charged: ${outcome.reason}`);
    throw new Problem(503, 'ledger_unavailable', 'The ledger does not answer', { headers: { 'Retry-After': '1' } });
  }
}

/** The fee of a replacement for this cause, in fen; 0: free. */
function feeOf(
  { card, replacementFeeFen }: { readonly card: CardTerms | undefined; readonly replacementFeeFen: number },
  cause: ReplacementCause,
): number {
  const free: readonly string[] = card?.replacement?.freeFor ?? [];
  return free.includes(cause) ? 0 : replacementFeeFen;
}

function replacedBody(events: readonly CardEvent[]): object {
  for (const event of events) {
    if (event.type !== 'CardIssued') continue;
    const { cardId, cardNumber, sequence, cardVersion, walletId, holderId, replacesCardId, cause } = event.data;
    return { cardId, cardNumber, sequence, cardVersion, walletId, holderId, replacesCardId, cause };
  }
  throw new InvariantError('a replacement without its new card');
}
