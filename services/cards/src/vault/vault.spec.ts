import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvariantError } from '@scrip/decider';
import { EventLog, openPool, transaction } from '@scrip/event-store';
import { withSpan } from '@scrip/telemetry';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { createKeyFile, readKeyFile } from './key-file.ts';
import type { KeyStore } from './key-store.ts';
import type { Profile } from './profile.ts';
import type { Reading } from './readings.ts';
import { newKey } from './seal.ts';
import { type HolderRef, isSameIdNumber, Vault } from './vault.ts';

/** Words that would be found in a dump if they were in it. */
const profile: Profile = {
  name: '某甲',
  birthDate: '1984-02-29',
  idNumber: '11010519491231002X',
  address: '某市某路九号',
  mobile: '13900001111',
  preferredCategories: ['shoes'],
};
const reading: Reading = { issuerId: 'iss_a', actor: 'desk-7', reason: 'card replacement' };
const NOW = Date.UTC(2025, 5, 1);

describe('the vault', () => {
  let folder: string;
  let keys: KeyStore;
  let database: ThrowawayDatabase;
  let pool: ReturnType<typeof openPool>;
  let behind: ReturnType<typeof openPool>;
  let vault: Vault;
  let log: EventLog;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vault-'));
    await createKeyFile(join(folder, 'keys.json'));
    keys = await readKeyFile(join(folder, 'keys.json'));
    database = await throwawayDatabase('cards');
    pool = openPool(database.appUrl);
    behind = openPool(database.ownerUrl);
    log = await EventLog.open({ service: 'cards', connection: database.appUrl, clock: { now: () => NOW } });
    vault = await Vault.open(log, keys);
  });

  afterAll(async () => {
    await log.close();
    await Promise.all([pool.end(), behind.end()]);
    await database.drop();
    await rm(folder, { recursive: true });
  });

  /** A holder of whom nothing else in this file knows. */
  async function stored(issuerId: string, about: Profile): Promise<HolderRef> {
    const holder = { issuerId, holderId: `hld_${randomBytes(8).toString('hex')}` };
    const sealed = await vault.seal(holder, about);
    await transaction(pool, (tx) => vault.store(tx, sealed));
    return holder;
  }

  it('gives a profile back as it was, and notes who read it and why', async () => {
    const holder = await stored('iss_a', profile);
    const read = await withSpan('replacement', { correlationId: 'cor_1' }, () => vault.read(holder, reading));
    expect(read).toEqual(profile);
    const { rows } = await pool.query('SELECT * FROM vault_read WHERE holder_id = $1', [holder.holderId]);
    expect(rows).toEqual([
      expect.objectContaining({
        issuer_id: 'iss_a',
        told: 'profile',
        actor: 'desk-7',
        reason: 'card replacement',
        correlation_id: 'cor_1',
        read_at: BigInt(NOW),
        purpose: 'service',
        reading_id: expect.stringMatching(/^rdg_/),
      }),
    ]);
    const [fact] = await log.readStream(rows[0].reading_id);
    expect(fact).toMatchObject({
      envelope: { type: 'HolderDataRead', actor: 'desk-7', issuerId: 'iss_a', correlationId: 'cor_1' },
      event: { data: { told: 'profile', purpose: 'service', holderIds: [holder.holderId] } },
    });
    expect(JSON.stringify(fact?.event)).not.toContain('replacement');
  });

  it('reads a thousand profiles under one fact, and no more at once', async () => {
    const holders = await Promise.all(Array.from({ length: 20 }, () => stored('iss_many', { name: profile.name })));
    const asked = holders.map(({ holderId }) => holderId);
    const before = (await log.head()).position;
    const read = await vault.readMany('iss_many', [...asked, 'hld_none', ...asked], {
      ...reading,
      issuerId: 'iss_many',
    });
    expect([...read.keys()].sort()).toEqual([...asked].sort());
    expect((await log.head()).position).toBe(before + 1);
    await expect(vault.readMany('iss_many', Array(1_001).fill('hld_x'), reading)).rejects.toThrow(/at most 1000/);
  });

  it('does not know a holder of another issuer, and notes nothing', async () => {
    const holder = await stored('iss_other', { name: profile.name });
    expect(await vault.read({ ...holder, issuerId: 'iss_a' }, reading)).toBeUndefined();
    const { rows } = await pool.query('SELECT * FROM vault_read WHERE holder_id = $1', [holder.holderId]);
    expect(rows).toEqual([]);
  });

  it('writes down nothing that can be read', async () => {
    const holder = await stored('iss_dump', profile);
    const dump = JSON.stringify(
      await Promise.all(
        ['holder_vault', 'vault_search'].map(async (table) => {
          const { rows } = await behind.query(`SELECT * FROM ${table} WHERE holder_id = $1`, [holder.holderId]);
          return rows.map((row: Record<string, unknown>) =>
            Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value))),
          );
        }),
      ),
    );
    const words = [
      profile.name,
      profile.address,
      profile.idNumber,
      profile.mobile,
      profile.birthDate,
      'shoes',
      'mobile":',
    ];
    for (const word of words) {
      expect(dump).not.toContain(word);
      expect(dump).not.toContain(JSON.stringify(Buffer.from(String(word), 'utf8').toString('latin1')).slice(1, -1));
    }
    expect(dump).toContain(holder.holderId);
  });

  it.each(['wrapped_key', 'sealed'])('notices one changed bit in %s', async (column) => {
    const holder = await stored('iss_tamper', { name: profile.name });
    await behind.query(
      `UPDATE holder_vault SET ${column} = set_bit(${column}, bit_length(${column}) - 1,
         1 - get_bit(${column}, bit_length(${column}) - 1)) WHERE holder_id = $1`,
      [holder.holderId],
    );
    const read = vault.read(holder, reading);
    await expect(read).rejects.toThrow(InvariantError);
    await expect(read).rejects.toThrow(holder.holderId);
  });

  it('does not open a row that was given another holder’s key and profile', async () => {
    const [one, other] = [await stored('iss_swap', { name: profile.name }), await stored('iss_swap', { name: '某乙' })];
    await behind.query(
      `UPDATE holder_vault AS v SET wrapped_key = o.wrapped_key, sealed = o.sealed
       FROM holder_vault AS o WHERE v.holder_id = $1 AND o.holder_id = $2`,
      [one.holderId, other.holderId],
    );
    await expect(vault.read(one, reading)).rejects.toThrow(InvariantError);
  });

  it('finds a holder by ID number and by mobile however they are typed, within the issuer, and notes the match', async () => {
    const holder = await stored('iss_find', profile);
    const asked = { ...reading, issuerId: 'iss_find' };
    expect(await vault.find('id_number', '110105 19491231-002x', asked)).toEqual([holder.holderId]);
    expect(await vault.find('mobile', '+86 139 0000 1111', asked)).toEqual([holder.holderId]);
    expect(await vault.find('mobile', '０１３９０００', asked)).toEqual([]);
    expect(await vault.find('id_number', '13900001111', asked)).toEqual([]);
    expect(await vault.find('mobile', '13900001111', { ...asked, issuerId: 'iss_none' })).toEqual([]);
    const { rows } = await pool.query('SELECT told FROM vault_read WHERE holder_id = $1', [holder.holderId]);
    expect(rows).toEqual([{ told: 'match' }, { told: 'match' }]);
  });

  it('has one holder for an ID number within an issuer, and several for a mobile', async () => {
    await stored('iss_one', profile);
    const again = await stored('iss_one', { ...profile, idNumber: '11010519491231002x ' }).catch(
      (error: unknown) => error,
    );
    expect(isSameIdNumber(again)).toBe(true);
    await stored('iss_one', { name: '某丙', mobile: profile.mobile });
    await stored('iss_two', profile);
    const asked = { ...reading, issuerId: 'iss_one' };
    expect(await vault.find('mobile', '13900001111', asked)).toHaveLength(2);
  });

  it('does not open at all with the keys of another vault', async () => {
    await stored('iss_keys', { name: profile.name });
    await createKeyFile(join(folder, 'other.json'));
    const others = await readKeyFile(join(folder, 'other.json'));
    await expect(Vault.open(log, others)).rejects.toThrow(/master keys that the key store does not have/);
    const mixed = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8'));
    mixed.mac.search = [newKey().toString('base64')];
    await writeFile(join(folder, 'mixed.json'), JSON.stringify(mixed), { mode: 0o600 });
    await expect(Vault.open(log, await readKeyFile(join(folder, 'mixed.json')))).rejects.toThrow(/another search key/);
    await Vault.open(log, keys);
  });

  it('lets the service neither change nor remove what is in it', async () => {
    for (const table of ['vault_key', 'holder_vault', 'vault_search', 'vault_read', 'vault_document', 'card_number']) {
      await expect(pool.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
      await expect(pool.query(`TRUNCATE ${table}`)).rejects.toThrow(/permission denied/);
    }
    await expect(pool.query("UPDATE vault_read SET reason = ''")).rejects.toThrow(/permission denied/);
    await expect(pool.query("UPDATE holder_vault SET issuer_id = ''")).rejects.toThrow(/permission denied/);
  });

  it('blinds a hash of personal data so that it cannot be found by trying', async () => {
    const hash = randomBytes(32);
    const blind = await vault.blind(hash);
    expect(blind).toHaveLength(32);
    expect(blind).not.toEqual(hash);
    expect(await vault.blind(hash)).toEqual(blind);
  });
});
