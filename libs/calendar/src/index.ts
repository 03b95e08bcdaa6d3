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
  lastDayOfMonth,
  lastUsableInstant,
  month,
  monthDay,
  startOfBusinessDay,
  weekday,
} from './business-time.ts';
export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export { parseRfc3339, toRfc3339 } from './rfc3339.ts';
