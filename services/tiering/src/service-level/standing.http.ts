/** Where a holder stands: the grade at any date, what they are served by, what they may apply for, and what is to come. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { BusinessClock, EventLog } from '@scrip/event-store';
import { Caller, Problem, Scope } from '@scrip/http';
import {
  type Aim,
  type Facts,
  forecastOf,
  gradesMet,
  inWords,
  type MissingPart,
  type Programme,
  serviceLevelOf,
  standardsAsked,
  unratedGrade,
} from '@scrip/programme';
import { z } from 'zod';
import { holderIdField, membershipIdField, monthField, programmeIdField } from '../fields.ts';
import { MemberFacts } from '../member-facts.ts';
import { type GradeAt, gradeAt } from '../membership/grade-step.projection.ts';
import { membershipDecider, standingOf } from '../membership/membership.decider.ts';
import { type MembershipView, membershipById } from '../membership/membership.projection.ts';
import { pointsOfMember } from '../metric/metric-value.ts';
import { productsOfHolder } from './holder-card.ts';

const membershipParam = z.object({ membershipId: membershipIdField });
const programmeParam = z.object({ programmeId: programmeIdField });
const atQuery = z.object({
  at: z.iso.date().optional().describe('Business day, also one to come; left out: today.'),
});
const eligibilityQuery = z.object({
  holderId: holderIdField,
  month: monthField.optional().describe('Month whose rating it is asked for; left out: this one.'),
});

const words = z.object({ 'zh-CN': z.string(), en: z.string() });
const gradeAtAnswer = z.object({
  membershipId: membershipIdField,
  at: z.iso.date(),
  grade: z.string().describe('Key in the programme document.'),
  standing: z.string().describe('How it was held: met, extension or falling.'),
  since: z.iso.date().describe('First business day on which it held without a break.'),
  rule: z.string().describe('What gave it: a rule or standard of the programme, or rating, granted, taken-over.'),
  programmeVersion: z.int(),
  version: z.int().describe("Of the step, in the membership's history."),
  eventId: z.string(),
});
const levelAnswer = z.object({
  membershipId: membershipIdField,
  programmeVersion: z.int(),
  level: z.string().nullable().describe('Grade that the holder is served by; null: no VIP service.'),
  grade: z.string(),
  cardGrade: z.string().nullable().describe('The best of the cards that work.'),
  decidedBy: z.enum(['grade', 'card', 'both', 'noCard']),
  words,
});
const standardShape = z.object({
  standard: z.string(),
  grade: z.string(),
  gives: z.enum(['grade', 'application']),
  applies: z.boolean().describe('Whether it is for this holder.'),
  met: z.boolean(),
  words,
  explanation: z.looseObject({}).describe('Clause by clause, with the number that each saw.'),
});
const eligibilityAnswer = z.object({
  holderId: holderIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  month: monthField,
  grade: z.string().describe('The highest grade that a standard gives.'),
  mayApplyFor: z.string().nullable().describe('The highest grade above it that may be applied for.'),
  standards: z.array(standardShape),
});
const missingShape = z.array(
  z.object({
    of: z.string(),
    name: words,
    type: z.enum(['fen', 'points', 'count']),
    total: z.string().describe('What there is, exact: whole decimal digits; divided by the next.'),
    over: z.string(),
    needed: z.int(),
    missing: z.int(),
  }),
);
const aimShape = z
  .object({
    grade: z.string(),
    byDate: z.iso.date(),
    met: z.boolean(),
    ways: z.array(
      z.object({
        standard: z.string(),
        met: z.boolean(),
        missing: missingShape,
      }),
    ),
    words,
  })
  .nullable();
const forecastAnswer = z.object({
  membershipId: membershipIdField,
  programmeVersion: z.int(),
  month: monthField.nullable().describe('Of the coming rating; null where the programme rates nobody.'),
  grade: z.string(),
  standing: z.string(),
  raises: z
    .array(z.object({ grade: z.string(), rule: z.string(), missing: missingShape, words }))
    .describe('What raises the grade at once, the lowest grade first.'),
  keep: aimShape.describe('What it takes to keep the grade; null for the lowest.'),
  reach: aimShape.describe('What it takes to reach the next; null for the highest.'),
  ifNothingChanges: z.array(
    z.object({ month: monthField, outcome: z.string(), grade: z.string(), effectiveDate: z.iso.date() }),
  ),
  words,
});

@Controller('tiering/v1')
export class StandingHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #facts: MemberFacts;
  readonly #clock: BusinessClock;

  constructor(log: EventLog, programmes: Terms, facts: MemberFacts, clock: BusinessClock) {
    this.#log = log;
    this.#programmes = programmes;
    this.#facts = facts;
    this.#clock = clock;
  }

  @Get('memberships/:membershipId/grade')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Read the grade that a member had on a day, and what gave it',
    description:
      'Also of a membership that has ended. Refused, in this order: 404 `membership_unknown`; 404 `not_member_then` {at}.',
  })
  @ApiOkResponse({ standardSchema: gradeAtAnswer })
  async grade(
    @Param({ schema: membershipParam }) { membershipId }: z.output<typeof membershipParam>,
    @Query({ schema: atQuery }) { at = this.#today() }: z.output<typeof atQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<GradeAt> {
    const first = await this.#log.firstOf(membershipId);
    if (first?.envelope.issuerId !== issuerId) throw membershipUnknown(membershipId);
    const found = await gradeAt(this.#log.pool, membershipId, at);
    if (found) return found;
    const members = { membershipId, at };
    throw new Problem(404, 'not_member_then', 'There was no membership on that day', { members });
  }

  @Get('memberships/:membershipId/service-level')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Read what a member is served by',
    description:
      'The grade, or the lower of it and the best card that works, as the programme says. Refused, in this order: 404 `membership_unknown`; 404 `programme_unknown`.',
  })
  @ApiOkResponse({ standardSchema: levelAnswer })
  async level(
    @Param({ schema: membershipParam }) { membershipId }: z.output<typeof membershipParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { grade, holderId, programmeId } = await this.#member(issuerId, membershipId);
    const programme = await this.#programme(issuerId, programmeId);
    const productKeys = await productsOfHolder(this.#log.pool, { issuerId, holderId, programmeId });
    const level = serviceLevelOf({ grade, productKeys }, programme);
    return { membershipId, programmeVersion: programme.version, ...level };
  }

  @Get('programmes/:programmeId/eligibility')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Ask every standard of a programme for a holder',
    description:
      'What is met, what it gives, and what the holder may only apply for, with the explanation of each; member or not. Refused, in this order: 404 `programme_unknown`; 409 `programme_rates_nobody`.',
  })
  @ApiOkResponse({ standardSchema: eligibilityAnswer })
  async eligibility(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Query({ schema: eligibilityQuery }) { holderId, month = this.#month() }: z.output<typeof eligibilityQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const programme = await this.#programme(issuerId, programmeId);
    const facts = await this.#facts.ofRating(issuerId, programme, { holderId, month });
    const met = gradesMet(facts, programme);
    if (!met) throw ratesNobody(programme);
    const standards = standardsAsked(facts, programme).map(({ explain: explanation, ...asked }) => ({
      ...asked,
      words: { 'zh-CN': inWords(explanation, 'zh-CN'), en: inWords(explanation, 'en') },
      explanation,
    }));
    const of = { holderId, programmeId, programmeVersion: programme.version, month };
    return { ...of, grade: met.grade, mayApplyFor: met.mayApply, standards };
  }

  @Get('memberships/:membershipId/forecast')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'Say what a member must do to keep the grade or reach the next',
    description:
      'From what is measured so far in this month, what the coming ratings make of it if nothing changes, a grade given by hand against them, and how many points more raise the grade at once. Refused, in this order: 404 `membership_unknown`; 404 `programme_unknown`; 409 `programme_rates_nobody`.',
  })
  @ApiOkResponse({ standardSchema: forecastAnswer })
  async forecast(
    @Param({ schema: membershipParam }) { membershipId }: z.output<typeof membershipParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { grade, standing, missedRatings, holderId, programmeId } = await this.#member(issuerId, membershipId);
    const programme = await this.#programme(issuerId, programmeId);
    const { state } = await this.#log.state(membershipDecider, membershipId);
    const facts =
      unratedGrade(programme) && (await this.#forecastFacts(issuerId, programme, { holderId, membershipId }));
    const held = { grade, standing: standingOf(standing), missedRatings };
    const grant = state.kind === 'member' ? state.grant : null;
    const forecast = facts && forecastOf({ held, grant, facts, month: this.#month() }, programme);
    if (!forecast) throw ratesNobody(programme);
    const of = { membershipId, programmeVersion: programme.version, grade, standing };
    const { raises, keep, reach } = forecast;
    const toldRaises = raises.map((raise) => ({ ...raise, missing: raise.missing.map(toldPart) }));
    return { ...of, ...forecast, raises: toldRaises, keep: told(keep), reach: told(reach) };
  }

  async #forecastFacts(
    issuerId: string,
    programme: Programme,
    { holderId, membershipId }: { readonly holderId: string; readonly membershipId: string },
  ): Promise<Facts> {
    const facts = await this.#facts.ofRating(issuerId, programme, { holderId, month: this.#month() });
    const points = await pointsOfMember(this.#log.pool, membershipId);
    return { ...facts, values: { ...facts.values, ...points } };
  }

  async #member(issuerId: string, membershipId: string): Promise<MembershipView> {
    const member = await membershipById(this.#log.pool, issuerId, membershipId);
    if (!member) throw membershipUnknown(membershipId);
    return member;
  }

  async #programme(issuerId: string, programmeId: string): Promise<Programme> {
    const programme = await this.#programmes.inForce(issuerId, programmeId, this.#clock.now());
    if (programme) return programme;
    throw new Problem(404, 'programme_unknown', 'No version of this programme is in force', {
      members: { programmeId },
    });
  }

  #today(): string {
    return businessDate(this.#clock.now());
  }

  #month(): string {
    return this.#today().slice(0, 7);
  }
}

/** Exact numbers travel as text. */
function told(aim: Aim | null): object | null {
  return aim && { ...aim, ways: aim.ways.map((way) => ({ ...way, missing: way.missing.map(toldPart) })) };
}

function toldPart({ actual, ...part }: MissingPart): object {
  return { ...part, total: String(actual.total), over: String(actual.over) };
}

function membershipUnknown(membershipId: string): Problem {
  return new Problem(404, 'membership_unknown', 'There is no such membership', { members: { membershipId } });
}

function ratesNobody({ id: programmeId, version: programmeVersion }: Programme): Problem {
  const members = { programmeId, programmeVersion };
  return new Problem(409, 'programme_rates_nobody', 'The programme has no ratings', { members });
}
