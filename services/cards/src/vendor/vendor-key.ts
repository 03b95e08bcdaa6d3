/** Keys of vendors: age recipients and PGP public keys; what is sealed to one, only that vendor opens. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Encrypter } from 'age-encryption';
import { createMessage, encrypt, type Key, readKey } from 'openpgp';

/** What a vendor's key may be: an age recipient (age-encryption.org/v1), or a PGP public key (RFC 9580). */
export const KEY_KINDS = ['age', 'pgp'] as const;

/** One of the kinds. */
export type KeyKind = (typeof KEY_KINDS)[number];

/** Characters of a key: a PGP key with a few signatures, and the longest age recipient, are well below. */
export const KEY_CHARS_MAX = 50_000;

/** A key that files can be sealed to. */
export interface VendorKey {
  readonly kind: KeyKind;
  /** Of a PGP key its own; of an age recipient SHA-256 of its text. Lower-case hex. */
  readonly fingerprint: string;
  /** Armoured for PGP. */
  readonly publicKey: string;
}

/** The text is no key that can be sealed to. Says why, never what was sent: it might be the private half. */
export class VendorKeyError extends Error {
  override readonly name = 'VendorKeyError';
}

/**
 * Reads a key, and tries it. Throws VendorKeyError for what is no key of the kind, cannot be sealed to (no encryption
 * subkey, expired, revoked), or is the private half.
 */
export async function readVendorKey(kind: KeyKind, text: string): Promise<VendorKey> {
  const publicKey = text.trim();
  const key: VendorKey = { kind, publicKey, fingerprint: await fingerprintOf(kind, publicKey) };
  await sealTo(key, new Uint8Array(1));
  return key;
}

/** Seals bytes to a key: an age file, or an armoured PGP message. Throws VendorKeyError where the key is of no use now. */
export async function sealTo({ kind, publicKey }: VendorKey, plain: Uint8Array): Promise<Uint8Array> {
  try {
    if (kind === 'pgp') {
      const message = await createMessage({ binary: plain });
      const armoured = await encrypt({ message, encryptionKeys: await pgpKey(publicKey), format: 'armored' });
      return Buffer.from(armoured, 'ascii');
    }
    const encrypter = new Encrypter();
    encrypter.addRecipient(publicKey);
    return await encrypter.encrypt(plain);
  } catch (error) {
    throw error instanceof VendorKeyError ? error : new VendorKeyError('nothing can be sealed to this key');
  }
}

/**
 * Seals a text that is too long for the memory, piece by piece: as `sealTo`, which throws before the first byte where the
 * key is of no use.
 */
export async function sealPieces(key: VendorKey, pieces: AsyncIterable<string>): Promise<Readable> {
  await sealTo(key, new Uint8Array(1));
  const bytes = ReadableStream.from(encoded(pieces)) as ReadableStream<Uint8Array>;
  if (key.kind === 'pgp') {
    const message = await createMessage({ binary: bytes });
    const encryptionKeys = await pgpKey(key.publicKey);
    const armoured = await encrypt({ message, encryptionKeys, format: 'armored' });
    return Readable.from(armoured as AsyncIterable<string>, { objectMode: false });
  }
  const encrypter = new Encrypter();
  encrypter.addRecipient(key.publicKey);
  return Readable.from(await encrypter.encrypt(bytes), { objectMode: false });
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece, 'utf8');
}

async function fingerprintOf(kind: KeyKind, publicKey: string): Promise<string> {
  if (kind === 'pgp') return (await pgpKey(publicKey)).getFingerprint();
  if (!/^age1[0-9a-z]{20,3000}$/.test(publicKey)) throw new VendorKeyError('this is no age recipient (age1…)');
  return createHash('sha256').update(publicKey).digest('hex');
}

async function pgpKey(armoured: string): Promise<Key> {
  let key: Key;
  try {
    key = await readKey({ armoredKey: armoured });
  } catch {
    throw new VendorKeyError('this is no armoured PGP public key');
  }
  if (key.isPrivate()) throw new VendorKeyError('this is a private key; only the public half belongs here');
  return key;
}
