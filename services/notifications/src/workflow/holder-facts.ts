/** What is known of holders when a rule asks for whom it is: class, grade, what they bought (domain 2.12). */
import { addPeriodToDate, type BusinessDate, daysBetween, month, periodEarlier } from '@scrip/calendar';
import { InvariantError } from '@scrip/decider';
import { type EventLog, StoreUnavailableError, type Who } from '@scrip/event-store';
import { NotYetError } from '@scrip/kafka';
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
import type { BirthdayList } from './audience.ts';
import { type GivenValues, type Knowing, valuesOf } from './holder-values.ts';
import { keptFrom } from './kept-from.ts';

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
  /** What the event that is told made of the grade; left out where none does. */
  readonly gradeOutcome?: string;
}

/** A grade that an event gives. */
export interface GivenGrade {
  readonly toGrade: string;
  /** Business day on which it happened. */
  readonly since: BusinessDate;
  /** The grade before; left out where there was none. */
  readonly fromGrade?: string;
  /** What became of it, where the event says so; else the order of the grades does. */
  readonly outcome?: string;
}

/** What is known of holders of a programme; who is not in it is left out. In the order of the ids given. */
export async function factsOfHolders(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId: string,
  holderIds: readonly string[],
): Promise<readonly HolderFacts[]> {
  const contacts = await factsOfContacts(pool, issuerId, programmeId, holderIds);
  return contacts.flatMap(({ sinceDate, ...rest }) => (sinceDate === null ? [] : [{ ...rest, sinceDate }]));
}

/** What is known of holders whose contact is known, in a programme or not in it yet. In the order of the ids. */
async function factsOfContacts(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId: string,
  holderIds: readonly string[],
): Promise<readonly (Omit<HolderFacts, 'sinceDate'> & { readonly sinceDate: BusinessDate | null })[]> {
  const { rows } = await pool.query<{
    holder_id: string;
    grade: string | null;
    since_date: string | null;
    holder_class: string | null;
    visit_class: string | null;
    visit_since: string | null;
    manager_id: string | null;
    ended: string | null;
    segments: string[];
  }>(
    `SELECT c.holder_id, h.grade, h.since_date, c.holder_class, c.visit_class, c.visit_since, c.manager_id, c.ended,
            ARRAY(SELECT s.segment_key FROM known_segment s WHERE s.issuer_id = $1 AND s.is_in
                  AND s.programme_id = $2 AND s.holder_id = c.holder_id ORDER BY 1) AS segments
     FROM contact c LEFT JOIN programme_holder h ON h.holder_id = c.holder_id AND h.issuer_id = $1 AND h.programme_id = $2
     WHERE c.issuer_id = $1 AND c.holder_id = ANY ($3) ORDER BY c.holder_id`,
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

/** Of which programme holders are asked about, on which day. */
export interface AskedOn {
  readonly who: Who;
  readonly programme: Programme;
  readonly date: BusinessDate;
  /** What the event itself says of its one holder; left out where there is none. */
  readonly given?: GivenValues | undefined;
}

/** Who is asked about. */
export interface AskedHolder extends AskedOn {
  readonly holderId: string;
  /** What the event itself says of the grade; left out where it says nothing. */
  readonly grade?: GivenGrade | undefined;
}

/**
 * Whether the holder of an event is meant by a condition; nobody who died, moved away, was erased or merged is. Throws
 * NotYetError where there is one and the holder's registration, or the place in the programme where the event does not give
 * it, has not arrived here, and where cards did not say whose birthday it is.
 */
export async function isMeant(
  knowing: Knowing,
  { holderId, grade, ...asked }: AskedHolder,
  when: Condition | undefined,
): Promise<boolean> {
  if (when === undefined) return true;
  const { who, programme } = asked;
  const [known] = await factsOfContacts(knowing.pool, who.issuerId, programme.id, [holderId]);
  // What a merge left of the place in the programme is the survivor's: nothing more arrives of this holder.
  if (known?.ended) return false;
  const sinceDate = known?.sinceDate ?? grade?.since;
  if (!known || sinceDate === undefined) throw new NotYetError(`${holderId} has not arrived in ${programme.id}`);
  const given = grade && { grade: grade.toGrade, gradeOutcome: gradeOutcomeOf(grade, programme) };
  const holder: HolderFacts = { ...known, sinceDate, ...given };
  return (
    (await holdersMeeting({ ...knowing, birthdays: waitingFor(knowing.birthdays) }, asked, when, [holder])).length > 0
  );
}

/**
 * While cards is away an event waits as for anything else that has not arrived: for a bounded time, and only its own stream
 * is parked then. As a failure of the world it would hold up the events of all issuers that come after it.
 */
function waitingFor(birthdays: BirthdayList): BirthdayList {
  return {
    on: async (who, date, of) => {
      try {
        return await birthdays.on(who, date, of);
      } catch (error) {
        // Not as the cause: whatever was caused by the world is tried again for ever.
        if (error instanceof StoreUnavailableError) throw new NotYetError(error.message);
        throw error;
      }
    },
  };
}

/** What became of a grade, in the words of ratings (domain 2.6): what the event says, else what the order of the grades says. */
export function gradeOutcomeOf({ fromGrade, toGrade, outcome }: GivenGrade, programme: Programme): string {
  if (outcome !== undefined) return outcome;
  const order = gradeOrder(programme);
  const steps = order.indexOf(toGrade) - (fromGrade === undefined ? -1 : order.indexOf(fromGrade));
  return steps > 0 ? 'raised' : steps < 0 ? 'lowered' : 'confirmed';
}

/**
 * The holders that a condition is met for on a day; nobody of whom something it asks for is not known whole, also where it
 * asks for its opposite. It asks for nothing that is not heard here: such a document does not publish. Throws what the list of
 * birthdays throws, where the condition asks for birthdays; InvariantError where it is not written down since when all is kept.
 */
export async function holdersMeeting(
  knowing: Knowing,
  { who, programme, date, given = {} }: AskedOn,
  condition: Condition | undefined,
  holders: readonly HolderFacts[],
): Promise<readonly HolderFacts[]> {
  if (condition === undefined) return holders;
  const of = { issuerId: who.issuerId, programmeId: programme.id };
  const known = await valuesOf(knowing, { who, programme, holders, date, given }, condition);
  const measures = measuresAsked(condition);
  const isHeardWhole = await heardWhole(knowing.pool, measures, date);
  const measured = new Map<string, ReadonlyMap<string, Measured>>();
  for (const measure of measures)
    measured.set(measureKey(measure), await measureOf(knowing.pool, of, measure, holders, date));
  return holders.filter((holder) => {
    const { holderId, grade, holderClass, visitClass, gradeOutcome = null } = holder;
    const { values, dayRank, isWhole } = known(holderId);
    if (!isWhole || !isHeardWhole(holder)) return false;
    const measures = new Map([...measured].map(([key, of]) => [key, of.get(holderId) ?? NOTHING]));
    const facts: Facts = {
      values: { grade, gradeOutcome, holderClass, visitClass, ...values },
      businessDate: date,
      dayRank,
      grades: gradeOrder(programme),
      measures,
      segments: holder.segments,
    };
    return evaluate(condition, facts).met;
  });
}

/** Whose measures begin where all is known that they sum up. */
async function heardWhole(
  pool: EventLog['pool'],
  measures: readonly Measure[],
  date: BusinessDate,
): Promise<(holder: Pick<HolderFacts, 'sinceDate'>) => boolean> {
  const late = measures.filter(({ metric }) => metric === 'earnedPoints');
  if (late.length === 0) return () => true;
  const firstDate = await keptFrom(pool);
  return ({ sinceDate }) => late.every(({ window }) => windowStart(window, date, sinceDate) >= firstDate);
}

const NOTHING: Measured = { total: 0n, over: 1n };

/** What is heard of metrics, a row for each thing that happened: a return and what it takes back count against their own day. */
const HEARD: Readonly<Record<string, string>> = {
  purchases: 'SELECT issuer_id, programme_id, holder_id, business_date, purchases AS value FROM known_spending',
  spendingFen: 'SELECT issuer_id, programme_id, holder_id, business_date, paid_fen AS value FROM known_spending',
  earnedPoints: 'SELECT issuer_id, programme_id, holder_id, business_date, earned_points AS value FROM known_earned',
};

/**
 * A metric of holders over a window that ends with a day: `purchases`, `spendingFen` or `earnedPoints`. Throws
 * InvariantError for another one: such a document does not publish.
 */
export async function measureOf(
  pool: EventLog['pool'],
  { issuerId, programmeId }: { readonly issuerId: string; readonly programmeId: string },
  { metric, window }: Measure,
  holders: readonly Pick<HolderFacts, 'holderId' | 'sinceDate'>[],
  date: BusinessDate,
): Promise<ReadonlyMap<string, Measured>> {
  const heard = HEARD[metric];
  if (heard === undefined) throw new InvariantError(`a condition asks for ${metric}, which is not heard here`);
  // The same for everybody, but for the days since somebody joined.
  const start = window.kind === 'sinceJoining' ? undefined : windowStart(window, date, date);
  const from = new Map(holders.map(({ holderId, sinceDate }) => [holderId, start ?? sinceDate]));
  const { rows } = await pool.query<{ holder_id: string; total: bigint; days: bigint }>(
    `SELECT p.holder_id, sum(p.value)::bigint AS total, count(DISTINCT p.business_date) AS days
     FROM unnest($3::text[], $4::text[]) AS asked (holder_id, from_date)
     JOIN (${heard}) p ON p.issuer_id = $1 AND p.programme_id = $2 AND p.holder_id = asked.holder_id
       AND p.business_date >= asked.from_date AND p.business_date <= $5
     GROUP BY p.holder_id`,
    [issuerId, programmeId, [...from.keys()], [...from.values()], date],
  );
  return new Map(
    rows.map(({ holder_id: holderId, total, days }) => {
      const over = divisor(window, from.get(holderId) ?? date, date, days);
      return [holderId, { total, over }];
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
