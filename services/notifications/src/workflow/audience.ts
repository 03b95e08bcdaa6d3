/** Who is gone through on an occasion: holders of the programme, page by page in the order of their ids. */
import { type BusinessDate, daysEarlier, endOfBusinessDay, periodEarlier, startOfBusinessDay } from '@scrip/calendar';
import type { Terms } from '@scrip/chassis';
import type { EventLog, Who } from '@scrip/event-store';
import { billsOf } from './bill-passes.ts';
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

/** A message for a holder in an audience, and what fills its template. */
export interface Listed {
  readonly holderId: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Business day that it is about where that is one of before: a bill of what came late. Left out otherwise. */
  readonly lateDate?: BusinessDate;
}

/** Which run it is for. */
export interface AudienceOf {
  readonly who: Who;
  readonly programmeId: string;
  readonly audience: Audience;
  /** Outreach, festival or part of the document. */
  readonly ruleKey: string;
  readonly date: BusinessDate;
}

/** Days that a month may be shorter than another: what a period may miss when it is counted back. */
const MONTH_SLACK_DAYS = 3;

export class Audiences {
  readonly #log: EventLog;
  readonly #birthdays: BirthdayList;
  readonly #terms: Pick<Terms, 'inForce'>;

  constructor(log: EventLog, birthdays: BirthdayList, terms: Pick<Terms, 'inForce'>) {
    this.#log = log;
    this.#birthdays = birthdays;
    this.#terms = terms;
  }

  /** Holders behind one, by id, at most `limit`; one holder may be listed for several days. Throws what the list of birthdays throws. */
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
        return this.#billed(of, after, limit);
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

  /** Who passed a door or an attendance terminal with a card of the programme, with the bill of each day that none named. */
  async #billed(
    { who, programmeId, ruleKey, date }: AudienceOf,
    after: string,
    limit: number,
  ): Promise<readonly Listed[]> {
    const { issuerId } = who;
    const stoodOn = async (day: BusinessDate): Promise<boolean> => {
      const last = endOfBusinessDay(startOfBusinessDay(day)) - 1;
      const programme = await this.#terms.inForce(issuerId, programmeId, last);
      return programme?.contact?.outreach?.some(({ key, on }) => key === ruleKey && on === 'attendance') ?? false;
    };
    const run = { issuerId, programmeId, ruleKey, date, stoodOn };
    const bills = await billsOf(this.#log.pool, run, after, limit);
    const yesterday = daysEarlier(date, 1);
    return bills.map(({ holderId, variables, date: ofDate }) => {
      return { holderId, variables, ...(ofDate !== yesterday && { lateDate: ofDate }) };
    });
  }
}
