/**
 * Erasure is applied again after a restore: a copy of the database that is older than an erasure has the key again, and
 * the log, which gets its tail back from the topics, says that it must not.
 */
import type { DueItem, DueWork } from '@scrip/chassis';
import { EventLog, transaction } from '@scrip/event-store';
import { Vault } from '../vault/vault.ts';

/** Looks at all erased holders from the start of the service until once there is nothing to do. */
export class HolderErased implements DueWork {
  readonly name = 'holder_erased';
  readonly #log: EventLog;
  readonly #vault: Vault;
  #looked = false;

  constructor(log: EventLog, vault: Vault) {
    this.#log = log;
    this.#vault = vault;
  }

  async due(now: number, limit: number): Promise<readonly DueItem[]> {
    // A database is restored while the service stands; while it runs, an erasure is in the transaction of its event.
    if (this.#looked) return [];
    const head = await this.#log.head();
    const { rows } = await this.#log.pool.query<{ holder_id: string; changed_at: bigint }>(
      `SELECT h.holder_id, h.changed_at FROM holder AS h JOIN holder_vault AS v USING (holder_id)
       WHERE h.state = 'erased' AND v.erased_at IS NULL ORDER BY h.changed_at LIMIT $1`,
      [limit],
    );
    this.#looked = rows.length === 0 && (await this.#foldedUpTo(head.position));
    return rows.map((row) => ({ id: row.holder_id, dueAt: Math.min(now, Number(row.changed_at)) }));
  }

  async carryOut({ id }: DueItem): Promise<'done'> {
    await transaction(this.#log.pool, async (tx) => void (await this.#vault.erase(tx, [id])));
    return 'done';
  }

  /** Whether the list of holders had heard of everything that the log had. */
  async #foldedUpTo(position: number): Promise<boolean> {
    const { rows } = await this.#log.pool.query<{ position: bigint }>(
      "SELECT position FROM projection_checkpoint WHERE name = 'holder'",
    );
    return Number(rows[0]?.position ?? 0) >= position;
  }
}
