/** A card is replaced at the desk: lost, stolen, damaged, faulty, expired, or its PIN forgotten (domain 2.2). */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { CardEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog, newId, on } from '@scrip/event-store';
import { answer, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import type { CardTerms } from '@scrip/programme';
import { z } from 'zod';
import { cardIdField, cardNumberField, holderIdField } from '../fields.ts';
import { gradesOf } from '../replacement/holder-grade.ts';
import { isNamedHolder, namedHolders } from '../replacement/replacement-apply.rule.ts';
import { unechoed } from '../vault/personal-input.ts';
import { Vault } from '../vault/vault.ts';
import { type Card, type CardState, cardDecider } from './card.decider.ts';
import { cardExpiry } from './card-issue.rule.ts';
import { CardNumbers } from './card-number.ts';
import { type NewCard, REPLACEMENT_CAUSES, replaceAtDesk } from './card-replacement.rule.ts';
import { CardCommands, cardParam, REFUSALS } from './card-route.ts';
import { feeDueField, feeField, feeOf, ReplacementDesk, segmentField, verifyFields } from './replacement-desk.ts';

type Reply = Parameters<typeof answer>[2];

const replaceFields = z.strictObject({
  cause: z.enum(REPLACEMENT_CAUSES).describe('A damaged, lost, stolen or expired card is recorded as such first.'),
  number: z
    .enum(['same', 'new'])
    .optional()
    .describe(
      'The number of the old card with the next sequence, or a number of its own; left out: as the product says.',
    ),
  ...verifyFields,
  cardPresent: z.boolean().optional().describe('Whether the card was shown; of a lost or stolen one nobody asks.'),
  segment: segmentField,
  fee: feeField,
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
  feeDueFen: feeDueField,
});

/** Why a profile is read, and what is checked where the product says nothing. */
const CHECKED = { reason: 'card replaced at the desk', otherwise: ['idDocument'] as const };

@Controller('cards/v1/cards')
export class CardReplacementHttp {
  readonly #log: EventLog;
  readonly #cards: CardCommands;
  readonly #numbers: CardNumbers;
  readonly #desk: ReplacementDesk;
  readonly #vault: Vault;

  constructor(log: EventLog, cards: CardCommands, numbers: CardNumbers, vault: Vault, desk: ReplacementDesk) {
    this.#log = log;
    this.#cards = cards;
    this.#numbers = numbers;
    this.#vault = vault;
    this.#desk = desk;
  }

  @Post(':cardId/replacements')
  @Scope('cards:card.replace')
  @ApiOperation({
    summary: 'Replace a card at the desk',
    description:
      'The new card is active at once and the old one opens nothing; wallet and holder stay. A new PIN is set afterwards. The fee of the product is charged first, where the body says how; otherwise the answer names it as due, and the desk charges it in the ledger. Refused, in this order: 404 `card_unknown`; 409 `card_not_registered`; 409 `programme_not_in_force`; 422 `verification_missing` {needed}; 409 `id_not_kept`; 403 `id_mismatch`; 403 `answers_wrong` {asked, matching}; of the same number 409 `replacement_by_vendor` {vendorId} and 409 `holder_not_eligible` {grades, segments, holderGrades, segment}; 409 the state that forbids it, such as `card_replaced`; 409 `replacement_open` {replacementCardId}; 409 `cause_not_reported` {cause, state}; of the fee what the ledger refuses, such as 409 `balance_short` {askedFen, availableFen, missingFen}, or 503 `ledger_unavailable`.',
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
    await this.#desk.verify(command, card.holderId, terms.card, { ...body, ...CHECKED });
    const { cause, fee } = body;
    const number = body.number ?? terms.card?.replacement?.number ?? 'new';
    if (number === 'same') await this.#requireSameNumber(command, card, terms.card, body.segment);
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
    if (feeFen > 0 && fee && would.kind === 'accepted') await this.#desk.charge(command, card, fee);
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

  /** A card with the same number is the vendor's where there is one, and for whom the programme names (domain 2.9). */
  async #requireSameNumber(
    { who }: CommandRequest,
    { programmeId, holderId }: Card,
    terms: CardTerms | undefined,
    segment: string | null = null,
  ): Promise<void> {
    if (terms?.vendor) {
      throw new Problem(409, 'replacement_by_vendor', 'A vendor makes cards with the same number', {
        members: { vendorId: terms.vendor.key },
      });
    }
    const only = namedHolders(terms);
    const holderGrades = await gradesOf(this.#log, { issuerId: who.issuerId, holderId, programmeId });
    if (isNamedHolder(only, { holderGrades, segment })) return;
    throw new Problem(409, 'holder_not_eligible', 'The programme names other holders', {
      members: { ...only, holderGrades, segment },
    });
  }
}

function replacedBody(events: readonly CardEvent[]): object {
  for (const event of events) {
    if (event.type !== 'CardIssued') continue;
    const { cardId, cardNumber, sequence, cardVersion, walletId, holderId, replacesCardId, cause } = event.data;
    return { cardId, cardNumber, sequence, cardVersion, walletId, holderId, replacesCardId, cause };
  }
  throw new InvariantError('a replacement without its new card');
}
