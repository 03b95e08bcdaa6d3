/** A draft's ratings tried over what was measured, before it is published: asked for, watched, cancelled. No fact is written. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { idFrom } from '@scrip/event-store';
import {
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
import { gradeOrder, type Programme, programmeAs } from '@scrip/programme';
import { z } from 'zod';
import { holderIdField, programmeIdField } from '../fields.ts';
import { monthsBetween } from '../rating/measure.rule.ts';
import { UNFINISHED_MAX, WhatIfJobs } from './what-if-jobs.ts';
import { WHAT_IF_STATES, type WhatIfView } from './what-if-view.ts';

/** Months of one what-if: ten years. */
const MONTHS_MAX = 120;
/** When one was requested and its id, as a cursor says them. */
const LAST = /^\d{1,15} wif_\w{26}$/;

const whatIfIdField = z
  .string()
  .regex(/^wif_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A what-if: wif_ and 26 characters.');
const monthField = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const whatIfParam = z.object({ whatIfId: whatIfIdField });
const whatIfBody = z.strictObject({
  programmeId: programmeIdField.describe('Whose history is looked at.'),
  document: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .describe('The draft as a JSON object, or its JSON or YAML text; its id is that of the programme.'),
  fromMonth: monthField.describe('First month that the draft rates; before it all is as it was.'),
  toMonth: monthField.describe('Last one.'),
});
const listQuery = z.object(pageQuery);

const count = z.int();
const grades = {
  grades: z.array(z.object({ grade: z.string(), was: count, would: count, difference: count })),
  moved: z.array(z.object({ from: z.string(), to: z.string(), holders: count })),
};
const reportShape = z.object({
  fromMonth: z.string(),
  toMonth: z.string(),
  months: z.array(
    z.object({
      month: z.string(),
      rated: count,
      outcomes: z.object({ raised: count, confirmed: count, extended: count, lowered: count, unrated: count }),
      ...grades,
    }),
  ),
  end: z.object(grades).describe('After the last month.'),
  largest: z.array(z.object({ holderId: holderIdField, was: z.string(), would: z.string(), levels: count })),
});
const whatIfAnswer = z.object({
  whatIfId: whatIfIdField,
  programmeId: programmeIdField,
  fromMonth: z.string(),
  toMonth: z.string(),
  state: z.enum(WHAT_IF_STATES),
  done: z.int().describe('Months that are rated.'),
  of: z.int(),
  report: reportShape.nullable().describe('Null until it is done.'),
  reportSha256: z.string().nullable().describe('Of the report in canonical JSON, in hex.'),
  problem: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

@Controller('tiering/v1/what-ifs')
export class WhatIfHttp {
  readonly #jobs: WhatIfJobs;
  readonly #terms: Terms;

  constructor(jobs: WhatIfJobs, terms: Terms) {
    this.#jobs = jobs;
    this.#terms = terms;
  }

  @Post()
  @HttpCode(202)
  @Scope('tiering:simulate')
  @ApiBody({ schema: { type: 'object' }, description: '{programmeId, document, from, to}' })
  @ApiOperation({
    summary: 'Try the ratings of a draft',
    description:
      'Every holder is rated month after month under the draft, by the functions that rate and over what is measured, on the grades that the draft itself gave; compared with the grades that were held. Runs in the background; nothing is written. Refused, in this order: 400 `span_invalid` {fromMonth, toMonth, monthsMax}; 422 `document_invalid` {problems}; 422 `rates_nobody`: the draft has no grades or no ratings; 404 `programme_unknown` {programmeId}: no version of it has been published; 422 `idempotency_key_reused`; 409 `too_many_what_ifs` {unfinished, max}.',
  })
  @ApiAcceptedResponse({ standardSchema: whatIfAnswer })
  async ask(
    @Body({ schema: whatIfBody }) body: z.output<typeof whatIfBody>,
    @Command() { who, key }: CommandRequest,
  ): Promise<WhatIfView> {
    const { programmeId, fromMonth, toMonth } = body;
    const { issuerId } = who;
    if (fromMonth > toMonth || monthsBetween(fromMonth, toMonth).length > MONTHS_MAX) {
      const members = { fromMonth, toMonth, monthsMax: MONTHS_MAX };
      throw new Problem(400, 'span_invalid', 'The span ends before it begins, or is too long', { members });
    }
    const parsed = programmeAs(programmeId, body.document);
    if (parsed.kind === 'problems') {
      const { problems } = parsed;
      throw new Problem(422, 'document_invalid', 'The draft is not a programme document', { members: { problems } });
    }
    if (!ratesSomebody(parsed.programme)) {
      throw new Problem(422, 'rates_nobody', 'The draft has no ratings', { members: { programmeId } });
    }
    const known = await this.#terms.inForce(issuerId, programmeId, Number.MAX_SAFE_INTEGER);
    if (!known) {
      throw new Problem(404, 'programme_unknown', 'There is no such programme', { members: { programmeId } });
    }
    const asked = await this.#jobs.ask({
      whatIfId: idFrom('wif', [issuerId, key.scope, key.key].join('\n')),
      issuerId,
      programmeId,
      inputHash: key.inputHash,
      document: JSON.stringify(parsed.programme),
      fromMonth,
      toMonth,
      requestedBy: who.actor,
      requestedAt: who.occurredAt,
    });
    if (asked.kind === 'taken') return asked.view;
    const members = { unfinished: asked.unfinished, max: UNFINISHED_MAX };
    throw new Problem(409, 'too_many_what_ifs', 'Others must end first', { members });
  }

  @Get()
  @Scope('tiering:simulate')
  @ApiOperation({ summary: 'List what-ifs', description: 'The newest first.' })
  @ApiOkResponse({ standardSchema: z.object({ items: z.array(whatIfAnswer), next: z.string().nullable() }) })
  async list(
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<WhatIfView>> {
    const [requestedAt, whatIfId] = cursorKey(cursor, LAST)?.split(' ') ?? [];
    const last = requestedAt && whatIfId ? { requestedAt: Number(requestedAt), whatIfId } : undefined;
    const read = await this.#jobs.list({ issuerId, last, limit: limit + 1 });
    return pageOf(read, limit, (one) => `${parseRfc3339(one.requestedAt)} ${one.whatIfId}`);
  }

  @Get(':whatIfId')
  @Scope('tiering:simulate')
  @ApiOperation({ summary: 'Read a what-if', description: 'Its progress, then its result. 404 `what_if_unknown`.' })
  @ApiOkResponse({ standardSchema: whatIfAnswer })
  async read(
    @Param({ schema: whatIfParam }) { whatIfId }: z.output<typeof whatIfParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<WhatIfView> {
    const found = await this.#jobs.read(issuerId, whatIfId);
    if (found) return found;
    throw new Problem(404, 'what_if_unknown', 'There is no such what-if', { members: { whatIfId } });
  }

  @Delete(':whatIfId')
  @Scope('tiering:simulate')
  @ApiOperation({
    summary: 'Cancel a what-if',
    description: 'Refused, in this order: 404 `what_if_unknown`; 409 `what_if_ended` {state}.',
  })
  @ApiOkResponse({ standardSchema: whatIfAnswer })
  async cancel(
    @Param({ schema: whatIfParam }) param: z.output<typeof whatIfParam>,
    @Caller() caller: Caller,
  ): Promise<WhatIfView> {
    await this.read(param, caller);
    const ended = await this.#jobs.cancel(caller.issuerId, param.whatIfId);
    const now = await this.read(param, caller);
    if (ended) return now;
    const members = { whatIfId: param.whatIfId, state: now.state };
    throw new Problem(409, 'what_if_ended', 'It had ended before', { members });
  }
}

function ratesSomebody(programme: Programme): boolean {
  return programme.tiers !== undefined && gradeOrder(programme).length > 0;
}
