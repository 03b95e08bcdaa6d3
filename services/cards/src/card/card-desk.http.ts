/** A card at the desk: suspend, resume, take in a damaged one, make one void, register a bearer card, read a card's history. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { CardEvent } from '@scrip/contracts';
import { on, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  type Page,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { cardIdField, holderIdField } from '../fields.ts';
import { type HolderState, holderDecider } from '../holder/holder.decider.ts';
import { belongsTo } from '../ownership.ts';
import { makingOf } from '../replacement/first-card.ts';
import { type ReplacementState, replacementDecider } from '../replacement/replacement.decider.ts';
import { type CardState, cardDecider } from './card.decider.ts';
import { reportCardDamaged, resumeCard, suspendCard, voidCard } from './card-desk.rule.ts';
import { CardCommands, cardParam, channelField, REFUSALS, reasonField } from './card-route.ts';
import { registerCard } from './card-stock.rule.ts';

type Reply = Parameters<typeof answer>[2];

const becauseBody = z.strictObject({ reason: reasonField });
const damageBody = z.strictObject({ channel: channelField });
const registerBody = z.strictObject({ holderId: holderIdField });

const historyQuery = z.object(pageQuery);
/** Place of a fact in the history of its card. */
const VERSION = /^\d{1,9}$/;

const refAnswer = z.object({
  cardId: cardIdField,
  walletId: z.string(),
  sequence: z.int(),
  cardVersion: z.int(),
  reason: z.string().optional(),
});
const registeredAnswer = refAnswer.extend({ holderId: holderIdField });
const historyAnswer = z.object({
  items: z.array(
    z.object({
      version: z.int().describe('Counts the facts of the card from 1.'),
      type: z.string().describe('Name of the fact.'),
      occurredAt: z.iso.datetime().describe('When it happened.'),
      recordedAt: z.iso.datetime().describe('When the log took it.'),
      operator: z.string().describe('Subject of the token of who did it.'),
      correlationId: z.string().nullable().describe('The process it belongs to.'),
      data: z.looseObject({}).describe('The fact.'),
    }),
  ),
  next: z.string().nullable(),
});

@Controller('cards/v1/cards')
export class CardDeskHttp {
  readonly #cards: CardCommands;

  constructor(cards: CardCommands) {
    this.#cards = cards;
  }

  @Post(':cardId/suspension')
  @Scope('cards:card.suspend')
  @ApiOperation({
    summary: 'Suspend a card: it opens nothing until it is resumed',
    description:
      'The ledger hears of it by the topic, within a moment; a lost card is reported as lost. Refused, in this order: 404 `card_unknown`; 409 `card_already_suspended`; 409 the state that forbids it, such as `card_lost`.',
  })
  @ApiCreatedResponse({ standardSchema: refAnswer })
  async suspend(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: becauseBody }) body: z.output<typeof becauseBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return told(await this.#cards.decide(command, cardId, (state) => suspendCard(state, body)), reply);
  }

  @Post(':cardId/resumption')
  @Scope('cards:card.suspend')
  @ApiOperation({
    summary: 'Let a suspended card be used again, or say that a damaged one works after all',
    description:
      'Refused, in this order: 404 `card_unknown`; 409 `card_already_active`; 409 the state that forbids it, such as `card_lost`; 409 `replacement_open` {replacementCardId}.',
  })
  @ApiCreatedResponse({ standardSchema: refAnswer })
  async resume(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: becauseBody }) body: z.output<typeof becauseBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return told(await this.#cards.decide(command, cardId, (state) => resumeCard(state, body)), reply);
  }

  @Post(':cardId/damage-reports')
  @Scope('cards:card.write')
  @ApiOperation({
    summary: 'Take in a damaged card',
    description:
      'It goes on until it is replaced. Refused, in this order: 404 `card_unknown`; 409 `card_already_damaged`; 409 the state that forbids it, such as `card_lost`.',
  })
  @ApiCreatedResponse({ standardSchema: refAnswer })
  async damaged(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: damageBody }) body: z.output<typeof damageBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return told(await this.#cards.decide(command, cardId, (state) => reportCardDamaged(state, body)), reply);
  }

  @Post(':cardId/void')
  @Scope('cards:card.void')
  @ApiOperation({
    summary: 'Make a card void for good',
    description:
      'What is in its wallet stays there. Refused, in this order: 404 `card_unknown`; 409 `card_already_void`; 409 `card_replaced`; 409 `replacement_open` {replacementCardId}; 409 `card_is_replacement` {replacesCardId}; 409 `card_in_making` {replacementId} (of a first card that a vendor makes: decline it instead).',
  })
  @ApiCreatedResponse({ standardSchema: refAnswer })
  async void(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: becauseBody }) body: z.output<typeof becauseBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#cards.requireOwn(command.who.issuerId, cardId);
    const verdict = await this.#cards.log.executeAcross({
      ...command,
      streams: [on(cardDecider, cardId), on(replacementDecider, makingOf(cardId))],
      decide: ([card, making]) => {
        const decision = voidCard(card as CardState, body, making as ReplacementState);
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: cardId, event })) };
      },
    });
    return told(verdict as Verdict<CardEvent>, reply);
  }

  @Post(':cardId/registration')
  @Scope('cards:card.write')
  @ApiOperation({
    summary: 'Register a bearer card to a holder',
    description:
      'It is a named card from now on: it can be reported lost and replaced. Refused, in this order: 404 `card_unknown`; 409 the state that forbids it, such as `card_in_stock`; 409 `card_of_holder`; 404 `holder_unknown`.',
  })
  @ApiCreatedResponse({ standardSchema: registeredAnswer })
  async register(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: registerBody }) { holderId }: z.output<typeof registerBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    await this.#cards.requireOwn(issuerId, cardId);
    const ofIssuer = await belongsTo(this.#cards.log, issuerId, holderId);
    const verdict = await this.#cards.log.executeAcross({
      ...command,
      streams: [on(cardDecider, cardId), on(holderDecider, holderId)],
      decide: ([card, holder]) => {
        const known = ofIssuer ? (holder as HolderState) : holderDecider.initial;
        const decision = registerCard(card as CardState, known, { holderId });
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: cardId, event })) };
      },
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get(':cardId/history')
  @Scope('cards:card.read')
  @ApiOperation({
    summary: 'Read what happened to a card, with its times and who did it',
    description: 'The oldest first. 404 `card_unknown`.',
  })
  @ApiOkResponse({ standardSchema: historyAnswer })
  async history(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Query({ schema: historyQuery }) { cursor, limit }: z.output<typeof historyQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    await this.#cards.requireOwn(issuerId, cardId);
    const after = Number(cursorKey(cursor, VERSION) ?? '0');
    const facts = await this.#cards.log.readStream(cardId, { after, limit: limit + 1 });
    const items = facts.map(({ envelope, event }) => ({
      version: envelope.version,
      type: event.type,
      occurredAt: toRfc3339(envelope.occurredAt),
      recordedAt: toRfc3339(envelope.recordedAt),
      operator: envelope.actor,
      correlationId: envelope.correlationId,
      data: dataOf(event as CardEvent),
    }));
    return pageOf(items, limit, (item) => String(item.version));
  }
}

/** The fact as JSON, its times as everywhere. */
function dataOf({ data }: CardEvent): object {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      name.endsWith('At') && typeof value === 'number' ? toRfc3339(value) : value,
    ]),
  );
}

function told(verdict: Verdict<CardEvent>, reply: Reply): object {
  return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
}
