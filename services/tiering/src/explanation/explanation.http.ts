/** Why a member has a grade, for whoever asks at the desk. */
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Terms } from '@scrip/chassis';
import { InvariantError } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import { Caller, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { membershipIdField } from '../fields.ts';
import { membershipById } from '../membership/membership.projection.ts';
import { explainStep, type StepEvent } from './grade-step-explanation.rule.ts';
import { knownOfStep } from './known-of-step.ts';

const stepParam = z.object({
  membershipId: membershipIdField,
  version: z.coerce.number().int().min(1).max(999_999_999).describe("Of the event in the membership's stream."),
});

const words = z.object({ 'zh-CN': z.string(), en: z.string() });
const explanationAnswer = z.object({
  membershipId: membershipIdField,
  version: z.int(),
  eventId: z.string(),
  fact: z.string().describe('Type of the fact.'),
  programmeVersion: z.int().describe('The version it was decided and is explained under.'),
  fromGrade: z.string().nullable().describe('Null for the joining.'),
  toGrade: z.string(),
  asked: z.record(z.string(), z.unknown()).describe('What the rules were asked with, as the fact has it.'),
  rules: z.array(
    z.object({
      rule: z.string().describe('Key in the programme document; of a rating `<standard>:<grade>`.'),
      met: z.boolean(),
      counted: z.boolean(),
      words,
      wouldMeet: words.nullable().describe('What would have met it; null where it was met or no number would do.'),
      clause: z.unknown().describe('Its condition clause by clause: kind, met, words, wanted, actual, lack, parts.'),
    }),
  ),
  words,
  agrees: z
    .boolean()
    .nullable()
    .describe('Whether the version gives again what the fact says; null where no rule of the document gave the step.'),
});

@Controller('tiering/v1/memberships')
export class ExplanationHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Get(':membershipId/grade-steps/:version/explanation')
  @Scope('tiering:read')
  @ApiOperation({
    summary: "Explain a step of a member's grade",
    description:
      'A joining, a raise, a rating, and every other step: each rule that was asked, clause by clause with the numbers it saw and what would have met it, rebuilt from the fact and its version; of a corrected rating which value and which grade was and is, of a decision by hand who approved it, why and until when. 404 `membership_unknown`; 404 `grade_step_unknown`.',
  })
  @ApiOkResponse({ standardSchema: explanationAnswer })
  async explain(
    @Param({ schema: stepParam }) { membershipId, version }: z.output<typeof stepParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const membership = await membershipById(this.#log.pool, issuerId, membershipId);
    if (!membership) {
      throw new Problem(404, 'membership_unknown', 'There is no such membership', { members: { membershipId } });
    }
    const [stored] = await this.#log.readStream(membershipId, { after: version - 1, limit: 1 });
    const explained = stored && (await this.#explained(issuerId, stored.event as StepEvent));
    if (explained) return { membershipId, version, eventId: stored.envelope.eventId, ...explained };
    throw new Problem(404, 'grade_step_unknown', 'No grade changed there', { members: { membershipId, version } });
  }

  async #explained(issuerId: string, event: StepEvent): Promise<object | undefined> {
    if (!('programmeVersion' in event.data)) return undefined;
    const { programmeId, programmeVersion } = event.data;
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme) throw new InvariantError(`version ${programmeVersion} of ${programmeId} is not here`);
    const parts = { log: this.#log, terms: this.#terms, issuerId };
    return explainStep(event, programme, await knownOfStep(parts, event, programme));
  }
}
