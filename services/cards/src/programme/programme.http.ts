/** Programme documents: publish the next version, take one back, list them, read one again, and the schema to write one by. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { ProgrammeEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
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
import { programmeJsonSchema } from '@scrip/programme';
import { z } from 'zod';
import { reasonField } from '../card/card-route.ts';
import { PROGRAMME_ID } from '../fields.ts';
import { programmeDecider, programmeStream, publishProgramme } from './programme.decider.ts';
import { ProgrammeChecks, publishable, versionToPublish } from './programme-check.ts';
import { withdrawVersion } from './programme-draft.rule.ts';
import {
  documentBody,
  NO_VERSION_YET,
  PROGRAMME_REFUSALS,
  programmeParam,
  published,
  stateField,
  versionAnswer,
  versionParam,
} from './programme-route.ts';
import {
  latestVersions,
  type ProgrammeVersion,
  versionsOf,
  versionWithDocument,
} from './programme-version.projection.ts';

/** Characters that a list may be searched for. */
const SEARCH_CHARS_MAX = 100;

const listQuery = z.object({
  ...pageQuery,
  q: z.string().min(1).max(SEARCH_CHARS_MAX).optional().describe('Part of the key or of a name.'),
  state: stateField.optional().describe('Only programmes that have a version in this state.'),
});
const versionsQuery = z.object({ ...pageQuery, state: stateField.optional().describe('Only versions in this state.') });
const withdrawalBody = z.strictObject({ reason: reasonField });

const listAnswer = z.object({ items: z.array(versionAnswer), next: z.string().nullable() });
const documentAnswer = versionAnswer.extend({ document: z.record(z.string(), z.unknown()) });
const withdrawnAnswer = z.object({ programmeId: z.string(), version: z.int(), reason: z.string() });

type Reply = Parameters<typeof answer>[2];

@Controller('cards/v1')
export class ProgrammeHttp {
  readonly #log: EventLog;
  readonly #checks: ProgrammeChecks;

  constructor(log: EventLog, checks: ProgrammeChecks) {
    this.#log = log;
    this.#checks = checks;
  }

  @Post('programmes/:programmeId/versions')
  @Scope('cards:programme.publish')
  @ApiOperation({
    summary: 'Publish the next version of a programme at once',
    description:
      'For automation and for issuers without a second person: who has this scope needs nobody’s approval. Refused, in this order: 422 `programme_invalid` with every problem of the document, each with its JSONPath; 409 `children_looser` {children} where it is the parent of programmes that would be looser; 422 `rules_broken` {findings} where the issuer’s setting refuses; 409 `version_not_next` {asked, next}; 409 `effective_before_previous` {effectiveAt, previousVersion, previousEffectiveAt}.',
  })
  @ApiBody({ description: 'A programme document, see GET /cards/v1/programme-schema.' })
  @ApiCreatedResponse({ standardSchema: published })
  async publish(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Body({ schema: documentBody }) body: z.output<typeof documentBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const examined = await this.#checks.examine({ issuerId, programmeId }, body);
    const verdict = await this.#log.execute({
      ...command,
      decider: programmeDecider,
      streamId: programmeStream(issuerId, programmeId),
      // What is wrong with it is told in here: asked again under its key, what was published is answered as it was.
      decide: (state) => publishProgramme(state, { programmeId, ...versionToPublish(publishable(examined)) }),
    });
    return answer(verdict, { status: 201, body: publishedBody }, reply);
  }

  @Post('programmes/:programmeId/versions/:version/withdrawal')
  @Scope('cards:programme.approve')
  @ApiOperation({
    summary: 'Take a version back before it begins to decide',
    description:
      'Its number is not used again. Refused, in this order: 404 `programme_version_unknown`; 409 `version_in_force` {effectiveAt, now}.',
  })
  @ApiCreatedResponse({ standardSchema: withdrawnAnswer })
  async withdraw(
    @Param({ schema: versionParam }) { programmeId, version }: z.output<typeof versionParam>,
    @Body({ schema: withdrawalBody }) { reason }: z.output<typeof withdrawalBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: by } = command.who;
    const verdict = await this.#log.execute({
      ...command,
      decider: programmeDecider,
      streamId: programmeStream(issuerId, programmeId),
      decide: (state) => withdrawVersion(state, { programmeId, version, reason, by, now: this.#log.clock.now() }),
    });
    return answer(verdict, { status: 201, body: withdrawnBody, refusals: PROGRAMME_REFUSALS }, reply);
  }

  @Get('programmes')
  @Scope('cards:programme.read')
  @ApiOperation({ summary: 'List programmes', description: 'The latest version of each that stands, by key.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, q: containing, state }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ProgrammeVersion>> {
    const after = cursorKey(cursor, PROGRAMME_ID) ?? '';
    const now = this.#log.clock.now();
    const asked = { issuerId, now, after, limit: limit + 1, containing, state };
    return pageOf(await latestVersions(this.#log.pool, asked), limit, (item) => item.programmeId);
  }

  @Get('programmes/:programmeId/versions')
  @Scope('cards:programme.read')
  @ApiOperation({
    summary: 'List the versions of a programme',
    description: 'The latest first. 404 `programme_unknown`.',
  })
  @ApiOkResponse({ standardSchema: listAnswer })
  async versions(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Query({ schema: versionsQuery }) { cursor, limit, state }: z.output<typeof versionsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ProgrammeVersion>> {
    const before = Number(cursorKey(cursor, /^[1-9]\d{0,8}$/) ?? String(NO_VERSION_YET));
    const asked = { issuerId, now: this.#log.clock.now(), programmeId, before };
    const read = await versionsOf(this.#log.pool, { ...asked, limit: limit + 1, state });
    if (read.length === 0 && cursor === undefined) {
      const any = state !== undefined && (await versionsOf(this.#log.pool, { ...asked, limit: 1 })).length > 0;
      if (!any) throw new Problem(404, 'programme_unknown', 'There is no such programme', { members: { programmeId } });
    }
    return pageOf(read, limit, (item) => String(item.version));
  }

  @Get('programmes/:programmeId/versions/:version')
  @Scope('cards:programme.read')
  @ApiOperation({ summary: 'Read a version with its document', description: '404 `programme_version_unknown`.' })
  @ApiOkResponse({ standardSchema: documentAnswer })
  async version(
    @Param({ schema: versionParam }) { programmeId, version }: z.output<typeof versionParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const asked = { issuerId, now: this.#log.clock.now(), programmeId, version };
    const found = await versionWithDocument(this.#log.pool, asked);
    if (found) return found;
    throw versionUnknown(programmeId, version);
  }

  @Get('programme-schema')
  @Scope('cards:programme.read')
  @ApiOperation({ summary: 'The JSON Schema of programme documents', description: 'Draft 2020-12.' })
  schema(): Record<string, unknown> {
    return programmeJsonSchema();
  }
}

/** There is no such version of the issuer. */
export function versionUnknown(programmeId: string, version: number): Problem {
  return new Problem(404, 'programme_version_unknown', 'There is no such version', {
    members: { programmeId, version },
  });
}

/** The answer to a publication, out of its facts. */
export function publishedBody(events: readonly ProgrammeEvent[]): object {
  const event = events.find(({ type }) => type === 'ProgrammePublished');
  if (event?.type !== 'ProgrammePublished') throw new InvariantError('a publication without its event');
  const { programmeId, version, effectiveAt } = event.data;
  return { programmeId, version, effectiveAt: toRfc3339(effectiveAt) };
}

function withdrawnBody([event]: readonly ProgrammeEvent[]): object {
  if (event?.type !== 'ProgrammeVersionWithdrawn') throw new InvariantError('a withdrawal without its event');
  const { programmeId, version, reason } = event.data;
  return { programmeId, version, reason };
}
