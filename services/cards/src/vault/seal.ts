/** Authenticated encryption of one value: AES-256-GCM (NIST SP 800-38D), bound to a context that is not written down. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** Length that SP 800-38D recommends; drawn at random, good for 2^32 seals under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes of a key. */
export const KEY_BYTES = 32;

/** What was sealed does not open: another key, another context, or somebody changed it. Says nothing about the content. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** A fresh key. */
export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** Seals `plain` under `key` (32 bytes): nonce ‖ tag ‖ ciphertext. Opens only with the same key and the same context. */
export function seal(key: Buffer, context: string, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** The inverse of `seal`. Throws SealError when key, context or any byte is not the one it was sealed with. */
export function open(key: Buffer, context: string, sealed: Buffer): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new SealError('the sealed value is cut short');
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SealError('the sealed value does not open');
  }
}
