/** Price quotes for the tills. */

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { BusinessClock, EventLog, newId } from '@scrip/event-store';
import { Caller, fenField, Problem, Scope } from '@scrip/http';
import { PRICE_CLASSES } from '@scrip/programme';
import { z } from 'zod';
import { codeField, keyField, membershipIdField, programmeIdField } from '../fields.ts';
import { membershipById } from '../membership/membership.projection.ts';
import { quote } from './quote.rule.ts';

/** More than any till prints. */
const LINES_MAX = 500;
/** How long a till may charge by a quote: longer than any queue at the counter, shorter than a change of programme. */
const VALID_MS = 15 * 60_000;

const lineFields = {
  sku: codeField.describe('Article as the till knows it.'),
  tagFen: fenField.describe('Price on the tag; of a special price, the special one.'),
  priceClass: z.enum(PRICE_CLASSES).describe('regular or special.'),
  counterKey: keyField.describe('Counter that sells it, by its key in the programme document.'),
};
const quoteBody = z.strictObject({
  programmeId: programmeIdField,
  membershipId: membershipIdField.optional().describe('The membership shown at the till.'),
  tender: keyField
    .optional()
    .describe('Stored-value product it will be paid with, by its key; some give no discount of a grade.'),
  lines: z.array(z.strictObject(lineFields)).min(1).max(LINES_MAX),
});

const words = z.object({ 'zh-CN': z.string(), en: z.string() });
const quoteAnswer = z.object({
  quoteId: z.string(),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  grade: z.string().nullable().describe('Null for a buyer who is not a member.'),
  lines: z.array(
    z.object({
      lineNo: z.int(),
      ...lineFields,
      paidFen: fenField,
      ratesBp: z.array(z.int()).describe('What was left to pay at each step, in basis points.'),
      rules: z.array(z.string()).describe('What gave each rate; `counter:<key>` is the promotion of the counter.'),
      exactFen: z.string().describe('The exact price in fen, before its one rounding, half up.'),
      explanation: z
        .array(z.object({ rule: z.string(), counted: z.boolean(), payBp: z.int().nullable(), words }))
        .describe('Every rule that was asked, with the reason it counted or did not.'),
    }),
  ),
  tagTotalFen: fenField,
  totalFen: fenField,
  quotedAt: z.iso.datetime(),
  validUntil: z.iso.datetime(),
});

/** Status and title of each refusal. */
const REFUSALS: Readonly<Record<string, readonly [status: number, title: string]>> = {
  programme_unknown: [404, 'No version of this programme is in force'],
  membership_unknown: [404, 'There is no such membership'],
  membership_of_other_programme: [409, 'The membership is of another programme'],
  counter_unknown: [422, 'A line is of a counter that the programme does not know'],
  grade_unknown: [409, 'The programme no longer has the grade of this member'],
};

@Controller('tiering/v1/quotes')
export class QuoteHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #clock: BusinessClock;

  constructor(log: EventLog, programmes: Terms, clock: BusinessClock) {
    this.#log = log;
    this.#programmes = programmes;
    this.#clock = clock;
  }

  @Post()
  @HttpCode(200)
  @Scope('tiering:quote')
  @ApiOperation({
    summary: 'Quote a price',
    description:
      'By the programme in force and the grade of the buyer. A question, not a command: nothing is kept and it needs no key; with the position of a command as `Scrip-After` it waits for the grade that came of it. Refused, in this order: 404 `programme_unknown`; 404 `membership_unknown`; 409 `membership_of_other_programme` {membershipProgrammeId}; 422 `counter_unknown` {lineNo, sku, counterKey}; 409 `grade_unknown` {lineNo, sku, grade}.',
  })
  @ApiOkResponse({ standardSchema: quoteAnswer })
  async quote(
    @Body({ schema: quoteBody }) body: z.output<typeof quoteBody>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { programmeId, membershipId = null, tender = null, lines } = body;
    const at = this.#clock.now();
    const [programme, member] = await Promise.all([
      this.#programmes.inForce(issuerId, programmeId, at),
      membershipId === null ? undefined : membershipById(this.#log.pool, issuerId, membershipId),
    ]);
    const answered = quote({ programmeId, membershipId, tender, lines }, member, programme);
    if (answered.kind === 'refused') {
      const { code, detail } = answered.refusal;
      const [status, title] = REFUSALS[code] ?? [409, 'There is no price for this'];
      throw new Problem(status, code, title, { members: detail });
    }
    const times = { quotedAt: toRfc3339(at), validUntil: toRfc3339(at + VALID_MS) };
    return { quoteId: newId('quo'), ...answered.quote, ...times };
  }
}
