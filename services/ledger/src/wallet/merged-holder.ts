/** Holders that are the same person as another, as this service heard it from cards. */
import type { Tx } from '@scrip/event-store';
import { NotYetError } from '@scrip/kafka';

/** Merges that one person's registrations can have gone through; beyond it something is wrong with the table. */
const MERGES_MAX = 16;

/** Names the lock by which a merge and what is decided about its holders wait for each other. */
const MERGES = 'holder-merge';

/**
 * Keeps that a holder is another one; the same message again changes nothing. Waits for those who have seen that the
 * holder still is (`stillHolder`): once this is committed, the log has all that they did.
 */
export async function keepMerge(
  tx: Tx,
  {
    holderId,
    survivorId,
    mergeId,
  }: { readonly holderId: string; readonly survivorId: string; readonly mergeId: string },
): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [MERGES]);
  await tx.query(
    'INSERT INTO merged_holder (holder_id, survivor_id, merge_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [holderId, survivorId, mergeId],
  );
}

/** Who a holder is now: itself, or who stayed after as many merges as there were, in whatever order the news came. */
export async function holderNow(tx: Tx, holderId: string): Promise<string> {
  let now = holderId;
  for (let merges = 0; merges < MERGES_MAX; merges += 1) {
    const { rows } = await tx.query<{ survivor_id: string }>(
      'SELECT survivor_id FROM merged_holder WHERE holder_id = $1',
      [now],
    );
    if (!rows[0]) return now;
    now = rows[0].survivor_id;
  }
  return now;
}

/**
 * Sees that a holder still is itself, and keeps merges waiting until the transaction ends. Throws NotYetError where it is
 * another one by now.
 */
export async function stillHolder(tx: Tx, holderId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared(hashtext($1))', [MERGES]);
  if ((await holderNow(tx, holderId)) !== holderId) throw new NotYetError(`${holderId} is another holder by now`);
}
