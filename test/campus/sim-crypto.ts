/**
 * What is inside a card and a terminal's module, written anew from the standards and from the table of bytes in the README
 * of cards, so that it shares no code with what it is tested against: CMAC block by block (RFC 4493), diversification (NXP
 * AN10922), unwrapping (RFC 3394).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

const BLOCK = 16;

/** One block under AES-128. */
function aes(key: Buffer, block: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));
}

function shifted(block: Buffer): Buffer {
  const number = BigInt(`0x${block.toString('hex')}`) << 1n;
  const fits = number & ((1n << 128n) - 1n);
  const reduced = number >> 128n === 0n ? fits : fits ^ 0x87n;
  return Buffer.from(reduced.toString(16).padStart(32, '0'), 'hex');
}

/** The whole CMAC; `least` blocks are filled up to, which AN10922 asks for. */
export function cmacOf(key: Buffer, message: Buffer, least = 1): Buffer {
  const k1 = shifted(aes(key, Buffer.alloc(BLOCK)));
  const blocks = Math.max(least, Math.ceil(message.length / BLOCK));
  const isWhole = message.length === blocks * BLOCK;
  const padded = Buffer.alloc(blocks * BLOCK);
  message.copy(padded);
  if (!isWhole) padded[message.length] = 0x80;
  let chain: Buffer = Buffer.alloc(BLOCK);
  for (let i = 0; i < blocks; i += 1) {
    let block: Buffer = padded.subarray(i * BLOCK, (i + 1) * BLOCK);
    if (i === blocks - 1) block = xor(block, isWhole ? k1 : shifted(k1));
    chain = aes(key, xor(chain, block));
  }
  return chain;
}

/** The key of a card in an epoch, as a terminal's module makes it from the mother key. */
export function cardKeyOf(motherKey: Buffer, cardId: string, keyEpoch: number): Buffer {
  return cmacOf(motherKey, Buffer.concat([Buffer.of(1), Buffer.from(cardId.slice(4)), u32(keyEpoch)]), 2);
}

/** What was wrapped under a key (RFC 3394). */
export function unwrap(under: Buffer, wrapped: string): Buffer {
  const decipher = createDecipheriv('id-aes128-wrap', under, Buffer.alloc(8, 0xa6));
  return Buffer.concat([decipher.update(Buffer.from(wrapped, 'hex')), decipher.final()]);
}

/** A MAC as it travels: eight bytes, hex. */
export function mac(key: Buffer, kind: number, ...fields: readonly Buffer[]): string {
  return cmacOf(key, Buffer.concat([Buffer.of(kind), ...fields]))
    .subarray(0, 8)
    .toString('hex');
}

export function text(value: string): Buffer {
  return Buffer.concat([Buffer.of(value.length), Buffer.from(value)]);
}

export function u32(value: number): Buffer {
  return Buffer.from(value.toString(16).padStart(8, '0'), 'hex');
}

export function u64(value: number): Buffer {
  return Buffer.from(value.toString(16).padStart(16, '0'), 'hex');
}
