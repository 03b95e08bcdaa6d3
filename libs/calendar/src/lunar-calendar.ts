/**
 * The Chinese lunisolar calendar, computed from the moon and the sun as GB/T 33661-2017 defines it: a month begins on the
 * day of a new moon in Beijing time, the winter solstice is in the eleventh month, and of thirteen months between two
 * solstices the first without a principal term of the sun is a leap month.
 *
 * Nothing is taken from the calendar of the runtime (Intl): it puts the Spring Festival of 2027 a day late, because its
 * new moon of 23:56 in Beijing is not exact enough. New moons are those of Meeus, Astronomical Algorithms, 2nd edition,
 * chapter 49 (seconds), the sun's longitude is of chapter 25 (0.01°).
 */
import { type BusinessDate, businessDate, daysEarlier, startOfBusinessDay } from './business-time.ts';

/** Years that are computed: the shift of the earth's rotation is a forecast beyond them, and summer times stood before. */
const YEAR_MIN = 1992;
const YEAR_MAX = 2100;
/** 2000-01-01T12:00:00 of dynamical time as a Julian day. */
const J2000 = 2_451_545;
/** Julian day of 1970-01-01T00:00:00Z. */
const JULIAN_OF_EPOCH = 2_440_587.5;
const DAY_MS = 86_400_000;
const DAYS_OF_CENTURY = 36_525;
/** Mean length of a lunation, in days, and lunations of a century and of a year, as Meeus counts them. */
const LUNATION_DAYS = 29.530588861;
const LUNATIONS_OF_CENTURY = 1_236.85;
const LUNATIONS_OF_YEAR = 12.3685;

/**
 * First day of a lunar month (1 to 12, never the leap one) of the lunar year that begins in a year of our calendar.
 * @throws RangeError when the month is none or the year is not 1992 to 2100.
 */
export function lunarMonthStart(year: number, lunarMonth: number): BusinessDate {
  if (!Number.isInteger(lunarMonth) || lunarMonth < 1 || lunarMonth > 12)
    throw new RangeError(`${lunarMonth} is no month of the lunar year`);
  if (!Number.isInteger(year) || year < YEAR_MIN || year > YEAR_MAX)
    throw new RangeError(`the lunar calendar is computed for the years ${YEAR_MIN} to ${YEAR_MAX}, not for ${year}`);
  // The eleventh and twelfth month of a lunar year follow the solstice of the same year of ours.
  const months = lunarMonth <= 10 ? monthsFromEleventh(year) : monthsFromEleventh(year + 1);
  const found = months.find(({ number, isLeap }) => number === lunarMonth && !isLeap);
  if (!found) throw new RangeError(`the lunar year ${year} has no month ${lunarMonth}`);
  return found.startDate;
}

/**
 * A day of a lunar month, from 1.
 * @throws RangeError as `lunarMonthStart`.
 */
export function lunarDay(year: number, lunarMonth: number, day: number): BusinessDate {
  return daysEarlier(lunarMonthStart(year, lunarMonth), 1 - day);
}

interface LunarMonth {
  readonly number: number;
  readonly isLeap: boolean;
  readonly startDate: BusinessDate;
}

const known = new Map<number, readonly LunarMonth[]>();

/** The months from the eleventh before a year to the tenth of it, with their leap month where there is one. */
function monthsFromEleventh(year: number): readonly LunarMonth[] {
  const before = known.get(year);
  if (before) return before;
  const first = monthOfSolstice(year - 1);
  const last = monthOfSolstice(year);
  const count = last - first;
  const starts = Array.from({ length: count + 1 }, (_, index) => newMoonDate(first + index));
  const hasLeap = count === 13;
  const leapAt = hasLeap ? starts.findIndex((_, index) => index > 0 && !hasPrincipalTerm(starts, index)) : -1;
  const months = starts.slice(0, count).map((startDate, index): LunarMonth => {
    const isLeap = index === leapAt;
    const ordinal = leapAt !== -1 && index >= leapAt ? index - 1 : index;
    return { number: ((10 + ordinal) % 12) + 1, isLeap, startDate };
  });
  known.set(year, months);
  return months;
}

/** Whether the sun crosses a multiple of 30° in a month; the months are given by their first days. */
function hasPrincipalTerm(starts: readonly BusinessDate[], index: number): boolean {
  const [start, end] = [starts[index], starts[index + 1]];
  return start === undefined || end === undefined || termAt(start) !== termAt(end);
}

function termAt(date: BusinessDate): number {
  return Math.floor(sunLongitude(dynamicalDay(startOfBusinessDay(date))) / 30);
}

/** Number of the lunation whose month has the winter solstice of a year. */
function monthOfSolstice(year: number): number {
  const solsticeDate = businessDate(instantOf(solsticeDay(year)));
  let lunation = Math.floor((year - 2000 + 0.98) * LUNATIONS_OF_YEAR) + 1;
  while (newMoonDate(lunation) > solsticeDate) lunation -= 1;
  return lunation;
}

function newMoonDate(lunation: number): BusinessDate {
  return businessDate(instantOf(newMoonDay(lunation)));
}

/** Julian day, dynamical time, when the sun stands at 270° in December of a year; found by Newton's steps. */
function solsticeDay(year: number): number {
  let day = J2000 + (year - 2000) * 365.2422 + 355;
  for (let step = 0; step < 10; step += 1) {
    const off = ((270 - sunLongitude(day) + 540) % 360) - 180;
    day += (off * 365.2422) / 360;
  }
  return day;
}

/** Apparent longitude of the sun in degrees, 0 to below 360 (Meeus, chapter 25, low accuracy). */
function sunLongitude(julianDay: number): number {
  const t = (julianDay - J2000) / DAYS_OF_CENTURY;
  const mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t;
  const anomaly = 357.52911 + 35_999.05029 * t - 0.0001537 * t * t;
  const centre =
    (1.914602 - 0.004817 * t - 0.000014 * t * t) * sine(anomaly) +
    (0.019993 - 0.000101 * t) * sine(2 * anomaly) +
    0.000289 * sine(3 * anomaly);
  const apparent = mean + centre - 0.00569 - 0.00478 * sine(125.04 - 1_934.136 * t);
  return ((apparent % 360) + 360) % 360;
}

/** Periodic terms of a new moon: days, power of the earth's eccentricity, multiples of M, M′, F and Ω (Meeus, table 49). */
const TERMS: readonly (readonly [number, number, number, number, number, number])[] = [
  [-0.4072, 0, 0, 1, 0, 0],
  [0.17241, 1, 1, 0, 0, 0],
  [0.01608, 0, 0, 2, 0, 0],
  [0.01039, 0, 0, 0, 2, 0],
  [0.00739, 1, -1, 1, 0, 0],
  [-0.00514, 1, 1, 1, 0, 0],
  [0.00208, 2, 2, 0, 0, 0],
  [-0.00111, 0, 0, 1, -2, 0],
  [-0.00057, 0, 0, 1, 2, 0],
  [0.00056, 1, 1, 2, 0, 0],
  [-0.00042, 0, 0, 3, 0, 0],
  [0.00042, 1, 1, 0, 2, 0],
  [0.00038, 1, 1, 0, -2, 0],
  [-0.00024, 1, -1, 2, 0, 0],
  [-0.00017, 0, 0, 0, 0, 1],
  [-0.00007, 0, 2, 1, 0, 0],
  [0.00004, 0, 0, 2, -2, 0],
  [0.00004, 0, 3, 0, 0, 0],
  [0.00003, 0, 1, 1, -2, 0],
  [0.00003, 0, 0, 2, 2, 0],
  [-0.00003, 0, 1, 1, 2, 0],
  [0.00003, 0, -1, 1, 2, 0],
  [-0.00002, 0, -1, 1, -2, 0],
  [-0.00002, 0, 1, 3, 0, 0],
  [0.00002, 0, 0, 4, 0, 0],
];

/** Pull of the planets: days, angle at lunation 0 in degrees, and its growth with each lunation (Meeus, chapter 49). */
const PLANETS: readonly (readonly [number, number, number])[] = [
  [0.000325, 299.77, 0.107408],
  [0.000165, 251.88, 0.016321],
  [0.000164, 251.83, 26.651886],
  [0.000126, 349.42, 36.412478],
  [0.00011, 84.66, 18.206239],
  [0.000062, 141.74, 53.303771],
  [0.00006, 207.14, 2.453732],
  [0.000056, 154.84, 7.30686],
  [0.000047, 34.52, 27.261239],
  [0.000042, 207.19, 0.121824],
  [0.00004, 291.34, 1.844379],
  [0.000037, 161.72, 24.198154],
  [0.000035, 239.56, 25.513099],
  [0.000023, 331.55, 3.592518],
];

/** Julian day, dynamical time, of a new moon; lunation 0 is that of 2000-01-06. */
function newMoonDay(lunation: number): number {
  const t = lunation / LUNATIONS_OF_CENTURY;
  const mean =
    2_451_550.09766 + LUNATION_DAYS * lunation + 0.00015437 * t ** 2 - 0.00000015 * t ** 3 + 0.00000000073 * t ** 4;
  const eccentricity = 1 - 0.002516 * t - 0.0000074 * t ** 2;
  const sun = 2.5534 + 29.1053567 * lunation - 0.0000014 * t ** 2 - 0.00000011 * t ** 3;
  const moon = 201.5643 + 385.81693528 * lunation + 0.0107582 * t ** 2 + 0.00001238 * t ** 3 - 0.000000058 * t ** 4;
  const latitude = 160.7108 + 390.67050284 * lunation - 0.0016118 * t ** 2 - 0.00000227 * t ** 3 + 0.000000011 * t ** 4;
  const node = 124.7746 - 1.56375588 * lunation + 0.0020672 * t ** 2 + 0.00000215 * t ** 3;
  const periodic = TERMS.reduce(
    (sum, [days, power, m, mm, f, o]) =>
      sum + days * eccentricity ** power * sine(m * sun + mm * moon + f * latitude + o * node),
    0,
  );
  const planetary = PLANETS.reduce(
    (sum, [days, angle, growth], index) =>
      sum + days * sine(angle + growth * lunation - (index === 0 ? 0.009173 * t ** 2 : 0)),
    0,
  );
  return mean + periodic + planetary;
}

/** Difference of dynamical and universal time in days (Espenak and Meeus, for 2005 to 2050; seconds off beyond). */
function deltaT(julianDay: number): number {
  const t = (julianDay - J2000) / 365.25;
  return (62.92 + 0.32217 * t + 0.005589 * t * t) / 86_400;
}

function instantOf(dynamical: number): number {
  return Math.floor((dynamical - deltaT(dynamical) - JULIAN_OF_EPOCH) * DAY_MS);
}

function dynamicalDay(at: number): number {
  const universal = at / DAY_MS + JULIAN_OF_EPOCH;
  return universal + deltaT(universal);
}

function sine(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}
