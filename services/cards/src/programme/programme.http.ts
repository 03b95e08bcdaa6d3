/** Programme documents: publish the next version, list them, read one again, and the schema to write one by. */

import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339, toRfc3339 } from '@scrip/calendar';
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
import { checkProgramme, type Programme, parseProgramme, programmeJsonSchema } from '@scrip/programme';
import { z } from 'zod';
import { PROGRAMME_ID, programmeIdField } from '../fields.ts';
import { programmeDecider, programmeStream, publishProgramme } from './programme.decider.ts';
import {
  latestVersions,
  type ProgrammeVersion,
  versionsOf,
  versionWithDocument,
} from './programme-version.projection.ts';

/** Problems told at once; who mends these finds the others. */
const PROBLEMS_MAX = 100;
/** Above every version: a list of versions begins with the latest. */
const NO_VERSION_YET = 2_147_483_647;

const versionField = z.coerce.number().int().min(1).max(NO_VERSION_YET).describe('Counts from 1.');
const programmeParam = z.object({ programmeId: programmeIdField });
const versionParam = z.object({ programmeId: programmeIdField, version: versionField });
const listQuery = z.object(pageQuery);
/** What is in the document, @scrip/programme checks, with findings of its own. */
const documentBody = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .describe('The document as a JSON object; or its JSON or YAML text, sent as application/yaml or as one JSON string.');

const published = z.object({ programmeId: programmeIdField, version: z.int(), effectiveAt: z.iso.datetime() });
const versionAnswer = published.extend({
  publishedAt: z.iso.datetime(),
  name: z.object({ 'zh-CN': z.string(), en: z.string() }),
});
const listAnswer = z.object({ items: z.array(versionAnswer), next: z.string().nullable() });
const documentAnswer = versionAnswer.extend({ document: z.record(z.string(), z.unknown()) });

type Reply = Parameters<typeof answer>[2];

@Controller('cards/v1')
export class ProgrammeHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post('programmes/:programmeId/versions')
  @Scope('cards:programme.publish')
  @ApiOperation({
    summary: 'Publish the next version of a programme',
    description:
      '422 `programme_invalid` with every problem of the document, each with its JSONPath. Refused, in this order: 409 `version_not_next` {asked, next}; 409 `effective_before_previous` {effectiveAt, previousVersion, previousEffectiveAt}.',
  })
  @ApiBody({ description: 'A programme document, see GET /cards/v1/programme-schema.' })
  @ApiCreatedResponse({ standardSchema: published })
  async publish(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Body({ schema: documentBody }) body: z.output<typeof documentBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const programme = validProgramme(programmeId, body);
    const verdict = await this.#log.execute({
      ...command,
      decider: programmeDecider,
      streamId: programmeStream(command.who.issuerId, programmeId),
      decide: (state) =>
        publishProgramme(state, {
          programmeId,
          version: programme.version,
          effectiveAt: parseRfc3339(programme.effectiveAt),
          documentJson: JSON.stringify(programme),
        }),
    });
    return answer(verdict, { status: 201, body: publishedBody }, reply);
  }

  @Get('programmes')
  @Scope('cards:programme.read')
  @ApiOperation({ summary: 'List programmes', description: 'The latest version of each, by key.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ProgrammeVersion>> {
    const last = cursorKey(cursor, PROGRAMME_ID) ?? '';
    const read = await latestVersions(this.#log.pool, { issuerId, after: last, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.programmeId);
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
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ProgrammeVersion>> {
    const before = Number(cursorKey(cursor, /^[1-9]\d{0,8}$/) ?? String(NO_VERSION_YET));
    const read = await versionsOf(this.#log.pool, { issuerId, programmeId, before, limit: limit + 1 });
    if (read.length === 0 && cursor === undefined) {
      throw new Problem(404, 'programme_unknown', 'There is no such programme', { members: { programmeId } });
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
    const found = await versionWithDocument(this.#log.pool, { issuerId, programmeId, version });
    if (found) return found;
    throw new Problem(404, 'programme_version_unknown', 'There is no such version', {
      members: { programmeId, version },
    });
  }

  @Get('programme-schema')
  @Scope('cards:programme.read')
  @ApiOperation({ summary: 'The JSON Schema of programme documents', description: 'Draft 2020-12.' })
  schema(): Record<string, unknown> {
    return programmeJsonSchema();
  }
}

function publishedBody([event]: readonly ProgrammeEvent[]): object {
  if (!event) throw new InvariantError('a publication without its event');
  const { programmeId, version, effectiveAt } = event.data;
  return { programmeId, version, effectiveAt: toRfc3339(effectiveAt) };
}

/** The document, if it may be published under this key. Throws Problem 422 `programme_invalid` with all its problems. */
function validProgramme(programmeId: string, body: string | Record<string, unknown>): Programme {
  const parsed = typeof body === 'string' ? parseProgramme(body) : checkProgramme(body);
  if (parsed.kind === 'problems') throw invalid(parsed.problems);
  const { id } = parsed.programme;
  if (id === programmeId) return parsed.programme;
  throw invalid([{ path: '$.id', message: `the document is of ${id}, the path says ${programmeId}` }]);
}

function invalid(problems: readonly { readonly path: string; readonly message: string }[]): Problem {
  return new Problem(422, 'programme_invalid', 'The programme document has problems', {
    detail: `${problems.length} in all, each with its JSONPath.`,
    members: { problems: problems.slice(0, PROBLEMS_MAX) },
  });
}
