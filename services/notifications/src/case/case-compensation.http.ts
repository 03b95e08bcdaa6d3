/** Compensations of cases: proposed by one person, granted by another with the authority, handed to the ledger (domain 2.12). */
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
  pageOf,
  pageQuery,
  positiveFenField,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { caseIdField, codeField, compensationIdField, idOf, POSITION, rolesIn, walletIdField } from '../desk-fields.ts';
import { CASE_REFUSALS, CaseCommands } from './case-commands.ts';
import { approveCompensation, proposeCompensation, rejectCompensation } from './case-compensation.rule.ts';
import { type CompensationView, compensationsOf } from './case-list.ts';

type Reply = Parameters<typeof answer>[2];

const STATES = ['proposed', 'approved', 'rejected', 'posted', 'refused'] as const;

const caseParam = z.object({ caseId: caseIdField });
const compensationParam = z.object({ caseId: caseIdField, compensationId: compensationIdField });
const proposalBody = z.strictObject({
  amountFen: positiveFenField,
  provedLossFen: fenField.describe('The loss that was proved.'),
  evidence: z
    .string()
    .regex(/^[A-Za-z0-9._:/-]{1,100}$/)
    .describe('Where the proof is found; a reference, never its text.'),
  walletId: walletIdField.optional().describe('Wallet that gets it; left out: it is owed, and paid by bank.'),
});
const rejectionBody = z.strictObject({ reason: codeField });
const listQuery = z.object({ ...pageQuery, caseId: caseIdField.optional(), state: z.enum(STATES).optional() });

const decidedAnswer = z.object({
  caseId: caseIdField,
  compensationId: compensationIdField,
  state: z.enum(STATES),
});
const shape = z.object({
  compensationId: compensationIdField,
  caseId: caseIdField,
  amountFen: fenField,
  provedLossFen: fenField,
  evidence: z.string(),
  walletId: z.string().nullable(),
  state: z.enum(STATES).describe('Posted: the ledger has it; refused: by the ledger.'),
  proposedBy: z.string(),
  proposedAt: z.iso.datetime(),
  role: z.string().nullable().describe('It was granted in.'),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable().describe("Why not; the ledger's code where it refused."),
  claimId: z.string().nullable().describe('In the ledger.'),
});
const listAnswer = z.object({ items: z.array(shape), next: z.string().nullable() });

@Controller('notifications/v1')
export class CaseCompensationHttp {
  readonly #log: EventLog;
  readonly #cases: CaseCommands;

  constructor(log: EventLog, cases: CaseCommands) {
    this.#log = log;
    this.#cases = cases;
  }

  @Post('cases/:caseId/compensations')
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Propose to make good a loss',
    description:
      'Nothing moves before another person grants it. Refused, in this order: 404 `case_unknown`; 409 `case_closed`; 409 `holder_missing`; 409 `compensation_not_offered`; 409 `compensation_open` {compensationId}; 409 `loss_exceeded` {askedFen, postedFen, provedLossFen, excessFen}; 409 `authority_exceeded` {askedFen, postedFen, mostFen}.',
  })
  @ApiCreatedResponse({ standardSchema: decidedAnswer })
  async propose(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Body({ schema: proposalBody }) body: z.output<typeof proposalBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const compensationId = idOf('cmp', command);
    const proposal = { ...body, compensationId, walletId: body.walletId ?? null, proposedBy: command.who.actor };
    const verdict = await this.#cases.decide(command, caseId, (state) => proposeCompensation(state, proposal));
    const said = { caseId, compensationId, state: 'proposed' };
    return answer(verdict, { status: 201, refusals: CASE_REFUSALS, body: () => said }, reply);
  }

  @Post('cases/:caseId/compensations/:compensationId/approval')
  @Scope('notifications:case.approve')
  @ApiOperation({
    summary: 'Grant a compensation',
    description:
      'The token needs the scope notifications:authority.<role> of a role that may grant so much, with what was paid on the case before. The ledger records it soon after. Refused, in this order: 404 `case_unknown`; 404 `compensation_unknown`; 409 `compensation_decided` {state}; 403 `own_proposal`; 403 `role_missing` {roles}.',
  })
  @ApiCreatedResponse({ standardSchema: decidedAnswer })
  async approve(
    @Param({ schema: compensationParam }) { caseId, compensationId }: z.output<typeof compensationParam>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const review = { compensationId, by, roles: rolesIn(scopes) };
    const verdict = await this.#cases.decide(command, caseId, (state) => approveCompensation(state, review));
    const said = { caseId, compensationId, state: 'approved' };
    return answer(verdict, { status: 201, refusals: CASE_REFUSALS, body: () => said }, reply);
  }

  @Post('cases/:caseId/compensations/:compensationId/rejection')
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Turn a compensation down, or take an own proposal back',
    description:
      'Refused, in this order: 404 `case_unknown`; 404 `compensation_unknown`; 409 `compensation_decided` {state}.',
  })
  @ApiCreatedResponse({ standardSchema: decidedAnswer })
  async reject(
    @Param({ schema: compensationParam }) { caseId, compensationId }: z.output<typeof compensationParam>,
    @Body({ schema: rejectionBody }) { reason }: z.output<typeof rejectionBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const review = { compensationId, reason, by: command.who.actor };
    const verdict = await this.#cases.decide(command, caseId, (state) => rejectCompensation(state, review));
    const said = { caseId, compensationId, state: 'rejected' };
    return answer(verdict, { status: 201, refusals: CASE_REFUSALS, body: () => said }, reply);
  }

  @Get('compensations')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List compensations', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<CompensationView>> {
    const position = cursorKey(cursor, POSITION);
    const before = position === undefined ? undefined : BigInt(position);
    const read = await compensationsOf(this.#log.pool, { ...narrowed, issuerId, before, limit: limit + 1 });
    const { items, next } = pageOf(read, limit, (one) => String(one.position));
    return { items: items.map(({ view }) => view), next };
  }
}
