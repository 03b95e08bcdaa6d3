/**
 * The order in which entries are drawn, method `scrip-draw-v1`: it follows from the seed and the hash of the entries alone,
 * so that anybody who has both draws the same.
 *
 * Block k is SHA-256 (FIPS 180-4) of the seed's 32 bytes, the 32 bytes of the entries' hash and k in 8 bytes, big-endian,
 * k from 0; its first 8 bytes, big-endian, are a number below 2^64. Draw i, from 0, is among the m = entries − i that are
 * left: it takes the next number that is below the greatest multiple of m that is at most 2^64, and r is that number modulo
 * m. In the list of places, first 0, 1, 2 and so on, the place at i + r is drawn and changes places with the one at i
 * (Fisher and Yates; Durstenfeld 1964).
 */
import { createHash } from 'node:crypto';

/** Name of the method, as `DrawHeld` says it. */
export const DRAW_METHOD = 'scrip-draw-v1';

const NUMBERS = 1n << 64n;

/** What an order is made of. */
export interface DrawOrder {
  /** 32 bytes. */
  readonly seed: Uint8Array;
  /** 64 hexadecimal digits. */
  readonly entriesHash: string;
  /** How many entries there are. */
  readonly entries: number;
}

/** Places of entries, from 0, in the order drawn; each once. */
export function* drawOrder({ seed, entriesHash, entries }: DrawOrder): Generator<number, void> {
  const numbers = numbersOf(seed, Buffer.from(entriesHash, 'hex'));
  // The list of places, as far as it differs from 0, 1, 2 and so on: whoever draws ten of a million remembers ten.
  const moved = new Map<number, number>();
  for (let draw = 0; draw < entries; draw += 1) {
    const at = draw + below(entries - draw, numbers);
    const place = moved.get(at) ?? at;
    moved.set(at, moved.get(draw) ?? draw);
    moved.delete(draw);
    yield place;
  }
}

/** SHA-256 in hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function below(entries: number, numbers: Iterator<bigint, void>): number {
  const left = BigInt(entries);
  const end = (NUMBERS / left) * left;
  for (;;) {
    const { value } = numbers.next();
    if (value !== undefined && value < end) return Number(value % left);
  }
}

function* numbersOf(seed: Uint8Array, entriesHash: Uint8Array): Generator<bigint, never> {
  for (let block = 0n; ; block += 1n) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(block);
    yield createHash('sha256').update(seed).update(entriesHash).update(counter).digest().readBigUInt64BE();
  }
}
