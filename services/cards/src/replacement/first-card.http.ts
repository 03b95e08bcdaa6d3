/** A card that was approved before a vendor made first cards, and so is in no file: it is ordered now. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog, on } from '@scrip/event-store';
import { answer, Command, type CommandRequest, Scope } from '@scrip/http';
import { z } from 'zod';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import { CardCommands, cardParam, REFUSALS } from '../card/card-route.ts';
import { cardIdField, cardNumberField, holderIdField } from '../fields.ts';
import { type ProgrammeState, programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { type VendorState, vendorDecider, vendorStream } from '../vendor/vendor.decider.ts';
import { branchNoField } from '../vendor/vendor-report-lines.ts';
import { orderFirstCard, vendorOffer } from './first-card.rule.ts';
import { makingOf } from './first-card.ts';
import { type ReplacementState, replacementDecider } from './replacement.decider.ts';

type Reply = Parameters<typeof answer>[2];

const makingBody = z.strictObject({ branchNo: branchNoField.describe('Where the holder collects the card.') });
const makingAnswer = z.object({
  replacementId: z.string().describe('The making of the card: rpl_ and a ULID.'),
  cardId: cardIdField,
  cardNumber: cardNumberField,
  walletId: z.string(),
  holderId: holderIdField,
  vendorId: z.string(),
  branchNo: z.string(),
});

@Controller('cards/v1/cards')
export class FirstCardHttp {
  readonly #log: EventLog;
  readonly #cards: CardCommands;

  constructor(log: EventLog, cards: CardCommands) {
    this.#log = log;
    this.#cards = cards;
  }

  @Post(':cardId/making')
  @Scope('cards:card.write')
  @ApiOperation({
    summary: 'Order an approved card from the vendor that makes the cards of its product',
    description:
      'For a first card that was approved and that nobody makes; it goes into the next card-making file, on the terms in force now. Refused, in this order: 404 `card_unknown`; 409 `card_already_produced`; 409 the state that forbids it, such as `card_active`; 409 `card_of_nobody`; 409 `card_is_replacement` {replacesCardId}; 409 `card_in_making` {replacementId}; 409 `programme_not_in_force`; 404 `product_unknown`; 409 `vendor_not_named` {productKey}; 404 `vendor_unknown` {vendorId}; 409 `product_not_made` {vendorId, productKey}.',
  })
  @ApiCreatedResponse({ standardSchema: makingAnswer })
  async order(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: makingBody }) { branchNo }: z.output<typeof makingBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const card = await this.#cards.card(issuerId, cardId);
    const applicationId = await this.#applicationOf(cardId);
    const offer = vendorOffer((await this.#cards.termsOf(issuerId, card, at))?.card);
    const makingId = makingOf(cardId);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        on(cardDecider, cardId),
        on(replacementDecider, makingId),
        on(programmeDecider, programmeStream(issuerId, card.programmeId)),
        ...(offer ? [on(vendorDecider, vendorStream(issuerId, offer.vendorId))] : []),
      ],
      decide: ([state, making, programme, vendor]) => {
        const terms = {
          making: making as ReplacementState,
          programme: programme as ProgrammeState,
          vendorOf: (key: string) => (key === offer?.vendorId ? (vendor as VendorState) : vendorDecider.initial),
        };
        const decision = orderFirstCard(state as CardState, terms, { branchNo, makingId, applicationId, at });
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: makingId, event })) };
      },
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: REFUSALS, body: orderedBody }, reply);
  }

  /** Application that the card was asked for with; null where there is none. */
  async #applicationOf(cardId: string): Promise<string | null> {
    const [first] = await this.#log.readStream(cardId, { limit: 1 });
    return first?.event.type === 'CardApplied' ? first.event.data.applicationId : null;
  }
}

function orderedBody([event]: readonly ScripEvent[]): object {
  if (event?.type !== 'FirstCardApplied') throw new InvariantError('a card was ordered without its event');
  const { replacementId, newCardId: cardId, cardNumber, walletId, holderId, vendorId, branchNo } = event.data;
  return { replacementId, cardId, cardNumber, walletId, holderId, vendorId, branchNo };
}
