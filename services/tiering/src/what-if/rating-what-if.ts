/**
 * A draft's ratings over what was measured: month after month every holder is rated by the functions that rate, on grades
 * that the draft itself gave, and compared with the grade that was held in fact. Nothing is written. Memory grows with
 * holders, not with months or values.
 */
import type { Tell, WhatIfTrial } from '@scrip/chassis';
import type { EventLog } from '@scrip/event-store';
import { gradeOrder, type HeldGrade, type Programme, rateGrade, unratedGrade } from '@scrip/programme';
import { monthsBetween } from '../rating/measure.rule.ts';
import { ratingOf, whatIsMet } from '../rating/rate-member.rule.ts';
import { holdersAfter, rateables } from '../rating/rating-figures.ts';
import { givenIn, grantedBefore, type HoldersAsked, heldAfter, missedBy } from './held-grades.ts';
import { GradeTally, largestChanges, type MonthReport, type Outcome, type RatingReport } from './rating-comparison.ts';

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

/** What tiering tries a draft over: what was measured in a span of months. */
export function ratingsTrial(log: EventLog): WhatIfTrial<'months'> {
  return {
    columns: { from: 'from_month', to: 'to_month' },
    members: { from: 'fromMonth', to: 'toMonth' },
    fixed: ['months'],
    of: 'months',
    fix: async ({ from, to }) => ({ months: monthsBetween(from, to).length }),
    run: ({ issuerId, draft, from, to }, tell) =>
      runRatings(log, { issuerId, draft, fromMonth: from, toMonth: to }, tell),
  };
}

/** A holder's grade in fact and under the draft. */
interface Holder {
  was: string;
  would: HeldGrade;
  /** The grade before one that was given by hand and still stands; null where none does. */
  beforeGrant: HeldGrade | null;
  /** Month, YYYY-MM, that an instant rating stands in for; null: none. */
  settledMonth: string | null;
}

/**
 * Runs it. `tell` is called after each page with the months that are done, and may throw to end the run. Throws what it
 * throws, InvariantError for a draft that rates nobody, and the database's errors.
 */
export async function runRatings(log: EventLog, run: RatingRun, tell: Tell): Promise<RatingReport> {
  const { issuerId, draft, fromMonth, toMonth } = run;
  const holders = new Map<string, Holder>();
  const months: MonthReport[] = [];
  for (const month of monthsBetween(fromMonth, toMonth)) {
    const report = await rateMonth(log, { issuerId, draft, month, begins: month === fromMonth }, holders, () =>
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
  log: EventLog,
  { issuerId, draft, month, begins }: Month,
  holders: Map<string, Holder>,
  tell: () => Promise<void>,
): Promise<MonthReport> {
  const { pool } = log;
  const rating = ratingOf('what-if', draft, month);
  const tally = new GradeTally();
  const outcomes = { raised: 0, confirmed: 0, extended: 0, lowered: 0, unrated: 0, settled: 0 };
  let rated = 0;
  for (let after = ''; ; ) {
    const page = await holdersAfter(pool, issuerId, rating, { after, limit: PAGE_HOLDERS });
    const last = page.at(-1);
    if (!last) break;
    const asked = { issuerId, programmeId: draft.id, holderIds: page.map(({ holderId }) => holderId) };
    if (begins) await begin(log, asked, month, holders);
    await giveAsInFact(pool, asked, { month, draft }, holders);
    const was = await heldAfter(pool, asked, month);
    for (const { holderId, facts } of await rateables(pool, issuerId, rating, page)) {
      const holder = holderOf(holders, holderId, draft);
      holder.was = was.get(holderId)?.grade ?? lowest(draft);
      outcomes[rateUnder(holder, whatIsMet(facts, draft).grade, { month, draft })] += 1;
      rated += 1;
      tally.add(holder.was, holder.would.grade);
    }
    await tell();
    after = last.holderId;
  }
  return { month, rated, outcomes, ...tally.grades };
}

/** Whoever is rated first holds what was held in fact before the first month, also by hand. */
async function begin(log: EventLog, asked: HoldersAsked, month: string, holders: Map<string, Holder>): Promise<void> {
  const before = monthBefore(month);
  const held = await heldAfter(log.pool, asked, before);
  const missed = await missedBy(log.pool, asked, before);
  const granted = await grantedBefore(log, asked, before);
  for (const [holderId, grade] of held) {
    const missedRatings = grade.standing === 'extension' ? (missed.get(holderId) ?? 1) : 0;
    const back = granted.get(holderId);
    const beforeGrant: HeldGrade | null =
      back === undefined ? null : { grade: back, standing: 'met', missedRatings: 0 };
    holders.set(holderId, { was: grade.grade, would: { ...grade, missedRatings }, beforeGrant, settledMonth: null });
  }
}

/** Rates a holder under the draft, as `rateMember` does: another decision of the month stands in; a grant may only be raised. */
function rateUnder(holder: Holder, metGrade: string, { month, draft }: Pick<Month, 'month' | 'draft'>): Outcome {
  if (holder.settledMonth === month) return 'settled';
  const { outcome, ...would } = rateGrade(holder.would, metGrade, draft);
  if (holder.beforeGrant && outcome !== 'raised') return 'settled';
  holder.would = would;
  return outcome;
}

/** What something else than a system rating gave stands under the draft too: a raise where it is higher, the rest as it was. */
async function giveAsInFact(
  pool: EventLog['pool'],
  asked: HoldersAsked,
  { month, draft }: Pick<Month, 'month' | 'draft'>,
  holders: Map<string, Holder>,
): Promise<void> {
  const order = gradeOrder(draft);
  for (const { holderId, fact, grade } of await givenIn(pool, asked, month)) {
    const holder = holderOf(holders, holderId, draft);
    const before = holder.would;
    const isHigher = order.indexOf(grade) > order.indexOf(before.grade);
    const given: HeldGrade = { grade, standing: 'met', missedRatings: 0 };
    if (fact === 'GradeGrantEnded') {
      holder.would = holder.beforeGrant ?? given;
      holder.beforeGrant = null;
    } else if (fact === 'GradeRatedInstantly') {
      if (isHigher) holder.would = given;
      if (draft.tiers?.instant?.suppresses !== 'nothing') holder.settledMonth = month;
    } else if (fact !== 'GradeRaised' || isHigher) holder.would = given;
    if (fact === 'GradeGranted') holder.beforeGrant ??= before;
  }
}

/** A holder whom no decision of people binds. */
const UNBOUND = { beforeGrant: null, settledMonth: null } as const;

function holderOf(holders: Map<string, Holder>, holderId: string, draft: Programme): Holder {
  const known = holders.get(holderId);
  if (known) return known;
  const grade = lowest(draft);
  const would: HeldGrade = unratedGrade(draft) ?? { grade, standing: 'met', missedRatings: 0 };
  const holder: Holder = { was: grade, would, ...UNBOUND };
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
