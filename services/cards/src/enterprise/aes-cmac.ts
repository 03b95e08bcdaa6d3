/**
 * The arithmetic of card keys, AES-128 throughout: CMAC (RFC 4493, NIST SP 800-38B), the key of one card made from a mother
 * key (NXP AN10922, section 2.2), the check value by which two people know that they hold the same key, and a key wrapped
 * under another (RFC 3394).
 */
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';

/** Bytes of a key and of a block. */
export const AES_BYTES = 16;
/**
 * Bytes of a MAC on cards and terminals, the first ones of the CMAC: 64 bits are the least that SP 800-38B (A.2) allows
 * where nobody can try more often than once, and a card keeps thousands of them.
 */
export const MAC_BYTES = 8;
/** Bytes of a check value: enough to tell keys apart, too few to learn anything. */
const CHECK_BYTES = 3;
/** AN10922: input of the diversification without its constant. */
const DIVERSIFICATION_BYTES_MAX = 31;
const DIVERSIFICATION_CONSTANT = 0x01;
/** RFC 4493: what a bit that falls out of the left is replaced by. */
const REDUCTION = 0x87;
/** RFC 3394, 2.2.3.1. */
const WRAP_IV = Buffer.alloc(8, 0xa6);
const ZERO_BLOCK = Buffer.alloc(AES_BYTES);

/** AES-CMAC of a message of any length under a key of 16 bytes: 16 bytes (RFC 4493, 2.4). */
export function cmac(key: Buffer, message: Buffer): Buffer {
  const blocks = Math.max(1, Math.ceil(message.length / AES_BYTES));
  return lastBlock(key, message, blocks * AES_BYTES);
}

/** The MAC of a message as cards and terminals write it: MAC_BYTES. */
export function macOf(key: Buffer, message: Buffer): Buffer {
  return cmac(key, message).subarray(0, MAC_BYTES);
}

/** Whether this is the MAC of the message; takes as long for any wrong one. */
export function isMac(key: Buffer, message: Buffer, mac: Buffer): boolean {
  return mac.length === MAC_BYTES && timingSafeEqual(macOf(key, message), mac);
}

/**
 * The key of one card: AN10922's diversification of a mother key by 1 to 31 bytes that name the card. Throws RangeError for
 * another length.
 */
export function diversified(motherKey: Buffer, input: Buffer): Buffer {
  if (input.length === 0 || input.length > DIVERSIFICATION_BYTES_MAX) {
    throw new RangeError(`a key is diversified by 1 to ${DIVERSIFICATION_BYTES_MAX} bytes, not ${input.length}`);
  }
  // AN10922 always takes two blocks, also where the input would fit into one.
  return lastBlock(motherKey, Buffer.concat([Buffer.of(DIVERSIFICATION_CONSTANT), input]), 2 * AES_BYTES);
}

/** The key check value: the first three bytes of the encrypted zero block, in capital hex. */
export function checkValue(key: Buffer): string {
  return encrypted(key, ZERO_BLOCK).subarray(0, CHECK_BYTES).toString('hex').toUpperCase();
}

/** A key wrapped under another: 24 bytes (RFC 3394). */
export function wrapped(under: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes128-wrap', under, WRAP_IV);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** The inverse of `wrapped`. Throws where it was wrapped under another key or a byte has changed. */
export function unwrapped(under: Buffer, wrappedKey: Buffer): Buffer {
  const decipher = createDecipheriv('id-aes128-wrap', under, WRAP_IV);
  return Buffer.concat([decipher.update(wrappedKey), decipher.final()]);
}

/** The last block of the chain over a message that is filled up to `length` bytes, which is a number of blocks. */
function lastBlock(key: Buffer, message: Buffer, length: number): Buffer {
  const first = doubled(encrypted(key, ZERO_BLOCK));
  const filled = Buffer.alloc(length);
  message.copy(filled);
  const whole = message.length === length;
  if (!whole) filled[message.length] = 0x80;
  const subkey = whole ? first : doubled(first);
  const start = length - AES_BYTES;
  for (let i = 0; i < AES_BYTES; i += 1) filled[start + i] = (filled[start + i] ?? 0) ^ (subkey[i] ?? 0);
  const cipher = createCipheriv('aes-128-cbc', key, ZERO_BLOCK).setAutoPadding(false);
  return cipher.update(filled).subarray(start);
}

function encrypted(key: Buffer, block: Buffer): Buffer {
  return createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
}

/** Twice a block in GF(2^128). */
function doubled(block: Buffer): Buffer {
  const twice = Buffer.alloc(AES_BYTES);
  let carry = 0;
  for (let i = AES_BYTES - 1; i >= 0; i -= 1) {
    const byte = block[i] ?? 0;
    twice[i] = ((byte << 1) | carry) & 0xff;
    carry = byte >> 7;
  }
  if (carry === 1) twice[AES_BYTES - 1] = (twice[AES_BYTES - 1] ?? 0) ^ REDUCTION;
  return twice;
}
