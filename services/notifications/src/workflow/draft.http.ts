/** Texts for one occasion: shops write them, the centre approves and sends (domain 2.12). */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { DraftEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, newId, type Verdict } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, type Page, Problem, pageQuery, Scope } from '@scrip/http';
import type { ContactPolicy } from '@scrip/programme';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { programmeIdField } from '../fields.ts';
import { issuerOf } from '../ownership.ts';
import { type Actor, approveDraft, type DraftState, draftDecider, refuseDraft, writeDraft } from './draft.decider.ts';
import { OccasionsDue } from './occasions-due.ts';
import { listOf } from './workflow.http.ts';
import { drafts } from './workflow-list.ts';

/** What stands before the key of a role in the scope of who has it. */
const AUTHORITY = 'notifications:authority.';
/** What fits into a message of a few parts. */
const TEXT_CHARS_MAX = 500;

const draftIdField = z
  .string()
  .regex(/^dft_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A text: dft_ and a ULID.');
const draftParam = z.object({ draftId: draftIdField });
const textField = z
  .string()
  .min(1)
  .max(TEXT_CHARS_MAX)
  .regex(/^[^{}]*$/, { error: 'expected a text without braces: it speaks to everybody alike' });
const draftBody = z.strictObject({
  programmeId: programmeIdField,
  outreachKey: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .describe('Outreach of the programme that it is the text of.'),
  text: z.strictObject({ 'zh-CN': textField, en: textField }).describe('Nothing about any holder.'),
  sendAt: z.iso.datetime({ offset: true }).describe('When it is to go out.'),
});
const refusalBody = z.strictObject({
  reason: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,39}$/)
    .describe('Why, a code of the issuer in snake_case.'),
});
const draftsQuery = z.object({
  ...pageQuery,
  programmeId: programmeIdField.optional(),
  state: z.enum(['written', 'approved', 'refused']).optional(),
});
const draftView = draftBody.extend({
  draftId: draftIdField,
  programmeVersion: z.int(),
  state: z.enum(['written', 'approved', 'refused']),
  writtenRole: z.string(),
  writtenBy: z.string(),
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
});
const decidedAnswer = z.object({ draftId: draftIdField, state: z.enum(['approved', 'refused']) });

/** Refusals that are not here are 409. */
const REFUSALS = { role_missing: 403, own_work: 403, draft_unknown: 404, outreach_unknown: 404 } as const;

@Controller('notifications/v1/drafts')
export class DraftHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #due: OccasionsDue;

  constructor(log: EventLog, terms: Terms, due: OccasionsDue) {
    this.#log = log;
    this.#terms = terms;
    this.#due = due;
  }

  @Post()
  @HttpCode(201)
  @Scope('notifications:draft.write')
  @ApiOperation({
    summary: 'Write a text for one occasion',
    description:
      'The token needs the scope notifications:authority.<role> of a role that the programme names. Refused, in this order: 404 `programme_unknown`; 409 `drafts_not_used`; 403 `role_missing` {roles}; 404 `outreach_unknown` {outreachKey}; 409 `send_time_over` {sendAt, now}.',
  })
  @ApiCreatedResponse({ standardSchema: draftParam })
  async write(
    @Body({ schema: draftBody }) { programmeId, outreachKey, text, sendAt }: z.output<typeof draftBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const now = command.who.occurredAt;
    const programme = await this.#terms.inForce(command.who.issuerId, programmeId, now);
    if (!programme)
      throw new Problem(404, 'programme_unknown', 'There is no such programme', { members: { programmeId } });
    const draftId = newId('dft');
    const of = { draftId, programmeId, programmeVersion: programme.version, outreachKey };
    const draft = { ...of, textZh: text['zh-CN'], textEn: text.en, sendAt: parseRfc3339(sendAt) };
    const verdict = await this.#log.execute({
      ...command,
      decider: draftDecider,
      streamId: draftId,
      decide: (state) => writeDraft(state, draft, programme.contact, actorOf(caller), now),
    });
    const body = ([event]: readonly DraftEvent[]): object => ({ draftId: event?.data.draftId });
    return answer(verdict, { refusals: REFUSALS, status: 201, body }, reply);
  }

  @Post(':draftId/approval')
  @HttpCode(200)
  @Scope('notifications:draft.approve')
  @ApiOperation({
    summary: "Approve another's text: it goes out at its time",
    description:
      'Refused, in this order: 404 `draft_unknown`; 409 `draft_refused`; 403 `role_missing` {roles}; 403 `own_work`; 409 `send_time_over` {sendAt, now}.',
  })
  @ApiOkResponse({ standardSchema: decidedAnswer })
  async approve(
    @Param({ schema: draftParam }) { draftId }: z.output<typeof draftParam>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const verdict = await this.#decide(draftId, command, (state, contact) =>
      approveDraft(state, contact, actorOf(caller), command.who.occurredAt),
    );
    this.#due.lookAgain();
    return answer(verdict, { refusals: REFUSALS, body: () => ({ draftId, state: 'approved' }) }, reply);
  }

  @Post(':draftId/refusal')
  @HttpCode(200)
  @Scope('notifications:draft.write')
  @ApiOperation({
    summary: "Turn a text down, or take one's own back",
    description: 'Refused, in this order: 404 `draft_unknown`; 409 `draft_approved`; 403 `role_missing` {roles}.',
  })
  @ApiOkResponse({ standardSchema: decidedAnswer })
  async refuse(
    @Param({ schema: draftParam }) { draftId }: z.output<typeof draftParam>,
    @Body({ schema: refusalBody }) { reason }: z.output<typeof refusalBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const verdict = await this.#decide(draftId, command, (state, contact) =>
      refuseDraft(state, contact, actorOf(caller), reason),
    );
    return answer(verdict, { refusals: REFUSALS, body: () => ({ draftId, state: 'refused' }) }, reply);
  }

  @Get()
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List texts', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: z.object({ items: z.array(draftView), next: z.string().nullable() }) })
  async list(
    @Query({ schema: draftsQuery }) { state, ...query }: z.output<typeof draftsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    return listOf(query, (asked) => drafts(this.#log.pool, { issuerId, ...asked, state }));
  }

  /** Under the version that the text was written under: its roles are those that decide. */
  async #decide(
    draftId: string,
    command: CommandRequest,
    rule: (state: DraftState, contact: ContactPolicy | undefined) => Decision<DraftEvent>,
  ): Promise<Verdict<DraftEvent>> {
    const { issuerId } = command.who;
    const { state } = await this.#log.state(draftDecider, draftId);
    if (state.status === 'none' || (await issuerOf(this.#log, draftId)) !== issuerId)
      throw new Problem(404, 'draft_unknown', 'There is no such text', { members: { draftId } });
    const { programmeId, programmeVersion } = state.written;
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    return this.#log.execute({
      ...command,
      decider: draftDecider,
      streamId: draftId,
      decide: (current) => rule(current, programme?.contact),
    });
  }
}

function actorOf({ subject, scopes }: Caller): Actor {
  const roles = [...scopes]
    .filter((scope) => scope.startsWith(AUTHORITY))
    .map((scope) => scope.slice(AUTHORITY.length));
  return { subject, roles: new Set(roles) };
}
