/** Terms of clients: companies that load the wallets of their people by lists (domain 2.4). */
import { z } from 'zod';
import { BP_MAX, dayPeriod } from './document-words.ts';

/** Section `client` of a stored-value product. */
export const clientTermsSchema = z
  .strictObject({
    depositFen: z.int().min(0).describe('Deposit for each new card, in fen; it goes back with the card.'),
    term: dayPeriod
      .optional()
      .describe('How long an agreement runs, and how much longer each renewal makes it; left out: until it is ended.'),
    agentOnly: z
      .boolean()
      .describe(
        "Whether only the client's named agent may order lists and have a card returned; otherwise anybody who asks.",
      ),
    cashUpToFen: z
      .int()
      .min(0)
      .optional()
      .describe('Most of a return that is paid in cash, in fen; left out: the agreement names no limit.'),
    refundWithin: dayPeriod.describe(
      'How long after its termination a client may wait for its refund; the last day is still in time.',
    ),
    lateBpPerDay: z
      .int()
      .min(0)
      .max(BP_MAX)
      .describe('What is owed besides for each day that a refund is late, in basis points of it: 50 is 0.5%.'),
  })
  .meta({ id: 'ClientTerms', description: 'How a client, such as an employer, loads wallets of its people by lists.' });

/** How clients load such wallets by lists. */
export type ClientTerms = z.infer<typeof clientTermsSchema>;
