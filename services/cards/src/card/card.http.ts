/** Cards at the desk: make one, hand it over, take the report of a loss, look cards up. */

import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { CardEvent, ScripEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog, newId, on } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  type Page,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import type { RulePackSettings } from '@scrip/programme';
import { z } from 'zod';
import {
  CARD_ID,
  cardIdField,
  cardNumberField,
  codeField,
  holderIdField,
  productKeyField,
  programmeIdField,
} from '../fields.ts';
import { type HolderState, holderDecider } from '../holder/holder.decider.ts';
import { belongsTo } from '../ownership.ts';
import { type ProgrammeState, programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { programmeSettingDecider, programmeSettingStream } from '../programme/programme-setting.decider.ts';
import { giveFirstCard } from '../replacement/first-card.rule.ts';
import { firstCardStreams, makingOf, placedFirstCard } from '../replacement/first-card.ts';
import { Vault } from '../vault/vault.ts';
import { branchNoField } from '../vendor/vendor-report-lines.ts';
import { CARD_FORMS, type CardState, cardDecider, PLACE_KINDS } from './card.decider.ts';
import { type CardView, cardOf, cardsOf } from './card.projection.ts';
import { activateCard, cardExpiry } from './card-issue.rule.ts';
import { CARD_STATES } from './card-life.ts';
import { CardNumbers } from './card-number.ts';
import { CardCommands, cardParam, cardUnknown, REFUSALS } from './card-route.ts';

const issueBody = z.strictObject({
  holderId: holderIdField,
  programmeId: programmeIdField,
  productKey: productKeyField.describe('A stored-value product of the programme version in force.'),
  branchNo: branchNoField.optional().describe('Where the holder collects the card, if a vendor makes it.'),
});
const listQuery = z.object({
  ...pageQuery,
  holderId: holderIdField.optional(),
  number: cardNumberField.optional(),
  walletId: z.string().max(64).optional(),
  state: z.enum(CARD_STATES).optional(),
  programmeId: programmeIdField.optional(),
  productKey: productKeyField.optional(),
  placeKind: z.enum(PLACE_KINDS).optional().describe('Where it is in stock, or was sold.'),
  placeId: codeField('a branch or a distributor').optional(),
  batchId: z.string().max(64).optional(),
});

const issuedAnswer = z.object({
  cardId: cardIdField,
  cardNumber: cardNumberField,
  sequence: z.int(),
  cardVersion: z.int().describe('Counts the cards of the wallet from 1.'),
  holderId: holderIdField,
  walletId: z.string(),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  productKey: productKeyField,
  form: z.enum(CARD_FORMS),
});
const firstCardAnswer = issuedAnswer.extend({
  replacementId: z
    .string()
    .nullable()
    .describe('Its making in the register of the vendors; null of a card that is issued at once.'),
});
const activatedAnswer = z.object({
  cardId: cardIdField,
  walletId: z.string(),
  sequence: z.int(),
  cardVersion: z.int(),
  expiresAt: z.iso.datetime().nullable().describe('First moment it works no more; null if it works for ever.'),
});
const cardAnswer = issuedAnswer.extend({
  holderId: holderIdField.nullable().describe('Null of a bearer card that is not registered.'),
  state: z.enum(CARD_STATES),
  stateSince: z.iso.datetime(),
  issuedAt: z.iso.datetime().nullable().describe('When a holder had it.'),
  activatedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable().describe('First moment it works no more; null if it works for ever.'),
  reportedLostAt: z.iso.datetime().nullable().describe('Of a lost or stolen one.'),
  placeKind: z.enum(PLACE_KINDS).nullable().describe('Where it is in stock, or was sold.'),
  placeId: z.string().nullable(),
  batchId: z.string().nullable(),
  orderId: z.string().nullable().describe("The distributor's order that it was delivered for."),
  faceFen: fenField.nullable().describe('Value that a blank card is sold with.'),
  replacesCardId: cardIdField.nullable(),
  replacementCardId: cardIdField.nullable().describe('The card that replaced it or is to do so.'),
  pin: z.enum(['none', 'set', 'locked']),
});
const listAnswer = z.object({ items: z.array(cardAnswer), next: z.string().nullable() });

type Reply = Parameters<typeof answer>[2];

@Controller('cards/v1/cards')
export class CardHttp {
  readonly #log: EventLog;
  readonly #cards: CardCommands;
  readonly #numbers: CardNumbers;
  readonly #vault: Vault;

  constructor(log: EventLog, cards: CardCommands, numbers: CardNumbers, vault: Vault) {
    this.#log = log;
    this.#vault = vault;
    this.#cards = cards;
    this.#numbers = numbers;
  }

  @Post()
  @Scope('cards:card.write')
  @ApiOperation({
    summary: 'Issue a named card with its wallet, or order it from the vendor that makes it',
    description:
      'A card of a product that names a vendor goes into its next card-making file; see GET replacements?cardId=. Refused, in this order: 404 `holder_unknown`; 409 `holder_departed` (died); 404 `programme_unknown`; 409 `programme_not_in_force`; 404 `product_unknown`; 409 `product_of_bearer_cards`; 409 `holder_not_identified` (where the issuer refuses what the law does not let); of one that a vendor makes 409 `branch_missing` {vendorId}; 404 `vendor_unknown`; 409 `product_not_made`.',
  })
  @ApiCreatedResponse({ standardSchema: firstCardAnswer })
  async issue(
    @Body({ schema: issueBody }) { branchNo, ...body }: z.output<typeof issueBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who } = command;
    const cardId = newId('crd');
    const terms = await this.#cards.termsOf(who.issuerId, body, who.occurredAt);
    const cardNumber = await this.#numbers.next(terms?.card?.number);
    const makings = firstCardStreams(who.issuerId, terms?.card, [cardId]);
    const made = { cardId, walletId: newId('wal'), cardNumber, at: who.occurredAt };
    const ofIssuer = await belongsTo(this.#log, who.issuerId, body.holderId);
    const identified = await this.#vault.isIdentified({ issuerId: who.issuerId, holderId: body.holderId });
    // One decision on three streams: neither holder nor terms can change between the look and the card.
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        on(cardDecider, cardId),
        on(holderDecider, body.holderId),
        on(programmeDecider, programmeStream(who.issuerId, body.programmeId)),
        on(programmeSettingDecider, programmeSettingStream(who.issuerId)),
        ...makings.streams,
      ],
      decide: ([card, holder, programme, law, ...vendors]) => {
        const terms = {
          holder: ofIssuer ? (holder as HolderState) : holderDecider.initial,
          programme: programme as ProgrammeState,
          identified,
          law: law as RulePackSettings,
          vendorOf: makings.vendorOf(vendors),
        };
        const decision = giveFirstCard(card as CardState, terms, {
          ...made,
          ...body,
          branchNo: branchNo ?? null,
          makingId: makingOf(cardId),
        });
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: placedFirstCard(cardId, decision.events) };
      },
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: firstCardBody }, reply);
  }

  @Post(':cardId/activation')
  @Scope('cards:card.write')
  @ApiOperation({
    summary: 'Hand a card over: from now on it opens its wallet',
    description:
      'Refused, in this order: 404 `card_unknown`; 409 `card_already_active`; 409 the state that forbids it, such as `card_lost`.',
  })
  @ApiCreatedResponse({ standardSchema: activatedAnswer })
  async activate(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const card = await this.#cards.card(issuerId, cardId);
    const expiresAt = cardExpiry(occurredAt, (await this.#cards.termsOf(issuerId, card, occurredAt))?.card);
    const verdict = await this.#cards.decide(command, cardId, (state) => activateCard(state, expiresAt));
    return answer(verdict, { status: 201, refusals: REFUSALS, body: activatedBody }, reply);
  }

  @Get()
  @Scope('cards:card.read')
  @ApiOperation({ summary: 'List cards', description: 'About in the order they were issued in.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { number, cursor, limit, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<CardView>> {
    const last = cursorKey(cursor, CARD_ID) ?? '';
    const asked = { issuerId, ...narrowed, cardNumber: number, after: last, limit: limit + 1 };
    return pageOf(await cardsOf(this.#log.pool, asked), limit, (card) => card.cardId);
  }

  @Get(':cardId')
  @Scope('cards:card.read')
  @ApiOperation({ summary: 'Read a card', description: '404 `card_unknown`.' })
  @ApiOkResponse({ standardSchema: cardAnswer })
  async read(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<CardView> {
    const card = await cardOf(this.#log.pool, issuerId, cardId);
    if (!card) throw cardUnknown(cardId);
    return card;
  }
}

function firstCardBody([event, ...rest]: readonly ScripEvent[]): object {
  const making = rest.find((one) => one.type === 'FirstCardApplied');
  return { ...event?.data, replacementId: making?.data.replacementId ?? null };
}

function activatedBody([event]: readonly CardEvent[]): object {
  if (event?.type !== 'CardActivated') throw new InvariantError('an activation without its event');
  const { expiresAt, ...activated } = event.data;
  return { ...activated, expiresAt: expiresAt === null ? null : toRfc3339(expiresAt) };
}
