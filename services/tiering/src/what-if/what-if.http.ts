/** A draft's ratings tried over what was measured, before it is published: asked for, watched, cancelled. No fact is written. */
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
import { Caller, Command, type CommandRequest, type Page, Problem, Scope } from '@scrip/http';
import { gradeOrder, type Programme } from '@scrip/programme';
import { z } from 'zod';
import { holderIdField, programmeIdField } from '../fields.ts';
import { monthsBetween } from '../rating/measure.rule.ts';

/** Months of one what-if: ten years. */
const MONTHS_MAX = 120;

const monthField = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const whatIfBody = z.strictObject({
  programmeId: programmeIdField.describe('Whose history is looked at.'),
  document: draftField,
  fromMonth: monthField.describe('First month that the draft rates; before it all is as it was.'),
  toMonth: monthField.describe('Last one.'),
});

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
      outcomes: z.object({
        raised: count,
        confirmed: count,
        extended: count,
        lowered: count,
        unrated: count,
        settled: count,
      }),
      ...grades,
    }),
  ),
  end: z.object(grades).describe('After the last month.'),
  largest: z.array(z.object({ holderId: holderIdField, was: z.string(), would: z.string(), levels: count })),
});
const whatIfAnswer = whatIfShape({
  programmeId: programmeIdField,
  span: { fromMonth: z.string(), toMonth: z.string() },
  done: 'Months that are rated.',
  report: reportShape,
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
  @ApiBody({ schema: { type: 'object' }, description: '{programmeId, document, fromMonth, toMonth}' })
  @ApiOperation({
    summary: 'Try the ratings of a draft',
    description:
      'Every holder is rated month after month under the draft, by the functions that rate and over what is measured, on the grades that the draft itself gave; compared with the grades that were held. Runs in the background; nothing is written. Refused, in this order: 400 `span_invalid` {fromMonth, toMonth, monthsMax}; 422 `idempotency_key_reused`; 422 `document_invalid` {problems}; 422 `rates_nobody`: the draft has no grades or no ratings; 404 `programme_unknown` {programmeId}: no version of it has been published; 409 `too_many_what_ifs` {unfinished, max}.',
  })
  @ApiAcceptedResponse({ standardSchema: whatIfAnswer })
  async ask(
    @Body({ schema: whatIfBody }) body: z.output<typeof whatIfBody>,
    @Command() command: CommandRequest,
  ): Promise<WhatIfView> {
    const { programmeId, document, fromMonth, toMonth } = body;
    if (fromMonth > toMonth || monthsBetween(fromMonth, toMonth).length > MONTHS_MAX) {
      const members = { fromMonth, toMonth, monthsMax: MONTHS_MAX };
      throw new Problem(400, 'span_invalid', 'The span ends before it begins, or is too long', { members });
    }
    const asked = { programmeId, document, from: fromMonth, to: toMonth };
    return takeWhatIf({ jobs: this.#jobs, terms: this.#terms }, asked, command, (draft) =>
      ratesSomebody(draft)
        ? undefined
        : new Problem(422, 'rates_nobody', 'The draft has no ratings', { members: { programmeId } }),
    );
  }

  @Get()
  @Scope('tiering:simulate')
  @ApiOperation({ summary: 'List what-ifs', description: 'The newest first.' })
  @ApiOkResponse({ standardSchema: z.object({ items: z.array(whatIfAnswer), next: z.string().nullable() }) })
  list(
    @Query({ schema: whatIfListQuery }) query: z.output<typeof whatIfListQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<WhatIfView>> {
    return whatIfPage(this.#jobs, issuerId, query);
  }

  @Get(':whatIfId')
  @Scope('tiering:simulate')
  @ApiOperation({ summary: 'Read a what-if', description: 'Its progress, then its result. 404 `what_if_unknown`.' })
  @ApiOkResponse({ standardSchema: whatIfAnswer })
  read(
    @Param({ schema: whatIfParam }) { whatIfId }: z.output<typeof whatIfParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<WhatIfView> {
    return readWhatIf(this.#jobs, issuerId, whatIfId);
  }

  @Delete(':whatIfId')
  @Scope('tiering:simulate')
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

function ratesSomebody(programme: Programme): boolean {
  return programme.tiers !== undefined && gradeOrder(programme).length > 0;
}
