/** Questions about documents: what is wrong with one, what the rules of law say of it, what differs between two; and the issuer's setting. */
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ProgrammeSettingEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { checkRulePack, diffDocuments, type Json, type RulePackSettings, readDocument } from '@scrip/programme';
import { z } from 'zod';
import { DRAFT_ID } from '../fields.ts';
import { versionUnknown } from './programme.http.ts';
import { ProgrammeChecks } from './programme-check.ts';
import { draftWithText } from './programme-draft.projection.ts';
import {
  capCounts,
  checkKey,
  documentBody,
  documentProblem,
  looserChild,
  programmeParam,
  rulePackLevel,
  rulePackReport,
  versionParam,
} from './programme-route.ts';
import { programmeSettingDecider, programmeSettingStream, setRulePack } from './programme-setting.decider.ts';
import { documentOf, versionWithDocument } from './programme-version.projection.ts';

type Reply = Parameters<typeof answer>[2];

const oneOfTwo = z
  .string()
  .regex(new RegExp(`^[1-9]\\d{0,8}$|${DRAFT_ID.source}`))
  .describe('A version by its number, or a draft by its id.');
const diffQuery = z.object({ from: oneOfTwo, to: oneOfTwo });
const settingBody = z.strictObject({
  level: rulePackLevel,
  capCounts: capCounts.default('all'),
  checks: z.partialRecord(checkKey, rulePackLevel).default({}).describe('Checks with a level of their own.'),
});

const checkAnswer = z.object({
  valid: z.boolean().describe('Whether the document has no problem; the rule pack may warn or refuse all the same.'),
  problems: z.array(documentProblem),
  looserChildren: z.array(looserChild).describe('Programmes that have it as their parent and would be looser.'),
  rulePack: rulePackReport.nullable().describe('Null while the document has problems of its own.'),
});
const settingAnswer = z.object({ level: rulePackLevel, capCounts, checks: z.partialRecord(checkKey, rulePackLevel) });
const change = z.object({
  op: z.enum(['added', 'removed', 'changed', 'order']).describe('An order is told of a list whose entries moved.'),
  path: z.string().describe('JSONPath; an entry of a list by its key.'),
  before: z.unknown().optional().describe('Left out where it was added.'),
  after: z.unknown().optional().describe('Left out where it was removed.'),
});
const diffAnswer = z.object({ from: z.string(), to: z.string(), changes: z.array(change) });

@Controller('cards/v1')
export class ProgrammeCheckHttp {
  readonly #log: EventLog;
  readonly #checks: ProgrammeChecks;

  constructor(log: EventLog, checks: ProgrammeChecks) {
    this.#log = log;
    this.#checks = checks;
  }

  @Post('programmes/:programmeId/checks')
  @HttpCode(200)
  @Scope('cards:programme.read')
  @ApiOperation({
    summary: 'Check a document without keeping it',
    description: 'Everything that would keep it from being published. A question, not a command: it needs no key.',
  })
  @ApiBody({ description: 'A programme document, see GET /cards/v1/programme-schema.' })
  @ApiOkResponse({ standardSchema: checkAnswer })
  async check(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Body({ schema: documentBody }) body: z.output<typeof documentBody>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { problems, looserChildren, rulePack } = await this.#checks.examine({ issuerId, programmeId }, body);
    return { valid: problems.length === 0 && looserChildren.length === 0, problems, looserChildren, rulePack };
  }

  @Get('programmes/:programmeId/versions/:version/rule-pack')
  @Scope('cards:programme.read')
  @ApiOperation({
    summary: 'What the rules of law say of a version',
    description:
      'Each check under the setting of now, with its clause and its numbers. 404 `programme_version_unknown`.',
  })
  @ApiOkResponse({ standardSchema: rulePackReport })
  async rulePack(
    @Param({ schema: versionParam }) { programmeId, version }: z.output<typeof versionParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const programme = await documentOf(this.#log.pool, { issuerId, programmeId, version });
    if (!programme) throw versionUnknown(programmeId, version);
    return checkRulePack(programme, (await this.#checks.settings(issuerId)).settings);
  }

  @Get('programmes/:programmeId/diff')
  @Scope('cards:programme.read')
  @ApiOperation({
    summary: 'What differs between two versions, or a draft and a version',
    description:
      'By place; entries of lists are compared by their keys. 404 `programme_version_unknown`, `draft_unknown`; 422 `draft_unreadable` {problems} where a draft is no text of JSON or YAML.',
  })
  @ApiOkResponse({ standardSchema: diffAnswer })
  async diff(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Query({ schema: diffQuery }) { from, to }: z.output<typeof diffQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const [before, after] = await Promise.all([
      this.#document(issuerId, programmeId, from),
      this.#document(issuerId, programmeId, to),
    ]);
    return { from, to, changes: diffDocuments(before, after).map(({ way: _way, ...one }) => one) };
  }

  @Get('programme-rules')
  @Scope('cards:programme.read')
  @ApiOperation({ summary: 'What the issuer has set for the rules of law' })
  @ApiOkResponse({ standardSchema: settingAnswer })
  async setting(@Caller() { issuerId }: Caller): Promise<object> {
    return settingBodyOf((await this.#checks.settings(issuerId)).settings);
  }

  @Put('programme-rules')
  @Scope('cards:programme.settings')
  @ApiOperation({
    summary: 'Set what becomes of a programme that breaks a rule of law',
    description: 'It holds for what is published from now on; nothing is refused.',
  })
  @ApiOkResponse({ standardSchema: settingAnswer })
  async set(
    @Body({ schema: settingBody }) settings: z.output<typeof settingBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor } = command.who;
    const verdict = await this.#log.execute({
      ...command,
      decider: programmeSettingDecider,
      streamId: programmeSettingStream(issuerId),
      decide: () => setRulePack(settings, actor),
    });
    return answer(verdict, { body: setBody }, reply);
  }

  async #document(issuerId: string, programmeId: string, which: string): Promise<Json> {
    if (!DRAFT_ID.test(which)) {
      const asked = { issuerId, programmeId, version: Number(which), now: this.#log.clock.now() };
      const found = await versionWithDocument(this.#log.pool, asked);
      if (found) return found.document as Json;
      throw versionUnknown(programmeId, Number(which));
    }
    const draft = await draftWithText(this.#log.pool, { issuerId, programmeId, draftId: which });
    if (!draft) throw new Problem(404, 'draft_unknown', 'There is no such draft', { members: { draftId: which } });
    const read = readDocument(draft.documentText);
    if (read.kind === 'read') return (read.value ?? null) as Json;
    throw new Problem(422, 'draft_unreadable', 'The draft is no text of JSON or YAML', {
      members: { draftId: which, problems: read.problems },
    });
  }
}

function settingBodyOf({ level, capCounts: counts, checks = {} }: RulePackSettings): object {
  return { level, capCounts: counts, checks };
}

function setBody([event]: readonly ProgrammeSettingEvent[]): object {
  if (!event) throw new InvariantError('a setting without its event');
  return settingBodyOf(programmeSettingDecider.evolve(programmeSettingDecider.initial, event));
}
