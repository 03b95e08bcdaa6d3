/** The ratings of a programme: which months have been rated, and the one run that is under way (domain 2.6 to 2.8). */
import type { RatingEvent, RatingRunClosed } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import type { Programme } from '@scrip/programme';
import { lastDay, nextMonth } from './measure.rule.ts';

/** The run that is under way. */
export interface OpenRun {
  readonly runId: string;
  readonly kind: 'month' | 'corrected';
  /** YYYY-MM, as the next; of a corrected run the first. */
  readonly month: string;
  readonly throughMonth: string;
  readonly dryRun: boolean;
  readonly programmeVersion: number;
  readonly paused: boolean;
}

/** What is known of a programme's ratings. */
export interface RatingState {
  readonly open: OpenRun | null;
  /** First and last month that were rated, YYYY-MM; null before the first rating closed. */
  readonly firstMonth: string | null;
  readonly lastMonth: string | null;
}

export const ratingDecider: Decider<RatingState, RatingEvent> = {
  stream: 'rating',
  initial: { open: null, firstMonth: null, lastMonth: null },
  evolve(state, event) {
    switch (event.type) {
      case 'RatingRunStarted': {
        const { runId, kind, month, throughMonth, dryRun, programmeVersion } = event.data;
        const run = { runId, kind: kind === 'corrected' ? kind : 'month', month, throughMonth, dryRun } as const;
        return { ...state, open: { ...run, programmeVersion, paused: false } };
      }
      case 'RatingRunPaused':
        return { ...state, open: state.open && { ...state.open, paused: true } };
      case 'RatingRunResumed':
        return { ...state, open: state.open && { ...state.open, paused: false } };
      case 'RatingRunClosed': {
        const { kind, dryRun, month } = event.data;
        if (dryRun || kind === 'corrected') return { ...state, open: null };
        return { open: null, firstMonth: state.firstMonth ?? month, lastMonth: month };
      }
    }
  },
};

/** The ratings of an issuer's programme are one stream: what names it. */
export function ratingSeed(issuerId: string, programmeId: string): string {
  return [issuerId, programmeId, 'ratings'].join('\n');
}

/** A run that is asked for. */
export interface StartRun {
  readonly ratingId: string;
  readonly runId: string;
  readonly programmeId: string;
  readonly kind: 'month' | 'corrected';
  /** YYYY-MM; of a corrected run the first month that is rated again. */
  readonly month: string;
  readonly dryRun: boolean;
  /** The business day of asking. */
  readonly today: string;
}

/**
 * Starts a run. Refusals in the order tried:
 * - `programme_unknown` {programmeId}: no version is in force at the end of the month.
 * - `programme_rates_nobody` {programmeId, programmeVersion}: it has no tiers, or no grades.
 * - `segment_not_measured` {programmeId, segment}: a standard asks for a segment, which ratings cannot tell.
 * - `run_under_way` {runId, month}: one at a time.
 * - `month_not_over` {month, lastDay, today}: a dry run may look ahead.
 * - `month_already_rated` {month, lastMonth}: what came later is for a corrected run.
 * - `month_not_next` {month, nextMonth}: grace counts ratings, so none is left out.
 * - `month_not_rated` {month, firstMonth, lastMonth}: a corrected run begins with a month that was rated.
 */
export function startRun(
  state: RatingState,
  command: StartRun,
  programme: Programme | undefined,
): Decision<RatingEvent> {
  const { ratingId, runId, programmeId, kind, month, dryRun, today } = command;
  if (!programme) return reject('programme_unknown', { programmeId });
  const programmeVersion = programme.version;
  if (programme.tiers === undefined || !programme.grades?.length) {
    return reject('programme_rates_nobody', { programmeId, programmeVersion });
  }
  const segment = segmentAsked(programme);
  if (segment !== undefined) return reject('segment_not_measured', { programmeId, segment });
  const { open, firstMonth, lastMonth } = state;
  if (open) return reject('run_under_way', { runId: open.runId, month: open.month });
  if (kind === 'corrected') {
    if (firstMonth === null || lastMonth === null || month < firstMonth || month > lastMonth) {
      return reject('month_not_rated', { month, firstMonth, lastMonth });
    }
  } else if (!dryRun) {
    const ends = lastDay(month);
    if (ends >= today) return reject('month_not_over', { month, lastDay: ends, today });
    if (lastMonth !== null && month <= lastMonth) return reject('month_already_rated', { month, lastMonth });
    if (lastMonth !== null && month !== nextMonth(lastMonth)) {
      return reject('month_not_next', { month, nextMonth: nextMonth(lastMonth) });
    }
  }
  const throughMonth = kind === 'corrected' ? (lastMonth ?? month) : month;
  const data = { ratingId, runId, programmeId, programmeVersion, kind, month, throughMonth, dryRun };
  return accept({ type: 'RatingRunStarted', data });
}

/** The first segment that a standard asks for. */
function segmentAsked({ tiers }: Programme): string | undefined {
  const found = /"segment":"([^"]+)"/.exec(JSON.stringify(tiers?.standards ?? []));
  return found?.[1];
}

/**
 * Halts the run, or lets it go on. Refusals in the order tried:
 * - `run_not_under_way` {runId}: it is through, or another one is under way.
 * - `run_paused` / `run_not_paused` {runId}: already so.
 */
export function pauseRun(
  state: RatingState,
  of: { readonly ratingId: string; readonly runId: string; readonly programmeId: string },
  pause: boolean,
): Decision<RatingEvent> {
  const { ratingId, runId, programmeId } = of;
  if (state.open?.runId !== runId) return reject('run_not_under_way', { runId });
  if (state.open.paused === pause) return reject(pause ? 'run_paused' : 'run_not_paused', { runId });
  return accept({ type: pause ? 'RatingRunPaused' : 'RatingRunResumed', data: { ratingId, runId, programmeId } });
}

/** Closes the run; one that somebody else has closed is left alone. Throws InvariantError where another one is under way. */
export function closeRun(state: RatingState, closed: RatingRunClosed): Decision<RatingEvent> {
  if (state.open === null) return accept();
  if (state.open.runId !== closed.runId)
    throw new InvariantError(`${closed.runId} is closed while another run is open`);
  return accept({ type: 'RatingRunClosed', data: closed });
}
