/** What is known of holders when a rule asks for whom it is: class, grade, what they bought (domain 2.12). */
import { addPeriodToDate, type BusinessDate, daysBetween, month, periodEarlier } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';
import {
  type Condition,
  evaluate,
  type Facts,
  gradeOrder,
  type Measure,
  type Measured,
  type MetricWindow,
  measureKey,
  measuresAsked,
  type Programme,
} from '@scrip/programme';

/** A holder of a programme, with what rules may ask about. */
export interface HolderFacts {
  readonly holderId: string;
  readonly grade: string | null;
  readonly holderClass: string | null;
  readonly visitClass: string | null;
  /** Business day on which that class was given. */
  readonly visitSince: BusinessDate | null;
  readonly managerId: string | null;
  /** Business day from which the holder is in the programme. */
  readonly sinceDate: BusinessDate;
  /** Whether nobody writes to the holder any more. */
  readonly ended: boolean;
  /** Keys of the segments that the holder is in. */
  readonly segments: readonly string[];
}

/** What is known of holders of a programme; who is not in it is left out. In the order of the ids given. */
export async function factsOfHolders(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId: string,
  holderIds: readonly string[],
): Promise<readonly HolderFacts[]> {
  const { rows } = await pool.query<{
    holder_id: string;
    grade: string | null;
    since_date: string;
    holder_class: string | null;
    visit_class: string | null;
    visit_since: string | null;
    manager_id: string | null;
    ended: string | null;
    segments: string[];
  }>(
    `SELECT h.holder_id, h.grade, h.since_date, c.holder_class, c.visit_class, c.visit_since, c.manager_id, c.ended,
            ARRAY(SELECT s.segment_key FROM known_segment s WHERE s.issuer_id = h.issuer_id AND s.is_in
                  AND s.programme_id = h.programme_id AND s.holder_id = h.holder_id ORDER BY 1) AS segments
     FROM programme_holder h JOIN contact c USING (holder_id)
     WHERE h.issuer_id = $1 AND h.programme_id = $2 AND h.holder_id = ANY ($3) ORDER BY h.holder_id`,
    [issuerId, programmeId, holderIds],
  );
  return rows.map((row) => ({
    holderId: row.holder_id,
    grade: row.grade,
    holderClass: row.holder_class,
    visitClass: row.visit_class,
    visitSince: row.visit_since,
    managerId: row.manager_id,
    sinceDate: row.since_date,
    ended: row.ended !== null,
    segments: row.segments,
  }));
}

/** Metrics that this service hears of; of others it knows nothing. */
const HEARD = new Set(['spendingFen', 'purchases']);

/** Whether a condition asks only what is known here: no metric that this service does not hear of. */
export function isKnownHere(condition: Condition): boolean {
  if ('all' in condition) return condition.all.every(isKnownHere);
  if ('any' in condition) return condition.any.every(isKnownHere);
  if ('not' in condition) return isKnownHere(condition.not);
  return !('metric' in condition) || (HEARD.has(condition.metric) && condition.window.take !== 'last');
}

/**
 * The holders that a condition is met for on a day. What it cannot know (`isKnownHere`) is met for nobody: a message that
 * may be wrong is not sent.
 */
export async function holdersMeeting(
  pool: EventLog['pool'],
  issuerId: string,
  programme: Programme,
  condition: Condition | undefined,
  holders: readonly HolderFacts[],
  date: BusinessDate,
): Promise<readonly HolderFacts[]> {
  if (condition === undefined) return holders;
  if (!isKnownHere(condition)) return [];
  const of = { issuerId, programmeId: programme.id };
  const measured = new Map<string, ReadonlyMap<string, Measured>>();
  for (const measure of measuresAsked(condition))
    measured.set(measureKey(measure), await measureOf(pool, of, measure, holders, date));
  return holders.filter((holder) => {
    const measures = new Map([...measured].map(([key, of]) => [key, of.get(holder.holderId) ?? NOTHING]));
    const { grade, holderClass } = holder;
    const facts: Facts = {
      values: { grade, holderClass },
      businessDate: date,
      grades: gradeOrder(programme),
      measures,
      segments: holder.segments,
    };
    return evaluate(condition, facts).met;
  });
}

const NOTHING: Measured = { total: 0n, over: 1n };

/** A metric of holders over a window that ends with a day. */
export async function measureOf(
  pool: EventLog['pool'],
  { issuerId, programmeId }: { readonly issuerId: string; readonly programmeId: string },
  { metric, window }: Measure,
  holders: readonly Pick<HolderFacts, 'holderId' | 'sinceDate'>[],
  date: BusinessDate,
): Promise<ReadonlyMap<string, Measured>> {
  // The same for everybody, but for the days since somebody joined.
  const start = window.kind === 'sinceJoining' ? undefined : windowStart(window, date, date);
  const from = new Map(holders.map(({ holderId, sinceDate }) => [holderId, start ?? sinceDate]));
  const { rows } = await pool.query<{ holder_id: string; purchases: bigint; spending_fen: bigint; days: bigint }>(
    `SELECT p.holder_id, count(*) AS purchases, sum(p.paid_fen)::bigint AS spending_fen,
            count(DISTINCT p.business_date) AS days
     FROM unnest($3::text[], $4::text[]) AS asked (holder_id, from_date)
     JOIN known_purchase p ON p.issuer_id = $1 AND p.programme_id = $2 AND p.holder_id = asked.holder_id
       AND p.business_date >= asked.from_date AND p.business_date <= $5
     GROUP BY p.holder_id`,
    [issuerId, programmeId, [...from.keys()], [...from.values()], date],
  );
  return new Map(
    rows.map((row) => {
      const total = metric === 'purchases' ? row.purchases : row.spending_fen;
      const over = divisor(window, from.get(row.holder_id) ?? date, date, row.days);
      return [row.holder_id, { total, over }];
    }),
  );
}

/** First day of a window that ends with a day. */
export function windowStart(window: MetricWindow, date: BusinessDate, since: BusinessDate): BusinessDate {
  switch (window.kind) {
    case 'businessDay':
      return date;
    case 'calendarMonth':
      return `${date.slice(0, 7)}-01`;
    case 'calendarQuarter': {
      const first = month(date) - ((month(date) - 1) % 3);
      return `${date.slice(0, 4)}-${String(first).padStart(2, '0')}-01`;
    }
    case 'calendarYear':
      return `${date.slice(0, 4)}-01-01`;
    case 'rolling':
      return addPeriodToDate(periodEarlier(date, window.length ?? 'P1D'), 'P1D');
    case 'sinceJoining':
      return since;
    case 'lifetime':
      return '0001-01-01';
  }
}

/** What an average is divided by: days or months of the window, or only the days on which something was bought. */
function divisor(window: MetricWindow, from: BusinessDate, to: BusinessDate, observedDays: bigint): bigint {
  if (window.take !== 'average') return 1n;
  if (window.over === 'observed') return observedDays > 0n ? observedDays : 1n;
  if (window.per !== 'month') return BigInt(daysBetween(from, to) + 1);
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + month(to) - month(from) + 1;
  return BigInt(months);
}
