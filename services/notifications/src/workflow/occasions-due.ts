/** The runs of the business day, found by the clock and the documents; what another day began and did not finish goes on too (domain 2.12). */
import { type BusinessDate, businessDate, startOfBusinessDay } from '@scrip/calendar';
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import { type EventLog, idFrom, type Who } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import { onThatDay } from './announced.ts';
import { type Occasions, occasionIdOf } from './occasions.ts';
import { type OccasionPlan, occasionsOfDay } from './occasions-of-day.rule.ts';

/** How long what was announced or approved for today may wait. */
const LOOK_EVERY_MS = 5_000;
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

  constructor(log: EventLog, terms: Terms, occasions: Occasions) {
    this.#log = log;
    this.#terms = terms;
    this.#occasions = occasions;
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
    const days = new Map<string, { issuerId: string; programmeId: string; date: BusinessDate; version?: number }>();
    for (const row of await this.#programmes())
      days.set(`${row.issuerId}\n${row.programmeId}\n${today}`, { ...row, date: today });
    for (const row of await this.#open()) days.set(`${row.issuerId}\n${row.programmeId}\n${row.date}`, row);
    const found: DueOccasion[] = [];
    for (const { issuerId, programmeId, date, version } of days.values()) {
      const programme =
        version === undefined
          ? await this.#terms.inForce(issuerId, programmeId, startOfDayOr(now, date))
          : await this.#terms.ofVersion(issuerId, programmeId, version);
      if (!programme?.contact) continue;
      const on = await onThatDay(this.#log.pool, { issuerId, programmeId }, date);
      for (const plan of occasionsOfDay(programme, date, on)) {
        const id = occasionIdOf(issuerId, programmeId, date, plan);
        if (!this.#closed.has(id)) found.push({ id, dueAt: startOfBusinessDay(date), issuerId, programme, date, plan });
      }
    }
    return this.#notClosed(found);
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

  async #programmes(): Promise<readonly { issuerId: string; programmeId: string }[]> {
    const { rows } = await this.#log.pool.query<{ issuer_id: string; programme_id: string }>(
      'SELECT DISTINCT issuer_id, programme_id FROM programme_terms',
    );
    return rows.map((row) => ({ issuerId: row.issuer_id, programmeId: row.programme_id }));
  }

  async #open(): Promise<readonly { issuerId: string; programmeId: string; date: BusinessDate; version: number }[]> {
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
    if (found.length === 0) return [];
    const { rows } = await this.#log.pool.query<{ occasion_id: string }>(
      'SELECT occasion_id FROM occasion WHERE occasion_id = ANY ($1) AND closed_at IS NOT NULL',
      [found.map(({ id }) => id)],
    );
    for (const row of rows) this.#closed.add(row.occasion_id);
    return found.filter(({ id }) => !this.#closed.has(id));
  }
}

/** Terms are those of now on the day itself, else those of its beginning. */
function startOfDayOr(now: number, date: BusinessDate): number {
  return businessDate(now) === date ? now : startOfBusinessDay(date);
}
