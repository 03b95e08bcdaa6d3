/** Deciding on applications for grades, and ending a grade that was given by hand (domain 2.8). */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { GradeApplied, ScripEvent } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import { EventLog, on, type Placed } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { approvalOf, evaluate, inWords, type Programme } from '@scrip/programme';
import { z } from 'zod';
import { rolesIn } from '../authority.ts';
import { keyField, membershipIdField, reasonField } from '../fields.ts';
import { MemberFacts } from '../member-facts.ts';
import { type MembershipState, membershipDecider } from '../membership/membership.decider.ts';
import {
  approveGrade,
  type GradeApplicationState,
  gradeApplicationDecider,
  passStep,
  refuseGrade,
} from './grade-application.decider.ts';
import {
  APPLICATION_REFUSALS,
  applicationIdField,
  applicationParam,
  requireGradeApplication,
} from './grade-application.http.ts';
import { endGrant, grantGrade } from './grade-grant.rule.ts';

type Reply = Parameters<typeof answer>[2];

const stepParam = z.object({ applicationId: applicationIdField, stepKey: keyField });
const stepBody = z.strictObject({ finding: reasonField.optional().describe('What was found, as a code.') }).nullish();
const approvalBody = z
  .strictObject({
    gradeKey: keyField.optional().describe('Left out: the grade that was asked for.'),
    untilDate: z.iso.date().optional().describe('Last business day of the term; left out: it stands for good.'),
  })
  .nullish();
const refusalBody = z.strictObject({ reason: reasonField });
const membershipParam = z.object({ membershipId: membershipIdField });

const passedAnswer = z.looseObject({ applicationId: applicationIdField, stepKey: z.string(), role: z.string() });
const approvedAnswer = z.looseObject({
  applicationId: applicationIdField,
  membershipId: membershipIdField,
  gradeKey: z.string(),
  role: z.string(),
  untilDate: z.iso.date().nullable(),
});
const refusedAnswer = z.looseObject({ applicationId: applicationIdField, reason: z.string() });
const endedAnswer = z.looseObject({ membershipId: membershipIdField, fromGrade: z.string(), toGrade: z.string() });

const REFUSALS = { ...APPLICATION_REFUSALS, membership_unknown: 404 };

@Controller('tiering/v1')
export class GradeReviewHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #facts: MemberFacts;

  constructor(log: EventLog, programmes: Terms, facts: MemberFacts) {
    this.#log = log;
    this.#programmes = programmes;
    this.#facts = facts;
  }

  @Post('grade-applications/:applicationId/steps/:stepKey')
  @Scope('tiering:application.decide')
  @ApiOperation({
    summary: 'Pass the next look at an application for a grade',
    description:
      'The token needs the scope tiering:authority.<role> of a role that the programme names. Refused, in this order: 404 `application_unknown`; 409 `application_decided` {status}; 409 `documents_missing` {missing}; 409 `no_step_left`; 409 `not_the_next_step` {stepKey, next}; 403 `role_missing` {roles}; 403 `own_work`; 409 `step_not_met` {words}.',
  })
  @ApiCreatedResponse({ standardSchema: passedAnswer })
  async pass(
    @Param({ schema: stepParam }) { applicationId, stepKey }: z.output<typeof stepParam>,
    @Body({ schema: stepBody }) body: z.output<typeof stepBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const { applied } = await this.#applied(issuerId, applicationId);
    const unmet = applied ? await this.#unmet(issuerId, applied, stepKey, occurredAt) : null;
    const look = { stepKey, finding: body?.finding ?? null, by, roles: rolesIn(scopes), unmet };
    const verdict = await this.#log.execute({
      ...command,
      decider: gradeApplicationDecider,
      streamId: applicationId,
      decide: (state) => passStep(state, look),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: firstFact }, reply);
  }

  @Post('grade-applications/:applicationId/approval')
  @Scope('tiering:application.decide')
  @ApiOperation({
    summary: 'Approve an application for a grade; the membership has it in the same moment',
    description:
      'Refused, in this order: 404 `application_unknown`; 404 `programme_unknown`; 409 `application_decided` {status}; 409 `documents_missing` {missing}; 409 `steps_left` {next}; 409 `grade_not_offered`; 403 `role_missing` {roles}; 403 `own_work`; 409 `term_over` {untilDate, today}; 409 `grade_unknown`; 409 `membership_closed` {cause}; 409 `grade_held` {heldGrade}.',
  })
  @ApiCreatedResponse({ standardSchema: approvedAnswer })
  async approve(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Body({ schema: approvalBody }) body: z.output<typeof approvalBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const { applied, programme } = await this.#applied(issuerId, applicationId, occurredAt);
    const today = businessDate(occurredAt);
    const untilDate = body?.untilDate ?? null;
    const review = { gradeKey: body?.gradeKey ?? null, untilDate, today, by, roles: rolesIn(scopes) };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(gradeApplicationDecider, applicationId), on(membershipDecider, applied.membershipId)],
      decide: ([application, membership]): Decision<Placed> => {
        const approved = approveGrade(application as GradeApplicationState, review);
        if (approved.kind === 'refused') return approved;
        const [event] = approved.events;
        if (event?.type !== 'GradeApplicationApproved') throw new InvariantError('an approval is another fact');
        const { gradeKey, role } = event.data;
        const grant = { applied, gradeKey, role, untilDate, approvedBy: by, today };
        const given = grantGrade(membership as MembershipState, grant, programme);
        if (given.kind === 'refused') return given;
        const place = (streamId: string) => (fact: ScripEvent) => ({ streamId, event: fact });
        const events = [...approved.events.map(place(applicationId)), ...given.events.map(place(applied.membershipId))];
        return { kind: 'accepted', events };
      },
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: REFUSALS, body: firstFact }, reply);
  }

  @Post('grade-applications/:applicationId/refusal')
  @Scope('tiering:application.decide')
  @ApiOperation({
    summary: 'Refuse an application for a grade',
    description:
      'By who has the next word on it. Refused, in this order: 404 `application_unknown`; 409 `application_decided` {status}; 403 `role_missing` {roles}; 403 `own_work`.',
  })
  @ApiCreatedResponse({ standardSchema: refusedAnswer })
  async refuse(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Body({ schema: refusalBody }) { reason }: z.output<typeof refusalBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireGradeApplication(this.#log, command.who.issuerId, applicationId);
    const verdict = await this.#log.execute({
      ...command,
      decider: gradeApplicationDecider,
      streamId: applicationId,
      decide: (state) => refuseGrade(state, { reason, by, roles: rolesIn(scopes) }),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: firstFact }, reply);
  }

  @Post('memberships/:membershipId/grant-end')
  @Scope('tiering:application.decide')
  @ApiOperation({
    summary: 'End a grade that was given by hand, before its term or where it has none',
    description:
      'By who may give it; the grade before it is back. Refused, in this order: 404 `membership_unknown`; 404 `programme_unknown`; 409 `grant_none`; 403 `role_missing` {roles}.',
  })
  @ApiCreatedResponse({ standardSchema: endedAnswer })
  async end(
    @Param({ schema: membershipParam }) { membershipId }: z.output<typeof membershipParam>,
    @Body({ schema: refusalBody }) { reason: cause }: z.output<typeof refusalBody>,
    @Caller() { subject: endedBy, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const first = await this.#log.firstOf(membershipId);
    const { state } = await this.#log.state(membershipDecider, membershipId);
    if (first?.envelope.issuerId !== issuerId || state.kind !== 'member') {
      throw new Problem(404, 'membership_unknown', 'There is no such membership', { members: { membershipId } });
    }
    const programme = await this.#programme(issuerId, state.programmeId, occurredAt);
    const ended = { today: businessDate(occurredAt), cause, endedBy, roles: rolesIn(scopes) };
    const verdict = await this.#log.execute({
      ...command,
      decider: membershipDecider,
      streamId: membershipId,
      decide: (now) => endGrant(now, ended, programme),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: firstFact }, reply);
  }

  /** The application and the version in force now: the grade is given under it, the application is decided under its own. */
  async #applied(
    issuerId: string,
    applicationId: string,
    at?: number,
  ): Promise<{ readonly applied: GradeApplied; readonly programme: Programme }> {
    await requireGradeApplication(this.#log, issuerId, applicationId);
    const { state } = await this.#log.state(gradeApplicationDecider, applicationId);
    if (state.status === 'none') throw new Problem(404, 'application_unknown', 'There is no such application');
    const { applied } = state;
    const { programmeId, programmeVersion } = applied;
    const programme =
      at === undefined
        ? await this.#programmes.ofVersion(issuerId, programmeId, programmeVersion)
        : await this.#programme(issuerId, programmeId, at);
    if (!programme) throw programmeUnknown(programmeId);
    return { applied, programme };
  }

  async #programme(issuerId: string, programmeId: string, at: number): Promise<Programme> {
    const programme = await this.#programmes.inForce(issuerId, programmeId, at);
    if (!programme) throw programmeUnknown(programmeId);
    return programme;
  }

  /** Why the condition of a look is not met, in words; null where it is, or where it has none. */
  async #unmet(issuerId: string, applied: GradeApplied, stepKey: string, at: number): Promise<string | null> {
    const { programmeId, programmeVersion, approvalKey, holderId } = applied;
    const programme = await this.#programmes.ofVersion(issuerId, programmeId, programmeVersion);
    const when = programme && approvalOf(programme, approvalKey)?.steps.find(({ key }) => key === stepKey)?.when;
    if (!programme || when === undefined) return null;
    const month = businessDate(at).slice(0, 7);
    const { met, explain } = evaluate(when, await this.#facts.ofHolder({ issuerId, programme, holderId, when, month }));
    return met ? null : inWords(explain, 'en');
  }
}

function firstFact(events: readonly ScripEvent[]): object {
  return { ...events[0]?.data };
}

function programmeUnknown(programmeId: string): Problem {
  return new Problem(404, 'programme_unknown', 'No version of this programme is in force', {
    members: { programmeId },
  });
}
