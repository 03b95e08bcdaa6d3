/** Shapes of ids and keys in requests. */
import { z } from 'zod';

/** A ULID in Crockford's alphabet. */
const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

export const accountIdField = z
  .string()
  .regex(new RegExp(`^pts_${ULID}$`))
  .describe('A points account: pts_ and a ULID.');
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
  .describe('A price quote of tiering: quo_ and a ULID.');
export const programmeIdField = z
  .string()
  .regex(/^[a-z0-9-]{2,40}$/)
  .describe("An issuer's own key of a programme: 2 to 40 of a-z, 0-9 and -.");
export const receiptIdField = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/)
  .describe("The issuer's own number of a receipt: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const returnIdField = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/)
  .describe("The issuer's own number of a return: 1 to 64 of A-Z, a-z, 0-9, _ . -; unique for the receipt.");
export const adjustmentIdField = z
  .string()
  .regex(new RegExp(`^paj_${ULID}$`))
  .describe('A correction of points: paj_ and a ULID.');
/** Keys of counters and kinds of tenders. */
export const keyField = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
/** Articles and what a tender points at: codes, never words, so that nobody's name comes into a fact. */
export const codeField = z.string().regex(/^[A-Za-z0-9_.:/-]{1,64}$/);

/** Why, as a code. */
export const reasonField = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .describe('Why, as a code: 1 to 40 of a-z, 0-9 and _.');
export const redemptionIdField = z
  .string()
  .regex(new RegExp(`^rdm_${ULID}$`))
  .describe('A redemption: rdm_ and a ULID.');
export const stockIdField = z
  .string()
  .regex(/^gst_[A-Za-z0-9_.-]{1,200}$/)
  .describe('A stock of gifts: gst_ and what it is made of.');
export const drawIdField = z
  .string()
  .regex(new RegExp(`^drw_${ULID}$`))
  .describe('A draw: drw_ and a ULID.');
export const entryIdField = z
  .string()
  .regex(new RegExp(`^ent_${ULID}$`))
  .describe('A lottery entry: ent_ and a ULID.');
export const giftUseIdField = z
  .string()
  .regex(new RegExp(`^gfu_${ULID}$`))
  .describe('The gift of a use of an entitlement: gfu_ and a ULID.');
