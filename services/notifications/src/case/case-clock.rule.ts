/** The clocks of a case: when each is due, when it warns, and what is said when it is late (domain 2.12, K3). */
import {
  addPeriod,
  type EpochMs,
  subtractPeriod,
  type WorkingHours,
  workingTimeAfter,
  workingTimeBefore,
} from '@scrip/calendar';
import type { CaseClock, CaseClockStart, CaseEvent, CaseHours, CaseOpened } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { type Case, type CaseMoment, type CaseState, caseIn, type RunningClock, stops } from './case.decider.ts';

/** The terms of a case that its clocks need. */
export type ClockTerms = Pick<CaseOpened, 'clocks' | 'hours'>;

/**
 * The clocks that a moment starts, each with when it is late and when it warns. A warning that would come before the start
 * comes with it.
 * @param promisedAt of an answer; null of any other moment, which starts no clock of a promised date.
 */
export function clocksFrom(
  { clocks, hours }: ClockTerms,
  moment: CaseMoment,
  at: EpochMs,
  promisedAt: EpochMs | null = null,
): readonly CaseClockStart[] {
  return clocks.flatMap((clock) => {
    if (clock.starts !== moment) return [];
    const dueAt = dueOf(clock, hours, at, promisedAt);
    return dueAt === null ? [] : [{ clockKey: clock.clockKey, dueAt, warnAt: warningOf(clock, hours, at, dueAt) }];
  });
}

function dueOf(
  { within, runs }: CaseClock,
  hours: CaseHours | null,
  at: EpochMs,
  promisedAt: EpochMs | null,
): EpochMs | null {
  if (within === null) return promisedAt;
  return runs === 'workingHours' && hours !== null ? workingTimeAfter(at, within, of(hours)) : addPeriod(at, within);
}

function warningOf(
  { warnBefore, runs }: CaseClock,
  hours: CaseHours | null,
  at: EpochMs,
  dueAt: EpochMs,
): EpochMs | null {
  if (warnBefore === null) return null;
  const warnAt =
    runs === 'workingHours' && hours !== null
      ? workingTimeBefore(dueAt, warnBefore, of(hours))
      : subtractPeriod(dueAt, warnBefore);
  return Math.max(at, warnAt);
}

function of({ weekdays, from, to, closedDates }: CaseHours): WorkingHours {
  return { weekdays, from, to, closedDates };
}

/** What the clocks that a moment stops have not said yet: that they are late. */
export function lateAt(state: Case, moment: CaseMoment, at: EpochMs): readonly CaseEvent[] {
  const stopped = state.clocks.filter(({ clockKey }) => stops(state.opened, clockKey, moment));
  return stopped.flatMap((clock) => (clock.dueAt <= at && !clock.isEscalated ? [escalated(state, clock)] : []));
}

/**
 * What a clock says when its time has come: a warning before it is late, and that it is late; each once. A clock that
 * stopped says nothing. Never refused: there may be nothing left to say.
 */
export function strike(state: CaseState, clockKey: string, now: EpochMs): Decision<CaseEvent> {
  if (state.status === 'none' || state.status === 'closed') return accept();
  const clock = caseIn(state).clocks.find((one) => one.clockKey === clockKey);
  if (!clock) return accept();
  const { dueAt, warnAt, isWarned, isEscalated } = clock;
  if (dueAt <= now) return isEscalated ? accept() : accept(escalated(state, clock));
  if (warnAt === null || warnAt > now || isWarned) return accept();
  const { caseId } = state.opened;
  return accept({ type: 'CaseClockWarned', data: { caseId, clockKey, dueAt, role: roleOf(state, clockKey) } });
}

function escalated(state: Case, { clockKey, dueAt }: RunningClock): CaseEvent {
  const { caseId } = state.opened;
  return { type: 'CaseEscalated', data: { caseId, clockKey, dueAt, role: roleOf(state, clockKey) } };
}

function roleOf({ opened }: Case, clockKey: string): string | null {
  return opened.clocks.find((clock) => clock.clockKey === clockKey)?.escalateTo ?? null;
}
