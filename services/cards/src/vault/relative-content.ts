/** A relative of a holder as the vault seals it among the holder's documents: name, birth date, and a salt. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** What is known of a relative. Personal data: it goes to no log, event or error. */
export interface Relative {
  readonly name: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
}

/** Nobody can find name and birth date by trying them against the hash that the event has. */
const SALT_BYTES = 16;

const sealedRelative = z.object({ name: z.string(), birthDate: z.string(), salt: z.string() });

/** The bytes that are sealed; never the same twice. */
export function relativeContent(relative: Relative): Buffer {
  return Buffer.from(JSON.stringify({ ...relative, salt: randomBytes(SALT_BYTES).toString('hex') }), 'utf8');
}

/** What was sealed. Throws ZodError where it is no relative. */
export function relativeIn(content: Buffer): Relative {
  const { name, birthDate } = sealedRelative.parse(JSON.parse(content.toString('utf8')));
  return { name, birthDate };
}
