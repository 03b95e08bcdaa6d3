/** How far a group has come in a partition: a place in the log of the producing service, kept in the consumer's database. */
import type { EventLog, Mark, Tx } from '@scrip/event-store';
import type { Place } from './message.ts';

/** Below every event; also the mark of a group that has not begun. */
const NOWHERE: Mark = { epoch: 0, position: 0 };

export const isAbove = (a: Mark, b: Mark): boolean =>
  a.epoch > b.epoch || (a.epoch === b.epoch && a.position > b.position);

/** The group's mark as the database has it. */
export async function durableMark(log: EventLog, group: string, place: Place): Promise<Mark> {
  const { rows } = await log.pool.query<{ epoch: number; position: bigint }>({
    name: 'consumer_mark',
    text: `SELECT epoch, position FROM consumer_progress WHERE consumer_group = $1 AND topic = $2 AND partition = $3`,
    values: [group, place.topic, place.partition],
  });
  const row = rows[0];
  return row ? { epoch: row.epoch, position: Number(row.position) } : NOWHERE;
}

/**
 * Moves the group's mark within a transaction, if it is still where it is thought to be; false when another member has
 * moved it. The row stays locked to the end of the transaction.
 */
export async function moveMark(tx: Tx, group: string, place: Place, from: Mark, to: Mark): Promise<boolean> {
  const values = [group, place.topic, place.partition, to.epoch, to.position];
  if (from.epoch === NOWHERE.epoch && from.position === NOWHERE.position) {
    const { rowCount } = await tx.query({
      name: 'consumer_mark_begin',
      text: `INSERT INTO consumer_progress (consumer_group, topic, partition, epoch, position)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      values,
    });
    return rowCount === 1;
  }
  const { rowCount } = await tx.query({
    name: 'consumer_mark_move',
    text: `UPDATE consumer_progress SET epoch = $4, position = $5
           WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND epoch = $6 AND position = $7`,
    values: [...values, from.epoch, from.position],
  });
  return rowCount === 1;
}
