/** One batch of a rating run: holders are read together, rated by the rule, and appended with their results in one commit. */
import { type EventLog, on, onNew, type Placed, type Tx, transaction, type Who } from '@scrip/event-store';
import { type MembershipState, membershipDecider } from '../membership/membership.decider.ts';
import { type MemberRating, type Rateable, type RatingOf, type RatingRow, rateMember } from './rate-member.rule.ts';
import { holdersAfter, type RatedHolder, rateables } from './rating-figures.ts';
import { writeResults } from './rating-result.ts';

/** Somebody else has gone on with the run: this batch is theirs. */
export class RunMovedError extends Error {
  override readonly name = 'RunMovedError';
}

/** Where a run is: everybody up to a holder is rated. */
export interface Cursor {
  readonly runId: string;
  readonly runNo: bigint;
  readonly afterHolder: string;
  readonly finished: boolean;
}

/** Holders that were read together, with what is asked of each. */
export interface Page {
  readonly holders: readonly RatedHolder[];
  readonly rateables: readonly Rateable[];
}

/** Where a run is; begins it where it has not begun. */
export async function cursorOf(pool: EventLog['pool'], runId: string): Promise<Cursor> {
  await pool.query('INSERT INTO rating_progress (run_id) VALUES ($1) ON CONFLICT DO NOTHING', [runId]);
  const { rows } = await pool.query<{ run_no: bigint; after_holder: string; finished: boolean }>(
    'SELECT run_no, after_holder, finished FROM rating_progress WHERE run_id = $1',
    [runId],
  );
  const [row] = rows;
  if (!row) throw new RunMovedError(`${runId} has no progress`);
  return { runId, runNo: row.run_no, afterHolder: row.after_holder, finished: row.finished };
}

/** Moves the cursor. @throws RunMovedError where it is not where it was: then the transaction must not stand. */
export async function moveCursor(
  tx: Tx,
  { runId, afterHolder }: Cursor,
  to: { readonly afterHolder: string; readonly rated: number; readonly changed: number; readonly finished?: boolean },
): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'rating_cursor',
    text: `UPDATE rating_progress SET after_holder = $3, rated = rated + $4, changed = changed + $5, finished = $6
           WHERE run_id = $1 AND after_holder = $2 AND NOT finished`,
    values: [runId, afterHolder, to.afterHolder, to.rated, to.changed, to.finished ?? false],
  });
  if (rowCount !== 1) throw new RunMovedError(`${runId} is further than ${afterHolder}`);
}

/** The next holders with what is asked of them; read ahead while the batch before is on its way to the disk. */
export async function readPage(
  pool: EventLog['pool'],
  issuerId: string,
  rating: RatingOf,
  asked: { readonly after: string; readonly limit: number },
): Promise<Page> {
  const holders = await holdersAfter(pool, issuerId, rating, asked);
  return { holders, rateables: await rateables(pool, issuerId, rating, holders) };
}

/**
 * Rates a page: the facts of members that change, all results and the cursor stand together or not at all. A member is
 * rated on the state that the log has of it; the projection only says who need not be loaded.
 * @throws RunMovedError where somebody else has gone on; what the log throws.
 */
export async function ratePage(
  log: EventLog,
  who: Who,
  rating: RatingOf,
  cursor: Cursor,
  page: Page,
  dryRun: boolean,
): Promise<Cursor> {
  const shown = page.rateables.map((rateable, index) => rateMember(shownState(page.holders[index]), rateable, rating));
  const afterHolder = page.holders.at(-1)?.holderId ?? cursor.afterHolder;
  const changing = shown.flatMap(({ event }, index) => (event ? [index] : []));
  const settle = async (tx: Tx, rows: readonly RatingRow[], changed: number): Promise<void> => {
    // First, so that of two copies with one batch the second stops here.
    await moveCursor(tx, cursor, { afterHolder, rated: rows.length, changed });
    await writeResults(tx, cursor.runNo, rows);
  };
  if (dryRun || changing.length === 0) {
    const rows = shown.map(({ row }) => row);
    await transaction(log.pool, (tx) => settle(tx, rows, changing.length));
    return { ...cursor, afterHolder };
  }
  let decided = shown;
  await log.executeAcross({
    who,
    key: null,
    streams: changing.map((index) => {
      const { membershipId = '', held = null } = page.holders[index] ?? {};
      return held === null ? onNew(membershipDecider, membershipId) : on(membershipDecider, membershipId);
    }),
    decide: (states) => {
      const again = new Map(
        changing.map((index, place): readonly [number, MemberRating] => [
          index,
          rateMember(states[place] as MembershipState, page.rateables[index] as Rateable, rating),
        ]),
      );
      decided = shown.map((one, index) => again.get(index) ?? one);
      return { kind: 'accepted', events: decided.flatMap(({ event }) => (event ? [placed(event)] : [])) };
    },
    writes: (tx) =>
      settle(
        tx,
        decided.map(({ row }) => row),
        decided.filter(({ event }) => event !== null).length,
      ),
  });
  return { ...cursor, afterHolder };
}

function placed(event: NonNullable<MemberRating['event']>): Placed {
  return { streamId: event.data.membershipId, event };
}

/** The state as the projection shows it. */
function shownState(holder: RatedHolder | undefined): MembershipState {
  if (!holder?.held) return { kind: 'unknown' };
  const { membershipId, holderId, held } = holder;
  // Which programme it is, no rating asks.
  return { kind: 'member', membershipId, holderId, programmeId: '', ...held };
}
