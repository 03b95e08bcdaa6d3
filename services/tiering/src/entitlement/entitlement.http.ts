/** Entitlements at the desk: reserved, used, given up, taken back. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { addPeriod } from '@scrip/calendar';
import type { EntitlementEvent, ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, type Placed, type Verdict } from '@scrip/event-store';
import { answer, Command, type CommandRequest, fenField, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { holderIdField, keyField, reasonField, useIdField } from '../fields.ts';
import { entitlementDecider, release, reverse, type Take, take, useReserved } from './entitlement.decider.ts';
import { EntitlementDesk, type Subject, statesOf } from './entitlement-desk.ts';
import { isWhole, namesOne, personFields, subjectFields, subjectOf, textShape } from './entitlement-fields.ts';
import { type UseView, usesOf } from './entitlement-use.projection.ts';
import { giftOfStock } from './gift-of-stock.ts';

type Reply = Parameters<typeof answer>[2];

/** How long a reservation holds where the programme says nothing. */
const RESERVED_FOR = 'P7D';
/** Uses that one command takes: a grant has no more. */
const USE_COUNT_MAX = 10_000;

const takeFields = z.strictObject({
  ...subjectFields,
  ...personFields,
  entitlementKey: keyField.describe("A key among the programme's entitlements."),
  useCount: z.int().min(1).max(USE_COUNT_MAX).default(1),
});
const reservationBody = takeFields.refine(namesOne, isWhole);
const givenFields = {
  costFen: fenField.optional().describe('What it cost; left out: nothing is said.'),
  counterKey: keyField
    .optional()
    .describe('Counter that hands over a gift of a stock; left out: the one that the programme names.'),
};
const useBody = takeFields.extend(givenFields).refine(namesOne, isWhole);
const useReservedBody = z.strictObject(givenFields).nullish();
const reasonBody = z.strictObject({ reason: reasonField });
const useParam = z.object({ useId: useIdField });
const takenAnswer = z.object({
  useId: useIdField,
  state: z.enum(['reserved', 'used']),
  entitlementKey: z.string(),
  holderId: holderIdField,
  contractId: textShape,
  relativeId: textShape,
  gradeKey: textShape,
  grantPeriod: z.string(),
  grantedCount: z.int(),
  usedBeforeCount: z.int(),
  useCount: z.int(),
  usedDate: z.string(),
  programmeVersion: z.int(),
  giftKey: textShape.optional().describe('Of a use: the gift that points takes from a stock; null: none.'),
  giftCounterKey: textShape.optional().describe('Of which counter; null as the gift.'),
});
const endedAnswer = z.object({ useId: useIdField, reason: z.string() });
/** Refusals that are not here are 409. */
const REFUSALS = { use_unknown: 404, relative_unknown: 404 } as const;
const CHECKS =
  '409 `reception_needed`; 409 `grade_lacks_entitlement` {gradeKey, grades}; 409 `contract_needed`; 409 `contract_not_begun` {startsDate}; 409 `contract_ended` {endedDate}; 409 `contract_over` {endsDate}; 409 `contract_lapsed` {lapsedDate}; 409 `waiting_period` {fromDate, usableFromDate}; 409 `not_shareable`; 404 `relative_unknown`; 409 `relative_barred` {barredDate}; 409 `call_missing` {reinstatedDate}; 409 `relative_waiting` {calledDate, usableFromDate}; 409 `contract_not_needed` {entitlementKey}; 409 `occasion_needed`; 409 `receipt_of_other_holder` {receiptId}; 409 `condition_not_met` {because}';
const GIFT = '422 `gift_counter_unnamed` {giftKey}; 422 `counter_unknown` {counterKey}';
const COUNTS =
  '409 `occasion_used` {occasion, useId}; 409 `nothing_granted` {usedDate}; 409 `count_exhausted` {period, givenCount, usedCount, reservedCount, askedCount, leftCount}; 409 `year_limit_reached` {yearMost, takenCount, askedCount}';
@Controller('tiering/v1')
export class EntitlementHttp {
  readonly #log: EventLog;
  readonly #desk: EntitlementDesk;

  constructor(log: EventLog, desk: EntitlementDesk) {
    this.#log = log;
    this.#desk = desk;
  }

  @Post('entitlement-uses')
  @Scope('tiering:entitlement.use')
  @ApiOperation({
    summary: 'Use an entitlement',
    description: `What expires first is used first. A gift of a stock is taken from it once points hears of the use; where none is left the use stands and staff see to it. Refused, in this order: 404 \`contract_unknown\`; 404 \`programme_unknown\`; 404 \`entitlement_unknown\`; 404 \`receipt_unknown\` {receiptId}; 503 \`birthdays_silent\`; of a gift of a stock ${GIFT}; ${CHECKS}; ${COUNTS}; 409 \`budget_exceeded\` {costFen, budgetFen, excessFen}.`,
  })
  @ApiCreatedResponse({ standardSchema: takenAnswer })
  async use(
    @Body({ schema: useBody }) { costFen, counterKey, ...body }: z.output<typeof useBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#take(command, body, { costFen: costFen ?? null, reserve: false, counterKey });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: takenBody }, reply);
  }

  @Post('entitlement-reservations')
  @Scope('tiering:entitlement.use')
  @ApiOperation({
    summary: 'Reserve an entitlement',
    description: `Nobody else can use it until it is used, released or expired. Refused, in this order: 404 \`contract_unknown\`; 404 \`programme_unknown\`; 404 \`entitlement_unknown\`; 404 \`receipt_unknown\` {receiptId}; 503 \`birthdays_silent\`; ${CHECKS}; ${COUNTS}.`,
  })
  @ApiCreatedResponse({ standardSchema: takenAnswer })
  async reserve(
    @Body({ schema: reservationBody }) body: z.output<typeof reservationBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#take(command, body, { costFen: null, reserve: true });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: takenBody }, reply);
  }

  @Post('entitlement-reservations/:useId/use')
  @Scope('tiering:entitlement.use')
  @ApiOperation({
    summary: 'Use what was reserved',
    description: `The count was taken then; whether it may be used is looked at again. Refused, in this order: 404 \`use_unknown\`; 404 \`programme_unknown\`; 404 \`entitlement_unknown\`; 404 \`receipt_unknown\`; 503 \`birthdays_silent\`; of a gift of a stock ${GIFT}; 409 \`reservation_not_open\`; 409 \`reservation_expired\` {expiresAt}; ${CHECKS}; 409 \`budget_exceeded\` {costFen, budgetFen, excessFen}.`,
  })
  @ApiCreatedResponse({ standardSchema: takenAnswer })
  async takeUp(
    @Param({ schema: useParam }) { useId }: z.output<typeof useParam>,
    @Body({ schema: useReservedBody }) body: z.output<typeof useReservedBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const known = await this.#use(command, useId);
    const { entitlementKey, relativeId, occasion, holderId, programmeId, contractId } = known;
    const subject: Subject = contractId === null ? { holderId, programmeId } : { contractId };
    const standing = await this.#desk.standing(command, subject);
    const prepared = await this.#desk.prepare(command, standing, { entitlementKey, relativeId, occasion });
    const gift = giftOfStock(prepared.entitlement, prepared.programme, body?.counterKey);
    const asked = { useId, usedDate: prepared.date, at: command.who.occurredAt, costFen: body?.costFen ?? null, gift };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: prepared.streams,
      decide: (states) => {
        const of = statesOf(prepared, states);
        return placed(useReserved(of.entitlement, asked, prepared.terms(of)));
      },
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: takenBody }, reply);
  }

  @Post('entitlement-reservations/:useId/release')
  @Scope('tiering:entitlement.use')
  @ApiOperation({
    summary: 'Give a reservation up',
    description: 'Refused, in this order: 404 `use_unknown`; 409 `reservation_not_open`.',
  })
  @ApiCreatedResponse({ standardSchema: endedAnswer })
  async release(
    @Param({ schema: useParam }) { useId }: z.output<typeof useParam>,
    @Body({ schema: reasonBody }) { reason }: z.output<typeof reasonBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { entitlementId } = await this.#use(command, useId);
    const verdict = await this.#log.execute({
      ...command,
      decider: entitlementDecider,
      streamId: entitlementId,
      decide: (state) => release(state, { useId, reason }),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => ({ useId, reason }) }, reply);
  }

  @Post('entitlement-uses/:useId/reversal')
  @Scope('tiering:entitlement.reverse')
  @ApiOperation({
    summary: 'Take back a use that was a mistake or was not delivered',
    description: 'It can be used again. Refused, in this order: 404 `use_unknown`; 409 `use_not_open`.',
  })
  @ApiCreatedResponse({ standardSchema: endedAnswer })
  async reverse(
    @Param({ schema: useParam }) { useId }: z.output<typeof useParam>,
    @Body({ schema: reasonBody }) { reason }: z.output<typeof reasonBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { entitlementId, holderId } = await this.#use(command, useId);
    const verdict = await this.#log.execute({
      ...command,
      decider: entitlementDecider,
      streamId: entitlementId,
      decide: (state) => reverse(state, { entitlementId, useId, holderId, reason }),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => ({ useId, reason }) }, reply);
  }

  async #take(
    command: CommandRequest,
    body: z.output<typeof takeFields>,
    {
      costFen,
      reserve,
      counterKey,
    }: { readonly costFen: Take['costFen']; readonly reserve: boolean; readonly counterKey?: string | undefined },
  ): Promise<Verdict> {
    const { entitlementKey, relativeId = null, occasion = null, useCount } = body;
    const standing = await this.#desk.standing(command, subjectOf(body));
    const prepared = await this.#desk.prepare(command, standing, { entitlementKey, relativeId, occasion });
    const { programme, holderId, contractId, entitlementId, date: usedDate, entitlement } = prepared;
    const reservedFor = entitlement.reservedFor ?? RESERVED_FOR;
    const gift = reserve ? null : giftOfStock(entitlement, programme, counterKey);
    const asked = {
      entitlementId,
      useId: idFrom('use', `${command.key.scope}\n${command.key.key}`),
      holderId,
      contractId,
      relativeId,
      programmeId: programme.id,
      programmeVersion: programme.version,
      useCount,
      occasion,
      usedDate,
      costFen,
      gift,
      reservedUntil: reserve ? addPeriod(command.who.occurredAt, reservedFor) : null,
    };
    return this.#log.executeAcross({
      ...command,
      streams: prepared.streams,
      decide: (states) => {
        const of = statesOf(prepared, states);
        const taking = { ...asked, gradeKey: prepared.gradeKey(of) };
        return placed(take(of.entitlement, taking, prepared.terms(of)));
      },
    });
  }

  async #use({ who }: CommandRequest, useId: string): Promise<UseView> {
    const [known] = await usesOf(this.#log.pool, { issuerId: who.issuerId, useId, limit: 1 });
    if (known) return known;
    throw new Problem(404, 'use_unknown', 'There is no such use', { members: { useId } });
  }
}

/** What an absorbed holder reserved is used in that one's stream. */
function placed(decision: Decision<EntitlementEvent>): Decision<Placed> {
  if (decision.kind === 'refused') return decision;
  return {
    kind: 'accepted',
    events: decision.events.map((event): Placed => ({ streamId: event.data.entitlementId, event })),
  };
}

function takenBody([event]: readonly ScripEvent[]): object {
  return { state: event?.type === 'EntitlementReserved' ? 'reserved' : 'used', ...event?.data };
}
