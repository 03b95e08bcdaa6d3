/** Section `purse` of a stored-value product: value that is moved to the card and spent without a line (domain 2.10). */
import { z } from 'zod';

/** Schema of the section. */
export const purseTermsSchema = z
  .strictObject({
    offlineLoss: z
      .enum(['fromReport', 'fromTerminalSync'])
      .optional()
      .describe(
        'Who bears what is spent offline with a card that was reported lost: the issuer from the report on (the default); the holder until the terminal has taken the list of blocked cards, then the issuer.',
      ),
    balanceMaxFen: z
      .int()
      .min(1)
      .optional()
      .describe('Most that may be on the card, in fen, as far as records and loads tell; left out: no limit.'),
    loadMaxFen: z.int().min(1).optional().describe('Most that one load may move, in fen; left out: no limit.'),
  })
  .meta({ id: 'PurseTerms', description: 'Value on the card itself.' });

/** Value on the card itself. */
export type PurseTerms = z.infer<typeof purseTermsSchema>;
