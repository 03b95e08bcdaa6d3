/** What carriers call back with, line by line. */
import { z } from 'zod';
import { deliveryIdField } from '../fields.ts';

const code = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/);
/** One line of a carrier's call: what became of a message, or what a holder answered. */
export const carrierLine = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('report'),
    reference: deliveryIdField.describe('The id that the message was sent under.'),
    status: z.enum(['delivered', 'undelivered']),
    reason: code.optional().describe('Why it did not arrive.'),
    at: z.iso.datetime({ offset: true }),
  }),
  z.strictObject({
    kind: z.literal('reply'),
    replyId: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{1,100}$/)
      .describe('What the carrier calls the reply.'),
    from: z.string().min(5).max(20).describe('Number that answered.'),
    text: z.string().max(500),
    at: z.iso.datetime({ offset: true }),
  }),
]);

/** A line of a call that was taken, in its shape. */
export type CarrierLine = z.output<typeof carrierLine>;
