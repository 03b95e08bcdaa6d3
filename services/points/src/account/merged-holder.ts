/** Holders that are the same person as another, or that nobody knows any more, as this service heard it from cards. */
import type { Tx } from '@scrip/event-store';
import { NotYetError } from '@scrip/kafka';

/** Merges that one person's registrations can have gone through; beyond it something is wrong with the table. */
const MERGES_MAX = 16;

/** Names the lock by which news of holders and what is decided about their accounts wait for each other. */
const HOLDERS = 'holder-news';

/** Whose an account is to be. */
export interface HolderNow {
  readonly holderId: string;
  /** Cards knows nothing of the holder any more. */
  readonly isErased: boolean;
}

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
  await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [HOLDERS]);
  await tx.query(
    'INSERT INTO merged_holder (holder_id, survivor_id, merge_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [holderId, survivorId, mergeId],
  );
}

/** Keeps that nobody knows a holder any more; waits as `keepMerge` does. */
export async function keepErased(tx: Tx, holderId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [HOLDERS]);
  await tx.query('INSERT INTO erased_holder (holder_id) VALUES ($1) ON CONFLICT DO NOTHING', [holderId]);
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

/** Who a holder is now, and whether cards still knows that one. */
export async function knownHolder(tx: Tx, asked: string): Promise<HolderNow> {
  const holderId = await holderNow(tx, asked);
  const { rowCount } = await tx.query('SELECT FROM erased_holder WHERE holder_id = $1', [holderId]);
  return { holderId, isErased: rowCount === 1 };
}

/**
 * Sees that a holder still is what it was found to be, and keeps news of holders waiting until the transaction ends. Throws
 * NotYetError where it is another one, or erased, by now.
 */
export async function stillHolder(tx: Tx, { holderId, isErased }: HolderNow): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared(hashtext($1))', [HOLDERS]);
  const now = await knownHolder(tx, holderId);
  if (now.holderId !== holderId) throw new NotYetError(`${holderId} is another holder by now`);
  if (now.isErased !== isErased) throw new NotYetError(`${holderId} is erased by now`);
}
