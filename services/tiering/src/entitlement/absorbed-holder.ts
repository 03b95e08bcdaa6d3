/** Holders that turned out to be another one: what either has used counts for the one that goes on. */
import type { EventLog, Tx } from '@scrip/event-store';

/** Who somebody is now, and who else that one was. */
export interface Person {
  readonly holderId: string;
  /** Ids that became this one, in their order. */
  readonly absorbedIds: readonly string[];
}

/** Who a holder is now, at the end of however many merges; the holder itself where there was none. */
export async function survivorOf(tx: Tx, issuerId: string, holderId: string): Promise<string> {
  const { rows } = await tx.query<{ holder_id: string }>(
    `WITH RECURSIVE person AS (
       SELECT $2::text AS holder_id
       UNION SELECT a.survivor_id FROM person JOIN absorbed_holder AS a ON a.issuer_id = $1 AND a.holder_id = person.holder_id)
     SELECT holder_id FROM person AS p
     WHERE NOT EXISTS (SELECT FROM absorbed_holder AS a WHERE a.issuer_id = $1 AND a.holder_id = p.holder_id)`,
    [issuerId, holderId],
  );
  return rows[0]?.holder_id ?? holderId;
}

/**
 * Lets one transaction at a time decide what a holder is a member of: an approval and a merge of one holder at the same moment
 * would not see each other. Held until the transaction ends.
 */
export async function lockHolder(tx: Tx, issuerId: string, holderId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [[issuerId, holderId].join('\n')]);
}

/** From now on the first holder is the second, with its approved grade; whose a receipt is, is asked by this. The same once more changes nothing. The second is nobody else by now: `survivorOf`. */
export async function absorbHolder(tx: Tx, issuerId: string, holderId: string, survivorId: string): Promise<void> {
  const values = [issuerId, holderId, survivorId];
  await tx.query(
    `INSERT INTO absorbed_holder (issuer_id, holder_id, survivor_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    values,
  );
  await tx.query('UPDATE absorbed_holder SET survivor_id = $3 WHERE issuer_id = $1 AND survivor_id = $2', values);
  await tx.query(
    `INSERT INTO approved_grade AS g (issuer_id, holder_id, programme_id, grade, application_id, approved_at)
     SELECT issuer_id, $3, programme_id, grade, application_id, approved_at FROM approved_grade
     WHERE issuer_id = $1 AND holder_id = $2
     ON CONFLICT (issuer_id, holder_id, programme_id) DO UPDATE
       SET grade = excluded.grade, application_id = excluded.application_id, approved_at = excluded.approved_at
     WHERE g.approved_at < excluded.approved_at`,
    values,
  );
}

/** The person that a holder is now. */
export async function personOf(pool: EventLog['pool'], issuerId: string, holderId: string): Promise<Person> {
  const { rows } = await pool.query<{ holder_id: string; survivor_id: string }>(
    `SELECT holder_id, survivor_id FROM absorbed_holder
     WHERE issuer_id = $1 AND survivor_id = coalesce(
       (SELECT survivor_id FROM absorbed_holder WHERE issuer_id = $1 AND holder_id = $2), $2)
     ORDER BY holder_id`,
    [issuerId, holderId],
  );
  return { holderId: rows[0]?.survivor_id ?? holderId, absorbedIds: rows.map((row) => row.holder_id) };
}
