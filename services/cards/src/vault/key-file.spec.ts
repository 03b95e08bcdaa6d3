import { createPublicKey, verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKeyFile, KeyFileError, readKeyFile, upgradeKeyFile } from './key-file.ts';
import { newKey, SealError } from './seal.ts';

const message = Buffer.from('card crd_1 may spend 567.00 once');

describe('the key file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    path = join(folder, 'keys.json');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const content = async () => JSON.parse(await readFile(path, 'utf8'));

  async function change(edit: (file: Awaited<ReturnType<typeof content>>) => void): Promise<void> {
    const file = await content();
    edit(file);
    await writeFile(path, JSON.stringify(file));
  }

  it('is made once, for its owner alone, and never made anew over what profiles are sealed under', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => createKeyFile(path)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    expect(await createKeyFile(path)).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('is the same store each time it is read', async () => {
    await createKeyFile(path);
    const [one, other] = [await readKeyFile(path), await readKeyFile(path)];
    const dataKey = newKey();
    expect(await other.open('vault', 'a', await one.seal('vault', 'a', dataKey))).toEqual(dataKey);
    expect(await one.mac('search', 'x')).toEqual(await other.mac('search', 'x'));
    expect(await one.mac('search', 'x')).not.toEqual(await one.mac('search', 'y'));
    expect(await one.sign('authorisation', message)).toEqual(await other.sign('authorisation', message));
  });

  it('has another key for each purpose', async () => {
    await createKeyFile(path);
    const keys = await readKeyFile(path);
    expect(keys.sealingKeyId('vault')).not.toBe(keys.sealingKeyId('enterprise'));
    expect((await keys.mac('search', 'x')).mac).not.toEqual((await keys.mac('pin', 'x')).mac);
    expect(keys.publicKeys('authorisation')).not.toEqual(keys.publicKeys('blacklist'));
    const sealed = await keys.seal('vault', 'a', newKey());
    await expect(keys.open('enterprise', 'a', sealed)).rejects.toThrow(SealError);
  });

  it('takes a new key in front of the old one, which still opens, authenticates and checks what it made', async () => {
    await createKeyFile(path);
    const before = await readKeyFile(path);
    const [sealed, pin, signed] = [
      await before.seal('vault', 'a', newKey()),
      await before.mac('pin', 'crd_1 123456'),
      await before.sign('blacklist', message),
    ];
    await change((file) => {
      for (const list of [file.seal.vault, file.mac.pin, file.sign.blacklist])
        list.unshift(newKey().toString('base64'));
    });
    const after = await readKeyFile(path);
    expect(after.sealingKeyId('vault')).not.toBe(sealed.keyId);
    expect(after.knows('vault', sealed.keyId)).toBe(true);
    expect(await after.open('vault', 'a', sealed)).toHaveLength(32);
    expect((await after.mac('pin', 'crd_1 123456')).keyId).not.toBe(pin.keyId);
    expect(await after.mac('pin', 'crd_1 123456', pin.keyId)).toEqual(pin);
    expect((await after.sign('blacklist', message)).keyId).toBe(after.publicKeys('blacklist')[0]?.kid);
    const jwk = after.publicKeys('blacklist').find(({ kid }) => kid === signed.keyId);
    const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    expect(verify(null, message, publicKey, signed.signature)).toBe(true);
  });

  it('names a public key by its thumbprint', async () => {
    await createKeyFile(path);
    // RFC 8032, test 1, and RFC 8037, appendix A.3, have the same key.
    await change((file) => {
      const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
      file.sign.authorisation = [Buffer.from(seed, 'hex').toString('base64')];
    });
    const keys = await readKeyFile(path);
    expect(keys.publicKeys('authorisation')).toEqual([
      {
        kty: 'OKP',
        crv: 'Ed25519',
        alg: 'EdDSA',
        use: 'sig',
        kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      },
    ]);
  });

  it('does not open for another context or under a key that it does not have', async () => {
    await createKeyFile(path);
    const keys = await readKeyFile(path);
    const sealed = await keys.seal('vault', 'a', newKey());
    await expect(keys.open('vault', 'b', sealed)).rejects.toThrow(SealError);
    await expect(keys.open('vault', 'a', { ...sealed, keyId: '0000000000000000' })).rejects.toThrow(SealError);
    await expect(keys.mac('pin', 'x', '0000000000000000')).rejects.toThrow(SealError);
  });

  it('is refused when it is missing, open to everybody, or not of the format, without a key in the message', async () => {
    await expect(readKeyFile(path)).rejects.toThrow(/ENOENT/);
    await createKeyFile(path);
    await chmod(path, 0o604);
    await expect(readKeyFile(path)).rejects.toThrow(/open to everybody/);
    await chmod(path, 0o640);
    await readKeyFile(path);
    const file = await content();
    const { pin } = file.mac;
    for (const broken of [
      '',
      '{}',
      JSON.stringify({ ...file, mac: { pin, search: ['c2hvcnQ='] } }),
      JSON.stringify({ ...file, mac: { pin, search: [...pin, ...pin] } }),
    ]) {
      await writeFile(path, broken);
      const error = await readKeyFile(path).catch((refused: unknown) => refused);
      expect(error).toBeInstanceOf(KeyFileError);
      expect(String(error)).not.toContain(file.seal.vault[0]);
    }
  });

  describe('of the first format', () => {
    const [newest, oldest, searchKey] = [newKey(), newKey(), newKey()].map((key) => key.toString('base64'));
    const old = { format: 'scrip-vault-keys-v1', masterKeys: [newest, oldest], searchKey };

    it('is refused with what to write instead', async () => {
      await writeFile(path, JSON.stringify(old), { mode: 0o600 });
      const error = await readKeyFile(path).catch((refused: unknown) => refused);
      expect(error).toBeInstanceOf(KeyFileError);
      expect(String(error)).toMatch(/"vault": the old masterKeys.*\/dev\/urandom/);
      expect(String(error)).not.toContain(searchKey);
    });

    it('is brought to the new one in local mode, the same by every process, with the old keys as they were', async () => {
      await writeFile(path, JSON.stringify(old), { mode: 0o600 });
      await Promise.all(Array.from({ length: 8 }, () => upgradeKeyFile(path)));
      const file = await content();
      expect(file).toMatchObject({
        format: 'scrip-keys-v2',
        seal: { vault: [newest, oldest] },
        mac: { search: [searchKey] },
      });
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const every = JSON.stringify([file.seal, file.mac, file.sign]).match(/[A-Za-z0-9+/]{43}=/g);
      expect(new Set(every).size).toBe(7);
      expect(await upgradeKeyFile(path)).toBe(false);
      await readKeyFile(path);
      await writeFile(path, JSON.stringify(old));
      await upgradeKeyFile(path);
      expect(await content()).toEqual(file);
    });
  });
});
