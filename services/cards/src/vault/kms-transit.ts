/**
 * Keys in OpenBao or HashiCorp Vault: its transit engine seals, authenticates and signs, and gives no key away. Asked over
 * its HTTP API (`/v1/<mount>/encrypt|decrypt|hmac|sign/<key>`), with the context as associated data of AES-256-GCM.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { publicJwk } from './key-file.ts';
import type { KeyStore, Mac, MacPurpose, PublicJwk, Sealed, SealPurpose, Signature, SignPurpose } from './key-store.ts';
import { SealError } from './seal.ts';

/** Where the engine is, and who asks. */
export interface TransitOptions {
  readonly url: string;
  /** File with a token; read again when it is refused, since an agent renews it. */
  readonly tokenFile: string;
  /** Where the engine is mounted: `transit`. */
  readonly mount: string;
  /** Header X-Vault-Namespace; null: none. */
  readonly namespace: string | null;
}

/** What each purpose's key is called there, and its type. They are made by who runs the engine, see the README. */
export const TRANSIT_KEYS = {
  'seal/vault': { name: 'scrip-seal-vault', type: 'aes256-gcm96' },
  'seal/enterprise': { name: 'scrip-seal-enterprise', type: 'aes256-gcm96' },
  'mac/search': { name: 'scrip-mac-search', type: 'hmac' },
  'mac/pin': { name: 'scrip-mac-pin', type: 'hmac' },
  'sign/authorisation': { name: 'scrip-sign-authorisation', type: 'ed25519' },
  'sign/blacklist': { name: 'scrip-sign-blacklist', type: 'ed25519' },
} as const;

type KeyName = keyof typeof TRANSIT_KEYS;

/** Longest wait for an answer, in milliseconds: a till waits for a PIN. */
const WAIT_MS = 2_000;
/** Tries of one question: the first, and one more after what may be over in a moment. */
const TRIES = 2;
/** The search key is never replaced: a rotation there changes nothing here. */
const SEARCH_VERSION = 1;

/** The key management service does not answer, or not as it should. Names the status, never a token or what was asked. */
export class KeyServiceError extends Error {
  override readonly name = 'KeyServiceError';
}

/** Versions of one key. */
interface KeyVersions {
  readonly latest: number;
  readonly oldest: number;
  /** Of keys that sign, the newest first. */
  readonly publicKeys: readonly { readonly version: number; readonly jwk: PublicJwk }[];
}

const keyAnswer = z.object({
  data: z.object({
    type: z.string(),
    latest_version: z.int(),
    min_decryption_version: z.int().default(1),
    keys: z.record(z.string(), z.union([z.number(), z.object({ public_key: z.string().optional() }).loose()])),
  }),
});
const plainAnswer = z.object({ data: z.object({ plaintext: z.base64() }) });
const cipherAnswer = z.object({ data: z.object({ ciphertext: z.string() }) });
const hmacAnswer = z.object({ data: z.object({ hmac: z.string() }) });
const signAnswer = z.object({ data: z.object({ signature: z.string() }) });

/**
 * The store of an engine whose keys are there. Versions are read now: a rotated key is used from the next start. Throws
 * KeyServiceError when it cannot be reached, or a key is not there or of another type.
 */
export async function openTransitKeys(options: TransitOptions): Promise<KeyStore> {
  const engine = new Engine(options);
  const versions = new Map<KeyName, KeyVersions>();
  for (const key of Object.keys(TRANSIT_KEYS) as KeyName[]) versions.set(key, await engine.versions(key));
  return new TransitKeys(engine, versions);
}

class TransitKeys implements KeyStore {
  readonly #engine: Engine;
  readonly #versions: ReadonlyMap<KeyName, KeyVersions>;

  constructor(engine: Engine, versions: ReadonlyMap<KeyName, KeyVersions>) {
    this.#engine = engine;
    this.#versions = versions;
  }

  sealingKeyId(purpose: SealPurpose): string {
    return idOf(`seal/${purpose}`, this.#of(`seal/${purpose}`).latest);
  }

  knows(purpose: SealPurpose, keyId: string): boolean {
    return this.#versionIn(`seal/${purpose}`, keyId) !== undefined;
  }

  async seal(purpose: SealPurpose, context: string, plain: Buffer): Promise<Sealed> {
    const key = `seal/${purpose}` as const;
    const version = this.#of(key).latest;
    const { data } = cipherAnswer.parse(
      await this.#engine.ask('encrypt', key, {
        plaintext: plain.toString('base64'),
        associated_data: base64(context),
        key_version: version,
      }),
    );
    return { keyId: idOf(key, version), sealed: unversioned(data.ciphertext, version) };
  }

  async open(purpose: SealPurpose, context: string, { keyId, sealed }: Sealed): Promise<Buffer> {
    const key = `seal/${purpose}` as const;
    const version = this.#versionIn(key, keyId);
    if (version === undefined) throw new SealError(`the key ${keyId} is not in the key management service`);
    const { data } = plainAnswer.parse(
      await this.#engine.ask('decrypt', key, {
        ciphertext: `vault:v${version}:${sealed.toString('base64')}`,
        associated_data: base64(context),
      }),
    );
    return Buffer.from(data.plaintext, 'base64');
  }

  async mac(purpose: MacPurpose, text: string, keyId?: string): Promise<Mac> {
    const key = `mac/${purpose}` as const;
    const current = purpose === 'search' ? SEARCH_VERSION : this.#of(key).latest;
    const version = keyId === undefined ? current : this.#versionIn(key, keyId);
    if (version === undefined) throw new SealError(`the key ${keyId} is not in the key management service`);
    const asked = { input: base64(text), key_version: version };
    const { data } = hmacAnswer.parse(await this.#engine.ask('hmac', key, asked, '/sha2-256'));
    return { keyId: idOf(key, version), mac: unversioned(data.hmac, version) };
  }

  async sign(purpose: SignPurpose, message: Buffer): Promise<Signature> {
    const key = `sign/${purpose}` as const;
    const [current] = this.#of(key).publicKeys;
    if (!current) throw new KeyServiceError(`the key ${TRANSIT_KEYS[key].name} has no public key`);
    const { version, jwk } = current;
    const asked = { input: message.toString('base64'), key_version: version };
    const { data } = signAnswer.parse(await this.#engine.ask('sign', key, asked));
    return { keyId: jwk.kid, signature: unversioned(data.signature, version) };
  }

  publicKeys(purpose: SignPurpose): readonly PublicJwk[] {
    return this.#of(`sign/${purpose}`).publicKeys.map(({ jwk }) => jwk);
  }

  #of(key: KeyName): KeyVersions {
    const versions = this.#versions.get(key);
    if (!versions) throw new KeyServiceError(`the key ${TRANSIT_KEYS[key].name} was not read`);
    return versions;
  }

  #versionIn(key: KeyName, keyId: string): number | undefined {
    const { name } = TRANSIT_KEYS[key];
    if (!keyId.startsWith(`${name}:v`)) return undefined;
    const version = Number(keyId.slice(name.length + 2));
    const { oldest, latest } = this.#of(key);
    return Number.isInteger(version) && version >= oldest && version <= latest ? version : undefined;
  }
}

/** One engine over HTTP. */
class Engine {
  readonly #options: TransitOptions;
  #token: string | undefined;

  constructor(options: TransitOptions) {
    this.#options = options;
  }

  async versions(key: KeyName): Promise<KeyVersions> {
    const { name, type } = TRANSIT_KEYS[key];
    const { data } = keyAnswer.parse(await this.#request('GET', `keys/${name}`));
    if (data.type !== type) throw new KeyServiceError(`the key ${name} is of type ${data.type}, not ${type}`);
    const publicKeys = Object.entries(data.keys)
      .flatMap(([version, about]) => {
        const told = typeof about === 'object' ? about.public_key : undefined;
        if (told === undefined) return [];
        return [{ version: Number(version), jwk: publicJwk(Buffer.from(told, 'base64').toString('base64url')) }];
      })
      .sort((one, other) => other.version - one.version);
    return { latest: data.latest_version, oldest: data.min_decryption_version, publicKeys };
  }

  /** Throws SealError when what is asked to be opened does not open, KeyServiceError for all else. */
  ask(verb: 'encrypt' | 'decrypt' | 'hmac' | 'sign', key: KeyName, body: object, more = ''): Promise<unknown> {
    return this.#request('POST', `${verb}/${TRANSIT_KEYS[key].name}${more}`, body);
  }

  async #request(method: string, path: string, body?: object): Promise<unknown> {
    let failure = '';
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const { status, text } = await this.#once(method, path, body);
      if (status >= 200 && status < 300) return JSON.parse(text);
      if (status === 400 && path.startsWith('decrypt/')) throw new SealError('the sealed value does not open');
      failure = status === 0 ? text : String(status);
      // A refused token may have been renewed; a refused question stays one.
      if (status === 403) this.#token = undefined;
      else if (status !== 0 && status < 500 && status !== 429) break;
    }
    throw new KeyServiceError(`the key management service answered ${path}: ${failure}`);
  }

  async #once(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
    const { url, mount, namespace, tokenFile } = this.#options;
    try {
      this.#token ??= (await readFile(tokenFile, 'utf8')).trim();
      const answer = await fetch(`${url.replace(/\/$/, '')}/v1/${mount}/${path}`, {
        method,
        headers: {
          'x-vault-token': this.#token,
          'x-vault-request': 'true',
          ...(namespace !== null && { 'x-vault-namespace': namespace }),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(WAIT_MS),
      });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      return { status: 0, text: error instanceof Error ? error.name : 'unknown' };
    }
  }
}

function idOf(key: KeyName, version: number): string {
  return `${TRANSIT_KEYS[key].name}:v${version}`;
}

/** The bytes after `vault:v<version>:`. */
function unversioned(text: string, version: number): Buffer {
  const prefix = `vault:v${version}:`;
  if (!text.startsWith(prefix)) throw new KeyServiceError('the key management service answered under another version');
  return Buffer.from(text.slice(prefix.length), 'base64');
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
