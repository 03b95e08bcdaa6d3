/** A batch of a corrected run: those whose values of rated months came late or were corrected are rated again from the first on. */
import { lastDayOfMonth, startOfBusinessDay } from '@scrip/calendar';
import type { Terms } from '@scrip/chassis';
import { type EventLog, on, type Placed, type Tx, transaction, type Who } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import { type MembershipState, membershipDecider } from '../membership/membership.decider.ts';
import { monthsBetween } from './measure.rule.ts';
import { type Rateable, type RatingOf, type RatingRow, ratingOf } from './rate-member.rule.ts';
import { type Cursor, moveCursor } from './rating-batch.ts';
import { factsAsked, holdersNamed, metricsAsked, type RatedHolder, rateables } from './rating-figures.ts';
import { resultsOfHolders, writeResults } from './rating-result.ts';
import { type RatedMonth, type RunRow, ratedMonths } from './rating-run.projection.ts';
import { type CorrectedRun, type MonthAgain, type RateAgain, rerateMember } from './rerate-member.rule.ts';

/** A holder with values of rated months that their ratings did not see, and the first such month, YYYY-MM. */
export interface LateHolder {
  readonly holderId: string;
  readonly month: string;
}

/** Values of each rated month that came after it was rated; those of months before the first rating belong to the first. */
const LATE = `SELECT late.holder_id, min(late.month) AS month FROM (
    SELECT v.holder_id, seen.month FROM unnest($3::text[], $4::bigint[]) AS seen (month, position)
    JOIN metric_value AS v ON v.issuer_id = $1 AND v.month = seen.month AND v.position > seen.position
      AND v.metric = ANY ($2)
    UNION ALL
    SELECT v.holder_id, $5::text FROM metric_value AS v
    WHERE v.issuer_id = $1 AND v.month < $5 AND v.position > $6 AND v.metric = ANY ($2)
  ) AS late`;

/** Which late values count: those that the programme's ratings ask for, of months from one on. */
export interface LateAsked {
  readonly issuerId: string;
  readonly rating: RatingOf;
  readonly months: readonly RatedMonth[];
  /** First month, YYYY-MM. */
  readonly from: string;
}

function lateValues({ issuerId, rating, months, from }: LateAsked): readonly unknown[] | undefined {
  const [first] = months;
  if (!first) return undefined;
  const counted = months.filter(({ month }) => month >= from);
  // Before the first rating only where the run begins with it.
  const beforeFirst = from <= first.month ? first.month : '';
  return [
    issuerId,
    [...metricsAsked(rating), ...factsAsked(rating.programme)],
    counted.map(({ month }) => month),
    counted.map(({ seenPosition }) => seenPosition),
    beforeFirst,
    first.seenPosition,
  ];
}

/** The late holders after one, in the order of their ids, at most `limit`. */
export async function lateHolders(
  tx: Tx,
  asked: LateAsked & { readonly after: string; readonly limit: number },
): Promise<readonly LateHolder[]> {
  const values = lateValues(asked);
  if (!values) return [];
  const { rows } = await tx.query<{ holder_id: string; month: string }>(
    `${LATE} WHERE late.holder_id > $7 GROUP BY late.holder_id ORDER BY late.holder_id LIMIT $8`,
    [...values, asked.after, asked.limit],
  );
  return rows.map(({ holder_id: holderId, month }) => ({ holderId, month }));
}

/** How many holders are late, by the first month that is to be rated again. */
export async function lateByMonth(
  tx: Tx,
  asked: LateAsked,
): Promise<readonly { readonly month: string; readonly holders: bigint }[]> {
  const values = lateValues(asked);
  if (!values) return [];
  const { rows } = await tx.query<{ month: string; holders: bigint }>(
    `SELECT month, count(*) AS holders FROM (${LATE} GROUP BY late.holder_id) AS each GROUP BY month ORDER BY month`,
    [...values],
  );
  return rows;
}

/** A corrected run as its batches need it. */
export interface Correction {
  readonly run: RunRow;
  readonly programme: Programme;
  readonly late: LateAsked;
  /** Runs whose results are what the months came to before. */
  readonly runNos: readonly bigint[];
  /** Under which version each month is decided. */
  readonly ratings: ReadonlyMap<string, RatingOf>;
}

/** The version that a month (YYYY-MM) is rated again by: the one in force at its end, unless that rated nobody. */
export async function termsOfMonth(
  terms: Terms,
  issuerId: string,
  programme: Programme,
  month: string,
): Promise<Programme> {
  const inForce = await terms.inForce(issuerId, programme.id, startOfBusinessDay(lastDayOfMonth(month)));
  return inForce?.tiers ? inForce : programme;
}

/** Gathers what a corrected run needs; undefined while a version of the programme is not here. */
export async function correctionOf(
  log: EventLog,
  terms: Terms,
  run: RunRow,
  programme: Programme,
): Promise<Correction | undefined> {
  const { issuer_id: issuerId, programme_id: programmeId } = run;
  const { months, runIds } = await ratedMonths(log.pool, issuerId, programmeId);
  const ratings = new Map<string, RatingOf>();
  for (const month of monthsBetween(run.month, run.through_month)) {
    ratings.set(month, ratingOf(run.run_id, await termsOfMonth(terms, issuerId, programme, month), month));
  }
  const { rows } = await log.pool.query<{ run_no: bigint }>(
    'SELECT run_no FROM rating_progress WHERE run_id = ANY ($1) ORDER BY run_no',
    [runIds],
  );
  const rating = ratingOf(run.run_id, programme, run.through_month);
  const late = { issuerId, rating, months, from: run.month };
  return { run, programme, late, runNos: rows.map((row) => row.run_no), ratings };
}

/**
 * Rates late holders again, the next after the cursor; the facts of members, all results and the cursor stand together. Gives
 * where the run is then. Errors as `ratePage`.
 */
export async function rerateNext(
  log: EventLog,
  who: Who,
  correction: Correction,
  cursor: Cursor,
  page: readonly LateHolder[],
): Promise<Cursor> {
  const { run, programme } = correction;
  const afterHolder = page.at(-1)?.holderId;
  if (afterHolder === undefined) return cursor;
  const members = await againOf(log.pool, correction, page);
  const of: CorrectedRun = { runId: run.run_id, programme };
  let rows: readonly RatingRow[] = [];
  let changed = 0;
  const decide = (states: readonly unknown[]): readonly Placed[] => {
    const decided = members.map((member, index) => rerateMember(states[index] as MembershipState, member, of));
    rows = decided.flatMap((one) => one.rows);
    const events = decided.flatMap(({ event }) => (event ? [event] : []));
    changed = events.length;
    return events.map((event) => ({ streamId: event.data.membershipId, event }));
  };
  const settle = async (tx: Tx): Promise<void> => {
    // First, so that of two copies with one batch the second stops here.
    await moveCursor(tx, cursor, { afterHolder, rated: rows.length, changed });
    await writeResults(tx, cursor.runNo, rows);
  };
  if (run.dry_run) {
    const states = await Promise.all(members.map(({ membershipId }) => log.state(membershipDecider, membershipId)));
    decide(states.map(({ state }) => state));
    await transaction(log.pool, settle);
  } else {
    await log.executeAcross({
      who,
      key: null,
      streams: members.map(({ membershipId }) => on(membershipDecider, membershipId)),
      decide: (states) => ({ kind: 'accepted', events: decide(states) }),
      writes: settle,
    });
  }
  return { ...cursor, afterHolder };
}

/** Each late holder with its months from the first late one on, what they came to before and what is asked now. */
async function againOf(
  pool: EventLog['pool'],
  { run, late, runNos, ratings }: Correction,
  page: readonly LateHolder[],
): Promise<readonly RateAgain[]> {
  const { issuerId } = late;
  const ids = page.map(({ holderId }) => holderId);
  const holders = await holdersNamed(pool, issuerId, run.programme_id, ids);
  const olds = new Map<string, RatingRow>();
  // The later run comes last and stays.
  for (const row of await resultsOfHolders(pool, runNos, ids)) olds.set(`${row.holderId} ${row.month}`, row);
  const firstOf = new Map(page.map(({ holderId, month }) => [holderId, month]));
  const months = new Map<string, MonthAgain[]>(ids.map((id) => [id, []]));
  for (const [month, rating] of ratings) {
    const asked = holders.filter((holder) => isAsked(holder, month, firstOf.get(holder.holderId) ?? month, rating));
    for (const { holderId, facts } of await rateables(pool, issuerId, rating, asked)) {
      const { programme, measures } = rating;
      months.get(holderId)?.push({ month, facts, programme, measures, old: olds.get(`${holderId} ${month}`) ?? null });
    }
  }
  return holders.map(({ membershipId, holderId }): RateAgain & Pick<Rateable, 'holderId'> => ({
    membershipId,
    holderId,
    months: months.get(holderId) ?? [],
  }));
}

/** Where a programme is joined, only who is a member, from the month of joining on: a rating makes nobody one. */
function isAsked({ held, joinedOn }: RatedHolder, month: string, first: string, { programme }: RatingOf): boolean {
  if (month < first) return false;
  return programme.joining === undefined || (held !== null && joinedOn.slice(0, 7) <= month);
}
