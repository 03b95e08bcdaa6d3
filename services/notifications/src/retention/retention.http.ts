/** Holders who want to leave: the reason is asked, retention opens as a case, and its report says what it cost (domain 2.12). */
import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { CASE_CHANNELS } from '../case/case.decider.ts';
import { openedOf } from '../case/case.http.ts';
import { CASE_REFUSALS, CaseCommands } from '../case/case-commands.ts';
import { spanOf, spanQuery } from '../case/case-reading.http.ts';
import { CENTRE, caseIdField, codeField, noteField, queueKeyField, unechoed } from '../desk-fields.ts';
import { holderIdField, programmeIdField } from '../fields.ts';
import { type RetentionReport, retentionReport } from './retention-report.ts';

type Reply = Parameters<typeof answer>[2];

const openFields = z.strictObject({
  programmeId: programmeIdField,
  holderId: holderIdField,
  reason: codeField.describe('Why the holder wants to leave.'),
  channel: z.enum(CASE_CHANNELS).describe('How it came in.'),
  queueKey: queueKeyField.default(CENTRE).describe("Who deals with it: a shop, or 'centre'."),
  note: noteField.optional().describe('What was said.'),
});
const openBody = unechoed(openFields);
const reportQuery = z.object({ ...spanQuery, programmeId: programmeIdField });

const openedAnswer = z.object({
  caseId: caseIdField,
  caseKey: z.string(),
  kind: z.literal('retention'),
  clocks: z.array(z.object({ clockKey: z.string(), dueAt: z.iso.datetime(), warnAt: z.iso.datetime().nullable() })),
  programmeVersion: z.int(),
});
const numbers = {
  asked: z.int().describe('Holders who asked to leave.'),
  kept: z.int(),
  left: z.int(),
  costFen: fenField,
};
const reportAnswer = z.object({
  holders: z.int().describe('In the programme by the last day.'),
  ...numbers,
  open: z.int().describe('Not decided yet.'),
  churnBp: z.int().nullable().describe('Of the holders, those who left, in basis points.'),
  costPerKeptFen: fenField.nullable().describe('What each one cost who stayed.'),
  reasons: z.array(z.object({ reason: z.string(), ...numbers })),
});

@Controller('notifications/v1/retentions')
export class RetentionHttp {
  readonly #log: EventLog;
  readonly #cases: CaseCommands;

  constructor(log: EventLog, cases: CaseCommands) {
    this.#log = log;
    this.#cases = cases;
  }

  @Post()
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'A holder wants to leave',
    description:
      'Asked when a card or a membership is to be closed. It opens a case of the kind that the programme has for it, which is closed with its cost and its outcome. Refused, in this order: 409 `programme_unknown`; 409 `retention_not_offered`; 404 `contact_unknown`; what cards refuses of the note; 503 `vault_unavailable`.',
  })
  @ApiCreatedResponse({ standardSchema: openedAnswer })
  async open(
    @Body({ schema: openBody }) body: z.output<typeof openFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { programmeId, holderId, reason, channel, queueKey, note = null } = body;
    const programme = await this.#cases.programme(command, programmeId);
    const policy = programme.cases?.find(({ kind }) => kind === 'retention');
    if (!policy) {
      throw new Problem(409, 'retention_not_offered', 'The programme has no retention', { members: { programmeId } });
    }
    // Those who want to leave are counted by why.
    const asked = { holderId, topic: reason, channel, queueKey, receiptId: null, reason, note };
    const verdict = await this.#cases.open(command, asked, { policy, programme });
    return answer(verdict, { status: 201, refusals: CASE_REFUSALS, body: ([event]) => openedOf(event) }, reply);
  }

  @Get('report')
  @Scope('notifications:read')
  @ApiOperation({
    summary: 'Read what came of holders who wanted to leave',
    description:
      'Of those who asked in the time, whatever was decided since. Refused: 400 `span_upside_down` {from, to}.',
  })
  @ApiOkResponse({ standardSchema: reportAnswer })
  async report(
    @Query({ schema: reportQuery }) { programmeId, from, to }: z.output<typeof reportQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<RetentionReport> {
    return retentionReport(this.#log.pool, { issuerId, programmeId, ...spanOf(from, to), lastDate: to });
  }
}
