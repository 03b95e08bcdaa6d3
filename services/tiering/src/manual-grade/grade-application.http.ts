/** Applications for grades: recorded with documents, looked at, approved for a term by who has the authority (domain 2.8). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { EventLog, idFrom } from '@scrip/event-store';
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
import { gradeOrder, lowestGrade, mayApplyFor, standardsAsked } from '@scrip/programme';
import { z } from 'zod';
import { holderIdField, keyField, membershipIdField, programmeIdField, reasonField, ulidField } from '../fields.ts';
import { documentsOf, type KnownDocument } from '../holder/holder-record.ts';
import { MemberFacts } from '../member-facts.ts';
import { membershipDecider, membershipSeed } from '../membership/membership.decider.ts';
import {
  APPLICATION_DOCUMENTS_MAX,
  addDocument,
  applyForGrade,
  CHANNELS,
  gradeApplicationDecider,
  withdrawGrade,
} from './grade-application.decider.ts';
import { APPLICATION_STATES, type GradeApplicationView, gradeApplications } from './grade-application.projection.ts';

type Reply = Parameters<typeof answer>[2];

export const applicationIdField = ulidField('gap', 'An application for a grade');
export const applicationParam = z.object({ applicationId: applicationIdField });
export const documentIdField = ulidField('doc', 'A document in the vault of cards');

const recordBody = z.strictObject({
  holderId: holderIdField.describe('Who applies.'),
  programmeId: programmeIdField,
  approvalKey: keyField.describe("What is applied for: a key among the programme's approvals."),
  gradeKey: keyField.describe('The grade that is asked for.'),
  channel: z.enum(CHANNELS).describe('How it came in.'),
  documentIds: z.array(documentIdField).max(APPLICATION_DOCUMENTS_MAX).default([]).describe('Of the applicant.'),
});
const documentBody = z.strictObject({ documentId: documentIdField });
const withdrawalBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  holderId: holderIdField.optional(),
  programmeId: programmeIdField.optional(),
  state: z.enum(APPLICATION_STATES).optional(),
});

const recordedAnswer = z.object({
  applicationId: applicationIdField,
  membershipId: membershipIdField,
  holderId: holderIdField,
  askedGradeKey: z.string(),
  standard: z.string().nullable().describe('Key of the standard that entitles; null where none is asked for.'),
  documentKinds: z.array(z.string()).describe('That must be there before it is decided.'),
  steps: z.array(z.looseObject({})).describe('Looks before the approval, in their order.'),
});
const applicationShape = z.object({
  applicationId: applicationIdField,
  membershipId: membershipIdField,
  holderId: holderIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  approvalKey: z.string(),
  askedGradeKey: z.string(),
  standard: z.string().nullable(),
  channel: z.string(),
  state: z.enum(APPLICATION_STATES),
  nextStep: z.string().nullable(),
  dueAt: z.iso
    .datetime()
    .nullable()
    .describe('Until when the next look should be taken; null where the programme names no time.'),
  waitsFor: z.array(z.string()).describe('Roles that have the next word.'),
  gradeKey: z.string().nullable().describe('Grade that it was approved with.'),
  reason: z.string().nullable(),
  recordedBy: z.string(),
  recordedAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  position: z.int().describe('Place in the log.'),
});
const listAnswer = z.object({ items: z.array(applicationShape), next: z.string().nullable() });
const saidAnswer = z.looseObject({ applicationId: applicationIdField });

export const APPLICATION_REFUSALS = {
  programme_unknown: 404,
  approval_unknown: 404,
  document_unknown: 404,
  application_unknown: 404,
  role_missing: 403,
  own_work: 403,
};

/** Throws the Problem 404 `application_unknown` where the issuer has none of this id. */
export async function requireGradeApplication(log: EventLog, issuerId: string, applicationId: string): Promise<void> {
  const first = await log.firstOf(applicationId);
  if (first?.envelope.issuerId === issuerId) return;
  throw new Problem(404, 'application_unknown', 'There is no such application', { members: { applicationId } });
}

/** The named documents of a holder. Throws the Problem 404 `document_unknown` {documentId}: not of this holder, or not heard of yet. */
export async function requireDocuments(
  log: EventLog,
  issuerId: string,
  holderId: string,
  documentIds: readonly string[],
): Promise<readonly KnownDocument[]> {
  const found = await documentsOf(log.pool, issuerId, holderId, documentIds);
  const missing = documentIds.find((documentId) => !found.some((one) => one.documentId === documentId));
  if (missing === undefined) return found;
  throw new Problem(404, 'document_unknown', 'The holder has no such document', { members: { documentId: missing } });
}

@Controller('tiering/v1/grade-applications')
export class GradeApplicationHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #facts: MemberFacts;

  constructor(log: EventLog, programmes: Terms, facts: MemberFacts) {
    this.#log = log;
    this.#programmes = programmes;
    this.#facts = facts;
  }

  @Post()
  @Scope('tiering:application.write')
  @ApiOperation({
    summary: 'Record an application for a grade',
    description:
      'Standards that entitle are asked with what is measured for this month. Refused, in this order: 404 `document_unknown` {documentId}; 404 `programme_unknown`; 404 `approval_unknown` {programmeVersion, approvalKey}; 409 `approval_not_of_a_grade` {subject}; 409 `channel_not_offered` {channels}; 409 `grade_not_offered`; 409 `grade_held` {heldGrade}; 409 `not_entitled` {standards, words}; 409 `documents_too_many` {documents, most}.',
  })
  @ApiCreatedResponse({ standardSchema: recordedAnswer })
  async record(
    @Body({ schema: recordBody }) body: z.output<typeof recordBody>,
    @Caller() { subject: recordedBy }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who, key } = command;
    const { issuerId, occurredAt } = who;
    const { holderId, programmeId, gradeKey, documentIds, ...asked } = body;
    const documents = await requireDocuments(this.#log, issuerId, holderId, documentIds);
    const programme = await this.#programmes.inForce(issuerId, programmeId, occurredAt);
    const grades = programme ? gradeOrder(programme) : [];
    const month = businessDate(occurredAt).slice(0, 7);
    const facts = programme && (await this.#facts.ofRating(issuerId, programme, { holderId, month }));
    const standards = programme && facts ? standardsAsked(facts, programme) : [];
    const mayApply = programme ? mayApplyFor(gradeKey, standards, programme) : { kind: 'anybody' as const };
    const membershipId = idFrom('mbr', membershipSeed(issuerId, programmeId, holderId));
    const { state } = await this.#log.state(membershipDecider, membershipId);
    const heldGrade = state.kind === 'member' ? state.grade : ((programme && lowestGrade(programme)) ?? null);
    const applicationId = idFrom('gap', [issuerId, key.scope, key.key].join('\n'));
    const ids = { applicationId, membershipId, holderId, programmeId };
    const verdict = await this.#log.execute({
      ...command,
      decider: gradeApplicationDecider,
      streamId: applicationId,
      decide: () =>
        applyForGrade({ ...ids, ...asked, gradeKey, documents, recordedBy, heldGrade, grades, mayApply }, programme),
    });
    return answer(
      verdict,
      { status: 201, refusals: APPLICATION_REFUSALS, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }

  @Get()
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'List applications for grades',
    description: 'The newest first, each with whose word is next.',
  })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<GradeApplicationView>> {
    const last = cursorKey(cursor, /^\d{1,16}$/);
    const before = last === undefined ? undefined : BigInt(last);
    const read = await gradeApplications(this.#log.pool, { issuerId, ...asked, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => String(item.position));
  }

  @Get(':applicationId')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'Read an application for a grade', description: '404 `application_unknown`.' })
  @ApiOkResponse({ standardSchema: applicationShape })
  async read(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<GradeApplicationView> {
    const [found] = await gradeApplications(this.#log.pool, { issuerId, applicationId, limit: 1 });
    if (found) return found;
    throw new Problem(404, 'application_unknown', 'There is no such application', { members: { applicationId } });
  }

  @Post(':applicationId/documents')
  @Scope('tiering:application.write')
  @ApiOperation({
    summary: 'Add a document to an application for a grade',
    description:
      'One of the applicant that the vault of cards keeps. Refused, in this order: 404 `application_unknown`; 404 `document_unknown` {documentId}; 409 `application_decided` {status}; 409 `document_added`; 409 `documents_too_many` {most}.',
  })
  @ApiCreatedResponse({ standardSchema: saidAnswer })
  async add(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Body({ schema: documentBody }) { documentId }: z.output<typeof documentBody>,
    @Caller() { subject: addedBy }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    await requireGradeApplication(this.#log, issuerId, applicationId);
    const { state } = await this.#log.state(gradeApplicationDecider, applicationId);
    const holderId = state.status === 'none' ? '' : state.applied.holderId;
    const [document] = await requireDocuments(this.#log, issuerId, holderId, [documentId]);
    const verdict = await this.#log.execute({
      ...command,
      decider: gradeApplicationDecider,
      streamId: applicationId,
      decide: (now) => addDocument(now, { document: document ?? { documentId, kind: '' }, addedBy }),
    });
    return answer(
      verdict,
      { status: 201, refusals: APPLICATION_REFUSALS, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }

  @Post(':applicationId/withdrawal')
  @Scope('tiering:application.write')
  @ApiOperation({
    summary: 'Take an application for a grade back',
    description: 'Refused, in this order: 404 `application_unknown`; 409 `application_decided` {status}.',
  })
  @ApiCreatedResponse({ standardSchema: saidAnswer })
  async withdraw(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Body({ schema: withdrawalBody }) { reason }: z.output<typeof withdrawalBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireGradeApplication(this.#log, command.who.issuerId, applicationId);
    const verdict = await this.#log.execute({
      ...command,
      decider: gradeApplicationDecider,
      streamId: applicationId,
      decide: (state) => withdrawGrade(state, reason),
    });
    return answer(
      verdict,
      { status: 201, refusals: APPLICATION_REFUSALS, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }
}
