/** Until when a call may be made. */
import { type EpochMs, endOfBusinessDay } from '@scrip/calendar';
import type { CallTaskOpened } from '@scrip/contracts';

/** Occasions that are over with their day. */
const OF_A_DAY: ReadonlySet<string> = new Set(['birthday', 'relativeBirthday', 'anniversary']);

/**
 * First moment at which what a call is about is over; null: never. Events from before the field do not say it (they do not
 * say whether the number roams either): there it is the last moment that somebody named, or the end of the day of an occasion.
 */
export function expiryOf({
  expiresAt,
  askFirst,
  cause,
  occasion,
  earliestAt,
  latestAt,
}: CallTaskOpened): EpochMs | null {
  if (expiresAt !== null || askFirst !== null) return expiresAt;
  if (cause !== 'outreach') return latestAt;
  return OF_A_DAY.has(occasion ?? '') ? endOfBusinessDay(earliestAt) : null;
}
