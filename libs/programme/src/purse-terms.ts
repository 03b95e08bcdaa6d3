/** Section `purse` of a stored-value product: value that is moved to the card and spent without a line (domain 2.10). */
import { z } from 'zod';
import { dayPeriod, period } from './document-words.ts';

/** Schema of the section. */
export const purseTermsSchema = z
  .strictObject({
    offlineLoss: z
      .enum(['fromReport', 'fromTerminalSync'])
      .optional()
      .describe(
        'Who bears what is spent offline with a card that was reported lost: the issuer from the report on (the default); the holder until the terminal has taken the list of blocked cards, then the issuer.',
      ),
    balanceMaxFen: z.int().min(1).optional().describe('Most that may be on the card, in fen; left out: no limit.'),
    loadMaxFen: z.int().min(1).optional().describe('Most that one load may move, in fen; left out: no limit.'),
    terminals: z
      .array(z.enum(['issue', 'door', 'attendance', 'spend', 'recharge']))
      .min(1)
      .max(5)
      .optional()
      .describe('Kinds of terminals that know the card; left out: spend and recharge.'),
    recordsWithin: period.optional().describe('How long a terminal may keep its records; left out: no limit is named.'),
    settle: z
      .enum(['businessDay'])
      .optional()
      .describe('How often merchants are settled with; left out: as each is agreed.'),
    attendanceBill: z
      .boolean()
      .optional()
      .describe('Whether holders are told of their attendance once a day; left out: they are not.'),
    blacklistWithin: dayPeriod
      .optional()
      .describe('How old a terminal list of barred cards may be; left out: no limit is named.'),
    washing: z
      .enum(['motherKeyAndZeroBalance'])
      .optional()
      .describe('What it takes to give the card the keys of another enterprise; left out: the same.'),
  })
  .meta({ id: 'PurseTerms', description: 'Value on the card itself, and the terminals that take it.' });

/** Value on the card itself, and the terminals that take it. */
export type PurseTerms = z.infer<typeof purseTermsSchema>;
