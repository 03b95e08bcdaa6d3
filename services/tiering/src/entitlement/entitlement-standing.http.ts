/** Entitlements as they are told: what somebody has, what is left of it, and why it may or may not be used; uses listed. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { startOfBusinessDay } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, fenField, type Page, Problem, pageOf, pageQuery, Scope } from '@scrip/http';
import { entitlementsOf, servicesOf } from '@scrip/programme';
import { z } from 'zod';
import { dateField, holderIdField, keyField, programmeIdField, useIdField } from '../fields.ts';
import { leftOf } from './entitlement.decider.ts';
import { EntitlementDesk, type EntitlementStates, type Prepared } from './entitlement-desk.ts';
import { isWhole, namesOne, personFields, subjectFields, subjectOf, textShape } from './entitlement-fields.ts';
import { USE_STATES, type UseView, usesOf } from './entitlement-use.projection.ts';
import { checkInWords } from './entitlement-words.ts';

const useParam = z.object({ useId: useIdField });
const standingQuery = z
  .object({ ...subjectFields, ...personFields, on: dateField.optional().describe('The day; left out: today.') })
  .refine(namesOne, isWhole);
const listQuery = z.object({
  ...pageQuery,
  ...subjectFields,
  entitlementKey: keyField.optional(),
  state: z.enum(USE_STATES).optional(),
  fromDate: dateField.optional().describe('First day that they are for.'),
  toDate: dateField.optional().describe('Last day that they are for.'),
});

const standingAnswer = z.object({
  holderId: holderIdField,
  contractId: textShape,
  gradeKey: textShape,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  onDate: z.string(),
  services: z
    .array(z.object({ key: z.string(), name: z.looseObject({}) }))
    .describe('What the grade has without a count.'),
  entitlements: z.array(
    z.object({
      entitlementKey: z.string(),
      name: z.looseObject({}),
      effectKind: z.string(),
      isUsable: z.boolean(),
      byGrade: z.boolean().describe('Whether the grade has it.'),
      checks: z
        .array(
          z.object({
            code: z.string().describe('Of the refusal where it is not met.'),
            met: z.boolean(),
            detail: z.looseObject({}),
            words: z.object({ 'zh-CN': z.string(), en: z.string() }),
          }),
        )
        .describe('In the order tried: the first that is not met is the refusal.'),
      grants: z.array(
        z.object({
          period: z.string(),
          fromDate: z.string(),
          lastDate: textShape,
          givenCount: z.int(),
          usedCount: z.int(),
          reservedCount: z.int(),
          leftCount: z.int(),
        }),
      ),
    }),
  ),
});
const time = z.iso.datetime().nullable();
const useShape = z.object({
  position: z.int().describe('Place in the log.'),
  useId: useIdField,
  entitlementId: z.string(),
  holderId: holderIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  entitlementKey: z.string(),
  contractId: textShape,
  relativeId: textShape,
  gradeKey: textShape,
  grantPeriod: z.string(),
  grantedCount: z.int(),
  useCount: z.int(),
  occasion: textShape,
  effectKind: z.string(),
  usedDate: z.string(),
  costFen: fenField.nullable(),
  state: z.enum(USE_STATES),
  reason: textShape,
  expiresAt: time,
  reservedBy: textShape,
  reservedAt: time,
  usedBy: textShape,
  usedAt: time,
  endedBy: textShape,
  endedAt: time,
});
const listAnswer = z.object({ items: z.array(useShape), next: z.string().nullable() });

const POSITION = /^\d{1,16}$/;

@Controller('tiering/v1')
export class EntitlementStandingHttp {
  readonly #log: EventLog;
  readonly #desk: EntitlementDesk;

  constructor(log: EventLog, desk: EntitlementDesk) {
    this.#log = log;
    this.#desk = desk;
  }

  @Get('entitlements')
  @Scope('tiering:read')
  @ApiOperation({
    summary: 'What a holder has, or a contract gives: what is left, and why it may or may not be used',
    description:
      'Each check in words of both languages with its numbers. Under the version in force on that day. 404 `contract_unknown`, `programme_unknown`.',
  })
  @ApiOkResponse({ standardSchema: standingAnswer })
  async standing(
    @Query({ schema: standingQuery }) { on, ...asked }: z.output<typeof standingQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const occurredAt = on === undefined ? this.#log.clock.now() : startOfBusinessDay(on);
    const asking = {
      who: { issuerId, occurredAt, actor: '', correlationId: '', causationId: null, traceparent: null },
    };
    const standing = await this.#desk.standing(asking, subjectOf(asked));
    const { relativeId = null, occasion = null } = asked;
    const all = await this.#desk.prepareAll(asking, standing, { relativeId, occasion });
    const states = await Promise.all(all.map((prepared) => this.#desk.states(prepared)));
    const first = all[0] && states[0];
    const gradeKey = first ? (all[0]?.gradeKey(first) ?? null) : null;
    const { programme, holderId, contractId, date: onDate } = standing;
    const byGrade = new Set(gradeKey === null ? [] : entitlementsOf(programme, gradeKey));
    return {
      holderId,
      contractId,
      gradeKey,
      programmeId: programme.id,
      programmeVersion: programme.version,
      onDate,
      services: gradeKey === null ? [] : servicesOf(programme, gradeKey),
      entitlements: all.flatMap((prepared, index) => {
        const of = states[index];
        return of ? [{ ...toldOf(prepared, of), byGrade: byGrade.has(prepared.entitlement.key) }] : [];
      }),
    };
  }

  @Get('entitlement-uses')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'List uses and reservations', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<UseView>> {
    const before = cursorKey(cursor, POSITION);
    const read = await usesOf(this.#log.pool, { issuerId, ...asked, before, limit: limit + 1 });
    return pageOf(read, limit, ({ position }) => String(position));
  }

  @Get('entitlement-uses/:useId')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'Read a use or a reservation', description: '404 `use_unknown`.' })
  @ApiOkResponse({ standardSchema: useShape })
  async read(
    @Param({ schema: useParam }) { useId }: z.output<typeof useParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<UseView> {
    const [view] = await usesOf(this.#log.pool, { issuerId, useId, limit: 1 });
    if (view) return view;
    throw new Problem(404, 'use_unknown', 'There is no such use', { members: { useId } });
  }
}

function toldOf(prepared: Prepared, states: EntitlementStates): object {
  const { entitlement } = prepared;
  const { checks, grants } = prepared.terms(states);
  const left = leftOf(states.entitlement, grants);
  return {
    entitlementKey: entitlement.key,
    name: entitlement.name,
    effectKind: entitlement.effect.kind,
    isUsable: checks.every(({ met }) => met) && left.some(({ leftCount }) => leftCount > 0),
    checks: checks.map((check) => ({ ...check, words: checkInWords(check) })),
    grants: left.map(({ period, fromDate, lastDate, count: givenCount, ...counts }) => {
      return { period, fromDate, lastDate, givenCount, ...counts };
    }),
  };
}
