/** Identifiers: a prefix that says what it names, and a ULID (time-ordered, 80 bits of randomness). */
import { hash, randomFillSync } from 'node:crypto';
import { monotonicFactory } from 'ulid';

/** Random bytes are drawn so many at a time: a call of the system for each id would cost more than the id. */
const pool = new Uint32Array(1_024);
let drawn = pool.length;

/** A random number from 0 to below 1. */
function random(): number {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const word = pool[drawn] ?? 0;
  drawn += 1;
  return word / 2 ** 32;
}

const next = monotonicFactory(random);
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new id such as `wal_01K…`; ids made by one process sort by the time they were made. */
export function newId(prefix: string): string {
  return `${prefix}_${next()}`;
}

/**
 * The same id for the same seed: for what is decided from an event and must not be made twice when it arrives twice.
 * ULID-shaped: the first 130 bits of SHA-256 of the seed.
 */
export function idFrom(prefix: string, seed: string): string {
  const digest = hash('sha256', seed, 'buffer');
  let bits = 0;
  let held = 0;
  let id = '';
  for (const byte of digest) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && id.length < 26) {
      bits -= 5;
      id += CROCKFORD[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return `${prefix}_${id}`;
}
