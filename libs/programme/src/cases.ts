/** Sections `cases` and `serviceHall`: complaints and requests with their clocks, and the hall where people wait (domain 2.12). */
import { z } from 'zod';
import { key, localText, period, RULES_MAX } from './document-words.ts';

const clock = z
  .strictObject({
    key: key.describe('Name of the clock, recorded when it warns, stops or is late.'),
    name: localText.describe('What people call it.'),
    starts: z.enum(['opened', 'acknowledged', 'answered']).describe('What starts it.'),
    stops: z.enum(['acknowledged', 'answered', 'done', 'closed']).describe('What stops it.'),
    due: z
      .union([z.literal('promisedDate'), z.strictObject({ within: period.describe('How long after its start.') })], {
        error: 'expected promisedDate or {within}',
      })
      .describe('When it is late: at the date that was promised to the holder; a time after its start.'),
    runs: z.enum(['always', 'workingHours']).describe('Whether it also runs at night and on days of rest.'),
    warnBefore: period.optional().describe('How long before it is due it warns; left out: it does not.'),
    escalateTo: key.optional().describe('Role that is told when it is late; left out: nobody.'),
  })
  .meta({ id: 'CaseClock', description: 'A time that a case may take.' });

/** One kind of case of a programme. */
export const caseSchema = z
  .strictObject({
    key: key.describe('Name of the kind of case, recorded with each.'),
    name: localText.describe('What people call it.'),
    kind: z
      .enum(['complaint', 'request', 'retention'])
      .describe('A complaint; a request at the service desk; a holder who wants to leave.'),
    clocks: z.array(clock).max(RULES_MAX).describe('The times it may take; empty: any.'),
    compensation: z
      .strictObject({
        cap: z.enum(['provedLoss', 'none']).describe('What it may not be above: the loss that was proved; nothing.'),
        authorities: z
          .array(
            z.strictObject({
              upToFen: z.int().min(0).describe('Most that these roles may grant, in fen.'),
              roles: z.array(key).min(1).max(RULES_MAX).describe('Roles that grant it; any of them.'),
            }),
          )
          .min(1)
          .max(RULES_MAX)
          .describe('Who grants how much, the least first.'),
      })
      .optional()
      .describe('What the holder may be paid for the loss; left out: nothing.'),
    closing: z
      .strictObject({
        callBack: z.boolean().describe('Whether the holder must have been called back before.'),
        asks: z
          .array(z.enum(['reason', 'cost', 'outcome']))
          .max(RULES_MAX)
          .optional()
          .describe('What must be told at its end; left out: nothing.'),
      })
      .describe('What it takes to close it.'),
    followUp: z
      .strictObject({
        after: period.describe('How long after it was closed.'),
        asks: z
          .array(z.enum(['expected', 'perceived']))
          .min(1)
          .max(RULES_MAX)
          .describe('What the holder is asked: what was expected; what was got.'),
      })
      .optional()
      .describe('A later call on satisfaction; left out: none.'),
  })
  .meta({ id: 'CasePolicy', description: 'A kind of case, its clocks and what it may cost.' });

/** Section `serviceHall`. */
export const serviceHallSchema = z
  .strictObject({
    windows: z.int().min(1).describe('Windows that serve at a time.'),
    minutesEach: z.int().min(1).describe('Minutes that one visitor takes.'),
    lateGift: localText
      .optional()
      .describe('What one who is called later than promised is given, once; left out: nothing.'),
    lends: z
      .array(
        z.strictObject({
          key: key.describe('Name of the thing.'),
          name: localText.describe('What people call it.'),
        }),
      )
      .max(RULES_MAX)
      .optional()
      .describe('What is lent and brought back, such as umbrellas; left out: nothing.'),
  })
  .meta({ id: 'ServiceHall', description: 'The hall where visitors take a ticket and wait.' });

/** A kind of case. */
export type CasePolicy = z.infer<typeof caseSchema>;
/** The hall where visitors wait. */
export type ServiceHall = z.infer<typeof serviceHallSchema>;
