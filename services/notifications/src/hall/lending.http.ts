/** What the service hall lends and gets back, such as umbrellas (domain 2.12). */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { addPeriodToDate, businessDate, isBusinessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { LendingEvent } from '@scrip/contracts';
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
import { idOf, keyField, POSITION, queueKeyField, requireContact, requireOwn, thingIdField } from '../desk-fields.ts';
import { holderIdField, programmeIdField } from '../fields.ts';
import { type LendingState, lendingDecider, lendThing, missThing, returnThing } from './lending.decider.ts';
import { LOAN_STATES, type LoanView, loansOf } from './lending.projection.ts';

type Reply = Parameters<typeof answer>[2];

const thingNoField = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,40}$/)
  .describe("Which one, the issuer's own number.");
const thingParam = z.object({ thingId: thingIdField });
const lendBody = z.strictObject({
  programmeId: programmeIdField,
  queueKey: queueKeyField.describe('The shop.'),
  thingKey: keyField.describe('What it is, a key of the programme.'),
  thingNo: thingNoField,
  holderId: holderIdField,
});
const returnBody = z.strictObject({ condition: z.enum(['good', 'damaged']).default('good') });
const listQuery = z.object({
  ...pageQuery,
  queueKey: queueKeyField.optional(),
  thingKey: keyField.optional(),
  thingNo: thingNoField.optional(),
  holderId: holderIdField.optional(),
  state: z.enum(LOAN_STATES).optional(),
  overdueOn: z
    .string()
    .refine(isBusinessDate, { error: 'expected YYYY-MM-DD' })
    .optional()
    .describe('Not back, and the last day was before this one.'),
});

const lentAnswer = z.object({ thingId: thingIdField, loanId: z.string(), dueDate: z.iso.date().nullable() });
const returnedAnswer = z.object({ thingId: thingIdField, loanId: z.string(), isLate: z.boolean() });
const missedAnswer = z.object({ thingId: thingIdField, loanId: z.string() });
const shape = z.object({
  loanId: z.string(),
  thingId: thingIdField,
  queueKey: z.string(),
  thingKey: z.string(),
  thingNo: z.string(),
  holderId: z.string(),
  state: z.enum(LOAN_STATES),
  dueDate: z.iso.date().nullable().describe('Last day in time.'),
  lentAt: z.iso.datetime(),
  lentBy: z.string(),
  returnedAt: z.iso.datetime().nullable(),
  isLate: z.boolean().nullable(),
  condition: z.string().nullable(),
});
const listAnswer = z.object({ items: z.array(shape), next: z.string().nullable() });

/** Refusals that are not here are 409. */
const REFUSALS = { thing_unknown: 404 } as const;

@Controller('notifications/v1/loans')
export class LendingHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Post()
  @Scope('notifications:hall.write')
  @ApiOperation({
    summary: 'Lend something',
    description:
      'One thing is lent once at a time. Refused, in this order: 404 `contact_unknown`; 409 `programme_unknown`; 409 `thing_not_offered` {thingKey}; 409 `thing_out` {loanId}; 409 `thing_missing` {loanId}.',
  })
  @ApiCreatedResponse({ standardSchema: lentAnswer })
  async lend(
    @Body({ schema: lendBody }) { programmeId, queueKey, thingKey, thingNo, holderId }: z.output<typeof lendBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: lentBy, occurredAt: at } = command.who;
    await requireContact(this.#log, issuerId, holderId);
    const programme = await this.#terms.inForce(issuerId, programmeId, at);
    if (!programme) {
      throw new Problem(409, 'programme_unknown', 'No programme of this id is in force', { members: { programmeId } });
    }
    const offered = programme.serviceHall?.lends?.find(({ key }) => key === thingKey);
    if (!offered) throw new Problem(409, 'thing_not_offered', 'This is not lent', { members: { thingKey } });
    const dueDate = offered.within === undefined ? null : addPeriodToDate(businessDate(at), offered.within);
    const thingId = idFrom('thg', `${issuerId} ${queueKey} ${thingKey} ${thingNo}`);
    const loanId = idOf('lon', command);
    const about = { thingId, loanId, queueKey, thingKey, thingNo, holderId, dueDate, lentBy };
    const loan = { ...about, programmeId, programmeVersion: programme.version };
    const verdict = await this.#log.execute({
      ...command,
      decider: lendingDecider,
      streamId: thingId,
      decide: (state) => lendThing(state, loan),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => ({ thingId, loanId, dueDate }) }, reply);
  }

  @Post(':thingId/return')
  @HttpCode(200)
  @Scope('notifications:hall.write')
  @ApiOperation({
    summary: 'Take something back',
    description: 'Also what was given up. Refused, in this order: 404 `thing_unknown`; 409 `thing_in`.',
  })
  @ApiOkResponse({ standardSchema: returnedAnswer })
  async takeBack(
    @Param({ schema: thingParam }) { thingId }: z.output<typeof thingParam>,
    @Body({ schema: returnBody }) { condition }: z.output<typeof returnBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by, occurredAt } = command.who;
    const back = { condition, by, today: businessDate(occurredAt) };
    const verdict = await this.#decide(command, thingId, (state) => returnThing(state, back));
    return answer(
      verdict,
      {
        refusals: REFUSALS,
        body: ([event]) =>
          event?.type === 'ThingReturned' ? { thingId, loanId: event.data.loanId, isLate: event.data.isLate } : {},
      },
      reply,
    );
  }

  @Post(':thingId/loss')
  @HttpCode(200)
  @Scope('notifications:hall.write')
  @ApiOperation({
    summary: 'Give something up that was not brought back',
    description:
      'It is not lent again until it is back. Refused, in this order: 404 `thing_unknown`; 409 `thing_in`; 409 `thing_missing` {loanId}.',
  })
  @ApiOkResponse({ standardSchema: missedAnswer })
  async miss(
    @Param({ schema: thingParam }) { thingId }: z.output<typeof thingParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#decide(command, thingId, (state) => missThing(state, command.who.actor));
    return answer(
      verdict,
      { refusals: REFUSALS, body: ([event]) => (event ? { thingId, loanId: event.data.loanId } : {}) },
      reply,
    );
  }

  @Get()
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List loans: what is out, what is overdue', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<LoanView>> {
    const position = cursorKey(cursor, POSITION);
    const before = position === undefined ? undefined : BigInt(position);
    const read = await loansOf(this.#log.pool, { ...narrowed, issuerId, before, limit: limit + 1 });
    const { items, next } = pageOf(read, limit, (one) => String(one.position));
    return { items: items.map(({ view }) => view), next };
  }

  async #decide(
    command: CommandRequest,
    thingId: string,
    decide: (state: LendingState) => Decision<LendingEvent>,
  ): Promise<Verdict<LendingEvent>> {
    await requireOwn(this.#log, command.who.issuerId, { id: thingId, code: 'thing_unknown', name: 'thingId' });
    return this.#log.execute({ ...command, decider: lendingDecider, streamId: thingId, decide });
  }
}
