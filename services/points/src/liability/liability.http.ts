/** What a programme owes in points, for those who keep the books. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { Caller, fenField, pointsField, Scope } from '@scrip/http';
import { points } from '@scrip/money';
import { pointsWorthFen } from '@scrip/programme';
import { z } from 'zod';
import { MOVEMENT_KINDS } from '../account/movement.ts';
import { programmeIdField } from '../fields.ts';
import { outstandingOf, type RollForwardMonth, rollForwardOf } from './points-liability.projection.ts';

/** Months of one answer: ten years. */
const MONTHS_MAX = 120;

const programmeParam = z.object({ programmeId: programmeIdField });
const monthField = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Expected YYYY-MM');
const rollForwardQuery = z
  .object({ from: monthField, to: monthField })
  .refine(({ from, to }) => from <= to, { error: 'Expected from not after to' })
  .refine(({ from, to }) => monthsBetween(from, to) <= MONTHS_MAX, { error: `Expected at most ${MONTHS_MAX} months` });

const liabilityAnswer = z.object({
  programmeId: programmeIdField,
  at: z.iso.datetime(),
  outstandingPoints: pointsField.describe('That can be used.'),
  pendingPoints: pointsField.describe('That cannot be used yet.'),
  owedPoints: pointsField.describe('How far accounts are below zero, all together.'),
  byMonth: z
    .array(
      z.object({
        lapsesIn: monthField.nullable().describe('Month of the last day they can be used; null: never.'),
        points: pointsField,
        pendingPoints: pointsField,
      }),
    )
    .describe('The month that comes first in front.'),
  estimateFen: fenField
    .nullable()
    .describe(
      'What usable and pending points are put at by the version in force: rounded once, half up; null where it puts no worth on them.',
    ),
  programmeVersion: z.int().nullable().describe('The version that was asked; null where none is in force.'),
});
const rollForwardAnswer = z.object({
  programmeId: programmeIdField,
  months: z
    .array(
      z.object({
        month: monthField,
        openingPoints: pointsField,
        movements: z.array(z.object({ kind: z.enum(MOVEMENT_KINDS), points: pointsField, movements: z.int() })),
        closingPoints: pointsField,
      }),
    )
    .describe('Months in which something happened; usable and pending points together, less what accounts owe.'),
});

@Controller('points/v1/programmes/:programmeId')
export class LiabilityHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;

  constructor(log: EventLog, programmes: Terms) {
    this.#log = log;
    this.#programmes = programmes;
  }

  @Get('liability')
  @Scope('points:read')
  @ApiOperation({
    summary: 'Read what a programme owes in points',
    description: 'By the month in which they lapse, with an estimate of what that costs. All 0 for one without points.',
  })
  @ApiOkResponse({ standardSchema: liabilityAnswer })
  async liability(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const at = this.#log.clock.now();
    const programme = await this.#programmes.inForce(issuerId, programmeId, at);
    const { points: outstandingPoints, ...rest } = await outstandingOf(this.#log.pool, issuerId, programmeId);
    const all = points(outstandingPoints + rest.pendingPoints);
    const estimateFen = programme?.points ? pointsWorthFen(programme.points, all) : null;
    const programmeVersion = programme?.version ?? null;
    return { programmeId, at: toRfc3339(at), outstandingPoints, ...rest, estimateFen, programmeVersion };
  }

  @Get('roll-forward')
  @Scope('points:read')
  @ApiOperation({
    summary: "Read how a programme's points came to what they are",
    description:
      'Month by month: what was there, what was earned, used, taken back, adjusted and lapsed, what is there. A fact counts in the month in which it happened, also when it is recorded later.',
  })
  @ApiOkResponse({ standardSchema: rollForwardAnswer })
  async rollForward(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Query({ schema: rollForwardQuery }) { from, to }: z.output<typeof rollForwardQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<{ readonly programmeId: string; readonly months: readonly RollForwardMonth[] }> {
    return { programmeId, months: await rollForwardOf(this.#log.pool, { issuerId, programmeId, from, to }) };
  }
}

function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0] = to.split('-').map(Number);
  return (toYear - fromYear) * 12 + toMonth - fromMonth + 1;
}
