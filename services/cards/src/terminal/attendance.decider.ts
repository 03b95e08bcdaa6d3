/**
 * Passes of cards at a door or an attendance terminal (domain 2.10): one stream for each terminal and business day, which
 * remembers the counters that were taken, in stretches, so that it stays small however busy the door is.
 */
import type { AttendanceEvent, CardPassed } from '@scrip/contracts';
import { accept, type Decider, type Decision } from '@scrip/decider';

/** Counters that follow each other, all taken; both ends included. */
type Stretch = readonly [from: number, to: number];

export interface AttendanceState {
  readonly taken: readonly Stretch[];
}

/** How the stream of a terminal's day is folded. */
export const attendanceDecider: Decider<AttendanceState, AttendanceEvent> = {
  stream: 'attendance',
  initial: { taken: [] },
  evolve: (state, event) => ({ taken: withCounter(state.taken, event.data.counter) }),
};

/** Takes passes of one terminal and day, each counter once; those that are there already are left out. Refuses nothing. */
export function takePasses(state: AttendanceState, passes: readonly CardPassed[]): Decision<AttendanceEvent> {
  let { taken } = state;
  const events: AttendanceEvent[] = [];
  for (const data of passes) {
    if (taken.some(([from, to]) => from <= data.counter && data.counter <= to)) continue;
    taken = withCounter(taken, data.counter);
    events.push({ type: 'CardPassed', data });
  }
  return accept(...events);
}

function withCounter(taken: readonly Stretch[], counter: number): readonly Stretch[] {
  const before = taken.find(([, to]) => to === counter - 1);
  const after = taken.find(([from]) => from === counter + 1);
  const joined: Stretch = [before?.[0] ?? counter, after?.[1] ?? counter];
  return [...taken.filter((one) => one !== before && one !== after), joined].sort(([a], [b]) => a - b);
}
