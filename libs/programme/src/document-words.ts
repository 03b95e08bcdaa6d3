/** Words that the parts of a programme document share: keys, texts, bounds. */
import { isBusinessDate, isDayPeriod, isPeriod } from '@scrip/calendar';
import { z } from 'zod';

/** Upper bounds of one document: an order of magnitude above any agreement on paper, and small enough that reading one is never slow. */
export const RULES_MAX = 100;
export const GRADES_MAX = 50;
export const COUNTERS_MAX = 10_000;
export const TEXT_CHARS_MAX = 500;
export const NOTICES_MAX = 10;
export const NOTICE_DAYS_MAX = 365;
/** 10,000 bp = 100%. */
export const BP_MAX = 10_000;
/** The highest factor of a multiplier: a hundredfold. */
export const FACTOR_BP_MAX = 1_000_000;

/** Name of a part, recorded in events. */
export const key = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'expected 1 to 40 of a-z, 0-9 and -, not beginning with -' });
/** A text in every language of the house. */
export const localText = z
  .strictObject({
    'zh-CN': z.string().min(1).max(TEXT_CHARS_MAX).describe('The text in Chinese.'),
    en: z.string().min(1).max(TEXT_CHARS_MAX).describe('The text in English.'),
  })
  .meta({ id: 'LocalText', description: 'A text in every language of the house.' });
/** A time that counts in whole days, years and months: its last day is a whole one. */
export const dayPeriod = z
  .string()
  .refine(isDayPeriod, { error: 'expected an ISO 8601 period of whole days such as P2Y' });
/** A day of business time. */
export const businessDay = z.string().refine(isBusinessDate, { error: 'expected a day as YYYY-MM-DD' });
/** A time by the calendar, down to minutes. */
export const period = z.string().refine(isPeriod, { error: 'expected an ISO 8601 period such as P1M' });
/** A time of the business day. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time of day such as 10:00' });
