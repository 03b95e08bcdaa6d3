/** Who is gone through on an occasion: holders of the programme, page by page in the order of their ids. */
import { type BusinessDate, daysEarlier, periodEarlier, toRfc3339 } from '@scrip/calendar';
import type { EventLog, Who } from '@scrip/event-store';
import { type Audience, hasLapsed } from './occasions-of-day.rule.ts';

/** Whose birthday a day is; the days themselves stay in the vault of cards. */
export interface BirthdayList {
  /**
   * Ids of all holders of an issuer whose own birthday, or that of a relative, or an anniversary of theirs, a day is; in
   * their order. Throws where cards cannot be asked: the run waits.
   */
  on(who: Who, date: BusinessDate, of: 'own' | 'relative' | 'anniversary'): Promise<readonly string[]>;
}

/** Where Nest finds it. */
export const BIRTHDAY_LIST = Symbol('BirthdayList');

/** A holder in an audience, and what fills the template for this one. */
export interface Listed {
  readonly holderId: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Which run it is for. */
export interface AudienceOf {
  readonly who: Who;
  readonly programmeId: string;
  readonly audience: Audience;
  readonly date: BusinessDate;
}

/** Days that a month may be shorter than another: what a period may miss when it is counted back. */
const MONTH_SLACK_DAYS = 3;

export class Audiences {
  readonly #log: EventLog;
  readonly #birthdays: BirthdayList;

  constructor(log: EventLog, birthdays: BirthdayList) {
    this.#log = log;
    this.#birthdays = birthdays;
  }

  /** Holders behind one, by id, at most `limit`. Throws what the list of birthdays throws. */
  async page(of: AudienceOf, after: string, limit: number): Promise<readonly Listed[]> {
    const { audience } = of;
    switch (audience.kind) {
      case 'all':
      case 'churn':
        return this.#ids(of, after, limit, 'true', []);
      case 'visits':
        return this.#ids(
          of,
          after,
          limit,
          'EXISTS (SELECT FROM contact c WHERE c.holder_id = h.holder_id AND c.visit_class IS NOT NULL)',
          [],
        );
      case 'birthday': {
        const ids = await this.#birthdays.on(of.who, of.date, audience.of);
        const next = ids.filter((id) => id > after).toSorted();
        return this.#ids(of, after, limit, 'h.holder_id = ANY ($5)', [next]);
      }
      case 'lapsed':
        return this.#lapsed(of, audience, after, limit);
      case 'attendance':
        return this.#passed(of, audience.on, after, limit);
    }
  }

  async #ids(
    { who, programmeId }: AudienceOf,
    after: string,
    limit: number,
    narrowed: string,
    values: readonly unknown[],
  ): Promise<readonly Listed[]> {
    const { rows } = await this.#log.pool.query<{ holder_id: string }>(
      `SELECT h.holder_id FROM programme_holder h
       WHERE h.issuer_id = $1 AND h.programme_id = $2 AND h.holder_id > $3 AND ${narrowed} ORDER BY h.holder_id LIMIT $4`,
      [who.issuerId, programmeId, after, limit, ...values],
    );
    return rows.map((row) => ({ holderId: row.holder_id, variables: {} }));
  }

  /** Whose last purchase is at least `from` and at most `to` ago; who never bought is in none. */
  async #lapsed(
    { who, programmeId, date }: AudienceOf,
    { from, to }: { readonly from: string; readonly to: string },
    after: string,
    limit: number,
  ): Promise<readonly Listed[]> {
    const earliest = daysEarlier(periodEarlier(date, to), MONTH_SLACK_DAYS);
    // In steps, because what the database takes in may still be left out by the calendar.
    const found: Listed[] = [];
    let behind = after;
    while (found.length < limit) {
      const { rows } = await this.#log.pool.query<{ holder_id: string; last_date: string }>(
        `SELECT h.holder_id, max(p.business_date) AS last_date
         FROM programme_holder h JOIN known_purchase p USING (issuer_id, programme_id, holder_id)
         WHERE h.issuer_id = $1 AND h.programme_id = $2 AND h.holder_id > $3 AND p.business_date <= $5 AND NOT p.is_returned
         GROUP BY h.holder_id HAVING max(p.business_date) BETWEEN $6 AND $5 ORDER BY h.holder_id LIMIT $4`,
        [who.issuerId, programmeId, behind, limit, date, earliest],
      );
      found.push(
        ...rows
          .filter(({ last_date: last }) => hasLapsed(last, { from, to }, date))
          .map((row) => ({ holderId: row.holder_id, variables: {} })),
      );
      const last = rows.at(-1);
      if (!last || rows.length < limit) break;
      behind = last.holder_id;
    }
    return found.slice(0, limit);
  }

  /**
   * Who passed a door or an attendance terminal on a day with a card of the programme, with the bill of that day. A card
   * that was issued before this service heard of cards is taken for one of each programme of its holder.
   */
  async #passed(
    { who, programmeId }: AudienceOf,
    on: BusinessDate,
    after: string,
    limit: number,
  ): Promise<readonly Listed[]> {
    const { rows } = await this.#log.pool.query<{
      holder_id: string;
      passes: { at: number; direction: string | null }[];
    }>(
      `SELECT h.holder_id, json_agg(json_build_object('at', p.passed_at, 'direction', p.direction)
                                    ORDER BY p.passed_at, p.terminal_id, p.counter) AS passes
       FROM programme_holder h JOIN known_pass p USING (issuer_id, holder_id)
       LEFT JOIN known_card c ON c.issuer_id = p.issuer_id AND c.card_id = p.card_id
       WHERE h.issuer_id = $1 AND h.programme_id = $2 AND h.holder_id > $3 AND p.business_date = $5
         AND (c.programme_id IS NULL OR c.programme_id = h.programme_id)
       GROUP BY h.holder_id ORDER BY h.holder_id LIMIT $4`,
      [who.issuerId, programmeId, after, limit, on],
    );
    return rows.map(({ holder_id: holderId, passes }) => {
      const told = passes
        .slice(0, PASSES_TOLD_MAX)
        .map(({ at, direction }) => `${timeOf(at)}${SIGN[direction ?? ''] ?? ''}`);
      const times = passes.length > told.length ? `${told.join(' ')} …` : told.join(' ');
      return { holderId, variables: { date: on, passes: times, count: String(passes.length) } };
    });
  }
}

/** Passes that a bill names one by one: as many as a text message holds. */
const PASSES_TOLD_MAX = 8;
const SIGN: Readonly<Record<string, string>> = { in: '↓', out: '↑' };
const SHANGHAI_MS = 8 * 3_600_000;

/** Time of the day in Shanghai, HH:MM. */
function timeOf(at: number): string {
  return toRfc3339(at + SHANGHAI_MS).slice(11, 16);
}
