/**
 * Keys of enterprises and secrets of terminals: sealed in the key store before they are written anywhere, opened in memory
 * where a MAC is checked or made, and handed out only under the public key of a security module.
 */
import { constants, createHash, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { InvariantError } from '@scrip/decider';
import { type EventLog, idFrom, type Tx } from '@scrip/event-store';
import type { KeyStore, Sealed } from '../vault/key-store.ts';
import { AES_BYTES } from './aes-cmac.ts';

/** Opened keys that are kept in memory, some 100 bytes each: the enterprises and terminals of a large issuer. */
const OPENED_MAX = 10_000;

/** Whose key: a mother key by version, or a terminal's secret by registration. */
export interface KeyName {
  readonly kind: 'mother' | 'terminal';
  readonly issuerId: string;
  /** Code of the enterprise or of the terminal. */
  readonly of: string;
  /** Key version or registration, from 1. */
  readonly number: number;
}

const TABLES = {
  mother: { table: 'enterprise_key', of: 'enterprise_id', number: 'key_version' },
  terminal: { table: 'terminal_secret', of: 'terminal_id', number: 'registration' },
} as const;

/** A fresh key. */
export function newAesKey(): Buffer {
  return randomBytes(AES_BYTES);
}

/** A key under a module's RSA key: RSAES-OAEP with SHA-256 (RFC 8017), base64. Never the same twice. */
export function underModule(moduleKey: KeyObject, key: Buffer): string {
  const options = { key: moduleKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  return publicEncrypt(options, key).toString('base64');
}

/** SHA-256 of a module's public key (SubjectPublicKeyInfo), in hex. */
export function fingerprintOf(moduleKey: KeyObject): string {
  return createHash('sha256')
    .update(moduleKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

export class EnterpriseKeys {
  readonly #pool: EventLog['pool'];
  readonly #store: KeyStore;
  readonly #opened = new Map<string, Buffer>();

  constructor(pool: EventLog['pool'], store: KeyStore) {
    this.#pool = pool;
    this.#store = store;
  }

  /** Seals a key under its name; `keep` it in the transaction of the fact that it is there. */
  seal(name: KeyName, key: Buffer): Promise<Sealed> {
    return this.#store.seal('enterprise', contextOf(name), key);
  }

  /** Writes a sealed key down. */
  async keep(tx: Tx, { kind, issuerId, of, number }: KeyName, { keyId, sealed }: Sealed): Promise<void> {
    const { table, ...columns } = TABLES[kind];
    await tx.query(
      `INSERT INTO ${table} (issuer_id, ${columns.of}, ${columns.number}, key_id, sealed) VALUES ($1, $2, $3, $4, $5)`,
      [issuerId, of, number, keyId, sealed],
    );
  }

  /** A key that is there. Throws InvariantError where there is none, SealError where the key store does not open it. */
  async key(name: KeyName): Promise<Buffer> {
    const context = contextOf(name);
    const known = this.#opened.get(context);
    if (known) return known;
    const { table, of, number } = TABLES[name.kind];
    const { rows } = await this.#pool.query<{ key_id: string; sealed: Buffer }>(
      `SELECT key_id, sealed FROM ${table} WHERE issuer_id = $1 AND ${of} = $2 AND ${number} = $3`,
      [name.issuerId, name.of, name.number],
    );
    const [row] = rows;
    if (!row) throw new InvariantError(`the ${name.kind} key ${name.number} of ${name.of} is not there`);
    const key = await this.#store.open('enterprise', context, { keyId: row.key_id, sealed: row.sealed });
    if (this.#opened.size >= OPENED_MAX) this.#opened.clear();
    this.#opened.set(context, key);
    return key;
  }

  /** Writes down what a module was handed, to answer the same again. @param parcelId from `parcelIdOf`. */
  async keepParcel(tx: Tx, parcelId: string, wrappedKeys: Readonly<Record<string, string>>): Promise<void> {
    await tx.query('INSERT INTO module_parcel (parcel_id, wrapped_keys) VALUES ($1, $2)', [
      parcelId,
      JSON.stringify(wrappedKeys),
    ]);
  }

  /** What a module was handed. Throws InvariantError where nothing was. */
  async parcel(parcelId: string): Promise<Readonly<Record<string, string>>> {
    const { rows } = await this.#pool.query<{ wrapped_keys: Record<string, string> }>(
      'SELECT wrapped_keys FROM module_parcel WHERE parcel_id = $1',
      [parcelId],
    );
    const [row] = rows;
    if (!row) throw new InvariantError(`there is no ${parcelId}`);
    return row.wrapped_keys;
  }
}

/** Names what a command handed to a module. */
export function parcelIdOf({ scope, key }: { readonly scope: string; readonly key: string }, issuerId: string): string {
  return idFrom('mpc', [issuerId, scope, key].join('\n'));
}

function contextOf({ kind, issuerId, of, number }: KeyName): string {
  return ['enterprise-key', kind, issuerId, of, number].join('\n');
}
