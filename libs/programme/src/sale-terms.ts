/** Section `sale` of a stored-value product: what a buyer is asked for (domain 3). */
import { z } from 'zod';

/** Schema of the section. */
export const saleTermsSchema = z
  .strictObject({
    identityFromFen: z
      .int()
      .min(0)
      .optional()
      .describe('The buyer is identified from this much in one purchase, in fen; 0: always. Left out: never.'),
    transferFromFen: z
      .strictObject({
        company: z.int().min(0).describe('Of a company, in fen.'),
        person: z.int().min(0).describe('Of a person, in fen.'),
      })
      .optional()
      .describe(
        'From this much in one purchase the buyer pays by bank transfer and not in cash; left out: cash is always taken.',
      ),
  })
  .meta({ id: 'SaleTerms', description: 'What a buyer is asked for.' });

/** What a buyer is asked for. */
export type SaleTerms = z.infer<typeof saleTermsSchema>;
