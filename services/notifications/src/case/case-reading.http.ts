/** Cases as they are read: lists, one with its clocks, and how many there were of each kind. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { endOfBusinessDay, isBusinessDate, startOfBusinessDay } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, fenField, orderQuery, type Page, Problem, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { caseIdField, codeField, keyField, POSITION, queueKeyField, timeField } from '../desk-fields.ts';
import { holderIdField, programmeIdField } from '../fields.ts';
import { CASE_KINDS, CASE_STATES } from './case.decider.ts';
import { type CaseView, caseCounts, casesOf, clocksOf, satisfactionOf } from './case-list.ts';

const dayField = z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' });
const caseParam = z.object({ caseId: caseIdField });
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  holderId: holderIdField.optional(),
  programmeId: programmeIdField.optional(),
  kind: z.enum(CASE_KINDS).optional(),
  caseKey: keyField.optional(),
  topic: codeField.optional(),
  queueKey: queueKeyField.optional(),
  state: z.enum(CASE_STATES).optional(),
  late: z.enum(['true', 'false']).optional().describe('True: a clock of it is late.'),
  dueBy: timeField.optional().describe('Those with a clock that is late by then.'),
});
/** Of the counts and measures of a time. */
export const spanQuery = {
  programmeId: programmeIdField.optional(),
  from: dayField.describe('First day, YYYY-MM-DD.'),
  to: dayField.describe('Last day, YYYY-MM-DD.'),
};
const countsQuery = z.object(spanQuery);

const time = z.iso.datetime().nullable();
const shape = z.object({
  caseId: caseIdField,
  holderId: holderIdField.nullable(),
  programmeId: z.string(),
  programmeVersion: z.int(),
  caseKey: z.string(),
  kind: z.enum(CASE_KINDS),
  topic: z.string(),
  channel: z.string(),
  queueKey: z.string(),
  receiptId: z.string().nullable(),
  noteId: z.string().nullable().describe('What was said: a document of the holder in cards.'),
  answerNoteId: z.string().nullable(),
  state: z.enum(CASE_STATES),
  openedAt: z.iso.datetime(),
  openedBy: z.string(),
  answeredAt: time,
  promisedAt: time,
  calledBackAt: time,
  unreachedFor: z
    .string()
    .nullable()
    .describe('Why calls did not reach the holder: holder_not_reached, number_wrong or holder_refused.'),
  escalations: z.int().describe('Clocks that were late.'),
  reopened: z.int().describe('How often.'),
  closedAt: time,
  reason: z.string().nullable(),
  costFen: fenField.nullable(),
  outcome: z.string().nullable(),
  expected: z.int().nullable(),
  perceived: z.int().nullable(),
  nextDueAt: time.describe('When the next clock that runs is late.'),
});
const listAnswer = z.object({ items: z.array(shape), next: z.string().nullable() });
const readAnswer = shape.extend({
  clocks: z.array(
    z.object({
      clockKey: z.string(),
      dueAt: z.iso.datetime(),
      warnAt: time,
      warnedAt: time,
      escalatedAt: time,
      stoppedAt: time,
      role: z.string().nullable().describe('Role that is told.'),
    }),
  ),
});
const countsAnswer = z.object({
  items: z.array(
    z.object({
      kind: z.enum(CASE_KINDS),
      caseKey: z.string(),
      topic: z.string(),
      opened: z.int(),
      closed: z.int().describe('Of those opened in the time.'),
      escalated: z.int(),
      reopened: z.int(),
    }),
  ),
  satisfaction: z
    .array(
      z.object({
        kind: z.enum(CASE_KINDS),
        rated: z.int().describe('Cases of which the holder said both.'),
        expectedMeanHundredths: z.int().describe('What was expected, on the scale from 1 to 10, in hundredths.'),
        perceivedMeanHundredths: z.int().describe('What was got.'),
      }),
    )
    .describe('What holders expected against what they got, by kind.'),
});

@Controller('notifications/v1/cases')
export class CaseReadingHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get()
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List cases', description: 'In the order they were opened, or its reverse.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, late, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<CaseView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const isLate = late === undefined ? undefined : late === 'true';
    const read = await casesOf(this.#log.pool, { ...narrowed, issuerId, isLate, beyond, limit: limit + 1 });
    const { items, next } = pageOf(read, limit, (one) => String(one.position));
    return { items: items.map(({ view }) => view), next };
  }

  @Get('counts')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'Count the cases of a time by kind and topic, with what holders expected and got' })
  @ApiOkResponse({ standardSchema: countsAnswer })
  async counts(
    @Query({ schema: countsQuery }) { programmeId, from, to }: z.output<typeof countsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const asked = { issuerId, programmeId, ...spanOf(from, to) };
    const { pool } = this.#log;
    return { items: await caseCounts(pool, asked), satisfaction: await satisfactionOf(pool, asked) };
  }

  @Get(':caseId')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'Read a case with its clocks', description: '404 `case_unknown`.' })
  @ApiOkResponse({ standardSchema: readAnswer })
  async read(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const asked = { issuerId, caseId, beyond: undefined, order: 'newest', limit: 1 } as const;
    const [found] = await casesOf(this.#log.pool, asked);
    if (!found) throw new Problem(404, 'case_unknown', 'There is no such case', { members: { caseId } });
    return { ...found.view, clocks: await clocksOf(this.#log.pool, caseId) };
  }
}

/** Both days included, in epoch milliseconds with the end not included. Throws the Problem 400 `span_upside_down` {from, to}. */
export function spanOf(from: string, to: string): { readonly from: number; readonly to: number } {
  if (to < from)
    throw new Problem(400, 'span_upside_down', 'The last day is before the first', { members: { from, to } });
  return { from: startOfBusinessDay(from), to: endOfBusinessDay(startOfBusinessDay(to)) };
}
