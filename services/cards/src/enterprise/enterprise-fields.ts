/** Shapes that requests about enterprises, terminals and their cards share. */
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { MAC_BYTES } from './aes-cmac.ts';

const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const codeField = (what: string) =>
  z.string().regex(CODE).describe(`The issuer's own code of ${what}: 1 to 64 of A-Z, a-z, 0-9, _ . -`);

/** What a code looks like in a cursor. */
export const CODE_KEY = CODE;
export const enterpriseIdField = codeField('an enterprise');
export const terminalIdField = codeField('a terminal');
export const merchantIdField = codeField('a merchant, or of a counter inside a mall');
export const loadIdField = z
  .string()
  .regex(/^load_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A load of a purse: load_ and 26 characters.');
export const reasonField = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .describe('Why, as a code: 1 to 40 of a-z, 0-9 and _.');

/** Counters, epochs and versions are ints. */
const INT_MAX = 2_147_483_647;
export const counterField = z.int().min(1).max(INT_MAX);
export const counterFromZeroField = z.int().min(0).max(INT_MAX);
export const keyEpochField = z.int().min(1).max(INT_MAX).describe('From 1; each washing begins the next.');

export const macField = z
  .string()
  .regex(new RegExp(`^[0-9A-Fa-f]{${MAC_BYTES * 2}}$`))
  .describe(`The first ${MAC_BYTES} bytes of the AES-CMAC, in hex.`);

/** The least length of a module's RSA key: NIST SP 800-131A allows no shorter one. */
const RSA_BITS_MIN = 2_048;
const PEM_LENGTH_MAX = 2_000;

/** A module's public key, as Node's KeyObject. */
export const modulePublicKeyField = z
  .string()
  .max(PEM_LENGTH_MAX)
  .transform((pem, context) => {
    try {
      const key = createPublicKey(pem);
      if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_BITS_MIN) return key;
    } catch {
      // What cannot be read is told as what it should be.
    }
    context.addIssue({
      code: 'custom',
      message: `Expected an RSA public key of at least ${RSA_BITS_MIN} bits, as PEM`,
    });
    return z.NEVER;
  })
  .describe(
    `The public key of the security module that opens what is handed over: RSA, ${RSA_BITS_MIN} bits or more, PEM.`,
  );

/** RFC 3339 with seconds and offset, in code epoch milliseconds. */
export const instantField = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
