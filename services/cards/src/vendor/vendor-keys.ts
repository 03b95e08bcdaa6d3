/** The vendors' keys as they are kept, beside the log: a PGP key names people, and events are kept for ever. */
import { InvariantError } from '@scrip/decider';
import type { EventLog, Tx } from '@scrip/event-store';
import type { KeyKind, VendorKey } from './vendor-key.ts';

/** Keeps a key of an issuer's vendor; one that is there stays. Runs in the transaction of the vendor's event. */
export async function keepVendorKey(tx: Tx, issuerId: string, key: VendorKey, keptAt: number): Promise<void> {
  await tx.query(
    `INSERT INTO vendor_key (issuer_id, fingerprint, kind, public_key, kept_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [issuerId, key.fingerprint, key.kind, key.publicKey, keptAt],
  );
}

/** The key that an event names. Throws InvariantError where it is not there: both are written together. */
export async function vendorKeyOf(pool: EventLog['pool'], issuerId: string, fingerprint: string): Promise<VendorKey> {
  const { rows } = await pool.query<{ kind: KeyKind; public_key: string }>(
    'SELECT kind, public_key FROM vendor_key WHERE issuer_id = $1 AND fingerprint = $2',
    [issuerId, fingerprint],
  );
  const [row] = rows;
  if (!row) throw new InvariantError(`the vendor key ${fingerprint} of ${issuerId} was never kept`);
  return { kind: row.kind, fingerprint, publicKey: row.public_key };
}
