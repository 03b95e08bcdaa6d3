/** The service hall: tickets with their promised time, windows, the gift for who was called late (domain 2.12). */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate, isBusinessDate, toRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { HallEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { idOf, POSITION, queueKeyField, requireContact, ticketIdField } from '../desk-fields.ts';
import { holderIdField, programmeIdField } from '../fields.ts';
import {
  callNext,
  closeWindow,
  dropTicket,
  giveGift,
  type HallDay,
  type HallState,
  type HallTerms,
  hallDecider,
  openWindow,
  takeTicket,
  WINDOWS_MAX,
  waitNow,
} from './hall.decider.ts';
import { TICKET_STATES, type TicketView, ticketsOf } from './hall-list.ts';

type Reply = Parameters<typeof answer>[2];

const windowNoField = z.coerce.number().int().min(1).max(WINDOWS_MAX).describe('Number of a window.');
const hallParam = z.object({ queueKey: queueKeyField });
const windowParam = z.object({ queueKey: queueKeyField, windowNo: windowNoField });
const ticketParam = z.object({ queueKey: queueKeyField, ticketId: ticketIdField });
const ticketBody = z.strictObject({
  programmeId: programmeIdField,
  holderId: holderIdField.optional().describe('Who waits; left out: not known.'),
});
const hallQuery = z.object({ programmeId: programmeIdField });
const yesOrNo = z.enum(['true', 'false']).optional();
const listQuery = z.object({
  ...pageQuery,
  queueKey: queueKeyField.optional(),
  businessDate: z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' }).optional(),
  holderId: holderIdField.optional(),
  state: z.enum(TICKET_STATES).optional(),
  late: yesOrNo.describe('True: called later than promised.'),
  owesGift: yesOrNo.describe('True: a gift is due and was not given.'),
});

const ticketAnswer = z.object({
  ticketId: ticketIdField,
  ticketNo: z.int(),
  aheadTickets: z.int(),
  windows: z.int().describe('That were counted with.'),
  promisedMinutes: z.int(),
  promisedAt: z.iso.datetime().describe('When it is called at the latest, by that.'),
});
const calledAnswer = z.object({
  ticketId: ticketIdField,
  ticketNo: z.int(),
  windowNo: z.int(),
  isLate: z.boolean(),
  isGiftDue: z.boolean(),
});
const oneTicket = z.object({ ticketId: ticketIdField });
const windowAnswer = z.object({ queueKey: queueKeyField, windowNo: z.int(), isOpen: z.boolean() });
const hallAnswer = z.object({
  queueKey: queueKeyField,
  businessDate: z.iso.date(),
  openWindows: z.array(z.int()),
  waiting: z.int(),
  promisedMinutes: z.int().describe('What a visitor who comes now is told.'),
  nextTicketNo: z.int().nullable().describe('That is called next.'),
});
const shape = z.object({
  ticketId: ticketIdField,
  queueKey: z.string(),
  businessDate: z.iso.date(),
  ticketNo: z.int(),
  holderId: z.string().nullable(),
  state: z.enum(TICKET_STATES),
  aheadTickets: z.int(),
  promisedMinutes: z.int(),
  promisedAt: z.iso.datetime(),
  takenAt: z.iso.datetime(),
  calledAt: z.iso.datetime().nullable(),
  windowNo: z.int().nullable(),
  isLate: z.boolean(),
  isGiftDue: z.boolean(),
  giftGivenAt: z.iso.datetime().nullable(),
});
const listAnswer = z.object({ items: z.array(shape), next: z.string().nullable() });

/** Refusals that are not here are 409. */
const REFUSALS = { ticket_unknown: 404 } as const;

@Controller('notifications/v1')
export class HallHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Post('halls/:queueKey/tickets')
  @Scope('notifications:hall.write')
  @ApiOperation({
    summary: 'Take a ticket, and learn how long it takes',
    description:
      'Those ahead, times the minutes of one visitor, by the windows that are open, up to the next whole minute. Refused, in this order: 409 `programme_unknown`; 409 `hall_not_offered`; 404 `contact_unknown`; 409 `tickets_exceeded` {tickets, most}.',
  })
  @ApiCreatedResponse({ standardSchema: ticketAnswer })
  async take(
    @Param({ schema: hallParam }) { queueKey }: z.output<typeof hallParam>,
    @Body({ schema: ticketBody }) { programmeId, holderId }: z.output<typeof ticketBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const terms = await this.#termsOf(issuerId, programmeId, at);
    if (holderId !== undefined) await requireContact(this.#log, issuerId, holderId);
    const ticketId = idOf('tik', command);
    const verdict = await this.#decide(command, queueKey, (state, day) =>
      takeTicket(state, { ...day, ticketId, holderId: holderId ?? null, at }, terms),
    );
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ticketOf(event) }, reply);
  }

  @Post('halls/:queueKey/windows/:windowNo/next')
  @HttpCode(200)
  @Scope('notifications:hall.write')
  @ApiOperation({
    summary: 'Call the next visitor to a window',
    description:
      'Called later than promised, a small gift is due where the programme promises one. Refused, in this order: 409 `window_closed` {windowNo}; 409 `nobody_waiting`.',
  })
  @ApiOkResponse({ standardSchema: calledAnswer })
  async next(
    @Param({ schema: windowParam }) { queueKey, windowNo }: z.output<typeof windowParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by, occurredAt: at } = command.who;
    const verdict = await this.#decide(command, queueKey, (state, { hallId }) =>
      callNext(state, { hallId, windowNo, by, at }),
    );
    return answer(verdict, { refusals: REFUSALS, body: ([event]) => calledOf(event) }, reply);
  }

  @Post('halls/:queueKey/tickets/:ticketId/departure')
  @HttpCode(200)
  @Scope('notifications:hall.write')
  @ApiOperation({
    summary: 'A visitor does not wait any longer',
    description: 'Of today. Refused: 404 `ticket_unknown` where it does not wait.',
  })
  @ApiOkResponse({ standardSchema: oneTicket })
  async drop(
    @Param({ schema: ticketParam }) { queueKey, ticketId }: z.output<typeof ticketParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#decide(command, queueKey, (state, { hallId }) => dropTicket(state, hallId, ticketId));
    return answer(verdict, { refusals: REFUSALS, body: () => ({ ticketId }) }, reply);
  }

  @Post('halls/:queueKey/tickets/:ticketId/gift')
  @Scope('notifications:hall.write')
  @ApiOperation({
    summary: 'Give the small gift to one who was called later than promised',
    description:
      'Once, on the same day. Refused, in this order: 409 `gift_not_due` {ticketId}; 409 `gift_given` {ticketId}.',
  })
  @ApiCreatedResponse({ standardSchema: oneTicket })
  async gift(
    @Param({ schema: ticketParam }) { queueKey, ticketId }: z.output<typeof ticketParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by } = command.who;
    const verdict = await this.#decide(command, queueKey, (state, { hallId }) =>
      giveGift(state, { hallId, ticketId, by }),
    );
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => ({ ticketId }) }, reply);
  }

  @Post('halls/:queueKey/windows/:windowNo/opening')
  @HttpCode(200)
  @Scope('notifications:hall.write')
  @ApiOperation({ summary: 'Open a window for today', description: 'Refused: 409 `window_open` {windowNo}.' })
  @ApiOkResponse({ standardSchema: windowAnswer })
  async open(
    @Param({ schema: windowParam }) { queueKey, windowNo }: z.output<typeof windowParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor } = command.who;
    const verdict = await this.#decide(command, queueKey, (state, day) => openWindow(state, day, windowNo, actor));
    return answer(verdict, { refusals: REFUSALS, body: () => ({ queueKey, windowNo, isOpen: true }) }, reply);
  }

  @Post('halls/:queueKey/windows/:windowNo/closing')
  @HttpCode(200)
  @Scope('notifications:hall.write')
  @ApiOperation({ summary: 'Close a window', description: 'Refused: 409 `window_closed` {windowNo}.' })
  @ApiOkResponse({ standardSchema: windowAnswer })
  async close(
    @Param({ schema: windowParam }) { queueKey, windowNo }: z.output<typeof windowParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor } = command.who;
    const verdict = await this.#decide(command, queueKey, (state, { hallId }) =>
      closeWindow(state, hallId, windowNo, actor),
    );
    return answer(verdict, { refusals: REFUSALS, body: () => ({ queueKey, windowNo, isOpen: false }) }, reply);
  }

  @Get('halls/:queueKey')
  @Scope('notifications:read')
  @ApiOperation({
    summary: 'Read the hall as it is now',
    description: 'Refused: 409 `programme_unknown`; 409 `hall_not_offered`.',
  })
  @ApiOkResponse({ standardSchema: hallAnswer })
  async hall(
    @Param({ schema: hallParam }) { queueKey }: z.output<typeof hallParam>,
    @Query({ schema: hallQuery }) { programmeId }: z.output<typeof hallQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<z.output<typeof hallAnswer>> {
    const now = this.#log.clock.now();
    const terms = await this.#termsOf(issuerId, programmeId, now);
    const day = dayOf(issuerId, queueKey, now);
    const { state } = await this.#log.state(hallDecider, day.hallId);
    const { aheadTickets: waiting, promisedMinutes } = waitNow(state, terms);
    const openWindows = state.windows.toSorted((a, b) => a - b);
    const nextTicketNo = state.waiting[0]?.ticketNo ?? null;
    return { queueKey, businessDate: day.businessDate, openWindows, waiting, promisedMinutes, nextTicketNo };
  }

  @Get('hall-tickets')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List tickets', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, late, owesGift, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<TicketView>> {
    const position = cursorKey(cursor, POSITION);
    const before = position === undefined ? undefined : BigInt(position);
    const asked = { ...narrowed, issuerId, before, isLate: isTrue(late), owesGift: isTrue(owesGift) };
    const { items, next } = pageOf(await ticketsOf(this.#log.pool, { ...asked, limit: limit + 1 }), limit, (one) =>
      String(one.position),
    );
    return { items: items.map(({ view }) => view), next };
  }

  /** On the hall's stream of the day it happens; another issuer's hall of the same key is another stream. */
  async #decide(
    command: CommandRequest,
    queueKey: string,
    decide: (state: HallState, day: HallDay) => Decision<HallEvent>,
  ): Promise<Verdict<HallEvent>> {
    const day = dayOf(command.who.issuerId, queueKey, command.who.occurredAt);
    return this.#log.execute({
      ...command,
      decider: hallDecider,
      streamId: day.hallId,
      decide: (state) => decide(state, day),
    });
  }

  async #termsOf(issuerId: string, programmeId: string, at: number): Promise<HallTerms> {
    const programme = await this.#terms.inForce(issuerId, programmeId, at);
    const members = { members: { programmeId } };
    if (!programme) throw new Problem(409, 'programme_unknown', 'No programme of this id is in force', members);
    const { serviceHall: hall, version: programmeVersion } = programme;
    if (!hall) throw new Problem(409, 'hall_not_offered', 'The programme has no service hall', members);
    const { windows, minutesEach, lateGift } = hall;
    return { windows, minutesEach, isGiftPromised: lateGift !== undefined, programmeId, programmeVersion };
  }
}

function dayOf(issuerId: string, queueKey: string, at: number): HallDay {
  const date = businessDate(at);
  return { hallId: idFrom('hal', `${issuerId} ${queueKey} ${date}`), queueKey, businessDate: date };
}

function isTrue(text: 'true' | 'false' | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'true';
}

function ticketOf(event: HallEvent | undefined): object {
  if (event?.type !== 'HallTicketTaken') return {};
  const { ticketId, ticketNo, aheadTickets, windows, promisedMinutes, promisedAt } = event.data;
  return { ticketId, ticketNo, aheadTickets, windows, promisedMinutes, promisedAt: toRfc3339(promisedAt) };
}

function calledOf(event: HallEvent | undefined): object {
  if (event?.type !== 'HallTicketCalled') return {};
  const { ticketId, ticketNo, windowNo, isLate, isGiftDue } = event.data;
  return { ticketId, ticketNo, windowNo, isLate, isGiftDue };
}
