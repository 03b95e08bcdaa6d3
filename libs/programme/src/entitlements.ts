/** Sections `entitlements` and `benefits`: what a grade or a contract gives, how often, and who may share it (domain 2.1, 2.11). */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { dayPeriod, GRADES_MAX, key, localText, RULES_MAX } from './document-words.ts';

/** Uses of one grant, at most. */
const COUNT_MAX = 10_000;
/** Relatives that a holder may name, at most. */
const RELATIVES_MAX = 20;

const amenity = z
  .strictObject({
    key: key.describe('Name of the item.'),
    name: localText.describe('What people call the item.'),
    budgetFen: z.int().min(0).describe('Most that it may cost, in fen.'),
  })
  .meta({ id: 'Amenity', description: 'Something that is laid out for a guest.' });

const effect = z
  .union(
    [
      z.strictObject({
        kind: z.literal('service').describe('Something is done for the holder.'),
      }),
      z.strictObject({
        kind: z.literal('gift').describe('Something is given to the holder.'),
        budgetFen: z.int().min(0).optional().describe('Most that it may cost, in fen; left out: no limit is named.'),
      }),
      z.strictObject({
        kind: z.literal('amountOff').describe('A purchase costs less.'),
        amountFen: z.int().min(1).describe('What is taken off, in fen.'),
      }),
      z.strictObject({
        kind: z.literal('points').describe('Points are added.'),
        points: z.int().min(1).describe('How many.'),
      }),
      z.strictObject({
        kind: z.literal('amenities').describe('Items are laid out for each stay, by the grade of the guest.'),
        levels: z
          .array(
            z.strictObject({
              grade: z.string().describe('Key of the grade.'),
              items: z.array(amenity).max(RULES_MAX).describe('What is laid out.'),
            }),
          )
          .min(1)
          .max(GRADES_MAX)
          .describe('Items of each grade.'),
        instead: z
          .array(
            z.strictObject({
              when: conditionSchema.describe('For whom.'),
              item: z.string().describe('Key of the item that is replaced.'),
              by: z.array(amenity).min(1).max(RULES_MAX).describe('What takes its place.'),
            }),
          )
          .max(RULES_MAX)
          .optional()
          .describe('Items that take the place of others; left out: none.'),
      }),
    ],
    { error: 'expected kind service, gift, amountOff, points or amenities' },
  )
  .meta({ id: 'EntitlementEffect', description: 'What a use of an entitlement gives.' });

const relatives = z
  .strictObject({
    max: z.int().min(1).max(RELATIVES_MAX).describe('How many a holder may name.'),
    kinds: z
      .array(z.enum(['parent', 'spouse', 'child']))
      .min(1)
      .max(RULES_MAX)
      .describe('Who they may be.'),
    ageMax: z
      .int()
      .min(0)
      .max(150)
      .optional()
      .describe('Age in years, on the day the contract begins, that they may have; left out: any.'),
    named: z.literal('onceByPhone').describe('The holder names them once, on the phone; they are never changed.'),
    waiting: dayPeriod
      .optional()
      .describe('How long from the naming, and again from the call after a reinstatement; left out: not at all.'),
    barredBy: z
      .array(key)
      .max(RULES_MAX)
      .optional()
      .describe('Illnesses that bar a relative for good when they are found before the wait ends; left out: none.'),
  })
  .meta({ id: 'Relatives', description: 'Who else may use an entitlement.' });

/** One entitlement of a programme. */
export const entitlementSchema = z
  .strictObject({
    key: key.describe('Name of the entitlement, recorded with each use.'),
    name: localText.describe('What people call it.'),
    grant: z
      .strictObject({
        on: z
          .enum([
            'calendarMonth',
            'calendarQuarter',
            'calendarYear',
            'joining',
            'approval',
            'purchase',
            'stay',
            'contractStart',
          ])
          .describe(
            'When it is given: at the beginning of a month, quarter or year; at the joining; with an approval; with a purchase or a stay; when a contract begins.',
          ),
        count: z.int().min(1).max(COUNT_MAX).describe('How many uses are given each time.'),
        perYearMax: z
          .int()
          .min(1)
          .max(COUNT_MAX)
          .optional()
          .describe('How many in a calendar year at most; left out: no limit.'),
        when: conditionSchema
          .optional()
          .describe('To whom; left out: to every holder whose grade has it as a benefit, or to all.'),
      })
      .describe('When and how often it is given.'),
    effect: effect.describe('What a use gives.'),
    expires: z
      .union(
        [
          z.enum(['never', 'endOfMonth', 'endOfQuarter', 'endOfYear', 'withContract']),
          z.strictObject({ after: dayPeriod.describe('How long after it was given; the last day is in time.') }),
        ],
        { error: 'expected never, endOfMonth, endOfQuarter, endOfYear, withContract or {after}' },
      )
      .describe('Until when what was not used can be used.'),
    waiting: z
      .strictObject({
        period: dayPeriod.describe('How long from the start; the day after its last one is the first of use.'),
        restartsOn: z
          .array(z.enum(['reinstatement']))
          .max(RULES_MAX)
          .describe('What begins it anew.'),
      })
      .optional()
      .describe('How long it cannot be used yet; left out: at once.'),
    shareable: z
      .enum(['holderOnly', 'holderAndRelatives'])
      .optional()
      .describe('Who may use it; left out: the holder only.'),
    relatives: relatives.optional().describe('The relatives that may use it; left out: none.'),
  })
  .meta({ id: 'Entitlement', description: 'A benefit with a count.' });

/** Section `benefits`. */
export const benefitsSchema = z
  .strictObject({
    inherit: z.boolean().describe('Whether a higher grade has all benefits of the grades below it.'),
    grades: z
      .array(
        z.strictObject({
          grade: z.string().describe('Key of the grade.'),
          entitlements: z.array(z.string()).max(RULES_MAX).describe('Keys of the entitlements that it has.'),
          services: z
            .array(
              z.strictObject({
                key: key.describe('Name of the service.'),
                name: localText.describe('What people call it.'),
              }),
            )
            .max(RULES_MAX)
            .optional()
            .describe('What it has without a count, such as a desk of its own; left out: nothing.'),
        }),
      )
      .max(GRADES_MAX)
      .describe('What each grade has, besides what it inherits.'),
  })
  .meta({ id: 'Benefits', description: 'What grades give.' });

/** A benefit with a count. */
export type Entitlement = z.infer<typeof entitlementSchema>;
/** What grades give. */
export type Benefits = z.infer<typeof benefitsSchema>;

/** Keys of the entitlements that a grade has, those it inherits from lower grades included, lowest first; empty for an unknown grade. */
export function entitlementsOf(
  programme: {
    readonly benefits?: Benefits | undefined;
    readonly grades?: readonly { readonly key: string }[] | undefined;
  },
  gradeKey: string,
): readonly string[] {
  const { benefits, grades = [] } = programme;
  const rank = grades.findIndex(({ key }) => key === gradeKey);
  if (benefits === undefined || rank < 0) return [];
  const counted = grades.slice(benefits.inherit ? 0 : rank, rank + 1).map(({ key }) => key);
  const found = counted.flatMap((grade) => benefits.grades.filter((entry) => entry.grade === grade));
  return [...new Set(found.flatMap(({ entitlements }) => entitlements))];
}
