/** A draft tried over real history before it is published: asked for, watched, cancelled. No fact is written. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import {
  cancelWhatIf,
  draftField,
  readWhatIf,
  Terms,
  takeWhatIf,
  WhatIfJobs,
  type WhatIfView,
  whatIfListQuery,
  whatIfPage,
  whatIfParam,
  whatIfShape,
} from '@scrip/chassis';
import {
  Caller,
  Command,
  type CommandRequest,
  canonicalJson,
  fenField,
  type Page,
  Problem,
  pointsField,
  Scope,
} from '@scrip/http';
import { type Programme, segmentsAsked } from '@scrip/programme';
import { z } from 'zod';
import { membershipIdField, programmeIdField, receiptIdField } from '../fields.ts';

const whatIfBody = z.strictObject({
  programmeId: programmeIdField.describe('Whose history is looked at.'),
  document: draftField,
  from: z.iso.date().describe('First business day on which the draft decides; before it all is as it was.'),
  to: z.iso.date().describe('Last one.'),
});

const sums = z.object({
  receipts: z.int(),
  tagFen: fenField,
  paidFen: fenField,
  discountFen: fenField.describe('Tags less what was paid.'),
  earnedPoints: pointsField,
  redeemedPoints: pointsField.describe('Used for goods, less what was given back.'),
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
  pendingPoints: z
    .object(compared(pointsField))
    .describe('Of what was earned, points that nobody can use yet at the end.'),
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
const whatIfAnswer = whatIfShape({
  programmeId: programmeIdField,
  span: { from: z.iso.date(), to: z.iso.date() },
  done: 'Positions of the log that were looked at.',
  report: reportShape,
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
      'Prices, joinings, points, lottery entries and grades of every recorded receipt are decided again under the draft, by the rules that decide, and compared with what was. Runs in the background; nothing is written. Refused, in this order: 400 `span_invalid` {from, to}; 422 `idempotency_key_reused`; 422 `document_invalid` {problems}; 404 `programme_unknown` {programmeId}: no version of it has been published; 422 `segment_untried` {segmentKey}: points rules of the draft ask for a segment that the latest version does not have, or makes in another way, so nobody knows who would have been in it; 409 `too_many_what_ifs` {unfinished, max}.',
  })
  @ApiAcceptedResponse({ standardSchema: whatIfAnswer })
  async ask(
    @Body({ schema: whatIfBody }) body: z.output<typeof whatIfBody>,
    @Command() command: CommandRequest,
  ): Promise<WhatIfView> {
    const { from, to } = body;
    if (from > to) throw new Problem(400, 'span_invalid', 'The span ends before it begins', { members: { from, to } });
    return takeWhatIf({ jobs: this.#jobs, terms: this.#terms }, body, command, untriedSegment);
  }

  @Get()
  @Scope('points:simulate')
  @ApiOperation({ summary: 'List what-ifs', description: 'The newest first.' })
  @ApiOkResponse({ standardSchema: z.object({ items: z.array(whatIfAnswer), next: z.string().nullable() }) })
  list(
    @Query({ schema: whatIfListQuery }) query: z.output<typeof whatIfListQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<WhatIfView>> {
    return whatIfPage(this.#jobs, issuerId, query);
  }

  @Get(':whatIfId')
  @Scope('points:simulate')
  @ApiOperation({ summary: 'Read a what-if', description: 'Its progress, then its result. 404 `what_if_unknown`.' })
  @ApiOkResponse({ standardSchema: whatIfAnswer })
  read(
    @Param({ schema: whatIfParam }) { whatIfId }: z.output<typeof whatIfParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<WhatIfView> {
    return readWhatIf(this.#jobs, issuerId, whatIfId);
  }

  @Delete(':whatIfId')
  @Scope('points:simulate')
  @ApiOperation({
    summary: 'Cancel a what-if',
    description: 'Refused, in this order: 404 `what_if_unknown`; 409 `what_if_ended` {state}.',
  })
  @ApiOkResponse({ standardSchema: whatIfAnswer })
  cancel(
    @Param({ schema: whatIfParam }) { whatIfId }: z.output<typeof whatIfParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<WhatIfView> {
    return cancelWhatIf(this.#jobs, issuerId, whatIfId);
  }
}

/** Refuses a draft whose points rules ask for a segment that no run has looked for; undefined where it can be tried. */
function untriedSegment(draft: Programme, published: Programme | undefined): Problem | undefined {
  if (!published) return undefined;
  const of = ({ segments = [] }: Programme, key: string): string => {
    const found = segments.find((segment) => segment.key === key);
    // What people call it changes nobody in it.
    return canonicalJson(found ? { ...found, name: null } : null);
  };
  const segmentKey = segmentsAsked(draft).find((key) => of(draft, key) !== of(published, key));
  if (segmentKey === undefined) return undefined;
  const detail = 'Nobody knows who would have been in the segment';
  return new Problem(422, 'segment_untried', detail, { members: { segmentKey } });
}
