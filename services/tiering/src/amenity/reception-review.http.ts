/** Deciding on receptions by who has the word over the level; receptions listed, and what they cost. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
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
import { dateField, holderIdField, keyField, ownNumberField, programmeIdField, reasonField } from '../fields.ts';
import { approveReception, receptionDecider, refuseReception } from './reception.decider.ts';
import { type LevelCost, levelCostsOf, type ReceptionView, receptionsOf } from './reception.projection.ts';
import { RECEPTION_REFUSALS, receptionIdField, receptionParam, requireReception } from './reception-route.ts';
import { RECEPTION_STATES } from './reception-status.ts';

type Reply = Parameters<typeof answer>[2];

/** What stands before the key of a role in the scope of who has it. */
const AUTHORITY = 'tiering:authority.';

const refusalBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  stayId: ownNumberField.optional(),
  holderId: holderIdField.optional(),
  programmeId: programmeIdField.optional(),
  levelKey: keyField.optional(),
  status: z.enum(RECEPTION_STATES).optional(),
  waitsFor: keyField.optional().describe('Role that decides.'),
  receiverId: ownNumberField.optional().describe('One of those who receive.'),
  arrivesFrom: dateField.optional().describe('First day of arrival.'),
  arrivesTo: dateField.optional().describe('Last day of arrival.'),
});
const costsQuery = z.object({
  programmeId: programmeIdField,
  fromDate: dateField.describe('First day of arrival.'),
  toDate: dateField.describe('Last day of arrival.'),
});

const approvedAnswer = z.object({ receptionId: receptionIdField, role: z.string(), approvedBy: z.string() });
const refusedAnswer = z.object({ receptionId: receptionIdField, role: z.string(), reason: z.string() });
const receptionShape = z.object({
  receptionId: receptionIdField,
  stayId: z.string(),
  holderId: holderIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  levelKey: z.string(),
  foreignGuest: z.boolean(),
  arrivesDate: z.string(),
  leavesDate: z.string(),
  serviceKeys: z.array(z.string()).describe('What the level has without a count.'),
  status: z.enum(RECEPTION_STATES),
  waitsFor: z.array(z.string()).describe('Roles that decide; none once it is decided.'),
  receiverIds: z.array(z.string()),
  items: z.array(z.object({ itemKey: z.string(), budgetFen: fenField, costFen: fenField.nullable() })),
  budgetFen: fenField,
  costFen: fenField.nullable().describe('Null before it was prepared.'),
  leftFen: fenField.nullable().describe('Budget less cost.'),
  outcome: z.string().nullable(),
  steps: z
    .array(z.looseObject({ step: z.string(), at: z.iso.datetime(), by: z.string() }))
    .describe('Each with its time and who recorded it.'),
});
const listAnswer = z.object({ items: z.array(receptionShape), next: z.string().nullable() });
const costsAnswer = z.object({
  items: z.array(z.object({ levelKey: z.string(), receptions: z.int(), budgetFen: fenField, costFen: fenField })),
});
const PLACE = /^(\d{4}-\d\d-\d\d) (rcp_[0-9A-HJKMNP-TV-Z]{26})$/;

@Controller('tiering/v1')
export class ReceptionReviewHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post('receptions/:receptionId/approval')
  @Scope('tiering:reception.decide')
  @ApiOperation({
    summary: 'Approve a reception',
    description:
      'The token needs the scope tiering:authority.<role> of a role that the programme names for the level. Refused, in this order: 404 `reception_unknown`; 409 `reception_decided` {receptionStatus}; 403 `role_missing` {roles}; 403 `own_work` {by}; 409 `authority_exceeded` {budgetFen, authorityBudgetFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: approvedAnswer })
  async approve(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireReception(this.#log, command.who.issuerId, receptionId);
    const roles = rolesIn(scopes);
    const verdict = await this.#log.execute({
      ...command,
      decider: receptionDecider,
      streamId: receptionId,
      decide: (state) => approveReception(state, { by, roles }),
    });
    return answer(
      verdict,
      { status: 201, refusals: RECEPTION_REFUSALS, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }

  @Post('receptions/:receptionId/refusal')
  @Scope('tiering:reception.decide')
  @ApiOperation({
    summary: 'Refuse a reception',
    description:
      'Refused, in this order: 404 `reception_unknown`; 409 `reception_decided` {receptionStatus}; 403 `role_missing` {roles}; 403 `own_work` {by}.',
  })
  @ApiCreatedResponse({ standardSchema: refusedAnswer })
  async refuse(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Body({ schema: refusalBody }) { reason }: z.output<typeof refusalBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireReception(this.#log, command.who.issuerId, receptionId);
    const roles = rolesIn(scopes);
    const verdict = await this.#log.execute({
      ...command,
      decider: receptionDecider,
      streamId: receptionId,
      decide: (state) => refuseReception(state, { by, roles, reason }),
    });
    return answer(
      verdict,
      { status: 201, refusals: RECEPTION_REFUSALS, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }

  @Get('receptions')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'List receptions', description: 'In the order of their arrivals.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ReceptionView>> {
    const [date = '', receptionId = ''] = cursorKey(cursor, PLACE)?.split(' ') ?? [];
    const place = [date, receptionId] as const;
    const read = await receptionsOf(this.#log.pool, { issuerId, ...asked, after: place, limit: limit + 1 });
    return pageOf(read, limit, (one) => `${one.arrivesDate} ${one.receptionId}`);
  }

  @Get('receptions/:receptionId')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Read a reception: every step with its time and who, each item with its budget and its cost',
    description: '404 `reception_unknown`.',
  })
  @ApiOkResponse({ standardSchema: receptionShape })
  async read(
    @Param({ schema: receptionParam }) { receptionId }: z.output<typeof receptionParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ReceptionView> {
    const [view] = await receptionsOf(this.#log.pool, { issuerId, receptionId, after: ['', ''], limit: 1 });
    if (view) return view;
    throw new Problem(404, 'reception_unknown', 'There is no such reception', { members: { receptionId } });
  }

  @Get('reception-costs')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'What receptions cost against their budgets, by level',
    description: 'Of those that were prepared and arrive within the days.',
  })
  @ApiOkResponse({ standardSchema: costsAnswer })
  async costs(
    @Query({ schema: costsQuery }) asked: z.output<typeof costsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<{ items: readonly LevelCost[] }> {
    return { items: await levelCostsOf(this.#log.pool, { issuerId, ...asked }) };
  }
}

function rolesIn(scopes: ReadonlySet<string>): ReadonlySet<string> {
  const held = [...scopes].filter((scope) => scope.startsWith(AUTHORITY));
  return new Set(held.map((scope) => scope.slice(AUTHORITY.length)));
}
