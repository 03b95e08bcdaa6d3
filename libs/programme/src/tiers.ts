/** Section `tiers`: how ratings give, keep and take grades (domain 2.6 to 2.8). */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { GRADES_MAX, key, localText, RULES_MAX } from './document-words.ts';

/** Ratings in a row that a missed grade may be kept for, at most: ten years of months. */
const RATINGS_MAX = 120;

const standard = z
  .strictObject({
    key: key.describe('Name of the standard, recorded with the rating.'),
    name: localText.describe('What people call the standard.'),
    appliesTo: conditionSchema.optional().describe('For whom it counts; left out: for every holder.'),
    gives: z.enum(['grade', 'application']).describe('Whether who meets it has the grade, or may only apply for it.'),
    met: z
      .array(
        z.strictObject({
          grade: z.string().describe('Key of the grade.'),
          when: conditionSchema.describe('What meets the standard for that grade.'),
        }),
      )
      .min(1)
      .max(GRADES_MAX)
      .describe('What each grade needs, the lowest grade first.'),
  })
  .meta({ id: 'Standard', description: 'One way to meet grades; of several standards any suffices.' });

const miss = z
  .strictObject({
    ratings: z
      .int()
      .min(0)
      .max(RATINGS_MAX)
      .describe('For how many ratings a grade that is missed stands; 0: it is lost at once.'),
    firstMissCounts: z.boolean().describe('Whether the rating that first missed it is one of them.'),
    endsOnPass: z.boolean().describe('Whether one rating that meets the grade ends the extension.'),
    step: z
      .enum(['oneLevel', 'toMet'])
      .describe('Down by one level, or to the level that is really met, when all of them missed it.'),
    after: z
      .enum(['noExtension', 'newExtension'])
      .describe(
        'When the level below is missed too: down again at each rating until a level is met; or a new extension for it.',
      ),
  })
  .meta({ id: 'GradeMissed', description: 'What becomes of a grade whose standard a rating does not find met.' });

const instant = z
  .strictObject({
    recordedBy: z.array(key).min(1).max(RULES_MAX).describe('Roles that record it for the customer who applies.'),
    approvedBy: z
      .array(key)
      .min(1)
      .max(RULES_MAX)
      .describe('Roles that decide; never the same person as the one who recorded it.'),
    products: z
      .array(key)
      .max(RULES_MAX)
      .describe('Products of which the customer must have bought one; empty: none is asked for.'),
    suppresses: z
      .enum(['ratingOfMonth', 'nothing'])
      .describe('Whether a rating that passed stands in for that of its month.'),
  })
  .meta({ id: 'InstantRating', description: 'A rating between the ratings, asked for by the customer.' });

/** Schema of the section. */
export const tiersSchema = z
  .strictObject({
    rating: z
      .strictObject({
        at: z
          .enum(['event', 'monthEnd'])
          .describe('At each event that a standard looks at, or at the end of each month.'),
        effective: z.enum(['atOnce', 'nextMonth']).describe('When a new grade holds.'),
        daysAfter: z
          .int()
          .min(0)
          .max(27)
          .optional()
          .describe(
            'With monthEnd: the rating of a month begins by itself so many days after it has ended, so that late values are in; 0 is at once; left out: when it is asked for.',
          ),
      })
      .describe('When holders are rated.'),
    standards: z.array(standard).min(1).max(RULES_MAX).describe('Ways to meet grades; any of them suffices.'),
    upgrade: z.enum(['highestMet', 'oneLevel']).describe('Up to the highest grade met, or by one level.'),
    miss: miss.optional().describe('What becomes of a grade that is missed; left out: it is never lost.'),
    instant: instant.optional().describe('Ratings that customers ask for; left out: there are none.'),
    serviceLevel: z
      .enum(['grade', 'lowerOfGradeAndCard'])
      .describe(
        'What a holder is served by: the grade; or the lower of it and the level of the card, nothing without a card.',
      ),
    cardLevels: z
      .array(
        z.strictObject({
          product: z.string().describe('Key of a stored-value product.'),
          grade: z.string().describe('Key of the grade that its cards stand for.'),
        }),
      )
      .max(RULES_MAX)
      .optional()
      .describe('The grade that cards of a product stand for; left out: none.'),
  })
  .meta({
    id: 'Tiers',
    description: 'How ratings give, keep and take grades. The first of `grades` is what nobody loses.',
  });

/** How ratings give, keep and take grades. */
export type Tiers = z.infer<typeof tiersSchema>;
