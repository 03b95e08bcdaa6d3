/**
 * A run that finds who is in a segment: the order of all members first, kept as a table; then, part by part, everybody whose
 * place changed is told so; then the report (domain 2.11, E4). What was done is in the log, so a run that was killed goes on.
 */
import type { SegmentRunEvent, SegmentRunRanked, SegmentRunStarted } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import type { Programme } from '@scrip/programme';

/** A run that was started; plain data. */
export interface SegmentRun {
  readonly status: 'started' | 'ranked' | 'closed';
  readonly started: SegmentRunStarted;
  readonly ranked: SegmentRunRanked | null;
  /** Last membership of the parts that are done; '' before the first. */
  readonly toMembershipId: string;
  readonly entered: number;
  readonly left: number;
}

/** What is known of a run's id. */
export type SegmentRunState = { readonly status: 'none' } | SegmentRun;

/** How a run's stream is folded. */
export const segmentRunDecider: Decider<SegmentRunState, SegmentRunEvent> = {
  stream: 'segment-run',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'SegmentRunStarted') {
      return { status: 'started', started: event.data, ranked: null, toMembershipId: '', entered: 0, left: 0 };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} of a run that was never started`);
    switch (event.type) {
      case 'SegmentRunRanked':
        return { ...state, status: 'ranked', ranked: event.data };
      case 'SegmentRunPartDone': {
        const { toMembershipId, entered, left } = event.data;
        return { ...state, toMembershipId, entered: state.entered + entered, left: state.left + left };
      }
      case 'SegmentRunClosed':
        return { ...state, status: 'closed' };
    }
  },
};

/** What a run is asked for. */
export interface StartSegmentRun {
  readonly runId: string;
  readonly programmeId: string;
  readonly segmentKey: string;
  /** Calendar month that the window ends with, YYYY-MM. */
  readonly month: string;
  /** The month now. */
  readonly thisMonth: string;
  /** The run of the segment that goes on; null where none does. */
  readonly underWayRunId: string | null;
  /** Month of the segment's latest run; null where there was none. */
  readonly latestMonth: string | null;
}

/**
 * Starts a run. Refused in this order: `programme_unknown` {programmeId}: no version is in force; `segment_unknown`
 * {programmeVersion, segmentKey}; `run_under_way` {runId}: one of the segment at a time; `month_ahead` {month, thisMonth}: one that is not over yet may be asked for, one to
 * come not; `later_run_exists` {month, latestMonth}: who is in now was found by a later one.
 */
export function startSegmentRun(
  { runId, programmeId, segmentKey, month, thisMonth, underWayRunId, latestMonth }: StartSegmentRun,
  programme: Programme | undefined,
): Decision<SegmentRunEvent> {
  if (!programme) return reject('programme_unknown', { programmeId });
  const programmeVersion = programme.version;
  const segment = programme.segments?.find(({ key }) => key === segmentKey);
  if (!segment) return reject('segment_unknown', { programmeVersion, segmentKey });
  if (underWayRunId !== null && underWayRunId !== runId) return reject('run_under_way', { runId: underWayRunId });
  if (month > thisMonth) return reject('month_ahead', { month, thisMonth });
  if (latestMonth !== null && month < latestMonth) return reject('later_run_exists', { month, latestMonth });
  const membersOf = segment.members ?? programmeId;
  const { metric } = segment.by;
  const terms = { programmeId, programmeVersion };
  return accept({ type: 'SegmentRunStarted', data: { runId, ...terms, segmentKey, membersOf, month, metric } });
}

/** Takes an order that was found and kept. Refused: `run_ranked` {runId}: another copy of the service was faster. */
export function takeRanking(state: SegmentRunState, ranked: SegmentRunRanked): Decision<SegmentRunEvent> {
  if (state.status !== 'started') return reject('run_ranked', { runId: ranked.runId });
  return accept({ type: 'SegmentRunRanked', data: ranked });
}

/** The next members of a run. */
export interface SegmentPart {
  readonly runId: string;
  /** Where the part begins: the last membership of the one before. */
  readonly after: string;
  /** Null where nobody is left: then the run is closed. */
  readonly to: string | null;
  readonly entered: number;
  readonly left: number;
}

/** Ends a part, or the run with the last one. Refused: `part_not_next` {runId, after}: another copy has done it. */
export function segmentPartDone(state: SegmentRunState, part: SegmentPart): Decision<SegmentRunEvent> {
  const { runId, after, to, entered, left } = part;
  if (state.status !== 'ranked' || state.toMembershipId !== after || !state.ranked) {
    return reject('part_not_next', { runId, after });
  }
  if (to !== null) return accept({ type: 'SegmentRunPartDone', data: { runId, toMembershipId: to, entered, left } });
  const { programmeId, programmeVersion, segmentKey, month } = state.started;
  const { resultId: _, ...ranked } = state.ranked;
  const changed = { entered: state.entered + entered, left: state.left + left };
  const of = { runId, programmeId, programmeVersion, segmentKey, month };
  return accept({ type: 'SegmentRunClosed', data: { ...ranked, ...of, ...changed } });
}
