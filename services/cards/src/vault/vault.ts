/**
 * The holder vault: each profile sealed under a key of its own, that key sealed under the master key. Whoever has the
 * database alone has nothing; destroying one row's key forgets one person and leaves the history of the money as it is.
 */
import { InvariantError } from '@scrip/decider';
import { type EventLog, type Tx, transaction } from '@scrip/event-store';
import { currentCorrelationId } from '@scrip/telemetry';
import type { KeyStore } from './key-store.ts';
import { type Profile, type SearchKind, spelling } from './profile.ts';
import { newKey, open, SealError, seal } from './seal.ts';

/** A holder of an issuer. */
export interface HolderRef {
  readonly issuerId: string;
  readonly holderId: string;
}

/** Who wants to know, and what for: kept with every answer of the vault. */
export interface Reading {
  readonly issuerId: string;
  /** Subject of the token. */
  readonly actor: string;
  readonly reason: string;
}

/** A profile as it goes to the database. */
export interface SealedProfile extends HolderRef {
  readonly keyId: string;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  readonly search: readonly { readonly kind: SearchKind; readonly hash: Buffer }[];
}

/** Most holders that one search names: a mobile number is a family's, not a town's. */
export const MATCHES_MAX = 50;

/** What the search key is told by. */
const SEARCH_CHECK = 'scrip-vault-search-check-v1';

/** SQLSTATE of a value that must be there once and is there already. */
const UNIQUE_VIOLATION = '23505';

/** Seals, keeps, finds and opens profiles. */
export class Vault {
  readonly #log: Pick<EventLog, 'pool' | 'clock'>;
  readonly #keys: KeyStore;
  #announced: Promise<void> | undefined;

  private constructor(log: Pick<EventLog, 'pool' | 'clock'>, keys: KeyStore) {
    this.#log = log;
    this.#keys = keys;
  }

  /**
   * The vault of this service. Throws InvariantError when `keys` are not those that profiles are sealed and found under:
   * with a wrong key file it is better not to start than to seal new holders under keys that will not be kept.
   */
  static async open(log: Pick<EventLog, 'pool' | 'clock'>, keys: KeyStore): Promise<Vault> {
    const { rows } = await log.pool.query<{ key_id: string; search_check: Buffer }>(
      'SELECT key_id, search_check FROM vault_key',
    );
    const missing = rows.map((row) => row.key_id).filter((keyId) => !keys.knows('vault', keyId));
    if (missing.length > 0) {
      throw new InvariantError(
        `profiles are sealed under master keys that the key store does not have: ${missing.join(', ')}`,
      );
    }
    const { mac: check } = await keys.mac('search', SEARCH_CHECK);
    if (rows.some((row) => !row.search_check.equals(check))) {
      throw new InvariantError('holders are found under another search key than that of the key store');
    }
    return new Vault(log, keys);
  }

  /** Seals a profile under a new data key, ready for `store`. */
  async seal(holder: HolderRef, profile: Profile): Promise<SealedProfile> {
    this.#announced ??= this.#announceKey().catch((error: unknown) => {
      this.#announced = undefined;
      throw error;
    });
    await this.#announced;
    const dataKey = newKey();
    try {
      const sealed = seal(dataKey, profileContext(holder), Buffer.from(JSON.stringify(profile), 'utf8'));
      const wrapped = await this.#keys.seal('vault', keyContext(holder), dataKey);
      const search: SealedProfile['search'][number][] = [];
      for (const [kind, value] of [
        ['id_number', profile.idNumber],
        ['mobile', profile.mobile],
      ] as const) {
        if (value !== undefined) search.push({ kind, hash: await this.#hash(holder.issuerId, kind, value) });
      }
      return { ...holder, keyId: wrapped.keyId, wrappedKey: wrapped.sealed, sealed, search };
    } finally {
      dataKey.fill(0);
    }
  }

  /** Writes a sealed profile; runs in the transaction that registers the holder, so that there is both or neither. */
  async store(tx: Tx, profile: SealedProfile): Promise<void> {
    const { holderId, issuerId, keyId, wrappedKey, sealed, search } = profile;
    await tx.query(
      `INSERT INTO holder_vault (holder_id, issuer_id, key_id, wrapped_key, sealed, stored_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [holderId, issuerId, keyId, wrappedKey, sealed, this.#log.clock.now()],
    );
    if (search.length === 0) return;
    await tx.query(
      `INSERT INTO vault_search (issuer_id, kind, hash, holder_id)
       SELECT $1, s.kind, s.hash, $2 FROM unnest($3::text[], $4::bytea[]) AS s (kind, hash)`,
      [issuerId, holderId, search.map((entry) => entry.kind), search.map((entry) => entry.hash)],
    );
  }

  /** The profile, and the note that it was read; undefined when the issuer has no such holder. */
  async read(holder: HolderRef, reading: Reading): Promise<Profile | undefined> {
    const row = await transaction(this.#log.pool, async (tx) => {
      const { rows } = await tx.query<{ key_id: string; wrapped_key: Buffer; sealed: Buffer }>(
        'SELECT key_id, wrapped_key, sealed FROM holder_vault WHERE holder_id = $1 AND issuer_id = $2',
        [holder.holderId, holder.issuerId],
      );
      if (rows[0]) await this.#note(tx, [holder.holderId], 'profile', reading);
      return rows[0];
    });
    if (!row) return undefined;
    try {
      const wrapped = { keyId: row.key_id, sealed: row.wrapped_key };
      const dataKey = await this.#keys.open('vault', keyContext(holder), wrapped);
      try {
        return JSON.parse(open(dataKey, profileContext(holder), row.sealed).toString('utf8')) as Profile;
      } finally {
        dataKey.fill(0);
      }
    } catch (error) {
      if (error instanceof SealError) throw new InvariantError(`the profile of ${holder.holderId}: ${error.message}`);
      throw error;
    }
  }

  /** The issuer's holders who have this value, oldest first and at most MATCHES_MAX, and the note that they were told. */
  async find(kind: SearchKind, value: string, reading: Reading): Promise<readonly string[]> {
    const { issuerId } = reading;
    const hash = await this.#hash(issuerId, kind, value);
    return transaction(this.#log.pool, async (tx) => {
      const { rows } = await tx.query<{ holder_id: string }>(
        `SELECT holder_id FROM vault_search WHERE issuer_id = $1 AND kind = $2 AND hash = $3
         ORDER BY holder_id LIMIT ${MATCHES_MAX}`,
        [issuerId, kind, hash],
      );
      const holderIds = rows.map((row) => row.holder_id);
      await this.#note(tx, holderIds, 'match', reading);
      return holderIds;
    });
  }

  /**
   * A fingerprint of personal data for the log's table of keys: the plain hash of a person's data could be found by
   * trying, this one cannot without the vault's key.
   */
  async blind(inputHash: Buffer): Promise<Buffer> {
    return this.#mac(`scrip-vault-input-v1\n${inputHash.toString('hex')}`);
  }

  /** Before the first profile is sealed under a master key, the database knows that it will need that key. */
  async #announceKey(): Promise<void> {
    await this.#log.pool.query(
      'INSERT INTO vault_key (key_id, search_check, first_used_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [this.#keys.sealingKeyId('vault'), await this.#mac(SEARCH_CHECK), this.#log.clock.now()],
    );
  }

  #hash(issuerId: string, kind: SearchKind, value: string): Promise<Buffer> {
    return this.#mac(`scrip-vault-search-v1\n${issuerId}\n${kind}\n${spelling(kind, value)}`);
  }

  async #mac(text: string): Promise<Buffer> {
    const { mac } = await this.#keys.mac('search', text);
    return mac;
  }

  async #note(tx: Tx, holderIds: readonly string[], told: 'profile' | 'match', reading: Reading): Promise<void> {
    if (holderIds.length === 0) return;
    const { issuerId, actor, reason } = reading;
    await tx.query(
      `INSERT INTO vault_read (issuer_id, holder_id, told, actor, reason, correlation_id, read_at)
       SELECT $1, h.id, $3, $4, $5, $6, $7 FROM unnest($2::text[]) AS h (id)`,
      [issuerId, holderIds, told, actor, reason, currentCorrelationId(), this.#log.clock.now()],
    );
  }
}

/** Whether a write failed because somebody was faster with the same ID number. */
export function isSameIdNumber(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === UNIQUE_VIOLATION && constraint === 'vault_search_one_holder';
}

/** A profile or a key moved to another holder's or another issuer's row does not open. */
function profileContext({ issuerId, holderId }: HolderRef): string {
  return `scrip-vault-profile-v1\n${issuerId}\n${holderId}`;
}

function keyContext({ issuerId, holderId }: HolderRef): string {
  return `scrip-vault-data-key-v1\n${issuerId}\n${holderId}`;
}
