/** Shapes of ids, codes and amounts in requests. */
import { isBusinessDate, parseRfc3339 } from '@scrip/calendar';
import { positiveFenField } from '@scrip/http';
import { z } from 'zod';

const idField = (prefix: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`), `Expected ${prefix}_ and a ULID`)
    .describe(`${what}: ${prefix}_ and a ULID.`);

export const walletIdField = idField('wal', 'A wallet');
export const cardIdField = idField('crd', 'A card');
/** A bearer card belongs to whoever has it: something else stands for a holder there. */
export const holderIdField = z
  .string()
  .regex(/^(hld|brr)_[0-9A-HJKMNP-TV-Z]{26}$/, 'Expected hld_ and a ULID')
  .describe('A holder: hld_ and a ULID; of a bearer card that is not registered, brr_ and a ULID in its place.');
export const holdIdField = idField('hold', 'A hold');
export const lotIdField = idField('lot', 'A lot');
export const disputeIdField = idField('dsp', 'A dispute');
export const adjustmentIdField = idField('adj', 'An adjustment');
export const spendIdField = idField('spd', 'A spend');
export const settlementIdField = idField('stl', 'A settlement');
export const payoutIdField = idField('pay', 'A payout');
export const rechargeIdField = idField('rch', 'A recharge');
export const invoiceIdField = idField('inv', 'The invoices of a recharge');
export const purseIdField = idField('prs', 'A purse on a card');
export const loadIdField = idField('load', 'A load of a purse');
export const exceptionIdField = idField('pex', 'An exception of a purse');
export const reasonField = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .describe('Why, as a code: 1 to 40 of a-z, 0-9 and _.');
export const programmeIdField = z
  .string()
  .regex(/^[a-z0-9-]{2,40}$/)
  .describe("An issuer's own key of a programme: 2 to 40 of a-z, 0-9 and -.");

/** Codes that the issuer chose; they become part of account names, so without a colon. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
export const codeField = (what: string) =>
  z.string().regex(CODE).describe(`The issuer's own code of ${what}: 1 to 64 of A-Z, a-z, 0-9, _ . -`);
export const merchantIdField = z
  .string()
  .regex(CODE)
  .describe("The issuer's own code of a merchant, or of a counter inside a mall: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const terminalIdField = z
  .string()
  .regex(CODE)
  .describe("The issuer's own code of a terminal: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const clientIdField = z
  .string()
  .regex(CODE)
  .describe("The issuer's own code of a client, such as an employer: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const listIdField = z
  .string()
  .regex(CODE)
  .describe("The client's own code of a list: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const personCodeField = z
  .string()
  .regex(CODE)
  .describe("The issuer's own code of a person who acts for a client, never a name: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const bankReferenceField = z
  .string()
  .regex(CODE)
  .describe('Reference of the bank transfer: 1 to 64 of A-Z, a-z, 0-9, _ . -');
export const distributorIdField = z
  .string()
  .regex(CODE)
  .describe("The issuer's own code of a distributor or an agent: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const orderIdField = z
  .string()
  .regex(CODE)
  .describe("The issuer's own code of a distributor's order: 1 to 64 of A-Z, a-z, 0-9, _ . -");
export const claimIdField = idField('clm', 'A claim');
export const signatoryIdField = z
  .string()
  .regex(CODE)
  .describe("The issuer's own code of somebody who may sign: 1 to 64 of A-Z, a-z, 0-9, _ . -");
/** Number of a paper in files of the issuer's or a merchant's own. */
const paperField = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9/_.-]{0,63}$/);
/** Papers of a purchase, in the body of a spend or a hold. */
export const slipFields = {
  slipSignature: paperField.optional().describe("The signed slip, by its number in the merchant's own files."),
  bookingId: paperField.optional().describe("The booking it belongs to, by the merchant's own number."),
};
/** The same in an answer; null: none was named. */
export const slipAnswer = { slipSignature: z.string().nullable(), bookingId: z.string().nullable() };
export const tenderField = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .describe('How it was paid, such as cash or bank-card: 1 to 40 of a-z, 0-9 and -');

/** Ten billion yuan: more than any one payment, and small enough that millions of them still fit into 64 bits. */
const AMOUNT_FEN_MAX = 1_000_000_000_000n;

/** An amount of one command, above zero. */
export const amountField = positiveFenField
  .refine((amount) => amount <= AMOUNT_FEN_MAX, `Expected at most ${AMOUNT_FEN_MAX} fen`)
  .meta({ unit: 'fen', minimum: 1 });

/** A compact JWS (RFC 7515): three parts in base64url. */
export const authorisationField = z
  .string()
  .max(4_096)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'Expected a compact JWS')
  .describe('That the PIN was verified, as cards signed it for this command; where the product asks for a PIN.');

/** An instant as RFC 3339 with offset; in code epoch milliseconds. */
export const instantField = z
  .string()
  .transform((text, context) => {
    try {
      return parseRfc3339(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'Expected RFC 3339 with offset, such as 2025-01-10T09:00:00+08:00' });
      return z.NEVER;
    }
  })
  .meta({ format: 'date-time' });

/** A business day. */
export const businessDateField = z.string().refine(isBusinessDate, 'Expected a day of the form YYYY-MM-DD');

/** A position of the log, as a query says it. */
export const positionField = z.coerce
  .number()
  .int()
  .min(0)
  .describe('A position of the log; 0 is before the first fact.');
