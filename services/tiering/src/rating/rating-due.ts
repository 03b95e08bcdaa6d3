/** Ratings that begin by themselves at month end, where the programme document says so (domain 2.6, 2.7). */
import { businessDate, daysBetween, endOfBusinessDay, startOfBusinessDay } from '@scrip/calendar';
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import { type EventLog, idFrom } from '@scrip/event-store';
import { firstDay, lastDay, nextMonth } from './measure.rule.ts';
import { ratingDecider, ratingSeed, startRun } from './rating.decider.ts';

/** How often programmes are looked at within a business day: a rating that is due may wait so long. */
const LOOK_MS = 30_000;

/** A month of a programme whose rating is due. */
export interface DueRating extends DueItem {
  readonly issuerId: string;
  readonly programmeId: string;
  /** YYYY-MM. */
  readonly month: string;
}

export class RatingDue implements DueWork<DueRating> {
  readonly name = 'rating_start';
  readonly #log: EventLog;
  readonly #terms: Terms;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #lookedOn = '';

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  /** Looks when the business day is another one than last time, and every half minute within it. */
  async due(now: number, limit: number): Promise<readonly DueRating[]> {
    const today = businessDate(now);
    if (today === this.#lookedOn && performance.now() < this.#lookedAt + LOOK_MS) return [];
    this.#lookedOn = today;
    this.#lookedAt = performance.now();
    const { rows } = await this.#log.pool.query<{ issuer_id: string; programme_id: string }>(
      'SELECT DISTINCT issuer_id, programme_id FROM programme_terms ORDER BY issuer_id, programme_id',
    );
    const found: DueRating[] = [];
    for (const { issuer_id: issuerId, programme_id: programmeId } of rows) {
      const item = await this.#dueOf(issuerId, programmeId, now);
      if (item) found.push(item);
      if (found.length >= limit) break;
    }
    return found;
  }

  /** Starts the run; what somebody else has started, or what waits for another run, is left. */
  async carryOut({ issuerId, programmeId, month, id }: DueRating): Promise<'done' | 'later'> {
    const now = this.#log.clock.now();
    const programme = await this.#inForceAtEnd(issuerId, programmeId, month);
    const ratingId = idFrom('rtg', ratingSeed(issuerId, programmeId));
    const runId = idFrom('rtr', id);
    const today = businessDate(now);
    const asked = { ratingId, runId, programmeId, kind: 'month', month, dryRun: false, today } as const;
    const who = { issuerId, actor: 'service:tiering', occurredAt: now, correlationId: runId };
    await this.#log.execute({
      who: { ...who, causationId: null, traceparent: null },
      key: null,
      decider: ratingDecider,
      streamId: ratingId,
      decide: (state) => startRun(state, asked, programme),
    });
    return 'done';
  }

  /** The month after the last that was rated, else the one that has just ended, once its days of waiting are over. */
  async #dueOf(issuerId: string, programmeId: string, now: number): Promise<DueRating | undefined> {
    const today = businessDate(now);
    const { rows } = await this.#log.pool.query<{ month: string | null; open: boolean }>(
      `SELECT max(month) FILTER (WHERE kind = 'month' AND NOT dry_run AND closed_at IS NOT NULL) AS month,
              bool_or(closed_at IS NULL) AS open
       FROM rating_run WHERE issuer_id = $1 AND programme_id = $2`,
      [issuerId, programmeId],
    );
    const rated = rows[0]?.month ?? null;
    if (rows[0]?.open) return undefined;
    const month = rated === null ? monthBefore(today) : nextMonth(rated);
    if (lastDay(month) >= today) return undefined;
    const programme = await this.#inForceAtEnd(issuerId, programmeId, month);
    const { at, daysAfter } = programme?.tiers?.rating ?? {};
    const begins = firstDay(nextMonth(month));
    if (at !== 'monthEnd' || daysAfter === undefined || daysBetween(begins, today) < daysAfter) return undefined;
    const dueAt = startOfBusinessDay(begins);
    return { id: [issuerId, programmeId, month, 'month end'].join('\n'), dueAt, issuerId, programmeId, month };
  }

  #inForceAtEnd(issuerId: string, programmeId: string, month: string): ReturnType<Terms['inForce']> {
    return this.#terms.inForce(issuerId, programmeId, endOfBusinessDay(startOfBusinessDay(lastDay(month))) - 1);
  }
}

/** The month before that of a day, YYYY-MM. */
function monthBefore(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return month === 1
    ? `${String(year - 1).padStart(4, '0')}-12`
    : `${day.slice(0, 5)}${String(month - 1).padStart(2, '0')}`;
}
