/**
 * Carries a run out: data keys are opened with the master key they are under and sealed with the current one, page by page.
 * What is left is read from the vault itself, so a run goes on after a kill where it was; profiles are not touched.
 */
import type { DueItem, DueWork } from '@scrip/chassis';
import { InvariantError } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import type { KeyStore } from './key-store.ts';
import { finishReseal, resealDecider } from './reseal.decider.ts';
import { SealError } from './seal.ts';
import { keyContext, type Vault } from './vault.ts';

/** Data keys of one statement. */
const PAGE_HOLDERS = 500;
/** Pages of one turn, so that a stop waits for no more than that. */
const TURN_PAGES = 20;
/** Data keys under way at once: a key management service is asked twice for each. */
const UNDER_WAY_MAX = 16;

/** A run that is not finished. */
export interface DueReseal extends DueItem {
  readonly keyId: string;
}

/** How many holders' data keys are under which master key. */
export interface KeyUse {
  readonly keyId: string;
  readonly current: boolean;
  readonly holders: number;
}

interface WrappedRow {
  holder_id: string;
  issuer_id: string;
  key_id: string;
  wrapped_key: Buffer;
}

export class VaultReseal implements DueWork<DueReseal> {
  readonly name = 'vault_reseal';
  readonly #log: EventLog;
  readonly #vault: Vault;
  readonly #keys: KeyStore;

  constructor(log: EventLog, vault: Vault, keys: KeyStore) {
    this.#log = log;
    this.#vault = vault;
    this.#keys = keys;
  }

  /** Master keys that data keys are under, the current one always among them. */
  async keyUse(): Promise<readonly KeyUse[]> {
    const current = this.#keys.sealingKeyId('vault');
    const { rows } = await this.#log.pool.query<{ key_id: string; holders: number }>(
      `SELECT key_id, count(*)::int AS holders FROM holder_vault WHERE key_id IS NOT NULL
       GROUP BY key_id ORDER BY key_id`,
    );
    const used = rows.map((row) => ({ keyId: row.key_id, current: row.key_id === current, holders: row.holders }));
    return used.some((use) => use.current) ? used : [{ keyId: current, current: true, holders: 0 }, ...used];
  }

  async due(_now: number, limit: number): Promise<readonly DueReseal[]> {
    const { rows } = await this.#log.pool.query<{ reseal_id: string; key_id: string; started_at: bigint }>(
      `SELECT reseal_id, key_id, started_at FROM vault_reseal WHERE finished_at IS NULL ORDER BY started_at LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({ id: row.reseal_id, keyId: row.key_id, dueAt: Number(row.started_at) }));
  }

  /** Some pages, and the end of the run when nothing is left. 'later' on a copy that has not been given the key yet. */
  async carryOut({ id, keyId, dueAt }: DueReseal): Promise<'done' | 'later'> {
    if (this.#keys.sealingKeyId('vault') !== keyId) return 'later';
    await this.#vault.announceKey();
    for (let page = 0; page < TURN_PAGES; page += 1) {
      const left = await this.#page(keyId);
      if (left > 0) continue;
      await this.#log.execute({
        who: {
          issuerId: '*',
          actor: 'service:cards',
          occurredAt: Math.max(dueAt, this.#log.clock.now()),
          correlationId: id,
          causationId: null,
          traceparent: null,
        },
        key: null,
        decider: resealDecider,
        streamId: id,
        decide: finishReseal,
      });
      return 'done';
    }
    return 'done';
  }

  /** Seals a page again; how many it found. */
  async #page(keyId: string): Promise<number> {
    const { rows } = await this.#log.pool.query<WrappedRow>(
      `SELECT holder_id, issuer_id, key_id, wrapped_key FROM holder_vault
       WHERE key_id < $1 OR key_id > $1 ORDER BY key_id, holder_id LIMIT ${PAGE_HOLDERS}`,
      [keyId],
    );
    const wrapped: Buffer[] = [];
    for (let from = 0; from < rows.length; from += UNDER_WAY_MAX) {
      wrapped.push(...(await Promise.all(rows.slice(from, from + UNDER_WAY_MAX).map((row) => this.#again(row)))));
    }
    if (rows.length === 0) return 0;
    await this.#log.pool.query('SELECT vault_rewrap($1, $2, $3, $4)', [
      keyId,
      rows.map((row) => row.holder_id),
      rows.map((row) => row.key_id),
      wrapped,
    ]);
    return rows.length;
  }

  async #again(row: WrappedRow): Promise<Buffer> {
    const context = keyContext({ issuerId: row.issuer_id, holderId: row.holder_id });
    try {
      const dataKey = await this.#keys.open('vault', context, { keyId: row.key_id, sealed: row.wrapped_key });
      try {
        return (await this.#keys.seal('vault', context, dataKey)).sealed;
      } finally {
        dataKey.fill(0);
      }
    } catch (error) {
      if (error instanceof SealError) throw new InvariantError(`the data key of ${row.holder_id}: ${error.message}`);
      throw error;
    }
  }
}
