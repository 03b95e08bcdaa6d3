/** Ratings that customers ask for: recorded by a manager, decided by somebody else with the word (domain 2.6, B4, B5). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { InstantRatingRecorded, ScripEvent } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import { EventLog, idFrom, on, type Placed } from '@scrip/event-store';
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
import { gradeOrder, gradesMet } from '@scrip/programme';
import { z } from 'zod';
import { rolesIn } from '../authority.ts';
import {
  holderIdField,
  keyField,
  membershipIdField,
  monthField,
  programmeIdField,
  reasonField,
  ulidField,
} from '../fields.ts';
import { documentIdField, requireDocuments } from '../manual-grade/grade-application.http.ts';
import { MemberFacts } from '../member-facts.ts';
import { type MembershipState, membershipDecider, membershipSeed } from '../membership/membership.decider.ts';
import { rateInstantly } from './instant-grade.rule.ts';
import {
  decideInstantRating,
  declineInstantRating,
  type InstantRatingState,
  instantRatingDecider,
  recordInstantRating,
} from './instant-rating.decider.ts';
import { INSTANT_STATES, type InstantRatingView, instantRatings } from './instant-rating.projection.ts';

type Reply = Parameters<typeof answer>[2];

/** Documents of one record. */
const DOCUMENTS_MAX = 20;

const ratingIdField = ulidField('irt', 'An instant rating');
const ratingParam = z.object({ ratingId: ratingIdField });
const recordBody = z.strictObject({
  holderId: holderIdField.describe('The customer who asks.'),
  programmeId: programmeIdField,
  gradeKey: keyField.describe('The level that is asked for.'),
  productKey: keyField.optional().describe('Product that the customer bought, a key of the programme.'),
  documentIds: z.array(documentIdField).max(DOCUMENTS_MAX).default([]).describe('Of the customer, such as the proof.'),
});
const declineBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  holderId: holderIdField.optional(),
  programmeId: programmeIdField.optional(),
  state: z.enum(INSTANT_STATES).optional(),
});

const recordedAnswer = z.looseObject({
  ratingId: ratingIdField,
  membershipId: membershipIdField,
  askedGradeKey: z.string(),
  month: monthField,
  products: z.array(z.string()).describe('Of which one must have been bought; none where none is asked for.'),
  approvedByRoles: z.array(z.string()).describe('Who decides.'),
});
const decidedAnswer = z.object({
  ratingId: ratingIdField,
  passed: z.boolean(),
  askedGradeKey: z.string(),
  metGradeKey: z.string().describe('The highest grade whose standard is met.'),
  productMet: z.boolean(),
  levelMet: z.boolean(),
  grade: z.string().nullable().describe('That the membership has from now on; null where it was not passed.'),
});
const declinedAnswer = z.looseObject({ ratingId: ratingIdField, reason: z.string() });
const ratingShape = z.object({
  ratingId: ratingIdField,
  membershipId: membershipIdField,
  holderId: holderIdField,
  programmeId: programmeIdField,
  askedGradeKey: z.string(),
  month: monthField,
  productKey: z.string().nullable(),
  waitsFor: z.array(z.string()).describe('Roles that decide, while nobody has.'),
  state: z.enum(INSTANT_STATES),
  metGradeKey: z.string().nullable(),
  productMet: z.boolean().nullable(),
  levelMet: z.boolean().nullable(),
  reason: z.string().nullable(),
  recordedBy: z.string(),
  recordedAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  position: z.int().describe('Place in the log.'),
});
const listAnswer = z.object({ items: z.array(ratingShape), next: z.string().nullable() });

const REFUSALS = { programme_unknown: 404, rating_unknown: 404, role_missing: 403, own_work: 403 };

@Controller('tiering/v1/instant-ratings')
export class InstantRatingHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #facts: MemberFacts;

  constructor(log: EventLog, programmes: Terms, facts: MemberFacts) {
    this.#log = log;
    this.#programmes = programmes;
    this.#facts = facts;
  }

  @Post()
  @Scope('tiering:instant.record')
  @ApiOperation({
    summary: 'Record that a customer asks to be rated now',
    description:
      'The token needs the scope tiering:authority.<role> of a role that records. Refused, in this order: 404 `document_unknown` {documentId}; 404 `programme_unknown`; 409 `instant_rating_not_offered` {programmeVersion}; 409 `grade_unknown` {gradeKey}; 403 `role_missing` {roles}; 409 `documents_missing` {missing}.',
  })
  @ApiCreatedResponse({ standardSchema: recordedAnswer })
  async record(
    @Body({ schema: recordBody }) body: z.output<typeof recordBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who, key } = command;
    const { issuerId, occurredAt } = who;
    const { holderId, programmeId, gradeKey, productKey = null, documentIds } = body;
    const documents = await requireDocuments(this.#log, issuerId, holderId, documentIds);
    const programme = await this.#programmes.inForce(issuerId, programmeId, occurredAt);
    const ratingId = idFrom('irt', [issuerId, key.scope, key.key].join('\n'));
    const membershipId = idFrom('mbr', membershipSeed(issuerId, programmeId, holderId));
    const ids = { ratingId, membershipId, holderId, programmeId };
    const asOfDate = businessDate(occurredAt);
    const asked = { ...ids, gradeKey, asOfDate, productKey, documents, by, roles: rolesIn(scopes) };
    const verdict = await this.#log.execute({
      ...command,
      decider: instantRatingDecider,
      streamId: ratingId,
      decide: () => recordInstantRating(asked, programme),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get()
  @Scope('tiering:read')
  @ApiOperation({ summary: 'List instant ratings', description: 'The newest first.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<InstantRatingView>> {
    const last = cursorKey(cursor, /^\d{1,16}$/);
    const before = last === undefined ? undefined : BigInt(last);
    const read = await instantRatings(this.#log.pool, { issuerId, ...asked, before, limit: limit + 1 });
    return pageOf(read, limit, (item) => String(item.position));
  }

  @Get(':ratingId')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'Read an instant rating', description: '404 `rating_unknown`.' })
  @ApiOkResponse({ standardSchema: ratingShape })
  async read(
    @Param({ schema: ratingParam }) { ratingId }: z.output<typeof ratingParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<InstantRatingView> {
    const [found] = await instantRatings(this.#log.pool, { issuerId, ratingId, limit: 1 });
    if (found) return found;
    throw ratingUnknown(ratingId);
  }

  @Post(':ratingId/approval')
  @Scope('tiering:instant.decide')
  @ApiOperation({
    summary: 'Approve an instant rating: it is passed or not, by what was bought and measured',
    description:
      'Passed, the membership has the level in the same moment, and the system rating of the month in which it is passed stands aside where the programme says so. The standards are asked for the month of the record. Refused, in this order: 404 `rating_unknown`; 404 `programme_unknown`; 409 `rating_decided` {status}; 403 `role_missing` {roles}; 403 `own_work`; 409 `grade_unknown`; 409 `membership_closed` {cause}; 409 `grade_held` {heldGrade}.',
  })
  @ApiCreatedResponse({ standardSchema: decidedAnswer })
  async approve(
    @Param({ schema: ratingParam }) { ratingId }: z.output<typeof ratingParam>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const recorded = await this.#recorded(issuerId, ratingId);
    const { programmeId, programmeVersion, holderId, month, membershipId } = recorded;
    const programme = await this.#programmes.ofVersion(issuerId, programmeId, programmeVersion);
    const facts = programme && (await this.#facts.ofRating(issuerId, programme, { holderId, month }));
    const met = programme && facts && gradesMet(facts, programme);
    if (!programme || !facts || !met) {
      const members = { programmeId, programmeVersion };
      throw new Problem(404, 'programme_unknown', 'This version of the programme rates nobody', { members });
    }
    const review = { by, roles: rolesIn(scopes) };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(instantRatingDecider, ratingId), on(membershipDecider, membershipId)],
      decide: ([rating, membership]): Decision<Placed> => {
        const decided = decideInstantRating(rating as InstantRatingState, review, met, gradeOrder(programme));
        if (decided.kind === 'refused') return decided;
        const [event] = decided.events;
        if (!event) throw new InvariantError('an instant rating was decided without a fact');
        const placed: Placed = { streamId: ratingId, event };
        if (event.type !== 'InstantRatingPassed') return { kind: 'accepted', events: [placed] };
        const under = { programme, today: businessDate(occurredAt), facts };
        const given = rateInstantly(membership as MembershipState, recorded, event.data, under);
        if (given.kind === 'refused') return given;
        const grades = given.events.map((fact): Placed => ({ streamId: membershipId, event: fact }));
        return { kind: 'accepted', events: [placed, ...grades] };
      },
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: REFUSALS, body: decidedBody }, reply);
  }

  @Post(':ratingId/refusal')
  @Scope('tiering:instant.decide')
  @ApiOperation({
    summary: 'Decline an instant rating, whatever it would come to',
    description:
      'Refused, in this order: 404 `rating_unknown`; 409 `rating_decided` {status}; 403 `role_missing` {roles}; 403 `own_work`.',
  })
  @ApiCreatedResponse({ standardSchema: declinedAnswer })
  async decline(
    @Param({ schema: ratingParam }) { ratingId }: z.output<typeof ratingParam>,
    @Body({ schema: declineBody }) { reason }: z.output<typeof declineBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#recorded(command.who.issuerId, ratingId);
    const verdict = await this.#log.execute({
      ...command,
      decider: instantRatingDecider,
      streamId: ratingId,
      decide: (state) => declineInstantRating(state, { by, roles: rolesIn(scopes), reason }),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  async #recorded(issuerId: string, ratingId: string): Promise<InstantRatingRecorded> {
    const first = await this.#log.firstOf(ratingId);
    if (first?.envelope.issuerId !== issuerId || first.event.type !== 'InstantRatingRecorded') {
      throw ratingUnknown(ratingId);
    }
    return first.event.data;
  }
}

function ratingUnknown(ratingId: string): Problem {
  return new Problem(404, 'rating_unknown', 'There is no such instant rating', { members: { ratingId } });
}

function decidedBody(events: readonly ScripEvent[]): object {
  const decided = events.find(({ type }) => type === 'InstantRatingPassed' || type === 'InstantRatingNotPassed');
  if (decided?.type !== 'InstantRatingPassed' && decided?.type !== 'InstantRatingNotPassed') return {};
  const { ratingId, askedGradeKey, metGradeKey, productMet, levelMet } = decided.data;
  const given = events.find((event) => event.type === 'GradeRatedInstantly');
  const grade = given?.data.toGrade ?? null;
  return { ratingId, passed: grade !== null, askedGradeKey, metGradeKey, productMet, levelMet, grade };
}
