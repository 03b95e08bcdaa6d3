import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyServiceError, openTransitKeys, TRANSIT_KEYS, type TransitOptions } from './kms-transit.ts';
import { newKey, open, SealError, seal } from './seal.ts';

/**
 * The part of the transit engine that is asked, with its real cryptography: AES-256-GCM with associated data, HMAC-SHA-256,
 * Ed25519, versions, `vault:v<n>:`, and its answers to what it refuses.
 */
class TransitServer {
  token = 'first';
  /** Answers with this status so many times, then as it should. */
  failing = { status: 0, times: 0 };
  readonly #keys = new Map<
    string,
    { type: string; versions: (Buffer | { privateKey: KeyObject; publicKey: KeyObject })[] }
  >();
  readonly #server: Server;

  constructor() {
    for (const { name, type } of Object.values(TRANSIT_KEYS)) {
      this.#keys.set(name, { type, versions: [] });
      this.rotate(name);
    }
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => response.writeHead(status).end(JSON.stringify(body)));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  rotate(name: string): void {
    const key = this.#keys.get(name);
    key?.versions.push(key.type === 'ed25519' ? generateKeyPairSync('ed25519') : newKey());
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (this.failing.times > 0) {
      this.failing.times -= 1;
      return { status: this.failing.status, body: { errors: ['as asked'] } };
    }
    if (request.headers['x-vault-token'] !== this.token)
      return { status: 403, body: { errors: ['permission denied'] } };
    const [, , , verb = '', name = ''] = (request.url ?? '').split('/');
    const key = this.#keys.get(name);
    if (!key) return { status: 404, body: { errors: [] } };
    const asked = JSON.parse(Buffer.concat(parts).toString('utf8') || '{}');
    const data = this.#data(verb, key, asked);
    return data
      ? { status: 200, body: { data } }
      : { status: 400, body: { errors: ['message authentication failed'] } };
  }

  #data(
    verb: string,
    key: NonNullable<ReturnType<typeof this.keyOf>>,
    asked: Record<string, string>,
  ): object | undefined {
    const version = Number(asked['key_version'] ?? key.versions.length);
    const used = key.versions[version - 1];
    const context = Buffer.from(asked['associated_data'] ?? '', 'base64').toString('utf8');
    const input = Buffer.from(asked['input'] ?? asked['plaintext'] ?? '', 'base64');
    const prefix = `vault:v${version}:`;
    switch (verb) {
      case 'keys':
        return {
          type: key.type,
          latest_version: key.versions.length,
          min_decryption_version: 1,
          keys: told(key.versions),
        };
      case 'encrypt':
        return { ciphertext: prefix + seal(used as Buffer, context, input).toString('base64') };
      case 'decrypt': {
        const [, under = '', base64 = ''] = /^vault:v(\d+):(.*)$/.exec(asked['ciphertext'] ?? '') ?? [];
        try {
          const plain = open(key.versions[Number(under) - 1] as Buffer, context, Buffer.from(base64, 'base64'));
          return { plaintext: plain.toString('base64') };
        } catch {
          return undefined;
        }
      }
      case 'hmac':
        return {
          hmac:
            prefix +
            createHmac('sha256', used as Buffer)
              .update(input)
              .digest('base64'),
        };
      default:
        return {
          signature: prefix + sign(null, input, (used as { privateKey: KeyObject }).privateKey).toString('base64'),
        };
    }
  }

  keyOf(name: string) {
    return this.#keys.get(name);
  }
}

function told(versions: readonly (Buffer | { publicKey: KeyObject })[]): object {
  return Object.fromEntries(
    versions.map((one, index) => [
      String(index + 1),
      Buffer.isBuffer(one)
        ? 1_735_689_600
        : { public_key: Buffer.from(one.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64') },
    ]),
  );
}

describe('keys in a key management service', () => {
  let folder: string;
  let server: TransitServer;
  let options: TransitOptions;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kms-'));
    server = new TransitServer();
    options = { url: await server.listen(), tokenFile: join(folder, 'token'), mount: 'transit', namespace: null };
    await writeFile(options.tokenFile, 'first\n');
  });

  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('seal and open, bound to their context', async () => {
    const keys = await openTransitKeys(options);
    const plain = newKey();
    const sealed = await keys.seal('vault', 'a', plain);
    expect(sealed.keyId).toBe(keys.sealingKeyId('vault'));
    expect(await keys.open('vault', 'a', sealed)).toEqual(plain);
    await expect(keys.open('vault', 'b', sealed)).rejects.toThrow(SealError);
    await expect(keys.open('enterprise', 'a', sealed)).rejects.toThrow(SealError);
    await expect(keys.open('vault', 'a', { ...sealed, keyId: 'scrip-seal-vault:v9' })).rejects.toThrow(SealError);
  });

  it('authenticate and sign, and tell the public keys by their thumbprints', async () => {
    const keys = await openTransitKeys(options);
    expect(await keys.mac('pin', 'x')).toEqual(await keys.mac('pin', 'x'));
    expect((await keys.mac('pin', 'x')).mac).toHaveLength(32);
    expect((await keys.mac('search', 'x')).mac).not.toEqual((await keys.mac('pin', 'x')).mac);
    const message = Buffer.from('one spend');
    const { keyId, signature } = await keys.sign('authorisation', message);
    const [jwk] = keys.publicKeys('authorisation');
    expect(jwk?.kid).toBe(keyId);
    expect(verify(null, message, createPublicKey({ key: { ...jwk }, format: 'jwk' }), signature)).toBe(true);
  });

  it('go on after a rotation: new values under the new version, old ones under theirs, the search key as it was', async () => {
    const before = await openTransitKeys(options);
    const sealed = await before.seal('vault', 'a', newKey());
    const [pin, search] = [await before.mac('pin', 'x'), await before.mac('search', 'x')];
    for (const { name } of Object.values(TRANSIT_KEYS)) server.rotate(name);
    const after = await openTransitKeys(options);
    expect(after.sealingKeyId('vault')).not.toBe(sealed.keyId);
    expect(await after.open('vault', 'a', sealed)).toHaveLength(32);
    expect(await after.mac('pin', 'x', pin.keyId)).toEqual(pin);
    expect((await after.mac('pin', 'x')).mac).not.toEqual(pin.mac);
    expect(await after.mac('search', 'x')).toEqual(search);
    expect(after.publicKeys('blacklist')).toHaveLength(2);
    expect((await after.sign('blacklist', Buffer.from('x'))).keyId).toBe(after.publicKeys('blacklist')[0]?.kid);
    // A copy that started before the rotation stays with the version that it announced.
    expect((await before.seal('vault', 'a', newKey())).keyId).toBe(sealed.keyId);
  });

  it('are asked again with a renewed token, and after a failure that is over in a moment', async () => {
    const keys = await openTransitKeys(options);
    server.token = 'second';
    await writeFile(options.tokenFile, 'second\n');
    expect((await keys.mac('pin', 'x')).mac).toHaveLength(32);
    server.failing = { status: 503, times: 1 };
    expect((await keys.mac('pin', 'x')).mac).toHaveLength(32);
    server.failing = { status: 503, times: 2 };
    await expect(keys.mac('pin', 'x')).rejects.toThrow(KeyServiceError);
  });

  it('are refused at the start when they are not there, and the error names no token', async () => {
    await writeFile(options.tokenFile, 'wrong\n');
    const error = await openTransitKeys(options).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(KeyServiceError);
    expect(String(error)).toContain('403');
    expect(String(error)).not.toContain('wrong');
    await expect(openTransitKeys({ ...options, mount: 'transit', url: 'http://127.0.0.1:1' })).rejects.toThrow(
      KeyServiceError,
    );
  });
});
