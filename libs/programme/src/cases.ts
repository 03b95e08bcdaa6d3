/** Sections `cases` and `serviceHall`: complaints and requests with their clocks, and the hall where people wait (domain 2.12). */
import { isBusinessDate, isWorkingPeriod } from '@scrip/calendar';
import { z } from 'zod';
import { dayPeriod, key, localText, period, RULES_MAX, timeOfDay } from './document-words.ts';

/** Holidays of some years. */
const CLOSED_DATES_MAX = 400;

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
  .refine(({ runs, due, warnBefore }) => runs === 'always' || [due, warnBefore].every(isOfWork), {
    error: 'expected days and hours of work such as P1D or PT4H',
  })
  .meta({ id: 'CaseClock', description: 'A time that a case may take.' });

/** Working time has days and hours, and no weeks, months or years. */
function isOfWork(time: string | { readonly within: string } | undefined): boolean {
  if (time === undefined || time === 'promisedDate') return true;
  return isWorkingPeriod(typeof time === 'string' ? time : time.within);
}

const workingHoursSchema = z
  .strictObject({
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).describe('Days of the week, 1 is Monday.'),
    from: timeOfDay.describe('First moment of such a day.'),
    to: timeOfDay.describe('First moment after it; later on the same day.'),
    closedDates: z
      .array(z.string().refine(isBusinessDate, { error: 'expected a day as YYYY-MM-DD' }))
      .max(CLOSED_DATES_MAX)
      .optional()
      .describe('Days on which nobody works; left out: none.'),
  })
  .refine(({ from, to }) => from < to, { error: 'expected an end after the beginning' })
  .meta({ id: 'WorkingHours', description: 'When somebody works.' });

/** One kind of case of a programme. */
export const caseSchema = z
  .strictObject({
    key: key.describe('Name of the kind of case, recorded with each.'),
    name: localText.describe('What people call it.'),
    kind: z
      .enum(['complaint', 'request', 'retention'])
      .describe('A complaint; a request at the service desk; a holder who wants to leave.'),
    clocks: z.array(clock).max(RULES_MAX).describe('The times it may take; empty: any.'),
    workingHours: workingHoursSchema
      .optional()
      .describe(
        'When somebody works, for clocks that run in working hours; left out: Monday to Friday, 09:00 to 18:00.',
      ),
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
          within: dayPeriod.optional().describe('How long it may be kept; left out: there is no last day.'),
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

/** Hours of work where a programme names none: weekdays, 09:00 to 18:00. */
export const OFFICE_HOURS = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', closedDates: [] } as const;

/** The kind of case of this key, if the programme has it. */
export function caseOf(
  programme: { readonly cases?: readonly CasePolicy[] | undefined },
  caseKey: string,
): CasePolicy | undefined {
  return programme.cases?.find((candidate) => candidate.key === caseKey);
}
