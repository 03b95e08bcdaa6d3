/** Section `points`: how receipts earn, what is taken back with a return, and what points buy (domain 2.1). */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import {
  BP_MAX,
  dayPeriod,
  FACTOR_BP_MAX,
  key,
  NOTICE_DAYS_MAX,
  NOTICES_MAX,
  RULES_MAX,
  timeOfDay,
} from './document-words.ts';

const caps = z
  .strictObject({
    perReceipt: z.int().min(1).optional().describe('To one receipt.'),
    perMemberDay: z.int().min(1).optional().describe('To one member on a business day.'),
    perMemberMonth: z.int().min(1).optional().describe('To one member in a calendar month.'),
    total: z.int().min(1).optional().describe('In all: what the campaign may cost.'),
  })
  .meta({
    id: 'CampaignCaps',
    description:
      'Most points that a rule adds; what is left out has no limit. What a return takes back is not free again. A threshold is a condition on paidFen or basePoints.',
  });

const multiplier = z
  .strictObject({
    key: key.describe(
      'Name of the rule, recorded with the points; also the campaign whose places are kept if it asks for a rank.',
    ),
    factorBp: z
      .int()
      .min(BP_MAX)
      .max(FACTOR_BP_MAX)
      .describe('Factor on base points, in basis points: 20,000 is double.'),
    when: conditionSchema.describe('When it applies to a receipt.'),
    caps: caps.optional().describe('Most points that it adds; left out: no limit.'),
  })
  .meta({ id: 'Multiplier', description: 'A campaign that multiplies base points.' });

const bonusPoints = z
  .strictObject({
    key: key.describe('Name of the rule, recorded with the points.'),
    points: z.int().min(1).describe('Points that are added after all multiplication.'),
    when: conditionSchema.describe('When it applies to a receipt.'),
    caps: caps.optional().describe('Most points that it adds; left out: no limit.'),
  })
  .meta({ id: 'BonusPoints', description: 'Points on top of a receipt.' });

const draw = z
  .strictObject({
    key: key.describe('Name of the rule, recorded with the entry.'),
    when: conditionSchema.describe('When a receipt gives an entry, asked after its points are on the balance.'),
  })
  .meta({ id: 'Draw', description: 'A lottery that purchases give entries to.' });

const ladder = z
  .strictObject({
    by: z.enum(['tag', 'paid']).describe('Whether the tag of an item counts, or what it costs today.'),
    first: z
      .strictObject({
        upToFen: z.int().min(1).describe('Up to this, in fen.'),
        points: z.int().min(1).describe('What an item costs.'),
      })
      .describe('The first step.'),
    further: z
      .strictObject({
        everyFen: z.int().min(1).describe('For each further amount of this, or part of it, in fen.'),
        points: z.int().min(1).describe('What an item costs more.'),
      })
      .describe('The steps above it.'),
    items: z.enum(['one', 'any']).describe('Whether a redemption is of one single item.'),
    specialPrice: z.enum(['excluded', 'included']).describe('Whether goods of a special price can be redeemed.'),
    costTo: z
      .enum(['operator', 'counter'])
      .describe('Who bears the goods: the operator pays the counter its cost; the counter gives them.'),
    collectWithin: dayPeriod
      .optional()
      .describe(
        'How long goods wait to be collected; the day it ends on is the last one. Then they are given up and the points are back. Left out: until somebody cancels.',
      ),
  })
  .meta({ id: 'RedemptionLadder', description: 'What goods cost in points.' });

/** Schema of the section. */
export const pointsPlanSchema = z
  .strictObject({
    base: z
      .strictObject({
        key: key.describe('Name of the rule, recorded with the points.'),
        perFen: z
          .int()
          .min(1)
          .describe(
            'Every whole amount of this many fen paid on one receipt gives the points; the rest of the receipt gives none.',
          ),
        points: z.int().min(1).describe('Points for each whole amount.'),
      })
      .describe('Base points of one receipt, on what was paid, at every counter and every price class.'),
    multipliers: z.array(multiplier).max(RULES_MAX).describe('Campaigns on base points.'),
    stacking: z
      .enum(['highest', 'additive', 'multiplicative'])
      .describe(
        'How several multipliers that are met become one: the highest factor; 1 plus what each adds; the product of all.',
      ),
    bonuses: z.array(bonusPoints).max(RULES_MAX).describe('Points added after multiplication.'),
    draws: z.array(draw).max(RULES_MAX).describe('Lotteries that purchases give entries to.'),
    returns: z
      .strictObject({
        points: z
          .enum(['recomputeReceipt'])
          .describe(
            'The receipt earns again what is left of it, and the difference is taken back, from the lifetime count too.',
          ),
        belowZero: z
          .enum(['allowed', 'cut'])
          .describe('Whether the balance may go below zero, so that nothing can be redeemed, or stops at zero.'),
      })
      .optional()
      .describe(
        'What a return takes back; left out: the receipt earns again, below zero is allowed. A grade, a lottery entry or a gift that was given for it stays (domain 2.1, M12).',
      ),
    expiry: z
      .strictObject({
        after: dayPeriod.describe('How long after the day they were earned on.'),
        endsOn: z
          .enum(['day', 'month'])
          .optional()
          .describe(
            'Their last day: the day that is so long after; the last of its month (the default), so that the points of a month lapse together.',
          ),
        notices: z
          .strictObject({
            daysBefore: z
              .array(z.int().min(1).max(NOTICE_DAYS_MAX))
              .min(1)
              .max(NOTICES_MAX)
              .describe('How many days before the last day, the most first.'),
            at: timeOfDay.describe('At which time of those days.'),
          })
          .optional()
          .describe('When the holder is told that points will lapse; left out: never.'),
        order: z.literal('oldestFirst').describe('Points that were earned first are used first.'),
      })
      .optional()
      .describe('When points lapse; left out: never.'),
    pending: z
      .strictObject({
        after: dayPeriod.describe(
          'How long after the day they were earned on; they can be used from the day it ends on.',
        ),
      })
      .optional()
      .describe('How long points wait, such as while goods can be returned; left out: they can be used at once.'),
    adjustments: z
      .strictObject({
        pointsMax: z.int().min(1).describe('The most points of one correction.'),
      })
      .optional()
      .describe('What a correction by hand may come to, which always needs two persons; left out: any number.'),
    worth: z
      .strictObject({
        points: z.int().min(1).describe('So many points.'),
        fen: z.int().min(0).describe('Cost the operator this much when they are redeemed, in fen.'),
        redeemedBp: z
          .int()
          .min(0)
          .max(BP_MAX)
          .optional()
          .describe('Share of points that is expected to be redeemed, in basis points; left out: all.'),
      })
      .optional()
      .describe('What points are put at in the books while they are outstanding; left out: they are only counted.'),
    ladder: ladder.optional().describe('What goods cost in points; left out: nothing can be redeemed.'),
  })
  .meta({ id: 'PointsPlan', description: 'How receipts of members earn points, and what points buy.' });

/** Most points that a rule adds. */
export type CampaignCaps = z.infer<typeof caps>;
/** What goods cost in points. */
export type RedemptionLadder = z.infer<typeof ladder>;
/** How receipts of members earn points, and what points buy. */
export type PointsPlan = z.infer<typeof pointsPlanSchema>;
