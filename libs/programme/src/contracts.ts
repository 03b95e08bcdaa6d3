/** Section `contracts`: agreements with distributors, agents, clients and holders, as a frame that each agreement is made in (domain 2.2 to 2.5). */
import { z } from 'zod';
import { BP_MAX, dayPeriod, key, localText, period, RULES_MAX } from './document-words.ts';

const bp = z.int().min(0).max(BP_MAX);
/** How many times its face value a faulty card may cost. */
const FAULT_TIMES_MAX = 100;

const wholesale = z
  .strictObject({
    discountSteps: z
      .array(
        z.strictObject({
          fromCards: z.int().min(1).describe('Least number of cards in an order.'),
          payBp: bp.min(1).describe('What the order costs, of the face value: 9,500 is 95%.'),
        }),
      )
      .min(1)
      .max(RULES_MAX)
      .describe('Prices by the size of the order, the smallest first; the highest step reached counts.'),
    deliverWithin: dayPeriod.describe('How long after its payment an order may take; the last day is still in time.'),
    lateBpPerDay: bp.describe('Penalty a day, of what was paid for the part that is late: 30 is 0.3%.'),
    faultTimes: z
      .int()
      .min(1)
      .max(FAULT_TIMES_MAX)
      .describe('How many times its face value is owed for a faulty card.'),
    onePricePerCity: z.boolean().describe('Whether the distributor sells at one price in a city.'),
  })
  .meta({ id: 'WholesaleTerms', description: 'Cards that a distributor buys at a discount.' });

const agency = z
  .strictObject({
    concessionBp: bp.describe('What is taken off the market price of the moment.'),
    prepaid: z.boolean().describe('Whether an order is paid before it is delivered.'),
    settleBeforeNext: z.boolean().describe('Whether an order must be settled before the next may be placed.'),
    deliverWithin: period.describe('How long after its payment an order may take.'),
    refundAfter: period.describe('How long after its payment what is not delivered is refunded at once.'),
    loanRateBp: bp.describe('Loan rate of a year: 345 is 3.45%.'),
    lateTimes: z.int().min(0).max(FAULT_TIMES_MAX).describe('How many times the loan rate a late refund costs.'),
    yearDays: z
      .union([z.literal(360), z.literal(365)], { error: 'expected 360 or 365' })
      .describe('Days that the loan rate counts a year as.'),
    carrierDelayFree: z.boolean().describe('Whether a delay that the carrier caused costs nothing.'),
    feeNowBp: bp.describe(
      'Part of the monthly fee that is paid at once: 9,000 is 90%; the rest at the end, against invoices.',
    ),
    targets: z
      .array(
        z.strictObject({
          period: z.enum(['month', 'quarter', 'year']).describe('What the target is for.'),
          salesFen: z.int().min(1).describe('Least sales in it, in fen.'),
        }),
      )
      .max(RULES_MAX)
      .describe('Sales targets; empty: none.'),
  })
  .meta({ id: 'AgencyTerms', description: 'Cards that an agent sells for the issuer.' });

/** One kind of agreement of a programme. */
export const contractSchema = z
  .strictObject({
    key: key.describe('Name of the kind of agreement, recorded with each.'),
    name: localText.describe('What people call it.'),
    with: z.enum(['distributor', 'agent', 'client', 'holder']).describe('Who it is made with.'),
    term: period.optional().describe('How long it runs; left out: until it is ended.'),
    renewal: z
      .enum(['none', 'byAgreement', 'unlessEnded'])
      .describe('What becomes of it at its end: it is over; it may be renewed; it goes on unless somebody ends it.'),
    endedWithin: period
      .optional()
      .describe('With unlessEnded: the time before its end in which it may be ended; left out: at any time.'),
    contactChange: z
      .strictObject({
        by: z.enum(['letter', 'phone', 'any']).describe('How it is told.'),
        actsAfter: dayPeriod.optional().describe('How long after it arrived a new contact acts; left out: at once.'),
      })
      .optional()
      .describe('How the other side changes its contact; left out: as both agree.'),
    paymentDay: z
      .int()
      .min(1)
      .max(28)
      .optional()
      .describe(
        'Day of the month by which it pays, a client each list by the next such day; left out: with each order.',
      ),
    regions: z
      .array(key)
      .min(1)
      .max(RULES_MAX)
      .optional()
      .describe('Where it may sell; left out: as each order says, or everywhere.'),
    regionBreach: z.enum(['claim', 'warning']).optional().describe('What a sale elsewhere brings; left out: a claim.'),
    products: z
      .array(z.string())
      .max(RULES_MAX)
      .optional()
      .describe('Keys of the products it is about; left out: all.'),
    wholesale: wholesale.optional().describe('With a distributor: how it buys; left out: as each agreement says.'),
    agency: agency.optional().describe('With an agent: how it sells; left out: as each agreement says.'),
  })
  .meta({ id: 'Contract', description: 'A kind of agreement and its terms.' });

/** A kind of agreement and its terms. */
export type Contract = z.infer<typeof contractSchema>;
