/** Runs that seal all data keys under a new master key. */
import { toRfc3339 } from '@scrip/calendar';
import type { ResealEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const vaultResealProjection: Projection = {
  name: 'vault_reseal',
  revision: 1,
  events: ['VaultResealStarted', 'VaultResealFinished'],
  tables: `
    CREATE TABLE vault_reseal (
      reseal_id text PRIMARY KEY,
      key_id text NOT NULL,              -- the master key that everything goes under
      holders int NOT NULL,              -- how many were under another when it started
      started_by text NOT NULL,          -- subject of a token
      started_at bigint NOT NULL,        -- epoch milliseconds
      finished_at bigint
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<ResealEvent>[]) {
      if (event.type === 'VaultResealStarted') {
        const { resealId, keyId, holders, startedBy } = event.data;
        await tx.query(
          'INSERT INTO vault_reseal (reseal_id, key_id, holders, started_by, started_at) VALUES ($1, $2, $3, $4, $5)',
          [resealId, keyId, holders, startedBy, envelope.occurredAt],
        );
      } else {
        await tx.query('UPDATE vault_reseal SET finished_at = $2 WHERE reseal_id = $1', [
          event.data.resealId,
          envelope.occurredAt,
        ]);
      }
    }
  },
};

/** A run as it is told. */
export interface ResealView {
  readonly resealId: string;
  readonly keyId: string;
  readonly holders: number;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** The last runs, the newest first. */
export async function resealsOf(pool: EventLog['pool'], limit: number): Promise<readonly ResealView[]> {
  const { rows } = await pool.query<{
    reseal_id: string;
    key_id: string;
    holders: number;
    started_by: string;
    started_at: bigint;
    finished_at: bigint | null;
  }>('SELECT * FROM vault_reseal ORDER BY reseal_id DESC LIMIT $1', [limit]);
  return rows.map((row) => ({
    resealId: row.reseal_id,
    keyId: row.key_id,
    holders: row.holders,
    startedBy: row.started_by,
    startedAt: toRfc3339(Number(row.started_at)),
    finishedAt: row.finished_at === null ? null : toRfc3339(Number(row.finished_at)),
  }));
}
