import { parseRfc3339 } from '@scrip/calendar';
import { z } from 'zod';
import { accountCodesSchema } from './accounts.ts';
import { approvalSchema } from './approvals.ts';
import { caseSchema, serviceHallSchema } from './cases.ts';
import { conditionSchema } from './condition.ts';
import { contactSchema } from './contact-policy.ts';
import { contractSchema } from './contracts.ts';
import { BP_MAX, COUNTERS_MAX, GRADES_MAX, key, localText, RULES_MAX } from './document-words.ts';
import { benefitsSchema, entitlementSchema } from './entitlements.ts';
import { feeSchema } from './fees.ts';
import { pointsPlanSchema } from './points-plan.ts';
import { productSchema, type StoredValueProduct } from './product.ts';
import { quoteTermsSchema } from './quote-terms.ts';
import { segmentSchema } from './segments.ts';
import { tiersSchema } from './tiers.ts';

/** Articles of one counter; a document stays small enough to be read at once. */
const SKUS_MAX = 10_000;

const grade = z
  .strictObject({
    key: key.describe('Name of the grade in rules and events.'),
    name: localText.describe('What people call the grade.'),
  })
  .meta({ id: 'Grade', description: 'A level that a holder can have in the programme.' });

const counter = z
  .strictObject({
    key: key.describe('Name of the counter on receipt lines.'),
    name: localText.describe('What people call the counter.'),
    inScheme: z
      .boolean()
      .describe('Whether the counter gives the discounts of the card. Points are counted on every counter.'),
    promotionOffBp: z
      .int()
      .min(0)
      .max(BP_MAX)
      .describe(
        "The counter's own promotion on regular prices, taken off before any discount of the card, in basis points: 2,000 is 20% off; 0 is none.",
      ),
    merchantId: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, { error: 'expected 1 to 64 of A-Z, a-z, 0-9, _ . -' })
      .optional()
      .describe("The issuer's own code of the counter as a merchant, which the ledger pays; left out: the key."),
    skus: z
      .array(z.string().regex(/^[A-Za-z0-9_.:/-]{1,64}$/, { error: 'expected 1 to 64 of A-Z, a-z, 0-9, _ . : / -' }))
      .max(SKUS_MAX)
      .optional()
      .describe(
        'Articles that the counter sells; an unknown one is refused at the till. Left out: every article passes.',
      ),
  })
  .meta({ id: 'Counter', description: 'A merchant inside the mall.' });

const joiningRule = z
  .strictObject({
    key: key.describe('Name of the rule, recorded with the joining.'),
    grade: z.string().describe('Key of the grade it gives.'),
    when: conditionSchema.describe('When it gives the grade.'),
  })
  .meta({
    id: 'JoiningRule',
    description: 'How a holder becomes a member; of all rules met, the highest grade is given.',
  });

const pricingRule = z
  .strictObject({
    key: key.describe('Name of the rule, recorded with the price.'),
    payBp: z.int().min(0).max(BP_MAX).describe('What is left to pay, in basis points: 8,800 is 88% of the price.'),
    when: conditionSchema.describe('When it applies to a line.'),
  })
  .meta({
    id: 'PricingRule',
    description: 'A discount of the card; every rule that is met applies, by one exact product that is rounded once.',
  });

const raise = z
  .strictObject({
    key: key.describe('Name of the rule, recorded with the raise.'),
    to: z.string().describe('Key of the grade it raises to.'),
    when: conditionSchema.describe(
      'When it raises, asked each time points rose: by a receipt, a correction, a merge or because they may be used now.',
    ),
  })
  .meta({
    id: 'Raise',
    description: 'A rise to a higher grade by points; of all rules met, the highest grade is given.',
  });

/** The document's schema: shapes and ranges of every field. What one part says about another is checked by `lintProgramme`. */
export const programmeSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9-]{2,40}$/, { error: 'expected 2 to 40 of a-z, 0-9 and -' })
      .describe("The issuer's name for the programme; the same in every version."),
    version: z.int().min(1).max(2_147_483_647).describe('Version of the document. A published version never changes.'),
    effectiveAt: z
      .string()
      .refine(isInstant, { error: 'expected an RFC 3339 time with offset such as 2025-01-10T00:00:00+08:00' })
      .describe(
        'When the version begins to decide, RFC 3339 with offset. What was decided before keeps the version it was decided under.',
      ),
    name: localText.describe('What people call the programme.'),
    parent: z
      .string()
      .regex(/^[a-z0-9-]{2,40}$/, { error: 'expected 2 to 40 of a-z, 0-9 and -' })
      .optional()
      .describe(
        "Id of the issuer's programme whose standards and waivers this one may only make stricter; left out: there is none.",
      ),
    currency: z.literal('CNY').describe('Currency of every amount; amounts are integers of fen.'),
    grades: z
      .array(grade)
      .max(GRADES_MAX)
      .optional()
      .describe('Grades of members, the lowest first. Left out: members have no grades.'),
    counters: z
      .array(counter)
      .max(COUNTERS_MAX)
      .optional()
      .describe('Counters whose lines can be priced. An unknown counter is refused at the till.'),
    joining: z
      .array(joiningRule)
      .max(RULES_MAX)
      .optional()
      .describe('How a holder becomes a member. Left out: nobody can join.'),
    pricing: z
      .array(pricingRule)
      .max(RULES_MAX)
      .optional()
      .describe("Discounts of the card, on top of the counter's own promotion."),
    quotes: quoteTermsSchema.optional().describe('How long prices that tills were told stand. Left out: the default.'),
    points: pointsPlanSchema.optional().describe('How receipts of members earn points. Left out: they earn none.'),
    raises: z.array(raise).max(RULES_MAX).optional().describe('How points raise a grade.'),
    storedValue: z
      .array(productSchema)
      .max(RULES_MAX)
      .optional()
      .describe('Kinds of wallet that the programme issues.'),
    contact: contactSchema.optional().describe('What holders are told of. Left out: nothing.'),
    tiers: tiersSchema.optional().describe('How ratings give, keep and take grades. Left out: nobody is rated.'),
    fees: z.array(feeSchema).max(RULES_MAX).optional().describe('What holders pay for a grade. Left out: nothing.'),
    segments: z
      .array(segmentSchema)
      .max(RULES_MAX)
      .optional()
      .describe('Holders told apart by what is measured of them.'),
    entitlements: z
      .array(entitlementSchema)
      .max(RULES_MAX)
      .optional()
      .describe('Benefits with a count. Left out: none.'),
    benefits: benefitsSchema.optional().describe('What grades give. Left out: nothing besides prices and points.'),
    approvals: z
      .array(approvalSchema)
      .max(RULES_MAX)
      .optional()
      .describe('What must be applied for, and who decides. Left out: nothing.'),
    contracts: z
      .array(contractSchema)
      .max(RULES_MAX)
      .optional()
      .describe('Kinds of agreements that are made in this programme. Left out: none.'),
    cases: z
      .array(caseSchema)
      .max(RULES_MAX)
      .optional()
      .describe('Complaints and requests with their clocks. Left out: none.'),
    serviceHall: serviceHallSchema.optional().describe('The hall where visitors wait. Left out: there is none.'),
    accounts: accountCodesSchema
      .optional()
      .describe("Codes of the issuer's own books for accounts of the journal. Left out: none."),
  })
  .meta({
    id: 'Programme',
    title: 'Scrip programme',
    description: 'One version of the rules of a programme: pure data, decided under by pure functions.',
  });

/** One version of a programme's rules. Plain JSON: amounts are integers of fen, rates basis points. */
export type Programme = z.infer<typeof programmeSchema>;

/** A merchant inside a mall. */
export type Counter = z.infer<typeof counter>;

/** Price class of a receipt line: regular 正价 or special 特公价 (domain 1). */
export type PriceClass = 'regular' | 'special';

/** The price classes, for checks and input schemas. */
export const PRICE_CLASSES = ['regular', 'special'] as const satisfies readonly PriceClass[];

/** JSON Schema (draft 2020-12) of the document, with a description on every field: for editors, for the console's form, for other languages. */
export function programmeJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(programmeSchema, { target: 'draft-2020-12' });
}

/** The stored-value product of this key, if the programme has it. */
export function productOf(programme: Programme, productKey: string): StoredValueProduct | undefined {
  return programme.storedValue?.find((candidate) => candidate.key === productKey);
}

/** The counter of this key, if the programme has it. */
export function counterOf(programme: Programme, counterKey: string): Counter | undefined {
  return programme.counters?.find((candidate) => candidate.key === counterKey);
}

/** Keys of the grades, lowest first. */
export function gradeOrder(programme: Programme): readonly string[] {
  return programme.grades?.map((candidate) => candidate.key) ?? [];
}

function isInstant(text: string): boolean {
  try {
    parseRfc3339(text);
    return true;
  } catch {
    return false;
  }
}
