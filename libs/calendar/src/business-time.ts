import { Temporal } from 'temporal-polyfill';

/** An instant as milliseconds since 1970-01-01T00:00:00Z, without leap seconds; the `timestamp-millis` of every event. */
export type EpochMs = number;

/** A calendar day of business time as text `YYYY-MM-DD`. Sorts as it reads. */
export type BusinessDate = string;

/** A length of calendar time in ISO 8601: `P2Y`, `P1M`, `P30D`, `PT24H`. Never negative. */
export type Period = string;

/** Every business day, month and period is counted in this zone (domain 1). */
export const BUSINESS_ZONE = 'Asia/Shanghai';

/** Since this instant (the end of the last summer time) the zone is +08:00 without exception; before it the zone's own history decides. */
const FIXED_OFFSET_SINCE: EpochMs = Date.UTC(1991, 8, 14, 17);
/** +08:00 in milliseconds. */
const FIXED_OFFSET_MS = 8 * 3_600_000;
/** A day of a zone without summer time, in milliseconds. */
const DAY_MS = 86_400_000;
/** A time of a day as documents write it, HH:MM. */
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
/** Last instant of year 9999 in the zone: beyond it a date no longer has the shape `YYYY-MM-DD`. */
const LAST_INSTANT: EpochMs = Date.UTC(10_000, 0, 1) - FIXED_OFFSET_MS - 1;
const FIRST_INSTANT: EpochMs = Temporal.PlainDate.from('0001-01-01').toZonedDateTime(BUSINESS_ZONE).epochMilliseconds;

/**
 * The business day an instant falls on. Without a look into the zone's history for instants since 1991-09-15, because this runs once per receipt; a test holds it equal to the general way.
 * @throws RangeError when the instant is not a whole millisecond in the years 1 to 9999.
 */
export function businessDate(at: EpochMs): BusinessDate {
  checkInstant(at);
  if (at >= FIXED_OFFSET_SINCE) return new Date(at + FIXED_OFFSET_MS).toISOString().slice(0, 10);
  return zoned(at).toPlainDate().toString();
}

/**
 * First instant of a business day. Plain arithmetic since 1991-09-15, because it is asked once per message.
 * @throws RangeError when the text is not a day.
 */
export function startOfBusinessDay(date: BusinessDate): EpochMs {
  const midnight = utcMidnight(date) - FIXED_OFFSET_MS;
  if (midnight >= FIXED_OFFSET_SINCE) return midnight;
  return dayOf(date).toZonedDateTime(BUSINESS_ZONE).epochMilliseconds;
}

/** The end of the business day an instant falls on: the first instant that no longer belongs to it. */
export function endOfBusinessDay(at: EpochMs): EpochMs {
  const date = businessDate(at);
  const start = startOfBusinessDay(date);
  if (start >= FIXED_OFFSET_SINCE) return start + DAY_MS;
  return dayOf(date).add({ days: 1 }).toZonedDateTime(BUSINESS_ZONE).epochMilliseconds;
}

/**
 * Day of the week of a business day: 1 is Monday, 7 is Sunday.
 * @throws RangeError when the text is not a day.
 */
export function weekday(date: BusinessDate): number {
  return new Date(utcMidnight(date)).getUTCDay() || 7;
}

/**
 * Month of a business day: 1 is January, 12 is December.
 * @throws RangeError when the text is not a day.
 */
export function month(date: BusinessDate): number {
  return new Date(utcMidnight(date)).getUTCMonth() + 1;
}

/**
 * Last day of a month, `YYYY-MM`. Plain arithmetic, because ratings ask for it once per holder and month.
 * @throws RangeError when the text is not a month.
 */
export function lastDayOfMonth(month: string): BusinessDate {
  utcMidnight(`${month}-01`);
  const [year = 0, of = 0] = month.split('-').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = of === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(of) ? 30 : 31;
  return `${month}-${days}`;
}

/** Month and day of a business day as `MM-DD`. */
export function monthDay(date: BusinessDate): string {
  utcMidnight(date);
  return date.slice(5);
}

/** True for text of the shape `YYYY-MM-DD` that names a day that exists. */
export function isBusinessDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** True for an ISO 8601 period of whole, non-negative parts that is longer than nothing. */
export function isPeriod(text: string): boolean {
  return (
    /^P(?=\d|T\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?(T(?=\d)(\d{1,5}H)?(\d{1,6}M)?(\d{1,8}S)?)?$/.test(text) &&
    /[1-9]/.test(text)
  );
}

/** True for a period of whole years, months, weeks and days: one that can be added to a day. */
export function isDayPeriod(text: string): boolean {
  return isPeriod(text) && !text.includes('T');
}

/**
 * The instant one period later by the wall clock of the zone; a month that lacks the day gives its last one: 2025-01-31 10:00 + P1M is 2025-02-28 10:00 (A5).
 * @throws RangeError when the period is not one (see `isPeriod`) or the result leaves the years 1 to 9999.
 */
export function addPeriod(at: EpochMs, period: Period): EpochMs {
  if (!isPeriod(period)) throw new RangeError(`"${period}" is not an ISO 8601 period such as P2Y, P1M or PT24H`);
  checkInstant(at);
  return checkInstant(zoned(at).add(Temporal.Duration.from(period)).epochMilliseconds);
}

/**
 * The instant one period earlier by the wall clock of the zone; see `addPeriod`.
 * @throws RangeError as there.
 */
export function subtractPeriod(at: EpochMs, period: Period): EpochMs {
  if (!isPeriod(period)) throw new RangeError(`"${period}" is not an ISO 8601 period such as P2Y, P1M or PT24H`);
  checkInstant(at);
  return checkInstant(zoned(at).subtract(Temporal.Duration.from(period)).epochMilliseconds);
}

/**
 * The day one period later; a month that lacks the day gives its last one.
 * @throws RangeError when the text is not a day, or the period not one of whole days.
 */
export function addPeriodToDate(date: BusinessDate, period: Period): BusinessDate {
  if (!isDayPeriod(period))
    throw new RangeError(`"${period}" is not an ISO 8601 period of whole days such as P2Y or P30D`);
  return dayOf(date).add(Temporal.Duration.from(period)).toString();
}

/**
 * The day one period earlier; a month that lacks the day gives its last one.
 * @throws RangeError as `addPeriodToDate`.
 */
export function dateEarlier(date: BusinessDate, period: Period): BusinessDate {
  if (!isDayPeriod(period))
    throw new RangeError(`"${period}" is not an ISO 8601 period of whole days such as P2Y or P30D`);
  return dayOf(date).subtract(Temporal.Duration.from(period)).toString();
}

/**
 * Whole days from one day to another; below zero when the other is earlier. 2025-06-08 to 2025-06-11 is 3 (C5).
 * @throws RangeError when either text is not a day.
 */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return (utcMidnight(to) - utcMidnight(from)) / DAY_MS;
}

/**
 * A day a number of days before another.
 * @throws RangeError when the text is not a day.
 */
export function daysEarlier(date: BusinessDate, days: number): BusinessDate {
  return dayOf(date).subtract({ days }).toString();
}

/**
 * The day one period earlier; a month that lacks the day gives its last one.
 * @throws RangeError when the text is not a day, or the period not one of whole days.
 */
export function periodEarlier(date: BusinessDate, period: Period): BusinessDate {
  if (!isDayPeriod(period))
    throw new RangeError(`"${period}" is not an ISO 8601 period of whole days such as P2Y or P30D`);
  return dayOf(date).subtract(Temporal.Duration.from(period)).toString();
}

/**
 * A time of a business day, such as 10:00. Plain arithmetic since 1991-09-15, because windows and nights ask for it several
 * times per message.
 * @throws RangeError when either text is not what it should be.
 */
export function atTimeOfDay(date: BusinessDate, time: string): EpochMs {
  const midnight = startOfBusinessDay(date);
  if (midnight >= FIXED_OFFSET_SINCE && TIME_OF_DAY.test(time)) {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return midnight + (hours * 60 + minutes) * 60_000;
  }
  return dayOf(date).toZonedDateTime({ timeZone: BUSINESS_ZONE, plainTime: Temporal.PlainTime.from(time) })
    .epochMilliseconds;
}

/**
 * When value that is valid for a term from `at` stops being usable: it is usable through the whole day one term later, so this is the first instant of the day after. Recharged on 2025-01-10 for P2Y: usable through 2027-01-10, expires at 2027-01-11T00:00 (A6).
 * @throws RangeError when the term is not a period of whole days.
 */
export function expiryAfter(at: EpochMs, term: Period): EpochMs {
  const lastUsableDay = addPeriodToDate(businessDate(at), term);
  return dayOf(lastUsableDay).add({ days: 1 }).toZonedDateTime(BUSINESS_ZONE).epochMilliseconds;
}

/** The last millisecond at which value that expires at `expiresAt` can be used; its business day is the last usable day (A6). */
export function lastUsableInstant(expiresAt: EpochMs): EpochMs {
  return expiresAt - 1;
}

/**
 * Whether a day is the yearly return of another: a birthday. Born on 29 February: in a year without one it is 28 February (M13).
 * @throws RangeError when either text is not a day.
 */
export function isBirthday(bornOn: BusinessDate, date: BusinessDate): boolean {
  const born = monthDay(bornOn);
  const today = monthDay(date);
  if (born === '02-29' && today === '02-28') return !dayOf(date).inLeapYear;
  return born === today;
}

/**
 * Whole years from one day to another: an age. Born on 29 February: in a year without one it goes up on 28 February, as the birthday (M13). Below zero when the day comes before the birth.
 * @throws RangeError when either text is not a day.
 */
export function ageOn(bornOn: BusinessDate, date: BusinessDate): number {
  const { years, sign } = dayOf(bornOn).until(dayOf(date), { largestUnit: 'years' });
  return sign < 0
    ? years - 1
    : isBirthday(bornOn, date)
      ? Number(date.slice(0, 4)) - Number(bornOn.slice(0, 4))
      : years;
}

function zoned(at: EpochMs): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(BUSINESS_ZONE);
}

function dayOf(date: BusinessDate): Temporal.PlainDate {
  utcMidnight(date);
  return Temporal.PlainDate.from(date);
}

function utcMidnight(date: BusinessDate): EpochMs {
  if (!isBusinessDate(date)) throw new RangeError(`"${date}" is not a day of the form YYYY-MM-DD`);
  return Date.parse(`${date}T00:00:00Z`);
}

function checkInstant(at: EpochMs): EpochMs {
  if (!Number.isSafeInteger(at) || at < FIRST_INSTANT || at > LAST_INSTANT) {
    throw new RangeError(`${at} is not an instant in whole milliseconds in the years 1 to 9999`);
  }
  return at;
}
