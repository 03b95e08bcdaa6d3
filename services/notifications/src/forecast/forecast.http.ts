/** What would this person get? The forecast of a holder's messages, calls and visits over a time. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate, daysBetween, isBusinessDate, parseRfc3339, toRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { Caller, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { contactDecider, contactOf } from '../contact/contact.decider.ts';
import { contactView } from '../contact/contact.projection.ts';
import { lastPurchaseOf, programmesOf } from '../contact/programme-holder.ts';
import { holderIdField, localeField } from '../fields.ts';
import { OtherServices } from '../other-services.ts';
import { writtenIn } from '../outreach/decide-outreach.rule.ts';
import { outreachDecider } from '../outreach/outreach.decider.ts';
import { type OutreachView, outreachesOf, outreachIdsOf } from '../outreach/outreach-list.ts';
import { issuerOf } from '../ownership.ts';
import { announcementsIn, draftsIn } from '../workflow/announced.ts';
import { occasionIdOf, outreachIdOf } from '../workflow/occasions.ts';
import { runsClosedFrom } from '../workflow/workflow-list.ts';
import type { HolderDays } from './certain.rule.ts';
import { type Forecast, type ForecastProgramme, forecastOf, type PlannedAlready } from './forecast.rule.ts';
import { asksDays, daysOf } from './holder-days.ts';

/** The longest time that is played forward: a leap year. */
const DAYS_MAX = 366;
/** Planned messages of one holder that are looked at. */
const PLANNED_MAX = 1_000;
const LATEST = 2n ** 62n;
/** Who may read a holder in the vault of cards may be told the holder's days. */
const READS_HOLDERS = 'cards:holder.read';

const holderParam = z.object({ holderId: holderIdField });
const day = z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' });
const forecastQuery = z.object({
  from: day.describe('First business day.'),
  to: day.describe('Last business day, at most 366 days.'),
  locale: localeField.optional().describe("Language of the texts; left out: the holder's."),
});
const decidedBy = {
  ruleKey: z.string().nullable().describe('Window, blackout or cap of the programme that decided.'),
  capMax: z.int().nullable(),
  capUsed: z.int().nullable(),
};
const forecastAnswer = z.object({
  holderId: holderIdField,
  from: z.string(),
  to: z.string(),
  items: z.array(
    z.object({
      programmeId: z.string(),
      triggerKey: z.string().describe('Outreach, festival or part of the programme.'),
      purpose: z.string(),
      category: z.string(),
      outcome: z
        .enum(['sent', 'once', 'suppressed', 'visit', 'uncertain'])
        .describe('once: once in the time, on a day that cards did not say, or was not asked.'),
      at: z.iso.datetime().nullable().describe('When it goes out or is suppressed; null where no day is known.'),
      channel: z.string().nullable(),
      reason: z
        .string()
        .nullable()
        .describe(
          'Why it is suppressed; day_in_vault where cards did not say its day, or was not asked, day_not_given where the holder gave none, follows_event or depends_on_holder where it is not known whether it comes.',
        ),
      ...decidedBy,
      deferrals: z.array(z.object({ reason: z.string(), ruleKey: z.string().nullable(), untilAt: z.iso.datetime() })),
      switches: z.array(z.object({ fromChannel: z.string(), toChannel: z.string(), reason: z.string(), ...decidedBy })),
      text: z.string().nullable().describe('Where it is the same for everybody.'),
    }),
  ),
});

@Controller('notifications/v1/holders/:holderId/outreach-forecast')
export class ForecastHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #services: OtherServices;

  constructor(log: EventLog, terms: Terms, services: OtherServices) {
    this.#log = log;
    this.#terms = terms;
    this.#services = services;
  }

  @Get()
  @Scope('notifications:read')
  @ApiOperation({
    summary: 'Forecast what a holder would get',
    description:
      'Under the programmes in force now, what is announced and planned, the consents and what counted so far; nothing is written. A call is taken to be connected, and the last purchase, the grade and the class to stay what they are. Birthdays and anniversaries come on their days for a caller with the scope `cards:holder.read`: they are asked of the vault of cards, where the reading is a fact that names the caller; without the scope, or while cards does not answer, the own birthday comes `once` in a year. Days before today are over; of today, what has not been made yet. Refused, in this order: 404 `contact_unknown`; 400 `dates_upside_down` {from, to}; 400 `span_too_long` {days, daysMax}.',
  })
  @ApiOkResponse({ standardSchema: forecastAnswer })
  async forecast(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Query({ schema: forecastQuery }) { from, to, locale }: z.output<typeof forecastQuery>,
    @Caller() caller: Caller,
  ): Promise<object> {
    const { issuerId } = caller;
    const contactId = contactOf(holderId);
    const { state: contact } = await this.#log.state(contactDecider, contactId);
    if (contact.kind === 'unknown' || (await issuerOf(this.#log, contactId)) !== issuerId)
      throw new Problem(404, 'contact_unknown', 'There is no such contact', { members: { holderId } });
    if (from > to) throw new Problem(400, 'dates_upside_down', 'from is after to', { members: { from, to } });
    const span = daysBetween(from, to) + 1;
    if (span > DAYS_MAX)
      throw new Problem(400, 'span_too_long', 'The time is too long', { members: { days: span, daysMax: DAYS_MAX } });
    const programmes = await this.#programmes(issuerId, holderId, from, to);
    const visitSince = (await contactView(this.#log.pool, issuerId, holderId))?.visitSince ?? null;
    const today = businessDate(this.#log.clock.now());
    const days = await this.#days(caller, holderId, programmes);
    const asked = { from, to, today, locale: locale ?? writtenIn(contact.locale), visitSince, days };
    const items = forecastOf(contact, programmes, asked);
    return { holderId, from, to, items: items.map(viewOf) };
  }

  /** Nobody's days are read for who may not read holders, nor where no programme speaks of them. */
  async #days(caller: Caller, holderId: string, programmes: readonly ForecastProgramme[]): Promise<HolderDays | null> {
    if (!caller.scopes.has(READS_HOLDERS)) return null;
    if (!programmes.some(({ programme }) => asksDays(programme))) return null;
    return daysOf(this.#services, caller, holderId);
  }

  async #programmes(
    issuerId: string,
    holderId: string,
    from: string,
    to: string,
  ): Promise<readonly ForecastProgramme[]> {
    const { pool, clock } = this.#log;
    const asked = { issuerId, holderId, state: 'planned', before: LATEST, limit: PLANNED_MAX } as const;
    const planned = (await outreachesOf(pool, asked)).map(({ view }) => view);
    const made = await outreachIdsOf(pool, issuerId, holderId);
    const found: ForecastProgramme[] = [];
    for (const { programmeId, grade } of await programmesOf(pool, issuerId, holderId)) {
      const programme = await this.#terms.inForce(issuerId, programmeId, clock.now());
      if (!programme) continue;
      const of = { issuerId, programmeId };
      const own = planned.filter(({ programmeId: id, dueAt }) => id === programmeId && isIn(dueAt, from, to));
      const closed = await runsClosedFrom(pool, of, businessDate(clock.now()));
      found.push({
        programme,
        grade,
        announcements: await announcementsIn(pool, of, from, to),
        drafts: await draftsIn(pool, of, from, to),
        lastPurchaseDate: await lastPurchaseOf(pool, { ...of, holderId }),
        planned: await this.#planned(own),
        isMade: (plan, date) => {
          const occasionId = occasionIdOf(issuerId, programmeId, date, plan);
          return closed.has(occasionId) || made.has(outreachIdOf(plan, occasionId, holderId));
        },
      });
    }
    return found;
  }

  /** Planned messages as they wait now: with the channels that are left, and until when they are any use. */
  async #planned(views: readonly OutreachView[]): Promise<readonly PlannedAlready[]> {
    const found: PlannedAlready[] = [];
    for (const { outreachId } of views) {
      const { state } = await this.#log.state(outreachDecider, outreachId);
      if (state.kind !== 'planned') continue;
      const { category, purpose, triggerKey, templateKey, expiresAt } = state.plan;
      const { channels, dueAt } = state;
      found.push({ triggerKey, purpose, category, templateKey, channels, dueAt, expiresAt });
    }
    return found;
  }
}

function isIn(at: string | null, from: string, to: string): boolean {
  if (at === null) return false;
  const date = businessDate(parseRfc3339(at));
  return from <= date && date <= to;
}

function viewOf({ ruleKey, at, decidedBy: by, deferrals, ...one }: Forecast): object {
  return {
    ...one,
    ...by,
    triggerKey: ruleKey,
    at: at === null ? null : toRfc3339(at),
    deferrals: deferrals.map(({ untilAt, ...deferral }) => ({ ...deferral, untilAt: toRfc3339(untilAt) })),
  };
}
