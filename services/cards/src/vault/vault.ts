/**
 * The holder vault: each profile sealed under a key of its own, that key sealed under the master key. Whoever has the
 * database alone has nothing; destroying one row's key forgets one person and leaves the history of the money as it is.
 */
import { monthDay } from '@scrip/calendar';
import { InvariantError } from '@scrip/decider';
import type { EventLog, Tx } from '@scrip/event-store';
import type { KeyStore } from './key-store.ts';
import { changedFields, type Profile, type ProfileField, type SearchKind, spelling } from './profile.ts';
import { READING_HOLDERS_MAX } from './reading.decider.ts';
import { type Reading, Readings } from './readings.ts';
import { newKey, open, SealError, seal } from './seal.ts';

/** A holder of an issuer. */
export interface HolderRef {
  readonly issuerId: string;
  readonly holderId: string;
}

/** A profile as it goes to the database. */
export interface SealedProfile extends HolderRef {
  readonly keyId: string;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  readonly search: readonly SearchHash[];
}

/** What a holder is found by. */
interface SearchHash {
  readonly kind: SearchKind;
  readonly hash: Buffer;
}

/** A change of a profile, ready for `rewrite`. */
export interface SealedChange extends HolderRef {
  /** The fields that differ; none when everything is as it was. */
  readonly fields: readonly ProfileField[];
  /** State of the profile that was changed; the new one is the next. */
  readonly revision: number;
  readonly sealed: Buffer;
  readonly search: readonly SearchHash[];
}

/** Most holders that one search names: a mobile number is a family's, not a town's. */
export const MATCHES_MAX = 50;

/** What the search key is told by. */
const SEARCH_CHECK = 'scrip-vault-search-check-v1';

/** SQLSTATE of a value that must be there once and is there already. */
const UNIQUE_VIOLATION = '23505';
/** SQLSTATE of `vault_rewrite` when the profile is not in the state that was changed. */
const PROFILE_MOVED = 'SV001';

/** What the vault keeps of a holder who was not erased. */
interface VaultRow {
  asked_id: string;
  holder_id: string;
  key_id: string;
  wrapped_key: Buffer;
  sealed: Buffer;
  revision: number;
}

type VaultLog = Pick<EventLog, 'pool' | 'clock' | 'execute'>;

/** Seals, keeps, finds and opens profiles. */
export class Vault {
  readonly readings: Readings;
  readonly #log: VaultLog;
  readonly #keys: KeyStore;
  #announced: Promise<void> | undefined;

  private constructor(log: VaultLog, keys: KeyStore) {
    this.#log = log;
    this.#keys = keys;
    this.readings = new Readings(log);
  }

  /**
   * The vault of this service. Throws InvariantError when `keys` are not those that profiles are sealed and found under:
   * with a wrong key file it is better not to start than to seal new holders under keys that will not be kept.
   */
  static async open(log: VaultLog, keys: KeyStore): Promise<Vault> {
    const { rows } = await log.pool.query<{ key_id: string; search_check: Buffer }>(
      'SELECT key_id, search_check FROM vault_key',
    );
    const missing = rows.map((row) => row.key_id).filter((keyId) => !keys.knows('vault', keyId));
    if (missing.length > 0) {
      // A key that nothing is under any more may be gone.
      const { rows: needed } = await log.pool.query<{ key_id: string }>(
        `SELECT key_id FROM unnest($1::text[]) AS k (key_id)
         WHERE EXISTS (SELECT FROM holder_vault AS v WHERE v.key_id = k.key_id)`,
        [missing],
      );
      if (needed.length > 0) {
        const names = needed.map((row) => row.key_id).join(', ');
        throw new InvariantError(`profiles are sealed under master keys that the key store does not have: ${names}`);
      }
    }
    const { mac: check } = await keys.mac('search', SEARCH_CHECK);
    if (rows.some((row) => !row.search_check.equals(check))) {
      throw new InvariantError('holders are found under another search key than that of the key store');
    }
    return new Vault(log, keys);
  }

  /** Seals a profile under a new data key, ready for `store`. */
  async seal(holder: HolderRef, profile: Profile): Promise<SealedProfile> {
    await this.announceKey();
    const dataKey = newKey();
    try {
      const sealed = seal(dataKey, profileContext(holder), bytesOf(profile));
      const wrapped = await this.#keys.seal('vault', keyContext(holder), dataKey);
      const search = await this.#searchOf(holder.issuerId, profile);
      return { ...holder, keyId: wrapped.keyId, wrappedKey: wrapped.sealed, sealed, search };
    } finally {
      dataKey.fill(0);
    }
  }

  /** Keeps the birthday's hash of a profile that was sealed before there were such hashes; kept before, it changes nothing. */
  async keepBirthday(holder: HolderRef): Promise<void> {
    const [row] = await this.#rows(holder.issuerId, [holder.holderId], false);
    if (!row) return;
    const { birthDate } = await this.#withKey(holder, row, async (dataKey) => profileIn(dataKey, holder, row));
    const hash = birthDate === undefined ? null : await this.hashOf(holder.issuerId, 'birthday', monthDay(birthDate));
    await this.#log.pool.query('SELECT vault_keep_birthday($1, $2, $3, $4)', [
      holder.issuerId,
      holder.holderId,
      row.revision,
      hash,
    ]);
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

  /**
   * The profile with `change` made to it, sealed under the holder's data key and ready for `rewrite`; nothing is told.
   * Undefined when the issuer has no such holder, or has erased it.
   */
  async change(holder: HolderRef, change: (profile: Profile) => Profile): Promise<SealedChange | undefined> {
    const [row] = await this.#rows(holder.issuerId, [holder.holderId], false);
    if (!row) return undefined;
    return this.#withKey(holder, row, async (dataKey) => {
      const before = profileIn(dataKey, holder, row);
      const after = change(before);
      return {
        ...holder,
        fields: changedFields(before, after),
        revision: row.revision,
        sealed: seal(dataKey, profileContext(holder), bytesOf(after)),
        search: await this.#searchOf(holder.issuerId, after),
      };
    });
  }

  /**
   * Writes a changed profile; runs in the transaction of its event. Throws what `isProfileMoved` tells when the profile
   * was changed since, and what `isSameIdNumber` tells when the new ID number is another holder's.
   */
  async rewrite(tx: Tx, change: SealedChange): Promise<void> {
    const { issuerId, holderId, revision, sealed, search } = change;
    await tx.query('SELECT vault_rewrite($1, $2, $3, $4, $5, $6)', [
      issuerId,
      holderId,
      revision,
      sealed,
      search.map((entry) => entry.kind),
      search.map((entry) => entry.hash),
    ]);
  }

  /** From now on the first is found as the second; runs in the transaction of its event. */
  async merge(tx: Tx, { issuerId, holderId }: HolderRef, survivorId: string): Promise<void> {
    await tx.query('SELECT vault_merge($1, $2, $3)', [issuerId, holderId, survivorId]);
  }

  /** Destroys all that the vault has of these holders; done before, it does nothing. Answers how many documents. */
  async erase(tx: Tx, holderIds: readonly string[]): Promise<number> {
    const { rows } = await tx.query<{ documents: number }>('SELECT vault_erase($1, $2) AS documents', [
      holderIds,
      this.#log.clock.now(),
    ]);
    return rows[0]?.documents ?? 0;
  }

  /** The profile, after the fact that it was read; undefined when the issuer has no such holder, or has erased it. */
  async read(holder: HolderRef, reading: Reading): Promise<Profile | undefined> {
    const profiles = await this.readMany(holder.issuerId, [holder.holderId], reading);
    return profiles.get(holder.holderId);
  }

  /**
   * Profiles by the holder asked for, at most READING_HOLDERS_MAX, after the one fact that they were read; of a merged
   * holder that of the one it became. Those whom the issuer does not have, or has erased, are left out and not noted.
   */
  async readMany(
    issuerId: string,
    holderIds: readonly string[],
    reading: Reading,
  ): Promise<ReadonlyMap<string, Profile>> {
    if (holderIds.length > READING_HOLDERS_MAX) throw new RangeError(`at most ${READING_HOLDERS_MAX} holders at once`);
    const rows = await this.#rows(issuerId, [...new Set(holderIds)]);
    await this.readings.record([...new Set(rows.map((row) => row.holder_id))], 'profile', reading);
    const opened = rows.map(async (row): Promise<[string, Profile]> => {
      const holder = { issuerId, holderId: row.holder_id };
      return [row.asked_id, await this.#withKey(holder, row, async (key) => profileIn(key, holder, row))];
    });
    return new Map(await Promise.all(opened));
  }

  /**
   * The profiles of these holders as each of them is kept, merged ones too, by holder. The reading is recorded by who
   * exports them.
   */
  async kept(issuerId: string, holderIds: readonly string[]): Promise<ReadonlyMap<string, Profile>> {
    const rows = await this.#rows(issuerId, holderIds, false);
    const opened = rows.map(async (row): Promise<[string, Profile]> => {
      const holder = { issuerId, holderId: row.holder_id };
      return [row.holder_id, await this.#withKey(holder, row, async (key) => profileIn(key, holder, row))];
    });
    return new Map(await Promise.all(opened));
  }

  /** The issuer's holders who have this value, oldest first and at most MATCHES_MAX, after the fact that they were told. */
  async find(kind: SearchKind, value: string, reading: Reading): Promise<readonly string[]> {
    const { issuerId } = reading;
    const hash = await this.hashOf(issuerId, kind, value);
    const { rows } = await this.#log.pool.query<{ holder_id: string }>(
      `SELECT holder_id FROM vault_search WHERE issuer_id = $1 AND kind = $2 AND hash = $3
       ORDER BY holder_id LIMIT ${MATCHES_MAX}`,
      [issuerId, kind, hash],
    );
    const holderIds = rows.map((row) => row.holder_id);
    await this.readings.record(holderIds, 'match', reading);
    return holderIds;
  }

  /** For each value the holder that is known by it, in one look and one reading of up to 1,000; none for the others. */
  async findMany(kind: SearchKind, values: readonly string[], reading: Reading): Promise<ReadonlyMap<string, string>> {
    const { issuerId } = reading;
    const hashes = await Promise.all(values.map((value) => this.hashOf(issuerId, kind, value)));
    const { rows } = await this.#log.pool.query<{ place: bigint; holder_id: string }>(
      `SELECT DISTINCT ON (h.place) h.place, s.holder_id
       FROM unnest($3::bytea[]) WITH ORDINALITY AS h (hash, place)
       JOIN vault_search AS s ON s.issuer_id = $1 AND s.kind = $2 AND s.hash = h.hash
       ORDER BY h.place, s.holder_id`,
      [issuerId, kind, hashes],
    );
    await this.readings.record([...new Set(rows.map((row) => row.holder_id))], 'match', reading);
    return new Map(rows.map((row) => [values[Number(row.place) - 1] ?? '', row.holder_id]));
  }

  /** Seals bytes under the holder's data key, bound to `context`; undefined as `change`. */
  async sealUnder(holder: HolderRef, context: string, plain: Buffer): Promise<Buffer | undefined> {
    const [row] = await this.#rows(holder.issuerId, [holder.holderId], false);
    return row && this.#withKey(holder, row, async (dataKey) => seal(dataKey, context, plain));
  }

  /** What was sealed by `sealUnder` with the same context. Throws InvariantError when it does not open. */
  async openUnder(holder: HolderRef, context: string, sealed: Buffer): Promise<Buffer | undefined> {
    const [row] = await this.#rows(holder.issuerId, [holder.holderId], false);
    return row && this.#withKey(holder, row, async (dataKey) => open(dataKey, context, sealed));
  }

  /**
   * A fingerprint of personal data for the log's table of keys: the plain hash of a person's data could be found by
   * trying, this one cannot without the vault's key.
   */
  async blind(inputHash: Buffer): Promise<Buffer> {
    return this.#mac(`scrip-vault-input-v1\n${inputHash.toString('hex')}`);
  }

  /** Before the first data key is sealed under a master key, the database knows that it will need that key. */
  async announceKey(): Promise<void> {
    this.#announced ??= this.#announce().catch((error: unknown) => {
      this.#announced = undefined;
      throw error;
    });
    await this.#announced;
  }

  async #announce(): Promise<void> {
    await this.#log.pool.query(
      'INSERT INTO vault_key (key_id, search_check, first_used_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [this.#keys.sealingKeyId('vault'), await this.#mac(SEARCH_CHECK), this.#log.clock.now()],
    );
  }

  async #rows(issuerId: string, holderIds: readonly string[], follow = true): Promise<readonly VaultRow[]> {
    const { rows } = await this.#log.pool.query<VaultRow>(
      `SELECT a.holder_id AS asked_id, v.holder_id, v.key_id, v.wrapped_key, v.sealed, v.revision
       FROM holder_vault AS a JOIN holder_vault AS v ON v.holder_id = CASE WHEN $3 THEN coalesce(a.merged_into, a.holder_id) ELSE a.holder_id END
       WHERE a.holder_id = ANY ($1) AND a.issuer_id = $2 AND v.erased_at IS NULL`,
      [holderIds, issuerId, follow],
    );
    return rows;
  }

  /** Whether a number of an identity document is kept of the holder. Nothing is opened, so nothing is read. */
  async isIdentified({ issuerId, holderId }: HolderRef): Promise<boolean> {
    const { rowCount } = await this.#log.pool.query(
      `SELECT FROM vault_search WHERE issuer_id = $1 AND kind = 'id_number' AND holder_id = $2 LIMIT 1`,
      [issuerId, holderId],
    );
    return rowCount === 1;
  }

  /** Opens the data key for one use. Throws InvariantError when it, or what is opened with it, does not open. */
  async #withKey<T>(holder: HolderRef, row: VaultRow, use: (dataKey: Buffer) => Promise<T>): Promise<T> {
    try {
      const wrapped = { keyId: row.key_id, sealed: row.wrapped_key };
      const dataKey = await this.#keys.open('vault', keyContext(holder), wrapped);
      try {
        return await use(dataKey);
      } finally {
        dataKey.fill(0);
      }
    } catch (error) {
      if (error instanceof SealError) throw new InvariantError(`the vault of ${holder.holderId}: ${error.message}`);
      throw error;
    }
  }

  async #searchOf(issuerId: string, profile: Profile): Promise<readonly SearchHash[]> {
    const search: SearchHash[] = [];
    for (const [kind, value] of [
      ['id_number', profile.idNumber],
      ['mobile', profile.mobile],
      ['birthday', profile.birthDate && monthDay(profile.birthDate)],
    ] as const) {
      if (value !== undefined) search.push({ kind, hash: await this.hashOf(issuerId, kind, value) });
    }
    // Two relatives born on one day are one day to speak of.
    const days = new Map((profile.days ?? []).map((day) => [`${day.kind} ${day.monthDay}`, day]));
    for (const { kind: of, monthDay: value } of days.values()) {
      const kind = of === 'anniversary' ? of : 'relative_birthday';
      search.push({ kind, hash: await this.hashOf(issuerId, kind, value) });
    }
    return search;
  }

  /** What a value is found by: 32 bytes that say nothing without the vault's key. */
  hashOf(issuerId: string, kind: SearchKind, value: string): Promise<Buffer> {
    return this.#mac(`scrip-vault-search-v1\n${issuerId}\n${kind}\n${spelling(kind, value)}`);
  }

  async #mac(text: string): Promise<Buffer> {
    const { mac } = await this.#keys.mac('search', text);
    return mac;
  }
}

/** Whether a write failed because somebody was faster with the same ID number. */
export function isSameIdNumber(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === UNIQUE_VIOLATION && constraint === 'vault_search_one_holder';
}

/** Whether a write failed because the profile was changed since it was read. */
export function isProfileMoved(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === PROFILE_MOVED;
}

/** A data key moved to another holder's or another issuer's row does not open. */
export function keyContext({ issuerId, holderId }: HolderRef): string {
  return `scrip-vault-data-key-v1\n${issuerId}\n${holderId}`;
}

function profileContext({ issuerId, holderId }: HolderRef): string {
  return `scrip-vault-profile-v1\n${issuerId}\n${holderId}`;
}

function profileIn(dataKey: Buffer, holder: HolderRef, row: VaultRow): Profile {
  return JSON.parse(open(dataKey, profileContext(holder), row.sealed).toString('utf8')) as Profile;
}

function bytesOf(profile: Profile): Buffer {
  return Buffer.from(JSON.stringify(profile), 'utf8');
}
