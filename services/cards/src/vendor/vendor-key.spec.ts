import { describe, expect, it } from '@jest/globals';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { decrypt, generateKey, readKey, readMessage, readPrivateKey } from 'openpgp';
import { readVendorKey, sealTo, VendorKeyError } from './vendor-key.ts';

const plain = new TextEncoder().encode('line,name\r\n1,某甲\r\n');

describe('the key of a vendor', () => {
  it('by age is sealed to, and opened by the vendor alone', async () => {
    const identity = await generateX25519Identity();
    const key = await readVendorKey('age', `  ${await identityToRecipient(identity)}\n`);
    expect(key).toMatchObject({ kind: 'age', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const sealed = await sealTo(key, plain);
    expect(Buffer.from(sealed).includes(Buffer.from('某甲'))).toBe(false);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    expect(await decrypter.decrypt(sealed)).toEqual(plain);
    const another = new Decrypter();
    another.addIdentity(await generateX25519Identity());
    await expect(another.decrypt(sealed)).rejects.toThrow(/no identity matched/);
    // Never the same twice: equal files do not look equal.
    expect(Buffer.from(await sealTo(key, plain))).not.toEqual(Buffer.from(sealed));
  });

  it('by PGP is sealed to, and opened by the vendor alone', async () => {
    const { publicKey, privateKey } = await generateKey({ userIDs: [{ name: 'Card Works' }], format: 'armored' });
    const key = await readVendorKey('pgp', publicKey);
    expect(key.fingerprint).toBe((await readKey({ armoredKey: publicKey })).getFingerprint());
    const armoredMessage = Buffer.from(await sealTo(key, plain)).toString('ascii');
    const message = await readMessage({ armoredMessage });
    const decryptionKeys = await readPrivateKey({ armoredKey: privateKey });
    const { data } = await decrypt({ message, decryptionKeys, format: 'binary' });
    expect(new Uint8Array(data)).toEqual(plain);
  });

  it('is refused when it is none, the private half, or one that nothing can be sealed to, and is not said back', async () => {
    const identity = await generateX25519Identity();
    const pgp = await generateKey({ userIDs: [{ name: 'Card Works' }], format: 'armored' });
    const signing = await generateKey({ userIDs: [{ name: 'x' }], subkeys: [], format: 'armored' });
    const past = { date: new Date('2020-01-01T00:00:00Z'), keyExpirationTime: 86_400 };
    const expired = await generateKey({ userIDs: [{ name: 'x' }], ...past, format: 'armored' });
    for (const [kind, text] of [
      ['age', identity],
      ['age', 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq'],
      ['age', 'ssh-ed25519 AAAA'],
      ['pgp', 'no key'],
      ['pgp', pgp.privateKey],
      ['pgp', signing.publicKey],
      ['pgp', expired.publicKey],
    ] as const) {
      const error = await readVendorKey(kind, text).catch((refused: unknown) => refused);
      expect(error).toBeInstanceOf(VendorKeyError);
      expect(String(error)).not.toContain(text.slice(0, 30));
    }
  });
});
