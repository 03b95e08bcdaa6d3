/** A draft tried over real history before it is published: asked for, watched, cancelled. No fact is written. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { idFrom } from '@scrip/event-store';
import {
  Caller,
  Command,
  type CommandRequest,
  canonicalJson,
  cursorKey,
  fenField,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  pointsField,
  Scope,
} from '@scrip/http';
import { type Programme, programmeAs, segmentsAsked } from '@scrip/programme';
import { z } from 'zod';
import { membershipIdField, programmeIdField, receiptIdField } from '../fields.ts';
import { UNFINISHED_MAX, WhatIfJobs } from './what-if-jobs.ts';
import { WHAT_IF_STATES, type WhatIfView } from './what-if-view.ts';

/** When one was requested and its id, as a cursor says them. */
const LAST = /^\d{1,15} wif_\w{26}$/;

const whatIfIdField = z
  .string()
  .regex(/^wif_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A what-if: wif_ and 26 characters.');
const whatIfParam = z.object({ whatIfId: whatIfIdField });
const whatIfBody = z.strictObject({
  programmeId: programmeIdField.describe('Whose history is looked at.'),
  document: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .describe('The draft as a JSON object, or its JSON or YAML text; its id is that of the programme.'),
  from: z.iso.date().describe('First business day on which the draft decides; before it all is as it was.'),
  to: z.iso.date().describe('Last one.'),
});
const listQuery = z.object(pageQuery);

const sums = z.object({
  receipts: z.int(),
  tagFen: fenField,
  paidFen: fenField,
  discountFen: fenField.describe('Tags less what was paid.'),
  earnedPoints: pointsField,
  lotteryEntries: z.int(),
  campaignPlaces: z.int(),
  joined: z.int(),
  raised: z.int(),
});
const compared = (of: z.ZodType): Record<'was' | 'would' | 'difference', z.ZodType> => ({
  was: of,
  would: of,
  difference: of,
});
const grade = z.string().nullable().describe('Null: no member.');
const reportShape = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  totals: z.object(compared(sums)),
  byMonth: z.array(z.object({ month: z.string(), ...compared(sums) })),
  byGrade: z.array(z.object({ grade, ...compared(sums) })).describe('By the grade at the purchase.'),
  members: z.array(z.object({ grade, members: z.object(compared(z.int())) })).describe('At the end.'),
  gradesMoved: z.array(z.object({ from: grade, to: grade, members: z.int() })),
  liabilityPoints: z.object(compared(pointsField)).describe('Points that members hold at the end.'),
  liabilityFen: z
    .object(compared(fenField.nullable()))
    .describe('What they are put at, each side by its own `worth`; null where that side puts none on them.'),
  largest: z.array(
    z.object({
      membershipId: membershipIdField,
      grade: z.object({ was: grade, would: grade }),
      earnedPoints: z.object(compared(pointsField)),
      discountFen: z.object(compared(fenField)),
    }),
  ),
  refused: z
    .array(z.object({ code: z.string(), receipts: z.int(), example: receiptIdField }))
    .describe('Receipts that the draft would refuse at the till.'),
  rests: z.object({
    joiningsAsTheyWere: z.int().describe('Members of whose joining the log does not know the receipts.'),
    receiptsOfStrangers: z.int().describe('Whether their buyers would have joined cannot be told.'),
  }),
});
const whatIfAnswer = z.object({
  whatIfId: whatIfIdField,
  programmeId: programmeIdField,
  from: z.iso.date(),
  to: z.iso.date(),
  state: z.enum(WHAT_IF_STATES),
  done: z.int().describe('Positions of the log that were looked at.'),
  of: z.int(),
  report: reportShape.nullable().describe('Null until it is done.'),
  reportSha256: z.string().nullable().describe('Of the report in canonical JSON, in hex.'),
  problem: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

@Controller('points/v1/what-ifs')
export class WhatIfHttp {
  readonly #jobs: WhatIfJobs;
  readonly #terms: Terms;

  constructor(jobs: WhatIfJobs, terms: Terms) {
    this.#jobs = jobs;
    this.#terms = terms;
  }

  @Post()
  @HttpCode(202)
  @Scope('points:simulate')
  @ApiBody({ schema: { type: 'object' }, description: '{programmeId, document, from, to}' })
  @ApiOperation({
    summary: 'Try a draft over real history',
    description:
      'Prices, joinings, points, lottery entries and grades of every recorded receipt are decided again under the draft, by the rules that decide, and compared with what was. Runs in the background; nothing is written. Refused, in this order: 400 `span_invalid` {from, to}; 422 `document_invalid` {problems}; 404 `programme_unknown` {programmeId}: no version of it has been published; 422 `segment_untried` {segmentKey}: points rules of the draft ask for a segment that the latest version does not have, or makes in another way, so nobody knows who would have been in it; 422 `idempotency_key_reused`; 409 `too_many_what_ifs` {unfinished, max}.',
  })
  @ApiAcceptedResponse({ standardSchema: whatIfAnswer })
  async ask(
    @Body({ schema: whatIfBody }) body: z.output<typeof whatIfBody>,
    @Command() { who, key }: CommandRequest,
  ): Promise<WhatIfView> {
    const { programmeId, from, to } = body;
    const { issuerId } = who;
    if (from > to) throw new Problem(400, 'span_invalid', 'The span ends before it begins', { members: { from, to } });
    const parsed = programmeAs(programmeId, body.document);
    if (parsed.kind === 'problems') {
      const { problems } = parsed;
      throw new Problem(422, 'document_invalid', 'The draft is not a programme document', { members: { problems } });
    }
    const known = await this.#terms.inForce(issuerId, programmeId, Number.MAX_SAFE_INTEGER);
    if (!known) {
      throw new Problem(404, 'programme_unknown', 'There is no such programme', { members: { programmeId } });
    }
    const untried = untriedSegment(parsed.programme, known);
    if (untried !== undefined) {
      const members = { segmentKey: untried };
      throw new Problem(422, 'segment_untried', 'Nobody knows who would have been in the segment', { members });
    }
    const asked = await this.#jobs.ask({
      whatIfId: idFrom('wif', [issuerId, key.scope, key.key].join('\n')),
      issuerId,
      programmeId,
      inputHash: key.inputHash,
      document: JSON.stringify(parsed.programme),
      from,
      to,
      requestedBy: who.actor,
      requestedAt: who.occurredAt,
    });
    if (asked.kind === 'taken') return asked.view;
    const members = { unfinished: asked.unfinished, max: UNFINISHED_MAX };
    throw new Problem(409, 'too_many_what_ifs', 'Others must end first', { members });
  }

  @Get()
  @Scope('points:simulate')
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
  @Scope('points:simulate')
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
  @Scope('points:simulate')
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

/** A segment that points rules of a draft ask for and no run has looked for; undefined where there is none. */
function untriedSegment(draft: Programme, published: Programme): string | undefined {
  const of = ({ segments = [] }: Programme, key: string): string => {
    const found = segments.find((segment) => segment.key === key);
    // What people call it changes nobody in it.
    return canonicalJson(found ? { ...found, name: null } : null);
  };
  return segmentsAsked(draft).find((key) => of(draft, key) !== of(published, key));
}
