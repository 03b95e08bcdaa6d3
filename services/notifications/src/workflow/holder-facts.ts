/** What is known of holders when a rule asks for whom it is: class, grade, what they bought (domain 2.12). */
import { addPeriodToDate, type BusinessDate, daysBetween, month, periodEarlier } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';
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

/** Who is asked about, on which day. */
export interface AskedHolder {
  readonly issuerId: string;
  readonly programme: Programme;
  readonly holderId: string;
  readonly date: BusinessDate;
  /** What the event itself says of the grade; left out where it says nothing. */
  readonly grade?: GivenGrade | undefined;
}

/**
 * Whether a holder is meant by a condition; nobody who died, moved away, was erased or merged is. Throws NotYetError where there is one and the holder's registration, or the place
 * in the programme where the event does not give it, has not arrived here.
 */
export async function isMeant(
  pool: EventLog['pool'],
  { issuerId, programme, holderId, date, grade }: AskedHolder,
  when: Condition | undefined,
): Promise<boolean> {
  if (when === undefined) return true;
  const [known] = await factsOfContacts(pool, issuerId, programme.id, [holderId]);
  // What a merge left of the place in the programme is the survivor's: nothing more arrives of this holder.
  if (known?.ended) return false;
  const sinceDate = known?.sinceDate ?? grade?.since;
  if (!known || sinceDate === undefined) throw new NotYetError(`${holderId} has not arrived in ${programme.id}`);
  const given = grade && { grade: grade.toGrade, gradeOutcome: gradeOutcomeOf(grade, programme) };
  const holder: HolderFacts = { ...known, sinceDate, ...given };
  return (await holdersMeeting(pool, issuerId, programme, when, [holder], date)).length > 0;
}

/** What became of a grade, in the words of ratings (domain 2.6): what the event says, else what the order of the grades says. */
export function gradeOutcomeOf({ fromGrade, toGrade, outcome }: GivenGrade, programme: Programme): string {
  if (outcome !== undefined) return outcome;
  const order = gradeOrder(programme);
  const steps = order.indexOf(toGrade) - (fromGrade === undefined ? -1 : order.indexOf(fromGrade));
  return steps > 0 ? 'raised' : steps < 0 ? 'lowered' : 'confirmed';
}

/** The holders that a condition is met for on a day. It asks for no metric that is not heard here: such a document does not publish. */
export async function holdersMeeting(
  pool: EventLog['pool'],
  issuerId: string,
  programme: Programme,
  condition: Condition | undefined,
  holders: readonly HolderFacts[],
  date: BusinessDate,
): Promise<readonly HolderFacts[]> {
  if (condition === undefined) return holders;
  const of = { issuerId, programmeId: programme.id };
  const measured = new Map<string, ReadonlyMap<string, Measured>>();
  for (const measure of measuresAsked(condition))
    measured.set(measureKey(measure), await measureOf(pool, of, measure, holders, date));
  return holders.filter((holder) => {
    const measures = new Map([...measured].map(([key, of]) => [key, of.get(holder.holderId) ?? NOTHING]));
    const { grade, holderClass, gradeOutcome = null } = holder;
    const facts: Facts = {
      values: { grade, gradeOutcome, holderClass },
      businessDate: date,
      grades: gradeOrder(programme),
      measures,
      segments: holder.segments,
    };
    return evaluate(condition, facts).met;
  });
}

const NOTHING: Measured = { total: 0n, over: 1n };

/** A metric of holders over a window that ends with a day: `purchases` or `spendingFen`, less what was given back on a day of it. */
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
    `SELECT p.holder_id, sum(p.purchases)::bigint AS purchases, sum(p.paid_fen)::bigint AS spending_fen,
            count(DISTINCT p.business_date) AS days
     FROM unnest($3::text[], $4::text[]) AS asked (holder_id, from_date)
     JOIN known_spending p ON p.issuer_id = $1 AND p.programme_id = $2 AND p.holder_id = asked.holder_id
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
