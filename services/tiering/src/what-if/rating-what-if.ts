/**
 * A draft's ratings over what was measured: month after month every holder is rated by the functions that rate, on grades
 * that the draft itself gave, and compared with the grade that was held in fact. Nothing is written. Memory grows with
 * holders, not with months or values.
 */
import type { EventLog } from '@scrip/event-store';
import {
  gradeOrder,
  type HeldGrade,
  type Programme,
  type RatingOutcome,
  rateGrade,
  unratedGrade,
} from '@scrip/programme';
import { monthsBetween } from '../rating/measure.rule.ts';
import { ratingOf, whatIsMet } from '../rating/rate-member.rule.ts';
import { holdersAfter, rateables } from '../rating/rating-figures.ts';
import { givenIn, type HoldersAsked, heldAfter, missedBy } from './held-grades.ts';
import { GradeTally, largestChanges, type MonthReport, type RatingReport } from './rating-comparison.ts';

/** Holders that are read together. */
const PAGE_HOLDERS = 2_000;

/** What is run. */
export interface RatingRun {
  readonly issuerId: string;
  readonly draft: Programme;
  /** First and last month, YYYY-MM. */
  readonly fromMonth: string;
  readonly toMonth: string;
}

/** A holder's grade in fact and under the draft. */
interface Holder {
  was: string;
  would: HeldGrade;
}

/**
 * Runs it. `tell` is called after each page with the months that are done, and may throw to end the run. Throws what it
 * throws, InvariantError for a draft that rates nobody, and the database's errors.
 */
export async function runRatings(
  log: EventLog,
  run: RatingRun,
  tell: (months: number) => Promise<void>,
): Promise<RatingReport> {
  const { issuerId, draft, fromMonth, toMonth } = run;
  const holders = new Map<string, Holder>();
  const months: MonthReport[] = [];
  for (const month of monthsBetween(fromMonth, toMonth)) {
    const report = await rateMonth(log.pool, { issuerId, draft, month, begins: month === fromMonth }, holders, () =>
      tell(months.length),
    );
    months.push(report);
  }
  await tell(months.length);
  const end = new GradeTally();
  for (const { was, would } of holders.values()) end.add(was, would.grade);
  const ends = [...holders].map(([id, { was, would }]) => [id, was, would.grade] as const);
  return { fromMonth, toMonth, months, end: end.grades, largest: largestChanges(ends, gradeOrder(draft)) };
}

interface Month {
  readonly issuerId: string;
  readonly draft: Programme;
  readonly month: string;
  /** The first one: holders come with what they held before it. */
  readonly begins: boolean;
}

async function rateMonth(
  pool: EventLog['pool'],
  { issuerId, draft, month, begins }: Month,
  holders: Map<string, Holder>,
  tell: () => Promise<void>,
): Promise<MonthReport> {
  const rating = ratingOf('what-if', draft, month);
  const tally = new GradeTally();
  const outcomes: Record<RatingOutcome, number> = { raised: 0, confirmed: 0, extended: 0, lowered: 0, unrated: 0 };
  let rated = 0;
  for (let after = ''; ; ) {
    const page = await holdersAfter(pool, issuerId, rating, { after, limit: PAGE_HOLDERS });
    const asked = { issuerId, programmeId: draft.id, holderIds: page.map(({ holderId }) => holderId) };
    if (begins) await begin(pool, asked, month, holders);
    await giveAsInFact(pool, asked, { month, draft }, holders);
    const was = await heldAfter(pool, asked, month);
    for (const { holderId, facts } of await rateables(pool, issuerId, rating, page)) {
      const holder = holderOf(holders, holderId, draft);
      const { outcome, ...would } = rateGrade(holder.would, whatIsMet(facts, draft).grade, draft);
      holder.would = would;
      holder.was = was.get(holderId)?.grade ?? lowest(draft);
      outcomes[outcome] += 1;
      rated += 1;
      tally.add(holder.was, would.grade);
    }
    await tell();
    const last = page.at(-1);
    if (!last || page.length < PAGE_HOLDERS) break;
    after = last.holderId;
  }
  return { month, rated, outcomes, ...tally.grades };
}

/** Whoever is rated first holds what was held in fact before the first month. */
async function begin(
  pool: EventLog['pool'],
  asked: HoldersAsked,
  month: string,
  holders: Map<string, Holder>,
): Promise<void> {
  const before = monthBefore(month);
  const held = await heldAfter(pool, asked, before);
  const missed = await missedBy(pool, asked, before);
  for (const [holderId, grade] of held) {
    const missedRatings = grade.standing === 'extension' ? (missed.get(holderId) ?? 1) : 0;
    holders.set(holderId, { was: grade.grade, would: { ...grade, missedRatings } });
  }
}

/** What something else than a rating gave stands under the draft too, where it is higher or where it began a membership. */
async function giveAsInFact(
  pool: EventLog['pool'],
  asked: HoldersAsked,
  { month, draft }: Pick<Month, 'month' | 'draft'>,
  holders: Map<string, Holder>,
): Promise<void> {
  const order = gradeOrder(draft);
  for (const { holderId, grade, joined } of await givenIn(pool, asked, month)) {
    const holder = holderOf(holders, holderId, draft);
    if (!joined && order.indexOf(grade) <= order.indexOf(holder.would.grade)) continue;
    holder.would = { grade, standing: 'met', missedRatings: 0 };
  }
}

function holderOf(holders: Map<string, Holder>, holderId: string, draft: Programme): Holder {
  const known = holders.get(holderId);
  if (known) return known;
  const grade = lowest(draft);
  const holder: Holder = { was: grade, would: unratedGrade(draft) ?? { grade, standing: 'met', missedRatings: 0 } };
  holders.set(holderId, holder);
  return holder;
}

function lowest(draft: Programme): string {
  return unratedGrade(draft)?.grade ?? '';
}

function monthBefore(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return of === 1
    ? `${String(year - 1).padStart(4, '0')}-12`
    : `${month.slice(0, 5)}${String(of - 1).padStart(2, '0')}`;
}
