/** Cards at the desk: make one, hand it over, take the report of a loss, look cards up. */

import { Body, Controller, Get, Logger, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { CardEvent, CardReportedLost } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type Committed, EventLog, newId, on, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { CARD_ID, cardIdField, codeField, holderIdField, programmeIdField } from '../fields.ts';
import { type HolderState, holderDecider } from '../holder/holder.decider.ts';
import { LedgerClient } from '../ledger-client.ts';
import { belongsTo } from '../ownership.ts';
import { type ProgrammeState, programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { CARD_FORMS, type CardState, cardDecider, PLACE_KINDS } from './card.decider.ts';
import { type CardView, cardOf, cardsOf } from './card.projection.ts';
import { activateCard, issueCard } from './card-issue.rule.ts';
import { CARD_STATES } from './card-life.ts';
import { reportCardLost } from './card-loss.rule.ts';
import { CardNumbers } from './card-number.ts';

const productKeyField = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const cardNumberField = z
  .string()
  .regex(/^\d{12,19}$/)
  .describe('Digits, check digit included.');

const issueBody = z.strictObject({
  holderId: holderIdField,
  programmeId: programmeIdField,
  productKey: productKeyField.describe('A stored-value product of the programme version in force.'),
});
const lossBody = z.strictObject({
  channel: z.enum(['desk', 'phone', 'online']).describe('How the report came in.'),
  cause: z.enum(['lost', 'stolen']).default('lost').describe('Both block the card.'),
});
const cardParam = z.object({ cardId: cardIdField });
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
const activatedAnswer = z.object({ cardId: cardIdField, walletId: z.string(), sequence: z.int() });
const lossAnswer = z.object({
  cardId: cardIdField,
  walletId: z.string(),
  sequence: z.int(),
  reportedAt: z.iso.datetime().describe('Spends after this moment are not the holder’s.'),
  blocked: z.boolean().describe('Whether the ledger has blocked the card. If not, the event will.'),
  code: z.literal('block_pending').optional(),
});
const cardAnswer = issuedAnswer.extend({
  holderId: holderIdField.nullable().describe('Null of a bearer card that is not registered.'),
  state: z.enum(CARD_STATES),
  stateSince: z.iso.datetime(),
  issuedAt: z.iso.datetime().nullable().describe('When a holder had it.'),
  activatedAt: z.iso.datetime().nullable(),
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

/** What is not there, or another issuer's, is not there. Refusals that are not here are 409. */
const REFUSALS = { card_unknown: 404, holder_unknown: 404, programme_unknown: 404, product_unknown: 404 } as const;

type Reply = Parameters<typeof answer>[2];

@Controller('cards/v1/cards')
export class CardHttp {
  readonly #log: EventLog;
  readonly #numbers: CardNumbers;
  readonly #ledger: LedgerClient;
  readonly #notes = new Logger('CardHttp');

  constructor(log: EventLog, numbers: CardNumbers, ledger: LedgerClient) {
    this.#log = log;
    this.#numbers = numbers;
    this.#ledger = ledger;
  }

  @Post()
  @Scope('cards:card.write')
  @ApiOperation({
    summary: 'Issue a named card with its wallet',
    description:
      'Refused, in this order: 404 `holder_unknown`; 404 `programme_unknown`; 409 `programme_not_in_force`; 404 `product_unknown`.',
  })
  @ApiCreatedResponse({ standardSchema: issuedAnswer })
  async issue(
    @Body({ schema: issueBody }) body: z.output<typeof issueBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who } = command;
    const cardId = newId('crd');
    const made = { cardId, walletId: newId('wal'), cardNumber: await this.#numbers.next(), at: who.occurredAt };
    const ofIssuer = await belongsTo(this.#log, who.issuerId, body.holderId);
    // One decision on three streams: neither holder nor terms can change between the look and the card.
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        on(cardDecider, cardId),
        on(holderDecider, body.holderId),
        on(programmeDecider, programmeStream(who.issuerId, body.programmeId)),
      ],
      decide: ([card, holder, programme]) => {
        const terms = {
          holder: ofIssuer ? (holder as HolderState) : holderDecider.initial,
          programme: programme as ProgrammeState,
        };
        const decision = issueCard(card as CardState, terms, { ...made, ...body });
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: cardId, event })) };
      },
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':cardId/activation')
  @Scope('cards:card.write')
  @ApiOperation({
    summary: 'Hand a card over: from now on it opens its wallet',
    description: 'Refused, in this order: 404 `card_unknown`; 409 `card_lost`; 409 `card_already_active`.',
  })
  @ApiCreatedResponse({ standardSchema: activatedAnswer })
  async activate(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#requireOwn(command.who.issuerId, cardId);
    const verdict = await this.#log.execute({
      ...command,
      decider: cardDecider,
      streamId: cardId,
      decide: activateCard,
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':cardId/loss-reports')
  @Scope('cards:loss.report')
  @ApiOperation({
    summary: 'Report a card lost',
    description:
      'Logged first, then blocked in the ledger before the answer: 201 `blocked`, or 202 `block_pending` when the ledger does not answer in time; the event then blocks it. The same key again asks the ledger again. Refused, in this order: 404 `card_unknown`; 409 `card_already_lost`.',
  })
  @ApiCreatedResponse({ standardSchema: lossAnswer })
  @ApiAcceptedResponse({ standardSchema: lossAnswer })
  async reportLost(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: lossBody }) report: z.output<typeof lossBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#requireOwn(command.who.issuerId, cardId);
    // Our own clock whenever it is said to have happened: blocks follow the log, never a till.
    const reportedAt = this.#log.clock.now();
    const verdict = await this.#log.execute({
      ...command,
      decider: cardDecider,
      streamId: cardId,
      decide: (state) => reportCardLost(state, { reportedAt, ...report }),
    });
    const blocked = verdict.kind === 'accepted' && (await this.#block(reportOf(verdict)));
    return answer(
      verdict,
      { status: blocked ? 201 : 202, refusals: REFUSALS, body: ([event]) => lossBodyOf(event, blocked) },
      reply,
    );
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

  async #requireOwn(issuerId: string, cardId: string): Promise<void> {
    if (!(await belongsTo(this.#log, issuerId, cardId))) throw cardUnknown(cardId);
  }

  async #block(report: Committed<{ readonly data: CardReportedLost }>): Promise<boolean> {
    const outcome = await this.#ledger.blockCard(report);
    if (outcome.kind === 'blocked') return true;
    const { cardId, walletId } = report.event.data;
    this.#notes.warn(`${cardId} is reported lost, its block at ${walletId} is left to the event: ${outcome.reason}`);
    return false;
  }
}

function cardUnknown(cardId: string): Problem {
  return new Problem(404, 'card_unknown', 'There is no such card', { members: { cardId } });
}

function reportOf(
  verdict: Extract<Verdict<CardEvent>, { kind: 'accepted' }>,
): Committed<{ readonly data: CardReportedLost }> {
  const [committed] = verdict.events;
  if (committed?.event.type !== 'CardReportedLost') throw new InvariantError('a report of a loss without its event');
  return { envelope: committed.envelope, event: committed.event };
}

function lossBodyOf(event: CardEvent | undefined, blocked: boolean): object {
  if (event?.type !== 'CardReportedLost') throw new InvariantError('a report of a loss without its event');
  const { cardId, walletId, sequence, reportedAt } = event.data;
  return {
    cardId,
    walletId,
    sequence,
    reportedAt: toRfc3339(reportedAt),
    blocked,
    ...(!blocked && { code: 'block_pending' }),
  };
}
