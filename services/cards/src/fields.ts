/** Shapes of ids and keys in requests. */
import { z } from 'zod';

/** A ULID in Crockford's alphabet. */
const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

export const HOLDER_ID = new RegExp(`^hld_${ULID}$`);
export const APPLICATION_ID = new RegExp(`^apl_${ULID}$`);
export const CARD_ID = new RegExp(`^crd_${ULID}$`);
export const DRAFT_ID = new RegExp(`^drf_${ULID}$`);
export const PROGRAMME_ID = /^[a-z0-9-]{2,40}$/;

export const holderIdField = z.string().regex(HOLDER_ID).describe('A holder: hld_ and a ULID.');
export const applicationIdField = z.string().regex(APPLICATION_ID).describe('An application: apl_ and a ULID.');
export const cardIdField = z.string().regex(CARD_ID).describe('A card: crd_ and a ULID.');
/** Codes that the issuer chose, of places and parties; no personal data. */
export const codeField = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
    .describe(`The issuer's own code of ${what}: 1 to 64 of A-Z, a-z, 0-9, _ . -`);
export const productKeyField = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
export const cardNumberField = z
  .string()
  .regex(/^\d{12,19}$/)
  .describe('Digits, check digit included.');
export const programmeIdField = z
  .string()
  .regex(PROGRAMME_ID)
  .describe("An issuer's own key of a programme: 2 to 40 of a-z, 0-9 and -.");
