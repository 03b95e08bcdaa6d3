/** Section `fees`: what holders pay for a grade or a service, and when it is waived (domain 2.8). */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { key, localText } from './document-words.ts';

/** One fee of a programme. */
export const feeSchema = z
  .strictObject({
    key: key.describe(
      'Name of the fee, recorded with the charge; a child programme names the fee of its parent by it.',
    ),
    name: localText.describe('What people call the fee.'),
    grade: z.string().optional().describe('Key of the grade whose holders pay it; left out: every holder.'),
    amountFen: z.int().min(0).describe('The fee, in fen.'),
    every: z
      .enum(['month', 'year', 'once'])
      .describe('For each calendar month; for each year from the grant on; once, at the grant.'),
    waive: conditionSchema.optional().describe('When it is not taken; left out: it always is.'),
  })
  .meta({ id: 'Fee', description: 'What holders pay for a grade or a service.' });

/** What holders pay for a grade or a service. */
export type Fee = z.infer<typeof feeSchema>;
