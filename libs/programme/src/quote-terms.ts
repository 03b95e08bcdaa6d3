/** Section `quotes`: how long a till may charge by a price it was told (domain 2.1). */
import { z } from 'zod';

/** Longer than any queue at a counter, shorter than a change of programme. */
const VALID_MINUTES_DEFAULT = 15;
/** A day: a price that stands longer is an offer with terms of its own. */
const VALID_MINUTES_MAX = 1_440;
const MS_OF_MINUTE = 60_000;

/** Schema of the section. */
export const quoteTermsSchema = z
  .strictObject({
    validMinutes: z
      .int()
      .min(1)
      .max(VALID_MINUTES_MAX)
      .describe('Minutes for which a till may charge by a quote; without the section it is a quarter of an hour.'),
  })
  .meta({ id: 'QuoteTerms', description: 'How long a till may charge by a price it was told.' });

/** For how long a till may charge by a quote, in milliseconds: as the programme says, else a quarter of an hour. */
export function quoteValidMs(programme: { readonly quotes?: z.infer<typeof quoteTermsSchema> | undefined }): number {
  return (programme.quotes?.validMinutes ?? VALID_MINUTES_DEFAULT) * MS_OF_MINUTE;
}
