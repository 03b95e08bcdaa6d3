/** Receptions of VIP guests: booked, prepared, received, seen off, followed up; cancelled. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { Terms } from '@scrip/chassis';
import type { ReceptionEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom } from '@scrip/event-store';
import { answer, Command, type CommandRequest, fenField, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { dateField, holderIdField, keyField, ownNumberField, programmeIdField, reasonField } from '../fields.ts';
import {
  bookReception,
  cancelReception,
  followUp,
  nameReceivers,
  prepare,
  type ReceptionState,
  receive,
  receptionDecider,
  seeOff,
} from './reception.decider.ts';
import { RECEPTION_REFUSALS, receptionIdField, receptionParam, requireReception } from './reception-route.ts';

type Reply = Parameters<typeof answer>[2];

/** Persons who receive one guest: a row at the door. */
const RECEIVERS_MAX = 50;
const ITEMS_MAX = 100;

const bookBody = z.strictObject({
  programmeId: programmeIdField,
  stayId: ownNumberField.describe('The stay; it has one reception.'),
  holderId: holderIdField.describe('The guest.'),
  levelKey: keyField.describe("A key among the programme's grades."),
  foreignGuest: z.boolean().default(false).describe('From abroad: other items take the place of some.'),
  arrivesDate: dateField,
  leavesDate: dateField,
});
const receiverIds = z
  .array(ownNumberField.describe("The issuer's own key of a member of the staff."))
  .min(1)
  .max(RECEIVERS_MAX)
  .refine((ids) => new Set(ids).size === ids.length, { error: 'expected each person once' });
const receiversBody = z.strictObject({ receiverIds });
const attendBody = z
  .strictObject({ receiverIds: receiverIds.optional().describe('Left out: those who were named.') })
  .nullish();
const preparationBody = z.strictObject({
  costs: z
    .array(z.strictObject({ itemKey: keyField, costFen: fenField }))
    .max(ITEMS_MAX)
    .describe('What was laid out; an item that is not in it was left out.'),
});
const followUpBody = z.strictObject({ outcome: reasonField.describe('What came of it, as a code such as satisfied.') });
const reasonBody = z.strictObject({ reason: reasonField });

const bookedAnswer = z.object({
  receptionId: receptionIdField,
  stayId: z.string(),
  levelKey: z.string(),
  items: z.array(z.object({ itemKey: z.string(), budgetFen: fenField })),
  budgetFen: fenField,
  authorityRoles: z.array(z.string()).describe('Roles that decide; any of them.'),
  serviceKeys: z.array(z.string()),
  programmeVersion: z.int(),
});
const stepAnswer = z.looseObject({ receptionId: receptionIdField });

@Controller('tiering/v1/receptions')
export class ReceptionHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Post()
  @Scope('tiering:reception.write')
  @ApiOperation({
    summary: 'Book the reception of a guest with a level',
    description:
      'What is to be laid out, what it may cost and who decides is written with it. Refused, in this order: 404 `programme_unknown`; 409 `reception_known` {receptionId, receptionStatus}; 404 `level_unknown` {levelKey}; 409 `amenities_not_offered` {levelKey}; 409 `approval_not_offered`; 409 `level_not_offered` {levelKey}; 409 `leaves_before_it_arrives` {arrivesDate, leavesDate}.',
  })
  @ApiCreatedResponse({ standardSchema: bookedAnswer })
  async book(
    @Body({ schema: bookBody }) { programmeId, ...body }: z.output<typeof bookBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt, actor: bookedBy } = command.who;
    const programme = await this.#terms.inForce(issuerId, programmeId, occurredAt);
    if (!programme) {
      throw new Problem(404, 'programme_unknown', 'No version is in force', { members: { programmeId } });
    }
    const receptionId = idFrom('rcp', [issuerId, programmeId, body.stayId].join('\n'));
    const verdict = await this.#log.execute({
      ...command,
      decider: receptionDecider,
      streamId: receptionId,
      decide: (state) => bookReception(state, { receptionId, bookedBy, ...body }, programme),
    });
    return answer(verdict, { status: 201, refusals: RECEPTION_REFUSALS, body: said }, reply);
  }

  @Post(':receptionId/cancellation')
  @Scope('tiering:reception.write')
  @ApiOperation({
    summary: 'Cancel a reception before the guest arrived',
    description:
      'Refused, in this order: 404 `reception_unknown`; 409 `reception_not_open` {receptionStatus, expected}.',
  })
  @ApiCreatedResponse({ standardSchema: stepAnswer })
  cancel(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Body({ schema: reasonBody }) { reason }: z.output<typeof reasonBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by } = command.who;
    return this.#step(command, { receptionId, reply }, (state) => cancelReception(state, { by, reason }));
  }

  @Post(':receptionId/receivers')
  @Scope('tiering:reception.write')
  @ApiOperation({
    summary: 'Name the persons who receive the guest, in the place of those before',
    description:
      'Refused, in this order: 404 `reception_unknown`; 409 `reception_not_open` {receptionStatus, expected}.',
  })
  @ApiCreatedResponse({ standardSchema: stepAnswer })
  name(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Body({ schema: receiversBody }) body: z.output<typeof receiversBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by } = command.who;
    return this.#step(command, { receptionId, reply }, (state) => nameReceivers(state, { by, ...body }));
  }

  @Post(':receptionId/preparation')
  @Scope('tiering:reception.write')
  @ApiOperation({
    summary: 'Record what was laid out and what it cost',
    description:
      'Refused, in this order: 404 `reception_unknown`; 409 `reception_not_open` {receptionStatus, expected}; 409 `not_approved`; 409 `item_unknown` {itemKey, items}; 409 `item_repeated` {itemKey}; 409 `budget_exceeded` {itemKey, costFen, budgetFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: stepAnswer })
  prepare(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Body({ schema: preparationBody }) { costs }: z.output<typeof preparationBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by } = command.who;
    return this.#step(command, { receptionId, reply }, (state) => prepare(state, { by, costs }));
  }

  @Post(':receptionId/arrival')
  @Scope('tiering:reception.write')
  @ApiOperation({
    summary: 'The guest arrived and was received',
    description:
      'Refused, in this order: 404 `reception_unknown`; 409 `reception_not_open` {receptionStatus, expected}: it must be prepared; 409 `receivers_missing`.',
  })
  @ApiCreatedResponse({ standardSchema: stepAnswer })
  receive(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Body({ schema: attendBody }) body: z.output<typeof attendBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const attend = { by: command.who.actor, receiverIds: body?.receiverIds ?? null };
    return this.#step(command, { receptionId, reply }, (state) => receive(state, attend));
  }

  @Post(':receptionId/departure')
  @Scope('tiering:reception.write')
  @ApiOperation({
    summary: 'The guest left and was seen off',
    description:
      'Refused, in this order: 404 `reception_unknown`; 409 `reception_not_open` {receptionStatus, expected}: the guest must have been received; 409 `receivers_missing`.',
  })
  @ApiCreatedResponse({ standardSchema: stepAnswer })
  seeOff(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Body({ schema: attendBody }) body: z.output<typeof attendBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const attend = { by: command.who.actor, receiverIds: body?.receiverIds ?? null };
    return this.#step(command, { receptionId, reply }, (state) => seeOff(state, attend));
  }

  @Post(':receptionId/follow-up')
  @Scope('tiering:reception.write')
  @ApiOperation({
    summary: 'The guest was asked afterwards how it was',
    description:
      'Refused, in this order: 404 `reception_unknown`; 409 `reception_not_open` {receptionStatus, expected}: the guest must have been seen off.',
  })
  @ApiCreatedResponse({ standardSchema: stepAnswer })
  followUp(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Body({ schema: followUpBody }) { outcome }: z.output<typeof followUpBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by } = command.who;
    return this.#step(command, { receptionId, reply }, (state) => followUp(state, { by, outcome }));
  }

  async #step(
    command: CommandRequest,
    { receptionId, reply }: { readonly receptionId: string; readonly reply: Reply },
    decide: (state: ReceptionState) => Decision<ReceptionEvent>,
  ): Promise<object> {
    await requireReception(this.#log, command.who.issuerId, receptionId);
    const verdict = await this.#log.execute({ ...command, decider: receptionDecider, streamId: receptionId, decide });
    return answer(verdict, { status: 201, refusals: RECEPTION_REFUSALS, body: said }, reply);
  }
}

function said([event]: readonly ReceptionEvent[]): object {
  return { ...event?.data };
}
