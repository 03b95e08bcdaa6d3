export type { BusinessDate, EpochMs, Period } from './business-time.ts';
export {
  addPeriod,
  addPeriodToDate,
  ageOn,
  atTimeOfDay,
  BUSINESS_ZONE,
  businessDate,
  dateEarlier,
  daysBetween,
  daysEarlier,
  endOfBusinessDay,
  expiryAfter,
  isBirthday,
  isBusinessDate,
  isDayPeriod,
  isPeriod,
  lastUsableInstant,
  month,
  monthDay,
  periodEarlier,
  startOfBusinessDay,
  subtractPeriod,
  weekday,
} from './business-time.ts';
export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export type { FestivalName } from './festivals.ts';
export { FESTIVALS, festivalDate } from './festivals.ts';
export { lunarDay, lunarMonthStart } from './lunar-calendar.ts';
export { parseRfc3339, toRfc3339 } from './rfc3339.ts';
export { isWorkingPeriod, type WorkingHours, workingTimeAfter, workingTimeBefore } from './working-time.ts';
