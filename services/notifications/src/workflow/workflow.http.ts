/** What is on for holders, the runs over them, and what managers are told about them. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate, isBusinessDate } from '@scrip/calendar';
import type { AnnouncementEvent, FlagEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog, newId } from '@scrip/event-store';
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
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { holderIdField, programmeIdField } from '../fields.ts';
import { issuerOf } from '../ownership.ts';
import { ANNOUNCEMENT_KINDS, announce, announcementDecider, withdrawAnnouncement } from './announcement.decider.ts';
import { clearFlag, flagDecider } from './flag.decider.ts';
import { OccasionsDue } from './occasions-due.ts';
import { announcements, flags, type Listed, occasions } from './workflow-list.ts';

const ULID = '[0-9A-HJKMNP-TV-Z]{26}';
const announcementIdField = z
  .string()
  .regex(new RegExp(`^ann_${ULID}$`))
  .describe('An announcement: ann_ and a ULID.');
const flagIdField = z
  .string()
  .regex(new RegExp(`^flg_${ULID}$`))
  .describe('A flag: flg_ and a ULID.');
const day = z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' });
const keyField = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
/** Counters of one announcement: more than a mall names for a season. */
const COUNTERS_MAX = 1_000;

const announcementBody = z.strictObject({
  programmeId: programmeIdField,
  kind: z.enum(ANNOUNCEMENT_KINDS).describe('What is on: rules of the programme wait for it by this name.'),
  fromDate: day.describe('First business day.'),
  toDate: day.describe('Last business day.'),
  counterKeys: z
    .array(keyField)
    .max(COUNTERS_MAX)
    .default([])
    .describe('Counters it is on at, by their keys in the programme; empty: at all.'),
});
const announcementAnswer = announcementBody.extend({ announcementId: announcementIdField });
const announcementParam = z.object({ announcementId: announcementIdField });
const flagParam = z.object({ flagId: flagIdField });
const clearanceBody = z.strictObject({
  outcome: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,39}$/)
    .describe('What came of it, a code of the issuer in snake_case.'),
});
const listQuery = z.object({ ...pageQuery, programmeId: programmeIdField.optional() });
const flagsQuery = listQuery.extend({
  managerId: z.string().max(100).optional().describe('Only those of this manager.'),
  open: z.enum(['true', 'false']).optional().describe('Only those that nobody, or that somebody, has looked after.'),
});
const announcementView = announcementAnswer.extend({ withdrawn: z.boolean() });
const occasionView = z.object({
  occasionId: z.string(),
  programmeId: z.string(),
  programmeVersion: z.int(),
  ruleKey: z.string(),
  purpose: z.string(),
  businessDate: z.string(),
  announcementId: z.string().nullable(),
  draftId: z.string().nullable(),
  looked: z.int().describe('Holders gone through so far.'),
  planned: z.int().describe('Of them, those with a plan or a flag.'),
  begunAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable().describe('Null while it goes on.'),
});
const flagView = z.object({
  flagId: flagIdField,
  holderId: holderIdField,
  programmeId: z.string(),
  kind: z.string().describe('visit_due or activity_falls.'),
  managerId: z.string().nullable(),
  businessDate: z.string(),
  metric: z.string().nullable(),
  beforeTotal: z.int().nullable().describe('In the unit of the metric.'),
  nowTotal: z.int().nullable(),
  visitClass: z.string().nullable(),
  clearedBy: z.string().nullable(),
  outcome: z.string().nullable(),
  clearedAt: z.iso.datetime().nullable(),
});
const pageAnswer = <T extends z.ZodType>(items: T) => z.object({ items: z.array(items), next: z.string().nullable() });

/** Above every position of a log: a list begins with the latest. */
const NO_POSITION_YET = String(2n ** 62n);
const POSITION = /^[1-9]\d{0,17}$/;

/** What is not there, or another issuer's, is not there. Refusals that are not here are 409. */
const REFUSALS = { dates_upside_down: 400, announcement_unknown: 404, flag_unknown: 404 } as const;

@Controller('notifications/v1')
export class WorkflowHttp {
  readonly #log: EventLog;
  readonly #due: OccasionsDue;

  constructor(log: EventLog, due: OccasionsDue) {
    this.#log = log;
    this.#due = due;
  }

  @Post('announcements')
  @HttpCode(201)
  @Scope('notifications:announce')
  @ApiOperation({
    summary: 'Say that something is on for holders',
    description:
      'Refused, in this order: 400 `dates_upside_down` {fromDate, toDate}; 409 `announcement_over` {toDate, today}.',
  })
  @ApiCreatedResponse({ standardSchema: announcementAnswer })
  async announce(
    @Body({ schema: announcementBody }) body: z.output<typeof announcementBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const announcementId = newId('ann');
    const today = businessDate(command.who.occurredAt);
    const verdict = await this.#log.execute({
      ...command,
      decider: announcementDecider,
      streamId: announcementId,
      decide: (state) => announce(state, { announcementId, ...body }, today),
    });
    this.#due.lookAgain();
    return answer(verdict, { refusals: REFUSALS, status: 201, body: announcedOf }, reply);
  }

  @Post('announcements/:announcementId/withdrawal')
  @HttpCode(200)
  @Scope('notifications:announce')
  @ApiOperation({
    summary: 'Take an announcement back',
    description: 'What was planned for it before goes out. Refused: 404 `announcement_unknown`.',
  })
  @ApiOkResponse({ standardSchema: announcementParam })
  async withdraw(
    @Param({ schema: announcementParam }) { announcementId }: z.output<typeof announcementParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.#requireOwn(command.who.issuerId, announcementId, 'announcement_unknown', { announcementId });
    const verdict = await this.#log.execute({
      ...command,
      decider: announcementDecider,
      streamId: announcementId,
      decide: withdrawAnnouncement,
    });
    return answer(verdict, { refusals: REFUSALS, body: () => ({ announcementId }) }, reply);
  }

  @Get('announcements')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List what is or was on', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: pageAnswer(announcementView) })
  async announcements(
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    return listOf(query, (asked) => announcements(this.#log.pool, { issuerId, ...asked }));
  }

  @Get('occasions')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List the runs over holders with their progress', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: pageAnswer(occasionView) })
  async occasions(
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    return listOf(query, (asked) => occasions(this.#log.pool, { issuerId, ...asked }));
  }

  @Get('flags')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List what managers are told about holders', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: pageAnswer(flagView) })
  async flags(
    @Query({ schema: flagsQuery }) { managerId, open, ...query }: z.output<typeof flagsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    const isOpen = open === undefined ? undefined : open === 'true';
    return listOf(query, (asked) => flags(this.#log.pool, { issuerId, ...asked, managerId, isOpen }));
  }

  @Post('flags/:flagId/clearance')
  @HttpCode(200)
  @Scope('notifications:flag.clear')
  @ApiOperation({
    summary: 'Say that somebody has looked after a flag',
    description: 'Refused, in this order: 404 `flag_unknown`; 409 `flag_cleared` {flagId}.',
  })
  @ApiOkResponse({ standardSchema: clearanceBody.extend({ flagId: flagIdField, clearedBy: z.string() }) })
  async clear(
    @Param({ schema: flagParam }) { flagId }: z.output<typeof flagParam>,
    @Body({ schema: clearanceBody }) { outcome }: z.output<typeof clearanceBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.#requireOwn(command.who.issuerId, flagId, 'flag_unknown', { flagId });
    const verdict = await this.#log.execute({
      ...command,
      decider: flagDecider,
      streamId: flagId,
      decide: (state) => clearFlag(state, command.who.actor, outcome),
    });
    return answer(verdict, { refusals: REFUSALS, body: clearedOf }, reply);
  }

  async #requireOwn(issuerId: string, streamId: string, code: string, members: Record<string, string>): Promise<void> {
    if ((await issuerOf(this.#log, streamId)) === issuerId) return;
    throw new Problem(404, code, 'There is no such thing', { members });
  }
}

/** A page of a list that follows the log, the latest first. */
export async function listOf<V>(
  {
    cursor,
    limit,
    programmeId,
  }: { readonly cursor?: string | undefined; readonly limit: number; readonly programmeId?: string | undefined },
  read: (asked: {
    readonly programmeId: string | undefined;
    readonly before: bigint;
    readonly limit: number;
  }) => Promise<readonly Listed<V>[]>,
): Promise<Page<V>> {
  const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
  const found = await read({ programmeId, before, limit: limit + 1 });
  const page = pageOf(found, limit, ({ position }) => String(position));
  return { items: page.items.map(({ view }) => view), next: page.next };
}

function announcedOf([event]: readonly AnnouncementEvent[]): object {
  if (event?.type !== 'AnnouncementMade') throw new InvariantError('an announcement without its event');
  return event.data;
}

function clearedOf([event]: readonly FlagEvent[]): object {
  if (event?.type !== 'HolderFlagCleared') throw new InvariantError('a clearance without its event');
  const { flagId, clearedBy, outcome } = event.data;
  return { flagId, outcome, clearedBy };
}
