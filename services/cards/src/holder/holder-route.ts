/** What the routes of holders have in common: shapes of personal data, refusals, and whose a holder is. */
import { isBusinessDate } from '@scrip/calendar';
import type { HolderEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type EventLog, idFrom, type Tx, type Verdict } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { z } from 'zod';
import { holderIdField } from '../fields.ts';
import { belongsTo } from '../ownership.ts';
import { spelling } from '../vault/profile.ts';
import { PURPOSES } from '../vault/reading.decider.ts';
import { type HolderState, holderDecider } from './holder.decider.ts';

export const idNumberField = z
  .string()
  .trim()
  .max(40)
  .refine((text) => /^[A-Z0-9]{5,20}$/.test(spelling('id_number', text)), {
    error: 'expected 5 to 20 letters and digits',
  })
  .describe('Number of an identity document.');
export const mobileField = z
  .string()
  .trim()
  .max(40)
  .refine((text) => /^\+?\d{5,15}$/.test(spelling('mobile', text)), { error: 'expected a telephone number' })
  .describe('Mobile number; eleven digits that begin with 1, or with its country code.');
export const emailField = z.email().max(254).describe('E-mail address.');
export const nameField = z.string().trim().min(1).max(100).describe('As on the identity document.');
export const birthDateField = z
  .string()
  .refine(isBusinessDate, { error: 'expected YYYY-MM-DD' })
  .describe('YYYY-MM-DD.');
export const addressField = z.string().trim().min(1).max(200);
export const categoriesField = z
  .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'expected 1 to 40 of a-z, 0-9 and -' }))
  .max(20)
  .describe("Keys of the issuer's own categories of goods.");
/** Days of one holder: a family's birthdays, and some anniversaries. */
const DAYS_MAX = 20;
export const daysField = z
  .array(
    z.strictObject({
      kind: z.enum(['relativeBirthday', 'anniversary']),
      monthDay: z
        .string()
        .refine((text) => isBusinessDate(`2000-${text}`), { error: 'expected a day of the year as MM-DD' })
        .describe('MM-DD.'),
    }),
  )
  .max(DAYS_MAX)
  .describe('Days besides the own birthday that the holder may be spoken to about; no name, no relation.');
export const localeField = z.enum(['zh-CN', 'en']).describe('Language to speak with the holder in.');

export const profileFields = {
  name: nameField,
  birthDate: birthDateField.optional(),
  idNumber: idNumberField.optional(),
  address: addressField.optional(),
  mobile: mobileField.optional(),
  email: emailField.optional(),
  preferredCategories: categoriesField.optional(),
  days: daysField.optional(),
};

/** Why something is read. */
export const readingFields = {
  reason: z
    .string()
    .trim()
    .min(2)
    .max(200)
    .describe('What it is read for, such as the number of a case; kept in the vault with the reading.'),
  purpose: z.enum(PURPOSES).default('service').describe('The same in one word; told in the event of the reading.'),
};

export const documentIdField = z
  .string()
  .regex(/^doc_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A document: doc_ and a ULID.');
export const holderParam = z.object({ holderId: holderIdField });

/** Refusals that are not here are 409. */
export const HOLDER_REFUSALS = {
  holder_unknown: 404,
  holder_erased: 410,
  name_change_unknown: 404,
  merge_unknown: 404,
  document_unknown: 404,
  own_proposal: 403,
} as const;

/** Decides on one holder of the caller's issuer; another's is not there. */
export async function decideHolder(
  log: EventLog,
  command: CommandRequest,
  asked: {
    readonly holderId: string;
    readonly decide: (state: HolderState) => Decision<HolderEvent>;
    readonly writes?: ((tx: Tx) => Promise<void>) | undefined;
  },
): Promise<Verdict<HolderEvent>> {
  const { holderId, decide, writes } = asked;
  await requireHolder(log, command.who.issuerId, holderId);
  return log.execute({ ...command, decider: holderDecider, streamId: holderId, decide, writes });
}

/** Throws the Problem 404 `holder_unknown` where the issuer has no such holder. */
export async function requireHolder(log: EventLog, issuerId: string, holderId: string): Promise<void> {
  if (!(await belongsTo(log, issuerId, holderId))) throw holderUnknown(holderId);
}

/** The Problem of a holder who is not there. */
export function holderUnknown(holderId: string): Problem {
  return new Problem(404, 'holder_unknown', 'There is no such holder', { members: { holderId } });
}

/** An id that is the same when the command is asked again. */
export function idOf(prefix: string, { key }: CommandRequest): string {
  return idFrom(prefix, `${key.scope}\n${key.key}`);
}
