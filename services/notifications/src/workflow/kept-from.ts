/** Since when all is known of what this service began to keep later than the rest: before that day nobody wrote it down. */
import type { BusinessDate } from '@scrip/calendar';
import { InvariantError } from '@scrip/decider';
import type { EventLog } from '@scrip/event-store';

/**
 * First business day of which all points that were earned and all benefits that were put aside are known; a day before any
 * where events were never heard without keeping them. Throws InvariantError where it is not written down.
 */
export async function keptFrom(pool: EventLog['pool']): Promise<BusinessDate> {
  const { rows } = await pool.query<{ first_date: string }>('SELECT first_date FROM kept_from');
  const [row] = rows;
  if (!row) throw new InvariantError('it is not written down since when points and benefits are kept');
  return row.first_date;
}
