/** Sections `entitlements` and `benefits`: what a grade or a contract gives, how often, and who may share it (domain 2.1, 2.11). */
import { z } from 'zod';
import { conditionSchema, evaluate } from './condition.ts';
import { dayPeriod, GRADES_MAX, key, localText, period, RULES_MAX } from './document-words.ts';

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
        stock: z
          .strictObject({
            giftKey: key.describe("The issuer's own key of the gift, as the stocks of gifts have it."),
            counterKey: z
              .string()
              .optional()
              .describe('Counter whose stock it comes from where the use names none; left out: every use names one.'),
          })
          .optional()
          .describe('Gift that each use takes a piece of; left out: no stock is touched, it is handed over by hand.'),
      }),
      z.strictObject({
        kind: z.literal('points').describe("Points come to the holder's account in the programme."),
        points: z.int().min(1).describe('How many for each use.'),
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
    { error: 'expected kind service, gift, points or amenities' },
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
            'contractYear',
          ])
          .describe(
            'When it is given: at the beginning of a month, quarter or year; at the joining; with an approval; with a purchase or a stay; when a contract begins, or each of its years.',
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
          z.enum(['never', 'endOfMonth', 'endOfQuarter', 'endOfYear', 'endOfContractYear', 'withContract']),
          z.strictObject({ after: dayPeriod.describe('How long after it was given; the last day is in time.') }),
        ],
        { error: 'expected never, endOfMonth, endOfQuarter, endOfYear, endOfContractYear, withContract or {after}' },
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
    reservedFor: period.optional().describe('How long a reservation keeps it from others; left out: seven days.'),
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

interface GradedBenefits {
  readonly benefits?: Benefits | undefined;
  readonly grades?: readonly { readonly key: string }[] | undefined;
}

/** A service that a grade has without a count. */
export type GradeService = NonNullable<Benefits['grades'][number]['services']>[number];

/** Keys of the entitlements that a grade has, those it inherits from lower grades included, lowest first; empty for an unknown grade. */
export function entitlementsOf(programme: GradedBenefits, gradeKey: string): readonly string[] {
  return [...new Set(benefitsOf(programme, gradeKey).flatMap(({ entitlements }) => entitlements))];
}

/** What a grade has without a count, what it inherits included, lowest first; empty for an unknown grade. */
export function servicesOf(programme: GradedBenefits, gradeKey: string): readonly GradeService[] {
  return benefitsOf(programme, gradeKey).flatMap(({ services = [] }) => services);
}

/** Keys of the grades that have an entitlement as a benefit, lowest first; empty where no grade names it: then it is not a matter of grades. */
export function gradesWith(programme: GradedBenefits, entitlementKey: string): readonly string[] {
  return (programme.grades ?? [])
    .map(({ key }) => key)
    .filter((grade) => entitlementsOf(programme, grade).includes(entitlementKey));
}

function benefitsOf({ benefits, grades = [] }: GradedBenefits, gradeKey: string): Benefits['grades'] {
  const rank = grades.findIndex(({ key }) => key === gradeKey);
  if (benefits === undefined || rank < 0) return [];
  const counted = grades.slice(benefits.inherit ? 0 : rank, rank + 1).map(({ key }) => key);
  return counted.flatMap((grade) => benefits.grades.filter((entry) => entry.grade === grade));
}

/** Something that is laid out for a guest, with the rule that put it in the place of another; null where it is of the level's own list. */
export interface LaidOut {
  readonly key: string;
  readonly name: Readonly<Record<'zh-CN' | 'en', string>>;
  readonly budgetFen: number;
  /** Key of the item whose place it takes. */
  readonly insteadOf: string | null;
}

/**
 * What is laid out for a guest of a level, in the order of its list (domain 2.11: a foreign guest of A or B gets wine and
 * cheese for the fruit). Of several replacements of one item the first that is met counts. Undefined where the effect lays
 * nothing out for the level.
 */
export function amenitySet(
  effect: Entitlement['effect'],
  guest: { readonly grade: string; readonly foreignGuest: boolean },
): readonly LaidOut[] | undefined {
  if (effect.kind !== 'amenities') return undefined;
  const level = effect.levels.find(({ grade }) => grade === guest.grade);
  return level?.items.flatMap((item): readonly LaidOut[] => {
    const rule = effect.instead?.find(
      (one) => one.item === item.key && evaluate(one.when, { values: { ...guest } }).met,
    );
    if (!rule) return [{ ...item, insteadOf: null }];
    return rule.by.map((other) => ({ ...other, insteadOf: item.key }));
  });
}
