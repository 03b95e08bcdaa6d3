/** Price quotes for the tills: given, read again, explained. */

import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { ScripEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type Committed, EventLog, idFrom, type Verdict } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Problem, Scope } from '@scrip/http';
import { PRICE_CLASSES } from '@scrip/programme';
import { z } from 'zod';
import { codeField, keyField, membershipIdField, programmeIdField, quoteIdField } from '../fields.ts';
import { membershipById } from '../membership/membership.projection.ts';
import { quoteDecider } from './quote.decider.ts';
import { giveQuote } from './quote.rule.ts';
import { type ExplainedLine, explainQuote, type Given } from './quote-explanation.rule.ts';

/** More than any till prints. */
const LINES_MAX = 500;

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
const quoteParam = z.object({ quoteId: quoteIdField });

const words = z.object({ 'zh-CN': z.string(), en: z.string() });
const askedRule = {
  rule: z.string(),
  counted: z.boolean(),
  payBp: z.int().nullable(),
  words,
};
const pricedLine = {
  lineNo: z.int(),
  ...lineFields,
  paidFen: fenField,
  ratesBp: z.array(z.int()).describe('What was left to pay at each step, in basis points.'),
  rules: z.array(z.string()).describe('What gave each rate; `counter:<key>` is the promotion of the counter.'),
  exactFen: z.string().describe('The exact price in fen, before its one rounding, half up.'),
};
const quoteShape = {
  quoteId: quoteIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  membershipId: membershipIdField.nullable(),
  grade: z.string().nullable().describe('Null for a buyer who is not a member.'),
  tender: keyField.nullable(),
  tagTotalFen: fenField,
  totalFen: fenField,
  quotedAt: z.iso.datetime(),
  validUntil: z.iso.datetime().describe('The last moment at which a till may charge by it.'),
};
const quoteAnswer = z.object({
  ...quoteShape,
  lines: z.array(
    z.object({
      ...pricedLine,
      explanation: z
        .array(z.object(askedRule))
        .describe('Every rule that was asked, with the reason it counted or did not.'),
    }),
  ),
});
const explanationAnswer = z.object({
  ...quoteShape,
  lines: z.array(
    z.object({
      ...pricedLine,
      words: words.describe('The line in one sentence: the tag, each rate, the rounding.'),
      agrees: z.boolean().describe('Whether the version gives again what was quoted.'),
      explanation: z.array(
        z.object({
          ...askedRule,
          wouldMeet: words.nullable().describe('What would have met it; null where it was met or no number would do.'),
          clause: z
            .unknown()
            .describe('Its condition clause by clause: kind, met, words, wanted, actual, lack, parts.'),
        }),
      ),
    }),
  ),
});

/** Unknown things are 404, a line that cannot be priced is 422; what is left is a conflict. */
const REFUSALS = { programme_unknown: 404, membership_unknown: 404, counter_unknown: 422, item_unknown: 422 };

type Reply = Parameters<typeof answer>[2];

@Controller('tiering/v1/quotes')
export class QuoteHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;

  constructor(log: EventLog, programmes: Terms) {
    this.#log = log;
    this.#programmes = programmes;
  }

  @Post()
  @Scope('tiering:quote')
  @ApiOperation({
    summary: 'Quote a price',
    description:
      'By the programme in force and the grade of the buyer; it stands until `validUntil`. With the position of a command as `Scrip-After` it waits for the grade that came of it; the receipt that names the quote is sent with the position of this answer. Refused, in this order: 404 `programme_unknown`; 404 `membership_unknown`; 409 `membership_of_other_programme` {membershipProgrammeId}; 422 `counter_unknown` {lineNo, sku, counterKey}; 422 `item_unknown` {lineNo, sku, counterKey}; 409 `grade_unknown` {lineNo, sku, grade}.',
  })
  @ApiOkResponse({ standardSchema: quoteAnswer })
  async quote(
    @Body({ schema: quoteBody }) body: z.output<typeof quoteBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#give(body, command);
    if (verdict.kind === 'refused') return answer(verdict, { refusals: REFUSALS, body: () => ({}) }, reply);
    const given = givenOf(verdict.events[0]);
    const lines = await this.#explained(command.who.issuerId, given);
    return answer(verdict, { body: () => quoteView(given, lines.map(shortly)) }, reply);
  }

  @Get(':quoteId')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'Read a quote again', description: '404 `quote_unknown`.' })
  @ApiOkResponse({ standardSchema: quoteAnswer })
  async read(
    @Param({ schema: quoteParam }) { quoteId }: z.output<typeof quoteParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const given = await this.#require(issuerId, quoteId);
    const lines = await this.#explained(issuerId, given);
    return quoteView(given, lines.map(shortly));
  }

  @Get(':quoteId/explanation')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Explain a price',
    description:
      'Every rule that was asked of every line, clause by clause with the numbers it saw and what would have met it, rebuilt from the quote and the version it was given under. 404 `quote_unknown`.',
  })
  @ApiOkResponse({ standardSchema: explanationAnswer })
  async explain(
    @Param({ schema: quoteParam }) { quoteId }: z.output<typeof quoteParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const given = await this.#require(issuerId, quoteId);
    return quoteView(given, await this.#explained(issuerId, given));
  }

  async #give(body: z.output<typeof quoteBody>, { who, key }: CommandRequest): Promise<Verdict> {
    const { issuerId, occurredAt: askedAt } = who;
    const { programmeId, membershipId = null, tender = null, lines } = body;
    const [programme, member] = await Promise.all([
      this.#programmes.inForce(issuerId, programmeId, askedAt),
      membershipId === null ? undefined : membershipById(this.#log.pool, issuerId, membershipId),
    ]);
    const quoteId = idFrom('quo', [issuerId, key.scope, key.key].join('\n'));
    const asked = { quoteId, programmeId, membershipId, tender, lines, askedAt };
    return this.#log.execute({
      who,
      key,
      decider: quoteDecider,
      streamId: quoteId,
      decide: () => giveQuote(asked, member, programme),
    });
  }

  async #require(issuerId: string, quoteId: string): Promise<Given> {
    const first = await this.#log.firstOf(quoteId);
    if (first?.envelope.issuerId === issuerId) return givenOf(first);
    throw new Problem(404, 'quote_unknown', 'There is no such quote', { members: { quoteId } });
  }

  async #explained(issuerId: string, given: Given): Promise<readonly ExplainedLine[]> {
    const { quoteId, programmeId, programmeVersion } = given.quote;
    const programme = await this.#programmes.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme)
      throw new InvariantError(`${quoteId} was given under version ${programmeVersion}, which is not here`);
    return explainQuote(given, programme);
  }
}

function givenOf(committed: Committed<ScripEvent> | undefined): Given {
  if (committed?.event.type !== 'QuoteGiven') throw new InvariantError('a quote without its event');
  return { quote: committed.event.data, quotedAt: committed.envelope.occurredAt };
}

function quoteView({ quote, quotedAt }: Given, lines: readonly object[]): object {
  const { expiresAt, ...told } = quote;
  return { ...told, lines, quotedAt: toRfc3339(quotedAt), validUntil: toRfc3339(expiresAt) };
}

/** A line without the trees of its rules, as a till shows it. */
function shortly({ words: _words, agrees: _agrees, explanation, ...line }: ExplainedLine): object {
  return {
    ...line,
    explanation: explanation.map(({ rule, counted, payBp, words: said }) => ({ rule, counted, payBp, words: said })),
  };
}
