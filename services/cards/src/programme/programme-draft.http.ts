/** Drafts of programmes: written by some, approved by a second person, published then. */
import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ProgrammeEvent } from '@scrip/contracts';
import { type Decision, InvariantError, reject } from '@scrip/decider';
import { EventLog, newId } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  IfMatch,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  revisionTag,
  Scope,
} from '@scrip/http';
import { DOCUMENT_CHARS_MAX, type Problem as DocumentProblem, programmeAs } from '@scrip/programme';
import { z } from 'zod';
import { reasonField } from '../card/card-route.ts';
import { DRAFT_ID } from '../fields.ts';
import { draftOf, type ProgrammeState, programmeDecider, programmeStream } from './programme.decider.ts';
import { publishedBody } from './programme.http.ts';
import { ProgrammeChecks, publishable, versionToPublish } from './programme-check.ts';
import { DRAFT_STATES, draftsOf, draftWithText, type ProgrammeDraft } from './programme-draft.projection.ts';
import {
  approveDraft,
  discardDraft,
  returnDraft,
  reviseDraft,
  startDraft,
  submitDraft,
  whyNotApproved,
} from './programme-draft.rule.ts';
import {
  documentBody,
  documentProblem,
  draftIdField,
  draftParam,
  looserChild,
  PROGRAMME_REFUSALS,
  programmeParam,
  published,
  rulePackReport,
} from './programme-route.ts';

type Reply = Parameters<typeof answer>[2];

/** Above every id of a draft: a list of drafts begins with the newest. */
const NO_DRAFT_YET = 'drf_~';

const stateField = z.enum(DRAFT_STATES).describe('Where the draft stands.');
const listQuery = z.object({ ...pageQuery, state: stateField.optional().describe('Only drafts in this state.') });
const returnBody = z.strictObject({ reason: reasonField });
const approvalBody = z.strictObject({
  effectiveAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('When the version begins to decide, RFC 3339; left out: as its document says.'),
});

const ofDraft = { programmeId: z.string(), draftId: draftIdField, revision: z.int().describe('Counts from 1.') };
const savedAnswer = z.object({ ...ofDraft, problems: z.array(documentProblem).describe('Of this revision.') });
const movedAnswer = z.object({ ...ofDraft, state: stateField });
const draftShape = z.object({
  ...ofDraft,
  state: stateField,
  startedAt: z.iso.datetime(),
  savedAt: z.iso.datetime(),
  savedBy: z.string(),
  submittedAt: z.iso.datetime().nullable(),
  submittedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable().describe('Who returned, approved or gave it up last.'),
  reason: z.string().nullable().describe('Why it was returned.'),
  version: z.int().nullable().describe('The version that it became.'),
});
const listAnswer = z.object({ items: z.array(draftShape), next: z.string().nullable() });
const draftAnswer = draftShape.extend({
  documentText: z.string().describe('As it was written, comments included.'),
  problems: z.array(documentProblem),
  looserChildren: z.array(looserChild).describe('Programmes that have it as their parent and would be looser.'),
  rulePack: rulePackReport.nullable().describe('Null while the document has problems of its own.'),
});

const CHANGES = '404 `draft_unknown`; 412 `draft_moved` {asked, revision}';

@Controller('cards/v1/programmes/:programmeId/drafts')
export class ProgrammeDraftHttp {
  readonly #log: EventLog;
  readonly #checks: ProgrammeChecks;

  constructor(log: EventLog, checks: ProgrammeChecks) {
    this.#log = log;
    this.#checks = checks;
  }

  @Post()
  @Scope('cards:programme.propose')
  @ApiOperation({
    summary: 'Begin a draft of a programme',
    description:
      'It may have problems; they are told. The ETag of the answer names the revision. Refused, in this order: 422 `draft_too_long` {chars, limit}; 409 `drafts_exceeded` {drafts, limit}.',
  })
  @ApiBody({ description: 'A programme document, see GET /cards/v1/programme-schema.' })
  @ApiCreatedResponse({ standardSchema: savedAnswer })
  async start(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Body({ schema: documentBody }) body: z.output<typeof documentBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const documentText = textOf(body);
    const start = { programmeId, draftId: newId('drf'), documentText, by: command.who.actor };
    return this.#change(programmeId, command, reply, { status: 201, body: savedBody }, (state) =>
      startDraft(state, start),
    );
  }

  @Put(':draftId')
  @Scope('cards:programme.propose')
  @ApiOperation({
    summary: 'Write the next revision of a draft',
    description: `One that was submitted is open again. Refused, in this order: 422 \`draft_too_long\`; ${CHANGES}.`,
  })
  @ApiBody({ description: 'A programme document, see GET /cards/v1/programme-schema.' })
  @ApiOkResponse({ standardSchema: savedAnswer })
  async revise(
    @Param({ schema: draftParam }) { programmeId, draftId }: z.output<typeof draftParam>,
    @Body({ schema: documentBody }) body: z.output<typeof documentBody>,
    @IfMatch() revision: number,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const change = { programmeId, draftId, revision, documentText: textOf(body), by: command.who.actor };
    return this.#change(programmeId, command, reply, { body: savedBody }, (state) => reviseDraft(state, change));
  }

  @Post(':draftId/submission')
  @Scope('cards:programme.propose')
  @ApiOperation({
    summary: 'Ask for the approval of a draft',
    description: `Refused, in this order: ${CHANGES}; 409 \`draft_submitted\`; 422 \`programme_invalid\`; 409 \`children_looser\` {children}; 422 \`rules_broken\`.`,
  })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async submit(
    @Param({ schema: draftParam }) { programmeId, draftId }: z.output<typeof draftParam>,
    @IfMatch() revision: number,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const examined = await this.#examine(command, programmeId, draftId);
    const submit = { programmeId, draftId, revision, by: command.who.actor };
    return this.#change(programmeId, command, reply, { status: 201, body: movedBody }, (state) => {
      const decision = submitDraft(state, submit);
      if (decision.kind === 'accepted' && examined) publishable(examined);
      return decision;
    });
  }

  @Post(':draftId/approval')
  @Scope('cards:programme.approve')
  @ApiOperation({
    summary: 'Approve a submitted draft and publish it',
    description: `By somebody who neither wrote nor submitted it. Refused, in this order: ${CHANGES}; 409 \`draft_not_submitted\`; 403 \`own_work\` {by}; 422 \`programme_invalid\`; 409 \`children_looser\` {children}; 422 \`rules_broken\`; 409 \`version_not_next\`; 409 \`effective_before_previous\`; 409 \`effective_time_passed\` {effectiveAt, now}: only a first version may begin before its approval.`,
  })
  @ApiCreatedResponse({ standardSchema: published })
  async approve(
    @Param({ schema: draftParam }) { programmeId, draftId }: z.output<typeof draftParam>,
    @Body({ schema: approvalBody }) { effectiveAt }: z.output<typeof approvalBody>,
    @IfMatch() revision: number,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const examined = await this.#examine(command, programmeId, draftId, effectiveAt);
    const now = this.#log.clock.now();
    const approve = { programmeId, draftId, revision, by: command.who.actor, now };
    return this.#change(programmeId, command, reply, { status: 201, body: publishedBody }, (state) => {
      const refusal = whyNotApproved(state, approve);
      if (refusal) return reject(refusal.code, refusal.detail);
      if (!examined) throw new InvariantError(`the draft ${draftId} is under way and could not be read`);
      return approveDraft(state, { ...approve, publish: versionToPublish(publishable(examined)) });
    });
  }

  @Post(':draftId/return')
  @Scope('cards:programme.approve')
  @ApiOperation({
    summary: 'Give a submitted draft back',
    description: `It is open again. Refused, in this order: ${CHANGES}; 409 \`draft_not_submitted\`.`,
  })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async giveBack(
    @Param({ schema: draftParam }) { programmeId, draftId }: z.output<typeof draftParam>,
    @Body({ schema: returnBody }) { reason }: z.output<typeof returnBody>,
    @IfMatch() revision: number,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const back = { programmeId, draftId, revision, reason, by: command.who.actor };
    return this.#change(programmeId, command, reply, { status: 201, body: movedBody }, (state) =>
      returnDraft(state, back),
    );
  }

  @Post(':draftId/discard')
  @Scope('cards:programme.propose')
  @ApiOperation({ summary: 'Give a draft up', description: `Refused, in this order: ${CHANGES}.` })
  @ApiCreatedResponse({ standardSchema: movedAnswer })
  async discard(
    @Param({ schema: draftParam }) { programmeId, draftId }: z.output<typeof draftParam>,
    @IfMatch() revision: number,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const discard = { programmeId, draftId, revision, by: command.who.actor };
    return this.#change(
      programmeId,
      command,
      reply,
      { status: 201, body: (events) => ({ ...movedBody(events), revision }) },
      (state) => discardDraft(state, discard),
    );
  }

  @Get()
  @Scope('cards:programme.read')
  @ApiOperation({ summary: 'List drafts of a programme', description: 'The newest first, with what became of each.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Query({ schema: listQuery }) { cursor, limit, state }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ProgrammeDraft>> {
    const before = cursorKey(cursor, DRAFT_ID) ?? NO_DRAFT_YET;
    const read = await draftsOf(this.#log.pool, { issuerId, programmeId, before, limit: limit + 1, state });
    return pageOf(read, limit, (item) => item.draftId);
  }

  @Get(':draftId')
  @Scope('cards:programme.read')
  @ApiOperation({
    summary: 'Read a draft with its text, its problems and the report of the rule pack',
    description: 'The ETag names its revision. 404 `draft_unknown`.',
  })
  @ApiOkResponse({ standardSchema: draftAnswer })
  async draft(
    @Param({ schema: draftParam }) { programmeId, draftId }: z.output<typeof draftParam>,
    @Caller() { issuerId }: Caller,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const found = await draftWithText(this.#log.pool, { issuerId, programmeId, draftId });
    if (!found) throw new Problem(404, 'draft_unknown', 'There is no such draft', { members: { draftId } });
    const examined = await this.#checks.examine({ issuerId, programmeId }, found.documentText);
    const { problems, looserChildren, rulePack } = examined;
    reply.header('etag', revisionTag(found.revision));
    return { ...found, problems, looserChildren, rulePack };
  }

  /** What is in a draft that is under way; undefined where there is none, which its rule refuses. */
  async #examine({ who: { issuerId } }: CommandRequest, programmeId: string, draftId: string, effectiveAt?: string) {
    const { state } = await this.#log.state(programmeDecider, programmeStream(issuerId, programmeId));
    const draft = draftOf(state, draftId);
    return draft && this.#checks.examine({ issuerId, programmeId }, draft.documentText, effectiveAt);
  }

  async #change(
    programmeId: string,
    command: CommandRequest,
    reply: Reply,
    how: { readonly status?: number; readonly body: (events: readonly ProgrammeEvent[]) => object },
    decide: (state: ProgrammeState) => Decision<ProgrammeEvent>,
  ): Promise<object> {
    const streamId = programmeStream(command.who.issuerId, programmeId);
    const verdict = await this.#log.execute({ ...command, decider: programmeDecider, streamId, decide });
    const revision = verdict.kind === 'accepted' ? revisionIn(verdict.events.map(({ event }) => event)) : undefined;
    if (revision !== undefined) reply.header('etag', revisionTag(revision));
    return answer(verdict, { ...how, refusals: { ...PROGRAMME_REFUSALS, own_work: 403 } }, reply);
  }
}

/** A document as the text that is kept. Throws Problem 422 `draft_too_long`. */
function textOf(body: string | Record<string, unknown>): string {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body, null, 2)}\n`;
  if (text.length <= DOCUMENT_CHARS_MAX) return text;
  throw new Problem(422, 'draft_too_long', 'The draft is too long', {
    members: { chars: text.length, limit: DOCUMENT_CHARS_MAX },
  });
}

function revisionIn([event]: readonly ProgrammeEvent[]): number | undefined {
  return event && 'revision' in event.data ? event.data.revision : undefined;
}

function savedBody([event]: readonly ProgrammeEvent[]): object {
  if (event?.type !== 'ProgrammeDraftSaved') throw new InvariantError('a saved draft without its event');
  const { programmeId, draftId, revision, documentText } = event.data;
  const parsed = programmeAs(programmeId, documentText);
  const problems: readonly DocumentProblem[] = parsed.kind === 'problems' ? parsed.problems : [];
  return { programmeId, draftId, revision, problems };
}

const STATE_AFTER = {
  ProgrammeDraftSubmitted: 'submitted',
  ProgrammeDraftReturned: 'returned',
  ProgrammeDraftDiscarded: 'discarded',
} as const;

function movedBody([event]: readonly ProgrammeEvent[]): object {
  switch (event?.type) {
    case 'ProgrammeDraftSubmitted':
    case 'ProgrammeDraftReturned': {
      const { programmeId, draftId, revision } = event.data;
      return { programmeId, draftId, revision, state: STATE_AFTER[event.type] };
    }
    case 'ProgrammeDraftDiscarded': {
      const { programmeId, draftId } = event.data;
      return { programmeId, draftId, state: STATE_AFTER[event.type] };
    }
    default:
      throw new InvariantError('a draft that moved without its event');
  }
}
