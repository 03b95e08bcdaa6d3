/** What an issuer owes in points at the end of a day, programme by programme, as its books ask for it. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { type BusinessDate, businessDate, endOfBusinessDay, periodEarlier, startOfBusinessDay } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, fenField, type Page, Problem, pageOf, pageQuery, pointsField, Scope } from '@scrip/http';
import { BP_OF_ONE, points } from '@scrip/money';
import { type PointsDeferral, pointsDeferral, pointsWorthFen, redeemedShareBp } from '@scrip/programme';
import { z } from 'zod';
import { programmeIdField } from '../fields.ts';
import { type OwedOn, owedOn } from './points-liability.projection.ts';

/** How long a programme's own history is looked back on: three years, as long as points commonly live. */
const HISTORY = 'P3Y';

const reportQuery = z.object({
  ...pageQuery,
  on: z.iso
    .date()
    .optional()
    .describe('The end of which business day, YYYY-MM-DD; left out: of today, as far as it is.'),
});
const deferral = {
  redeemedBp: z.int().describe('Share that is expected to be redeemed, in basis points.'),
  deferredFen: fenField.describe('That share of what all points would cost: revenue put off until they are used.'),
  breakageFen: fenField.describe('The difference to what all would cost: points that nobody is expected to use.'),
};
const reportItem = z.object({
  programmeId: programmeIdField,
  on: z.iso.date(),
  outstandingPoints: pointsField.describe('Usable and pending ones; what accounts are below zero does not lower it.'),
  owedPoints: pointsField.describe('How far accounts are below zero, all together.'),
  programmeVersion: z.int().nullable().describe('Version in force at the end of the day; null where none is.'),
  worth: z
    .object({ points: z.int(), fen: z.int() })
    .nullable()
    .describe('So many points cost so many fen when they are redeemed; null where the programme says nothing.'),
  fullFen: fenField.nullable().describe('What all of them would cost; null where no worth is put on them.'),
  byPlan: z.object(deferral).nullable().describe('By the share that the programme states (all, where it states none).'),
  byHistory: z.object(deferral).nullable().describe("By the programme's own history; null where it has none yet."),
  history: z
    .object({ since: z.iso.date(), usedPoints: pointsField, lapsedPoints: pointsField })
    .describe('What the second share is made of: points that were used, and that lapsed unused, since then.'),
});
const reportAnswer = z.object({ items: z.array(reportItem), next: z.string().nullable() });

/** What a programme owes at the end of a day. */
interface ReportItem {
  readonly programmeId: string;
  readonly on: BusinessDate;
  readonly outstandingPoints: bigint;
  readonly owedPoints: bigint;
  readonly programmeVersion: number | null;
  readonly worth: { readonly points: number; readonly fen: number } | null;
  readonly fullFen: bigint | null;
  readonly byPlan: PointsDeferral | null;
  readonly byHistory: PointsDeferral | null;
  readonly history: { readonly since: BusinessDate; readonly usedPoints: bigint; readonly lapsedPoints: bigint };
}

@Controller('points/v1/liabilities')
export class LiabilityReportHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Get()
  @Scope('points:read')
  @ApiOperation({
    summary: 'Report what all programmes owe in points at the end of a day',
    description:
      'In the order of their ids: outstanding points, what all of them would cost, and what of that is expected to be redeemed: by the share that the programme states, and by what became of its points in the three years before. Terms are those in force at the end of the day. What is recorded late counts on the day on which it happened. 400 `day_ahead` {on, today}.',
  })
  @ApiOkResponse({ standardSchema: reportAnswer })
  async report(
    @Query({ schema: reportQuery }) { cursor, limit, on: asked }: z.output<typeof reportQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ReportItem>> {
    const today = businessDate(this.#log.clock.now());
    const on = asked ?? today;
    if (on > today) throw new Problem(400, 'day_ahead', 'The day is still to come', { members: { on, today } });
    const since = periodEarlier(on, HISTORY);
    const after = cursorKey(cursor, /^[a-z0-9-]{2,40}$/) ?? '';
    const read = await owedOn(this.#log.pool, { issuerId, on, since, after, limit: limit + 1 });
    const page = pageOf(read, limit, (item) => item.programmeId);
    const items = await Promise.all(page.items.map((owed) => this.#item(issuerId, owed, { on, since })));
    return { ...page, items };
  }

  async #item(
    issuerId: string,
    { usedPoints, lapsedPoints, ...owed }: OwedOn,
    { on, since }: { readonly on: BusinessDate; readonly since: BusinessDate },
  ): Promise<ReportItem> {
    const lastMoment = endOfBusinessDay(startOfBusinessDay(on)) - 1;
    const programme = await this.#terms.inForce(issuerId, owed.programmeId, lastMoment);
    const worth = programme?.points?.worth;
    const plan = { worth };
    const outstanding = points(owed.outstandingPoints);
    const all = Number(BP_OF_ONE);
    const shareBp = redeemedShareBp({ used: points(usedPoints), lapsed: points(lapsedPoints) });
    return {
      ...owed,
      on,
      programmeVersion: programme?.version ?? null,
      worth: worth ? { points: worth.points, fen: worth.fen } : null,
      fullFen: worth ? pointsWorthFen({ worth: { ...worth, redeemedBp: all } }, outstanding) : null,
      byPlan: pointsDeferral(plan, outstanding, worth?.redeemedBp ?? all),
      byHistory: shareBp === null ? null : pointsDeferral(plan, outstanding, shareBp),
      history: { since, usedPoints, lapsedPoints },
    };
  }
}
