/** Applications for cards: made at the desk or online, completed with documents, taken back, listed for who decides. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339 } from '@scrip/calendar';
import { EventLog, newId } from '@scrip/event-store';
import {
  answer,
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
import { z } from 'zod';
import { reasonField } from '../card/card-route.ts';
import { APPLICATION_ID, applicationIdField, holderIdField, programmeIdField } from '../fields.ts';
import { holderDecider, whyNotThere } from '../holder/holder.decider.ts';
import { documentIdField, HOLDER_REFUSALS, requireHolder } from '../holder/holder-route.ts';
import { belongsTo } from '../ownership.ts';
import {
  type Application,
  addDocument,
  applicationDecider,
  CHANNELS,
  recordApplication,
  withdrawApplication,
} from './application.decider.ts';
import { APPLICATION_STATES, type ApplicationView, applicationsOf } from './application.projection.ts';
import { applicationTerms } from './application-terms.ts';

type Reply = Parameters<typeof answer>[2];

/** A key of a programme document. */
export const keyField = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/);
export const applicationParam = z.object({ applicationId: applicationIdField });

const recordBody = z.strictObject({
  holderId: holderIdField.describe('Who applies; registered before.'),
  programmeId: programmeIdField,
  approvalKey: keyField.describe("What is applied for: a key among the programme's approvals."),
  gradeKey: keyField.optional().describe('The grade that is asked for.'),
  channel: z.enum(CHANNELS).describe('How it came in.'),
});
const documentBody = z.strictObject({
  documentId: documentIdField.describe('A document of the applicant in the vault; its kind is the one it came with.'),
});
const withdrawalBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  holderId: holderIdField.optional(),
  programmeId: programmeIdField.optional(),
  approvalKey: keyField.optional(),
  state: z.enum(APPLICATION_STATES).optional(),
  waitsFor: keyField.optional().describe('Role that has the next word.'),
  dueBy: z.iso.datetime({ offset: true }).optional().describe('Those whose look should be over by then.'),
});

const recordedAnswer = z.object({
  applicationId: applicationIdField,
  holderId: holderIdField,
  approvalKey: z.string(),
  askedGradeKey: z.string().nullable(),
  documentKinds: z.array(z.string()).describe('Documents that must be there before it is decided.'),
  steps: z.array(z.object({ stepKey: z.string(), roles: z.array(z.string()), within: z.string().nullable() })),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
});
const documentAnswer = z.object({ applicationId: applicationIdField, documentId: documentIdField, kind: z.string() });
const withdrawnAnswer = z.object({ applicationId: applicationIdField, reason: z.string() });
const viewShape = z.object({
  applicationId: applicationIdField,
  holderId: holderIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  approvalKey: z.string(),
  channel: z.string(),
  askedGradeKey: z.string().nullable(),
  gradeKey: z.string().nullable().describe('That it was approved with.'),
  state: z.enum(APPLICATION_STATES).describe('documents: some are missing; review and approval: it waits.'),
  missing: z.array(z.string()).describe('Kinds of documents that are not there yet.'),
  nextStep: z.string().nullable(),
  waitsFor: z.array(z.string()).describe('Roles that have the next word, any of them.'),
  since: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  cardId: z.string().nullable(),
  reason: z.string().nullable(),
  recordedBy: z.string(),
  recordedAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
});
const listAnswer = z.object({ items: z.array(viewShape), next: z.string().nullable() });

/** Refusals that are not here are 409. */
export const APPLICATION_REFUSALS = {
  ...HOLDER_REFUSALS,
  application_unknown: 404,
  programme_unknown: 404,
  product_unknown: 404,
  role_missing: 403,
  own_work: 403,
} as const;

@Controller('cards/v1/applications')
export class ApplicationHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post()
  @Scope('cards:application.write')
  @ApiOperation({
    summary: 'Record an application for a card',
    description:
      'Under the terms of the programme in force, which are written with it. Refused, in this order: 404 `holder_unknown`; 404 `programme_unknown`; 409 `programme_not_in_force`; 404 `approval_unknown`; 409 `approval_not_of_a_card` {subject}; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 409 `channel_not_offered` {channel, channels}; 409 `grade_not_offered` {gradeKey}.',
  })
  @ApiCreatedResponse({ standardSchema: recordedAnswer })
  async record(
    @Body({ schema: recordBody }) body: z.output<typeof recordBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at, actor: recordedBy } = command.who;
    const { holderId, programmeId, approvalKey, channel } = body;
    await requireHolder(this.#log, issuerId, holderId);
    const { approval, programmeVersion } = await applicationTerms(this.#log, issuerId, {
      programmeId,
      approvalKey,
      at,
    });
    const { state: holder } = await this.#log.state(holderDecider, holderId);
    const application = {
      applicationId: newId('apl'),
      holderId,
      approvalKey,
      askedGradeKey: body.gradeKey ?? null,
      channel,
      documentKinds: approval.documents.filter(({ required }) => required).map(({ key }) => key),
      steps: approval.steps.map(({ key: stepKey, roles, within = null }) => ({ stepKey, roles, within })),
      authorities: approval.authorities.map(({ grade = null, roles }) => ({ gradeKey: grade, roles })),
      productKey: approval.product ?? null,
      programmeId,
      programmeVersion,
      recordedBy,
      channels: approval.channels,
    };
    const verdict = await this.#log.execute({
      ...command,
      decider: applicationDecider,
      streamId: application.applicationId,
      decide: () =>
        holder.kind === 'registered'
          ? recordApplication(application)
          : { kind: 'refused', refusal: whyNotThere(holder) },
    });
    return answer(
      verdict,
      { status: 201, refusals: APPLICATION_REFUSALS, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }

  @Post(':applicationId/documents')
  @Scope('cards:application.write')
  @ApiOperation({
    summary: 'Add a document that is in the vault',
    description:
      'Refused, in this order: 404 `application_unknown`; 404 `document_unknown` {documentId}: the applicant has none of this id; 409 `application_decided` {status}; 409 `document_added`; 409 `documents_too_many` {documents, most}.',
  })
  @ApiCreatedResponse({ standardSchema: documentAnswer })
  async add(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Body({ schema: documentBody }) { documentId }: z.output<typeof documentBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: addedBy } = command.who;
    const { recorded } = await requireApplication(this.#log, issuerId, applicationId);
    const { state: holder } = await this.#log.state(holderDecider, recorded.holderId);
    const documents = holder.kind === 'registered' ? holder.documents : [];
    const document = documents.find((one) => one.documentId === documentId);
    if (!document) throw new Problem(404, 'document_unknown', 'There is no such document', { members: { documentId } });
    const verdict = await this.#log.execute({
      ...command,
      decider: applicationDecider,
      streamId: applicationId,
      decide: (state) => addDocument(state, { document, addedBy }),
    });
    const said = { applicationId, documentId, kind: document.kind };
    return answer(verdict, { status: 201, refusals: APPLICATION_REFUSALS, body: () => said }, reply);
  }

  @Post(':applicationId/withdrawal')
  @Scope('cards:application.write')
  @ApiOperation({
    summary: 'Take an application back at the word of the applicant',
    description: 'Refused, in this order: 404 `application_unknown`; 409 `application_decided` {status}.',
  })
  @ApiCreatedResponse({ standardSchema: withdrawnAnswer })
  async withdraw(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Body({ schema: withdrawalBody }) { reason }: z.output<typeof withdrawalBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireApplication(this.#log, command.who.issuerId, applicationId);
    const verdict = await this.#log.execute({
      ...command,
      decider: applicationDecider,
      streamId: applicationId,
      decide: (state) => withdrawApplication(state, reason),
    });
    return answer(
      verdict,
      { status: 201, refusals: APPLICATION_REFUSALS, body: () => ({ applicationId, reason }) },
      reply,
    );
  }

  @Get()
  @Scope('cards:application.read')
  @ApiOperation({ summary: 'List applications: what waits for a role, what is due, what was decided' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, dueBy, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ApplicationView>> {
    const after = cursorKey(cursor, APPLICATION_ID) ?? '';
    const due = dueBy === undefined ? undefined : parseRfc3339(dueBy);
    const asked = { ...narrowed, issuerId, dueBy: due, after, limit: limit + 1 };
    return pageOf(await applicationsOf(this.#log.pool, asked), limit, ({ applicationId }) => applicationId);
  }

  @Get(':applicationId')
  @Scope('cards:application.read')
  @ApiOperation({ summary: 'Read an application', description: '404 `application_unknown`.' })
  @ApiOkResponse({ standardSchema: viewShape })
  async read(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ApplicationView> {
    const [found] = await applicationsOf(this.#log.pool, { issuerId, applicationId, after: '', limit: 1 });
    if (!found) throw applicationUnknown(applicationId);
    return found;
  }
}

/** The application as the log has it. Throws the Problem 404 `application_unknown` where the issuer has none of this id. */
export async function requireApplication(log: EventLog, issuerId: string, applicationId: string): Promise<Application> {
  if (await belongsTo(log, issuerId, applicationId)) {
    const { state } = await log.state(applicationDecider, applicationId);
    if (state.status !== 'none') return state;
  }
  throw applicationUnknown(applicationId);
}

function applicationUnknown(applicationId: string): Problem {
  return new Problem(404, 'application_unknown', 'There is no such application', { members: { applicationId } });
}
