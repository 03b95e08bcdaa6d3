import { type BusinessDate, daysEarlier } from './business-time.ts';
import { lunarDay } from './lunar-calendar.ts';

/** Festivals that holders are greeted on (domain 2.12). */
export const FESTIVALS = [
  'newYear',
  'springFestival',
  'lantern',
  'labourDay',
  'dragonBoat',
  'midAutumn',
  'nationalDay',
] as const;

/** One of the festivals. */
export type FestivalName = (typeof FESTIVALS)[number];

/**
 * The day of a festival in a year; the lunar ones are computed.
 * @throws RangeError for a lunar one in a year that is not 1992 to 2100.
 */
export function festivalDate(festival: FestivalName, year: number): BusinessDate {
  switch (festival) {
    case 'newYear':
      return `${year}-01-01`;
    case 'labourDay':
      return `${year}-05-01`;
    case 'nationalDay':
      return `${year}-10-01`;
    case 'springFestival':
      return lunarDay(year, 1, 1);
    case 'lantern':
      return daysEarlier(lunarDay(year, 1, 1), -14);
    case 'dragonBoat':
      return lunarDay(year, 5, 5);
    case 'midAutumn':
      return lunarDay(year, 8, 15);
  }
}
