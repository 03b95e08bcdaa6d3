/**
 * The keys that never enter the database, each for one purpose. Whoever needs one asks the store to seal, to authenticate
 * or to sign; no key leaves it, so that a key management service, which keeps its keys to itself, can be the store.
 *
 * Rotation. A new key is put in front of the old ones of its purpose and is used from the next start of the service:
 * - seal: new values are sealed under it; what is under an old one opens until it is sealed again (the vault has a job
 *   for its data keys). Only then may the old key be taken away.
 * - mac `pin`: new verifiers are made under it; an old verifier names its key and is checked under that one.
 * - mac `search`: never replaced, since the hashes of all holders are under it.
 * - sign: new signatures are made under it; the public keys of all are told, so that what was signed before still checks.
 */

/** Keys that seal: the vault's data keys, and the mother keys of enterprises (domain 2.10). */
export type SealPurpose = 'vault' | 'enterprise';
/** Keys that authenticate: hashes that holders are found by, and verifiers of PINs. */
export type MacPurpose = 'search' | 'pin';
/** Keys that sign: authorisations of a PIN, and files of blocked cards for terminals. */
export type SignPurpose = 'authorisation' | 'blacklist';

/** A sealed value and the name of the key that it is under. */
export interface Sealed {
  readonly keyId: string;
  readonly sealed: Buffer;
}

/** A message authentication code, 32 bytes, and the name of its key. */
export interface Mac {
  readonly keyId: string;
  readonly mac: Buffer;
}

/** An Ed25519 signature (RFC 8032), 64 bytes, and the name of its key: the `kid` of the public key. */
export interface Signature {
  readonly keyId: string;
  readonly signature: Buffer;
}

/** A public key as a JWK (RFC 8037); `kid` is its thumbprint (RFC 7638). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly alg: 'EdDSA';
  readonly use: 'sig';
  readonly kid: string;
  /** Base64url of the 32 bytes. */
  readonly x: string;
}

/** Where the keys live: a file (`key-file.ts`), or a key management service. */
export interface KeyStore {
  /** Name of the key that new values of this purpose are sealed under. */
  sealingKeyId(purpose: SealPurpose): string;
  /** Whether values under this key can be opened. */
  knows(purpose: SealPurpose, keyId: string): boolean;
  /** Seals `plain` (at most SEAL_BYTES_MAX) under the current key, bound to `context`, which is not written down. */
  seal(purpose: SealPurpose, context: string, plain: Buffer): Promise<Sealed>;
  /** What was sealed. Throws SealError for an unknown key, another context or changed bytes. */
  open(purpose: SealPurpose, context: string, sealed: Sealed): Promise<Buffer>;
  /**
   * HMAC-SHA-256 (RFC 2104) of the text: tells nothing without the key. Under the current key, or under the one named,
   * as when something that was made earlier is checked; compare with `timingSafeEqual`. Throws SealError for an unknown
   * key.
   */
  mac(purpose: MacPurpose, text: string, keyId?: string): Promise<Mac>;
  /** Signs the message under the current key. */
  sign(purpose: SignPurpose, message: Buffer): Promise<Signature>;
  /** The public keys of this purpose, the current one first; old ones check what they signed. */
  publicKeys(purpose: SignPurpose): readonly PublicJwk[];
}

/** Keys are sealed here, not documents: bytes of the longest value that a store has to take. */
export const SEAL_BYTES_MAX = 4_096;

/** What the KeyStore of the service is injected by. */
export const KEYS = Symbol('KeyStore');
