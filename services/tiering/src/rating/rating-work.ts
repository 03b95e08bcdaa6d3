/**
 * The job behind rating runs: batch after batch until nobody is left, then the hash of the full result and the fact that
 * closes it. How far it is, a cursor says that moves in the commit of each batch, so a copy that is killed loses nothing,
 * and of two copies one has the batch and the other finds that it is done.
 */
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import type { RatingRunClosed } from '@scrip/contracts';
import { type EventLog, type ProjectionRunner, transaction, type Who } from '@scrip/event-store';
import { ratingOf } from './rate-member.rule.ts';
import { closeRun, ratingDecider } from './rating.decider.ts';
import { type Cursor, cursorOf, moveCursor, type Page, RunMovedError, ratePage, readPage } from './rating-batch.ts';
import { correctionOf, type LateHolder, lateHolders, rerateNext } from './rating-correction.ts';
import { hashOfResult, outcomesOf } from './rating-result.ts';
import { openRuns, type RunRow } from './rating-run.projection.ts';

/** Holders of a batch: a thousand share a query and a commit, and the log is not held up for longer than a moment. */
const BATCH_HOLDERS = 1_000;
/** Holders of a corrected run's batch: each has several months. */
const CORRECTED_HOLDERS = 200;
/** Late holders that are read at once: each reading looks at all late values, so a batch of its own for each would be quadratic. */
const LATE_HOLDERS = 20_000;
/** How long one run is worked on before others have their turn. */
const TURN_MS = 5_000;
/** Runs of one turn; the others wait for the next. */
const RUNS_OF_TURN = 4;
/** How long the projections may take to show what was decided before the run began. */
const CAUGHT_UP_MS = 10_000;

/** A run that goes on. */
export interface DueRun extends DueItem {
  readonly run: RunRow;
}

export class RatingWork implements DueWork<DueRun> {
  readonly name = 'rating_run';
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #runner: ProjectionRunner;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(log: EventLog, terms: Terms, runner: ProjectionRunner) {
    this.#log = log;
    this.#terms = terms;
    this.#runner = runner;
  }

  async due(_now: number, limit: number): Promise<readonly DueRun[]> {
    const runs = await openRuns(this.#log.pool, Math.min(limit, RUNS_OF_TURN));
    return runs.map((run) => ({ id: run.run_id, dueAt: Number(run.started_at), run }));
  }

  /** A turn of a run, after the turns of others. */
  carryOut({ run }: DueRun): Promise<'done' | 'later'> {
    const turn = this.#turn.then(() => this.work(run, performance.now() + TURN_MS));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Works on a run until it is closed, or until `until` (milliseconds of the process) is over. 'later': something is not here yet. */
  async work(run: RunRow, until: number = Number.POSITIVE_INFINITY): Promise<'done' | 'later'> {
    const { issuer_id: issuerId, programme_id: programmeId, programme_version: version } = run;
    const programme = await this.#terms.ofVersion(issuerId, programmeId, version);
    // What was decided before the run began must be shown: ratings before it, and whoever joined.
    const shown = await this.#runner.reached(Number(run.started_position), CAUGHT_UP_MS);
    if (!programme || !shown) return 'later';
    const cursor = await cursorOf(this.#log.pool, run.run_id);
    try {
      const through = cursor.finished ? cursor : await this.#through(run, cursor, until);
      if (through.finished) await this.#close(run, through);
    } catch (error) {
      // Another copy of the service goes on with it.
      if (!(error instanceof RunMovedError)) throw error;
    }
    return 'done';
  }

  async #through(run: RunRow, cursor: Cursor, until: number): Promise<Cursor> {
    return run.kind === 'corrected' ? this.#corrected(run, cursor, until) : this.#month(run, cursor, until);
  }

  /** Rates everybody after the cursor; the next page is read while one is on its way to the disk. */
  async #month(run: RunRow, from: Cursor, until: number): Promise<Cursor> {
    const programme = await this.#terms.ofVersion(run.issuer_id, run.programme_id, run.programme_version);
    if (!programme) return from;
    const rating = ratingOf(run.run_id, programme, run.month);
    const read = (after: string): Promise<Page> => {
      const page = readPage(this.#log.pool, run.issuer_id, rating, { after, limit: BATCH_HOLDERS });
      // Its failure is told when its turn comes.
      page.catch(() => undefined);
      return page;
    };
    let cursor = from;
    for (let next = read(cursor.afterHolder); ; ) {
      const page = await next;
      const last = page.holders.at(-1);
      if (!last) return this.#finish(cursor);
      next = read(last.holderId);
      cursor = await ratePage(this.#log, this.#who(run), rating, cursor, page, run.dry_run);
      if (performance.now() >= until) {
        await next;
        return cursor;
      }
    }
  }

  async #corrected(run: RunRow, from: Cursor, until: number): Promise<Cursor> {
    const programme = await this.#terms.ofVersion(run.issuer_id, run.programme_id, run.programme_version);
    const correction = programme && (await correctionOf(this.#log, this.#terms, run, programme));
    if (!correction) return from;
    let cursor = from;
    let late: readonly LateHolder[] = [];
    while (performance.now() < until) {
      if (late.length === 0) {
        const asked = { ...correction.late, after: cursor.afterHolder, limit: LATE_HOLDERS };
        late = await lateHolders(this.#log.pool, asked);
      }
      if (late.length === 0) return this.#finish(cursor);
      cursor = await rerateNext(this.#log, this.#who(run), correction, cursor, late.slice(0, CORRECTED_HOLDERS));
      late = late.slice(CORRECTED_HOLDERS);
    }
    return cursor;
  }

  async #finish(cursor: Cursor): Promise<Cursor> {
    const { afterHolder } = cursor;
    await transaction(this.#log.pool, (tx) =>
      moveCursor(tx, cursor, { afterHolder, rated: 0, changed: 0, finished: true }),
    );
    return { ...cursor, finished: true };
  }

  /** Counts and hashes what stands in the table, so that whoever closes it after a stop says the same. */
  async #close(run: RunRow, { runNo }: Cursor): Promise<void> {
    const { pool } = this.#log;
    const outcomes = await outcomesOf(pool, runNo);
    const { rows } = await pool.query<{ changed: bigint }>('SELECT changed FROM rating_progress WHERE run_id = $1', [
      run.run_id,
    ]);
    const count = (outcome: Parameters<typeof outcomes.get>[0]): bigint => outcomes.get(outcome) ?? 0n;
    const closed: RatingRunClosed = {
      ratingId: run.rating_id,
      runId: run.run_id,
      programmeId: run.programme_id,
      kind: run.kind,
      month: run.month,
      throughMonth: run.through_month,
      dryRun: run.dry_run,
      rated: [...outcomes.values()].reduce((sum, one) => sum + one, 0n),
      raised: count('raised'),
      lowered: count('lowered'),
      extended: count('extended'),
      confirmed: count('confirmed'),
      settled: count('settled'),
      unrated: count('unrated'),
      membersChanged: rows[0]?.changed ?? 0n,
      resultSha256: await hashOfResult(pool, runNo),
    };
    // Its end is of its own moment.
    const who = { ...this.#who(run), occurredAt: this.#log.clock.now() };
    const decide = (state: Parameters<typeof closeRun>[0]) => closeRun(state, closed);
    await this.#log.execute({ who, key: null, decider: ratingDecider, streamId: run.rating_id, decide });
  }

  /** Ratings are of the moment that their run was asked for. */
  #who(run: RunRow): Who {
    return {
      issuerId: run.issuer_id,
      actor: 'service:tiering',
      occurredAt: Number(run.started_at),
      correlationId: run.correlation_id,
      causationId: run.event_id,
      traceparent: null,
    };
  }
}
