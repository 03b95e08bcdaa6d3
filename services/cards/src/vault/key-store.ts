/** The keys that never enter the database: the master key over the holders' data keys, and the key of the search hashes. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { chmod, link, open as openFile, readFile, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { KEY_BYTES, newKey, open, SealError, seal } from './seal.ts';

/**
 * Where the vault's keys live. Asynchronous, so that a key management service, which keeps its keys to itself, can take
 * the place of the file.
 */
export interface KeyStore {
  /** Name of the master key that new data keys are wrapped under. */
  readonly keyId: string;
  /** Whether data keys under this master key can be unwrapped. */
  knows(keyId: string): boolean;
  /** Seals a data key under the current master key, bound to `context`. */
  wrap(dataKey: Buffer, context: string): Promise<Buffer>;
  /** The data key again. Throws SealError for an unknown key id, another context or changed bytes. */
  unwrap(keyId: string, wrapped: Buffer, context: string): Promise<Buffer>;
  /** HMAC-SHA-256 (RFC 2104) under the search key: 32 bytes that tell nothing without the key. */
  hash(text: string): Promise<Buffer>;
}

/** Keys of the file; each 32 bytes in base64. */
const key = z.base64().refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES, {
  error: `a key has ${KEY_BYTES} bytes`,
});
const keyFile = z.strictObject({
  format: z.literal('scrip-vault-keys-v1'),
  /** The first wraps new data keys; all of them unwrap, so that a new one can be put in front of the old ones. */
  masterKeys: z.array(key).min(1).max(16),
  /** Never replaced: the hashes of all holders are under it. */
  searchKey: key,
});

/** The key file is missing, unreadable or open to others. Names the file and the fault, never a key. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** Reads the key file. Throws KeyFileError when it is not there, others may read it, or it is not of the format. */
export async function readKeyFile(path: string): Promise<KeyStore> {
  let text: string;
  try {
    const { mode } = await stat(path);
    // A mounted secret is often readable by the service's group; never by everybody on the machine.
    if ((mode & 0o007) !== 0) throw new KeyFileError(`the vault's key file ${path} is open to everybody; make it 0600`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    throw new KeyFileError(`the vault's key file ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const parsed = keyFile.safeParse(jsonOf(text));
  if (!parsed.success) throw new KeyFileError(`the vault's key file ${path} is not of the format scrip-vault-keys-v1`);
  return new FileKeys(
    parsed.data.masterKeys.map((base64) => Buffer.from(base64, 'base64')),
    Buffer.from(parsed.data.searchKey, 'base64'),
  );
}

/**
 * Makes a key file with fresh keys, readable by its owner alone, unless there is one. Returns whether it made one.
 * Of several processes that try at the same time one makes it, and all find a whole file.
 */
export async function createKeyFile(path: string): Promise<boolean> {
  const content = {
    format: 'scrip-vault-keys-v1',
    masterKeys: [newKey().toString('base64')],
    searchKey: newKey().toString('base64'),
  };
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await openFile(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
    await file.close();
    await chmod(draft, 0o600);
    // A link fails where the name is taken; a rename would put new keys in place of those that profiles are sealed under.
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

class FileKeys implements KeyStore {
  readonly keyId: string;
  readonly #masters = new Map<string, Buffer>();
  readonly #current: Buffer;
  readonly #search: Buffer;

  constructor(masters: readonly Buffer[], search: Buffer) {
    const [current] = masters;
    if (!current) throw new KeyFileError("the vault's key file has no master key");
    for (const master of masters) this.#masters.set(idOf(master), master);
    this.#current = current;
    this.keyId = idOf(current);
    this.#search = search;
  }

  knows(keyId: string): boolean {
    return this.#masters.has(keyId);
  }

  async wrap(dataKey: Buffer, context: string): Promise<Buffer> {
    return seal(this.#current, context, dataKey);
  }

  async unwrap(keyId: string, wrapped: Buffer, context: string): Promise<Buffer> {
    const master = this.#masters.get(keyId);
    if (!master) throw new SealError(`the master key ${keyId} is not in the key file`);
    return open(master, context, wrapped);
  }

  async hash(text: string): Promise<Buffer> {
    return createHmac('sha256', this.#search).update(text, 'utf8').digest();
  }
}

/** A name that says which key it is and not what it is: a hash of 32 random bytes cannot be turned round. */
function idOf(master: Buffer): string {
  return createHash('sha256').update('scrip-vault-key-id\n').update(master).digest('hex').slice(0, 16);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
