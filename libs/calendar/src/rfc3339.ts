import type { EpochMs } from './business-time.ts';

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Parses an RFC 3339 date-time with its offset: `2025-01-10T09:00:00+08:00`, `2025-01-10T01:00:00.250Z`. Upper-case `T` and `Z` only. Fractions may have up to nine digits; what is finer than a millisecond is cut off, since nothing here keeps it.
 * @throws RangeError, in this order: the text has another shape; its offset does not exist; its hour, minute or second does not exist (a leap second has no instant of its own here); its day does not exist.
 */
export function parseRfc3339(text: string): EpochMs {
  const match = DATE_TIME.exec(text);
  if (match === null) {
    throw new RangeError(
      `"${text.slice(0, 40)}" is not an RFC 3339 time with offset such as 2025-01-10T09:00:00+08:00`,
    );
  }
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour = '',
    minute = '',
    second = '',
    fraction = '',
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = match;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59)
    throw new RangeError(`"${text}" has an offset that does not exist`);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new RangeError(`"${text}" has a time of day that does not exist`);
  }
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) {
    throw new RangeError(`"${text}" has a day that does not exist`);
  }
  const offsetMinutes = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  const secondsOfDay = Number(hour) * 3_600 + Number(minute) * 60 + Number(second) - offsetMinutes * 60;
  return midnight + secondsOfDay * 1_000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

/**
 * Text of an instant in RFC 3339: UTC as `Z`, always three decimals.
 * @throws RangeError when the instant is not a whole millisecond in the years 0 to 9999, the only ones the form can say.
 */
export function toRfc3339(at: EpochMs): string {
  if (!Number.isSafeInteger(at) || at < Date.parse('0000-01-01T00:00:00Z') || at >= Date.UTC(10_000, 0, 1)) {
    throw new RangeError(`${at} is not an instant in whole milliseconds in the years 0 to 9999`);
  }
  return new Date(at).toISOString();
}
