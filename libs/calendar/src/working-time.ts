/** Time that passes only while somebody works: clocks of cases (domain 2.12). */
import { Temporal } from 'temporal-polyfill';
import {
  addPeriodToDate,
  atTimeOfDay,
  type BusinessDate,
  businessDate,
  daysEarlier,
  type EpochMs,
  isPeriod,
  type Period,
  weekday,
} from './business-time.ts';

/** When somebody works. */
export interface WorkingHours {
  /** 1 is Monday, 7 is Sunday. */
  readonly weekdays: readonly number[];
  /** First moment of a day's work, HH:MM. */
  readonly from: string;
  /** First moment after it, HH:MM of the same day. */
  readonly to: string;
  /** Days on which nobody works, whatever day of the week they are. */
  readonly closedDates: readonly BusinessDate[];
}

/** Days that are looked at for enough working time: more is a mistake in the hours. */
const DAYS_MAX = 1_500;

/** True for a period that working time has: whole days of work, hours, minutes and seconds. */
export function isWorkingPeriod(period: string): boolean {
  return isPeriod(period) && !/^P[^T]*[YMW]/.test(period);
}

/**
 * The moment at which a period of working time is over that begins at `at`; a day of the period is a whole day of work.
 * Friday 17:00 + PT2H with work from 09:00 to 18:00 on weekdays: Monday 10:00.
 * @throws RangeError when the period has years, months or weeks, or the hours leave no time to work.
 */
export function workingTimeAfter(at: EpochMs, period: Period, hours: WorkingHours): EpochMs {
  let leftMs = lengthOf(period, hours);
  let date = businessDate(at);
  for (let day = 0; day < DAYS_MAX; day += 1, date = addPeriodToDate(date, 'P1D')) {
    if (!isWorkingDay(date, hours)) continue;
    const from = Math.max(at, atTimeOfDay(date, hours.from));
    const to = atTimeOfDay(date, hours.to);
    if (to <= from) continue;
    if (leftMs <= to - from) return from + leftMs;
    leftMs -= to - from;
  }
  throw new RangeError(`${period} of working time does not pass within ${DAYS_MAX} days`);
}

/**
 * The moment a period of working time before another; see `workingTimeAfter`.
 * @throws RangeError as there.
 */
export function workingTimeBefore(at: EpochMs, period: Period, hours: WorkingHours): EpochMs {
  let leftMs = lengthOf(period, hours);
  let date = businessDate(at);
  for (let day = 0; day < DAYS_MAX; day += 1, date = daysEarlier(date, 1)) {
    if (!isWorkingDay(date, hours)) continue;
    const from = atTimeOfDay(date, hours.from);
    const to = Math.min(at, atTimeOfDay(date, hours.to));
    if (to <= from) continue;
    if (leftMs <= to - from) return to - leftMs;
    leftMs -= to - from;
  }
  throw new RangeError(`${period} of working time does not pass within ${DAYS_MAX} days`);
}

function isWorkingDay(date: BusinessDate, { weekdays, closedDates }: WorkingHours): boolean {
  return weekdays.includes(weekday(date)) && !closedDates.includes(date);
}

/** Milliseconds of work in a period. */
function lengthOf(period: Period, { from, to }: WorkingHours): number {
  if (!isWorkingPeriod(period))
    throw new RangeError(`"${period}" is not a period of days and hours such as P1D or PT4H`);
  const { days, hours, minutes, seconds } = Temporal.Duration.from(period);
  const dayMs = atTimeOfDay('2025-01-01', to) - atTimeOfDay('2025-01-01', from);
  if (dayMs <= 0) throw new RangeError(`no time to work between ${from} and ${to}`);
  return days * dayMs + ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}
