/** What tiering keeps of holders beside their memberships: documents by id and kind, who died or moved away, what they spent. */
import type { EventLog, Tx } from '@scrip/event-store';

/** A membership that goes on. */
export interface OwnMembership {
  readonly membershipId: string;
  readonly programmeId: string;
}

/** The memberships of a holder, in the order of their ids. */
export async function membershipsOfHolder(
  pool: EventLog['pool'],
  issuerId: string,
  holderId: string,
): Promise<readonly OwnMembership[]> {
  const { rows } = await pool.query<{ membership_id: string; programme_id: string }>(
    'SELECT membership_id, programme_id FROM membership WHERE issuer_id = $1 AND holder_id = $2 ORDER BY membership_id',
    [issuerId, holderId],
  );
  return rows.map((row) => ({ membershipId: row.membership_id, programmeId: row.programme_id }));
}

/** A document that the vault of cards keeps, told without what is in it. */
export interface KnownDocument {
  readonly documentId: string;
  readonly kind: string;
}

/** Keeps that a holder has a document; the same message again changes nothing. */
export async function keepDocument(
  tx: Tx,
  issuerId: string,
  holderId: string,
  { documentId, kind }: KnownDocument,
): Promise<void> {
  await tx.query(
    'INSERT INTO holder_document (document_id, issuer_id, holder_id, kind) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [documentId, issuerId, holderId, kind],
  );
}

/** Those of the named documents that the holder has, in the order of their ids. */
export async function documentsOf(
  pool: EventLog['pool'],
  issuerId: string,
  holderId: string,
  documentIds: readonly string[],
): Promise<readonly KnownDocument[]> {
  const { rows } = await pool.query<{ document_id: string; kind: string }>(
    `SELECT document_id, kind FROM holder_document
     WHERE issuer_id = $1 AND holder_id = $2 AND document_id = ANY ($3) ORDER BY document_id`,
    [issuerId, holderId, documentIds],
  );
  return rows.map((row) => ({ documentId: row.document_id, kind: row.kind }));
}

/** Keeps that a holder died or moved away. */
export async function keepDeparture(tx: Tx, issuerId: string, holderId: string, departure: string): Promise<void> {
  await tx.query(
    `INSERT INTO departed_holder (issuer_id, holder_id, departure) VALUES ($1, $2, $3)
     ON CONFLICT (issuer_id, holder_id) DO UPDATE SET departure = excluded.departure`,
    [issuerId, holderId, departure],
  );
}

/** A holder who was said to be gone is there. */
export async function forgetDeparture(tx: Tx, issuerId: string, holderId: string): Promise<void> {
  await tx.query('DELETE FROM departed_holder WHERE issuer_id = $1 AND holder_id = $2', [issuerId, holderId]);
}

/**
 * What one holder had is another's: documents, and what receipts and points added up to, day by day; ratings look at the
 * other one from the first month of it on.
 */
export async function moveHolder(tx: Tx, issuerId: string, fromHolderId: string, toHolderId: string): Promise<void> {
  const values = [issuerId, fromHolderId, toHolderId];
  await tx.query('UPDATE holder_document SET holder_id = $3 WHERE issuer_id = $1 AND holder_id = $2', values);
  await tx.query(
    `WITH moved AS (DELETE FROM metric_flow WHERE issuer_id = $1 AND holder_id = $2 RETURNING metric, day, value),
     measured AS (
       INSERT INTO metric_holder AS h (issuer_id, metric, holder_id, first_month)
       SELECT $1, metric, $3, min(left(day, 7)) FROM moved GROUP BY metric
       ON CONFLICT (issuer_id, metric, holder_id) DO UPDATE SET first_month = excluded.first_month
       WHERE h.first_month > excluded.first_month)
     INSERT INTO metric_flow AS f (issuer_id, holder_id, metric, day, value)
     SELECT $1, $3, metric, day, value FROM moved
     ON CONFLICT (issuer_id, holder_id, metric, day) DO UPDATE SET value = f.value + excluded.value`,
    values,
  );
}

/** Forgets the documents of a holder who was erased: the vault has destroyed them. */
export async function forgetDocuments(tx: Tx, issuerId: string, holderId: string): Promise<void> {
  await tx.query('DELETE FROM holder_document WHERE issuer_id = $1 AND holder_id = $2', [issuerId, holderId]);
}
