/** The runs of the business day, found by the clock and the documents; what other days did not begin or did not finish is made up for (domain 2.12). */
import { type BusinessDate, businessDate, daysEarlier, endOfBusinessDay, startOfBusinessDay } from '@scrip/calendar';
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import { type EventLog, idFrom, type Who } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import { onThatDay } from './announced.ts';
import { type Occasions, occasionIdOf } from './occasions.ts';
import { type OccasionPlan, occasionsOfDay, startOfRun } from './occasions-of-day.rule.ts';

/** How long what was announced or approved for today may wait. */
const LOOK_EVERY_MS = 5_000;
/** Days that are looked at later than on their day: a service that stood still for longer begins anew. */
const CATCH_UP_DAYS_MAX = 7;
/**
 * How long after its start this process leaves them, in milliseconds: what other services said of those days while this one
 * stood still is read first.
 */
const CATCH_UP_AFTER_MS = 180_000;
/** Closed runs that are remembered; beyond, the tables are asked again. */
const CLOSED_MAX = 100_000;

/** A run whose day has come. */
export interface DueOccasion extends DueItem {
  readonly issuerId: string;
  readonly programme: Programme;
  readonly date: BusinessDate;
  readonly plan: OccasionPlan;
}

export class OccasionsDue implements DueWork<DueOccasion> {
  readonly name = 'occasion';
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #occasions: Occasions;
  /** Runs that this process knows to be closed: of the days it has seen. */
  readonly #closed = new Set<string>();
  /** The day that was looked at last, and when, in milliseconds of the process. */
  #looked: { readonly date: BusinessDate; readonly at: number } | undefined;

  /** From when days before today are looked at, in milliseconds of the process. */
  readonly #catchesUpAt: number;

  /** @param catchUpAfterMs how long from now days before today, and bills, whose passes are of the day before, are left. */
  constructor(log: EventLog, terms: Terms, occasions: Occasions, catchUpAfterMs = CATCH_UP_AFTER_MS) {
    this.#log = log;
    this.#terms = terms;
    this.#occasions = occasions;
    this.#catchesUpAt = performance.now() + catchUpAfterMs;
  }

  async due(now: number, limit: number): Promise<readonly DueOccasion[]> {
    const today = businessDate(now);
    // Every programme is looked at: not more often than what is announced may wait, and at once when a day begins.
    const isFresh = this.#looked?.date === today && performance.now() - this.#looked.at < LOOK_EVERY_MS;
    if (isFresh) return [];
    const found = await this.#look(now, today);
    if (found.length === 0) this.#looked = { date: today, at: performance.now() };
    return found.slice(0, limit);
  }

  /** Something was announced or approved: it is looked for at the next tick. */
  lookAgain(): void {
    this.#looked = undefined;
  }

  async #look(now: number, today: BusinessDate): Promise<readonly DueOccasion[]> {
    if (this.#closed.size > CLOSED_MAX) this.#closed.clear();
    const looked = await this.#programmes();
    const days = new Map<string, Day>();
    for (const { issuerId, programmeId, throughDate } of looked)
      for (let date = firstDay(throughDate, today); date <= today; date = daysEarlier(date, -1))
        days.set(`${issuerId}\n${programmeId}\n${date}`, { issuerId, programmeId, date });
    for (const row of await this.#open()) days.set(`${row.issuerId}\n${row.programmeId}\n${row.date}`, row);
    const planned: DueOccasion[] = [];
    for (const day of days.values()) planned.push(...(await this.#planned(now, day)));
    const found = await this.#notClosed(planned);
    for (const one of looked) await this.#keepThrough(one, lastDone(one, found, today));
    const catchesUp = performance.now() >= this.#catchesUpAt;
    return found.filter((one) => one.dueAt <= now && (catchesUp || !isOfEarlierDay(one, today)));
  }

  /** The runs of a day under the version in force at its end, today under the one of now; a day that has begun keeps its version. */
  async #planned(now: number, { issuerId, programmeId, date, version }: Day): Promise<readonly DueOccasion[]> {
    const at = Math.min(now, endOfBusinessDay(startOfBusinessDay(date)) - 1);
    const programme =
      version === undefined
        ? await this.#terms.inForce(issuerId, programmeId, at)
        : await this.#terms.ofVersion(issuerId, programmeId, version);
    if (!programme?.contact) return [];
    const on = await onThatDay(this.#log.pool, { issuerId, programmeId }, date);
    return occasionsOfDay(programme, date, on).map((plan) => {
      const id = occasionIdOf(issuerId, programmeId, date, plan);
      return { id, dueAt: startOfRun(plan, date), issuerId, programme, date, plan };
    });
  }

  async carryOut({ id, issuerId, programme, date, plan }: DueOccasion): Promise<'done'> {
    const who: Who = {
      issuerId,
      actor: 'service:notifications',
      occurredAt: this.#log.clock.now(),
      correlationId: idFrom('due', id),
      causationId: null,
      traceparent: null,
    };
    await this.#occasions.run({ who, programme, date, plan });
    this.#closed.add(id);
    return 'done';
  }

  async #programmes(): Promise<readonly Looked[]> {
    const { rows } = await this.#log.pool.query<{
      issuer_id: string;
      programme_id: string;
      through_date: string | null;
    }>(
      `SELECT DISTINCT issuer_id, programme_id, through_date
       FROM programme_terms LEFT JOIN looked_day USING (issuer_id, programme_id)`,
    );
    return rows.map((row) => ({
      issuerId: row.issuer_id,
      programmeId: row.programme_id,
      throughDate: row.through_date,
    }));
  }

  async #keepThrough({ issuerId, programmeId, throughDate }: Looked, done: BusinessDate): Promise<void> {
    if (throughDate !== null && done <= throughDate) return;
    await this.#log.pool.query(
      `INSERT INTO looked_day AS l (issuer_id, programme_id, through_date) VALUES ($1, $2, $3)
       ON CONFLICT (issuer_id, programme_id) DO UPDATE SET through_date = greatest(l.through_date, excluded.through_date)`,
      [issuerId, programmeId, done],
    );
  }

  async #open(): Promise<readonly Day[]> {
    const { rows } = await this.#log.pool.query<{
      issuer_id: string;
      programme_id: string;
      business_date: string;
      programme_version: number;
    }>(
      `SELECT DISTINCT issuer_id, programme_id, business_date, programme_version FROM occasion WHERE closed_at IS NULL`,
    );
    return rows.map((row) => ({
      issuerId: row.issuer_id,
      programmeId: row.programme_id,
      date: row.business_date,
      version: row.programme_version,
    }));
  }

  async #notClosed(found: readonly DueOccasion[]): Promise<readonly DueOccasion[]> {
    const unsure = found.filter(({ id }) => !this.#closed.has(id));
    if (unsure.length === 0) return [];
    const { rows } = await this.#log.pool.query<{ occasion_id: string }>(
      'SELECT occasion_id FROM occasion WHERE occasion_id = ANY ($1) AND closed_at IS NOT NULL',
      [unsure.map(({ id }) => id)],
    );
    for (const row of rows) this.#closed.add(row.occasion_id);
    return unsure.filter(({ id }) => !this.#closed.has(id));
  }
}

/** Whether a run looks at what happened before today: it is of a day that has passed, or the bill of the day before. */
function isOfEarlierDay({ date, plan }: DueOccasion, today: BusinessDate): boolean {
  return date < today || plan.audience.kind === 'attendance';
}

/** A day of a programme; `version` where a run of it has begun. */
interface Day {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly date: BusinessDate;
  readonly version?: number;
}

/** A programme and the last day of it that is done; null: none was looked at yet. */
interface Looked {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly throughDate: BusinessDate | null;
}

/** The first day that is looked at: the one after what is done, not longer ago than the bound; today where nothing was looked at. */
function firstDay(throughDate: BusinessDate | null, today: BusinessDate): BusinessDate {
  if (throughDate === null || throughDate >= today) return today;
  const [, later] = [daysEarlier(throughDate, -1), daysEarlier(today, CATCH_UP_DAYS_MAX)].toSorted();
  return later ?? today;
}

/** The last day before today up to which no run of a programme is left. */
function lastDone({ issuerId, programmeId }: Looked, left: readonly DueOccasion[], today: BusinessDate): BusinessDate {
  const dates = left
    .filter((one) => one.issuerId === issuerId && one.programme.id === programmeId)
    .map(({ date }) => date);
  return daysEarlier([today, ...dates].toSorted()[0] ?? today, 1);
}
