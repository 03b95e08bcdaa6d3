/** Corrections of points by hand: proposed by one person, approved by another. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Terms } from '@scrip/chassis';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, idFrom, on, type Placed } from '@scrip/event-store';
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
  pointsField,
  Scope,
} from '@scrip/http';
import type { Programme } from '@scrip/programme';
import { z } from 'zod';
import { type AccountState, accountDecider } from '../account/account.decider.ts';
import { accountNow } from '../account/moved-account.ts';
import { accountIdField, adjustmentIdField, reasonField } from '../fields.ts';
import { Ownership } from '../ownership.ts';
import {
  approveAdjustment,
  type PointsAdjustmentState,
  pointsAdjustmentDecider,
  proposeAdjustment,
  rejectAdjustment,
} from './points-adjustment.decider.ts';
import { ADJUSTMENT_STATES, type AdjustmentView, adjustmentsOf } from './points-adjustment.projection.ts';

type Reply = Parameters<typeof answer>[2];

/** A place in the log as a cursor says it. */
const POSITION = /^\d{1,18}$/;

const accountParam = z.object({ accountId: accountIdField });
const adjustmentParam = z.object({ adjustmentId: adjustmentIdField });
const proposalBody = z.strictObject({
  direction: z.enum(['credit', 'debit']),
  points: pointsField.describe('How many, whichever the direction.'),
  countsLifetime: z.boolean().default(false).describe('Whether what was ever earned changes as well.'),
  reason: reasonField.describe('A code of the issuer, such as migration_error.'),
  correctsEventId: z
    .string()
    .regex(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/, 'Expected evt_ and a ULID')
    .optional()
    .describe('The fact that it corrects.'),
});
const rejectionBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  state: z.enum(ADJUSTMENT_STATES).optional(),
  accountId: accountIdField.optional(),
});

const decidedAnswer = z.object({
  adjustmentId: adjustmentIdField,
  accountId: accountIdField,
  state: z.enum(ADJUSTMENT_STATES),
});
const approvedAnswer = decidedAnswer.extend({ balanceAfterPoints: pointsField, lifetimeAfterPoints: pointsField });
const entryShape = decidedAnswer.extend({
  position: z.int().describe('Place in the log.'),
  direction: z.enum(['credit', 'debit']),
  askedPoints: pointsField,
  countsLifetime: z.boolean(),
  reason: z.string(),
  correctsEventId: z.string().nullable(),
  proposedBy: z.string(),
  proposedAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decisionReason: z.string().nullable().describe('Of a rejection.'),
});
const listAnswer = z.object({ items: z.array(entryShape), next: z.string().nullable() });

const REFUSALS = { account_unknown: 404, adjustment_unknown: 404, points_not_positive: 422 } as const;

@Controller('points/v1')
export class PointsAdjustmentHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #ownership: Ownership;

  constructor(log: EventLog, programmes: Terms, ownership: Ownership) {
    this.#log = log;
    this.#programmes = programmes;
    this.#ownership = ownership;
  }

  @Post('accounts/:accountId/adjustments')
  @Scope('points:adjust')
  @ApiOperation({
    summary: 'Propose a correction of points',
    description:
      'Nothing moves before somebody else approves it. Refused, in this order: 404 `account_unknown`; 409 `programme_unknown`; 409 `account_moved` {toAccountId}; 409 `account_closed` {cause}; 422 `points_not_positive`; 409 `adjustment_exceeds_limit` {askedPoints, pointsMax, excessPoints}; 409 `points_short` {askedPoints, availablePoints, pendingPoints, missingPoints} for a debit.',
  })
  @ApiCreatedResponse({ standardSchema: decidedAnswer })
  async propose(
    @Param({ schema: accountParam }) { accountId }: z.output<typeof accountParam>,
    @Body({ schema: proposalBody }) { points: askedPoints, ...body }: z.output<typeof proposalBody>,
    @Caller() { issuerId, subject: proposedBy }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const known = await this.#ownership.belongsTo(issuerId, accountId);
    if (!known)
      throw new Problem(404, 'account_unknown', 'There is no such points account', { members: { accountId } });
    const { state } = await this.#log.state(accountDecider, accountId);
    const programme = await this.#programmeOf(state, command);
    const adjustmentId = idFrom('paj', `${command.key.scope}\n${command.key.key}`);
    const at = command.who.occurredAt;
    const correctsEventId = body.correctsEventId ?? null;
    const asked = { adjustmentId, proposedBy, ...body, askedPoints, correctsEventId, at };
    const verdict = await this.#log.execute({
      ...command,
      decider: pointsAdjustmentDecider,
      streamId: adjustmentId,
      decide: () => proposeAdjustment(state, asked, programme),
    });
    const said = { adjustmentId, accountId, state: 'proposed' };
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => said }, reply);
  }

  @Post('adjustments/:adjustmentId/approval')
  @Scope('points:adjust.approve')
  @ApiOperation({
    summary: 'Approve a correction of points; the account has it in the same moment',
    description:
      'The account that has the points now, where they moved since. Refused, in this order: 404 `adjustment_unknown`; 409 `programme_unknown`; 409 `adjustment_decided` {state}; 409 `own_proposal` {proposedBy}; 409 `account_closed` {cause}; 409 `adjustment_exceeds_limit` {askedPoints, pointsMax, excessPoints}; 409 `points_short` {askedPoints, availablePoints, pendingPoints, missingPoints}.',
  })
  @ApiCreatedResponse({ standardSchema: approvedAnswer })
  async approve(
    @Param({ schema: adjustmentParam }) { adjustmentId }: z.output<typeof adjustmentParam>,
    @Caller() { subject: by }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const proposedFor = await this.#accountOf(command, adjustmentId);
    const { accountId, state } = await accountNow(this.#log, proposedFor);
    const programme = await this.#programmeOf(state, command);
    const review = { by, at: command.who.occurredAt };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(pointsAdjustmentDecider, adjustmentId), on(accountDecider, accountId)],
      decide: ([adjustment, account]) => {
        const states = [adjustment as PointsAdjustmentState, account as AccountState] as const;
        const decision = approveAdjustment(...states, review, programme);
        if (decision.kind === 'refused') return decision;
        const placed = decision.events.flatMap(({ approved, adjusted }): Placed[] => [
          { streamId: adjustmentId, event: approved },
          { streamId: accountId, event: adjusted },
        ]);
        return { kind: 'accepted', events: placed };
      },
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: REFUSALS, body: approvedBody }, reply);
  }

  @Post('adjustments/:adjustmentId/rejection')
  @Scope('points:adjust')
  @ApiOperation({
    summary: 'Turn a correction of points down, or take an own proposal back',
    description: 'Refused, in this order: 404 `adjustment_unknown`; 409 `adjustment_decided` {state}.',
  })
  @ApiCreatedResponse({ standardSchema: decidedAnswer })
  async reject(
    @Param({ schema: adjustmentParam }) { adjustmentId }: z.output<typeof adjustmentParam>,
    @Body({ schema: rejectionBody }) { reason }: z.output<typeof rejectionBody>,
    @Caller() { subject: by }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const accountId = await this.#accountOf(command, adjustmentId);
    const verdict = await this.#log.execute({
      ...command,
      decider: pointsAdjustmentDecider,
      streamId: adjustmentId,
      decide: (state) => rejectAdjustment(state, { by, reason }),
    });
    const said = { adjustmentId, accountId, state: 'rejected' };
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => said }, reply);
  }

  @Get('adjustments')
  @Scope('points:adjust')
  @ApiOperation({ summary: 'List corrections of points, the newest first' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, state, accountId }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<AdjustmentView>> {
    const before = cursorKey(cursor, POSITION);
    const read = await adjustmentsOf(this.#log.pool, { issuerId, state, accountId, before, limit: limit + 1 });
    return pageOf(read, limit, (entry) => String(entry.position));
  }

  /** The account that it was proposed for. Another issuer's adjustment is not there. */
  async #accountOf({ who: { issuerId } }: CommandRequest, adjustmentId: string): Promise<string> {
    const { state } = await this.#log.state(pointsAdjustmentDecider, adjustmentId);
    const known = state.status !== 'none' && (await this.#ownership.belongsTo(issuerId, adjustmentId));
    if (known) return state.proposal.accountId;
    throw new Problem(404, 'adjustment_unknown', 'No such adjustment', { members: { adjustmentId } });
  }

  /** Terms at the time of the command. Throws the Problem 409 `programme_unknown` where there are none. */
  async #programmeOf(account: AccountState, { who }: CommandRequest): Promise<Programme> {
    const programmeId = account.kind === 'unknown' ? '' : account.programmeId;
    const programme = await this.#programmes.inForce(who.issuerId, programmeId, who.occurredAt);
    if (programme) return programme;
    throw new Problem(409, 'programme_unknown', 'No terms were in force', { members: { programmeId } });
  }
}

/** What the account has after it, from the facts alone: a replay says the same. */
function approvedBody(events: readonly ScripEvent[]): object {
  const adjusted = events.find((event) => event.type === 'PointsAdjusted');
  const { adjustmentId, accountId, balanceAfterPoints, lifetimeAfterPoints } = adjusted?.data ?? {};
  return { adjustmentId, accountId, state: 'approved', balanceAfterPoints, lifetimeAfterPoints };
}
