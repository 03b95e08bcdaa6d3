/** Shapes of ids and keys in requests. */
import { isBusinessDate } from '@scrip/calendar';
import { z } from 'zod';

/** A ULID in Crockford's alphabet. */
const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

export const membershipIdField = z
  .string()
  .regex(new RegExp(`^mbr_${ULID}$`))
  .describe('A membership: mbr_ and a ULID.');
export const holderIdField = z
  .string()
  .regex(new RegExp(`^hld_${ULID}$`))
  .describe('A holder: hld_ and a ULID.');
export const quoteIdField = z
  .string()
  .regex(new RegExp(`^quo_${ULID}$`))
  .describe('A price quote: quo_ and a ULID.');
export const programmeIdField = z
  .string()
  .regex(/^[a-z0-9-]{2,40}$/)
  .describe("An issuer's own key of a programme: 2 to 40 of a-z, 0-9 and -.");
export const receiptIdField = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/)
  .describe("The issuer's own number of a receipt: 1 to 64 of A-Z, a-z, 0-9, _ . -");
/** Keys of counters. */
export const keyField = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
/** Articles: codes, never words. */
export const codeField = z.string().regex(/^[A-Za-z0-9_.:/-]{1,64}$/);
/** A calendar month. */
export const monthField = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .describe('YYYY-MM.');
/** A run of this kind: the prefix of its kind and a ULID. */
export const runIdField = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_${ULID}$`))
    .describe(`A run: ${prefix}_ and a ULID.`);
/** An id of this prefix and a ULID. */
export const ulidField = (prefix: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_${ULID}$`))
    .describe(`${what}: ${prefix}_ and a ULID.`);
export const contractIdField = z
  .string()
  .regex(new RegExp(`^ctr_${ULID}$`))
  .describe('A contract: ctr_ and a ULID.');
export const relativeIdField = z
  .string()
  .regex(new RegExp(`^rel_${ULID}$`))
  .describe('A relative in the vault of cards: rel_ and a ULID.');
/** A day of business time. */
export const dateField = z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' });
/** Why something was done: a code, never words. */
export const reasonField = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,59}$/, 'Expected snake_case')
  .describe('A code of the issuer; snake_case.');
/** Numbers that the issuer gives: contracts, stays. */
export const ownNumberField = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/)
  .describe("The issuer's own number: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const useIdField = z
  .string()
  .regex(new RegExp(`^use_${ULID}$`))
  .describe('A use of an entitlement: use_ and a ULID.');
