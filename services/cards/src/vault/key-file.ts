/** A key store in one file: for development, and for an issuer whose secrets are mounted as files. */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { chmod, link, open as openFile, readFile, rename, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { KeyStore, Mac, MacPurpose, PublicJwk, Sealed, SealPurpose, Signature, SignPurpose } from './key-store.ts';
import { KEY_BYTES, newKey, open, SealError, seal } from './seal.ts';

/** The format of a key file. */
export const KEY_FILE_FORMAT = 'scrip-keys-v2';
/** The format before it, which had the keys of the vault alone. */
const VAULT_KEYS_FORMAT = 'scrip-vault-keys-v1';

/** Most keys of one purpose: the one in use and those of rotations whose work is not all done. */
const KEYS_MAX = 16;
/** What stands before the 32 bytes of an Ed25519 private key as PKCS8 (RFC 8410, section 7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** 32 bytes in base64. */
const key = z.base64().refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES, {
  error: `a key has ${KEY_BYTES} bytes`,
});
/** The first is used; all of them open and check what they made, so that a new one can be put in front of the old. */
const keys = z.array(key).min(1).max(KEYS_MAX);
const keyFile = z.strictObject({
  format: z.literal(KEY_FILE_FORMAT),
  seal: z.strictObject({ vault: keys, enterprise: keys }),
  /** The key of the search hashes is one and is never replaced. */
  mac: z.strictObject({ search: z.array(key).length(1), pin: keys }),
  /** Ed25519 private keys as the 32 bytes of RFC 8032. */
  sign: z.strictObject({ authorisation: keys, blacklist: keys }),
});
const vaultKeyFile = z.strictObject({
  format: z.literal(VAULT_KEYS_FORMAT),
  masterKeys: keys,
  searchKey: key,
});

type KeyFile = z.output<typeof keyFile>;

/** The key file is missing, unreadable, open to others or of an old format. Names the file and the fault, never a key. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/**
 * Reads the key file. Throws KeyFileError when it is not there, when others may read it, when it is of the old format
 * (the message says how to bring it to the new one), or of none.
 */
export async function readKeyFile(path: string): Promise<KeyStore> {
  const content = await contentOf(path);
  const parsed = keyFile.safeParse(content);
  if (parsed.success) return new FileKeys(parsed.data);
  if (vaultKeyFile.safeParse(content).success) {
    throw new KeyFileError(
      `the key file ${path} is of the format ${VAULT_KEYS_FORMAT}, which has the keys of the vault alone. ` +
        `Write {"format": "${KEY_FILE_FORMAT}", "seal": {"vault": the old masterKeys, "enterprise": [new]}, ` +
        '"mac": {"search": [the old searchKey], "pin": [new]}, "sign": {"authorisation": [new], "blacklist": [new]}}, ' +
        'where each new is the output of `head -c 32 /dev/urandom | base64`; keep a copy apart from the database',
    );
  }
  throw new KeyFileError(`the key file ${path} is not of the format ${KEY_FILE_FORMAT}`);
}

/**
 * Makes a key file with fresh keys, readable by its owner alone, unless there is one. Returns whether it made one.
 * Of several processes that try at the same time one makes it, and all find a whole file.
 */
export async function createKeyFile(path: string): Promise<boolean> {
  const one = (): string[] => [newKey().toString('base64')];
  const content: KeyFile = {
    format: KEY_FILE_FORMAT,
    seal: { vault: one(), enterprise: one() },
    mac: { search: one(), pin: one() },
    sign: { authorisation: one(), blacklist: one() },
  };
  // A link fails where the name is taken; a rename would put new keys in place of those that profiles are sealed under.
  return written(path, content, (draft) => link(draft, path));
}

/**
 * Brings a key file of the format `scrip-vault-keys-v1` to the new one and returns whether it did. For local mode: the
 * keys that are added come from the first master key by HKDF-SHA-256 (RFC 5869), so that processes that do this at the
 * same time write the same file. Production makes keys of its own, as `readKeyFile` says.
 */
export async function upgradeKeyFile(path: string): Promise<boolean> {
  const parsed = vaultKeyFile.safeParse(await contentOf(path));
  if (!parsed.success) return false;
  const { masterKeys, searchKey } = parsed.data;
  const added = (purpose: string): string[] => {
    const master = Buffer.from(masterKeys[0] ?? '', 'base64');
    const derived = hkdfSync('sha256', master, '', `${KEY_FILE_FORMAT}\n${purpose}`, KEY_BYTES);
    return [Buffer.from(derived).toString('base64')];
  };
  const content: KeyFile = {
    format: KEY_FILE_FORMAT,
    seal: { vault: masterKeys, enterprise: added('seal enterprise') },
    mac: { search: [searchKey], pin: added('mac pin') },
    sign: { authorisation: added('sign authorisation'), blacklist: added('sign blacklist') },
  };
  return written(path, content, (draft) => rename(draft, path));
}

/** Writes a whole file for its owner alone and gives it its name; false when the name was taken. */
async function written(path: string, content: KeyFile, name: (draft: string) => Promise<void>): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await openFile(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
    await file.close();
    await chmod(draft, 0o600);
    await name(draft);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function contentOf(path: string): Promise<unknown> {
  try {
    const { mode } = await stat(path);
    // A mounted secret is often readable by the service's group; never by everybody on the machine.
    if ((mode & 0o007) !== 0) throw new KeyFileError(`the key file ${path} is open to everybody; make it 0600`);
    return jsonOf(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    throw new KeyFileError(`the key file ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** The keys of one purpose by name; the first is the one in use. */
class Ring<T> {
  readonly currentId: string;
  readonly current: T;
  readonly #byId = new Map<string, T>();

  constructor(entries: readonly (readonly [string, T])[]) {
    const [first] = entries;
    if (!first) throw new KeyFileError('the key file has no key for a purpose');
    [this.currentId, this.current] = first;
    for (const [id, value] of entries) this.#byId.set(id, value);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  get(id: string): T {
    const found = this.#byId.get(id);
    if (found === undefined) throw new SealError(`the key ${id} is not in the key file`);
    return found;
  }

  values(): T[] {
    return [...this.#byId.values()];
  }
}

class FileKeys implements KeyStore {
  readonly #seal: Record<SealPurpose, Ring<Buffer>>;
  readonly #mac: Record<MacPurpose, Ring<Buffer>>;
  readonly #sign: Record<SignPurpose, Ring<{ readonly privateKey: KeyObject; readonly jwk: PublicJwk }>>;

  constructor(file: KeyFile) {
    this.#seal = { vault: secrets(file.seal.vault), enterprise: secrets(file.seal.enterprise) };
    this.#mac = { search: secrets(file.mac.search), pin: secrets(file.mac.pin) };
    this.#sign = { authorisation: signers(file.sign.authorisation), blacklist: signers(file.sign.blacklist) };
  }

  sealingKeyId(purpose: SealPurpose): string {
    return this.#seal[purpose].currentId;
  }

  knows(purpose: SealPurpose, keyId: string): boolean {
    return this.#seal[purpose].has(keyId);
  }

  async seal(purpose: SealPurpose, context: string, plain: Buffer): Promise<Sealed> {
    const { currentId, current } = this.#seal[purpose];
    return { keyId: currentId, sealed: seal(current, context, plain) };
  }

  async open(purpose: SealPurpose, context: string, { keyId, sealed }: Sealed): Promise<Buffer> {
    return open(this.#seal[purpose].get(keyId), context, sealed);
  }

  async mac(purpose: MacPurpose, text: string, keyId = this.#mac[purpose].currentId): Promise<Mac> {
    const secret = this.#mac[purpose].get(keyId);
    return { keyId, mac: createHmac('sha256', secret).update(text, 'utf8').digest() };
  }

  async sign(purpose: SignPurpose, message: Buffer): Promise<Signature> {
    const { currentId, current } = this.#sign[purpose];
    return { keyId: currentId, signature: sign(null, message, current.privateKey) };
  }

  publicKeys(purpose: SignPurpose): readonly PublicJwk[] {
    return this.#sign[purpose].values().map(({ jwk }) => jwk);
  }
}

function secrets(base64s: readonly string[]): Ring<Buffer> {
  return new Ring(base64s.map((base64) => Buffer.from(base64, 'base64')).map((secret) => [idOf(secret), secret]));
}

function signers(base64s: readonly string[]): Ring<{ readonly privateKey: KeyObject; readonly jwk: PublicJwk }> {
  return new Ring(
    base64s.map((base64) => {
      const der = Buffer.concat([ED25519_PKCS8, Buffer.from(base64, 'base64')]);
      const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
      const jwk = publicJwk(x);
      return [jwk.kid, { privateKey, jwk }];
    }),
  );
}

/** The JWK of an Ed25519 public key (`x`: base64url of its 32 bytes), named by its thumbprint (RFC 7638, RFC 8037). */
export function publicJwk(x: string): PublicJwk {
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid, x };
}

/** A name that says which key it is and not what it is: a hash of 32 random bytes cannot be turned round. */
function idOf(secret: Buffer): string {
  return createHash('sha256').update('scrip-vault-key-id\n').update(secret).digest('hex').slice(0, 16);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
