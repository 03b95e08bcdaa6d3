/** Memberships at the desk: join, look one up, read how its grade came about. */

import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, idFrom, on, type Verdict } from '@scrip/event-store';
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
  pointsField,
  Scope,
} from '@scrip/http';
import { STANDINGS } from '@scrip/programme';
import { z } from 'zod';
import { holderIdField, membershipIdField, programmeIdField, receiptIdField } from '../fields.ts';
import { receiptsOf } from '../receipt-use/known-receipt.ts';
import { type ReceiptUseState, receiptUseDecider, receiptUseStream } from '../receipt-use/receipt-use.decider.ts';
import { type GradeStepView, gradeStepsOf } from './grade-step.projection.ts';
import { join } from './join.rule.ts';
import { type MembershipState, membershipDecider, membershipSeed } from './membership.decider.ts';
import {
  closedMembership,
  gradeCountsOf,
  type MembershipView,
  membershipById,
  membershipsOf,
} from './membership.projection.ts';

/** Receipts that one joining can name: each is a stream that the joining waits for. */
const RECEIPTS_MAX = 50;

const joinBody = z.strictObject({
  holderId: holderIdField,
  programmeId: programmeIdField,
  receiptIds: z
    .array(receiptIdField)
    .max(RECEIPTS_MAX)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'expected each receipt once' })
    .describe('Receipts of one day; none where the programme lets holders join without.'),
});
const membershipParam = z.object({ membershipId: membershipIdField });
const programmeParam = z.object({ programmeId: programmeIdField });
const listQuery = z.object({
  ...pageQuery,
  holderId: holderIdField.optional(),
  programmeId: programmeIdField.optional(),
});
const historyQuery = z.object(pageQuery);

const joinedAnswer = z.object({
  membershipId: membershipIdField,
  holderId: holderIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  grade: z.string().describe('Key in the programme document.'),
  rule: z.string().describe('Key of the joining rule.'),
  receiptIds: z.array(receiptIdField),
  receiptsTotalFen: fenField,
  businessDate: z.iso.date(),
});
const membershipAnswer = z.object({
  membershipId: membershipIdField,
  holderId: holderIdField,
  programmeId: programmeIdField,
  grade: z.string().describe('Key in the programme document.'),
  gradeSince: z.iso.datetime(),
  joinedAt: z.iso.datetime(),
  businessDate: z.iso.date().describe('Of joining.'),
  standing: z.enum(STANDINGS).describe('How the grade is held: met; extension, missed and kept; falling.'),
  missedRatings: z.int().describe('Ratings of the extension that have missed the grade.'),
});
const stepAnswer = z.object({
  version: z.int().describe("Of the event in the membership's stream."),
  eventId: z.string(),
  fromGrade: z.string().nullable().describe('Null for the joining.'),
  toGrade: z.string(),
  rule: z.string(),
  programmeVersion: z.int(),
  receiptIds: z.array(receiptIdField).describe('The receipts that gave it.'),
  receiptsTotalFen: fenField.nullable(),
  lifetimePoints: pointsField.nullable(),
  standing: z.enum(STANDINGS).describe('How the grade is held after it.'),
  month: z.string().nullable().describe('Month that a rating rated, YYYY-MM; null for what was no rating.'),
  effectiveDate: z.iso.date().describe('First business day on which the grade holds.'),
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  correlationId: z.string(),
  causationId: z.string().nullable().describe('The event that led to it.'),
});
const gradesAnswer = z.object({ items: z.array(z.object({ grade: z.string(), members: z.int() })) });
const page = (item: z.ZodType): z.ZodType => z.object({ items: z.array(item), next: z.string().nullable() });

/** Unknown things are 404; what is left is a conflict. */
const REFUSALS = { programme_unknown: 404, receipt_unknown: 404 };

type Reply = Parameters<typeof answer>[2];

@Controller('tiering/v1')
export class MembershipHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;

  constructor(log: EventLog, programmes: Terms) {
    this.#log = log;
    this.#programmes = programmes;
  }

  @Post('memberships')
  @Scope('tiering:join')
  @ApiOperation({
    summary: 'Join a programme',
    description:
      'With receipts of one business day, the highest grade they give; each receipt joins one member only. Refused, in this order: 404 `programme_unknown`; 409 `already_member` {membershipId, grade}; 409 `membership_closed` {membershipId, cause}; 404 `receipt_unknown` {receiptId}; 409 `receipt_of_other_programme` {receiptId, receiptProgrammeId}; 409 `receipts_of_several_days` {receiptId, businessDate, otherReceiptId, otherBusinessDate}; 409 `receipt_already_used` {receiptId, usedByMembershipId}; 409 `total_too_low` {totalFen, neededFen, missingFen}; 409 `joining_closed` {businessDate}. Receipts that were recorded just now are waited for with their position as `Scrip-After`.',
  })
  @ApiCreatedResponse({ standardSchema: joinedAnswer })
  async join(
    @Body({ schema: joinBody }) body: z.output<typeof joinBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#join(body, command);
    const joined = (events: readonly ScripEvent[]): object =>
      events.find((event) => event.type === 'MemberJoined')?.data ?? {};
    return answer(verdict, { status: 201, refusals: REFUSALS, body: joined }, reply);
  }

  @Get('memberships')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'Find memberships', description: 'By holder or programme, in the order of their ids.' })
  @ApiOkResponse({ standardSchema: page(membershipAnswer) })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<MembershipView>> {
    const last = cursorKey(cursor, /^mbr_\w{26}$/) ?? '';
    const read = await membershipsOf(this.#log.pool, { issuerId, ...asked, after: last, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.membershipId);
  }

  @Get('memberships/:membershipId')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Read a membership',
    description: '404 `membership_unknown`; 410 `membership_closed` {cause, intoMembershipId}.',
  })
  @ApiOkResponse({ standardSchema: membershipAnswer })
  async read(
    @Param({ schema: membershipParam }) { membershipId }: z.output<typeof membershipParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<MembershipView> {
    const membership = await membershipById(this.#log.pool, issuerId, membershipId);
    if (membership) return membership;
    const closed = await closedMembership(this.#log.pool, issuerId, membershipId);
    if (closed) {
      const members = { membershipId, ...closed };
      throw new Problem(410, 'membership_closed', 'This membership has ended', { members });
    }
    throw new Problem(404, 'membership_unknown', 'There is no such membership', { members: { membershipId } });
  }

  @Get('memberships/:membershipId/history')
  @Scope('tiering:read')
  @ApiOperation({
    summary: "Read how a member's grade came about",
    description: 'The joining first, each step with its rule, version and receipts. 404 `membership_unknown`.',
  })
  @ApiOkResponse({ standardSchema: page(stepAnswer) })
  async history(
    @Param({ schema: membershipParam }) { membershipId }: z.output<typeof membershipParam>,
    @Query({ schema: historyQuery }) { cursor, limit }: z.output<typeof historyQuery>,
    @Caller() caller: Caller,
  ): Promise<Page<GradeStepView>> {
    await this.read({ membershipId }, caller);
    const last = Number(cursorKey(cursor, /^\d{1,9}$/) ?? '0');
    const read = await gradeStepsOf(this.#log.pool, { membershipId, after: last, limit: limit + 1 });
    return pageOf(read, limit, (item) => String(item.version));
  }

  @Get('programmes/:programmeId/grades')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'Count the members of each grade', description: 'None for a programme without members.' })
  @ApiOkResponse({ standardSchema: gradesAnswer })
  async grades(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    return { items: await gradeCountsOf(this.#log.pool, issuerId, programmeId) };
  }

  async #join(body: z.output<typeof joinBody>, { who, key }: CommandRequest): Promise<Verdict> {
    const { issuerId, occurredAt } = who;
    const { holderId, programmeId, receiptIds } = body;
    const [programme, receipts] = await Promise.all([
      this.#programmes.inForce(issuerId, programmeId, occurredAt),
      receiptsOf(this.#log.pool, issuerId, receiptIds),
    ]);
    const membershipId = idFrom('mbr', membershipSeed(issuerId, programmeId, holderId));
    const command = { issuerId, membershipId, ...body, businessDate: businessDate(occurredAt) };
    return this.#log.executeAcross({
      who,
      key,
      streams: [
        on(membershipDecider, membershipId),
        ...receiptIds.map((receiptId) => on(receiptUseDecider, receiptUseStream(issuerId, receiptId))),
      ],
      decide: (states) => {
        const [membership, ...uses] = states as [MembershipState, ...ReceiptUseState[]];
        return join({ membership, uses }, command, receipts, programme);
      },
    });
  }
}
