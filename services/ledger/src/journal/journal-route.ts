/** What the routes of the journal have in common. */
import { z } from 'zod';
import { merchantIdField, walletIdField } from '../fields.ts';

const ACCOUNT_LENGTH_MAX = 100;

/** The name of an account. */
export const accountField = z.string().min(1).max(ACCOUNT_LENGTH_MAX).describe('Such as payable:merchant:counter-1.');

/** An amount of either sign. */
export const signedFen = z.int().describe('fen; debit above zero, credit below.');
/** A sum of amounts. */
export const fenSum = z.int().describe('fen.');
/** A journal line as it is told. */
export const lineShape = z.object({
  position: z.int().describe('Of the fact in the log.'),
  lineNo: z.int().describe('Within the fact, from 1.'),
  account: z.string(),
  currency: z.string(),
  amountFen: signedFen,
  programmeId: z.string().optional(),
  streamId: z.string(),
  walletId: walletIdField.optional(),
  merchantId: merchantIdField.optional(),
  eventId: z.string(),
  type: z.string(),
  businessDate: z.iso.date().describe('On which it happened.'),
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  correlationId: z.string(),
});

/** Sort key of a line in a cursor. */
export const LINE = /^\d{1,16}\.\d{1,9}$/;

/** The line that a cursor's key names. */
export function lineKeyOf(key: string | undefined): { readonly position: bigint; readonly lineNo: number } | undefined {
  if (key === undefined) return undefined;
  const [position = '', lineNo] = key.split('.');
  return { position: BigInt(position), lineNo: Number(lineNo) };
}
