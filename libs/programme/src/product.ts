/** The stored-value part of a programme document: what a kind of wallet takes, gives and allows. */
import { z } from 'zod';
import { cardTermsSchema } from './card-terms.ts';
import { clientTermsSchema } from './client-terms.ts';
import {
  BP_MAX,
  dayPeriod,
  key,
  localText,
  NOTICE_DAYS_MAX,
  NOTICES_MAX,
  period,
  RULES_MAX,
  timeOfDay,
} from './document-words.ts';
import { purseTermsSchema } from './purse-terms.ts';
import { saleTermsSchema } from './sale-terms.ts';

const bonusSteps = z
  .strictObject({
    steps: z
      .array(
        z.strictObject({
          principalFen: z.int().min(1).describe('Least principal of the step, in fen.'),
          bonusFen: z.int().min(0).describe('Bonus of the step, in fen.'),
        }),
      )
      .min(1)
      .max(RULES_MAX)
      .describe('The steps, each above the one before.'),
    between: z
      .enum(['exactOnly', 'highestStep', 'stepPlusPar', 'stepRate', 'greedy'])
      .describe(
        'What a recharge gives that is no step exactly: it is refused; the bonus of the highest step it reaches; that step, and what is above it at par, without bonus; the rate of that step on all of it, cut to the fen; as many steps as fit into it, the highest first, each with its bonus.',
      ),
  })
  .meta({ id: 'BonusSteps', description: 'A bonus by steps; below the first step there is none.' });

const rechargeGift = z
  .strictObject({
    key: key.describe('Name of the gift, recorded with the recharge.'),
    name: localText.describe('What people call the gift.'),
    steps: z
      .array(
        z.strictObject({
          principalFen: z.int().min(1).describe('Least principal of the step, in fen.'),
          count: z.int().min(1).describe('How many the step gives; the highest step reached counts.'),
        }),
      )
      .min(1)
      .max(RULES_MAX)
      .describe('The steps, each above the one before.'),
  })
  .meta({ id: 'RechargeGift', description: 'Something that a recharge gives besides value, such as free garments.' });

/** More than the 30 days before which the holder is told. */
const DORMANT_MONTHS_MIN = 2;
const DORMANT_MONTHS_MAX = 240;

/** Schema of a stored-value product. */
export const productSchema = z
  .strictObject({
    key: key.describe('Name of the product; a tender of a receipt that was paid with it has this kind.'),
    name: localText.describe('What people call the product.'),
    recharge: z
      .strictObject({
        minFen: z.int().min(1).describe('Least principal of one recharge, in fen.'),
        bonusRateBp: z
          .int()
          .min(1)
          .max(BP_MAX)
          .optional()
          .describe(
            'Bonus on each recharge as a share of its principal, cut to the fen, in basis points; left out: no bonus.',
          ),
        bonusSteps: bonusSteps.optional().describe('Bonus by steps, in the place of a rate; left out: none.'),
        gifts: z.array(rechargeGift).max(RULES_MAX).optional().describe('What a recharge gives besides value.'),
        balanceCapFen: z
          .int()
          .min(1)
          .optional()
          .describe(
            'Most value, principal and bonus together, that may be on the wallet after a recharge, in fen; left out: no cap.',
          ),
      })
      .describe('What a recharge gives.'),
    lots: z
      .strictObject({
        validity: z
          .union(
            [
              z.literal('none').describe('Lots do not expire.'),
              z
                .strictObject({
                  term: dayPeriod.describe('How long after the recharge; the day it ends on is the last usable one.'),
                  extension: z
                    .strictObject({
                      term: dayPeriod.describe(
                        'How long from the extension on; the day it ends on is the last usable one.',
                      ),
                      feeFen: z.int().min(0).describe('Fee of an extension, in fen; 0: free.'),
                    })
                    .optional()
                    .describe('How the holder may extend a lot that has value left; left out: not at all.'),
                  onExpiry: z
                    .enum(['keep', 'breakage'])
                    .optional()
                    .describe(
                      "What becomes of what is left: it stays in the wallet and cannot be used (the default); it becomes the issuer's.",
                    ),
                  notices: z
                    .strictObject({
                      daysBefore: z
                        .array(z.int().min(1).max(NOTICE_DAYS_MAX))
                        .min(1)
                        .max(NOTICES_MAX)
                        .describe('How many days before the last usable day, the most first.'),
                      at: timeOfDay.describe('At which time of those days.'),
                    })
                    .optional()
                    .describe('When the holder is told that a lot will expire; left out: never.'),
                })
                .describe('Each lot expires a term after its own recharge.'),
            ],
            { error: 'expected none or {term}' },
          )
          .describe('How long each recharge stays usable.'),
        order: z
          .enum(['earliestExpiry', 'oldestFirst'])
          .describe(
            'Which lot is used first; lots that never expire come last, equal ones in the order they were loaded.',
          ),
        burn: z
          .enum(['proRata', 'principalFirst', 'bonusFirst'])
          .describe('Which value of a lot is used first; without a bonus all are the same.'),
      })
      .describe('Each recharge is a lot of its own.'),
    spend: z
      .strictObject({
        shortfall: z
          .enum(['decline', 'otherTender'])
          .describe(
            'When the wallet has less than is asked: refuse and change nothing, or charge what is there and name the rest as due in another tender.',
          ),
        earnsPoints: z.boolean().describe('Whether what is paid with the wallet earns points.'),
        otherDiscounts: z
          .boolean()
          .optional()
          .describe('Whether discounts of a grade apply to what is paid with the wallet; left out: they do.'),
        signatories: z
          .strictObject({
            phonePeriod: dayPeriod.describe(
              'How long one who was named by phone may sign before it is confirmed in writing.',
            ),
          })
          .optional()
          .describe('Only those who were named may sign a spend; left out: nobody has to sign.'),
        discount: z
          .union(
            [
              z
                .strictObject({
                  payBp: z
                    .int()
                    .min(1)
                    .max(BP_MAX)
                    .describe('What is left to pay of the tags, in basis points: 9,000 is 10% off.'),
                })
                .describe('A rate on what the tags say, rounded once a line, half up.'),
              z
                .strictObject({
                  offEachItemFen: z
                    .int()
                    .min(1)
                    .describe('Taken off the tag of each item, in fen; an item costs nothing where its tag is less.'),
                })
                .describe('An amount off each item.'),
            ],
            { error: 'expected {payBp} or {offEachItemFen}' },
          )
          .optional()
          .describe(
            'What paying with the wallet takes off, where the till names the tags of what is bought; left out: nothing.',
          ),
        holds: z
          .enum(['allowed', 'refused'])
          .describe('Whether value may be held for a purchase that is settled later.'),
        holdPeriod: z
          .strictObject({
            length: period.describe('How long after it was made, by the calendar.'),
            endsBy: z.enum(['capture', 'release']).describe('Whether the merchant is paid or the value is free again.'),
          })
          .optional()
          .describe('What becomes of a hold that nobody settles; left out: it stays open.'),
      })
      .describe('What paying with the wallet may do.'),
    refund: z
      .strictObject({
        policy: z
          .enum(['never', 'statutory', 'principal'])
          .describe(
            'Whether a holder is paid back: not at all; as the law says, by who caused it; besides, the principal that is left, on request.',
          ),
        cashUpToFen: z
          .int()
          .min(0)
          .describe('Most that is paid back in cash, in fen; more goes to an account of the same name.'),
      })
      .optional()
      .describe('How value is paid back; left out: it is not.'),
    transfer: z
      .enum(['allowed', 'refused'])
      .optional()
      .describe('Whether value may go to another wallet of the same holder and product; left out: it may not.'),
    fees: z
      .strictObject({
        cardReplacementFen: z.int().min(0).optional().describe('Fee of a replaced card, in fen; left out: free.'),
      })
      .optional()
      .describe('What the holder pays for services; left out: nothing.'),
    sale: saleTermsSchema.optional().describe('What a buyer is asked for; left out: nothing.'),
    dormantAfterMonths: z
      .int()
      .min(DORMANT_MONTHS_MIN)
      .max(DORMANT_MONTHS_MAX)
      .optional()
      .describe(
        'After how many months in which its holder did nothing with it a wallet is dormant: the holder is told 30 days before, then it is frozen until it is unfrozen; its value stays. Left out: never.',
      ),
    purse: purseTermsSchema.optional().describe('Value on the card itself; left out: the card holds none.'),
    card: cardTermsSchema
      .optional()
      .describe("The card that opens such a wallet; left out: a named one with a number of the issuer's own range."),
    client: clientTermsSchema
      .optional()
      .describe('Terms of clients that load such wallets by lists. Left out: no client can be opened.'),
  })
  .meta({ id: 'StoredValueProduct', description: 'A kind of wallet that the programme issues.' });

/** A kind of wallet that a programme issues. */
export type StoredValueProduct = z.infer<typeof productSchema>;
