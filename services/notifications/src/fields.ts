/** Shapes of ids and keys in requests. */
import { z } from 'zod';

/** A ULID in Crockford's alphabet. */
const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

export const holderIdField = z
  .string()
  .regex(new RegExp(`^hld_${ULID}$`))
  .describe('A holder: hld_ and a ULID.');
export const outreachIdField = z
  .string()
  .regex(new RegExp(`^out_${ULID}$`))
  .describe('A message: out_ and 26 characters made from its cause.');
export const deliveryIdField = z
  .string()
  .regex(new RegExp(`^dlv_${ULID}$`))
  .describe('A delivery: dlv_ and 26 characters made from the message and its channel.');
export const programmeIdField = z
  .string()
  .regex(/^[a-z0-9-]{2,40}$/)
  .describe("An issuer's own key of a programme: 2 to 40 of a-z, 0-9 and -.");
export const correlationIdField = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,64}$/)
  .describe('A sale or process, as `Scrip-Correlation-Id` names it.');
export const categoryField = z
  .enum(['service', 'marketing', 'security'])
  .describe('What a message is for; only marketing needs consent.');
export const channelField = z
  .enum(['sms', 'call', 'email', 'webhook', 'inbox'])
  .describe('How the holder is reached: by a text on one of its ways, or by a call.');
export const localeField = z.enum(['zh-CN', 'en']).describe('Language of messages.');
