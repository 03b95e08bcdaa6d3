/** How holders answer a feedback form: by the link in the message, or at a desk; and how forms were answered. */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Terms } from '@scrip/chassis';
import type { FeedbackAnswered } from '@scrip/contracts';
import { EventLog, type Who } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Open, type Page, Problem, pageQuery, Scope } from '@scrip/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { outreachIdField, programmeIdField } from '../fields.ts';
import { OptOutLinks } from '../opt-out/opt-out-links.ts';
import { OptOuts, type SentMessage } from '../opt-out/opt-outs.ts';
import { FEEDBACK_PURPOSE } from '../workflow/occasions-of-day.rule.ts';
import { listOf } from '../workflow/workflow.http.ts';
import { answerFeedback, feedbackDecider, feedbackOf, type Question, questionsOf } from './feedback.decider.ts';
import { formsOf } from './feedback.projection.ts';

const SCORE_MAX = 5;

const answerBody = z.strictObject({
  scores: z
    .record(z.string().max(40), z.int().min(1).max(SCORE_MAX))
    .refine((scores) => Object.keys(scores).length > 0, { error: 'expected at least one score' })
    .describe('By the keys of questions of the form: 1, not content, to 5, content. A question may be left out.'),
});
const answeredAnswer = z.object({ outreachId: outreachIdField, scores: z.record(z.string(), z.int()) });
const outreachParam = z.object({ outreachId: outreachIdField });
const tokenParam = z.object({ token: z.string().max(60).describe('As it stands in the link.') });
const formsQuery = z.object({ ...pageQuery, programmeId: programmeIdField.optional() });
const formsAnswer = z.object({
  items: z.array(
    z.object({
      occasionId: z.string(),
      programmeId: z.string(),
      businessDate: z.string().describe('Day of the form.'),
      asked: z.int().describe('Holders for whom it was planned.'),
      answered: z.int(),
      questions: z.array(
        z.object({
          questionKey: z.string(),
          answers: z.int(),
          total: z.int().describe('Sum of the scores; over `answers` it is their mean.'),
          byScore: z.array(z.int()).describe('Answers with 1, 2, 3, 4 and 5.'),
        }),
      ),
    }),
  ),
  next: z.string().nullable(),
});

/** Refusals that are not here are 409. */
const REFUSALS = { question_unknown: 400 } as const;

/** A form that went to a holder, and what it asks. */
interface Form {
  readonly sent: SentMessage;
  readonly questions: readonly Question[];
}

@Controller('notifications/v1')
export class FeedbackHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #messages: OptOuts;
  readonly #links: OptOutLinks;

  constructor(log: EventLog, terms: Terms, messages: OptOuts, links: OptOutLinks) {
    this.#log = log;
    this.#terms = terms;
    this.#messages = messages;
    this.#links = links;
  }

  @Get('feedback-forms')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List forms with how they were answered', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: formsAnswer })
  async forms(
    @Query({ schema: formsQuery }) query: z.output<typeof formsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    return listOf(query, (asked) => formsOf(this.#log.pool, { issuerId, ...asked }));
  }

  @Post('outreach/:outreachId/feedback')
  @HttpCode(200)
  @Scope('notifications:feedback.write')
  @ApiOperation({
    summary: 'Write down how a holder answered a form',
    description:
      'Refused, in this order: 404 `outreach_unknown` {outreachId} where the issuer sent no such form; 409 `feedback_answered` {outreachId}; 400 `question_unknown` {questionKey}.',
  })
  @ApiOkResponse({ standardSchema: answeredAnswer })
  async record(
    @Param({ schema: outreachParam }) { outreachId }: z.output<typeof outreachParam>,
    @Body({ schema: answerBody }) { scores }: z.output<typeof answerBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const form = await this.#formOf(outreachId);
    if (form?.sent.issuerId !== command.who.issuerId)
      throw new Problem(404, 'outreach_unknown', 'There is no such form', { members: { outreachId } });
    return this.#answer({ ...command, form, scores, means: 'desk' }, reply);
  }

  @Get('feedback/:token')
  @Open()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @ApiOperation({ summary: 'The form behind the link of a message', description: 'Refused: 404 `link_unknown`.' })
  async page(@Param({ schema: tokenParam }) { token }: z.output<typeof tokenParam>): Promise<string> {
    return pageOf((await this.#require(token)).questions);
  }

  @Post('feedback/:token')
  @HttpCode(200)
  @Open()
  @ApiOperation({
    summary: 'Answer a form by its link',
    description:
      'The link itself is the proof that it is the holder. Refused, in this order: 404 `link_unknown`; 409 `feedback_answered` {outreachId}; 400 `question_unknown` {questionKey}.',
  })
  @ApiOkResponse({ standardSchema: answeredAnswer })
  async answerByLink(
    @Param({ schema: tokenParam }) { token }: z.output<typeof tokenParam>,
    @Body({ schema: answerBody }) { scores }: z.output<typeof answerBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const form = await this.#require(token);
    const who: Who = {
      issuerId: form.sent.issuerId,
      actor: 'holder',
      occurredAt: this.#log.clock.now(),
      correlationId: form.sent.message.outreachId,
      causationId: null,
      traceparent: null,
    };
    return this.#answer({ who, key: null, form, scores, means: 'link' }, reply);
  }

  async #answer(
    {
      who,
      key,
      form: { sent, questions },
      scores,
      means,
    }: Pick<CommandRequest, 'who'> & {
      readonly key: CommandRequest['key'] | null;
      readonly form: Form;
      readonly scores: Readonly<Record<string, number>>;
      readonly means: 'link' | 'desk';
    },
    reply: FastifyReply,
  ): Promise<object> {
    const { outreachId, causeEventId: occasionId, holderId, programmeId, programmeVersion } = sent.message;
    const feedbackId = feedbackOf(outreachId);
    const of: Omit<FeedbackAnswered, 'scores'> = {
      feedbackId,
      outreachId,
      occasionId,
      holderId,
      programmeId,
      programmeVersion: programmeVersion ?? 0,
      means,
    };
    const verdict = await this.#log.execute({
      who,
      key,
      decider: feedbackDecider,
      streamId: feedbackId,
      decide: (state) => answerFeedback(state, of, scores, questions),
    });
    return answer(verdict, { refusals: REFUSALS, body: () => ({ outreachId, scores }) }, reply);
  }

  async #require(token: string): Promise<Form> {
    const outreachId = this.#links.outreachOf(token, 'feedback');
    const form = outreachId === undefined ? undefined : await this.#formOf(outreachId);
    if (form) return form;
    throw new Problem(404, 'link_unknown', 'There is no such link');
  }

  /** A message that asked for feedback, under the version that it was decided under; undefined for any other. */
  async #formOf(outreachId: string): Promise<Form | undefined> {
    const sent = await this.#messages.sentOf(outreachId);
    if (sent?.message.purpose !== FEEDBACK_PURPOSE) return undefined;
    const { programmeId, programmeVersion } = sent.message;
    const programme = await this.#terms.ofVersion(sent.issuerId, programmeId, programmeVersion ?? 0);
    return programme && { sent, questions: questionsOf(programme) };
  }
}

/** A page that asks each question in both languages; it says how it was answered to its own address. */
function pageOf(questions: readonly Question[]): string {
  const asked = questions.map(({ key, text }) => {
    const choices = Array.from({ length: SCORE_MAX }, (_, index) => {
      const score = index + 1;
      return `<label><input type="radio" name="${escaped(key)}" value="${score}">${score}</label>`;
    });
    const words = `${escaped(text['zh-CN'])} <span lang="en">${escaped(text.en)}</span>`;
    return `<fieldset><legend>${words}</legend>${choices.join(' ')}</fieldset>`;
  });
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>意见表 · Feedback</title>
<body>
<form onsubmit="event.preventDefault(); const scores = Object.fromEntries([...new FormData(this)].map(([k, v]) => [k, Number(v)])); fetch(location.href, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ scores }) }).then((r) => { this.lastElementChild.textContent = r.ok ? '谢谢 · Thank you' : '请稍后再试 · Try again later'; })">
${asked.join('\n')}
<p>1: 不满意 · not content; 5: 满意 · content</p>
<button>提交 · Send</button>
</form>
</body>
</html>
`;
}

/** Text of a programme as text of a page. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
